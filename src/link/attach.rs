//! Groups enter; short forms and aliases are joined to the fuller name that they stand for.
//!
//! Promise: a form that two fuller names share is joined to neither; groups are taken from the longest name to the
//! shortest, then by name, so that the order of the input does not matter.

use std::collections::{BTreeMap, BTreeSet};

use pinyin::ToPinyin;

use super::Draft;
use super::evidence::Evidence;
use super::groups::{Group, kinds_agree, recurs};
use super::names::abbreviates;
use crate::model::{EntityType, Verdict};

/// Why one group is another.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Joint {
    /// The fuller group.
    pub(super) full: usize,
    /// The group of the shorter name.
    pub(super) short: usize,
    pub(super) rule: &'static str,
    pub(super) score: f64,
}

/// For each group the group that it became, and the decisions that led there or left it open.
pub(super) fn attach(groups: &[Group]) -> (Vec<usize>, Vec<Draft>) {
    let index = index(groups);
    let mut order: Vec<usize> = (0..groups.len()).collect();
    order.sort_by_cached_key(|&group| {
        let longest = groups[group].labels.iter().map(|label| label.chars().count()).max();
        (std::cmp::Reverse(longest), groups[group].labels.clone(), group)
    });
    let mut forest = Forest::new(groups);
    let mut joints = Vec::new();
    // Two candidates may turn out to be one thing once they are joined: ask again until nothing changes.
    loop {
        let before = joints.len();
        for &short in &order {
            if let Some(joint) = only_candidate(groups, &index, &forest, short) {
                forest.join(joint.full, joint.short);
                joints.push(joint);
            }
        }
        if joints.len() == before {
            break;
        }
    }
    let roots = (0..groups.len()).map(|group| forest.root(group)).collect();
    let draft = |joint: &Joint, verdict| Draft {
        left: groups[joint.full].members[0],
        right: groups[joint.short].members[0],
        rule: joint.rule,
        features: Vec::new(),
        score: joint.score,
        verdict,
    };
    let mut drafts: Vec<Draft> = joints.iter().map(|joint| draft(joint, Verdict::Same)).collect();
    // What several things are called is told at each of them, if they are few.
    for &short in &order {
        let open = candidates(groups, &index, &forest, short);
        if (1..=OPEN).contains(&open.len()) {
            let share = 1.0 / (open.len() + 1) as f64;
            for mut joint in open.into_values() {
                joint.score = (joint.score * share * 1000.0).round() / 1000.0;
                drafts.push(draft(&joint, Verdict::Unsure));
            }
        }
    }
    (roots, drafts)
}

/// Up to so many things that a short form may stand for are told of.
const OPEN: usize = 5;

/// Which groups are one by now.
struct Forest<'a> {
    parents: Vec<usize>,
    /// The code of each root's groups.
    codes: Vec<Option<&'a str>>,
}

impl<'a> Forest<'a> {
    fn new(groups: &'a [Group]) -> Self {
        Self { parents: (0..groups.len()).collect(), codes: groups.iter().map(|group| group.code.as_deref()).collect() }
    }

    fn root(&self, mut group: usize) -> usize {
        while self.parents[group] != group {
            group = self.parents[group];
        }
        group
    }

    /// Two codes are two things, whatever their names.
    fn may_join(&self, left: usize, right: usize) -> bool {
        let (left, right) = (self.codes[self.root(left)], self.codes[self.root(right)]);
        left.is_none() || right.is_none() || left == right
    }

    fn join(&mut self, left: usize, right: usize) {
        let (left, right) = (self.root(left), self.root(right));
        let (keep, give) = (left.min(right), left.max(right));
        self.parents[give] = keep;
        self.codes[keep] = self.codes[keep].or(self.codes[give]);
    }
}

/// Groups by what they may be called.
struct Index<'a> {
    names: BTreeMap<(EntityType, &'a str), BTreeSet<usize>>,
    /// Persons with posts abroad, by how their name sounds.
    sounds: BTreeMap<String, Vec<usize>>,
    /// The same, by each part of their name.
    parts: BTreeMap<String, Vec<usize>>,
}

/// The joint to the only thing that the short name can stand for; `None` where there is none or several, or where it is
/// joined already.
fn only_candidate(groups: &[Group], index: &Index, forest: &Forest, short: usize) -> Option<Joint> {
    let mut found = candidates(groups, index, forest, short);
    let (_, joint) = found.pop_first()?;
    (found.is_empty() && forest.may_join(joint.full, short)).then_some(joint)
}

