//! Figures: how much, how many, how fast, and which product grew fastest.
//!
//! Indicators are words of the texts, so the question is read against the indicators that the store has for the
//! subject: an indicator fits where the question says all of its words, and every other word of the question stands
//! in the sentence that states the figure.

mod fit;
mod stock;

use std::collections::BTreeSet;

use oxigraph::model::NamedNode;

use super::Context;
use crate::ask::catalogue::fold;
use crate::ask::lexer::Sense;
use crate::ask::phrase::{Asked, Head, Phrase};
use crate::ask::plan::{Build, Column, Plan, Reckoning};
use crate::ask::time::{self, Period};
use crate::ask::words::{Act, Attr, Best, Language, Sort, WordSense};
use crate::query::QueryError;
use fit::{GDP, fitting, in_order};
pub use stock::{Figure, all_figures, kept_figures};

/// The plan of a question for figures, or nothing where it asks for none or no indicator fits.
///
/// # Errors
/// What the store says.
pub fn figure(context: &Context) -> Result<Option<Plan>, QueryError> {
    let question = context.question;
    let asks =
        |attr: Attr| question.phrases.iter().any(|phrase| phrase.head == Head::Attr(attr) && phrase.asked.is_some());
    let counts = question.phrases.iter().any(|phrase| phrase.asked == Some(Asked::HowMany));
    let growth = asks(Attr::Growth)
        || question.has(Act::Grow)
        || question.phrases.iter().any(|p| p.head == Head::Attr(Attr::Growth));
    // 最高的两种, top two: a number of the largest.
    let top = question.tokens.iter().any(|token| matches!(token.senses.first(), Some(Sense::Top(_))));
    let best = question.best.or(top.then_some(Best::Most));
    let sums = question.tokens.iter().any(|token| token.senses.contains(&Sense::Word(WordSense::Sum)));
    let named = question.phrases.iter().any(|phrase| phrase.head == Head::Attr(Attr::Figure))
        && question.phrases.iter().any(|phrase| phrase.head == Head::What || phrase.asked.is_some());
    if !(asks(Attr::Figure) || named || counts || growth || best.is_some() || sums || bare_indicator(context)) {
        return Ok(None);
    }
    // 考察过多少家企业 counts events: that no figure states them need not be found out from all of them.
    let event = question.acts.iter().any(|(act, _)| {
        matches!(
            act,
            Act::Visit
                | Act::Accompany
                | Act::Meet
                | Act::Call
                | Act::VideoMeet
                | Act::Attend
                | Act::Chair
                | Act::Address
                | Act::Issue
                | Act::Speak
        )
    });
    let unknown = |phrase: &Phrase| matches!(phrase.head, Head::Words(_));
    let (whole, parts) = subjects(context);
    // 学院深入了多少家企业: a body goes nowhere itself, and figures may tell of it.
    let body = whole.iter().any(|thing| context.catalogue.things[*thing].sort == Sort::Organization);
    if event && !body && !growth && !sums && !asks(Attr::Figure) && !named && !question.phrases.iter().any(unknown) {
        return Ok(None);
    }
    if matches!(best, Some(Best::Latest | Best::Earliest)) {
        return Ok(None);
    }
    // Words of counting other than these are no part of a figure.
    let other_marks = question.tokens.iter().any(|token| {
        super::super::phrase::is_mark(token)
            && !token.senses.iter().any(|sense| {
                matches!(
                    sense,
                    Sense::Top(_) | Sense::Word(WordSense::Sum | WordSense::Than | WordSense::Also | WordSense::Both)
                )
            })
    });
    if other_marks {
        return Ok(None);
    }
    let none = BTreeSet::new();
    // A thing that is named in full is the subject; else one known by a part of its name; else any.
    let attempts = match context.language {
        Language::English => vec![&whole | &parts],
        Language::Chinese if !whole.is_empty() => vec![whole],
        // 2023年粮食产量有多少: the country's, where nobody else's is asked for.
        Language::Chinese if best.is_none() && parts.is_empty() && !asks_place(context) => {
            let home = context.catalogue.named(HOME).iter().copied();
            let home = home.filter(|thing| context.catalogue.things[*thing].sort == Sort::Place).collect();
            vec![home, none]
        }
        Language::Chinese => vec![parts, none],
    };
    for subjects in &attempts {
        let figures = stored(context, subjects)?;
        let words = content(context, subjects);
        let in_time: Vec<&Figure> = figures.into_iter().filter(|figure| in_period(context, figure)).collect();
        let mut compared = best.is_some() && subjects.len() < 2;
        let mut fits: Vec<&Figure> = fitting(context, &in_time, &words, compared);
        if fits.is_empty() && compared && subjects.is_empty() {
            compared = false;
            fits = fitting(context, &in_time, &words, false);
            fits.retain(|figure| figure.linked.is_some());
        }
        if !fits.is_empty() {
            return Ok(build(context, subjects, &fits, growth, best.map(|best| (best, compared))));
        }
    }
    // Figures of other subjects or times make the question understood; the answer to it is that there is none.
    for subjects in attempts.iter().filter(|subjects| !subjects.is_empty()) {
        let figures = stored(context, &BTreeSet::new())?;
        let words = content(context, subjects);
        let fits: Vec<&Figure> = fitting(context, &figures, &words, best.is_some());
        if !fits.is_empty() && fits.iter().all(|figure| figure.subject.is_none()) && best.is_none() {
            return Ok(build(context, subjects, &fits, growth, None));
        }
    }
    Ok(None)
}

