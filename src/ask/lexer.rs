//! Cuts a question into words: names of the store, words of the tables, times, and what is left.
//!
//! All ways to cut are weighed: each known word costs about the same, so that few long words win over many short
//! ones, and each unknown character costs more than any word. Words that no table and no name explains come out as
//! [`Sense::Unknown`]; nothing is dropped.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use regex::Regex;

use super::catalogue::{Catalogue, fold_with_map};
use super::english;
use super::phrase::Clause;
use super::time::{self, Period};
use super::words::{Act, Best, Language, WordSense};

/// What a token may be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sense {
    /// A name of one or more things, as indices of the catalogue.
    Things(Vec<usize>),
    /// A word of the tables.
    Word(WordSense),
    /// A time.
    Time(Period),
    /// A comma or the like.
    Break,
    /// The first so many: 前三.
    Top(usize),
    /// So many or more: 两个以上.
    AtLeast(usize),
    /// A clause that says which things are meant: 李强考察过的公司.
    Clause(Box<Clause>),
    /// Nothing that is known.
    Unknown,
}

/// A word of the question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// As the question writes it.
    pub text: String,
    /// What it may be; never empty.
    pub senses: Vec<Sense>,
    /// Whether it is known by a part of a name alone; the answer says for what it was taken.
    pub guessed: bool,
}

impl Token {
    /// Whether nothing is known of it.
    pub fn is_unknown(&self) -> bool {
        self.senses == [Sense::Unknown]
    }
}

const NAME: u32 = 10;
const WORD: u32 = 11;
const CUT_NAME: u32 = 14;
const PART_OF_NAME: u32 = 25;
const UNKNOWN: u32 = 40;

/// One way to go on from a place of the question.
struct Arc {
    price: u32,
    senses: Vec<Sense>,
    guessed: bool,
}

/// One word of the way through.
struct Step {
    from: usize,
    to: usize,
    senses: Vec<Sense>,
    guessed: bool,
    /// Whether it is known as a part of names alone.
    part: bool,
}

impl Step {
    fn is_unknown(&self) -> bool {
        self.senses == [Sense::Unknown]
    }
}

/// The ways to go on from each place of the question, by where they lead.
#[derive(Default)]
struct Lattice {
    arcs: Vec<BTreeMap<usize, Arc>>,
}

impl Lattice {
    fn new(length: usize) -> Self {
        Self { arcs: std::iter::repeat_with(BTreeMap::new).take(length).collect() }
    }

    fn add(&mut self, from: usize, to: usize, price: u32, sense: Sense, guessed: bool) {
        let arc = self.arcs[from].entry(to).or_insert_with(|| Arc { price, senses: Vec::new(), guessed });
        // A guess says nothing where something is known.
        if guessed && !arc.guessed {
            return;
        }
        arc.price = arc.price.min(price);
        arc.guessed &= guessed;
        if !arc.senses.contains(&sense) {
            arc.senses.push(sense);
        }
    }

    /// The cheapest way through; unknown units stand alone.
    fn path(&self) -> Vec<Step> {
        let length = self.arcs.len();
        let mut best: Vec<(u32, usize)> = vec![(0, length); length + 1];
        for from in (0..length).rev() {
            let mut choice = (best[from + 1].0 + UNKNOWN, from + 1);
            for (&to, arc) in &self.arcs[from] {
                let whole = best[to].0 + arc.price;
                // Of two ways at one price the one with the longer first word stands.
                if whole < choice.0 || (whole == choice.0 && to > choice.1) {
                    choice = (whole, to);
                }
            }
            best[from] = choice;
        }
        let mut path = Vec::new();
        let mut from = 0;
        while from < length {
            let to = best[from].1;
            path.push(match self.arcs[from].get(&to) {
                Some(arc) => {
                    Step { from, to, senses: arc.senses.clone(), guessed: arc.guessed, part: arc.price == PART_OF_NAME }
                }
                None => Step { from, to, senses: vec![Sense::Unknown], guessed: false, part: false },
            });
            from = to;
        }
        path
    }
}