/// The joints to all things that the short name can stand for, the best of each; empty where it is joined already.
fn candidates(groups: &[Group], index: &Index, forest: &Forest, short: usize) -> BTreeMap<usize, Joint> {
    let mut found: BTreeMap<usize, Joint> = BTreeMap::new();
    for label in &groups[short].labels {
        let named = index.names.get(&(groups[short].entity_type, label.as_str()));
        let named = named.into_iter().flatten().map(|&full| (full, reason(&groups[full], &groups[short], label)));
        let alike = sounds(&groups[short], label).into_iter().flat_map(|sound| {
            let nearly = sound.starts_with('~');
            index.sounds.get(&sound).into_iter().flatten().map(move |&full| (full, nearly))
        });
        let alike = alike.map(|(full, nearly)| (full, same_sound(&groups[full], &groups[short], nearly)));
        let first = label.split('·').next().unwrap_or_default();
        let parts = index.parts.get(first).filter(|_| groups[short].entity_type == EntityType::Person);
        let parts = parts.into_iter().flatten().map(|&full| (full, part_of_name(&groups[full], &groups[short], label)));
        for (full, reason) in named.chain(alike).chain(parts).filter(|(full, _)| *full != short) {
            if let Some((rule, score)) = reason {
                let target = forest.root(full);
                if target == forest.root(short) {
                    return BTreeMap::new();
                }
                let joint = Joint { full, short, rule, score };
                let best = found.entry(target).or_insert_with(|| joint.clone());
                if joint.score > best.score {
                    *best = joint;
                }
            }
        }
    }
    found
}

/// Which groups list or make each name.
fn index(groups: &[Group]) -> Index<'_> {
    let mut index = Index { names: BTreeMap::new(), sounds: BTreeMap::new(), parts: BTreeMap::new() };
    for (number, group) in groups.iter().enumerate().filter(|(_, group)| !group.closed) {
        for name in group.listed.keys().chain(&group.made).chain(&group.local) {
            index.names.entry((group.entity_type, name.as_str())).or_default().insert(number);
        }
        for sound in group.labels.iter().flat_map(|label| sounds(group, label)) {
            index.sounds.entry(sound).or_default().push(number);
        }
        let abroad = group.entity_type == EntityType::Person && group.countries().any(|code| code != "CN");
        for part in group.labels.iter().filter(|label| abroad && label.contains('·')).flat_map(|label| label.split('·'))
        {
            index.parts.entry(part.to_owned()).or_default().push(number);
        }
    }
    index
}

/// How the name of a person with a post abroad sounds: transcribers choose freely among characters of one sound, and of a long name
/// one syllable may differ behind its initial (泽连斯基, 泽伦斯基).
fn sounds(group: &Group, label: &str) -> Vec<String> {
    let abroad = group.entity_type == EntityType::Person
        && label.chars().count() >= 2
        && group.countries().any(|code| code != "CN");
    if !abroad {
        return Vec::new();
    }
    let plain: Vec<&str> = label.to_pinyin().map(|sound| sound.map_or("?", pinyin::Pinyin::plain)).collect();
    let mut sounds = vec![plain.join(" ")];
    if plain.len() >= 4 {
        sounds.extend((0..plain.len()).filter(|&at| plain[at] != "?").map(|at| {
            let mut open = plain.clone();
            open[at] = &plain[at][..1];
            format!("~{}", open.join(" "))
        }));
    }
    sounds
}

/// Why two persons whose names sound alike are one: a post of one foreign country in both, and the post itself where they sound only
/// nearly alike.
fn same_sound(full: &Group, short: &Group, nearly: bool) -> Option<(&'static str, f64)> {
    // Of the two the one that more documents name is the fuller.
    let more = (full.members.len(), &short.labels) > (short.members.len(), &full.labels);
    let shared = full.countries().any(|code| code != "CN" && short.countries().any(|other| other == code));
    let titles = |group: &Group| -> BTreeSet<String> {
        group.evidence.iter().flat_map(|evidence| &evidence.titles).cloned().collect()
    };
    let joined = more && shared && full.labels.is_disjoint(&short.labels);
    if nearly {
        let one_post = joined && !titles(full).is_disjoint(&titles(short));
        return one_post.then_some(("near-sound.same-post", 0.85));
    }
    joined.then_some(("same-sound.same-country", 0.85))
}

