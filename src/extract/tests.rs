//! The recognisers that are rules, each with sentences of our own and without the tagger: what they find and what they leave.

use super::scene::{Candidate, Scene};
use super::{
    Annotations, body, document, entities, event, forms, grow, lexicon, person, policy, position, resolve, site, slot,
    trim,
};
use crate::ingest::{Format, Options, read_bytes};
use crate::knowledge::Knowledge;
use crate::model::EntityType;
use crate::text;

/// The names that lexicons and rules find in a text.
fn by_rules(title: &str, body_text: &str) -> Annotations {
    let line = serde_json::json!({ "id": "x", "title": title, "text": body_text }).to_string();
    let (documents, _) = read_bytes("x.jsonl", Format::Jsonl, line.into_bytes(), &Options::default());
    let reading = text::read(&documents[0]);
    let scene = Scene { reading: &reading, knowledge: Knowledge::embedded() };
    let mut found: Vec<Candidate> = lexicon::candidates(scene);
    found.extend(grow::candidates(scene, &found));
    found.extend(event::traps(scene, &found));
    found.extend(policy::candidates(scene));
    found.extend(body::candidates(scene, &found));
    found.extend(site::candidates(scene, &found));
    found.extend(slot::candidates(scene, &found));
    let mut found = trim::trim(scene, found);
    let positions = position::positions(scene, &resolve::resolve(scene, &found));
    found.extend(person::candidates(scene, &positions));
    found.extend(document::candidates(scene, &resolve::resolve(scene, &found)));
    let mentions = forms::supported(scene, resolve::resolve(scene, &found));
    let (entities, entity_of) = entities::entities(scene, &mentions);
    Annotations { mentions, entities, entity_of, positions: Vec::new() }
}

/// `wanted` are names that must be found with their type, `unwanted` names that no entity may have.
fn check(sentence: &str, wanted: &[(EntityType, &str)], unwanted: &[&str]) {
    let found = by_rules("", sentence);
    let told = || found.entities.iter().map(|entity| (entity.entity_type, &entity.names)).collect::<Vec<_>>();
    for (entity_type, name) in wanted {
        let there = |entity: &super::DocumentEntity| {
            entity.entity_type == *entity_type && entity.names.iter().any(|form| form == name)
        };
        assert!(found.entities.iter().any(there), "{entity_type} {name} is not in {:?} of {sentence}", told());
    }
    for name in unwanted {
        let there = |entity: &super::DocumentEntity| entity.names.iter().any(|form| form == name);
        assert!(!found.entities.iter().any(there), "{name} is in {:?} of {sentence}", told());
    }
}

use EntityType::{Organization, Person, Place, Policy};

#[test]
fn chains_are_cut_at_listed_and_unlisted_levels() {
    check(
        "他来到江西省宜春市袁州区柳溪镇北原村，与村民交流。",
        &[(Place, "江西省"), (Place, "宜春市"), (Place, "袁州区"), (Place, "北原村")],
        &["柳溪镇北原村", "袁州区柳溪镇北原村"],
    );
    check("考察组走进成都市武侯区滨河街道青原社区。", &[(Place, "青原社区")], &["滨河街道青原社区"]);
    check("法国首都巴黎东郊杜蒙镇发生火灾。", &[(Place, "杜蒙镇")], &["东郊杜蒙镇", "首都巴黎东郊杜蒙镇"]);
}

#[test]
fn sites_go_by_their_bare_name_too() {
    check(
        "总理来到北京飞梭国际会展中心。",
        &[(Place, "飞梭国际会展中心"), (Place, "北京飞梭国际会展中心"), (Place, "北京")],
        &[],
    );
    check("记者来到武汉第一公园。", &[], &["第一公园公园"]);
}

#[test]
fn a_site_in_a_site_has_its_own_name() {
    check("货轮停靠在宁波柳溪港北山码头。", &[(Place, "北山码头")], &["柳溪港北山码头", "宁波柳溪港北山码头"]);
}

#[test]
fn counts_verbs_and_kinds_are_no_sites() {
    check("考古队在新疆4处遗址开展工作。", &[], &["4处遗址", "新疆4处遗址"]);
    check("海淀区建设智能机床产业园。", &[(Place, "海淀区")], &["海淀区建设智能机床产业园"]);
    check("德国铁路职工罢工。", &[(Place, "德国")], &["德国铁路"]);
    check("各地加强城市管理，货轮悬挂国旗驶入港口。", &[], &["城市", "国旗"]);
    check("双方推进互联互通。", &[], &["互联互通"]);
}

