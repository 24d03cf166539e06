//! A TSV text enters; rows with named cells leave.
//!
//! Lines that start with `# ` are comments; the line `#!columns<TAB>name<TAB>…` names the columns. Missing cells at the
//! end of a row are empty.

use thiserror::Error;

/// A knowledge file is not as it should be.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{file}:{line}:{column}: {message}")]
pub struct KnowledgeError {
    /// Path of the file.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// What is wrong and what to write instead.
    pub message: String,
}

/// A parsed TSV file.
#[derive(Debug, Clone)]
pub struct Table<'a> {
    /// Path of the file, for errors.
    pub file: &'a str,
    columns: Vec<&'a str>,
    /// The example sentence for every name, with `{}` for the name (`# example: …`), if the header gives one.
    pub example: Option<&'a str>,
    /// The rows in order.
    pub rows: Vec<Row<'a>>,
}

/// One line of a table.
#[derive(Debug, Clone)]
pub struct Row<'a> {
    /// Line in the file, from 1.
    pub line: usize,
    cells: Vec<&'a str>,
}

impl<'a> Table<'a> {
    /// Reads a table; `file` is used in errors.
    pub fn parse(file: &'a str, text: &'a str) -> Result<Self, KnowledgeError> {
        let mut columns = Vec::new();
        let mut example = None;
        let mut rows = Vec::new();
        for (index, line) in text.lines().enumerate() {
            let number = index + 1;
            let error = |column: usize, message: String| KnowledgeError {
                file: file.to_owned(),
                line: number,
                column,
                message,
            };
            if let Some(names) = line.strip_prefix("#!columns") {
                columns = names.split('\t').filter(|name| !name.is_empty()).collect();
            } else if line.starts_with('#') {
                if let Some(sentence) = line.strip_prefix("# example:") {
                    example = Some(sentence.trim());
                }
            } else if !line.trim().is_empty() {
                if columns.is_empty() {
                    return Err(error(
                        1,
                        "no `#!columns` line before the first row: name the columns there".to_owned(),
                    ));
                }
                let cells = line.split('\t').map(str::trim).collect::<Vec<_>>();
                if cells.len() > columns.len() {
                    let column =
                        line.split('\t').take(columns.len()).map(|cell| cell.chars().count() + 1).sum::<usize>();
                    return Err(error(
                        column + 1,
                        format!(
                            "{} cells, but {} columns: remove a tab or name the column",
                            cells.len(),
                            columns.len()
                        ),
                    ));
                }
                if cells[0].is_empty() {
                    return Err(error(1, format!("`{}` is empty: fill it or remove the line", columns[0])));
                }
                rows.push(Row { line: number, cells });
            }
        }
        Ok(Self { file, columns, example, rows })
    }

    /// Whether all these columns are named.
    pub fn has_columns(&self, names: &[&str]) -> bool {
        names.iter().all(|name| self.columns.contains(name))
    }

    /// The index of a column that must be there.
    pub fn column(&self, name: &str) -> Result<usize, KnowledgeError> {
        self.columns.iter().position(|column| *column == name).ok_or_else(|| KnowledgeError {
            file: self.file.to_owned(),
            line: 1,
            column: 1,
            message: format!("no column `{name}`: add it to the `#!columns` line"),
        })
    }

    /// The cell of a row in a column that may be absent; empty if so.
    pub fn get(&self, row: &Row<'a>, name: &str) -> &'a str {
        self.columns.iter().position(|column| *column == name).map_or("", |index| row.cell(index))
    }

    /// An error at a row.
    pub fn error(&self, row: &Row<'_>, column: usize, message: impl Into<String>) -> KnowledgeError {
        let before = row.cells.iter().take(column).map(|cell| cell.chars().count() + 1).sum::<usize>();
        KnowledgeError { file: self.file.to_owned(), line: row.line, column: before + 1, message: message.into() }
    }
}

impl<'a> Row<'a> {
    /// The cell at a column index; empty where the row is shorter.
    pub fn cell(&self, index: usize) -> &'a str {
        self.cells.get(index).copied().unwrap_or("")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_name_file_line_and_column() {
        let error = Table::parse("a.tsv", "# list\n#!columns\tname\tkind\n海川\tcompany\tx\n").unwrap_err();
        assert_eq!((error.line, error.column), (3, 12));
        let error = Table::parse("a.tsv", "海川\n").unwrap_err();
        assert_eq!(error.line, 1);
        assert!(error.to_string().starts_with("a.tsv:1:1: no `#!columns`"));
    }
}
