//! The graph's snapshot enters; an Oxigraph database on disk leaves, which opens at once however large it is.
//!
//! Promises: `index.hash` names the graph that the index holds and is there only while that is true; an index without
//! it, of another graph or that cannot be read is built again beside the old one and takes its place when it is done. Readers
//! open it read-only, so that several processes may ask at once; whoever makes or changes it holds `index.lock`, and who finds
//! that lock taken waits for what the other makes.

use std::fs::{self, File};
use std::path::Path;

use oxigraph::store::Store;

use super::super::serialize::parse;
use super::StoreError;
use super::files::{self, Durable};
use super::snapshot::{Snapshot, Written};

const INDEX: &str = "index";
const HASH: &str = "index.hash";
const LOCK: &str = "index.lock";

/// Loads the snapshot into a database.
type Load<'l> = &'l dyn Fn(&Store) -> Result<(), StoreError>;

/// Opens the index of the graph with this hash; builds it from the snapshot where it is missing or of another graph.
pub(super) fn open(
    root: &Path,
    hash: &str,
    snapshot: impl Fn(&Store) -> Result<(), StoreError>,
) -> Result<Store, StoreError> {
    let folder = root.join(INDEX);
    if !is_of(root, hash) {
        let _lock = lock(root)?;
        // Another reader may have made it while this one waited.
        if !is_of(root, hash) {
            build(root, hash, &snapshot)?;
        }
    }
    if let Ok(store) = Store::open_read_only(&folder) {
        return Ok(store);
    }
    // Everything in it can be made again from the snapshot.
    let _lock = lock(root)?;
    if let Ok(store) = Store::open_read_only(&folder) {
        return Ok(store);
    }
    build(root, hash, &snapshot)?;
    Ok(Store::open_read_only(folder)?)
}

fn is_of(root: &Path, hash: &str) -> bool {
    holds(root).as_deref() == Some(hash) && root.join(INDEX).exists()
}

/// Waits for the lock of the index. The system gives it back when the process ends, however it ends.
fn lock(root: &Path) -> Result<File, StoreError> {
    let path = root.join(LOCK);
    let failed = |error| StoreError::io(&path, error);
    let file = File::create(&path).map_err(failed)?;
    file.lock().map_err(failed)?;
    Ok(file)
}

/// Brings the index from one graph to another by the difference of their snapshots, in one transaction; where it is not known,
/// the index is built again.
pub(super) fn update(
    root: &Path,
    from: &str,
    to: &str,
    known: Option<(&Snapshot, &Written, &File)>,
    snapshot: impl Fn(&Store) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let _lock = lock(root)?;
    if is_of(root, to) {
        return Ok(());
    }
    let folder = root.join(INDEX);
    let current = holds(root);
    let Some((old, written, new)) = known.filter(|_| current.as_deref() == Some(from) && folder.exists()) else {
        return build(root, to, &snapshot);
    };
    files::remove(&root.join(HASH))?;
    let store = Store::open(&folder)?;
    let (mut gone, mut come) = (Vec::new(), Vec::new());
    written
        .compare(Some(old), new, |line| push(&mut gone, line), |line| push(&mut come, line))
        .map_err(|error| StoreError::io(root, error))?;
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

fn build(root: &Path, hash: &str, load: Load<'_>) -> Result<(), StoreError> {
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
    load(&store)?;
    store.flush()?;
    drop(store);
    fs::rename(&fresh, &folder).map_err(io(&folder))?;
    files::write(&root.join(HASH), hash.as_bytes(), Durable::Yes)
}
