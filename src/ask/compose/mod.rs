//! Questions made of questions: clauses, conjunction and exclusion, counting by group, the first and the last.
//!
//! What enters: the words of a question. What leaves: its plan, or why there is none. A clause (李强考察过的公司) is
//! read as a question of its own, "which companies did Li Qiang visit", and stands in the outer one as a noun; so does
//! the second half of 考察过甲但没有考察过乙. Whatever is left goes to the frames, which read one statement at a time.

mod clause;
mod counted;
mod halves;
mod plainly;
mod tokens;

use super::catalogue::Catalogue;
use super::frames::{self, Context};
use super::lexer::Token;
use super::phrase::{Question, parse};
use super::plan::{Miss, Plan};
use super::words::{Language, WordSense};
use crate::query::QueryError;
use crate::rdf::Queryable;
use tokens::has;

/// What a question is read against.
#[derive(Clone, Copy)]
pub struct Reader<'a> {
    /// The names.
    pub catalogue: &'a Catalogue,
    /// The graph.
    pub store: &'a dyn Queryable,
    /// The language of the question.
    pub language: Language,
}

/// Clauses inside clauses that are read.
const DEPTH: usize = 3;

type Read = Result<Result<Plan, Miss>, QueryError>;

/// Ways of reading, in the order in which they are tried.
type Ways<'a> = [fn(&Reader<'a>, &[Token], usize) -> Read; 7];

/// The plan of a question with the phrases it was read from.
///
/// # Errors
/// What the store says.
pub fn plan(reader: Reader, tokens: &[Token]) -> Result<(Result<Plan, Miss>, Question), QueryError> {
    let question = parse(tokens.to_vec(), reader.language, reader.catalogue);
    Ok((reader.read(&plainly::plainly(tokens, reader.language), DEPTH)?, question))
}

impl Reader<'_> {
    fn simple(&self, question: &Question) -> Read {
        let context = Context { question, catalogue: self.catalogue, store: self.store, language: self.language };
        frames::plan(&context)
    }

    /// The first way of reading that leaves nothing over.
    fn read(&self, tokens: &[Token], depth: usize) -> Read {
        let ways: Ways<'_> = [
            Self::left_out,
            Self::listed,
            Self::split,
            Self::both,
            Self::grouped,
            Self::first_or_last,
            Self::with_clause,
        ];
        let mut worst = Miss::Other;
        let direct = |worst: &mut Miss| -> Result<Option<Plan>, QueryError> {
            let question = parse(tokens.to_vec(), self.language, self.catalogue);
            Ok(match self.simple(&question)? {
                Ok(plan) => Some(plan),
                Err(miss) => {
                    if miss != Miss::Other {
                        *worst = miss;
                    }
                    None
                }
            })
        };
        // English says its clauses behind a noun, where the frames find them in the way; Chinese in front of it.
        let direct_first = self.language == Language::English
            && !tokens.iter().any(|token| has(token, &WordSense::That) && token.senses.len() == 1);
        let both = tokens.iter().any(|token| has(token, &WordSense::Both));
        let direct_first = direct_first && !both && self.list(tokens).is_none();
        if direct_first && let Some(plan) = direct(&mut worst)? {
            return Ok(Ok(plan));
        }
        if depth > 0 {
            for way in ways {
                match way(self, tokens, depth - 1)? {
                    Ok(plan) => return Ok(Ok(plan)),
                    Err(Miss::Other) => {}
                    Err(miss) => worst = miss,
                }
            }
        }
        if !direct_first && let Some(plan) = direct(&mut worst)? {
            return Ok(Ok(plan));
        }
        Ok(Err(worst))
    }
}
