//! Mentions enter; the distinct things of the document leave: one for each person, organisation, place, policy.

use std::collections::{BTreeMap, BTreeSet};

use super::scene::{Scene, chars};
use super::{DocumentEntity, lexicon};
use crate::knowledge::{Form, NameEntry};
use crate::model::{EntityType, Kind, Mention};

/// Groups mentions; gives the entities and for each mention its entity's index.
pub(super) fn entities(scene: Scene<'_>, mentions: &[Mention]) -> (Vec<DocumentEntity>, Vec<usize>) {
    let entries = entries(scene, mentions);
    let mut forms = company_forms(scene, mentions);
    forms.extend(country_forms(scene, mentions, &entries));
    forms.extend(last_names(mentions));
    let mut by_key = BTreeMap::<(EntityType, String), usize>::new();
    let mut entities = Vec::<DocumentEntity>::new();
    let mut entity_of = Vec::new();
    for (index, mention) in mentions.iter().enumerate() {
        let key = (mention.entity_type, key(mention, entries[index], &forms));
        let entity = *by_key.entry(key).or_insert_with(|| {
            entities.push(DocumentEntity {
                entity_type: mention.entity_type,
                kind: None,
                label: String::new(),
                names: Vec::new(),
                code: None,
                mentions: Vec::new(),
            });
            entities.len() - 1
        });
        entities[entity].mentions.push(index);
        entity_of.push(entity);
    }
    for entity in &mut entities {
        describe(entity, mentions, &entries);
    }
    (entities, entity_of)
}

/// What makes two mentions of one type the same thing.
fn key(mention: &Mention, entry: Option<&NameEntry>, forms: &BTreeMap<String, String>) -> String {
    let name = mention.canonical.as_ref().unwrap_or(&mention.surface);
    if let Some(full) = forms.get(name) {
        return full.clone();
    }
    match (mention.entity_type, entry) {
        (EntityType::Policy, _) => policy_key(name),
        (_, Some(entry)) if mention.canonical.is_none() => entry.place.clone(),
        _ => name.clone(),
    }
}

/// “广东强芯”工程 and “广东强芯” are one: the quoted words, else the name without quotes and brackets.
fn policy_key(name: &str) -> String {
    let quoted = name.find(['“', '‘']).and_then(|open| {
        let inner = &name[open + '“'.len_utf8()..];
        inner.find(['”', '’']).map(|close| &inner[..close])
    });
    let bare = quoted.unwrap_or(name);
    let bare = bare.split('（').next().unwrap_or(bare);
    bare.chars().filter(|c| !"《》“”‘’ ".contains(*c)).collect()
}

/// 科尔 for 马丁·科尔, where one person of the document is called so.
fn last_names(mentions: &[Mention]) -> BTreeMap<String, String> {
    let mut full = BTreeMap::<&str, BTreeSet<&str>>::new();
    for mention in mentions.iter().filter(|mention| mention.entity_type == EntityType::Person) {
        if let Some((_, last)) = mention.surface.rsplit_once('·') {
            full.entry(last).or_default().insert(&mention.surface);
        }
    }
    let one = full.into_iter().filter(|(_, names)| names.len() == 1);
    one.flat_map(|(last, names)| names.into_iter().map(move |name| (last.to_owned(), name.to_owned()))).collect()
}

/// 格方 for 格鲁吉亚 where one country of the document begins so; 中国全国政协 for 全国政协 where a country stands before a
/// body that is named without it too, or that is listed.
fn country_forms(scene: Scene<'_>, mentions: &[Mention], entries: &[Option<&NameEntry>]) -> BTreeMap<String, String> {
    let names = &scene.knowledge.names;
    let countries = mentions
        .iter()
        .zip(entries)
        .filter_map(|(mention, entry)| entry.filter(|entry| entry.kind == Kind::Country).map(|entry| (mention, entry)))
        .collect::<Vec<_>>();
    let mut forms = BTreeMap::new();
    for (mention, entry) in mentions.iter().zip(entries) {
        if mention.entity_type == EntityType::Place && entry.is_none() {
            let Some(head) = mention.surface.strip_suffix('方').filter(|head| !head.is_empty()) else { continue };
            let mut fitting = countries
                .iter()
                .filter(|(country, _)| country.surface.starts_with(head))
                .map(|(_, entry)| &entry.place);
            if let Some(first) = fitting.next()
                && fitting.all(|other| other == first)
            {
                forms.insert(mention.surface.clone(), first.clone());
            }
        } else if mention.entity_type == EntityType::Organization && entry.is_none() {
            let Some(length) = super::place::leading(scene, &mention.surface) else { continue };
            let (country, body) = mention.surface.split_at(length);
            let is_country = names.lookup(country).iter().any(|form| names.entries[form.entry].kind == Kind::Country);
            let listed = names
                .lookup(body)
                .iter()
                .map(|form| &names.entries[form.entry])
                .find(|entry| entry.entity_type == EntityType::Organization);
            let alone =
                mentions.iter().any(|other| other.entity_type == EntityType::Organization && other.surface == body);
            if is_country && (listed.is_some() || alone) {
                forms.insert(
                    mention.surface.clone(),
                    listed.map_or_else(|| body.to_owned(), |entry| entry.place.clone()),
                );
            }
        }
    }
    forms
}

