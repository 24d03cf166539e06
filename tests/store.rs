//! The store folder: what goes in comes out, equal builds give equal bytes, an update touches little, and what is not
//! whole is said with what to do.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use oxigraph::model::Quad;
use tempfile::TempDir;
use wenmai::graph;
use wenmai::link;
use wenmai::model::{DocumentId, Record};
use wenmai::rdf::store::{Change, Difference, Settings, StoreError, sha256};
use wenmai::rdf::{self, Against, SourceText, Store};

/// A record over a text of ours; offsets are found by searching.
fn record(id: &str, who: &str, place: &str) -> (Record, String) {
    let text = format!("消息\n{who}日前在{place}考察。");
    let chars = |words: &str| {
        let start = text.find(words).map(|byte| text[..byte].chars().count()).unwrap();
        format!("[[{start},{}]]", start + words.chars().count())
    };
    let bytes = |words: &str| {
        let start = text.find(words).unwrap();
        format!("[[{start},{}]]", start + words.len())
    };
    let sentence = format!("{who}日前在{place}考察。");
    let json = format!(
        r#"{{"id":"{id}","source":"{id}.txt","title":"消息","date":"2025-05-06","sha256":"{hash}","entities":[
            {{"id":"e1","type":"Person","kind":null,"label":"{who}","names":["{who}"],"mentions":{},"bytes":{},"surfaces":["{who}"]}},
            {{"id":"e2","type":"Place","kind":"city","label":"{place}","names":["{place}"],"mentions":{},"bytes":{},"surfaces":["{place}"]}}],
          "facts":[{{"id":"f1","type":"visited","args":{{"who":"e1","where":"e2"}},"date":null,"realis":"happened","confidence":0.9,
            "rule":"visit.at","evidence":{},"bytes":{},"quotes":["{sentence}"],"visitKind":"inspection"}}]}}"#,
        chars(who),
        bytes(who),
        chars(place),
        bytes(place),
        chars(&sentence),
        bytes(&sentence),
        hash = sha256(text.as_bytes()),
    );
    (serde_json::from_str(&json).unwrap(), text)
}

fn change(documents: &[(&str, &str, &str)]) -> Change {
    let mut change = Change::default();
    for (id, who, place) in documents {
        let (record, text) = record(id, who, place);
        change.texts.insert(record.sha256.clone(), Arc::from(text));
        change.records.push(record);
    }
    change
}

fn quads(records: &[Record]) -> Vec<Quad> {
    let linking = link::link(records, wenmai::knowledge::Knowledge::embedded());
    rdf::to_quads(&graph::build(records, &linking), rdf::vocab::DEFAULT_BASE)
}

fn settings() -> Settings {
    Settings { base: rdf::vocab::DEFAULT_BASE.to_owned(), knowledge: "k1".to_owned(), time: None }
}

fn create(root: &Path, documents: &[(&str, &str, &str)]) -> Store {
    let change = change(documents);
    Store::create(root, &change, &quads(&change.records), &settings()).unwrap()
}

fn update(store: &mut Store, change: &Change) -> Difference {
    let records = store.records_after(change).unwrap();
    store.update(change, &quads(&records), &settings()).unwrap()
}

/// All files of a folder that a build writes, with their bytes.
fn bytes(root: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let index = path
                .file_name()
                .is_some_and(|name| ["index", "index.hash", "index.lock"].iter().any(|own| name == *own));
            if index {
                continue;
            }
            if path.is_dir() {
                folders.push(path);
            } else {
                files.insert(path.strip_prefix(root).unwrap().to_owned(), fs::read(&path).unwrap());
            }
        }
    }
    files
}

const THREE: [(&str, &str, &str); 3] =
    [("a-01", "宋知远", "青湖市"), ("a-02", "何一鸣", "南川市"), ("b/甲", "宋知远", "南川市")];

