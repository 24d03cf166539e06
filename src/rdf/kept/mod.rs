//! A [`KnowledgeGraph`] enters when the store is built; it leaves again without linking anything: all of it, or what lies
//! about a name.
//!
//! ```text
//! head        magic, version, hash of the snapshot, where the six tables are, checksum
//! documents   by id                              keys    of the nodes, sorted: a node is its number from here on
//! names       sorted, each with its node         nodes   with the edges from them and the nodes of the edges to them
//! assertions  in the graph's order               mentions  in the graph's order
//! ```
//!
//! Each table is cut into compressed blocks with a directory behind them (`table.rs`); `pack.rs` has the form of each part.
//! Promises: equal graphs give equal bytes; what comes back is the graph that entered, to the order of its edges; what lies
//! about a name is enough for [`KnowledgeGraph::named`], `neighbours`, `timeline` and `holder_on` to say of it what they say
//! in the whole; a block whose checksum is wrong is an error.

mod pack;
mod table;

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{self, Seek, SeekFrom, Write};
use std::path::Path;

use petgraph::visit::EdgeRef;
use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::head::{self, Wrong};
use crate::graph::{Class, DocumentNode, Edge, KnowledgeGraph, Layer, Node, NodeKey, Property};
use crate::model::DocumentId;
use pack::{Names, Numbers, Pack, Unpack, small};
use table::{Table, write_table};

/// The version of the layout; another one is computed again.
const VERSION: u32 = 1;
const MAGIC: [u8; 8] = *b"wenmaikg";
/// Bytes of the head, which adds six tables.
const HEAD: usize = head::FRONT + 6 * table::ENTRY + head::CHECKSUM;
/// Items in a block of each table.
const ITEMS: [usize; 6] = [256, 256, 128, 64, 128, 512];
/// Places of the tables in the head.
const DOCUMENTS: usize = 0;
const KEYS: usize = 1;
const NAMES: usize = 2;
const NODES: usize = 3;
const ASSERTIONS: usize = 4;
const MENTIONS: usize = 5;

/// Why a kept graph cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum KeptError {
    /// The operating system refused.
    #[error("the kept graph cannot be read: {0}")]
    Io(#[from] io::Error),
    /// It is of another version or of another graph.
    #[error("the kept graph is of another graph or version")]
    Stale,
    /// Its bytes are not those that were written.
    #[error("the kept graph is damaged")]
    Damaged,
}

struct Outward<'g> {
    graph: &'g KnowledgeGraph,
    documents: FxHashMap<&'g DocumentId, u32>,
}

impl Numbers for Outward<'_> {
    fn node(&self, key: &NodeKey) -> Option<u32> {
        self.graph.index_of(key).map(|index| small(index.index()))
    }

    fn document(&self, id: &DocumentId) -> Option<u32> {
        self.documents.get(id).copied()
    }
}

/// Writes a graph; the head is still to be written by [`seal`], when the hash of its snapshot is known.
pub fn write<W: Write + Seek>(graph: &KnowledgeGraph, out: &mut W) -> io::Result<Tables> {
    let documents: Vec<&DocumentNode> = graph.documents.values().collect();
    let numbers = Outward {
        graph,
        documents: documents.iter().enumerate().map(|(number, document)| (&document.id, small(number))).collect(),
    };
    let nodes: Vec<&Node> = graph.graph.node_weights().collect();
    let mut names: Vec<(&str, usize)> =
        nodes.iter().enumerate().flat_map(|(number, node)| node.names().map(move |name| (name, number))).collect();
    names.par_sort_unstable();
    names.dedup();
    out.write_all(&[0; HEAD])?;
    let mut at = HEAD as u64;
    let mut tables = Vec::with_capacity(6);
    let mut part = |out: &mut W, count: usize, first: bool, item: &(dyn Fn(usize, &mut Pack) + Sync)| {
        let items = ITEMS[tables.len()];
        tables.push(write_table(out, &mut at, count, items, first, item)?);
        Ok::<_, io::Error>(())
    };
    part(out, documents.len(), false, &|number, pack| pack.document(documents[number]))?;
    part(out, nodes.len(), true, &|number, pack| pack.text(&nodes[number].key.0))?;
    part(out, names.len(), true, &|number, pack| {
        pack.text(names[number].0);
        pack.number(names[number].1);
    })?;
    part(out, nodes.len(), false, &|number, pack| {
        pack.node(nodes[number], &numbers);
        edges(graph, number, pack);
    })?;
    part(out, graph.assertions.len(), false, &|number, pack| pack.assertion(&graph.assertions[number], &numbers))?;
    part(out, graph.mentions.len(), false, &|number, pack| pack.mention(&graph.mentions[number], &numbers))?;
    Ok(Tables(tables))
}

/// Where the tables of a kept graph are.
#[derive(Debug)]
pub struct Tables(Vec<[u8; table::ENTRY]>);

