//! The knowledge graph enters; the file, or the files, of a graph format leave.
//!
//! Two views: things with the direct edges between them, which is what graph tools want, and all nodes with all edges.
//! [`crate::graph::KnowledgeGraph::select`] says which nodes and edges are shown, so that every format holds exactly as many as
//! [`crate::graph::KnowledgeGraph::counts`] counts.
//!
//! Promise: equal graphs give equal bytes; names with quotation marks, markup, line ends or emoji come back as they
//! were, and what XML cannot hold is left out in every format alike.

mod csv;
mod cx2;
mod cytoscape;
mod d3;
mod dot;
mod gexf;
mod graphml;
mod kuzu;
mod mermaid;
mod neo4j;
mod rows;
mod xml;

use std::collections::BTreeMap;
use std::io::{self, Write};

pub use rows::{Column, Columns, EdgeRow, NodeRow, Rows, Value, rows};

use crate::graph::{Class, Filter, KnowledgeGraph, View};

/// A graph format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// GraphML: networkx, igraph, Gephi, Neo4j's apoc.
    Graphml,
    /// GraphML with the shapes that yEd draws.
    Yed,
    /// GEXF 1.3: Gephi; with times, places, sizes and colours.
    Gexf,
    /// Cytoscape.js JSON.
    Cytoscape,
    /// CX2: Cytoscape 3.10, NDEx.
    Cx2,
    /// JSON for D3's force layouts.
    D3,
    /// Graphviz.
    Dot,
    /// The edge list as CSV; [`write_tables`] writes both tables.
    Csv,
    /// A Mermaid flowchart, for Markdown; cut to what Mermaid draws.
    Mermaid,
    /// Neo4j: two CSV tables and a script. Several files: [`files`].
    Neo4j,
    /// Ladybug, before: Kùzu: a CSV file a table and two scripts. Several files: [`files`].
    Kuzu,
}

impl Format {
    /// All graph formats.
    pub const ALL: [Self; 11] = [
        Self::Graphml,
        Self::Yed,
        Self::Gexf,
        Self::Cytoscape,
        Self::Cx2,
        Self::D3,
        Self::Dot,
        Self::Csv,
        Self::Mermaid,
        Self::Neo4j,
        Self::Kuzu,
    ];

    /// The name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Graphml => "graphml",
            Self::Yed => "yed",
            Self::Gexf => "gexf",
            Self::Cytoscape => "cytoscape",
            Self::Cx2 => "cx2",
            Self::D3 => "d3",
            Self::Dot => "dot",
            Self::Csv => "csv",
            Self::Mermaid => "mermaid",
            Self::Neo4j => "neo4j",
            Self::Kuzu => "kuzu",
        }
    }

    /// The format with this name; `ladybug` is `kuzu`.
    pub fn from_name(name: &str) -> Option<Self> {
        let name = if name == "ladybug" { "kuzu" } else { name };
        Self::ALL.into_iter().find(|format| format.name() == name)
    }

    /// Whether it is several files, so that it needs a folder.
    pub fn is_folder(self) -> bool {
        matches!(self, Self::Neo4j | Self::Kuzu)
    }

    /// Whether its files have colours.
    pub fn has_colours(self) -> bool {
        !matches!(self, Self::Csv | Self::Neo4j | Self::Kuzu | Self::Mermaid)
    }

    /// Whether its files have passages.
    pub fn has_evidence(self) -> bool {
        self != Self::Mermaid
    }
}

/// What colours mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Colour {
    /// The general class.
    #[default]
    Class,
    /// The community; the largest have colours of their own.
    Community,
}

/// What to write.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Options {
    /// Which view.
    pub view: View,
    /// Which part of it.
    pub filter: Filter,
    /// What colours mean.
    pub colour: Colour,
    /// Whether edges bear all passages behind them (`evidence`) and not only that of the surest assertion (`quote`).
    pub evidence: bool,
}

/// Why nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The writer failed.
    #[error("cannot write the graph: {0}")]
    Write(#[from] io::Error),
    /// The focus names nothing.
    #[error("nothing in the graph is called {name:?}")]
    UnknownNode {
        /// The name.
        name: String,
        /// Names near to it, the nearest first.
        nearest: Vec<String>,
    },
    /// The type is none of the ontology's classes of nodes.
    #[error("no node has the type {0:?}; types are {types}", types = types().join(", "))]
    UnknownType(String),
    /// The format is several files.
    #[error("{} is several files", .0.name())]
    NeedsFolder(Format),
}

