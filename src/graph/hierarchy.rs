//! Linked places with their codes enter; which lies in which leaves, as far as the codes say.
//!
//! Promise: only places that the corpus names are joined, each to the nearest wider one named (a county to its province
//! where its prefecture is not named).

use std::collections::BTreeMap;

use super::NodeKey;
use crate::model::{EntityType, LinkedEntity};

/// Pairs of inner and outer place, in order.
pub(super) fn by_code(entities: &[LinkedEntity]) -> Vec<(NodeKey, NodeKey)> {
    let coded: BTreeMap<&str, NodeKey> = entities
        .iter()
        .filter(|entity| entity.entity_type == EntityType::Place)
        .filter_map(|entity| Some((entity.code.as_deref()?, NodeKey::from(&entity.key))))
        .collect();
    let mut pairs: Vec<_> = coded
        .iter()
        .filter_map(|(code, inner)| {
            let outer = wider(code).into_iter().find_map(|code| coded.get(code.as_str()))?;
            Some((inner.clone(), outer.clone()))
        })
        .collect();
    pairs.sort();
    pairs
}

/// The codes above a GB/T 2260 code, nearest first: `360902` is in `360900`, `360000`, `CN`.
fn wider(code: &str) -> Vec<String> {
    if code.len() != 6 || !code.bytes().all(|byte| byte.is_ascii_digit()) {
        return Vec::new();
    }
    let mut codes: Vec<String> = [4, 2]
        .into_iter()
        .map(|length| format!("{}{}", &code[..length], "0".repeat(6 - length)))
        .filter(|wider| wider != code)
        .collect();
    codes.push("CN".to_owned());
    codes
}

#[cfg(test)]
mod tests {
    use super::wider;

    #[test]
    fn codes_nest_by_twos() {
        assert_eq!(wider("360902"), ["360900", "360000", "CN"]);
        assert_eq!(wider("360000"), ["CN"]);
        assert!(wider("FR").is_empty());
    }
}
