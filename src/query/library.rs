//! The files of `queries/`, with what their headers say.
//!
//! A header is a run of comment lines `# key: value` before the first line of SPARQL: `id`, `question_zh`,
//! `question_en`, `group`, `columns` (names apart by spaces) and any number of
//! `param: NAME TYPE DEFAULT WORDS…`, where a default of `-` leaves the variable open.

use include_dir::{Dir, include_dir};

use super::QueryError;

static FILES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/queries");

/// One written-down question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    /// Name of the file without `.rq`.
    pub id: String,
    /// The question in Chinese.
    pub question_zh: String,
    /// The question in English.
    pub question_en: String,
    /// What it is about: `visits`, `positions`, …
    pub group: String,
    /// What may be given.
    pub params: Vec<Param>,
    /// The columns of the answer, in order.
    pub columns: Vec<String>,
    /// The whole file.
    pub text: String,
}

/// A variable of a query that the asker may bind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Param {
    /// The variable, without `?`.
    pub name: String,
    /// What it takes.
    pub kind: ParamKind,
    /// Its value where none is given; `None` leaves it open.
    pub default: Option<String>,
    /// What it means.
    pub doc: String,
}

/// What a parameter takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ParamKind {
    /// A name of a thing, in any of the languages that names have: `李强`, `Li Qiang`.
    Name,
    /// Plain words.
    Text,
    /// A day: `2024-03-13`.
    Date,
    /// A whole number.
    Integer,
    /// An IRI.
    Iri,
}

impl ParamKind {
    fn from_name(name: &str) -> Option<Self> {
        Some(match name {
            "name" => Self::Name,
            "text" => Self::Text,
            "date" => Self::Date,
            "integer" => Self::Integer,
            "iri" => Self::Iri,
            _ => return None,
        })
    }

    /// What a value must look like, for error messages.
    pub fn expected(self) -> &'static str {
        match self {
            Self::Name => "a name",
            Self::Text => "words",
            Self::Date => "a day such as 2024-03-13",
            Self::Integer => "a whole number",
            Self::Iri => "an IRI such as https://w3id.org/wenmai/data/person/李强",
        }
    }
}

/// All queries of `queries/`, sorted by group and name.
///
/// # Errors
/// A header that does not read as it should; the tests hold that none of the embedded ones does that.
pub fn library() -> Result<Vec<Query>, QueryError> {
    let mut queries = FILES
        .files()
        .filter(|file| file.path().extension().is_some_and(|ext| ext == "rq"))
        .map(|file| {
            let stem = file.path().file_stem().unwrap_or_default();
            read(&stem.to_string_lossy(), file.contents_utf8().unwrap_or_default())
        })
        .collect::<Result<Vec<_>, _>>()?;
    queries.sort_by(|a, b| (&a.group, &a.id).cmp(&(&b.group, &b.id)));
    Ok(queries)
}

/// The query of `queries/` with this name.
///
/// # Errors
/// [`QueryError::UnknownQuery`] where there is none.
pub fn named(id: &str) -> Result<Query, QueryError> {
    library()?.into_iter().find(|query| query.id == id).ok_or_else(|| QueryError::UnknownQuery(id.to_owned()))
}

/// Reads the header of a query. A text without a header is a query without parameters.
pub(super) fn read(id: &str, text: &str) -> Result<Query, QueryError> {
    let mut query = Query {
        id: id.to_owned(),
        question_zh: String::new(),
        question_en: String::new(),
        group: String::new(),
        params: Vec::new(),
        columns: Vec::new(),
        text: text.to_owned(),
    };
    for (index, line) in text.lines().enumerate() {
        let Some(comment) = line.strip_prefix('#') else {
            if line.trim().is_empty() {
                continue;
            }
            break;
        };
        let Some((key, value)) = comment.trim().split_once(':') else {
            continue;
        };
        let value = value.trim();
        match key.trim() {
            "id" if value != id && !id.is_empty() => {
                return Err(QueryError::Header {
                    query: id.to_owned(),
                    line: index + 1,
                    problem: format!("the id is `{value}`; write the name of the file"),
                });
            }
            "question_zh" => value.clone_into(&mut query.question_zh),
            "question_en" => value.clone_into(&mut query.question_en),
            "group" => value.clone_into(&mut query.group),
            "columns" => query.columns = value.split_whitespace().map(str::to_owned).collect(),
            "param" => query.params.push(param(id, index + 1, value)?),
            _ => {}
        }
    }
    Ok(query)
}

fn param(id: &str, line: usize, value: &str) -> Result<Param, QueryError> {
    let problem = |problem: String| QueryError::Header { query: id.to_owned(), line, problem };
    let mut words = value.split_whitespace();
    let (Some(name), Some(kind), Some(default)) = (words.next(), words.next(), words.next()) else {
        return Err(problem("write `# param: NAME TYPE DEFAULT words`, with `-` for no default".to_owned()));
    };
    Ok(Param {
        name: name.trim_start_matches('?').to_owned(),
        kind: ParamKind::from_name(kind)
            .ok_or_else(|| problem(format!("`{kind}` is no type; write name, text, date, integer or iri")))?,
        default: (default != "-").then(|| default.to_owned()),
        doc: words.collect::<Vec<_>>().join(" "),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn header_errors_say_what_to_write() {
        let text = "# id: a\n# param: who person\nSELECT * {}";
        let error = read("a", text).unwrap_err().to_string();
        assert_eq!(error, "a: line 2 of the header: write `# param: NAME TYPE DEFAULT words`, with `-` for no default");
        let error = read("a", "# param: who person - x").unwrap_err();
        assert!(error.to_string().contains("`person` is no type"));
        assert!(read("a", "# id: b").is_err());
    }

    #[test]
    fn header_ends_at_the_first_line_of_sparql() {
        let query = read("", "# group: x\nSELECT * {}\n# group: y").unwrap();
        assert_eq!(query.group, "x");
    }
}
