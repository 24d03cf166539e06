//! `wenmai correct`: the user puts the graph right, for good; every later build does it again.

use std::fmt::Write as _;
use std::fs;

use anyhow::{Context, Result};
use clap::Args;
use serde_json::json;
use wenmai::correct::{self, Preview};
use wenmai::knowledge::Knowledge;
use wenmai::model::{CorrectionId, Corrections, Outcome};
use wenmai::pipeline;
use wenmai::rdf::store::Change;

use super::Exit;
use super::build::settings;
use super::output::{hint, note, print};
use super::store::{New, StoreArgs, listed};

/// Put the graph right: same, different, rename, retype, alias, reject
///
/// Corrections are kept in the store and replayed at each build. They name things as people do, by name and, to tell
/// namesakes apart, type, code, post or document.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  wenmai correct corrections.toml --dry-run\n  wenmai correct corrections.toml\n  wenmai correct --list\n  wenmai correct --remove 5f0c9a1e\n\nA file holds tables such as\n\n  [[same]]\n  things = [\"青禾科技\", \"青禾科技集团股份有限公司\"]\n\n  [[different]]\n  things = [{ name = \"宋知远\", post = \"市长\" }, { name = \"宋知远\", document = \"page-07\" }]\n\n  [[rename]]\n  thing = \"云岭半导体\"\n  to = \"云岭半导体有限公司\"\n\n  [[retype]]\n  thing = { name = \"青湖\", type = \"Person\" }\n  to = \"Place/city\"\n\n  [[alias]]\n  thing = \"青湖大学\"\n  names = [\"青大\"]\n\n  [[reject]]\n  fact = \"visited\"\n  who = \"宋知远\"\n  where = \"青湖大学\"\n\nor the same as tab-separated lines: same, the one, the other; reject, visited, who=…, where=…"
)]
#[allow(clippy::struct_excessive_bools, reason = "each is an option of the command line")]
pub(crate) struct Correct {
    /// File of corrections to add to those of the store (TOML, or tab-separated values)
    #[arg(value_name = "FILE", required_unless_present_any = ["list", "remove"], conflicts_with_all = ["list"])]
    file: Option<String>,
    #[command(flatten)]
    store: StoreArgs,
    /// Show what would change, and change nothing
    #[arg(long)]
    dry_run: bool,
    /// List the corrections of the store and what became of each
    #[arg(long)]
    list: bool,
    /// Take corrections out, by the ids that --list shows
    #[arg(long, value_name = "ID", conflicts_with_all = ["list"])]
    remove: Vec<String>,
    /// Corrections of the store that are not in FILE are taken out
    #[arg(long, requires = "file")]
    replace: bool,
    /// Keep corrections that do not apply (yet) instead of refusing the file
    #[arg(long)]
    keep_unknown: bool,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

impl Correct {
    pub(crate) fn run(self) -> Result<Exit> {
        if self.store.as_of.is_some() {
            return Err(hint("--as-of is for building and reading", "corrections hold for the whole store"));
        }
        if self.list {
            return self.list();
        }
        let mut store = if self.dry_run { self.store.open_records()? } else { self.store.open_to_change(New::No)? };
        let old = self.store.corrections(&store)?;
        let new = self.changed(&old)?;
        let knowledge = Knowledge::embedded();
        let records = store.records()?;
        let before = pipeline::world(&records, &old, knowledge);
        let after = pipeline::world(&records, &new, knowledge);
        let findings = correct::check(&new, &after.outcomes, &after.linking);
        let (fresh, known): (Vec<_>, Vec<_>) = findings.into_iter().partition(|finding| old.get(&finding.id).is_none());
        for finding in known.iter().chain(fresh.iter().filter(|_| self.keep_unknown)) {
            note(format!("note: correction {} does not apply: {finding}; it is kept", finding.id));
        }
        if !fresh.is_empty() && !self.keep_unknown {
            let mut told = String::from("some corrections do not apply; nothing was changed");
            for finding in &fresh {
                let _ = write!(told, "\n{finding}");
                if !finding.hint.is_empty() {
                    let _ = write!(told, "\n    {}", finding.hint);
                }
            }
            return Err(hint(told, "put them right, or keep them for later documents with --keep-unknown"));
        }
        let graphs = (before.graph(), after.graph());
        let preview = correct::preview((&before.linking, &graphs.0), (&after.linking, &graphs.1));
        if self.json {
            let mut value = serde_json::to_value(&preview)?;
            value["corrections"] = rows(&new, &after.outcomes);
            value["written"] = (!self.dry_run).into();
            print(&(serde_json::to_string(&value)? + "\n"))?;
        } else {
            print(&shown(&preview))?;
        }
        if self.dry_run {
            note(format!("{} corrections; nothing was written", new.len()));
            return Ok(Exit::Done);
        }
        let text = (!new.is_empty()).then(|| correct::write(&new));
        let change = Change { corrections: Some(text), ..Change::default() };
        let settings = settings(&store);
        let mut staged = store.stage(&change, &settings)?;
        store.keep_graph(&mut staged, &graphs.1)?;
        let lines = wenmai::rdf::to_lines(&graphs.1, &settings.base, &store.room())?;
        let difference = store.finish(staged, lines)?;
        super::build::keep_names(&store);
        note(format!("{} corrections kept; quads +{} −{}", new.len(), difference.added, difference.removed));
        Ok(Exit::Done)
    }

