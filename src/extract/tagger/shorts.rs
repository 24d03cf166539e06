//! Countries written with one character: 中 and 美 in 中美关系, 华 in 访华.
//!
//! Enters: a text and which of its characters belong to longer names; leaves: stretches that are such a name beyond
//! doubt, and characters that may be one. Lists of names leave these forms out, because most occurrences of the
//! character mean something else.

use super::labels::Stretch;

/// Countries whose first character is used for them beside another country's.
const COUNTRIES: &str = "中美英法德俄日韩朝印澳乌以伊欧越柬缅蒙哈土匈塞埃沙菲泰老巴墨瓦斐吉塔葡荷意加非拉阿";
/// Those that pair up often enough for a pair to be doubtful where nothing after it tells.
const COMMON: &str = "中美英法德俄日韩朝乌以欧";
/// What follows a pair of countries.
const AFTER_PAIR: [&str; 46] = [
    "两国",
    "关系",
    "双方",
    "双边",
    "合作",
    "友好",
    "建交",
    "元首",
    "领导人",
    "人民",
    "战略",
    "经贸",
    "贸易",
    "命运共同体",
    "人文",
    "外交",
    "外长",
    "总理",
    "首脑",
    "高层",
    "冲突",
    "边境",
    "三国",
    "伙伴",
    "全面",
    "传统",
    "联合",
    "同盟",
    "峰会",
    "各",
    "关税",
    "会谈",
    "谈判",
    "磋商",
    "对话",
    "协议",
    "互",
    "青年",
    "企业",
    "媒体",
    "投资",
    "论坛",
    "自贸",
    "局势",
    "之间",
    "战争",
];
/// Words of motion or dealing before a country of one character, and the characters that then make another word.
const BEFORE_ALONE: &str = "访赴驻援";
const ALONE: &str = "美俄英法德日韩朝欧华";
const OTHER_AFTER: &str = "为夏润南北东中山侨人语国洲盛籍式元方军文容术丽好";

/// Index of the place type in the name layer.
const PLACE: usize = 2;

/// Names beyond doubt, and characters in doubt, among those not `taken`.
pub(super) fn short_countries(text: &[char], taken: &[bool]) -> (Vec<Stretch>, Vec<(usize, usize)>) {
    let mut sure = Vec::new();
    let mut doubtful = Vec::new();
    let mut index = 0;
    while index < text.len() {
        let run = (index..text.len()).take_while(|&at| !taken[at] && COUNTRIES.contains(text[at])).count();
        if run == 0 {
            index += 1;
            continue;
        }
        let end = index + run;
        let next = text.get(end).copied().unwrap_or('。');
        if (2..=4).contains(&run) {
            let distinct = (index..end).all(|at| !text[index..at].contains(&text[at]));
            if distinct && AFTER_PAIR.iter().any(|word| starts_with(&text[end..], word)) {
                sure.extend((index..end).map(one));
            } else if (index..end).all(|at| COMMON.contains(text[at])) {
                doubtful.push((index, end));
            }
        } else if run == 1
            && index > 0
            && BEFORE_ALONE.contains(text[index - 1])
            && !taken[index - 1]
            && ALONE.contains(text[index])
        {
            if OTHER_AFTER.contains(next) {
                doubtful.push((index, end));
            } else {
                sure.push(one(index));
            }
        }
        index = end;
    }
    for at in 1..text.len() {
        let alone = text[at] == '华' && !taken[at] && !taken[at - 1];
        let next = text.get(at + 1).copied().unwrap_or('。');
        if alone && !OTHER_AFTER.contains(next) {
            if "访来驻对援旅赴".contains(text[at - 1]) {
                sure.push(one(at));
            } else if text[at - 1] == '在' {
                doubtful.push((at, at + 1));
            }
        }
    }
    sure.sort_unstable();
    sure.dedup();
    (sure, doubtful)
}

fn one(at: usize) -> Stretch {
    Stretch { start: at, end: at + 1, label: PLACE }
}

fn starts_with(text: &[char], word: &str) -> bool {
    word.chars().enumerate().all(|(at, c)| text.get(at) == Some(&c))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sure(text: &str) -> String {
        let text: Vec<char> = text.chars().collect();
        let (sure, _) = short_countries(&text, &vec![false; text.len()]);
        sure.iter().map(|name| text[name.start]).collect()
    }

    #[test]
    fn countries_stand_in_pairs_or_after_words_of_motion() {
        assert_eq!(sure("中法关系与中美俄三国"), "中法中美俄");
        assert_eq!(sure("外国客人访华，驻美代表赴欧"), "华美欧");
    }

    #[test]
    fn ordinary_words_hold_no_country() {
        assert_eq!(sure("其中法律规定，英法德三种文字"), "");
        assert_eq!(sure("在华南，对华为公司"), "");
        assert_eq!(sure("美好的日子，德高望重"), "");
    }
}
