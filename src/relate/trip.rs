//! The journeys that a text tells of: who is on the way, where, since when; and whether a time is that of a journey.
//!
//! A trip has a wide place, or several, that its stops lie in; a journey only has days.

use super::Scene;
use super::find::{Find, is_over};
use super::visit::significant;
use crate::model::{EntityType, FactType, Kind, Precision, Role};

/// A journey that stops belong to.
#[derive(Debug, Clone, Default)]
pub struct Trip {
    /// Who is on the way.
    pub visitors: Vec<usize>,
    /// The wide places.
    pub places: Vec<usize>,
    /// The time told with it.
    pub time: Option<usize>,
    /// The day that a stop of a paragraph named: the block and the time.
    pub day: Option<(usize, usize)>,
    /// Claims of this trip that have no day yet: their places in the row of drafts.
    pub waiting: Vec<usize>,
    /// Where the last who arrived in a country or city did so, with the wide place.
    pub arrived: Option<Arrival>,
}

/// Somebody has arrived; those of whom it is told that they came on the same plane have as well.
#[derive(Debug, Clone, Copy)]
pub struct Arrival {
    /// Who.
    pub visitor: usize,
    /// Where to.
    pub place: usize,
    /// The wide place that it lies in.
    pub within: Option<usize>,
    /// When.
    pub time: Option<usize>,
}

/// A journey whose day is told, though it gives its stops no wide place: 5日至7日对东山国进行访问. … 访问期间，考察了….
#[derive(Debug, Clone, Default)]
pub struct Journey {
    /// Who is on the way.
    pub visitors: Vec<usize>,
    /// Its days.
    pub time: Option<usize>,
    /// The country that it goes to, where there is one.
    pub country: Option<usize>,
}

impl Trip {
    /// The wide place that a stop lies in: the trip's, or of several the one that the text speaks of.
    pub fn place(&self, scene: &Scene<'_>, sentence: usize, until: usize) -> Option<usize> {
        if let [one] = self.places[..] {
            // A trip to one site has no wide place.
            return Some(one).filter(|place| scene.kind(*place) != Some(Kind::Site));
        }
        let mut found = None;
        for index in (sentence.saturating_sub(12)..=sentence).rev() {
            let masked = &scene.discourse.sentences[index];
            let end = if index == sentence { until } else { masked.text.len() };
            let mut told: Vec<usize> = masked
                .tokens_in(0, end)
                .flat_map(|(_, token)| token.entities.iter().chain(&token.chain))
                .filter_map(|entity| self.holds(scene, *entity))
                .collect();
            told.sort_unstable();
            told.dedup();
            match told[..] {
                [] if !scene.discourse.fresh[index] => continue,
                [one] => found = Some(one),
                _ => {}
            }
            break;
        }
        found
    }

    /// The one of the trip's places that an entity is, or lies in by its code.
    fn holds(&self, scene: &Scene<'_>, entity: usize) -> Option<usize> {
        let code = |entity: usize| scene.annotations.entities[entity].code.as_deref().map(significant);
        let inside = |place: &usize| {
            *place == entity || code(entity).zip(code(*place)).is_some_and(|(small, large)| small.starts_with(large))
        };
        let mut fitting = self.places.iter().copied().filter(|place| inside(place));
        let first = fitting.next()?;
        fitting.next().is_none().then_some(first)
    }
}

/// Whether a time is a day, or a few, of the weeks before the report.
pub fn is_recent(scene: &Scene<'_>, time: Option<usize>) -> bool {
    let Some(time) = time.and_then(|index| scene.times.get(index)).map(|mention| &mention.time) else { return false };
    let day = time.from.filter(|_| time.date().is_some());
    day.zip(scene.reading.published).is_some_and(|(day, told)| (0..=45).contains(&((told - day).get_days())))
}

/// Whether a time is a row of days.
pub fn is_range(scene: &Scene<'_>, time: Option<usize>) -> bool {
    time.and_then(|index| scene.times.get(index)).is_some_and(|mention| mention.time.from != mention.time.to)
}

/// Whether a time is no more than 近日 or 日前, or not told.
pub fn vague(scene: &Scene<'_>, time: usize) -> bool {
    scene.times.get(time).is_none_or(|mention| mention.time.precision == Precision::Unknown)
}

/// The country that a sentence, or else the headline of its story, tells a journey to: what a city or an airport abroad lies in
/// where the words do not say so (抵达云城，开始对东山国进行访问).
pub fn country_of(scene: &Scene<'_>, finds: &[Find<'_>], sentence: usize) -> Option<usize> {
    let china = scene.china();
    let told = |of: usize| {
        let mut found: Vec<usize> = finds
            .iter()
            .filter(|find| find.sentence == of && find.rule.fact == FactType::Visited)
            // 结束对东山国的访问后赴云城: the city lies in another country.
            .filter(|find| !is_over(&scene.discourse.sentences[of], find.act))
            .flat_map(|find| find.entities(scene.discourse, Role::Where))
            .filter(|place| scene.kind(*place) == Some(Kind::Country) && Some(*place) != china)
            .collect();
        found.sort_unstable();
        found.dedup();
        found
    };
    let head = (0..=sentence).rev().find(|index| scene.discourse.fresh[*index]).unwrap_or(0);
    match told(sentence)[..] {
        [one] => Some(one),
        [] if scene.discourse.fresh[head] => match told(head)[..] {
            [one] => Some(one),
            _ => None,
        },
        _ => None,
    }
}

/// Whether a place may lie in a foreign country: a city or a site without a code of ours.
pub fn may_lie_abroad(scene: &Scene<'_>, place: usize) -> bool {
    let entity = &scene.annotations.entities[place];
    let ours = entity.code.as_deref().is_some_and(|code| code.bytes().all(|byte| byte.is_ascii_digit()));
    let station = ["机场", "车站", "港"].iter().any(|end| entity.label.ends_with(end));
    entity.entity_type == EntityType::Place
        && !ours
        && (entity.kind == Some(Kind::City) || entity.kind == Some(Kind::Site) && station)
}

/// Whether two times are told and have no day in common: 4月在云州考察。…5月，在白石公司….
pub fn apart(scene: &Scene<'_>, one: Option<usize>, other: Option<usize>) -> bool {
    let range = |time: Option<usize>| {
        let time = &scene.times.get(time?)?.time;
        Some((time.from?, time.to.or(time.from)?))
    };
    range(one).zip(range(other)).is_some_and(|((from, to), (first, last))| to < first || last < from)
}
