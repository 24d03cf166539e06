//! The meaning of a question: which patterns the graph must fit, what of it is asked, and the SPARQL for it.
//!
//! Patterns are put together from variables of our own and from marks for RDF terms ([`Terms`]), which enter the query
//! as algebra; no word of a question becomes syntax.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use oxigraph::model::Literal;

use super::catalogue::Catalogue;
use super::phrase::{Clause, Head, Phrase};
use super::terms::Terms;
use super::words::{Class, Sort};

/// What of the graph is asked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Plan {
    /// Name of the frame.
    pub frame: &'static str,
    /// What is answered, in order.
    pub columns: Vec<Column>,
    /// Lines of the pattern.
    pub body: Vec<String>,
    /// The variable of the node or assertion that proves a row; empty where nothing does.
    pub fact: &'static str,
    /// Variables of what proves the other parts of a row: the clauses of the question.
    pub proofs: Vec<String>,
    /// The values of the pattern, by their marks.
    pub terms: Terms,
    /// Rows that are counted for each thing.
    pub group: Option<Group>,
    /// What is reckoned with the figures found.
    pub reckoning: Option<Reckoning>,
    /// Whether the number of different rows is asked, not the rows.
    pub count: bool,
    /// `ORDER BY` and what follows it.
    pub order: String,
    /// Only the first rows that are equal in this variable are kept: the superlative.
    pub only_best: Option<String>,
    /// How many different values of it; one where none is given.
    pub best_count: Option<usize>,
    /// Variables that two names of the question share: 甲和乙去了哪里; each row says which of them it is about.
    pub shared: Vec<String>,
    /// What was understood: slot and value, for the interpretation.
    pub says: Vec<(&'static str, String)>,
}

/// A column of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its name: `who`, `company`.
    pub name: &'static str,
    /// The variable that holds the value.
    pub value: String,
    /// The variable that holds the thing, where the value is a label.
    pub node: Option<String>,
}

/// Rows counted for each value of the first column: 每个人各考察了几家公司.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// The variable whose different values are counted.
    pub counted: String,
    /// Largest first, smallest first, or in the order of names.
    pub order: Size,
    /// Only so many groups, with those that are as large as the last; all where none is given.
    pub top: Option<usize>,
    /// Only groups of at least so many.
    pub at_least: usize,
}

/// Which groups come first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Size {
    /// The largest.
    Largest,
    /// The smallest.
    Smallest,
}

/// What is reckoned with figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reckoning {
    /// Their sum.
    Sum,
    /// The first less the second.
    Difference,
}

/// Why a frame does not fit a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Miss {
    /// It is about something else.
    Other,
    /// A name may stand for several things by its part: the words, and what they may mean.
    Ambiguous(String, Vec<String>),
}

const PREFIXES: &str = "PREFIX wm: <https://w3id.org/wenmai#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX nif: <http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
";

/// Members of a place that are listed one by one; of a larger one the store walks the steps.
const MOST_MEMBERS: usize = 20_000;

/// Titles of those who head a body.
const HEADS: &str = "^(党组书记|党委书记|省委书记|市委书记|县委书记|书记|主任|部长|厅长|局长|省长|市长|县长|区长|州长|镇长|总统|首相|总理|主席|院长|校长|所长|会长|理事长|行长|董事长|总经理|总裁|首席执行官|社长|署长|处长|站长|场长|馆长|司长|秘书长|.*负责人|.*负责同志)$";

/// Titles of those who run a company.
const MANAGERS: &str = "董事|总裁|经理|负责人|总监|主管|创始人|厂长|首席|总工程师|党委书记|行长|站长|场长";

impl Plan {
    /// The query.
    pub fn sparql(&self) -> String {
        if self.group.is_some() { self.terms.shown(&self.grouped_text()) } else { self.terms.shown(&self.text()) }
    }

    /// The query whose rows, with the facts that prove them, make the answer.
    pub fn query(&self) -> spargebra::Query {
        self.terms.query(&self.text())
    }

    /// The query that counts by itself; its rows are those of the answer without evidence.
    fn grouped_text(&self) -> String {
        let (Some(group), Some(column)) = (&self.group, self.columns.first()) else {
            return self.text();
        };
        let mut text = PREFIXES.to_owned();
        let node = column.node.as_ref().map(|node| format!(" ?{node}")).unwrap_or_default();
        let by = format!("?{}{node}", column.value);
        let _ = writeln!(text, "SELECT {by} (COUNT(DISTINCT ?{}) AS ?count) WHERE {{", group.counted);
        for line in &self.body {
            let _ = writeln!(text, "  {line}");
        }
        let _ = writeln!(text, "}}\nGROUP BY {by}");
        if group.at_least > 1 {
            let _ = writeln!(text, "HAVING(COUNT(DISTINCT ?{}) >= {})", group.counted, group.at_least);
        }
        let order = if group.order == Size::Largest { "DESC(?count)" } else { "?count" };
        let _ = writeln!(text, "ORDER BY {order} ?{}", column.value);
        text
    }

