//! `wenmai export --format html`: the explorer with a part of the graph, in one file that opens from a disk.

use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result};
use wenmai::graph::{KnowledgeGraph, NodeKey};
use wenmai::serve::api::Explorer;
use wenmai::serve::page::{Size, dossier};

use super::Exit;
use super::output::{note, print};
use super::store::StoreArgs;

/// Writes the dossier of a graph, or of a part of one, to a file or to standard output: `first` and the most named, `limit`
/// in all.
pub(crate) fn write(
    store: &StoreArgs,
    graph: KnowledgeGraph,
    limit: Option<u32>,
    first: &[NodeKey],
    output: Option<&Path>,
) -> Result<Exit> {
    let store = store.open_records()?;
    let explorer = Explorer::new(Arc::new(graph), &store.manifest().base);
    let mut size = Size::default();
    size.things = limit.map_or(size.things, |limit| limit as usize);
    let (page, held) = dossier(&explorer, &size, first, |hash| Ok(store.text(hash)?))?;
    match output {
        Some(file) => std::fs::write(file, page).with_context(|| format!("cannot write {}", file.display()))?,
        None => print(&page)?,
    }
    note(format!(
        "the dossier holds {} of {} things and {} of {} articles cited",
        held.things, held.of, held.articles, held.cited
    ));
    Ok(if held.things == 0 { Exit::Nothing } else { Exit::Done })
}
