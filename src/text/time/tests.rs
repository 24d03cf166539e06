//! Times with their near misses. The anchor is Thursday, 14 March 2024 where nothing else is said.

use jiff::civil::date;

use super::words::{Word, entries};
use super::*;

/// The times of a text as `words=days`: `3月13日=2024-03-13`, `去年=2023`, `近日=?`.
fn told(text: &str, anchor: Option<Date>) -> String {
    let mut sentences = Vec::new();
    let mut start = 0;
    for (at, c) in text.char_indices() {
        if c == '。' {
            sentences.push(Span::new(start, at + c.len_utf8()));
            start = at + c.len_utf8();
        }
    }
    sentences.push(Span::new(start, text.len()));
    let shown = find(text, &sentences, anchor).into_iter().map(|mention| {
        assert_eq!(mention.span.of(text), mention.time.text);
        let days = match (mention.time.from, mention.time.to) {
            (Some(from), Some(to)) if from == to => from.to_string(),
            (Some(from), Some(to)) => format!("{from}/{to}"),
            (Some(from), None) => format!("{from}/"),
            _ => "?".to_owned(),
        };
        let fine = match mention.time.precision {
            Precision::Day => "",
            Precision::Decade => " decade",
            Precision::Month => " month",
            Precision::Quarter => " quarter",
            Precision::Year => " year",
            Precision::Years => " years",
            Precision::Unknown => " words",
        };
        format!("{}={days}{fine}", mention.time.text)
    });
    shown.collect::<Vec<_>>().join("; ")
}

fn check(cases: &[(&str, &str)]) {
    for (text, expected) in cases {
        assert_eq!(told(text, Some(date(2024, 3, 14))), *expected, "in: {text}");
    }
}

#[test]
fn days() {
    check(&[
        ("2024年3月13日，新桥通车", "2024年3月13日=2024-03-13"),
        ("二〇二四年三月十三日，新桥通车", "二〇二四年三月十三日=2024-03-13"),
        ("3月13日在东岭调研", "3月13日=2024-03-13"),
        ("甲于13日到访", "13日=2024-03-13"),
        ("28日，甲到访", "28日=2024-02-28"),
        ("31日，甲到访", "31日=?"),
        ("会议将于28日开幕", "28日=2024-03-28"),
        ("会议将于5日开幕", "5日=2024-04-05"),
        ("12月30日，大雪", "12月30日=2023-12-30"),
        ("9月1日起施行", "9月1日=2024-09-01"),
        ("将于1月5日开幕", "1月5日=2025-01-05"),
        ("去年9月1日，新桥通车", "去年9月1日=2023-09-01"),
        ("当地时间9日下午，甲抵达", "当地时间9日下午=2024-03-09"),
        ("7日上午，甲抵达", "7日上午=2024-03-07"),
        ("3月13日上午9时30分，甲抵达", "3月13日上午9时30分=2024-03-13"),
        ("3月13日（周三）下午，甲抵达", "3月13日（周三）下午=2024-03-13"),
        ("2024-03-13 发布", "2024-03-13=2024-03-13"),
        ("2月30日，甲抵达", "2月=2024-02-01/2024-02-29 month"),
    ]);
}

#[test]
fn days_in_a_row() {
    check(&[
        ("21日至22日，甲在东岭", "21日至22日=2024-02-21/2024-02-22"),
        ("3月11日至13日，甲在东岭", "3月11日至13日=2024-03-11/2024-03-13"),
        ("3月11日到3月13日，甲在东岭", "3月11日到3月13日=2024-03-11/2024-03-13"),
        ("2月28日—3月2日，甲在东岭", "2月28日—3月2日=2024-02-28/2024-03-02"),
        ("12月30日至1月2日，大雪", "12月30日至1月2日=2023-12-30/2024-01-02"),
        ("3月11、12日，甲在东岭", "3月11、12日=2024-03-11/2024-03-12"),
        ("2月3日，桥合龙，5日通车", "2月3日=2024-02-03; 5日=2024-02-05"),
        ("2月3日，桥合龙。5日，通车", "2月3日=2024-02-03; 5日=2024-03-05"),
        ("2020年9月7日上市，10月8日分红", "2020年9月7日=2020-09-07; 10月8日=2020-10-08"),
    ]);
}

