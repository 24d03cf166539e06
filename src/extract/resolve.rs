//! Overlapping candidates enter; the set of mentions that fits together best leaves.
//!
//! Each candidate weighs its confidence times its length to a power above one, so that one long name beats the two
//! short ones it is made of; the heaviest set without overlaps is found exactly, by dynamic programming.

use std::collections::BTreeMap;

use super::scene::{Candidate, Scene, chars};
use crate::model::{EntityType, Kind, Mention, Span};

/// How the weight of a candidate grows with its length in characters.
const LENGTH_POWER: f64 = 1.3;
/// Candidates below this are not believed on their own.
const FLOOR: f64 = 0.5;

/// The outermost mentions, in order, and the names nested in sites.
pub(super) fn resolve(scene: Scene<'_>, candidates: &[Candidate]) -> Vec<Mention> {
    let candidates = combined(candidates);
    let chosen = heaviest(scene, &candidates);
    let mut mentions = Vec::new();
    for choice in &chosen {
        let holds_others = choice.kind == Some(Kind::Site) || choice.reason == "place.joined";
        if choice.entity_type == Some(EntityType::Place) && holds_others {
            mentions.extend(nested(scene, &candidates, choice).into_iter().filter_map(|inner| mention(scene, inner)));
        }
        mentions.extend(mention(scene, choice));
    }
    mentions.sort_by_key(|mention| (mention.span.start, std::cmp::Reverse(mention.span.end)));
    mentions
}

fn mention(scene: Scene<'_>, candidate: &Candidate) -> Option<Mention> {
    Some(Mention {
        span: candidate.span,
        entity_type: candidate.entity_type?,
        kind: candidate.kind,
        surface: candidate.span.of(scene.text()).to_owned(),
        canonical: candidate.canonical.clone(),
        recogniser: candidate.recogniser,
        reason: candidate.reason.clone(),
        confidence: candidate.confidence,
    })
}

/// One candidate for each range and type: the most confident, raised a little by each further witness.
fn combined(candidates: &[Candidate]) -> Vec<Candidate> {
    let mut best = BTreeMap::<(Span, Option<EntityType>), Candidate>::new();
    for candidate in candidates {
        match best.entry((candidate.span, candidate.entity_type)) {
            std::collections::btree_map::Entry::Vacant(slot) => {
                slot.insert(candidate.clone());
            }
            std::collections::btree_map::Entry::Occupied(mut slot) => {
                let known = slot.get_mut();
                let both = 1.0 - (1.0 - known.confidence) * (1.0 - 0.5 * candidate.confidence);
                let witness = known.recogniser != candidate.recogniser;
                if candidate.confidence > known.confidence {
                    let kind = candidate.kind.or(known.kind);
                    *known = Candidate { kind, ..candidate.clone() };
                }
                if witness {
                    known.confidence = known.confidence.max(both.min(0.99));
                }
            }
        }
    }
    best.into_values().filter(|candidate| candidate.confidence >= FLOOR && !candidate.span.is_empty()).collect()
}

fn heaviest<'c>(scene: Scene<'_>, candidates: &'c [Candidate]) -> Vec<&'c Candidate> {
    let mut order = candidates.iter().collect::<Vec<_>>();
    order.sort_by_key(|candidate| (candidate.span.end, candidate.span.start, candidate.entity_type));
    let weight = |candidate: &Candidate| {
        candidate.confidence * (chars(candidate.span.of(scene.text())) as f64).powf(LENGTH_POWER)
    };
    // best[n]: the heaviest choice among the first n candidates; take[n]: whether it has the n-th.
    let mut best = vec![0.0; order.len() + 1];
    let mut take = vec![false; order.len() + 1];
    let mut compatible = vec![0; order.len() + 1];
    for (index, candidate) in order.iter().enumerate() {
        let before = order.partition_point(|other| other.span.end <= candidate.span.start).min(index);
        compatible[index + 1] = before;
        let with = best[before] + weight(candidate);
        take[index + 1] = with > best[index];
        best[index + 1] = with.max(best[index]);
    }
    let mut chosen = Vec::new();
    let mut at = order.len();
    while at > 0 {
        if take[at] {
            chosen.push(order[at - 1]);
            at = compatible[at];
        } else {
            at -= 1;
        }
    }
    chosen.reverse();
    chosen
}

/// Places and organisations inside a site's name, and shorter sites that it begins with.
fn nested<'c>(scene: Scene<'_>, candidates: &'c [Candidate], site: &Candidate) -> Vec<&'c Candidate> {
    let surface = site.span.of(scene.text());
    let mut inner = candidates
        .iter()
        .filter(|candidate| {
            site.span.contains(candidate.span)
                && candidate.span != site.span
                && match (candidate.entity_type, candidate.kind) {
                    (Some(EntityType::Organization), _) => true,
                    (Some(EntityType::Place), Some(Kind::Site)) => candidate.span.start == site.span.start,
                    // 青原山 in 青原山隧道 is not meant, the river in a stretch of it is.
                    (Some(EntityType::Place), Some(Kind::Natural)) => surface.ends_with('段'),
                    (Some(EntityType::Place), _) => true,
                    _ => false,
                }
        })
        .collect::<Vec<_>>();
    inner.sort_by_key(|candidate| (candidate.span.start, std::cmp::Reverse(candidate.span.end)));
    // No crossing: a candidate that crosses one kept before it is left out, and so is a shorter organisation in a longer one.
    let mut kept = Vec::<&Candidate>::new();
    for candidate in inner {
        let clashes = kept.iter().any(|other| {
            other.span.overlaps(candidate.span)
                && (!other.span.contains(candidate.span)
                    || other.kind != Some(Kind::Site)
                    || other.span == candidate.span)
        });
        if !clashes {
            kept.push(candidate);
        }
    }
    kept
}
