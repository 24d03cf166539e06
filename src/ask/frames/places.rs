//! Where something lies, and what lies in a place.

use super::edges::BODIES;
use super::{Context, Slots, Wanted, column, column_of, documents, is_sort};
use crate::ask::phrase::{Head, Phrase};
use crate::ask::plan::{Build, Miss, Plan};
use crate::ask::words::{Act, Class, Prep, Sort};

/// Where something lies, and what lies somewhere.
pub fn location(context: &Context) -> Result<Plan, Miss> {
    let question = context.question;
    if !question.only(&[Act::Locate, Act::Belong, Act::Appear]) {
        return Err(Miss::Other);
    }
    let place = |phrase: &Phrase| is_sort(context, phrase, &[Sort::Place]);
    let body = |phrase: &Phrase| is_sort(context, phrase, &BODIES);
    let asks_where =
        question.phrases.iter().any(|phrase| phrase.head == Head::Where || phrase.asked.is_some() && place(phrase));
    // 钱塘研究院在江苏吗 has 在 alone for a verb.
    let alone = question.only(&[]) && question.phrases.iter().any(|phrase| phrase.prep == Some(Prep::In));
    let stated = alone || question.has(Act::Locate) || question.has(Act::Belong);
    let asks_body = question.phrases.iter().any(|phrase| phrase.asked.is_some() && body(phrase));
    let some_place = question.phrases.iter().any(|phrase| place(phrase) || phrase.of.iter().any(place));
    if !(asks_where || (stated || question.has(Act::Have) || some_place) && asks_body)
        && !(stated && question.phrases.len() == 2)
    {
        return Err(Miss::Other);
    }
    let mut slots = Slots::new(question);
    let mut wanted = Wanted::default();
    let inner: Vec<&Phrase>;
    let mut outer: Vec<&Phrase>;
    if asks_where && !question.phrases.iter().all(|p| p.asked.is_some()) {
        outer = slots.take(|phrase| phrase.head == Head::Where || phrase.asked.is_some() && place(phrase));
        inner = slots.take(|phrase| phrase.asked.is_none() && body(phrase));
        // 浙江有哪些市 asks what lies in it.
        let holds = question.has(Act::Have) && !stated || outer.iter().any(|phrase| !phrase.of.is_empty());
        if holds && inner.len() <= 1 && outer.iter().all(|p| matches!(p.head, Head::Class(_))) {
            return contents(context, slots, wanted, &outer, &inner);
        }
    } else {
        let asked = slots.take(|phrase| phrase.asked.is_some() && body(phrase));
        outer = slots.take(|phrase| phrase.asked.is_none() && place(phrase));
        if !asked.is_empty() {
            return contents(context, slots, wanted, &asked, &outer);
        }
        inner = slots.take(&body);
        if inner.is_empty() && outer.len() == 2 {
            // 石浦镇在象山县吗
            let first = vec![outer.remove(0)];
            return whereabouts(context, slots, wanted, &first, &outer);
        }
    }
    wanted.count = false;
    whereabouts(context, slots, wanted, &inner, &outer)
}

/// Where `inner` lies: each step that a text states, or the places of the classes asked for.
fn whereabouts(
    context: &Context,
    mut slots: Slots,
    mut wanted: Wanted,
    inner: &[&Phrase],
    outer: &[&Phrase],
) -> Result<Plan, Miss> {
    let mut build = Build::new("location", context.catalogue);
    build.plan.fact = "assertion";
    let [thing] = inner else {
        return Err(Miss::Other);
    };
    build.constrain("what", "inner", thing, &BODIES)?;
    if matches!(thing.head, Head::Class(_)) {
        build.ask_label("what", "inner");
    }
    let classes: Vec<(&Phrase, Class)> = outer
        .iter()
        .filter_map(|phrase| match phrase.head {
            Head::Class(class) if class != Class::Place => Some((*phrase, class)),
            _ => None,
        })
        .collect();
    if classes.is_empty() {
        build.line("?inner wm:locatedIn* ?step . ?step wm:locatedIn ?place .");
        build.line("?assertion rdf:subject ?step ; rdf:predicate wm:locatedIn ; rdf:object ?place .");
        // What public code lists state is in no text.
        build.line("FILTER NOT EXISTS { ?assertion a wm:LexiconStatement }");
        build.say("where", "?");
        let named: Vec<&&Phrase> = outer.iter().filter(|phrase| matches!(phrase.head, Head::Things(_))).collect();
        for phrase in named {
            build.constrain("where", "place", phrase, &[Sort::Place])?;
        }
        build.ask_label("where", "place");
    } else {
        build.line("OPTIONAL { ?inner wm:locatedIn* ?step . ?assertion rdf:subject ?step ; rdf:predicate wm:locatedIn ; prov:wasDerivedFrom ?told . }");
        for (phrase, class) in classes {
            let variable = column(class);
            build.say("where", format!("{}?", phrase.text));
            build.line(format!("OPTIONAL {{ ?inner wm:locatedIn+ ?{variable} . ?{variable} a wm:{} . ?{variable} skos:prefLabel ?{variable}Name }}", class.name()));
            wanted.asked.push((phrase.at, super::Want::Value(variable, format!("{variable}Name"))));
        }
        let bound = wanted.asked.iter().filter_map(|(_, want)| match want {
            super::Want::Value(_, variable) => Some(format!("BOUND(?{variable})")),
            super::Want::Label(..) => None,
        });
        let bound = bound.collect::<Vec<_>>().join(" || ");
        build.line(format!("FILTER({bound})"));
    }
    documents(context, &mut build, &mut slots, &mut wanted, "assertion")?;
    slots.finish()?;
    wanted.ask(&mut build);
    Ok(build.plan)
}

/// What of a class lies in a place.
fn contents(
    context: &Context,
    mut slots: Slots,
    mut wanted: Wanted,
    asked: &[&Phrase],
    around: &[&Phrase],
) -> Result<Plan, Miss> {
    let [class] = asked else {
        return Err(Miss::Other);
    };
    let mut build = Build::new("contents", context.catalogue);
    build.plan.fact = "proof";
    let mut inside = (*class).clone();
    inside.of.extend(around.iter().map(|place| {
        let mut place = (*place).clone();
        place.prep = Some(Prep::In);
        place
    }));
    if inside.of.is_empty() {
        return Err(Miss::Other);
    }
    build.constrain("what", "inner", &inside, &BODIES)?;
    // The steps that lead into the place prove it, not those that lead elsewhere.
    let around = build.around.clone();
    let near: std::collections::BTreeSet<usize> =
        around.iter().flat_map(|place| context.catalogue.places_of(*place)).collect();
    let near = if near.is_empty() {
        String::new()
    } else {
        let nodes = build.nodes(near).replace(' ', ", ");
        format!(" ; rdf:object ?near FILTER(?near IN ({nodes}))")
    };
    build.line(format!("OPTIONAL {{ ?proof rdf:subject ?inner ; rdf:predicate wm:locatedIn{near} }}"));
    wanted.label(class, column_of(class, "what"), "inner");
    documents(context, &mut build, &mut slots, &mut wanted, "proof")?;
    slots.finish()?;
    wanted.ask(&mut build);
    Ok(build.plan)
}
