//! Which claims count: the options of time and confidence that several commands have.

use anyhow::Result;
use clap::Args;
use jiff::civil::Date;
use wenmai::graph::Filter;

use super::output::hint;

/// Which claims count.
#[derive(Debug, Args)]
pub(crate) struct ToldArgs {
    /// Only edges at least this sure, 0 to 1
    #[arg(long, value_name = "CONFIDENCE", value_parser = confidence)]
    min_confidence: Option<f64>,
    /// Only what took place on this day or later; what tells no time counts on its day of publication
    #[arg(long, value_name = "DATE")]
    since: Option<Date>,
    /// Only what took place on this day or earlier
    #[arg(long, value_name = "DATE")]
    until: Option<Date>,
}

impl ToldArgs {
    /// Whether all count.
    pub fn is_all(&self) -> bool {
        self.min_confidence.is_none() && self.since.is_none() && self.until.is_none()
    }

    /// Sets them in a filter.
    pub fn apply(&self, filter: &mut Filter) -> Result<()> {
        if let (Some(since), Some(until)) = (self.since, self.until)
            && since > until
        {
            return Err(hint(format!("no day is since {since} and until {until}"), "give --since the earlier day"));
        }
        filter.min_confidence = self.min_confidence;
        (filter.since, filter.until) = (self.since, self.until);
        Ok(())
    }
}

/// A chance between 0 and 1.
fn confidence(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(number) if (0.0..=1.0).contains(&number) => Ok(number),
        _ => Err(format!("{text} is no number from 0 to 1")),
    }
}
