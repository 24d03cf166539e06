//! Nouns that say more than their class: 大学 is a school whose name says so, 峰会 a gathering, 意见 a document.
//!
//! The noun of a question enters; what the names of its members hold leaves. The graph has no finer class for them, and what bears
//! another name is no member: 中学 is no 大学.

use super::Build;
use crate::ask::words::is_chinese;

/// Nouns, apart by `|`, and what a member's name must match.
const NOUNS: [(&str, &str); 18] = [
    (
        "大学|高校|高等学校|院校|高等院校|university|universities|college|colleges|higher education institution|higher education institutions",
        "(大学|学院|高等专科学校|高等研究院)([（(].*|.{0,8}(校区|分校|学院|学部|医学部|中心))?$",
    ),
    ("学院", "学院"),
    ("中学|middle school|middle schools|high school|high schools", "中学|附中|高中|初中"),
    ("小学|primary school|primary schools", "小学|附小"),
    ("医院|hospital|hospitals", "医院"),
    ("条例|regulation|regulations", "条例|规定|办法|规则|细则"),
    ("意见|opinions", "意见"),
    ("方案", "方案"),
    ("规划", "规划|纲要"),
    ("办法", "办法"),
    ("通知|notices", "通知"),
    ("法律|law|laws", "法(》|$|[（(])|法律|法典"),
    ("峰会|summit|summits", "峰会|首脑|领导人.*会"),
    ("论坛|forum|forums", "论坛"),
    ("座谈会|symposium|symposia", "座谈会|研讨会"),
    ("研讨会", "研讨会"),
    ("展会|exhibition|exhibitions|fair|fairs|expo|expos", "展会|展览|博览会|交易会|进博会|广交会"),
    ("仪式|ceremony|ceremonies", "仪式|典礼"),
];

/// What the name of a member of this noun must match; nothing where the class says all that the noun does.
fn pattern(noun: &str) -> Option<&'static str> {
    let noun = noun.to_lowercase();
    let noun = noun.trim();
    // 哪些大学, which universities: the noun is what is left.
    let noun = if noun.chars().all(is_chinese) { noun } else { noun.rsplit("which ").next().unwrap_or(noun) };
    NOUNS.iter().find(|(nouns, _)| nouns.split('|').any(|other| other == noun)).map(|(_, pattern)| *pattern)
}

impl Build<'_> {
    /// Leaves those things in `variable` whose preferred name is of the noun, where it says more than its class.
    pub fn noun(&mut self, variable: &str, noun: &str) {
        if pattern(noun).is_some() {
            let name = self.variable("called");
            self.line(format!("?{variable} skos:prefLabel ?{name} ."));
            self.called(&name, noun);
        }
    }

    /// The same where the variable holds the name itself.
    pub fn called(&mut self, name: &str, noun: &str) {
        if let Some(pattern) = pattern(noun) {
            self.line(format!("FILTER(REGEX(STR(?{name}), \"{pattern}\"))"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_noun_leaves_out_what_bears_another_name() {
        let fits = |noun: &str, name: &str| {
            regex::Regex::new(pattern(noun).expect("a noun of the table")).expect("a pattern").is_match(name)
        };
        for (noun, members, others) in [
            (
                "大学",
                ["江海理工大学", "江海师范学院", "江海大学（东校区）"],
                ["江海市第一中学", "江海大学附属中学", "江海大学附属小学"],
            ),
            (
                "universities",
                ["江海理工大学", "江海大学医学部", "江海学院"],
                ["江海市第一中学", "江海日报", "江海小学"],
            ),
            ("峰会", ["江海数字峰会", "江海领导人非正式会议", "首脑会晤"], ["江海论坛", "座谈会", "全会"]),
        ] {
            for name in members {
                assert!(fits(noun, name), "{noun}: {name}");
            }
            for name in others {
                assert!(!fits(noun, name), "{noun}: {name}");
            }
        }
        for (_, pattern) in NOUNS {
            assert!(
                regex::Regex::new(pattern).is_ok() && !pattern.contains(['"', '\\', '?']) || pattern.contains(")?$")
            );
        }
        assert_eq!(pattern("学校"), None);
    }
}
