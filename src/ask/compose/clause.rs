//! Clauses that stand in a question as a noun: 李强考察过的公司, the companies that Li Qiang visited.

use std::collections::BTreeSet;

use super::super::frames;
use super::super::lexer::{Sense, Token};
use super::super::phrase::Clause;
use super::super::plan::Miss;
use super::super::words::{Language, Sort, Wh, WordSense};
use super::tokens::{attr, class, has, is_be, is_title, is_wh, says, silent, text, things, verb, which};
use super::{Read, Reader};

impl Reader<'_> {
    /// A clause and what is asked about it.
    pub(super) fn with_clause(&self, tokens: &[Token], depth: usize) -> Read {
        let found = match self.language {
            Language::Chinese => chinese_clause(tokens),
            Language::English => english_clause(tokens),
        };
        let Some(found) = found else {
            return Ok(Err(Miss::Other));
        };
        let mut inner = vec![which(self.language), tokens[found.noun].clone()];
        inner.extend(tokens[found.from..found.to].iter().cloned());
        let plan = match self.read(&inner, depth)? {
            Ok(plan) => plan,
            Err(miss) => return Ok(Err(miss)),
        };
        let Some(noun) = class(&tokens[found.noun]) else {
            return Ok(Err(Miss::Other));
        };
        let column = plan.columns.iter().find(|column| column.node.is_some()).cloned();
        let Some(variable) = column.and_then(|column| column.node) else {
            return Ok(Err(Miss::Other));
        };
        if plan.columns.len() > 1 + plan.shared.len()
            && plan.columns.iter().filter(|column| column.node.is_some()).count() > 1
        {
            return Ok(Err(Miss::Other));
        }
        let mut plan = plan;
        plan.count = false;
        let clause = Clause {
            variable,
            sorts: BTreeSet::from([noun.sort()]),
            column: frames::column(noun),
            text: text(&tokens[found.from.min(found.noun)..found.to.max(found.noun + 1)], self.language),
            says: says(&plan),
            plan,
            silent: false,
        };
        let clause = Token { text: clause.text.clone(), senses: vec![Sense::Clause(Box::new(clause))], guessed: false };
        let (from, to) = (found.from.min(found.noun), found.to.max(found.noun + 1));
        // 李强考察过的公司还有谁去过 asks for others than he.
        let others =
            tokens[..from].iter().chain(&tokens[to..]).any(|token| {
                ["还有谁", "还有哪些人", "else"].iter().any(|word| token.text.to_lowercase().contains(word))
            }) || tokens[to..].windows(2).any(|pair| pair[0].text == "还" && pair[1].text.contains('谁'));
        let named: BTreeSet<usize> = tokens[from..to].iter().filter_map(things).flatten().copied().collect();
        let named = named.into_iter().filter(|thing| self.catalogue.things[*thing].sort == Sort::Person);
        let named: Vec<usize> = named.filter(|_| others).collect();
        let mut outer: Vec<Token> = tokens[..from].to_vec();
        outer.push(clause);
        outer.extend(tokens[to..].iter().cloned());
        let plan = match self.read(&outer, depth)? {
            Ok(plan) => plan,
            Err(miss) => return Ok(Err(miss)),
        };
        Ok(Ok(if named.is_empty() { plan } else { self.except(plan, &named) }))
    }
}

/// Where a clause stands: its words, and the noun that they tell of.
struct Found {
    from: usize,
    to: usize,
    noun: usize,
}

/// Words with a verb, 的, and a kind of thing.
fn chinese_clause(tokens: &[Token]) -> Option<Found> {
    for (link, _) in tokens.iter().enumerate().filter(|(_, token)| has(token, &WordSense::Link)) {
        let noun = (link + 1..tokens.len()).find(|&n| !silent(&tokens[n]))?;
        if class(&tokens[noun]).is_none() || is_title(&tokens[noun]) {
            continue;
        }
        // The last verb before 的 is that of the clause; it begins behind the verb or question word before it.
        let Some(at) = tokens[..link].iter().rposition(|token| verb(token).is_some()) else {
            continue;
        };
        let stops = |token: &Token| {
            verb(token).is_some()
                || is_wh(token)
                || has(token, &WordSense::WhBehind)
                || is_be(token)
                || token.senses.contains(&Sense::Break)
                || token.senses.iter().any(|s| matches!(s, Sense::Clause(_)))
        };
        if tokens[at..link].iter().any(|token| is_wh(token) || token.senses.contains(&Sense::Break)) {
            continue;
        }
        let from = tokens[..at].iter().rposition(stops).map_or(0, |n| n + 1);
        // A bare verb says nothing: 考察的公司.
        if link - from < 2 {
            continue;
        }
        return Some(Found { from, to: link, noun });
    }
    None
}

/// A kind of thing, perhaps "that", and words with a verb up to the end.
fn english_clause(tokens: &[Token]) -> Option<Found> {
    for noun in (0..tokens.len()).rev() {
        if class(&tokens[noun]).is_none() || is_title(&tokens[noun]) {
            continue;
        }
        let outer = tokens[..noun].iter().any(|token| {
            verb(token).is_some()
                || is_wh(token) && has(token, &WordSense::Wh(Wh::Who))
                || is_title(token)
                || class(token).is_some()
                || attr(token)
        });
        let mut from = noun + 1;
        let pronoun = tokens.get(from).is_some_and(|token| has(token, &WordSense::That));
        if pronoun {
            from += 1;
        }
        let clause = &tokens[from.min(tokens.len())..];
        let verbs = clause.iter().filter(|token| verb(token).is_some()).count();
        if verbs == 0 || !(outer || pronoun || noun == 0 || tokens[..noun].iter().all(silent)) {
            continue;
        }
        return Some(Found { from, to: tokens.len(), noun });
    }
    None
}
