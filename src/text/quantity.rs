//! A reading enters; its amounts leave: `4600多万元`, `超过1000家`, `51.4%`, `第二位`, `三分之一`.
//!
//! Promise: a quantity's span holds exactly its value words; numbers that are no amounts (years and days, 第三届, 6G,
//! 三大, “一带一路”) are left out. Units and such words are lines of `lexicons/zh/units.tsv` and `numberwords.tsv`.

mod numeral;
mod units;

use std::sync::LazyLock;

use regex::{Captures, Regex};

pub use units::{TableError, UnitKind, Units};

use super::Reading;
use crate::model::Span;

/// An amount in the text.
#[derive(Debug, Clone, PartialEq)]
pub struct Quantity {
    /// Bytes of the reading text.
    pub span: Span,
    /// The words inside the span, with 约, 超过 and a fixed noun of the unit: 超过1000家, 56个国家和地区.
    pub value: String,
    /// The number in base units (4600多万元 is 46,000,000; a percentage stays 51.4; 超四成 is 4; a range has its lower
    /// end).
    pub number: Option<f64>,
    /// 元, 个, 家, %, 倍, 位, …; empty for a bare number or a fraction.
    pub unit: String,
    /// How the amount stands to the number: `=`, `>`, `≥`, `<`, `≤`, `≈`.
    pub op: &'static str,
}

impl Quantity {
    /// What the unit measures; `None` for a bare number or a fraction.
    pub fn kind(&self) -> Option<UnitKind> {
        if self.value.contains('第') {
            return Some(UnitKind::Rank);
        }
        Units::embedded().kind(&self.unit)
    }
}

/// The amounts of a reading, in order, none overlapping another.
pub fn quantities(reading: &Reading) -> Vec<Quantity> {
    in_text(&reading.text)
}

/// A number: Arabic digits or Chinese ones, 多 余 几, and the 万 and 亿 after it. Group names: `about` an
/// approximating word inside.
const NUMBER: &str = r"(?:(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?|(?:[〇零一二两三四五六七八九十百千万亿廿卅]+(?:点[〇零一二三四五六七八九]+)?)|[几数上][十百千万亿]+)(?:[多余几来]?[十百千万亿]+(?:\d+(?:\.\d+)?[十百千万]+)?)?[多余几来]?";

static AMOUNT: LazyLock<Regex> = LazyLock::new(|| {
    let pattern = format!(
        r"(?P<before>不少于|不低于|不小于|不超过|不高于|不多于|不大于|超过了|超过|高于|多于|大于|达到了|至少|最少|最多|至多|大约|大概|约为|将近|接近|不足|不到|不满|少于|低于|小于|逾|超|约|近)?(?:(?P<percent>百分之|千分之)(?P<of_hundred>{NUMBER})|(?P<parts>[二三四五六七八九十百千]+)分之(?P<share>[一二两三四五六七八九十]+)|(?P<half>一半|半数|大半|过半)|(?P<ordinal>第)(?P<rank>\d+|[一二三四五六七八九十]+)|(?P<sign>[-−])?(?P<first>{NUMBER})(?:(?P<firstunit>%|万|亿|个|倍|元|万元|亿元|家|人|名|岁|天|年)?(?:至|到|-|—|~|～|–)(?P<second>{NUMBER}))?)"
    );
    // The pattern is fixed; a test compiles it.
    Regex::new(&pattern).expect("the amount pattern compiles")
});

static AFTER: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^(?:及?以上|及?以下|以内|左右|上下|之多)").expect("the suffix pattern compiles"));

/// Words before 第三 that make it a place in an order.
const RANKED: [&str; 20] = [
    "全国",
    "全省",
    "全市",
    "全区",
    "全县",
    "全球",
    "世界",
    "国内",
    "亚洲",
    "欧洲",
    "省内",
    "国际",
    "居",
    "列",
    "排名",
    "排",
    "名列",
    "跃升至",
    "升至",
    "上升到",
];

/// The amounts of a text.
pub(crate) fn in_text(text: &str) -> Vec<Quantity> {
    let units = Units::embedded();
    let words = units.number_words(text);
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(captures) = AMOUNT.captures_at(text, at) {
        let whole = captures.get(0).map_or(at..at, |hit| hit.range());
        let quantity = words
            .iter()
            .all(|&(start, end)| whole.end <= start || end <= whole.start)
            .then(|| Candidate::new(text, &captures, units)?.quantity())
            .flatten();
        at = match quantity {
            Some(quantity) => {
                let end = quantity.span.end;
                found.push(quantity);
                end
            }
            None => skip(text, &captures, whole.end),
        };
    }
    found
}

