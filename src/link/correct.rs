//! What linking decided by itself and the user's corrections enter; the things as the user wants them leave.
//!
//! Names are given another type before linking. After it things are split (`different`), then joined (`same`, `alias`), then
//! named (`rename`, `alias`): the user has the last word, and a correction needs to know nothing of how linking decides.
//!
//! Promises: a pure function of the items and the set of corrections; a correction that does not apply changes nothing and
//! is told of; two things that are told to be different are never joined.

use std::collections::{BTreeMap, BTreeSet};

use super::evidence::Item;
use super::keys;
use super::names::fold;
use crate::model::{
    Attribute, CorrectionId, Corrections, DocumentId, Effect, EntityId, EntityKey, FactType, LinkedEntity, Linking,
    Merge, Outcome, Record, Right, Role, Selector,
};

/// Things as they are after the corrections.
#[derive(Debug, Default)]
pub(super) struct Corrected {
    /// Indices of items, sorted.
    pub(super) things: Vec<Vec<usize>>,
    /// The preferred name of the thing of this item, where the user gave one.
    pub(super) labels: BTreeMap<usize, String>,
    /// More names of the thing of this item.
    pub(super) names: BTreeMap<usize, BTreeSet<String>>,
    /// Items of which the user said that they are one thing.
    pub(super) joints: Vec<(usize, usize, CorrectionId)>,
    /// What became of each correction.
    pub(super) fates: Vec<(CorrectionId, Fate)>,
}

impl Corrected {
    /// Gives the thing of these members the names that the user gave it.
    pub(super) fn name(&self, entity: &mut LinkedEntity, members: &[usize]) {
        let first = members[0];
        if let Some(label) = self.labels.get(&first) {
            let old = std::mem::replace(&mut entity.label, label.clone());
            entity.names.push(old);
            entity.key = keys::base(entity.entity_type, label, entity.code.as_deref());
        }
        // An alias may have been given before another correction joined the thing to an earlier one.
        entity.names.extend(members.iter().filter_map(|member| self.names.get(member)).flatten().cloned());
        entity.names.sort();
        entity.names.dedup();
        entity.names.retain(|name| *name != entity.label && !name.is_empty());
    }

    /// Leaves out merges that the user undid and adds those that the user made.
    pub(super) fn merges(&self, items: &[Item], linking: &mut Linking) {
        let key = |at: &(DocumentId, EntityId)| linking.keys.get(&at.0).and_then(|keys| keys.get(&at.1));
        linking.merges.retain(|merge| key(&merge.left) == key(&merge.right));
        for (left, right, id) in &self.joints {
            linking.merges.push(Merge {
                left: items[*left].at.clone(),
                right: items[*right].at.clone(),
                rule: format!("correction.{id}"),
                score: 1.0,
            });
        }
        linking.merges.sort_by(|left, right| (&left.right, &left.left).cmp(&(&right.right, &right.left)));
    }
}

/// An [`Effect`] before things have keys.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Fate {
    Changed,
    Holds,
    Unknown(usize),
    /// Index of the selector, one item of each thing.
    Ambiguous(usize, Vec<usize>),
    Types,
    Contradicts(CorrectionId),
}

impl Fate {
    /// The effect; `key` gives the key of an item's thing.
    pub(super) fn told(self, id: CorrectionId, key: impl Fn(usize) -> EntityKey) -> Outcome {
        let effect = match self {
            Self::Changed => Effect::Changed,
            Self::Holds => Effect::Holds,
            Self::Unknown(thing) => Effect::Unknown { thing },
            Self::Ambiguous(thing, items) => Effect::Ambiguous { thing, keys: items.into_iter().map(key).collect() },
            Self::Types => Effect::Types,
            Self::Contradicts(other) => Effect::Contradicts { other },
        };
        Outcome { id, effect }
    }
}

/// Which items the selectors of the corrections name.
pub(super) struct Finder<'a> {
    by_name: BTreeMap<String, Vec<usize>>,
    posts: BTreeMap<(&'a DocumentId, &'a EntityId), Vec<String>>,
}