#[test]
fn what_goes_in_comes_out() {
    let folder = TempDir::new().unwrap();
    let root = folder.path().join("store");
    let change = change(&THREE);
    let expected = quads(&change.records);
    drop(Store::create(&root, &change, &expected, &settings()).unwrap());

    let store = Store::open(&root).unwrap();
    let ids: Vec<_> = store.documents().iter().map(|entry| entry.id.0.as_str()).collect();
    assert_eq!(ids, ["a-01", "a-02", "b/甲"]);
    for record in &change.records {
        assert_eq!(store.record(&record.id).unwrap(), *record);
        assert_eq!(store.text(&record.sha256).unwrap(), *change.texts[&record.sha256]);
    }
    assert_eq!(store.records().unwrap().len(), 3);
    assert_eq!(store.quads().unwrap(), expected);
    assert_eq!(store.graph().unwrap().len().unwrap(), expected.len());
    let counts = store.manifest().counts;
    assert_eq!((counts.documents, counts.texts, counts.facts, counts.record_entities), (3, 3, 3, 6));
    assert_eq!(counts.quads, expected.len());

    let query = "SELECT DISTINCT ?who ?where { ?p wm:visited ?w . ?p skos:prefLabel ?who . ?w skos:prefLabel ?where .
        ?p a wm:Person } ORDER BY ?who ?where";
    let table = rdf::select(store.graph().unwrap(), query, &[]).unwrap();
    assert_eq!(table.rows.len(), 3);
    assert!(matches!(store.record(&DocumentId("x".into())), Err(StoreError::NoDocument(_))));
}

#[test]
fn equal_builds_give_equal_bytes_in_any_order() {
    let folder = TempDir::new().unwrap();
    let roots = ["one", "two", "three"].map(|name| folder.path().join(name));
    create(&roots[0], &THREE);
    let mut turned = THREE;
    turned.reverse();
    create(&roots[1], &turned);
    let mut store = create(&roots[2], &THREE[..1]);
    update(&mut store, &change(&THREE[1..]));
    let one = bytes(&roots[0]);
    assert_eq!(one.keys().collect::<Vec<_>>(), bytes(&roots[1]).keys().collect::<Vec<_>>());
    assert!(one == bytes(&roots[1]), "another order of the input changed the bytes");
    assert!(one == bytes(&roots[2]), "building in two steps changed the bytes");
}

#[test]
fn forgetting_gives_the_store_that_was_never_told() {
    let folder = TempDir::new().unwrap();
    let (told, never) = (folder.path().join("told"), folder.path().join("never"));
    let mut store = create(&told, &THREE);
    let whole = store.quads().unwrap().len();
    let forget = Change { removed: BTreeSet::from([DocumentId("a-02".into())]), ..Change::default() };
    let difference = update(&mut store, &forget);
    create(&never, &[THREE[0], THREE[2]]);
    assert!(bytes(&told) == bytes(&never));
    assert_eq!(store.quads().unwrap().len() + difference.removed, whole + difference.added);
    assert!(difference.removed > 0 && store.graph().unwrap().len().unwrap() < whole);
}

#[test]
fn an_update_touches_little() {
    let folder = TempDir::new().unwrap();
    let documents: Vec<(String, String)> = (0..40).map(|n| (format!("d{n}"), format!("宋知{n}"))).collect();
    let documents: Vec<_> = documents.iter().map(|(id, who)| (id.as_str(), who.as_str(), "青湖市")).collect();
    let mut store = create(folder.path(), &documents);
    let before = bytes(folder.path());
    update(&mut store, &change(&[("new", "何一鸣", "南川市")]));
    let after = bytes(folder.path());
    let changed = after.iter().filter(|(path, bytes)| before.get(*path) != Some(bytes)).count();
    // One text, one shard, the graph, its index, the manifest.
    assert_eq!(changed, if cfg!(feature = "rocksdb") { 4 } else { 5 });
    assert!(before.keys().filter(|path| !after.contains_key(*path)).count() <= 1);
    // Told again, nothing changes.
    let difference = update(&mut store, &change(&[("new", "何一鸣", "南川市")]));
    assert_eq!(difference, Difference::default());
    assert!(bytes(folder.path()) == after);
}

#[test]
fn a_damaged_snapshot_is_made_again_from_the_records() {
    let folder = TempDir::new().unwrap();
    create(folder.path(), &THREE);
    let whole = bytes(folder.path());
    let file = folder.path().join("graph.nq.gz");
    let good = fs::read(&file).unwrap();
    let again = |records: &[Record], _: Option<&str>| quads(records);
    for damage in [None, Some(good[..good.len() / 2].to_vec()), Some(b"not gzip".to_vec())] {
        match damage {
            None => fs::remove_file(&file).unwrap(),
            Some(bytes) => fs::write(&file, bytes).unwrap(),
        }
        #[cfg(not(feature = "rocksdb"))]
        {
            // What is asked is answered from the index, which is whole; what needs the snapshot says so.
            let store = Store::open(folder.path()).unwrap();
            assert!(store.graph().unwrap().len().unwrap() > 0 && store.snapshot().is_err());
            fs::remove_file(folder.path().join("index.wm")).unwrap();
            let error = Store::open(folder.path()).err().unwrap().to_string();
            assert!(error.contains("wenmai build --store DIR"), "{error}");
        }
        #[cfg(feature = "rocksdb")]
        fs::remove_file(folder.path().join("index.hash")).unwrap();
        let (store, rebuilt) = Store::open_or_rebuild(folder.path(), again).unwrap();
        assert!(rebuilt && store.graph().unwrap().len().unwrap() > 0);
        assert!(bytes(folder.path()) == whole);
    }
    let (_, rebuilt) =
        Store::open_or_rebuild(folder.path(), |_, _| -> Vec<Quad> { unreachable!("the snapshot is whole") }).unwrap();
    assert!(!rebuilt);
}