/// The words of a question.
pub fn lex(question: &str, language: Language, catalogue: &Catalogue) -> Vec<Token> {
    match language {
        Language::Chinese => chinese(question, catalogue),
        Language::English => english(question, catalogue),
    }
}

fn chinese(question: &str, catalogue: &Catalogue) -> Vec<Token> {
    let original: Vec<char> = question.chars().collect();
    let (folded, map) = fold_with_map(question);
    let folded = folded.trim_end_matches(['?', '。', '!', ' ', '.']);
    let chars: Vec<char> = folded.chars().collect();
    let mut lattice = Lattice::new(chars.len());
    let words = catalogue.words(Language::Chinese);
    let whole = |from: usize, to: usize| {
        // A Latin word or a number is not cut.
        let inside = |at: usize| {
            at > 0 && at < chars.len() && chars[at - 1].is_ascii_alphanumeric() && chars[at].is_ascii_alphanumeric()
        };
        !inside(from) && !inside(to)
    };
    let longest = catalogue.longest().max(words.longest());
    for from in 0..chars.len() {
        for to in from + 1..=chars.len().min(from + longest) {
            if !whole(from, to) {
                continue;
            }
            let piece: String = chars[from..to].iter().collect();
            for sense in words.senses(&piece) {
                let sense = match sense {
                    WordSense::Beyond => Sense::Unknown,
                    sense => Sense::Word(sense.clone()),
                };
                lattice.add(from, to, WORD, sense, false);
            }
            let things = catalogue.named(&piece);
            if !things.is_empty() {
                lattice.add(from, to, NAME, Sense::Things(things.to_vec()), false);
            }
            let things = catalogue.cut_to(&piece);
            if !things.is_empty() {
                lattice.add(from, to, CUT_NAME, Sense::Things(things.to_vec()), true);
            }
            if catalogue.titles.contains(&piece) {
                let title = WordSense::Title(vec![piece.clone()]);
                lattice.add(from, to, WORD, Sense::Word(title), false);
            }
        }
        let rest: String = chars[from..].iter().collect();
        // 增长最快的三种.
        let ranked = from >= 2 && chars[from - 2] == '最';
        let ranked = ranked.then(|| rest.strip_prefix('的').and_then(ranked_amount)).flatten();
        if let Some((sense, length)) = ranked {
            lattice.add(from, from + 1 + length, WORD - 1, sense, false);
        }
        if let Some((sense, length)) = chinese_amount(&rest) {
            lattice.add(from, from + length, WORD - 1, sense, false);
        }
        // 哪个出口多: a comparison at the very end.
        if from + 1 == chars.len() && chars.iter().any(|c| "哪谁".contains(*c)) {
            let best = match chars[from] {
                '多' | '高' | '大' => Some(Best::Most),
                '少' | '低' | '小' => Some(Best::Least),
                _ => None,
            };
            if let Some(best) = best {
                lattice.add(from, from + 1, WORD, Sense::Word(WordSense::Best(best)), false);
            }
        }
        if ",，;；、".contains(chars[from]) {
            lattice.add(from, from + 1, WORD, Sense::Break, false);
        }
        if let Some((period, bytes)) = time::chinese(&rest, catalogue.latest) {
            let to = from + rest[..bytes].chars().count();
            if whole(from, to) {
                lattice.add(from, to, NAME - 2, Sense::Time(period), false);
            }
        }
    }
    let mut path = lattice.path();
    if path.iter().any(Step::is_unknown) {
        add_parts(&mut lattice, &chars, &path, catalogue);
        path = lattice.path();
    }
    let text = |from: usize, to: usize| -> String { original[map[from]..=map[to - 1]].iter().collect() };
    join_unknown(path, text)
}