/// Where to go on after a number that is no amount. A prefix or a first number that was refused must not hide the
/// number after it (签约20家; 2023年3到5家), but half of a refused number must not be tried again (024 of 2024).
fn skip(text: &str, captures: &Captures<'_>, end: usize) -> usize {
    let first = captures.name("first").or(captures.name("rank"));
    if let (Some(before), Some(first)) = (captures.name("before"), first)
        && before.end() <= first.start()
    {
        return first.start();
    }
    let next = match (captures.name("first"), captures.name("second")) {
        (Some(first), Some(_)) => first.end(),
        _ => end,
    };
    // Decimals, dates and names (C919, 2024-03-13, 12:30) go on after the digits.
    let tail = &text[next..];
    let run = tail
        .char_indices()
        .find(|&(_, c)| !(c.is_ascii_alphanumeric() || "-./:".contains(c)))
        .map_or(tail.len(), |(at, _)| at);
    if text[..next].ends_with(|c: char| c.is_ascii_digit()) && captures.name("second").is_none() {
        next + run
    } else {
        next
    }
}

/// A number with what stands around it.
struct Candidate<'t> {
    text: &'t str,
    start: usize,
    end: usize,
    op: &'static str,
    number: Option<f64>,
    unit: &'t str,
}

impl<'t> Candidate<'t> {
    fn new(text: &'t str, captures: &Captures<'t>, units: &Units) -> Option<Self> {
        let whole = captures.get(0)?;
        let before = captures.name("before");
        let start = before.map_or(whole.start(), |hit| hit.start());
        let mut candidate = Self {
            text,
            start,
            end: whole.end(),
            op: operator(before.map_or("", |hit| hit.as_str())),
            number: None,
            unit: "",
        };
        if !candidate.prefix_stands(before.map_or("", |hit| hit.as_str())) {
            return None;
        }
        if let Some(share) = captures.name("of_hundred") {
            candidate.read_number(share.as_str())?;
            candidate.unit = if &captures["percent"] == "百分之" { "%" } else { "‰" };
        } else if let (Some(parts), Some(share)) = (captures.name("parts"), captures.name("share")) {
            candidate.number = Some(numeral::value(share.as_str())? / numeral::value(parts.as_str())?);
        } else if let Some(half) = captures.name("half") {
            candidate.number = Some(0.5);
            if matches!(half.as_str(), "大半" | "过半") {
                candidate.op = ">";
            }
        } else if let Some(rank) = captures.name("rank") {
            candidate.rank(rank.as_str())?;
        } else {
            candidate.plain(captures, units)?;
        }
        candidate.suffix();
        Some(candidate)
    }

    fn quantity(self) -> Option<Quantity> {
        let span = Span::new(self.start, self.end);
        Some(Quantity {
            span,
            value: span.of(self.text).to_owned(),
            number: Some(self.number?),
            unit: self.unit.to_owned(),
            op: self.op,
        })
    }

    /// Whether the words before belong to the number, and not to a word that ends in them (签约, 附近, 赶超, 纽约).
    fn prefix_stands(&self, before: &str) -> bool {
        let last = self.text[..self.start].chars().next_back();
        let Some(last) = last else { return true };
        match before {
            "约" => !"签预节合条履纽邀违租缔制契公".contains(last),
            "近" => !"附最靠临邻亲贴逼".contains(last),
            "超" => !"赶中英意西反".contains(last),
            "" => !(last.is_ascii_alphanumeric() || "./:-〇".contains(last)),
            _ => true,
        }
    }

    /// Reads a number with its approximating words, and lets them speak in the operator.
    fn read_number(&mut self, words: &str) -> Option<f64> {
        let about = words.contains(['多', '余', '几', '来', '数', '上']);
        let exact: String = words.chars().filter(|c| !"多余几来数上".contains(*c)).collect();
        let spoken = numeral::neighbours(&exact);
        if self.op == "=" {
            if spoken.is_some() {
                self.op = "≈";
            } else if about {
                self.op = if words.starts_with('上') { "≥" } else { ">" };
            }
        }
        let value = numeral::value(spoken.as_deref().unwrap_or(&exact))?;
        self.number = Some(value);
        Some(value)
    }

