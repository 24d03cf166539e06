//! The words that questions are made of: verbs, kinds of thing, question words, properties.
//!
//! The tables `words/zh.tsv` and `words/en.tsv` hold them: word, sense, value, apart by tabs. A word may stand on
//! several lines; the frames decide between its senses. Names of things are not here: they come from the store.

mod class;

use std::collections::{BTreeMap, BTreeSet};

use crate::knowledge::ontology::{Bilingual, BilingualWords, Ontology};
pub use class::{Class, Sort};

/// What a verb tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "each name is the verb")]
pub enum Act {
    Visit,
    Accompany,
    Learn,
    Hold,
    Work,
    Speak,
    Meet,
    /// They talk by telephone.
    Call,
    /// They meet by video.
    VideoMeet,
    Attend,
    Chair,
    Address,
    Locate,
    Belong,
    Have,
    Issue,
    Cooperate,
    Produce,
    Be,
    Succeed,
    Grow,
    Appear,
    /// Another property of the ontology that joins two things, by its place among them ([`Words::property`]).
    Edge(u16),
}

/// How a word asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Wh {
    /// 谁: asks for a person, or for whoever does it.
    Who,
    /// 哪个, 哪些: asks for the noun beside it.
    Which,
    /// 什么: asks for the noun behind it, or for a thing.
    What,
    /// 哪里.
    Where,
    /// 什么时候.
    When,
    /// 多少, 几位: asks how many of the noun behind it there are, or for a figure.
    HowMany,
}

/// A property that a question may ask for, where the answer is no thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "each name is the property")]
pub enum Attr {
    Position,
    Date,
    Activity,
    Quote,
    Topic,
    FullName,
    Times,
    Figure,
    Growth,
    Companion,
    /// A property of the ontology by its noun, as [`Act::Edge`].
    Edge(u16),
}

/// Small words that give the noun behind them its part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Prep {
    /// 在, in, at.
    In,
    /// 与, 和, 同, and.
    And,
    /// with: in English also a list of what is wanted.
    With,
    /// 由, 被, by.
    By,
    /// of, from, for: the noun in front belongs to the noun behind.
    Of,
    /// 对, 就, 关于, about.
    About,
}

/// Which end of a scale is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Best {
    /// 增长最快.
    FastestGrowth,
    /// 增长最慢.
    SlowestGrowth,
    /// 最多, 最大.
    Most,
    /// 最少, 最小.
    Least,
    /// 最近一次.
    Latest,
    /// 最早, 第一次.
    Earliest,
}

/// What a word may mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WordSense {
    /// A verb.
    Act(Act),
    /// A kind of thing.
    Class(Class),
    /// A question word.
    Wh(Wh),
    /// A question word behind the noun that it asks for: 是谁, 有哪些, 叫什么名字.
    WhBehind,
    /// A property.
    Attr(Attr),
    /// A property together with its question word: 做了什么.
    Asks(Attr),
    /// A kind of thing together with the question how many there are: 多少人.
    Counted(Class),
    /// Titles that the word stands for.
    Title(Vec<String>),
    /// A preposition.
    Prep(Prep),
    /// 的, 's.
    Link,
    /// A superlative.
    Best(Best),
    /// What has not happened is asked for: 将, 取消.
    Realis(&'static str),
    /// Each of what follows is counted for itself: 每个, 每家.
    Each,
    /// Each of a class in one word: 各省.
    EachOf(Class),
    /// Each month or year: the first characters of a day that tell it.
    EachTime(usize),
    /// What follows does not hold: 但没有.
    ButNot,
    /// What follows holds, too: 又, 还.
    Also,
    /// Both of what follows: 既, 都.
    Both,
    /// A negation.
    Not,
    /// Asks whether something is so: 有没有, 是不是.
    Whether,
    /// What follows is left out: 除了.
    Except,
    /// How often is what is counted: 次数.
    Count,
    /// The sum of figures: 合计.
    Sum,
    /// What stands between two that are compared: 比.
    Than,
    /// A relative pronoun of English: that.
    That,
    /// Adds nothing to what is asked.
    Skip,
    /// A word that no frame can answer: 为什么, 没有, except. The question is not understood.
    Beyond,
}

/// The language of a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Language {
    /// Chinese.
    #[default]
    Chinese,
    /// English.
    English,
}

impl Language {
    /// The tag of the language in an answer: `zh`, `en`.
    pub fn tag(self) -> &'static str {
        match self {
            Self::Chinese => "zh",
            Self::English => "en",
        }
    }

    /// The language that a question is in: Chinese where any sizeable part of it is Chinese.
    pub fn of(question: &str) -> Self {
        let letters = question.chars().filter(|c| c.is_alphabetic());
        let (chinese, latin) =
            letters.fold(
                (0, 0),
                |(chinese, latin), c| {
                    if is_chinese(c) { (chinese + 1, latin) } else { (chinese, latin + 1) }
                },
            );
        // A word takes about five letters, a Chinese word two characters.
        if chinese * 3 >= latin && chinese > 0 { Self::Chinese } else { Self::English }
    }
}