/// Adds the parts of names that cover what is unknown: 云帆 for 云帆科技股份有限公司.
fn add_parts(lattice: &mut Lattice, chars: &[char], path: &[Step], catalogue: &Catalogue) {
    let named = |step: &Step| {
        let name = |sense: &Sense| matches!(sense, Sense::Things(_) | Sense::Time(_));
        !step.guessed && step.senses.iter().any(name)
    };
    let by_unit = |test: &dyn Fn(&Step) -> bool| -> Vec<bool> {
        path.iter().flat_map(|step| std::iter::repeat_n(test(step), step.to - step.from)).collect()
    };
    // No part of a name reaches into a name or a time that stands by itself.
    let closed = by_unit(&named);
    let unknown = by_unit(&Step::is_unknown);
    for from in 0..chars.len() {
        let mut longest = None;
        for to in from + 2..=chars.len() {
            let piece: String = chars[from..to].iter().collect();
            let things = catalogue.containing(&piece);
            if things.is_empty() || closed[from..to].contains(&true) {
                break;
            }
            if unknown[from..to].iter().any(|unknown| *unknown) {
                longest = Some((to, things));
            }
        }
        if let Some((to, things)) = longest {
            let sense = Sense::Things(things.into_iter().collect());
            lattice.add(from, to, PART_OF_NAME, sense, true);
        }
    }
}

fn english(question: &str, catalogue: &Catalogue) -> Vec<Token> {
    let units = english::units(question);
    let mut lattice = Lattice::new(units.len());
    let words = catalogue.words(Language::English);
    for from in 0..units.len() {
        for to in from + 1..=units.len().min(from + 12) {
            let piece = english::joined(&units[from..to]);
            for sense in words.senses(&piece) {
                let sense = match sense {
                    WordSense::Beyond => Sense::Unknown,
                    sense => Sense::Word(sense.clone()),
                };
                lattice.add(from, to, WORD, sense, false);
            }
        }
        if [",", ";"].contains(&units[from].folded.as_str()) {
            lattice.add(from, from + 1, WORD, Sense::Break, false);
        }
        let rest = english::joined(&units[from..]);
        if let Some((sense, words)) = english_amount(&units[from..]) {
            lattice.add(from, from + words, WORD - 1, sense, false);
        }
        if let Some((period, bytes)) = time::english(&rest, catalogue.latest) {
            // The time must end with a unit.
            let mut length = 0;
            for to in from + 1..=units.len() {
                length = english::joined(&units[from..to]).len().max(length);
                if length == bytes {
                    lattice.add(from, to, NAME - 2, Sense::Time(period.clone()), false);
                    break;
                }
            }
        }
    }
    for name in english::names(&units, catalogue) {
        let price = if name.guessed { CUT_NAME } else { NAME };
        let sense = Sense::Things(name.things);
        lattice.add(name.from, name.to, price, sense, name.guessed);
    }
    let mut path = lattice.path();
    // Who makes drones is who makes any kind of them; elsewhere what nothing explains is a topic.
    let makes = |step: &Step| step.senses.contains(&Sense::Word(WordSense::Act(Act::Produce)));
    if path.iter().any(Step::is_unknown) && path.iter().any(makes) {
        for step in path.iter().filter(|step| step.is_unknown()) {
            for to in step.to..=units.len().min(step.from + 4) {
                let things = english::products(&units[step.from..to], catalogue);
                if !things.is_empty() {
                    lattice.add(step.from, to, PART_OF_NAME, Sense::Things(things), true);
                }
            }
        }
        path = lattice.path();
    }
    let text = |from: usize, to: usize| question[units[from].start..units[to - 1].end].to_owned();
    join_unknown(path, text)
}

static AMOUNT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"^(?:(?:(?:排名|排行|位列|最)?前(?<top>[一二两三四五六七八九十\d]{1,3})(?:名|位|个|家|大|强|种)?)|(?:最[多高大](?:的)?(?<most>[二两三四五六七八九十\d]{1,3})(?:名|位|个|家|种|座))|(?:(?<some>[一二两三四五六七八九十\d]{1,3})(?:名|位|个|家|次|种)?(?:或)?以上)|(?:(?:至少|不少于|不低于)(?<least>[一二两三四五六七八九十\d]{1,3})(?:名|位|个|家|次|种)?)|(?:(?:超过|多于|不止)(?<over>[一二两三四五六七八九十\d]{1,3})(?:名|位|个|家|次|种))|(?<many>多次|屡次|反复|不止一回))",
    )
    .expect("the pattern is a constant")
});

