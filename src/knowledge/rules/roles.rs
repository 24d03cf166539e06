//! The roles of fact types and the ontology enter; what may fill each role leaves.

use super::{EntityType, FactType, Role, Sign};
use crate::knowledge::ontology::Ontology;

/// At which end of a property a role stands.
enum End {
    Domain,
    Range,
}

/// The property of the ontology that says what may fill a role, and at which end of it the role stands.
fn property(fact: FactType, role: Role) -> Option<(&'static str, End)> {
    Some(match (fact, role) {
        (FactType::Visited, Role::Who) => ("visited", End::Domain),
        (FactType::Visited | FactType::Met, Role::Where) => ("visited", End::Range),
        (FactType::Visited, Role::Within) => ("within", End::Range),
        (FactType::HoldsPosition, Role::Who) => ("holder", End::Range),
        (FactType::HoldsPosition, Role::Org) => ("organization", End::Range),
        (FactType::Met, Role::A) => ("met", End::Domain),
        (FactType::Met, Role::B) => ("met", End::Range),
        (FactType::Attended, Role::Who) => ("attended", End::Domain),
        (FactType::Quoted, Role::Who) => ("speaker", End::Range),
        (FactType::LocatedIn, Role::Inner) => ("locatedIn", End::Domain),
        (FactType::LocatedIn, Role::Outer) => ("locatedIn", End::Range),
        (FactType::PartOf, Role::Inner) => ("partOf", End::Domain),
        (FactType::PartOf, Role::Outer) => ("partOf", End::Range),
        (FactType::Issued, Role::Who) => ("issued", End::Domain),
        (FactType::Issued, Role::Policy) => ("issued", End::Range),
        (FactType::Cooperates, Role::A) => ("cooperatesWith", End::Domain),
        (FactType::Cooperates, Role::B) => ("cooperatesWith", End::Range),
        (FactType::Produces, Role::Who) => ("produces", End::Domain),
        (FactType::SiteOf, Role::Site) => ("siteOf", End::Domain),
        (FactType::SiteOf, Role::Owner) => ("siteOf", End::Range),
        _ => return None,
    })
}

/// The types of mention that may fill a role; empty where the fact has no such role.
pub(super) fn allowed(fact: FactType, role: Role) -> Vec<Sign> {
    let ontology = Ontology::embedded();
    let Some((name, end)) = property(fact, role) else { return Vec::new() };
    EntityType::ALL
        .into_iter()
        .filter(|entity_type| match end {
            End::Domain => ontology.may_start(name, entity_type.name()),
            End::Range => ontology.may_end(name, entity_type.name()),
        })
        .map(Sign::of)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_role_is_a_property_of_the_ontology() {
        let ontology = Ontology::embedded();
        for fact in FactType::ALL {
            for role in Role::ALL {
                if let Some((name, _)) = property(fact, role) {
                    assert!(ontology.properties.contains_key(name), "{name} of {fact} {}", role.name());
                    assert!(!allowed(fact, role).is_empty(), "{name} of {fact} {}", role.name());
                }
            }
        }
        assert_eq!(allowed(FactType::Visited, Role::Where), [Sign::Organization, Sign::Place]);
        assert_eq!(allowed(FactType::Issued, Role::Policy), [Sign::Policy]);
        assert_eq!(allowed(FactType::Met, Role::Outer), []);
    }
}
