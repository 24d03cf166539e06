//! Linked places with their codes enter, and what documents say of where places lie; which lies in which leaves.
//!
//! Promises: by the codes, only places that the corpus names are joined, each to the nearest wider one named (a county to its
//! province where its prefecture is not named). What documents say is taken where it agrees: no place lies in itself by way of
//! others, none lies in a division that its code excludes, and a place that holds others lies in one province at most, so
//! that following the edges never leads from a company in Henan to Guangdong.

use std::collections::{BTreeMap, BTreeSet};

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

/// Of the pairs of inner and outer place that documents tell, with how often, those that do not agree with the codes or with
/// what is told more often.
pub(super) fn contradicted(
    entities: &[LinkedEntity],
    told: &BTreeMap<(NodeKey, NodeKey), usize>,
) -> BTreeSet<(NodeKey, NodeKey)> {
    let codes: BTreeMap<NodeKey, &str> = entities
        .iter()
        .filter(|entity| entity.entity_type == EntityType::Place)
        .filter_map(|entity| Some((NodeKey::from(&entity.key), entity.code.as_deref()?)))
        .collect();
    let mut places = Places { codes: &codes, outer: BTreeMap::new(), holds: BTreeMap::new() };
    for (inner, outer) in by_code(entities) {
        places.take(&inner, &outer);
    }
    // Divisions first: they say in which provinces the places around them lie. Countries last: they lie in little.
    let rank = |place: &NodeKey| match codes.get(place) {
        Some(code) if code.bytes().all(|byte| byte.is_ascii_digit()) => 0,
        None => 1,
        Some(_) => 2,
    };
    let mut order: Vec<(&(NodeKey, NodeKey), usize)> = told.iter().map(|(pair, support)| (pair, *support)).collect();
    order.sort_by_key(|((inner, _), support)| (rank(inner), std::cmp::Reverse(*support)));
    let mut refused = BTreeSet::new();
    for ((inner, outer), _) in order {
        if places.agrees(inner, outer) {
            places.take(inner, outer);
        } else {
            refused.insert((inner.clone(), outer.clone()));
        }
    }
    // 长江 lies in many provinces. What lies at it does not.
    let holders: BTreeSet<&NodeKey> = places.outer.values().flatten().collect();
    let spread = |place: &NodeKey| !codes.contains_key(place) && places.provinces_around(place).len() > 1;
    let over = told.keys().filter(|(inner, outer)| {
        holders.contains(inner) && spread(inner) && !places.provinces_around(outer).is_empty()
    });
    refused.extend(over.cloned());
    refused
}

/// Which place lies in which, as far as it is taken.
struct Places<'a> {
    codes: &'a BTreeMap<NodeKey, &'a str>,
    outer: BTreeMap<NodeKey, BTreeSet<NodeKey>>,
    /// The provinces of the coded places inside a place without a code; `CN` stands for the country.
    holds: BTreeMap<NodeKey, BTreeSet<String>>,
}

