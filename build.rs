//! Tells cargo which folders are compiled into the binary, so that a changed rule or word list is.
//!
//! Enters: the feature flags. Leaves: `rerun-if-changed` lines, and a hash of the code that makes records. What the feature `rocksdb` needs is looked for by
//! `build/rocksdb-check`, on which this script depends under that feature; its documentation says why.

use std::fs;
use std::path::Path;

fn main() {
    for folder in ["lexicons", "rules", "ontology", "queries", "models", "src/serve/page"] {
        if Path::new(folder).exists() {
            println!("cargo::rerun-if-changed={folder}");
        }
    }
    println!("cargo::rerun-if-changed=build.rs");
    let mut hash = FNV_OFFSET;
    for room in ["model", "knowledge", "ingest", "text", "extract", "relate"] {
        let folder = Path::new("src").join(room);
        println!("cargo::rerun-if-changed={}", folder.display());
        mix(&folder, &mut hash);
    }
    println!("cargo::rustc-env=WENMAI_CODE={hash:016x}");
}

/// Offset and prime of the 64-bit FNV-1a hash.
const FNV_OFFSET: u64 = 0xcbf2_9ce4_8422_2325;
const FNV_PRIME: u64 = 0x0000_0100_0000_01b3;

/// Mixes the sources of a folder into a hash, in the order of their names: records made by other code are stale.
fn mix(folder: &Path, hash: &mut u64) {
    let mut paths: Vec<_> = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            mix(&path, hash);
        } else if let Ok(bytes) = fs::read(&path) {
            for byte in bytes {
                *hash = (*hash ^ u64::from(byte)).wrapping_mul(FNV_PRIME);
            }
        }
    }
}
