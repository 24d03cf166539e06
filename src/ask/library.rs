//! Questions that a query of the library answers: its header's own question, with names in the place of 某人 and the like.
//!
//! What enters: a question that no frame reads. What leaves: the rows of the query whose header asks it, with the
//! passages that its column `quote` cites. A word of the question becomes a parameter, that is a term, and nothing else.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use crate::rdf::Queryable;
use regex::Regex;

use super::answer::{Evidence, of_quotes};
use super::catalogue::fold;
use super::words::Language;
use crate::query::{self, Query, QueryError, Table, term_text};

/// Words of a header that stand for a name.
static SLOTS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"某个(?:人|地方|机构|对象|话题)或?(?:机构)?|某(?:人|地|机构|公司|政策)|[甲乙]|an? (?:person|place or organisation|place|organisation|company|policy|topic|subject)(?: or organisation)?|two people|one place|another")
        .expect("the pattern is a constant")
});

/// A question of a header, ready to be compared.
struct Form {
    pattern: Regex,
    query: Query,
}

static FORMS: LazyLock<Vec<Form>> = LazyLock::new(|| {
    let queries = query::library().unwrap_or_default();
    let forms = queries.iter().flat_map(|query| [(query, &query.question_zh), (query, &query.question_en)]);
    let forms = forms.filter_map(|(query, question)| {
        let question = plain(question);
        let mut pattern = String::from("^");
        let mut at = 0;
        let mut slots = 0;
        for slot in SLOTS.find_iter(&question) {
            pattern.push_str(&regex::escape(&question[at..slot.start()]));
            pattern.push_str("(.{1,40}?)");
            at = slot.end();
            slots += 1;
        }
        pattern.push_str(&regex::escape(&question[at..]));
        pattern.push('$');
        let open = query.params.iter().filter(|param| param.default.is_none()).count();
        (slots <= open).then(|| Form { pattern: Regex::new(&pattern).expect("escaped"), query: query.clone() })
    });
    forms.collect()
});

fn plain(question: &str) -> String {
    fold(question).trim_end_matches(['?', '。', '.', '!', ' ']).to_owned()
}

/// What a query of the library answers.
pub struct Found {
    /// The query.
    pub query: Query,
    /// What was put into it.
    pub params: BTreeMap<String, String>,
    /// Its rows.
    pub table: Table,
    /// The passages of each row.
    pub evidence: Vec<BTreeSet<Evidence>>,
}

/// The rows of the query whose header asks this.
///
/// # Errors
/// What the store says.
pub fn find(store: &dyn Queryable, question: &str, language: Language) -> Result<Option<Found>, QueryError> {
    let asked = plain(question);
    if asked.chars().count() > 120 {
        return Ok(None);
    }
    for form in FORMS.iter() {
        let Some(found) = form.pattern.captures(&asked) else {
            continue;
        };
        let chinese = form.pattern.as_str().chars().any(super::words::is_chinese);
        if chinese != (language == Language::Chinese) {
            continue;
        }
        let open = form.query.params.iter().filter(|param| param.default.is_none());
        let values = found.iter().skip(1).flatten().map(|value| value.as_str().to_owned());
        let params: BTreeMap<String, String> = open.map(|param| param.name.clone()).zip(values).collect();
        let table = query::run(store, &form.query.text, &params)?;
        if table.rows.is_empty() && !params.is_empty() {
            // A name that is not there, or words that are none.
            continue;
        }
        let evidence = evidence(store, &table)?;
        return Ok(Some(Found { query: form.query.clone(), params, table, evidence }));
    }
    Ok(None)
}

/// The passages that the cells of the columns `quote…` cite, ` / ` between them.
fn evidence(store: &dyn Queryable, table: &Table) -> Result<Vec<BTreeSet<Evidence>>, QueryError> {
    let columns: Vec<usize> =
        table.columns.iter().enumerate().filter(|(_, name)| name.starts_with("quote")).map(|(n, _)| n).collect();
    let quotes = |row: &Vec<Option<oxigraph::model::Term>>| -> BTreeSet<String> {
        let cells = columns.iter().filter_map(|n| row[*n].as_ref()).map(term_text);
        cells.flat_map(|cell| cell.split(" / ").map(str::to_owned).collect::<Vec<_>>()).collect()
    };
    let all: BTreeSet<String> = table.rows.iter().flat_map(quotes).collect();
    let known = of_quotes(store, &all)?;
    let of = |row: &Vec<Option<oxigraph::model::Term>>| {
        quotes(row).iter().filter_map(|quote| known.get(quote)).flatten().cloned().collect()
    };
    Ok(table.rows.iter().map(of).collect())
}
