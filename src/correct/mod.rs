//! A file of corrections enters; [`crate::model::Corrections`] leave, checked against what the corpus tells, with a preview
//! of what they change.
//!
//! `file` reads and writes the files that users keep (TOML, or tab-separated values); `check` says what of them does not
//! apply and what was perhaps meant; `preview` compares the graph before and after; `why` says why two names are one thing,
//! or are not. Replaying the corrections is linking's (`src/link/correct.rs`).
//!
//! Promises: what cannot be read is told with file, line and column and what to write instead; what is written reads back
//! as the same set, and the same set is written in the same bytes.

mod check;
mod file;
mod near;
mod preview;
mod why;

pub use check::{Finding, check};
pub use file::{FileError, read, write};
pub use near::nearest;
pub use preview::{Preview, Renamed, preview};
pub use why::{Joint, Side, Why, why};
