//! Puts plans together: patterns for things, classes and clauses, by variable.

use std::collections::BTreeSet;

use oxigraph::model::Literal;

use super::super::catalogue::Catalogue;
use super::super::phrase::{Clause, Head, Phrase};
use super::super::words::{Class, Sort};
use super::{Column, Miss, Plan};

/// Members of a place that are listed one by one; of a larger one the store walks the steps.
const MOST_MEMBERS: usize = 20_000;

/// Puts a plan together.
pub struct Build<'a> {
    /// The names.
    pub catalogue: &'a Catalogue,
    /// What is there so far.
    pub plan: Plan,
    /// The places that limit what is asked, once there are some.
    pub around: Vec<usize>,
    fresh: usize,
}

impl<'a> Build<'a> {
    /// A plan to go on with.
    pub fn resume(plan: Plan, catalogue: &'a Catalogue) -> Self {
        let fresh = 100 + plan.body.len() + plan.proofs.len();
        Self { catalogue, plan, around: Vec::new(), fresh }
    }

    /// A plan of a frame.
    pub fn new(frame: &'static str, catalogue: &'a Catalogue) -> Self {
        Self { catalogue, plan: Plan { frame, ..Plan::default() }, around: Vec::new(), fresh: 0 }
    }

    /// The mark of a thing's node.
    pub fn node(&mut self, thing: usize) -> String {
        self.plan.terms.mark(self.catalogue.things[thing].node.clone())
    }

    /// The marks of things, apart by spaces.
    pub fn nodes(&mut self, things: impl IntoIterator<Item = usize>) -> String {
        let nodes = things.into_iter().map(|thing| self.node(thing));
        nodes.collect::<Vec<_>>().join(" ")
    }

    /// The marks of words, apart by commas.
    pub fn words(&mut self, words: &[String]) -> String {
        let words = words.iter().map(|word| self.word(word));
        words.collect::<Vec<_>>().join(", ")
    }

    /// The mark of a word.
    pub fn word(&mut self, word: &str) -> String {
        self.plan.terms.mark(Literal::new_simple_literal(word))
    }

    /// The mark of a day.
    pub fn day(&mut self, day: jiff::civil::Date) -> String {
        self.plan.terms.mark(Literal::new_typed_literal(day.to_string(), oxigraph::model::vocab::xsd::DATE))
    }

    /// Adds the pattern of a clause as a query of its own that binds `variable` to what the clause stands for, and what
    /// proves it.
    pub fn clause(&mut self, variable: &str, clause: &Clause) {
        self.fresh += 1;
        let suffix = format!("_c{}", self.fresh);
        let plan = &clause.plan;
        let rename = |text: &str| {
            renamed(text, |name| if name == clause.variable { variable.to_owned() } else { format!("{name}{suffix}") })
        };
        let mut proofs: Vec<String> = Vec::new();
        if !plan.fact.is_empty() && !clause.silent {
            proofs.push(format!("{}{suffix}", plan.fact));
        }
        if !clause.silent {
            proofs.extend(plan.proofs.iter().map(|proof| format!("{proof}{suffix}")));
        }
        let shown = proofs.iter().fold(String::new(), |shown, proof| shown + " ?" + proof);
        let body: Vec<String> =
            plan.body.iter().map(|line| rename(&self.plan.terms.adopt(line, &plan.terms))).collect();
        self.line(format!("{{ SELECT DISTINCT ?{variable}{shown} WHERE {{ {} }} }}", body.join(" ")));
        self.plan.proofs.extend(proofs);
    }

