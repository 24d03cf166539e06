//! Forms that state a time with numbers: 2024年3月13日, 21日至22日, 今年2月底, 一季度, 近3年, “十四五”时期.
//!
//! Text enters; candidates leave. Each form is one pattern, a check of the characters around it that tell a date from
//! another number (30日内, 第3日, 3月龄), and the way its days are found.

use std::sync::LazyLock;

use jiff::civil::Date;
use regex::{Captures, Regex};

use super::calendar::{Anchor, Resolved, date, months, moved, number, part_of_month, week, years};
use super::words::{self, Word};
use crate::model::{Precision, Span};

/// A stretch of text that may state a time.
#[derive(Debug)]
pub(super) struct Candidate<'t> {
    pub(super) span: Span,
    pub(super) form: Form<'t>,
}

/// The year of a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Year {
    /// 2024年.
    Stated(i16),
    /// 去年: years from the anchor's.
    Offset(i16),
    /// 同年, 当年: the year named in the sentence.
    Same,
    /// Not said.
    Open,
}

/// What a form says, before the anchor is known.
#[derive(Debug)]
pub(super) enum Form<'t> {
    /// A word of the lexicon.
    Word(Word),
    /// A day, or a range that ends on another one; each with a month where it is said.
    Day { year: Year, month: Option<i16>, day: i16, to: Option<(Option<i16>, Option<i16>, i16)> },
    /// A day or part of the month some months from the anchor's: 上月5日, 本月中旬.
    MonthOffset { offset: i32, day: Option<i16>, part: &'t str },
    /// A month, a part of it, or a range of months.
    Month { year: Year, first: i16, last: i16, part: &'t str },
    /// Some months of a year that have a name of their own: 上半年, 三季度, 前10个月.
    Part { year: Year, first: i16, last: i16, precision: Precision },
    /// A year or a range of years.
    Years { first: Year, last: Year },
    /// A day of a week, or the weekend, or the week.
    Week { offset: i32, day: Option<i32> },
    /// Some units up to the anchor, or from it: 近3年, 未来两周.
    Around { number: Option<i32>, unit: &'t str, ahead: bool },
    /// So many units before or after the anchor: 5年前, 3天后.
    Away { number: Option<i32>, unit: &'t str },
    /// Years that need no anchor: “十四五”时期, 20世纪90年代.
    Period { first: i16, last: i16 },
    /// A holiday, whose days differ from year to year.
    Holiday,
}

const NUMBER: &str = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})";
const YEAR: &str = r"(?:(?P<y>(?:1[0-9]|20)\d{2}|[一二][〇零○一二三四五六七八九]{3})年|(?P<ry>今年|去年|大前年|前年|明年|后年|上年|本年|当年|同年|次年))的?";
const TO: &str = r"(?:至|到|—|–|-|－|~|～)+";
const HOURS: &str = r"(?:(?:（(?:周|星期)[一二三四五六日天]）)?(?:凌晨|清晨|早晨|早上|上午|中午|午间|下午|午后|傍晚|晚上|晚间|夜间|深夜|晚|夜)?(?:\d{1,2}[时点](?:\d{1,2}分|许|半|整)?|\d{1,2}:\d{2})?)";
const ZONE: &str = r"(?:当地时间|北京时间|美东时间|美国东部时间)?";

/// A form: its name, its pattern, and how a match of it is read.
type Reader = for<'t> fn(&Captures<'t>, &'t str) -> Option<Form<'t>>;

static FORMS: LazyLock<Vec<(Regex, Reader)>> = LazyLock::new(|| {
    let list: [(String, Reader); 15] = [
        (
            format!(
                r"{ZONE}(?:{YEAR})?(?P<m>{NUMBER})月(?:(?P<d0>{NUMBER})(?:日|号)?{HOURS}(?:{TO}|、)(?:(?P<y2>\d{{4}})年)?(?:(?P<m2>{NUMBER})月)?)?(?P<d>{NUMBER})[日号]{HOURS}"
            ),
            day,
        ),
        (
            format!(r"{ZONE}(?:(?P<d0>\d{{1,2}})日?{HOURS}(?:{TO}|、))?(?P<d>\d{{1,2}})日{HOURS}"),
            day,
        ),
        (
            r"(?P<y>(?:19|20)\d{2})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})".to_owned(),
            day,
        ),
        (
            format!(r"(?P<rm>上个月|上月|本月|这个月|当月|下个月|下月)(?:(?P<d>\d{{1,2}})日{HOURS}|(?P<part>上旬|中旬|下旬|初|底|末))"),
            month_offset,
        ),
        (
            format!(r"(?:{YEAR})?(?P<m>{NUMBER})月?(?:份)?{TO}(?P<m2>{NUMBER})月(?:份)?"),
            month,
        ),
        (
            format!(r"(?:{YEAR})?(?P<m>{NUMBER})月(?P<share>份)?(?P<part>上旬|中旬|下旬|初|底|末)?"),
            month,
        ),
        (
            format!(r"(?:{YEAR})?(?P<part>上半年|下半年|年初|年底|年末|年中|岁末|前(?P<n>{NUMBER})个?月|前[三3]个?季度|前[两2二]个?季度|第?(?P<q>[一二三四1-4])季度(?P<tail>末)?)"),
            part,
        ),
        (
            format!(r"(?:{YEAR})(?P<part>初|底|末)"),
            part,
        ),
        (
            format!(r"(?P<y>(?:1[0-9]|20)\d{{2}})年?{TO}(?P<y2>(?:1[0-9]|20)\d{{2}})年度?|(?P<y3>(?:1[0-9]|20)\d{{2}}|[一二][〇零○一二三四五六七八九]{{3}})年度?|(?P<ry>当年|同年|次年)"),
            year_range,
        ),
        (
            format!(r"(?P<w>上上?个?|本|这个?|下个?)?(?P<name>周|星期)(?P<day>[一二三四五六日天末])?{HOURS}"),
            week_day,
        ),
        (
            r"(?P<lead>近|最近|过去|未来|今后|此后|接下来)(?:的)?(?P<n>\d{1,3}|[一二两三四五六七八九十百几数]{1,3})(?:多|余)?个?(?P<unit>年|月|季度|周|星期|天|日)(?:间|来|以来|里|内|中)?".to_owned(),
            around,
        ),
        (
            r"(?P<n>\d{1,3}|[一二两三四五六七八九十百半]{1,3})(?:多|余)?个?(?P<unit>年|月|季度|周|星期|天)(?P<tail>来|以来|前|之前|后|之后)".to_owned(),
            away,
        ),
        (
            r"[“‘]?十(?P<n>[一二三四五六七八九])?五[”’]?(?:时期|期间|初期|末期)?".to_owned(),
            plan,
        ),
        (
            r"(?:(?P<c>\d{1,2}|[一二]?十[一二三四五六七八九]?|本|上|新)(?:个)?世纪)(?:(?P<dec>\d0|[一二三四五六七八九]十)年代|(?P<part>初|末|中叶))?|(?P<y>(?:1[0-9]|20)\d)0年代".to_owned(),
            century,
        ),
        (
            format!(r"(?:{YEAR})?[“]?(?:春节|国庆节?|五一|元旦|清明节?|端午节?|中秋节?|元宵节?|暑|寒|春运)[”]?(?:假期|长假|小长假|黄金周|期间|前夕|前后|当天)"),
            holiday,
        ),
    ];
    list.into_iter()
        .map(|(pattern, reader)| {
            let pattern = Regex::new(&pattern).expect("the pattern is run by the tests");
            (pattern, reader)
        })
        .collect()
});

/// The forms of the text, which may overlap.
pub(super) fn candidates(text: &str) -> Vec<Candidate<'_>> {
    let mut found = Vec::new();
    for (pattern, reader) in FORMS.iter() {
        for captures in pattern.captures_iter(text) {
            let Some(whole) = captures.get(0) else {
                continue;
            };
            if let Some(form) = reader(&captures, text) {
                found.push(Candidate { span: Span::new(whole.start(), whole.end()), form });
            }
        }
    }
    found
}

