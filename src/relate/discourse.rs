//! The tokens of all sentences enter; masked sentences with their subjects leave.
//!
//! Words that stand for a name (他, 总书记, 总理先生) become tokens of the person where the reference is clear: there is
//! one person it can be. Promise: a reference that is not clear stays plain text.

use regex::Regex;
use std::sync::LazyLock;

use super::delegation::Delegation;
use super::mask::{Masked, Token};
use super::position::Held;
use crate::extract::Annotations;
use crate::knowledge::{RuleSet, Sign};
use crate::model::{BlockKind, Kind, Span};
use crate::text::Reading;

/// What ends a clause.
pub const EDGES: [char; 11] = ['，', '；', '：', '。', '！', '？', '“', '”', '‘', '’', '\n'];

/// A document's sentences with their subjects.
#[derive(Debug)]
pub struct Discourse {
    /// The masked sentences.
    pub sentences: Vec<Masked>,
    /// For each sentence its subjects: offset of the sign in the masked text, and the persons.
    pub subjects: Vec<Vec<(usize, Vec<usize>)>>,
    /// For each sentence whether a new story starts with it (a headline, a heading).
    pub fresh: Vec<bool>,
    adverbs: Regex,
    together: Vec<String>,
    deputies: Vec<String>,
}

impl Discourse {
    /// Resolves references and masks the sentences.
    pub fn new(
        reading: &Reading,
        annotations: &Annotations,
        rules: &RuleSet,
        held: &[Held],
        sentences: Vec<Vec<Token>>,
    ) -> Self {
        let words = rules.list("adverbs").join("|").replace("{Date}", "\u{E006}").replace("{Place}", "\u{E002}");
        let adverbs =
            Regex::new(&format!("^(?:{words})*$")).expect("the adverbs are checked when the rules are loaded");
        let mut all = Self {
            sentences: Vec::new(),
            subjects: Vec::new(),
            fresh: Vec::new(),
            adverbs,
            together: rules.list("together").to_vec(),
            deputies: rules.list("deputies").to_vec(),
        };
        let mut block = usize::MAX;
        let mut delegation = Delegation::default();
        for (index, tokens) in sentences.into_iter().enumerate() {
            let sentence = reading.sentences[index];
            let kind = reading.blocks[sentence.block].kind;
            all.fresh.push(
                sentence.block != block
                    && matches!(kind, BlockKind::Headline | BlockKind::Subhead | BlockKind::Byline | BlockKind::Column),
            );
            block = sentence.block;
            if all.fresh[index] && (index == 0 || !all.fresh[index - 1]) {
                delegation = Delegation::default();
            }
            let mut tokens = all.resolve(reading, annotations, rules, held, sentence.span, tokens);
            let mut masked = Masked::new(reading, sentence.span, tokens.clone());
            let told = Delegation::told(&masked, &reading.text);
            let from = told.as_ref().map_or(sentence.span.start, |(_, end)| masked.source(*end));
            delegation = match told {
                // 甲和乙率领的考察团, and later 甲一行: the same party.
                Some((told, _)) if !told.is_part_of(&delegation) => told,
                _ => delegation,
            };
            if !delegation.is_empty() {
                let count = tokens.iter().filter(|token| token.group).count();
                delegation
                    .speak(&reading.text, sentence.span, from, &mut tokens, |clause| all.adverbs.is_match(clause));
                if tokens.iter().filter(|token| token.group).count() > count {
                    masked = Masked::new(reading, sentence.span, tokens);
                }
            }
            let subjects = all.find_subjects(&masked);
            all.sentences.push(masked);
            all.subjects.push(subjects);
        }
        all
    }

    /// The persons that a clause without a subject speaks of: `at` is the clause's offset in the masked sentence.
    pub fn carried(&self, sentence: usize, at: usize) -> Vec<usize> {
        let own = self.subjects[sentence].iter().rev().find(|(offset, _)| *offset < at);
        if let Some((_, persons)) = own {
            return persons.clone();
        }
        if !self.opens(sentence, at) {
            return Vec::new();
        }
        self.before(sentence)
    }

    /// The subject that the sentence takes over from those before it.
    pub fn before(&self, sentence: usize) -> Vec<usize> {
        for earlier in (sentence.saturating_sub(8)..sentence).rev() {
            if self.fresh[earlier + 1] && self.fresh[earlier + 1] != self.fresh[earlier] {
                return Vec::new();
            }
            if let Some((_, persons)) = self.subjects[earlier].first() {
                return persons.clone();
            }
        }
        Vec::new()
    }

