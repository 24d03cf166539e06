//! Reading files: pages, encodings, bad input, and the newspaper page of the shared folder.

use std::path::PathBuf;

use serde_json::Value;
use wenmai::ingest::{Format, Options, read_bytes, read_inputs};
use wenmai::model::{BlockKind, Document, Span};
use wenmai::text::CharIndex;

/// The folder with the newspaper page and its gold; `None` where this machine has none.
fn shared() -> Option<PathBuf> {
    let folder = std::env::var_os("WENMAI_SHARED")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared"), PathBuf::from);
    if folder.join("seed").is_dir() {
        return Some(folder);
    }
    eprintln!("skipped: no folder {} (set WENMAI_SHARED)", folder.display());
    None
}

/// The words of the blocks of one kind, column breaks left out.
fn words(document: &Document, kind: BlockKind) -> Vec<String> {
    document
        .blocks
        .iter()
        .filter(|block| block.kind == kind)
        .map(|block| block.spans.iter().map(|span| span.of(&document.text)).collect())
        .collect()
}

fn strings(value: &Value) -> Vec<String> {
    let items = value.as_array().into_iter().flatten();
    items
        .map(|item| {
            let text = item.as_str().or_else(|| item["text"].as_str());
            text.expect("a text").to_owned()
        })
        .collect()
}

/// First and last code point of a document's blocks.
fn extent(document: &Document) -> Span {
    let spans = document.blocks.iter().flat_map(|block| &block.spans).copied();
    CharIndex::new(&document.text).to_chars(spans.reduce(Span::join).expect("blocks"))
}

#[test]
fn the_newspaper_page_is_split_as_its_gold_says() {
    let Some(shared) = shared() else { return };
    let page = shared.join("seed/newspaper-2024-03-14.txt");
    let gold: Value =
        serde_json::from_str(&std::fs::read_to_string(shared.join("gold/seed.segments.json")).expect("gold"))
            .expect("json");
    let (documents, told) =
        read_inputs(&[page.to_string_lossy().into_owned()], &Options { date: Some(jiff::civil::date(2024, 3, 14)) });
    assert!(told.is_empty(), "{told:?}");
    let segments = gold.as_array().expect("segments");
    assert_eq!(documents.len(), segments.len());
    for (number, (document, segment)) in documents.iter().zip(segments).enumerate() {
        assert_eq!(document.id.0, format!("newspaper-2024-03-14-{:02}", number + 1));
        let extent = extent(document);
        assert_eq!(segment["start_char"], extent.start, "{}", document.id);
        assert_eq!(segment["end_char"], extent.end, "{}", document.id);
        assert_eq!(strings(&segment["headline"]), words(document, BlockKind::Headline));
        assert_eq!(strings(&segment["subheads"]), words(document, BlockKind::Subhead));
        for byline in strings(&segment["byline"]) {
            let mut lines = words(document, BlockKind::Byline);
            lines.extend(words(document, BlockKind::Credit));
            let dateline = words(document, BlockKind::Paragraph)[..].first().cloned();
            assert!(
                lines.iter().any(|line| line.contains(&byline))
                    || dateline.is_some_and(|line| line.contains(&format!("记者{byline}"))),
                "{byline}"
            );
        }
        let column = segment["column"].as_str().map(str::to_owned);
        assert_eq!(words(document, BlockKind::Column), Vec::from_iter(column));
        let kind = if segment["kind"] == "caption" { BlockKind::Caption } else { BlockKind::Paragraph };
        let joined: Vec<String> = words(document, kind);
        let body = segment["body_text"].as_str().expect("body").replace("引发…面临", "引发\n面临");
        assert_eq!(joined.join("\n"), body, "{}", document.id);
    }
}

#[test]
fn every_break_of_the_page_is_decided_as_its_gold_says() {
    let Some(shared) = shared() else { return };
    let bytes = std::fs::read(shared.join("seed/newspaper-2024-03-14.txt")).expect("page");
    let gold: Value =
        serde_json::from_str(&std::fs::read_to_string(shared.join("gold/seed.segments.json")).expect("gold"))
            .expect("json");
    let (documents, _) = read_bytes("page.txt", Format::Text, bytes, &Options::default());
    let mut decisions = 0;
    for (document, segment) in documents.iter().zip(gold.as_array().expect("segments")) {
        let index = CharIndex::new(&document.text);
        for stop in segment["breaks"].as_array().expect("breaks") {
            let at = |key: &str| usize::try_from(stop[key].as_u64().expect("an offset")).expect("a small number");
            let (before, after) = (index.to_byte(at("offset")), index.to_byte(at("resume")));
            let joined = document
                .blocks
                .iter()
                .any(|block| block.spans.windows(2).any(|pair| pair[0].end == before && pair[1].start == after));
            assert_eq!(joined, stop["kind"] == "cut", "{stop}");
            decisions += 1;
        }
    }
    assert_eq!(decisions, 6);
}

/// A document as an outline: id, title, date, and each block with `‖` where a column break was joined.
fn outline(documents: &[Document]) -> String {
    let mut lines = Vec::new();
    for document in documents {
        let date = document.date.map_or_else(|| "-".to_owned(), |date| date.to_string());
        lines.push(format!("== {} · {} · {date}", document.id, document.title));
        for block in &document.blocks {
            let pieces: Vec<&str> = block.spans.iter().map(|span| span.of(&document.text)).collect();
            lines.push(format!("{:?}| {}", block.kind, pieces.join("‖")));
        }
    }
    lines.join("\n")
}

/// Every visible character of a page stands in one block at most.
fn no_overlap(documents: &[Document]) {
    let mut spans: Vec<Span> =
        documents.iter().flat_map(|document| &document.blocks).flat_map(|block| block.spans.clone()).collect();
    spans.sort();
    for pair in spans.windows(2) {
        assert!(pair[0].end <= pair[1].start, "{pair:?}");
    }
}

#[test]
fn pages_of_many_layouts_are_split_as_reviewed() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/cases/ingest/pages");
    let mut pages: Vec<PathBuf> = std::fs::read_dir(&folder)
        .expect("the cases")
        .map(|entry| entry.expect("a case").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "txt"))
        .collect();
    pages.sort();
    assert!(pages.len() >= 17);
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(&folder);
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| {
        for page in pages {
            let name = page.file_stem().expect("a name").to_string_lossy().into_owned();
            let bytes = std::fs::read(&page).expect("a page");
            let (documents, told) = read_bytes(&format!("{name}.txt"), Format::Text, bytes, &Options::default());
            assert!(told.is_empty(), "{name}: {told:?}");
            no_overlap(&documents);
            insta::assert_snapshot!(name, outline(&documents));
        }
    });
}
