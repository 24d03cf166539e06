//! What a question was taken to mean, in its language, or why it was not understood.

use std::fmt::Write as _;

use indexmap::IndexMap;

use super::super::catalogue::Catalogue;
use super::super::lexer::Token;
use super::super::phrase::{Head, Phrase, Question, is_mark};
use super::super::plan::{Miss, Plan};
use super::super::words::Language;

/// What the question was taken to mean: the frame and its slots.
pub fn understood(plan: &Plan, question: &Question, catalogue: &Catalogue, language: Language) -> String {
    let name = |word: &'static str| match language {
        Language::Chinese => chinese_name(word),
        Language::English => word,
    };
    let mut said: IndexMap<&str, Vec<&str>> = IndexMap::new();
    for (slot, value) in &plan.says {
        let values = said.entry(slot).or_default();
        if !values.contains(&value.as_str()) {
            values.push(value);
        }
    }
    let slots = said.into_iter().map(|(slot, values)| {
        let slot = plan.says.iter().find(|(name, _)| *name == slot).map_or("", |(name, _)| *name);
        format!("{} = {}", name(slot), values.join(", "))
    });
    let slots = slots.collect::<Vec<_>>();
    let mut text = match language {
        Language::Chinese => format!("{}：{}", name(plan.frame), slots.join("；")),
        Language::English => format!("{}: {}", name(plan.frame), slots.join("; ")),
    };
    for guess in guesses(question, catalogue, plan) {
        text.push_str(match language {
            Language::Chinese => "；",
            Language::English => "; ",
        });
        text.push_str(&guess);
    }
    text
}

/// Names that were known by a part alone, with what they were taken for.
fn guesses(question: &Question, catalogue: &Catalogue, plan: &Plan) -> Vec<String> {
    let mut guesses = Vec::new();
    let mut phrases: Vec<&Phrase> = question.phrases.iter().collect();
    while let Some(phrase) = phrases.pop() {
        phrases.extend(&phrase.of);
        let (true, Head::Things(things)) = (phrase.guessed, &phrase.head) else {
            continue;
        };
        for thing in things {
            // Only what the plan took as a name; the words of a topic stand for themselves.
            let label = &catalogue.things[*thing].label;
            if plan.says.iter().any(|(_, value)| value.contains(label)) {
                guesses.push(format!("“{}” → {label}", phrase.text.trim()));
            }
        }
    }
    guesses.reverse();
    guesses
}

/// Why there are no rows: words that nothing explains, with the nearest names; a name that may be several things; or
/// a form of question that no frame has.
pub fn not_understood(miss: &Miss, question: &Question, catalogue: &Catalogue, language: Language) -> String {
    let chinese = language == Language::Chinese;
    if let Miss::Ambiguous(words, meanings) = miss {
        let shown = meanings.iter().take(8).cloned().collect::<Vec<_>>();
        return if chinese {
            format!("“{words}”可能指：{}。请写全称。", shown.join("、"))
        } else {
            format!("“{words}” may be any of: {}. Please give the full name.", shown.join(", "))
        };
    }
    let unknown = unknown(question, if chinese { "" } else { " " });
    if unknown.is_empty() {
        return if chinese {
            "没有读懂这种问法：每个词都认得，但连起来不是已知的问题形式。".to_owned()
        } else {
            "This form of question is not understood, though each of its words is.".to_owned()
        };
    }
    let mut text = if chinese {
        format!("没有读懂：“{}”。", unknown.join("”、“"))
    } else {
        format!("Not understood: “{}”.", unknown.join("”, “"))
    };
    let mut near: Vec<String> = Vec::new();
    for word in &unknown {
        for name in catalogue.nearest(word, 3) {
            if !near.contains(&name) {
                near.push(name);
            }
        }
    }
    if !near.is_empty() {
        let _ = if chinese {
            write!(text, "相近的名称：{}。", near.join("、"))
        } else {
            write!(text, " The nearest names are: {}.", near.join(", "))
        };
    }
    text
}

/// The words that nothing explains; a guess beside one is a part of the same name.
fn unknown(question: &Question, space: &str) -> Vec<String> {
    let loose = |token: &Token| token.is_unknown() || token.guessed;
    let runs = question.tokens.chunk_by(|one, other| loose(one) && loose(other));
    let runs = runs.filter(|run| run.iter().any(|token| token.is_unknown() || is_mark(token)));
    let text = |run: &[Token]| run.iter().map(|token| token.text.trim()).collect::<Vec<_>>().join(space);
    runs.map(text).filter(|text| !text.is_empty()).collect()
}

fn chinese_name(word: &str) -> &str {
    match word {
        "visit" => "考察访问",
        "meeting" => "会见",
        "gathering" => "会议活动",
        "issued" => "出台政策",
        "cooperation" => "合作",
        "production" => "生产",
        "part" => "隶属",
        "location" => "所在地",
        "contents" => "所在机构与地方",
        "post" => "任职",
        "succession" => "接任（按报道先后）",
        "name" => "名称",
        "timeline" => "活动",
        "mentioned" => "文中出现",
        "speech" => "言论",
        "figure" => "数据",
        "who" => "谁",
        "where" => "哪里",
        "within" => "范围",
        "time" => "时间",
        "state" => "状态",
        "kind" => "方式",
        "visitor" => "主要人物",
        "companion" => "陪同者",
        "role" => "角色",
        "event" => "会议",
        "organization" => "机构",
        "position" => "职务",
        "topic" => "话题",
        "document" => "文章",
        "policy" => "政策",
        "issuer" => "出台者",
        "party" => "合作方",
        "maker" => "生产者",
        "product" => "产品",
        "whole" => "上级",
        "what" | "subject" => "对象",
        "indicator" => "指标",
        "relation" | "property" => "关系",
        "except" => "除去",
        "also" => "并且",
        "order" => "次序",
        other => other,
    }
}