#[test]
fn days_named_by_words() {
    check(&[
        ("昨日，新桥通车", "昨日=2024-03-13"),
        ("明天上午，新桥通车", "明天=2024-03-15"),
        ("2月3日，桥合龙。当天，双方座谈。次日，甲离开", "2月3日=2024-02-03; 当天=2024-02-03; 次日=2024-02-04"),
        ("上周五，新桥通车", "上周五=2024-03-08"),
        ("本周三，新桥通车", "本周三=2024-03-13"),
        ("下周一上午，新桥通车", "下周一上午=2024-03-18"),
        ("周三，新桥通车", "周三=2024-03-13"),
        ("星期二发布公告", "星期二=2024-03-12"),
        ("上周，新桥通车", "上周=2024-03-04/2024-03-10 decade"),
        ("本周末，灯会开幕", "本周末=2024-03-16/2024-03-17 decade"),
        ("3天前，新桥通车", "3天前=2024-03-11"),
    ]);
}

#[test]
fn months_and_their_parts() {
    check(&[
        ("3月份，产量增长", "3月份=2024-03-01/2024-03-31 month"),
        ("二〇二四年三月，产量增长", "二〇二四年三月=2024-03-01/2024-03-31 month"),
        ("今年2月底，中心揭幕", "今年2月底=2024-02-21/2024-02-29 decade"),
        ("上个月，新桥通车", "上个月=2024-02-01/2024-02-29 month"),
        ("本月中旬，灯会开幕", "本月中旬=2024-03-11/2024-03-20 decade"),
        ("上月5日，灯会开幕", "上月5日=2024-02-05"),
        ("去年12月，产量增长", "去年12月=2023-12-01/2023-12-31 month"),
        ("12月，产量增长", "12月=2023-12-01/2023-12-31 month"),
        ("1至2月，产量增长", "1至2月=2024-01-01/2024-02-29 quarter"),
        ("2月份中国物流指数", "2月份=2024-02-01/2024-02-29 month"),
        ("2023年3月至5月，产量增长", "2023年3月至5月=2023-03-01/2023-05-31 quarter"),
    ]);
}

#[test]
fn months_in_december_are_over() {
    let anchor = Some(date(2025, 12, 7));
    assert_eq!(told("1—10月，产量增长", anchor), "1—10月=2025-01-01/2025-10-31 quarter");
    assert_eq!(told("1月份，产量增长", anchor), "1月份=2025-01-01/2025-01-31 month");
    assert_eq!(told("将于1月开工", anchor), "1月=2026-01-01/2026-01-31 month");
    assert_eq!(told("1月2日，灯会开幕", anchor), "1月2日=2026-01-02");
}

#[test]
fn parts_of_years() {
    check(&[
        ("今年年初，甲市出台举措", "今年年初=2024-01-01/2024-03-31 quarter"),
        ("2023年底，新桥通车", "2023年底=2023-10-01/2023-12-31 quarter"),
        ("上半年，产量增长", "上半年=2024-01-01/2024-06-30 quarter"),
        ("去年下半年，产量增长", "去年下半年=2023-07-01/2023-12-31 quarter"),
        ("一季度，产量增长", "一季度=2024-01-01/2024-03-31 quarter"),
        ("四季度，产量增长", "四季度=2023-10-01/2023-12-31 quarter"),
        ("2023年第三季度，产量增长", "2023年第三季度=2023-07-01/2023-09-30 quarter"),
        ("前2个月，产量增长", "前2个月=2024-01-01/2024-02-29 quarter"),
        ("去年前三季度，产量增长", "去年前三季度=2023-01-01/2023-09-30 quarter"),
        ("前11个月，产量增长", "前11个月=2023-01-01/2023-11-30 quarter"),
    ]);
}

#[test]
fn years() {
    check(&[
        ("2023年，产量增长", "2023年=2023-01-01/2023-12-31 year"),
        ("去年，产量增长", "去年=2023-01-01/2023-12-31 year"),
        ("前年，产量增长", "前年=2022-01-01/2022-12-31 year"),
        ("预计到2025年，产量翻番", "2025年=2025-01-01/2025-12-31 year"),
        ("2020年至2023年，产量翻番", "2020年至2023年=2020-01-01/2023-12-31 years"),
        ("2020—2023年，产量翻番", "2020—2023年=2020-01-01/2023-12-31 years"),
        ("5年前，这里没有桥", "5年前=2019-01-01/2019-12-31 year"),
        ("2019年桥合龙，同年通车", "2019年=2019-01-01/2019-12-31 year; 同年=2019-01-01/2019-12-31 year"),
        ("2021年度报告", "2021年度=2021-01-01/2021-12-31 year"),
    ]);
}

