//! Who said what about which topic.

use std::fmt::Write as _;

use super::{Context, Slots, Wanted, document_times, documents, is_person_or_post};
use crate::ask::catalogue::fold;
use crate::ask::english::translations;
use crate::ask::phrase::{Asked, Head, Phrase};
use crate::ask::plan::{Build, Miss, Plan};
use crate::ask::words::{Act, Attr, Class, Language, Prep, Sort};

/// Who said what about which topic.
pub fn speech(context: &Context) -> Result<Plan, Miss> {
    let question = context.question;
    if !question.has(Act::Speak) || !question.only(&[Act::Speak, Act::Appear]) {
        return Err(Miss::Other);
    }
    let mut build = Build::new("speech", context.catalogue);
    let mut slots = Slots::new(question);
    let mut wanted = Wanted::default();
    build.plan.fact = "utterance";
    build.line("?utterance a wm:Utterance ; wm:speaker ?who .");
    documents(context, &mut build, &mut slots, &mut wanted, "utterance")?;
    document_times(context, &mut build, "utterance");

    let verb = question.place_of(&[Act::Speak]).ok_or(Miss::Other)?;
    // The words about which is spoken stand behind the verb, or behind 对 or "about"; the speaker stands elsewhere.
    let topical = |phrase: &Phrase| {
        phrase.asked.is_none()
            && matches!(phrase.head, Head::Words(_) | Head::Things(_) | Head::Class(_) | Head::Title(_))
            && (phrase.prep == Some(Prep::About) || phrase.at > verb && phrase.prep != Some(Prep::By))
    };
    let topics = slots.take(topical);
    let people = slots.take(|phrase| is_person_or_post(context, phrase));
    for person in &people {
        build.constrain("who", "who", person, &[Sort::Person])?;
        wanted.label(person, "who", "who");
    }
    // 部门 and the like may be who speaks, too: then it is their people.
    for body in slots.take(|phrase| {
        !topics.is_empty() && matches!(phrase.head, Head::Class(_)) && phrase.asked.is_some() && phrase.at < verb
    }) {
        build.line("?tenure wm:holder ?who ; a wm:Tenure ; wm:organization ?org .");
        build.constrain("organization", "org", body, &[Sort::Organization])?;
        wanted.label(body, super::column_of(body, "organization"), "org");
    }
    if !topics.is_empty() {
        topic(context, &mut build, &topics)?;
    }
    for phrase in slots.take_attr(&[Attr::Position]) {
        build.line("OPTIONAL { ?holding wm:holder ?who ; a wm:Tenure ; wm:position/skos:prefLabel ?position }");
        wanted.value(phrase, "position", "position");
    }
    for phrase in slots.take_attr(&[Attr::Topic]) {
        build.line("?utterance wm:topic ?topic .");
        wanted.value(phrase, "topic", "topic");
    }
    let quotes = slots
        .take(|phrase| phrase.head == Head::What || matches!(phrase.head, Head::Attr(Attr::Quote | Attr::Activity)));
    for phrase in &quotes {
        build.line("?utterance wm:quote ?quote .");
        if phrase.asked != Some(Asked::HowMany) {
            wanted.value(phrase, "quote", "quote");
        }
    }
    if !slots.take_attr(&[Attr::Times]).is_empty() {
        build.plan.count = true;
        build.ask_value("count", "utterance");
    }
    slots.finish()?;
    if build.plan.count {
        return Ok(build.plan);
    }
    // 哪篇报道提到了华为 is about texts, not about speakers.
    let by_text =
        question.phrases.iter().any(|phrase| phrase.head == Head::Class(Class::Document) && phrase.asked.is_some());
    if by_text && people.is_empty() {
        return Err(Miss::Other);
    }
    if wanted.is_empty() {
        if people.is_empty() {
            return Err(Miss::Other);
        }
        build.ask_label("who", "who");
        build.line("?utterance wm:quote ?quote .");
        build.ask_value("quote", "quote");
    }
    wanted.ask(&mut build);
    Ok(build.plan)
}

