//! ARCHITECTURE.md against the code: the rooms use only whom its table allows, and the paths it names are there.
//!
//! Looked at is the code without comments, strings and unit tests. The table is read, not repeated: whoever lets a room use
//! another one writes it there, where it is seen.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Crates that only some rooms may name, so that the rest does not come to depend on how a graph is held or stored
/// (`knowledge` reads the ontology's Turtle).
const CRATES: [(&str, &[&str]); 2] = [
    ("oxigraph", &["knowledge", "rdf", "query", "ask", "serve"]),
    ("petgraph", &["graph", "rdf", "export", "serve", "cli"]),
];

/// What the paths begin with that must exist.
const FOLDERS: [&str; 9] =
    ["src/", "lexicons/", "rules/", "ontology/", "queries/", "tests/", "models/", "examples/", ".ci/"];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn architecture() -> String {
    fs::read_to_string(root().join("ARCHITECTURE.md")).expect("ARCHITECTURE.md")
}

/// Whom a room may use.
#[derive(Debug, PartialEq)]
enum Allowed {
    All,
    Rooms(BTreeSet<String>),
}

/// The words in backticks.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

/// The rows of the table between the two marks, in order.
fn table() -> Vec<(String, Allowed)> {
    let text = architecture();
    let parts: Vec<&str> = text.split("<!-- rooms -->").collect();
    assert_eq!(parts.len(), 3, "ARCHITECTURE.md has its table of rooms between two marks <!-- rooms -->");
    let rows = parts[1].lines().filter(|line| line.starts_with("| `"));
    rows.map(|row| {
        let cells: Vec<&str> = row.trim_matches('|').split(" | ").map(str::trim).collect();
        assert_eq!(cells.len(), 4, "four cells: {row}");
        let name = quoted(cells[0]).next().expect("a room").trim_end_matches('/').to_owned();
        let allowed = match cells[3] {
            "all" => Allowed::All,
            "–" => Allowed::Rooms(BTreeSet::new()),
            rooms => Allowed::Rooms(quoted(rooms).map(str::to_owned).collect()),
        };
        assert!(cells[3] == "–" || allowed != Allowed::Rooms(BTreeSet::new()), "whom may {name} use? {row}");
        (name, allowed)
    })
    .collect()
}

/// The Rust files below a folder, unit tests in files of their own left out.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()) {
        let stem = entry.file_stem().unwrap_or_default().to_owned();
        if stem == "tests" {
            continue;
        }
        if entry.is_dir() {
            found.extend(files(&entry));
        } else if entry.extension().is_some_and(|extension| extension == "rs") {
            found.push(entry);
        }
    }
    found.sort();
    found
}

/// The code alone: comments and what stands in quotes are gone, and so is what is compiled for unit tests.
fn code(source: &str) -> String {
    let mut bare = String::new();
    let mut rest = source;
    while let Some(c) = rest.chars().next() {
        let length = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            rest.find("*/").map_or(rest.len(), |end| end + 2)
        } else if c == '"' {
            string(rest)
        } else if let Some(hashes) = raw(rest, bare.chars().next_back()) {
            let close = format!("\"{}", "#".repeat(hashes));
            let open = hashes + 2;
            rest[open..].find(&close).map_or(rest.len(), |end| open + end + close.len())
        } else if c == '\'' {
            character(rest)
        } else {
            bare.push(c);
            rest = &rest[c.len_utf8()..];
            continue;
        };
        bare.push(' ');
        rest = &rest[length..];
    }
    without_tests(&bare)
}

/// Length of the string literal at the beginning.
fn string(text: &str) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}

/// The number of hashes of the raw string that begins here.
fn raw(text: &str, before: Option<char>) -> Option<usize> {
    let begins = !before.is_some_and(|c| c.is_alphanumeric() && c != 'b' || c == '_');
    let hashes = text.strip_prefix('r')?;
    let count = hashes.len() - hashes.trim_start_matches('#').len();
    (begins && hashes[count..].starts_with('"')).then_some(count)
}

/// Length of the character literal at the beginning; of a lifetime only the mark.
fn character(text: &str) -> usize {
    let mut chars = text.char_indices().skip(1);
    match chars.next() {
        Some((_, '\\')) => text[3..].find('\'').map_or(1, |end| end + 4),
        Some(_) => chars.next().filter(|(_, c)| *c == '\'').map_or(1, |(at, _)| at + 1),
        None => 1,
    }
}

/// Leaves out each item that `#[cfg(test)]` stands before.
fn without_tests(code: &str) -> String {
    let mut kept = String::new();
    let mut rest = code;
    while let Some(at) = rest.find("#[cfg(test)]") {
        kept.push_str(&rest[..at]);
        rest = &rest[at..];
        let mut depth = 0;
        let end = rest.char_indices().find_map(|(at, c)| {
            match c {
                '{' => depth += 1,
                '}' => depth -= 1,
                _ => {}
            }
            (depth == 0 && matches!(c, '}' | ';')).then_some(at + 1)
        });
        rest = &rest[end.unwrap_or(rest.len())..];
    }
    kept + rest
}

/// The modules at the root of the crate that some code names: `crate::graph::…`, `use crate::{graph, rdf::Store}`.
fn of_the_crate(code: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for after in code.split("crate::").skip(1) {
        let after = after.trim_start();
        if let Some(group) = after.strip_prefix('{') {
            let mut depth = 0;
            let mut name = String::new();
            for c in group.chars() {
                match c {
                    '{' => depth += 1,
                    '}' | ',' if depth == 0 => {
                        found.extend(first_name(&name));
                        name.clear();
                        if c == '}' {
                            break;
                        }
                    }
                    '}' => depth -= 1,
                    _ if depth == 0 => name.push(c),
                    _ => {}
                }
            }
        } else {
            found.extend(first_name(after));
        }
    }
    found
}

