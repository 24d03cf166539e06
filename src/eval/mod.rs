//! Records and gold annotations enter; precision, recall and F1 leave.
//!
//! Matching is by document. An entity is right when type and one name agree; a fact when its type and arguments agree;
//! what the gold lists as optional is neither right nor wrong. Only facts that happened are counted.

mod calibration;
mod comparison;
mod gold;
mod matching;
mod statistics;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::Serialize;

use crate::model::{DocumentId, EntityType, FactType, Record};

pub use calibration::{Calibration, Rated, Verdict, wilson};
pub use comparison::Comparison;
pub use gold::{GoldDocument, GoldEntity, GoldError, GoldFact, read_gold};

/// The types of entity that are scored.
pub const ENTITY_TYPES: [EntityType; 4] =
    [EntityType::Person, EntityType::Organization, EntityType::Place, EntityType::Policy];

/// The types of fact that are scored by their arguments.
pub const FACT_TYPES: [FactType; 9] = [
    FactType::Visited,
    FactType::HoldsPosition,
    FactType::Met,
    FactType::Attended,
    FactType::Quoted,
    FactType::LocatedIn,
    FactType::PartOf,
    FactType::Issued,
    FactType::Cooperates,
];

/// True positives, false positives and false negatives.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Count {
    /// Found and right.
    pub tp: usize,
    /// Found and wrong.
    pub fp: usize,
    /// Missed.
    pub fn_: usize,
}

impl Count {
    /// Share of what was found that is right; 0 where nothing was found.
    pub fn precision(self) -> f64 {
        share(self.tp, self.tp + self.fp)
    }

    /// Share of what is right that was found; 0 where there is nothing to find.
    pub fn recall(self) -> f64 {
        share(self.tp, self.tp + self.fn_)
    }

    /// Harmonic mean of precision and recall.
    pub fn f1(self) -> f64 {
        let (p, r) = (self.precision(), self.recall());
        if p + r > 0.0 { 2.0 * p * r / (p + r) } else { 0.0 }
    }

    fn add(&mut self, other: Self) {
        self.tp += other.tp;
        self.fp += other.fp;
        self.fn_ += other.fn_;
    }
}

fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

/// How often something was right, of how often it could be.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Share {
    /// Right.
    pub right: usize,
    /// All.
    pub of: usize,
}

impl Share {
    fn note(&mut self, right: bool) {
        self.right += usize::from(right);
        self.of += 1;
    }
}

/// One mistake.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Mistake {
    /// `missed Person`, `spurious visited`, …
    pub kind: String,
    /// Where.
    pub document: DocumentId,
    /// What, in words.
    pub what: String,
}

/// The figures of a run.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Score {
    /// Documents of the gold.
    pub documents: usize,
    /// Of these, without a record.
    pub without_record: usize,
    /// By type of entity.
    pub entities: BTreeMap<EntityType, Count>,
    /// By type of fact.
    pub facts: BTreeMap<FactType, Count>,
    /// Dates of matched visits.
    pub visit_dates: Share,
    /// Wider places of matched visits.
    pub visit_within: Share,
    /// Statistics of the gold that were found by value.
    pub statistics: Count,
    /// Of the statistics found, those whose period is right.
    pub statistic_periods: Share,
    /// Every mistake.
    pub mistakes: Vec<Mistake>,
    /// What became of each fact that was found, for [`Calibration`].
    #[serde(skip)]
    pub verdicts: Vec<Verdict>,
}

impl Score {
    /// All entities.
    pub fn all_entities(&self) -> Count {
        total(self.entities.values())
    }

    /// All facts.
    pub fn all_facts(&self) -> Count {
        total(self.facts.values())
    }

    /// The table that `wenmai eval` prints, with up to `errors` mistakes of each kind.
    pub fn table(&self, errors: usize) -> String {
        let mut out = format!("{} documents, {} without a record\n", self.documents, self.without_record);
        let _ = writeln!(out, "{:22}{:>7}{:>7}{:>7}{:>6}{:>6}{:>6}", "", "P", "R", "F1", "tp", "fp", "fn");
        let mut row = |name: &str, count: Count| {
            let _ = writeln!(
                out,
                "{name:22}{:7.3}{:7.3}{:7.3}{:6}{:6}{:6}",
                count.precision(),
                count.recall(),
                count.f1(),
                count.tp,
                count.fp,
                count.fn_
            );
        };
        for entity_type in ENTITY_TYPES {
            row(&format!("entity {entity_type}"), self.entities.get(&entity_type).copied().unwrap_or_default());
        }
        row("ENTITIES", self.all_entities());
        for fact_type in FACT_TYPES {
            row(&format!("fact {fact_type}"), self.facts.get(&fact_type).copied().unwrap_or_default());
        }
        row("FACTS", self.all_facts());
        row("statistics (value)", self.statistics);
        for (name, share) in [
            ("visit dates", self.visit_dates),
            ("visit within", self.visit_within),
            ("statistic periods", self.statistic_periods),
        ] {
            let _ = writeln!(out, "{name} right: {} of {}", share.right, share.of);
        }
        let mut kinds = BTreeMap::<&str, Vec<&Mistake>>::new();
        for mistake in &self.mistakes {
            kinds.entry(&mistake.kind).or_default().push(mistake);
        }
        for (kind, mistakes) in kinds.iter().filter(|_| errors > 0) {
            let _ = writeln!(out, "\n{kind}: {}", mistakes.len());
            for mistake in mistakes.iter().take(errors) {
                let _ = writeln!(out, "    {} {}", mistake.document, mistake.what);
            }
        }
        out
    }
}

fn total<'a>(counts: impl Iterator<Item = &'a Count>) -> Count {
    counts.fold(Count::default(), |mut sum, count| {
        sum.add(*count);
        sum
    })
}

/// Scores records against gold documents; records of other documents are left aside.
pub fn score(gold: &[GoldDocument], records: &[Record]) -> Score {
    let by_id = records.iter().map(|record| (&record.id, record)).collect::<BTreeMap<_, _>>();
    let mut score = Score { documents: gold.len(), ..Score::default() };
    for document in gold {
        let record = by_id.get(&document.id).copied();
        score.without_record += usize::from(record.is_none());
        matching::score_document(document, record, &mut score);
    }
    score.mistakes.sort();
    score
}
