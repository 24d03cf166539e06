//! Questions made of questions: clauses, conjunction and exclusion, counting by group, the first and the last.
//!
//! What enters: the words of a question. What leaves: its plan, or why there is none. A clause (李强考察过的公司) is
//! read as a question of its own, "which companies did Li Qiang visit", and stands in the outer one as a noun; so does
//! the second half of 考察过甲但没有考察过乙. Whatever is left goes to the frames, which read one statement at a time.

use std::collections::BTreeSet;

use crate::rdf::Queryable;

use super::catalogue::Catalogue;
use super::frames::{self, Context};
use super::lexer::{Sense, Token};
use super::phrase::{Clause, Question, parse};
use super::plan::{Build, Group, Miss, Plan, Size};
use super::words::{Act, Attr, Best, Class, Language, Sort, Wh, WordSense};
use crate::query::QueryError;

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
type Ways<'a> = [fn(&Reader<'a>, &[Token], usize) -> Read; 6];

/// The plan of a question with the phrases it was read from.
///
/// # Errors
/// What the store says.
pub fn plan(reader: Reader, tokens: &[Token]) -> Result<(Result<Plan, Miss>, Question), QueryError> {
    let question = parse(tokens.to_vec(), reader.language, reader.catalogue);
    Ok((reader.read(tokens, DEPTH)?, question))
}