/// Whether a character is a Chinese one.
pub fn is_chinese(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// The words of one language.
#[derive(Debug, Default)]
pub struct Words {
    senses: BTreeMap<String, Vec<WordSense>>,
    longest: usize,
    edges: Vec<Edge>,
}

/// A property of the ontology that joins two things and that no frame of its own reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edge {
    /// Its local name.
    pub name: String,
    /// Its labels.
    pub label: Bilingual,
    /// What may have it.
    pub domains: BTreeSet<Sort>,
    /// What it may lead to.
    pub ranges: BTreeSet<Sort>,
}

/// Terms of the ontology whose verbs are an act.
const ACTS: [(&str, Act); 17] = [
    ("spokeAbout", Act::Speak),
    ("visited", Act::Visit),
    ("Inspection", Act::Visit),
    ("OfficialVisit", Act::Visit),
    ("Tour", Act::Visit),
    ("CondolenceCall", Act::Visit),
    ("companion", Act::Accompany),
    ("met", Act::Meet),
    ("attended", Act::Attend),
    ("chair", Act::Chair),
    ("holdsPosition", Act::Hold),
    ("worksFor", Act::Work),
    ("locatedIn", Act::Locate),
    ("partOf", Act::Belong),
    ("issued", Act::Issue),
    ("cooperatesWith", Act::Cooperate),
    ("produces", Act::Produce),
];

impl Words {
    /// The words of a language, with those that an ontology gives its terms.
    pub fn new(language: Language, ontology: &Ontology) -> Self {
        match language {
            Language::Chinese => Self::read(include_str!("words/zh.tsv")).with_ontology(ontology, |words| &words.zh),
            Language::English => Self::read(include_str!("words/en.tsv")).with_ontology(ontology, |words| &words.en),
        }
    }

    /// The property that [`Act::Edge`] stands for.
    pub fn property(&self, edge: u16) -> Option<&Edge> {
        self.edges.get(usize::from(edge))
    }

    /// What a word may mean; nothing where it is unknown.
    pub fn senses(&self, word: &str) -> &[WordSense] {
        self.senses.get(word).map_or(&[], Vec::as_slice)
    }

    /// The words that begin with `start`.
    pub fn starting<'w>(&'w self, start: &'w str) -> impl Iterator<Item = &'w str> {
        let words = self.senses.range(start.to_owned()..).take_while(move |(word, _)| word.starts_with(start));
        words.map(|(word, _)| word.as_str())
    }

    /// Characters of the longest word.
    pub fn longest(&self) -> usize {
        self.longest
    }

    /// Adds the verbs and nouns that the ontology gives its terms, where the table does not have them: the table says
    /// more exactly what a word does in a question. Single characters are left to the table.
    fn with_ontology(mut self, ontology: &Ontology, of: fn(&BilingualWords) -> &Vec<String>) -> Self {
        let none = BilingualWords::default();
        let mut found: Vec<(String, WordSense)> = Vec::new();
        for (name, act) in ACTS {
            let property = ontology.properties.get(name).map(|property| &property.verbs);
            let individual = ontology.individuals.get(name).map(|individual| &individual.verbs);
            for word in of(property.or(individual).unwrap_or(&none)) {
                found.push((word.clone(), WordSense::Act(act)));
            }
        }
        for class in Class::ALL {
            let nouns = ontology.classes.get(class.name()).map(|class| &class.nouns);
            for word in of(nouns.unwrap_or(&none)) {
                found.push((word.clone(), WordSense::Class(class)));
            }
        }
        let sorts = |classes: &[String]| -> BTreeSet<Sort> {
            let sort = |class: &String| Sort::ALL.into_iter().find(|sort| ontology.is_a(class, sort.name()));
            classes.iter().filter_map(sort).collect()
        };
        for (name, property) in &ontology.properties {
            let (domains, ranges) = (sorts(&property.domains), sorts(&property.ranges));
            if ACTS.iter().any(|(known, _)| known == name) || domains.is_empty() || ranges.is_empty() {
                continue;
            }
            let Ok(index) = u16::try_from(self.edges.len()) else { break };
            self.edges.push(Edge { name: name.clone(), label: property.label.clone(), domains, ranges });
            let verbs = of(&property.verbs).iter();
            found.extend(verbs.map(|word| (word.clone(), WordSense::Act(Act::Edge(index)))));
            let nouns = of(&property.nouns).iter();
            found.extend(nouns.map(|word| (word.clone(), WordSense::Attr(Attr::Edge(index)))));
        }
        for (word, sense) in found {
            let word = word.to_lowercase();
            if word.chars().count() > 1 && !self.senses.contains_key(&word) {
                self.longest = self.longest.max(word.chars().count());
                self.senses.insert(word, vec![sense]);
            }
        }
        self
    }

