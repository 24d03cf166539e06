//! A title as written and its organisation enter; the position leaves.
//!
//! `written` is in simplified characters, and so is the position; the organisation's names are as documents write them.
//! Promise: 董事长 of one company is not 董事长 of another; 广东省科技厅厅长 and 省科技厅厅长 of the same body are one.

use super::NodeKey;
use super::keys::position_key;
use crate::model::LinkedEntity;
use crate::model::script::simplify;

/// A position, before it is a node.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Position {
    pub(super) key: NodeKey,
    pub(super) label: String,
    pub(super) title: String,
    /// As the document writes it.
    pub(super) written: String,
}

/// The position that `written` names at `organization`.
pub(super) fn position(written: &str, organization: Option<&LinkedEntity>) -> Position {
    let (label, title) = match organization {
        Some(organization) => match title(written, organization) {
            // 北京市委书记 names the committee, not the city.
            title if title.starts_with('委') => (written.to_owned(), written),
            title => (format!("{}{title}", simplify(&organization.label)), title),
        },
        None => (written.to_owned(), written),
    };
    Position { key: position_key(&label), label, title: title.to_owned(), written: written.to_owned() }
}

/// What stands after the organisation's name, or after the end of its name (省委 of 江西省委): after the longest that leaves
/// a title of two characters. The whole where the title begins with none.
fn title<'t>(written: &'t str, organization: &LinkedEntity) -> &'t str {
    let names = organization.names.iter().chain([&organization.label]);
    let names: Vec<_> = names.map(|name| simplify(name)).collect();
    let mut heads: Vec<&str> = names
        .iter()
        .flat_map(|name| name.char_indices().map(|(start, _)| &name[start..]))
        .filter(|head| head.chars().count() >= 2)
        .collect();
    heads.sort_by_key(|head| std::cmp::Reverse(head.chars().count()));
    heads
        .into_iter()
        .filter_map(|head| written.strip_prefix(head))
        .find(|rest| rest.chars().count() >= 2)
        .unwrap_or(written)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{EntityKey, EntityType};

    fn entity(entity_type: EntityType, label: &str, names: &[&str]) -> LinkedEntity {
        LinkedEntity {
            key: EntityKey::new(entity_type, label),
            entity_type,
            kind: None,
            label: label.to_owned(),
            names: names.iter().map(|name| (*name).to_owned()).collect(),
            code: None,
            english: None,
            members: Vec::new(),
        }
    }

    #[test]
    fn the_title_stands_after_the_organisation() {
        let ministry = entity(EntityType::Organization, "云岭省科学技术厅", &["云岭省科技厅", "省科技厅"]);
        for written in ["云岭省科技厅厅长", "科技厅厅长", "厅长"] {
            let position = position(written, Some(&ministry));
            assert_eq!(position.title, "厅长");
            assert_eq!(position.key.0, "position/云岭省科学技术厅厅长");
        }
        let ministry = entity(EntityType::Organization, "雲嶺省科學技術廳", &["科技廳"]);
        assert_eq!(position("科技厅厅长", Some(&ministry)).label, "云岭省科学技术厅厅长");
        let city = entity(EntityType::Place, "云岭市", &["云岭"]);
        assert_eq!(position("云岭市长", Some(&city)).title, "市长");
        assert_eq!(position("云岭市委书记", Some(&city)).label, "云岭市委书记");
        assert_eq!(position("总书记", None).label, "总书记");
    }
}
