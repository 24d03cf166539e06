//! `wenmai export`: the graph as a file that other tools open.

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use clap::Args;
use wenmai::export::{self, Colour, ExportError, Options};
use wenmai::graph::{KnowledgeGraph, View};
use wenmai::rdf;

use super::Exit;
use super::output::{hint, note};
use super::store::StoreArgs;
use super::told::ToldArgs;

/// Write the graph for another tool
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  wenmai export --format gexf -o graph.gexf\n  wenmai export --format graphml --focus 李强 --depth 2 --limit 200 > 李强.graphml\n  wenmai export --format cytoscape --focus 李强 --focus 王毅 --since 2024-01-01 --until 2024-06-30 --with-evidence\n  wenmai export --format neo4j -o neo4j/        (nodes.csv, edges.csv and load.cypher)\n  wenmai export --format kuzu -o kuzu/          (a CSV file a table, schema.cypher and load.cypher)\n  wenmai export --format turtle --focus 李强 --since 2024-03-01\n  wenmai export --format html --focus 李强 -o 李强.html      (the explorer with this part, in one file)\n  wenmai export --format nquads | sha256sum\n\ncsv is the edge list; in it a word that a spreadsheet would run (=1+1) has an apostrophe before it. With -o it is the folder of neo4j."
)]
pub(crate) struct Export {
    /// graphml, yed, gexf, cytoscape, cx2, d3, dot, mermaid, csv, neo4j, kuzu, html (one file to read offline), or turtle, trig, nquads, ntriples, jsonld, rdfxml
    #[arg(long, value_name = "FORMAT")]
    format: String,
    #[command(flatten)]
    store: StoreArgs,
    /// File to write (for csv, neo4j and kuzu: a folder); standard output if absent
    #[arg(short, long, value_name = "FILE|DIR")]
    output: Option<PathBuf>,
    #[command(flatten)]
    part: PartArgs,
    /// entity: things and direct edges; full: events, tenures and figures too [default: entity; RDF formats: full]
    #[arg(long, value_name = "VIEW", value_parser = ["entity", "full"])]
    view: Option<String>,
    /// All passages behind each edge, with document and day, and not only the surest one (not for RDF, which always has them)
    #[arg(long)]
    with_evidence: bool,
    /// What colours mean: type or community (formats that have colours)
    #[arg(long, visible_alias = "color", value_name = "MEANING", value_parser = ["type", "community"])]
    colour: Option<String>,
}

/// Which part of the graph.
#[derive(Debug, Args)]
pub(crate) struct PartArgs {
    /// Only what lies near this thing; may be given several times
    #[arg(long, value_name = "NAME")]
    focus: Vec<String>,
    /// How many steps around the focus
    #[arg(long, value_name = "N", default_value_t = 1, requires = "focus")]
    depth: usize,
    /// Only nodes of this class, beside the focus; may be given several times
    #[arg(long = "type", value_name = "CLASS")]
    types: Vec<String>,
    #[command(flatten)]
    told: ToldArgs,
    /// Only the N most important nodes, by PageRank; with a focus, those that it reaches over such
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    limit: Option<u32>,
}

impl PartArgs {
    /// Whether the whole view is asked for.
    fn is_all(&self) -> bool {
        self.focus.is_empty() && self.types.is_empty() && self.told.is_all() && self.limit.is_none()
    }

    /// Sets the filter of the options; a name that nothing has is told with the names nearest to it.
    fn apply(&self, graph: &KnowledgeGraph, options: &mut Options) -> Result<()> {
        let filter = &mut options.filter;
        self.told.apply(filter)?;
        filter.limit = self.limit.map(|limit| limit as usize);
        for name in &self.types {
            options.add_type(name)?;
        }
        for name in &self.focus {
            options.focus(graph, name, self.depth).map_err(|error| match &error {
                ExportError::UnknownNode { nearest, .. } => hint(error.to_string(), near(nearest)),
                _ => error.into(),
            })?;
        }
        Ok(())
    }
}

/// What to say of the names nearest to one that nothing has.
pub(super) fn near(names: &[impl AsRef<str>]) -> String {
    if names.is_empty() {
        return "names are matched whole; `wenmai query most-mentioned` lists some".to_owned();
    }
    let names: Vec<&str> = names.iter().map(AsRef::as_ref).collect();
    format!("names are matched whole; near to it are {}", names.join("、"))
}