#[test]
fn stretches() {
    check(&[
        ("近3年，产量增长", "近3年=2021-03-14/2024-03-14 years"),
        ("近三年来，产量增长", "近三年来=2021-03-14/2024-03-14 years"),
        ("一年来，产量增长", "一年来=2023-03-14/2024-03-14 years"),
        ("十多年来，产量增长", "十多年来=? years"),
        ("未来两周，灯会开放", "未来两周=2024-03-14/2024-03-28 decade"),
        ("2023年以来，产量增长", "2023年以来=2023-01-01/2024-03-14 years"),
        ("今年以来，产量增长", "今年以来=2024-01-01/2024-03-14 year"),
        ("2月以来，产量增长", "2月以来=2024-02-01/2024-03-14 quarter"),
        ("“十四五”时期，产量增长", "“十四五”时期=2021-01-01/2025-12-31 years"),
        ("“十四五”以来，产量增长", "“十四五”以来=2021-01-01/2024-03-14 years"),
        ("“十三五”期间，产量增长", "“十三五”期间=2016-01-01/2020-12-31 years"),
        ("20世纪90年代，这里没有桥", "20世纪90年代=1990-01-01/1999-12-31 years"),
        ("21世纪，城市更大", "21世纪=2001-01-01/2100-12-31 years"),
        ("党的十八大以来，产量增长", "党的十八大以来=2012-11-08/2024-03-14 years"),
    ]);
}

#[test]
fn words_that_leave_the_day_open() {
    check(&[
        ("日前，甲到访", "日前=? words"),
        ("近年来，产量增长", "近年来=? words"),
        ("春节假期，游客增长", "春节假期=? words"),
        ("近几年，产量增长", "近几年=? years"),
        ("三年后，新桥通车", "三年后=? words"),
    ]);
}

#[test]
fn numbers_that_are_no_dates() {
    for text in [
        "5G网络和6G研究",
        "增长1.5倍",
        "30日内办结",
        "第3日出发",
        "连续3年增长",
        "工期3个月",
        "3月龄的熊猫",
        "有1500年历史",
        "全长2024米",
        "农历三月三日",
        "每月15日发放",
        "三个月就建成",
        "“十四五”规划",
        "周一鸣说",
        "周一至周五开放",
        "附近三年级学生",
        "12.13日元",
        "第一季演出",
        "新华社东岭3月13日电（记者甲）",
        "本报东岭3月13日讯 记者甲",
        "二月春风似剪刀",
        "一年四季",
        "本周边旅游",
        "3:2获胜",
        "岁末年初用工旺",
        "同年龄段的旅客",
        "项目前期工作",
        "会同日本企业",
        "达产后年产值",
    ] {
        assert_eq!(told(text, Some(date(2024, 3, 14))), "", "in: {text}");
    }
}

#[test]
fn without_an_anchor_nothing_is_invented() {
    for (text, expected) in [
        ("3月13日，甲到访", "3月13日=?"),
        ("去年，产量增长", "去年=? year"),
        ("昨天，甲到访", "昨天=?"),
        ("近3年，产量增长", "近3年=? years"),
        ("2024年3月13日，甲到访", "2024年3月13日=2024-03-13"),
        ("2023年以来，产量增长", "2023年以来=2023-01-01/ years"),
    ] {
        assert_eq!(told(text, None), expected, "in: {text}");
    }
}

#[test]
fn every_line_of_the_lexicon_finds_its_example_and_not_its_counter_example() {
    let entries = entries().unwrap_or_else(|(line, problem)| panic!("time.tsv:{line}: {problem}"));
    for entry in entries {
        let whole = |text: &'static str| [Span::new(0, text.len())];
        let found = find(entry.example, &whole(entry.example), Some(date(2024, 3, 14)));
        let hit = found.iter().find(|mention| mention.time.text.starts_with(entry.word));
        let hit = hit.unwrap_or_else(|| panic!("{} is not found in {}", entry.word, entry.example));
        assert_eq!(hit.time.from.is_none(), entry.says == Word::Vague, "{}", entry.word);
        if let Some(counter) = entry.counter {
            assert!(counter.contains(entry.word), "{counter} does not hold {}", entry.word);
            let found = find(counter, &whole(counter), Some(date(2024, 3, 14)));
            assert!(
                found.iter().all(|mention| mention.time.text != entry.word),
                "{} is found in {counter}",
                entry.word
            );
        }
    }
}
