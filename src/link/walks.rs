//! A title, or the words before a name, enter; the walk of life that they tell leaves.
//!
//! Promise: the classes are those of `lexicons/zh/titles.tsv`; a title that is not listed tells nothing.

use crate::knowledge::Knowledge;

/// What a person does in life, as coarsely as titles tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Walk {
    /// Party, government, parliament, courts, above villages.
    State,
    /// Embassies.
    Diplomacy,
    Military,
    Space,
    Company,
    Research,
    Medicine,
    School,
    Media,
    Sport,
    Arts,
    /// Crowned heads and their houses.
    Royal,
    /// The party and the committee of a village or neighbourhood.
    Village,
    /// Villagers, workers, students, customers: who is named once.
    Private,
}

impl Walk {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::State => "state",
            Self::Diplomacy => "diplomacy",
            Self::Military => "military",
            Self::Space => "space",
            Self::Company => "company",
            Self::Research => "research",
            Self::Medicine => "medicine",
            Self::School => "school",
            Self::Media => "media",
            Self::Sport => "sport",
            Self::Arts => "arts",
            Self::Royal => "royal",
            Self::Village => "village",
            Self::Private => "private",
        }
    }

    /// Whether one person is hardly both. People pass from firms, schools and armies into the state and back.
    pub(super) fn excludes(self, other: Self) -> bool {
        use Walk::{
            Arts, Company, Diplomacy, Media, Medicine, Military, Private, Research, Royal, School, Space, Sport, State,
            Village,
        };
        let one_way = |left, right| match left {
            State | Diplomacy | Royal => matches!(right, Private | Village | Sport | Medicine | Arts),
            Space => !matches!(right, Space | Military | Research | State),
            Sport => !matches!(right, Sport | School | Private),
            Military => matches!(right, Village | Medicine | Arts | Media),
            Medicine => matches!(right, Company | Village | Media | Arts | School | Private),
            Research => matches!(right, Village | Sport | Private),
            Village => matches!(right, School | Media | Arts),
            Company => matches!(right, Media | Sport),
            Private | School | Media | Arts => false,
        };
        one_way(self, other) || one_way(other, self)
    }
}

impl Walk {
    /// Whether people seldom pass from one to the other, though they may.
    pub(super) fn is_far_from(self, other: Self) -> bool {
        use Walk::{Arts, Media, Medicine, Private, Sport, Village};
        self != other
            && [self, other].iter().any(|walk| matches!(walk, Private | Village | Sport | Arts | Medicine | Media))
    }
}

/// Titles whose walk is not that of their class, by their end.
const ENDS: [(&str, Walk); 34] = [
    ("航天员", Walk::Space),
    ("指令长", Walk::Space),
    ("载荷专家", Walk::Space),
    ("主治医师", Walk::Medicine),
    ("主任医师", Walk::Medicine),
    ("副主任医师", Walk::Medicine),
    ("医生", Walk::Medicine),
    ("医师", Walk::Medicine),
    ("护士", Walk::Medicine),
    ("护士长", Walk::Medicine),
    ("村支书", Walk::Village),
    ("村党支部书记", Walk::Village),
    ("村党总支书记", Walk::Village),
    ("村委会主任", Walk::Village),
    ("村主任", Walk::Village),
    ("社区书记", Walk::Village),
    ("社区党委书记", Walk::Village),
    ("社区主任", Walk::Village),
    ("第一书记", Walk::Village),
    ("驻村干部", Walk::Village),
    ("演员", Walk::Arts),
    ("歌手", Walk::Arts),
    ("导演", Walk::Arts),
    ("画家", Walk::Arts),
    ("作曲家", Walk::Arts),
    ("指挥家", Walk::Arts),
    ("钢琴家", Walk::Arts),
    ("作家", Walk::Arts),
    ("选手", Walk::Sport),
    ("运动员", Walk::Sport),
    ("球员", Walk::Sport),
    ("小将", Walk::Sport),
    ("院士", Walk::Research),
    ("传承人", Walk::Arts),
];

