//! Policies and who issues them, cooperation, production, parts of organisations, and properties that no frame knows.

use super::{Context, Slots, Wanted, column_of, document_times, documents, event_limits, is_sort};
use crate::ask::phrase::{Asked, Head, Phrase};
use crate::ask::plan::{Build, Miss, Plan};
use crate::ask::words::{Act, Attr, Class, Prep, Sort};

/// What stands where somebody or something is.
pub(super) const BODIES: [Sort; 2] = [Sort::Organization, Sort::Place];

/// Who issued which policy.
pub fn issued(context: &Context) -> Result<Plan, Miss> {
    let question = context.question;
    if !question.has(Act::Issue) || !question.only(&[Act::Issue]) {
        return Err(Miss::Other);
    }
    let mut build = Build::new("issued", context.catalogue);
    let mut slots = Slots::new(question);
    let mut wanted = Wanted::default();
    build.plan.fact = "act";
    build.line("?act a wm:PolicyAct ; wm:issuer ?issuer ; wm:policy ?policy .");
    documents(context, &mut build, &mut slots, &mut wanted, "act")?;
    event_limits(context, &mut build, "act");
    let policies = slots.take(|phrase| is_sort(context, phrase, &[Sort::Policy]));
    let issuers = slots.take(|phrase| is_sort(context, phrase, &BODIES) || phrase.head == Head::Who);
    let what = slots.take(|phrase| phrase.head == Head::What);
    for phrase in &policies {
        policy(&mut build, phrase)?;
        wanted.label(phrase, "policy", "policy");
    }
    for phrase in &what {
        // 什么 behind the verb is the policy; before it, the issuer.
        build.say("policy", "?");
        wanted.label(phrase, "policy", "policy");
    }
    let owners: Vec<&Phrase> = policies.iter().flat_map(|policy| &policy.of).collect();
    for phrase in issuers.iter().copied().chain(owners) {
        issuer(&mut build, phrase)?;
        wanted.label(phrase, column_of(phrase, "issuer"), "issuer");
    }
    for phrase in slots.take_attr(&[Attr::Date]) {
        build.line("OPTIONAL { ?act wm:eventDate ?date }");
        wanted.value(phrase, "date", "date");
    }
    slots.finish()?;
    if policies.is_empty() && what.is_empty() && issuers.is_empty() {
        return Err(Miss::Other);
    }
    if wanted.is_empty() {
        build.ask_label("issuer", "issuer");
        build.ask_label("policy", "policy");
    }
    wanted.ask(&mut build);
    Ok(build.plan)
}

/// A policy; of the classes, 工程 and the like leave out documents and doctrines.
fn policy(build: &mut Build, phrase: &Phrase) -> Result<(), Miss> {
    if let Head::Class(class) = phrase.head {
        build.say("policy", "?");
        if class != Class::Policy {
            build.line(format!("?policy a wm:{} .", class.name()));
        }
        build.noun("policy", &phrase.text);
        return Ok(());
    }
    let mut bare = phrase.clone();
    // 江西的“百链千品”工程: its place is that of the issuer.
    bare.of.clear();
    build.constrain("policy", "policy", &bare, &[Sort::Policy])
}

/// An issuer; a place stands for itself and for the government that carries its name.
fn issuer(build: &mut Build, phrase: &Phrase) -> Result<(), Miss> {
    let places = build.of_sorts(phrase, &[Sort::Place]);
    let bodies = build.of_sorts(phrase, &[Sort::Organization]);
    if places.is_empty() || !bodies.is_empty() {
        return build.constrain("issuer", "issuer", phrase, &BODIES);
    }
    let catalogue = build.catalogue;
    let mut issuers = places.clone();
    for place in &places {
        let governments = catalogue.bodies_of(*place).into_iter().filter(|body| {
            catalogue.things[*body].names.iter().any(|name| {
                catalogue.things[*place].names.iter().any(|place| {
                    name.strip_prefix(place.as_str()).is_some_and(|rest| {
                        ["政府", "人民政府", "省政府", "市政府", "省人民政府", "市人民政府"].contains(&rest)
                    })
                })
            })
        });
        issuers.extend(governments);
    }
    let labels = build.labels(&places);
    if phrase.guessed && labels.len() > 1 {
        return Err(Miss::Ambiguous(phrase.text.clone(), labels));
    }
    build.say("issuer", labels.join(" / "));
    build.things("issuer", issuers);
    Ok(())
}