    /// 第二位, 第三名; 全国第三; 第二大经济体.
    fn rank(&mut self, words: &str) -> Option<()> {
        let rest = &self.text[self.end..];
        let next = rest.chars().next();
        self.number = Some(numeral::value(words)?);
        self.unit = "位";
        if let Some(unit @ ('位' | '名')) = next {
            self.end += unit.len_utf8();
            return Some(());
        }
        if next == Some('大') && rest.chars().nth(1).is_none_or(|c| !"学会厅街".contains(c)) {
            self.end += '大'.len_utf8();
            return Some(());
        }
        let ranked = RANKED.iter().any(|word| self.text[..self.start].ends_with(word));
        let ends = next.is_none_or(|c| "，。；、！？）”’的\n".contains(c));
        (ranked && ends).then_some(())
    }

    fn plain(&mut self, captures: &Captures<'t>, units: &Units) -> Option<()> {
        let first = captures.name("first")?;
        if self.text[..first.start()].ends_with("分之") {
            return None;
        }
        // 0.4百分点, 80万千瓦: the last word of the number belongs to the unit.
        let number = captures.name("second").unwrap_or(first).as_str();
        if let Some(last) = number.chars().next_back().filter(|c| "百千".contains(*c))
            && captures.name("second").is_none()
            && let Some(unit) = units.at_start(&self.text[self.end - last.len_utf8()..])
        {
            self.read_number(&number[..number.len() - last.len_utf8()])?;
            self.end += unit.len() - last.len_utf8();
            self.unit = unit;
            return Some(());
        }
        let low = self.read_number(first.as_str())?;
        let mut words = first.as_str();
        if let Some(second) = captures.name("second") {
            words = second.as_str();
            let high =
                Candidate { text: self.text, start: 0, end: 0, op: "=", number: None, unit: "" }.read_number(words)?;
            // 3至5万人: the first number shares the 万 of the second.
            let scale = scale(words);
            let shared = captures.name("firstunit").is_none() && scale > 1.0 && low < high / scale;
            self.number = Some(if shared {
                low * scale
            } else {
                low * unit_scale(captures.name("firstunit").map_or("", |hit| hit.as_str()))
            });
            self.op = "≥";
        }
        if captures.name("sign").is_some() {
            self.number = self.number.map(|number| -number);
        }
        let rest = &self.text[self.end..];
        let space = usize::from(words.ends_with(|c: char| c.is_ascii_digit()) && rest.starts_with(' '));
        if let Some(unit) = units.at_start(&rest[space..]) {
            self.end += space + unit.len();
            self.unit = if unit.starts_with('个') && units.kind(unit) == Some(UnitKind::Count) {
                "个"
            } else if let Some(base) = unit.strip_prefix(['万', '亿']) {
                base
            } else {
                unit
            };
            if captures.name("sign").is_some() && !matches!(self.unit, "%" | "℃" | "摄氏度") {
                return None;
            }
            if unit == "个国家" && self.text[self.end..].starts_with(['级', '重']) {
                // 5个国家级示范区 counts zones.
                self.end -= "国家".len();
            }
            if unit == "元" && self.text[self.end..].starts_with("人民币") {
                self.end += "人民币".len();
            }
            self.per_unit(units);
            return self.is_amount(words).then_some(());
        }
        self.bare(words).then_some(())
    }

    /// 元/吨, 美元/桶: a price has both units.
    fn per_unit(&mut self, units: &Units) {
        if let Some(rest) = self.text[self.end..].strip_prefix('/')
            && let Some(per) = units.at_start(rest)
        {
            let unit_start = self.end - self.unit.len();
            self.end += 1 + per.len();
            self.unit = &self.text[unit_start..self.end];
        }
    }