/// Why a person is the one of a longer transcribed name that holds all parts of the shorter, in their order (马杜罗 of 尼古拉斯·马杜罗·莫罗斯, who
/// is not called by the last): one post of one foreign country.
fn part_of_name(full: &Group, short: &Group, label: &str) -> Option<(&'static str, f64)> {
    let within = |name: &String| {
        let mut rest = name.split('·');
        name.len() > label.len() && label.split('·').all(|part| rest.any(|other| other == part))
    };
    let shared = |of: fn(&Evidence) -> &BTreeSet<String>| -> bool {
        full.evidence.iter().any(|left| {
            short
                .evidence
                .iter()
                .any(|right| of(left).intersection(of(right)).any(|one| one != "CN" && is_one_post(one)))
        })
    };
    let one_post = full.labels.iter().any(within)
        && !told_apart(full, short)
        && shared(|evidence| &evidence.countries)
        && shared(|evidence| &evidence.titles);
    one_post.then_some(("part-of-name.same-post", 0.9))
}

/// Whether a title is of one person of a country at a time.
fn is_one_post(title: &str) -> bool {
    !["议员", "大使", "发言人", "代表", "教授", "专家", "学者", "主任", "委员", "官员", "特使", "顾问"]
        .iter()
        .any(|many| title.ends_with(many))
}

/// Why `short`, by its label, is the thing of `full`; `None` where nothing says so or something speaks against it.
fn reason(full: &Group, short: &Group, label: &str) -> Option<(&'static str, f64)> {
    if short.closed
        || !kinds_agree(full.entity_type, &full.kinds, &short.kinds)
        || full.entity_type == EntityType::Place && places_exclude(full, short)
        || full.entity_type == EntityType::Organization && bodies_exclude(full, short)
    {
        return None;
    }
    if full.labels.contains(label) {
        // The same label in two groups: only the code of the fuller one told them apart so far.
        let by_code = full.code.is_some() && short.code.is_none();
        return (full.entity_type == EntityType::Place && by_code).then_some(("same-name.same-area", 0.9));
    }
    if full.entity_type == EntityType::Person && (told_apart(full, short) || !is_last_name_of(full, short)) {
        return None;
    }
    if full.made.contains(label) {
        return Some(("short-form", 0.95));
    }
    if full.local.contains(label) && all_in_documents_of(full, short) {
        return Some(("short-form.same-document", 0.9));
    }
    let listed = full.listed.get(label)?;
    let programme = full.entity_type == EntityType::Policy
        && full.labels.iter().any(|full| is_part_of_policy(label, full))
        && short.members.len() > 3 * full.members.len();
    // What is told beside 一带一路 may be a part of it: 高质量共建“一带一路”八项行动.
    let part = full.entity_type == EntityType::Policy
        && full.members.len() > 3 * short.members.len()
        && full.labels.iter().any(|whole| is_part_of_policy(whole, label));
    // 大陆 is said of 非洲 and of 中国大陆, which the lexicons list both.
    let two = full.entity_type == EntityType::Place && full.lexical && short.lexical;
    if programme || part || two {
        return None;
    }
    // 港澳台 is more than 港澳.
    let more = full.labels.iter().filter_map(|full| full.strip_prefix(label)).any(|rest| {
        let mut rest = rest.chars();
        rest.next().is_some_and(|c| !"省市县区州盟旗镇乡村山江河湖岛港".contains(c)) && rest.next().is_none()
    });
    if more && full.entity_type == EntityType::Place {
        return None;
    }
    // A river is not its basin; and of a name without its place (贸促会 of 江苏省贸促会) more is told than of the full one.
    let basin = full.labels.iter().any(|full| full.strip_suffix("流域") == Some(label));
    let tail = full.labels.iter().any(|full| full.ends_with(label)) && short.members.len() > 3 * full.members.len();
    if basin || tail && listed.len() < 2 {
        return None;
    }
    // A body is not its standing committee.
    const ORGANS: [&str; 7] = ["常务委员会", "常委会", "办公室", "办公厅", "秘书处", "主席团", "党组"];
    let organ = full.labels.iter().any(|full| full.strip_prefix(label).is_some_and(|rest| ORGANS.contains(&rest)));
    if organ && full.entity_type == EntityType::Organization {
        return None;
    }
    // Two long names of bodies that differ in the middle are two bodies: the Central Committee and that for discipline inspection.
    let length = |name: &str| name.chars().count();
    let longest = full.labels.iter().map(|full| length(full)).max().unwrap_or_default();
    let official = length(label) >= 7 && 5 * length(label) > 3 * longest && label.ends_with("委员会");
    if official && full.entity_type == EntityType::Organization {
        return None;
    }
    let abbreviation = full.labels.iter().any(|full| abbreviates(label, full));
    let foreign = label.is_ascii();
    // One document alone may err on a form that its letters do not bear out (世界工厂 for 东莞市).
    (abbreviation || foreign || listed.len() > 1).then_some(("alias", 0.9))
}

