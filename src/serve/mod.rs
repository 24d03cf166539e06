//! Temporary.
pub mod api;