#[test]
fn clear_contexts_and_repetition_make_names_of_unlisted_words() {
    check("记者在柳溪灌区看到，渠水清澈。", &[(Place, "柳溪灌区")], &[]);
    check("柳溪水库开闸放水。专家说，今年柳溪水库来水偏多。", &[(Place, "柳溪水库")], &[]);
}

#[test]
fn stretches_lines_and_houses() {
    check("黄河兰州段水质良好。", &[(Place, "黄河兰州段"), (Place, "黄河"), (Place, "兰州")], &[]);
    check("合肥至武汉高速铁路开工。", &[(Place, "合肥至武汉高速铁路")], &["武汉高速铁路"]);
    check("他家住上海柳溪路211弄。", &[(Place, "柳溪路211弄"), (Place, "柳溪路")], &[]);
    check("江西乐平防洪治理工程开工。", &[(Place, "江西乐平防洪治理工程")], &[]);
}

#[test]
fn goals_of_visits() {
    check("县长来到孟亭灌区水情调度中心，听取汇报。", &[(Place, "孟亭灌区水情调度中心")], &[]);
    check("县长来到孟亭灌区大数据基地。", &[(Place, "孟亭灌区大数据基地")], &[]);
    check("县长到孟亭水库引黄调蓄工程调研。", &[(Place, "孟亭水库引黄调蓄工程")], &[]);
    check("在桃源国控空气自动监测点，他察看了数据。", &[(Place, "桃源国控空气自动监测点")], &[]);
    check("总书记来到伏羊庙，了解文物保护情况。", &[(Place, "伏羊庙")], &[]);
    check("记者来到其中一个多功能研发中心。", &[], &["其中一个多功能研发中心", "一个多功能研发中心"]);
}

#[test]
fn one_character_in_a_compound_names_nothing() {
    check("巴以冲突持续，俄乌冲突未止。", &[], &["巴", "以", "乌"]);
    check("俄称控制一处居民点。", &[(Place, "俄")], &[]);
    check("乌克兰国防部通报战况，乌称击退进攻。乌克兰总统表示感谢。", &[(Place, "乌")], &[]);
}

#[test]
fn committees_and_countries_before_bodies() {
    check("省委书记、省人大常委会主任马宏伟出席。", &[(Organization, "省委")], &[]);
    check("中国全国政协愿同对方加强交往。", &[(Place, "中国"), (Organization, "全国政协")], &["中国全国政协"]);
    check("在甘肃省兰州市安宁区柳溪镇北原村党支部，党员们座谈。", &[(Place, "甘肃省"), (Place, "兰州市")], &[]);
}

#[test]
fn bodies_end_before_verbs_and_after_titles() {
    check("审计署副审计长潘海受国务院委托作了说明。", &[(Organization, "国务院")], &["审计署副审计长潘海受国务院"]);
    check(
        "浦江中国增持安徽柳溪物业服务公司。",
        &[(Organization, "安徽柳溪物业服务公司")],
        &["增持安徽柳溪物业服务公司"],
    );
    check("主席会见越南共产党代表团。", &[(Organization, "越南共产党")], &["越南共产党代表团"]);
    check("颁奖安排在人民大会堂北大厅。", &[(Place, "人民大会堂")], &["人民大会堂北大厅"]);
}

#[test]
fn policies_that_verbs_govern_and_works_that_are_none() {
    check("全省实施好万户农家增收提质行动。", &[(Policy, "万户农家增收提质行动")], &[]);
    check("两国元首签署全面友好伙伴关系条约。", &[(Policy, "全面友好伙伴关系条约")], &[]);
    check("要开展三项行动，签署多项合作协议。", &[], &["三项行动", "多项合作协议"]);
    check("部门出台“稳粮十条”。", &[(Policy, "稳粮十条")], &[]);
    check("全市推进科技“远帆”工程。", &[(Policy, "科技“远帆”工程"), (Policy, "“远帆”工程")], &[]);
    check("合唱《我爱你中国》在晚会上响起。", &[], &["中国"]);
}

#[test]
fn short_titles_stand_for_the_document() {
    let found = by_rules("", "《关于促进柳溪产业发展的若干措施》印发。《若干措施》提出三项任务。");
    let policies = found.entities.iter().filter(|entity| entity.entity_type == Policy).count();
    assert_eq!(policies, 1, "{:?}", found.entities);
}

#[test]
fn a_column_before_a_headline_names_nothing() {
    let found = by_rules("【活力中国调研行】柳溪的早晨", "集市上人来人往。");
    assert!(found.entities.is_empty(), "{:?}", found.entities);
}

