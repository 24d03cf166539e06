//! A reading with its names enters; what organisations make leaves, as facts.
//!
//! Promise: the product stands literally in the evidence and, but for loads (满载…的货车), ends in a product word of
//! `lexicons/zh/products.tsv`. A rule that is unsure who the maker is says nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use regex::Regex;

use super::Fact;
use super::statistic::Rules;
use super::statistic::clause::{self, Names};
use super::statistic::subject::Discourse;
use crate::extract::Annotations;
use crate::model::{BlockKind, EntityType, FactType, Kind, Realis, Role, Span};
use crate::text::Reading;

/// A way of telling what is made.
struct Rule {
    id: &'static str,
    confidence: f64,
    pattern: Regex,
    /// Where the maker stands.
    maker: Maker,
}

/// Where the maker of a product stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Maker {
    /// Right before the verb: 某公司生产的….
    Before,
    /// The last organisation or site named before, in this sentence: 在某公司, 他了解….
    Here,
    /// The organisations of the list right before: 甲、乙“两大手机”.
    List,
    /// The one who speaks or the subject: 我们…成为…龙头.
    Subject,
}

static RULES: LazyLock<Vec<Rule>> = LazyLock::new(|| {
    let rule = |id, confidence, maker, pattern: &str| Rule {
        id,
        confidence,
        maker,
        // The patterns are fixed; a test compiles them all.
        pattern: Regex::new(pattern).expect("the product patterns compile"),
    };
    vec![
        rule(
            "product.makes",
            0.88,
            Maker::Before,
            r"(?:自主|独立|联合|专业|主要|最新|新)*(?:生产|制造|研制|研发|开发|推出)(?:的|了|出的)(?:新一代|新款|首款|全球首款|国内首台|首台)?(?P<what>[^，。；、的“”]{2,24})",
        ),
        rule(
            "product.load",
            0.8,
            Maker::Here,
            r"(?:满载着?|装载着?|装满)(?P<what>[^，。；的]{2,20})的[^，。；]{0,8}(?:货车|卡车|列车|班列|货轮|轮船|集装箱|车辆)",
        ),
        rule(
            "product.shown",
            0.72,
            Maker::Here,
            r"(?:听取了?|详细了解|了解了?|察看了?|查看了?|观看了?|参观了?)(?:公司|企业|该公司|集团)?(?P<what>[^，。；、“”]{2,30})",
        ),
        rule("product.list", 0.85, Maker::List, r"^“?(?:两|[三四五六七八九十])大(?P<what>[^”，。；的]{2,8})”?"),
        rule(
            "product.leader",
            0.75,
            Maker::Subject,
            r"(?:成为|作为|跻身)(?:了)?(?:全球|国内|全国|世界|我国|中国|亚洲|行业)*(?P<what>[^，。；的]{2,14}?)(?:行业|领域|产业|市场)?的?(?:龙头|领军企业|头部企业|领先企业)",
        ),
        rule(
            "product.line",
            0.75,
            Maker::Here,
            r"(?P<what>[^，。；的、“”在]{2,14}?)(?:智能制造|智造|制造|智能化|智能|自动化|总装|装配)*生产线",
        ),
    ]
});

static HEADS: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
    let mut heads: Vec<&str> = include_str!("../../lexicons/zh/products.tsv")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split('\t').next())
        .collect();
    heads.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
    heads
});

/// Words at which the name of a product shown to a visitor ends.
const AFTER_SHOWN: [&str; 18] = [
    "研发",
    "生产",
    "制造",
    "展示",
    "应用",
    "技术",
    "前沿",
    "情况",
    "及",
    "和",
    "产业化",
    "产业",
    "建设",
    "运行",
    "演示",
    "推广",
    "创新",
    "的",
];

