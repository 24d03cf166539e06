//! From a question to rows with their evidence.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use indexmap::IndexMap;
use oxigraph::model::{NamedNode, Term};
use serde::Serialize;
use serde_json::Value;

use super::catalogue::Catalogue;
use super::compose::{self, Reader};
use super::lexer::{Token, lex};
use super::library;
use super::phrase::{Head, Phrase, Question, is_mark};
use super::plan::{Group, Miss, Plan, Reckoning, Size};
use super::terms::{self, Terms};
use super::words::Language;
use crate::model::script::simplify;
use crate::query::{QueryError, term_text};
use crate::rdf::Queryable;

/// How to answer.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Options {
    /// The language of the question; found from its letters where none is given.
    pub language: Option<Language>,
    /// The most rows to give; all where none is given.
    pub limit: Option<usize>,
    /// Facts less sure than this, from 0 to 1, prove nothing.
    pub min_confidence: Option<f64>,
}

/// What the graph says to a question.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Answer {
    /// As asked.
    pub question: String,
    /// `zh` or `en`.
    pub language: &'static str,
    /// What the question was taken to mean, or why it was not understood, in its language.
    pub interpretation: String,
    /// The query that gave the rows; empty where the question was not understood.
    pub sparql: String,
    /// Names of the columns.
    pub columns: Vec<String>,
    /// The cells, one list per row; a number where a number is asked, null where nothing is known.
    pub rows: Vec<Vec<Value>>,
    /// The IRI of the node that a cell names, in the form of the rows; none for what is no node.
    #[serde(skip)]
    pub iris: Vec<Vec<Option<String>>>,
    /// The sentences that prove each row, in the order of the rows.
    pub evidence: Vec<Vec<Evidence>>,
    /// Whether these are all rows that the graph has; false too where the question was not understood.
    pub complete: bool,
}

/// A sentence that proves a row.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Evidence {
    /// Id of the document.
    pub document: String,
    /// Day of publication, where known.
    pub date: Option<String>,
    /// First character of the sentence in the document's text.
    pub start: usize,
    /// The sentence.
    pub quote: String,
    /// Character after the last.
    pub end: usize,
}

/// Sentences shown for one row at most.
const MOST_EVIDENCE: usize = 20;

/// Answers a question.
pub fn answer(
    store: &dyn Queryable,
    catalogue: &Catalogue,
    question: &str,
    options: &Options,
) -> Result<Answer, QueryError> {
    let language = options.language.unwrap_or_else(|| Language::of(question));
    let mut answer = Answer {
        question: question.to_owned(),
        language: language.tag(),
        interpretation: String::new(),
        sparql: String::new(),
        columns: Vec::new(),
        rows: Vec::new(),
        iris: Vec::new(),
        evidence: Vec::new(),
        complete: false,
    };
    // The words of facts stand in simplified characters in the graph, whichever script the documents are in.
    let reader = Reader { catalogue, store, language };
    let (plan, parsed) = compose::plan(reader, &lex(&simplify(question), language, catalogue))?;
    let plan = match plan {
        Ok(plan) => plan,
        Err(miss) => {
            if let Some(found) = library::find(store, question, language)? {
                return Ok(from_library(answer, found, options));
            }
            answer.interpretation = not_understood(&miss, &parsed, catalogue, language);
            return Ok(answer);
        }
    };
    answer.interpretation = understood(&plan, &parsed, catalogue, language);
    answer.sparql = plan.sparql();
    answer.columns = plan.columns.iter().map(|column| column.name.to_owned()).collect();
    let mut rows = rows(store, &plan)?;
    if let Some(least) = options.min_confidence {
        keep_sure(store, &mut rows, least)?;
    }
    if let Some(group) = &plan.group {
        answer.columns.push("count".to_owned());
        rows = grouped(rows, group);
    }
    if let Some(reckoning) = plan.reckoning {
        let facts: BTreeSet<String> = rows.values().flat_map(|(_, facts)| facts.clone()).collect();
        let evidence = evidence(store, &facts)?;
        let proofs: BTreeSet<&Evidence> = evidence.values().flatten().collect();
        let cells: Vec<&Vec<Value>> = rows.values().map(|(cells, _)| cells).collect();
        match reckon(&cells, reckoning) {
            Some(value) => {
                answer.columns = vec![if reckoning == Reckoning::Sum { "sum" } else { "difference" }.to_owned()];
                answer.rows.push(vec![Value::from(value)]);
                answer.evidence.push(proofs.into_iter().cloned().collect());
                answer.iris.push(vec![None]);
                answer.complete = true;
            }
            None => {
                answer.interpretation.push_str(match language {
                    Language::Chinese => "；这些数据单位不一或数目不合，不能相加减",
                    Language::English => "; these figures differ in unit or number and cannot be reckoned with",
                });
            }
        }
        return Ok(answer);
    }
    if plan.count {
        answer.columns = vec!["count".to_owned()];
        let facts: BTreeSet<String> = rows.values().flat_map(|(_, facts)| facts.clone()).collect();
        let evidence = evidence(store, &facts)?;
        let proofs: BTreeSet<&Evidence> = evidence.values().flatten().collect();
        if !rows.is_empty() {
            answer.rows.push(vec![Value::from(rows.len())]);
            answer.iris.push(vec![None]);
            answer.evidence.push(proofs.into_iter().cloned().collect());
        }
        answer.complete = true;
        return Ok(answer);
    }
    let all = rows.len();
    if let Some(limit) = options.limit {
        rows.truncate(limit);
    }
    answer.complete = rows.len() == all;
    let facts: BTreeSet<String> = rows.values().flat_map(|(_, facts)| facts.clone()).collect();
    let evidence = evidence(store, &facts)?;
    for (key, (cells, facts)) in rows {
        let proofs: BTreeSet<&Evidence> = facts.iter().filter_map(|fact| evidence.get(fact)).flatten().collect();
        let mut iris: Vec<Option<String>> = key.iter().map(|term| iri(term.as_ref())).collect();
        // A count stands for no thing.
        iris.resize(cells.len(), None);
        answer.rows.push(cells);
        answer.iris.push(iris);
        answer.evidence.push(proofs.into_iter().take(MOST_EVIDENCE).cloned().collect());
    }
    Ok(answer)
}

