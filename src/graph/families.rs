//! Records enter; which of them tell one text again leaves: reprints, and articles that share most of their sentences.
//!
//! A record holds the passages that its facts rest on, not the text, so that these are compared: by shingles of twelve
//! characters (Broder, *On the resemblance and containment of documents*, 1997) without marks and spaces. Two documents are
//! of one family where most shingles of the shorter stand in the longer, or their texts have one hash. Documents of one page
//! share a text and are told apart by what they say of it.
//!
//! Promise: a pure function of the set of records; a family bears the id of its earliest document.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::script::simplify;
use crate::model::{DocumentId, Record};

/// Characters of a shingle.
const LENGTH: usize = 12;

/// Share of the shorter document's shingles that must stand in the longer.
const SHARED: f64 = 0.7;

/// A document with fewer shingles says too little to be called a reprint.
const ENOUGH: usize = 40;

/// A shingle of more documents than this is a phrase of the trade.
const COMMON: usize = 40;

/// The first document of the family of each document that is not itself the first.
pub(super) fn families(records: &[&Record]) -> BTreeMap<DocumentId, DocumentId> {
    let shingles: Vec<BTreeSet<u64>> = records.iter().map(|record| shingles(record)).collect();
    let mut holders: BTreeMap<u64, Vec<usize>> = BTreeMap::new();
    for (index, of) in shingles.iter().enumerate() {
        for &shingle in of {
            holders.entry(shingle).or_default().push(index);
        }
    }
    let mut shared: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    for documents in holders.values().filter(|documents| documents.len() <= COMMON) {
        for (place, &left) in documents.iter().enumerate() {
            for &right in &documents[place + 1..] {
                *shared.entry((left, right)).or_default() += 1;
            }
        }
    }
    // The earliest first, so that it gives the family its name.
    let mut order: Vec<usize> = (0..records.len()).collect();
    order.sort_by_key(|&index| (records[index].date.is_none(), records[index].date, &records[index].id));
    let mut rank = vec![0; records.len()];
    for (place, &index) in order.iter().enumerate() {
        rank[index] = place;
    }
    let mut first: Vec<usize> = (0..records.len()).collect();
    for ((left, right), count) in shared {
        let shorter = shingles[left].len().min(shingles[right].len());
        if count as f64 >= SHARED * shorter as f64 {
            let (one, other) = (root(&first, left), root(&first, right));
            let (keep, give) = if rank[one] < rank[other] { (one, other) } else { (other, one) };
            first[give] = keep;
        }
    }
    (0..records.len())
        .map(|index| (index, root(&first, index)))
        .filter(|(index, first)| index != first)
        .map(|(index, first)| (records[index].id.clone(), records[first].id.clone()))
        .collect()
}

fn root(first: &[usize], mut index: usize) -> usize {
    while first[index] != index {
        index = first[index];
    }
    index
}

/// A fourth of the shingles of the passages, by their hashes; none where there are too few.
fn shingles(record: &Record) -> BTreeSet<u64> {
    let passages: BTreeSet<&str> =
        record.facts.iter().flat_map(|fact| &fact.evidence).map(|quote| quote.text.as_str()).collect();
    let mut found = BTreeSet::new();
    let mut all = 0;
    for passage in passages {
        let chars: Vec<char> = simplify(passage).chars().filter(|c| c.is_alphanumeric()).collect();
        for shingle in chars.windows(LENGTH) {
            all += 1;
            let hash = fnv(shingle);
            if hash.is_multiple_of(4) {
                found.insert(hash);
            }
        }
    }
    if all < ENOUGH { BTreeSet::new() } else { found }
}

/// FNV-1a over the characters, its bits mixed once more so that the lowest are of use.
fn fnv(shingle: &[char]) -> u64 {
    let hash = shingle
        .iter()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, c| (hash ^ u64::from(u32::from(*c))).wrapping_mul(0x0100_0000_01b3));
    (hash ^ (hash >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9) >> 3
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(id: &str, date: &str, passages: &[&str]) -> Record {
        let facts: Vec<_> = passages
            .iter()
            .enumerate()
            .map(|(number, passage)| {
                serde_json::json!({ "id": format!("f{number}"), "type": "statistic", "evidence": [[0, 1]], "quotes": [passage] })
            })
            .collect();
        serde_json::from_value(serde_json::json!({ "id": id, "date": date, "entities": [], "facts": facts }))
            .expect("record")
    }

    const LONG: &str = "周启明一行当天上午来到青禾光电科技有限公司的生产车间，详细了解新型显示面板的研发、制造和出口情况，并与一线工人亲切交谈。";
    const MORE: &str = "他强调，要坚持以科技创新引领产业升级，帮助更多中小企业走上专精特新的发展道路，把先进制造业这块金字招牌擦得更亮。";

    #[test]
    fn a_reprint_is_of_the_family_of_the_first() {
        let first = record("b", "2024-03-01", &[LONG, MORE]);
        let again = record(
            "a",
            "2024-03-02",
            &[LONG, MORE, "本报云岭三月二日电，记者从有关部门了解到上述消息，特此报道如下。"],
        );
        let other = record(
            "c",
            "2024-03-02",
            &[
                "青禾光电科技有限公司当天宣布，公司去年的营业收入同比增长两成，净利润增长一成五，研发投入占比超过百分之八，今年还将新建两条生产线。",
            ],
        );
        let found = families(&[&again, &first, &other]);
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!(found[&DocumentId("a".into())], DocumentId("b".into()));
    }
}