/// Whether it is asked whose the figure is.
fn asks_place(context: &Context) -> bool {
    let question = context.question;
    question.phrases.iter().any(|phrase| {
        phrase.asked.is_some() && matches!(phrase.head, Head::Class(_))
            || matches!(phrase.head, Head::Who | Head::Where)
    })
}

/// 江西的外贸总值? names an owner and words that nothing else explains.
fn bare_indicator(context: &Context) -> bool {
    let question = context.question;
    let owned = |phrase: &Phrase| matches!(phrase.head, Head::Words(_)) && !phrase.of.is_empty();
    question.acts.iter().all(|(act, _)| *act == Act::Be)
        && question.phrases.iter().any(owned)
        && question.phrases.iter().all(|phrase| owned(phrase) || phrase.asked.is_some())
}

/// The named things of the question, any of which may be the subject: those named in full, and those known by a part
/// of a name that is theirs alone.
fn subjects(context: &Context) -> (BTreeSet<usize>, BTreeSet<usize>) {
    let (mut whole, mut parts) = (BTreeSet::new(), BTreeSet::new());
    let mut phrases: Vec<&Phrase> = context.question.phrases.iter().collect();
    while let Some(phrase) = phrases.pop() {
        phrases.extend(&phrase.of);
        if let Head::Things(things) = &phrase.head {
            let subject = |thing: &usize| {
                let sort = context.catalogue.things[*thing].sort;
                matches!(sort, Sort::Place | Sort::Organization | Sort::Person | Sort::Policy)
            };
            let found: Vec<usize> = things.iter().copied().filter(subject).collect();
            if !phrase.guessed {
                whole.extend(found);
            } else if found.len() == 1 {
                parts.extend(found);
            }
        }
    }
    (whole, parts)
}

/// The country that the news is at home in, and how it calls itself.
const HOME: &str = "中国";
const NATIONAL: [&str; 2] = ["我国", "全国"];

/// The figures of these subjects, or of any where none is named; and those whose subject is a group that the question
/// names, or that have none and stand in a sentence that names the subject.
fn stored<'a>(context: &Context<'a>, subjects: &BTreeSet<usize>) -> Result<Vec<&'a Figure>, QueryError> {
    let catalogue = context.catalogue;
    let nodes: BTreeSet<&str> = subjects.iter().map(|thing| catalogue.things[*thing].node.as_str()).collect();
    let names: Vec<String> =
        subjects.iter().flat_map(|thing| &catalogue.things[*thing].names).map(|name| fold(name)).collect();
    let question = fold(&whole(context));
    let home = !subjects.is_empty()
        && subjects.iter().all(|thing| catalogue.things[*thing].names.iter().any(|name| name == HOME));
    let figures = catalogue.figures(context.store)?.iter().filter(|figure| match (&figure.linked, &figure.subject) {
        (Some(linked), _) => subjects.is_empty() || nodes.contains(linked.as_str()),
        (None, Some(subject)) => {
            let subject = fold(subject);
            home && NATIONAL.contains(&subject.as_str())
                || context.language == Language::Chinese
                    && (question.contains(&subject) || in_order(&subject, &question))
        }
        (None, None) => subjects.is_empty() || names.iter().any(|name| figure.quote.contains(name.as_str())),
    });
    Ok(figures.collect())
}

