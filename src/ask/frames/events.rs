//! Visits with their companions, meetings, gatherings.

use super::{Context, Slots, Wanted, column_of, documents, event_limits, is_person_or_post, is_sort};
use crate::ask::phrase::{Head, Phrase};
use crate::ask::plan::{Build, Miss, Plan};
use crate::ask::words::{Act, Attr, Class, Prep, Sort};

const STOPS: [Sort; 2] = [Sort::Place, Sort::Organization];

/// Who went where, with whom, when, as what.
pub fn visit(context: &Context) -> Result<Plan, Miss> {
    let question = context.question;
    let companion_noun = |phrase: &Phrase| matches!(phrase.head, Head::Class(Class::Companion));
    // 参加林远航的调研 is to come along on it.
    let joined = question.has(Act::Attend) && question.has(Act::Visit);
    // 谁和林远航一起在杭州调研 asks for those who came along.
    let together = question.tokens.iter().any(|token| {
        ["一起", "一同", "一道", "一块", "共同", "together"].iter().any(|word| token.text.to_lowercase().contains(word))
    }) && question
        .phrases
        .iter()
        .any(|phrase| phrase.asked.is_some() && is_person_or_post(context, phrase))
        && question
            .phrases
            .iter()
            .any(|phrase| matches!(phrase.head, Head::Things(_)) && is_person_or_post(context, phrase));
    let company = joined || together || question.has(Act::Accompany) || question.phrases.iter().any(companion_noun);
    // "When was she in Hangzhou" has no verb of its own.
    let whereabouts = question.phrases.iter().any(|phrase| phrase.head == Head::Attr(Attr::Date))
        && question.phrases.iter().any(|phrase| is_person_or_post(context, phrase))
        && question.phrases.iter().any(|phrase| phrase.prep == Some(Prep::In));
    // 6月2日孟庆澜在哪里: where the visits of those days were.
    let somewhere = question.only(&[])
        && !question.times.is_empty()
        && question.phrases.iter().any(|phrase| phrase.head == Head::Where)
        && question.phrases.iter().any(|phrase| is_person_or_post(context, phrase));
    let whereabouts = whereabouts || somewhere;
    if !(question.has(Act::Visit) || question.has(Act::Learn) || company || whereabouts)
        || !question.only(&[Act::Visit, Act::Accompany, Act::Learn, Act::Attend])
        || question.has(Act::Attend) && !joined
    {
        return Err(Miss::Other);
    }
    let mut build = Build::new("visit", context.catalogue);
    let mut slots = Slots::new(question);
    let mut wanted = Wanted::default();
    build.plan.fact = "visit";
    build.line("?visit a wm:Visit .");
    documents(context, &mut build, &mut slots, &mut wanted, "visit")?;
    event_limits(context, &mut build, "visit");

    let people = slots.take(|phrase| is_person_or_post(context, phrase));
    if company {
        companions(context, &mut build, &mut wanted, &people)?;
    } else {
        build.line("?visit wm:visitor ?who .");
        // 甲和谁一起去 is no question about one visitor.
        if people.len() > 1 && !people.iter().all(|person| matches!(person.head, Head::Things(_))) {
            return Err(Miss::Other);
        }
        for person in &people {
            build.constrain("who", "who", person, &[Sort::Person])?;
            wanted.label(person, "who", "who");
        }
    }
    let learned = question.has(Act::Learn);
    let stops = slots.take(|phrase| {
        is_sort(context, phrase, &STOPS) || phrase.head == Head::Where || phrase.head == Head::What && !learned
    });
    where_to(context, &mut build, &mut wanted, &stops)?;
    for phrase in slots.take(|phrase| phrase.head == Head::What) {
        build.line("?visit wm:topic ?topic .");
        wanted.value(phrase, "topic", "topic");
    }
    for phrase in slots.take_attr(&[Attr::Date]) {
        build.line("OPTIONAL { ?visit wm:eventDate ?date }");
        wanted.value(phrase, "date", "date");
    }
    for phrase in slots.take_attr(&[Attr::Position, Attr::Activity]) {
        build.line("?visit wm:visitorPosition/skos:prefLabel ?position .");
        wanted.value(phrase, "position", "position");
    }
    let times = slots.take_attr(&[Attr::Times]);
    slots.finish()?;
    if !times.is_empty() {
        wanted = Wanted::default();
        // What is visited on one day is one occasion.
        build.line("OPTIONAL { ?visit wm:eventDate ?date }");
        build.line("BIND(COALESCE(STR(?date), STR(?visit)) AS ?occasion)");
        build.ask_value("count", "occasion");
        build.plan.count = true;
    }
    if wanted.is_empty() && times.is_empty() {
        build.ask_label("who", "who");
        build.line("?visit wm:visited ?stop .");
        build.ask_label("where", "stop");
        build.line("OPTIONAL { ?visit wm:eventDate ?date }");
        build.ask_value("date", "date");
    }
    wanted.ask(&mut build);
    Ok(build.plan)
}

