//! Patterns for posts: managers, heads, officials, whoever has a title.

use std::collections::BTreeSet;

use oxigraph::model::Literal;

use super::super::phrase::{Head, Phrase};
use super::super::words::{Class, Sort, is_chinese};
use super::{Build, Miss};

/// Titles of those who head a body.
const HEADS: &str = "^(党组书记|党委书记|省委书记|市委书记|县委书记|书记|主任|部长|厅长|局长|省长|市长|县长|区长|州长|镇长|总统|首相|总理|主席|院长|校长|所长|会长|理事长|行长|董事长|总经理|总裁|首席执行官|社长|署长|处长|站长|场长|馆长|司长|秘书长|.*负责人|.*负责同志)$";

/// Titles of those who run a company.
const MANAGERS: &str = "董事|总裁|经理|负责人|总监|主管|创始人|厂长|首席|总工程师|党委书记|行长|站长|场长";

impl Build<'_> {
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

    pub(super) fn title_like(&mut self, tenure: &str, titles: &str) {
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
            .filter(|name| name.chars().count() > 2 && name.chars().all(is_chinese))
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
    pub(super) fn member(&mut self, variable: &str, owner: &Phrase) -> Result<(), Miss> {
        if let Head::Class(Class::Person) = owner.head {
            return Ok(());
        }
        let tenure = self.variable("tenure");
        self.line(format!("?{tenure} wm:holder ?{variable} ; a wm:Tenure ."));
        self.bodies(&tenure, std::slice::from_ref(owner), None)
    }
}