/// Names of classes that [`Filter::types`] takes.
pub fn types() -> Vec<&'static str> {
    let mut names: Vec<&str> = Class::ALL.into_iter().flat_map(|class| [class.general(), class.name()]).collect();
    names.sort_unstable();
    names.dedup();
    names
}

impl Options {
    /// Shows only what lies within `depth` steps of the nodes with this key, label or name, and of those given before.
    pub fn focus(&mut self, graph: &KnowledgeGraph, name: &str, depth: usize) -> Result<(), ExportError> {
        let nodes = graph.named(name);
        if nodes.is_empty() {
            let nearest = graph.nearest(name, 5).into_iter().map(str::to_owned).collect();
            return Err(ExportError::UnknownNode { name: name.to_owned(), nearest });
        }
        let mut all = self.filter.focus.take().map(|(nodes, _)| nodes).unwrap_or_default();
        all.extend(nodes);
        all.sort_unstable();
        all.dedup();
        self.filter.focus = Some((all, depth));
        Ok(())
    }

    /// Shows only nodes of this class (and of those given before), by its name in any case.
    pub fn add_type(&mut self, name: &str) -> Result<(), ExportError> {
        if !Class::ALL.into_iter().any(|class| class.is_a(name)) {
            return Err(ExportError::UnknownType(name.to_owned()));
        }
        self.filter.types.push(name.to_owned());
        Ok(())
    }
}

/// Writes the graph in one file of the format. Says whether all of it is there: Mermaid draws no large graphs.
pub fn write(
    format: Format,
    graph: &KnowledgeGraph,
    options: &Options,
    out: &mut impl Write,
) -> Result<Written, ExportError> {
    let rows = rows(graph, options);
    let text = match format {
        Format::Graphml => graphml::graphml(&rows, graphml::Flavour::Plain),
        Format::Yed => graphml::graphml(&rows, graphml::Flavour::Yed),
        Format::Gexf => gexf::gexf(&rows),
        Format::Cytoscape => cytoscape::cytoscape(&rows),
        Format::Cx2 => cx2::cx2(&rows),
        Format::D3 => d3::d3(&rows),
        Format::Dot => dot::dot(&rows),
        Format::Csv => csv::edge_list(&rows),
        Format::Mermaid => mermaid::mermaid(&rows),
        Format::Neo4j | Format::Kuzu => return Err(ExportError::NeedsFolder(format)),
    };
    out.write_all(text.as_bytes())?;
    out.flush()?;
    Ok(Written {
        nodes: rows.nodes.len(),
        edges: rows.edges.len(),
        cut: format == Format::Mermaid && mermaid::is_cut(&rows),
    })
}

/// What was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Written {
    /// Nodes chosen.
    pub nodes: usize,
    /// Edges chosen.
    pub edges: usize,
    /// Whether the format could not hold all of them; the file says what it holds.
    pub cut: bool,
}

/// The files of a format by name; of a format that is one file, that file under `graph.` and the format's name.
pub fn files(
    format: Format,
    graph: &KnowledgeGraph,
    options: &Options,
) -> Result<BTreeMap<String, String>, ExportError> {
    match format {
        Format::Csv | Format::Neo4j => Ok(neo4j::files(&rows(graph, options))),
        Format::Kuzu => Ok(kuzu::files(&rows(graph, options))),
        _ => {
            let mut bytes = Vec::new();
            write(format, graph, options, &mut bytes)?;
            let text = String::from_utf8(bytes).expect("written from strings");
            Ok(BTreeMap::from([(format!("graph.{}", format.name()), text)]))
        }
    }
}

/// Writes the graph as two CSV tables with the headers of Neo4j's import (`neo4j-admin database import`).
pub fn write_tables(
    graph: &KnowledgeGraph,
    options: &Options,
    nodes: &mut impl Write,
    edges: &mut impl Write,
) -> Result<(), ExportError> {
    let rows = rows(graph, options);
    nodes.write_all(csv::nodes(&rows).as_bytes())?;
    nodes.flush()?;
    edges.write_all(csv::edges(&rows).as_bytes())?;
    edges.flush()?;
    Ok(())
}