impl<'a> Finder<'a> {
    pub(super) fn new(records: &[&'a Record], items: &[Item], corrections: &Corrections) -> Self {
        let selectors = || corrections.iter().flat_map(|(_, correction)| correction.what.selectors());
        let mut by_name: BTreeMap<String, Vec<usize>> =
            selectors().map(|selector| (fold(&selector.name), Vec::new())).collect();
        for (_, correction) in corrections.iter() {
            if let Right::Alias(_, names) = &correction.what {
                by_name.extend(names.iter().map(|name| (fold(name), Vec::new())));
            }
        }
        if !by_name.is_empty() {
            for (index, item) in items.iter().enumerate() {
                for name in item.names.iter().map(|name| fold(name)).collect::<BTreeSet<_>>() {
                    if let Some(found) = by_name.get_mut(&name) {
                        found.push(index);
                    }
                }
            }
        }
        let asked = selectors().any(|selector| selector.post.is_some());
        let posts = if asked { records.iter().flat_map(|record| posts(record)).collect() } else { BTreeMap::new() };
        Self { by_name, posts }
    }

    /// The items, in order.
    fn items(&self, items: &[Item], selector: &Selector) -> Vec<usize> {
        let named = self.by_name.get(&fold(&selector.name)).map_or(&[][..], Vec::as_slice);
        named.iter().copied().filter(|&index| self.holds(&items[index], selector)).collect()
    }

    /// Whether all that the selector asks for beside the name holds of the item.
    fn holds(&self, item: &Item, selector: &Selector) -> bool {
        let post = |words: &String| {
            let words = fold(words);
            let told = self.posts.get(&(&item.at.0, &item.at.1));
            told.into_iter().flatten().any(|post| post.contains(&words))
        };
        selector.entity_type.is_none_or(|asked| asked == item.entity_type)
            && selector.kind.is_none_or(|asked| Some(asked) == item.kind)
            && selector.code.as_ref().is_none_or(|asked| item.code.as_ref() == Some(asked))
            && selector.document.as_ref().is_none_or(|asked| *asked == item.at.0)
            && selector.post.as_ref().is_none_or(post)
    }
}

/// What a document says of posts: organisation and title in one, folded.
fn posts(record: &Record) -> BTreeMap<(&DocumentId, &EntityId), Vec<String>> {
    let labels: BTreeMap<&EntityId, &str> =
        record.entities.iter().map(|entity| (&entity.id, entity.label.as_str())).collect();
    let mut posts: BTreeMap<_, Vec<String>> = BTreeMap::new();
    for fact in record.facts.iter().filter(|fact| fact.fact_type == FactType::HoldsPosition) {
        if let Some(who) = fact.args.get(&Role::Who) {
            let organization = fact.args.get(&Role::Org).and_then(|id| labels.get(id)).copied().unwrap_or_default();
            let title = fact.attributes.get("position").and_then(Attribute::text).unwrap_or_default();
            posts.entry((&record.id, who)).or_default().push(fold(&format!("{organization}{title}")));
        }
    }
    posts
}

/// Gives items the types that the user gave their names.
pub(super) fn retype(items: &mut [Item], finder: &Finder, corrections: &Corrections) -> Vec<(CorrectionId, Fate)> {
    let mut given: BTreeMap<usize, CorrectionId> = BTreeMap::new();
    let mut fates = Vec::new();
    let before: Vec<Vec<usize>> = corrections
        .iter()
        .map(|(_, correction)| match &correction.what {
            Right::Retype(thing, ..) => finder.items(items, thing),
            _ => Vec::new(),
        })
        .collect();
    for ((id, correction), found) in corrections.iter().zip(before) {
        let Right::Retype(_, entity_type, kind) = &correction.what else { continue };
        let mut fate = if found.is_empty() { Fate::Unknown(0) } else { Fate::Holds };
        for index in found {
            if let Some(other) = given.get(&index) {
                fate = Fate::Contradicts(other.clone());
                continue;
            }
            given.insert(index, id.clone());
            let item = &mut items[index];
            let other_type = item.entity_type != *entity_type;
            let other_kind = kind.is_some() && item.kind != *kind;
            if other_type {
                item.entity_type = *entity_type;
                // What was found for a person says nothing of a place.
                item.evidence = super::evidence::Evidence::default();
                item.code = None;
                item.kind = None;
            }
            if kind.is_some() {
                item.kind = *kind;
            }
            if (other_type || other_kind) && fate == Fate::Holds {
                fate = Fate::Changed;
            }
        }
        fates.push((id.clone(), fate));
    }
    fates
}

/// Splits, joins and names things.
pub(super) fn replay(items: &[Item], things: Vec<Vec<usize>>, finder: &Finder, corrections: &Corrections) -> Corrected {
    let mut world = World::new(items, things);
    let mut done = Corrected::default();
    for (id, correction) in corrections.iter() {
        if let Right::Different(selectors) = &correction.what {
            done.fates.push((id.clone(), world.part(id, selectors, finder)));
        }
    }
    for (id, correction) in corrections.iter() {
        let fate = match &correction.what {
            Right::Same(selectors) => world.unite(id, selectors, finder, &mut done.joints),
            Right::Alias(selector, names) => world.also(id, selector, names, finder, &mut done.joints, &mut done.names),
            _ => continue,
        };
        done.fates.push((id.clone(), fate));
    }
    let mut renamed: BTreeMap<usize, CorrectionId> = BTreeMap::new();
    for (id, correction) in corrections.iter() {
        let Right::Rename(selector, to) = &correction.what else { continue };
        let fate = match world.thing(selector, 0, finder) {
            Err(fate) => fate,
            Ok(thing) => match renamed.get(&thing) {
                Some(other) => Fate::Contradicts(other.clone()),
                None => {
                    renamed.insert(thing, id.clone());
                    done.labels.insert(world.members[&thing][0], to.clone());
                    if world.label(thing) == *to { Fate::Holds } else { Fate::Changed }
                }
            },
        };
        done.fates.push((id.clone(), fate));
    }
    done.things = world.members.into_values().collect();
    done
}

/// The things under way.
struct World<'a> {
    items: &'a [Item],
    of: Vec<usize>,
    members: BTreeMap<usize, Vec<usize>>,
    /// Items of which the user said that they are on different sides.
    apart: Vec<(CorrectionId, Vec<Vec<usize>>)>,
}

