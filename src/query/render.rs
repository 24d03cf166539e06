//! Writes a table of terms for people and programs.

use comfy_table::{ContentArrangement, Table as Grid, presets};
use oxigraph::model::Term;
use serde_json::{Map, Value};

use super::Table;

/// How a table is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Format {
    /// Aligned columns; a Chinese character takes two.
    #[default]
    Table,
    /// Comma-separated values with a line of names (RFC 4180).
    Csv,
    /// An array of objects.
    Json,
}

/// The table as text, ended by a line break. `width` is that of the screen, for [`Format::Table`] alone.
pub fn render(table: &Table, format: Format, width: Option<u16>) -> String {
    match format {
        Format::Table => aligned(table, width),
        Format::Csv => csv(table),
        Format::Json => json(table),
    }
}

/// A term in words: the text of a literal, the IRI of a node.
pub fn term_text(term: &Term) -> String {
    match term {
        Term::NamedNode(node) => node.as_str().to_owned(),
        Term::Literal(literal) => literal.value().to_owned(),
        Term::BlankNode(node) => node.to_string(),
    }
}

fn cells(row: &[Option<Term>]) -> impl Iterator<Item = String> + '_ {
    row.iter().map(|cell| cell.as_ref().map(term_text).unwrap_or_default())
}

fn aligned(table: &Table, width: Option<u16>) -> String {
    grid(&table.columns, table.rows.iter().map(|row| cells(row).collect()), width)
}

/// Rows under a header in aligned columns; a Chinese character takes two places. `width` is that of the screen.
pub fn grid(header: &[String], rows: impl Iterator<Item = Vec<String>>, width: Option<u16>) -> String {
    let mut grid = Grid::new();
    grid.force_no_tty().load_style(presets::UTF8_HORIZONTAL_ONLY).set_header(header);
    if let Some(width) = width {
        grid.set_content_arrangement(ContentArrangement::Dynamic).set_width(width);
    }
    for row in rows {
        grid.add_row(row);
    }
    let lines: Vec<String> = grid.to_string().lines().map(|line| line.trim_end().to_owned()).collect();
    lines.join("\n") + "\n"
}

fn csv(table: &Table) -> String {
    let mut out = String::new();
    let mut line = |fields: &mut dyn Iterator<Item = String>| {
        let fields: Vec<String> = fields.map(|field| csv_field(&field)).collect();
        out.push_str(&fields.join(","));
        out.push_str("\r\n");
    };
    line(&mut table.columns.iter().cloned());
    for row in &table.rows {
        line(&mut cells(row));
    }
    out
}

fn csv_field(field: &str) -> String {
    if field.contains(['"', ',', '\n', '\r']) {
        format!("\"{}\"", field.replace('"', "\"\""))
    } else {
        field.to_owned()
    }
}

fn json(table: &Table) -> String {
    let rows = table.rows.iter().map(|row| {
        let cells = table.columns.iter().zip(row);
        let object = cells.map(|(column, cell)| (column.clone(), value(cell.as_ref())));
        Value::Object(object.collect::<Map<_, _>>())
    });
    let mut text = Value::Array(rows.collect()).to_string();
    text.push('\n');
    text
}

fn value(cell: Option<&Term>) -> Value {
    let Some(term) = cell else {
        return Value::Null;
    };
    if let Term::Literal(literal) = term {
        let datatype = literal.datatype();
        let numeric = ["integer", "decimal", "double", "float"]
            .iter()
            .any(|name| datatype.as_str().ends_with(&format!("#{name}")));
        if let (true, Ok(number)) = (numeric, serde_json::from_str(literal.value())) {
            return Value::Number(number);
        }
    }
    Value::String(term_text(term))
}

#[cfg(test)]
mod tests {
    use super::*;
    use oxigraph::model::Literal;

    fn table() -> Table {
        Table {
            columns: vec!["who".to_owned(), "count".to_owned()],
            rows: vec![
                vec![Some(Literal::new_simple_literal("林远航, 省长").into()), Some(Literal::from(3).into())],
                vec![Some(Literal::new_simple_literal("Lu").into()), None],
            ],
        }
    }

    #[test]
    fn widths_count_chinese_characters_twice() {
        let text = render(&table(), Format::Table, None);
        let at = |line: &str, word: &str| unicode_width::UnicodeWidthStr::width(&line[..line.find(word).unwrap()]);
        let lines: Vec<&str> = text.lines().collect();
        let header = lines.iter().find(|line| line.contains("count")).unwrap();
        let row = lines.iter().find(|line| line.contains('3')).unwrap();
        assert_eq!(at(header, "count"), at(row, "3"));
    }

    #[test]
    fn csv_and_json_keep_the_cells() {
        assert_eq!(render(&table(), Format::Csv, None), "who,count\r\n\"林远航, 省长\",3\r\nLu,\r\n");
        assert_eq!(
            render(&table(), Format::Json, None),
            "[{\"count\":3,\"who\":\"林远航, 省长\"},{\"count\":null,\"who\":\"Lu\"}]\n"
        );
    }
}
