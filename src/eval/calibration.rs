//! What was scored enters; how far the confidence of facts can be trusted leaves: right and wrong by rule and by range.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::Serialize;

use super::Score;

/// Ranges of confidence, each from a tenth to the next.
const RANGES: usize = 10;

/// One scored fact: which rule found it, how sure it was, whether it was right.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Verdict {
    /// The rule that found it.
    pub rule: String,
    /// Its confidence, 0 to 1.
    pub confidence: f64,
    /// Whether the gold has it.
    pub right: bool,
}

/// Right and wrong facts, and how sure the program was of them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Rated {
    /// Right ones.
    pub right: usize,
    /// All.
    pub of: usize,
    /// Sum of their confidence.
    #[serde(skip)]
    sum: f64,
    /// Mean confidence that was claimed.
    pub claimed: f64,
    /// The share of right ones, with its 95 % interval after Wilson.
    pub share: f64,
    /// Lower end of the interval.
    pub low: f64,
    /// Upper end of the interval.
    pub high: f64,
}

impl Rated {
    fn note(&mut self, verdict: &Verdict) {
        self.right += usize::from(verdict.right);
        self.of += 1;
        self.sum += verdict.confidence;
        let n = self.of as f64;
        self.claimed = self.sum / n;
        self.share = self.right as f64 / n;
        (self.low, self.high) = wilson(self.right, self.of);
    }

    /// Whether the claimed confidence lies outside the interval of the share.
    pub fn lies(&self) -> bool {
        self.claimed < self.low || self.claimed > self.high
    }
}

/// Standard deviations from the middle of a normal distribution within which 95 % lie.
const Z: f64 = 1.96;

/// The 95 % interval of a share after Wilson (1927); 0 to 1 where nothing was counted.
pub fn wilson(right: usize, of: usize) -> (f64, f64) {
    if of == 0 {
        return (0.0, 1.0);
    }
    let n = of as f64;
    let p = right as f64 / n;
    let middle = p + Z * Z / (2.0 * n);
    let width = Z * (p * (1.0 - p) / n + Z * Z / (4.0 * n * n)).sqrt();
    let whole = 1.0 + Z * Z / n;
    (((middle - width) / whole).max(0.0), ((middle + width) / whole).min(1.0))
}

/// How far confidence can be trusted, over all that was scored.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Calibration {
    /// By tenth of confidence: `0.8` holds 0.8 up to 0.9.
    pub ranges: BTreeMap<String, Rated>,
    /// By rule.
    pub rules: BTreeMap<String, Rated>,
    /// Mean distance between claimed confidence and share of right facts over the ranges, weighted by their size (the
    /// expected calibration error).
    pub error: f64,
}

impl Calibration {
    /// Of the facts of some scores.
    pub fn new<'s>(scores: impl IntoIterator<Item = &'s Score>) -> Self {
        let mut all = Self::default();
        let mut facts = 0;
        for verdict in scores.into_iter().flat_map(|score| &score.verdicts) {
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 9")]
            let tenth = ((verdict.confidence * RANGES as f64) as usize).min(RANGES - 1);
            all.ranges.entry(format!("0.{tenth}")).or_default().note(verdict);
            all.rules.entry(verdict.rule.clone()).or_default().note(verdict);
            facts += 1;
        }
        let far = |rated: &Rated| (rated.claimed - rated.share).abs() * rated.of as f64;
        all.error = if facts == 0 { 0.0 } else { all.ranges.values().map(far).sum::<f64>() / f64::from(facts) };
        all
    }

    /// The tables that `wenmai eval --calibration` prints; `!` stands where the claim lies outside the interval.
    pub fn table(&self) -> String {
        let mut out = String::new();
        for (name, rows) in [("confidence", &self.ranges), ("rule", &self.rules)] {
            let _ = writeln!(out, "{name:24}{:>6}{:>6}{:>9}{:>7}   95 %", "right", "of", "claimed", "share");
            for (key, rated) in rows {
                let _ = writeln!(
                    out,
                    "{key:24}{:6}{:6}{:9.3}{:7.3}   {:.2}–{:.2}{}",
                    rated.right,
                    rated.of,
                    rated.claimed,
                    rated.share,
                    rated.low,
                    rated.high,
                    if rated.lies() { " !" } else { "" }
                );
            }
            out.push('\n');
        }
        let _ = writeln!(out, "expected calibration error {:.3}", self.error);
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(rule: &str, confidence: f64, right: bool) -> Verdict {
        Verdict { rule: rule.to_owned(), confidence, right }
    }

    #[test]
    fn a_rule_that_claims_more_than_it_keeps_is_marked() {
        let mut verdicts = vec![verdict("visit.arrive", 0.95, true); 19];
        verdicts.push(verdict("visit.arrive", 0.95, false));
        verdicts.extend(vec![verdict("place.lie", 0.9, false); 8]);
        verdicts.extend(vec![verdict("place.lie", 0.9, true); 2]);
        let score = Score { verdicts, ..Score::default() };
        let calibration = Calibration::new([&score]);
        assert!(!calibration.rules["visit.arrive"].lies());
        assert!(calibration.rules["place.lie"].lies());
        assert_eq!((calibration.ranges["0.9"].right, calibration.ranges["0.9"].of), (21, 30));
        assert!((calibration.error - (28.0 / 30.0 - 0.7)).abs() < 1e-9, "{}", calibration.error);
        assert!(calibration.table().contains("place.lie"));
    }

    #[test]
    fn the_interval_holds_the_share_and_narrows_with_numbers() {
        let ((low, high), (lower, higher)) = (wilson(48, 60), wilson(480, 600));
        assert!((low - 0.682).abs() < 0.001 && (high - 0.882).abs() < 0.001, "{low} {high}");
        assert!(low < lower && higher < high);
        assert_eq!(wilson(0, 0), (0.0, 1.0));
    }
}
