//! Tells cargo which folders are compiled into the binary, so that a changed rule or word list is.
//!
//! Enters: the feature flags. Leaves: `rerun-if-changed` lines. What the feature `rocksdb` needs is looked for by
//! `build/rocksdb-check`, on which this script depends under that feature; its documentation says why.

fn main() {
    for folder in ["lexicons", "rules", "ontology", "queries", "models"] {
        if std::path::Path::new(folder).exists() {
            println!("cargo::rerun-if-changed={folder}");
        }
    }
    println!("cargo::rerun-if-changed=build.rs");
}
