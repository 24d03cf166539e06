//! Two statements about one thing: leaving out, the second half that holds or does not, both of two.

use std::collections::BTreeSet;

use super::super::lexer::{Sense, Token};
use super::super::phrase::Clause;
use super::super::plan::{Build, Miss, Plan};
use super::super::words::{Language, Sort, Wh, WordSense};
use super::tokens::{class, has, is_and, is_be, is_title, is_wh, says, silent, text, things, verb, which, word};
use super::{Read, Reader};

impl Reader<'_> {
    /// 除了林若川，还有谁去过杭州.
    pub(super) fn left_out(&self, tokens: &[Token], depth: usize) -> Read {
        let Some(at) = tokens.iter().position(|token| has(token, &WordSense::Except)) else {
            return Ok(Err(Miss::Other));
        };
        let mut end = at + 1;
        let mut left: BTreeSet<usize> = BTreeSet::new();
        while let Some(token) = tokens.get(end) {
            if let Some(things) = things(token) {
                left.extend(things);
            } else if left.is_empty() || !silent(token) && !is_and(token) && !has(token, &WordSense::Also) {
                break;
            }
            end += 1;
        }
        if left.is_empty() {
            return Ok(Err(Miss::Other));
        }
        let mut rest: Vec<Token> = tokens[..at].to_vec();
        rest.extend(tokens[end..].iter().cloned());
        let plan = match self.read(&rest, depth)? {
            Ok(plan) => plan,
            Err(miss) => return Ok(Err(miss)),
        };
        if plan.columns.iter().all(|column| column.node.is_none()) || plan.group.is_some() {
            return Ok(Err(Miss::Other));
        }
        let left: Vec<usize> = left.into_iter().collect();
        Ok(Ok(self.except(plan, &left)))
    }

    /// The rows of a plan that are about others than these.
    pub(super) fn except(&self, plan: Plan, left: &[usize]) -> Plan {
        let Some(node) = plan.columns.iter().find_map(|column| column.node.clone()) else {
            return plan;
        };
        let mut build = Build::resume(plan, self.catalogue);
        build.say("except", build.labels(left).join(", "));
        let nodes = build.nodes(left.iter().copied()).replace(' ', ", ");
        build.line(format!("FILTER(?{node} NOT IN ({nodes}))"));
        build.plan
    }

    /// 考察过甲但没有考察过乙的人; 既考察过甲又考察过乙的人; 考察过甲的人里谁没去过乙.
    pub(super) fn split(&self, tokens: &[Token], depth: usize) -> Read {
        let is_verb = |token: &Token| verb(token).is_some();
        for (at, token) in tokens.iter().enumerate() {
            let not = has(token, &WordSense::ButNot) || has(token, &WordSense::Not);
            let also = has(token, &WordSense::Also) || self.language == Language::English && is_and(token);
            if !(not || also) || at == 0 {
                continue;
            }
            // "and" between two nouns joins them; between two statements a verb follows.
            let verb_follows = tokens[at + 1..].iter().find(|token| !silent(token)).is_some_and(is_verb);
            let verb_later = tokens[at + 1..].iter().any(is_verb);
            if also && !verb_later || self.language == Language::English && also && !verb_follows {
                continue;
            }
            let (mut first, mut second) = (tokens[..at].to_vec(), tokens[at + 1..].to_vec());
            first.retain(|token| !has(token, &WordSense::Both));
            second.retain(|token| !has(token, &WordSense::Both) || token.senses.len() > 1);
            while first.last().is_some_and(|token| token.senses.contains(&Sense::Break) || has(token, &WordSense::Also))
            {
                first.pop();
            }
            // The second half may say 也没有.
            let mut not = not;
            while let Some(token) = second.first() {
                if has(token, &WordSense::Not) {
                    not = true;
                } else if !has(token, &WordSense::Also) && !silent(token) {
                    break;
                }
                second.remove(0);
            }
            // 但李强没有考察过: its negation stands behind its subject.
            if let Some(until) = second.iter().position(is_verb)
                && let Some(at) = second[..until].iter().position(|token| has(token, &WordSense::Not))
            {
                not = true;
                second.remove(at);
            }
            self.give_subject(&mut first, &mut second);
            let Some((head, first, second)) = self.halves(first, second) else {
                continue;
            };
            if !first.iter().any(is_verb) || second.is_empty() {
                continue;
            }
            let mut second = second;
            if !second.iter().any(is_verb)
                && let Some(verb) = first.iter().find(|token| is_verb(token))
            {
                second.insert(0, verb.clone());
            }
            let ask = |part: &[Token]| head.iter().chain(part).cloned().collect::<Vec<_>>();
            let (one, two) = (self.read(&ask(&first), depth)?, self.read(&ask(&second), depth)?);
            let (Ok(one), Ok(two)) = (one, two) else {
                continue;
            };
            if let Some(plan) = self.joined(one, two, &second, not) {
                return Ok(Ok(plan));
            }
        }
        Ok(Err(Miss::Other))
    }

    /// 丁薛祥考察过李强也考察过: a name behind the verb of the first half that the second needs for its subject.
    fn give_subject(&self, first: &mut Vec<Token>, second: &mut Vec<Token>) {
        let until = second.iter().position(|token| has(token, &WordSense::Link)).unwrap_or(second.len());
        let named = |token: &Token| things(token).is_some();
        let bare = !second[..until].iter().any(|token| named(token) || class(token).is_some() || is_wh(token));
        let Some(at) = first.iter().rposition(|token| !silent(token)).filter(|at| named(&first[*at])) else {
            return;
        };
        // The first half has a subject of its own in front of its verb.
        let verb_at = first[..at].iter().rposition(|token| verb(token).is_some());
        let subject = verb_at.is_some_and(|verb| first[..verb].iter().any(named));
        if self.language == Language::Chinese && bare && subject && verb_at.is_some_and(|verb| verb + 2 >= at) {
            let token = first.remove(at);
            second.insert(0, token);
        }
    }

    /// What is asked, and the two statements about it.
    fn halves(&self, mut first: Vec<Token>, mut second: Vec<Token>) -> Option<(Vec<Token>, Vec<Token>, Vec<Token>)> {
        let asks = |token: &Token| is_wh(token);
        if self.language == Language::English {
            let at = first.iter().position(asks)?;
            let end = first[at + 1..].iter().position(|token| class(token).is_some()).map(|n| at + 1 + n);
            let end = if has(&first[at], &WordSense::Wh(Wh::Who)) { at } else { end? };
            let head: Vec<Token> = first.drain(..=end).collect();
            first.retain(|token| !has(token, &WordSense::That) || token.senses.len() > 1);
            return Some((head, first, second));
        }
        // 谁考察过甲但没有考察过乙
        if let Some(at) = first.iter().position(asks) {
            // 考察过甲的人里谁没去过乙
            if let Some(link) = first.iter().position(|token| has(token, &WordSense::Link))
                && link < at
                && first[..link].iter().any(|token| verb(token).is_some())
            {
                let noun = first[link + 1..at].iter().find(|token| class(token).is_some())?.clone();
                return Some((vec![which(self.language), noun], first[..link].to_vec(), second));
            }
            let noun = first.get(at + 1).filter(|token| class(token).is_some()).cloned();
            let length = if noun.is_some() { 2 } else { 1 };
            let head = first[at..at + length].to_vec();
            first.drain(at..at + length);
            return Some((head, first, second));
        }
        // 考察过甲但没有考察过乙的人有哪些; 又考察过乙的是谁
        let link = second.iter().rposition(|token| has(token, &WordSense::Link))?;
        let noun = second[link + 1..].iter().find(|token| class(token).is_some()).cloned();
        let rest = second[link + 1..].iter().filter(|token| class(token).is_none());
        let asked = rest.clone().any(is_wh) || second[link + 1..].iter().any(|token| has(token, &WordSense::WhBehind));
        if !rest.clone().all(|token| silent(token) || is_wh(token) || has(token, &WordSense::WhBehind) || is_be(token))
        {
            return None;
        }
        let head = match noun {
            Some(noun) => vec![which(self.language), noun],
            None if asked => vec![word("谁", WordSense::Wh(Wh::Who))],
            None => return None,
        };
        second.truncate(link);
        Some((head, first, second))
    }

    /// 谁既考察过甲又考察过乙 with one verb: 考察过甲和乙两家公司的人, "both A and B".
    pub(super) fn both(&self, tokens: &[Token], depth: usize) -> Read {
        let marked = tokens.iter().position(|token| has(token, &WordSense::Both));
        let Some(marked) = marked else {
            return Ok(Err(Miss::Other));
        };
        let list = (0..tokens.len().saturating_sub(2))
            .find(|&at| things(&tokens[at]).is_some() && is_and(&tokens[at + 1]) && things(&tokens[at + 2]).is_some());
        let Some(at) = list else {
            return Ok(Err(Miss::Other));
        };
        let without = |left: [usize; 2]| -> Vec<Token> {
            let kept = tokens.iter().enumerate().filter(|(n, _)| !left.contains(n) && *n != marked);
            kept.map(|(_, token)| token.clone()).collect()
        };
        let (first, second) = (without([at + 1, at + 2]), without([at, at + 1]));
        let (one, two) = (self.read(&first, depth)?, self.read(&second, depth)?);
        let (Ok(one), Ok(two)) = (one, two) else {
            return Ok(Err(Miss::Other));
        };
        Ok(self.joined(one, two, &second, false).ok_or(Miss::Other))
    }

    /// The places that cut a question for two posts in two, 江理工的校长和云岭半导体的董事长分别是谁: where it begins behind
    /// words of asking, the "and", and where words of asking end it.
    pub(super) fn list(&self, tokens: &[Token]) -> Option<(usize, usize, usize)> {
        let asks = |token: &Token| {
            is_wh(token)
                || has(token, &WordSense::WhBehind)
                || is_be(token)
                || silent(token)
                || has(token, &WordSense::Both)
        };
        let from = tokens.iter().position(|token| !asks(token))?;
        let to = tokens.iter().rposition(|token| !asks(token))? + 1;
        let post = |token: &Token| {
            is_title(token)
                || things(token).is_some_and(|things| {
                    things.iter().all(|thing| self.catalogue.things[*thing].sort == Sort::Position)
                })
        };
        let whole = |part: &[Token]| {
            part.iter().filter(|token| post(token)).count() == 1
                && part.iter().any(|token| things(token).is_some())
                && !part.iter().any(|token| verb(token).is_some() || asks(token) && is_wh(token))
        };
        let asked =
            tokens[..from].iter().chain(&tokens[to..]).any(|token| is_wh(token) || has(token, &WordSense::WhBehind));
        let and = (from + 1..to.saturating_sub(1))
            .find(|&at| is_and(&tokens[at]) && whole(&tokens[from..at]) && whole(&tokens[at + 1..to]))?;
        asked.then_some((from, and, to))
    }

    /// Two posts in one question: the rows of either.
    pub(super) fn listed(&self, tokens: &[Token], depth: usize) -> Read {
        let Some((from, and, to)) = self.list(tokens) else {
            return Ok(Err(Miss::Other));
        };
        let ask = |part: &[Token]| [&tokens[..from], part, &tokens[to..]].concat();
        let (one, two) = (self.read(&ask(&tokens[from..and]), depth)?, self.read(&ask(&tokens[and + 1..to]), depth)?);
        let (one, two) = match (one, two) {
            (Ok(one), Ok(two)) => (one, two),
            (Err(miss), _) | (_, Err(miss)) => return Ok(Err(miss)),
        };
        let plain =
            |plan: &Plan| plan.group.is_none() && plan.reckoning.is_none() && plan.only_best.is_none() && !plan.count;
        if one.columns != two.columns || one.fact != two.fact || !plain(&one) || !plain(&two) {
            return Ok(Err(Miss::Other));
        }
        let mut build = Build::resume(one, self.catalogue);
        let first = std::mem::take(&mut build.plan.body);
        let second: Vec<String> = two.body.iter().map(|line| build.plan.terms.adopt(line, &two.terms)).collect();
        build.line(format!("{{ {} }} UNION {{ {} }}", first.join(" "), second.join(" ")));
        build.plan.says.extend(two.says);
        for proof in two.proofs {
            if !build.plan.proofs.contains(&proof) {
                build.plan.proofs.push(proof);
            }
        }
        Ok(Ok(build.plan))
    }

    /// Rows of the one for which the other holds, too, or does not.
    fn joined(&self, one: Plan, two: Plan, words: &[Token], not: bool) -> Option<Plan> {
        let of = |plan: &Plan| plan.columns.first().and_then(|column| column.node.clone());
        let (Some(node), Some(variable)) = (of(&one), of(&two)) else {
            return None;
        };
        if one.group.is_some() || two.group.is_some() {
            return None;
        }
        let clause = Clause {
            column: two.columns[0].name,
            says: says(&two),
            plan: two,
            variable,
            sorts: BTreeSet::new(),
            text: text(words, self.language),
            silent: not,
        };
        let mut build = Build::resume(one, self.catalogue);
        if not {
            build.say("except", clause.says.clone());
            build.without(&node, &clause);
        } else {
            build.say("also", clause.says.clone());
            build.clause(&node, &clause);
        }
        Some(build.plan)
    }
}
