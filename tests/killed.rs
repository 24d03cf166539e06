//! `wenmai build` killed at any moment, as by the system: what was there before still answers, and the next build gives the
//! bytes of a build that nothing disturbed.

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use support::run::Sandbox;

/// What a build writes, in this order: a moment is counted from the appearance of one of them.
const SIGNS: [&str; 7] = [
    "unfinished",
    "records",
    "graph.wm.tmp",
    "graph.nq.gz.next.tmp",
    "graph.nq.gz.next",
    "index.wm.",
    "manifest.json.tmp",
];

fn build(sandbox: &Sandbox, inputs: &[&str], store: &str) -> Child {
    Command::new(env!("CARGO_BIN_EXE_wenmai"))
        .current_dir(sandbox.path(""))
        .arg("build")
        .args(inputs)
        .args(["--date", "2025-05-21", "--store", store])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("a process")
}

/// All files of a store but the lock, with their bytes.
fn files(root: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.file_name().is_some_and(|name| name != ".lock") {
                let name = path.strip_prefix(root).expect("inside").to_string_lossy().into_owned();
                found.insert(name, fs::read(&path).expect("a file"));
            }
        }
    }
    found
}

fn copy(from: &Path, to: &Path) {
    for (name, bytes) in files(from) {
        let path = to.join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, bytes).expect("a file");
    }
}

fn appeared(root: &Path, sign: &str) -> bool {
    let Ok(entries) = fs::read_dir(root) else { return false };
    entries.flatten().any(|entry| entry.file_name().to_string_lossy().starts_with(sign))
}

#[test]
fn the_next_build_gives_the_bytes_of_one_that_was_not_killed() {
    let sandbox = Sandbox::with_examples("killed");
    let all = ["articles"];
    let some = ["articles/page-2025-05-21.txt"];
    let begun = Instant::now();
    assert!(build(&sandbox, &all, "reference").wait().expect("a build").success());
    let whole = begun.elapsed();
    assert!(build(&sandbox, &some, "some").wait().expect("a build").success());
    let expected = files(&sandbox.path("reference"));
    assert!(["graph.nq.gz", "index.wm", "graph.wm", "manifest.json"].iter().all(|name| expected.contains_key(*name)));
    let count = |store: &str| {
        let told = sandbox.args(&["stats", "--json", "--store", store]).json();
        told["documents"].as_u64().expect("a count")
    };
    let (before, after) = (count("some"), count("reference"));
    let mut random = 1_u64;
    let mut below = |end: u64| {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (random >> 33) % end
    };
    let mut met = BTreeSet::new();
    for moment in 0..20_usize {
        let store = format!("killed-{moment}");
        let root = sandbox.path(&store);
        // Half of them add to a store that holds some of the documents.
        let added = moment % 2 == 1;
        if added {
            copy(&sandbox.path("some"), &root);
        }
        let mut child = build(&sandbox, &all, &store);
        if moment < 6 {
            sleep(whole * u32::try_from(below(1000)).expect("small") / 1000);
        } else {
            let sign = SIGNS[moment % SIGNS.len()];
            let fresh =
                |root: &Path| appeared(root, sign) && !(added && sign == "records" && !appeared(root, "graph.wm.tmp"));
            while !fresh(&root) && child.try_wait().expect("a process").is_none() {
                sleep(Duration::from_micros(200));
            }
            sleep(Duration::from_micros(below(20_000)));
        }
        // SIGKILL: nothing of the process runs after it.
        child.kill().expect("killed");
        let done = child.wait().expect("gone").success();
        let there = root.join("manifest.json").exists();
        if there {
            let documents = count(&store);
            assert!(documents == after || (added && documents == before), "killed at {moment}: {documents} documents");
            let ran = sandbox.args(&["query", "documents", "--store", &store]);
            assert_eq!(ran.code, 0, "killed at {moment}: {}", ran.err);
        }
        met.insert((done, there, root.join("records").exists()));
        assert!(build(&sandbox, &all, &store).wait().expect("a build").success(), "killed at {moment}");
        let found = files(&root);
        let names = |files: &BTreeMap<String, Vec<u8>>| files.keys().cloned().collect::<Vec<_>>();
        assert_eq!(names(&found), names(&expected), "killed at {moment}");
        let differs: Vec<_> =
            found.iter().filter(|(name, bytes)| expected[*name] != **bytes).map(|(name, _)| name).collect();
        assert!(differs.is_empty(), "killed at {moment}: {differs:?}");
        fs::remove_dir_all(&root).expect("a folder");
    }
    assert!(met.iter().filter(|(done, ..)| !done).count() > 1, "the moments fall into different states: {met:?}");
}
