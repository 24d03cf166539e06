//! The frames: what can be asked, each with its verbs and slots.
//!
//! A frame fits a question where its verb is there and every phrase of the question fills one of its slots; a phrase
//! left over makes it unfit, so that no question is answered with a part of it unread.

mod edges;
mod events;
pub mod figures;
mod lists;
mod places;
mod posts;
mod speech;

use jiff::civil::Date;

use super::catalogue::{Catalogue, fold};
use super::phrase::{Asked, Head, Phrase, Question};
use super::plan::{Build, Miss, Plan};
use super::time::Period;
use super::words::{Attr, Class, Language, Sort};
use crate::query::QueryError;
use crate::rdf::Queryable;

/// What a frame reads.
pub struct Context<'a> {
    /// The question.
    pub question: &'a Question,
    /// The names.
    pub catalogue: &'a Catalogue,
    /// The graph; only the frame of figures looks into it, for the indicators that there are.
    pub store: &'a dyn Queryable,
    /// Language of the question.
    pub language: Language,
}

/// A frame: the plan of a question that fits it.
type Frame = fn(&Context) -> Result<Plan, Miss>;

/// The first frame that fits; the failure that says most where none does.
///
/// # Errors
/// What the store says while figures are looked up.
pub fn plan(context: &Context) -> Result<Result<Plan, Miss>, QueryError> {
    if let Some(plan) = figures::figure(context)? {
        return Ok(Ok(plan));
    }
    // What a superlative or a word of counting says is read by the figures alone, or before the frames.
    if context.question.best.is_some() || context.question.marked {
        return Ok(Err(Miss::Other));
    }
    let frames: [Frame; 16] = [
        speech::speech,
        events::visit,
        events::meeting,
        events::gathering,
        edges::issued,
        edges::cooperation,
        edges::production,
        edges::parts,
        places::location,
        posts::succession,
        posts::post,
        edges::property,
        lists::members,
        lists::full_name,
        lists::timeline,
        lists::mentioned,
    ];
    let mut worst = Miss::Other;
    for frame in frames {
        match frame(context) {
            Ok(plan) if says_all(context, &plan) => return Ok(Ok(tell_apart(context, plan))),
            Err(miss @ Miss::Ambiguous(..)) => worst = miss,
            Ok(_) | Err(Miss::Other) => {}
        }
    }
    Ok(Err(worst))
}

/// Adds a column for each slot that two names share.
fn tell_apart(context: &Context, mut plan: Plan) -> Plan {
    for variable in std::mem::take(&mut plan.shared) {
        let mut build = Build::new(plan.frame, context.catalogue);
        build.plan = plan;
        if !build.plan.count {
            build.ask_label("of", &variable);
        }
        plan = build.plan;
    }
    plan
}

/// Whether each name of the question has its part in the plan: as a node of the query, or in what was understood (the
/// words of a topic, the headline of a document). A guard over all frames: what they take they must use.
fn says_all(context: &Context, plan: &Plan) -> bool {
    let sparql = plan.sparql();
    // 谁将当选 asks for what is to come; a frame that knows no state has no answer to it. So with times.
    if context.question.realis.is_some() && plan.says.iter().all(|(slot, _)| *slot != "state")
        || !context.question.times.is_empty() && plan.says.iter().all(|(slot, _)| *slot != "time")
    {
        return false;
    }
    let mut phrases: Vec<&Phrase> = context.question.phrases.iter().collect();
    while let Some(phrase) = phrases.pop() {
        phrases.extend(&phrase.of);
        let Head::Things(things) = &phrase.head else {
            continue;
        };
        let things = || things.iter().map(|thing| &context.catalogue.things[*thing]);
        let text = fold(&phrase.text);
        let said = things().any(|thing| sparql.contains(&thing.node.to_string()))
            || plan.says.iter().any(|(_, value)| {
                let value = fold(value);
                value.contains(&text)
                    || things().any(|thing| thing.names.iter().any(|name| value.contains(&fold(name))))
            });
        if !said {
            return false;
        }
    }
    true
}

/// The phrases of a question that no slot has taken yet.
struct Slots<'q> {
    left: Vec<&'q Phrase>,
}

impl<'q> Slots<'q> {
    fn new(question: &'q Question) -> Self {
        // The owner of a property, 林远航 in 林远航的职务, fills a slot of its own.
        let owners = |phrase: &'q Phrase| match phrase.head {
            Head::Attr(_) => phrase.of.as_slice(),
            _ => &[],
        };
        let left = question.phrases.iter().flat_map(|phrase| owners(phrase).iter().chain([phrase]));
        Self { left: left.collect() }
    }

    /// Takes all phrases that pass.
    fn take(&mut self, mut test: impl FnMut(&Phrase) -> bool) -> Vec<&'q Phrase> {
        let (taken, left) = self.left.iter().partition(|phrase| test(phrase));
        self.left = left;
        taken
    }

    /// Takes the phrases that ask for a property.
    fn take_attr(&mut self, attrs: &[Attr]) -> Vec<&'q Phrase> {
        self.take(|phrase| matches!(&phrase.head, Head::Attr(attr) if attrs.contains(attr)))
    }

    /// Fits only where nothing is left.
    fn finish(self) -> Result<(), Miss> {
        if self.left.is_empty() { Ok(()) } else { Err(Miss::Other) }
    }
}

/// Columns that are asked for, to be put in the order of the question.
#[derive(Default)]
struct Wanted {
    asked: Vec<(usize, Want)>,
    count: bool,
}

