//! A reading with its names enters; its figures leave as facts: whose, of what, how much, in which period, and how it
//! changed.
//!
//! Promise: each fact has an indicator and a value or a change, all in words of one sentence, which is its evidence. A
//! subject or period that the sentence leaves out is taken from the words before (其中，出口…), never from elsewhere.
//! The words and rules are lines of `rules/zh/statistics.toml`.

mod change;
pub(super) mod clause;
mod figure;
pub(super) mod subject;
mod tell;
#[cfg(test)]
pub(crate) mod tests;
mod words;

use std::collections::BTreeSet;
use std::sync::LazyLock;

use regex::Regex;

use super::Fact;
use crate::extract::Annotations;
use crate::model::{BlockKind, EventTime, Precision, Span};
use crate::text::Reading;
use crate::text::quantity::{Quantity, UnitKind, quantities};
use crate::text::time::{TimeMention, times};
use clause::Names;
use figure::Figure;
use subject::{Discourse, Subject};
pub use words::{Rules, RulesError};
use words::{ends, holds, starts};

/// The figures of a document, in the order of the text.
pub fn statistics(reading: &Reading, annotations: &Annotations) -> Vec<Fact> {
    find(reading, annotations, &times(reading), Rules::embedded())
}

/// What the sentences before have told.
#[derive(Default)]
struct Carried {
    /// The period of the last figure, with the block it stands in.
    period: Option<(usize, EventTime)>,
    /// A plan under way: 今年将…. Its period holds for the sentences that go on with it.
    plan: Option<EventTime>,
}

struct Finder<'a> {
    reading: &'a Reading,
    names: Names<'a>,
    times: &'a [TimeMention],
    time_spans: Vec<Span>,
    quantities: Vec<Quantity>,
    rules: &'a Rules,
    discourse: Discourse,
    carried: Carried,
    found: Vec<Figure>,
}

fn find(reading: &Reading, annotations: &Annotations, times: &[TimeMention], rules: &Rules) -> Vec<Fact> {
    let names = Names::new(annotations);
    let inside_name = |span: Span| names.annotations.mentions.iter().any(|m| m.span.contains(span));
    let time_spans: Vec<Span> = times.iter().map(|time| time.span).collect();
    let quantities = quantities(reading)
        .into_iter()
        .filter(|q| !inside_name(q.span) && !time_spans.iter().any(|time| time.contains(q.span)))
        .collect();
    let mut finder = Finder {
        reading,
        names,
        times,
        time_spans,
        quantities,
        rules,
        discourse: Discourse::default(),
        carried: Carried::default(),
        found: Vec::new(),
    };
    for (n, sentence) in reading.sentences.iter().enumerate() {
        // A line without an end mark is a heading, and says what the text says again.
        let told = sentence.span.of(&reading.text).trim_end().ends_with(['。', '！', '？', '”', '’', '…', '）', '；']);
        if told && matches!(reading.blocks[sentence.block].kind, BlockKind::Paragraph | BlockKind::Caption) {
            finder.sentence(n);
        }
    }
    let mut seen = BTreeSet::new();
    finder
        .found
        .iter()
        .filter(|figure| seen.insert((figure.subject.key(), figure.indicator.clone(), figure.words())))
        .map(|figure| figure.fact(rules))
        .collect()
}

static STREAK: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?:全国|全省|全市|世界|全球|亚洲)?(?P<streak>“?(?:[二三四五六七八九十]+|\d+)连(?:冠|增|涨|升|丰|跌|降)”?)",
    )
    .expect("fixed pattern")
});
/// Clauses that say where a figure is from.
static SOURCES: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"公布|发布|介绍|统计|数据|通报|监测|获悉|了解到|消息|报道|显示|预测|公告").expect("fixed pattern")
});
/// A thing that is no entity, named at the start of a clause.
static THING: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(?:为期[^，的]{1,4}的|目前，?|据悉，?)?(?P<thing>(?:第[^，、。]{1,6}届|本届|本次|该|这[个座条家项])?[^，、。的在于“”]{2,18}(?:会|节|展|赛|论坛|工程|项目|基地|中心|园区|机场|电站|水库|大桥|铁路|高铁|公路|隧道|航线|班列|活动))(?:今天|昨天|于|在|将|已|共|正|总|首|全|计划|累计|吸引|设|由|是|开幕|开馆|开赛)")
        .expect("fixed pattern")
});

/// The state of one sentence.
#[allow(clippy::struct_excessive_bools, reason = "each says one thing about the sentence, and they are independent")]
struct State {
    sentence: Span,
    block: usize,
    subject: Subject,
    period: Option<EventTime>,
    /// Whether the sentence has told a time of its own.
    timed: bool,
    forecast: bool,
    planned: bool,
    /// Figures with values of this sentence: a change in a later clause is theirs.
    last: Vec<usize>,
    /// Whether a figure without a subject may take that of the sentences before.
    carries: bool,
    /// Whether a clause of this sentence has begun with words of its own and no subject that we know.
    opened: bool,
}