/// Who cooperates with whom.
pub fn cooperation(context: &Context) -> Result<Plan, Miss> {
    let question = context.question;
    if !question.has(Act::Cooperate) || !question.only(&[Act::Cooperate]) {
        return Err(Miss::Other);
    }
    let mut build = edge(context, "cooperation", "wm:cooperatesWith", "one", "other");
    let mut slots = Slots::new(question);
    let mut wanted = Wanted::default();
    // Both directions are edges; an assertion proves either.
    build.plan.body.clear();
    build.line("?one wm:cooperatesWith ?other .");
    build.line("?assertion rdf:predicate wm:cooperatesWith .");
    build.line(
        "{ ?assertion rdf:subject ?one ; rdf:object ?other } UNION { ?assertion rdf:subject ?other ; rdf:object ?one }",
    );
    documents(context, &mut build, &mut slots, &mut wanted, "assertion")?;
    document_times(context, &mut build, "assertion");
    let parties =
        slots.take(|phrase| is_sort(context, phrase, &BODIES) || matches!(phrase.head, Head::Who | Head::What));
    slots.finish()?;
    if parties.is_empty() || parties.len() > 2 {
        return Err(Miss::Other);
    }
    let open = |phrase: &Phrase| matches!(phrase.head, Head::Who | Head::What);
    for (party, variable) in parties.iter().zip(["one", "other"]) {
        if open(party) {
            build.say("party", "?");
        } else {
            let mut bare = (*party).clone();
            if matches!(bare.head, Head::Class(_)) && bare.of.len() == 1 && parties.len() == 1 {
                // 云帆科技的合作伙伴
                let owner = bare.of.remove(0);
                build.constrain("party", "other", &owner, &BODIES)?;
            }
            build.constrain("party", variable, &bare, &BODIES)?;
        }
        wanted.label(party, column_of(party, "organization"), variable);
    }
    if wanted.is_empty() {
        build.ask_label("organization", "one");
        build.ask_label("partner", "other");
    }
    wanted.ask(&mut build);
    Ok(build.plan)
}

/// Who makes what.
pub fn production(context: &Context) -> Result<Plan, Miss> {
    let question = context.question;
    if !question.has(Act::Produce) && !question.phrases.iter().any(|p| owned_product(context, p))
        || !question.only(&[Act::Produce])
    {
        return Err(Miss::Other);
    }
    let mut build = edge(context, "production", "wm:produces", "maker", "product");
    let mut slots = Slots::new(question);
    let mut wanted = Wanted::default();
    documents(context, &mut build, &mut slots, &mut wanted, "assertion")?;
    document_times(context, &mut build, "assertion");
    let products = slots.take(|phrase| is_sort(context, phrase, &[Sort::Product]) || phrase.head == Head::What);
    let makers = slots.take(|phrase| is_sort(context, phrase, &[Sort::Organization]) || phrase.head == Head::Who);
    slots.finish()?;
    for phrase in &products {
        let mut bare = (*phrase).clone();
        for owner in std::mem::take(&mut bare.of) {
            build.constrain("maker", "maker", &owner, &[Sort::Organization])?;
        }
        if bare.head == Head::Class(Class::Product) || bare.head == Head::What {
            build.say("product", "?");
        } else {
            product(context, &mut build, &bare)?;
        }
        wanted.label(phrase, "product", "product");
    }
    for phrase in &makers {
        build.constrain("maker", "maker", phrase, &[Sort::Organization])?;
        wanted.label(phrase, column_of(phrase, "maker"), "maker");
    }
    if products.is_empty() && makers.is_empty() {
        return Err(Miss::Other);
    }
    if wanted.is_empty() {
        build.ask_label("maker", "maker");
        build.ask_label("product", "product");
    }
    wanted.ask(&mut build);
    Ok(build.plan)
}

fn owned_product(context: &Context, phrase: &Phrase) -> bool {
    phrase.head == Head::Class(Class::Product)
        && phrase.asked.is_some()
        && phrase.of.iter().any(|owner| is_sort(context, owner, &[Sort::Organization]))
}

