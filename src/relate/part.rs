//! Names of organisations and finds of the part rules enter; `partOf` facts leave.
//!
//! Three sources: words (总台所属云州台), names that follow one another (总台云州频道), and names of which one begins with the
//! other (海川大学, 海川大学国家重点实验室), where both are organisations of the document.

use std::collections::BTreeSet;

use super::Scene;
use super::find::Find;
use super::mask::Token;
use super::merge::Draft;
use super::position::last_organization;
use crate::knowledge::Sign;
use crate::model::{EntityType, FactType, Kind, Role};

/// Turns finds, names that begin alike and names that follow one another into facts.
pub fn facts(scene: &Scene<'_>, finds: &[Find<'_>], out: &mut Vec<Draft>) {
    named(scene, out);
    for find in finds.iter().filter(|find| find.rule.fact == FactType::PartOf) {
        let mut houses = find.entities(scene.discourse, Role::Outer);
        if find.rule.has("house") {
            let masked = &scene.discourse.sentences[find.sentence];
            let told = masked.source(find.range.0);
            houses.extend(last_organization(told, scene.annotations, |entity| {
                matches!(scene.kind(entity), None | Some(Kind::Company | Kind::Other))
            }));
        }
        for outer in houses {
            for token in find.tokens(scene.discourse, Role::Inner) {
                // 总台所属海川台新闻频道: the channel is the station's, the station 总台's.
                let Some(inner) = head_house(scene, token).filter(|inner| *inner != outer) else { continue };
                out.push(Draft::of(scene, find).arg(Role::Inner, inner).arg(Role::Outer, outer));
            }
        }
    }
    for (index, masked) in scene.discourse.sentences.iter().enumerate() {
        for (pair, at) in masked.tokens.windows(2).zip(masked.at.windows(2)) {
            let next = at[0] + Sign::Organization.char().len_utf8() == at[1];
            let houses = pair.iter().all(|token| token.sign == Sign::Organization && token.chain.is_empty());
            if let (true, true, Some(outer), Some(inner)) = (next, houses, pair[0].entity(), pair[1].entity())
                && scene.kind(inner) == Some(Kind::Media)
                && scene.kind(outer) == Some(Kind::Media)
                && inner != outer
            {
                let span = scene.reading.sentences[index].span;
                out.push(
                    Draft::new(FactType::PartOf, "part.adjacent", 0.84, span)
                        .arg(Role::Inner, inner)
                        .arg(Role::Outer, outer),
                );
            }
        }
    }
}

/// 海川大学国家重点实验室 is a part of 海川大学: its name begins with the other's, and the rest names a part.
fn named(scene: &Scene<'_>, out: &mut Vec<Draft>) {
    let annotations = scene.annotations;
    let houses = || annotations.entities.iter().enumerate().filter(|(_, e)| e.entity_type == EntityType::Organization);
    let mut told = BTreeSet::new();
    for (inner, part) in houses() {
        // The longest name that this one begins with: 海川大学医学院 before 海川大学.
        let whole = houses()
            .filter(|(outer, _)| *outer != inner)
            .flat_map(|(outer, house)| house.names.iter().map(move |name| (outer, name)))
            .filter(|(outer, name)| name.chars().count() >= 3 || scene.kind(*outer) == Some(Kind::Military))
            .filter(|(outer, name)| {
                let rests = part.names.iter().filter_map(|own| own.strip_prefix(name.as_str()));
                rests.into_iter().any(|rest| names_part(scene, *outer, rest))
            })
            .max_by_key(|(outer, name)| (name.len(), std::cmp::Reverse(*outer)));
        let (Some((outer, _)), Some(&mention)) = (whole, part.mentions.first()) else { continue };
        if told.insert((inner, outer)) {
            let place = annotations.mentions[mention].span.start;
            let sentence = scene.reading.sentences[scene.reading.sentence_at(place)].span;
            out.push(
                Draft::new(FactType::PartOf, "part.named", 0.77, sentence)
                    .arg(Role::Inner, inner)
                    .arg(Role::Outer, outer),
            );
        }
    }
}

/// Whether the rest of a name after another's is that of a part: 常委会, 国家重点实验室; not 公司 or 频道 alone. Companies
/// lend their names to much that is no part of them.
fn names_part(scene: &Scene<'_>, house: usize, rest: &str) -> bool {
    let lender = matches!(scene.kind(house), Some(Kind::Company) | None);
    // 海川集团 | 东原电子有限公司: a firm of the group; 海川集团 | 股份有限公司 is its own full name.
    let legal = ["股份有限公司", "有限责任公司", "集团有限公司", "有限公司", "集团公司"];
    let own = legal.iter().find_map(|form| rest.strip_suffix(form));
    let firm = own.is_some_and(|own| own.trim_end_matches("集团").chars().count() >= 3 && !own.contains("控股"));
    let told = firm || ["分公司", "子公司", "研究院", "事业部"].iter().any(|part| rest.contains(part));
    (!lender || told) && rest.chars().count() >= 2 && !scene.rules.list("no_part").iter().any(|word| word == rest)
}

/// The organisation whose name begins that of a token's, else the token's own.
fn head_house(scene: &Scene<'_>, token: &Token) -> Option<usize> {
    let own = token.entity()?;
    scene
        .annotations
        .mentions
        .iter()
        .enumerate()
        .filter(|(_, mention)| mention.span.start == token.span.start && mention.span.end < token.span.end)
        .filter(|(_, mention)| mention.entity_type == EntityType::Organization)
        .map(|(index, _)| scene.annotations.entity_of[index])
        .find(|entity| *entity != own)
        .or(Some(own))
}
