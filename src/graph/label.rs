//! A node's own properties and its edges' other ends enter; what to call the node leaves, in Chinese.

use std::collections::BTreeMap;

use super::{Class, Property};
use crate::model::{Attribute, EventTime};

/// Labels of the other ends, by property, in order.
pub(super) type Ends<'a> = BTreeMap<Property, Vec<&'a str>>;

/// `李强调研北京市（2024-03-13）`, `赵明任青禾科技董事长`.
pub(super) fn label(
    class: Class,
    attributes: &BTreeMap<String, Attribute>,
    time: Option<&EventTime>,
    ends: &Ends,
) -> String {
    let all = |property| ends.get(&property).map_or(String::new(), |ends| ends.join("、"));
    let first = |property| ends.get(&property).and_then(|ends| ends.first().copied()).unwrap_or_default();
    let word = |name: &str| {
        attributes
            .get(name)
            .map(|value| match value {
                Attribute::Text(text) => text.clone(),
                Attribute::Texts(texts) => texts.join("、"),
                Attribute::Number(number) => number.to_string(),
            })
            .unwrap_or_default()
    };
    let text = match class {
        Class::Visit => {
            let verb = match word("visitKind").as_str() {
                "inspection" => "调研",
                "official" => "访问",
                "tour" => "参观",
                "condolence" => "看望",
                _ => "到访",
            };
            format!("{}{verb}{}", first(Property::Visitor), all(Property::Visited))
        }
        Class::Meeting => format!("{}会面", all(Property::Participant)),
        Class::Gathering => word("event"),
        Class::Utterance => {
            let verb = match word("verb") {
                verb if verb.is_empty() => "说".to_owned(),
                verb => verb,
            };
            let words = match word("topics") {
                topics if topics.is_empty() => word("quote"),
                topics => topics,
            };
            format!("{}{verb}：{}", first(Property::Speaker), short(&words, 40))
        }
        Class::PolicyAct => {
            let verb = match word("verb") {
                verb if verb.is_empty() => "推出".to_owned(),
                verb => verb,
            };
            format!("{}{verb}{}", first(Property::Issuer), first(Property::Policy))
        }
        Class::Agreement => format!("{}合作", all(Property::Party)),
        Class::Tenure => format!("{}任{}", first(Property::Holder), first(Property::Position)),
        Class::Observation => {
            let subject = match first(Property::Subject) {
                "" => word("subject"),
                subject => subject.to_owned(),
            };
            let figure: Vec<String> = ["period", "product", "indicator", "value", "change"]
                .into_iter()
                .map(word)
                .filter(|word| !word.is_empty())
                .collect();
            format!("{subject} {}", figure.join(" "))
        }
        _ => String::new(),
    };
    let text = text.trim().to_owned();
    let text = if text.is_empty() { class.name().to_owned() } else { text };
    match (class, time.and_then(EventTime::date)) {
        (Class::Visit | Class::Meeting | Class::Agreement | Class::PolicyAct, Some(date)) => {
            format!("{text}（{date}）")
        }
        _ => text,
    }
}

/// The first `length` characters, with `…` where there are more.
fn short(text: &str, length: usize) -> String {
    match text.char_indices().nth(length) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
