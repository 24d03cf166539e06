//! What one sentence shows helps the others: names found once are found again, and short forms that the text defines
//! (以下简称…) or makes by rule (华立源公司) are names too.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use regex::Regex;

use super::place;
use super::scene::{Candidate, Scene, chars, is_han};
use crate::knowledge::Form;
use crate::model::{EntityType, Kind, Mention, Recogniser, Span};

static DEFINED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        "^[（(](?:以下)?(?:统称|简称|英文缩写|英文简称|缩写)?(?:为|：|:)?[“\"]?([^（）()“”\"，。]{2,16})[”\"]?[）)]",
    )
    .expect("constant")
});

/// Further candidates that the mentions found so far give rise to.
pub(super) fn candidates(scene: Scene<'_>, mentions: &[Mention]) -> Vec<Candidate> {
    let mut found = repeated_persons(scene, mentions);
    found.extend(weak_forms(scene, mentions));
    found.extend(repeated_names(scene, mentions));
    found.extend(longer_persons(scene, mentions));
    for mention in mentions {
        if let Some(original) = original_name(scene, mention) {
            found.extend(occurrences(scene, &original, mention, 1.0, "name.original"));
        }
        if mention.entity_type != EntityType::Organization {
            continue;
        }
        if let Some(short) = defined_short_form(scene, mention) {
            found.extend(occurrences(scene, &short, mention, 0.95, "short.defined"));
        }
        if mention.kind == Some(Kind::Company)
            && let Some(core) = company_core(scene, mention)
        {
            for suffix in ["公司", "集团", ""] {
                let form = format!("{core}{suffix}");
                if form != mention.surface && (!suffix.is_empty() || chars(&core) >= 3) {
                    found.extend(occurrences(scene, &form, mention, 0.9, "short.company"));
                }
            }
        }
    }
    found
}

fn repeated_persons(scene: Scene<'_>, mentions: &[Mention]) -> Vec<Candidate> {
    let mut names = BTreeMap::<&str, f64>::new();
    for mention in mentions.iter().filter(|mention| mention.entity_type == EntityType::Person) {
        let best = names.entry(&mention.surface).or_insert(0.0);
        *best = best.max(mention.confidence);
    }
    // 科尔 for 马丁·科尔.
    let surnames = names
        .iter()
        .filter_map(|(name, confidence)| Some((name.rsplit_once('·')?.1, *confidence)))
        .filter(|(last, _)| chars(last) >= 2)
        .collect::<Vec<_>>();
    names.extend(surnames);
    let mut found = Vec::new();
    for (name, confidence) in names {
        if confidence < 0.7 {
            continue;
        }
        for (at, _) in scene.text().match_indices(name) {
            let span = Span::new(at, at + name.len());
            // A transliterated name does not begin in the middle of a longer one.
            let inside =
                !is_chinese_name(scene, name) && scene.knowledge.person_names.transliteration(scene.previous(at)) > 3.0;
            if !inside {
                found.push(
                    Candidate::rule(span, EntityType::Person, None, "person.repeated", confidence.min(0.93))
                        .by(Recogniser::Document),
                );
            }
        }
    }
    found
}

/// Organisations, sites and policies that are sure in one place, wherever else they stand.
fn repeated_names(scene: Scene<'_>, mentions: &[Mention]) -> Vec<Candidate> {
    let mut sure = BTreeMap::<&str, &Mention>::new();
    for mention in mentions {
        let long = chars(&mention.surface) >= 4 && mention.confidence >= 0.75;
        if mention.entity_type != EntityType::Person && long && mention.canonical.is_none() {
            let best = sure.entry(&mention.surface).or_insert(mention);
            if mention.confidence > best.confidence {
                *best = mention;
            }
        }
    }
    let repeated = sure
        .into_iter()
        .flat_map(|(surface, mention)| occurrences(scene, surface, mention, mention.confidence.min(0.85), "repeated"));
    repeated.map(|candidate| Candidate { canonical: None, ..candidate }).collect()
}

/// 王海才 where every 王海 of the document goes on with 才: the name is one character longer.
fn longer_persons(scene: Scene<'_>, mentions: &[Mention]) -> Vec<Candidate> {
    let mut found = Vec::new();
    let names = mentions
        .iter()
        .filter(|mention| mention.entity_type == EntityType::Person && chars(&mention.surface) == 2)
        .map(|mention| mention.surface.as_str())
        .collect::<std::collections::BTreeSet<_>>();
    for name in names {
        let starts = scene.text().match_indices(name).map(|(at, _)| at).collect::<Vec<_>>();
        let next = starts.iter().map(|at| scene.next(at + name.len())).collect::<std::collections::BTreeSet<_>>();
        let Some(c) =
            next.first().copied().filter(|c| starts.len() >= 2 && next.len() == 1 && is_han(*c) && *c != '和')
        else {
            continue;
        };
        let whole = format!("{name}{c}");
        let after = starts.iter().map(|at| scene.next(at + whole.len())).collect::<std::collections::BTreeSet<_>>();
        if after.len() >= 2 && super::person::chinese_score(scene, &whole).is_some() {
            found.extend(starts.iter().map(|at| {
                let span = Span::new(*at, at + whole.len());
                Candidate::rule(span, EntityType::Person, None, "person.longer", 0.9).by(Recogniser::Document)
            }));
        }
    }
    found
}