fn first_name(text: &str) -> Option<String> {
    let name: String = text.trim_start().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
    (!name.is_empty()).then_some(name)
}

/// Whether a name stands in the code as a word.
fn names(code: &str, name: &str) -> bool {
    code.match_indices(name).any(|(at, _)| {
        let inside = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
        !inside(code[..at].chars().next_back()) && !inside(code[at + name.len()..].chars().next())
    })
}

/// The longest run of `super::`.
fn supers(code: &str) -> usize {
    let mut longest = 0;
    let mut rest = code;
    while let Some(at) = rest.find("super::") {
        let run = (rest.len() - at - rest[at..].trim_start_matches("super::").len()) / "super::".len();
        longest = longest.max(run);
        rest = &rest[at + run * "super::".len()..];
    }
    longest
}

#[test]
fn every_room_is_in_the_table_and_every_row_is_a_room() {
    let rows: BTreeSet<String> = table().into_iter().map(|(name, _)| name).collect();
    let folders: BTreeSet<String> = fs::read_dir(root().join("src"))
        .expect("src")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.is_dir())
        .map(|path| path.file_name().expect("a name").to_string_lossy().into_owned())
        .collect();
    assert_eq!(folders, rows, "left: the folders of src/, right: the rooms of ARCHITECTURE.md");
}

#[test]
fn a_room_uses_only_rooms_above_it() {
    let mut above = BTreeSet::new();
    for (name, allowed) in table() {
        if let Allowed::Rooms(rooms) = allowed {
            assert!(
                rooms.is_subset(&above),
                "{name} may use {rooms:?}, of which some do not stand above it: {above:?}"
            );
        }
        above.insert(name);
    }
}

#[test]
fn code_keeps_to_the_table() {
    let table = table();
    let rooms: BTreeMap<&str, &Allowed> = table.iter().map(|(name, allowed)| (name.as_str(), allowed)).collect();
    let mut wrong = Vec::new();
    let mut looked_at = 0;
    for (room, allowed) in rooms {
        let folder = root().join("src").join(room);
        for path in files(&folder) {
            let shown = path.strip_prefix(root()).expect("below the root").display().to_string();
            let code = code(&fs::read_to_string(&path).expect("a Rust file"));
            looked_at += 1;
            if let Allowed::Rooms(allowed) = allowed {
                for used in of_the_crate(&code) {
                    if used != room && !allowed.contains(&used) {
                        wrong.push(format!("{shown} uses crate::{used}; {room} may use {allowed:?}"));
                    }
                }
            }
            // `super::` from here to the root of the crate would go round the table.
            let depth = path.strip_prefix(root().join("src")).expect("below src").components().count()
                - usize::from(path.ends_with("mod.rs"));
            if supers(&code) >= depth {
                wrong.push(format!("{shown} leaves its room by super::; write crate::"));
            }
            for (name, users) in CRATES {
                if names(&code, name) && !users.contains(&room) {
                    wrong.push(format!("{shown} uses {name}, which is for {users:?}"));
                }
            }
        }
    }
    assert!(looked_at > 50, "{looked_at} files");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn only_the_pipeline_and_the_edge_stand_outside_the_rooms() {
    let outside: Vec<String> = fs::read_dir(root().join("src"))
        .expect("src")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.is_file())
        .map(|path| path.file_name().expect("a name").to_string_lossy().into_owned())
        .collect::<BTreeSet<_>>()
        .into_iter()
        .collect();
    assert_eq!(outside, ["lib.rs", "main.rs", "pipeline.rs"]);
}

#[test]
fn paths_of_the_architecture_exist() {
    let text = architecture();
    let paths: BTreeSet<&str> = quoted(&text)
        .flat_map(str::split_whitespace)
        .filter(|word| FOLDERS.iter().any(|folder| word.starts_with(folder)))
        .collect();
    assert!(paths.len() > 20, "{paths:?}");
    let missing: Vec<&str> = paths.into_iter().filter(|path| !exists(path)).collect();
    assert!(missing.is_empty(), "ARCHITECTURE.md names what is not there: {missing:?}");
}

/// Whether the path is there; of `*` one file with this ending, of `<name>` the folder it would be in.
fn exists(path: &str) -> bool {
    let path = path.split('<').next().unwrap_or(path).split("::").next().unwrap_or(path);
    match path.split_once('*') {
        None => root().join(path).exists(),
        Some((folder, ending)) => fs::read_dir(root().join(folder))
            .is_ok_and(|entries| entries.flatten().any(|entry| entry.file_name().to_string_lossy().ends_with(ending))),
    }
}

/// The helpers above on code of ours: what must be seen is seen, what is a comment, a string or a test is not.
#[test]
fn code_is_read_as_meant() {
    let source = r##"
        //! crate::one
        use crate::{two, three::{Four, five}, six as seven};
        /* crate::eight */
        fn nine<'a>(c: char) -> &'a str { if c == '"' || c == '\'' { "crate::ten" } else { r#"crate::"eleven"# } }
        fn twelve() { crate::thirteen::run(super::super::fourteen()) }
        #[cfg(test)]
        mod tests { use crate::fifteen; fn inner() { if true { crate::sixteen() } } }
        fn seventeen() { petgraph_like(oxigraph::model::Quad) }
        #[cfg(test)]
        mod more;
        use crate::eighteen;
    "##;
    let code = code(source);
    let names_found: Vec<String> = of_the_crate(&code).into_iter().collect();
    assert_eq!(names_found, ["eighteen", "six", "thirteen", "three", "two"]);
    assert_eq!(supers(&code), 2);
    assert!(names(&code, "oxigraph") && !names(&code, "petgraph"));
}
