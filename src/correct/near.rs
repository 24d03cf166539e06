//! A name that nothing bears enters; the names that are nearest to it leave.

use std::collections::BTreeSet;

use crate::model::{EntityType, Linking};

/// At most three names of things, of this type where one is given, that hold the name, are held by it, or differ from it in
/// less than half of its characters; the nearest first.
pub fn nearest(linking: &Linking, name: &str, entity_type: Option<EntityType>) -> Vec<String> {
    let wanted: Vec<char> = name.chars().collect();
    let mut found = BTreeSet::new();
    for entity in linking.entities.iter().filter(|entity| entity_type.is_none_or(|asked| asked == entity.entity_type)) {
        for other in entity.names.iter().chain([&entity.label]) {
            let chars: Vec<char> = other.chars().collect();
            let longest = wanted.len().max(chars.len());
            let held = wanted.len() > 1 && chars.len() > 1 && (other.contains(name) || name.contains(other.as_str()));
            // The difference in length is a lower bound of the distance.
            if !held && 2 * wanted.len().abs_diff(chars.len()) >= longest {
                continue;
            }
            let distance = distance(&wanted, &chars);
            if held || 2 * distance < longest {
                found.insert((distance, !held, other.clone()));
                if found.len() > 3 {
                    found.pop_last();
                }
            }
        }
    }
    found.into_iter().map(|(.., name)| name).collect()
}

/// How many characters are put in, left out or changed (Levenshtein).
fn distance(one: &[char], other: &[char]) -> usize {
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (number, c) in one.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = number + 1;
        for (at, d) in other.iter().enumerate() {
            let changed = diagonal + usize::from(c != d);
            diagonal = row[at + 1];
            row[at + 1] = changed.min(row[at] + 1).min(diagonal + 1);
        }
    }
    row[other.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distance_counts_changed_characters() {
        let of =
            |one: &str, other: &str| distance(&one.chars().collect::<Vec<_>>(), &other.chars().collect::<Vec<_>>());
        assert_eq!(
            (of("宋知远", "宋知远"), of("宋知远", "宋致远"), of("", "宋"), of("青湖大学", "青湖市大学")),
            (0, 1, 1, 1)
        );
    }
}
