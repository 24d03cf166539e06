//! Mentions enter; the distinct things of the document leave: one for each person, organisation, place, policy.

use std::collections::BTreeMap;

use super::forms::{self, Forms};
use super::scene::{Scene, chars};
use super::{DocumentEntity, lexicon, policy};
use crate::knowledge::{Form, NameEntry};
use crate::model::{EntityType, Mention};

/// Groups mentions; gives the entities and for each mention its entity's index.
pub(super) fn entities(scene: Scene<'_>, mentions: &[Mention]) -> (Vec<DocumentEntity>, Vec<usize>) {
    let entries = entries(scene, mentions);
    let forms = forms::forms(scene, mentions, &entries);
    // The line of each listed surface, so that a short form of a listed name finds it.
    let lines = mentions
        .iter()
        .zip(&entries)
        .filter_map(|(mention, entry)| {
            Some(((mention.entity_type, mention.surface.as_str()), entry.as_ref()?.place.as_str()))
        })
        .collect::<BTreeMap<_, _>>();
    let mut by_key = BTreeMap::<(EntityType, String), usize>::new();
    let mut entities = Vec::<DocumentEntity>::new();
    let mut entity_of = Vec::new();
    for (index, mention) in mentions.iter().enumerate() {
        let key = (mention.entity_type, key(mention, entries[index], &forms, &lines));
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
        describe(scene, entity, mentions, &entries);
    }
    (entities, entity_of)
}

/// What makes two mentions of one type the same thing.
fn key(
    mention: &Mention,
    entry: Option<&NameEntry>,
    forms: &Forms,
    lines: &BTreeMap<(EntityType, &str), &str>,
) -> String {
    let entity_type = mention.entity_type;
    let mut name = mention.canonical.as_ref().unwrap_or(&mention.surface);
    // A form may stand for a form of another; no chain is longer than there are ways to shorten.
    for _ in 0..4 {
        match forms.get(&(entity_type, name.clone())) {
            Some(full) => name = full,
            None => break,
        }
    }
    match (entity_type, entry) {
        (EntityType::Policy, _) => policy_key(name),
        (_, Some(entry)) if *name == mention.surface => entry.place.clone(),
        _ => lines.get(&(entity_type, name.as_str())).map_or_else(|| name.clone(), |line| (*line).to_owned()),
    }
}

/// “广东强芯”工程 and “广东强芯” are one: the quoted words, else the name without quotes and brackets.
fn policy_key(name: &str) -> String {
    let bare = quoted_name(name).unwrap_or(name);
    let bare = bare.split('（').next().unwrap_or(bare);
    // 东西命运共同体 and 西东命运共同体: either country may stand first.
    if let Some(pair) = bare.strip_suffix("命运共同体").filter(|pair| chars(pair) == 2) {
        let mut pair = pair.chars().collect::<Vec<_>>();
        pair.sort_unstable();
        return pair.into_iter().chain("命运共同体".chars()).collect();
    }
    bare.chars().filter(|c| !"《》“”‘’ ".contains(*c)).collect()
}

/// The quoted words that a policy is called by: of “一窗通办”改革 and 科技“远航”工程, not of the opinions on how to further
/// “一窗通办”, and not of “十四五”现代能源规划, which is another than “十四五”规划.
fn quoted_name(name: &str) -> Option<&str> {
    let open = name.find(['“', '‘'])?;
    let inner = &name[open + '“'.len_utf8()..];
    let close = inner.find(['”', '’'])?;
    let (quoted, after) = (&inner[..close], &inner[close + '”'.len_utf8()..]);
    let after = after.split('（').next().unwrap_or(after);
    let period = quoted.ends_with('五') && quoted.starts_with('十');
    let own = if period {
        after.is_empty() || after.starts_with("规划") && chars(after) <= 4
    } else {
        chars(&name[..open]) + chars(after) <= 10
    };
    (own && !name.starts_with("关于")).then_some(quoted)
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
            if let Some(named) =
                entries.iter().find(|entry| !entry.code.is_empty() && sure.contains(&entry.code.as_str()))
            {
                return Some(named);
            }
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
    countries_by_one_character(mentions, &mut chosen);
    chosen
}

/// 巴方 is Brazil where Brazil is named, Palestine where that is: a country's one character, alone or before 方, stands for the country of
/// the document whose name begins with it; of several the one named last before it. Where none is named the lexicon's own stays.
fn countries_by_one_character(mentions: &[Mention], chosen: &mut [Option<&NameEntry>]) {
    let is_country = |entry: &&NameEntry| entry.code.len() == 2 && entry.entity_type == EntityType::Place;
    let character = |mention: &Mention| {
        let mut chars = mention.surface.chars();
        match (chars.next(), chars.next(), chars.next()) {
            (first, None, _) | (first, Some('方'), None) => first,
            _ => None,
        }
    };
    let named: Vec<(usize, &NameEntry)> = mentions
        .iter()
        .zip(chosen.iter())
        .filter(|(mention, _)| character(mention).is_none())
        .filter_map(|(mention, entry)| Some((mention.span.start, entry.filter(is_country)?)))
        .collect();
    for (mention, entry) in mentions.iter().zip(chosen) {
        let (Some(first), Some(_)) = (character(mention), entry.filter(is_country)) else { continue };
        let meant = || named.iter().filter(|(_, country)| country.name.starts_with(first));
        let before = meant().rfind(|(at, _)| *at < mention.span.start);
        if let Some((_, country)) = before.or_else(|| meant().next()) {
            *entry = Some(country);
        }
    }
}

/// Fills in label, names, kind and code from the mentions.
fn describe(scene: Scene<'_>, entity: &mut DocumentEntity, mentions: &[Mention], entries: &[Option<&NameEntry>]) {
    let mut forms = Vec::<String>::new();
    for index in &entity.mentions {
        let surface = shown(&mentions[*index]);
        if !forms.contains(&surface) {
            forms.push(surface);
        }
    }
    let entry = entity.mentions.iter().find_map(|index| entries[*index]);
    let bare = entity
        .mentions
        .iter()
        .filter(|index| entries[**index].is_none())
        .flat_map(|index| forms::bare_forms(scene, &mentions[*index]))
        .collect::<Vec<_>>();
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
    if entity.entity_type == EntityType::Policy && entity.kind.is_none() {
        entity.kind = Some(policy::kind(scene, &entity.label));
    }
    entity.code = entry.map(|entry| entry.code.clone()).filter(|code| !code.is_empty());
    // “一窗通办”改革 is called 一窗通办 too.
    let quoted = forms.iter().filter(|_| entity.entity_type == EntityType::Policy).filter_map(|form| {
        let inner = quoted_name(form)?;
        let open = form.find('“')?;
        // 科技“远航”工程 is called “远航”工程 as well.
        let named = (open > 0).then(|| form[open..].to_owned());
        Some(named.into_iter().chain((chars(inner) >= 3).then(|| inner.to_owned())))
    });
    let quoted = quoted.flatten();
    let bare = bare.into_iter().chain(quoted.collect::<Vec<_>>());
    for form in bare {
        if !forms.contains(&form) {
            forms.push(form);
        }
    }
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