/// The rows of a query of the library.
fn from_library(mut answer: Answer, found: library::Found, options: &Options) -> Answer {
    let chinese = answer.language == Language::Chinese.tag();
    let asks = if chinese { &found.query.question_zh } else { &found.query.question_en };
    let params: Vec<String> = found.params.iter().map(|(name, value)| format!("{name} = {value}")).collect();
    answer.interpretation = match (chinese, params.is_empty()) {
        (true, true) => format!("查询库：{asks}"),
        (true, false) => format!("查询库：{asks}（{}）", params.join("；")),
        (false, true) => format!("query library: {asks}"),
        (false, false) => format!("query library: {asks} ({})", params.join("; ")),
    };
    answer.sparql.clone_from(&found.query.text);
    // The quotes are the evidence, not cells.
    let shown: Vec<usize> = (0..found.table.columns.len())
        .filter(|n| !found.table.columns[*n].starts_with("quote") && found.table.columns[*n] != "source")
        .collect();
    answer.columns = shown.iter().map(|n| found.table.columns[*n].clone()).collect();
    let cell = |term: Option<&Term>| match term {
        Some(Term::Literal(literal)) if literal.datatype().as_str().ends_with("#integer") => {
            literal.value().parse::<i64>().map_or(Value::Null, Value::from)
        }
        term => value(term),
    };
    let all = found.table.rows.len();
    for (row, proofs) in found.table.rows.iter().zip(found.evidence).take(options.limit.unwrap_or(all)) {
        answer.rows.push(shown.iter().map(|n| cell(row[*n].as_ref())).collect());
        answer.iris.push(vec![None; shown.len()]);
        answer.evidence.push(proofs.into_iter().take(MOST_EVIDENCE).collect());
    }
    answer.complete = answer.rows.len() == all;
    answer
}

/// Cells, what is counted, the facts behind it.
type Counted = (Vec<Value>, BTreeSet<String>, BTreeSet<String>);
type Rows = IndexMap<Vec<Option<Term>>, (Vec<Value>, BTreeSet<String>)>;

