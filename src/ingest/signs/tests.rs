//! Each sign with lines that carry it and near misses that do not.

use jiff::civil::date;

use super::*;

/// Runs a question over lines that it must affirm and lines that it must deny.
fn check(question: fn(&str) -> bool, yes: &[&str], no: &[&str]) {
    for line in yes {
        assert!(question(&plain(line)), "should hold: {line}");
    }
    for line in no {
        assert!(!question(&plain(line)), "should not hold: {line}");
    }
}

#[test]
fn finished_lines() {
    check(
        is_finished,
        &["雨停了。", "“雨停了。”", "他问:“谁来?”", "如下:", "雨停了。(记者 王甲)", "雨停了……"],
        &["春耕正忙", "简称甲中心(乙)", "存在不少短", "基础研究+", "“桥”"],
    );
}

#[test]
fn open_quotations() {
    check(is_open, &["“我们先修路", "称为“甲‘乙’", "(见第二版", "“甲”“乙"], &["“甲”", "甲”乙", "(甲)乙"]);
}

#[test]
fn text_and_titles() {
    check(
        is_text,
        &[
            "雨停了。",
            "“我们先修路",
            "修桥、",
            ",如缺钱缺人",
            "在东岭县的山路上,一辆辆货车满载着刚刚摘下的果子驶向城",
            "名单如下:",
        ],
        &["东岭县春耕正忙", "稳就业,各地有新招", "谁来守护这条河?", "“小果子”闯出大市场"],
    );
    check(may_ask, &["谁来守护这条河?"], &["谁来守护这条河", "他问:“谁来守护?这条河很长。"]);
}

#[test]
fn datelines() {
    check(
        has_dateline,
        &[
            "新华社南昌3月13日电(记者甲)东岭县",
            "新华社南昌3月13日电东岭县",
            "本报讯 (记者甲)东岭县",
            "本报南昌3月12日讯 东岭县",
            "中新网兰州3月13日电 东岭县",
            "據新華社電 東嶺縣",
            "(中央社記者甲乙台北6日電)東嶺縣",
            "据新华社电 东岭县",
            "央视网消息(新闻联播):东岭县",
            "每经AI快讯,东岭县",
            "东岭日报讯 记者甲",
        ],
        &[
            "国家电网公司今年用电量增长",
            "新华社记者从东岭电力局获悉,东岭县",
            "社区消息多",
            "本报记者 王甲",
            "3月13日,东岭县",
            "报社讯问处理",
        ],
    );
}

#[test]
fn bylines() {
    check(
        is_byline,
        &[
            "本报记者 王甲",
            "本报记者王甲 通讯员李乙",
            "(记者 王甲)",
            "文/王甲",
            "新华社记者 王甲 李乙",
            "责任编辑:王甲",
            "经济日报记者 王甲",
            "本报驻东岭记者 王甲",
            "■ 王甲",
            "(作者:王甲)",
            "本報記者 陳甲",
        ],
        &[
            "记者来到东岭县,只见麦田青青。",
            "记者观察:东岭的春天",
            "作者的春天,",
            "本报讯 王甲",
            "文旅市场火热",
            "编辑部的一天。",
        ],
    );
    check(is_author, &["王甲", "(李 乙)", "王甲 李乙", "欧阳甲乙"], &["东岭县", "金视角", "春耕", "王甲李乙丙"]);
}

#[test]
fn signatures() {
    check(
        is_signature,
        &["东岭县驻村工作队 王甲", "东岭大学 李乙"],
        &["新桥通车 万人空巷", "东岭县 春耕", "王甲 李乙"],
    );
    check(is_byline, &["来源:东岭日报"], &["来源地的故事"]);
}

#[test]
fn credits_and_captions() {
    check(
        is_credit,
        &[
            "王甲摄(东岭视觉)",
            "新华社记者 王甲 摄",
            "(王甲摄)",
            "图/王甲",
            "王甲供图",
            "(新华社发)",
            "新华社发(王甲摄)",
            "摄影:王甲",
        ],
        &["他爱上了摄影,常去江边。", "东岭县春耕正忙", "图为东岭县的麦田。", "用镜头记录时代的摄影"],
    );
    let line = plain("东岭县麦田里,农机正忙。 王甲摄(东岭视觉)");
    let at = credit_at_end(&line).expect("a credit");
    assert_eq!(&line[at..], "王甲摄（东岭视觉）");
    assert_eq!(credit_at_end(&plain("农机正忙。麦苗青青")), None);
    check(opens_caption, &["图为东岭县。", "上图:麦田"], &["图书馆里", "这里是东岭"]);
}

#[test]
fn titles() {
    check(
        is_numbered,
        &["一、修路", "(二)架桥", "第三章 总则", "1.修路", "●修路"],
        &["一条路", "1.5倍", "第一书记来了"],
    );
    check(is_part_of_headline, &["——东岭县见闻", "王甲在东岭调研时强调", "王甲会见客人时指出"], &["东岭县春耕正忙"]);
    check(is_column, &["金视角", "【时评】", "东岭观察"], &["春耕正忙", "东岭县的观察员"]);
}

#[test]
fn openings_and_closings() {
    check(opens_report, &["日前,东岭县", "3月12日,东岭县", "记者从东岭县获悉,"], &["东岭县日前", "“日前"]);
    check(
        closes_report,
        &["王甲、李乙参加调研。", "李乙陪同考察。", "桥通了。(完)", "桥通了。(下转第二版)"],
        &["学生参加了调研,收获很大。", "桥通了。"],
    );
    check(is_page_mark, &["(完)", "(下转第三版)"], &["(王甲)", "完"]);
    check(is_continued, &["(上接第一版)东岭县"], &["上接第一版的话"]);
}

#[test]
fn mastheads() {
    for (line, expected) in [
        ("东岭日报 2024年3月14日 星期四 第2版", Some(date(2024, 3, 14))),
        ("2024-03-14", Some(date(2024, 3, 14))),
        ("2024年03月14日 10:20 来源:东岭网", Some(date(2024, 3, 14))),
        ("2024年3月14日,东岭县举行仪式。", None),
        ("2024年东岭春耕", None),
    ] {
        assert_eq!(masthead(&plain(line)), expected, "{line}");
    }
    check(is_folio, &["02", "A3版", "第2版 要闻"], &["春耕", "5年新跨越"]);
}

#[test]
fn stamps() {
    for (line, expected) in [
        ("发布日期：2020-11-12", Some(date(2020, 11, 12))),
        ("发稿时间:2012-03-23", Some(date(2012, 3, 23))),
        ("发布时间：2021年01月04日 访问次数：12", Some(date(2021, 1, 4))),
        ("2018年06月26日 来源：《东岭日报》 作者：记者 王甲", Some(date(2018, 6, 26))),
        ("来源：东岭网（2011年4月28日）", Some(date(2011, 4, 28))),
        ("28.03.2017", Some(date(2017, 3, 28))),
        ("2025-10-21 东岭01", Some(date(2025, 10, 21))),
        ("时间：2021年3月5日 地点：东岭宾馆", None),
        ("2021年3月5日 新桥通车", None),
        ("来源：东岭网", None),
        ("28.13.2017", None),
    ] {
        assert_eq!(stamp(&plain(line)), expected, "{line}");
    }
    check(is_supplier, &["东岭县水务局 供稿", "国际交流处供稿"], &["他为报社供稿。", "供稿"]);
}
