//! `wenmai rules`: the rules that find facts, listed, explained and tried on their own examples; and `--rules` of the commands that read.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use clap::Args;
use serde_json::json;
use wenmai::knowledge::{Cue, Knowledge, Rule, RuleSet};
use wenmai::relate::check;

use super::Exit;
use super::output::{hint, note, print};

/// Rules that a user brings.
#[derive(Debug, Args)]
pub(crate) struct RulesArgs {
    /// Rules of your own beside the program's: a TOML file, or a folder of them (`wenmai rules --help` says more)
    #[arg(long, value_name = "DIR")]
    rules: Option<PathBuf>,
}

impl RulesArgs {
    /// The program's knowledge, with the user's rules where there are some.
    pub fn knowledge(&self) -> Result<&'static Knowledge> {
        let Some(path) = &self.rules else { return Ok(Knowledge::embedded()) };
        let knowledge = Knowledge::with_rules(&files(path)?).map_err(|error| {
            hint(error.to_string(), "`wenmai rules ID` shows a rule that works; rules/zh/visit.toml has all forms")
        })?;
        // Lives as long as the process: all threads read from it.
        Ok(Box::leak(Box::new(knowledge)))
    }
}

/// The TOML files at a path, by name.
fn files(path: &Path) -> Result<Vec<(String, String)>> {
    let unreadable = || format!("cannot read {}", path.display());
    let mut paths = if path.is_dir() {
        let entries = fs::read_dir(path).with_context(unreadable)?;
        let paths = entries.map(|entry| entry.map(|entry| entry.path())).collect::<Result<Vec<_>, _>>()?;
        paths.into_iter().filter(|path| path.extension().is_some_and(|end| end == "toml")).collect()
    } else {
        vec![path.to_owned()]
    };
    paths.sort();
    if paths.is_empty() {
        return Err(hint(format!("no rules in {}", path.display()), "rules are files that end in .toml"));
    }
    paths
        .into_iter()
        .map(|path| {
            let text = fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
            Ok((path.display().to_string(), text))
        })
        .collect()
}