/// Short forms of companies that the beginning of a full name makes: 华立源公司 → 华立源锂电科技有限公司.
fn company_forms(scene: Scene<'_>, mentions: &[Mention]) -> BTreeMap<String, String> {
    let companies =
        || mentions.iter().filter(|mention| mention.kind == Some(Kind::Company) && mention.canonical.is_none());
    let mut forms = BTreeMap::new();
    for short in companies() {
        let head =
            ["公司", "集团"].iter().find_map(|suffix| short.surface.strip_suffix(suffix)).unwrap_or(&short.surface);
        let full = companies().map(|mention| mention.surface.as_str()).find(|full| {
            chars(full) > chars(&short.surface) + 1 && full.ends_with("公司") && own_name(scene, full).starts_with(head)
        });
        if chars(head) >= 2
            && let Some(full) = full
        {
            forms.insert(short.surface.clone(), full.to_owned());
        }
    }
    forms
}

/// A name without the places that it begins with.
fn own_name<'n>(scene: Scene<'_>, name: &'n str) -> &'n str {
    let mut rest = name;
    while let Some(length) = super::place::leading(scene, rest) {
        rest = &rest[length..];
    }
    rest
}

/// The lexicon line that each mention stands for; where a form has several, the one that the places of the document
/// speak for, and none if they leave it open.
fn entries<'k>(scene: Scene<'k>, mentions: &[Mention]) -> Vec<Option<&'k NameEntry>> {
    let names = &scene.knowledge.names;
    let options = mentions
        .iter()
        .map(|mention| {
            let mut entries = names
                .lookup(&mention.surface)
                .iter()
                .map(|form| (form.form, &names.entries[form.entry]))
                .filter(|(_, entry)| entry.entity_type == mention.entity_type)
                .collect::<Vec<_>>();
            // A safe form beats a weak one.
            if entries.iter().any(|(form, _)| *form != Form::Weak) {
                entries.retain(|(form, _)| *form != Form::Weak);
            }
            entries.into_iter().map(|(_, entry)| entry).collect::<Vec<_>>()
        })
        .collect::<Vec<_>>();
    let sure =
        options.iter().filter(|entries| entries.len() == 1).map(|entries| entries[0].code.as_str()).collect::<Vec<_>>();
    let mut chosen = Vec::new();
    for (index, entries) in options.iter().enumerate() {
        let by_chain = (index > 0 && mentions[index - 1].span.end == mentions[index].span.start)
            .then(|| chosen[index - 1])
            .flatten()
            .and_then(|outer: &NameEntry| entries.iter().find(|entry| lexicon::within(&outer.code, &entry.code)));
        let by_document = || {
            let mut fitting = entries.iter().filter(|entry| sure.iter().any(|code| lexicon::within(code, &entry.code)));
            let first = fitting.next();
            if fitting.next().is_none() { first } else { None }
        };
        let entry = match entries.as_slice() {
            [] => None,
            [only] => Some(*only),
            _ => by_chain.or_else(by_document).copied(),
        };
        chosen.push(entry);
    }
    chosen
}

/// Fills in label, names, kind and code from the mentions.
fn describe(entity: &mut DocumentEntity, mentions: &[Mention], entries: &[Option<&NameEntry>]) {
    let mut forms = Vec::<String>::new();
    for index in &entity.mentions {
        let surface = shown(&mentions[*index]);
        if !forms.contains(&surface) {
            forms.push(surface);
        }
    }
    let entry = entity.mentions.iter().find_map(|index| entries[*index]);
    let official = entry.map(|entry| entry.name.as_str()).and_then(|name| forms.iter().position(|form| form == name));
    let longest = || {
        let weak = |form: &String| {
            entry.is_some_and(|entry| entry.forms.iter().any(|(text, kind)| text == form && *kind == Form::Weak))
        };
        (0..forms.len()).max_by_key(|index| (!weak(&forms[*index]), chars(&forms[*index]), std::cmp::Reverse(*index)))
    };
    if let Some(first) = official.or_else(longest) {
        let label = forms.remove(first);
        forms.insert(0, label);
    }
    entity.label = forms.first().cloned().unwrap_or_default();
    entity.kind =
        entry.map(|entry| entry.kind).or_else(|| entity.mentions.iter().find_map(|index| mentions[*index].kind));
    entity.code = entry.map(|entry| entry.code.clone()).filter(|code| !code.is_empty());
    entity.names = forms;
}

/// The name as records show it: without the quotes around a whole name.
fn shown(mention: &Mention) -> String {
    let name = mention.surface.as_str();
    let whole = name
        .strip_prefix(['“', '‘'])
        .and_then(|inner| inner.strip_suffix(['”', '’']))
        .filter(|inner| !inner.contains(['“', '”', '‘', '’']));
    whole.unwrap_or(name).to_owned()
}