#[test]
fn a_build_cut_off_leaves_the_store_as_it_was() {
    let folder = TempDir::new().unwrap();
    let mut store = create(folder.path(), &THREE[..2]);
    let manifest = fs::read(folder.path().join("manifest.json")).unwrap();
    let graph = fs::read(folder.path().join("graph.nq.gz")).unwrap();
    let before = bytes(folder.path());
    update(&mut store, &change(&[THREE[2]]));
    let after = bytes(folder.path());
    // As if it had stopped before the manifest: new texts and shards lie there, the old shards too.
    for (path, bytes) in before.iter().chain(&after) {
        fs::write(folder.path().join(path), bytes).unwrap();
    }
    fs::write(folder.path().join("manifest.json"), manifest).unwrap();
    fs::write(folder.path().join("graph.nq.gz"), graph).unwrap();
    fs::write(folder.path().join("manifest.json.tmp"), "{").unwrap();
    let mut store = Store::open(folder.path()).unwrap();
    assert_eq!(store.records().unwrap().len(), 2);
    update(&mut store, &Change::default());
    let names = |files: &BTreeMap<PathBuf, Vec<u8>>| files.keys().cloned().collect::<BTreeSet<_>>();
    let mut left = names(&bytes(folder.path()));
    left.remove(Path::new("manifest.json.tmp"));
    assert_eq!(left, names(&before), "what the cut-off build left is swept away");
}

#[test]
fn damage_to_records_and_texts_is_told() {
    let folder = TempDir::new().unwrap();
    let store = create(folder.path(), &THREE);
    let hash = store.documents()[0].sha256.clone();
    let other = store.documents()[1].sha256.clone();
    let text = |hash: &str| folder.path().join("texts").join(format!("{hash}.gz"));
    fs::copy(text(&other), text(&hash)).unwrap();
    let error = store.text(&hash).unwrap_err().to_string();
    assert!(error.contains("does not have the hash") && error.contains("restore it"), "{error}");

    let shard = fs::read_dir(folder.path().join("records")).unwrap().next().unwrap().unwrap().path();
    fs::remove_file(shard).unwrap();
    assert!(matches!(store.records(), Err(StoreError::Damaged { .. })));
}

#[test]
fn other_folders_and_versions_are_left_alone() {
    let folder = TempDir::new().unwrap();
    let root = folder.path();
    let empty = Change::default();
    assert!(matches!(Store::open(root), Err(StoreError::Missing(_))));
    fs::write(root.join("thesis.doc"), "mine").unwrap();
    assert!(matches!(Store::create(root, &empty, &[], &settings()), Err(StoreError::Foreign(_))));
    fs::remove_file(root.join("thesis.doc")).unwrap();
    create(root, &THREE[..1]);
    assert!(matches!(Store::create(root, &empty, &[], &settings()), Err(StoreError::Exists(_))));
    let manifest = root.join("manifest.json");
    let text = fs::read_to_string(&manifest).unwrap();
    fs::write(&manifest, text.replace("\"format\": 1", "\"format\": 7")).unwrap();
    assert!(matches!(Store::open(root), Err(StoreError::Format { found: 7, .. })));
    fs::write(&manifest, &text[..text.len() / 2]).unwrap();
    assert!(matches!(Store::open(root), Err(StoreError::Manifest { .. })));
}

