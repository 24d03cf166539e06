//! The day in a dateline: `新华社北京3月13日电` tells from which day a report speaks.
//!
//! Blocks of a reading enter; the day leaves, where the first paragraph opens with a dateline and either the dateline
//! or the document's date gives the year.

use std::sync::LazyLock;

use jiff::civil::Date;
use regex::Regex;

use super::ReadBlock;
use crate::model::BlockKind;

/// A source, perhaps a place, a day, and 电, 讯 or 消息. The source ends in one of the words that media end in.
static DATELINE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"^[（【]?(?:据|综合)?[\p{Han}A-Za-z]{0,12}?(?:社|网|报|台|新闻|讯|客户端)[^，。；：！？]{0,12}?(?:(?:(\d{4})年)?(\d{1,2})月)?(\d{1,2})日(?:\p{Han}{0,4})?(?:电|讯|消息)",
    )
    .expect("pattern is checked by the tests")
});

/// A dateline with the names of reporters: what stands before the report itself.
static HEAD: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"^[（【]?(?:据|综合)?[\p{Han}A-Za-z]{0,12}?(?:社|网|报|台|新闻|讯|客户端)[^，。；：！？（）]{0,20}?(?:电|讯|消息)(?:[ ]*（[^（）：]{0,4}(?:记者|通讯员)[^（）]{1,40}）[ ]*|[）】][ ]*|[ ]+)|^【[\p{Han}A-Za-z]{1,8}新闻台?】",
    )
    .expect("pattern is checked by the tests")
});

/// Bytes of the dateline at the start of a paragraph, its reporters included; 0 where there is none.
pub(super) fn length(paragraph: &str) -> usize {
    HEAD.find(paragraph).map_or(0, |head| head.end())
}

/// The day of the dateline, if there is one; `published` gives the year.
pub(super) fn day(text: &str, blocks: &[ReadBlock], published: Option<Date>) -> Option<Date> {
    let first = blocks.iter().find(|block| block.kind == BlockKind::Paragraph)?;
    let found = DATELINE.captures(first.span.of(text))?;
    let number = |group: usize| found.get(group).and_then(|m| m.as_str().parse::<i16>().ok());
    let day = i8::try_from(number(3)?).ok()?;
    let Some(month) = number(2) else {
        return last_with_day(published?, day);
    };
    let month = i8::try_from(month).ok()?;
    if let Some(year) = number(1) {
        return Date::new(year, month, day).ok();
    }
    let published = published?;
    let same_year = Date::new(published.year(), month, day).ok()?;
    // A paper of 1 January prints datelines of 31 December.
    if same_year.since(published).ok()?.get_days() > 31 {
        return Date::new(published.year() - 1, month, day).ok();
    }
    Some(same_year)
}

/// The last day with this number, up to the day after publication: 台北6日电.
fn last_with_day(published: Date, day: i8) -> Option<Date> {
    let this_month = Date::new(published.year(), published.month(), day).ok();
    let near = |date: &Date| date.since(published).is_ok_and(|span| span.get_days() <= 1);
    this_month.filter(near).or_else(|| {
        let before = published.first_of_month().yesterday().ok()?;
        Date::new(before.year(), before.month(), day).ok()
    })
}

#[cfg(test)]
mod tests {
    use jiff::civil::{Date, date};

    use super::{BlockKind, ReadBlock, day};
    use crate::model::Span;

    fn anchor(text: &str, published: Option<Date>) -> Option<Date> {
        let block = ReadBlock { kind: BlockKind::Paragraph, span: Span::new(0, text.len()) };
        day(text, &[block], published)
    }

    #[test]
    fn a_dateline_is_no_part_of_the_first_sentence() {
        for (paragraph, head) in [
            ("新华社南昌3月13日电（记者甲乙）省长丙丁在市里调研。", "新华社南昌3月13日电（记者甲乙）"),
            ("新华社南昌3月13日电 3月13日，会议召开。", "新华社南昌3月13日电 "),
            ("本报讯 6月2日，甲社区开展活动。", "本报讯 "),
            ("（中央社记者甲乙台北6日电）市长丙丁表示", "（中央社记者甲乙台北6日电）"),
            ("【海川日报消息】市长丙丁表示", "【海川日报消息】"),
            ("【海川新闻】市长丙丁表示", "【海川新闻】"),
            ("某地电网消息传开，市民欢迎。", ""),
            ("省长丙丁在市里调研。", ""),
        ] {
            assert_eq!(&paragraph[..super::length(paragraph)], head);
        }
    }

    #[test]
    fn a_dateline_gives_its_day() {
        let paper = Some(date(2024, 3, 14));
        for (text, expected) in [
            ("新华社南昌3月13日电（记者甲）今天", Some(date(2024, 3, 13))),
            ("新华社南昌3月13日专电 今天", Some(date(2024, 3, 13))),
            ("本报南昌3月12日讯 记者甲报道", Some(date(2024, 3, 12))),
            ("中新网兰州2023年12月31日电 甲", Some(date(2023, 12, 31))),
            ("新华社南昌12月31日电 甲", Some(date(2023, 12, 31))),
            ("（中央社记者甲乙台北6日电）丙", Some(date(2024, 3, 6))),
            ("（中央社台北29日电）丙", Some(date(2024, 2, 29))),
            ("据新华社南昌2月30日电 甲", None),
            ("本报讯 3月12日，甲社区开展活动", None),
            ("3月12日，某地电网消息", None),
            ("某报社3月12日举办讲座，消息传开", None),
        ] {
            assert_eq!(anchor(text, paper), expected, "{text}");
        }
        assert_eq!(anchor("新华社南昌3月13日电 今天", None), None);
    }
}
