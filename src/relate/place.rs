//! Names that hold or follow one another enter; `locatedIn`, `partOf` and `siteOf` facts leave.
//!
//! Three sources: places written one after the other (江西省宜春市袁州区), names inside a site's name (海川公司亦庄办公区),
//! and words (位于, 首都, a frame 在株洲，…). Only direct steps are told; a place never lies in a smaller one.

use super::Scene;
use super::find::Find;
use super::merge::Draft;
use super::visit;
use crate::model::{EntityType, FactType, Kind, Role, Span};

/// Turns finds, chains and nested names into facts.
pub fn facts(scene: &Scene<'_>, finds: &[Find<'_>], out: &mut Vec<Draft>) {
    for find in finds.iter().filter(|find| find.rule.fact == FactType::LocatedIn) {
        let outer = find.tokens(scene.discourse, Role::Outer);
        let inner = find.entities(scene.discourse, Role::Inner);
        for token in outer {
            for outer in &token.entities {
                for inner in &inner {
                    claim(scene, *inner, *outer, &Draft::of(scene, find), out);
                }
            }
        }
    }
    for (sentence, inner, outer) in visit::framed(scene, finds) {
        let draft = Draft::new(FactType::LocatedIn, "place.frame", 0.9, scene.reading.sentences[sentence].span);
        claim(scene, inner, outer, &draft, out);
    }
    chains(scene, out);
    nested(scene, out);
}

fn chains(scene: &Scene<'_>, out: &mut Vec<Draft>) {
    for (index, masked) in scene.discourse.sentences.iter().enumerate() {
        let span = scene.reading.sentences[index].span;
        for token in masked.tokens.iter().filter(|token| !token.chain.is_empty()) {
            let mut steps = token.chain.clone();
            steps.extend(&token.entities);
            let draft = Draft::new(FactType::LocatedIn, "place.chain", 0.95, span);
            for pair in steps.windows(2) {
                claim(scene, pair[1], pair[0], &draft, out);
            }
        }
    }
}

/// Places and organisations inside the name of a site, organisations inside the name of an organisation.
fn nested(scene: &Scene<'_>, out: &mut Vec<Draft>) {
    let mentions = &scene.annotations.mentions;
    for (index, outer) in mentions.iter().enumerate() {
        if !matches!(outer.entity_type, EntityType::Place | EntityType::Organization) {
            continue;
        }
        let whole = scene.annotations.entity_of[index];
        let sentence = scene.reading.sentences[scene.reading.sentence_at(outer.span.start)].span;
        // The names directly inside, from left to right.
        let mut inside = Vec::new();
        let mut end = outer.span.start;
        for (other, mention) in mentions.iter().enumerate().skip(index + 1) {
            if mention.span.start >= outer.span.end {
                break;
            }
            if mention.span.start >= end && mention.span != outer.span && outer.span.contains(mention.span) {
                end = mention.span.end;
                inside.push(other);
            }
        }
        match outer.entity_type {
            EntityType::Place => {
                let mut chain: Option<usize> = None;
                for other in inside {
                    let entity = scene.annotations.entity_of[other];
                    match mentions[other].entity_type {
                        EntityType::Place if scene.kind(entity) != Some(Kind::Country) => {
                            if let Some(outer) = chain {
                                let draft = Draft::new(FactType::LocatedIn, "place.nested", 0.85, sentence);
                                claim(scene, entity, outer, &draft, out);
                            }
                            chain = Some(entity);
                        }
                        EntityType::Organization => {
                            out.push(
                                Draft::new(FactType::SiteOf, "place.owner", 0.9, sentence)
                                    .arg(Role::Site, whole)
                                    .arg(Role::Owner, entity),
                            );
                        }
                        _ => {}
                    }
                }
                if let Some(place) = chain {
                    claim(scene, whole, place, &Draft::new(FactType::LocatedIn, "place.nested", 0.85, sentence), out);
                }
            }
            EntityType::Organization => {
                if let Some(&first) = inside.first() {
                    part(scene, index, first, sentence, out);
                }
            }
            _ => {}
        }
    }
}

/// 海川大学国家重点实验室 is a part of 海川大学: the name of the one begins that of the other, and the rest names a part.
fn part(scene: &Scene<'_>, whole: usize, first: usize, sentence: Span, out: &mut Vec<Draft>) {
    let mentions = &scene.annotations.mentions;
    let (inner, outer) = (scene.annotations.entity_of[whole], scene.annotations.entity_of[first]);
    if mentions[first].entity_type != EntityType::Organization
        || mentions[first].span.start != mentions[whole].span.start
        || inner == outer
    {
        return;
    }
    out.push(
        Draft::new(FactType::PartOf, "part.nested", 0.8, sentence).arg(Role::Inner, inner).arg(Role::Outer, outer),
    );
}

/// Adds a claim that one lies in the other, unless the two are one or the step would go from large to small.
fn claim(scene: &Scene<'_>, inner: usize, outer: usize, draft: &Draft, out: &mut Vec<Draft>) {
    if inner == outer || scene.annotations.entities[outer].entity_type != EntityType::Place {
        return;
    }
    if let (Some(small), Some(large)) = (rank(scene.kind(inner)), rank(scene.kind(outer)))
        && small <= large
    {
        return;
    }
    out.push(draft.clone().arg(Role::Inner, inner).arg(Role::Outer, outer));
}

/// How far down in the order of administration a place stands.
fn rank(kind: Option<Kind>) -> Option<u8> {
    Some(match kind? {
        Kind::Country => 0,
        Kind::Province => 1,
        Kind::City => 2,
        Kind::County => 3,
        Kind::Town => 4,
        _ => return None,
    })
}
