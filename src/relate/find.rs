//! Masked sentences and rules enter; finds leave: which rule holds where, with the tokens in its roles and the realis.

use std::collections::BTreeMap;

use super::discourse::{Discourse, EDGES, escorts};
use super::mask::{Masked, Token};
use crate::knowledge::{Cue, Rule, RuleSet, Sign};
use crate::model::{FactType, Realis, Role};

/// A rule holds at one place. Offsets count the bytes of the masked sentence.
#[derive(Debug)]
pub struct Find<'a> {
    /// The rule.
    pub rule: &'a Rule,
    /// Index of the sentence.
    pub sentence: usize,
    /// Where it begins and ends.
    pub range: (usize, usize),
    /// Where its trigger begins and ends.
    pub act: (usize, usize),
    /// Indices of the sentence's tokens, by role.
    pub roles: BTreeMap<Role, Vec<usize>>,
    /// Words of the text that become attributes.
    pub captured: BTreeMap<String, (usize, usize)>,
    /// Offset of the clause whose subject is not named in it; the subject is to be taken from the discourse.
    pub open: Option<usize>,
    /// Whether it took place.
    pub realis: Realis,
}

impl Find<'_> {
    /// The tokens in a role.
    pub fn tokens<'d>(&self, discourse: &'d Discourse, role: Role) -> Vec<&'d Token> {
        let masked = &discourse.sentences[self.sentence];
        self.roles.get(&role).into_iter().flatten().map(|index| &masked.tokens[*index]).collect()
    }

    /// The entities in a role.
    pub fn entities(&self, discourse: &Discourse, role: Role) -> Vec<usize> {
        self.tokens(discourse, role).into_iter().flat_map(|token| token.entities.iter().copied()).collect()
    }

    /// The persons who act: those named in the role, else those that the discourse speaks of.
    pub fn actors(&self, discourse: &Discourse, role: Role) -> Vec<usize> {
        let masked = &discourse.sentences[self.sentence];
        let mut named = self.entities(discourse, role);
        match self.open {
            // 与王芳会谈时，李明说: who speaks is the one who met her.
            Some(_) if named.is_empty() && self.told_of(masked).is_some() => {
                self.told_of(masked).map_or_else(Vec::new, |token| token.entities.clone())
            }
            Some(at) if named.is_empty() => {
                let mut carried = discourse.carried(self.sentence, at);
                if discourse.together(&masked.text[at..self.act.0]) {
                    carried.extend(Discourse::partner(masked, at, &carried));
                }
                carried
            }
            _ => {
                let tokens = self.roles.get(&role).map_or(&[][..], Vec::as_slice);
                if let (Some(first), Some(last)) = (tokens.first(), tokens.last()) {
                    let after = &masked.text[masked.at[*last] + Sign::Person.char().len_utf8()..];
                    let before = discourse.row_before(masked, *first, after);
                    named.splice(0..0, before);
                }
                named
            }
        }
    }
}

impl Find<'_> {
    /// The person named right after the clause of a find that only says when: …时，李明….
    fn told_of<'m>(&self, masked: &'m Masked) -> Option<&'m Token> {
        let rest = &masked.text[self.act.1..];
        let end = rest.find(EDGES)?;
        let when =
            ["时", "后", "前", "期间", "之际", "之后", "之前", "过程中"].iter().any(|word| rest[..end].ends_with(word));
        let at = self.act.1 + end + '，'.len_utf8();
        let next = masked.at.iter().position(|own| *own == at).map(|index| &masked.tokens[index]);
        next.filter(|token| when && rest[end..].starts_with('，') && token.sign == Sign::Person)
    }
}

/// All finds of a document, in the order of its text.
pub fn finds<'a>(rules: &'a RuleSet, discourse: &Discourse) -> Vec<Find<'a>> {
    let mut found = Vec::new();
    for (index, masked) in discourse.sentences.iter().enumerate() {
        let first = found.len();
        for number in rules.candidates(&masked.text) {
            apply(rules, &rules.rules[number], index, discourse, &mut found);
        }
        found[first..].sort_by_key(|find| (find.act.0, find.range.0));
    }
    found
}

