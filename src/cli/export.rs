//! `wenmai export`: the graph as a file that other tools open.

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::Args;
use wenmai::graph::View;
use wenmai::{export, rdf};

use super::Exit;
use super::output::hint;
use super::store::StoreArgs;

/// Write the graph for another tool
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  wenmai export --format gexf -o graph.gexf\n  wenmai export --format csv -o tables/        (nodes.csv and edges.csv for Neo4j's import)\n  wenmai export --format graphml --focus 李强 --depth 2 > 李强.graphml\n  wenmai export --format nquads | sha256sum"
)]
pub(crate) struct Export {
    /// graphml, gexf, cytoscape, dot, mermaid, csv, html, or turtle, trig, nquads, ntriples, jsonld, rdfxml
    #[arg(long, value_name = "FORMAT")]
    format: String,
    #[command(flatten)]
    store: StoreArgs,
    /// File to write (for csv: a folder); standard output if absent
    #[arg(short, long, value_name = "FILE|DIR")]
    output: Option<PathBuf>,
    /// Only what lies near this thing (graph formats)
    #[arg(long, value_name = "NAME")]
    focus: Option<String>,
    /// How many steps around the focus
    #[arg(long, value_name = "N", default_value_t = 1, requires = "focus")]
    depth: usize,
    /// Only nodes of this class; may be given several times (graph formats)
    #[arg(long = "type", value_name = "CLASS")]
    types: Vec<String>,
    /// Only edges at least this sure, 0 to 1 (graph formats)
    #[arg(long, value_name = "CONFIDENCE")]
    min_confidence: Option<f64>,
    /// entity: things and direct edges; full: events, tenures and figures too (graph formats)
    #[arg(long, value_name = "VIEW", default_value = "entity", value_parser = ["entity", "full"])]
    view: String,
}

impl Export {
    pub(crate) fn run(self) -> Result<Exit> {
        if self.format == "html" {
            return super::dossier::write(&self.store, self.store.graph()?, self.output.as_deref());
        }
        if let Some(format) = rdf::Format::from_name(&self.format) {
            if self.focus.is_some() || !self.types.is_empty() || self.min_confidence.is_some() {
                return Err(hint(
                    format!("--focus, --type and --min-confidence are not for {}", self.format),
                    "use a graph format such as gexf, or a CONSTRUCT query with `wenmai query FILE.rq`",
                ));
            }
            let quads = self.store.open()?.quads()?;
            let mut out = self.writer()?;
            rdf::serialize(format, &quads, &mut out)?;
            out.flush()?;
            return Ok(Exit::Done);
        }
        let Some(format) = export::Format::from_name(&self.format) else {
            let known = export::Format::ALL.iter().map(|format| format.name());
            let known = known.chain(rdf::Format::ALL.iter().map(|format| format.name())).collect::<Vec<_>>().join(", ");
            return Err(hint(format!("no format is called {}", self.format), format!("formats are {known}")));
        };
        let graph = self.store.graph()?;
        let mut options =
            export::Options { view: View::from_name(&self.view).unwrap_or_default(), ..Default::default() };
        options.filter.min_confidence = self.min_confidence;
        for name in &self.types {
            options.add_type(name)?;
        }
        if let Some(name) = &self.focus {
            options.focus(&graph, name, self.depth)?;
        }
        if let (export::Format::Csv, Some(folder)) = (format, &self.output) {
            fs::create_dir_all(folder).with_context(|| format!("cannot make the folder {}", folder.display()))?;
            let open = |name: &str| {
                let path = folder.join(name);
                File::create(&path).map(BufWriter::new).with_context(|| format!("cannot write {}", path.display()))
            };
            export::write_tables(&graph, &options, &mut open("nodes.csv")?, &mut open("edges.csv")?)?;
            return Ok(Exit::Done);
        }
        export::write(format, &graph, &options, &mut self.writer()?)?;
        Ok(Exit::Done)
    }

    fn writer(&self) -> Result<Box<dyn Write>> {
        Ok(match &self.output {
            Some(path) => Box::new(BufWriter::new(
                File::create(path).with_context(|| format!("cannot write {}", path.display()))?,
            )),
            None => Box::new(BufWriter::new(std::io::stdout().lock())),
        })
    }
}
