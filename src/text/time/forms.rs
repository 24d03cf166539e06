//! Forms that state a time with numbers: 2024年3月13日, 21日至22日, 今年2月底, 一季度, 近3年, “十四五”时期.
//!
//! Text enters; candidates leave. Each form is one pattern and a check of the characters around it that tell a date
//! from another number (30日内, 第3日, 3月龄).

use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::calendar::number;
use super::resolve::{Form, Year};
use super::words::{self, Word};
use crate::model::{Precision, Span};

/// A stretch of text that may state a time.
#[derive(Debug)]
pub(super) struct Candidate<'t> {
    pub(super) span: Span,
    pub(super) form: Form<'t>,
}

const NUMBER: &str = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})";
const YEAR: &str = r"(?:(?P<y>(?:1[0-9]|20)\d{2}|[一二][〇零○一二三四五六七八九]{3})年|(?P<ry>今年|去年|大前年|前年|明年|后年|上年|本年|当年|同年|次年))的?";
/// Years of the calendar that Taiwan uses, which counts from 1912; without its name only where a month follows.
const MINGUO: &str = r"(?:民国(?P<mg>\d{1,3})年|(?P<mg3>1[01]\d)年)";
const TO: &str = r"(?:至|到|—|–|-|－|~|～)+";
const HOURS: &str = r"(?:(?:（(?:周|星期)[一二三四五六日天]）)?(?:凌晨|清晨|早晨|早上|上午|中午|午间|下午|午后|傍晚|晚上|晚间|夜间|深夜|晚|夜)?(?:\d{1,2}[时点](?:\d{1,2}分|许|半|整)?|\d{1,2}:\d{2})?)";
const ZONE: &str = r"(?:当地时间|北京时间|美东时间|美国东部时间)?";

/// A form: its name, its pattern, and how a match of it is read.
type Reader = for<'t> fn(&Captures<'t>, &'t str) -> Option<Form<'t>>;

static FORMS: LazyLock<Vec<(Regex, Reader)>> = LazyLock::new(|| {
    let list: [(String, Reader); 16] = [
        (format!(r"(?P<near>[今昨明])（\d{{1,2}}）日?{HOURS}"), near_day),
        (
            format!(
                r"{ZONE}(?:{YEAR}|{MINGUO})?(?P<m>{NUMBER})月(?:(?P<d0>{NUMBER})(?:日|号)?{HOURS}(?:{TO}|、)(?:(?P<y2>\d{{4}})年)?(?:(?P<m2>{NUMBER})月)?)?(?P<d>{NUMBER})[日号]{HOURS}"
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
            format!(r"(?:{YEAR}|{MINGUO})?(?P<m>{NUMBER})月(?P<share>份)?(?P<part>上旬|中旬|下旬|初|底|末)?"),
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
    if let Some(year) = group(captures, "mg").or_else(|| group(captures, "mg3")) {
        return Year::Stated(1911 + year);
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

/// 今（13）日 is today, whatever stands in the brackets.
fn near_day<'t>(captures: &Captures<'t>, _: &'t str) -> Option<Form<'t>> {
    let word = match words(captures, "near") {
        "今" => "今日",
        "昨" => "昨日",
        _ => "明日",
    };
    words::lookup(word).map(Form::Word)
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
    if (year == Year::Open || captures.name("mg3").is_some()) && is_figure(before) {
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

#[expect(clippy::unnecessary_wraps, reason = "every reader of the table has this form")]
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
    let open = year == Year::Open || captures.name("mg3").is_some();
    if matches!(before, Some('历' | '个')) || open && is_figure(before) {
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

#[expect(clippy::unnecessary_wraps, reason = "every reader of the table has this form")]
fn holiday<'t>(_: &Captures<'t>, _: &'t str) -> Option<Form<'t>> {
    Some(Form::Holiday)
}