/// Titles of people of any walk.
const OPEN: [&str; 6] = ["人大代表", "政协委员", "代表", "委员", "会长", "副会长"];

/// The walk of who bears the title: 国务院副总理 is of the state.
pub(super) fn walk_of(knowledge: &Knowledge, title: &str) -> Option<Walk> {
    if let Some((_, walk)) = ENDS.iter().filter(|(end, _)| title.ends_with(end)).max_by_key(|(end, _)| end.len()) {
        return Some(*walk);
    }
    if OPEN.iter().any(|end| title.ends_with(end)) {
        return None;
    }
    let head = title.char_indices().find_map(|(start, _)| knowledge.titles.head(&title[start..]))?;
    let general =
        matches!(head.word.as_str(), "主任" | "副主任" | "书记" | "院长" | "组长" | "负责人" | "主席" | "秘书长");
    match head.class.as_str() {
        _ if general && title == head.word => None,
        "party" | "government" | "legislature" | "judiciary" => Some(Walk::State),
        "diplomacy" => Some(Walk::Diplomacy),
        "military" => Some(Walk::Military),
        "company" => Some(Walk::Company),
        "research" => Some(Walk::Research),
        "school" => Some(Walk::School),
        "media" => Some(Walk::Media),
        "sport" => Some(Walk::Sport),
        "royal" => Some(Walk::Royal),
        "worker" => Some(Walk::Private),
        "cue" => PRIVATE.contains(&head.word.as_str()).then_some(Walk::Private),
        _ => None,
    }
}

/// Words beside names that tell of private life.
const PRIVATE: [&str; 22] = [
    "村民",
    "居民",
    "市民",
    "农户",
    "农民",
    "牧民",
    "渔民",
    "志愿者",
    "游客",
    "消费者",
    "业主",
    "商户",
    "店主",
    "学生",
    "大学生",
    "研究生",
    "留学生",
    "患者",
    "家长",
    "球迷",
    "乘客",
    "旅客",
];

/// The walk that the last word before a name tells: 村民 in 柳溪村村民.
pub(super) fn walk_before(knowledge: &Knowledge, text: &str) -> Option<Walk> {
    let text = text.trim_end();
    if let Some((_, walk)) = ENDS.iter().filter(|(end, _)| text.ends_with(end)).max_by_key(|(end, _)| end.len()) {
        return Some(*walk);
    }
    let start = text.char_indices().rev().nth(3).map_or(0, |(start, _)| start);
    let last = &text[start..];
    let head = last.char_indices().find_map(|(start, _)| knowledge.titles.head(&last[start..]))?;
    match head.class.as_str() {
        "worker" => Some(Walk::Private),
        "cue" => PRIVATE.contains(&head.word.as_str()).then_some(Walk::Private),
        "sport" => Some(Walk::Sport),
        "company" => Some(Walk::Company),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_tell_the_walk_of_life() {
        let knowledge = Knowledge::embedded();
        let walk = |title| walk_of(knowledge, title);
        assert_eq!(walk("国务院副总理"), Some(Walk::State));
        assert_eq!(walk("董事长"), Some(Walk::Company));
        assert_eq!(walk("柳溪村党支部书记"), Some(Walk::Village));
        assert_eq!(walk("副主任医师"), Some(Walk::Medicine));
        assert_eq!(walk("全国人大代表"), None);
        assert_eq!(walk_before(knowledge, "受灾的柳溪村村民"), Some(Walk::Private));
        assert_eq!(walk_before(knowledge, "中国选手"), Some(Walk::Sport));
        assert_eq!(walk_before(knowledge, "他说"), None);
    }

    #[test]
    fn a_governor_is_no_athlete_and_a_scientist_may_be_a_minister() {
        assert!(Walk::State.excludes(Walk::Sport) && Walk::Sport.excludes(Walk::State));
        assert!(!Walk::State.excludes(Walk::Research) && !Walk::Military.excludes(Walk::Space));
    }
}
