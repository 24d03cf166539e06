//! Reading files: pages, encodings, bad input, and the newspaper page of the shared folder.

use std::path::PathBuf;

use serde_json::Value;
use wenmai::ingest::{Format, Options, read_bytes, read_inputs};
use wenmai::model::{BlockKind, Document, Span};
use wenmai::text::CharIndex;

/// The folder with the newspaper page and its gold; `None` where this machine has none.
#[allow(clippy::print_stderr, reason = "a skipped test says so")]
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

fn read_text(name: &str, format: Format, text: &str) -> (Vec<Document>, Vec<String>) {
    let (documents, told) = read_bytes(name, format, text.as_bytes().to_vec(), &Options::default());
    (documents, told.iter().map(ToString::to_string).collect())
}

#[test]
fn json_lines_keep_their_ids_and_their_text() {
    let lines = concat!(
        "\u{feff}{\"id\":\"a-1\",\"date\":\"2024-03-13\",\"title\":\"新桥通车\",\"text\":\"东岭县新桥13日通车。\\n本报记者 王甲\",\"publisher\":\"东岭日报\"}\n",
        "\n",
        "{\"id\":7,\"date\":null,\"title\":\"\",\"text\":\"春耕正忙\\n东岭县春耕正忙，农机下田。\\n(记者 王甲)\"}\n",
        "{\"date\":\"\",\"title\":null,\"text\":\"央视网消息（新闻联播）：东岭县新桥通车。\"}\n",
    );
    let (documents, told) = read_text("in/news.jsonl", Format::Jsonl, lines);
    assert_eq!(told, Vec::<String>::new());
    let ids: Vec<&str> = documents.iter().map(|document| document.id.0.as_str()).collect();
    assert_eq!(ids, ["a-1", "7", "news-4"]);
    assert_eq!(&*documents[0].text, "新桥通车\n东岭县新桥13日通车。\n本报记者 王甲");
    assert_eq!(&*documents[1].text, "\n春耕正忙\n东岭县春耕正忙，农机下田。\n(记者 王甲)");
    assert_eq!(documents[0].publisher.as_deref(), Some("东岭日报"));
    insta::assert_snapshot!(outline(&documents), @r"
    == a-1 · 新桥通车 · 2024-03-13
    Headline| 新桥通车
    Paragraph| 东岭县新桥13日通车。
    Byline| 本报记者 王甲
    == 7 · 春耕正忙 · -
    Headline| 春耕正忙
    Paragraph| 东岭县春耕正忙，农机下田。
    Byline| (记者 王甲)
    == news-4 ·  · -
    Paragraph| 央视网消息（新闻联播）：东岭县新桥通车。
    ");
}

#[test]
fn bad_input_is_told_with_its_place_and_the_rest_is_read() {
    let mut bytes = concat!(
        "{\"id\":\"a\",\"text\":\"新桥通车。\"}\n",
        "{\"id\":\"b\",\"text\":\n",
        "{\"id\":\"c\",\"title\":\"只有标题\"}\n",
        "{\"id\":\"d\",\"date\":\"三月\",\"text\":\"新桥通车。\"}\n",
        "{\"id\":\"a\",\"text\":\"老桥拆除。\"}\n",
        "{\"id\":\"a\",\"text\":\"新桥通车。\"}\n",
    )
    .as_bytes()
    .to_vec();
    bytes.extend(b"{\"id\":\"e\",\"text\":\"\xff\xff\xff\"}\n");
    bytes.extend("{\"id\":\"f\",\"text\":\"春耕正忙。\"}".as_bytes());
    let (documents, told) = read_bytes("bad.jsonl", Format::Jsonl, bytes, &Options::default());
    let ids: Vec<&str> = documents.iter().map(|document| document.id.0.as_str()).collect();
    assert_eq!(ids, ["a", "f"]);
    let told: Vec<String> = told.iter().map(ToString::to_string).collect();
    insta::assert_snapshot!(told.join("\n"));
}

#[test]
fn markdown_is_read_without_its_markup() {
    let text = "---\ntitle: \"东岭县新桥通车\"\ndate: 2024-03-13\npublisher: 东岭日报\n---\n\n# 东岭县新桥通车\n\n本报记者 王甲\n\n**东岭县**的[新桥](https://example.org/a)今天\n通车，见![图](a.png)。\n\n## 桥的故事\n\n> “等了十年。”村民`李乙`说。\n\n- 全长2.1公里\n- 双向四车道\n\n```\nlet x = 1;\n```\n\n| 列 |\n|---|\nuse Rust\nevery day\n";
    let (documents, told) = read_text("a/bridge.md", Format::Markdown, text);
    assert_eq!(told, Vec::<String>::new());
    assert_eq!(&*documents[0].text, text);
    insta::assert_snapshot!(outline(&documents));
    let reading = wenmai::text::read(&documents[0]);
    assert!(reading.text.contains("东岭县的新桥今天通车，见。\n"), "{}", reading.text);
    assert!(reading.text.contains("use Rust every day\n"), "{}", reading.text);
}

#[test]
fn a_web_page_gives_its_article() {
    let paragraph = "东岭县新桥今天通车，两岸居民来往只要五分钟。施工方说，大桥全长2.1公里，建设历时三年。";
    let page = format!(
        "<html><head><title>东岭县新桥通车_东岭网</title><meta name=\"publishdate\" content=\"2024-03-13\"><meta name=\"source\" content=\"东岭日报\"></head><body><div class=\"nav\"><a href=\"/\">首页</a> <a href=\"/b\">频道</a></div><article><h1>东岭县新桥通车</h1><p>本报讯 {paragraph}</p><p>{paragraph}</p><p>“等了十年。”村民李乙说。{paragraph}</p></article><div class=\"footer\">版权所有</div></body></html>"
    );
    let (gb, _, _) = encoding_rs::GB18030.encode(&page);
    let (documents, told) = read_bytes("web/bridge.html", Format::Html, gb.into_owned(), &Options::default());
    assert!(told.is_empty(), "{told:?}");
    let document = &documents[0];
    assert!(document.text.starts_with("东岭县新桥通车\n本报讯 "), "{}", document.text);
    assert_eq!(document.date, Some(jiff::civil::date(2024, 3, 13)));
    assert_eq!(document.publisher.as_deref(), Some("东岭日报"));
    assert!(!document.text.contains("版权所有") && !document.text.contains("首页"), "{}", document.text);
    assert_eq!(words(document, BlockKind::Headline), ["东岭县新桥通车"]);
    assert_eq!(words(document, BlockKind::Paragraph).len(), 3);
}

#[test]
fn folders_are_walked_in_order_and_each_file_is_read_once() {
    use std::io::Write as _;
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name);
    std::fs::create_dir(at("b")).expect("a folder");
    std::fs::write(at("b/two.txt"), "新桥通车\n\n东岭县新桥通车。\n").expect("a file");
    std::fs::write(at("a.txt"), "\u{feff}老桥拆除\n\n东岭县老桥拆除。\n").expect("a file");
    std::fs::write(at(".hidden.txt"), "看不见。").expect("a file");
    std::fs::write(at("notes.pdf"), "no text").expect("a file");
    std::fs::write(at("empty.txt"), "\n\n").expect("a file");
    let packed = std::fs::File::create(at("c.jsonl.gz")).expect("a file");
    let mut packed = flate2::write::GzEncoder::new(packed, flate2::Compression::default());
    packed.write_all("{\"id\":\"c\",\"text\":\"春耕正忙。\"}\n".as_bytes()).expect("written");
    packed.finish().expect("written");

    let name = |path: PathBuf| path.to_string_lossy().into_owned();
    let options = Options { date: Some(jiff::civil::date(2024, 3, 14)) };
    let inputs = [name(at("b/two.txt")), name(folder.path().to_path_buf()), name(at("missing.txt"))];
    let (documents, told) = read_inputs(&inputs, &options);
    let mut reversed = inputs.to_vec();
    reversed.reverse();
    assert_eq!(read_inputs(&reversed, &options).0, documents);
    let ids: Vec<&str> = documents.iter().map(|document| document.id.0.as_str()).collect();
    assert_eq!(ids, ["a", "two", "c"]);
    assert!(documents.iter().all(|document| document.date == options.date));
    assert!(!documents[0].text.starts_with('\u{feff}'));
    assert_eq!(documents[1].sha256.len(), 64);
    let told: Vec<String> =
        told.iter().map(|told| told.to_string().replace(&name(folder.path().to_path_buf()), "DIR")).collect();
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(told[0].starts_with("error: DIR/missing.txt: "), "{told:?}");
    assert!(told[1].starts_with("warning: DIR/empty.txt: holds no text"), "{told:?}");
}