/// What organisations make, in the order of the text.
pub fn products(reading: &Reading, annotations: &Annotations) -> Vec<Fact> {
    let names = Names::new(annotations);
    let mut discourse = Discourse::default();
    let mut seen = BTreeSet::new();
    let mut facts = Vec::new();
    for (n, sentence) in reading.sentences.iter().enumerate() {
        if !matches!(reading.blocks[sentence.block].kind, BlockKind::Paragraph | BlockKind::Caption) {
            continue;
        }
        discourse.sentence(reading, &names, n);
        let finder = Finder { reading, names: &names, discourse: &discourse, sentence: sentence.span };
        for clause in clause::clauses(reading, sentence.span) {
            for rule in RULES.iter() {
                for (who, what) in finder.find(rule, clause) {
                    if seen.insert((who, what.clone())) {
                        facts.push(fact(who, &what, rule, sentence.span));
                    }
                }
            }
        }
    }
    facts
}

fn fact(who: usize, what: &str, rule: &Rule, sentence: Span) -> Fact {
    Fact {
        fact_type: FactType::Produces,
        args: BTreeMap::from([(Role::Who, who)]),
        attributes: BTreeMap::from([("what".to_owned(), what.into())]),
        time: None,
        realis: Realis::Happened,
        confidence: rule.confidence,
        rule: rule.id.to_owned(),
        evidence: vec![sentence],
        utterances: Vec::new(),
    }
}

struct Finder<'a> {
    reading: &'a Reading,
    names: &'a Names<'a>,
    discourse: &'a Discourse,
    sentence: Span,
}

impl Finder<'_> {
    fn find(&self, rule: &Rule, clause: Span) -> Vec<(usize, String)> {
        let text = &self.reading.text;
        if rule.maker == Maker::List {
            return self.list(rule, clause);
        }
        let words = clause.of(text);
        let mut found = Vec::new();
        for hit in rule.pattern.captures_iter(words) {
            let (Some(whole), Some(what)) = (hit.get(0), hit.name("what")) else { continue };
            let what = match rule.id {
                "product.load" => Some(what.as_str().to_owned()),
                "product.shown" => shown(what.as_str()),
                "product.makes" => made(what.as_str()),
                _ => ends_in_product(what.as_str()).then(|| what.as_str().to_owned()),
            };
            let Some(what) = what else { continue };
            let at = clause.start + whole.start();
            let who = match rule.maker {
                Maker::Before => self.before(clause, at),
                Maker::Here => self.here(at),
                Maker::Subject => self.subject(clause, at),
                Maker::List => None,
            };
            if let Some(who) = who {
                found.push((who, what));
            }
        }
        found
    }

    /// Whether an entity can make things.
    fn makes(&self, entity: usize) -> bool {
        let entity = &self.names.annotations.entities[entity];
        entity.entity_type == EntityType::Organization
            && matches!(entity.kind, Some(Kind::Company | Kind::Research | Kind::Other | Kind::Education) | None)
    }

    /// The maker whose name, or 公司 for it, ends right before the verb.
    fn before(&self, clause: Span, at: usize) -> Option<usize> {
        let text = &self.reading.text;
        let end = clause.start + text[clause.start..at].trim_end_matches(['正', '在', '已', '所']).len();
        let mention = self.names.annotations.mentions.iter().position(|mention| mention.span.end == end);
        if let Some(entity) = mention.map(|m| self.names.entity(m)).filter(|&entity| self.makes(entity)) {
            return Some(entity);
        }
        self.subject(clause, end).filter(|_| {
            let words = &Rules::embedded().words;
            [&words.company_words, &words.self_words]
                .into_iter()
                .flatten()
                .any(|word| text[clause.start..end].ends_with(word.as_str()))
        })
    }

    /// The organisation of this sentence, named before: by itself, or at the head of a site's name (某公司亦庄办公区).
    fn here(&self, at: usize) -> Option<usize> {
        let span = Span::new(self.sentence.start, at);
        let annotations = self.names.annotations;
        annotations
            .mentions
            .iter()
            .enumerate()
            .filter(|(_, mention)| span.contains(mention.span))
            .filter_map(|(m, mention)| match mention.entity_type {
                EntityType::Organization => Some(self.names.entity(m)),
                EntityType::Place => annotations.entities.iter().position(|entity| {
                    entity.entity_type == EntityType::Organization
                        && entity.names.iter().any(|name| {
                            mention.surface.len() > name.len() && mention.surface.starts_with(name.as_str())
                        })
                }),
                _ => None,
            })
            .rfind(|&entity| self.makes(entity))
    }

    /// The one that the clause is about.
    fn subject(&self, clause: Span, at: usize) -> Option<usize> {
        let rules = Rules::embedded();
        let left = clause::left(self.reading, self.names, &[], Span::new(clause.start, at), rules);
        let subject = self.discourse.resolve(self.names, self.reading, &left, rules, clause);
        subject.entity.or_else(|| self.discourse.speaker()).filter(|&entity| self.makes(entity))
    }

    /// 甲、乙、丙“三大手机”.
    fn list(&self, rule: &Rule, clause: Span) -> Vec<(usize, String)> {
        let text = &self.reading.text;
        let mentions: Vec<usize> = self.names.within(clause).collect();
        let Some(last) = mentions.iter().rposition(|&m| {
            let after = &text[self.names.span(m).end..clause.end];
            rule.pattern.captures(after).is_some_and(|hit| ends_in_product(&hit["what"]))
        }) else {
            return Vec::new();
        };
        let Some(hit) = rule.pattern.captures(&text[self.names.span(mentions[last]).end..clause.end]) else {
            return Vec::new();
        };
        let first = (1..=last)
            .rev()
            .take_while(|&n| {
                let between = &text[self.names.span(mentions[n - 1]).end..self.names.span(mentions[n]).start];
                matches!(between, "、" | "和")
            })
            .last()
            .map_or(last, |n| n - 1);
        mentions[first..=last]
            .iter()
            .map(|&m| self.names.entity(m))
            .filter(|&entity| self.makes(entity))
            .map(|entity| (entity, hit["what"].to_owned()))
            .collect()
    }
}

