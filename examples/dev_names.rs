//! temp
use std::io::{BufRead, Write};
use wenmai::knowledge::Knowledge;
use wenmai::model::{Block, BlockKind, Document, DocumentId, Span};
fn main() {
    let out = std::io::stdout();
    let mut out = out.lock();
    let t = std::time::Instant::now();
    let k = Knowledge::embedded();
    eprintln!("load {:?}", t.elapsed());
    for line in std::io::stdin().lock().lines() {
        let v: serde_json::Value = serde_json::from_str(&line.unwrap()).unwrap();
        let raw = format!("{}\n{}", v["title"].as_str().unwrap_or(""), v["text"].as_str().unwrap_or(""));
        let mut blocks = vec![];
        let mut at = 0;
        for l in raw.split_inclusive('\n') {
            let body = l.trim_end_matches('\n');
            if !body.trim().is_empty() {
                let kind = if at == 0 {
                    BlockKind::Headline
                } else if body.contains('摄') && body.chars().count() < 15 {
                    BlockKind::Credit
                } else if body.starts_with("本报记者") || body.chars().count() <= 3 {
                    BlockKind::Byline
                } else {
                    BlockKind::Paragraph
                };
                blocks.push(Block { kind, spans: vec![Span::new(at, at + body.len())] });
            }
            at += l.len();
        }
        let document = Document {
            id: DocumentId("x".into()),
            source: String::new(),
            title: String::new(),
            date: None,
            publisher: None,
            url: None,
            text: raw.as_str().into(),
            sha256: String::new(),
            blocks,
        };
        let reading = wenmai::text::read(&document);
        let a = wenmai::extract::annotate(&reading, k);
        let ents: Vec<_> = a.entities.iter().enumerate().map(|(i, e)| serde_json::json!({"id": format!("e{i}"), "type": e.entity_type.name(), "kind": e.kind.map(|k| k.name()), "label": e.label, "names": e.names, "reason": a.mentions[e.mentions[0]].reason})).collect();
        let pos: Vec<_> = a.positions.iter().map(|p| p.span.of(&reading.text)).collect();
        writeln!(out, "{}", serde_json::json!({"id": v["id"], "entities": ents, "facts": [], "positions": pos}))
            .unwrap();
    }
}