    /// Binds a variable to one of these documents.
    pub fn articles<'n>(&mut self, variable: &str, nodes: impl Iterator<Item = &'n oxigraph::model::NamedNode>) {
        let nodes: Vec<String> = nodes.map(|node| self.plan.terms.mark(node.clone())).collect();
        self.line(format!("VALUES ?{variable} {{ {} }}", nodes.join(" ")));
    }

    /// Leaves out what a clause stands for.
    pub fn without(&mut self, variable: &str, clause: &Clause) {
        let mut silent = clause.clone();
        silent.silent = true;
        self.clause(variable, &silent);
        if let Some(line) = self.plan.body.pop() {
            self.line(format!("MINUS {line}"));
        }
    }

    /// Adds a line of the pattern.
    pub fn line(&mut self, line: impl Into<String>) {
        self.plan.body.push(line.into());
    }

    /// A variable that is used nowhere else.
    pub fn variable(&mut self, stem: &str) -> String {
        self.fresh += 1;
        format!("{stem}{}", self.fresh)
    }

    /// Asks for the label of the thing in `node`.
    pub fn ask_label(&mut self, name: &'static str, node: &str) {
        if self.plan.columns.iter().any(|column| column.node.as_deref() == Some(node)) {
            return;
        }
        let value = format!("{node}Name");
        self.line(format!("?{node} skos:prefLabel ?{value} ."));
        self.plan.columns.push(Column { name, value, node: Some(node.to_owned()) });
    }

    /// Asks for the value in `variable`.
    pub fn ask_value(&mut self, name: &'static str, variable: &str) {
        if !self.plan.columns.iter().any(|column| column.value == variable) {
            self.plan.columns.push(Column { name, value: variable.to_owned(), node: None });
        }
    }

    /// Tells what a slot was understood as.
    pub fn say(&mut self, slot: &'static str, value: impl Into<String>) {
        self.plan.says.push((slot, value.into()));
    }

    /// Binds a variable to one of these things.
    pub fn things(&mut self, variable: &str, things: impl IntoIterator<Item = usize>) {
        let nodes = self.nodes(things);
        let start = format!("VALUES ?{variable} {{ ");
        if let Some(line) = self.plan.body.iter_mut().find(|line| line.starts_with(&start)) {
            // A second name in one slot: either is meant, and the answer says which.
            if !line.contains(&nodes) {
                *line = line.replacen(&start, &format!("{start}{nodes} "), 1);
                self.plan.shared.push(variable.to_owned());
            }
            return;
        }
        // Names come first, so that the store starts from them.
        self.plan.body.insert(0, format!("{start}{nodes} }}"));
    }

    /// The things of a phrase that are of these sorts.
    pub fn of_sorts(&self, phrase: &Phrase, sorts: &[Sort]) -> Vec<usize> {
        match &phrase.head {
            Head::Things(things) => {
                things.iter().copied().filter(|thing| sorts.contains(&self.catalogue.things[*thing].sort)).collect()
            }
            _ => Vec::new(),
        }
    }

    /// Binds a variable to what a phrase stands for: its things of these sorts, or the members of its class, inside
    /// what it belongs to.
    pub fn constrain(
        &mut self,
        slot: &'static str,
        variable: &str,
        phrase: &Phrase,
        sorts: &[Sort],
    ) -> Result<(), Miss> {
        match &phrase.head {
            Head::Things(_) => {
                let things = self.of_sorts(phrase, sorts);
                if things.is_empty() {
                    let posts = self.of_sorts(phrase, &[Sort::Position]);
                    if posts.is_empty() || !sorts.contains(&Sort::Person) {
                        return Err(Miss::Other);
                    }
                    // 浙江省省长 is whoever holds the post.
                    self.say(slot, self.labels(&posts).join(" / "));
                    let (tenure, post) = (self.variable("tenure"), self.variable("post"));
                    self.things(&post, posts);
                    self.line(format!("?{tenure} wm:holder ?{variable} ; a wm:Tenure ; wm:position ?{post} ."));
                    return Ok(());
                }
                let labels = self.labels(&things);
                if phrase.guessed && labels.len() > 1 {
                    return Err(Miss::Ambiguous(phrase.text.clone(), labels));
                }
                self.say(slot, labels.join(" / "));
                self.things(variable, things);
                // 浙江省省长林远航 is the one who has the title; 四川成都 the one that lies there.
                for owner in &phrase.of {
                    self.apposition(variable, owner)?;
                }
            }
            Head::Class(class) => {
                if !sorts.contains(&class.sort()) {
                    return Err(Miss::Other);
                }
                let text = phrase.text.clone();
                self.say(slot, if phrase.asked.is_some() { format!("{text}?") } else { text.clone() });
                self.class(variable, *class, &phrase.of)?;
                self.noun(variable, &text);
            }
            Head::Title(titles) => {
                if !sorts.contains(&Sort::Person) {
                    return Err(Miss::Other);
                }
                self.say(slot, phrase.text.clone());
                let tenure = self.variable("tenure");
                self.line(format!("?{tenure} wm:holder ?{variable} ; a wm:Tenure ."));
                self.titled(&tenure, titles, &phrase.of)?;
            }
            Head::Clause(clause) => {
                if !clause.sorts.iter().any(|sort| sorts.contains(sort)) {
                    return Err(Miss::Other);
                }
                self.say(slot, clause.text.clone());
                self.clause(variable, clause);
                for owner in &phrase.of {
                    self.apposition(variable, owner)?;
                }
            }
            Head::Who | Head::What | Head::Where => self.say(slot, "?"),
            Head::Attr(_) | Head::Words(_) => return Err(Miss::Other),
        }
        Ok(())
    }

    /// Preferred names; of things that share one, with what tells them apart: 朝阳区（北京市）.
    pub fn labels(&self, things: &[usize]) -> Vec<String> {
        let things: BTreeSet<usize> = things.iter().copied().collect();
        let label = |thing: &usize| self.catalogue.things[*thing].label.as_str();
        let labels: BTreeSet<String> = things
            .iter()
            .map(|thing| {
                let shared = things.iter().filter(|other| label(other) == label(thing)).count() > 1;
                match shared.then(|| self.catalogue.apart(*thing)).flatten() {
                    Some(apart) => format!("{}（{apart}）", label(thing)),
                    None => label(thing).to_owned(),
                }
            })
            .collect();
        labels.into_iter().collect()
    }

    fn apposition(&mut self, variable: &str, owner: &Phrase) -> Result<(), Miss> {
        let tenure = self.variable("tenure");
        match &owner.head {
            Head::Title(titles) => {
                self.line(format!("?{tenure} wm:holder ?{variable} ; a wm:Tenure ."));
                self.titled(&tenure, titles, &owner.of)
            }
            Head::Things(_) => {
                let posts = self.of_sorts(owner, &[Sort::Position]);
                let bodies = self.of_sorts(owner, &[Sort::Organization]);
                let places = self.of_sorts(owner, &[Sort::Place]);
                if !posts.is_empty() {
                    let post = self.variable("post");
                    self.things(&post, posts);
                    self.line(format!("?{tenure} wm:holder ?{variable} ; a wm:Tenure ; wm:position ?{post} ."));
                } else if !bodies.is_empty() {
                    let body = self.variable("body");
                    self.things(&body, bodies);
                    self.line(format!(
                        "{{ ?{variable} wm:partOf+ ?{body} }} UNION {{ ?{variable} wm:worksFor ?{body} }}"
                    ));
                } else if !places.is_empty() {
                    self.inside(variable, owner, &places)?;
                } else {
                    return Err(Miss::Other);
                }
                Ok(())
            }
            Head::Class(Class::Person) => Ok(()),
            _ => Err(Miss::Other),
        }
    }

    /// What lies in a place, or is a body that belongs to it.
    pub(super) fn inside(&mut self, variable: &str, phrase: &Phrase, places: &[usize]) -> Result<(), Miss> {
        let labels = self.labels(places);
        if phrase.guessed && labels.len() > 1 {
            return Err(Miss::Ambiguous(phrase.text.clone(), labels));
        }
        self.say("within", labels.join(" / "));
        let outer = self.variable("outer");
        self.around = places.to_vec();
        let bodies: BTreeSet<usize> = places.iter().flat_map(|place| self.catalogue.bodies_of(*place)).collect();
        if !matches!(phrase.head, Head::Things(_)) || places.is_empty() {
            return Err(Miss::Other);
        }
        // What lies there is known by name: the store need not walk the steps again.
        let mut members: BTreeSet<usize> = places.iter().flat_map(|place| self.catalogue.within(*place)).collect();
        members.extend(bodies.iter().copied());
        if members.len() <= MOST_MEMBERS {
            self.things(variable, members);
            self.things(&outer, places.iter().copied());
            return Ok(());
        }
        self.things(&outer, places.iter().copied());
        let lies = format!("?{variable} wm:locatedIn+ ?{outer}");
        if bodies.is_empty() {
            self.line(format!("{lies} ."));
        } else {
            let nodes = self.nodes(bodies);
            self.line(format!("{{ {lies} }} UNION {{ VALUES ?{variable} {{ {nodes} }} }}"));
        }
        Ok(())
    }

    /// Binds a variable to the members of a class, inside what it belongs to.
    pub fn class(&mut self, variable: &str, class: Class, of: &[Phrase]) -> Result<(), Miss> {
        match class {
            Class::Person => {
                for owner in of {
                    self.member(variable, owner)?;
                }
            }
            Class::Official => {
                let tenure = self.variable("tenure");
                self.line(format!("?{tenure} wm:holder ?{variable} ; a wm:Tenure ."));
                self.official(&tenure, of)?;
            }
            Class::Manager | Class::Leader => {
                let tenure = self.variable("tenure");
                self.line(format!("?{tenure} wm:holder ?{variable} ; a wm:Tenure ."));
                if class == Class::Manager {
                    self.managers(&tenure, of)?;
                } else {
                    self.leaders(&tenure, of)?;
                }
            }
            Class::ForeignLeader => {
                let (tenure, country) = (self.variable("tenure"), self.variable("country"));
                self.line(format!(
                    "?{tenure} wm:holder ?{variable} ; a wm:Tenure ; wm:organization/wm:locatedIn* ?{country} ."
                ));
                self.line(format!(
                    "?{country} a wm:Country . FILTER NOT EXISTS {{ ?{country} wm:isoCode \"CN\" }} FILTER NOT EXISTS {{ ?{country} skos:prefLabel \"中国\"@zh }}"
                ));
            }
            Class::Part | Class::Companion | Class::Document => return Err(Miss::Other),
            class => {
                self.line(format!("?{variable} a wm:{} .", class.name()));
                for owner in of {
                    match &owner.head {
                        Head::Class(other) if other.sort() == class.sort() => {
                            self.class(variable, *other, &owner.of)?;
                        }
                        Head::Class(other) if other.sort() == Sort::Place => {
                            let outer = self.variable("outer");
                            self.line(format!("?{variable} wm:locatedIn+ ?{outer} ."));
                            self.class(&outer, *other, &owner.of)?;
                        }
                        Head::Things(_) => self.apposition(variable, owner)?,
                        Head::Clause(clause) if clause.sorts.contains(&Sort::Place) => {
                            let outer = self.variable("outer");
                            self.say("within", clause.text.clone());
                            self.line(format!("?{variable} wm:locatedIn+ ?{outer} ."));
                            self.clause(&outer, clause);
                        }
                        _ => return Err(Miss::Other),
                    }
                }
            }
        }
        Ok(())
    }
}

/// A pattern with its variables renamed; marks hold no variables.
fn renamed(text: &str, name: impl Fn(&str) -> String) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('?') {
        let after = &rest[at + 1..];
        let end = after.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(after.len());
        out.push_str(&rest[..=at]);
        if end > 0 {
            out.push_str(&name(&after[..end]));
        }
        rest = &after[end..];
    }
    out + rest
}
