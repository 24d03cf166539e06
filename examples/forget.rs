//! A store enters; how exactly and at what cost documents are forgotten and told again leaves.
//!
//! ```text
//! cargo run --release --example forget -- STORE [DOCUMENTS] [SEED] [exact|cost]
//! ```
//!
//! Draws documents of the store at random and makes a store of them. Each is removed: the snapshot must be, byte for byte,
//! that of a store that was built without it; it is added again: the snapshot must be the first. Then one document is taken
//! out of the whole store (in a copy beside it) and added again, and each stage is timed.

#![allow(clippy::print_stdout, reason = "this program prints a report")]

use std::collections::BTreeSet;
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use wenmai::knowledge::Knowledge;
use wenmai::model::{Corrections, Record};
use wenmai::rdf::store::{Change, Settings};
use wenmai::rdf::{Store, to_lines};
use wenmai::{graph, pipeline};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    let root = PathBuf::from(arguments.next().ok_or("usage: forget STORE [DOCUMENTS] [SEED] [exact|cost]")?);
    let count: usize = arguments.next().map_or(Ok(300), |text| text.parse())?;
    let seed: u64 = arguments.next().map_or(Ok(1), |text| text.parse())?;
    let part = arguments.next();
    let store = Store::open_records(&root)?;
    let folder = root.with_extension("forget");
    fs::create_dir_all(&folder)?;
    if part.as_deref() != Some("cost") {
        exactly(&store, &folder, count, seed)?;
    }
    if part.as_deref() != Some("exact") {
        cost(&store, &folder)?;
    }
    fs::remove_dir_all(&folder)?;
    Ok(())
}

/// Indices drawn without replacement.
fn drawn(of: usize, count: usize, seed: u64) -> Vec<usize> {
    let mut all: Vec<usize> = (0..of).collect();
    let mut state = seed;
    for at in 0..count.min(of) {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let other = at + usize::try_from(state >> 33).expect("31 bits") % (of - at);
        all.swap(at, other);
    }
    all.truncate(count);
    all.sort_unstable();
    all
}

fn change(store: &Store, records: &[Record]) -> Result<Change> {
    let mut change = Change { records: records.to_vec(), ..Change::default() };
    for record in records.iter().filter(|record| !record.sha256.is_empty()) {
        change.texts.insert(record.sha256.clone(), Arc::from(store.text(&record.sha256)?));
    }
    Ok(change)
}

fn settings(store: &Store) -> Settings {
    Settings { base: store.manifest().base.clone(), knowledge: store.manifest().knowledge.clone(), time: None }
}

fn snapshot(root: &Path) -> Result<Vec<u8>> {
    Ok(fs::read(root.join("graph.nq.gz"))?)
}

fn exactly(store: &Store, folder: &Path, count: usize, seed: u64) -> Result<()> {
    let knowledge = Knowledge::embedded();
    let settings = settings(store);
    let documents = store.documents();
    let ids = drawn(documents.len(), count, seed).into_iter().map(|index| &documents[index].id);
    let records = ids.map(|id| store.record(id)).collect::<std::result::Result<Vec<Record>, _>>()?;
    let begun = Instant::now();
    let root = folder.join("drawn");
    let quads = |records: &[Record]| pipeline::quads(records, knowledge, &settings.base);
    let mut kept = Store::create(&root, &change(store, &records)?, &quads(&records), &settings)?;
    let original = snapshot(&root)?;
    let (mut removals, mut returns) = (0, 0);
    for (index, record) in records.iter().enumerate() {
        let forget = Change { removed: BTreeSet::from([record.id.clone()]), ..Change::default() };
        let after = kept.records_after(&forget)?;
        kept.update(&forget, &quads(&after), &settings)?;
        let mut others = records.clone();
        others.remove(index);
        // In another order: a build from nothing knows none.
        others.reverse();
        let never = folder.join("never");
        Store::create(&never, &change(store, &others)?, &quads(&others), &settings)?;
        removals += usize::from(
            snapshot(&root)? == snapshot(&never)?
                && fs::read(root.join("manifest.json"))? == fs::read(never.join("manifest.json"))?,
        );
        fs::remove_dir_all(&never)?;
        let again = change(store, std::slice::from_ref(record))?;
        let after = kept.records_after(&again)?;
        kept.update(&again, &quads(&after), &settings)?;
        returns += usize::from(snapshot(&root)? == original);
    }
    let all = records.len();
    println!("{all} documents drawn with seed {seed}, {} quads", kept.manifest().counts.quads);
    println!(
        "removed, equal to a build without: {removals} of {all}; added again, equal to the first: {returns} of {all}"
    );
    println!("in {:.0} s", begun.elapsed().as_secs_f64());
    Ok(())
}

fn cost(store: &Store, folder: &Path) -> Result<()> {
    let whole = folder.join("whole");
    fs::create_dir_all(&whole)?;
    for part in ["records", "texts"] {
        fs::create_dir_all(whole.join(part))?;
        for entry in fs::read_dir(store.root().join(part))? {
            let entry = entry?;
            fs::hard_link(entry.path(), whole.join(part).join(entry.file_name()))?;
        }
    }
    for file in ["graph.nq.gz", "manifest.json"] {
        fs::copy(store.root().join(file), whole.join(file))?;
    }
    let knowledge = Knowledge::embedded();
    let settings = settings(store);
    let mut copy = Store::open_records(&whole)?;
    let documents = copy.documents().len();
    let id = copy.documents()[documents / 2].id.clone();
    let record = copy.record(&id)?;
    let forget = Change { removed: BTreeSet::from([id]), ..Change::default() };
    let tell = change(store, &[record])?;
    println!("one document of {documents}:");
    // The first rewrites a snapshot of another layout; the third is the measure.
    for (name, change) in [("remove", &forget), ("add", &tell), ("remove", &forget), ("add", &tell)] {
        let begun = Instant::now();
        let mut stages = Vec::new();
        let mut last = begun;
        let mut stage = |name: &'static str| {
            stages.push((name, last.elapsed().as_secs_f64()));
            last = Instant::now();
        };
        let mut step = copy.stage(change, &settings)?;
        stage("staged");
        let records = copy.records_after(change)?;
        stage("records read");
        let world = pipeline::world(&records, Corrections::none(), knowledge);
        stage("linked");
        let graph = graph::build(&world.records, &world.linking);
        drop(world);
        drop(records);
        stage("graph");
        copy.keep_graph(&mut step, &graph)?;
        stage("kept");
        let lines = to_lines(&graph, &settings.base, &copy.room())?;
        drop(graph);
        stage("lines");
        let difference = copy.finish(step, lines)?;
        stage("written");
        let told: Vec<String> = stages.iter().map(|(name, seconds)| format!("{name} {seconds:.2}")).collect();
        println!(
            "  {name}: {:.1} s ({}); quads +{} −{}",
            begun.elapsed().as_secs_f64(),
            told.join(", "),
            difference.added,
            difference.removed
        );
    }
    Ok(())
}