fn ends_in_product(words: &str) -> bool {
    HEADS.iter().any(|head| words.ends_with(head))
}

/// The product at the start of what is shown: 集成电路装备 of 集成电路装备研发情况.
fn shown(words: &str) -> Option<String> {
    let end = AFTER_SHOWN.iter().filter_map(|word| words.find(word)).filter(|&at| at > 0).min().unwrap_or(words.len());
    let what = &words[..end];
    let long = (2..=16).contains(&what.chars().count());
    (long && (ends_in_product(what) || what.chars().count() > 3 && what.ends_with("产品"))).then(|| what.to_owned())
}

/// The product that a verb of making is followed by: up to its last product word.
fn made(words: &str) -> Option<String> {
    let end = HEADS.iter().filter_map(|head| words.find(head).map(|at| at + head.len())).max()?;
    let what = &words[..end];
    // A head far behind belongs to another phrase (生产的同时也进口汽车).
    let plain = !["同时", "已", "在", "被", "将", "为", "和"].iter().any(|word| what.contains(word));
    (plain && (2..=16).contains(&what.chars().count())).then(|| what.to_owned())
}

#[cfg(test)]
#[allow(clippy::print_stderr, reason = "a skipped or failed measurement says what it saw")]
mod tests {
    use super::*;
    use crate::model::Attribute;
    use crate::relate::statistic::tests::{named, reading, seed_page, shared};

    fn made_in(text: &str, names: &[(&str, EntityType)]) -> Vec<String> {
        let reading = reading(text);
        let entities: Vec<_> = names.iter().map(|(name, kind)| (vec![(*name).to_owned()], *kind, None)).collect();
        let annotations = named(&reading, &entities);
        products(&reading, &annotations)
            .iter()
            .map(|fact| {
                let what = fact.attributes.get("what").and_then(Attribute::text).unwrap_or_default();
                assert!(fact.evidence[0].of(&reading.text).contains(what));
                format!("{}: {what}", annotations.entities[fact.args[&Role::Who]].label)
            })
            .collect()
    }

