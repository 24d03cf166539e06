//! Records enter; the things of the whole corpus leave, with the reason for each merge.
//!
//! Two steps: entities with one code, or one full name and nothing against it, form groups; then short forms and
//! aliases are joined to the fuller name, if there is only one.
//!
//! Rules of [`Decision::rule`]:
//! - `code`: the same GB/T 2260 or ISO 3166-1 code.
//! - `same-name`: the same full name, script, width, case, spaces and quotation marks aside.
//! - `same-name` of people: one, unless what is told of them speaks against it; `persons.rs` lists what is weighed.
//! - `listed`: two names under which the lexicons list one thing (中央宣传部 and 中宣部).
//! - `same-name.same-area`: places of one name are one, unless they are said to lie in places that exclude each other.
//! - `same-name.same-kind`: a two-character name of a company is not that of a public body.
//! - `same-name.same-document`: 省委, 市政府 mean another body in each document.
//! - `short-form`: a form made by rule (北京 for 北京市, 百度 for 百度公司, 江西省委 for 中共江西省委员会).
//! - `short-form.same-document`: the beginning of a company's registered name (青禾公司 for 青禾光电科技有限公司), where every
//!   document with the short form has the full name.
//! - `alias`: a form that a record lists beside the full name.
//! - `same-sound.same-country`: transcribed names of one sound whose bearers hold posts of one foreign country.
//! - `near-sound.same-post`: the same of longer names that differ in one syllable, whose bearers hold one post of one country.
//! - `part-of-name.same-post`: parts of a longer transcribed name (马杜罗 of 尼古拉斯·马杜罗·莫罗斯) whose bearers hold one post of one country.
//! - `title-in-office`: a bare title (俄罗斯总统表示) and the only one who holds the post around the day; `titles.rs`.
//! - `correction.<id>`: the user says so.
//!
//! Promise: a pure function of the set of records and of the set of corrections: their order does not matter, a record given twice counts once, and
//! what a removed record said leaves no trace. People, organisations, places, policies and products never merge.

mod attach;
mod correct;
mod evidence;
mod groups;
mod keys;
mod listed;
mod names;
mod parents;
mod persons;
mod reject;
mod titles;
mod walks;

use std::borrow::{Borrow, Cow};
use std::collections::{BTreeMap, BTreeSet};

use self::evidence::Item;
use crate::knowledge::Knowledge;
use crate::model::script::simplify;
use crate::model::{Corrections, Decision, Feature, LinkedEntity, Linking, Outcome, Record, Verdict};

pub(crate) use self::reject::bears_on_linking;
pub use self::reject::without_rejected;

/// A decision, by indices of items.
#[derive(Debug, Clone)]
struct Draft {
    left: usize,
    right: usize,
    rule: &'static str,
    features: Vec<Feature>,
    score: f64,
    verdict: Verdict,
}

/// Says which entities of the records are one thing. The lexicons say which names are of one listed thing, what titles
/// tell of people, and what things are called in English.
pub fn link(records: &[Record], knowledge: &Knowledge) -> Linking {
    link_corrected(records, Corrections::none(), knowledge).0
}

/// The same under the user's corrections, and what became of each of them but the rejections of facts (see
/// [`without_rejected`]), by id.
pub fn link_corrected<R: Borrow<Record>>(
    records: &[R],
    corrections: &Corrections,
    knowledge: &Knowledge,
) -> (Linking, Vec<Outcome>) {
    let distinct = Record::distinct(records);
    let mut items: Vec<Item> = distinct.iter().copied().flat_map(|record| evidence::items(record, knowledge)).collect();
    let finder = correct::Finder::new(&distinct, &items, corrections);
    let mut fates = correct::retype(&mut items, &finder, corrections);
    let (groups, mut drafts) = groups::groups(&items, knowledge);
    let (roots, joints) = attach::attach(&groups);
    drafts.extend(joints);

    let mut things: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (group, root) in groups.iter().zip(&roots) {
        things.entry(*root).or_default().extend(&group.members);
    }
    let things: Vec<Vec<usize>> = things
        .into_values()
        .map(|mut members| {
            members.sort_unstable();
            members
        })
        .collect();
    let corrected = correct::replay(&items, things, &finder, corrections);
    let things = &corrected.things;
    fates.extend(corrected.fates.iter().cloned());
    let mut entities: Vec<LinkedEntity> = things.iter().map(|members| entity(&items, members, knowledge)).collect();
    for (entity, members) in entities.iter_mut().zip(things) {
        corrected.name(entity, members);
    }
    let bases: Vec<(String, Vec<usize>)> =
        entities.iter().zip(things).map(|(entity, members)| (entity.key.0.clone(), members.clone())).collect();
    for (entity, key) in entities.iter_mut().zip(keys::keys(&items, &bases)) {
        entity.key = key;
    }
    entities.sort_by(|left, right| left.key.cmp(&right.key));

    let mut linking = Linking { decisions: decisions(&items, drafts), ..Linking::default() };
    for record in &distinct {
        linking.keys.entry(record.id.clone()).or_default();
    }
    for entity in &entities {
        for (document, id) in &entity.members {
            linking.keys.entry(document.clone()).or_default().insert(id.clone(), entity.key.clone());
        }
    }
    linking.entities = entities;
    if !corrections.is_empty() {
        corrected.decisions(&items, &mut linking);
    }
    titles::resolve(&distinct, &mut linking);
    linking.parents = parents::parents(&distinct, &linking, knowledge);
    let key = |item: usize| linking.keys[&items[item].at.0][&items[item].at.1].clone();
    let mut outcomes: Vec<Outcome> = fates.into_iter().map(|(id, fate)| fate.told(id, key)).collect();
    outcomes.sort_by(|left, right| left.id.cmp(&right.id));
    (linking, outcomes)
}

/// The thing, with the base of its key.
fn entity(items: &[Item], members: &[usize], knowledge: &Knowledge) -> LinkedEntity {
    let entity_type = items[members[0]].entity_type;
    let kind = keys::kind(items, members);
    let code = members.iter().find_map(|&index| items[index].code.clone());
    let label = keys::label(items, members, kind);
    // A thing that is written in traditional characters is known by its simplified name too, so that it is found by it.
    let names: BTreeSet<String> = members
        .iter()
        .flat_map(|&index| &items[index].names)
        .flat_map(|name| [name.clone(), simplify(name).into_owned()])
        .filter(|name| *name != label && !name.is_empty())
        .collect();
    let english = std::iter::once(&label).chain(&names).find_map(|name| listed::english(knowledge, entity_type, name));
    LinkedEntity {
        key: keys::base(entity_type, &label, code.as_deref()),
        entity_type,
        kind,
        names: names.into_iter().collect(),
        label,
        code,
        english,
        members: members.iter().map(|&index| items[index].at.clone()).collect(),
    }
}

fn decisions(items: &[Item], drafts: Vec<Draft>) -> Vec<Decision> {
    let mut decisions: Vec<Decision> = drafts
        .into_iter()
        .map(|draft| Decision {
            left: items[draft.left].at.clone(),
            right: items[draft.right].at.clone(),
            rule: Cow::Borrowed(draft.rule),
            features: draft.features,
            score: draft.score,
            verdict: draft.verdict,
        })
        .collect();
    decisions.sort_by(|left, right| {
        (&left.right, &left.left, left.verdict).cmp(&(&right.right, &right.left, right.verdict))
    });
    decisions
}
