//! `wenmai query`: a query of the library, or a SPARQL file of the user's.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use clap::{Args, ValueEnum};
use wenmai::query;

use super::Exit;
use super::output::{hint, print, width};
use super::store::StoreArgs;

/// How rows are printed.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Output {
    Table,
    Csv,
    Json,
}

/// Run a query of the library, or a SPARQL file
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  wenmai query --list\n  wenmai query where-did-a-person-go --param name=李强\n  wenmai query my.rq --format csv"
)]
pub(crate) struct Query {
    /// Name of a query of the library, or path of a .rq file
    #[arg(value_name = "NAME|FILE.rq", required_unless_present = "list")]
    name: Option<String>,
    #[command(flatten)]
    store: StoreArgs,
    /// Value of a parameter; may be given several times
    #[arg(long = "param", value_name = "NAME=VALUE")]
    params: Vec<String>,
    /// List the queries of the library by what they answer
    #[arg(long)]
    list: bool,
    /// Output format
    #[arg(long, value_enum, default_value = "table")]
    format: Output,
    /// Print JSON; the same as --format json
    #[arg(long)]
    json: bool,
}

impl Query {
    pub(crate) fn run(self) -> Result<Exit> {
        if self.list {
            print(&list()?)?;
            return Ok(Exit::Done);
        }
        let name = self.name.unwrap_or_default();
        let text = if Path::new(&name).extension().is_some_and(|extension| extension == "rq") {
            fs::read_to_string(&name).with_context(|| format!("cannot read {name}"))?
        } else {
            query::named(&name)
                .map_err(|error| hint(error.to_string(), "see `wenmai query --list`, or give a .rq file"))?
                .text
        };
        let mut params = BTreeMap::new();
        for param in &self.params {
            let Some((name, value)) = param.split_once('=') else {
                return Err(hint(format!("`{param}` is no parameter"), "write --param name=value"));
            };
            params.insert(name.to_owned(), value.to_owned());
        }
        let store = self.store.open()?;
        let table = query::run(store.graph()?, &text, &params)?;
        let format = match (self.json, self.format) {
            (true, _) | (_, Output::Json) => query::Format::Json,
            (_, Output::Csv) => query::Format::Csv,
            (_, Output::Table) => query::Format::Table,
        };
        print(&query::render(&table, format, width()))?;
        Ok(if table.rows.is_empty() { Exit::Nothing } else { Exit::Done })
    }
}

fn list() -> Result<String> {
    let mut out = String::new();
    let mut group = String::new();
    for query in query::library()? {
        if query.group != group {
            let _ = writeln!(out, "{}{}", if group.is_empty() { "" } else { "\n" }, query.group);
            group.clone_from(&query.group);
        }
        let _ = writeln!(out, "  {}\n      {}\n      {}", query.id, query.question_zh, query.question_en);
        for param in &query.params {
            let default = param.default.as_deref().map(|value| format!(" (default: {value})")).unwrap_or_default();
            let _ = writeln!(out, "      --param {}=…  {}{default}", param.name, param.doc);
        }
    }
    Ok(out)
}
