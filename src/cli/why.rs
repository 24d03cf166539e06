//! `wenmai why` and `wenmai why-not`: why two names are one thing or are not, and where an expected fact was lost.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use anyhow::Result;
use clap::Args;
use wenmai::absent::{self, Absence, Expected, Stage};
use wenmai::correct::{self, Side, Why as Reason};
use wenmai::knowledge::Knowledge;
use wenmai::model::{DocumentId, FactType, Selector};
use wenmai::pipeline;

use super::Exit;
use super::output::{hint, print};
use super::store::StoreArgs;

/// Explain why two names are one thing, or why they are not
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  wenmai why 百度 百度公司\n  wenmai why \"宋知远; document=page-01\" \"宋知远; document=page-07\""
)]
pub(crate) struct Why {
    /// A name, a key such as person/李强, or a name with type, code or document: "李强; type=Person"
    #[arg(value_name = "A")]
    left: String,
    /// Another
    #[arg(value_name = "B")]
    right: String,
    #[command(flatten)]
    store: StoreArgs,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

impl Why {
    pub(crate) fn run(self) -> Result<Exit> {
        let selector = |text: &str| {
            Selector::parse(text).map_err(|message| hint(message, "write a name, or \"name; type=…; document=…\""))
        };
        let (left, right) = (selector(&self.left)?, selector(&self.right)?);
        let store = self.store.open_records()?;
        let corrections = self.store.corrections(&store)?;
        let records = store.records()?;
        let world = pipeline::world(&records, &corrections, Knowledge::embedded());
        let why = correct::why(&world.records, &world.linking, &corrections, &left, &right);
        if self.json {
            print(&(serde_json::to_string(&why)? + "\n"))?;
        } else {
            let mut out = shown(&why);
            for (found, selector) in [(&why.left, &left), (&why.right, &right)] {
                if found.is_empty() && why.titles.is_empty() {
                    let near = correct::nearest(&world.linking, &selector.name, selector.entity_type).join(", ");
                    let near = if near.is_empty() { String::new() } else { format!("; perhaps {near}") };
                    let _ = writeln!(out, "no document names {selector}{near}");
                }
            }
            print(&out)?;
        }
        let found = !why.titles.is_empty() || !why.left.is_empty() && !why.right.is_empty();
        Ok(if found { Exit::Done } else { Exit::Nothing })
    }
}

fn shown(why: &Reason) -> String {
    let mut out = String::new();
    for sides in [&why.left, &why.right] {
        for side in sides {
            let _ = writeln!(out, "{}", line(side));
        }
    }
    match &why.one {
        Some(key) => {
            let _ = writeln!(out, "one thing: {key}");
            if let Some((document, words)) = &why.both {
                let _ = writeln!(out, "  {document} calls it both: {}", words.join("、"));
            }
            for step in &why.steps {
                let _ = writeln!(
                    out,
                    "  {} in {} = {} in {}\n      {} ({:.2})",
                    step.left.1, step.left.0, step.right.1, step.right.0, step.rule, step.score
                );
            }
        }
        None if !why.left.is_empty() && !why.right.is_empty() => {
            out.push_str("not one thing\n");
            for reason in &why.apart {
                let _ = writeln!(out, "  {reason}");
            }
        }
        None => {}
    }
    for told in &why.titles {
        let _ = writeln!(out, "{told}");
    }
    for (id, what) in &why.corrections {
        let _ = writeln!(out, "correction {id}: {what}");
    }
    out
}

fn line(side: &Side) -> String {
    let code = side.code.as_ref().map(|code| format!(" {code}")).unwrap_or_default();
    let first = side.documents.first().map(ToString::to_string).unwrap_or_default();
    let more = if side.documents.len() > 1 { format!(" and {} more", side.documents.len() - 1) } else { String::new() };
    format!("{} {} ({}{code}), in {first}{more}", side.key, side.label, side.entity_type)
}

/// Say where an expected fact was lost
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  wenmai why-not visited 李强 百度\n  wenmai why-not holdsPosition 宋知远 市长 --document page-07"
)]
pub(crate) struct WhyNot {
    /// What the fact says: visited, holdsPosition, met, attended, quoted, locatedIn, partOf, issued, cooperates, produces, …
    #[arg(value_name = "FACT")]
    fact: String,
    /// A name in it
    #[arg(value_name = "A")]
    left: String,
    /// Another name in it, or words of a position, event or product
    #[arg(value_name = "B")]
    right: Option<String>,
    /// The document that should tell it
    #[arg(long, value_name = "ID")]
    document: Option<String>,
    #[command(flatten)]
    store: StoreArgs,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

impl WhyNot {
    pub(crate) fn run(self) -> Result<Exit> {
        let fact_type = FactType::ALL.into_iter().find(|one| one.name() == self.fact).ok_or_else(|| {
            hint(
                format!("`{}` is no fact", self.fact),
                format!("write one of {}", FactType::ALL.map(FactType::name).join(", ")),
            )
        })?;
        let store = self.store.open_records()?;
        let corrections = self.store.corrections(&store)?;
        let records = store.records()?;
        let knowledge = Knowledge::embedded();
        let world = pipeline::world(&records, &corrections, knowledge);
        if let Some(id) = &self.document
            && store.document(&DocumentId(id.clone())).is_err()
        {
            return Err(hint(format!("the store has no document {id}"), "`wenmai query documents` lists them"));
        }
        let kept: BTreeSet<(&DocumentId, &str)> = world
            .records
            .iter()
            .flat_map(|record| record.facts.iter().map(|fact| (&record.id, fact.id.as_str())))
            .collect();
        let expected = Expected {
            fact_type,
            left: self.left.clone(),
            right: self.right.clone(),
            document: self.document.clone().map(DocumentId),
        };
        let absence = absent::absence(
            &expected,
            &records,
            &world.linking,
            knowledge,
            |record, fact| !kept.contains(&(&record.id, fact.id.as_str())),
            |record| store.text(&record.sha256),
        );
        if self.json {
            print(&(serde_json::to_string(&absence)? + "\n"))?;
        } else {
            let mut out = told(&absence);
            if absence.stage == Stage::NotMentioned {
                for name in [Some(&self.left), self.right.as_ref()].into_iter().flatten() {
                    let near = correct::nearest(&world.linking, name, None).join(", ");
                    if !near.is_empty() && !near.split(", ").any(|other| other == name) {
                        let _ = writeln!(out, "  {name}: names like it are {near}");
                    }
                }
            }
            print(&out)?;
        }
        Ok(if absence.stage == Stage::There { Exit::Done } else { Exit::Nothing })
    }
}

fn told(absence: &Absence) -> String {
    let mut out = format!("{}\n", absence.stage.words());
    let (left, right, both) = absence.mentioned;
    if matches!(absence.stage, Stage::NotMentioned | Stage::NotTogether) {
        let _ = writeln!(out, "  documents that mention the one: {left}, the other: {right}, both: {both}");
    }
    for lost in &absence.documents {
        let _ = writeln!(out, "{}", lost.document);
        for sentence in &lost.sentences {
            let _ = writeln!(out, "  “{sentence}”");
        }
        for line in &lost.told {
            let _ = writeln!(out, "  {line}");
        }
    }
    out
}
