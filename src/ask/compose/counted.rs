//! Counting by group, and the first and the last.

use super::super::frames;
use super::super::lexer::{Sense, Token};
use super::super::plan::{Build, Group, Miss, Plan, Size};
use super::super::words::{Attr, Best, Language, Wh, WordSense};
use super::tokens::{best_of, class, has, is_be, is_wh, silent, which, word};
use super::{Read, Reader};

impl Reader<'_> {
    /// 每家公司各有多少人去过; 谁考察的企业最多; 考察公司最多的前三个人; 被两个以上的人考察过的公司.
    #[allow(clippy::too_many_lines, reason = "one pattern after another, in the order in which they are tried")]
    pub(super) fn grouped(&self, tokens: &[Token], depth: usize) -> Read {
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
    pub(super) fn first_or_last(&self, tokens: &[Token], depth: usize) -> Read {
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
}
