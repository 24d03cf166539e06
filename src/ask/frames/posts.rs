//! Who holds which post, where.

use super::{Context, Slots, Wanted, column_of, document_times, documents, is_person, is_sort};
use crate::ask::phrase::{Head, Phrase};
use crate::ask::plan::{Build, Miss, Plan};
use crate::ask::words::{Act, Attr, Class, Prep, Sort};

/// Who holds which post, where.
#[allow(clippy::too_many_lines, reason = "one form of the question after another")]
pub fn post(context: &Context) -> Result<Plan, Miss> {
    let question = context.question;
    if !question.only(&[Act::Hold, Act::Work, Act::Appear]) {
        return Err(Miss::Other);
    }
    let mut build = Build::new("post", context.catalogue);
    let mut slots = Slots::new(question);
    let mut wanted = Wanted::default();
    build.plan.fact = "tenure";
    build.line("?tenure a wm:Tenure ; wm:holder ?who ; wm:position ?post .");
    documents(context, &mut build, &mut slots, &mut wanted, "tenure")?;
    document_times(context, &mut build, "tenure");
    let people = slots.take(|phrase| is_person(context, phrase));
    // 江海市有哪些官员 asks for those of the city and of its bodies.
    let mut owned: Vec<Phrase> = people.iter().map(|person| (*person).clone()).collect();
    let kind = |person: &Phrase| {
        matches!(person.head, Head::Class(Class::Official | Class::Manager | Class::Leader)) && person.of.is_empty()
    };
    if let Some(person) = owned.iter_mut().find(|person| kind(person)) {
        let around = slots.take(|phrase| {
            phrase.asked.is_none()
                && matches!(phrase.head, Head::Things(_))
                && is_sort(context, phrase, &[Sort::Place, Sort::Organization])
        });
        person.of = around.into_iter().cloned().collect();
    }
    let people: Vec<&Phrase> = owned.iter().collect();
    let positions = slots.take_attr(&[Attr::Position]);
    let bodies = slots.take(|phrase| is_sort(context, phrase, &[Sort::Organization, Sort::Place]));
    let posts = slots.take(|phrase| is_sort(context, phrase, &[Sort::Position]));
    let works = question.has(Act::Hold) || question.has(Act::Work);
    let workplaces = slots.take(|phrase| phrase.head == Head::Where && works);
    // 林远航是什么 asks for his posts; so does 林远航是谁.
    let identity = slots.take(|phrase| phrase.head == Head::What || matches!(phrase.head, Head::Attr(Attr::Activity)));
    slots.finish()?;
    let about_posts = question.has(Act::Hold)
        || question.has(Act::Work)
        || !positions.is_empty()
        || !posts.is_empty()
        || people.iter().any(|person| says_post(person))
        || question.has(Act::Have) && !bodies.is_empty() && !people.is_empty();
    let named_person = people.iter().any(|person| matches!(person.head, Head::Things(_)));
    let who_he_is = named_person && question.has(Act::Be);
    if !(about_posts || who_he_is) {
        return Err(Miss::Other);
    }
    let nobody = people.is_empty() && posts.is_empty();
    if nobody && (positions.is_empty() || bodies.is_empty()) {
        return Err(Miss::Other);
    }

    let who_is = people.iter().any(|person| person.head == Head::Who) && named_person;
    for person in &people {
        if person.head == Head::Who && (named_person || people.len() > 1) {
            continue;
        }
        holder(&mut build, person)?;
        if !named_person || !matches!(person.head, Head::Things(_)) {
            wanted.label(person, "who", "who");
        }
    }
    for phrase in &posts {
        build.constrain("position", "post", phrase, &[Sort::Position])?;
    }
    let owns = |phrase: &Phrase| phrase.asked.is_some() || phrase.prep == Some(Prep::With);
    let asks_body = |phrase: &&&Phrase| owns(phrase);
    for body in &bodies {
        build.bodies("tenure", &[(*body).clone()], None)?;
        if asks_body(&body) {
            wanted.label(body, column_of(body, "organization"), "org");
        }
    }
    // 董事长及其公司: both are wanted.
    if bodies.iter().any(|body| body.prep == Some(Prep::With)) && people.iter().all(|person| person.asked.is_none()) {
        for person in people.iter().filter(|person| !matches!(person.head, Head::Things(_))) {
            wanted.asked.push((person.at, super::Want::Label("who", "who".to_owned())));
        }
    }
    for phrase in &workplaces {
        build.line("?tenure wm:organization ?org .");
        wanted.label(phrase, "organization", "org");
    }
    // 哪家公司的负责人 asks for the company.
    for owner in people.iter().flat_map(|person| &person.of) {
        if owner.asked.is_some() && matches!(owner.head, Head::Class(_)) {
            build.bodies("tenure", std::slice::from_ref(owner), None)?;
            wanted.label(owner, column_of(owner, "organization"), "org");
            wanted.asked.push((owner.at, super::Want::Label("who", "who".to_owned())));
        }
    }
    let official = people.iter().any(|person| {
        person.asked.is_some() && matches!(person.head, Head::Class(Class::Official | Class::Manager | Class::Leader))
    });
    let wants_post = !positions.is_empty() || !identity.is_empty() || who_is;
    let open = wanted.is_empty() && !wants_post;
    for position in positions.iter().chain(&identity) {
        wanted.value(position, "position", "position");
    }
    let adds_post = official || who_is || open;
    if wants_post || adds_post {
        build.line("?post skos:prefLabel ?position .");
    }
    let whether = wanted.is_empty() && named_person && !bodies.is_empty() && !wants_post;
    if whether || open && !named_person {
        build.ask_label("who", "who");
    }
    wanted.ask(&mut build);
    if adds_post && !build.plan.count {
        build.ask_value("position", "position");
    }
    Ok(build.plan)
}