/// Rows whose last cell is what is counted, counted by the others; the order is that of the numbers.
fn grouped(rows: Rows, group: &Group) -> Rows {
    let mut counted: IndexMap<Vec<Option<Term>>, Counted> = IndexMap::new();
    for (mut key, (mut cells, facts)) in rows {
        let Some(Some(counts)) = key.pop() else {
            continue;
        };
        cells.pop();
        let entry = counted.entry(key).or_insert_with(|| (cells, BTreeSet::new(), BTreeSet::new()));
        entry.1.insert(counts.to_string());
        entry.2.extend(facts);
    }
    counted.retain(|_, (_, counts, _)| counts.len() >= group.at_least);
    match group.order {
        Size::Largest => {
            counted.sort_by(|_, a, _, b| b.1.len().cmp(&a.1.len()).then_with(|| shown(&a.0).cmp(&shown(&b.0))));
        }
        Size::Smallest => {
            counted.sort_by(|_, a, _, b| a.1.len().cmp(&b.1.len()).then_with(|| shown(&a.0).cmp(&shown(&b.0))));
        }
    }
    if let Some(top) = group.top
        && let Some((_, (_, last, _))) = counted.get_index(top.saturating_sub(1))
    {
        // Those that are as large as the last stay with it.
        let last = last.len();
        let kept = counted.values().take_while(|(_, counts, _)| match group.order {
            Size::Largest => counts.len() >= last,
            Size::Smallest => counts.len() <= last,
        });
        let kept = kept.count();
        counted.truncate(kept);
    }
    let rows = counted.into_iter().map(|(key, (mut cells, counts, facts))| {
        cells.push(Value::from(counts.len()));
        (key, (cells, facts))
    });
    rows.collect()
}

/// The sum of figures of one unit, or how much the larger of two is above the other. The last two cells of a row are
/// the number and its unit.
fn reckon(rows: &[&Vec<Value>], reckoning: Reckoning) -> Option<String> {
    let mut numbers = Vec::new();
    let mut unit: Option<&str> = None;
    for row in rows {
        let [.., Value::String(number), Value::String(one)] = row.as_slice() else {
            return None;
        };
        if unit.replace(one).is_some_and(|other| other != one) {
            return None;
        }
        numbers.push(number.parse::<f64>().ok()?);
    }
    let value = match (reckoning, numbers.as_slice()) {
        (Reckoning::Sum, [_, _, ..]) => numbers.iter().sum::<f64>(),
        (Reckoning::Difference, [one, other]) => (one - other).abs(),
        _ => return None,
    };
    let (value, scale) = if value.abs() >= 1e8 {
        (value / 1e8, "亿")
    } else if value.abs() >= 1e4 {
        (value / 1e4, "万")
    } else {
        (value, "")
    };
    let digits = format!("{value:.4}");
    let digits = digits.trim_end_matches('0').trim_end_matches('.');
    Some(format!("{digits}{scale}{}", unit.unwrap_or_default()))
}

fn shown(cells: &[Value]) -> String {
    cells.iter().map(ToString::to_string).collect()
}

/// Rows by what they are about, each with the facts that prove it: two people of one name are two rows.
fn rows(store: &dyn Queryable, plan: &Plan) -> Result<Rows, QueryError> {
    let table = terms::run(store, plan.query())?;
    let place: BTreeMap<&str, usize> = table.columns.iter().enumerate().map(|(n, name)| (name.as_str(), n)).collect();
    let cell = |row: &[Option<Term>], name: &str| place.get(name).and_then(|n| row.get(*n).cloned()).flatten();
    let mut rows = Rows::new();
    let mut best: Vec<Option<Term>> = Vec::new();
    for row in &table.rows {
        let mut key: Vec<Option<Term>> = plan
            .columns
            .iter()
            .map(|column| {
                let name = column.node.as_ref().unwrap_or(&column.value);
                cell(row, name)
            })
            .collect();
        let mut cells: Vec<Value> =
            plan.columns.iter().map(|column| value(cell(row, &column.value).as_ref())).collect();
        if let Some(group) = &plan.group {
            let counts = cell(row, &group.counted);
            cells.push(value(counts.as_ref()));
            key.push(counts);
        }
        if let Some(by) = &plan.only_best {
            // The rows are in order of size; those after the first differ in it unless they show the same.
            let shown = cell(row, by);
            if !best.contains(&shown) {
                if best.len() >= plan.best_count.unwrap_or(1) {
                    break;
                }
                best.push(shown);
            }
        }
        let entry = rows.entry(key).or_insert_with(|| (cells, BTreeSet::new()));
        entry.1.extend(cell(row, plan.fact).as_ref().map(term_text));
        for proof in &plan.proofs {
            entry.1.extend(cell(row, proof).as_ref().map(term_text));
        }
    }
    Ok(rows)
}

fn iri(term: Option<&Term>) -> Option<String> {
    match term {
        Some(Term::NamedNode(node)) => Some(node.as_str().to_owned()),
        _ => None,
    }
}

fn value(term: Option<&Term>) -> Value {
    term.map_or(Value::Null, |term| Value::String(term_text(term)))
}