/// The number in a group.
fn group(captures: &Captures<'_>, name: &str) -> Option<i16> {
    number(captures.name(name)?.as_str())
}

/// The words in a group.
fn words<'t>(captures: &Captures<'t>, name: &str) -> &'t str {
    captures.name(name).map_or("", |found| found.as_str())
}

/// The characters before and after a match.
fn around_match<'t>(captures: &Captures<'_>, text: &'t str) -> (Option<char>, &'t str) {
    let (start, end) = captures.get(0).map_or((0, 0), |whole| (whole.start(), whole.end()));
    (text[..start].chars().next_back(), &text[end..])
}

/// Whether a character goes on a number that the match would cut.
fn is_figure(c: Option<char>) -> bool {
    c.is_some_and(|c| {
        c.is_ascii_alphanumeric()
            || matches!(c, '.' | '%' | '第' | '近' | '满' | '约')
            || "一二三四五六七八九十百千万亿〇零几数".contains(c)
    })
}

fn starts_with(text: &str, words: &[&str]) -> bool {
    words.iter().any(|word| text.starts_with(word))
}

/// The year that a form begins with.
fn year(captures: &Captures<'_>) -> Year {
    if let Some(year) = group(captures, "y") {
        return Year::Stated(year);
    }
    match words(captures, "ry") {
        "" => Year::Open,
        "本年" => Year::Offset(0),
        "当年" | "同年" | "次年" => Year::Same,
        word => match words::lookup(word) {
            Some(Word::Year(offset)) => Year::Offset(offset),
            _ => Year::Open,
        },
    }
}

