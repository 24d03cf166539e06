//! The rows of a plan: what the query gives, by what it is about; counted by group; reckoned with.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;
use oxigraph::model::{NamedNode, Term};
use serde_json::Value;

use super::super::plan::{Group, Plan, Reckoning, Size};
use super::super::terms::{self, Terms};
use crate::query::{QueryError, term_text};
use crate::rdf::Queryable;

/// Cells, what is counted, the facts behind it.
type Counted = (Vec<Value>, BTreeSet<String>, BTreeSet<String>);
/// Rows by their key, each with its cells and the facts that prove it.
pub type Rows = IndexMap<Vec<Option<Term>>, (Vec<Value>, BTreeSet<String>)>;

/// Rows whose last cell is what is counted, counted by the others; the order is that of the numbers.
pub fn grouped(rows: Rows, group: &Group) -> Rows {
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
pub fn reckon(rows: &[&Vec<Value>], reckoning: Reckoning) -> Option<String> {
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

pub fn shown(cells: &[Value]) -> String {
    cells.iter().map(ToString::to_string).collect()
}

/// Rows by what they are about, each with the facts that prove it: two people of one name are two rows.
pub fn rows(store: &dyn Queryable, plan: &Plan) -> Result<Rows, QueryError> {
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

pub fn iri(term: Option<&Term>) -> Option<String> {
    match term {
        Some(Term::NamedNode(node)) => Some(node.as_str().to_owned()),
        _ => None,
    }
}

pub fn value(term: Option<&Term>) -> Value {
    term.map_or(Value::Null, |term| Value::String(term_text(term)))
}

/// Drops the facts that are less sure, and the rows that nothing else proves. What states no confidence, such as a
/// mention, is sure.
pub fn keep_sure(store: &dyn Queryable, rows: &mut Rows, least: f64) -> Result<(), QueryError> {
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