    /// Whether the words after a name tell of somebody else: 李强特使.
    pub fn stands_for(&self, after: &str) -> bool {
        self.deputies.iter().any(|word| after.starts_with(word.as_str()))
    }

    /// Whether words tell that more than one acts: 共同, 分别.
    pub fn together(&self, words: &str) -> bool {
        self.together.iter().any(|word| words.contains(word.as_str()))
    }

    /// The other party of the sentence's subject, for a clause at an offset: 李明与王芳会谈，并共同出席….
    pub fn partner(masked: &Masked, at: usize, subject: &[usize]) -> Vec<usize> {
        let sign = Sign::Person.char().len_utf8();
        let persons = || masked.tokens.iter().zip(&masked.at).filter(|(token, _)| token.sign == Sign::Person);
        let Some((_, &own)) = persons().find(|(token, from)| **from < at && token.entities == subject) else {
            return Vec::new();
        };
        persons()
            .filter(|(_, from)| **from > own && **from < at)
            .find(|(_, from)| {
                let between = &masked.text[own + sign..**from];
                !between.contains(EDGES) && between.ends_with(['与', '和', '同'])
            })
            .map_or_else(Vec::new, |(token, _)| token.entities.clone())
    }

    /// The persons of a row that ends before a token: 导演李明，主演王芳、张强 | 分别来到…, told by a word such as 分别 after the last.
    pub fn row_before(&self, masked: &Masked, token: usize, after: &str) -> Vec<usize> {
        let sign = Sign::Person.char().len_utf8();
        let mut found = Vec::new();
        // 李明率王芳、张强连夜赶到…: who leads goes as well.
        if let Some(leader) = token.checked_sub(1).filter(|leader| masked.tokens[*leader].sign == Sign::Person) {
            let gap = &masked.text[masked.at[leader] + sign..masked.at[token]];
            if matches!(gap, "率" | "率领" | "带领" | "带着" | "携") {
                found.extend(masked.tokens[leader].entities.iter().copied());
            }
        }
        if !self.together.iter().any(|word| after.starts_with(word.as_str())) {
            return found;
        }
        for index in (0..token).rev() {
            if masked.tokens[index].sign != Sign::Person {
                break;
            }
            let gap = &masked.text[masked.at[index] + sign..masked.at[index + 1]];
            let joined = gap
                .strip_prefix('，')
                .or_else(|| gap.strip_prefix('、'))
                .map(|rest| rest.strip_prefix("以及").or_else(|| rest.strip_prefix('和')).unwrap_or(rest));
            if !joined.is_some_and(|rest| rest.is_empty() || super::position::is_free(rest)) {
                break;
            }
            found.splice(0..0, masked.tokens[index].entities.iter().copied());
        }
        found
    }

    /// Whether all before an offset only says when and where, so that the sentence's subject is still open.
    fn opens(&self, sentence: usize, at: usize) -> bool {
        static SETTING: LazyLock<Regex> = LazyLock::new(|| {
            Regex::new("^(?:在|当|为|随着|[\u{E006}].{0,6}$|.*(?:时|后|期间|中|前|上|下|之际|之余)$)")
                .expect("a constant")
        });
        let before = self.sentences[sentence].text[..at].trim_end_matches(EDGES);
        before
            .split(EDGES)
            .filter(|clause| !clause.is_empty())
            .all(|clause| SETTING.is_match(clause) || self.adverbs.is_match(clause) || self.goes_on(clause))
    }

    /// Whether a clause tells what the subject did without naming it: 访问期间，会见议长王芳，| 还会见….
    fn goes_on(&self, clause: &str) -> bool {
        const DEEDS: [&str; 12] =
            ["会见", "会晤", "拜会", "接见", "参观", "走访", "看望", "前往", "来到", "听取", "察看", "出席"];
        let mut deeds = DEEDS.iter().filter_map(|deed| Some((clause.find(deed)?, deed)));
        deeds.any(|(at, deed)| {
            self.adverbs.is_match(&clause[..at])
                && !clause[at + deed.len()..].starts_with(['者', '时', '后', '期', '团'])
        })
    }

    /// Whether a token starts its clause, but for words of time and place.
    pub fn starts_clause(&self, masked: &Masked, at: usize) -> bool {
        let clause = masked.text[..at].rsplit(EDGES).next().unwrap_or_default();
        // 总统李明夫人王芳: she is the one of whom it is told.
        let clause = clause.strip_suffix("\u{E000}夫人").unwrap_or(clause);
        // 五十岁的李明，…: what stands before the name only describes it.
        let described = clause.ends_with('的')
            && !clause.contains(['\u{E000}', '对', '向', '给', '被', '把', '与', '和', '同', '据', '见', '请'])
            && clause.chars().count() <= 20;
        // 集团总经理李明: whose title it is was told before.
        let house =
            ["集团公司", "集团", "公司", "我校", "学校", "学院"].iter().find_map(|own| clause.strip_suffix(own));
        let housed = house.is_some_and(|rest| self.adverbs.is_match(rest) || rest.ends_with('\u{E006}'));
        self.adverbs.is_match(clause) || clause.ends_with('\u{E006}') || described || housed
    }