impl Export {
    pub(crate) fn run(self) -> Result<Exit> {
        if self.format == "html" {
            return self.html();
        }
        if let Some(format) = rdf::Format::from_name(&self.format) {
            return self.rdf(format);
        }
        let Some(format) = export::Format::from_name(&self.format) else {
            let known = export::Format::ALL.iter().map(|format| format.name());
            let known = known.chain(rdf::Format::ALL.iter().map(|format| format.name())).collect::<Vec<_>>().join(", ");
            return Err(hint(format!("no format is called {}", self.format), format!("formats are {known}")));
        };
        if format.is_folder() && self.output.is_none() {
            return Err(hint(
                format!("{} is several files", self.format),
                format!("name a folder: wenmai export --format {} -o {}/", self.format, self.format),
            ));
        }
        if self.colour.is_some() && !format.has_colours() {
            return Err(self.not_for(
                "--colour",
                "csv, neo4j and kuzu have the class and the community of each node as columns; Mermaid draws classes",
            ));
        }
        if self.with_evidence && !format.has_evidence() {
            return Err(
                self.not_for("--with-evidence", "a Mermaid chart has no room for passages; DOT has them as tooltips")
            );
        }
        let graph = self.store.graph()?;
        let mut options = self.options(View::Entity);
        self.part.apply(&graph, &mut options)?;
        if let (true, Some(folder)) = (format.is_folder() || format == export::Format::Csv, &self.output) {
            return write_folder(folder, export::files(format, &graph, &options)?);
        }
        let written = export::write(format, &graph, &options, &mut self.writer()?)?;
        if written.cut {
            note(format!(
                "note: {} nodes and {} edges are more than Mermaid draws; the most important are written. --focus or --limit chooses others",
                written.nodes, written.edges
            ));
        }
        Ok(if written.nodes == 0 { nothing() } else { Exit::Done })
    }

    fn options(&self, view: View) -> Options {
        Options {
            view: self.view.as_deref().and_then(View::from_name).unwrap_or(view),
            colour: if self.colour.as_deref() == Some("community") { Colour::Community } else { Colour::Class },
            evidence: self.with_evidence,
            ..Options::default()
        }
    }

    /// The dossier: two steps in the full view are one between things, by what they took part in.
    fn html(mut self) -> Result<Exit> {
        for (option, given) in [
            ("--colour", self.colour.is_some()),
            ("--with-evidence", self.with_evidence),
            ("--view", self.view.is_some()),
        ] {
            if given {
                return Err(
                    self.not_for(option, "a dossier holds the explorer, which shows types, events and evidence")
                );
            }
        }
        let graph = self.store.graph()?;
        let mut options = self.options(View::Full);
        let limit = self.part.limit.take();
        self.part.depth *= 2;
        self.part.apply(&graph, &mut options)?;
        let focus = options.filter.focus.iter().flat_map(|(nodes, _)| nodes);
        let first = focus.map(|&index| graph.graph[index].key.clone()).collect::<Vec<_>>();
        let part = if options.filter.is_all() {
            graph
        } else {
            graph.part(&graph.select(View::Full, &options.filter), &options.filter)
        };
        super::dossier::write(&self.store, part, limit, &first, self.output.as_deref())
    }

    /// RDF: the snapshot as it is, or the quads of the part asked for.
    fn rdf(self, format: rdf::Format) -> Result<Exit> {
        if self.colour.is_some() {
            return Err(self.not_for("--colour", "RDF has no colours; use a graph format such as gexf"));
        }
        if self.with_evidence {
            return Err(self.not_for("--with-evidence", "RDF always has the passages; leave the option out"));
        }
        if self.part.is_all() && self.view.as_deref() != Some("entity") {
            let store = self.store.open()?;
            let out = self.writer()?;
            rdf::serialize_lines(format, &store.room(), |take| store.lines(take).map_err(anyhow::Error::from), out)?;
            return Ok(Exit::Done);
        }
        let graph = self.store.graph()?;
        let mut options = self.options(View::Full);
        self.part.apply(&graph, &mut options)?;
        let selection = graph.select(options.view, &options.filter);
        let part = graph.part(&selection, &options.filter);
        let base = self.store.open_records()?.manifest().base.clone();
        let mut out = self.writer()?;
        rdf::serialize(format, &rdf::to_quads(&part, &base), &mut out)?;
        out.flush()?;
        Ok(if selection.nodes.is_empty() { nothing() } else { Exit::Done })
    }

    fn not_for(&self, option: &str, instead: &str) -> anyhow::Error {
        hint(format!("{option} is not for {}", self.format), instead)
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

fn nothing() -> Exit {
    note("note: no node is in the part asked for");
    Exit::Nothing
}

fn write_folder(folder: &Path, files: std::collections::BTreeMap<String, String>) -> Result<Exit> {
    fs::create_dir_all(folder).with_context(|| format!("cannot make the folder {}", folder.display()))?;
    for (name, text) in files {
        let path = folder.join(name);
        fs::write(&path, text).with_context(|| format!("cannot write {}", path.display()))?;
    }
    Ok(Exit::Done)
}
