//! Questions as they are spoken, put plainly: 有没有去过, 去过没有, how many meetings did she have.

use super::super::lexer::{Sense, Token};
use super::super::words::{Act, Attr, Class, Language, Prep, Wh, WordSense};
use super::tokens::{class, has, is_wh, silent, verb, which, word};

/// The words of a question without those that only ask whether it is so, and with plain ones for roundabout ones.
pub fn plainly(tokens: &[Token], language: Language) -> Vec<Token> {
    match language {
        Language::Chinese => chinese(tokens),
        Language::English => english(tokens),
    }
}

fn chinese(tokens: &[Token]) -> Vec<Token> {
    let mut plain: Vec<Token> = Vec::with_capacity(tokens.len());
    for (at, token) in tokens.iter().enumerate() {
        if !has(token, &WordSense::Whether) {
            plain.push(token.clone());
            continue;
        }
        // 江海有没有大学 asks which there are.
        let noun = tokens.get(at + 1).is_some_and(|next| class(next).is_some());
        if noun && !tokens.iter().any(is_wh) {
            plain.push(word("有", WordSense::Act(Act::Have)));
            plain.push(which(Language::Chinese));
        }
    }
    parted_verb(&mut plain);
    // 见过特朗普没有
    let last = plain.iter().rposition(|token| !silent(token));
    if let Some(last) = last
        && has(&plain[last], &WordSense::Not)
        && plain[..last].iter().any(|token| verb(token).is_some())
        && !plain.iter().any(is_wh)
    {
        plain.remove(last);
    }
    plain
}

/// 通过几次电话, 什么时候通的电话, 见过几次面: a verb whose noun stands apart from it.
fn parted_verb(plain: &mut Vec<Token>) {
    const PARTED: [(&[&str], &str, Act); 2] = [
        (&["通", "通过", "通了", "通的", "打", "打过", "打了", "打的"], "电话", Act::Call),
        (&["见", "见过", "见了", "会", "会过"], "面", Act::Meet),
    ];
    for (verbs, noun, act) in PARTED {
        let Some(at) = plain.iter().position(|token| verbs.contains(&token.text.as_str())) else { continue };
        let near = plain.iter().skip(at + 1).take(3).position(|token| token.text == noun);
        let Some(behind) = near.map(|offset| at + 1 + offset) else { continue };
        plain[at] = word(&format!("{}{noun}", plain[at].text), WordSense::Act(act));
        plain.remove(behind);
        // 通的电话: 的 says nothing.
        if plain.get(at + 1).is_some_and(|token| token.text == "的") {
            plain.remove(at + 1);
        }
    }
}

fn english(tokens: &[Token]) -> Vec<Token> {
    let mut plain = tokens.to_vec();
    // To have or to hold meetings is to meet.
    let noun = plain.iter().position(|token| {
        has(token, &WordSense::Class(Class::Gathering)) && token.text.to_lowercase().starts_with("meeting")
    });
    let Some(noun) = noun else {
        return plain;
    };
    let light = |token: &Token| {
        [Act::Have, Act::Hold].iter().any(|act| has(token, &WordSense::Act(*act)))
            && token.senses.iter().all(|sense| matches!(sense, Sense::Word(WordSense::Act(_) | WordSense::Skip)))
    };
    let others = plain
        .iter()
        .any(|token| [Act::Attend, Act::Chair, Act::Address].iter().any(|act| has(token, &WordSense::Act(*act))));
    let asked = noun.checked_sub(1).filter(|&at| has(&plain[at], &WordSense::Wh(Wh::HowMany)));
    let (Some(asked), Some(verb), false) = (asked, plain.iter().position(light), others) else {
        return plain;
    };
    plain[asked] = word("how many times", WordSense::Asks(Attr::Times));
    plain[noun] = word("meet", WordSense::Act(Act::Meet));
    plain.remove(verb);
    // They are had with somebody.
    for token in &mut plain {
        if has(token, &WordSense::Prep(Prep::With)) {
            *token = word("and", WordSense::Prep(Prep::And));
        }
    }
    plain
}