fn day<'t>(captures: &Captures<'t>, text: &'t str) -> Option<Form<'t>> {
    let (before, after) = around_match(captures, text);
    let month = group(captures, "m");
    let last = group(captures, "d")?;
    let first = group(captures, "d0").unwrap_or(last);
    let year = year(captures);
    if !(1..=31).contains(&first) || !(1..=31).contains(&last) || month.is_some_and(|m| !(1..=12).contains(&m)) {
        return None;
    }
    if year == Year::Open && is_figure(before) {
        return None;
    }
    // 农历三月三日 is a day of another calendar.
    if matches!(before, Some('历')) {
        return None;
    }
    if month.is_none()
        && (matches!(before, Some('每' | '月' | '连' | '续' | '超' | '过' | '为' | '共' | '、'))
            || starts_with(
                after,
                &["内", "均", "游", "龄", "常", "后", "之", "元", "报", "本", "照", "行程", "间", "活动"],
            ))
    {
        return None;
    }
    let to = captures.name("d0").map(|_| (group(captures, "y2"), group(captures, "m2"), last));
    Some(Form::Day { year, month, day: first, to })
}

fn month_offset<'t>(captures: &Captures<'t>, _: &'t str) -> Option<Form<'t>> {
    let offset = match words(captures, "rm") {
        "上个月" | "上月" => -1,
        "下个月" | "下月" => 1,
        _ => 0,
    };
    Some(Form::MonthOffset { offset, day: group(captures, "d"), part: words(captures, "part") })
}

fn month<'t>(captures: &Captures<'t>, text: &'t str) -> Option<Form<'t>> {
    let (before, after) = around_match(captures, text);
    let first = group(captures, "m")?;
    let last = group(captures, "m2").unwrap_or(first);
    let part = words(captures, "part");
    let year = year(captures);
    if !(1..=12).contains(&first) || !(1..=12).contains(&last) || first > last {
        return None;
    }
    if matches!(before, Some('历' | '个')) || year == Year::Open && is_figure(before) {
        return None;
    }
    let bare = year == Year::Open && captures.name("share").is_none() && part.is_empty();
    // 三月 alone may be a word of a poem or a festival; 3月 is a date.
    let in_digits = words(captures, "m").starts_with(|c: char| c.is_ascii_digit());
    if bare && (!in_digits || starts_with(after, &["龄", "大", "嫂", "球", "饼", "子", "薪"])) {
        return None;
    }
    Some(Form::Month { year, first, last, part })
}

