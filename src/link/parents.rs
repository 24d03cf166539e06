//! Linked things enter; which organisation is a part of which leaves, as far as names and lists alone tell it.
//!
//! | rule | says |
//! |---|---|
//! | `parent.list` | the lexicon names the body's superior: 海关总署 of 国务院 |
//! | `parent.name` | a name that begins with another's and goes on with a word for a part: 北京大学第三医院, 交通运输部长江海事局 |
//! | `parent.committee` | a party committee of a place is of the party, an office of the centre of the Central Committee |
//! | `parent.department` | 江西省商务厅 is of 江西省人民政府 |
//! | `parent.customs` | 深圳海关 is of 海关总署 |
//! | `parent.site` | a site that begins with a company's name: 华为东莞基地 |
//!
//! Promise: never where a record says that the thing is a part of something, or that the other is a part of it, or denies it; never in a
//! circle; only between things whose names are of one thing each.

use std::collections::{BTreeMap, BTreeSet};

use super::names::{after_city, fold, is_relative};
use crate::knowledge::{Form, Knowledge};
use crate::model::{EntityKey, EntityType, FactType, Kind, LinkedEntity, Linking, Parent, Record, Role};

/// What a part of a house of a kind is called, by the end of what follows the house's name.
const PARTS: [(Kind, &[&str]); 8] = [
    (
        Kind::Education,
        &[
            "学院",
            "研究院",
            "研究所",
            "研究中心",
            "中心",
            "实验室",
            "医院",
            "图书馆",
            "博物馆",
            "出版社",
            "附属中学",
            "附属小学",
            "附中",
            "附小",
            "研究生院",
            "分校",
            "校区",
            "系",
        ],
    ),
    (
        Kind::Government,
        &[
            "司",
            "局",
            "厅",
            "处",
            "办公室",
            "办公厅",
            "研究室",
            "信息中心",
            "研究院",
            "研究所",
            "总站",
            "委员会",
            "常委会",
            "领导小组",
            "秘书处",
            "法工委",
            "党组",
            "分署",
            "法庭",
            "监察局",
            "专员办",
        ],
    ),
    (
        Kind::Party,
        &[
            "办公室",
            "办公厅",
            "组织部",
            "宣传部",
            "统战部",
            "统一战线工作部",
            "政法委",
            "研究室",
            "党校",
            "常委会",
            "常务委员会",
            "政治局",
            "书记处",
            "委员会",
            "领导小组",
            "社会工作部",
            "对外联络部",
            "中央",
        ],
    ),
    (
        Kind::Company,
        &[
            "分公司",
            "子公司",
            "分行",
            "支行",
            "分理处",
            "营业部",
            "事业部",
            "研究院",
            "研究所",
            "研究中心",
            "研发中心",
            "实验室",
            "办事处",
            "代表处",
            "客运部",
            "货运部",
            "油田公司",
            "石化公司",
            "电力公司",
        ],
    ),
    (Kind::Research, &["研究所", "研究院", "研究中心", "植物园", "天文台", "学部", "实验室", "分院"]),
    (Kind::Media, &["频道", "总站", "记者站", "新闻中心", "分社"]),
    (Kind::International, &["理事会", "委员会", "秘书处", "大会", "法院", "署", "部队", "议会", "总部"]),
    (Kind::Military, &["集团军", "仪仗队", "仪仗大队", "总医院", "军事法院"]),
];

/// What a house's site is called.
const SITES: [&str; 12] =
    ["基地", "工厂", "厂区", "园区", "总部", "产业园", "科技园", "校区", "研发中心", "大厦", "展厅", "车间"];

/// Local bodies that are not of their place's government.
const NOT_OF_GOVERNMENT: [&str; 24] = [
    "法院",
    "检察",
    "人大",
    "政协",
    "监委",
    "监察",
    "纪委",
    "海关",
    "税务",
    "气象",
    "邮政",
    "通信管理",
    "地震",
    "海事",
    "证监",
    "金融监管",
    "消防",
    "烟草",
    "调查",
    "银保监",
    "国家安全",
    "出入境",
    "煤矿安全",
    "党",
];