fn apply<'a>(rules: &'a RuleSet, rule: &'a Rule, sentence: usize, discourse: &Discourse, found: &mut Vec<Find<'a>>) {
    let masked = &discourse.sentences[sentence];
    let mut from = 0;
    while let Some(captures) = rule.regex.captures_at(&masked.text, from) {
        let whole = captures.get(0).map_or((0, 0), |m| (m.start(), m.end()));
        let trigger = captures.name("act").map_or(whole, |m| (m.start(), m.end()));
        let mut parts = BTreeMap::new();
        let mut named = true;
        for role in &rule.roles {
            if let Some(group) = captures.name(role.name()) {
                let tokens = masked.tokens_in(group.start(), group.end()).map(|(index, _)| index).collect::<Vec<_>>();
                // 李强的家乡…, 作为李强特使: the name is not the subject.
                let after = &masked.text[group.end()..];
                let own =
                    (after.starts_with('的') || discourse.stands_for(after)) && matches!(role, Role::Who | Role::A);
                // 李明同总统张强夫人参观: who goes is named before.
                let before = &masked.text[..group.start()];
                let wife = own && after.starts_with("夫人") && before.ends_with(['同', '与', '和', '在']);
                named &= !own || wife && rule.fact == FactType::Visited;
                parts.insert(*role, tokens);
            }
        }
        let mut open = captures.name("carried").map(|m| m.start());
        // 李明在王芳，张强陪同下考察海川公司: who is shown around is named before.
        for role in [Role::Who, Role::A] {
            let Some(group) = captures.name(role.name()).filter(|_| !rule.has("row")) else { continue };
            let after = &masked.text[group.end()..];
            if (escorts(after) || after.starts_with("夫人")) && group.end() <= trigger.0 {
                parts.remove(&role);
                open = open.or(Some(group.start()));
            }
        }
        // 李强会见来华访问的…: who visits is the one met. Only the rules of meetings read on.
        let from_name = open.unwrap_or(whole.0).min(trigger.0);
        if !matches!(rule.fact, FactType::Met | FactType::Quoted | FactType::HoldsPosition) && !rule.has("row") {
            // 在王芳陪同下来到…: who goes is named before.
            let between = masked.text[from_name..trigger.0].replace("陪同下", "");
            named &= !rules.list("other_actor").iter().any(|word| between.contains(word.as_str()));
        }
        // 分别看望或委托有关方面看望了…: who met whom is not told.
        if rule.fact == FactType::Met {
            let words = &masked.text[whole.0..whole.1];
            named &= !rules.list("by_proxy").iter().any(|word| words.contains(word.as_str()));
        }
        if named {
            let captured = rule
                .captured
                .iter()
                .filter_map(|name| captures.name(name).map(|m| (name.clone(), (m.start(), m.end()))))
                .collect();
            let realis = realis(rules, rule.fact, masked, whole, trigger);
            found.push(Find { rule, sentence, range: whole, act: trigger, roles: parts, captured, open, realis });
        }
        // A list at the end may start the next find: search on after the trigger.
        from = if trigger.1 > from { trigger.1 } else { whole.1.max(from + 1) };
        while from < masked.text.len() && !masked.text.is_char_boundary(from) {
            from += 1;
        }
        if from >= masked.text.len() {
            break;
        }
    }
}

/// Whether what a trigger tells took place, by the cues around it.
pub fn realis(rules: &RuleSet, fact: FactType, masked: &Masked, whole: (usize, usize), act: (usize, usize)) -> Realis {
    let text = &masked.text;
    let start = text[..whole.0].rfind(['；', '。', '！', '？']).map_or(0, |at| at + '。'.len_utf8());
    let end = text[act.1..].find(['；', '。', '！', '？']).map_or(text.len(), |at| act.1 + at);
    let context = format!("{}{}{}", &text[start..act.0], Cue::ACT, &text[act.1..end]);
    rules
        .cues
        .iter()
        .find(|cue| (cue.facts.is_empty() || cue.facts.contains(&fact)) && cue.regex.is_match(&context))
        .map_or(Realis::Happened, |cue| cue.realis)
}

/// Whether a trigger tells of what came to its end before: 在结束对东山国的访问后, 结束在云州的考察回到北原.
pub fn is_over(masked: &Masked, act: (usize, usize)) -> bool {
    let start = masked.text[..act.0].rfind(['；', '。']).unwrap_or(0);
    let Some(at) = masked.text[start..act.0].rfind("结束").map(|at| start + at) else { return false };
    let rest = masked.text[act.1..].split(['；', '。']).next().unwrap_or_default();
    let goes_on =
        ["后，", "后赴", "后前往", "回到", "返回", "离开", "抵达", "来到"].iter().any(|word| rest.contains(word));
    goes_on && !masked.text[at..act.0].contains('后')
}

/// Whether a date tells of something beside the event: 这是2011年危机以来首次, 今天出版的报纸.
fn is_aside(masked: &Masked, at: usize) -> bool {
    let rest = &masked.text[at + Sign::Date.char().len_utf8()..];
    let clause = &rest[..rest.find(EDGES).unwrap_or(rest.len())];
    clause.starts_with("出版")
        || clause.starts_with('是') && clause.contains("周年")
        || clause.find("以来").is_some_and(|since| clause[..since].chars().count() <= 14)
}

/// Index of the date that a trigger goes with: in its clause, else in the clause before.
pub fn time_of(masked: &Masked, act: (usize, usize)) -> Option<usize> {
    let clause = masked.text[..act.0].rfind(EDGES).map_or(0, |at| at);
    let before = masked.text[..clause].rfind(['；', '。']).unwrap_or(0);
    // 5日，李明在结束对东山国的访问后回到云州: the day is that of the return.
    if is_over(masked, act) {
        return None;
    }
    let pick = |from: usize, to: usize| {
        masked
            .at
            .iter()
            .zip(&masked.tokens)
            .filter(|(at, token)| **at >= from && **at < to && token.sign == Sign::Date && !is_aside(masked, **at))
            .filter_map(|(_, token)| token.time)
            .next_back()
    };
    let rest = masked.text[act.1..].find(EDGES).map_or(masked.text.len(), |at| act.1 + at);
    pick(clause, act.0).or_else(|| pick(before, clause)).or_else(|| pick(act.1, rest))
}