    /// The corrections as they are to be.
    fn changed(&self, old: &Corrections) -> Result<Corrections> {
        let mut new = if self.replace { Corrections::default() } else { old.clone() };
        for id in &self.remove {
            if new.remove(&CorrectionId(id.clone())).is_none() {
                return Err(hint(
                    format!("the store has no correction {id}"),
                    "`wenmai correct --list` shows their ids",
                ));
            }
        }
        if let Some(file) = &self.file {
            let text = fs::read_to_string(file).with_context(|| format!("cannot read {file}"))?;
            let given = correct::read(file, &text).map_err(|errors| {
                hint(format!("{file} cannot be used\n{}", listed(&errors)), "`wenmai correct --help` shows every form")
            })?;
            for (_, correction) in given.iter() {
                new.add(correction.clone());
            }
        }
        Ok(new)
    }

    fn list(&self) -> Result<Exit> {
        let store = self.store.open_records()?;
        let corrections = self.store.corrections(&store)?;
        let records = store.records()?;
        let world = pipeline::world(&records, &corrections, Knowledge::embedded());
        if self.json {
            print(&(serde_json::to_string(&rows(&corrections, &world.outcomes))? + "\n"))?;
        } else {
            let findings = correct::check(&corrections, &world.outcomes, &world.linking);
            let mut out = String::new();
            for (id, correction) in corrections.iter() {
                let _ = writeln!(out, "{id}  {}", correction.what);
                if let Some(note) = &correction.note {
                    let _ = writeln!(out, "          {note}");
                }
                for finding in findings.iter().filter(|finding| finding.id == *id) {
                    let _ = writeln!(out, "          does not apply: {}", finding.message);
                }
            }
            print(&out)?;
        }
        Ok(if corrections.is_empty() { Exit::Nothing } else { Exit::Done })
    }
}

fn rows(corrections: &Corrections, outcomes: &[Outcome]) -> serde_json::Value {
    let rows = corrections.iter().map(|(id, correction)| {
        json!({
            "id": id, "correction": correction.what.to_string(), "note": correction.note,
            "outcome": outcomes.iter().find(|outcome| outcome.id == *id),
        })
    });
    rows.collect()
}

/// At most so many lines of one kind are shown.
const SHOWN: usize = 20;

fn shown(preview: &Preview) -> String {
    let mut out = String::new();
    let mut part = |title: &str, lines: Vec<String>| {
        if !lines.is_empty() {
            let _ = writeln!(out, "{title}: {}", lines.len());
            for line in lines.iter().take(SHOWN) {
                let _ = writeln!(out, "  {line}");
            }
            if lines.len() > SHOWN {
                let _ = writeln!(out, "  … +{} (--json has all)", lines.len() - SHOWN);
            }
        }
    };
    let keys =
        |keys: &[wenmai::model::EntityKey]| keys.iter().map(|key| key.0.as_str()).collect::<Vec<_>>().join(" + ");
    let edge = |(from, property, to): &(String, String, String)| format!("{from} —{property}→ {to}");
    part("become one", preview.merged.iter().map(|(from, to)| format!("{} → {to}", keys(from))).collect());
    part("become several", preview.split.iter().map(|(from, to)| format!("{from} → {}", keys(to))).collect());
    part(
        "renamed",
        preview
            .renamed
            .iter()
            .map(|one| {
                let names =
                    if one.names.is_empty() { String::new() } else { format!("; also {}", one.names.join(", ")) };
                format!("{} {} → {} {}{names}", one.from, one.label.0, one.to, one.label.1)
            })
            .collect(),
    );
    part("facts gone", preview.rejected.iter().map(|(fact, passage)| format!("{fact} “{passage}”")).collect());
    part("edges gone", preview.removed.iter().map(edge).collect());
    part("edges new", preview.added.iter().map(edge).collect());
    if preview.is_empty() {
        out.push_str("nothing changes\n");
    }
    let _ = writeln!(
        out,
        "nodes {} → {}, edges {} → {}",
        preview.nodes.0, preview.nodes.1, preview.edges.0, preview.edges.1
    );
    out
}