enum Want {
    Label(&'static str, String),
    Value(&'static str, String),
}

impl Wanted {
    /// Notes a phrase that is asked for by its label.
    fn label(&mut self, phrase: &Phrase, name: &'static str, node: &str) {
        if let Some(asked) = phrase.asked {
            self.asked.push((phrase.at, Want::Label(name, node.to_owned())));
            self.count |= asked == Asked::HowMany;
        }
    }

    /// Notes a phrase that is asked for by a value.
    fn value(&mut self, phrase: &Phrase, name: &'static str, variable: &str) {
        self.asked.push((phrase.at, Want::Value(name, variable.to_owned())));
    }

    /// Whether nothing is asked for: a question of yes or no.
    fn is_empty(&self) -> bool {
        self.asked.is_empty()
    }

    /// Adds the columns to the plan.
    fn ask(mut self, build: &mut Build) {
        self.asked.sort_by_key(|(at, _)| *at);
        // Where nothing but the day is asked for, an event without one is no answer.
        if let [(_, Want::Value("date", date))] = self.asked.as_slice() {
            build.line(format!("FILTER(BOUND(?{date}))"));
        }
        for (_, want) in self.asked {
            match want {
                Want::Label(name, node) => build.ask_label(name, &node),
                Want::Value(name, variable) => build.ask_value(name, &variable),
            }
        }
        build.plan.count |= self.count;
    }
}

/// Whether a phrase may stand for a person.
fn is_person(context: &Context, phrase: &Phrase) -> bool {
    match &phrase.head {
        Head::Who | Head::Title(_) => true,
        Head::Class(class) => class.sort() == Sort::Person,
        Head::Clause(clause) => clause.sorts.contains(&Sort::Person),
        Head::Things(things) => things.iter().any(|thing| context.catalogue.things[*thing].sort == Sort::Person),
        _ => false,
    }
}

/// Whether a phrase may stand for a person, or names a post and so whoever holds it.
fn is_person_or_post(context: &Context, phrase: &Phrase) -> bool {
    is_person(context, phrase) || matches!(phrase.head, Head::Things(_)) && is_sort(context, phrase, &[Sort::Position])
}

/// Whether a phrase may stand for a thing of one of these sorts.
fn is_sort(context: &Context, phrase: &Phrase, sorts: &[Sort]) -> bool {
    match &phrase.head {
        Head::Class(class) => sorts.contains(&class.sort()),
        Head::Clause(clause) => clause.sorts.iter().any(|sort| sorts.contains(sort)),
        Head::Things(things) => things.iter().any(|thing| sorts.contains(&context.catalogue.things[*thing].sort)),
        _ => false,
    }
}

/// Name of the column for members of a class.
pub fn column(class: Class) -> &'static str {
    match class {
        Class::Company => "company",
        Class::School => "school",
        Class::Country => "country",
        Class::Province => "province",
        Class::City => "city",
        Class::County => "county",
        Class::Town => "town",
        Class::Product => "product",
        Class::Gathering => "event",
        Class::Policy | Class::PolicyDocument | Class::PolicyProgramme | Class::PolicyConcept => "policy",
        class => match class.sort() {
            Sort::Person => "who",
            Sort::Organization => "organization",
            _ => "where",
        },
    }
}

/// Name of the column for what a phrase asks, with `other` for words without a class.
fn column_of(phrase: &Phrase, other: &'static str) -> &'static str {
    match &phrase.head {
        Head::Class(class) => column(*class),
        Head::Clause(clause) => clause.column,
        _ => other,
    }
}

/// Limits an event to the times of the question, and to what the question says of its having happened.
fn event_limits(context: &Context, build: &mut Build, fact: &str) {
    let realis = context.question.realis.unwrap_or("Happened");
    if realis != "Happened" {
        build.say("state", realis);
    }
    build.line(format!("?{fact} wm:realis wm:{realis} ."));
    for period in &context.question.times {
        build.say("time", spoken(period));
        build.line(format!("OPTIONAL {{ ?{fact} wm:eventDate ?onDay }}"));
        build.line(format!("OPTIONAL {{ ?{fact} wm:eventStart ?fromDay }}"));
        build.line(format!("OPTIONAL {{ ?{fact} wm:eventEnd ?toDay }}"));
        if period.from != Date::MIN {
            let from = build.day(period.from);
            build.line(format!("FILTER(COALESCE(?onDay, ?fromDay) >= {from})"));
        }
        if period.to != Date::MAX {
            let to = build.day(period.to);
            build.line(format!("FILTER(COALESCE(?onDay, ?toDay) <= {to})"));
        }
    }
}

/// Limits facts that have no time of their own to documents of the times of the question.
fn document_times(context: &Context, build: &mut Build, fact: &str) {
    for period in &context.question.times {
        build.say("time", spoken(period));
        build.line(format!("?{fact} (^wm:asserts)?/prov:wasDerivedFrom/nif:referenceContext/wm:published ?toldOn ."));
        if period.from != Date::MIN {
            let from = build.day(period.from);
            build.line(format!("FILTER(?toldOn >= {from})"));
        }
        if period.to != Date::MAX {
            let to = build.day(period.to);
            build.line(format!("FILTER(?toldOn <= {to})"));
        }
    }
}

fn spoken(period: &Period) -> String {
    period.short()
}

/// Takes the phrases that name documents: 广东那篇报道 limits, 哪篇报道 asks.
fn documents(
    context: &Context,
    build: &mut Build,
    slots: &mut Slots,
    wanted: &mut Wanted,
    fact: &str,
) -> Result<(), Miss> {
    let phrases = slots.take(|phrase| matches!(phrase.head, Head::Class(Class::Document)));
    for phrase in phrases {
        if phrase.asked.is_some() || !phrase.of.is_empty() {
            build.line(format!("?{fact} (^wm:asserts)?/prov:wasDerivedFrom/nif:referenceContext ?document ."));
        }
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
        }
    }
    Ok(())
}
