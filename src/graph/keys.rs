//! What makes an event the same event enters; its key leaves.
//!
//! Promise: a key follows from the class, the keys of who and what takes part, and the day; where no day is stated, from
//! the document, for two undated tellings cannot be known to be one.

use std::fmt::Write;

use sha2::{Digest, Sha256};

use super::{Class, NodeKey};
use crate::model::{DocumentId, EntityKey, EventTime};

/// The stated day or days, else the document: what an event's key has beside its participants.
pub(super) fn occasion(time: Option<&EventTime>, document: &DocumentId) -> Occasion {
    match time.and_then(EventTime::date) {
        Some(date) => Occasion::Dated(date),
        None => Occasion::Told(document.0.clone()),
    }
}

/// When, or else where it is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Occasion {
    /// On these days.
    Dated(String),
    /// In this document, at a time not stated.
    Told(String),
    /// Its name tells it from all others.
    Unique,
}

/// The key of a node of this class, from what identifies it.
pub(super) fn event_key(class: Class, parts: &[&str], occasion: &Occasion) -> NodeKey {
    let mut hash = Sha256::new();
    let mut feed = |part: &str| {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part.as_bytes());
    };
    feed(class.name());
    // Without the number of parts the day could pass for one.
    feed(&parts.len().to_string());
    for part in parts {
        feed(part);
    }
    let day = match occasion {
        Occasion::Dated(date) => {
            feed("on");
            feed(date);
            format!("{}-", date.replace('/', "-"))
        }
        Occasion::Told(document) => {
            feed("in");
            feed(document);
            String::new()
        }
        Occasion::Unique => String::new(),
    };
    let digest = hash.finalize();
    let mut key = format!("{}/{day}", room(class));
    for byte in &digest[..8] {
        let _ = write!(key, "{byte:02x}");
    }
    NodeKey(key)
}

/// The key of a position under its full name: `position/国务院总理`.
pub(super) fn position_key(name: &str) -> NodeKey {
    NodeKey(format!("position/{}", EntityKey::part(name)))
}

fn room(class: Class) -> &'static str {
    match class {
        Class::Visit => "visit",
        Class::Meeting => "meeting",
        Class::Gathering => "gathering",
        Class::Utterance => "utterance",
        Class::PolicyAct => "policy-act",
        Class::Agreement => "agreement",
        Class::Tenure => "tenure",
        Class::Observation => "observation",
        _ => "event",
    }
}

/// What tells a gathering from others. A numbered session or a year (第三届数字峰会, 2024年年会) is one wherever it is told; a bare
/// word (座谈会, 开幕式) is one in its document only; any other name is one on its day.
pub(super) fn gathering_occasion(name: &str, time: Option<&EventTime>, document: &DocumentId) -> Occasion {
    let numerals = "0123456789一二三四五六七八九十百";
    let chars: Vec<char> = name.chars().collect();
    let numbered = chars.windows(2).any(|pair| numerals.contains(pair[0]) && matches!(pair[1], '届' | '次'))
        || chars
            .windows(5)
            .any(|run| run[..4].iter().all(char::is_ascii_digit) && matches!(run[4], '年' | '中' | '世' | '全' | '博'));
    if numbered {
        Occasion::Unique
    } else if chars.len() <= 4 {
        Occasion::Told(document.0.clone())
    } else {
        occasion(time, document)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Precision;

    #[test]
    fn a_key_tells_its_parts_apart() {
        let day = Occasion::Dated("2024-05-02".to_owned());
        let one = event_key(Class::Visit, &["ab", "c"], &day);
        assert_ne!(one, event_key(Class::Visit, &["a", "bc"], &day));
        assert_ne!(one, event_key(Class::Meeting, &["ab", "c"], &day));
        assert_ne!(
            event_key(Class::Visit, &["a"], &Occasion::Told("on".into())),
            event_key(Class::Visit, &["a", "in", "on"], &Occasion::Unique)
        );
        assert!(one.0.starts_with("visit/2024-05-02-"), "{one}");
    }

    #[test]
    fn gatherings_are_told_apart_by_what_their_name_says() {
        let document = DocumentId("d1".into());
        let day = Some(EventTime {
            from: "2024-05-02".parse().ok(),
            to: "2024-05-02".parse().ok(),
            precision: Precision::Day,
            text: "5月2日".into(),
        });
        let told = Occasion::Told("d1".into());
        let occasion = |name| gathering_occasion(name, day.as_ref(), &document);
        assert_eq!(occasion("座谈会"), told);
        assert_eq!(occasion("第三届数字峰会"), Occasion::Unique);
        assert_eq!(occasion("2024年年会开幕式"), Occasion::Unique);
        assert_eq!(occasion("全市安全生产会议"), Occasion::Dated("2024-05-02".into()));
    }
}
