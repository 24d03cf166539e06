//! Finds of the visit rules enter; `visited` facts leave, and what the trip tells about places.
//!
//! A trip (李强在湖南调研) gives its stops the wide place, the date and the visitor; a sentence's frame (在株洲，…)
//! tells where the stops of that sentence lie. Traits of rules: `trip` names the wide place of a trip, `frame` a place
//! at the head of a sentence, `companion` people who came along, `here` a stop named in the sentence before, `china` a
//! visit told without the country's name (来华), `hosted` a guest who is received where the host is. A day that the text
//! gives to the trip only later (近日在云南考察。… 3月19日至20日，…先后到丽江考察) goes to what was told of the trip before.

use super::discourse::Discourse;
use super::find::{Find, is_over, time_of};
use super::mask::{Masked, Token};
use super::merge::Draft;
use super::stop::{is_topic, may_hold, stops};
use super::{Scene, place};
use crate::knowledge::Sign;
use crate::model::{BlockKind, EntityType, FactType, Kind, Precision, Realis, Role};

/// A journey that stops belong to.
#[derive(Debug, Clone, Default)]
struct Trip {
    visitors: Vec<usize>,
    places: Vec<usize>,
    time: Option<usize>,
    /// The day that a stop of a paragraph named: the block and the time.
    day: Option<(usize, usize)>,
    /// Claims of this trip that have no day yet: their places in the row of drafts.
    waiting: Vec<usize>,
    /// Where the last who arrived in a country or city did so, with the wide place.
    arrived: Option<Arrival>,
}

/// Somebody has arrived; those of whom it is told that they came on the same plane have as well.
#[derive(Debug, Clone, Copy)]
struct Arrival {
    visitor: usize,
    place: usize,
    within: Option<usize>,
    time: Option<usize>,
}

/// A journey whose day is told, though it gives its stops no wide place: 5日至7日对东山国进行访问. … 访问期间，考察了….
#[derive(Debug, Clone, Default)]
struct Journey {
    visitors: Vec<usize>,
    time: Option<usize>,
}