/// List, explain and try the rules that find facts
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  wenmai rules --fact visited\n  wenmai rules visit.arrive\n  wenmai rules --test --rules my-rules/\n\nA file of rules:\n  [words]\n  drop_in = [\"造访\"]\n\n  [[rule]]\n  id = \"my.drop-in\"\n  fact = \"visited\"\n  pattern = \"{Subject:Person:who}{drop_in}了?{List:Organization|Place:where}\"\n  trigger = \"drop_in\"\n  confidence = 0.9\n  example = \"[李明/Person]造访[海川公司/Organization]。\"\n  gives = \"who=李明 where=海川公司\"\n  counter = \"[李明/Person]离开[海川公司/Organization]。\"\n\n`[more]` adds words to a list of the program, `off = [\"visit.chat\"]` leaves rules out."
)]
pub(crate) struct Rules {
    /// Rules or cues of realis to explain
    #[arg(value_name = "ID")]
    ids: Vec<String>,
    #[command(flatten)]
    own: RulesArgs,
    /// Try every rule on its example and its counter-example
    #[arg(long, conflicts_with = "ids")]
    test: bool,
    /// Only rules for this type of fact: visited, holdsPosition, …
    #[arg(long, value_name = "TYPE")]
    fact: Option<String>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

impl Rules {
    pub(crate) fn run(self) -> Result<Exit> {
        let knowledge = self.own.knowledge()?;
        if self.test {
            return test(knowledge, self.json);
        }
        let set = &knowledge.rules;
        if !self.ids.is_empty() {
            return explain(knowledge, &self.ids, self.json);
        }
        let fits = |rule: &&Rule| self.fact.as_ref().is_none_or(|fact| rule.fact.name() == fact);
        let rules: Vec<&Rule> = set.rules.iter().filter(fits).collect();
        if self.json {
            let rules: Vec<_> = rules.into_iter().map(|rule| rule_json(rule, set)).collect();
            let cues: Vec<_> = set.cues.iter().map(cue_json).collect();
            print(&format!("{:#}\n", json!({ "rules": rules, "cues": cues })))?;
            return Ok(Exit::Done);
        }
        let mut out = String::new();
        for rule in &rules {
            let _ = writeln!(
                out,
                "{:24} {:14} {:.2}  {:24} {}",
                rule.id,
                rule.fact.name(),
                rule.confidence,
                roles(rule),
                rule.source
            );
        }
        if self.fact.is_none() {
            for cue in &set.cues {
                let _ = writeln!(out, "{:24} {:14}       {:24} {}", cue.id, "realis", cue.realis.name(), cue.source);
            }
            for (id, source) in &set.drafts {
                let _ = writeln!(out, "{id:24} {:14}       {:24} {source}", "draft", "");
            }
        }
        print(&out)?;
        Ok(if rules.is_empty() { Exit::Nothing } else { Exit::Done })
    }
}

fn roles(rule: &Rule) -> String {
    let names = rule.roles.iter().map(|role| role.name()).chain(rule.captured.iter().map(String::as_str));
    names.collect::<Vec<_>>().join(" ")
}

fn test(knowledge: &Knowledge, as_json: bool) -> Result<Exit> {
    let wrong = check::failures(knowledge);
    if as_json {
        let rows: Vec<_> = wrong
            .iter()
            .map(|failure| json!({ "id": failure.id, "source": failure.source, "wrong": failure.what }))
            .collect();
        print(&format!("{:#}\n", json!(rows)))?;
    } else {
        let lines = wrong.iter().map(|failure| format!("{}: {} {}\n", failure.source, failure.id, failure.what));
        print(&lines.collect::<String>())?;
    }
    let set = &knowledge.rules;
    note(format!("{} rules and {} cues tried, {} failures", set.rules.len(), set.cues.len(), wrong.len()));
    Ok(if wrong.is_empty() { Exit::Done } else { Exit::Failed })
}

fn explain(knowledge: &Knowledge, ids: &[String], as_json: bool) -> Result<Exit> {
    let set = &knowledge.rules;
    let mut out = String::new();
    for id in ids {
        if let Some(rule) = set.rules.iter().find(|rule| rule.id == *id) {
            if as_json {
                let _ = writeln!(out, "{}", rule_json(rule, set));
            } else {
                describe(rule, knowledge, &mut out)?;
            }
        } else if let Some(cue) = set.cues.iter().find(|cue| cue.id == *id) {
            if as_json {
                let _ = writeln!(out, "{}", cue_json(cue));
            } else {
                describe_cue(cue, &mut out);
            }
        } else {
            return Err(hint(format!("no rule is called {id}"), "`wenmai rules` lists them"));
        }
    }
    print(&out)?;
    Ok(Exit::Done)
}

fn describe(rule: &Rule, knowledge: &Knowledge, out: &mut String) -> Result<()> {
    let _ = writeln!(out, "{}  ({})", rule.id, rule.source);
    let _ = writeln!(out, "  tells        {}, confidence {:.2}", rule.fact, rule.confidence);
    let _ = writeln!(out, "  fills        {}", roles(rule));
    for (name, value) in &rule.attributes {
        let _ = writeln!(out, "  sets         {name} = {value}");
    }
    if !rule.traits.is_empty() {
        let _ = writeln!(out, "  traits       {}", rule.traits.join(", "));
    }
    let _ = writeln!(out, "  starts with  {} ({})", knowledge.rules.list(&rule.trigger).join("、"), rule.trigger);
    let _ = writeln!(out, "  pattern      {}", written(&rule.pattern));
    for (what, sentence) in [("example", &rule.example), ("counter", &rule.counter)] {
        let _ = writeln!(out, "  {what:12} {sentence}");
        let claims =
            check::claims(rule, knowledge, sentence).with_context(|| format!("{}: {}", rule.source, rule.id))?;
        if claims.is_empty() {
            let _ = writeln!(out, "{:15}→ nothing", "");
        }
        for claim in claims {
            let _ = writeln!(out, "{:15}→ {claim}", "");
        }
    }
    Ok(())
}

/// A pattern as its file has it: signs that stand for names as escapes.
fn written(pattern: &str) -> String {
    let sign = |c: char| {
        if ('\u{E000}'..='\u{F8FF}').contains(&c) { format!("\\u{:X}", u32::from(c)) } else { c.to_string() }
    };
    pattern.chars().map(sign).collect()
}

fn describe_cue(cue: &Cue, out: &mut String) {
    let facts: Vec<&str> = cue.facts.iter().map(|fact| fact.name()).collect();
    let facts = if facts.is_empty() { "all".to_owned() } else { facts.join(", ") };
    let _ = writeln!(out, "{}  ({})", cue.id, cue.source);
    let _ = writeln!(out, "  tells        that it is {}", cue.realis.name());
    let _ = writeln!(out, "  of facts     {facts}");
    let _ = writeln!(out, "  example      {}", cue.example);
    let _ = writeln!(out, "  counter      {}", cue.counter);
}

fn rule_json(rule: &Rule, set: &RuleSet) -> serde_json::Value {
    json!({
        "id": rule.id,
        "fact": rule.fact.name(),
        "roles": rule.roles.iter().map(|role| role.name()).collect::<Vec<_>>(),
        "words": rule.captured,
        "attributes": rule.attributes,
        "traits": rule.traits,
        "confidence": rule.confidence,
        "pattern": rule.pattern,
        "trigger": set.list(&rule.trigger),
        "example": rule.example,
        "gives": rule.gives,
        "counter": rule.counter,
        "source": rule.source,
    })
}

fn cue_json(cue: &Cue) -> serde_json::Value {
    json!({
        "id": cue.id,
        "realis": cue.realis.name(),
        "facts": cue.facts.iter().map(|fact| fact.name()).collect::<Vec<_>>(),
        "example": cue.example,
        "counter": cue.counter,
        "source": cue.source,
    })
}