    /// Whether a number with a unit is an amount: years, articles (一家), names and sayings are not.
    fn is_amount(&self, words: &str) -> bool {
        let next = self.text[self.end..].chars().next();
        let chinese = words.chars().all(|c| !c.is_ascii_digit());
        let spoken_round = words.chars().all(|c| "百千万亿".contains(c));
        let marked = self.op != "=";
        match self.unit {
            "年" => {
                let year = words.len() == 4 && words.chars().all(|c| c.is_ascii_digit())
                    || words.chars().count() >= 2 && chinese && words.chars().all(|c| numeral::digit(c).is_some());
                // 23年 of 2023年, 三年级, 五年规划.
                let short_year = words.len() == 2 && words.starts_with('0');
                if year || short_year || next.is_some_and(|c| "级制规计代末初底度中月报".contains(c)) {
                    return false;
                }
            }
            "成" => {
                let single = words.trim_end_matches(['多', '余']).chars().count() == 1;
                if !single || next.is_some_and(|c| "立功为员长果效就熟本绩品分群套都人语交".contains(c))
                {
                    return false;
                }
            }
            "番" => return self.text[..self.start].ends_with('翻'),
            "点" if chinese || !(words.contains('.') || words.len() >= 4) => return false,
            "分" => {
                let clock = self.text[..self.start].ends_with(['时', '点']);
                if clock || chinese || next.is_some_and(|c| "之别支期部公局行院钟".contains(c)) {
                    return false;
                }
            }
            "类" | "级" | "节" | "度" | "里" | "方" | "单" | "期"
                if chinese && !words.contains(['十', '百', '千', '万', '亿']) =>
            {
                return false;
            }
            "级" if next.is_some_and(|c| "联跳".contains(c)) => return false,
            "方" if next.is_some_and(|c| "面案向法式针程便位言阵圆".contains(c)) => {
                return false;
            }
            "人" if next.is_some_and(|c| "民才们口类工大生员物".contains(c)) && chinese => {
                return false;
            }
            "部" if next.is_some_and(|c| "分门队委长署".contains(c)) => return false,
            "条" if next.is_some_and(|c| "件例约款".contains(c)) => return false,
            "所" if next.is_some_and(|c| "有在以得谓需".contains(c)) => return false,
            "把" if next.is_some_and(|c| "手关握".contains(c)) => return false,
            "本" if next.is_some_and(|c| "地届次市省县科土".contains(c)) => return false,
            "起" if next.is_some_and(|c| "，来步飞点到".contains(c)) => return false,
            "对" if chinese => return false,
            _ => {}
        }
        let article = matches!(words, "一" | "万" | "几" | "百" | "千");
        if article && !marked && !matches!(self.unit, "倍" | "成" | "年") {
            return false;
        }
        !(spoken_round && !marked && matches!(self.unit, "人" | "家" | "个" | "里" | "米" | "名"))
    }

    /// A number without a unit is an amount where the words before say so: 指数为50.2，
    fn bare(&self, words: &str) -> bool {
        let before = self.text[..self.start].chars().next_back();
        let next = self.text[self.end..].chars().next();
        let digits = words.chars().all(|c| c.is_ascii_digit() || ".,".contains(c));
        let year = words.len() == 4 && (words.starts_with("19") || words.starts_with("20"));
        let long = words.contains('.') || words.len() >= 3;
        before.is_some_and(|c| "为达至到破过".contains(c))
            && next.is_none_or(|c| "，。；、）\n以左".contains(c))
            && ((digits && long && !year) || words.ends_with(['万', '亿']))
    }

    fn suffix(&mut self) {
        if let Some(hit) = AFTER.find(&self.text[self.end..]) {
            self.op = match hit.as_str() {
                "以上" | "及以上" | "之多" => "≥",
                "以下" | "及以下" | "以内" => "≤",
                _ => "≈",
            };
            self.end += hit.end();
        }
    }
}

/// What the last word of a number multiplies by: 5万 by 10,000.
fn scale(words: &str) -> f64 {
    let magnitude = words.trim_start_matches(|c: char| c.is_ascii_digit() || ".,".contains(c));
    if magnitude.len() == words.len() {
        return words.chars().next_back().map_or(1.0, |c| unit_scale(c.encode_utf8(&mut [0; 4])));
    }
    magnitude.chars().map(|c| unit_scale(c.encode_utf8(&mut [0; 4]))).product()
}

fn unit_scale(word: &str) -> f64 {
    match word {
        "十" => 10.0,
        "百" => 100.0,
        "千" => 1000.0,
        "万" | "万元" => 1e4,
        "亿" | "亿元" => 1e8,
        _ => 1.0,
    }
}

fn operator(before: &str) -> &'static str {
    match before {
        "不少于" | "不低于" | "不小于" | "至少" | "最少" | "达到了" => "≥",
        "不超过" | "不高于" | "不多于" | "不大于" | "最多" | "至多" => "≤",
        "超过了" | "超过" | "高于" | "多于" | "大于" | "逾" | "超" => ">",
        "不足" | "不到" | "不满" | "少于" | "低于" | "小于" => "<",
        "大约" | "大概" | "约为" | "将近" | "接近" | "约" | "近" => "≈",
        _ => "=",
    }
}

#[cfg(test)]
mod tests;