    fn find_subjects(&self, masked: &Masked) -> Vec<(usize, Vec<usize>)> {
        let mut found: Vec<(usize, Vec<usize>)> = Vec::new();
        let mut group_end = usize::MAX;
        for (token, &at) in masked.tokens.iter().zip(&masked.at) {
            if token.sign != Sign::Person {
                continue;
            }
            let after = at + token.sign.char().len_utf8();
            // 李强、尹力: the second belongs to the first.
            let between = masked.text.get(group_end..at).unwrap_or("-");
            if matches!(between, "、" | "和" | "与" | "以及" | "及" | "，" | "，以及")
                && let Some((_, persons)) = found.last_mut()
            {
                persons.extend(&token.entities);
                group_end = after;
                continue;
            }
            let rest = &masked.text[after..];
            if self.starts_clause(masked, at) && !rest.starts_with('的') && !self.stands_for(rest) && !escorts(rest) {
                found.push((at, token.entities.clone()));
                group_end = after;
            }
        }
        found
    }

    /// Adds tokens for words that stand for a person.
    fn resolve(
        &self,
        reading: &Reading,
        annotations: &Annotations,
        rules: &RuleSet,
        held: &[Held],
        sentence: Span,
        tokens: Vec<Token>,
    ) -> Vec<Token> {
        static PRONOUN: LazyLock<Regex> = LazyLock::new(|| Regex::new("[他她我]").expect("a constant"));
        // 我 tells of the speaker only where it goes on with a journey or a meeting: 5月我访问东山国期间, 我同李明会谈.
        static SPEAKER: LazyLock<Regex> = LazyLock::new(|| {
            Regex::new("^我(?:曾|还|再次|又|也|应邀|专程|刚刚|第.次|先后.{1,2}次)*(?:对|访问|出访|到访|来到|访华|赴|在|同|与|和)")
                .expect("a constant")
        });
        let text = &reading.text;
        let mut tokens = tokens;
        // 委任李明为财务总监、总经理: titles after a verb for office tell what he becomes, not who is meant.
        let mut office_to = 0;
        let tokens_before: Vec<(usize, usize)> = tokens
            .iter()
            .filter(|token| token.sign == Sign::Place)
            .filter_map(|token| Some((token.span.end, token.entity()?)))
            .collect();
        for token in &mut tokens {
            if let (Sign::Position, Some(index)) = (token.sign, token.position) {
                let told = rules.list("office").iter().any(|word| text[..token.span.start].ends_with(word.as_str()))
                    || office_to > 0 && super::position::is_row(&text[office_to..token.span.start]);
                if told {
                    office_to = token.span.end;
                    continue;
                }
                let title = annotations.positions[index].span.of(text);
                let after = &text[token.span.end..];
                let polite = ["先生", "女士", "阁下"].iter().find(|word| after.starts_with(**word));
                // 2000多名政协委员, 乘客: many are meant, or anybody.
                let many = text[..token.span.start]
                    .ends_with(['名', '位', '个', '些', '各', '多', '批', '等', '众', '群', '全']);
                let common = rules.list("no_reference").iter().any(|word| title.ends_with(word.as_str()));
                if after.starts_with('们') || many || common {
                    continue;
                }
                // 西海国国家副主席: of another country than his whom the title would mean.
                let abroad = tokens_before.iter().any(|(end, place)| {
                    *end == token.span.start && annotations.entities[*place].kind == Some(Kind::Country)
                });
                if abroad && annotations.positions[index].org.is_none() {
                    continue;
                }
                // 李董事长说: the holder of that family name.
                let named = surname_before(reading, annotations, held, token.span, title);
                if let Some((person, start)) = named {
                    token.span.start = start;
                    token.sign = Sign::Person;
                    token.entities = vec![person];
                    token.reference = true;
                } else if let Some(person) = self.holder(title, polite.is_some(), held) {
                    token.sign = Sign::Person;
                    token.entities = vec![person];
                    token.reference = true;
                    token.span.end += polite.map_or(0, |word| word.len());
                }
            }
        }
        let words = sentence.of(text);
        for hit in PRONOUN.find_iter(words) {
            let span = Span::new(sentence.start + hit.start(), sentence.start + hit.end());
            let after = text[span.end..].chars().next();
            // 此前他访问了云州: words of time may stand before.
            let clause = text[sentence.start..span.start].rsplit(EDGES).next().unwrap_or_default();
            let mut starts = self.adverbs.is_match(clause);
            if hit.as_str() == "我" {
                let dated =
                    clause.ends_with(['年', '月', '日', '后', '前', '时', '天']) && clause.chars().count() <= 10;
                starts = (starts || dated) && SPEAKER.is_match(&text[span.start..]);
            }
            if !starts
                || after.is_some_and(|c| "们人国乡日的".contains(c))
                || tokens.iter().any(|t| t.span.overlaps(span))
            {
                continue;
            }
            // 还有李明，他是…: the name right before.
            let beside = tokens
                .iter()
                .find(|token| {
                    token.sign == Sign::Person
                        && reading.text[..span.start].strip_suffix('，').is_some_and(|t| t.len() == token.span.end)
                })
                .and_then(Token::entity);
            // 李明称，王芳将与委员会见面，他希望…: he who speaks goes on.
            let speaks = ["希望", "认为", "表示", "强调", "指出", "说", "称", "呼吁"];
            let goes_on = hit.as_str() != "我" && speaks.iter().any(|word| text[span.end..].starts_with(word));
            let speaker = tokens.iter().find(|token| token.sign == Sign::Person).filter(|first| {
                let said = &text[first.span.end.min(span.start)..span.start];
                goes_on
                    && first.span.end <= span.start
                    && ["称，", "说，", "表示，"].iter().any(|word| said.starts_with(word))
            });
            let beside = beside.or_else(|| speaker.and_then(Token::entity));
            // The subject so far: of this sentence if there is one, else of those before.
            let here: Vec<Token> = tokens.iter().filter(|token| token.span.end <= span.start).cloned().collect();
            let part = Masked::new(reading, Span::new(sentence.start, span.start), here);
            let persons = match (beside, self.find_subjects(&part).last()) {
                (Some(person), _) => vec![person],
                (None, Some((_, persons))) => persons.clone(),
                (None, None) => self.last_subject(),
            };
            if let [person] = persons[..] {
                let token = Token { entities: vec![person], reference: true, ..Token::new(Sign::Person, span) };
                let place = tokens.partition_point(|other| other.span.start < span.start);
                tokens.insert(place, token);
            }
        }
        tokens
    }