/// The main visitor and those who came along.
fn companions(context: &Context, build: &mut Build, wanted: &mut Wanted, people: &[&Phrase]) -> Result<(), Miss> {
    build.line("?visit wm:visitor ?main ; wm:companion ?who .");
    let noun = |phrase: &&&Phrase| matches!(phrase.head, Head::Class(Class::Companion));
    if let Some(phrase) = people.iter().find(noun) {
        // 林远航的陪同人员
        for owner in &phrase.of {
            build.constrain("visitor", "main", owner, &[Sort::Person])?;
        }
        for other in people.iter().filter(|other| *other != phrase) {
            match other.head {
                Head::Who => {}
                _ => build.constrain("visitor", "main", other, &[Sort::Person])?,
            }
        }
        build.say("companion", "?");
        wanted.asked.push((phrase.at, super::Want::Label("who", "who".to_owned())));
        return Ok(());
    }
    let verb = context.question.place_of(&[Act::Accompany, Act::Attend]);
    let verb = verb.or_else(|| context.question.place_of(&[Act::Visit]));
    let verb = verb.ok_or(Miss::Other)?;
    // The one behind the verb is accompanied, unless 由 makes him the companion.
    // 跟林若川一起去: he is the one who is accompanied.
    let beside = people
        .iter()
        .find(|phrase| phrase.at < verb && phrase.prep == Some(Prep::And) && matches!(phrase.head, Head::Things(_)));
    // 林远航和谁一起去: he, too.
    let asked_beside = people.iter().any(|phrase| phrase.asked.is_some() && phrase.prep == Some(Prep::And));
    let beside = beside.or_else(|| {
        people.iter().find(|phrase| asked_beside && matches!(phrase.head, Head::Things(_)) && phrase.at < verb)
    });
    let object = beside
        .or_else(|| people.iter().find(|phrase| phrase.at > verb && phrase.prep != Some(Prep::By)))
        .or_else(|| {
            let before: Vec<_> = people.iter().filter(|phrase| phrase.at < verb).collect();
            (before.len() > 1).then(|| *before.first().expect("two stand before"))
        })
        .copied();
    for person in people {
        let slot = if Some(*person) == object { ("visitor", "main") } else { ("companion", "who") };
        build.constrain(slot.0, slot.1, person, &[Sort::Person])?;
        wanted.label(person, "who", slot.1);
    }
    Ok(())
}

