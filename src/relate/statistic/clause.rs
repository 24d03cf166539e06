//! A sentence enters; its clauses leave, and the words before an amount stripped down to what the amount is of.

use std::sync::LazyLock;

use regex::Regex;

use super::words::{Rules, ends, starts};
use crate::extract::Annotations;
use crate::model::{EntityType, Span};
use crate::text::Reading;

/// The clauses of a sentence: cut at ，；：。！？ and brackets.
pub fn clauses(reading: &Reading, sentence: Span) -> Vec<Span> {
    let mut found = Vec::new();
    let mut start = sentence.start;
    for (at, c) in sentence.of(&reading.text).char_indices() {
        if "，；：。！？（）\n".contains(c) {
            let end = sentence.start + at;
            if end > start {
                found.push(Span::new(start, end));
            }
            start = end + c.len_utf8();
        }
    }
    if sentence.end > start {
        found.push(Span::new(start, sentence.end));
    }
    found
}

/// What stands before an amount, stripped.
#[derive(Debug, Clone, Default)]
pub struct Left {
    /// The words that are left: 外贸总值.
    pub core: String,
    /// Entity index of the name that was stripped from the start.
    pub subject: Option<usize>,
    /// A word for the subject that was stripped from the start: 公司, 我们, 全省.
    pub pronoun: Option<String>,
    /// Whether a word such as 达 or 为 joined the words to the amount.
    pub connected: bool,
}

/// Names of the annotations with lookups by place.
pub struct Names<'a> {
    pub annotations: &'a Annotations,
    outer: Vec<usize>,
}

impl<'a> Names<'a> {
    pub fn new(annotations: &'a Annotations) -> Self {
        Self { annotations, outer: annotations.outermost().collect() }
    }

    /// Outermost mentions that begin inside a span.
    pub fn within(&self, span: Span) -> impl Iterator<Item = usize> + '_ {
        self.outer.iter().copied().filter(move |&m| {
            let at = self.annotations.mentions[m].span;
            span.start <= at.start && at.end <= span.end
        })
    }

    /// The outermost mention that begins at an offset.
    pub fn at(&self, offset: usize) -> Option<usize> {
        self.outer.iter().copied().find(|&m| self.annotations.mentions[m].span.start == offset)
    }

    pub fn span(&self, mention: usize) -> Span {
        self.annotations.mentions[mention].span
    }

    pub fn entity_type(&self, mention: usize) -> EntityType {
        self.annotations.mentions[mention].entity_type
    }

    pub fn entity(&self, mention: usize) -> usize {
        self.annotations.entity_of[mention]
    }
}

static WITH: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"(?:与|同|和|跟|对|给|为|向|从)$").expect("fixed pattern"));
static QUOTED_CLASS: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^“[^”]{1,8}”(?:产品|商品|产业|企业|等)?").expect("fixed pattern"));
static SOURCE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^[^，“”]{0,12}?(?:数据|统计|报告|资料|监测|公告|公报|财报|年报)(?:显示|表明|称)")
        .expect("fixed pattern")
});