#[test]
fn articles_of_a_page_share_its_text_and_reading_them_maps_back() {
    let Some(shared) = shared() else { return };
    let bytes = std::fs::read(shared.join("seed/newspaper-2024-03-14.txt")).expect("page");
    let options = Options { date: Some(jiff::civil::date(2024, 3, 14)) };
    let (documents, _) = read_bytes("page.txt", Format::Text, bytes, &options);
    for document in &documents {
        assert!(std::sync::Arc::ptr_eq(&document.text, &documents[0].text));
        let reading = wenmai::text::read(document);
        for (offset, c) in reading.text.char_indices().filter(|&(_, c)| c != '\n') {
            let source = reading.source(Span::new(offset, offset + c.len_utf8()));
            assert_eq!(source.of(&document.text).chars().count(), 1);
        }
        let dated = [0, 2].contains(&documents.iter().position(|other| other == document).expect("itself"));
        let anchor = if dated { 13 } else { 14 };
        assert_eq!(reading.date, Some(jiff::civil::date(2024, 3, anchor)), "{}", document.id);
    }
    let lengths: Vec<usize> = documents.iter().map(|document| wenmai::text::read(document).sentences.len()).collect();
    assert!(lengths.iter().all(|&sentences| sentences > 0), "{lengths:?}");
}

#[test]
fn the_corpus_is_read_whole() {
    let Some(shared) = shared() else { return };
    let corpus = shared.join("corpus/xwlb-2022-2025.articles.jsonl.gz").to_string_lossy().into_owned();
    let web = shared.join("gold/web.articles.jsonl").to_string_lossy().into_owned();
    let mut read = 0;
    for outcome in wenmai::ingest::documents(&[corpus, web], &Options::default()) {
        let document = outcome.unwrap_or_else(|told| panic!("{told}"));
        // No line is lost but the marks of a page, and none is in two blocks.
        no_overlap(std::slice::from_ref(&document));
        let kept: usize = document
            .blocks
            .iter()
            .flat_map(|block| &block.spans)
            .map(|span| span.of(&document.text).chars().filter(|c| !c.is_whitespace()).count())
            .sum();
        let all = document.text.chars().filter(|c| !c.is_whitespace()).count();
        assert!(kept + 40 >= all, "{}: {kept} of {all}", document.id);
        read += 1;
    }
    assert!(read > 80, "{read}");
}