impl Trip {
    /// The wide place that a stop lies in: the trip's, or of several the one that the text speaks of.
    fn place(&self, scene: &Scene<'_>, sentence: usize, until: usize) -> Option<usize> {
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

/// Turns finds into facts.
pub fn facts(scene: &Scene<'_>, finds: &[Find<'_>], out: &mut Vec<Draft>) {
    let mut trip = Trip::default();
    let mut journey = Journey::default();
    let mut last = 0;
    for find in finds.iter().filter(|find| find.rule.fact == FactType::Visited) {
        if (last + 1..=find.sentence).any(|index| scene.discourse.fresh[index]) {
            trip = Trip::default();
            journey = Journey::default();
        }
        last = find.sentence;
        read(scene, find, finds, &mut trip, &mut journey, out);
    }
}

/// Whether a time is a day, or a few, of the weeks before the report.
fn is_recent(scene: &Scene<'_>, time: Option<usize>) -> bool {
    let Some(time) = time.and_then(|index| scene.times.get(index)).map(|mention| &mention.time) else { return false };
    let day = time.from.filter(|_| time.date().is_some());
    day.zip(scene.reading.published).is_some_and(|(day, told)| (0..=45).contains(&((told - day).get_days())))
}

/// Whether a time is a row of days.
fn is_range(scene: &Scene<'_>, time: Option<usize>) -> bool {
    time.and_then(|index| scene.times.get(index)).is_some_and(|mention| mention.time.from != mention.time.to)
}

#[allow(clippy::too_many_lines, reason = "the steps of reading one find stand in the order in which they decide")]
fn read(
    scene: &Scene<'_>,
    find: &Find<'_>,
    finds: &[Find<'_>],
    trip: &mut Trip,
    journey: &mut Journey,
    out: &mut Vec<Draft>,
) {
    let discourse = scene.discourse;
    let masked = &discourse.sentences[find.sentence];
    let mut who = find.actors(discourse, Role::Who);
    if who.is_empty()
        && find.open.is_some()
        && !trip.visitors.is_empty()
        && discourse.subjects[find.sentence].is_empty()
    {
        return;
    }
    who.dedup();
    // 5日会见来华访问的…: the day is that of the meeting, not of the visit.
    let meeting = finds.iter().find(|other| {
        let met = other.rule.fact == FactType::Met && other.sentence == find.sentence;
        let guests = other.roles.get(&Role::B).zip(find.roles.get(&Role::Who));
        let same = guests.is_some_and(|(guests, who)| who.iter().any(|token| guests.contains(token)));
        find.rule.has("guest") && met && (other.act.0 < find.act.0 || same)
    });
    let own_time = match meeting {
        Some(meeting) => time_of(masked, find.act).filter(|_| time_of(masked, meeting.act).is_none()),
        None if find.rule.has("hosted") => None,
        None => time_of(masked, find.act).or_else(|| day_of_event(scene, find, finds)),
    };
    if find.rule.has("companion") {
        // 李明出席仪式。王芳参加: of what was told last.
        if find.rule.has("after") && !follows_visit(find, finds) {
            return;
        }
        let row = find.roles.get(&Role::Who).and_then(|tokens| tokens.last());
        let row = row.map_or_else(Vec::new, |last| super::gathering::row(scene, masked, *last));
        companions(scene, find, trip, if row.len() > who.len() { row } else { who }, out);
        return;
    }
    let mut places: Vec<(usize, Option<usize>)> = stops(scene, masked, find)
        .into_iter()
        .filter_map(|token| Some((token.entity()?, token.chain.last().copied())))
        .collect();
    narrower(scene, masked, find, &mut places);
    if find.rule.has("here") {
        places.extend(here(scene, find).map(|place| (place, None)));
    }
    if find.rule.has("china") {
        places.extend(scene.china().map(|place| (place, None)));
    }
    if find.rule.has("hosted") {
        places.extend(host_place(scene, find));
    }
    if find.rule.has("object") && (modifies(scene, masked, find) || shown(scene, masked, find)) {
        return;
    }
    if find.rule.has("trip") && !find.rule.has("of") && describes(masked, find) {
        return;
    }
    if is_no_place(scene, masked, find) {
        // 李明5日到海川集团所属企业调研: the stops that follow are of that day.
        if find.rule.has("trip") && find.realis == Realis::Happened && is_subject(discourse, find) {
            *trip = Trip { visitors: who, time: own_time, arrived: trip.arrived, ..Trip::default() };
        }
        return;
    }
    let words = &masked.text[find.range.0..find.range.1];
    if find.rule.has("in") && scene.rules.list("not_touring").iter().any(|word| words.contains(word.as_str())) {
        return;
    }
    if is_topic(masked, find) {
        return;
    }
    // 考察团走访了…: who leads a group is on a journey, wherever it goes.
    let group = find.tokens(discourse, Role::Who).iter().any(|token| token.group);
    if group && find.realis == Realis::Happened && !who.iter().any(|person| trip.visitors.contains(person)) {
        *trip = Trip { visitors: who.clone(), ..Trip::default() };
    }
    let travelling = who.iter().any(|person| trip.visitors.contains(person));
    if find.rule.has("frame") && !frame_holds(scene, masked, find, travelling) {
        return;
    }
    // A subject from sentences before counts only on the trip that they tell of.
    let far = find.open.is_some_and(|at| !discourse.subjects[find.sentence].iter().any(|(offset, _)| *offset < at));
    if (find.rule.has("travelling") || far && !find.rule.has("frame") && !find.rule.has("trip")) && !travelling {
        return;
    }
    let wide = |place: &(usize, Option<usize>)| scene.annotations.entities[place.0].entity_type == EntityType::Place;
    let sets = find.rule.has("trip")
        && find.realis == Realis::Happened
        && !places.is_empty()
        && places.iter().all(wide)
        && (is_subject(discourse, find) || find.rule.has("of"))
        && (!travelling || trip.places.is_empty());
    let sets = sets && !is_over(masked, find.act);
    let again = travelling && find.rule.has("trip") && places.iter().all(|place| trip.places.contains(&place.0));
    if sets {
        *trip = Trip {
            visitors: who.clone(),
            places: places.iter().map(|place| place.0).collect(),
            time: own_time,
            day: None,
            waiting: Vec::new(),
            arrived: trip.arrived,
        };
    } else if again && !is_recent(scene, trip.time) && own_time.is_some() {
        trip.time = own_time;
    }
    if let ([visitor], [(place, within)], Realis::Happened) = (&who[..], &places[..], find.realis)
        && find.rule.id == "visit.arrive"
        && matches!(scene.kind(*place), Some(Kind::City | Kind::Country | Kind::Province))
    {
        trip.arrived = Some(Arrival { visitor: *visitor, place: *place, within: *within, time: own_time });
    }
    // 结束在云州考察后，来到白石: what is over is of another trip.
    let over = is_over(masked, find.act);
    let stop = !over && travelling && !again && !sets && find.realis == Realis::Happened && is_main(discourse, find);
    // 22日上午，李明来到…。随后来到…: the stops of a paragraph that follow are of the same day.
    let block = scene.reading.sentences[find.sentence].block;
    let same_day = trip.day.filter(|(of, _)| *of == block && stop).map(|(_, time)| time);
    if let Some(time) = own_time.filter(|_| stop) {
        trip.day = Some((block, time));
    }
    // The days that are told with the trip's way, later than its place: 近日在云南考察. … 3月19日至20日，先后到丽江考察.
    let leads = find.rule.has("trip") || is_range(scene, own_time) || sets_out(scene, find);
    let dates = find.realis == Realis::Happened && is_recent(scene, own_time) && !over;
    let abroad = places.iter().any(|place| scene.kind(place.0) == Some(Kind::Country));
    if dates && stop && leads && !abroad && !is_recent(scene, trip.time) {
        trip.time = own_time;
    }
    if is_recent(scene, trip.time) {
        for index in std::mem::take(&mut trip.waiting) {
            if let Some(draft) = out.get_mut(index) {
                *draft = draft.clone().time(scene, trip.time);
            }
        }
    }
    if dates && is_main(discourse, find) && (find.rule.has("journey") || sets_out(scene, find)) {
        *journey = Journey { visitors: who.clone(), time: own_time };
    }
    let goes_on = find.realis == Realis::Happened
        && is_main(discourse, find)
        && who.iter().all(|person| journey.visitors.contains(person))
        && (find.rule.has("stop") || stop)
        && !scene.rules.list("other_time").iter().any(|word| masked.text[..find.act.0].contains(word.as_str()));
    let way = journey.time.filter(|_| goes_on);
    for (place, chain) in &places {
        for person in &who {
            let end = if find.rule.has("frame") { find.range.1 } else { list_end(masked, find) };
            let within = if stop { trip.place(scene, find.sentence, end).or(*chain) } else { *chain };
            // A country lies in no city.
            let within = within.filter(|_| scene.kind(*place) != Some(Kind::Country));
            let within = within.filter(|outer| may_hold(scene, *outer, *place));
            let of_trip = if stop || again { trip.time } else { None };
            let way = way.filter(|_| !is_recent(scene, of_trip) && scene.kind(*place) != Some(Kind::Country));
            let time = own_time.or(same_day).or(way).or(of_trip);
            if (sets || again || stop) && time.is_none_or(|time| vague(scene, time)) {
                trip.waiting.push(out.len());
            }
            let mut draft = Draft::of(scene, find).arg(Role::Who, *person).arg(Role::Where, *place).time(scene, time);
            if let Some(within) = within.filter(|within| within != place) {
                draft = draft.arg(Role::Within, within);
            }
            out.push(draft);
        }
    }
}

/// Whether a time is no more than 近日 or 日前, or not told.
fn vague(scene: &Scene<'_>, time: usize) -> bool {
    scene.times.get(time).is_none_or(|mention| mention.time.precision == Precision::Unknown)
}

/// 5日，李明赶赴云州…: the first paragraph tells when somebody set out.
fn sets_out(scene: &Scene<'_>, find: &Find<'_>) -> bool {
    let masked = &scene.discourse.sentences[find.sentence];
    let verb = &masked.text[find.act.0..find.act.1];
    let block = scene.reading.sentences[find.sentence].block;
    let first = scene.reading.blocks.iter().position(|block| block.kind == BlockKind::Paragraph);
    find.rule.has("journey") || first == Some(block) && scene.rules.list("set_out").iter().any(|word| word == verb)
}

/// The place at which a guest is received: 李明5日在云城会见了到访的王芳.
fn host_place(scene: &Scene<'_>, find: &Find<'_>) -> Option<(usize, Option<usize>)> {
    let masked = &scene.discourse.sentences[find.sentence];
    let at = ["在", "在首都", "在首府"];
    masked
        .tokens_in(0, find.act.0)
        .filter(|(index, token)| {
            token.sign == Sign::Place && at.iter().any(|word| masked.text[..masked.at[*index]].ends_with(word))
        })
        .filter_map(|(_, token)| {
            // 在云城白石宫会见: the guest has come to the city.
            let site = token.entity().is_some_and(|entity| scene.kind(entity) == Some(Kind::Site));
            match token.chain[..] {
                [.., city] if site => Some((city, None)),
                _ => token.entity().map(|entity| (entity, token.chain.last().copied())),
            }
        })
        .last()
}

/// Those who came along: on the same plane as the one who arrived last, or to the wide places of the trip.
fn companions(scene: &Scene<'_>, find: &Find<'_>, trip: &mut Trip, who: Vec<usize>, out: &mut Vec<Draft>) {
    let masked = &scene.discourse.sentences[find.sentence];
    if masked.text[find.act.0..find.act.1].contains("抵达") {
        let Some(Arrival { visitor, place, within, time }) = trip.arrived else { return };
        for person in who.into_iter().filter(|person| *person != visitor) {
            let draft = Draft::of(scene, find).arg(Role::Who, person).arg(Role::Where, place);
            let draft = draft.arg(Role::CompanionOf, visitor).time(scene, time);
            out.push(match within {
                Some(within) => draft.arg(Role::Within, within),
                None => draft,
            });
        }
        return;
    }
    let Some(&main) = trip.visitors.first() else { return };
    // 在云州，…王芳陪同: of several places only the one that the paragraph speaks of.
    let sentences = &scene.reading.sentences;
    let goes_on = find.sentence > 0 && sentences[find.sentence - 1].block == sentences[find.sentence].block;
    let named =
        masked.tokens_in(0, find.act.0).any(|(_, token)| matches!(token.sign, Sign::Place | Sign::Organization));
    let within = (goes_on || named).then(|| trip.place(scene, find.sentence, find.act.0)).flatten();
    let places = within.map_or_else(|| trip.places.clone(), |place| vec![place]);
    for person in who.into_iter().filter(|person| !trip.visitors.contains(person)) {
        for place in &places {
            trip.waiting.push(out.len());
            let draft = Draft::of(scene, find).arg(Role::Who, person).arg(Role::Where, *place);
            out.push(draft.arg(Role::CompanionOf, main).time(scene, trip.time));
        }
    }
}

/// 深入贯彻总台要求, 到海川集团所属企业调研, 察看海川汽车: what stands there is no place that somebody went to.
fn is_no_place(scene: &Scene<'_>, masked: &Masked, find: &Find<'_>) -> bool {
    let after = &masked.text[find.act.1..];
    let starts = |list: &str, words: &str| scene.rules.list(list).iter().any(|word| words.starts_with(word.as_str()));
    let act = &masked.text[find.act.0..find.act.1];
    if act == "深入" && starts("not_into", after) {
        return true;
    }
    let Some(&last) = find.roles.get(&Role::Where).and_then(|tokens| tokens.last()) else { return false };
    let token = &masked.tokens[last];
    let rest = &masked.text[masked.at[last] + token.sign.char().len_utf8()..];
    let house = token.sign == Sign::Organization;
    let ware = || {
        let name = token.span.of(&scene.reading.text);
        scene.rules.list("wares").iter().any(|word| name.ends_with(word.as_str()))
    };
    house && (starts("of_house", rest) || matches!(act, "察看" | "参观" | "检查") && ware())
}

/// 论坛前，李明来到…; 会见后，李明参观…: the day of the gathering or meeting that the story told of last before.
fn day_of_event(scene: &Scene<'_>, find: &Find<'_>, finds: &[Find<'_>]) -> Option<usize> {
    let discourse = scene.discourse;
    let before = &discourse.sentences[find.sentence].text[..find.act.0];
    let events = scene.rules.list("event_words");
    let beside = before.split(super::discourse::EDGES).any(|clause| {
        let side = ["前", "后", "之前", "之后", "间隙", "期间", "开始前", "结束后"]
            .iter()
            .filter_map(|side| clause.strip_suffix(side));
        side.into_iter()
            .any(|head| events.iter().any(|event| head.ends_with(event.as_str()) && head.chars().count() <= 12))
    });
    if !beside {
        return None;
    }
    finds
        .iter()
        .filter(|other| matches!(other.rule.fact, FactType::Met | FactType::Attended))
        .filter(|other| (other.sentence, other.act.0) < (find.sentence, find.act.0))
        .filter(|other| !(other.sentence + 1..=find.sentence).any(|index| discourse.fresh[index]))
        .filter_map(|other| time_of(&discourse.sentences[other.sentence], other.act))
        .next_back()
}

/// 深入白石山腹地的白石县, 走进云州的海川公司: the narrower place is where somebody went.
fn narrower(scene: &Scene<'_>, masked: &Masked, find: &Find<'_>, places: &mut [(usize, Option<usize>)]) {
    let [(place, chain)] = places else { return };
    let Some(&[token]) = find.roles.get(&Role::Where).map(Vec::as_slice) else { return };
    if find.rule.has("trip") || masked.tokens[token].sign != Sign::Place || scene.kind(*place) == Some(Kind::Site) {
        return;
    }
    let from = masked.at[token] + Sign::Place.char().len_utf8();
    let Some(next) = masked.tokens.get(token + 1).filter(|next| matches!(next.sign, Sign::Place | Sign::Organization))
    else {
        return;
    };
    let between = &masked.text[from..masked.at[token + 1]];
    let inward = between.strip_suffix('的').is_some_and(|words| {
        words.is_empty()
            || ["腹地", "深处", "境内", "东部", "西部", "南部", "北部", "中部", "市区", "郊区"].contains(&words)
    });
    if let Some(inner) = next.entity().filter(|inner| inward && inner != place) {
        let outer = (scene.kind(*place) != Some(Kind::Natural)).then_some(*place);
        (*place, *chain) = (inner, next.chain.last().copied().or(outer));
    }
}

/// Where the list of what was visited ends.
pub fn list_end(masked: &Masked, find: &Find<'_>) -> usize {
    let last = find.roles.get(&Role::Where).and_then(|tokens| tokens.last());
    last.map_or(find.act.1, |token| masked.at[*token] + Sign::Place.char().len_utf8()).max(find.act.1)
}

/// Whether what the text told last before a find, a few sentences back at most, is a visit.
fn follows_visit(find: &Find<'_>, finds: &[Find<'_>]) -> bool {
    finds
        .iter()
        .filter(|other| {
            (other.sentence, other.act.0) < (find.sentence, find.act.0) && other.sentence + 3 >= find.sentence
        })
        .rfind(|other| matches!(other.rule.fact, FactType::Visited | FactType::Met | FactType::Attended))
        .is_some_and(|other| other.rule.fact == FactType::Visited)
}

/// `620000` is `62`, `620500` is `6205`.
pub fn significant(code: &str) -> &str {
    let code = code.strip_suffix("00").unwrap_or(code);
    code.strip_suffix("00").unwrap_or(code)
}

/// 参观海川公司等企业的展台: what was looked at is what they show elsewhere.
fn shown(scene: &Scene<'_>, masked: &Masked, find: &Find<'_>) -> bool {
    let rest = &masked.text[find.range.1..];
    let clause = &rest[..rest.find(super::discourse::EDGES).unwrap_or(rest.len())];
    scene.rules.list("shows").iter().any(|word| clause.contains(word.as_str()))
}

/// 李明同在云州访问的王芳会谈: the journey only tells who is meant after it.
fn describes(masked: &Masked, find: &Find<'_>) -> bool {
    let rest = &masked.text[find.range.1..];
    let clause = &rest[..rest.find(super::discourse::EDGES).unwrap_or(rest.len())];
    clause.starts_with('的') && clause.contains([Sign::Person.char(), Sign::Organization.char()])
}

/// 参观中国建筑展: the country only tells what kind of thing was looked at.
fn modifies(scene: &Scene<'_>, masked: &Masked, find: &Find<'_>) -> bool {
    let Some(&last) = find.roles.get(&Role::Where).and_then(|tokens| tokens.last()) else { return false };
    let token = &masked.tokens[last];
    let wide = token.entity().is_some_and(|entity| matches!(scene.kind(entity), Some(Kind::Country | Kind::Province)));
    let rest = &masked.text[masked.at[last] + token.sign.char().len_utf8()..];
    let next = rest.chars().next();
    wide && !rest.starts_with("一事") && next.is_some_and(|c| !"，、。；：！？）和与及并等进期时后前的，之三四五六两各”（都取获已被会就也还再首成圆顺出参受引因遭曾将是了结签发".contains(c))
}

/// Whether the find speaks of the journey at hand: its subject stands at the head of a clause or is carried on.
fn is_main(discourse: &Discourse, find: &Find<'_>) -> bool {
    find.open.is_some() || is_subject(discourse, find) || find.rule.has("frame")
}

fn is_subject(discourse: &Discourse, find: &Find<'_>) -> bool {
    let masked = &discourse.sentences[find.sentence];
    find.roles
        .get(&Role::Who)
        .and_then(|tokens| tokens.first())
        .is_some_and(|token| discourse.starts_clause(masked, masked.at[*token]))
}

/// 在X，李强…: a stop where the trip goes on, or where the words after the name tell of looking around.
fn frame_holds(scene: &Scene<'_>, masked: &Masked, find: &Find<'_>, travelling: bool) -> bool {
    let places = find.roles.get(&Role::Where).and_then(|tokens| tokens.last());
    let Some(&last) = places else { return false };
    let from = masked.at[last] + Sign::Place.char().len_utf8();
    let to = masked.text[from..].find('，').map_or(from, |at| from + at);
    let between = &masked.text[from..to];
    if scene.rules.list("not_a_stop").iter().any(|word| between.contains(word.as_str())) {
        return false;
    }
    let rest = masked.text[find.range.1..].split('。').next().unwrap_or_default();
    travelling || scene.rules.list("look").iter().any(|word| rest.contains(word.as_str()))
}

/// The place that 这里 means: the one named last before in the sentence, else the one that a sentence before opens with.
fn here(scene: &Scene<'_>, find: &Find<'_>) -> Option<usize> {
    let is_place = |token: &&Token| matches!(token.sign, Sign::Place | Sign::Organization);
    let masked = &scene.discourse.sentences[find.sentence];
    let own = masked.tokens_in(0, find.act.0).map(|(_, token)| token).filter(is_place).last();
    if let Some(token) = own.filter(|_| !find.rule.has("opening")) {
        return token.entity();
    }
    if find.rule.has("opening") {
        return opening(scene, find);
    }
    for earlier in (find.sentence.saturating_sub(3)..find.sentence).rev() {
        let masked = &scene.discourse.sentences[earlier];
        let sites = masked.tokens.iter().filter(is_place).filter_map(Token::entity);
        let site = sites
            .clone()
            .find(|entity| {
                let kind = scene.annotations.entities[*entity].kind;
                matches!(kind, None | Some(Kind::Site | Kind::Natural | Kind::Company | Kind::Other | Kind::Education))
            })
            .or_else(|| sites.clone().next());
        if site.is_some() {
            return site;
        }
    }
    None
}

/// The site that the sentence opens with, or the one before in the same block: 白石社区是大型社区。李明来到社区活动室…
fn opening(scene: &Scene<'_>, find: &Find<'_>) -> Option<usize> {
    let sentences = &scene.reading.sentences;
    let who = find.roles.get(&Role::Who).and_then(|tokens| tokens.first());
    let masked = &scene.discourse.sentences[find.sentence];
    let own = who.map_or(0, |token| masked.at[*token]);
    site_at_head(scene, masked, own, 30).or_else(|| {
        let earlier = find.sentence.checked_sub(1)?;
        let masked = &scene.discourse.sentences[earlier];
        let same = sentences[earlier].block == sentences[find.sentence].block;
        same.then(|| site_at_head(scene, masked, masked.text.len(), 12)).flatten()
    })
}

/// The site that a sentence speaks of: its first name, within so many bytes of its beginning.
fn site_at_head(scene: &Scene<'_>, masked: &Masked, end: usize, within: usize) -> Option<usize> {
    let (token, at) = masked.tokens.iter().zip(&masked.at).find(|(token, _)| token.sign != Sign::Date)?;
    let opens = *at <= within && *at < end && matches!(token.sign, Sign::Place | Sign::Organization);
    let entity = token.entity().filter(|_| opens)?;
    let kinds = [Kind::Site, Kind::Natural, Kind::Company, Kind::Other, Kind::Education];
    scene.kind(entity).is_none_or(|kind| kinds.contains(&kind)).then_some(entity)
}

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
fn is_stop(scene: &Scene<'_>, entity: usize) -> bool {
    let kinds = [Kind::Site, Kind::Company, Kind::Education, Kind::Research, Kind::Other];
    scene.kind(entity).is_none_or(|kind| kinds.contains(&kind))
}