    fn text(&self) -> String {
        let mut text = PREFIXES.to_owned();
        text.push_str("SELECT DISTINCT");
        for column in &self.columns {
            let _ = write!(text, " ?{}", column.value);
        }
        for node in self.columns.iter().filter_map(|column| column.node.as_ref()) {
            let _ = write!(text, " ?{node}");
        }
        if !self.fact.is_empty() && self.columns.iter().all(|column| column.value != self.fact) {
            let _ = write!(text, " ?{}", self.fact);
        }
        for proof in &self.proofs {
            let _ = write!(text, " ?{proof}");
        }
        if let Some(group) = &self.group
            && self
                .columns
                .iter()
                .all(|column| column.value != group.counted && column.node.as_ref() != Some(&group.counted))
            && group.counted != self.fact
        {
            let _ = write!(text, " ?{}", group.counted);
        }
        text.push_str(" WHERE {\n");
        for line in &self.body {
            let _ = writeln!(text, "  {line}");
        }
        text.push_str("}\n");
        let values = self.columns.iter().map(|column| format!("?{}", column.value));
        let order = values.collect::<Vec<_>>().join(" ");
        let _ = writeln!(text, "ORDER BY {} {order}", self.order);
        text
    }
}

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
                self.say(slot, if phrase.asked.is_some() { format!("{text}?") } else { text });
                self.class(variable, *class, &phrase.of)?;
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
    fn inside(&mut self, variable: &str, phrase: &Phrase, places: &[usize]) -> Result<(), Miss> {
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

    /// A tenure of somebody who runs a company: of a named one, or of any.
    pub fn managers(&mut self, tenure: &str, of: &[Phrase]) -> Result<(), Miss> {
        self.title_like(tenure, MANAGERS);
        self.bodies(tenure, of, Some(Class::Company))
    }

    /// A tenure of the head of what `of` names.
    pub fn leaders(&mut self, tenure: &str, of: &[Phrase]) -> Result<(), Miss> {
        let company = |owner: &Phrase| match &owner.head {
            Head::Class(class) => *class == Class::Company,
            Head::Clause(clause) => clause.column == "company",
            _ => false,
        };
        let titles = if of.iter().any(company) { MANAGERS } else { HEADS };
        self.title_like(tenure, titles);
        self.bodies(tenure, of, None)
    }

    fn title_like(&mut self, tenure: &str, titles: &str) {
        let title = self.variable("title");
        let pattern = self.word(titles);
        self.line(format!("?{tenure} wm:position/wm:positionTitle ?{title} . FILTER(REGEX(STR(?{title}), {pattern}))"));
    }

    /// The body of a tenure: what `of` names, or of a class.
    pub fn bodies(&mut self, tenure: &str, of: &[Phrase], class: Option<Class>) -> Result<(), Miss> {
        let body = if tenure == "tenure" { "org".to_owned() } else { self.variable("body") };
        if of.is_empty() && class.is_none() {
            return Ok(());
        }
        self.line(format!("?{tenure} wm:organization ?{body} ."));
        let mut class = class;
        for owner in of {
            match &owner.head {
                // 机构 and 单位 stand for whatever a post belongs to.
                Head::Class(Class::Organization) if owner.of.is_empty() => {}
                Head::Class(named) if matches!(named.sort(), Sort::Organization | Sort::Place) => {
                    self.class(&body, *named, &owner.of)?;
                    class = None;
                }
                Head::Things(_) => {
                    let bodies = self.of_sorts(owner, &[Sort::Organization]);
                    let places = self.of_sorts(owner, &[Sort::Place]);
                    if !bodies.is_empty() {
                        let labels = self.labels(&bodies);
                        if owner.guessed && labels.len() > 1 {
                            return Err(Miss::Ambiguous(owner.text.clone(), labels));
                        }
                        self.say("organization", labels.join(" / "));
                        self.things(&body, bodies);
                    } else if !places.is_empty() && class.is_some() {
                        self.inside(&body, owner, &places)?;
                    } else if !places.is_empty() {
                        self.say("organization", self.labels(&places).join(" / "));
                        self.things(&body, places);
                    } else {
                        return Err(Miss::Other);
                    }
                }
                Head::Clause(clause)
                    if clause.sorts.contains(&Sort::Organization) || clause.sorts.contains(&Sort::Place) =>
                {
                    self.say("organization", clause.text.clone());
                    self.clause(&body, clause);
                }
                _ => return Err(Miss::Other),
            }
        }
        if let Some(class) = class {
            self.line(format!("?{body} a wm:{} .", class.name()));
        }
        Ok(())
    }

    /// A post of state or party: of a named body, of a class of bodies, or of a place and the bodies that belong to it.
    pub fn official(&mut self, tenure: &str, of: &[Phrase]) -> Result<(), Miss> {
        let named_body = of.iter().any(|owner| {
            matches!(owner.head, Head::Class(_)) || !self.of_sorts(owner, &[Sort::Organization]).is_empty()
        });
        if named_body {
            return self.bodies(tenure, of, None);
        }
        let places: Vec<usize> = of.iter().flat_map(|owner| self.of_sorts(owner, &[Sort::Place])).collect();
        if of.is_empty() {
            return self.bodies(tenure, of, Some(Class::GovernmentBody));
        }
        if places.is_empty() {
            return Err(Miss::Other);
        }
        self.say("within", self.labels(&places).join(" / "));
        let mut members: BTreeSet<usize> = BTreeSet::new();
        for place in &places {
            members.extend(self.catalogue.bodies_of(*place));
            members.extend(self.catalogue.places_of(*place));
        }
        let body = if tenure == "tenure" { "org".to_owned() } else { self.variable("body") };
        let nodes = self.nodes(members);
        // A post of no body that has the name of the place in front of it: 江海市常务副市长.
        let (post, name) = (self.variable("post"), self.variable("name"));
        let starts: Vec<String> = places
            .iter()
            .flat_map(|place| &self.catalogue.things[*place].names)
            .filter(|name| name.chars().count() > 2 && name.chars().all(super::words::is_chinese))
            .map(|start| self.plan.terms.mark(Literal::new_simple_literal(start)))
            .map(|mark| format!("STRSTARTS(STR(?{name}), {mark})"))
            .collect();
        let listed = format!("VALUES ?{body} {{ {nodes} }} ?{tenure} wm:organization ?{body} .");
        if starts.is_empty() {
            self.line(listed);
            return Ok(());
        }
        let by_name = format!(
            "?{tenure} wm:position ?{post} . ?{post} skos:prefLabel ?{name} FILTER({}) FILTER NOT EXISTS {{ ?{tenure} wm:organization ?any }}",
            starts.join(" || ")
        );
        self.line(format!("{{ {listed} }} UNION {{ {by_name} }}"));
        Ok(())
    }

    /// A tenure with one of these titles, of what `of` names. A post whose whole name is body and title counts also
    /// where the text did not tell the body apart.
    pub fn titled(&mut self, tenure: &str, titles: &[String], of: &[Phrase]) -> Result<(), Miss> {
        let (post, title) = (self.variable("post"), self.variable("title"));
        let words = self.words(titles);
        let named: Vec<usize> =
            of.iter().flat_map(|owner| self.of_sorts(owner, &[Sort::Organization, Sort::Place])).collect();
        let with_title = format!(
            "?{tenure} wm:position ?{post} . ?{post} wm:positionTitle ?{title} . FILTER(STR(?{title}) IN ({words}))"
        );
        if named.is_empty() {
            self.line(with_title);
            return self.bodies(tenure, of, None);
        }
        let labels = self.labels(&named);
        let guessed = of.iter().any(|owner| owner.guessed);
        if guessed && labels.len() > 1 {
            let text = of.iter().map(|owner| owner.text.clone()).collect();
            return Err(Miss::Ambiguous(text, labels));
        }
        self.say("organization", labels.join(" / "));
        let nodes = self.nodes(named.iter().copied());
        let whole: Vec<String> = named
            .iter()
            .flat_map(|thing| &self.catalogue.things[*thing].names)
            .flat_map(|name| titles.iter().map(move |title| format!("{name}{title}")))
            .collect();
        let (body, name) = (self.variable("body"), self.variable("name"));
        let whole = self.words(&whole);
        self.line(format!(
            "{{ VALUES ?{body} {{ {nodes} }} ?{tenure} wm:organization ?{body} . {with_title} }} UNION \
             {{ ?{tenure} wm:position ?{post} . ?{post} skos:prefLabel ?{name} . FILTER(STR(?{name}) IN ({whole})) }}"
        ));
        Ok(())
    }

    /// Somebody who belongs to what a phrase names.
    fn member(&mut self, variable: &str, owner: &Phrase) -> Result<(), Miss> {
        if let Head::Class(Class::Person) = owner.head {
            return Ok(());
        }
        let tenure = self.variable("tenure");
        self.line(format!("?{tenure} wm:holder ?{variable} ; a wm:Tenure ."));
        self.bodies(&tenure, std::slice::from_ref(owner), None)
    }
}

/// A pattern with its variables renamed; marks hold no variables.
pub fn renamed(text: &str, name: impl Fn(&str) -> String) -> String {
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
