//! The knowledge graph enters; one file of a graph format leaves.
//!
//! Two views: things with the direct edges between them, which is what graph tools want, and all nodes with all edges.
//! [`crate::graph::KnowledgeGraph::select`] says which nodes and edges are shown, so that every format holds exactly as many as
//! [`crate::graph::KnowledgeGraph::counts`] counts.
//!
//! Promise: equal graphs give equal bytes; names with quotation marks, markup, line ends or emoji come back as they
//! were, and what XML cannot hold is left out in every format alike.

mod csv;
mod cytoscape;
mod dot;
mod gexf;
mod graphml;
mod layout;
mod mermaid;
mod rows;
mod xml;

use std::io::{self, Write};

use crate::graph::{Class, Filter, KnowledgeGraph, View};

/// A graph format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// GraphML: networkx, igraph, yEd, Neo4j's apoc.
    Graphml,
    /// GEXF 1.3: Gephi; with times, places, sizes and colours.
    Gexf,
    /// Cytoscape.js JSON.
    Cytoscape,
    /// Graphviz.
    Dot,
    /// The edge list as CSV; [`write_tables`] writes both tables.
    Csv,
    /// A Mermaid flowchart, for Markdown.
    Mermaid,
}

impl Format {
    /// All graph formats.
    pub const ALL: [Self; 6] = [Self::Graphml, Self::Gexf, Self::Cytoscape, Self::Dot, Self::Csv, Self::Mermaid];

    /// The name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Graphml => "graphml",
            Self::Gexf => "gexf",
            Self::Cytoscape => "cytoscape",
            Self::Dot => "dot",
            Self::Csv => "csv",
            Self::Mermaid => "mermaid",
        }
    }

    /// The format with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.name() == name)
    }
}

/// What to write.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Options {
    /// Which view.
    pub view: View,
    /// Which part of it.
    pub filter: Filter,
}

/// Why nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The writer failed.
    #[error("cannot write the graph: {0}")]
    Write(#[from] io::Error),
    /// The focus names nothing.
    #[error("nothing in the graph is called {0:?}")]
    UnknownNode(String),
    /// The type is none of the ontology's classes of nodes.
    #[error("no node has the type {0:?}; types are {types}", types = types().join(", "))]
    UnknownType(String),
}

/// Names of classes that [`Filter::types`] takes.
pub fn types() -> Vec<&'static str> {
    let mut names: Vec<&str> = Class::ALL.into_iter().flat_map(|class| [class.general(), class.name()]).collect();
    names.sort_unstable();
    names.dedup();
    names
}

impl Options {
    /// Shows only what lies within `depth` steps of the nodes with this key, label or name.
    pub fn focus(&mut self, graph: &KnowledgeGraph, name: &str, depth: usize) -> Result<(), ExportError> {
        let nodes = graph.named(name);
        if nodes.is_empty() {
            return Err(ExportError::UnknownNode(name.to_owned()));
        }
        self.filter.focus = Some((nodes, depth));
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

/// Writes the graph in one file of the format.
pub fn write(
    format: Format,
    graph: &KnowledgeGraph,
    options: &Options,
    out: &mut impl Write,
) -> Result<(), ExportError> {
    let rows = rows::rows(graph, &graph.select(options.view, &options.filter));
    let text = match format {
        Format::Graphml => graphml::graphml(&rows),
        Format::Gexf => gexf::gexf(&rows),
        Format::Cytoscape => cytoscape::cytoscape(&rows),
        Format::Dot => dot::dot(&rows),
        Format::Csv => csv::edge_list(&rows),
        Format::Mermaid => mermaid::mermaid(&rows),
    };
    out.write_all(text.as_bytes())?;
    out.flush()?;
    Ok(())
}

/// Writes the graph as two CSV tables with the headers of Neo4j's import (`neo4j-admin database import`).
pub fn write_tables(
    graph: &KnowledgeGraph,
    options: &Options,
    nodes: &mut impl Write,
    edges: &mut impl Write,
) -> Result<(), ExportError> {
    let rows = rows::rows(graph, &graph.select(options.view, &options.filter));
    nodes.write_all(csv::nodes(&rows).as_bytes())?;
    nodes.flush()?;
    edges.write_all(csv::edges(&rows).as_bytes())?;
    edges.flush()?;
    Ok(())
}