#[test]
fn events_swallow_the_names_that_they_begin_with() {
    check("第九届泰山国际登山论坛开幕。", &[], &["泰山"]);
    check("昨天，山东海洋牧场建设及渔港升级座谈会召开。", &[], &["山东"]);
    check("他在上海参加大会。", &[(Place, "上海")], &[]);
}

#[test]
fn persons_end_before_verbs_and_begin_after_titles() {
    check("主任郝平进行会谈。", &[(Person, "郝平")], &["郝平进"]);
    check("首相洪森专访今晚播出。", &[], &["洪森专"]);
    check("习近平向运动员和观众问好。", &[(Person, "习近平")], &["和观众"]);
    check("新西兰前总理约翰·科尔来访。", &[(Person, "约翰·科尔")], &["理约翰·科尔"]);
    check("负责人马先生来到现场，村委会主任张某某被带走。", &[], &["马先", "马先生", "张某某", "张某"]);
    check(
        "王海、李明远、赵启、周国强、孙志刚、束春江及有关部门负责人参加。",
        &[(Person, "束春江"), (Person, "赵启")],
        &[],
    );
}

#[test]
fn forms_of_one_thing_are_one() {
    let found = by_rules("", "墨西哥众议院通过决议。墨西哥总统表示，墨众议院作出了贡献。");
    let bodies = found.entities.iter().filter(|entity| entity.entity_type == Organization).count();
    assert_eq!(bodies, 1, "{:?}", found.entities);
}

#[test]
fn a_post_abroad_is_told_with_where_it_is_and_belongs_to_who_sent_its_holder() {
    for (sentence, post, house) in [
        ("中国驻法国大使林若川到会。", "中国驻法国大使", Some("中国")),
        ("俄罗斯驻美国大使馆发表声明。", "", None),
        ("日本驻上海总领事林若川到会。", "日本驻上海总领事", Some("日本")),
        ("西班牙驻沪总领事林若川到会。", "西班牙驻沪总领事", Some("西班牙")),
        ("法国驻华大使林若川到会。", "法国驻华大使", Some("法国")),
        ("参加活动的有驻埃及大使林若川。", "驻埃及大使", None),
    ] {
        let line = serde_json::json!({ "id": "x", "title": "", "text": sentence }).to_string();
        let (documents, _) = read_bytes("x.jsonl", Format::Jsonl, line.into_bytes(), &Options::default());
        let reading = text::read(&documents[0]);
        let scene = Scene { reading: &reading, knowledge: Knowledge::embedded() };
        let mentions = resolve::resolve(scene, &lexicon::candidates(scene));
        let positions = position::positions(scene, &mentions);
        let told = positions.first().map(|position| {
            (position.span.of(&reading.text), position.org.map(|org| mentions[org].span.of(&reading.text)))
        });
        let wanted = (!post.is_empty()).then_some((post, house));
        assert_eq!(told, wanted, "{sentence}");
    }
}

#[test]
fn names_have_the_bounds_that_they_are_called_by() {
    check("他来到全国重点文物保护单位伏羊庙。", &[(Place, "伏羊庙")], &["重点文物保护单位伏羊庙"]);
    check("总书记参观苏州师范学院（北原校区）。", &[(Place, "苏州师范学院（北原校区）")], &[]);
    check("柳溪贸易有限公司办公室主任王海出席。", &[(Organization, "柳溪贸易有限公司")], &["柳溪贸易有限公司办公室"]);
    check("中国（江西）自由贸易试验区挂牌。", &[(Place, "中国（江西）自由贸易试验区"), (Place, "江西")], &["中国"]);
    check("科考队在西南印度洋作业，又回到太平洋。", &[(Place, "西南印度洋"), (Place, "太平洋")], &["印度洋"]);
    check("记者在川东北看到，油菜花开了。", &[(Place, "川东北")], &["东北"]);
    check("伊朗西部地区发生地震。", &[(Place, "伊朗")], &["西部地区"]);
    check("她走进宜昌许家冲村。", &[(Place, "许家冲村"), (Place, "宜昌")], &["冲村"]);
    check("这里是西部地区的重要枢纽。", &[(Place, "西部地区")], &[]);
}

#[test]
fn sites_in_quotes_and_after_quotes() {
    check("“远帆”输油管道停止输油。", &[(Place, "“远帆”输油管道")], &[]);
    check("当地打造“柳浪大街”。", &[(Place, "柳浪大街")], &[]);
    check("打通服务“最后一公里”，建设“七横八纵”铁路网。", &[], &["最后一公里", "“七横八纵”铁路"]);
}