/// The parts of which nothing in the records says otherwise, sorted.
pub(super) fn parents(records: &[&Record], linking: &Linking, knowledge: &Knowledge) -> Vec<Parent> {
    let names = Names::new(linking);
    let told = Told::new(records, linking);
    let mut found = Vec::new();
    for entity in &linking.entities {
        let candidate = match entity.entity_type {
            EntityType::Organization => organization(entity, &names, knowledge),
            EntityType::Place => site(entity, &names),
            _ => None,
        };
        let Some((outer, says, rule)) = candidate else { continue };
        if *outer != entity.key && told.allows(&entity.key, outer) {
            found.push(Parent { inner: entity.key.clone(), outer: outer.clone(), says, rule: rule.into() });
        }
    }
    found.sort();
    without_circles(found)
}

/// Things by their names, as far as a name is of one thing.
struct Names<'a> {
    organizations: BTreeMap<String, Option<&'a LinkedEntity>>,
    /// Names of places with a code of China.
    places: BTreeSet<String>,
}

impl<'a> Names<'a> {
    fn new(linking: &'a Linking) -> Self {
        let mut names = Self { organizations: BTreeMap::new(), places: BTreeSet::new() };
        for entity in &linking.entities {
            for name in entity.names.iter().chain([&entity.label]).map(|name| fold(name)) {
                match entity.entity_type {
                    EntityType::Organization if !is_relative(&name) => {
                        names
                            .organizations
                            .entry(name)
                            .and_modify(|known| {
                                if known.is_some_and(|known| known.key != entity.key) {
                                    *known = None;
                                }
                            })
                            .or_insert(Some(entity));
                    }
                    EntityType::Place if entity.code.as_ref().is_some_and(|code| code.len() == 6) => {
                        names.places.insert(name);
                    }
                    _ => {}
                }
            }
        }
        names
    }

    fn organization(&self, name: &str) -> Option<&'a LinkedEntity> {
        self.organizations.get(name).copied().flatten()
    }

    /// The organisation with the longest name that the name begins with, and what follows. 国会外事委员会 does not say which country's.
    fn head<'n>(&self, name: &'n str) -> Option<(&'a LinkedEntity, &'n str)> {
        let ends: Vec<usize> = name.char_indices().map(|(at, _)| at).skip(2).collect();
        let open = |head: &str| {
            ["国会", "议会", "众议院", "参议院", "下议院", "上议院", "政府"].contains(&head) || head.ends_with("智库")
        };
        let head = |end: usize| Some((self.organization(&name[..end]).filter(|_| !open(&name[..end]))?, &name[end..]));
        ends.into_iter().rev().find_map(head)
    }

    fn first(&self, names: &[String]) -> Option<&'a LinkedEntity> {
        names.iter().find_map(|name| self.organization(name))
    }
}

type Candidate<'a> = (&'a EntityKey, FactType, &'static str);

fn organization<'a>(entity: &LinkedEntity, names: &Names<'a>, knowledge: &Knowledge) -> Option<Candidate<'a>> {
    let label = fold(&entity.label);
    let part = |outer: &'a LinkedEntity, rule| Some((&outer.key, FactType::PartOf, rule));
    // 民航局 of one document may be that of another country.
    if is_relative(&label) {
        return None;
    }
    if let Some(outer) = listed(&entity.label, knowledge).and_then(|name| names.organization(&fold(name))) {
        return part(outer, "parent.list");
    }
    if let Some((outer, rest)) = names.head(&label)
        && is_part(outer, rest, names)
    {
        return part(outer, "parent.name");
    }
    if entity.kind == Some(Kind::Party) {
        if let Some(stem) = label.trim_start_matches("中共").strip_suffix('委').map(|stem| stem.trim_end_matches('党'))
            && names.places.contains(stem)
        {
            return part(names.organization("中国共产党")?, "parent.committee");
        }
        let office = [
            "部",
            "办公室",
            "办公厅",
            "委员会",
            "政法委",
            "外办",
            "网信办",
            "财办",
            "研究室",
            "领导小组",
            "研究院",
            "书记处",
        ];
        let central = label.trim_start_matches("中共").starts_with("中央") && !label.starts_with("中央军");
        if central && office.iter().any(|end| label.ends_with(end)) && !label.contains("纪律检查") {
            return part(names.organization("中共中央")?, "parent.committee");
        }
        return None;
    }
    if let Some(place) = label.strip_suffix("海关").filter(|place| !place.is_empty() && !place.starts_with("中国"))
        && entity.kind == Some(Kind::Government)
        && (names.places.contains(place) || names.places.contains(&format!("{place}市")))
    {
        return part(names.first(&["海关总署".to_owned()])?, "parent.customs");
    }
    if entity.kind == Some(Kind::Government) && label.ends_with(['厅', '局']) {
        let local = |at: usize| {
            let (place, rest) = label.split_at(at);
            let body = rest.chars().count() >= 2 && !NOT_OF_GOVERNMENT.iter().any(|word| rest.contains(word));
            // 浙江省平湖市医保局 is not of the province.
            let nearer = rest.chars().skip(2).any(|c| "市县区旗".contains(c));
            (body && names.places.contains(place) && after_city(rest).is_none() && !nearer).then_some(place)
        };
        let ends: Vec<usize> = label
            .char_indices()
            .filter(|(_, c)| "省市县区州旗".contains(*c))
            .map(|(at, c)| at + c.len_utf8())
            .collect();
        let place = ends.into_iter().rev().find_map(local)?;
        return part(names.first(&[format!("{place}人民政府"), format!("{place}政府")])?, "parent.department");
    }
    None
}