/// A named product stands also for the finer ones that end with its name: 机器人 for 工业机器人.
fn product(context: &Context, build: &mut Build, phrase: &Phrase) -> Result<(), Miss> {
    let named = build.of_sorts(phrase, &[Sort::Product]);
    if named.is_empty() {
        return Err(Miss::Other);
    }
    let catalogue = context.catalogue;
    let forms: Vec<&String> = named.iter().flat_map(|thing| &catalogue.things[*thing].names).collect();
    let finer: Vec<usize> = (0..catalogue.things.len())
        .filter(|index| {
            let thing = &catalogue.things[*index];
            thing.sort == Sort::Product && forms.iter().any(|form| thing.label.ends_with(form.as_str()))
        })
        .collect();
    build.say("product", build.labels(&finer).join(" / "));
    build.things("product", finer);
    Ok(())
}

/// Which organisation is part of which.
pub fn parts(context: &Context) -> Result<Plan, Miss> {
    let question = context.question;
    let part = |phrase: &Phrase| phrase.head == Head::Class(Class::Part);
    let noun = question.phrases.iter().any(part);
    if !(question.has(Act::Belong) || noun) || !question.only(&[Act::Belong]) {
        return Err(Miss::Other);
    }
    let mut build = Build::new("part", context.catalogue);
    build.plan.fact = "assertion";
    let mut slots = Slots::new(question);
    let mut wanted = Wanted::default();
    build.line("?inner wm:partOf ?outer .");
    build.line("?assertion rdf:subject ?inner ; rdf:predicate wm:partOf ; rdf:object ?outer .");
    documents(context, &mut build, &mut slots, &mut wanted, "assertion")?;
    for phrase in slots.take(part) {
        for owner in &phrase.of {
            build.constrain("whole", "outer", owner, &[Sort::Organization])?;
        }
        build.say("part", "?");
        wanted.asked.push((phrase.at, super::Want::Label("part", "inner".to_owned())));
        wanted.count |= phrase.asked == Some(Asked::HowMany);
    }
    let bodies = slots.take(|phrase| {
        is_sort(context, phrase, &[Sort::Organization]) || matches!(phrase.head, Head::Who | Head::What)
    });
    slots.finish()?;
    let sides = sides(context, &bodies, Act::Belong);
    for (phrase, inner) in bodies.iter().zip(sides) {
        let (slot, variable, name) =
            if inner && !noun { ("part", "inner", "part") } else { ("whole", "outer", "whole") };
        // 单位 and 机构 stand for any.
        if matches!(phrase.head, Head::Class(Class::Organization)) && phrase.of.is_empty() {
            build.say(slot, "?");
        } else {
            build.constrain(slot, variable, phrase, &[Sort::Organization])?;
        }
        wanted.label(phrase, name, variable);
    }
    if wanted.is_empty() {
        build.ask_label("part", "inner");
        build.ask_label("whole", "outer");
    }
    wanted.ask(&mut build);
    Ok(build.plan)
}

/// For each phrase whether it stands in front of the verb as its subject: the nearest one before it does.
fn sides(context: &Context, phrases: &[&Phrase], act: Act) -> Vec<bool> {
    let verb = context.question.place_of(&[act]).unwrap_or(usize::MAX);
    let before: Vec<usize> =
        phrases.iter().enumerate().filter(|(_, phrase)| phrase.at < verb).map(|(index, _)| index).collect();
    let subject = before.last().copied();
    (0..phrases.len())
        .map(|index| match subject {
            Some(subject) => index == subject,
            // The verb stands first: its object follows it.
            None => index != 0,
        })
        .collect()
}