fn part<'t>(captures: &Captures<'t>, text: &'t str) -> Option<Form<'t>> {
    let (before, after) = around_match(captures, text);
    let year = year(captures);
    let words = words(captures, "part");
    // 岁末年初 is the turn of a year, whichever it is.
    if year == Year::Open && (matches!(before, Some('末' | '底')) || starts_with(after, &["年初", "岁初"])) {
        return None;
    }
    if year == Year::Open && is_figure(before) && !words.starts_with('前') {
        return None;
    }
    let (first, last, precision) = if let Some(quarter) = group(captures, "q") {
        let last = quarter * 3;
        if captures.name("tail").is_some() {
            (last, last, Precision::Month)
        } else {
            (last - 2, last, Precision::Quarter)
        }
    } else if let Some(count) = group(captures, "n") {
        (1, count, Precision::Quarter)
    } else {
        match words {
            "上半年" => (1, 6, Precision::Quarter),
            "下半年" => (7, 12, Precision::Quarter),
            "年中" if year == Year::Open => return None,
            "年中" => (1, 12, Precision::Year),
            "年初" | "初" => (1, 3, Precision::Quarter),
            "年底" | "年末" | "岁末" | "底" | "末" => (10, 12, Precision::Quarter),
            _ if words.starts_with("前三") || words.starts_with("前3") => (1, 9, Precision::Quarter),
            _ => (1, 6, Precision::Quarter),
        }
    };
    if !(1..=12).contains(&last) || starts_with(after, &["大"]) {
        return None;
    }
    Some(Form::Part { year, first, last, precision })
}

fn year_range<'t>(captures: &Captures<'t>, text: &'t str) -> Option<Form<'t>> {
    let (before, after) = around_match(captures, text);
    if let Some(year) = group(captures, "y3") {
        // 1500年历史 and 1300年前 count years.
        let counts = year < 1800 && starts_with(after, &["历史", "前", "来", "的历史", "间"]);
        if is_figure(before)
            || matches!(before, Some('前')) && year < 1000
            || counts
            || starts_with(after, &["龄", "期", "薪"])
        {
            return None;
        }
        return Some(Form::Years { first: Year::Stated(year), last: Year::Stated(year) });
    }
    if captures.name("ry").is_some() && starts_with(after, &["龄", "级"]) {
        return None;
    }
    if captures.name("ry").is_some() {
        return Some(Form::Years { first: Year::Same, last: Year::Same });
    }
    let (first, last) = (group(captures, "y")?, group(captures, "y2")?);
    (first <= last && !is_figure(before))
        .then_some(Form::Years { first: Year::Stated(first), last: Year::Stated(last) })
}

fn week_day<'t>(captures: &Captures<'t>, text: &'t str) -> Option<Form<'t>> {
    let (before, after) = around_match(captures, text);
    let lead = words(captures, "w");
    let offset = match lead {
        "上上" | "上上个" => -2,
        "上" | "上个" => -1,
        "下" | "下个" => 1,
        _ => 0,
    };
    let day = captures.name("day").map(|found| match found.as_str() {
        "一" => 0,
        "二" => 1,
        "三" => 2,
        "四" => 3,
        "五" => 4,
        "六" => 5,
        "末" => -1,
        _ => 6,
    });
    if matches!(before, Some('每' | '逢' | '一' | '两' | '几' | '零')) || is_figure(before) {
        return None;
    }
    if lead.is_empty() {
        // 周一鸣 is a person; 周三， 周三下午 and 星期三 are days. 周一至周五 is no day.
        let named = words(captures, "name") == "星期" && day.is_some();
        let whole = captures.get(0)?.as_str();
        let exact = day.is_some_and(|day| day >= 0)
            && (whole.chars().count() > 2 || starts_with(after, &["，", "举行", "发布", "宣布", "表示", "公布", "在"]));
        if !(named || exact)
            || starts_with(after, &["至", "到", "—", "-"])
            || matches!(before, Some('至' | '到' | '—' | '-'))
        {
            return None;
        }
    }
    // 上周期, 本周边, 下周期 are other words.
    if day.is_none()
        && (words(captures, "name") != "周" && lead.is_empty()
            || starts_with(after, &["期", "边", "年", "围", "转", "刊", "报"]))
    {
        return None;
    }
    Some(Form::Week { offset, day })
}

