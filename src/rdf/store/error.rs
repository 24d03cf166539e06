//! Why a store folder cannot be read or written, and what to do about it.

use std::io;
use std::path::{Path, PathBuf};

use crate::model::DocumentId;

/// Why a store folder cannot be read or written. Each says what to do.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// There is no store.
    #[error("there is no store in {}; make one with `wenmai build INPUT… --store {}`", .0.display(), .0.display())]
    Missing(PathBuf),
    /// Something else is there.
    #[error("{} holds other files and no manifest.json; give --store a folder of its own", .0.display())]
    Foreign(PathBuf),
    /// A new store was to be made where there is one.
    #[error("there is a store in {} already; update it, or remove the folder first", .0.display())]
    Exists(PathBuf),
    /// Another process writes to it.
    #[error("another build is writing to {}; wait until it is done", .0.display())]
    Busy(PathBuf),
    /// It is not what was read.
    #[error("another process changed {} in the meantime; run the command again", .0.display())]
    Changed(PathBuf),
    /// Another version's layout.
    #[error(
        "the store was written in format {found}, this program reads format {known}; build it again from its sources with this version"
    )]
    Format {
        /// What the manifest says.
        found: u32,
        /// What this program reads.
        known: u32,
    },
    /// The manifest cannot be read as JSON.
    #[error("{} is damaged ({what}); build the store again from its sources into a new folder", .file.display())]
    Manifest {
        /// The manifest.
        file: PathBuf,
        /// What the reader says.
        what: String,
    },
    /// What cannot be computed from the rest is not whole.
    #[error("{} is damaged ({what}); restore it from a copy, or build the store again from its sources", .file.display())]
    Damaged {
        /// The record file, text or corrections.
        file: PathBuf,
        /// What is wrong with it.
        what: String,
    },
    /// What is computed from the records is not whole.
    #[error("{} is not whole ({what}); the records are: `wenmai build --store DIR` without input makes it again from them", .file.display())]
    Derived {
        /// The snapshot.
        file: PathBuf,
        /// What is wrong with it.
        what: String,
    },
    /// There is no such document.
    #[error("the store has no document {0}; manifest.json lists those it has")]
    NoDocument(DocumentId),
    /// A record was given without its text.
    #[error("document {0} was given without its text, whose SHA-256 is {1}")]
    NoText(DocumentId, String),
    /// The operating system refused.
    #[error("{}: {source}", .path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The engine failed.
    #[error("the index failed: {0}")]
    Engine(#[from] oxigraph::store::StorageError),
}

impl StoreError {
    pub(super) fn io(path: &Path, source: io::Error) -> Self {
        Self::Io { path: path.to_owned(), source }
    }
}