#[test]
fn corrections_are_kept_and_editing_them_makes_the_graph_stale() {
    let folder = TempDir::new().unwrap();
    let mut store = create(folder.path(), &THREE);
    let change = Change { corrections: Some(Some("same\ta\tb\n".to_owned())), ..Change::default() };
    update(&mut store, &change);
    assert_eq!(store.corrections().unwrap().as_deref(), Some("same\ta\tb\n"));
    Store::open(folder.path()).unwrap();
    fs::write(folder.path().join("corrections"), "other\n").unwrap();
    let error = store.snapshot().unwrap_err();
    assert!(matches!(error, StoreError::Derived { .. }), "{error}");
    let mut seen = None;
    #[cfg(feature = "rocksdb")]
    fs::remove_file(folder.path().join("index.hash")).unwrap();
    Store::open_or_rebuild(folder.path(), |records, corrections| {
        seen = corrections.map(str::to_owned);
        quads(records)
    })
    .unwrap();
    assert_eq!(seen.as_deref(), Some("other\n"));
}

#[test]
fn verification_passes_and_a_changed_byte_fails_it() {
    let folder = TempDir::new().unwrap();
    let store = create(folder.path(), &THREE);
    let records = store.records().unwrap();
    let source = |record: &Record| SourceText::Text(store.text(&record.sha256).unwrap());
    let report = rdf::verify(&records, |hash| store.text(hash), source);
    assert!(report.passes(), "{:?}", report.mismatches);
    assert_eq!((report.documents, report.mentions, report.facts, report.passages, report.sources), (3, 6, 3, 3, 3));

    // One byte anywhere in a source: inside a passage the words are shown, outside the hash tells.
    let text = store.text(&records[0].sha256).unwrap();
    for (from, to, item) in [("知远", "如远", "f1"), ("消息", "消恩", "")] {
        let changed = text.replace(from, to);
        let report = rdf::verify(&records[..1], |hash| store.text(hash), |_| SourceText::Text(changed.clone()));
        let told = report.mismatches.iter().find(|mismatch| mismatch.item == item).unwrap();
        assert_eq!(told.against, Against::Source);
        assert!(item.is_empty() || (told.found.contains(to) && told.expected.contains(from)), "{told}");
        assert!(told.to_string().contains("a-01"), "{told}");
    }
    // A record that says something else than its text.
    let mut wrong = records.clone();
    wrong[0].facts[0].evidence[0].text = "何一鸣日前在青湖市考察。".to_owned();
    wrong[1].entities[0].mentions[0].chars.end += 100;
    wrong[2].entities[0].mentions[0].bytes = Some((0, 3).into());
    let report = rdf::verify(&wrong, |hash| store.text(hash), |_| SourceText::Absent);
    assert_eq!(report.mismatches.len(), 3, "{:?}", report.mismatches);
    // A text that is gone.
    fs::remove_file(folder.path().join("texts").join(format!("{}.gz", records[0].sha256))).unwrap();
    let report = rdf::verify(&records, |hash| store.text(hash), |_| SourceText::Lost("no such article".into()));
    assert_eq!(report.mismatches.len(), 3);
}

#[test]
fn one_process_writes_at_a_time() {
    let folder = TempDir::new().unwrap();
    let mut store = create(folder.path(), &THREE);
    let lock = fs::File::create(folder.path().join(".lock")).unwrap();
    lock.lock().unwrap();
    let error = store.update(&Change::default(), &[], &settings()).unwrap_err();
    assert!(matches!(error, StoreError::Busy(_)), "{error}");
}

#[cfg(feature = "rocksdb")]
#[test]
fn the_index_follows_the_graph_and_comes_back_when_deleted() {
    let folder = TempDir::new().unwrap();
    let root = folder.path();
    let mut store = create(root, &THREE);
    let same = |store: &Store| {
        let mut indexed: Vec<Quad> = store.engine().unwrap().iter().map(Result::unwrap).collect();
        rdf::canonical(&mut indexed);
        assert_eq!(indexed, store.quads().unwrap());
    };
    same(&store);
    let forget = Change { removed: BTreeSet::from([DocumentId("a-02".into())]), ..Change::default() };
    update(&mut store, &forget);
    same(&Store::open(root).unwrap());
    // Two readers at once.
    let (one, other) = (Store::open(root).unwrap(), Store::open(root).unwrap());
    same(&one);
    same(&other);
    drop((one, other, store));
    fs::remove_dir_all(root.join("index")).unwrap();
    same(&Store::open(root).unwrap());
    fs::write(root.join("index.hash"), "of another graph").unwrap();
    same(&Store::open(root).unwrap());
    // Readers that all find no index: one makes it, the others wait for it.
    fs::remove_dir_all(root.join("index")).unwrap();
    std::thread::scope(|scope| {
        for _ in 0..6 {
            scope.spawn(|| same(&Store::open(root).unwrap()));
        }
    });
    // One that cannot be read is made again.
    for file in fs::read_dir(root.join("index")).unwrap() {
        let file = file.unwrap().path();
        if file.file_name().is_some_and(|name| name.to_string_lossy().starts_with("MANIFEST")) {
            fs::write(file, "no manifest").unwrap();
        }
    }
    same(&Store::open(root).unwrap());
}

