//! Joins the words of a question into noun phrases and verbs: who or what is spoken of, what is asked, in which order.

mod attach;
mod parse;

use std::collections::BTreeSet;

use super::lexer::{Sense, Token};
use super::plan::Plan;
use super::time::Period;
use super::words::{Act, Attr, Best, Class, Prep, Sort, WordSense};
pub use parse::parse;

/// What a noun phrase stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Head {
    /// Named things; several where the name is shared.
    Things(Vec<usize>),
    /// Any member of a class.
    Class(Class),
    /// Whoever has one of these titles.
    Title(Vec<String>),
    /// A property.
    Attr(Attr),
    /// 谁.
    Who,
    /// 什么 alone.
    What,
    /// 哪里.
    Where,
    /// Words that nothing explains: a topic, an indicator, or a name that the store does not have.
    Words(String),
    /// The things of which a clause holds: 李强考察过的公司.
    Clause(Box<Clause>),
}

/// What a clause says of the things that it picks out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clause {
    /// Its own question, which asks for them.
    pub plan: Plan,
    /// The variable of the plan that holds them.
    pub variable: String,
    /// What sorts of thing they are.
    pub sorts: BTreeSet<Sort>,
    /// Name of the column for them.
    pub column: &'static str,
    /// As the question writes it.
    pub text: String,
    /// What it was understood as.
    pub says: String,
    /// Whether it proves nothing: what is left out has no evidence.
    pub silent: bool,
}

/// How a phrase is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// Its values.
    Which,
    /// Their number.
    HowMany,
}

/// A noun phrase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phrase {
    /// What it stands for.
    pub head: Head,
    /// Whether and how it is asked for.
    pub asked: Option<Asked>,
    /// What it belongs to: 广东 in 广东的官员.
    pub of: Vec<Phrase>,
    /// The small word in front.
    pub prep: Option<Prep>,
    /// Index of its token.
    pub at: usize,
    /// As the question writes it.
    pub text: String,
    /// Whether the name was known by a part alone.
    pub guessed: bool,
}

/// A question cut into phrases.
#[derive(Debug, Clone, Default)]
pub struct Question {
    /// Noun phrases in order.
    pub phrases: Vec<Phrase>,
    /// Verbs in order, with the index of their token.
    pub acts: Vec<(Act, usize)>,
    /// Times that the question limits itself to.
    pub times: Vec<Period>,
    /// A superlative.
    pub best: Option<Best>,
    /// The state asked for where it is not what happened: `Planned`, `Cancelled`.
    pub realis: Option<&'static str>,
    /// A word of counting, leaving out or comparing stands in it, which no frame reads.
    pub marked: bool,
    /// The words.
    pub tokens: Vec<Token>,
}

impl Question {
    /// Whether the verb is there.
    pub fn has(&self, act: Act) -> bool {
        self.acts.iter().any(|(a, _)| *a == act)
    }

    /// Whether all verbs are among these; 是 and 有 are never in the way.
    pub fn only(&self, acts: &[Act]) -> bool {
        self.acts.iter().all(|(act, _)| acts.contains(act) || matches!(act, Act::Be | Act::Have))
    }

    /// Index of the token of the first of these verbs.
    pub fn place_of(&self, acts: &[Act]) -> Option<usize> {
        let found = self.acts.iter().find(|(act, _)| acts.contains(act));
        found.map(|(_, at)| *at)
    }
}

/// Whether a token is a word of counting, leaving out or comparing and nothing else.
pub fn is_mark(token: &Token) -> bool {
    token.senses.iter().any(|sense| !matches!(sense, Sense::Unknown))
        && token.senses.iter().all(|sense| {
            matches!(
                sense,
                Sense::Top(_)
                    | Sense::AtLeast(_)
                    | Sense::Word(
                        WordSense::Each
                            | WordSense::EachOf(_)
                            | WordSense::EachTime(_)
                            | WordSense::ButNot
                            | WordSense::Also
                            | WordSense::Both
                            | WordSense::Not
                            | WordSense::Whether
                            | WordSense::Except
                            | WordSense::Count
                            | WordSense::Sum
                            | WordSense::Than
                    )
            )
        })
}
