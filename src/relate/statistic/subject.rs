//! Names, and words that stand for names (公司, 我们, 该校, 全省), enter; whom or what a figure is about leaves.
//!
//! Promise: a word stands only for a thing that was named before it, or for the organisation of the one who says 我们.

use super::clause::{Left, Names};
use super::words::Rules;
use crate::extract::Annotations;
use crate::model::{EntityType, Kind, Span};
use crate::text::Reading;

/// Whom or what a figure is about.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Subject {
    /// The entity, where it is one.
    pub entity: Option<usize>,
    /// The words, where it is none.
    pub words: Option<String>,
    /// Whether it was taken from a sentence before.
    pub carried: bool,
}

impl Subject {
    /// An entity.
    pub fn entity(index: usize) -> Self {
        Self { entity: Some(index), ..Self::default() }
    }

    /// Words that name no entity.
    pub fn words(words: &str) -> Self {
        let words = words.trim_matches(['“', '”', ' ']);
        Self { words: (!words.is_empty()).then(|| words.to_owned()), ..Self::default() }
    }

    /// A sort key for removing repeated facts.
    pub fn key(&self) -> (Option<usize>, Option<String>) {
        (self.entity, self.words.clone())
    }

    /// The name or words; empty where nothing is known.
    pub fn label(self, annotations: &Annotations) -> String {
        self.entity.map(|entity| annotations.entities[entity].label.clone()).or(self.words).unwrap_or_default()
    }
}

/// What the text has named so far.
#[derive(Debug, Default)]
pub struct Discourse {
    /// The subject of the last sentence that had one.
    topic: Subject,
    /// The paragraph it was told in.
    block: Option<usize>,
    /// The organisation of the one who speaks in this sentence.
    speaker: Option<usize>,
}

impl Discourse {
    /// Looks for the speaker of a sentence: a title with its organisation in it or, where the sentence is a quotation,
    /// in what follows.
    pub fn sentence(&mut self, reading: &Reading, names: &Names<'_>, n: usize) {
        let sentence = reading.sentences[n];
        let quoted = reading.text[sentence.span.start..].starts_with(['“', '‘']);
        let ahead = if quoted {
            reading.sentences[n..]
                .iter()
                .take(4)
                .rfind(|next| next.block == sentence.block)
                .map_or(sentence.span.end, |last| last.span.end)
        } else {
            sentence.span.end
        };
        let span = Span::new(sentence.span.start, ahead);
        self.speaker = names
            .annotations
            .positions
            .iter()
            .find(|position| span.contains(position.span) && position.org.is_some())
            .and_then(|position| position.org)
            .map(|mention| names.entity(mention));
        if self.speaker.is_none() {
            // Without titles: the first organisation beside a person who speaks.
            let person = names.within(span).find(|&m| names.entity_type(m) == EntityType::Person);
            self.speaker = person
                .and_then(|person| {
                    let at = names.span(person).start;
                    names
                        .within(Span::new(span.start, at))
                        .filter(|&m| names.entity_type(m) == EntityType::Organization)
                        .last()
                })
                .map(|mention| names.entity(mention));
        }
    }

    /// Ends a sentence: its subject is the topic from now on.
    pub fn leave(&mut self, subject: &Subject, block: usize) {
        if *subject != Subject::default() {
            self.block = Some(block);
            self.topic = Subject { carried: true, ..subject.clone() };
        }
    }

    /// The organisation of the one who speaks in this sentence.
    pub fn speaker(&self) -> Option<usize> {
        self.speaker
    }

    /// The paragraph of the topic.
    pub fn block(&self) -> Option<usize> {
        self.block
    }

    /// What the text was about last.
    pub fn topic(&self) -> Subject {
        self.topic.clone()
    }

    /// Whom the stripped name or word stands for.
    pub fn resolve(&self, names: &Names<'_>, reading: &Reading, left: &Left, rules: &Rules, clause: Span) -> Subject {
        if let Some(entity) = left.subject {
            let annotated = &names.annotations.entities[entity];
            return match annotated.entity_type {
                EntityType::Person | EntityType::Policy | EntityType::Product => Subject::default(),
                // A title follows: the name is the speaker's organisation, not what is spoken about.
                _ if is_speaker(names, clause, entity) => match annotated.kind {
                    // A firm's manager speaks of the firm; an official names what he speaks of.
                    Some(Kind::Company | Kind::Education | Kind::Research) => Subject::entity(entity),
                    _ => Subject::default(),
                },
                _ => Subject::entity(entity),
            };
        }
        let Some(word) = &left.pronoun else { return Subject::default() };
        let words = &rules.words;
        let is = |list: &[String]| list.iter().any(|w| w == word);
        let before = clause.start + reading.text[clause.start..clause.end].find(word.as_str()).unwrap_or(0);
        let last = |fits: &dyn Fn(EntityType, Option<Kind>) -> bool| {
            names
                .annotations
                .mentions
                .iter()
                .enumerate()
                .filter(|(_, mention)| mention.span.end <= before)
                .map(|(m, _)| names.entity(m))
                .filter(|&entity| {
                    let entity = &names.annotations.entities[entity];
                    fits(entity.entity_type, entity.kind)
                })
                .last()
        };
        let entity = if is(&words.self_words) {
            self.speaker.or(self.topic.entity)
        } else if is(&words.company_words) {
            last(&|kind, finer| kind == EntityType::Organization && matches!(finer, Some(Kind::Company) | None))
                .or(self.speaker)
        } else if is(&words.institute_words) {
            last(&|kind, finer| {
                kind == EntityType::Organization
                    && matches!(finer, Some(Kind::Education | Kind::Research | Kind::Other) | None)
            })
        } else if is(&words.province_words) {
            last(&|kind, finer| kind == EntityType::Place && finer == Some(Kind::Province))
        } else if is(&words.city_words) {
            last(&|kind, finer| kind == EntityType::Place && finer == Some(Kind::City))
        } else if is(&words.county_words) {
            last(&|kind, finer| {
                kind == EntityType::Place && matches!(finer, Some(Kind::County | Kind::Town | Kind::Site))
            })
        } else {
            None
        };
        match entity {
            Some(entity) => Subject { entity: Some(entity), words: None, carried: true },
            None if is(&words.country_words) => {
                let china =
                    names.annotations.entities.iter().position(|entity| entity.names.iter().any(|name| name == "中国"));
                china.map_or_else(|| Subject::words(word), Subject::entity)
            }
            None => Subject::default(),
        }
    }
}

/// Whether the entity stands in the clause as the organisation of a title.
fn is_speaker(names: &Names<'_>, clause: Span, entity: usize) -> bool {
    names
        .annotations
        .positions
        .iter()
        .any(|position| clause.contains(position.span) && position.org.is_some_and(|m| names.entity(m) == entity))
}

/// The first organisation whose name begins in a stretch of text.
pub fn organisation_after(names: &Names<'_>, start: usize, end: usize) -> Option<usize> {
    names
        .within(Span::new(start, end))
        .find(|&m| names.entity_type(m) == EntityType::Organization)
        .map(|m| names.entity(m))
}
