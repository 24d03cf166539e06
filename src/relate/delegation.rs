//! A masked sentence enters; who leads a delegation in it leaves, and where words such as 考察团 and 一行 speak of those who lead it.
//!
//! 云州市市长李明率党政考察团来访。考察团走访了海川公司: the journeys of the delegation are those of its named leaders. What a
//! delegation says is said by nobody named, so its tokens are marked and give no statement.

use std::sync::LazyLock;

use regex::Regex;

use super::discourse::EDGES;
use super::mask::{Masked, Token};
use crate::knowledge::Sign;
use crate::model::Span;

/// What a party of travellers is called.
const PARTIES: &str = "考察团|代表团|访问团|参观团|慰问团|视察团|调研团|交流团|商务团|调研组|考察组|检查组|督查组|督导组|工作组|视察组|慰问组|考察队|参访团";

/// The leaders of a party, and what it is called.
#[derive(Debug, Clone, Default)]
pub struct Delegation {
    /// Entities of the persons.
    leaders: Vec<usize>,
    /// 考察团, or empty where only 率团 or 一行 is told.
    party: String,
}

impl Delegation {
    /// Whether nobody leads one.
    pub fn is_empty(&self) -> bool {
        self.leaders.is_empty()
    }

    /// Whether the leaders of another lead this one.
    pub fn is_part_of(&self, other: &Self) -> bool {
        self.leaders.iter().all(|leader| other.leaders.contains(leader))
    }

    /// The delegation that a sentence tells of last, and the offset of the masked text where the words for it end.
    pub fn told(masked: &Masked, reading: &str) -> Option<(Self, usize)> {
        static LED: LazyLock<[Regex; 4]> = LazyLock::new(|| {
            let persons = "(?P<who>\u{E000}(?:(?:[、，和及与]|以及)\u{E000})*)";
            [
                format!("{persons}[^，；。：！？\u{E000}]{{0,10}}?(?:率领|率|带领|带队|亲率)[^，；。：！？\u{E000}]{{0,30}}?(?:(?P<party>{PARTIES})|团|一行)"),
                format!("(?:由|以){persons}等?[^，；。：！？\u{E000}]{{0,6}}?(?:率领|带领|带队|率队|任团长|为团长|担任团长|为组长|为领队)的?[^，；。：！？\u{E000}]{{0,30}}?(?:(?P<party>{PARTIES})|一行)"),
                format!("{persons}等?[^，；。：！？、\u{E000}]{{0,4}}?一行"),
                // 带领有关部门负责人赴云州, 带队前往云州: what they are called is not told.
                format!("{persons}[^，；：。！？\u{E000}]{{0,10}}?(?:(?:率领|带领)[^，；：。！？\u{E000}]{{0,30}}?(?:负责人|负责同志|有关部门|相关部门)|带队|率队|率团)"),
            ]
            .map(|pattern| Regex::new(&pattern).expect("a constant"))
        });
        // 云州市党政考察团, found as a body of its own, is a party as well; the sign and the word have the same length.
        let mut words = masked.text.clone();
        for (token, at) in masked.tokens.iter().zip(&masked.at).filter(|(token, _)| token.sign == Sign::Organization) {
            let name = token.span.of(reading);
            if PARTIES.split('|').any(|party| name.ends_with(party)) {
                words.replace_range(*at..*at + Sign::Organization.char().len_utf8(), "团");
            }
        }
        // 中央代表团团长李明表示: he leads it, whoever else is named.
        for (token, at) in masked.tokens.iter().zip(&masked.at).filter(|(token, _)| token.sign == Sign::Person) {
            let named = token.span.of(reading);
            let head = ["团团长", "组组长"].iter().find_map(|head| named.find(head));
            let party = head.and_then(|end| {
                let titled = &named[..end + '团'.len_utf8()];
                PARTIES.split('|').find(|party| titled.ends_with(party))
            });
            if let Some(party) = party.filter(|_| !token.reference) {
                let told = Self { leaders: token.entities.clone(), party: party.to_owned() };
                return Some((told, at + Sign::Person.char().len_utf8()));
            }
        }
        let found = LED.iter().find_map(|regex| regex.captures(&words))?;
        let who = found.name("who")?;
        let persons = masked.tokens_in(who.start(), who.end()).filter(|(_, token)| token.sign == Sign::Person);
        let mut leaders: Vec<usize> = persons.flat_map(|(_, token)| token.entities.iter().copied()).collect();
        leaders.dedup();
        let party = found.name("party").map_or_else(String::new, |party| party.as_str().to_owned());
        let end = found.get(0).map_or(0, |whole| whole.end());
        (!leaders.is_empty()).then_some((Self { leaders, party }, end))
    }

    /// Masks the words for the delegation as its leaders, from an offset of the reading on. `opens` tells whether the words of a
    /// clause before them leave it without a subject.
    pub fn speak(
        &self,
        text: &str,
        sentence: Span,
        from: usize,
        tokens: &mut Vec<Token>,
        opens: impl Fn(&str) -> bool,
    ) {
        static WORD: LazyLock<Regex> = LazyLock::new(|| {
            let before = "(?:该|党政|政府|访问|经贸|友好|参观|学习|专题)*";
            Regex::new(&format!(
                "(?:{before}(?P<party>{PARTIES})(?:一行人?|全体成员|成员)?|一行人?|来访客人|来宾|外宾|客人们?)"
            ))
            .expect("a constant")
        });
        let from = from.max(sentence.start);
        for hit in WORD.captures_iter(&text[from..sentence.end]) {
            let Some(whole) = hit.get(0) else { continue };
            let span = Span::new(from + whole.start(), from + whole.end());
            let party = hit.name("party").map_or("", |party| party.as_str());
            if !(party.is_empty() || self.party.is_empty() || self.party == party) {
                continue;
            }
            let after = &text[span.end..sentence.end];
            // 河海市党政考察团到我市: found as a body of its own.
            let house = tokens.iter().position(|token| token.sign == Sign::Organization && token.span.end == span.end);
            let start = house.map_or(span.start, |index| tokens[index].span.start);
            let before = &text[sentence.start..start];
            let clause = before.rsplit(EDGES).next().unwrap_or_default();
            let subject = opens(clause) && !after.starts_with(['的', '、', '和', '由', '，']);
            let received =
                ["会见", "会见了", "接见", "接见了", "欢迎", "接待了"].iter().any(|word| before.ends_with(word));
            // 与代表团座谈.
            let talk = before.ends_with(['与', '同'])
                && ["座谈", "会谈", "举行", "会面", "见面"].iter().any(|word| after.starts_with(word));
            let object = talk || received && (after.is_empty() || after.starts_with(EDGES));
            let span = Span::new(start, span.end);
            let free =
                !tokens.iter().enumerate().any(|(index, token)| Some(index) != house && token.span.overlaps(span));
            if !(subject || object) || !free {
                continue;
            }
            if let Some(index) = house {
                tokens.remove(index);
            }
            let token = Token {
                entities: self.leaders.clone(),
                reference: true,
                group: true,
                ..Token::new(Sign::Person, span)
            };
            let place = tokens.partition_point(|other| other.span.start < span.start);
            tokens.insert(place, token);
        }
    }
}
