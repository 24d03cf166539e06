//! Looks for what compiling RocksDB needs; stops the build with what is missing and how to get it.
//!
//! Enters: the environment. Leaves: nothing, or a failed build within seconds instead of after ten minutes.

use std::env;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};

const SKIP: &str = "WENMAI_SKIP_ROCKSDB_CHECK";

fn main() -> ExitCode {
    for name in [SKIP, "CXX", "PATH", "LIBCLANG_PATH", "LLVM_CONFIG_PATH", "CLANG_PATH", "BINDGEN_EXTRA_CLANG_ARGS"] {
        println!("cargo::rerun-if-env-changed={name}");
    }
    println!("cargo::rerun-if-changed=build.rs");
    if env::var_os(SKIP).is_some() {
        return ExitCode::SUCCESS;
    }
    let missing: Vec<String> = [compiler(), libclang()].into_iter().flatten().collect();
    if missing.is_empty() {
        return ExitCode::SUCCESS;
    }
    for what in &missing {
        for line in what.lines() {
            println!("cargo::error={line}");
        }
    }
    println!("cargo::error=Or build without `--features rocksdb`: the default build needs none of this.");
    println!("cargo::error=(If this check is wrong about your machine, set {SKIP}=1.)");
    ExitCode::FAILURE
}

/// What is missing of a C++ compiler for C++20.
fn compiler() -> Option<String> {
    // Visual C++ is found by the `cc` crate through the registry.
    if env::var("CARGO_CFG_TARGET_ENV").is_ok_and(|found| found == "msvc") {
        return None;
    }
    let target = env::var("TARGET").unwrap_or_default();
    let names = [format!("CXX_{target}"), format!("CXX_{}", target.replace('-', "_")), "HOST_CXX".into(), "CXX".into()];
    let named = names.iter().find_map(|name| env::var(name).ok());
    let command = named.clone().unwrap_or_else(|| "c++".to_owned());
    let mut words = command.split_whitespace();
    let program = words.next().unwrap_or("c++");
    let compiled = Command::new(program)
        .args(words)
        .args(["-std=c++20", "-fsyntax-only", "-x", "c++", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .and_then(|mut child| {
            child.stdin.take().map_or(Ok(()), |mut input| input.write_all(b"#include <memory>\nint main() {}\n"))?;
            child.wait()
        });
    match compiled {
        Ok(status) if status.success() => None,
        Ok(_) => Some(format!(
            "The feature `rocksdb` needs a C++ compiler that knows C++20; `{command}` does not.\n{}",
            advice("apt-get install g++ (11 or later)", "dnf install gcc-c++", "xcode-select --install")
        )),
        Err(error) => Some(format!(
            "The feature `rocksdb` needs a C++ compiler; `{command}` cannot be started ({error}).\n{}",
            advice("apt-get install g++", "dnf install gcc-c++", "xcode-select --install")
        )),
    }
}

/// What is missing of libclang, with which the bindings to RocksDB are made.
fn libclang() -> Option<String> {
    let packages = advice(
        "apt-get install libclang-dev",
        "dnf install clang-devel",
        "xcode-select --install, or brew install llvm",
    );
    if let Err(error) = clang_sys::load() {
        let error = error.lines().next().unwrap_or_default().to_owned();
        return Some(format!(
            "The feature `rocksdb` needs libclang, which was not found ({error}).\n{packages}\n\
             If it is installed elsewhere, set LIBCLANG_PATH to the folder that holds it."
        ));
    }
    let library = clang_sys::get_library()?.path().to_owned();
    // bindgen asks a clang program, or is told by hand, where the compiler's own headers are; else libclang looks beside
    // itself. Debian's libclang1 alone comes without them.
    let told =
        env::var_os("BINDGEN_EXTRA_CLANG_ARGS").is_some() || clang_sys::support::Clang::find(None, &[]).is_some();
    if told || cfg!(windows) || has_headers(&library) {
        return None;
    }
    Some(format!(
        "The feature `rocksdb` needs libclang with its own headers; {} is there, its stdbool.h is not.\n{packages}",
        library.display()
    ))
}

/// Whether the headers that belong to libclang lie where it looks: `lib/clang/<version>/include`.
fn has_headers(library: &Path) -> bool {
    let real = library.canonicalize().unwrap_or_else(|_| library.to_owned());
    let mut folders: Vec<PathBuf> = [library, &real]
        .into_iter()
        .flat_map(|path| path.ancestors().skip(1).take(2).map(Path::to_owned).collect::<Vec<_>>())
        .collect();
    folders.extend(["/usr/lib", "/usr/lib64", "/usr/local/lib"].map(PathBuf::from));
    // Debian keeps each version in a folder of its own.
    folders.extend(
        inside(Path::new("/usr/lib"))
            .into_iter()
            .filter(|path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("llvm-")))
            .map(|path| path.join("lib")),
    );
    folders
        .iter()
        .flat_map(|folder| [folder.join("clang"), folder.join("lib/clang")])
        .flat_map(|folder| inside(&folder))
        .any(|version| version.join("include/stdbool.h").exists())
}

fn inside(folder: &Path) -> Vec<PathBuf> {
    std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect()
}

fn advice(debian: &str, fedora: &str, mac: &str) -> String {
    format!("Debian, Ubuntu: {debian}\nFedora: {fedora}\nmacOS: {mac}")
}