    #[test]
    fn each_product_word_is_found_in_its_example() {
        for line in include_str!("../../lexicons/zh/products.tsv").lines().filter(|line| !line.starts_with('#')) {
            let columns: Vec<&str> = line.split('\t').collect();
            let found = made_in(columns[2], &[("江州公司", EntityType::Organization)]);
            assert!(matches!(&found[..], [one] if one.ends_with(columns[0])), "{}: {found:?}", columns[2]);
        }
    }

    #[test]
    fn makers_and_products() {
        let firm = [("江州灯具公司", EntityType::Organization)];
        for (text, names, expected) in [
            ("江州灯具公司生产的护眼台灯销往海外。", &firm[..], vec!["江州灯具公司: 护眼台灯"]),
            (
                "江州灯具公司订单充足。目前，公司生产的高亮度舞台灯具产品远销18个国家。",
                &firm,
                vec!["江州灯具公司: 高亮度舞台灯具"],
            ),
            ("在江州灯具公司，一辆辆满载户外灯饰的集装箱货车整装待发。", &firm, vec!["江州灯具公司: 户外灯饰"]),
            (
                "在江州灯具公司，周晓岚详细了解智能台灯研发情况，察看照明产品展示。",
                &firm,
                vec!["江州灯具公司: 智能台灯", "江州灯具公司: 照明产品"],
            ),
            ("在江州灯具公司，全长百米的护眼台灯智能制造生产线正在运转。", &firm, vec!["江州灯具公司: 护眼台灯"]),
            ("江州灯具公司成为国内舞台灯具行业龙头。", &firm, vec!["江州灯具公司: 舞台灯具"]),
            (
                "东原实现青禾、白石“两大汽车”产值增长3%。",
                &[("青禾", EntityType::Organization), ("白石", EntityType::Organization), ("东原", EntityType::Place)],
                vec!["青禾: 汽车", "白石: 汽车"],
            ),
            ("周晓岚来到江州，了解台灯生产情况。", &[("江州", EntityType::Place)], vec![]),
            ("江州灯具公司生产的同时注重安全。", &firm, vec![]),
            ("江州灯具公司购买了一批卡车。", &firm, vec![]),
        ] {
            assert_eq!(made_in(text, names), expected, "{text}");
        }
    }

    #[test]
    fn the_products_of_the_seed_page() {
        let Some(root) = shared() else {
            eprintln!("skipped: no ../shared (set WENMAI_SHARED)");
            return;
        };
        let (mut right, mut all, mut others) = (0, 0, 0);
        for (gold, reading, annotations) in seed_page(&root) {
            let found: Vec<(String, String)> = products(&reading, &annotations)
                .iter()
                .map(|fact| {
                    let what = fact.attributes["what"].text().unwrap_or_default().to_owned();
                    (annotations.entities[fact.args[&Role::Who]].label.clone(), what)
                })
                .collect();
            let listed = |facts: &serde_json::Value| -> Vec<(String, String)> {
                let facts = facts.as_array().into_iter().flatten().filter(|fact| fact["type"] == "produces");
                facts
                    .map(|fact| {
                        (
                            fact["who"].as_str().unwrap_or_default().to_owned(),
                            fact["what"].as_str().unwrap_or_default().to_owned(),
                        )
                    })
                    .collect()
            };
            let gold_facts = listed(&gold["facts"]);
            let optional = listed(&gold["optional"]["facts"]);
            for fact in &gold_facts {
                all += 1;
                if found.contains(fact) {
                    right += 1;
                } else {
                    eprintln!("missed {fact:?}");
                }
            }
            for fact in found.iter().filter(|fact| !gold_facts.contains(fact) && !optional.contains(fact)) {
                others += 1;
                eprintln!("other  {fact:?}");
            }
        }
        eprintln!("{right} of {all} products, {others} others");
        assert!(right >= 8 && others <= 2, "{right} of {all} products, {others} others");
    }
}
