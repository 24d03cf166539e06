//! The words before and after an amount enter; whether it tells a change (同比增长13%), and what stood before, leaves.

use std::sync::LazyLock;

use regex::Regex;

use crate::text::quantity::{Quantity, UnitKind};

static BEFORE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?P<base>(?:同比|环比|(?:与|同|和)[^，]{2,10}相比，?|(?:相对于|比|较|与|同)(?:上年同期|去年同期|上年末|上年|去年|前年|上月|上季度|上周|同期|往年|上届|第[^，]{1,3}届|年初|此前|之前|[\d]{4}年(?:同期)?)(?:相比)?|年均|月均|日均|累计|实际|名义|平均|可比口径|按可比口径|按不变价格计算|，)*)(?:分别|共|则|又|还|将|已|大幅|小幅|快速|稳步|逐步|进一步|显著|明显|持续|再|约|均|也|有所)*(?P<verb>增长|增加|下降|减少|上升|提高|提升|回升|回落|下跌|上涨|上浮|下浮|降低|下滑|攀升|上调|下调|扩大|收窄|缩短|缩小|压减|压缩|大涨|大增|大降|暴涨|涨|跌|增|降|减|翻|升)了?(?:达到|达|为|约|超过|近|了)?(?P<open>[“‘（ ]?)$",
    )
    .expect("the change pattern compiles")
});

/// A change told by an amount.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// Where the words of the change begin (同比, 比上年, 增长): byte offset into the text before the amount.
    pub start: usize,
    /// The verb, for the second and later amounts of a list (增长42.7%、17.4倍).
    pub verb: String,
}

/// Reads the words before an amount as those of a change: 同比增长 | 13%. Words such as 增长到 tell a value.
pub fn told_before(before: &str, quantity: &Quantity) -> Option<Change> {
    let hit = BEFORE.captures(before)?;
    let verb = hit.name("verb")?;
    let short = verb.as_str().chars().count() == 1;
    let based = hit.name("base").is_some_and(|base| !base.is_empty());
    let relative = matches!(quantity.kind(), Some(UnitKind::Share | UnitKind::Points | UnitKind::Ratio))
        || quantity.kind().is_none();
    // 新增就业30万人 and 年增2万吨 tell values; 比上年增加2万吨 tells a change.
    if !relative && (short || !based) {
        return None;
    }
    // 涨 and 升 alone end many words (上升, 高涨); a single character needs an amount right after it.
    let start = hit.get(0)?.start();
    let skip = hit.get(0)?.as_str().chars().take_while(|c| *c == '，').map(char::len_utf8).sum::<usize>();
    Some(Change { start: start + skip, verb: verb.as_str().to_owned() })
}

/// The change as a ratio: 13% is 0.13, 17.4倍 is 17.4, a fall is negative. Points and amounts have no ratio.
pub fn ratio(verb: &str, quantity: &Quantity) -> Option<f64> {
    let number = quantity.number?;
    let size = match quantity.unit.as_str() {
        "%" => number / 100.0,
        "‰" => number / 1000.0,
        "成" => number / 10.0,
        "倍" => number,
        "番" => 2_f64.powf(number) - 1.0,
        "" if number < 1.0 => number,
        _ => return None,
    };
    let falls = [
        "下降", "减少", "回落", "下跌", "下浮", "降低", "下滑", "下调", "收窄", "缩短", "缩小", "压减", "压缩", "大降",
        "跌", "降", "减",
    ];
    let signed = if falls.contains(&verb) { -size } else { size };
    // A percentage's hundredth has at most six places in any text; the rest is binary dust.
    Some((signed * 1e9).round() / 1e9)
}