fn around<'t>(captures: &Captures<'t>, text: &'t str) -> Option<Form<'t>> {
    let (before, after) = around_match(captures, text);
    let lead = words(captures, "lead");
    let unit = words(captures, "unit");
    let whole = captures.get(0)?.as_str();
    // 附近三年级, 将近3年 (a length of time) are none; 近3天的行程 is a length too, but one up to now.
    if lead == "近" && matches!(before, Some('附' | '将' | '接' | '临' | '靠'))
        || starts_with(after, &["级", "期", "产", "龄", "薪"])
    {
        return None;
    }
    // 近3日 counts days, 近3月 is no form; 近10个月 is.
    if unit == "月" && !whole.contains('个') {
        return None;
    }
    Some(Form::Around {
        number: number(words(captures, "n")).map(i32::from).filter(|_| !whole.contains('几')),
        unit,
        ahead: matches!(lead, "未来" | "今后" | "此后" | "接下来"),
    })
}

fn away<'t>(captures: &Captures<'t>, text: &'t str) -> Option<Form<'t>> {
    let (before, after) = around_match(captures, text);
    let unit = words(captures, "unit");
    let whole = captures.get(0)?.as_str();
    let tail = words(captures, "tail");
    if is_figure(before)
        || matches!(before, Some('前' | '后' | '这' | '那' | '每' | '头'))
        || unit == "月" && !whole.contains('个')
    {
        return None;
    }
    // 3年来到, 五年前后 and 3天后勤 are other words.
    if tail == "来" && starts_with(after, &["到", "临", "自", "访"]) || starts_with(after, &["勤", "方", "期", "夕"])
    {
        return None;
    }
    let count = number(words(captures, "n")).map(i32::from);
    // 十多年来 leaves the number open.
    let count = count.filter(|_| !whole.contains('多') && !whole.contains('余'));
    Some(match tail {
        "来" | "以来" => Form::Around { number: count, unit, ahead: false },
        "前" | "之前" => Form::Away { number: count.map(|count| -count), unit },
        // 三年后 counts from what was told before, not from the anchor.
        _ => Form::Away { number: None, unit },
    })
}

fn plan<'t>(captures: &Captures<'t>, text: &'t str) -> Option<Form<'t>> {
    let (before, after) = around_match(captures, text);
    // “十四五”规划 is a document; 以来 is read with the form by the caller.
    let is_period = captures.get(0)?.as_str().ends_with('期') || captures.get(0)?.as_str().ends_with('间');
    if is_figure(before) || !(is_period || after.starts_with("以来")) {
        return None;
    }
    // The tenth plan began in 2001; each takes five years.
    let ordinal = 10 + group(captures, "n").unwrap_or(0);
    let first = 2001 + (ordinal - 10) * 5;
    Some(Form::Period { first, last: first + 4 })
}

