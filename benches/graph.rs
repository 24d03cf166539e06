//! The measures of the graph on nets of growing size, beside petgraph's where it has them and ends: `cargo bench --bench graph`.
//!
//! A net has groups of forty nodes; of three arcs at each node most stay in the group and some go to a few that all know, as in
//! news. Times are for the whole net; with ten times the nodes they should be some ten times as long.

use divan::Bencher;
use petgraph::graph::{DiGraph, NodeIndex};
use wenmai::graph::{Net, layout};

fn main() {
    divan::main();
}

/// The same arcs each time: numbers by a linear congruence.
fn arcs(count: usize) -> Vec<(usize, usize)> {
    let mut state = 42_u64;
    let mut draw = |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).expect("31 bits") % below
    };
    (0..3 * count)
        .map(|number| {
            let node = number % count;
            let to = match draw(10) {
                0 => draw(1 + count / 500),
                1 => draw(count),
                _ => (node / 40 * 40 + draw(40)).min(count - 1),
            };
            (node, to)
        })
        .collect()
}

fn net(count: usize) -> Net {
    Net::new(count, arcs(count))
}

fn petgraph(count: usize) -> DiGraph<(), ()> {
    let mut graph = DiGraph::new();
    for _ in 0..count {
        graph.add_node(());
    }
    for (from, to) in arcs(count) {
        graph.add_edge(NodeIndex::new(from), NodeIndex::new(to), ());
    }
    graph
}

#[divan::bench(args = [1_000, 3_000, 10_000, 100_000])]
fn pagerank(bencher: Bencher, count: usize) {
    let net = net(count);
    bencher.bench(|| net.pagerank());
}

/// Thirty rounds; above some thousand nodes it does not end in a sensible time.
#[divan::bench(args = [1_000, 3_000], sample_count = 3, sample_size = 1)]
fn pagerank_petgraph(bencher: Bencher, count: usize) {
    let graph = petgraph(count);
    bencher.bench(|| petgraph::algo::page_rank(&graph, 0.85_f64, 30));
}

/// From 512 pivots.
#[divan::bench(args = [10_000, 100_000], sample_count = 3, sample_size = 1)]
fn betweenness(bencher: Bencher, count: usize) {
    let net = net(count);
    bencher.bench(|| net.betweenness());
}

#[divan::bench(args = [10_000, 100_000])]
fn components(bencher: Bencher, count: usize) {
    let net = net(count);
    bencher.bench(|| net.components());
}

/// Their number alone.
#[divan::bench(args = [10_000, 100_000])]
fn components_petgraph(bencher: Bencher, count: usize) {
    let graph = petgraph(count);
    bencher.bench(|| petgraph::algo::connected_components(&graph));
}

#[divan::bench(args = [10_000, 100_000])]
fn cores(bencher: Bencher, count: usize) {
    let net = net(count);
    bencher.bench(|| net.cores());
}

#[divan::bench(args = [10_000, 100_000], sample_count = 10, sample_size = 1)]
fn communities(bencher: Bencher, count: usize) {
    let net = net(count);
    bencher.bench(|| net.communities());
}

#[divan::bench(args = [10_000, 100_000], sample_count = 3, sample_size = 1)]
fn places(bencher: Bencher, count: usize) {
    let net = net(count);
    let communities = net.communities().of;
    bencher.bench(|| layout(&net, &communities, &[]));
}
