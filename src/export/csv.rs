//! Rows enter; CSV tables leave: RFC 4180 with line feeds.
//!
//! `nodes` and `edges` bear the headers of Neo4j's import
//! (<https://neo4j.com/docs/operations-manual/current/import/>), `edge_list` is for reading by people and spreadsheets.
//! Promise: one line for each row: line ends inside a cell become spaces, and in lists `;` becomes `；`.

use super::rows::{Column, EDGE_COLUMNS, NODE_COLUMNS, Rows, Value};

/// The nodes.
pub(super) fn nodes(rows: &Rows) -> String {
    let mut header = vec!["id:ID".to_owned(), "label".to_owned(), ":LABEL".to_owned()];
    header.extend(typed(&NODE_COLUMNS));
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
    header.extend(typed(&EDGE_COLUMNS));
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
    header.extend(EDGE_COLUMNS.map(|(name, _)| name.to_owned()));
    let mut table = line(&header);
    for edge in &rows.edges {
        let (source, target) = (&rows.nodes[edge.source], &rows.nodes[edge.target]);
        let mut cells = vec![
            source.key.clone(),
            source.label.clone(),
            edge.property.to_owned(),
            target.key.clone(),
            target.label.clone(),
        ];
        cells.extend(edge.values.iter().map(cell));
        table.push_str(&line(&cells));
    }
    table
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

fn cell(value: &Value) -> String {
    match value {
        Value::Texts(texts) => texts.iter().map(|text| text.replace(';', "；")).collect::<Vec<_>>().join(";"),
        value => value.words(";").unwrap_or_default(),
    }
}

fn line(cells: &[String]) -> String {
    let cells: Vec<String> = cells
        .iter()
        .map(|cell| {
            let flat = cell.replace("\r\n", " ").replace(['\r', '\n'], " ");
            // Spaces at the ends survive only inside quotation marks.
            if flat.contains(['"', ',']) || flat.trim() != flat {
                format!("\"{}\"", flat.replace('"', "\"\""))
            } else {
                flat
            }
        })
        .collect();
    format!("{}\n", cells.join(","))
}