#[test]
fn policies_without_marks_are_told_by_their_last_words() {
    check("要把检查列入明年规范柳溪执法专项行动。", &[(Policy, "规范柳溪执法专项行动")], &["明年规范柳溪执法专项行动"]);
    check("各地开展了多次专项行动。", &[], &["多次专项行动"]);
    check("推进云贵高原生态保护和高质量发展。", &[(Policy, "云贵高原生态保护和高质量发展")], &["云贵高原"]);
    check("代表们审议全国人大常委会工作报告。", &[(Policy, "全国人大常委会工作报告")], &["全国人大常委会"]);
    check("建设“云上丝绸之路”。", &[(Policy, "云上丝绸之路")], &[]);
    check("引青济柳工程全线通水。", &[(Policy, "引青济柳工程")], &[]);
    check("市里推进“大湾”江西攻坚战。", &[(Policy, "“大湾”江西攻坚战")], &[]);
    check("卫生部门发布柳溪诊所管理暂行办法（征求意见稿）。", &[(Policy, "柳溪诊所管理暂行办法（征求意见稿）")], &[]);
    check("推进“远帆”建设工作领导小组办公室发布通知。", &[(Organization, "推进“远帆”建设工作领导小组办公室")], &[]);
}

#[test]
fn a_name_in_its_own_letters_is_the_same_person() {
    let found = by_rules("", "英国总理马丁·科尔（Martin Cole）来访，Martin Cole发表讲话。");
    let persons = found.entities.iter().filter(|entity| entity.entity_type == Person).collect::<Vec<_>>();
    assert_eq!(persons.len(), 1, "{persons:?}");
    assert!(persons[0].names.iter().any(|name| name == "Martin Cole"), "{persons:?}");
}

#[test]
fn a_relative_is_not_who_bears_the_last_name() {
    // The bare last name is the tagger's to find.
    let people = |body_text: &str| {
        let line = serde_json::json!({ "id": "x", "title": "", "text": body_text }).to_string();
        let (documents, _) = read_bytes("x.jsonl", Format::Jsonl, line.into_bytes(), &Options::default());
        let found = super::annotate(&text::read(&documents[0]), Knowledge::embedded());
        found.entities.iter().filter(|entity| entity.entity_type == Person).count()
    };
    assert_eq!(people("英国总理马丁·科尔来访。英国总理科尔表示，两国友好。"), 1);
    assert_eq!(people("英国总理科尔之子马丁·科尔回国。英国总理科尔表示，两国友好。"), 2);
    assert_eq!(people("英国总理科尔谈到他的儿子——马丁·科尔。英国总理科尔表示，两国友好。"), 2);
}

#[test]
fn zones_and_countries_have_short_forms() {
    let found = by_rules("", "中国（江西）自由贸易试验区挂牌，江西自贸区迎来新机遇。");
    let zones = found.entities.iter().filter(|entity| entity.names.iter().any(|name| name.contains('区'))).count();
    assert_eq!(zones, 1, "{:?}", found.entities);
    check("邻国最早同新中国建交。中国表示感谢。", &[(Place, "新中国"), (Place, "中国")], &[]);
}

#[test]
fn a_county_in_a_row_of_places_is_one() {
    check("督查组深入永安、将乐等地。", &[(Place, "永安"), (Place, "将乐")], &[]);
}

#[test]
fn departments_are_named_before_titles_and_in_rows() {
    check(
        "人事处副处长李明、教务处和财务处负责人到会。",
        &[(Organization, "人事处"), (Organization, "教务处"), (Organization, "财务处")],
        &[],
    );
    check("各高校人事处招聘教师，人事处工作繁忙。", &[], &["人事处"]);
    check("县政府县长李明说，项目进展顺利。", &[(Organization, "县政府")], &[]);
}

#[test]
fn a_village_is_no_city_of_the_world() {
    check("驻柏林村工作队走访农户。", &[], &["柏林"]);
    check("他抵达柏林，村上先生前来迎接。", &[(Place, "柏林")], &[]);
}

#[test]
fn two_firms_are_not_one_and_verbs_are_no_part_of_names() {
    check(
        "考察组走访远帆设备公司和海川钢铁集团。",
        &[(Organization, "远帆设备公司"), (Organization, "海川钢铁集团")],
        &["远帆设备公司和海川钢铁集团"],
    );
    check("柳溪市委市政府召开会议。", &[], &["柳溪市委市政府", "市委市政府"]);
}