impl Reader<'_> {
    fn simple(&self, question: &Question) -> Read {
        let context = Context { question, catalogue: self.catalogue, store: self.store, language: self.language };
        frames::plan(&context)
    }

    /// The first way of reading that leaves nothing over.
    fn read(&self, tokens: &[Token], depth: usize) -> Read {
        let ways: Ways<'_> =
            [Self::left_out, Self::split, Self::both, Self::grouped, Self::first_or_last, Self::with_clause];
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
        let direct_first = direct_first && !both;
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

    /// 除了林若川，还有谁去过杭州.
    fn left_out(&self, tokens: &[Token], depth: usize) -> Read {
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
    fn except(&self, plan: Plan, left: &[usize]) -> Plan {
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
    fn split(&self, tokens: &[Token], depth: usize) -> Read {
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
    fn both(&self, tokens: &[Token], depth: usize) -> Read {
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

    /// 每家公司各有多少人去过; 谁考察的企业最多; 考察公司最多的前三个人; 被两个以上的人考察过的公司.
    #[allow(clippy::too_many_lines, reason = "one pattern after another, in the order in which they are tried")]
    fn grouped(&self, tokens: &[Token], depth: usize) -> Read {
        let best = tokens.iter().find_map(|token| match best_of(token) {
            Some(best @ (Best::Most | Best::Least)) => Some(best),
            _ => None,
        });
        let top = tokens.iter().find_map(|token| match token.senses.first() {
            Some(Sense::Top(n)) => Some(*n),
            _ => None,
        });
        let at_least = tokens.iter().find_map(|token| match token.senses.first() {
            Some(Sense::AtLeast(n)) => Some(*n),
            _ => None,
        });
        let each = tokens.iter().position(|token| {
            token.senses.iter().any(|sense| {
                matches!(sense, Sense::Word(WordSense::Each | WordSense::EachOf(_) | WordSense::EachTime(_)))
            })
        });
        let ranked = best.is_some() || top.is_some() || at_least.is_some();
        if !(ranked || each.is_some()) {
            return Ok(Err(Miss::Other));
        }
        let mut base: Vec<Token> = tokens.to_vec();
        let mut by_time = None;
        let mut group_column = None;
        if let Some(at) = each {
            let language = self.language;
            let token = base[at].clone();
            let sense = token.senses.iter().find_map(|sense| match sense {
                Sense::Word(sense @ (WordSense::Each | WordSense::EachOf(_) | WordSense::EachTime(_))) => {
                    Some(sense.clone())
                }
                _ => None,
            });
            match sense {
                Some(WordSense::EachOf(class)) => {
                    base[at] = which(language);
                    base.insert(at + 1, word(&token.text, WordSense::Class(class)));
                    group_column = Some(frames::column(class));
                }
                Some(WordSense::EachTime(length)) => {
                    by_time = Some(length);
                    base.remove(at);
                }
                _ => {
                    let noun = base.get(at + 1).and_then(class);
                    let Some(noun) = noun else {
                        return Ok(Err(Miss::Other));
                    };
                    group_column = Some(frames::column(noun));
                    base[at] = which(language);
                }
            }
        }
        // The noun behind the superlative is what is ranked: 考察公司最多的人.
        let mark = base.iter().position(|token| {
            matches!(best_of(token), Some(Best::Most | Best::Least))
                || matches!(token.senses.first(), Some(Sense::Top(_)))
        });
        if let (Some(mark), true) = (mark, self.language == Language::Chinese && each.is_none()) {
            let after: Vec<&Token> = base[mark + 1..].iter().filter(|token| !silent(token) && !is_be(token)).collect();
            let noun = after.iter().find(|token| class(token).is_some()).map(|token| (*token).clone());
            let only = after.iter().all(|token| {
                class(token).is_some()
                    || is_wh(token)
                    || has(token, &WordSense::WhBehind)
                    || has(token, &WordSense::Link)
                    || matches!(token.senses.first(), Some(Sense::Top(_)))
                    || best_of(token).is_some()
                    || has(token, &WordSense::Count)
            });
            let asked_before = base[..mark].iter().any(is_wh);
            if let (Some(noun), true, false) = (noun, only, asked_before) {
                base.truncate(mark);
                base.insert(0, noun);
                base.insert(0, which(self.language));
            } else if only
                && !asked_before
                && after.iter().any(|token| has(token, &WordSense::WhBehind) || is_wh(token))
            {
                base.truncate(mark);
                base.insert(0, word("谁", WordSense::Wh(Wh::Who)));
            }
        }
        let counts = base.iter().any(|token| {
            token.senses.iter().any(|sense| {
                matches!(
                    sense,
                    Sense::Word(WordSense::Wh(Wh::HowMany) | WordSense::Counted(_) | WordSense::Asks(Attr::Times))
                )
            })
        });
        base.retain(|token| {
            !matches!(token.senses.first(), Some(Sense::Top(_) | Sense::AtLeast(_)))
                && !has(token, &WordSense::Count)
                && !matches!(best_of(token), Some(Best::Most | Best::Least))
                && !token.senses.contains(&Sense::Word(WordSense::Asks(Attr::Times)))
        });
        // Of an object without a question word the number is what is ranked: 谁考察的企业最多, 被两个以上的人考察.
        let asked = base.iter().position(is_wh);
        let noun = base.iter().enumerate().position(|(n, token)| {
            class(token).is_some() && !n.checked_sub(1).is_some_and(|before| is_wh(&base[before])) && asked.is_some()
        });
        if let (Some(noun), true) = (noun, (best.is_some() || at_least.is_some()) && !counts) {
            base.insert(noun, which(self.language));
        }
        let had_asked = asked.is_some();
        if !had_asked && by_time.is_none() {
            return Ok(Err(Miss::Other));
        }
        // 各有: what is left of 各有多少人 after the words of counting.
        let plan = match self.read(&base, depth)? {
            Ok(plan) => plan,
            Err(miss) => return Ok(Err(miss)),
        };
        let group = Group {
            counted: String::new(),
            order: if best == Some(Best::Least) { Size::Smallest } else { Size::Largest },
            top: top.or(best.map(|_| 1)),
            at_least: at_least.unwrap_or(1),
        };
        Ok(self.counted(plan, group, group_column, by_time).ok_or(Miss::Other))
    }

    /// Counts the rows of a plan by one of its columns.
    fn counted(&self, plan: Plan, mut group: Group, by: Option<&str>, by_time: Option<usize>) -> Option<Plan> {
        if plan.group.is_some() || plan.reckoning.is_some() || plan.only_best.is_some() || plan.frame == "figure" {
            return None;
        }
        let columns: Vec<_> = plan.columns.iter().filter(|column| column.node.is_some()).cloned().collect();
        let mut build = Build::resume(plan, self.catalogue);
        build.plan.count = false;
        let fact = build.plan.fact;
        let events = ["visit", "meeting", "gathering", "issued"].contains(&build.plan.frame);
        if let Some(length) = by_time {
            if !events {
                return None;
            }
            build.line(format!(
                "OPTIONAL {{ ?{fact} wm:eventDate ?groupDay }} OPTIONAL {{ ?{fact} wm:eventStart ?groupStart }}"
            ));
            build.line(format!("BIND(SUBSTR(STR(COALESCE(?groupDay, ?groupStart)), 1, {length}) AS ?groupTime) FILTER(BOUND(?groupTime))"));
            build.plan.columns.clear();
            build.ask_value(if length == 4 { "year" } else { "month" }, "groupTime");
            fact.clone_into(&mut group.counted);
            build.plan.group = Some(group);
            return Some(build.plan);
        }
        let first = match by {
            Some(name) => columns.iter().position(|column| column.name == name)?,
            None => 0,
        };
        let column = columns.get(first)?.clone();
        let other = columns.iter().enumerate().find(|(n, _)| *n != first).and_then(|(_, column)| column.node.clone());
        group.counted = match other {
            Some(node) => node,
            None if build.plan.frame == "visit" => {
                // What one person visits on one day in one place is one occasion.
                build.line("OPTIONAL { ?visit wm:eventDate ?groupDay } ?visit wm:visitor ?groupVisitor .");
                build.line("BIND(CONCAT(STR(?groupVisitor), COALESCE(STR(?groupDay), STR(?visit))) AS ?occasion)");
                "occasion".to_owned()
            }
            None if !fact.is_empty() => fact.to_owned(),
            None => return None,
        };
        build.plan.columns = vec![column];
        build.plan.order.clear();
        build.plan.group = Some(group);
        Some(build.plan)
    }

    /// 谁最近一次去过杭州: the rows with the last day.
    fn first_or_last(&self, tokens: &[Token], depth: usize) -> Read {
        let found = tokens.iter().enumerate().find_map(|(at, token)| match best_of(token) {
            Some(best @ (Best::Latest | Best::Earliest)) => Some((at, best)),
            _ => None,
        });
        let Some((at, best)) = found else {
            return Ok(Err(Miss::Other));
        };
        let mut base = tokens.to_vec();
        base.remove(at);
        if !base.iter().any(|token| token.senses.contains(&Sense::Word(WordSense::Asks(Attr::Date)))) {
            base.push(word("什么时候", WordSense::Asks(Attr::Date)));
        }
        let plan = match self.read(&base, depth)? {
            Ok(plan) => plan,
            Err(miss) => return Ok(Err(miss)),
        };
        let dated = plan.columns.iter().any(|column| column.value == "date");
        if !dated || plan.group.is_some() || plan.only_best.is_some() {
            return Ok(Err(Miss::Other));
        }
        let mut build = Build::resume(plan, self.catalogue);
        build.line("FILTER(BOUND(?date))");
        build.plan.only_best = Some("date".to_owned());
        if best == Best::Latest { "DESC(?date)" } else { "?date" }.clone_into(&mut build.plan.order);
        build.say("order", if best == Best::Latest { "latest" } else { "earliest" });
        Ok(Ok(build.plan))
    }

    /// A clause and what is asked about it.
    fn with_clause(&self, tokens: &[Token], depth: usize) -> Read {
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

fn has(token: &Token, sense: &WordSense) -> bool {
    token.senses.iter().any(|s| matches!(s, Sense::Word(word) if word == sense))
}

fn verb(token: &Token) -> Option<Act> {
    if token.senses.iter().any(|sense| matches!(sense, Sense::Things(_))) {
        return None;
    }
    token.senses.iter().find_map(|sense| match sense {
        Sense::Word(WordSense::Act(act)) if !matches!(act, Act::Be | Act::Have | Act::Learn) => Some(*act),
        _ => None,
    })
}

fn is_be(token: &Token) -> bool {
    has(token, &WordSense::Act(Act::Be)) || has(token, &WordSense::Act(Act::Have))
}

fn class(token: &Token) -> Option<Class> {
    token.senses.iter().find_map(|sense| match sense {
        Sense::Word(WordSense::Class(class)) => Some(*class),
        _ => None,
    })
}

fn attr(token: &Token) -> bool {
    token.senses.iter().any(|sense| matches!(sense, Sense::Word(WordSense::Attr(_))))
}

fn is_title(token: &Token) -> bool {
    token.senses.iter().any(|sense| matches!(sense, Sense::Word(WordSense::Title(_))))
}

fn things(token: &Token) -> Option<&Vec<usize>> {
    token.senses.iter().find_map(|sense| match sense {
        Sense::Things(things) => Some(things),
        _ => None,
    })
}

fn best_of(token: &Token) -> Option<Best> {
    token.senses.iter().find_map(|sense| match sense {
        Sense::Word(WordSense::Best(best)) => Some(*best),
        _ => None,
    })
}

fn is_wh(token: &Token) -> bool {
    token.senses.iter().any(|sense| matches!(sense, Sense::Word(WordSense::Wh(_) | WordSense::Counted(_))))
}

fn is_and(token: &Token) -> bool {
    has(token, &WordSense::Prep(super::words::Prep::And))
}

fn silent(token: &Token) -> bool {
    has(token, &WordSense::Skip)
}

fn word(text: &str, sense: WordSense) -> Token {
    Token { text: text.to_owned(), senses: vec![Sense::Word(sense)], guessed: false }
}

fn which(language: Language) -> Token {
    word(if language == Language::Chinese { "哪些" } else { "which" }, WordSense::Wh(Wh::Which))
}

fn text(tokens: &[Token], language: Language) -> String {
    let space = if language == Language::English { " " } else { "" };
    tokens.iter().map(|token| token.text.trim()).collect::<Vec<_>>().join(space)
}

/// What a plan was understood as, in a few words.
fn says(plan: &Plan) -> String {
    let said: Vec<&str> = plan.says.iter().map(|(_, value)| value.as_str()).filter(|value| *value != "?").collect();
    said.join(", ")
}
