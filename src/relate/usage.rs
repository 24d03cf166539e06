//! Records and their texts enter; what each rule found, and the sentences that hold a rule's trigger but no fact of its type, leave.
//!
//! Such a sentence is the place to look for what is missed. It counts where it names a person with somebody or something else, or
//! two things that are no persons: with less there is nothing that a fact could be told of.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use serde::Serialize;

use crate::knowledge::RuleSet;
use crate::model::{EntityType, FactType, Realis, Record, Span};
use crate::text::CharIndex;

/// A sentence with a trigger and no fact.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Unused {
    /// The document.
    pub document: String,
    /// The sentence, verbatim.
    pub sentence: String,
    /// The rules whose triggers it holds.
    pub rules: Vec<String>,
}

/// What one rule found.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Use {
    /// Facts that happened.
    pub happened: usize,
    /// Facts that were planned, cancelled, denied, supposed or general.
    pub otherwise: usize,
}

/// The report.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Usage {
    /// Documents looked at.
    pub documents: usize,
    /// Facts by type.
    pub facts: BTreeMap<FactType, Use>,
    /// Facts by rule; those of a rule file that found nothing stand here with zeros.
    pub rules: BTreeMap<String, Use>,
    /// Sentences with a trigger of a type and no fact of it, counted.
    pub without_fact: BTreeMap<FactType, usize>,
    /// Of these, up to so many as were asked for.
    pub sentences: BTreeMap<FactType, Vec<Unused>>,
    /// How many to keep of each type.
    #[serde(skip)]
    keep: usize,
}

impl Usage {
    /// A report that keeps up to `keep` sentences of each type.
    pub fn new(rules: &RuleSet, keep: usize) -> Self {
        let rules = rules.rules.iter().map(|rule| (rule.id.clone(), Use::default())).collect();
        Self { rules, keep, ..Self::default() }
    }

    /// Adds one document; `text` is what the record's byte offsets count.
    pub fn add(&mut self, record: &Record, text: &str, rules: &RuleSet) {
        self.documents += 1;
        for fact in &record.facts {
            let of_type = self.facts.entry(fact.fact_type).or_default();
            let of_rule = self.rules.entry(fact.rule.clone()).or_default();
            for used in [of_type, of_rule] {
                match fact.realis {
                    Realis::Happened => used.happened += 1,
                    _ => used.otherwise += 1,
                }
            }
        }
        let index = CharIndex::new(text);
        let mut pieces: Vec<Span> = record.segments.iter().map(|segment| index.to_bytes(*segment)).collect();
        if pieces.is_empty() {
            pieces.push(Span::new(0, text.len()));
        }
        for piece in pieces {
            let mut start = piece.start;
            for sentence in piece.of(text).split_inclusive(['。', '！', '？', '\n']) {
                let span = Span::new(start, start + sentence.len());
                start = span.end;
                self.sentence(record, sentence, span, rules);
            }
        }
    }

    fn sentence(&mut self, record: &Record, sentence: &str, span: Span, rules: &RuleSet) {
        let triggered = rules.candidates(sentence);
        if triggered.is_empty() || !worth(record, span) {
            return;
        }
        let inside = |bytes: Option<Span>| bytes.is_some_and(|bytes| bytes.overlaps(span));
        let told = record
            .facts
            .iter()
            .filter(|fact| fact.evidence.iter().any(|quote| inside(quote.bytes)))
            .map(|fact| fact.fact_type)
            .collect::<BTreeSet<_>>();
        let mut by_type = BTreeMap::<FactType, Vec<String>>::new();
        for rule in triggered.into_iter().map(|index| &rules.rules[index]) {
            // 在 and 到 stand in every second sentence: only longer triggers tell where to look.
            let tells = rules
                .list(&rule.trigger)
                .iter()
                .any(|word| word.chars().count() >= 2 && sentence.contains(word.as_str()));
            if tells && !told.contains(&rule.fact) {
                by_type.entry(rule.fact).or_default().push(rule.id.clone());
            }
        }
        for (fact_type, rules) in by_type {
            *self.without_fact.entry(fact_type).or_default() += 1;
            let kept = self.sentences.entry(fact_type).or_default();
            if kept.len() < self.keep {
                kept.push(Unused { document: record.id.0.clone(), sentence: sentence.trim().to_owned(), rules });
            }
        }
    }