/// Limits utterances to a topic: one of its words stands in the quote or is a topic of it, or a thing of that name is
/// spoken of.
fn topic(context: &Context, build: &mut Build, phrases: &[&Phrase]) -> Result<(), Miss> {
    let first = phrases.iter().map(|phrase| phrase.at).min().unwrap_or(0);
    let written = written(context, first);
    let mut words = match context.language {
        Language::Chinese => vec![written.clone()],
        Language::English => translations(&written),
    };
    let mut things = Vec::new();
    if let [phrase] = phrases
        && let Head::Things(found) = &phrase.head
        && phrase.of.is_empty()
    {
        // A part of a name is a topic of its own: 人工智能 is not the institute that has it in its name.
        let whole = !phrase.guessed || context.language == Language::English && found.len() == 1;
        for thing in found.iter().filter(|_| whole) {
            things.push(*thing);
            words.extend(
                context.catalogue.things[*thing]
                    .names
                    .iter()
                    .map(|name| name.trim_matches(['“', '”', '‘', '’']).to_owned()),
            );
        }
    }
    if context.language == Language::English && written.chars().any(crate::ask::words::is_chinese) {
        words.push(written.clone());
    }
    words.sort();
    words.dedup();
    words.retain(|word| word.chars().count() > 1);
    if words.is_empty() {
        return Err(Miss::Other);
    }
    build.say("topic", words.join(" / "));
    build.line("?utterance wm:quote ?said .");
    let contains = words.iter().map(|word| format!("CONTAINS(STR(?said), {})", build.word(word)));
    let contains = contains.collect::<Vec<_>>().join(" || ");
    let listed = build.words(&words);
    let mut about = format!(
        "FILTER({contains} || EXISTS {{ ?utterance wm:topic ?topicWords . FILTER(STR(?topicWords) IN ({listed})) }}"
    );
    if !things.is_empty() {
        let nodes = build.nodes(things.iter().copied());
        let _ = write!(about, " || EXISTS {{ VALUES ?spokenOf {{ {nodes} }} ?utterance wm:about ?spokenOf }}");
    }
    about.push(')');
    build.line(about);
    Ok(())
}

/// The words of the topic as the question writes them, from its first token to the end of the phrase.
fn written(context: &Context, first: usize) -> String {
    use crate::ask::lexer::Sense;
    use crate::ask::words::WordSense;
    let tokens = &context.question.tokens[first..];
    let ends = |token: &crate::ask::lexer::Token| {
        token.senses.iter().any(|sense| {
            matches!(
                sense,
                Sense::Break
                    | Sense::Word(
                        WordSense::Wh(_)
                            | WordSense::Asks(_)
                            | WordSense::WhBehind
                            | WordSense::Attr(Attr::Quote | Attr::Activity)
                    )
            )
        })
    };
    let until = tokens.iter().position(ends).unwrap_or(tokens.len());
    let mut tokens = &tokens[..until];
    // 对人工智能说了什么: the verb behind ends the topic; so do small words at its end.
    if let Some(verb) = tokens.iter().position(|token| {
        token.senses.iter().any(|sense| matches!(sense, Sense::Word(WordSense::Act(Act::Speak | Act::Have))))
    }) {
        tokens = &tokens[..verb];
    }
    while let [rest @ .., last] = tokens
        && last.senses.iter().any(|s| matches!(s, Sense::Word(WordSense::Skip | WordSense::Link)))
    {
        tokens = rest;
    }
    let space = if context.language == Language::English { " " } else { "" };
    let texts: Vec<&str> = tokens.iter().map(|token| token.text.trim()).collect();
    let text = texts.join(space);
    // Quotes around the whole topic are the question's own.
    if fold(&text) == text.to_lowercase() {
        text
    } else {
        text.trim_matches(['“', '”', '‘', '’', '"', '\'', '《', '》']).to_owned()
    }
}