/// The superior that the lexicon gives the body of this name.
fn listed<'k>(label: &str, knowledge: &'k Knowledge) -> Option<&'k str> {
    let names = &knowledge.names;
    let mut found = names
        .lookup(label)
        .iter()
        .filter(|form| form.form != Form::Weak)
        .map(|form| &names.entries[form.entry])
        .filter(|entry| entry.entity_type == EntityType::Organization);
    let entry = found.next().filter(|_| found.next().is_none())?;
    Some(entry.parent.as_str()).filter(|parent| !parent.is_empty())
}

/// Whether what follows a house's name names a part of it.
fn is_part(outer: &LinkedEntity, rest: &str, names: &Names<'_>) -> bool {
    let joined = ["和", "与", "及", "、", "联合", "等", "驻", "派", "主管", "各国", "(", "（", "股份", "有限", "集团"];
    let counted = ['枚', '架', '名', '艘', '辆', '个', '位', '次'];
    if joined.iter().any(|word| rest.starts_with(word))
        || rest.contains(counted)
        || rest.contains("代表团")
        || rest == "椭圆形办公室"
    {
        return false;
    }
    let Some(kind) = outer.kind else { return false };
    // 国务院国资委, 国务院港澳办: whatever begins with its name.
    if fold(&outer.label) == "国务院" {
        return rest.ends_with(['委', '办', '室', '厅', '局', '署', '部'])
            || rest.ends_with("小组")
            || rest.ends_with("委员会");
    }
    let ends = PARTS.iter().find(|(of, _)| *of == kind).map_or(&[][..], |(_, ends)| ends);
    let long = rest.chars().count() >= 3 || rest.ends_with("学院") || rest.ends_with('司') || kind == Kind::Party;
    if long && ends.iter().any(|end| rest.ends_with(end)) {
        return true;
    }
    // 国家电网云州省电力公司: a company of a place.
    kind == Kind::Company
        && rest.ends_with("公司")
        && names.places.iter().any(|place| {
            place.chars().count() >= 2
                && rest.strip_prefix(place.as_str()).is_some_and(|after| after != "有限公司" && after != "股份有限公司")
        })
}

fn site<'a>(entity: &LinkedEntity, names: &Names<'a>) -> Option<Candidate<'a>> {
    if entity.kind != Some(Kind::Site) {
        return None;
    }
    let label = fold(&entity.label);
    let (owner, rest) = names.head(&label)?;
    let owns = matches!(owner.kind, Some(Kind::Company | Kind::Education | Kind::Research));
    (owns && SITES.iter().any(|end| rest.ends_with(end))).then_some((&owner.key, FactType::SiteOf, "parent.site"))
}

/// What records say of parts and sites, in whatever realis.
struct Told {
    pairs: BTreeSet<(EntityKey, EntityKey)>,
    inner: BTreeSet<EntityKey>,
}

impl Told {
    fn new(records: &[&Record], linking: &Linking) -> Self {
        let mut told = Self { pairs: BTreeSet::new(), inner: BTreeSet::new() };
        for record in records {
            let Some(keys) = linking.keys.get(&record.id) else { continue };
            for fact in &record.facts {
                let (from, to) = match fact.fact_type {
                    FactType::PartOf => (Role::Inner, Role::Outer),
                    FactType::SiteOf => (Role::Site, Role::Owner),
                    _ => continue,
                };
                let key = |role| fact.args.get(&role).and_then(|id| keys.get(id)).cloned();
                if let (Some(inner), Some(outer)) = (key(from), key(to)) {
                    told.inner.insert(inner.clone());
                    told.pairs.insert((inner, outer));
                }
            }
        }
        told
    }

