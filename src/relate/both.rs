//! Finds of the meeting rules and known positions enter; positions told of two people at once leave: 两国总理共同会见记者 says
//! that each of the two who met is 总理 of a country.

use super::Scene;
use super::find::Find;
use super::position::Held;
use crate::knowledge::Sign;
use crate::model::{BlockKind, FactType, Kind, Role, Span};

/// Adds the title after 两国 for the one of the two whose title no sentence names, where the other's is that of a country.
pub fn positions(scene: &Scene<'_>, finds: &[Find<'_>], held: &mut Vec<Held>) {
    let china = scene.china();
    for (sentence, masked) in scene.discourse.sentences.iter().enumerate() {
        let Some(at) = masked.text.find("两国") else { continue };
        let from = masked.source(at) + "两国".len();
        let rest = &scene.reading.text[from..scene.reading.sentences[sentence].span.end];
        let titles = scene.rules.list("titles_of_both");
        let Some(title) = titles.iter().find(|title| rest.starts_with(title.as_str())) else { continue };
        let pairs = finds.iter().rev().filter(|find| find.rule.fact == FactType::Met && find.sentence <= sentence);
        for met in pairs {
            let two = if met.rule.has("pair") {
                pair(scene, finds, met).map_or_else(Default::default, |(one, other)| (vec![one], vec![other]))
            } else {
                (met.actors(scene.discourse, Role::A), met.entities(scene.discourse, Role::B))
            };
            let ([a], [b]) = (&two.0[..], &two.1[..]) else { continue };
            let Some(person) = [(*a, *b), (*b, *a)].into_iter().find_map(|(person, other)| {
                let has = held.iter().any(|one| one.person == person);
                let abroad = held.iter().any(|one| {
                    let country = one.org.filter(|org| scene.kind(*org) == Some(Kind::Country));
                    one.person == other
                        && country.is_some_and(|org| Some(org) != china)
                        && one.title.ends_with(title.as_str())
                });
                (abroad && !has).then_some(person)
            }) else {
                continue;
            };
            held.push(Held {
                person,
                title: title.clone(),
                bare: title.clone(),
                org: china,
                span: Span::new(from, from + title.len()),
                rule: "position.both".to_owned(),
                confidence: 0.9,
            });
            break;
        }
    }
}

/// The two whom 两国元首 or 两国总理 means: the last two joined names before it that both bear such a title (甲国主席李明和乙国总统王芳), else
/// the only two who speak in the paragraphs that follow (会谈后，两国总理共同会见记者。 李明表示… 王芳表示…).
pub fn pair(scene: &Scene<'_>, finds: &[Find<'_>], find: &Find<'_>) -> Option<(usize, usize)> {
    let discourse = scene.discourse;
    let words = &discourse.sentences[find.sentence].text[find.range.0..find.act.0];
    let named = scene.rules.list("pairs").iter().filter_map(|item| item.split_once(':'));
    let (_, titles) = named.into_iter().find(|(plural, _)| words.contains(plural))?;
    for index in (find.sentence.saturating_sub(2)..=find.sentence).rev() {
        let masked = &discourse.sentences[index];
        let bears = |token: usize| {
            let own = masked.tokens[token].span.of(&scene.reading.text);
            masked.tokens[token].sign == Sign::Person && titles.split('|').any(|title| own.contains(title))
        };
        let end = if index == find.sentence { find.range.0 } else { masked.text.len() };
        let sign = Sign::Person.char().len_utf8();
        let last = (1..masked.tokens.len()).rev().filter(|token| masked.at[*token] < end).find(|token| {
            let joint = masked.text.get(masked.at[*token - 1] + sign..masked.at[*token]).unwrap_or_default();
            matches!(joint, "和" | "与" | "同") && bears(*token) && bears(*token - 1)
        });
        let two = last.and_then(|last| Some((masked.tokens[last - 1].entity()?, masked.tokens[last].entity()?)));
        if two.is_some() || discourse.fresh[index] {
            return two;
        }
    }
    speakers(scene, finds, find)
}

/// The two who speak, each at the head of a paragraph, where a story opens with 两国总理 and names nobody else who speaks.
fn speakers(scene: &Scene<'_>, finds: &[Find<'_>], find: &Find<'_>) -> Option<(usize, usize)> {
    let sentences = &scene.reading.sentences;
    let kind = |index: usize| scene.reading.blocks[sentences[index].block].kind;
    let opens = find.sentence == 0 || kind(find.sentence - 1) == BlockKind::Headline;
    let masked = &scene.discourse.sentences[find.sentence];
    if !opens
        || kind(find.sentence) == BlockKind::Headline
        || masked.tokens.iter().any(|token| token.sign == Sign::Person)
    {
        return None;
    }
    let end =
        (find.sentence + 1..sentences.len()).find(|index| scene.discourse.fresh[*index]).unwrap_or(sentences.len());
    let mut two: Vec<usize> = finds
        .iter()
        .filter(|other| other.rule.fact == FactType::Quoted && (find.sentence + 1..end).contains(&other.sentence))
        .filter(|other| sentences[other.sentence].block != sentences[other.sentence - 1].block)
        .flat_map(|other| other.entities(scene.discourse, Role::Who))
        .collect();
    // 李明同东山国总统会谈 stands over it: he is one of the two.
    let head = (0..find.sentence).rev().take_while(|index| kind(*index) == BlockKind::Headline).last();
    let host = head.and_then(|index| {
        let headline = &scene.discourse.sentences[index];
        headline.tokens.iter().find(|token| token.sign == Sign::Person).and_then(super::mask::Token::entity)
    });
    two.extend(host);
    two.sort_unstable();
    two.dedup();
    match two[..] {
        [one, other] => Some((one, other)),
        _ => None,
    }
}