fn century<'t>(captures: &Captures<'t>, text: &'t str) -> Option<Form<'t>> {
    let (before, _) = around_match(captures, text);
    if is_figure(before) {
        return None;
    }
    if let Some(decade) = group(captures, "y") {
        return Some(Form::Period { first: decade * 10, last: decade * 10 + 9 });
    }
    let century = match words(captures, "c") {
        "本" | "新" => 21,
        "上" => 20,
        numeral => number(numeral).filter(|century| (1..=30).contains(century))?,
    };
    let begin = (century - 1) * 100;
    let (first, last) = match (group(captures, "dec"), words(captures, "part")) {
        (Some(decade), _) => (begin + decade, begin + decade + 9),
        (None, "初") => (begin + 1, begin + 20),
        (None, "中叶") => (begin + 41, begin + 60),
        (None, "末") => (begin + 81, begin + 100),
        _ => (begin + 1, begin + 100),
    };
    Some(Form::Period { first, last })
}

fn holiday<'t>(_: &Captures<'t>, _: &'t str) -> Option<Form<'t>> {
    Some(Form::Holiday)
}

impl Form<'_> {
    /// The days that the form says, given the anchor and the text before it.
    pub(super) fn resolve(&self, anchor: &Anchor, before: &str) -> Option<Resolved> {
        // 将于25日举行 looks ahead.
        let ahead = ["将于", "将在", "定于", "拟于", "将从", "将自", "计划于", "预计"]
            .iter()
            .any(|word| before.ends_with(word));
        Some(match *self {
            Form::Word(word) => words::resolve(word, anchor),
            Form::Day { year, month, day, to } => days(anchor, year, month, day, to, ahead)?,
            Form::MonthOffset { offset, day, part } => month_away(anchor, offset, day, part),
            Form::Month { year, first, last, part } => {
                let in_year = match year {
                    Year::Open => anchor.year_of_months(last, ahead),
                    _ => self.year(year, anchor, first, ahead),
                };
                let range = in_year.and_then(|in_year| {
                    if part.is_empty() { months(in_year, first, last) } else { part_of_month(in_year, first, part) }
                });
                let precision = match (part.is_empty(), first == last) {
                    (false, _) => Precision::Decade,
                    (true, true) => Precision::Month,
                    (true, false) => Precision::Quarter,
                };
                stated(Resolved::range(range, precision), year)
            }
            Form::Part { year, first, last, precision } => {
                let in_year = match (year, anchor.day) {
                    (Year::Open, Some(day)) => Some(day.year() - i16::from(is_over(day, first, last))),
                    _ => self.year(year, anchor, first, ahead),
                };
                let range = in_year.and_then(|in_year| months(in_year, first, last));
                stated(Resolved::range(range, precision), year)
            }
            Form::Years { first, last } => {
                let first_year = self.year(first, anchor, 1, ahead);
                let last_year = self.year(last, anchor, 12, ahead);
                let range = first_year.zip(last_year);
                let precision = match range {
                    Some((first, last)) if first == last => Precision::Year,
                    Some(_) => Precision::Years,
                    None => Precision::Unknown,
                };
                stated(Resolved::range(range.and_then(|(a, b)| years(a, b)), precision), first)
            }
            Form::Week { offset, day } => {
                let range = anchor.day.and_then(|anchor| week(anchor, offset));
                let away = |days| move |monday: Date| moved(monday, days, "天");
                match day {
                    Some(-1) => Resolved::range(
                        range.and_then(|(monday, sunday)| Some((away(5)(monday)?, sunday))),
                        Precision::Decade,
                    ),
                    Some(day) => Resolved::day(range.and_then(|(monday, _)| away(day)(monday))),
                    None => Resolved::range(range, Precision::Decade),
                }
            }
            Form::Around { number, unit, ahead } => {
                let other = anchor
                    .day
                    .zip(number)
                    .and_then(|(day, number)| moved(day, if ahead { number } else { -number }, unit));
                let range = anchor.day.zip(other);
                let range = range.map(|(day, other)| if ahead { (day, other) } else { (other, day) });
                Resolved { open: true, ..Resolved::range(range, width(unit)) }
            }
            Form::Away { number, unit } => {
                let day = anchor.day.zip(number).and_then(|(day, number)| moved(day, number, unit));
                match unit {
                    _ if number.is_none() => Resolved::words(Precision::Unknown),
                    "年" => Resolved::range(day.and_then(|day| years(day.year(), day.year())), Precision::Year),
                    "月" => Resolved::range(
                        day.and_then(|day| months(day.year(), i16::from(day.month()), i16::from(day.month()))),
                        Precision::Month,
                    ),
                    "天" if day.is_some() => Resolved::day(day),
                    _ => Resolved::words(Precision::Unknown),
                }
            }
            Form::Period { first, last } => Resolved::range(years(first, last), Precision::Years),
            Form::Holiday => Resolved::words(Precision::Unknown),
        })
    }

    /// The year of a form.
    fn year(&self, year: Year, anchor: &Anchor, month: i16, ahead: bool) -> Option<i16> {
        match year {
            Year::Stated(year) => Some(year),
            Year::Offset(offset) => Some(anchor.day?.year() + offset),
            Year::Same => anchor.sentence_year.map(Date::year),
            Year::Open => anchor.year_of(month, 1, ahead),
        }
    }
}

