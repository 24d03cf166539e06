//! What a word of a question may be, asked of it in one word, and words that are put into questions.

use super::super::lexer::{Sense, Token};
use super::super::plan::Plan;
use super::super::words::{Act, Best, Class, Language, Prep, Wh, WordSense};

pub fn has(token: &Token, sense: &WordSense) -> bool {
    token.senses.iter().any(|s| matches!(s, Sense::Word(word) if word == sense))
}

pub fn verb(token: &Token) -> Option<Act> {
    if token.senses.iter().any(|sense| matches!(sense, Sense::Things(_))) {
        return None;
    }
    token.senses.iter().find_map(|sense| match sense {
        Sense::Word(WordSense::Act(act)) if !matches!(act, Act::Be | Act::Have | Act::Learn) => Some(*act),
        _ => None,
    })
}

pub fn is_be(token: &Token) -> bool {
    has(token, &WordSense::Act(Act::Be)) || has(token, &WordSense::Act(Act::Have))
}

pub fn class(token: &Token) -> Option<Class> {
    token.senses.iter().find_map(|sense| match sense {
        Sense::Word(WordSense::Class(class)) => Some(*class),
        _ => None,
    })
}

pub fn attr(token: &Token) -> bool {
    token.senses.iter().any(|sense| matches!(sense, Sense::Word(WordSense::Attr(_))))
}

pub fn is_title(token: &Token) -> bool {
    token.senses.iter().any(|sense| matches!(sense, Sense::Word(WordSense::Title(_))))
}

pub fn things(token: &Token) -> Option<&Vec<usize>> {
    token.senses.iter().find_map(|sense| match sense {
        Sense::Things(things) => Some(things),
        _ => None,
    })
}

pub fn best_of(token: &Token) -> Option<Best> {
    token.senses.iter().find_map(|sense| match sense {
        Sense::Word(WordSense::Best(best)) => Some(*best),
        _ => None,
    })
}

pub fn is_wh(token: &Token) -> bool {
    token.senses.iter().any(|sense| matches!(sense, Sense::Word(WordSense::Wh(_) | WordSense::Counted(_))))
}

pub fn is_and(token: &Token) -> bool {
    has(token, &WordSense::Prep(Prep::And))
}

pub fn silent(token: &Token) -> bool {
    has(token, &WordSense::Skip)
}

pub fn word(text: &str, sense: WordSense) -> Token {
    Token { text: text.to_owned(), senses: vec![Sense::Word(sense)], guessed: false }
}

pub fn which(language: Language) -> Token {
    word(if language == Language::Chinese { "哪些" } else { "which" }, WordSense::Wh(Wh::Which))
}

pub fn text(tokens: &[Token], language: Language) -> String {
    let space = if language == Language::English { " " } else { "" };
    tokens.iter().map(|token| token.text.trim()).collect::<Vec<_>>().join(space)
}

/// What a plan was understood as, in a few words.
pub fn says(plan: &Plan) -> String {
    let said: Vec<&str> = plan.says.iter().map(|(_, value)| value.as_str()).filter(|value| *value != "?").collect();
    said.join(", ")
}
