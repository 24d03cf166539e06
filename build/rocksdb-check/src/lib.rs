//! Nothing: the work is done by the build script.
//!
//! It stands in a package of its own because of the order in which cargo works. A build script of `wenmai` itself would
//! run when everything else is compiled, RocksDB's ten minutes included, since few things wait for it; and when one
//! script fails, cargo lets the running ones finish. Cargo starts the ready step that most other steps wait for. On this
//! package's script wait this library, `wenmai`'s build script (compiled, then run) and all that `wenmai` is made of: one step
//! more than on the script that compiles RocksDB, which besides needs bindgen first. So this one always comes before it.