/// Whether months that are stated without a year must be those of the year before: they end well after the anchor,
/// in the first months of a year, when papers look back.
fn is_over(anchor: Date, first: i16, last: i16) -> bool {
    let month = i16::from(anchor.month());
    month <= 3 && last >= 9 && first != 7 && (first <= 1 || first >= 10)
}

/// Notes what the form said itself.
fn stated(resolved: Resolved, year: Year) -> Resolved {
    Resolved { stated_year: year != Year::Open, ..resolved }
}

/// How fine a number of units is stated.
fn width(unit: &str) -> Precision {
    match unit {
        "年" => Precision::Years,
        "月" | "季度" => Precision::Quarter,
        _ => Precision::Decade,
    }
}

/// A day or a range of days.
fn days(
    anchor: &Anchor,
    year: Year,
    month: Option<i16>,
    day: i16,
    to: Option<(Option<i16>, Option<i16>, i16)>,
    ahead: bool,
) -> Option<Resolved> {
    let Some(month) = month else {
        let last_day = to.map_or(day, |(_, _, last)| last);
        let last = anchor.day_of_month(last_day, ahead);
        let first = match to {
            Some(_) => last.and_then(|last| date(last.year(), i16::from(last.month()), day)),
            None => last,
        };
        return Some(Resolved::range(first.zip(last).filter(|(first, last)| first <= last), Precision::Day));
    };
    // 2月30日 is no day of any year; 2月29日 of some.
    date(2024, month, day)?;
    let in_year = match year {
        Year::Stated(year) => Some(year),
        Year::Offset(offset) => anchor.day.map(|day| day.year() + offset),
        Year::Same => anchor.sentence_year.map(Date::year),
        Year::Open => anchor.year_of(month, day, ahead),
    };
    let first = in_year.and_then(|year| date(year, month, day));
    let last = match to {
        None => first,
        Some((last_year, last_month, last)) => in_year.and_then(|year| {
            let last_month = last_month.unwrap_or(month);
            // 12月30日至1月2日 runs over the new year.
            let over = last_year.is_none() && last_month < month;
            date(last_year.unwrap_or(year + i16::from(over)), last_month, last)
        }),
    };
    let range = first.zip(last).filter(|(first, last)| first <= last);
    Some(Resolved { stated_year: year != Year::Open, stated_month: true, ..Resolved::range(range, Precision::Day) })
}

/// A day or a part of the month some months from the anchor's.
fn month_away(anchor: &Anchor, offset: i32, day: Option<i16>, part: &str) -> Resolved {
    let month = anchor.day.and_then(|day| moved(day.first_of_month(), offset, "月"));
    let year_month = month.map(|month| (month.year(), i16::from(month.month())));
    let found = match day {
        Some(day) => Resolved::day(year_month.and_then(|(year, month)| date(year, month, day))),
        None => {
            Resolved::range(year_month.and_then(|(year, month)| part_of_month(year, month, part)), Precision::Decade)
        }
    };
    Resolved { stated_year: true, stated_month: true, ..found }
}
