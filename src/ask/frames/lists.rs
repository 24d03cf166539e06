//! What the texts name at all, what somebody did, and full names.

use super::{Context, Slots, Wanted, column_of, event_limits, is_person_or_post, is_sort};
use crate::ask::phrase::Head;
use crate::ask::plan::{Build, Miss, Plan};
use crate::ask::words::{Act, Attr, Class, Sort};

const NAMED: [Sort; 5] = [Sort::Person, Sort::Organization, Sort::Place, Sort::Policy, Sort::Product];

/// QTI是什么, 全称是什么.
pub fn full_name(context: &Context) -> Result<Plan, Miss> {
    let question = context.question;
    if !question.only(&[]) {
        return Err(Miss::Other);
    }
    let mut build = Build::new("name", context.catalogue);
    let mut slots = Slots::new(question);
    let asks = slots.take(|phrase| matches!(phrase.head, Head::What | Head::Attr(Attr::FullName)));
    let things = slots.take(|phrase| is_sort(context, phrase, &NAMED));
    slots.finish()?;
    let ([thing], false) = (things.as_slice(), asks.is_empty()) else {
        return Err(Miss::Other);
    };
    if !matches!(thing.head, Head::Things(_)) {
        return Err(Miss::Other);
    }
    build.plan.fact = "mention";
    build.constrain("what", "thing", thing, &NAMED)?;
    build.ask_label("name", "thing");
    build.line("OPTIONAL { ?mention wm:denotes ?thing }");
    Ok(build.plan)
}

/// 李强考察过的公司有哪些: all that a clause stands for.
pub fn members(context: &Context) -> Result<Plan, Miss> {
    let question = context.question;
    let [phrase] = question.phrases.as_slice() else {
        return Err(Miss::Other);
    };
    let Head::Clause(clause) = &phrase.head else {
        return Err(Miss::Other);
    };
    if !question.only(&[Act::Appear])
        || !question.times.is_empty()
        || question.realis.is_some()
        || !phrase.of.is_empty()
    {
        return Err(Miss::Other);
    }
    let mut plan = clause.plan.clone();
    plan.count = phrase.asked == Some(crate::ask::phrase::Asked::HowMany);
    Ok(plan)
}

/// What somebody did.
pub fn timeline(context: &Context) -> Result<Plan, Miss> {
    let question = context.question;
    if !question.only(&[Act::Appear]) {
        return Err(Miss::Other);
    }
    let mut build = Build::new("timeline", context.catalogue);
    let mut slots = Slots::new(question);
    let asks = slots.take_attr(&[Attr::Activity]);
    let people = slots.take(|phrase| is_person_or_post(context, phrase));
    slots.finish()?;
    let ([person], false) = (people.as_slice(), asks.is_empty()) else {
        return Err(Miss::Other);
    };
    build.plan.fact = "event";
    build
        .line("VALUES (?role ?class) { (wm:visitor wm:Visit) (wm:participant wm:Meeting) (wm:attendee wm:Gathering) }");
    build.constrain("who", "who", person, &[Sort::Person])?;
    build.line("?event ?role ?who ; a ?class .");
    event_limits(context, &mut build, "event");
    build.line("OPTIONAL { ?event wm:eventDate ?date }");
    build.line("OPTIONAL { ?event wm:visited/skos:prefLabel ?stop }");
    build.line("OPTIONAL { ?event rdfs:label ?told }");
    build.line("BIND(STRAFTER(STR(?class), \"#\") AS ?kind)");
    build.line("BIND(COALESCE(?stop, ?told) AS ?what)");
    build.ask_value("date", "date");
    build.ask_value("kind", "kind");
    build.ask_value("what", "what");
    Ok(build.plan)
}

/// 文中提到了哪些公司.
pub fn mentioned(context: &Context) -> Result<Plan, Miss> {
    let question = context.question;
    // 提到 is a verb of speech; without a speaker it is the text that names.
    if !question.only(&[Act::Appear, Act::Speak]) {
        return Err(Miss::Other);
    }
    let mut build = Build::new("mentioned", context.catalogue);
    let mut slots = Slots::new(question);
    let mut wanted = Wanted::default();
    build.plan.fact = "mention";
    let documents = slots.take(|phrase| phrase.head == Head::Class(Class::Document));
    let by_text = documents.iter().any(|document| document.asked.is_some());
    let mut asked = slots.take(|phrase| {
        (phrase.asked.is_some() || by_text) && is_sort(context, phrase, &NAMED) || phrase.head == Head::Who
    });
    slots.finish()?;
    let (Some(class), true) = (asked.pop(), asked.is_empty()) else {
        return Err(Miss::Other);
    };
    if matches!(class.head, Head::Class(c) if matches!(c, Class::Place | Class::Organization | Class::Person))
        && documents.is_empty()
        && class.of.is_empty()
        && !question.has(Act::Appear)
        && !question.has(Act::Speak)
    {
        return Err(Miss::Other);
    }
    if class.head == Head::Who {
        build.line("?thing a wm:Person .");
    } else {
        build.constrain("what", "thing", class, &NAMED)?;
    }
    if class.head == Head::Class(Class::Person) {
        build.line("?thing a wm:Person .");
    }
    build.line("?mention wm:denotes ?thing ; nif:referenceContext ?document .");
    for phrase in documents {
        for owner in &phrase.of {
            let Head::Things(things) = &owner.head else {
                return Err(Miss::Other);
            };
            let articles = context.catalogue.articles_about(things);
            if articles.is_empty() {
                return Err(Miss::Other);
            }
            let articles: Vec<_> = articles.iter().map(|article| &context.catalogue.articles[*article]).collect();
            let titles: Vec<&str> = articles.iter().map(|a| a.title.as_str()).collect();
            build.say("document", titles.join(" / "));
            build.articles("document", articles.iter().map(|article| &article.node));
        }
        if phrase.asked.is_some() {
            build.line("?document wm:title ?title .");
            wanted.value(phrase, "document", "title");
            wanted.count |= phrase.asked == Some(crate::ask::phrase::Asked::HowMany);
        }
    }
    wanted.label(class, column_of(class, "who"), "thing");
    wanted.ask(&mut build);
    Ok(build.plan)
}