/// Drops the facts that are less sure, and the rows that nothing else proves. What states no confidence, such as a
/// mention, is sure.
fn keep_sure(store: &dyn Queryable, rows: &mut Rows, least: f64) -> Result<(), QueryError> {
    let mut terms = Terms::default();
    let facts: BTreeSet<&String> = rows.values().flat_map(|(_, facts)| facts).collect();
    let marks: Vec<String> = facts.iter().map(|fact| terms.mark(NamedNode::new_unchecked(fact.as_str()))).collect();
    let table = terms::select(
        store,
        &terms,
        &format!(
            "PREFIX wm: <https://w3id.org/wenmai#>
SELECT DISTINCT ?fact ?confidence WHERE {{
  VALUES ?fact {{ {} }}
  {{ ?assertion wm:asserts ?fact ; wm:confidence ?confidence }} UNION {{ ?fact wm:confidence ?confidence }}
}}",
            marks.join(" ")
        ),
    )?;
    let mut sure: BTreeMap<String, f64> = BTreeMap::new();
    for row in table.rows {
        if let [Some(fact), Some(confidence)] = row.as_slice()
            && let Ok(confidence) = term_text(confidence).parse::<f64>()
        {
            let known = sure.entry(term_text(fact)).or_insert(confidence);
            *known = known.max(confidence);
        }
    }
    rows.retain(|_, (_, facts)| {
        facts.retain(|fact| sure.get(fact).is_none_or(|confidence| *confidence >= least));
        !facts.is_empty()
    });
    Ok(())
}

/// The sentences behind facts: those of their assertions, of an assertion itself, or the mention that it is.
fn evidence(
    store: &dyn Queryable,
    facts: &BTreeSet<String>,
) -> Result<BTreeMap<String, BTreeSet<Evidence>>, QueryError> {
    let mut found: BTreeMap<String, BTreeSet<Evidence>> = BTreeMap::new();
    if facts.is_empty() {
        return Ok(found);
    }
    let mut terms = Terms::default();
    let named: Vec<String> = facts.iter().map(|fact| terms.mark(NamedNode::new_unchecked(fact))).collect();
    let table = terms::select(
        store,
        &terms,
        &format!(
            "PREFIX wm: <https://w3id.org/wenmai#>
PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX nif: <http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#>
SELECT DISTINCT ?fact ?document ?date ?quote ?start ?end WHERE {{
  VALUES ?fact {{ {} }}
  {{ ?assertion wm:asserts ?fact ; prov:wasDerivedFrom ?passage }}
  UNION {{ ?fact prov:wasDerivedFrom ?passage }}
  UNION {{ ?fact a wm:Mention . BIND(?fact AS ?passage) }}
  ?passage nif:anchorOf ?quote ; nif:beginIndex ?start ; nif:endIndex ?end ; nif:referenceContext ?source .
  ?source wm:documentId ?document .
  OPTIONAL {{ ?source wm:published ?date }}
}}",
            named.join(" ")
        ),
    )?;
    for row in table.rows {
        let text = |n: usize| row[n].as_ref().map(term_text);
        let number = |n: usize| text(n).and_then(|text| text.parse().ok()).unwrap_or(0);
        if let (Some(fact), Some(document), Some(quote)) = (text(0), text(1), text(3)) {
            found.entry(fact).or_default().insert(Evidence {
                document,
                date: text(2),
                start: number(4),
                quote,
                end: number(5),
            });
        }
    }
    Ok(found)
}

/// What the question was taken to mean: the frame and its slots.
fn understood(plan: &Plan, question: &Question, catalogue: &Catalogue, language: Language) -> String {
    let name = |word: &'static str| match language {
        Language::Chinese => chinese_name(word),
        Language::English => word,
    };
    let mut said: IndexMap<&str, Vec<&str>> = IndexMap::new();
    for (slot, value) in &plan.says {
        let values = said.entry(slot).or_default();
        if !values.contains(&value.as_str()) {
            values.push(value);
        }
    }
    let slots = said.into_iter().map(|(slot, values)| {
        let slot = plan.says.iter().find(|(name, _)| *name == slot).map_or("", |(name, _)| *name);
        format!("{} = {}", name(slot), values.join(", "))
    });
    let slots = slots.collect::<Vec<_>>();
    let mut text = match language {
        Language::Chinese => format!("{}：{}", name(plan.frame), slots.join("；")),
        Language::English => format!("{}: {}", name(plan.frame), slots.join("; ")),
    };
    for guess in guesses(question, catalogue, plan) {
        text.push_str(match language {
            Language::Chinese => "；",
            Language::English => "; ",
        });
        text.push_str(&guess);
    }
    text
}