/// Where the visit went: what was visited, and the wider place around it.
fn where_to(context: &Context, build: &mut Build, wanted: &mut Wanted, stops: &[&Phrase]) -> Result<(), Miss> {
    let asked_stop = stops.iter().any(|stop| stop.asked.is_some());
    let named = stops.iter().filter(|stop| matches!(stop.head, Head::Things(_))).count();
    for (index, stop) in stops.iter().enumerate() {
        let is_named = matches!(stop.head, Head::Things(_));
        let place = is_sort(context, stop, &[Sort::Place]);
        // 在北京考察了哪些公司: the named place is around the stop.
        let around = is_named && place && (asked_stop || named > 1 && index == 0);
        if around {
            let things = build.of_sorts(stop, &[Sort::Place]);
            let labels = build.labels(&things);
            if stop.guessed && labels.len() > 1 {
                return Err(Miss::Ambiguous(stop.text.clone(), labels));
            }
            build.say("within", labels.join(" / "));
            around_stop(build, &things);
            continue;
        }
        if is_named && place {
            // Who was in a city, or visited it, was at it or at something in it.
            let things = build.of_sorts(stop, &STOPS);
            build.say("within", build.labels(&things).join(" / "));
            // A second place is joined to the first by the same variable, which tells them apart.
            let mut members: std::collections::BTreeSet<usize> = things.iter().copied().collect();
            members.extend(things.iter().flat_map(|place| build.catalogue.within(*place)));
            if named > 1 || members.len() > 5_000 {
                build.things("around", things);
                build.line(
                    "{ ?visit wm:visited/wm:locatedIn* ?around } UNION { ?visit wm:within/wm:locatedIn* ?around }",
                );
            } else {
                // What lies there is known: the store need not walk the steps for each visit.
                build.things("around", members);
                build.line("{ ?visit wm:visited ?around } UNION { ?visit wm:within ?around }");
            }
            continue;
        }
        let level = matches!(stop.head, Head::Class(Class::Country | Class::Province | Class::City | Class::County));
        if level && stop.asked.is_some() {
            // Who was in a town was in its province.
            build.line("{ ?visit wm:visited/wm:locatedIn* ?stop } UNION { ?visit wm:within/wm:locatedIn* ?stop }");
            // Nobody visits the country that the news is at home in by going to one of its towns.
            if stop.head == Head::Class(Class::Country) {
                build.line("FILTER(NOT EXISTS { ?stop wm:isoCode \"CN\" } || EXISTS { ?visit wm:visited ?stop })");
            }
        } else {
            build.line("?visit wm:visited ?stop .");
        }
        // 广东的哪些公司: so, too, where the text tells only that the visit was there.
        if let (Head::Class(class), [owner], true) = (&stop.head, stop.of.as_slice(), stop.asked.is_some()) {
            let places = build.of_sorts(owner, &[Sort::Place]);
            if !places.is_empty() && !level && matches!(owner.head, Head::Things(_)) {
                let labels = build.labels(&places);
                if owner.guessed && labels.len() > 1 {
                    return Err(Miss::Ambiguous(owner.text.clone(), labels));
                }
                build.say("within", labels.join(" / "));
                around_stop(build, &places);
                build.say("where", format!("{}?", stop.text));
                build.class("stop", *class, &[])?;
                build.noun("stop", &stop.text);
                wanted.label(stop, column_of(stop, "where"), "stop");
                continue;
            }
        }
        match stop.head {
            // 地方 stands for any stop.
            Head::Class(Class::Place) if stop.of.is_empty() => build.say("where", "?"),
            Head::Class(Class::Organization) if stop.of.is_empty() && stops.len() > 1 => {}
            _ => build.constrain("where", "stop", stop, &STOPS)?,
        }
        wanted.label(stop, column_of(stop, "where"), "stop");
    }
    Ok(())
}

/// The stop lies in one of these places, or the visit was there.
fn around_stop(build: &mut Build, places: &[usize]) {
    build.line("?visit wm:visited ?stop .");
    let inner: std::collections::BTreeSet<usize> =
        places.iter().flat_map(|place| build.catalogue.places_of(*place)).collect();
    build.things("around", inner);
    build.line("{ ?visit wm:within ?around } UNION { ?stop wm:locatedIn ?around }");
}

/// Who met whom.
pub fn meeting(context: &Context) -> Result<Plan, Miss> {
    let question = context.question;
    let acts = [Act::Meet, Act::Call, Act::VideoMeet];
    if !acts.iter().any(|act| question.has(*act)) || !question.only(&acts) {
        return Err(Miss::Other);
    }
    let mut build = Build::new("meeting", context.catalogue);
    let mut slots = Slots::new(question);
    let mut wanted = Wanted::default();
    build.plan.fact = "meeting";
    build.line("?meeting a wm:Meeting ; wm:participant ?one , ?other .");
    build.line("FILTER(?one != ?other)");
    // Face to face, unless a call is asked for: 会见, 通电话, 会见或通电话.
    let (met, call, video) = (question.has(Act::Meet), question.has(Act::Call), question.has(Act::VideoMeet));
    match (met, call, video) {
        (true, false, false) => build.line("FILTER NOT EXISTS { ?meeting wm:meetingKind ?kind }"),
        (false, call, video) => {
            let kinds = [(call, "TelephoneCall", "telephone"), (video, "VideoMeeting", "video")];
            let kinds: Vec<_> = kinds.into_iter().filter(|(asked, ..)| *asked).collect();
            let terms = kinds.iter().map(|(_, term, _)| format!("wm:{term}")).collect::<Vec<_>>().join(", ");
            build.line(format!("?meeting wm:meetingKind ?kind . FILTER(?kind IN ({terms}))"));
            build.say("kind", kinds.iter().map(|(.., word)| *word).collect::<Vec<_>>().join(" / "));
        }
        _ => {}
    }
    // What is only told of again is one of those that are told with their day.
    build.line("FILTER NOT EXISTS { ?meeting wm:retold true }");
    documents(context, &mut build, &mut slots, &mut wanted, "meeting")?;
    event_limits(context, &mut build, "meeting");
    let people = slots.take(|phrase| is_person_or_post(context, phrase));
    if people.is_empty() || people.len() > 2 {
        return Err(Miss::Other);
    }
    for (person, variable) in people.iter().zip(["one", "other"]) {
        build.constrain("who", variable, person, &[Sort::Person])?;
        wanted.label(person, "who", variable);
    }
    for place in slots.take(|phrase| is_sort(context, phrase, &STOPS) || phrase.head == Head::Where) {
        let inside = if place.asked.is_some() { "" } else { "/wm:locatedIn*" };
        build.line(format!("?meeting wm:place{inside} ?place ."));
        build.constrain("where", "place", place, &STOPS)?;
        wanted.label(place, "where", "place");
    }
    for phrase in slots.take_attr(&[Attr::Date]) {
        build.line("OPTIONAL { ?meeting wm:eventDate ?date }");
        wanted.value(phrase, "date", "date");
    }
    let times = slots.take_attr(&[Attr::Times]);
    slots.finish()?;
    if !times.is_empty() {
        build.ask_value("count", "meeting");
        build.plan.count = true;
        return Ok(build.plan);
    }
    if wanted.is_empty() {
        build.ask_label("who", "one");
        build.ask_label("whom", "other");
    }
    wanted.ask(&mut build);
    Ok(build.plan)
}

