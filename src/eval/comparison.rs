//! Scores of several ways to read the same documents enter; one table of F1 leaves.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::Serialize;

use super::{ENTITY_TYPES, Score};

/// Several ways to read the same documents, in the order given.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Comparison {
    rows: Vec<Row>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
struct Row {
    /// Who took part.
    parts: String,
    /// By type of name; `names` and `facts` are all of them.
    f1: BTreeMap<String, f64>,
}

impl Comparison {
    /// From the score of each way, with its name.
    pub fn new(scores: impl IntoIterator<Item = (String, Score)>) -> Self {
        let rows = scores.into_iter().map(|(parts, score)| {
            let of_type = |entity_type| score.entities.get(&entity_type).copied().unwrap_or_default().f1();
            let mut f1: BTreeMap<_, _> =
                ENTITY_TYPES.iter().map(|wanted| (wanted.to_string(), of_type(*wanted))).collect();
            f1.insert("names".to_owned(), score.all_entities().f1());
            f1.insert("facts".to_owned(), score.all_facts().f1());
            Row { parts, f1 }
        });
        Self { rows: rows.collect() }
    }

    /// The table that `wenmai eval --ablate` prints.
    pub fn table(&self) -> String {
        let columns: Vec<String> =
            ENTITY_TYPES.iter().map(ToString::to_string).chain(["names".to_owned(), "facts".to_owned()]).collect();
        let mut out = format!("{:18}", "F1");
        // Writing to a string cannot fail.
        for column in &columns {
            let _ = write!(out, "{column:>14}");
        }
        out.push('\n');
        for row in &self.rows {
            let _ = write!(out, "{:18}", row.parts);
            for column in &columns {
                let _ = write!(out, "{:14.3}", row.f1.get(column).copied().unwrap_or_default());
            }
            out.push('\n');
        }
        out
    }
}
