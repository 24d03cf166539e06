//! A pattern of numbers enters; the quads that match it leave, in the order in which they are kept.

use std::sync::Arc;

use super::order::{Key, Order};
use super::{Index, IndexError};

/// Which graphs are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Graphs {
    /// All, as one: a triple that stands in several is given once.
    Union,
    /// Each named graph, one by one.
    Named,
    /// Each graph, the one without a name too.
    Each,
    /// This one.
    One(u32),
}

/// The quads of a pattern, read block by block.
#[derive(Debug)]
pub(super) struct Scan {
    index: Arc<Index>,
    order: Order,
    graphs: Graphs,
    /// What the first columns are, and how many of them are bound.
    prefix: Key,
    bound: usize,
    /// What other columns must be.
    filter: [Option<u32>; 4],
    block: Option<Arc<Vec<Key>>>,
    at: usize,
    next_block: usize,
    last: Option<Key>,
}

impl Index {
    /// The quads whose subject, predicate and object are those given, where they are given.
    pub(super) fn scan(self: &Arc<Self>, pattern: [Option<u32>; 3], graphs: Graphs) -> Result<Scan, IndexError> {
        let graph = if let Graphs::One(graph) = graphs { Some(graph) } else { None };
        let [subject, predicate, object] = pattern;
        let pattern = [subject, predicate, object, graph];
        let order = order_for(pattern).unwrap_or_else(|| {
            // A graph may be one small document or hold half of all quads.
            let other = if predicate.is_some() { Order::Posg } else { Order::Ospg };
            if self.blocks(Order::Gspo, pattern) <= self.blocks(other, pattern) { Order::Gspo } else { other }
        });
        let (prefix, bound) = prefix(order, pattern);
        let mut filter = order.columns().map(|part| pattern[part]);
        filter[..bound].fill(None);
        let firsts = &self.orders[order as usize].firsts;
        let mut scan = Scan {
            index: Arc::clone(self),
            order,
            graphs,
            prefix,
            bound,
            filter,
            block: None,
            at: 0,
            // What is looked for may begin inside the block before the first that begins behind it.
            next_block: firsts.partition_point(|first| *first < prefix).saturating_sub(1),
            last: None,
        };
        if !firsts.is_empty() {
            scan.advance()?;
            scan.at = scan.block.as_ref().map_or(0, |block| block.partition_point(|key| *key < prefix));
        }
        Ok(scan)
    }

    /// How many blocks hold what a pattern binds at the front of an order.
    fn blocks(&self, order: Order, pattern: [Option<u32>; 4]) -> usize {
        let (prefix, bound) = prefix(order, pattern);
        let firsts = &self.orders[order as usize].firsts;
        let from = firsts.partition_point(|first| *first < prefix);
        firsts[from..].partition_point(|first| first[..bound] == prefix[..bound])
    }

    /// The named graphs, by number.
    pub(super) fn graphs(self: &Arc<Self>) -> impl Iterator<Item = Result<u32, IndexError>> + use<> {
        let index = Arc::clone(self);
        let mut after = 0;
        std::iter::from_fn(move || {
            let next = index.first_graph(after).transpose();
            if let Some(Ok(graph)) = next {
                after = graph;
            }
            next
        })
    }

    /// The first graph with a number above this one.
    fn first_graph(&self, after: u32) -> Result<Option<u32>, IndexError> {
        let firsts = &self.orders[Order::Gspo as usize].firsts;
        let from = firsts.partition_point(|first| first[0] <= after);
        if from > 0 {
            let block = self.block(Order::Gspo, from - 1)?;
            let at = block.partition_point(|key| key[0] <= after);
            if let Some(key) = block.get(at) {
                return Ok(Some(key[0]));
            }
        }
        Ok(firsts.get(from).map(|first| first[0]))
    }
}

/// The order in which what a pattern binds stands in front; `None` where that hangs on how much the graph holds.
pub(super) fn order_for([subject, predicate, object, graph]: [Option<u32>; 4]) -> Option<Order> {
    match (subject, predicate, object, graph) {
        (Some(_), _, _, Some(_)) | (None, None, None, Some(_)) => Some(Order::Gspo),
        (_, None, Some(_), None) => Some(Order::Ospg),
        (Some(_), ..) | (None, None, None, None) => Some(Order::Spog),
        (None, Some(_), _, None) => Some(Order::Posg),
        (None, _, _, Some(_)) => None,
    }
}

/// The least key that a pattern allows, and how many of its columns are bound.
pub(super) fn prefix(order: Order, pattern: [Option<u32>; 4]) -> (Key, usize) {
    let columns = order.columns().map(|part| pattern[part]);
    let bound = columns.iter().take_while(|column| column.is_some()).count();
    let mut key = [0; 4];
    for (key, column) in key.iter_mut().zip(&columns[..bound]) {
        *key = column.unwrap_or_default();
    }
    (key, bound)
}

impl Scan {
    fn advance(&mut self) -> Result<bool, IndexError> {
        let firsts = &self.index.orders[self.order as usize].firsts;
        self.at = 0;
        self.block = None;
        match firsts.get(self.next_block) {
            Some(first) if first[..self.bound] <= self.prefix[..self.bound] => {
                self.block = Some(self.index.block(self.order, self.next_block)?);
                self.next_block += 1;
                Ok(true)
            }
            _ => Ok(false),
        }
    }
}

impl Iterator for Scan {
    type Item = Result<Key, IndexError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let Some(block) = &self.block else { return None };
            let Some(key) = block.get(self.at).copied() else {
                match self.advance() {
                    Ok(true) => continue,
                    Ok(false) => return None,
                    Err(error) => return Some(Err(error)),
                }
            };
            if key[..self.bound] != self.prefix[..self.bound] {
                self.block = None;
                return None;
            }
            self.at += 1;
            if self.filter.iter().zip(key).any(|(wanted, column)| wanted.is_some_and(|wanted| wanted != column)) {
                continue;
            }
            match self.graphs {
                // The graph stands last wherever the union is read, so that what is told twice stands side by side.
                Graphs::Union => {
                    if self.last.is_some_and(|last| last[..3] == key[..3]) {
                        continue;
                    }
                    self.last = Some(key);
                }
                Graphs::Named if self.order.quad(key)[3] == 0 => continue,
                _ => {}
            }
            return Some(Ok(self.order.quad(key)));
        }
    }
}