/// Who took part in what, as what.
pub fn gathering(context: &Context) -> Result<Plan, Miss> {
    let question = context.question;
    let acts = [Act::Attend, Act::Chair, Act::Address];
    if !acts.iter().any(|act| question.has(*act))
        || !question.only(&[Act::Attend, Act::Chair, Act::Address, Act::Speak])
    {
        return Err(Miss::Other);
    }
    let mut build = Build::new("gathering", context.catalogue);
    let mut slots = Slots::new(question);
    let mut wanted = Wanted::default();
    build.plan.fact = "gathering";
    build.line("?gathering a wm:Gathering ; rdfs:label ?event ; wm:attendee ?who .");
    documents(context, &mut build, &mut slots, &mut wanted, "gathering")?;
    event_limits(context, &mut build, "gathering");
    let somebody = question.phrases.iter().any(|phrase| is_person_or_post(context, phrase));
    // 会议何时召开 asks about the event, not about who called it.
    if question.has(Act::Chair) && somebody {
        build.say("role", "chaired");
        build.line("?gathering wm:chair ?who .");
    } else if question.has(Act::Address) || question.has(Act::Speak) {
        build.say("role", "spoke");
        build.line("?gathering wm:speaker ?who .");
    }
    for person in slots.take(|phrase| is_person_or_post(context, phrase)) {
        build.constrain("who", "who", person, &[Sort::Person])?;
        wanted.label(person, "who", "who");
    }
    for event in slots.take(|phrase| is_sort(context, phrase, &[Sort::Gathering]) || phrase.head == Head::What) {
        match &event.head {
            Head::Things(_) => {
                build.constrain("event", "gathering", event, &[Sort::Gathering])?;
            }
            // 会议, 活动 are any event; 座谈会 and 论坛 say it in the name.
            Head::Class(_) if !event.of.is_empty() => return Err(Miss::Other),
            Head::Class(_) if event.asked.is_some() => {
                build.say("event", format!("{}?", event.text));
                build.called("event", &event.text);
            }
            _ => build.say("event", "?"),
        }
        if event.asked.is_some() {
            wanted.value(event, "event", "event");
            wanted.count |= event.asked == Some(crate::ask::phrase::Asked::HowMany);
        } else if matches!(event.head, Head::Class(_)) && event.text.chars().count() > 2 {
            named_like(&mut build, event);
        }
    }
    for phrase in slots.take_attr(&[Attr::Activity, Attr::Position]) {
        build.line("BIND(IF(EXISTS { ?gathering wm:chair ?who }, \"chaired\", IF(EXISTS { ?gathering wm:speaker ?who }, \"spoke\", \"attended\")) AS ?role)");
        wanted.value(phrase, "role", "role");
    }
    for phrase in slots.take_attr(&[Attr::Date]) {
        build.line("OPTIONAL { ?gathering wm:eventDate ?date }");
        wanted.value(phrase, "date", "date");
    }
    slots.finish()?;
    if wanted.is_empty() {
        build.ask_label("who", "who");
        build.ask_value("event", "event");
    }
    wanted.ask(&mut build);
    Ok(build.plan)
}

/// 谁主持了座谈会: events with the word in their name.
fn named_like(build: &mut Build, event: &Phrase) {
    if event.text.chars().all(crate::ask::words::is_chinese) {
        let word = build.word(&event.text);
        build.line(format!("FILTER(CONTAINS(STR(?event), {word}))"));
    }
}
