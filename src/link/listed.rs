//! A name of a record enters; the full name under which the lexicons list the thing leaves.
//!
//! Promise: only where one listed thing of the entity's type bears the name; a code tells places apart better, so that
//! coded places do not ask.

use super::groups::kinds_agree;
use super::names::{fold, is_relative};
use crate::knowledge::{Form, Knowledge};
use crate::model::script::simplify;
use crate::model::{EntityType, RecordEntity};

/// The folded full name of the only listed thing of this type and kind that the entity's label names: first as its
/// official name, else as a safe alias, else as a form that is right only in context (which the reading room has seen).
pub(super) fn full_name(knowledge: &Knowledge, entity: &RecordEntity, folded: &str) -> Option<String> {
    if !matches!(entity.entity_type, EntityType::Organization | EntityType::Place | EntityType::Policy)
        || is_relative(folded)
    {
        return None;
    }
    let kinds = entity.kind.into_iter().collect();
    let forms = knowledge.names.lookup(&simplify(&entity.label));
    let of_type = |form: Form| {
        let mut found: Vec<&str> = forms
            .iter()
            .filter(|named| named.form == form)
            .map(|named| &knowledge.names.entries[named.entry])
            .filter(|entry| {
                entry.entity_type == entity.entity_type
                    && (entity.entity_type != EntityType::Place || entry.code.is_empty())
                    && kinds_agree(entity.entity_type, &[entry.kind].into(), &kinds)
            })
            .map(|entry| entry.name.as_str())
            .collect();
        found.sort_unstable();
        found.dedup();
        found
    };
    for form in [Form::Full, Form::Alias, Form::Weak] {
        match of_type(form)[..] {
            [] => {}
            [name] => return Some(fold(name)),
            _ => return None,
        }
    }
    None
}

/// The English name of the listed thing of this type under this name.
pub(super) fn english(knowledge: &Knowledge, entity_type: EntityType, name: &str) -> Option<String> {
    let names = &knowledge.names;
    names
        .lookup(&simplify(name))
        .iter()
        .map(|form| &names.entries[form.entry])
        .find(|entry| entry.entity_type == entity_type && !entry.english.is_empty())
        .map(|entry| entry.english.clone())
}
