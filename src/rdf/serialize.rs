//! Quads enter; a file of one of the RDF formats leaves.
//!
//! Promises: the same set of quads gives the same bytes, whatever its order; all prefixes of [`super::vocab`] are
//! declared. Turtle, N-Triples and RDF/XML know no graphs: there a triple that stands in several is written once.

use std::io::{self, Write};

use oxigraph::io::{JsonLdProfileSet, RdfFormat, RdfSerializer};
use oxigraph::model::{GraphName, Quad};
use rayon::prelude::*;

use super::{jsonld, vocab};

/// An RDF format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Format {
    /// Triples, readable.
    Turtle,
    /// Quads, readable.
    TriG,
    /// Quads, one a line, sorted.
    NQuads,
    /// Triples, one a line, sorted.
    NTriples,
    /// Quads as JSON, with the prefixes as context.
    JsonLd,
    /// Triples as XML.
    RdfXml,
}

impl Format {
    /// All formats.
    pub const ALL: [Self; 6] = [Self::Turtle, Self::TriG, Self::NQuads, Self::NTriples, Self::JsonLd, Self::RdfXml];

    /// The name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Turtle => "turtle",
            Self::TriG => "trig",
            Self::NQuads => "nquads",
            Self::NTriples => "ntriples",
            Self::JsonLd => "jsonld",
            Self::RdfXml => "rdfxml",
        }
    }

    /// The format with this name on the command line.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.name() == name)
    }

    /// The usual ending of its files.
    pub fn extension(self) -> &'static str {
        self.rdf().file_extension()
    }

    /// Whether it keeps the named graphs.
    pub fn keeps_graphs(self) -> bool {
        matches!(self, Self::TriG | Self::NQuads | Self::JsonLd)
    }

    fn rdf(self) -> RdfFormat {
        match self {
            Self::Turtle => RdfFormat::Turtle,
            Self::TriG => RdfFormat::TriG,
            Self::NQuads => RdfFormat::NQuads,
            Self::NTriples => RdfFormat::NTriples,
            Self::JsonLd => RdfFormat::JsonLd { profile: JsonLdProfileSet::empty() },
            Self::RdfXml => RdfFormat::RdfXml,
        }
    }
}

/// Writes the quads.
pub fn serialize<W: Write>(format: Format, quads: &[Quad], writer: W) -> io::Result<()> {
    let mut quads: Vec<Quad> = quads.to_vec();
    if !format.keeps_graphs() {
        for quad in &mut quads {
            quad.graph_name = GraphName::DefaultGraph;
        }
    }
    match format {
        Format::NQuads | Format::NTriples => canonical(&mut quads),
        // Graph, then subject, so that what belongs together is written together; the type comes first.
        _ => {
            quads.sort_by_cached_key(|quad| {
                (
                    quad.graph_name.to_string(),
                    quad.subject.to_string(),
                    quad.predicate.as_ref() != oxigraph::model::vocab::rdf::TYPE,
                    quad.predicate.to_string(),
                    quad.object.to_string(),
                )
            });
            quads.dedup();
        }
    }
    match format {
        Format::JsonLd => jsonld::write(&quads, writer),
        Format::NQuads | Format::NTriples => write(RdfSerializer::from_format(format.rdf()), &quads, writer)?.flush(),
        Format::Turtle | Format::TriG | Format::RdfXml => {
            let mut serializer = RdfSerializer::from_format(format.rdf());
            for (name, iri) in vocab::PREFIXES {
                serializer = serializer.with_prefix(name, iri).expect("the declared prefixes are IRIs");
            }
            sorted_head(&write(serializer, &quads, Vec::new())?, writer)
        }
    }
}

fn write<W: Write>(serializer: RdfSerializer, quads: &[Quad], writer: W) -> io::Result<W> {
    let mut serializer = serializer.for_writer(writer);
    for quad in quads {
        serializer.serialize_quad(quad)?;
    }
    serializer.finish()
}

/// Copies a file with its `@prefix` lines sorted: the serializer writes them in the order of a hash table, which
/// changes from run to run.
fn sorted_head<W: Write>(file: &[u8], mut writer: W) -> io::Result<()> {
    let is_prefix = |line: &&[u8]| line.starts_with(b"@prefix ");
    let mut head: Vec<&[u8]> = file.split_inclusive(|&byte| byte == b'\n').take_while(is_prefix).collect();
    let body = &file[head.iter().map(|line| line.len()).sum()..];
    head.sort_unstable();
    for line in head {
        writer.write_all(line)?;
    }
    writer.write_all(body)?;
    writer.flush()
}

/// Sorts quads by their lines in N-Quads, each once.
pub fn canonical(quads: &mut Vec<Quad>) {
    let mut lines: Vec<(String, Quad)> =
        std::mem::take(quads).into_par_iter().map(|quad| (quad.to_string(), quad)).collect();
    lines.par_sort_unstable_by(|one, other| one.0.cmp(&other.0));
    lines.dedup_by(|one, other| one.0 == other.0);
    *quads = lines.into_par_iter().map(|(_, quad)| quad).collect();
}

#[cfg(test)]
mod tests {
    use oxigraph::io::RdfParser;

    use super::*;

    fn sample() -> Vec<Quad> {
        let text = r#"
            <http://e/李强> <https://w3id.org/wenmai#visited> <http://e/x> <http://e/g2> .
            <http://e/李强> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <https://w3id.org/wenmai#Person> <http://e/g1> .
            <http://e/李强> <http://www.w3.org/2004/02/skos/core#prefLabel> "李“强”\n\"q\""@zh <http://e/g1> .
            <http://e/a> <https://w3id.org/wenmai#visited> <http://e/x> <http://e/g1> .
            <http://e/a> <https://w3id.org/wenmai#confidence> "0.9"^^<http://www.w3.org/2001/XMLSchema#decimal> <http://e/g1> .
        "#;
        RdfParser::from_format(RdfFormat::NQuads).for_slice(text).map(Result::unwrap).collect()
    }

    #[test]
    fn every_format_reads_back_and_order_does_not_matter() {
        let mut quads = sample();
        canonical(&mut quads);
        let mut turned = quads.clone();
        turned.reverse();
        for format in Format::ALL {
            let mut one = Vec::new();
            serialize(format, &quads, &mut one).unwrap();
            let mut other = Vec::new();
            serialize(format, &turned, &mut other).unwrap();
            assert_eq!(one, other, "{}", format.name());
            let mut back: Vec<Quad> =
                RdfParser::from_format(format.rdf()).for_slice(&one).collect::<Result<_, _>>().unwrap();
            canonical(&mut back);
            let mut expected = quads.clone();
            if !format.keeps_graphs() {
                for quad in &mut expected {
                    quad.graph_name = GraphName::DefaultGraph;
                }
                canonical(&mut expected);
            }
            assert_eq!(back, expected, "{}", format.name());
            assert_eq!(Format::from_name(format.name()), Some(format));
        }
    }

    #[test]
    fn prefixes_are_declared() {
        for format in [Format::Turtle, Format::TriG, Format::JsonLd, Format::RdfXml] {
            let mut out = Vec::new();
            serialize(format, &sample(), &mut out).unwrap();
            let text = String::from_utf8(out).unwrap();
            assert!(text.contains("wm:visited"), "{text}");
            assert!(text.contains(vocab::WM), "{text}");
            let head: Vec<_> = text.lines().take_while(|line| line.starts_with("@prefix ")).collect();
            assert!(head.is_sorted(), "{text}");
        }
    }
}