impl<'a> World<'a> {
    fn new(items: &'a [Item], things: Vec<Vec<usize>>) -> Self {
        let mut of = vec![0; items.len()];
        for (number, members) in things.iter().enumerate() {
            for &member in members {
                of[member] = number;
            }
        }
        Self { items, of, members: things.into_iter().enumerate().collect(), apart: Vec::new() }
    }

    fn label(&self, thing: usize) -> String {
        let members = &self.members[&thing];
        keys::label(self.items, members, keys::kind(self.items, members))
    }

    /// The one thing that a selector names: of several the one whose preferred name it is.
    fn thing(&self, selector: &Selector, number: usize, finder: &Finder) -> Result<usize, Fate> {
        let found: BTreeSet<usize> =
            finder.items(self.items, selector).into_iter().map(|index| self.of[index]).collect();
        let mut called = found.iter().copied();
        let one = match found.len() {
            0 => return Err(Fate::Unknown(number)),
            1 => called.next(),
            _ => {
                let name = fold(&selector.name);
                let mut called = called.filter(|&thing| fold(&self.label(thing)) == name);
                called.next().filter(|_| called.next().is_none())
            }
        };
        one.ok_or_else(|| Fate::Ambiguous(number, found.iter().map(|thing| self.members[thing][0]).collect()))
    }

    /// Splits what the selectors tell apart. An item that fits several is on the side that asks for most, then on that of
    /// its own label; what fits none stays with the first.
    fn part(&mut self, id: &CorrectionId, selectors: &[Selector], finder: &Finder) -> Fate {
        let found: Vec<BTreeSet<usize>> =
            selectors.iter().map(|selector| finder.items(self.items, selector).into_iter().collect()).collect();
        if let Some(thing) = found.iter().position(BTreeSet::is_empty) {
            return Fate::Unknown(thing);
        }
        let mut sides: Vec<Vec<usize>> = vec![Vec::new(); selectors.len()];
        for &index in found.iter().flatten().collect::<BTreeSet<_>>() {
            let label = fold(&self.items[index].label);
            let rank = |side: &usize| (selectors[*side].precision(), fold(&selectors[*side].name) == label);
            let fits = || (0..selectors.len()).filter(|&side| found[side].contains(&index));
            let best = fits().max_by_key(|side| (rank(side), std::cmp::Reverse(*side)));
            let open = best.is_some_and(|best| fits().any(|side| side != best && rank(&side) == rank(&best)));
            if let Some(side) = best.filter(|_| !open) {
                sides[side].push(index);
            }
        }
        if let Some(thing) = sides.iter().position(Vec::is_empty) {
            return Fate::Unknown(thing);
        }
        let mut changed = false;
        let touched: BTreeSet<usize> = sides.iter().flatten().map(|&index| self.of[index]).collect();
        for thing in touched {
            let here: Vec<Vec<usize>> = sides
                .iter()
                .map(|side| side.iter().copied().filter(|&index| self.of[index] == thing).collect())
                .collect();
            let present: Vec<usize> = (0..here.len()).filter(|&side| !here[side].is_empty()).collect();
            if present.len() < 2 {
                continue;
            }
            changed = true;
            let mut parts: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
            for &member in &self.members[&thing] {
                let side = present.iter().copied().find(|&side| here[side].contains(&member));
                // A form of the name goes where the form is used, as long as one side alone uses it.
                let side = side.unwrap_or_else(|| {
                    let label = &self.items[member].label;
                    let uses = |side: &usize| here[*side].iter().any(|&index| self.items[index].label == *label);
                    let mut using = present.iter().copied().filter(uses);
                    using.next().filter(|_| using.next().is_none()).unwrap_or(present[0])
                });
                parts.entry(side).or_default().push(member);
            }
            // What was told before to be apart from a side stays apart from it: splitting only makes things smaller.
            let mut parts = parts.into_values();
            self.members.insert(thing, parts.next().unwrap_or_default());
            for part in parts {
                let number = self.members.keys().next_back().map_or(0, |last| last + 1);
                for &member in &part {
                    self.of[member] = number;
                }
                self.members.insert(number, part);
            }
        }
        self.apart.push((id.clone(), sides));
        if changed { Fate::Changed } else { Fate::Holds }
    }

