//! Finds of the visit rules enter; `visited` facts leave, and what the trip tells about places.
//!
//! A trip (李强在湖南调研) gives its stops the wide place, the date and the visitor; a sentence's frame (在株洲，…)
//! tells where the stops of that sentence lie. Traits of rules: `trip` names the wide place of a trip, `frame` a place
//! at the head of a sentence, `companion` people who came along, `here` a stop named in the sentence before, `china` a
//! visit told without the country's name (来华), `hosted` a guest who is received where the host is. A day that the text
//! gives to the trip only later (近日在云南考察。… 3月19日至20日，…先后到丽江考察) goes to what was told of the trip before.

use super::Scene;
use super::discourse::Discourse;
use super::find::{Find, is_over, time_of};
use super::goal::{
    describes, elsewhere, frame_holds, here, host_place, is_no_place, list_end, meant, modifies, narrower, shown, stay,
};
use super::mask::Masked;
use super::merge::Draft;
use super::stop::{is_topic, may_hold, stops};
use super::trip::{Arrival, Journey, Trip, apart, country_of, is_range, is_recent, may_lie_abroad, vague};
use crate::knowledge::Sign;
use crate::model::{BlockKind, EntityType, FactType, Kind, Realis, Role};

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
    let mut who = if find.rule.has("you") { addressed(scene, finds, find) } else { super::row::actors(scene, find) };
    if who.is_empty()
        && find.open.is_some()
        && !trip.visitors.is_empty()
        && discourse.subjects[find.sentence].is_empty()
    {
        return;
    }
    who.dedup();
    // 分别会见来华出席峰会的甲国总理李明，乙国总理王芳: all of the row are guests.
    if let Some(last) = find.roles.get(&Role::Who).and_then(|tokens| tokens.last()).filter(|_| find.rule.has("guest")) {
        who.extend(super::row::after(scene, masked, *last, masked.text[..find.act.0].contains("分别")));
    }
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
    let own_time = own_time.filter(|time| !of_another(scene, masked, *time));
    if find.rule.has("companion") {
        // 李明出席仪式。王芳参加: of what was told last.
        if find.rule.has("after") && !follows_visit(find, finds) {
            return;
        }
        let row = find.roles.get(&Role::Who).and_then(|tokens| tokens.last());
        let row = row.map_or_else(Vec::new, |last| super::row::before(scene, masked, *last));
        companions(scene, find, trip, if row.len() > who.len() { row } else { who }, out);
        return;
    }
    let mut places: Vec<(usize, Option<usize>)> = stops(scene, masked, find)
        .into_iter()
        .filter_map(|token| Some((token.entity()?, token.chain.last().copied())))
        .collect();
    // 来到云州市参观白石纪念馆: the one lies in the other.
    if let Some(outer) = find.entities(discourse, Role::Within).first() {
        for place in &mut places {
            place.1 = place.1.or(Some(*outer));
        }
    }
    narrower(scene, masked, find, &mut places);
    meant(scene, masked, find, &mut places);
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
    // 对东山国进行访问，在云城会见总统: who is abroad has come to the city.
    let abroad = find.rule.has("abroad") && who.iter().any(|person| journey.visitors.contains(person));
    let travelling = abroad || who.iter().any(|person| trip.visitors.contains(person));
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
    // 李明表示，王芳今年4月在云州考察时强调…: a journey that is spoken of is not the one at hand.
    let spoken = ["表示，", "指出，", "强调，", "说，"].iter().any(|word| masked.text[..find.act.0].contains(word));
    let sets = sets && !is_over(masked, find.act) && !(spoken && find.open.is_none());
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
    // 随后 at the head of the next paragraph goes on with the same day.
    let on = ["随后", "接着", "之后，", "紧接着"].iter().any(|word| masked.text.starts_with(word));
    let same_day = trip.day.filter(|(of, _)| (*of == block || on && *of + 1 == block) && stop).map(|(_, time)| time);
    if let Some(time) = same_day.filter(|_| own_time.is_none()) {
        trip.day = Some((block, time));
    }
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
    let called = ["访问", "出访"].contains(&&masked.text[find.act.0..find.act.1]);
    if dates && is_main(discourse, find) && (find.rule.has("journey") || abroad && called || sets_out(scene, find)) {
        let countries: Vec<usize> =
            places.iter().map(|place| place.0).filter(|place| scene.kind(*place) == Some(Kind::Country)).collect();
        let country = if let [one] = countries[..] { Some(one) } else { None };
        *journey = Journey { visitors: who.clone(), time: own_time, country };
    }
    let goes_on = find.realis == Realis::Happened
        && is_main(discourse, find)
        && who.iter().all(|person| journey.visitors.contains(person))
        && (find.rule.has("stop") || stop)
        && !scene.rules.list("other_time").iter().any(|word| masked.text[..find.act.0].contains(word.as_str()));
    let way = journey.time.filter(|_| goes_on);
    // 5日，李明赴云州。访问期间，考察了…: the whole journey is meant, not its last town.
    let at_large = way.is_some()
        && journey.country.is_some()
        && own_time.is_none()
        && masked.text.starts_with('访')
        && masked.text.split('，').next().is_some_and(|clause| clause.ends_with("期间"));
    let same_day = same_day.filter(|_| !at_large);
    let stayed =
        if find.rule.has("stop") && find.realis == Realis::Happened { stay(scene, masked, find) } else { None };
    for (place, chain) in &places {
        for person in &who {
            let end = if find.rule.has("frame") { find.range.1 } else { list_end(masked, find) };
            let away = |outer: &usize| elsewhere(scene, masked, find, *outer);
            let wide = trip.place(scene, find.sentence, end);
            // In another province it is another trip.
            let other_trip = wide.is_some_and(|outer| away(&outer)) || apart(scene, own_time, trip.time);
            let within = if stop && !at_large { wide.filter(|_| !other_trip).or(*chain) } else { *chain };
            let within = within.or(stayed);
            // 访问东山国期间，考察了海川公司总部; 抵达云城，开始对东山国进行访问.
            let moves = ["离开", "前往", "抵达", "回到", "飞抵"].iter().any(|word| masked.text.contains(word));
            let town = matches!(scene.kind(*place), Some(Kind::City | Kind::Province | Kind::Region));
            let alone = at_large || trip.places.is_empty();
            let on_journey = journey.country.filter(|_| way.is_some() && alone && !moves && !town);
            let arriving = !find.rule.has("object") && find.realis == Realis::Happened && may_lie_abroad(scene, *place);
            let country = || if arriving { country_of(scene, finds, find.sentence) } else { None };
            let within = within.or(on_journey).or_else(country);
            // A country lies in no city.
            let within = within.filter(|_| scene.kind(*place) != Some(Kind::Country));
            let within = within.filter(|outer| may_hold(scene, *outer, *place));
            let of_trip = if (stop || again) && !other_trip && !at_large { trip.time } else { None };
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

/// 5日，李明赶赴云州…: the first paragraph tells when somebody set out.
fn sets_out(scene: &Scene<'_>, find: &Find<'_>) -> bool {
    let masked = &scene.discourse.sentences[find.sentence];
    let verb = &masked.text[find.act.0..find.act.1];
    let block = scene.reading.sentences[find.sentence].block;
    let first = scene.reading.blocks.iter().position(|block| block.kind == BlockKind::Paragraph);
    find.rule.has("journey") || first == Some(block) && scene.rules.list("set_out").iter().any(|word| word == verb)
}

/// Those who came along: on the same plane as the one who arrived last, or to the wide places of the trip.
fn companions(scene: &Scene<'_>, find: &Find<'_>, trip: &mut Trip, who: Vec<usize>, out: &mut Vec<Draft>) {
    let masked = &scene.discourse.sentences[find.sentence];
    if masked.text[find.act.0..find.act.1].contains("抵达") {
        let Some(Arrival { visitor, place, within, time }) = trip.arrived else { return };
        for person in who.into_iter().filter(|person| *person != visitor) {
            let mut draft = Draft::of(scene, find).arg(Role::Who, person).arg(Role::Where, place);
            // Who was there before came on a day of their own.
            if !find.rule.has("early") {
                draft = draft.arg(Role::CompanionOf, visitor).time(scene, time);
            }
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

/// Whether a time is not that of a journey: 近十二年来首次访问, 媒体当天报道称.
fn of_another(scene: &Scene<'_>, masked: &Masked, time: usize) -> bool {
    let Some(words) = scene.times.get(time).map(|mention| mention.span.of(&scene.reading.text)) else { return false };
    let report = || {
        let at = masked.tokens.iter().zip(&masked.at).find(|(token, _)| token.time == Some(time)).map(|(_, at)| *at);
        at.is_some_and(|at| masked.text[at + Sign::Date.char().len_utf8()..].starts_with("报道"))
    };
    // 十二年来首次访问; but 十年来多次到云州考察 does tell when.
    let first = ["首次", "首访", "第一次", "头一次"].iter().any(|word| masked.text.contains(word));
    first && (words.ends_with("年来") || words.ends_with("以来"))
        || matches!(words, "当天" | "当日" | "同日") && report()
}

/// 李明会见王芳。李明说，今年4月你访问东山国: the one whom the speaker meets, where there is only one.
fn addressed(scene: &Scene<'_>, finds: &[Find<'_>], find: &Find<'_>) -> Vec<usize> {
    let discourse = scene.discourse;
    let own = discourse.subjects[find.sentence].iter().rfind(|(at, _)| *at < find.act.0).map(|(_, who)| who.clone());
    let speaker = own.unwrap_or_else(|| discourse.carried(find.sentence, find.act.0));
    let mut met: Vec<usize> = finds
        .iter()
        .filter(|other| other.rule.fact == FactType::Met && other.sentence < find.sentence)
        .filter_map(|other| {
            let (hosts, guests) = (other.actors(discourse, Role::A), other.entities(discourse, Role::B));
            if hosts == speaker { Some(guests) } else { (guests == speaker).then_some(hosts) }
        })
        .flatten()
        .collect();
    met.sort_unstable();
    met.dedup();
    if met.len() == 1 { met } else { Vec::new() }
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
