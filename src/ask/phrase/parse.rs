//! Joins the words of a question into phrases, from left to right.

use std::collections::BTreeSet;

use super::super::catalogue::Catalogue;
use super::super::lexer::{Sense, Token};
use super::super::words::{Act, Attr, Language, Prep, Sort, Wh, WordSense};
use super::{Asked, Head, Phrase, Question, is_mark};

/// Joins words into phrases.
pub fn parse(tokens: Vec<Token>, language: Language, catalogue: &Catalogue) -> Question {
    let mut parser = Parser {
        catalogue,
        language,
        question: Question::default(),
        asking: None,
        prep: None,
        linked: false,
        touching: false,
        hanging: None,
        listing: false,
    };
    for at in 0..tokens.len() {
        parser.token(&tokens, at);
    }
    parser.finish();
    let mut question = parser.question;
    question.tokens = tokens;
    question
}

pub(super) struct Parser<'a> {
    pub(super) catalogue: &'a Catalogue,
    pub(super) language: Language,
    question: Question,
    /// A question word that waits for its noun.
    asking: Option<(Wh, usize, String)>,
    prep: Option<Prep>,
    /// 的 or 's stands between the last noun and here.
    pub(super) linked: bool,
    /// Nothing but small words stands between the last noun and here.
    touching: bool,
    /// `of` stands behind the last noun, so that the next one is its owner.
    hanging: Option<usize>,
    /// `,` or `and` stands behind a noun that is asked for: the next class is asked for too.
    listing: bool,
}

