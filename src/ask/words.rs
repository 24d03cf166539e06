//! The words that questions are made of: verbs, kinds of thing, question words, properties.
//!
//! The tables `words/zh.tsv` and `words/en.tsv` hold them: word, sense, value, apart by tabs. A word may stand on
//! several lines; the frames decide between its senses. Names of things are not here: they come from the store.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::knowledge::ontology::{BilingualWords, Ontology};

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
    Grow,
    Appear,
}

/// A kind of thing that a question may ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "each name is the class")]
pub enum Class {
    Person,
    Official,
    Manager,
    Leader,
    ForeignLeader,
    Companion,
    Organization,
    Company,
    GovernmentBody,
    PartyBody,
    School,
    ResearchBody,
    Media,
    InternationalBody,
    Part,
    Place,
    Country,
    Province,
    City,
    County,
    Town,
    Region,
    Site,
    Policy,
    PolicyDocument,
    PolicyProgramme,
    Product,
    Gathering,
    Document,
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
}

static CHINESE: LazyLock<Words> =
    LazyLock::new(|| Words::read(include_str!("words/zh.tsv")).with_ontology(|words| &words.zh));
static ENGLISH: LazyLock<Words> =
    LazyLock::new(|| Words::read(include_str!("words/en.tsv")).with_ontology(|words| &words.en));

/// Terms of the ontology whose verbs are an act.
const ACTS: [(&str, Act); 16] = [
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
    /// The words of a language.
    pub fn of(language: Language) -> &'static Self {
        match language {
            Language::Chinese => &CHINESE,
            Language::English => &ENGLISH,
        }
    }

    /// What a word may mean; nothing where it is unknown.
    pub fn senses(&self, word: &str) -> &[WordSense] {
        self.senses.get(word).map_or(&[], Vec::as_slice)
    }

    /// Characters of the longest word.
    pub fn longest(&self) -> usize {
        self.longest
    }

    /// Adds the verbs and nouns that the ontology gives its terms, where the table does not have them: the table says
    /// more exactly what a word does in a question. Single characters are left to the table.
    fn with_ontology(mut self, of: fn(&BilingualWords) -> &Vec<String>) -> Self {
        let ontology = Ontology::embedded();
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
            _ => return None,
        }),
        "realis" => WordSense::Realis(match value {
            "Planned" => "Planned",
            "Cancelled" => "Cancelled",
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

impl Class {
    /// All classes.
    pub const ALL: [Self; 29] = [
        Self::Person,
        Self::Official,
        Self::Manager,
        Self::Leader,
        Self::ForeignLeader,
        Self::Companion,
        Self::Organization,
        Self::Company,
        Self::GovernmentBody,
        Self::PartyBody,
        Self::School,
        Self::ResearchBody,
        Self::Media,
        Self::InternationalBody,
        Self::Part,
        Self::Place,
        Self::Country,
        Self::Province,
        Self::City,
        Self::County,
        Self::Town,
        Self::Region,
        Self::Site,
        Self::Policy,
        Self::PolicyDocument,
        Self::PolicyProgramme,
        Self::Product,
        Self::Gathering,
        Self::Document,
    ];

    /// The name of the class in the tables of words and, for those of the ontology, in `wm:`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Person => "Person",
            Self::Official => "Official",
            Self::Manager => "Manager",
            Self::Leader => "Leader",
            Self::ForeignLeader => "ForeignLeader",
            Self::Companion => "Companion",
            Self::Organization => "Organization",
            Self::Company => "Company",
            Self::GovernmentBody => "GovernmentBody",
            Self::PartyBody => "PartyBody",
            Self::School => "School",
            Self::ResearchBody => "ResearchBody",
            Self::Media => "Media",
            Self::InternationalBody => "InternationalBody",
            Self::Part => "Part",
            Self::Place => "Place",
            Self::Country => "Country",
            Self::Province => "Province",
            Self::City => "City",
            Self::County => "County",
            Self::Town => "Town",
            Self::Region => "Region",
            Self::Site => "Site",
            Self::Policy => "Policy",
            Self::PolicyDocument => "PolicyDocument",
            Self::PolicyProgramme => "PolicyProgramme",
            Self::Product => "Product",
            Self::Gathering => "Gathering",
            Self::Document => "Document",
        }
    }

    /// What sort of thing its members are.
    pub fn sort(self) -> Sort {
        match self {
            Self::Person | Self::Official | Self::Manager | Self::Leader | Self::ForeignLeader | Self::Companion => {
                Sort::Person
            }
            Self::Organization
            | Self::Company
            | Self::GovernmentBody
            | Self::PartyBody
            | Self::School
            | Self::ResearchBody
            | Self::Media
            | Self::InternationalBody
            | Self::Part => Sort::Organization,
            Self::Place
            | Self::Country
            | Self::Province
            | Self::City
            | Self::County
            | Self::Town
            | Self::Region
            | Self::Site => Sort::Place,
            Self::Policy | Self::PolicyDocument | Self::PolicyProgramme => Sort::Policy,
            Self::Product => Sort::Product,
            Self::Gathering => Sort::Gathering,
            Self::Document => Sort::Document,
        }
    }
}

/// The general class of a thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "each name is the class")]
pub enum Sort {
    Person,
    Organization,
    Place,
    Policy,
    Product,
    Gathering,
    Position,
    Document,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_read() {
        assert_eq!(Words::of(Language::Chinese).senses("谁"), [WordSense::Wh(Wh::Who)]);
        assert!(!Words::of(Language::English).senses("who").is_empty());
    }

    #[test]
    fn language_of_a_question() {
        assert_eq!(Language::of("QTI在什么地方?"), Language::Chinese);
        assert_eq!(Language::of("Where is 北京?"), Language::English);
    }
}