    /// The last sentence's subject that is one person.
    fn last_subject(&self) -> Vec<usize> {
        let last = self.subjects.len();
        for earlier in (last.saturating_sub(6)..last).rev() {
            if let Some((_, persons)) = self.subjects[earlier].first() {
                return persons.clone();
            }
        }
        Vec::new()
    }

    /// Whom a title alone stands for: the one person who holds it in this document. 总理先生 is never the speaker.
    fn holder(&self, title: &str, polite: bool, held: &[Held]) -> Option<usize> {
        let speaker = if polite { self.last_subject() } else { Vec::new() };
        let mut persons: Vec<usize> = held
            .iter()
            .filter(|one| one.title.ends_with(title) && !speaker.contains(&one.person))
            .map(|one| one.person)
            .collect();
        persons.sort_unstable();
        persons.dedup();
        match persons[..] {
            [one] => Some(one),
            _ => None,
        }
    }
}

/// Whether the words after a name tell that somebody else was shown around: 在王芳，张强陪同下考察.
pub fn escorts(after: &str) -> bool {
    let words = after.trim_start_matches(['等', '的', '人']);
    words.starts_with("陪同下") || words.starts_with("全程陪同下")
}

/// Whom a title with a family name before it means (李董事长): the one person of the document who has both. The offset is that of the
/// family name, which opens its clause.
fn surname_before(
    reading: &Reading,
    annotations: &Annotations,
    held: &[Held],
    title: Span,
    words: &str,
) -> Option<(usize, usize)> {
    let before = &reading.text[..title.start];
    let first = before.chars().next_back()?;
    let start = title.start - first.len_utf8();
    if !reading.text[..start].chars().next_back().is_none_or(|c| EDGES.contains(&c)) {
        return None;
    }
    let mut persons: Vec<usize> = held
        .iter()
        .filter(|one| one.title.ends_with(words))
        .map(|one| one.person)
        .filter(|person| annotations.entities[*person].label.starts_with(first))
        .collect();
    persons.sort_unstable();
    persons.dedup();
    match persons[..] {
        [one] => Some((one, start)),
        _ => None,
    }
}