    fn allows(&self, inner: &EntityKey, outer: &EntityKey) -> bool {
        !self.inner.contains(inner) && !self.pairs.contains(&(outer.clone(), inner.clone()))
    }
}

/// The pairs without those that lead from a thing back to it.
fn without_circles(found: Vec<Parent>) -> Vec<Parent> {
    let outer: BTreeMap<EntityKey, EntityKey> =
        found.iter().map(|parent| (parent.inner.clone(), parent.outer.clone())).collect();
    let circles = |parent: &Parent| {
        let (mut at, mut steps) = (&parent.outer, 0);
        while let Some(next) = outer.get(at) {
            if *next == parent.inner || steps > 16 {
                return true;
            }
            at = next;
            steps += 1;
        }
        false
    };
    found.iter().filter(|parent| !circles(parent)).cloned().collect()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::knowledge::Knowledge;
    use crate::link::link;
    use crate::model::Record;

    /// What is a part of what in one record of these bodies and facts: inner, outer, rule.
    fn parts(bodies: &[(&str, &str, &str)], facts: &[Value]) -> Vec<(String, String, String)> {
        let entities: Vec<Value> = bodies
            .iter()
            .enumerate()
            .map(|(number, (kind, finer, label))| {
                let code = (*label == "江西省").then_some("360000");
                json!({"id": format!("e{}", number + 1), "type": kind, "kind": finer, "label": label, "names": [label], "code": code})
            })
            .collect();
        let record = json!({"id": "d", "date": "2024-03-01", "entities": entities, "facts": facts});
        let record: Record = serde_json::from_value(record).expect("a record");
        let name = |key: &str| key.rsplit('/').next().unwrap_or_default().to_owned();
        let linking = link(&[record], Knowledge::embedded());
        linking.parents.iter().map(|one| (name(&one.inner.0), name(&one.outer.0), one.rule.to_string())).collect()
    }

    fn one(inner: &str, outer: &str, rule: &str) -> Vec<(String, String, String)> {
        vec![(inner.to_owned(), outer.to_owned(), rule.to_owned())]
    }

    const UNIVERSITY: (&str, &str, &str) = ("Organization", "education", "云岭大学");

    #[test]
    fn parts_are_read_off_names() {
        let hospital = ("Organization", "other", "云岭大学第三医院");
        assert_eq!(parts(&[UNIVERSITY, hospital], &[]), one("云岭大学第三医院", "云岭大学", "parent.name"));
        let company = [
            ("Organization", "company", "青禾"),
            ("Organization", "company", "青禾江西省销售公司"),
            ("Place", "province", "江西省"),
        ];
        assert_eq!(parts(&company, &[]), one("青禾江西省销售公司", "青禾", "parent.name"));
        let site = [("Organization", "company", "青禾"), ("Place", "site", "青禾东莞基地")];
        assert_eq!(parts(&site, &[]), one("青禾东莞基地", "青禾", "parent.site"));
        let department = [
            ("Place", "province", "江西省"),
            ("Organization", "government", "江西省人民政府"),
            ("Organization", "government", "江西省商务厅"),
        ];
        assert_eq!(parts(&department, &[]), one("江西省商务厅", "江西省人民政府", "parent.department"));
        let listed = [("Organization", "government", "国务院"), ("Organization", "government", "水利部")];
        assert_eq!(parts(&listed, &[]), one("水利部", "国务院", "parent.list"));
    }

    #[test]
    fn names_that_only_begin_alike_are_no_parts() {
        let other = ("Organization", "company", "云岭大学科技股份有限公司");
        assert!(parts(&[UNIVERSITY, other], &[]).is_empty());
        let vertical = [
            ("Place", "province", "江西省"),
            ("Organization", "government", "江西省人民政府"),
            ("Organization", "government", "江西省气象局"),
        ];
        assert!(parts(&vertical, &[]).is_empty());
    }

    #[test]
    fn what_records_say_comes_first() {
        let bodies =
            [UNIVERSITY, ("Organization", "other", "云岭大学第三医院"), ("Organization", "other", "青禾医疗集团")];
        let told = json!({"id": "f1", "type": "partOf", "args": {"inner": "e2", "outer": "e3"}, "evidence": [[0, 4]]});
        assert!(parts(&bodies, &[told]).is_empty(), "another house");
        let denied = json!({"id": "f1", "type": "partOf", "realis": "denied", "args": {"inner": "e2", "outer": "e1"}, "evidence": [[0, 4]]});
        assert!(parts(&bodies, &[denied]).is_empty(), "denied");
    }
}
