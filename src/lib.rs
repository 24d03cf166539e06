//! Wenmai (文脉) reads Chinese news and builds a knowledge graph whose every fact can be proved from the text.
//!
//! The rooms follow the data: [`ingest`] reads files into documents, [`text`] turns a document into a reading with
//! sentences, [`extract`] finds names, [`relate`] finds facts, [`link`] joins the records of all documents,
//! [`graph`] holds the result, [`rdf`] stores it, [`query`] and [`ask`] answer from it, [`export`] writes it out, [`serve`] answers
//! over HTTP.
//! [`pipeline`] alone knows them all; ARCHITECTURE.md holds the table of who may use whom.

pub mod absent;
pub mod ask;
pub mod correct;
pub mod eval;
pub mod export;
pub mod extract;
pub mod graph;
pub mod ingest;
pub mod knowledge;
pub mod link;
pub mod model;
pub mod pipeline;
pub mod query;
pub mod rdf;
pub mod relate;
pub mod serve;
pub mod text;

// The code of the README is a test of the documentation.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
