//! Quads enter; a file of one of the RDF formats leaves.
//!
//! Promises: the same set of quads gives the same bytes, whatever its order; all prefixes of [`super::vocab`] are
//! declared. Turtle, N-Triples and RDF/XML know no graphs: there a triple that stands in several is written once.

use std::io::{self, Write};

use oxigraph::io::{JsonLdProfileSet, RdfFormat, RdfParser, RdfSerializer};
use oxigraph::model::Quad;
use rayon::prelude::*;

use super::index::split;
use super::spill::{Lines, Merge, Room, Unsorted};
use super::store::IntoLines;
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
    let room = Room::near(&std::env::temp_dir());
    let mut sorted = quads.into_lines(&room)?.merge()?;
    let pieces = |take: &mut Take<'_>| {
        loop {
            match sorted.piece(PIECE)? {
                piece if piece.is_empty() => return Ok(()),
                piece => take(&piece)?,
            }
        }
    };
    serialize_lines(format, &room, pieces, writer)
}

/// Takes a piece of a graph's lines.
pub type Take<'t> = dyn FnMut(&[u8]) -> io::Result<()> + 't;

/// Writes a graph that need not fit into memory. `lines` gives its lines of N-Quads to what it is given, sorted, in pieces of
/// whole lines; what must be sorted otherwise is written to `room`.
pub fn serialize_lines<W: Write, E: From<io::Error>>(
    format: Format,
    room: &Room,
    lines: impl FnOnce(&mut Take<'_>) -> Result<(), E>,
    mut writer: W,
) -> Result<(), E> {
    match format {
        Format::NQuads => lines(&mut |piece| writer.write_all(piece))?,
        Format::NTriples => {
            // Equal triples stand side by side, since the graph is the last that lines are sorted by.
            let mut before = Vec::new();
            lines(&mut |piece| {
                each_line(piece, |line, [subject, predicate, object, _]| {
                    let triple = &line[..subject.len() + predicate.len() + object.len() + 2];
                    if before != triple {
                        triple.clone_into(&mut before);
                        writer.write_all(triple)?;
                        writer.write_all(b" .\n")?;
                    }
                    Ok(())
                })
            })?;
        }
        _ => {
            let runs = Lines::new(room.clone());
            let mut unsorted = Unsorted::default();
            lines(&mut |piece| {
                each_line(piece, |_, terms| {
                    let [head, rest] = key(terms, format.keeps_graphs());
                    unsorted.line(&head, |line| line.extend_from_slice(&rest));
                    if unsorted.is_full() { runs.take(&mut unsorted) } else { Ok(()) }
                })
            })?;
            runs.take(&mut unsorted)?;
            let mut sorted = runs.merge()?;
            drop(unsorted);
            if format == Format::JsonLd {
                let mut out = jsonld::Writer::begin(writer)?;
                each_quad(&mut sorted, |quad| out.quad(quad))?;
                out.end()?;
            } else {
                let mut serializer = RdfSerializer::from_format(format.rdf());
                for (name, iri) in vocab::PREFIXES {
                    serializer = serializer.with_prefix(name, iri).expect("the declared prefixes are IRIs");
                }
                let mut serializer = serializer.for_writer(SortedHead { out: writer, head: Some(Vec::new()) });
                each_quad(&mut sorted, |quad| serializer.serialize_quad(&quad))?;
                serializer.finish()?.end()?;
            }
            return Ok(());
        }
    }
    Ok(writer.flush()?)
}

/// Bytes of lines that are worked on at once.
const PIECE: usize = 1 << 20;

fn each_line(piece: &[u8], mut each: impl FnMut(&[u8], [&[u8]; 4]) -> io::Result<()>) -> io::Result<()> {
    let bad = || io::Error::new(io::ErrorKind::InvalidData, "the graph has a line that is no quad");
    for line in piece.split(|&byte| byte == b'\n').filter(|line| !line.is_empty()) {
        each(line, split(line).ok_or_else(bad)?)?;
    }
    Ok(())
}

/// Graph and subject, so that what belongs together is written together; then the rest, in which the type comes first.
fn key([subject, predicate, object, graph]: [&[u8]; 4], graphs: bool) -> [Vec<u8>; 2] {
    let graph = if graphs { graph } else { b"" };
    let predicate = if predicate == TYPE { b"" } else { predicate };
    [[graph, b"\0", subject, b"\0"].concat(), [predicate, b"\0", object].concat()]
}

const TYPE: &[u8] = b"<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>";

/// The quads of sorted keys.
fn each_quad(sorted: &mut Merge, mut each: impl FnMut(Quad) -> io::Result<()>) -> io::Result<()> {
    let (mut one, mut lines) = (Vec::new(), Vec::new());
    loop {
        one.clear();
        let more = sorted.next(&mut one, |_| ())?;
        if more {
            let mut terms = one.splitn(4, |&byte| byte == 0);
            let mut next = || terms.next().unwrap_or_default();
            let [graph, subject, predicate, object] = [next(), next(), next(), next()];
            let predicate = if predicate.is_empty() { TYPE } else { predicate };
            lines.extend_from_slice(&[subject, predicate, object, graph, b".\n"].join(&b' '));
        }
        if !more || lines.len() > PIECE {
            parse(&lines).try_for_each(&mut each)?;
            lines.clear();
        }
        if !more {
            return Ok(());
        }
    }
}

/// Writes a file with its `@prefix` lines sorted: the serializer writes them in the order of a hash table, which changes from
/// run to run.
struct SortedHead<W> {
    out: W,
    /// What has come as long as all of it may be such lines.
    head: Option<Vec<u8>>,
}

impl<W: Write> SortedHead<W> {
    fn settle(&mut self) -> io::Result<()> {
        let Some(file) = self.head.take() else { return Ok(()) };
        let is_prefix = |line: &&[u8]| line.starts_with(b"@prefix ");
        let mut head: Vec<&[u8]> = file.split_inclusive(|&byte| byte == b'\n').take_while(is_prefix).collect();
        let body = &file[head.iter().map(|line| line.len()).sum()..];
        head.sort_unstable();
        head.into_iter().try_for_each(|line| self.out.write_all(line))?;
        self.out.write_all(body)
    }

    fn end(mut self) -> io::Result<()> {
        self.settle()?;
        self.out.flush()
    }
}

impl<W: Write> Write for SortedHead<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let Some(head) = &mut self.head else { return self.out.write(bytes) };
        head.extend_from_slice(bytes);
        // More than all prefixes together take.
        if head.len() > 1 << 16 {
            self.settle()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The quads of lines that we wrote.
pub(super) fn parse(lines: &[u8]) -> impl Iterator<Item = Quad> {
    let parser = RdfParser::from_format(RdfFormat::NQuads).lenient().for_slice(lines);
    parser.map(|quad| quad.expect("lines of our own are quads"))
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
    use oxigraph::model::GraphName;

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
