//! Rows enter; CSV tables leave: RFC 4180 with line feeds.
//!
//! `nodes` and `edges` bear the headers of Neo4j's import
//! (<https://neo4j.com/docs/operations-manual/current/import/>), `edge_list` is for reading by people and spreadsheets.
//! Promise: one line for each row: line ends inside a cell become spaces, and in lists `;` becomes `；`. A backslash before a
//! quotation mark or at the end of a quoted cell becomes `＼`: `LOAD CSV` takes `\"` for a mark within the cell.
//! In the tables, which databases read, words stay as they are. In the edge list, which spreadsheets open, words that a
//! spreadsheet would run as a formula get an apostrophe before them.

use super::rows::{Column, Rows, Value};

/// The nodes.
pub(super) fn nodes(rows: &Rows) -> String {
    let mut header = vec!["id:ID".to_owned(), "label".to_owned(), ":LABEL".to_owned()];
    header.extend(typed(rows.node_columns));
    let mut table = line(&header);
    for node in &rows.nodes {
        let labels =
            if node.general == node.class { node.class.to_owned() } else { format!("{};{}", node.general, node.class) };
        let mut cells = vec![node.key.clone(), node.label.clone(), labels];
        cells.extend(node.values.iter().map(cell));
        table.push_str(&line(&cells));
    }
    table
}

/// The edges.
pub(super) fn edges(rows: &Rows) -> String {
    let mut header: Vec<String> = [":START_ID", ":END_ID", ":TYPE", "id"].map(str::to_owned).to_vec();
    header.extend(typed(rows.edge_columns));
    let mut table = line(&header);
    for edge in &rows.edges {
        let mut cells = vec![
            rows.nodes[edge.source].key.clone(),
            rows.nodes[edge.target].key.clone(),
            edge.property.to_owned(),
            edge.id.clone(),
        ];
        cells.extend(edge.values.iter().map(cell));
        table.push_str(&line(&cells));
    }
    table
}

/// The edges with the labels of their ends.
pub(super) fn edge_list(rows: &Rows) -> String {
    let mut header: Vec<String> =
        ["source", "sourceLabel", "property", "target", "targetLabel"].map(str::to_owned).to_vec();
    header.extend(rows.edge_columns.iter().map(|(name, _)| (*name).to_owned()));
    let mut table = line(&header);
    for edge in &rows.edges {
        let (source, target) = (&rows.nodes[edge.source], &rows.nodes[edge.target]);
        let mut cells = vec![
            source.key.clone(),
            inert(&source.label),
            edge.property.to_owned(),
            target.key.clone(),
            inert(&target.label),
        ];
        cells.extend(edge.values.iter().map(|value| match value {
            Value::Text(_) | Value::Texts(_) => inert(&cell(value)),
            _ => cell(value),
        }));
        table.push_str(&line(&cells));
    }
    table
}

/// The words, with an apostrophe before them where a spreadsheet would run them.
fn inert(words: &str) -> String {
    let runs = words.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']);
    if runs { format!("'{words}") } else { words.to_owned() }
}

fn typed(columns: &[(&str, Column)]) -> Vec<String> {
    columns
        .iter()
        .map(|(name, column)| match column {
            Column::Text => (*name).to_owned(),
            Column::Texts => format!("{name}:string[]"),
            Column::Int => format!("{name}:int"),
            Column::Float => format!("{name}:double"),
            Column::Date => format!("{name}:date"),
        })
        .collect()
}

pub(super) fn cell(value: &Value) -> String {
    match value {
        Value::Texts(texts) => texts.iter().map(|text| text.replace(';', "；")).collect::<Vec<_>>().join(";"),
        value => value.words(";").unwrap_or_default(),
    }
}

pub(super) fn line(cells: &[String]) -> String {
    let cells: Vec<String> = cells
        .iter()
        .map(|cell| {
            let flat = cell.replace("\r\n", " ").replace(['\r', '\n'], " ");
            // Spaces at the ends survive only inside quotation marks.
            if flat.contains(['"', ',']) || flat.trim() != flat {
                let flat = flat.replace("\\\"", "＼\"");
                let flat = flat.strip_suffix('\\').map_or_else(|| flat.clone(), |rest| format!("{rest}＼"));
                format!("\"{}\"", flat.replace('"', "\"\""))
            } else {
                flat
            }
        })
        .collect();
    format!("{}\n", cells.join(","))
}
