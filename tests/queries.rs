//! Each query of `queries/` against a small data set and the table that it must give.
//!
//! A case is `tests/cases/queries/<id>.tsv`, or `<id>.<what>.tsv` for a second one. Its first lines may say
//! `# data: file.trig` (default `world.trig`) and `# param: name=value`; then come the line of columns and the rows, with
//! nothing between two tabs where a cell is empty. `UPDATE_CASES=1 cargo test --test queries` writes the tables anew,
//! for a reader to check.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use oxigraph::io::RdfFormat;
use oxigraph::store::Store;
use wenmai::query::{self, Table};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/queries")
}

fn load(name: &str) -> Store {
    let store = Store::new().unwrap();
    let data = fs::read(folder().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"));
    store.load_from_slice(RdfFormat::TriG, &data).unwrap_or_else(|error| panic!("{name}: {error}"));
    store
}

fn lines(table: &Table) -> Vec<String> {
    let mut lines = vec![table.columns.join("\t")];
    for row in &table.rows {
        let cells = row.iter().map(|cell| cell.as_ref().map(query::term_text).unwrap_or_default());
        lines.push(cells.collect::<Vec<_>>().join("\t"));
    }
    lines
}

#[test]
fn every_query_gives_its_table() {
    let library = query::library().unwrap();
    let mut stores: BTreeMap<String, Store> = BTreeMap::new();
    let mut tested = BTreeSet::new();
    let mut wrong = Vec::new();
    let mut paths: Vec<PathBuf> = fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ext| ext == "tsv"))
        .collect();
    paths.sort();
    for path in paths {
        let stem = path.file_stem().unwrap().to_string_lossy().into_owned();
        let id = stem.split('.').next().unwrap();
        let query = library
            .iter()
            .find(|query| query.id == id)
            .unwrap_or_else(|| panic!("{stem}.tsv: no query is called {id}"));
        tested.insert(id.to_owned());
        let text = fs::read_to_string(&path).unwrap();
        let (head, expected): (Vec<&str>, Vec<&str>) = text.lines().partition(|line| line.starts_with("# "));
        let of = |key: &str| {
            let values = head.iter().filter_map(|line| line[2..].strip_prefix(key));
            values.map(str::trim).collect::<Vec<_>>()
        };
        let data = of("data:").first().copied().unwrap_or("world.trig");
        let store = stores.entry(data.to_owned()).or_insert_with(|| load(data));
        let params = of("param:")
            .iter()
            .map(|param| param.split_once('=').expect("write `# param: name=value`"))
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect();
        let table = query::run(store, &query.text, &params).unwrap_or_else(|error| panic!("{stem}: {error}"));
        assert_eq!(table.columns, query.columns, "{stem}: the header's columns");
        let got = lines(&table);
        if std::env::var_os("UPDATE_CASES").is_some() {
            let head = head.iter().map(|line| format!("{line}\n"));
            fs::write(&path, head.collect::<String>() + &got.join("\n") + "\n").unwrap();
        } else if got != expected {
            wrong.push(format!(
                "{stem}\n  expected\n    {}\n  got\n    {}",
                expected.join("\n    "),
                got.join("\n    ")
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let untested: Vec<_> = library.iter().filter(|query| !tested.contains(&query.id)).map(|query| &query.id).collect();
    assert!(untested.is_empty(), "queries without a case: {untested:?}");
}

/// Each query is askable: `# ask: question => columns` in a case compares the answer with these columns of the query's
/// table; a question of a header without parameters is asked as it stands.
#[test]
fn every_query_is_askable() {
    let store = load("world.trig");
    let asker = wenmai::ask::Asker::new(&store).unwrap();
    let mut seen = BTreeSet::new();
    let mut wrong = Vec::new();
    let mut paths: Vec<PathBuf> = fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    for path in paths.iter().filter(|path| path.extension().is_some_and(|ext| ext == "tsv")) {
        let text = fs::read_to_string(path).unwrap();
        let (head, table): (Vec<&str>, Vec<&str>) = text.lines().partition(|line| line.starts_with("# "));
        let columns: Vec<&str> = table[0].split('\t').collect();
        for line in head.iter().filter_map(|line| line.strip_prefix("# ask: ")) {
            let (question, wanted) = line.split_once(" => ").expect("write `# ask: question => columns`");
            let places = wanted.split(' ').map(|name| columns.iter().position(|column| *column == name).unwrap());
            let places: Vec<usize> = places.collect();
            let expected: BTreeSet<Vec<String>> = table[1..]
                .iter()
                .map(|row| row.split('\t').collect::<Vec<_>>())
                .map(|cells| places.iter().map(|place| cells[*place].to_owned()).collect())
                .collect();
            let answer = asker.ask(question, &wenmai::ask::Options::default()).unwrap();
            let cell = |value: &serde_json::Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            let cell = |value: &serde_json::Value| if value.is_null() { String::new() } else { cell(value) };
            let got = answer.rows.iter().map(|row| row.iter().take(places.len()).map(cell).collect());
            let got: BTreeSet<Vec<String>> = got.collect();
            if got != expected {
                let stem = path.file_stem().unwrap().to_string_lossy();
                wrong.push(format!(
                    "{stem}: {question}\n  {}\n  query  {expected:?}\n  answer {got:?}",
                    answer.interpretation
                ));
            }
            seen.insert(path.file_stem().unwrap().to_string_lossy().split('.').next().unwrap().to_owned());
        }
    }
    assert!(wrong.is_empty(), "{} wrong\n{}", wrong.len(), wrong.join("\n"));
    let library = query::library().unwrap();
    let unasked: Vec<_> = library.iter().map(|query| &query.id).filter(|id| !seen.contains(*id)).collect();
    assert!(unasked.is_empty(), "queries without a line `# ask:` in their case: {unasked:?}");
}

#[test]
fn headers_are_whole() {
    let library = query::library().unwrap();
    assert!(library.len() >= 40, "only {} queries", library.len());
    for query in &library {
        let id = &query.id;
        assert!(query.question_zh.ends_with('？'), "{id}: question_zh");
        assert!(query.question_en.ends_with('?'), "{id}: question_en");
        assert!(!query.group.is_empty(), "{id}: group");
        assert!(!query.columns.is_empty(), "{id}: columns");
        for param in &query.params {
            assert!(!param.doc.is_empty(), "{id}: parameter {}", param.name);
            assert!(query.text.contains(&format!("?{}", param.name)), "{id}: parameter {} is no variable", param.name);
            assert!(query.text.contains("# values"), "{id}: no line `# values` to bind at");
        }
    }
}