/// Weak forms of listed names whose full name stands in the document: 小米 where 小米集团 does.
fn weak_forms(scene: Scene<'_>, mentions: &[Mention]) -> Vec<Candidate> {
    let names = &scene.knowledge.names;
    let mut listed = BTreeMap::<usize, &Mention>::new();
    for mention in mentions {
        for form in names.lookup(&mention.surface) {
            let same = names.entries[form.entry].entity_type == mention.entity_type;
            if form.form != Form::Weak && same && mention.entity_type == EntityType::Organization {
                listed.entry(form.entry).or_insert(mention);
            }
        }
    }
    let mut found = Vec::new();
    for (entry, mention) in listed {
        for (text, form) in &names.entries[entry].forms {
            if *form == Form::Weak && chars(text) >= 2 {
                found.extend(occurrences(scene, text, mention, 0.82, "weak.document"));
            }
        }
    }
    found
}

fn is_chinese_name(scene: Scene<'_>, name: &str) -> bool {
    chars(name) <= 4 && super::person::chinese_score(scene, name).is_some()
}

/// 科尔（Martin Cole）, 远帆（Yuanfan Tech）: the name in its own letters.
fn original_name(scene: Scene<'_>, mention: &Mention) -> Option<String> {
    if !matches!(mention.entity_type, EntityType::Person | EntityType::Organization) {
        return None;
    }
    let inner = scene.after(mention.span.end).strip_prefix(['（', '('])?;
    let name = inner[..inner.find(['）', ')'])?].trim();
    let letters = name.chars().all(|c| c.is_ascii_alphabetic() || " .-'’·".contains(c));
    let cased = name.starts_with(|c: char| c.is_ascii_uppercase()) && name.chars().any(|c| c.is_ascii_lowercase());
    (letters && cased && (3..=40).contains(&name.len())).then(|| name.to_owned())
}

/// X（以下简称Y）, X（TMC）.
fn defined_short_form(scene: Scene<'_>, mention: &Mention) -> Option<String> {
    let captures = DEFINED.captures(scene.after(mention.span.end))?;
    let whole = captures.get(0)?.as_str();
    let short = captures.get(1)?.as_str().trim();
    let told = whole.contains("简称") || whole.contains("缩写") || whole.contains("统称");
    let acronym = short.chars().all(|c| c.is_ascii_uppercase() || c == '-') && (2..=10).contains(&short.len());
    (told || acronym).then(|| short.to_owned())
}

fn occurrences(scene: Scene<'_>, form: &str, full: &Mention, confidence: f64, reason: &str) -> Vec<Candidate> {
    let canonical = full.canonical.clone().unwrap_or_else(|| full.surface.clone());
    let latin = form.starts_with(|c: char| c.is_ascii_alphanumeric());
    scene
        .text()
        .match_indices(form)
        .filter(|(at, _)| {
            !latin
                || !(scene.previous(*at).is_ascii_alphanumeric() || scene.next(at + form.len()).is_ascii_alphanumeric())
        })
        .map(|(at, _)| Candidate {
            span: Span::new(at, at + form.len()),
            entity_type: Some(full.entity_type),
            kind: full.kind,
            canonical: Some(canonical.clone()),
            recogniser: Recogniser::Document,
            reason: reason.to_owned(),
            confidence,
        })
        .collect()
}

/// The company's own word: 华立源 of 华立源锂电科技有限公司, 宇瞳 of 东莞市宇瞳光学科技股份有限公司.
fn company_core(scene: Scene<'_>, mention: &Mention) -> Option<String> {
    let name = mention.surface.as_str();
    let mut rest = name;
    while let Some(place) = place::leading(scene, rest) {
        rest = &rest[place..];
    }
    let suffix = scene.knowledge.suffixes.ending(rest)?;
    let body = &rest[..rest.len() - suffix.word.len()];
    if chars(&suffix.word) < 2 || chars(body) < 2 {
        return None;
    }
    let generic = scene.knowledge.words.list("generic");
    let mut end = 0;
    for (at, c) in body.char_indices() {
        if chars(&body[..at]) >= 2 && generic.prefix(&body[at..]).is_some() {
            break;
        }
        end = at + c.len_utf8();
    }
    let core = &body[..end];
    let usable = (2..=5).contains(&chars(core)) && core.chars().all(is_han) && core.len() < name.len();
    (usable && scene.knowledge.names.lookup(core).is_empty()).then(|| core.to_owned())
}