fn whole(context: &Context) -> String {
    let texts = context.question.tokens.iter().map(|token| token.text.as_str());
    texts.collect::<Vec<_>>().join("")
}

fn in_period(context: &Context, figure: &Figure) -> bool {
    let texts = context.question.tokens.iter().filter(|token| token.senses.iter().any(|s| matches!(s, Sense::Time(_))));
    let texts: Vec<String> = texts.map(|token| fold(&token.text)).collect();
    context.question.times.iter().all(|asked| {
        figure.period.as_ref().is_some_and(|period| {
            let period = fold(period);
            // 今年一季度 is kept as the text says it.
            let resolved = time::chinese(&period, context.catalogue.latest).filter(|(_, end)| *end == period.len());
            same_period(&asked.short(), &period)
                || texts.contains(&period)
                || resolved.is_some_and(|(stored, _)| asked.from <= stored.from && stored.to <= asked.to)
        })
    })
}

/// Whether one period is the other or lies in it: `2024-03` in `2024`.
fn same_period(one: &str, other: &str) -> bool {
    one.starts_with(other) || other.starts_with(one)
}

/// The words that must say the indicator: what is neither subject nor time nor question.
fn content(context: &Context, subjects: &BTreeSet<usize>) -> Vec<String> {
    let mut words = Vec::new();
    for token in &context.question.tokens {
        let is = |test: fn(&Sense) -> bool| token.senses.iter().any(test);
        let silent = is(|sense| {
            matches!(
                sense,
                Sense::Time(_)
                    | Sense::Break
                    | Sense::Top(_)
                    | Sense::Word(
                        WordSense::Wh(_)
                            | WordSense::WhBehind
                            | WordSense::Asks(_)
                            | WordSense::Best(_)
                            | WordSense::Link
                            | WordSense::Skip
                            | WordSense::Realis(_)
                            | WordSense::Sum
                            | WordSense::Than
                            | WordSense::Also
                            | WordSense::Both
                            | WordSense::Act(Act::Be | Act::Have | Act::Grow)
                            | WordSense::Attr(Attr::Figure | Attr::Growth)
                    )
            )
        });
        // "and" is a part of terms such as "imports and exports".
        let small =
            is(|sense| matches!(sense, Sense::Word(WordSense::Prep(_)))) && context.language == Language::Chinese;
        let silent = silent || small;
        let subject = token
            .senses
            .iter()
            .any(|sense| matches!(sense, Sense::Things(things) if things.iter().all(|t| subjects.contains(t))));
        if !silent && !subject {
            words.push(match context.language {
                Language::Chinese => fold(&token.text).replace("gdp", GDP),
                Language::English => token.text.to_lowercase(),
            });
        }
    }
    words
}

