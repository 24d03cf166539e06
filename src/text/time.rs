//! stub replaced by merge
use super::Reading;
use crate::model::{EventTime, Span};
/// x
pub struct TimeMention {
    /// x
    pub span: Span,
    /// x
    pub time: EventTime,
}
/// x
pub fn times(_: &Reading) -> Vec<TimeMention> {
    Vec::new()
}
