//! temp
use std::io::{BufRead, Write};
use wenmai::knowledge::Knowledge;
use wenmai::model::{BlockKind, Span};
use wenmai::text::{ReadBlock, Reading, Sentence};
fn main() {
    let out = std::io::stdout();
    let mut out = out.lock();
    let t = std::time::Instant::now();
    let k = Knowledge::embedded();
    eprintln!("load {:?}", t.elapsed());
    for line in std::io::stdin().lock().lines() {
        let v: serde_json::Value = serde_json::from_str(&line.unwrap()).unwrap();
        let raw = format!("{}\n{}", v["title"].as_str().unwrap_or(""), v["text"].as_str().unwrap_or(""));
        let cs: Vec<char> = raw.chars().collect();
        let mut text = String::new();
        for (i, c) in cs.iter().enumerate() {
            let num =
                i > 0 && i + 1 < cs.len() && cs[i - 1].is_ascii_alphanumeric() && cs[i + 1].is_ascii_alphanumeric();
            text.push(match c {
                ',' if !num => '，',
                ':' if !num => '：',
                ';' if !num => '；',
                '?' => '？',
                '!' => '！',
                '(' => '（',
                ')' => '）',
                '\u{3000}' => ' ',
                c if ('０'..='９').contains(c) || ('Ａ'..='Ｚ').contains(c) || ('ａ'..='ｚ').contains(c) => {
                    char::from_u32(*c as u32 - 0xFEE0).unwrap()
                }
                c => *c,
            });
        }
        text.push('\n');
        let (mut blocks, mut sentences) = (vec![], vec![]);
        let mut at = 0;
        for l in text.split_inclusive('\n') {
            let body = l.trim_end_matches('\n');
            if !body.is_empty() {
                let kind = if at == 0 {
                    BlockKind::Headline
                } else if body.contains('摄') && body.chars().count() < 15 {
                    BlockKind::Credit
                } else if body.starts_with("本报记者") || body.chars().count() <= 3 {
                    BlockKind::Byline
                } else {
                    BlockKind::Paragraph
                };
                blocks.push(ReadBlock { kind, span: Span::new(at, at + body.len()) });
                let mut s = at;
                for p in body.split_inclusive(['。', '！', '？']) {
                    sentences.push(Sentence { span: Span::new(s, s + p.len()), block: blocks.len() - 1 });
                    s += p.len();
                }
            }
            at += l.len();
        }
        let reading = Reading { text, blocks, sentences, date: None, published: None };
        let a = wenmai::extract::annotate(&reading, k);
        let ents: Vec<_> = a.entities.iter().enumerate().map(|(i, e)| serde_json::json!({"id": format!("e{i}"), "type": e.entity_type.name(), "kind": e.kind.map(|k| k.name()), "label": e.label, "names": e.names, "reason": a.mentions[e.mentions[0]].reason})).collect();
        let pos: Vec<_> = a.positions.iter().map(|p| p.span.of(&reading.text)).collect();
        writeln!(out, "{}", serde_json::json!({"id": v["id"], "entities": ents, "facts": [], "positions": pos}))
            .unwrap();
    }
}