/// Names that were known by a part alone, with what they were taken for.
fn guesses(question: &Question, catalogue: &Catalogue, plan: &Plan) -> Vec<String> {
    let mut guesses = Vec::new();
    let mut phrases: Vec<&Phrase> = question.phrases.iter().collect();
    while let Some(phrase) = phrases.pop() {
        phrases.extend(&phrase.of);
        let (true, Head::Things(things)) = (phrase.guessed, &phrase.head) else {
            continue;
        };
        for thing in things {
            // Only what the plan took as a name; the words of a topic stand for themselves.
            let label = &catalogue.things[*thing].label;
            if plan.says.iter().any(|(_, value)| value.contains(label)) {
                guesses.push(format!("“{}” → {label}", phrase.text.trim()));
            }
        }
    }
    guesses.reverse();
    guesses
}

/// Why there are no rows: words that nothing explains, with the nearest names; a name that may be several things; or
/// a form of question that no frame has.
fn not_understood(miss: &Miss, question: &Question, catalogue: &Catalogue, language: Language) -> String {
    let chinese = language == Language::Chinese;
    if let Miss::Ambiguous(words, meanings) = miss {
        let shown = meanings.iter().take(8).cloned().collect::<Vec<_>>();
        return if chinese {
            format!("“{words}”可能指：{}。请写全称。", shown.join("、"))
        } else {
            format!("“{words}” may be any of: {}. Please give the full name.", shown.join(", "))
        };
    }
    let unknown = unknown(question, if chinese { "" } else { " " });
    if unknown.is_empty() {
        return if chinese {
            "没有读懂这种问法：每个词都认得，但连起来不是已知的问题形式。".to_owned()
        } else {
            "This form of question is not understood, though each of its words is.".to_owned()
        };
    }
    let mut text = if chinese {
        format!("没有读懂：“{}”。", unknown.join("”、“"))
    } else {
        format!("Not understood: “{}”.", unknown.join("”, “"))
    };
    let mut near: Vec<String> = Vec::new();
    for word in &unknown {
        for name in catalogue.nearest(word, 3) {
            if !near.contains(&name) {
                near.push(name);
            }
        }
    }
    if !near.is_empty() {
        let _ = if chinese {
            write!(text, "相近的名称：{}。", near.join("、"))
        } else {
            write!(text, " The nearest names are: {}.", near.join(", "))
        };
    }
    text
}

/// The words that nothing explains; a guess beside one is a part of the same name.
fn unknown(question: &Question, space: &str) -> Vec<String> {
    let loose = |token: &Token| token.is_unknown() || token.guessed;
    let runs = question.tokens.chunk_by(|one, other| loose(one) && loose(other));
    let runs = runs.filter(|run| run.iter().any(|token| token.is_unknown() || is_mark(token)));
    let text = |run: &[Token]| run.iter().map(|token| token.text.trim()).collect::<Vec<_>>().join(space);
    runs.map(text).filter(|text| !text.is_empty()).collect()
}

fn chinese_name(word: &str) -> &str {
    match word {
        "visit" => "考察访问",
        "meeting" => "会见",
        "gathering" => "会议活动",
        "issued" => "出台政策",
        "cooperation" => "合作",
        "production" => "生产",
        "part" => "隶属",
        "location" => "所在地",
        "contents" => "所在机构与地方",
        "post" => "任职",
        "name" => "名称",
        "timeline" => "活动",
        "mentioned" => "文中出现",
        "speech" => "言论",
        "figure" => "数据",
        "who" => "谁",
        "where" => "哪里",
        "within" => "范围",
        "time" => "时间",
        "state" => "状态",
        "visitor" => "主要人物",
        "companion" => "陪同者",
        "role" => "角色",
        "event" => "会议",
        "organization" => "机构",
        "position" => "职务",
        "topic" => "话题",
        "document" => "文章",
        "policy" => "政策",
        "issuer" => "出台者",
        "party" => "合作方",
        "maker" => "生产者",
        "product" => "产品",
        "whole" => "上级",
        "what" | "subject" => "对象",
        "indicator" => "指标",
        "relation" | "property" => "关系",
        "except" => "除去",
        "also" => "并且",
        "order" => "次序",
        other => other,
    }
}
