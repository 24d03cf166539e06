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
use change::Change;
use clause::{Left, Names};
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
static FOR_YEARS: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"连续(?:\d+|[两二三四五六七八九十]+)(?:年|个月|个季度|届)").expect("fixed pattern"));
static RANKS: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"稳居|位居|跃居|高居|位列|名列|排名|排在|居|列").expect("fixed pattern"));
/// Words before an amount that join it to what it is of.
const PREFIXED: [&str; 7] = ["约为", "不低于", "不超过", "超过", "达到了", "超", "逾"];
/// Clauses that say where a figure is from.
static SOURCES: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"公布|发布|介绍|统计|数据|通报|监测|获悉|了解到|消息|报道|显示|预测|公告").expect("fixed pattern")
});
/// A thing that is no entity, named at the start of a clause.
static THING: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(?:为期[^，的]{1,4}的|目前，?|据悉，?)?(?P<thing>(?:第[^，、。]{1,6}届|本届|本次|该|这[个座条家项])?[^，、。的在于“”]{2,18}(?:会|节|展|赛|论坛|工程|项目|基地|中心|园区|机场|电站|水库|大桥|铁路|高铁|公路|隧道|航线|班列|活动))(?:今天|昨天|于|在|将|已|共|正|总|首|全|计划|累计|吸引|设|由|是|开幕|开馆|开赛)")
        .expect("fixed pattern")
});
static FROM: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"^(?:来自|出自|隶属于|属于)").expect("fixed pattern"));

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

    fn tell_change(&mut self, before: Span, amounts: &[Quantity], change: &Change, state: &mut State) -> bool {
        let told: Vec<(String, Option<f64>)> = amounts
            .iter()
            .enumerate()
            .map(|(n, amount)| {
                let words = if n == 0 {
                    self.text(Span::new(before.start + change.start, amount.span.end)).to_owned()
                } else {
                    format!("{}{}", change.verb, amount.value)
                };
                (words.trim_start_matches(['，', ' ']).replace("分别", ""), change::ratio(&change.verb, amount))
            })
            .collect();
        let head = Span::new(before.start, before.start + change.start);
        let left = clause::left(self.reading, &self.names, &self.time_spans, head, self.rules);
        if left.core.is_empty() && left.subject.is_none() {
            // 占比51.4%，增长13%: the change is of the figures just told, one for one or of the last.
            let last = state.last.clone();
            let open: Vec<usize> = last.into_iter().filter(|&n| self.found[n].change.is_none()).collect();
            let lately = open.len().saturating_sub(told.len());
            if told.len() > 1 && open.len() >= told.len() {
                for (&n, change) in open[lately..].iter().zip(told) {
                    self.found[n].change = Some(change);
                }
                return true;
            }
            if let (Some(&n), [change]) = (open.last(), &told[..]) {
                self.found[n].change = Some(change.clone());
                return true;
            }
            return false;
        }
        let items = items(&left.core);
        let indicators = if told.len() > 1 && items.len() == told.len() { items } else { vec![left.core.clone()] };
        if indicators.iter().any(|indicator| !good(indicator)) {
            return false;
        }
        for (indicator, change) in indicators.into_iter().zip(told) {
            let mut figure = self.figure(indicator, state, "statistic.change");
            figure.change = Some(change);
            self.found.push(figure);
        }
        state.last.clear();
        true
    }

    /// 居全球创新指数第二位的某集群; 某地产值居全国第一.
    fn tell_rank(&mut self, before: Span, amount: &Quantity, right: Span, state: &mut State) -> bool {
        let words = self.text(before);
        let Some(verb) = RANKS.find_iter(words).last() else { return false };
        let years = FOR_YEARS.find(words).map(|hit| hit.as_str().to_owned());
        let after = words[verb.end()..].trim_matches(['“', '”', '在', '前', ' ']).to_owned();
        let head = Span::new(before.start, before.start + verb.start());
        let head_left = clause::left(self.reading, &self.names, &self.time_spans, head, self.rules);
        let head_core = years.as_deref().map_or(head_left.core.clone(), |years| head_left.core.replace(years, ""));
        let scope =
            ["全国", "全省", "全市", "全球", "世界", "国内", "亚洲", "欧洲", "省内", "国际", "同类城市", "全区"];
        let indicator = if after.is_empty() || scope.contains(&after.as_str()) {
            strip_ends(&head_core, self.rules)
        } else {
            after
        };
        if !good(&indicator) {
            return false;
        }
        let mut figure = self.figure(indicator, state, "statistic.rank");
        if let Some(rest) = self.text(right).strip_prefix('的') {
            let start = right.start + '的'.len_utf8();
            figure.subject = match clause::chain(&self.reading.text, &self.names, start, right.end) {
                Some((entity, _)) => Subject::entity(entity),
                None => Subject::words(rest.split(['的', '、']).next().unwrap_or_default()),
            };
            // What a clause inside a phrase tells has no period but its own.
            if !state.timed {
                figure.period = None;
            }
        }
        figure.change = years.map(|years| (years, None));
        figure.quantity = Some(amount.clone());
        self.found.push(figure);
        true
    }

    fn tell_age(&mut self, before: Span, left: &Left, amount: &Quantity, right: Span, state: &mut State) -> bool {
        let indicator = ["平均年龄", "平均寿命", "人均预期寿命", "预期寿命", "寿命"]
            .iter()
            .find(|head| left.core.ends_with(**head));
        let after = self.text(right).strip_prefix('的').map(|rest| rest.split(['的', '、']).next().unwrap_or_default());
        let person = |span: Span, last: bool| {
            let mut people =
                self.names.within(span).filter(|&m| self.names.entity_type(m) == crate::model::EntityType::Person);
            if last { people.last() } else { people.next() }
        };
        let mut figure = self.figure(indicator.map_or("年龄", |head| head).to_owned(), state, "statistic.age");
        if indicator.is_none() {
            let Some(who) = person(before, true).or_else(|| person(right, false)) else { return false };
            figure.subject = Subject::entity(self.names.entity(who));
            figure.period = None;
        } else if let Some(noun) = after.filter(|noun| good(noun)) {
            let owner = figure.subject.clone().label(self.names.annotations);
            figure.subject = Subject::words(&format!("{owner}{noun}"));
        }
        figure.quantity = Some(amount.clone());
        self.found.push(figure);
        true
    }

    /// 甲、乙、丙分别出口1元、2元、3元.
    fn tell_list(&mut self, left: &Left, amounts: &[Quantity], state: &mut State) -> bool {
        let (head, verb) = left.core.split_once("分别").unwrap_or((left.core.as_str(), ""));
        let items = items(head);
        if items.len() != amounts.len() || items.iter().any(|item| !good(item)) {
            return false;
        }
        for (item, amount) in items.iter().zip(amounts) {
            let mut figure = self.figure(format!("{item}{verb}"), state, "statistic.list");
            figure.product = (!verb.is_empty()).then(|| item.clone());
            figure.quantity = Some(amount.clone());
            state.last.push(self.found.len());
            self.found.push(figure);
        }
        true
    }

    fn tell_value(&mut self, clause: Span, left: &Left, amount: &Quantity, right: Span, state: &mut State) -> bool {
        let kind = amount.kind();
        if left.core.starts_with('等') || left.core.ends_with('等') {
            // 某部等16个部门 counts who did it.
            return false;
        }
        let told = PREFIXED.iter().any(|word| amount.value.starts_with(word))
            && matches!(kind, Some(UnitKind::Share | UnitKind::Money) | None);
        let connected = left.connected || told;
        let head = ends(&left.core, &self.rules.indicators).is_some()
            || left.core.chars().count() >= 3 && left.core.ends_with(['率', '额', '量', '值', '价', '费', '比']);
        let share_of =
            left.core.contains('占') && !left.core.ends_with("占比") && matches!(kind, Some(UnitKind::Share) | None);
        let counted = matches!(kind, Some(UnitKind::Count | UnitKind::People | UnitKind::Share));
        let mut after = self.counted(right, kind == Some(UnitKind::Share));
        let mut subject = None;
        if let Some(hit) = FROM.find(&after)
            && let Some((entity, end)) =
                clause::chain(&self.reading.text, &self.names, right.start + hit.end(), right.end)
        {
            // 60多支来自某校的小分队: the school's.
            subject = Some(Subject::entity(entity));
            after = self.counted(Span::new(end, right.end), false);
        }
        if amount.unit == "个" && amount.value.ends_with(['家', '区', '省', '市', '份']) {
            // 远销30个国家和地区: what is counted is in the value, and the verb says how.
            after = if left.core.starts_with("来自") || !good(&left.core) { after } else { String::new() };
        }
        let small =
            amount.number.is_some_and(|n| n.abs() < 10.0) && matches!(kind, Some(UnitKind::Count | UnitKind::People));
        let (indicator, rule) = if share_of {
            // 机电产品出口占出口总值的51.4%: the words on both sides of 占; a count at the clause's start is part of them.
            let own = self.text(Span::new(clause.start, amount.span.start));
            let share = self.share(own, left);
            // 占全国的38%: the figure before says of what.
            let whole = state.last.last().map(|&n| self.found[n].indicator.clone()).filter(|_| share.starts_with('占'));
            (whole.unwrap_or_default() + &share, "statistic.share")
        } else if !left.core.is_empty() && (connected || head) {
            if small && !head {
                return false;
            }
            (left.core.clone(), "statistic.value")
        } else if counted && good(&after) {
            if small || (kind == Some(UnitKind::Share) && !left.core.is_empty() && left.core.chars().count() > 6) {
                return false;
            }
            let verb = left.core.trim_end_matches(['着', '了', '过']);
            let short = (1..=4).contains(&verb.chars().count()) && ends(verb, &self.rules.words.plain_verbs).is_none();
            (if short && kind != Some(UnitKind::Share) { format!("{verb}{after}") } else { after }, "statistic.count")
        } else if counted && !small && !left.core.is_empty() && kind != Some(UnitKind::Share) {
            let noun = starts(&left.core, &self.rules.words.plain_verbs)
                .map_or(left.core.as_str(), |verb| &left.core[verb.len()..]);
            (noun.trim_start_matches(['着', '了', '过']).to_owned(), "statistic.count")
        } else if kind == Some(UnitKind::Money) && left.core.chars().count() >= 2 && after.is_empty() {
            (left.core.clone(), "statistic.value")
        } else if kind == Some(UnitKind::Measure) && after.is_empty() && good(&self.tail(clause, amount, &left.core)) {
            (self.tail(clause, amount, &left.core), "statistic.value")
        } else if kind == Some(UnitKind::Measure) && left.core.chars().count() >= 2 && left.core.chars().count() <= 12 {
            (left.core.clone(), "statistic.value")
        } else {
            return false;
        };
        if !good(&indicator) || (kind == Some(UnitKind::Duration) && !head) {
            return false;
        }
        let mut figure = self.figure(indicator, state, rule);
        if let Some(subject) = subject {
            figure.subject = subject;
        }
        if share_of && let Some((product, _)) = figure.indicator.split_once('占') {
            figure.product =
                ["出口", "进口", "销售", "生产"].iter().find_map(|verb| product.strip_suffix(verb)).map(str::to_owned);
        }
        figure.quantity = Some(amount.clone());
        state.last.push(self.found.len());
        self.found.push(figure);
        true
    }

    /// The last words of a long phrase before an amount: what stands after the last name in it, without a plain verb.
    fn tail(&self, clause: Span, amount: &Quantity, core: &str) -> String {
        let span = Span::new(clause.start, amount.span.start);
        let last = self.names.within(span).map(|m| self.names.span(m).end).max();
        let tail =
            last.map(|end| self.text(Span::new(end, span.end))).filter(|tail| core.ends_with(tail)).unwrap_or(core);
        let tail = starts(tail, &self.rules.words.plain_verbs).map_or(tail, |verb| &tail[verb.len()..]);
        if tail.chars().count() <= 12 { tail.to_owned() } else { String::new() }
    }

    /// The words on both sides of 占, without time and subject.
    fn share(&self, own: &str, left: &Left) -> String {
        let head = left.core.split('占').next().unwrap_or_default();
        let from = own.find(head).unwrap_or(0);
        let core = own[from..].trim_end_matches(['的', '约', '近', '了']).trim_end_matches('已');
        strip_ends(core, self.rules)
    }

    /// What is counted after an amount: up to the end of the phrase.
    fn counted(&self, right: Span, whole: bool) -> String {
        let words = self.text(right);
        let words = words.trim_start_matches('的').trim_start_matches(['“', '‘']);
        let stop = ["来自", "用于", "来", "以上", "左右", "，", "”", "以及"];
        if words.starts_with("来自") {
            return words.to_owned();
        }
        if stop.iter().any(|word| words.starts_with(word))
            || words.starts_with([
                '、', '和', '在', '，', '/', '为', '是', '被', '于', '给', '及', '，', '并', '从', '向', '到', '因',
            ])
        {
            return String::new();
        }
        let words = words.split(['”', '’']).next().unwrap_or_default();
        let head = self
            .rules
            .words
            .heads
            .iter()
            .filter_map(|head| words.find(head.as_str()).map(|at| at + head.len()))
            .filter(|&end| words[..end].chars().count() >= 3)
            .min();
        let length = words.chars().count();
        match head {
            Some(end) if length > 14 || !whole && words[..end].chars().count() >= 4 && length > end / 3 + 3 => {
                words[..end].to_owned()
            }
            _ if length <= 24 => words.to_owned(),
            _ => String::new(),
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