/// Writes the head, which names the snapshot.
pub fn seal<W: Write + Seek>(tables: &Tables, hash: &str, out: &mut W) -> io::Result<()> {
    let head = head::head(MAGIC, VERSION, hash, |head| {
        tables.0.iter().for_each(|table| head.extend_from_slice(table));
    });
    out.seek(SeekFrom::Start(0))?;
    out.write_all(&head)?;
    out.flush()
}

fn edges(graph: &KnowledgeGraph, number: usize, pack: &mut Pack) {
    let node = petgraph::stable_graph::NodeIndex::new(number);
    let mut out: Vec<_> = graph.graph.edges(node).collect();
    out.sort_by_key(EdgeRef::id);
    pack.number(out.len());
    for edge in out {
        let weight = edge.weight();
        pack.place(&[Layer::Role, Layer::Direct], weight.layer);
        pack.place(&Property::ALL, weight.property);
        pack.number(edge.target().index());
        pack.number(usize::from(weight.by_code));
        pack.text(weight.by_rule.as_deref().unwrap_or_default());
        pack.growing(&weight.assertions);
    }
    let sources: BTreeSet<usize> =
        graph.graph.edges_directed(node, petgraph::Incoming).map(|edge| edge.source().index()).collect();
    pack.growing(&sources.into_iter().collect::<Vec<_>>());
}

/// A node with its edges, by number.
struct Loaded {
    node: Node,
    out: Vec<(usize, Edge)>,
    sources: Vec<usize>,
}

fn loaded(pack: &mut Unpack<'_>, names: &impl Names) -> Option<Loaded> {
    Some(Loaded {
        node: pack.node(names)?,
        out: pack.list(|pack| {
            let layer = pack.place(&[Layer::Role, Layer::Direct])?;
            let property = pack.place(&Property::ALL)?;
            let target = pack.number()?;
            let by_code = pack.number()? == 1;
            let by_rule = Some(pack.text()?.to_owned()).filter(|rule| !rule.is_empty());
            Some((target, Edge { property, layer, assertions: pack.growing()?, by_code, by_rule }))
        })?,
        sources: pack.growing()?,
    })
}

/// A kept graph, open for reading.
#[derive(Debug)]
pub struct Kept {
    tables: [Table; 6],
}

struct Inward {
    keys: Vec<NodeKey>,
    documents: Vec<DocumentId>,
}

impl Names for Inward {
    fn node(&self, number: u32) -> Option<NodeKey> {
        self.keys.get(number as usize).cloned()
    }

    fn document(&self, number: u32) -> Option<DocumentId> {
        self.documents.get(number as usize).cloned()
    }
}

impl Kept {
    /// Opens the graph of the snapshot with this hash.
    pub fn open(path: &Path, hash: &str) -> Result<Self, KeptError> {
        let file = std::sync::Arc::new(File::open(path)?);
        let mut head = [0; HEAD];
        super::disk::read_at(&file, &mut head, 0).map_err(short)?;
        let tables = head::added(&head, MAGIC, VERSION, hash).map_err(|wrong| match wrong {
            Wrong::Stale => KeptError::Stale,
            Wrong::Damaged => KeptError::Damaged,
        })?;
        let (entries, _) = tables.as_chunks::<{ table::ENTRY }>();
        let tables = entries
            .iter()
            .zip(ITEMS)
            .map(|(entry, items)| Table::open(&file, entry, items))
            .collect::<Result<Vec<_>, _>>()?;
        Ok(Self { tables: tables.try_into().map_err(|_| KeptError::Damaged)? })
    }

    fn inward(&self) -> Result<(Inward, Vec<DocumentNode>), KeptError> {
        #[allow(
            clippy::redundant_closure_for_method_calls,
            reason = "the method is of one lifetime, the closure of all"
        )]
        let documents = self.tables[DOCUMENTS].all(|pack| pack.document())?;
        let keys = self.tables[KEYS].all(|pack| pack.text().map(|key| NodeKey(key.to_owned())))?;
        Ok((Inward { keys, documents: documents.iter().map(|document| document.id.clone()).collect() }, documents))
    }

    /// All of it.
    pub fn whole(&self) -> Result<KnowledgeGraph, KeptError> {
        let (names, documents) = self.inward()?;
        let assertions = self.tables[ASSERTIONS].all(|pack| pack.assertion(&names))?;
        let mentions = self.tables[MENTIONS].all(|pack| pack.mention(&names))?;
        let mut nodes = Vec::with_capacity(names.keys.len());
        let mut edges = Vec::new();
        for (number, Loaded { node, out, .. }) in
            self.tables[NODES].all(|pack| loaded(pack, &names))?.into_iter().enumerate()
        {
            nodes.push(node);
            edges.extend(out.into_iter().map(|(target, edge)| (number, target, edge)));
        }
        if edges.iter().any(|(_, target, _)| *target >= nodes.len()) {
            return Err(KeptError::Damaged);
        }
        Ok(KnowledgeGraph::assembled(nodes, edges, assertions, mentions, documents))
    }

    /// The nodes of this key or name with all their edges, and with those of the visits, meetings, tenures and positions that
    /// they have a part in, and of the tenures of these positions. Mentions are left out.
    pub fn about(&self, name: &str) -> Result<KnowledgeGraph, KeptError> {
        let (names, documents) = self.inward()?;
        let mut around = Around { kept: self, names: &names, nodes: BTreeMap::new(), whole: BTreeSet::new() };
        let found = self.numbers(&names, name)?;
        around.take(&found)?;
        let told = |class: Class| matches!(class, Class::Visit | Class::Meeting | Class::Tenure | Class::Position);
        let events = around.tellers(&found, told);
        around.take(&events)?;
        let positions = events.iter().filter(|number| around.nodes[number].node.class == Class::Position).copied();
        let tenures = around.tellers(&positions.collect(), |class| class == Class::Tenure);
        around.take(&tenures)?;
        around.graph(documents)
    }

    /// The nodes with this key or name.
    fn numbers(&self, names: &Inward, name: &str) -> Result<BTreeSet<usize>, KeptError> {
        if let Ok(number) = names.keys.binary_search_by(|key| key.0.as_str().cmp(name)) {
            return Ok(BTreeSet::from([number]));
        }
        let items = self.tables[NAMES].from(name, |pack| Some((pack.text()?.to_owned(), pack.number()?)))?;
        Ok(items.into_iter().filter(|(known, _)| known == name).map(|(_, number)| number).collect())
    }
}