/// Whether a person who is known by a last name may be the one of the full name: posts of one country, one body or one
/// title in both; where one of the two tells nothing, no other bears the last name, and the full name is not the rarer by far (拜登 is not
/// 亨特·拜登), it is enough that the records of the silent one name the country of the other.
fn is_last_name_of(full: &Group, short: &Group) -> bool {
    let shared = |of: fn(&Evidence) -> &BTreeSet<String>| {
        full.evidence.iter().any(|left| short.evidence.iter().any(|right| !of(left).is_disjoint(of(right))))
    };
    let told = |group: &Group| group.countries().next().is_some();
    if told(full) && told(short) {
        return shared(|evidence| &evidence.countries);
    }
    // 弗洛雷斯 among Venezuelans is no minister of Ecuador.
    let elsewhere = |told: &Group, silent: &Group| {
        let mut abroad = told.countries().filter(|code| *code != "CN").peekable();
        abroad.peek().is_some() && !abroad.any(|code| silent.around.contains(code))
    };
    shared(|evidence| &evidence.posts)
        || shared(|evidence| &evidence.titles)
        || !short.namesakes
            && short.members.len() <= 3 * full.members.len()
            && !elsewhere(full, short)
            && !elsewhere(short, full)
}

/// Whether most documents that give the full name tell of two: 亨特·拜登 beside 拜登.
fn told_apart(full: &Group, short: &Group) -> bool {
    let documents = |group: &Group| group.listed.values().flatten().cloned().collect::<BTreeSet<_>>();
    let full = documents(full);
    2 * documents(short).intersection(&full).count() > full.len()
}

/// Whether what a policy's name has beyond a part of it says more than what kind of thing that is: 一带一路 is called “一带一路”倡议, and
/// is no “一带一路”合作规划.
fn is_part_of_policy(label: &str, full: &str) -> bool {
    const KINDS: [&str; 12] =
        ["倡议", "战略", "理念", "思想", "原则", "制度", "政策", "精神", "概念", "机制", "行动", "工程"];
    full.split_once(label).is_some_and(|(before, after)| {
        let bare = before.is_empty() && KINDS.contains(&after);
        label != full && !bare && !(after.is_empty() && before == "习近平")
    })
}

/// Whether every document with the short name has the full one too.
fn all_in_documents_of(full: &Group, short: &Group) -> bool {
    let documents = |group: &Group| group.listed.values().flatten().cloned().collect::<BTreeSet<_>>();
    documents(short).is_subset(&documents(full))
}

/// 朝阳区政府 of Changchun is not 北京市朝阳区政府.
fn bodies_exclude(full: &Group, short: &Group) -> bool {
    full.evidence.iter().any(|left| short.evidence.iter().any(|right| left.bodies_conflict(right)))
}

fn places_exclude(full: &Group, short: &Group) -> bool {
    // 吉林 of code 220000 is not 吉林市 of unknown kind.
    if short.code.is_some() && (full.code.is_some() || full.kinds.is_empty() || short.kinds.is_empty()) {
        return true;
    }
    // 哈尔滨新区 lies in 哈尔滨 and is none of its names.
    let new_area = full.code.is_none() && full.labels.iter().any(|label| label.ends_with("新区"));
    if short.code.is_some() && new_area {
        return true;
    }
    let recurring = full
        .labels
        .iter()
        .any(|label| full.kinds.is_empty() || full.kinds.iter().any(|kind| recurs(Some(*kind), label)));
    full.evidence.iter().all(|left| short.evidence.iter().any(|right| left.places_conflict(right, recurring)))
}