    fn read(table: &str) -> Self {
        let mut words = Self::default();
        for (index, line) in table.lines().enumerate() {
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let mut cells = line.split('\t');
            let (word, sense, value) =
                (cells.next().unwrap_or_default(), cells.next().unwrap_or_default(), cells.next().unwrap_or_default());
            let sense =
                sense_of(sense, value).unwrap_or_else(|| panic!("words, line {}: `{line}` has no meaning", index + 1));
            // Forms of one word stand together: 去过|去了.
            for form in word.split('|') {
                words.longest = words.longest.max(form.chars().count());
                words.senses.entry(form.to_lowercase()).or_default().push(sense.clone());
                // chairman, chairmen; director, directors.
                if let (WordSense::Title(_), true) = (&sense, form.is_ascii()) {
                    let many = match form.strip_suffix("man") {
                        Some(stem) => format!("{stem}men"),
                        None => format!("{form}s"),
                    };
                    words.senses.entry(many.to_lowercase()).or_default().push(sense.clone());
                }
            }
        }
        words
    }
}

fn sense_of(sense: &str, value: &str) -> Option<WordSense> {
    Some(match sense {
        "act" => WordSense::Act(act(value)?),
        "class" => WordSense::Class(class(value)?),
        "counted" => WordSense::Counted(class(value)?),
        "attr" => WordSense::Attr(attr(value)?),
        "asks" => WordSense::Asks(attr(value)?),
        "wh" => WordSense::Wh(match value {
            "who" => Wh::Who,
            "which" => Wh::Which,
            "what" => Wh::What,
            "where" => Wh::Where,
            "when" => Wh::When,
            "how-many" => Wh::HowMany,
            _ => return None,
        }),
        "wh-behind" => WordSense::WhBehind,
        "title" => WordSense::Title(value.split('|').map(str::to_owned).collect()),
        "prep" => WordSense::Prep(match value {
            "in" => Prep::In,
            "and" => Prep::And,
            "with" => Prep::With,
            "by" => Prep::By,
            "of" => Prep::Of,
            "about" => Prep::About,
            _ => return None,
        }),
        "link" => WordSense::Link,
        "best" => WordSense::Best(match value {
            "fastest" => Best::FastestGrowth,
            "slowest" => Best::SlowestGrowth,
            "most" => Best::Most,
            "least" => Best::Least,
            "latest" => Best::Latest,
            "earliest" => Best::Earliest,
            _ => return None,
        }),
        "each" => WordSense::Each,
        "each-of" => WordSense::EachOf(class(value)?),
        "each-time" => WordSense::EachTime(value.parse().ok()?),
        "but-not" => WordSense::ButNot,
        "also" => WordSense::Also,
        "both" => WordSense::Both,
        "not" => WordSense::Not,
        "whether" => WordSense::Whether,
        "leave-out" => WordSense::Except,
        "count" => WordSense::Count,
        "sum" => WordSense::Sum,
        "than" => WordSense::Than,
        "that" => WordSense::That,
        "realis" => WordSense::Realis(match value {
            "Planned" => "Planned",
            "Cancelled" => "Cancelled",
            "Denied" => "Denied",
            _ => return None,
        }),
        "skip" => WordSense::Skip,
        "beyond" => WordSense::Beyond,
        _ => return None,
    })
}

fn act(name: &str) -> Option<Act> {
    Some(match name {
        "visit" => Act::Visit,
        "accompany" => Act::Accompany,
        "learn" => Act::Learn,
        "hold" => Act::Hold,
        "work" => Act::Work,
        "speak" => Act::Speak,
        "meet" => Act::Meet,
        "call" => Act::Call,
        "video-meet" => Act::VideoMeet,
        "attend" => Act::Attend,
        "chair" => Act::Chair,
        "address" => Act::Address,
        "locate" => Act::Locate,
        "belong" => Act::Belong,
        "have" => Act::Have,
        "issue" => Act::Issue,
        "cooperate" => Act::Cooperate,
        "produce" => Act::Produce,
        "be" => Act::Be,
        "succeed" => Act::Succeed,
        "grow" => Act::Grow,
        "appear" => Act::Appear,
        _ => return None,
    })
}

fn class(name: &str) -> Option<Class> {
    Class::ALL.into_iter().find(|class| class.name() == name)
}

fn attr(name: &str) -> Option<Attr> {
    Some(match name {
        "position" => Attr::Position,
        "date" => Attr::Date,
        "activity" => Attr::Activity,
        "quote" => Attr::Quote,
        "topic" => Attr::Topic,
        "full-name" => Attr::FullName,
        "times" => Attr::Times,
        "figure" => Attr::Figure,
        "growth" => Attr::Growth,
        "companion" => Attr::Companion,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_read() {
        let ontology = Ontology::embedded();
        assert_eq!(Words::new(Language::Chinese, ontology).senses("谁"), [WordSense::Wh(Wh::Who)]);
        assert!(!Words::new(Language::English, ontology).senses("who").is_empty());
    }

    #[test]
    fn language_of_a_question() {
        assert_eq!(Language::of("QTI在什么地方?"), Language::Chinese);
        assert_eq!(Language::of("Where is 北京?"), Language::English);
    }
}
