//! The words that all rooms share: spans, documents, mentions, entities, facts, evidence, records.
//!
//! Nothing enters and nothing leaves: these are plain types without I/O. Promise: a [`Span`] is half-open, and
//! every offset says in its type's documentation which text it counts in.

mod correction;
mod document;
mod entity;
mod fact;
mod linked;
mod record;
pub mod script;
mod span;
mod time;

pub use correction::{
    Claim, Correction, CorrectionId, Corrections, Effect, Outcome, Place, Right, Selector, parse_type,
};
pub use document::{Block, BlockKind, Diagnostic, Document, DocumentId, Severity};
pub use entity::{EntityId, EntityType, Kind, Mention, Recogniser};
pub use fact::{Attribute, FactType, Realis, Role};
pub use linked::{Decision, EntityKey, Feature, LinkedEntity, Linking, Member, Parent, Verdict};
pub use record::{OF_PLACE, Quote, Record, RecordEntity, RecordFact, Unnamed, Utterance};
pub use span::Span;
pub use time::{EventTime, Precision};
