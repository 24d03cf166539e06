//! Bytes enter; files leave, whole or not at all.
//!
//! Promises: a file appears under its name only when all of it is written (a temporary file beside it is renamed);
//! compressed bytes are the same for the same content, because they hold no time and no name.

use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use flate2::read::GzDecoder;
use flate2::{Compression, GzBuilder};
use sha2::{Digest, Sha256};

use super::StoreError;

/// SHA-256 as lowercase hexadecimal.
pub fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// A digest as lowercase hexadecimal.
pub(super) fn hex(digest: &[u8]) -> String {
    digest.iter().fold(String::with_capacity(64), |mut hex, byte| {
        write!(hex, "{byte:02x}").expect("a String takes all that is written");
        hex
    })
}

/// Whether a written file must have reached the disk before its name appears.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Durable {
    /// Yes: what the manifest leans on.
    Yes,
    /// No: thousands of small files whose content is checked by hash when it is read.
    No,
}

/// Writes a file as a whole.
pub(super) fn write(path: &Path, bytes: &[u8], durable: Durable) -> Result<(), StoreError> {
    write_by(path, ".tmp", bytes, durable)
}

/// Writes a file that can be computed again, as a whole, whoever else may be writing the same one: who reads a store holds no
/// lock, and two that do so at once each have a draft of their own.
pub fn write_unlocked(path: &Path, bytes: &[u8]) -> Result<(), StoreError> {
    let written = write_by(path, &format!(".{}.tmp", std::process::id()), bytes, Durable::No);
    if written.is_err() {
        // That nothing is left of it is all that matters.
        let _ = remove(&draft(path, &format!(".{}.tmp", std::process::id())));
    }
    written
}

fn draft(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(ending);
    path.with_file_name(name)
}

fn write_by(path: &Path, ending: &str, bytes: &[u8], durable: Durable) -> Result<(), StoreError> {
    let io = |source| StoreError::io(path, source);
    let temporary = draft(path, ending);
    let mut file = File::create(&temporary).map_err(io)?;
    file.write_all(bytes).map_err(io)?;
    if durable == Durable::Yes {
        file.sync_all().map_err(io)?;
    }
    drop(file);
    fs::rename(&temporary, path).map_err(io)
}

/// Writes a compressed file as a whole.
pub(super) fn write_gz(path: &Path, bytes: &[u8], durable: Durable) -> Result<(), StoreError> {
    write(path, &compress(bytes).map_err(|source| StoreError::io(path, source))?, durable)
}

fn compress(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut encoder = GzBuilder::new().mtime(0).write(Vec::new(), Compression::default());
    encoder.write_all(bytes)?;
    encoder.finish()
}

/// Reads a compressed file; `None` where there is none.
pub(super) fn read_gz(path: &Path) -> Result<Option<Vec<u8>>, io::Error> {
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    let mut bytes = Vec::new();
    GzDecoder::new(file).read_to_end(&mut bytes)?;
    Ok(Some(bytes))
}

/// The files right inside a folder, sorted; none where there is no folder.
pub(super) fn list(folder: &Path) -> Result<Vec<PathBuf>, StoreError> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(StoreError::io(folder, error)),
    };
    let mut paths = entries
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<Vec<_>, _>>()
        .map_err(|error| StoreError::io(folder, error))?;
    paths.sort();
    Ok(paths)
}

/// Makes a folder and those above it.
pub(super) fn folder(path: &Path) -> Result<(), StoreError> {
    fs::create_dir_all(path).map_err(|source| StoreError::io(path, source))
}

/// Removes a file; that it is not there is fine.
pub(super) fn remove(path: &Path) -> Result<(), StoreError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(StoreError::io(path, error)),
        _ => Ok(()),
    }
}

/// Removes a folder with all that is in it; that it is not there is fine.
pub(super) fn remove_folder(path: &Path) -> Result<(), StoreError> {
    match fs::remove_dir_all(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(StoreError::io(path, error)),
        _ => Ok(()),
    }
}

/// Gives a file another name; one that has it is replaced in the same moment.
pub(super) fn rename(from: &Path, to: &Path) -> Result<(), StoreError> {
    fs::rename(from, to).map_err(|source| StoreError::io(from, source))
}