impl Parser<'_> {
    fn token(&mut self, tokens: &[Token], at: usize) {
        let token = &tokens[at];
        let words: Vec<&WordSense> = token
            .senses
            .iter()
            .filter_map(|sense| match sense {
                Sense::Word(word) => Some(word),
                _ => None,
            })
            .collect();
        if is_mark(token) {
            self.question.marked = true;
        }
        // 计划访问 is a plan, 访问计划 a noun.
        let realis = words.iter().find_map(|word| match word {
            WordSense::Realis(realis) => Some(*realis),
            _ => None,
        });
        if let (Some(realis), true) = (realis, next_is_verb(tokens, at) || words.len() == 1) {
            self.question.realis = Some(realis);
            return;
        }
        let noun = self.noun(token, &words);
        let verb = words.iter().find_map(|word| match word {
            WordSense::Act(act) => Some(*act),
            _ => None,
        });
        // Of a word that is a noun and a verb, the noun stands behind a question word or a link.
        if let (Some(act), true) = (verb, noun.is_none() || !self.noun_is_due(noun.as_ref())) {
            self.settle_question_word();
            self.question.acts.push((act, at));
            self.touching = false;
            self.hanging = None;
            self.listing = false;
            self.linked = false;
            self.prep = None;
            return;
        }
        if let Some(head) = noun {
            self.push(head, at, token);
            return;
        }
        if let Some(Sense::Time(period)) = token.senses.iter().find(|s| matches!(s, Sense::Time(_))) {
            self.question.times.push(period.clone());
            return;
        }
        if token.senses.contains(&Sense::Break) {
            self.pause();
            return;
        }
        for word in words {
            match word {
                WordSense::Wh(Wh::Who) => self.push_asked(Head::Who, at, token),
                WordSense::Wh(Wh::Where) => self.push_asked(Head::Where, at, token),
                WordSense::Wh(Wh::When) => self.push_asked(Head::Attr(Attr::Date), at, token),
                WordSense::Wh(wh) => {
                    self.settle_question_word();
                    self.asking = Some((*wh, at, token.text.clone()));
                }
                WordSense::WhBehind => self.asked_behind(tokens, at),
                WordSense::Counted(class) => {
                    self.push_asked(Head::Class(*class), at, token);
                    if let Some(last) = self.question.phrases.last_mut() {
                        last.asked = Some(Asked::HowMany);
                    }
                }
                // 有多少公司 asks how many there are; 有多少 alone asks for a figure.
                WordSense::Asks(Attr::Figure) if token.text.starts_with('有') && next_is_class(tokens, at) => {
                    self.settle_question_word();
                    self.question.acts.push((Act::Have, at));
                    self.touching = false;
                    self.asking = Some((Wh::HowMany, at, token.text.clone()));
                }
                WordSense::Asks(attr) => self.push_asked(Head::Attr(*attr), at, token),
                WordSense::Prep(prep) => self.preposition(*prep),
                WordSense::Link => self.linked = self.touching,
                WordSense::Best(best) => self.question.best = Some(*best),
                _ => continue,
            }
            return;
        }
    }

    /// What the token stands for as a noun, if it is one.
    fn noun(&self, token: &Token, words: &[&WordSense]) -> Option<Head> {
        if token.is_unknown() {
            return Some(Head::Words(token.text.trim().to_owned()));
        }
        let things = token.senses.iter().find_map(|sense| match sense {
            Sense::Things(things) => Some(things.clone()),
            _ => None,
        });
        if let Some(Sense::Clause(clause)) = token.senses.first() {
            return Some(Head::Clause(clause.clone()));
        }
        let word = words.iter().find_map(|word| match word {
            WordSense::Class(class) => Some(Head::Class(*class)),
            WordSense::Title(titles) => Some(Head::Title(titles.clone())),
            WordSense::Attr(attr) => Some(Head::Attr(*attr)),
            _ => None,
        });
        match (things, word) {
            // 哪些会议 asks for the class, also where an event is called 会议.
            (Some(_), Some(word)) if self.asking.is_some() => Some(word),
            // 董事长 is a title also where the texts know one post by no other name.
            (Some(things), Some(word @ Head::Title(_)))
                if things.iter().all(|thing| self.catalogue.things[*thing].sort == Sort::Position) =>
            {
                Some(word)
            }
            (Some(things), _) => Some(Head::Things(things)),
            (None, word) => word,
        }
    }

    fn noun_is_due(&self, noun: Option<&Head>) -> bool {
        let counted = matches!(&self.asking, Some((Wh::HowMany, ..)));
        self.asking.is_some() && !counted
            || self.linked
            || self.hanging.is_some()
            || matches!(noun, Some(Head::Things(_)))
            || (self.language == Language::English && self.prep.is_some())
    }

    fn preposition(&mut self, prep: Prep) {
        let last_is_noun = self.touching && !self.question.phrases.is_empty();
        let last = self.question.phrases.len().wrapping_sub(1);
        match prep {
            Prep::And => self.pause(),
            // 说过什么关于台湾的话: what is asked for stands in front of its topic.
            Prep::About if matches!(self.asking, Some((Wh::What, ..))) => self.settle_question_word(),
            Prep::Of | Prep::In if self.language == Language::English && last_is_noun => {
                let owner = matches!(
                    self.question.phrases[last].head,
                    Head::Class(_) | Head::Title(_) | Head::Attr(_) | Head::Words(_)
                );
                if owner {
                    self.hanging = Some(last);
                }
            }
            _ => {}
        }
        self.prep = Some(prep);
        self.linked = false;
        if prep != Prep::Of {
            self.touching = false;
        }
    }

    /// A comma or an "and": what follows begins anew, but a list goes on.
    fn pause(&mut self) {
        self.settle_question_word();
        self.listing =
            self.question.phrases.last().is_some_and(|last| last.asked == Some(Asked::Which) && self.touching);
        self.touching = false;
        self.linked = false;
        self.hanging = None;
        self.prep = None;
    }

    fn push_asked(&mut self, head: Head, at: usize, token: &Token) {
        self.settle_question_word();
        self.push(head, at, token);
        if let Some(last) = self.question.phrases.last_mut() {
            last.asked = Some(Asked::Which);
        }
        self.touching = matches!(self.question.phrases.last(), Some(p) if p.head != Head::Who);
    }

    fn push(&mut self, head: Head, at: usize, token: &Token) {
        // "What is QTI" asks about the thing; no question word chooses among things of one name.
        if let (Head::Things(_), Some((_, from, text))) = (&head, &self.asking)
            && self.language == Language::English
            && text.to_lowercase().starts_with("what")
            && self.question.phrases.is_empty()
        {
            let (from, text) = (*from, text.clone());
            self.asking = None;
            if text.contains(' ') {
                self.question.acts.push((Act::Be, from));
            }
            self.lone(Head::What, from, text);
        }
        let asked = self.asking.take().map(|(wh, ..)| match wh {
            Wh::HowMany => Asked::HowMany,
            _ => Asked::Which,
        });
        let listed = (self.listing && matches!(head, Head::Class(_) | Head::Attr(_))).then_some(Asked::Which);
        let wanted = (self.prep == Some(Prep::With)
            && matches!(head, Head::Class(_) | Head::Attr(_))
            && !self.question.acts.iter().any(|(act, _)| *act == Act::Cooperate))
        .then_some(Asked::Which);
        let mut phrase = Phrase {
            head,
            asked: asked.or(listed).or(wanted),
            of: Vec::new(),
            prep: self.prep.take(),
            at,
            text: token.text.clone(),
            guessed: token.guessed,
        };
        if let Some(owned) = self.hanging.take()
            && phrase.asked.is_none()
        {
            self.question.phrases[owned].of.push(phrase);
            // A further "of" hangs on the owner's owner in speech; here the class in front keeps all of them.
            self.touching = true;
            self.linked = false;
            return;
        }
        if self.touching
            && let Some(owner) = self.question.phrases.last()
            && self.attaches(owner, &phrase)
            && let Some(mut owner) = self.question.phrases.pop()
        {
            if phrase.asked.is_none() && !self.linked {
                phrase.asked = owner.asked.take();
            }
            phrase.prep = phrase.prep.or(owner.prep.take());
            phrase.at = owner.at;
            phrase.text = format!("{}{}", owner.text, phrase.text);
            phrase.of.push(owner);
        } else if let Some(last) = self.question.phrases.last_mut()
            && self.listing
            && last.head == phrase.head
        {
            // 负责人或管理人员: one class in two words.
            last.text = format!("{}/{}", last.text, phrase.text);
            return;
        }
        self.question.phrases.push(phrase);
        self.touching = true;
        self.linked = false;
        self.listing = false;
    }

    /// A question word that found no noun: it asks for the class named before, or for a thing.
    fn settle_question_word(&mut self) {
        let Some((wh, at, text)) = self.asking.take() else {
            return;
        };
        let class =
            self.question.phrases.iter_mut().rev().find(|phrase| is_open(&phrase.head) && phrase.asked.is_none());
        match (wh, class) {
            (Wh::HowMany, _) => self.lone(Head::Attr(Attr::Figure), at, text),
            (_, Some(class)) => class.asked = Some(Asked::Which),
            _ => self.lone(Head::What, at, text),
        }
    }

    fn lone(&mut self, head: Head, at: usize, text: String) {
        self.question.phrases.push(Phrase {
            head,
            asked: Some(Asked::Which),
            of: Vec::new(),
            prep: self.prep.take(),
            at,
            text,
            guessed: false,
        });
    }

    /// 是谁, 有哪些: a determiner where a noun follows, else it asks for what stands before it.
    fn asked_behind(&mut self, tokens: &[Token], at: usize) {
        let followed = tokens[at + 1..]
            .iter()
            .find(|token| {
                !token.senses.iter().any(|sense| matches!(sense, Sense::Word(WordSense::Skip | WordSense::Link)))
            })
            .is_some_and(|token| {
                token.senses.iter().any(|sense| {
                    matches!(sense, Sense::Word(WordSense::Class(_) | WordSense::Attr(_) | WordSense::Title(_)))
                })
            });
        let english = self.language == Language::English;
        if followed || english && self.question.phrases.is_empty() {
            // 有哪些人 has 有 in it.
            if tokens[at].text.starts_with('有') {
                self.question.acts.push((Act::Have, at));
            }
            self.asking = Some((Wh::Which, at, tokens[at].text.clone()));
            self.prep = None;
            self.touching = false;
            self.linked = false;
            return;
        }
        // 考察过企业的都有谁 asks for people; 李强考察过的公司还有谁去过, too.
        let who = tokens[at].text.contains('谁') && !self.question.acts.is_empty()
            || tokens[at].text.contains('谁')
                && self.question.phrases.iter().any(|p| matches!(p.head, Head::Clause(_)));
        let person = |head: &Head| match head {
            Head::Title(_) => true,
            Head::Class(class) => class.sort() == Sort::Person,
            Head::Clause(clause) => clause.sorts.contains(&Sort::Person),
            _ => false,
        };
        let open = self.question.phrases.iter_mut().rev();
        let open = open.filter(|phrase| is_open(&phrase.head)).find(|phrase| !who || person(&phrase.head));
        if let Some(phrase) = open {
            phrase.asked = phrase.asked.or(Some(Asked::Which));
        } else {
            self.question.acts.push((Act::Be, at));
            // A post that has a name of its own is asked for its holder.
            let post = self
                .question
                .phrases
                .last()
                .is_some_and(|phrase| self.sorts(&phrase.head) == BTreeSet::from([Sort::Position]));
            let who = post || tokens[at].text.contains('谁');
            let head = if who { Head::Who } else { Head::What };
            self.lone(head, at, tokens[at].text.clone());
        }
        self.touching = false;
        self.linked = false;
    }

    /// Settles what is left, and joins 谁 with the class that 是 says it is.
    fn finish(&mut self) {
        self.settle_question_word();
        let question = &mut self.question;
        if !question.has(Act::Be) && !question.acts.is_empty() {
            return;
        }
        let open = question.phrases.iter().position(|phrase| {
            matches!(phrase.head, Head::Title(_))
                || matches!(phrase.head, Head::Class(class) if class.sort() == Sort::Person)
        });
        let who = question.phrases.iter().position(|phrase| phrase.head == Head::Who);
        if let (Some(open), Some(who)) = (open, who)
            && question.phrases.len() == 2
        {
            question.phrases[open].asked = Some(Asked::Which);
            question.phrases.remove(who);
        }
    }
}

/// Whether the very next word is a kind of thing.
fn next_is_class(tokens: &[Token], at: usize) -> bool {
    let class = |sense: &Sense| matches!(sense, Sense::Word(WordSense::Class(_)));
    tokens.get(at + 1).is_some_and(|token| token.senses.iter().any(class))
}

/// Whether the next word that says something is a verb.
fn next_is_verb(tokens: &[Token], at: usize) -> bool {
    let next = tokens[at + 1..]
        .iter()
        .find(|token| !token.senses.iter().any(|sense| matches!(sense, Sense::Word(WordSense::Skip))));
    next.is_some_and(|token| {
        token.senses.iter().any(|sense| matches!(sense, Sense::Word(WordSense::Act(_) | WordSense::Prep(_))))
    })
}

/// Whether a head is open to be asked for.
fn is_open(head: &Head) -> bool {
    matches!(head, Head::Clause(_) | Head::Class(_) | Head::Title(_) | Head::Attr(_))
}