    /// The correction that tells these two things apart.
    fn forbids(&self, left: usize, right: usize) -> Option<CorrectionId> {
        let side_of = |sides: &[Vec<usize>], thing: usize| -> BTreeSet<usize> {
            (0..sides.len()).filter(|&side| sides[side].iter().any(|&index| self.of[index] == thing)).collect()
        };
        let found = self.apart.iter().find(|(_, sides)| {
            let (left, right) = (side_of(sides, left), side_of(sides, right));
            left.iter().any(|one| right.iter().any(|other| one != other))
        });
        found.map(|(id, _)| id.clone())
    }

    /// Joins two things; their number is the smaller one.
    fn join(&mut self, left: usize, right: usize) -> usize {
        let (keep, give) = (left.min(right), left.max(right));
        if keep != give {
            let given = self.members.remove(&give).unwrap_or_default();
            for &member in &given {
                self.of[member] = keep;
            }
            let kept = self.members.entry(keep).or_default();
            kept.extend(given);
            kept.sort_unstable();
        }
        keep
    }

    fn unite(
        &mut self,
        id: &CorrectionId,
        selectors: &[Selector],
        finder: &Finder,
        joints: &mut Vec<(usize, usize, CorrectionId)>,
    ) -> Fate {
        let mut found = Vec::new();
        for (number, selector) in selectors.iter().enumerate() {
            match self.thing(selector, number, finder) {
                Ok(thing) => found.push(thing),
                Err(fate) => return fate,
            }
        }
        let entity_type = |thing: usize| self.items[self.members[&thing][0]].entity_type;
        if found.iter().any(|&thing| entity_type(thing) != entity_type(found[0])) {
            return Fate::Types;
        }
        for (number, &left) in found.iter().enumerate() {
            for &right in &found[number + 1..] {
                if let Some(other) = self.forbids(left, right).filter(|_| left != right) {
                    return Fate::Contradicts(other);
                }
            }
        }
        let mut changed = false;
        let mut whole = found[0];
        for thing in found {
            if thing != whole && self.members.contains_key(&thing) {
                joints.push((self.members[&whole][0], self.members[&thing][0], id.clone()));
                whole = self.join(whole, thing);
                changed = true;
            }
        }
        if changed { Fate::Changed } else { Fate::Holds }
    }

    fn also(
        &mut self,
        id: &CorrectionId,
        selector: &Selector,
        names: &[String],
        finder: &Finder,
        joints: &mut Vec<(usize, usize, CorrectionId)>,
        more: &mut BTreeMap<usize, BTreeSet<String>>,
    ) -> Fate {
        let mut whole = match self.thing(selector, 0, finder) {
            Ok(thing) => thing,
            Err(fate) => return fate,
        };
        let entity_type = self.items[self.members[&whole][0]].entity_type;
        for name in names {
            // A thing that is known by this name alone, and the only one.
            let folded = fold(name);
            let asked = Selector { entity_type: Some(entity_type), ..Selector::name(name) };
            let known: BTreeSet<usize> =
                finder.items(self.items, &asked).into_iter().map(|index| self.of[index]).collect();
            let mut alone = known.into_iter().filter(|&thing| {
                thing != whole
                    && self.members[&thing]
                        .iter()
                        .all(|&index| self.items[index].names.iter().all(|name| fold(name) == folded))
            });
            if let (Some(only), None) = (alone.next(), alone.next()) {
                if let Some(other) = self.forbids(whole, only) {
                    return Fate::Contradicts(other);
                }
                joints.push((self.members[&whole][0], self.members[&only][0], id.clone()));
                whole = self.join(whole, only);
            }
        }
        let known: BTreeSet<&String> =
            self.members[&whole].iter().flat_map(|&index| &self.items[index].names).collect();
        let new =
            joints.last().is_some_and(|(.., joined)| joined == id) || names.iter().any(|name| !known.contains(name));
        more.entry(self.members[&whole][0]).or_default().extend(names.iter().cloned());
        if new { Fate::Changed } else { Fate::Holds }
    }
}
