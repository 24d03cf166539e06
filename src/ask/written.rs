//! Writes an answer for people: a table with its evidence, CSV, Markdown.

use std::fmt::Write as _;

use serde_json::Value;

use super::answer::Answer;
use crate::query::grid;

/// How an answer is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// Aligned columns, a Chinese character two wide, then the sentences that prove each row, with the cells of the row
    /// marked in them.
    Table {
        /// Columns of the screen.
        width: Option<u16>,
        /// Marks by colour instead of 【】.
        colour: bool,
    },
    /// Comma-separated values with a line of names (RFC 4180), the first sentence of evidence in the last columns.
    Csv,
    /// A table of Markdown with footnotes.
    Markdown,
}

/// The answer as text, ended by a line break; `evidence` is the most sentences for a row.
pub fn written(answer: &Answer, style: Style, evidence: usize) -> String {
    if answer.rows.is_empty() && style != Style::Csv {
        return if answer.language == "zh" { "没有找到。\n" } else { "Nothing found.\n" }.to_owned();
    }
    match style {
        Style::Table { width, colour } => table(answer, width, colour, evidence),
        Style::Csv => csv(answer),
        Style::Markdown => markdown(answer, evidence),
    }
}

fn cell(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn table(answer: &Answer, width: Option<u16>, colour: bool, evidence: usize) -> String {
    let header: Vec<String> = std::iter::once("#".to_owned()).chain(answer.columns.iter().cloned()).collect();
    let rows =
        answer.rows.iter().enumerate().map(|(index, row)| {
            std::iter::once((index + 1).to_string()).chain(row.iter().map(cell)).collect::<Vec<_>>()
        });
    let mut out = grid(&header, rows, width);
    out.push('\n');
    for (index, passages) in answer.evidence.iter().enumerate() {
        for passage in passages.iter().take(evidence) {
            let date = passage.date.as_deref().unwrap_or("–");
            let marks = if colour { ("\u{1b}[1;33m", "\u{1b}[0m") } else { ("【", "】") };
            let quote = marked(&passage.quote.replace('\n', ""), &answer.rows[index], marks);
            let _ = writeln!(
                out,
                "[{}] “{quote}”\n    {} · {date} · {}–{}",
                index + 1,
                passage.document,
                passage.start,
                passage.end
            );
        }
        if passages.len() > evidence && evidence > 0 {
            let _ = writeln!(out, "    … +{}", passages.len() - evidence);
        }
    }
    out
}

/// The quote with the cells of the row marked in it, the longest first; a cell that is the quote itself is not marked.
fn marked(quote: &str, row: &[Value], (open, close): (&str, &str)) -> String {
    let mut cells: Vec<String> = row.iter().map(cell).filter(|cell| cell.chars().count() > 1).collect();
    cells.sort_by_key(|cell| std::cmp::Reverse(cell.len()));
    let mut spans: Vec<(usize, usize)> = Vec::new();
    for cell in cells.iter().filter(|cell| cell.len() * 2 < quote.len()) {
        for (at, found) in quote.match_indices(cell.as_str()) {
            let end = at + found.len();
            if spans.iter().all(|(from, to)| end <= *from || at >= *to) {
                spans.push((at, end));
            }
        }
    }
    spans.sort_unstable();
    let mut out = String::new();
    let mut from = 0;
    for (at, end) in spans {
        let _ = write!(out, "{}{open}{}{close}", &quote[from..at], &quote[at..end]);
        from = end;
    }
    out + &quote[from..]
}

fn csv(answer: &Answer) -> String {
    let field = |field: &str| {
        if field.contains(['"', ',', '\n', '\r']) {
            format!("\"{}\"", field.replace('"', "\"\""))
        } else {
            field.to_owned()
        }
    };
    let mut out = String::new();
    let mut line = |fields: &mut dyn Iterator<Item = String>| {
        out.push_str(&fields.map(|text| field(&text)).collect::<Vec<_>>().join(","));
        out.push_str("\r\n");
    };
    let proof = ["document", "date", "quote"].map(|name| format!("evidence_{name}"));
    line(&mut answer.columns.iter().cloned().chain(proof));
    for (row, passages) in answer.rows.iter().zip(&answer.evidence) {
        let first = passages.first();
        let proof = [
            first.map(|passage| passage.document.clone()),
            first.and_then(|passage| passage.date.clone()),
            first.map(|passage| passage.quote.clone()),
        ];
        line(&mut row.iter().map(cell).chain(proof.into_iter().map(Option::unwrap_or_default)));
    }
    out
}

fn markdown(answer: &Answer, evidence: usize) -> String {
    let escape = |text: &str| text.replace('\\', "\\\\").replace('|', "\\|").replace(['\n', '\r'], " ");
    let mut out = format!("| {} | |\n", answer.columns.iter().map(|name| escape(name)).collect::<Vec<_>>().join(" | "));
    let _ = writeln!(out, "|{}", " --- |".repeat(answer.columns.len() + 1));
    for (index, row) in answer.rows.iter().enumerate() {
        let cells = row.iter().map(|value| escape(&cell(value))).collect::<Vec<_>>().join(" | ");
        let notes = (0..answer.evidence[index].len().min(evidence)).map(|n| format!("[^{}-{}]", index + 1, n + 1));
        let _ = writeln!(out, "| {cells} | {} |", notes.collect::<String>());
    }
    out.push('\n');
    for (index, passages) in answer.evidence.iter().enumerate() {
        for (n, passage) in passages.iter().take(evidence).enumerate() {
            let date = passage.date.as_deref().unwrap_or("–");
            let quote = marked(&passage.quote.replace('\n', ""), &answer.rows[index], ("**", "**"));
            let _ = writeln!(
                out,
                "[^{}-{}]: “{quote}” — {}, {date}, {}–{}",
                index + 1,
                n + 1,
                passage.document,
                passage.start,
                passage.end
            );
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_marked_once() {
        let row = [Value::from("云帆科技"), Value::from("云帆"), Value::Null];
        let quote = "林远航来到云帆科技，云帆发展很快。";
        assert_eq!(marked(quote, &row, ("【", "】")), "林远航来到【云帆科技】，【云帆】发展很快。");
    }
}