impl Finder<'_> {
    fn text(&self, span: Span) -> &str {
        span.of(&self.reading.text)
    }

    fn sentence(&mut self, n: usize) {
        let sentence = self.reading.sentences[n];
        let span = sentence.span;
        let words = &self.rules.words;
        let own = self.text(span);
        let past = holds(own, &words.past);
        if past {
            self.carried.plan = None;
        }
        let mut state = State {
            sentence: span,
            block: sentence.block,
            subject: Subject::default(),
            period: self.carried.plan.clone(),
            timed: false,
            forecast: false,
            planned: self.carried.plan.is_some(),
            last: Vec::new(),
            carries: self.goes_on(n),
            opened: false,
        };
        if state.period.is_none()
            && let Some((block, period)) = &self.carried.period
            && *block == sentence.block
        {
            state.period = Some(period.clone());
        }
        self.discourse.sentence(self.reading, &self.names, n);
        for clause in clause::clauses(self.reading, span) {
            self.clause(clause, &mut state);
        }
        self.discourse.leave(&state.subject, state.block);
        if let Some(figure) = self.found.last().filter(|figure| figure.sentence == span)
            && figure.status == "actual"
            && let Some(period) = &figure.period
        {
            self.carried.period = Some((sentence.block, period.clone()));
        } else if state.timed || state.subject != Subject::default() {
            self.carried.period = None;
        }
        if state.planned && self.carried.plan.is_none() && !state.forecast {
            self.carried.plan = state.period.clone().filter(|_| state.timed);
        }
    }

    /// Whether a sentence may go on with the subject of those before: in the same paragraph, or where its paragraph
    /// begins with 同时, 此外, 其中.
    fn goes_on(&self, n: usize) -> bool {
        let block = self.reading.sentences[n].block;
        let first = self.text(self.reading.blocks[block].span);
        self.discourse.block() == Some(block) || starts(first, &self.rules.words.continuers).is_some()
    }

    fn clause(&mut self, clause: Span, state: &mut State) {
        let rules = self.rules;
        let words_of = self.text(clause);
        let forecast = holds(words_of, &rules.words.forecast);
        let planned = holds(words_of, &rules.words.planned);
        state.forecast |= forecast;
        state.planned |= planned;
        let amounts: Vec<Quantity> = self.quantities.iter().filter(|q| clause.contains(q.span)).cloned().collect();
        self.topic(clause, amounts.first(), state);
        self.period(clause, amounts.first().map_or(clause.end, |q| q.span.end), state);
        self.streak(clause, state);
        let mut at = clause.start;
        let mut n = 0;
        while n < amounts.len() {
            let group = group(&amounts[n..], &self.reading.text);
            let (first, last) = (&amounts[n], &amounts[n + group - 1]);
            let next = amounts.get(n + group);
            let right = Span::new(last.span.end, next.map_or(clause.end, |next| next.span.start));
            let before = Span::new(at, first.span.start);
            let told = self.tell(clause, before, &amounts[n..n + group], right, next, state);
            if told || group > 1 {
                at = last.span.end;
            }
            n += group;
        }
    }

    /// Notes what the clause is about, where it begins with a name or a word for one.
    fn topic(&mut self, clause: Span, first: Option<&Quantity>, state: &mut State) {
        let end = first.map_or(clause.end, |q| q.span.start);
        let left = clause::left(self.reading, &self.names, &self.time_spans, Span::new(clause.start, end), self.rules);
        let place_only = self.text(clause).trim_start_matches(['“', '‘']).starts_with('在');
        let subject = self.discourse.resolve(&self.names, self.reading, &left, self.rules, clause);
        let source = first.is_none() && SOURCES.is_match(self.text(clause));
        if source {
            return;
        }
        if subject != Subject::default() && !(place_only && state.subject != Subject::default()) {
            state.subject = subject;
            return;
        }
        let located = located(self.text(clause))
            .and_then(|skip| subject::organisation_after(&self.names, clause.start + skip, clause.end));
        if let Some(located) = located {
            // 位于某地的某公司车间里, 工人…
            state.subject = Subject::entity(located);
        } else if state.subject == Subject::default() {
            let words = self.text(clause);
            if let Some(hit) = THING.captures(words).and_then(|hit| hit.name("thing")) {
                // 第十届灯会在江州开幕，吸引了…: the fair is the subject, though it is no entity.
                state.subject = Subject::words(hit.as_str());
            } else if first.is_none()
                && left.core.chars().count() > 2
                && starts(words, &self.rules.words.continuers).is_none()
            {
                state.opened = true;
            }
        }
    }

    /// The last stated time before the amount becomes the period; 比上年 and 连续4年 are no periods.
    fn period(&self, clause: Span, until: usize, state: &mut State) {
        for time in self.times.iter().filter(|time| clause.contains(time.span) && time.span.start < until) {
            let before = self.text(Span::new(clause.start, time.span.start));
            let compared = before.ends_with(['比', '较', '同', '与', '自', '从'])
                || before.ends_with("相比")
                || before.ends_with("连续");
            let words = self.text(time.span);
            if compared || words.starts_with("连续") {
                continue;
            }
            state.timed = true;
            let vague =
                holds_exactly(words, &self.rules.words.vague_times) || time.time.precision == Precision::Unknown;
            state.period = (!vague).then(|| time.time.clone());
            if !state.forecast && !holds(self.text(clause), &self.rules.words.planned) {
                state.planned = false;
            }
        }
    }

    /// 实现全国“七连冠”.
    fn streak(&mut self, clause: Span, state: &mut State) {
        let words = self.text(clause);
        let Some(hit) = STREAK.captures(words) else { return };
        let (Some(whole), Some(streak)) = (hit.get(0), hit.name("streak")) else { return };
        let before = Span::new(clause.start, clause.start + whole.start());
        let left = clause::left(self.reading, &self.names, &self.time_spans, before, self.rules);
        let (value, streak) = (whole.as_str().to_owned(), streak.as_str().to_owned());
        if good(&left.core) {
            let mut figure = self.figure(left.core, state, "statistic.streak");
            figure.value = Some(value);
            figure.change = Some((streak, None));
            self.found.push(figure);
        }
    }

    /// Tells what a group of amounts says; whether it said anything.
    fn tell(
        &mut self,
        clause: Span,
        before: Span,
        amounts: &[Quantity],
        right: Span,
        next: Option<&Quantity>,
        state: &mut State,
    ) -> bool {
        let first = &amounts[0];
        if let Some(change) = change::told_before(self.text(before), first) {
            return self.tell_change(before, amounts, &change, state);
        }
        let kind = first.kind();
        // 20个产业集群占…比重超四成: the first amount belongs to the indicator of the second.
        let between = self.text(right);
        if let Some(next) = next
            && (next.kind() == Some(UnitKind::Share) && between.contains('占')
                || kind == Some(UnitKind::Count)
                    && before.is_empty()
                    && ends(between, &self.rules.words.connectors).is_some_and(|word| word != "的" && word != "了"))
        {
            return false;
        }
        if kind == Some(UnitKind::Rank) {
            return self.tell_rank(before, first, right, state);
        }
        let left = clause::left(self.reading, &self.names, &self.time_spans, before, self.rules);
        if kind == Some(UnitKind::Age) {
            return self.tell_age(before, &left, first, right, state);
        }
        if amounts.len() > 1 {
            return self.tell_list(&left, amounts, state);
        }
        self.tell_value(clause, &left, first, right, state)
    }

    fn figure(&self, indicator: String, state: &State, rule: &'static str) -> Figure {
        let status = if state.forecast {
            "forecast"
        } else if state.planned
            || state.period.as_ref().and_then(|period| period.from)
                > self.reading.date.filter(|_| state.period.is_some())
                && self.reading.date.is_some()
        {
            // 到2025年达到85%, read in 2024, is a goal.
            "planned"
        } else {
            "actual"
        };
        Figure {
            subject: if state.subject == Subject::default() {
                if state.carries && !state.opened { self.discourse.topic() } else { Subject::default() }
            } else {
                state.subject.clone()
            },
            indicator,
            quantity: None,
            value: None,
            period: state.period.clone(),
            change: None,
            status,
            product: None,
            rule,
            sentence: state.sentence,
        }
    }
}

