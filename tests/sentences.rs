//! Sentences of kinds that other tools were reported to get wrong enter; what has to come out stands beside each. The kinds are
//! those of public threads; the sentences are our own.

use std::fmt::Write as _;

use wenmai::knowledge::Knowledge;
use wenmai::link::link;
use wenmai::model::{
    Attribute, Block, BlockKind, Document, DocumentId, EntityId, EntityType, FactType, Realis, Record, Role, Span,
};
use wenmai::pipeline;

fn record(id: &str, text: &str) -> Record {
    let block = Block { kind: BlockKind::Paragraph, spans: vec![Span::new(0, text.len())] };
    let document = Document {
        id: DocumentId(id.to_owned()),
        source: "-".to_owned(),
        title: String::new(),
        date: "2026-03-06".parse().ok(),
        publisher: None,
        url: None,
        text: text.to_owned().into(),
        sha256: format!("{id:0>64}"),
        blocks: vec![block],
    };
    pipeline::record(&document, Knowledge::embedded())
}

/// `Person 李明远`, one line for each entity.
fn entities(record: &Record) -> Vec<String> {
    record.entities.iter().map(|entity| format!("{} {}", entity.entity_type.name(), entity.label)).collect()
}

/// `visited who=李明远 where=海川公司`, one line for each fact that happened, statistics aside.
fn happened(record: &Record) -> Vec<String> {
    let label = |id: &EntityId| {
        record.entities.iter().find(|entity| entity.id == *id).map_or("", |entity| entity.label.as_str())
    };
    let roles = [Role::Who, Role::Where, Role::Within, Role::Org, Role::Inner, Role::Outer, Role::A, Role::B];
    record
        .facts
        .iter()
        .filter(|fact| fact.realis == Realis::Happened && fact.fact_type != FactType::Statistic)
        .map(|fact| {
            let mut line = fact.fact_type.name().to_owned();
            for role in roles {
                if let Some(id) = fact.args.get(&role) {
                    let _ = write!(line, " {}={}", role.name(), label(id));
                }
            }
            if let Some(position) = fact.attributes.get("position").and_then(Attribute::text)
                && fact.fact_type == FactType::HoldsPosition
            {
                let _ = write!(line, " position={position}");
            }
            line
        })
        .collect()
}

#[track_caller]
fn check(text: &str, named: &[&str], told: &[&str]) {
    let record = record("sentence", text);
    let (entities, facts) = (entities(&record), happened(&record));
    for name in named {
        assert!(entities.iter().any(|entity| entity == name), "{text}: no {name} in {entities:?}");
    }
    assert_eq!(facts, told, "{text}");
}

#[test]
fn a_visit_at_a_place_is_of_the_company() {
    let record = record("sentence", "李明远来到深圳立方庭参观海川科技公司。");
    let facts = happened(&record);
    assert!(facts.iter().any(|fact| fact.starts_with("visited who=李明远 where=海川科技公司")), "{facts:?}");
}

#[test]
fn a_chain_after_a_verb_of_place_is_cut_by_levels() {
    check(
        "海川纺织厂位于昆山市周庄镇。",
        &["Organization 海川纺织厂", "Place 昆山市", "Place 周庄镇"],
        &["locatedIn inner=海川纺织厂 outer=周庄镇", "locatedIn inner=周庄镇 outer=昆山市"],
    );
}

#[test]
fn a_telegram_is_no_visit() {
    check(
        "国务院总理李强向越南祖国阵线主席杜文战致贺电。",
        &["Person 李强", "Organization 越南祖国阵线", "Person 杜文战"],
        &[
            "holdsPosition who=李强 org=国务院 position=国务院总理",
            "holdsPosition who=杜文战 org=越南祖国阵线 position=越南祖国阵线主席",
        ],
    );
}

#[test]
fn a_former_name_is_found_beside_the_present_one() {
    check(
        "天津的滨海师范大学以前叫滨海师范学院。",
        &["Place 天津", "Organization 滨海师范大学", "Organization 滨海师范学院"],
        &[],
    );
}

#[test]
fn common_words_are_no_organisations() {
    for text in ["这套教材为广大教师所喜爱。", "全镇有幼儿园和小学各2所。"] {
        let record = record("sentence", text);
        assert!(record.entities.is_empty(), "{text}: {:?}", entities(&record));
    }
}

#[test]
fn a_body_a_name_and_a_title_are_three() {
    check(
        "昆山市教育局周晓岚局长到会。",
        &["Organization 昆山市教育局", "Person 周晓岚"],
        &["holdsPosition who=周晓岚 org=昆山市教育局 position=局长"],
    );
}

#[test]
fn a_tower_is_no_person() {
    let record = record("sentence", "江西最有名的酒是滕王阁。");
    assert!(record.entities.iter().all(|entity| entity.entity_type != EntityType::Person), "{:?}", entities(&record));
}

#[test]
fn a_long_name_of_a_body_is_one() {
    let record = record("sentence", "武汉东湖新技术开发区管委会发布公告。");
    let bodies = entities(&record).into_iter().filter(|line| line.starts_with("Organization")).collect::<Vec<_>>();
    assert_eq!(bodies, ["Organization 武汉东湖新技术开发区管委会"]);
}

#[test]
fn a_described_person_keeps_the_bare_name() {
    check(
        "勤奋的鲁迅住在日本仙台。",
        &["Person 鲁迅", "Place 仙台", "Place 日本"],
        &["locatedIn inner=仙台 outer=日本"],
    );
}

#[test]
fn what_is_to_be_sold_has_not_been() {
    check("江苏农商银行800万股股权将被拍卖。", &["Organization 江苏农商银行"], &[]);
}

#[test]
fn a_person_who_cares_is_no_organisation() {
    check("李强关心的这个山村通了公路。", &["Person 李强"], &[]);
}

#[test]
fn what_never_was_gives_nothing() {
    check("科斯塔从未效力于中国队。", &["Person 科斯塔"], &[]);
    check("科斯塔从未访问海川公司，也从未担任中国队主教练。", &["Person 科斯塔"], &[]);
}

#[test]
fn one_person_with_and_without_a_title_is_one_and_two_of_one_name_are_two() {
    let one = record("one", "马克龙发表讲话。法国总统马克龙说，双方要加强合作。");
    assert_eq!(one.entities.iter().filter(|entity| entity.entity_type == EntityType::Person).count(), 1);
    let records =
        [record("two", "河北省省长李晨主持召开经济工作会议。"), record("three", "云南省省长李晨表示，要抓好落实。")];
    let linking = link(&records, Knowledge::embedded());
    assert_eq!(linking.entities.iter().filter(|entity| entity.label == "李晨").count(), 2);
}