/// 前三, 两个以上 at the start of a text, with the characters that it takes.
fn chinese_amount(text: &str) -> Option<(Sense, usize)> {
    let found = AMOUNT.captures(text)?;
    let number = |name: &str| usize::try_from(time::chinese_number(found.name(name)?.as_str())?).ok();
    let sense = if let Some(n) = number("top").or_else(|| number("most")) {
        Sense::Top(n)
    } else if let Some(n) = number("some").or_else(|| number("least")) {
        Sense::AtLeast(n)
    } else if found.name("many").is_some() {
        Sense::AtLeast(2)
    } else {
        Sense::AtLeast(number("over")? + 1)
    };
    Some((sense, found.get(0)?.as_str().chars().count()))
}

/// 三种 at the start of a text.
fn ranked_amount(text: &str) -> Option<(Sense, usize)> {
    let digits: String =
        text.chars().take_while(|c| "两二三四五六七八九十".contains(*c) || c.is_ascii_digit()).collect();
    let number = usize::try_from(time::chinese_number(&digits)?).ok()?;
    let measure = text.chars().nth(digits.chars().count()).filter(|c| "种个家名位座所次".contains(*c))?;
    Some((Sense::Top(number), digits.chars().count() + measure.len_utf8() / 3))
}

/// "top three", "at least two" at the start, with the words that it takes.
fn english_amount(units: &[english::Unit]) -> Option<(Sense, usize)> {
    const NUMBERS: [&str; 10] = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];
    let number = |at: usize| {
        let word = units.get(at)?.folded.as_str();
        let times = ["once", "twice", "thrice"].iter().position(|name| *name == word);
        word.parse().ok().or_else(|| NUMBERS.iter().position(|name| *name == word).or(times).map(|n| n + 1))
    };
    let is = |at: usize, word: &str| units.get(at).is_some_and(|unit| unit.folded == word);
    if is(0, "top") {
        return Some((Sense::Top(number(1)?), 2));
    }
    if is(0, "at") && is(1, "least") {
        return Some((Sense::AtLeast(number(2)?), 3));
    }
    if is(0, "more") && is(1, "than") {
        return Some((Sense::AtLeast(number(2)? + 1), 3));
    }
    if ["repeatedly", "multiple", "several"].iter().any(|word| is(0, word)) {
        return Some((Sense::AtLeast(2), if is(1, "times") { 2 } else { 1 }));
    }
    if is(0, "twice") && units.len() == 1 {
        return Some((Sense::AtLeast(2), 1));
    }
    let first = number(0)?;
    (is(1, "or") && is(2, "more")).then_some((Sense::AtLeast(first), 3))
}

/// Tokens, with neighbours that nothing explains joined.
fn join_unknown(mut path: Vec<Step>, text: impl Fn(usize, usize) -> String) -> Vec<Token> {
    // 科技 of 科技创新 is a part of many names and of none: what nothing explains is one word.
    for at in 0..path.len() {
        let unknown = |n: Option<usize>| n.and_then(|n| path.get(n)).is_some_and(Step::is_unknown);
        if path[at].part && (unknown(at.checked_sub(1)) || unknown(Some(at + 1))) {
            path[at].senses = vec![Sense::Unknown];
            path[at].guessed = false;
        }
    }
    let mut joined: Vec<Step> = Vec::new();
    for step in path {
        match joined.last_mut() {
            Some(last) if last.is_unknown() && step.is_unknown() => last.to = step.to,
            _ => joined.push(step),
        }
    }
    let token = |step: Step| Token { text: text(step.from, step.to), senses: step.senses, guessed: step.guessed };
    joined.into_iter().map(token).collect()
}
