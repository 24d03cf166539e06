//! Rows enter; the files for Neo4j leave: two tables and the ways to load them.
//!
//! `nodes.csv` and `edges.csv` are what `neo4j-admin database import full` reads into an empty database; `load.cypher` reads
//! the same files into a running one, and may be run again: it merges by key.
//! Promise: labels and types in the script come from the closed lists of classes and properties, never from a document.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use super::csv;
use super::rows::{Column, Rows};

pub(super) fn files(rows: &Rows) -> BTreeMap<String, String> {
    BTreeMap::from([
        ("nodes.csv".to_owned(), csv::nodes(rows)),
        ("edges.csv".to_owned(), csv::edges(rows)),
        ("load.cypher".to_owned(), script(rows)),
    ])
}

fn script(rows: &Rows) -> String {
    let mut text = String::from(
        "// Loads nodes.csv and edges.csv, copied to Neo4j's import folder, into a running database (Neo4j 5.23 or newer):\n\
         //     cypher-shell -f load.cypher\n\
         // Into an empty one, faster:\n\
         //     neo4j-admin database import full --nodes=nodes.csv --relationships=edges.csv\n\
         // Every node has the label WenmaiNode here, so that it is found by its key.\n\
         CREATE CONSTRAINT wenmai_key IF NOT EXISTS FOR (n:WenmaiNode) REQUIRE n.id IS UNIQUE;\n",
    );
    let classes: BTreeSet<(&str, &str)> = rows.nodes.iter().map(|node| (node.general, node.class)).collect();
    for (general, class) in classes {
        let labels = if general == class { general.to_owned() } else { format!("{general}:{class}") };
        let _ = write!(
            text,
            "\nLOAD CSV WITH HEADERS FROM 'file:///nodes.csv' AS row\n\
             WITH row WHERE row.class = '{class}'\n\
             CALL (row) {{\n  MERGE (n:WenmaiNode {{id: row.`id:ID`}})\n  SET n:{labels}, n.label = coalesce(row.label, '')"
        );
        for (name, column) in rows.node_columns {
            let _ = write!(text, ",\n    n.`{name}` = {}", value(name, *column));
        }
        text.push_str("\n} IN TRANSACTIONS OF 10000 ROWS;\n");
    }
    let properties: BTreeSet<&str> = rows.edges.iter().map(|edge| edge.property).collect();
    for property in properties {
        let _ = write!(
            text,
            "\nLOAD CSV WITH HEADERS FROM 'file:///edges.csv' AS row\n\
             WITH row WHERE row.`:TYPE` = '{property}'\n\
             CALL (row) {{\n  MATCH (a:WenmaiNode {{id: row.`:START_ID`}})\n  MATCH (b:WenmaiNode {{id: row.`:END_ID`}})\n  \
             MERGE (a)-[r:{property} {{class: row.class}}]->(b)\n  SET r.id = row.id"
        );
        for (name, column) in rows.edge_columns.iter().filter(|(name, _)| *name != "class") {
            let _ = write!(text, ",\n    r.`{name}` = {}", value(name, *column));
        }
        text.push_str("\n} IN TRANSACTIONS OF 10000 ROWS;\n");
    }
    text
}

/// The cell as its type; an empty cell is null, which sets nothing.
fn value(name: &str, column: Column) -> String {
    let cell = match column {
        Column::Text => format!("row.`{name}`"),
        Column::Texts => format!("row.`{name}:string[]`"),
        Column::Int => format!("row.`{name}:int`"),
        Column::Float => format!("row.`{name}:double`"),
        Column::Date => format!("row.`{name}:date`"),
    };
    match column {
        Column::Text => cell,
        Column::Texts => format!("split({cell}, ';')"),
        Column::Int => format!("toInteger({cell})"),
        Column::Float => format!("toFloat({cell})"),
        Column::Date => format!("date({cell})"),
    }
}
