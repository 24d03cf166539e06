//! Which noun belongs to which: 广东 in 广东的官员, and what sorts of thing a noun may stand for.

use std::collections::BTreeSet;

use super::super::words::{Attr, Class, Language, Sort};
use super::parse::Parser;
use super::{Head, Phrase};

impl Parser<'_> {
    /// Whether the noun in front belongs to the noun behind.
    pub(super) fn attaches(&self, owner: &Phrase, noun: &Phrase) -> bool {
        let linked = self.linked;
        let of = |phrase: &Phrase| self.sorts(&phrase.head);
        let owners = of(owner);
        let nouns = of(noun);
        let is = |sorts: &BTreeSet<Sort>, sort: Sort| sorts.contains(&sort);
        let named = matches!(noun.head, Head::Things(_));
        if owner.asked.is_some() && named {
            return false;
        }
        // Two classes beside one another are two in English: which companies did officials visit.
        if self.language == Language::English
            && !linked
            && matches!((&owner.head, &noun.head), (Head::Class(_), Head::Class(_)))
        {
            return false;
        }
        if is(&owners, Sort::Place) || is(&owners, Sort::Organization) {
            if named && is(&nouns, Sort::Place) {
                return is(&owners, Sort::Place) && matches!(owner.head, Head::Things(_));
            }
            if named && is(&nouns, Sort::Person) {
                return linked;
            }
            if named {
                return is(&owners, Sort::Place) || linked;
            }
            return match noun.head {
                Head::Words(_) => linked && matches!(owner.head, Head::Things(_)),
                // 哪个县哪个市 are two.
                Head::Class(class) => !(class.sort() == Sort::Place && matches!(owner.head, Head::Class(_))),
                Head::Title(_) => true,
                Head::Attr(attr) => linked || !matches!(attr, Attr::Date | Attr::Times | Attr::Figure | Attr::Growth),
                _ => false,
            };
        }
        if is(&owners, Sort::Person) {
            return match noun.head {
                Head::Things(_) => !matches!(owner.head, Head::Things(_)) && is(&nouns, Sort::Person),
                // 林远航什么时候去 is no 林远航的时间.
                Head::Attr(attr) => {
                    self.linked || !matches!(attr, Attr::Date | Attr::Times | Attr::Figure | Attr::Growth)
                }
                Head::Class(class) => {
                    linked && matches!(class, Class::Companion)
                        || matches!(class, Class::Document)
                        || matches!(owner.head, Head::Class(Class::Person)) && class == Class::Person
                }
                _ => false,
            };
        }
        if matches!(owner.head, Head::Words(_)) || is(&owners, Sort::Product) || is(&owners, Sort::Policy) {
            return matches!(
                noun.head,
                Head::Class(Class::Product | Class::Document | Class::PolicyProgramme | Class::Policy)
            ) || linked && matches!(noun.head, Head::Attr(_));
        }
        if is(&owners, Sort::Position) {
            return named && is(&nouns, Sort::Person);
        }
        false
    }

    /// The sorts of thing that a head may stand for.
    pub(super) fn sorts(&self, head: &Head) -> BTreeSet<Sort> {
        match head {
            Head::Things(things) => things.iter().map(|thing| self.catalogue.things[*thing].sort).collect(),
            Head::Class(class) => BTreeSet::from([class.sort()]),
            Head::Clause(clause) => clause.sorts.clone(),
            Head::Title(_) | Head::Who => BTreeSet::from([Sort::Person]),
            _ => BTreeSet::new(),
        }
    }
}