/// Who came after whom in a post: the texts name the one as its holder only before they name the other so.
pub fn succession(context: &Context) -> Result<Plan, Miss> {
    let question = context.question;
    let verb = question.place_of(&[Act::Succeed]).ok_or(Miss::Other)?;
    if !question.only(&[Act::Succeed, Act::Hold]) || !question.times.is_empty() {
        return Err(Miss::Other);
    }
    let mut build = Build::new("succession", context.catalogue);
    let mut slots = Slots::new(question);
    let mut wanted = Wanted::default();
    build.plan.fact = "tenure";
    build.plan.proofs.push("former".to_owned());
    let titles = slots.take(|phrase| matches!(phrase.head, Head::Title(_)) && phrase.asked.is_none());
    let posts = slots.take(|phrase| is_sort(context, phrase, &[Sort::Position]));
    let people = slots.take(|phrase| is_person(context, phrase));
    // The post may be asked for: 接替了景俊海的什么职务.
    let positions = slots.take_attr(&[Attr::Position]);
    slots.finish()?;
    let named = |phrase: &&&Phrase| matches!(phrase.head, Head::Things(_));
    let (Some(known), Some(asked)) = (people.iter().find(named), people.iter().find(|phrase| phrase.asked.is_some()))
    else {
        return Err(Miss::Other);
    };
    if people.len() != 2 {
        return Err(Miss::Other);
    }
    build.line("?former a wm:Tenure ; wm:holder ?old ; wm:position ?post ; wm:seenLast ?until .");
    build.line("?tenure a wm:Tenure ; wm:holder ?new ; wm:position ?post ; wm:seenFirst ?since .");
    build.line("FILTER(?since > ?until && ?old != ?new)");
    // 被谁接替: the agent is the successor.
    let known_is_new = known.at < verb && asked.prep != Some(Prep::By) && known.prep != Some(Prep::And);
    let (known_as, asked_as) = if known_is_new { ("new", "old") } else { ("old", "new") };
    build.constrain("who", known_as, known, &[Sort::Person])?;
    build.constrain("who", asked_as, asked, &[Sort::Person])?;
    for title in &titles {
        let Head::Title(words) = &title.head else { continue };
        build.say("position", title.text.clone());
        build.titled("tenure", words, &title.of)?;
    }
    for post in &posts {
        build.constrain("position", "post", post, &[Sort::Position])?;
    }
    wanted.label(asked, "who", asked_as);
    for position in &positions {
        wanted.value(position, "position", "position");
    }
    build.line("?post skos:prefLabel ?position .");
    wanted.ask(&mut build);
    build.ask_value("position", "position");
    build.ask_value("since", "since");
    Ok(build.plan)
}

/// Whether a phrase for a person says what post he holds.
fn says_post(person: &Phrase) -> bool {
    match person.head {
        Head::Title(_) => true,
        Head::Class(class) => class != Class::Person || !person.of.is_empty(),
        _ => false,
    }
}

/// Binds the holder; a title or a kind of official is a property of this very tenure.
fn holder(build: &mut Build, person: &Phrase) -> Result<(), Miss> {
    match &person.head {
        Head::Title(titles) => {
            build.say("position", person.text.clone());
            build.titled("tenure", titles, &person.of)
        }
        Head::Class(Class::Official) => {
            build.say("who", person.text.clone());
            build.official("tenure", &person.of)
        }
        Head::Class(Class::Manager) => {
            build.say("who", person.text.clone());
            build.managers("tenure", &person.of)
        }
        Head::Class(Class::Leader) => {
            build.say("who", person.text.clone());
            build.leaders("tenure", &person.of)
        }
        Head::Class(Class::Person) => {
            build.say("who", "?");
            for owner in &person.of {
                build.bodies("tenure", std::slice::from_ref(owner), None)?;
            }
            Ok(())
        }
        _ => build.constrain("who", "who", person, &[Sort::Person]),
    }
}