/// bindgen, which the feature `rocksdb` needs, takes syn 2 or 3 and hands its values to prettyplease, which takes one of
/// them: where the lock file gives them different ones, it does not compile, and only a build with the feature shows it.
#[test]
fn the_lock_file_gives_bindgen_and_prettyplease_one_syn() {
    let lock = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.lock")).unwrap();
    let lock: toml::Value = toml::from_str(&lock).unwrap();
    let syn_of = |name: &str| {
        let packages = lock["package"].as_array().unwrap();
        let package = packages.iter().find(|package| package["name"].as_str() == Some(name)).unwrap();
        let mut dependencies = package["dependencies"].as_array().unwrap().iter().filter_map(toml::Value::as_str);
        dependencies.find(|dependency| *dependency == "syn" || dependency.starts_with("syn ")).map(str::to_owned)
    };
    assert_eq!(syn_of("bindgen"), syn_of("prettyplease"), "edit bindgen's entry in Cargo.lock");
}

#[cfg(not(feature = "rocksdb"))]
mod index {
    use std::sync::Mutex;

    use super::*;

    const QUERY: &str = "SELECT ?who ?where { ?v wm:visitor ?who ; wm:visited ?where } ORDER BY ?who ?where";

    /// The rows, and what was told on the way.
    fn asked(root: &Path) -> (rdf::Table, Vec<String>) {
        let told = Arc::new(Mutex::new(Vec::new()));
        let hear = Arc::clone(&told);
        let store = Store::open_records(root).unwrap().telling(move |what| hear.lock().unwrap().push(what.to_owned()));
        let table = rdf::select(store.graph().unwrap(), QUERY, &[]).unwrap();
        drop(store);
        (table, Arc::into_inner(told).unwrap().into_inner().unwrap())
    }

    #[test]
    fn a_missing_stale_or_damaged_index_is_told_of_and_made_again() {
        let folder = TempDir::new().unwrap();
        create(folder.path(), &THREE);
        let file = folder.path().join("index.wm");
        let good = fs::read(&file).unwrap();
        let (expected, told) = asked(folder.path());
        assert_eq!(expected.rows.len(), 3);
        assert_eq!(told, [""; 0]);
        // Where no byte may be wrong: the head, the terms, the quads, the directories.
        for at in (0..good.len()).step_by(good.len() / 150) {
            let mut bad = good.clone();
            bad[at] ^= 0x10;
            fs::write(&file, &bad).unwrap();
            let (table, told) = asked(folder.path());
            assert_eq!(table, expected, "byte {at}");
            // A query does not read every block: what it has not read may stay as it is.
            assert_eq!(fs::read(&file).unwrap() == good, told.len() == 1, "byte {at}: {told:?}");
        }
        fs::write(&file, &good[..good.len() / 2]).unwrap();
        assert_eq!(asked(folder.path()).0, expected);
        fs::remove_file(&file).unwrap();
        let (table, told) = asked(folder.path());
        assert_eq!(table, expected);
        assert!(told[0].contains("is missing"), "{told:?}");
        assert!(fs::read(&file).unwrap() == good, "the same bytes again");

        let other = TempDir::new().unwrap();
        create(other.path(), &THREE[..1]);
        fs::copy(other.path().join("index.wm"), &file).unwrap();
        let (table, told) = asked(folder.path());
        assert_eq!(table, expected);
        assert!(told[0].contains("another graph"), "{told:?}");
    }

    #[test]
    fn a_folder_that_cannot_be_written_is_asked_all_the_same() {
        let folder = TempDir::new().unwrap();
        create(folder.path(), &THREE);
        let (expected, _) = asked(folder.path());
        let file = folder.path().join("index.wm");
        fs::remove_file(&file).unwrap();
        // A folder of that name takes the place that the file would have.
        fs::create_dir(&file).unwrap();
        fs::write(file.join("x"), "").unwrap();
        assert_eq!(asked(folder.path()).0, expected);
    }
}