/// Strips `span` (from a clause's start to an amount) down to what the amount is of.
pub fn left(reading: &Reading, names: &Names<'_>, times: &[Span], span: Span, rules: &Rules) -> Left {
    let words = &rules.words;
    let text = &reading.text;
    let mut left = Left::default();
    let mut start = span.start;
    if let Some(hit) = SOURCE.find(span.of(text)) {
        start += hit.end();
    }
    loop {
        let rest = &text[start..span.end];
        if rest.is_empty() {
            break;
        }
        if let Some(time) = times.iter().find(|time| time.start <= start && start < time.end && time.end <= span.end) {
            start = time.end;
            continue;
        }
        if left.subject.is_none()
            && left.pronoun.is_none()
            && let Some((entity, end)) = chain(text, names, start, span.end)
        {
            left.subject = Some(entity);
            start = end;
            continue;
        }
        if left.subject.is_none()
            && left.pronoun.is_none()
            && let Some(word) = pronoun(rest, rules)
        {
            left.pronoun = Some(word.to_owned());
            start += word.len();
            continue;
        }
        if let Some(hit) =
            QUOTED_CLASS.find(rest).filter(|hit| hit.end() < rest.len() && rest[hit.end()..].chars().count() >= 3)
        {
            start += hit.end();
            continue;
        }
        let indicator = starts(rest, &rules.indicators).or(starts(rest, &words.not_leads)).is_some();
        if let Some(word) = starts(rest, &words.leads).filter(|_| !indicator) {
            start += word.len();
            continue;
        }
        if let Some(word) = ["实现", "完成", "以来", "期间", "末", "底", "内", "年度", "年"]
            .iter()
            .find(|word| rest.starts_with(**word) && !indicator)
        {
            start += word.len();
            continue;
        }
        if let Some(word) = starts(rest, &words.making) {
            start += word.len();
            continue;
        }
        break;
    }
    let mut end = span.end;
    loop {
        let rest = &text[start..end];
        if let Some(time) = times.iter().find(|time| time.start >= start && time.end == end) {
            end = time.start;
        } else if let Some(word) = ends(rest, &words.connectors) {
            left.connected |= !["的", "了", "在", "“", " ", "，", "将", "也", "有", "共有"].contains(&word);
            end -= word.len();
        } else if let Some(mention) = names
            .within(Span::new(start, end))
            .find(|&m| names.span(m).end == end && WITH.is_match(&text[start..names.span(m).start]))
        {
            // 已与江州 | 75%的乡镇: the partner is no part of the indicator.
            end = names.span(mention).start;
            if let Some(hit) = WITH.find(&text[start..end]) {
                end = start + hit.start();
            }
        } else {
            break;
        }
        if end <= start {
            break;
        }
    }
    let core = &text[start..end.max(start)];
    let mut core = core.to_owned();
    // Times in the middle are the period, not the indicator; 实现 between an industry and its revenue says nothing.
    for time in times.iter().filter(|time| time.start > start && time.end <= end) {
        core = core.replacen(time.of(text), "", 1);
    }
    core = core.replacen("实现了", "", 1).replacen("实现", "", 1);
    for open in ['“', '‘', '《'] {
        let close = match open {
            '“' => '”',
            '‘' => '’',
            _ => '》',
        };
        if core.matches(close).count() > core.matches(open).count() {
            core = core.rsplit(close).next().unwrap_or_default().to_owned();
        }
        if core.matches(open).count() > core.matches(close).count() {
            core = core.rsplit(open).next().unwrap_or_default().to_owned();
        }
    }
    core.trim().clone_into(&mut left.core);
    left
}

/// A run of names at an offset (江西|吉安市|…公司): the organisation, else the last place; and where the run ends. A
/// name in a list (华为、小米产值) is no subject.
pub fn chain(text: &str, names: &Names<'_>, start: usize, limit: usize) -> Option<(usize, usize)> {
    let mut at = start;
    let mut best: Option<usize> = None;
    while let Some(mention) = names.at(at) {
        let span = names.span(mention);
        if span.end > limit || matches!(names.entity_type(mention), EntityType::Policy | EntityType::Product) {
            break;
        }
        let organisation = best.is_some_and(|b| names.entity_type(b) == EntityType::Organization);
        if !organisation {
            best = Some(mention);
        }
        at = span.end;
        if text[at..limit].starts_with("的") && names.at(at + "的".len()).is_some() {
            at += "的".len();
        }
    }
    let list = text[at..limit].starts_with(['、', '—']) || text[at..limit].starts_with("和");
    (best.is_some() && !list).then(|| (names.entity(best.unwrap_or_default()), at))
}

/// A word that stands for the subject, at the start of the words.
pub fn pronoun<'r>(rest: &str, rules: &'r Rules) -> Option<&'r str> {
    let words = &rules.words;
    [
        &words.self_words,
        &words.institute_words,
        &words.province_words,
        &words.city_words,
        &words.county_words,
        &words.country_words,
    ]
    .into_iter()
    .find_map(|list| starts(rest, list))
    .or_else(|| {
        // 企业 and 公司 also begin names of things (企业所得税, 公司债): they stand for one company before a few words.
        starts(rest, &words.company_words).filter(|word| {
            let after = &rest[word.len()..];
            let bare = *word == "公司" || *word == "企业" || *word == "集团";
            !bare
                || !["债", "所得税", "家数", "数", "法", "总数", "、", "和", "参", "集群"]
                    .iter()
                    .any(|no| after.starts_with(no))
        })
    })
}
