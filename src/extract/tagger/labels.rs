//! The two tag alphabets, and what may follow what.
//!
//! Enters: tags or spans; leaves: the other of the two. Names carry B, M, E (first, middle, last character of a longer
//! name) or S (a name of one character) with one of four types; O is no name. Positions (titles) are a second,
//! independent layer over the same characters, because a title holds names: 江西省商务厅厅长.

use crate::model::EntityType;

/// Types that the name layer knows, in the order of their tags.
pub(super) const TYPES: [EntityType; 4] =
    [EntityType::Person, EntityType::Organization, EntityType::Place, EntityType::Policy];

/// Tags of the name layer: O, then B M E S of each type.
pub(super) const NAME_TAGS: usize = 1 + 4 * TYPES.len();
/// Lanes of the name layer, a multiple of four so that loops over them become vector code.
pub(super) const NAME_LANES: usize = 20;
/// Tags of the position layer: O, B, M, E, S.
pub(super) const POSITION_TAGS: usize = 5;
/// Lanes of the position layer.
pub(super) const POSITION_LANES: usize = 8;
/// Columns of a weight row: the name tags, then the position tags, then nothing.
pub(super) const COLUMNS: usize = 24;
/// First column of the position layer.
pub(super) const POSITION_COLUMN: usize = NAME_TAGS;

/// Index of a type in [`TYPES`]; products are not tagged.
pub(super) fn type_index(entity_type: EntityType) -> Option<usize> {
    TYPES.iter().position(|&known| known == entity_type)
}

/// What a tag says about the character's place in a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Outside,
    Begin,
    Middle,
    End,
    Single,
}

/// The part and, for a name tag, the type index that a tag stands for.
pub(super) fn part(tag: usize) -> (Part, usize) {
    if tag == 0 {
        return (Part::Outside, 0);
    }
    let part = match (tag - 1) % 4 {
        0 => Part::Begin,
        1 => Part::Middle,
        2 => Part::End,
        _ => Part::Single,
    };
    (part, (tag - 1) / 4)
}

/// Whether a tag may open a text.
pub(super) fn may_begin(tag: usize) -> bool {
    matches!(part(tag).0, Part::Outside | Part::Begin | Part::Single)
}

/// Whether a tag may close a text.
pub(super) fn may_end(tag: usize) -> bool {
    matches!(part(tag).0, Part::Outside | Part::End | Part::Single)
}

/// Whether `next` may follow `tag`.
pub(super) fn may_follow(tag: usize, next: usize) -> bool {
    let (from, from_type) = part(tag);
    let (to, to_type) = part(next);
    let open = matches!(from, Part::Begin | Part::Middle);
    let continues = matches!(to, Part::Middle | Part::End);
    open == continues && (!open || from_type == to_type)
}

/// A stretch of characters with the type index of its layer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Stretch {
    pub start: usize,
    pub end: usize,
    pub label: usize,
}

/// The tags that mark `stretches`, which are sorted and do not overlap.
pub(super) fn tags_of(stretches: &[Stretch], length: usize) -> Vec<u8> {
    let mut tags = vec![0; length];
    for stretch in stretches {
        let first = u8::try_from(1 + 4 * stretch.label).unwrap_or(0);
        if stretch.end - stretch.start == 1 {
            tags[stretch.start] = first + 3;
        } else {
            tags[stretch.start..stretch.end].fill(first + 1);
            tags[stretch.start] = first;
            tags[stretch.end - 1] = first + 2;
        }
    }
    tags
}

/// The stretches that a legal sequence of tags marks.
pub(super) fn stretches_of(tags: &[u8]) -> Vec<Stretch> {
    let mut out = Vec::new();
    let mut start = 0;
    for (index, &tag) in tags.iter().enumerate() {
        let (part, label) = part(usize::from(tag));
        match part {
            Part::Begin => start = index,
            Part::Single => out.push(Stretch { start: index, end: index + 1, label }),
            Part::End => out.push(Stretch { start, end: index + 1, label }),
            Part::Outside | Part::Middle => {}
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_and_stretches_are_inverse() {
        let stretches = [(0, 1, 2), (1, 4, 0), (6, 8, 3)].map(|(start, end, label)| Stretch { start, end, label });
        let tags = tags_of(&stretches, 9);
        assert_eq!(stretches_of(&tags), stretches);
        let legal = tags.windows(2).all(|pair| may_follow(usize::from(pair[0]), usize::from(pair[1])));
        assert!(legal && may_begin(usize::from(tags[0])) && may_end(usize::from(tags[8])));
    }

    #[test]
    fn a_name_is_neither_left_open_nor_changes_type() {
        let begin_person = 1;
        assert!(!may_follow(begin_person, 0));
        assert!(!may_follow(begin_person, 1 + 4 + 2));
        assert!(may_follow(begin_person, 3));
        assert!(!may_follow(0, 2));
        assert!(!may_end(begin_person));
    }
}