impl Places<'_> {
    /// The province of a place with a code, as the code's first two digits; other codes as they are.
    fn province(&self, place: &NodeKey) -> Option<String> {
        self.codes.get(place).map(|code| code.get(..2).unwrap_or(code).to_owned())
    }

    /// The place and all that it lies in.
    fn around(&self, place: &NodeKey) -> BTreeSet<NodeKey> {
        let (mut seen, mut open) = (BTreeSet::from([place.clone()]), vec![place.clone()]);
        while let Some(next) = open.pop() {
            for outer in self.outer.get(&next).into_iter().flatten() {
                if seen.insert(outer.clone()) {
                    open.push(outer.clone());
                }
            }
        }
        seen
    }

    /// The provinces that the place, or what it lies in, is or lies in.
    fn provinces_around(&self, place: &NodeKey) -> BTreeSet<String> {
        let digits = |code: &&str| code.bytes().all(|byte| byte.is_ascii_digit());
        let coded = self.around(place).into_iter().filter(|outer| self.codes.get(outer).is_some_and(digits));
        coded.filter_map(|outer| self.province(&outer)).collect()
    }

    fn agrees(&self, inner: &NodeKey, outer: &NodeKey) -> bool {
        if let (Some(inner), Some(outer)) = (self.codes.get(inner), self.codes.get(outer)) {
            return wider(inner).iter().any(|code| code == outer);
        }
        if self.around(outer).contains(inner) {
            return false;
        }
        let mut own = self.holds.get(inner).cloned().unwrap_or_default();
        own.extend(self.province(inner));
        let around = self.provinces_around(outer);
        around.is_empty() || own.iter().all(|province| around.contains(province))
    }

    fn take(&mut self, inner: &NodeKey, outer: &NodeKey) {
        self.outer.entry(inner.clone()).or_default().insert(outer.clone());
        let mut own = self.holds.get(inner).cloned().unwrap_or_default();
        own.extend(self.province(inner));
        for place in self.around(outer) {
            if !self.codes.contains_key(&place) {
                self.holds.entry(place).or_default().extend(own.iter().cloned());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::{NodeKey, contradicted, wider};
    use crate::model::{EntityKey, EntityType, LinkedEntity};

    #[test]
    fn codes_nest_by_twos() {
        assert_eq!(wider("360902"), ["360900", "360000", "CN"]);
        assert_eq!(wider("360000"), ["CN"]);
        assert!(wider("FR").is_empty());
    }

    fn place(key: &str, code: Option<&str>) -> LinkedEntity {
        LinkedEntity {
            key: EntityKey(key.to_owned()),
            entity_type: EntityType::Place,
            kind: None,
            label: key.to_owned(),
            names: Vec::new(),
            code: code.map(str::to_owned),
            english: None,
            members: Vec::new(),
        }
    }

    #[test]
    fn what_contradicts_the_codes_is_refused() {
        let coded = [("中国", "CN"), ("广东", "440000"), ("河南", "410000"), ("郑州", "410100"), ("四川", "510000")];
        let mut places: Vec<_> = coded.map(|(key, code)| place(key, Some(code))).into();
        places.extend(["西部", "湖区", "长江", "码头", "湾区"].map(|key| place(key, None)));
        let told = |pairs: &[(&str, &str)]| -> BTreeMap<(NodeKey, NodeKey), usize> {
            pairs.iter().map(|(inner, outer)| ((NodeKey((*inner).into()), NodeKey((*outer).into())), 1)).collect()
        };
        let refused = |pairs: &[(&str, &str)]| -> BTreeSet<(String, String)> {
            contradicted(&places, &told(pairs)).into_iter().map(|(inner, outer)| (inner.0, outer.0)).collect()
        };
        let set = |pairs: &[(&str, &str)]| -> BTreeSet<(String, String)> {
            pairs.iter().map(|(inner, outer)| ((*inner).to_owned(), (*outer).to_owned())).collect()
        };
        // A province lies in no other, and a country not at a lake of its own.
        assert_eq!(
            refused(&[("广东", "河南"), ("湖区", "广东"), ("中国", "湖区"), ("郑州", "河南")]),
            set(&[("广东", "河南"), ("中国", "湖区")])
        );
        // A region that holds a province lies in no other province, whatever is told first.
        assert_eq!(refused(&[("四川", "西部"), ("西部", "广东")]), set(&[("西部", "广东")]));
        assert_eq!(refused(&[("四川", "西部"), ("西部", "中国")]), set(&[]));
        // A river runs through many provinces; what lies at it does not.
        assert_eq!(
            refused(&[("长江", "四川"), ("长江", "河南"), ("码头", "长江")]),
            set(&[("长江", "四川"), ("长江", "河南")])
        );
        assert_eq!(refused(&[("长江", "四川"), ("长江", "河南")]), set(&[]));
        assert_eq!(refused(&[("湾区", "湖区"), ("湖区", "湾区")]).len(), 1, "nothing lies in itself");
    }
}