#[allow(clippy::too_many_lines, reason = "one query, written down from top to bottom")]
fn build(
    context: &Context,
    subjects: &BTreeSet<usize>,
    figures: &[&Figure],
    growth: bool,
    best: Option<(Best, bool)>,
) -> Option<Plan> {
    let mut build = Build::new("figure", context.catalogue);
    build.plan.fact = "figure";
    build.line("?figure a wm:Observation ; wm:indicator ?indicator .");
    let indicators: BTreeSet<String> = figures.iter().map(|f| f.indicator.clone()).collect();
    let indicators: Vec<String> = indicators.into_iter().collect();
    let texts: BTreeSet<String> = figures.iter().filter_map(|f| f.subject.clone()).collect();
    let bare = figures.iter().any(|figure| figure.linked.is_none() && figure.subject.is_none());
    if bare {
        // Figures without a subject of their own are meant by the sentence that they stand in.
        let nodes: BTreeSet<&NamedNode> = figures.iter().map(|figure| &figure.node).collect();
        build.articles("figure", nodes.into_iter());
        let things: Vec<usize> = subjects.iter().copied().collect();
        build.say("subject", if things.is_empty() { "–".to_owned() } else { build.labels(&things).join(" / ") });
    } else if subjects.is_empty() && texts.is_empty() {
        build.say("subject", "?");
        build.line("?figure wm:subject/skos:prefLabel ?subjectName .");
    } else if texts.is_empty() {
        let things: Vec<usize> = subjects.iter().copied().collect();
        let labels = build.labels(&things);
        build.say("subject", labels.join(" / "));
        build.things("subject", things);
        build.line("?figure wm:subject ?subject . ?subject skos:prefLabel ?subjectName .");
    } else {
        let texts: Vec<String> = texts.into_iter().collect();
        build.say("subject", texts.join(" / "));
        let texts = build.words(&texts);
        build.line(format!("?figure wm:subjectText ?subjectText . FILTER(STR(?subjectText) IN ({texts}))"));
    }
    build.say("indicator", indicators.join(" / "));
    let listed = build.words(&indicators);
    build.line(format!("FILTER(STR(?indicator) IN ({listed}))"));
    let periods: BTreeSet<String> = figures.iter().filter_map(|f| f.period.clone()).collect();
    build.line("OPTIONAL { ?figure wm:period ?period }");
    if !context.question.times.is_empty() {
        let asked: Vec<String> = context.question.times.iter().map(Period::short).collect();
        let mut periods: Vec<String> = periods.into_iter().filter(|_| !figures.is_empty()).collect();
        if !figures.iter().all(|figure| in_period(context, figure)) || periods.is_empty() {
            periods = asked;
        }
        build.say("time", periods.join(" / "));
        let periods = build.words(&periods);
        build.line(format!("FILTER(STR(?period) IN ({periods}))"));
    }
    let mut column = |name: &'static str, variable: &str| {
        build.plan.columns.push(Column { name, value: variable.to_owned(), node: None });
    };
    let linked = figures.iter().all(|figure| figure.linked.is_some());
    if let Some((best, products)) = best {
        if !products && !linked {
            return None;
        }
        if products {
            column("product", "product");
        } else {
            column("subject", "subjectName");
        }
        let by_growth = matches!(best, Best::FastestGrowth | Best::SlowestGrowth);
        column(if by_growth { "change" } else { "value" }, "shown");
        let (number, shown) = if by_growth { ("wm:changeNumber", "wm:change") } else { ("wm:number", "wm:valueText") };
        if products {
            build.line("?figure wm:productName ?product .");
        }
        build.line(format!("?figure {number} ?size ; {shown} ?shown ."));
        let down = matches!(best, Best::FastestGrowth | Best::Most);
        if down { "DESC(?size)" } else { "?size" }.clone_into(&mut build.plan.order);
        build.plan.only_best = Some("shown".to_owned());
        build.plan.best_count = context.question.tokens.iter().find_map(|token| match token.senses.first() {
            Some(Sense::Top(n)) => Some(*n),
            _ => None,
        });
        return Some(build.plan);
    }
    let token =
        |sense: WordSense| context.question.tokens.iter().any(|t| t.senses.contains(&Sense::Word(sense.clone())));
    let reckoning = if token(WordSense::Sum) {
        Some(Reckoning::Sum)
    } else if token(WordSense::Than) {
        Some(Reckoning::Difference)
    } else {
        None
    };
    if reckoning.is_some() {
        column("indicator", "indicator");
        if linked {
            column("subject", "subjectName");
        }
        column("number", "number");
        column("unit", "unit");
        build.line("?figure wm:number ?number ; wm:unit ?unit .");
        build.plan.reckoning = reckoning;
        return Some(build.plan);
    }
    if subjects.len() != 1 && linked {
        column("subject", "subjectName");
    }
    column("indicator", "indicator");
    if figures.iter().any(|figure| figure.value) {
        column("value", "value");
    }
    if growth && figures.iter().any(|figure| figure.change) {
        column("change", "change");
    }
    if figures.iter().any(|figure| figure.period.is_some()) {
        column("period", "period");
    }
    build.line("OPTIONAL { ?figure wm:valueText ?value }");
    build.line("OPTIONAL { ?figure wm:change ?change }");
    Some(build.plan)
}
