//! An amount with the words around it enters; the figure that it tells is added to those found.
//!
//! Promise: an amount whose indicator is not clear adds nothing.

use std::sync::LazyLock;

use regex::Regex;

use super::change::{self, Change};
use super::clause::{self, Left};
use super::subject::Subject;
use super::words::{ends, starts};
use super::{Finder, State, good, items, strip_ends};
use crate::model::{EntityType, Span};
use crate::text::quantity::{Quantity, UnitKind};

static FOR_YEARS: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"连续(?:\d+|[两二三四五六七八九十]+)(?:年|个月|个季度|届)").expect("fixed pattern"));
static RANKS: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"稳居|位居|跃居|高居|位列|名列|排名|排在|居|列").expect("fixed pattern"));
static FROM: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"^(?:来自|出自|隶属于|属于)").expect("fixed pattern"));
/// Words before an amount that join it to what it is of.
const PREFIXED: [&str; 7] = ["约为", "不低于", "不超过", "超过", "达到了", "超", "逾"];

impl Finder<'_> {
    pub(super) fn tell_change(
        &mut self,
        before: Span,
        amounts: &[Quantity],
        change: &Change,
        state: &mut State,
    ) -> bool {
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
    pub(super) fn tell_rank(&mut self, before: Span, amount: &Quantity, right: Span, state: &mut State) -> bool {
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

    pub(super) fn tell_age(
        &mut self,
        before: Span,
        left: &Left,
        amount: &Quantity,
        right: Span,
        state: &mut State,
    ) -> bool {
        let indicator = ["平均年龄", "平均寿命", "人均预期寿命", "预期寿命", "寿命"]
            .iter()
            .find(|head| left.core.ends_with(**head));
        let after = self.text(right).strip_prefix('的').map(|rest| rest.split(['的', '、']).next().unwrap_or_default());
        let person = |span: Span, last: bool| {
            let mut people = self.names.within(span).filter(|&m| self.names.entity_type(m) == EntityType::Person);
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
    pub(super) fn tell_list(&mut self, left: &Left, amounts: &[Quantity], state: &mut State) -> bool {
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

    pub(super) fn tell_value(
        &mut self,
        clause: Span,
        left: &Left,
        amount: &Quantity,
        right: Span,
        state: &mut State,
    ) -> bool {
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
            // 船舶出口占出口总值的30%: the words on both sides of 占; a count at the clause's start is part of them.
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
