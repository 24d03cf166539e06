//! The binary, run in a folder of the test's own.
//!
//! Folders lie below the target folder, one for each name, and are made anew at the start of a test: what a failed test
//! left can be looked at.

use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use serde_json::Value;

/// How a command ended.
#[derive(Debug)]
pub struct Ran {
    /// Exit code.
    pub code: i32,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

impl Ran {
    /// Standard output of a command that did what it was asked.
    pub fn done(self) -> String {
        assert_eq!(self.code, 0, "{}\n{}", self.err, self.out);
        self.out
    }

    /// Standard output, as JSON.
    pub fn json(self) -> Value {
        let out = self.done();
        serde_json::from_str(&out).unwrap_or_else(|error| panic!("{error}: {out}"))
    }

    /// Standard output, one JSON value a line.
    pub fn lines(self) -> Vec<Value> {
        self.done().lines().map(|line| serde_json::from_str(line).expect(line)).collect()
    }
}

/// A folder in which commands are run.
#[derive(Debug)]
pub struct Sandbox {
    root: PathBuf,
}

impl Sandbox {
    /// An empty folder; the name must be used once in a test file.
    pub fn new(name: &str) -> Self {
        let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join(env!("CARGO_CRATE_NAME")).join(name);
        if root.exists() {
            fs::remove_dir_all(&root).expect("the folder of an earlier run");
        }
        fs::create_dir_all(&root).expect("a folder");
        Self { root }
    }

    /// A folder with the example articles in `articles/`.
    pub fn with_examples(name: &str) -> Self {
        let sandbox = Self::new(name);
        sandbox.add_examples("articles");
        sandbox
    }

    /// The example articles in a folder of this name.
    pub fn add_examples(&self, folder: &str) {
        let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/articles");
        for entry in fs::read_dir(examples).expect("the examples") {
            let path = entry.expect("an entry").path();
            let name = path.file_name().expect("a name").to_string_lossy().into_owned();
            self.write(&format!("{folder}/{name}"), fs::read(&path).expect("an article"));
        }
    }

    /// A path inside.
    pub fn path(&self, name: &str) -> PathBuf {
        self.root.join(name)
    }

    /// Writes a file.
    pub fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, bytes).expect("a file");
    }

    /// Reads a file.
    pub fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// Runs a command; the words of `command` are divided by spaces.
    pub fn run(&self, command: &str) -> Ran {
        self.args(&command.split_whitespace().collect::<Vec<_>>())
    }

    /// Runs a command whose arguments hold spaces.
    pub fn args(&self, arguments: &[&str]) -> Ran {
        self.fed(arguments, "")
    }

    /// Runs a command that reads standard input.
    pub fn fed(&self, arguments: &[&str], input: impl Into<Vec<u8>>) -> Ran {
        let output = Command::new(env!("CARGO_BIN_EXE_wenmai"))
            .args(arguments)
            .current_dir(&self.root)
            .write_stdin(input)
            .output()
            .expect("the binary");
        let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
        Ran { code: output.status.code().expect("no signal"), out: text(output.stdout), err: text(output.stderr) }
    }

    /// The canonical quads of the store `wenmai-store`.
    pub fn nquads(&self) -> String {
        self.run("export --format nquads").done()
    }
}