    /// The report in words.
    pub fn table(&self) -> String {
        let mut out = format!("documents   {}\n", self.documents);
        let mut rows = |name: &str, rows: Vec<(String, Use)>| {
            let _ = writeln!(out, "\n{name:28}{:>10}{:>10}", "happened", "otherwise");
            for (key, used) in rows {
                let _ = writeln!(out, "  {key:26}{:>10}{:>10}", used.happened, used.otherwise);
            }
        };
        rows("facts by type", self.facts.iter().map(|(key, used)| (key.to_string(), *used)).collect());
        rows("facts by rule", self.rules.iter().map(|(key, used)| (key.clone(), *used)).collect());
        let _ = writeln!(out, "\nsentences with a trigger and no fact of its type");
        for (fact_type, count) in &self.without_fact {
            let _ = writeln!(out, "  {:26}{count:>10}", fact_type.to_string());
            for unused in self.sentences.get(fact_type).into_iter().flatten() {
                let _ = writeln!(out, "    {} ({}) {}", unused.document, unused.rules.join(", "), unused.sentence);
            }
        }
        out
    }
}

/// Whether the sentence names what a fact could be told of.
fn worth(record: &Record, span: Span) -> bool {
    let (mut persons, mut others) = (0, 0);
    for entity in &record.entities {
        if entity.mentions.iter().any(|mention| mention.bytes.is_some_and(|bytes| span.contains(bytes))) {
            if entity.entity_type == EntityType::Person { persons += 1 } else { others += 1 }
        }
    }
    persons + others >= 2
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::knowledge::Knowledge;

    /// 李明 3 to 5 of the code points of its sentence, 海川公司 after 来到.
    const RECORD: &str = r#"{"id":"d","source":"d","title":"","date":null,"publisher":null,"sha256":"0",
        "entities":[
            {"id":"e1","type":"Person","kind":null,"label":"李明","names":["李明"],"mentions":[[0,2],[9,11]],"bytes":[[0,6],[27,33]],"surfaces":["李明","李明"]},
            {"id":"e2","type":"Organization","kind":null,"label":"海川公司","names":["海川公司"],"mentions":[[4,8],[15,19]],"bytes":[[12,24],[45,57]],"surfaces":["海川公司","海川公司"]}],
        "facts":[{"id":"f1","type":"visited","args":{"who":"e1","where":"e2"},"realis":"happened","confidence":0.9,"rule":"visit.arrive",
            "evidence":[[0,9]],"bytes":[[0,27]],"quotes":["李明来到海川公司。"]}]}"#;

    #[test]
    fn a_sentence_with_a_trigger_and_no_fact_is_told_of() {
        let rules = &Knowledge::embedded().rules;
        let record: Record = serde_json::from_str(RECORD).expect("a record");
        let text = "李明来到海川公司。李明多次考察海川公司。";
        let mut usage = Usage::new(rules, 1);
        usage.add(&record, text, rules);
        assert_eq!(usage.rules["visit.arrive"], Use { happened: 1, otherwise: 0 });
        assert_eq!(usage.rules["visit.wreath"], Use::default());
        assert_eq!(usage.without_fact.get(&FactType::Visited), Some(&1));
        let unused = &usage.sentences[&FactType::Visited][0];
        assert_eq!(unused.sentence, "李明多次考察海川公司。");
        assert!(unused.rules.iter().any(|rule| rule == "visit.inspect"), "{unused:?}");
        assert!(usage.table().contains("visit.arrive"));
    }
}
