//! The graph's snapshot enters; an Oxigraph database on disk leaves, which opens at once however large it is.
//!
//! Promises: `index.hash` names the graph that the index holds and is there only while that is true; an index without
//! it, or of another graph, is built again beside the old one and takes its place when it is done. Readers open it
//! read-only, so that several processes may ask at once.

use std::fs;
use std::path::Path;

use oxigraph::store::Store;

use super::files::{self, Durable};
use super::snapshot::Written;
use super::{StoreError, compare, load, parse};

const INDEX: &str = "index";
const HASH: &str = "index.hash";

/// Opens the index of the graph with this hash; builds it from the snapshot where it is missing or of another graph.
pub(super) fn open(
    root: &Path,
    hash: &str,
    snapshot: impl FnOnce() -> Result<Vec<u8>, StoreError>,
) -> Result<Store, StoreError> {
    let folder = root.join(INDEX);
    if holds(root).as_deref() != Some(hash) || !folder.exists() {
        build(root, hash, &snapshot()?)?;
    }
    Ok(Store::open_read_only(folder)?)
}

/// Brings the index from one graph to another, all of whose lines are given, by their difference, in one transaction; where
/// the difference is not known, it is built again.
pub(super) fn update(
    root: &Path,
    from: &str,
    to: &str,
    written: Option<&Written>,
    new: &[u8],
) -> Result<(), StoreError> {
    let folder = root.join(INDEX);
    let current = holds(root);
    if current.as_deref() == Some(to) && folder.exists() {
        return Ok(());
    }
    let Some(written) = written.filter(|_| current.as_deref() == Some(from) && folder.exists()) else {
        return build(root, to, new);
    };
    files::remove(&root.join(HASH))?;
    let store = Store::open(&folder)?;
    let (mut gone, mut come) = (Vec::new(), Vec::new());
    compare(&written.old, &written.new, |line| push(&mut gone, line), |line| push(&mut come, line));
    let mut transaction = store.start_transaction()?;
    for quad in parse(&gone) {
        transaction.remove(&quad);
    }
    for quad in parse(&come) {
        transaction.insert(&quad);
    }
    transaction.commit()?;
    store.flush()?;
    drop(store);
    files::write(&root.join(HASH), to.as_bytes(), Durable::Yes)
}

fn push(lines: &mut Vec<u8>, line: &[u8]) {
    lines.extend_from_slice(line);
    lines.push(b'\n');
}

fn holds(root: &Path) -> Option<String> {
    fs::read_to_string(root.join(HASH)).ok()
}

fn build(root: &Path, hash: &str, lines: &[u8]) -> Result<(), StoreError> {
    let (folder, fresh) = (root.join(INDEX), root.join("index.tmp"));
    let io = |path: &Path| {
        let path = path.to_owned();
        move |source| StoreError::io(&path, source)
    };
    for path in [&fresh, &folder] {
        if path == &folder {
            files::remove(&root.join(HASH))?;
        }
        if path.exists() {
            fs::remove_dir_all(path).map_err(io(path))?;
        }
    }
    let store = Store::open(&fresh)?;
    load(&store, lines)?;
    store.flush()?;
    drop(store);
    fs::rename(&fresh, &folder).map_err(io(&folder))?;
    files::write(&root.join(HASH), hash.as_bytes(), Durable::Yes)
}
