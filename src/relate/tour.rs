//! Finds of visits enter; what they tell about where sites lie leaves: a frame (在株洲，…) holds the stops of its sentence, a town that
//! somebody comes to holds the sites looked at next.

use super::Scene;
use super::find::Find;
use super::goal::frame_holds;
use super::place;
use crate::knowledge::Sign;
use crate::model::{FactType, Kind, Realis, Role};

/// For each sentence with a frame (在株洲，…) the place of the frame and the stops of the sentence: they lie in it.
pub fn framed(scene: &Scene<'_>, finds: &[Find<'_>]) -> Vec<(usize, usize, usize)> {
    let mut found = Vec::new();
    for frame in finds.iter().filter(|find| find.rule.has("frame")) {
        let masked = &scene.discourse.sentences[frame.sentence];
        if !frame_holds(scene, masked, frame, true) {
            continue;
        }
        let [head] = frame.tokens(scene.discourse, Role::Where)[..] else { continue };
        let (Sign::Place, Some(outer)) = (head.sign, head.entity()) else { continue };
        for find in finds.iter().filter(|find| find.sentence == frame.sentence && find.rule.fact == FactType::Visited) {
            if find.rule.has("frame") || find.act.0 < frame.act.0 {
                continue;
            }
            for token in find.tokens(scene.discourse, Role::Where) {
                // 在云州白石市，来到云州海川基地: the base lies in 白石市, whatever its name begins with.
                let narrower = |inside: &usize| *inside != outer && !head.chain.contains(inside);
                let inner = token
                    .entity()
                    .map(|entity| place::leading_place(scene, token.span, entity).filter(narrower).unwrap_or(entity));
                if let Some(inner) = inner.filter(|_| token.chain.is_empty()) {
                    found.push((find.sentence, inner, outer));
                }
            }
        }
    }
    found
}

/// For each sentence in which somebody comes to a town and then looks at sites (李明来到白石镇，瞻仰了旧址): the sites and the town.
pub fn toured(scene: &Scene<'_>, finds: &[Find<'_>]) -> Vec<(usize, usize, usize)> {
    let visits = || finds.iter().filter(|find| find.rule.fact == FactType::Visited && find.realis == Realis::Happened);
    let mut found = Vec::new();
    for come in
        visits().filter(|find| !find.rule.has("frame") && !find.rule.has("object") && !find.rule.has("companion"))
    {
        let [town] = come.tokens(scene.discourse, Role::Where)[..] else { continue };
        let Some(outer) = town.entity().filter(|_| town.sign == Sign::Place) else { continue };
        if !matches!(scene.kind(outer), Some(Kind::City | Kind::County | Kind::Town)) {
            continue;
        }
        let masked = &scene.discourse.sentences[come.sentence];
        for look in visits().filter(|find| find.rule.has("object") && find.sentence == come.sentence) {
            let Some(between) = masked.text.get(come.act.1..look.act.0) else { continue };
            // The clause that follows, and no other place in between.
            let clauses = between.matches(super::discourse::EDGES).count();
            let places = between.matches(Sign::Place.char()).count();
            if clauses != 1 || places != 1 || look.open.is_none() {
                continue;
            }
            for token in look.tokens(scene.discourse, Role::Where) {
                let site = token.entity().filter(|inner| token.chain.is_empty() && is_stop(scene, *inner));
                found.extend(site.map(|inner| (come.sentence, inner, outer)));
            }
        }
    }
    found
}

/// A site, or a house that is no body of state.
pub fn is_stop(scene: &Scene<'_>, entity: usize) -> bool {
    let kinds = [Kind::Site, Kind::Company, Kind::Education, Kind::Research, Kind::Other];
    scene.kind(entity).is_none_or(|kind| kinds.contains(&kind))
}