fn holds_exactly(words: &str, list: &[String]) -> bool {
    list.iter().any(|word| word == words)
}

/// How far into a clause 位于…的 reaches, in bytes.
fn located(words: &str) -> Option<usize> {
    ["位于", "坐落于", "地处"].iter().find(|word| words.starts_with(**word)).map(|word| word.len())
}

/// Whether words can be an indicator: not too short or long, and not only digits or signs.
fn good(words: &str) -> bool {
    let length = words.chars().count();
    let han = words.chars().filter(|c| ('\u{4e00}'..='\u{9fff}').contains(c) || c.is_ascii_uppercase()).count();
    let cut = words.ends_with(['和', '与', '以', '在', '向', '把', '等', '、', '于', '对', '及'])
        || length > 3 && words.ends_with('分');
    (2..=30).contains(&length) && han >= 2 && !cut && !words.contains(['，', '。', '；', '：', '\n'])
}

fn strip_ends(core: &str, rules: &Rules) -> String {
    let mut core = core;
    while let Some(word) = ends(core, &rules.words.connectors) {
        core = &core[..core.len() - word.len()];
    }
    core.to_owned()
}

/// The items of a list: 甲、乙和丙.
fn items(list: &str) -> Vec<String> {
    let list = list.strip_suffix("分别").unwrap_or(list);
    list.split(['、', '和']).map(|item| item.trim_matches(['“', '”', ' ']).to_owned()).collect()
}

/// How many of the amounts at the start stand in one list: joined by 、 or 和.
fn group(amounts: &[Quantity], text: &str) -> usize {
    1 + amounts
        .windows(2)
        .take_while(|pair| matches!(&text[pair[0].span.end..pair[1].span.start], "、" | "和" | "及" | "以及" | "，"))
        .count()
}
