//! Rows enter; the files for Ladybug (before: Kùzu) leave: a table for each class of nodes and each kind of edge.
//!
//! `schema.cypher` makes the tables, `load.cypher` copies the CSV files into them; both are run in the folder. A node table is
//! a general class (Person, Event, …) with the finest class as a column; an edge table is a property, with one file for each
//! pair of classes that it joins.
//! Promise: names of tables and files come from the closed lists of classes and properties. Lists are cells whose parts are
//! parted by `;`. An empty cell is null; a label that is empty is a label.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::csv::{cell, line};
use super::rows::{Column, Columns, Rows, Value};

pub(super) fn files(rows: &Rows) -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    let mut schema = String::from("// Makes the tables; then run load.cypher.\n");
    let mut load =
        String::from("// Fills the tables that schema.cypher makes; paths are from the folder of this file.\n");
    let options = "(HEADER=true, PARALLEL=false, ESCAPE='\"')";

    let mut nodes: BTreeMap<&str, String> = BTreeMap::new();
    for node in &rows.nodes {
        let table = nodes.entry(node.general).or_insert_with(|| header(&["id", "label"], rows.node_columns));
        let first = [node.key.clone(), node.label.clone()];
        table.push_str(&line(&first.into_iter().chain(node.values.iter().map(scalar)).collect::<Vec<_>>()));
    }
    for (general, table) in nodes {
        let columns = declared(rows.node_columns);
        let _ = writeln!(
            schema,
            "CREATE NODE TABLE `{general}`(`id` STRING, `label` STRING, {columns}, PRIMARY KEY(`id`));"
        );
        let _ = writeln!(load, "COPY `{general}` FROM '{general}.csv' {options};");
        files.insert(format!("{general}.csv"), table);
    }

    let mut edges: BTreeMap<&str, BTreeMap<(&str, &str), String>> = BTreeMap::new();
    for edge in &rows.edges {
        let (source, target) = (&rows.nodes[edge.source], &rows.nodes[edge.target]);
        let tables = edges.entry(edge.property).or_default();
        let table = tables
            .entry((source.general, target.general))
            .or_insert_with(|| header(&["source", "target", "id"], rows.edge_columns));
        let first = [source.key.clone(), target.key.clone(), edge.id.clone()];
        table.push_str(&line(&first.into_iter().chain(edge.values.iter().map(scalar)).collect::<Vec<_>>()));
    }
    for (property, tables) in edges {
        let ends: Vec<String> = tables.keys().map(|(from, to)| format!("FROM `{from}` TO `{to}`")).collect();
        let columns = declared(rows.edge_columns);
        // A node table may bear the name already (Position, position): names of edge tables are told apart by an ending.
        let name = table_name(property);
        let _ = writeln!(schema, "CREATE REL TABLE `{name}`({}, `id` STRING, {columns});", ends.join(", "));
        for ((from, to), table) in tables {
            let file = format!("{name}.{from}.{to}.csv");
            let _ = writeln!(load, "COPY `{name}` FROM '{file}' (from='{from}', to='{to}', {};", &options[1..]);
            files.insert(file, table);
        }
    }
    files.insert("schema.cypher".to_owned(), schema);
    files.insert("load.cypher".to_owned(), load);
    files
}

/// The property, with `Of` after it where a class has the same name but for case: `positionOf`, `policyOf`.
fn table_name(property: &str) -> String {
    let same = crate::graph::Class::ALL.iter().any(|class| class.general().eq_ignore_ascii_case(property));
    if same { format!("{property}Of") } else { property.to_owned() }
}

fn header(first: &[&str], columns: Columns) -> String {
    line(&first.iter().copied().chain(columns.iter().map(|(name, _)| *name)).map(str::to_owned).collect::<Vec<_>>())
}

fn declared(columns: Columns) -> String {
    let kind = |column: &Column| match column {
        Column::Text | Column::Texts => "STRING",
        Column::Int => "INT64",
        Column::Float => "DOUBLE",
        Column::Date => "DATE",
    };
    columns.iter().map(|(name, column)| format!("`{name}` {}", kind(column))).collect::<Vec<_>>().join(", ")
}

fn scalar(value: &Value) -> String {
    cell(value)
}