/// Any other property of the ontology that joins two things, by its verbs or its noun.
pub fn property(context: &Context) -> Result<Plan, Miss> {
    let question = context.question;
    let verb = question.acts.iter().find_map(|(act, at)| match act {
        Act::Edge(edge) => Some((*edge, *at)),
        _ => None,
    });
    let noun = question.phrases.iter().find_map(|phrase| match phrase.head {
        Head::Attr(Attr::Edge(edge)) => Some(edge),
        _ => None,
    });
    let edge = verb.map(|(edge, _)| edge).or(noun).ok_or(Miss::Other)?;
    if !question.only(&[Act::Edge(edge)]) {
        return Err(Miss::Other);
    }
    let property = context.catalogue.words(context.language).property(edge).ok_or(Miss::Other)?;
    let sort_list = |sorts: &std::collections::BTreeSet<Sort>| sorts.iter().copied().collect::<Vec<_>>();
    let (domains, ranges) = (sort_list(&property.domains), sort_list(&property.ranges));
    let mut build = Build::new("property", context.catalogue);
    build.plan.fact = "assertion";
    let predicate = oxigraph::model::NamedNode::new(format!("https://w3id.org/wenmai#{}", property.name));
    let predicate = predicate.map_err(|_| Miss::Other)?;
    // The name of a property comes from the ontology; it is a value all the same.
    let mark = build.plan.terms.mark(predicate);
    build.line(format!("VALUES ?predicate {{ {mark} }} ?one ?predicate ?other ."));
    build.line("OPTIONAL { ?assertion rdf:subject ?one ; rdf:predicate ?predicate ; rdf:object ?other }");
    build.say(
        "relation",
        match context.language {
            crate::ask::words::Language::Chinese => property.label.zh.clone(),
            crate::ask::words::Language::English => property.label.en.clone(),
        },
    );
    let mut slots = Slots::new(question);
    let mut wanted = Wanted::default();
    documents(context, &mut build, &mut slots, &mut wanted, "assertion")?;
    document_times(context, &mut build, "assertion");
    for phrase in slots.take(|phrase| matches!(phrase.head, Head::Attr(Attr::Edge(_)))) {
        wanted.asked.push((phrase.at, super::Want::Label("other", "other".to_owned())));
        wanted.count |= phrase.asked == Some(Asked::HowMany);
    }
    let any = |phrase: &Phrase| {
        is_sort(context, phrase, &domains)
            || is_sort(context, phrase, &ranges)
            || matches!(phrase.head, Head::Who | Head::What | Head::Where)
    };
    let sides = slots.take(any);
    slots.finish()?;
    if sides.is_empty() || sides.len() > 2 {
        return Err(Miss::Other);
    }
    let place = verb.map_or(usize::MAX, |(_, at)| at);
    let passive = sides.iter().any(|phrase| phrase.prep == Some(Prep::By));
    let fits = |phrase: &Phrase, sorts: &[Sort]| {
        is_sort(context, phrase, sorts)
            || match phrase.head {
                Head::Who => sorts.contains(&Sort::Person) || sorts.contains(&Sort::Organization),
                Head::What => true,
                Head::Where => sorts.contains(&Sort::Place),
                _ => false,
            }
    };
    let mut taken: Option<bool> = None;
    for (index, phrase) in sides.iter().enumerate() {
        // What stands before the verb has the property, unless it is passive or only the other end takes it.
        let before = phrase.at < place;
        let mut subject = noun.is_some() || before != passive;
        if sides.len() == 2 && index == 0 && before && sides[1].at < place {
            subject = passive == (sides[1].prep != Some(Prep::By));
        }
        if subject && !fits(phrase, &domains) || !subject && !fits(phrase, &ranges) {
            subject = !subject;
        }
        if let Some(other) = taken
            && other == subject
        {
            subject = !other;
        }
        let (slot, variable, sorts) = if subject { ("one", "one", &domains) } else { ("other", "other", &ranges) };
        if !fits(phrase, sorts) {
            return Err(Miss::Other);
        }
        taken = Some(subject);
        build.constrain(slot, variable, phrase, sorts)?;
        wanted.label(phrase, column_of(phrase, if phrase.head == Head::Who { "who" } else { slot }), variable);
    }
    if wanted.is_empty() {
        build.ask_label("one", "one");
        build.ask_label("other", "other");
    }
    wanted.ask(&mut build);
    Ok(build.plan)
}

fn edge<'a>(context: &'a Context, frame: &'static str, predicate: &str, subject: &str, object: &str) -> Build<'a> {
    let mut build = Build::new(frame, context.catalogue);
    build.plan.fact = "assertion";
    build.line(format!("?{subject} {predicate} ?{object} ."));
    build.line(format!("?assertion rdf:subject ?{subject} ; rdf:predicate {predicate} ; rdf:object ?{object} ."));
    build
}