/// Part of a graph while it is gathered.
struct Around<'k> {
    kept: &'k Kept,
    names: &'k Inward,
    nodes: BTreeMap<usize, Loaded>,
    /// Nodes all of whose edges are wanted.
    whole: BTreeSet<usize>,
}

impl Around<'_> {
    /// Takes nodes in with all their edges.
    fn take(&mut self, numbers: &BTreeSet<usize>) -> Result<(), KeptError> {
        self.load(numbers.iter().copied().collect())?;
        let nodes = &self.nodes;
        let ends = numbers
            .iter()
            .filter_map(|number| nodes.get(number))
            .flat_map(|loaded| loaded.out.iter().map(|(target, _)| *target).chain(loaded.sources.iter().copied()));
        let ends = ends.collect();
        self.load(ends)?;
        self.whole.extend(numbers);
        Ok(())
    }

    fn load(&mut self, mut numbers: BTreeSet<usize>) -> Result<(), KeptError> {
        numbers.retain(|number| !self.nodes.contains_key(number));
        let names = self.names;
        self.nodes.extend(self.kept.tables[NODES].some(&numbers, |pack| loaded(pack, names))?);
        Ok(())
    }

    /// The nodes of some classes from which a role leads to one of these.
    fn tellers(&self, numbers: &BTreeSet<usize>, class: impl Fn(Class) -> bool) -> BTreeSet<usize> {
        let sources =
            numbers.iter().flat_map(|number| self.nodes[number].sources.iter().map(move |from| (from, number)));
        let tell = |&(from, to): &(&usize, &usize)| {
            let from = &self.nodes[from];
            class(from.node.class) && from.out.iter().any(|(target, edge)| target == to && edge.layer == Layer::Role)
        };
        sources.filter(tell).map(|(from, _)| *from).filter(|from| !self.whole.contains(from)).collect()
    }

    fn graph(self, documents: Vec<DocumentNode>) -> Result<KnowledgeGraph, KeptError> {
        let places: FxHashMap<usize, usize> =
            self.nodes.keys().enumerate().map(|(place, number)| (*number, place)).collect();
        let mut edges = Vec::new();
        let mut told = BTreeSet::new();
        for (number, loaded) in &self.nodes {
            if self.whole.contains(number) {
                told.extend(&loaded.node.assertions);
            }
            for (target, edge) in &loaded.out {
                if (self.whole.contains(number) || self.whole.contains(target))
                    && let Some(&place) = places.get(target)
                {
                    told.extend(&edge.assertions);
                    edges.push((places[number], place, edge.clone()));
                }
            }
        }
        let assertions = self.kept.tables[ASSERTIONS].some(&told, |pack| pack.assertion(self.names))?;
        let moved: FxHashMap<usize, usize> =
            assertions.keys().enumerate().map(|(place, number)| (*number, place)).collect();
        let shift = |numbers: &mut Vec<usize>| {
            *numbers = numbers.iter().filter_map(|number| moved.get(number).copied()).collect();
        };
        for (_, _, edge) in &mut edges {
            shift(&mut edge.assertions);
        }
        let nodes = self.nodes.into_values().map(|loaded| loaded.node).map(|mut node| {
            shift(&mut node.assertions);
            node
        });
        let nodes = nodes.collect();
        Ok(KnowledgeGraph::assembled(nodes, edges, assertions.into_values().collect(), Vec::new(), documents))
    }
}

fn short(error: io::Error) -> KeptError {
    match error.kind() {
        io::ErrorKind::UnexpectedEof => KeptError::Damaged,
        _ => KeptError::Io(error),
    }
}
