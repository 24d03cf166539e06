//! The words of a number enter; its value leaves: `4600万`, `1,769.2亿`, `一百二十万`, `三万五`, `十二点五`, `二〇二四`.
//!
//! Promise: words that are no number give `None`; approximating words (多, 余, 几) are the caller's business.

/// One step of reading a numeral from left to right.
#[derive(Default)]
struct Reader {
    /// What stands above the current group of four digits: closed by 万 or 亿.
    closed: f64,
    /// The current group, closed by 十, 百 or 千.
    group: f64,
    /// The digits read since the last unit word.
    digits: Option<f64>,
    /// The unit word before `digits`, for 三万五 (35,000); 1 after 零, which says that a place is left out.
    last_unit: f64,
    /// Whether `digits` is a single Chinese digit: only such a digit takes its unit from the one before.
    single: bool,
}

impl Reader {
    fn digit(&mut self, value: f64) {
        self.single = self.digits.is_none();
        self.digits = Some(self.digits.unwrap_or(0.0) * 10.0 + value);
    }

    fn small_unit(&mut self, unit: f64) {
        self.group += self.digits.take().unwrap_or(1.0) * unit;
        self.last_unit = unit;
    }

    fn great_unit(&mut self, unit: f64) {
        self.group += self.digits.take().unwrap_or(0.0);
        if unit > 1e4 {
            let all = self.closed + self.group;
            self.closed = if all == 0.0 { unit } else { all * unit };
        } else {
            let group = if self.group == 0.0 { 1.0 } else { self.group };
            self.closed += group * unit;
        }
        self.group = 0.0;
        self.last_unit = unit;
    }

    fn finish(mut self) -> f64 {
        if let Some(digits) = self.digits.take() {
            let scale = if self.single && self.last_unit > 10.0 { self.last_unit / 10.0 } else { 1.0 };
            self.group += digits * scale;
        }
        self.closed + self.group
    }
}

/// The value of a numeral in Arabic digits, Chinese digits, or both (12.5万).
pub fn value(words: &str) -> Option<f64> {
    let mut reader = Reader { last_unit: 1.0, ..Reader::default() };
    let mut rest = words;
    if rest.is_empty() {
        return None;
    }
    while let Some(c) = rest.chars().next() {
        if c.is_ascii_digit() {
            let end = rest.find(|c: char| !c.is_ascii_digit() && c != ',' && c != '.').unwrap_or(rest.len());
            if reader.digits.is_some() {
                return None;
            }
            reader.digits = Some(rest[..end].replace(',', "").parse().ok()?);
            reader.single = false;
            rest = &rest[end..];
            continue;
        }
        rest = &rest[c.len_utf8()..];
        match c {
            '点' => {
                let (fraction, after) = fraction(rest)?;
                reader.digits = Some(reader.digits.unwrap_or(0.0) + fraction);
                reader.single = false;
                rest = after;
            }
            '零' | '〇' if reader.digits.is_none() => {
                reader.last_unit = 1.0;
                if rest.is_empty() || rest.starts_with('点') {
                    reader.digits = Some(0.0);
                }
            }
            '十' => reader.small_unit(10.0),
            '百' => reader.small_unit(100.0),
            '千' => reader.small_unit(1000.0),
            '万' => reader.great_unit(1e4),
            '亿' => reader.great_unit(1e8),
            '廿' => reader.group += 20.0,
            '卅' => reader.group += 30.0,
            _ => reader.digit(f64::from(digit(c)?)),
        }
    }
    // Decimal digits times a power of ten leave dust in the last binary places (5697.7亿); figures have none.
    let value = reader.finish();
    Some(if value.abs() >= 1e4 { (value * 100.0).round() / 100.0 } else { value })
}

/// The digits after 点, and what follows them.
fn fraction(rest: &str) -> Option<(f64, &str)> {
    let end = rest.char_indices().find(|&(_, c)| digit(c).is_none()).map_or(rest.len(), |(at, _)| at);
    let digits: String = rest[..end].chars().filter_map(digit).map(|d| char::from(b'0' + d)).collect();
    let fraction = format!("0.{digits}").parse().ok()?;
    (!digits.is_empty()).then_some((fraction, &rest[end..]))
}

/// The value of one Chinese digit.
pub fn digit(c: char) -> Option<u8> {
    Some(match c {
        '〇' | '零' | '○' => 0,
        '一' => 1,
        '二' | '两' => 2,
        '三' => 3,
        '四' => 4,
        '五' => 5,
        '六' => 6,
        '七' => 7,
        '八' => 8,
        '九' => 9,
        _ => return None,
    })
}

/// Splits 三四十 and 七八百 into their lower reading (三十, 七百): two neighbouring digits before a unit word, or alone,
/// give a range in speech.
pub fn neighbours(words: &str) -> Option<String> {
    let chars: Vec<char> = words.chars().collect();
    let [first, second, ref rest @ ..] = chars[..] else {
        return None;
    };
    let (low, high) = (digit(first)?, digit(second)?);
    let unit = rest.iter().all(|c| "十百千万亿".contains(*c));
    (low > 0 && high == low + 1 && unit).then(|| std::iter::once(first).chain(rest.iter().copied()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numerals_have_their_values() {
        for (words, expected) in [
            ("4600万", 46_000_000.0),
            ("1,769.2亿", 176_920_000_000.0),
            ("5697.7亿", 569_770_000_000.0),
            ("3万亿", 3e12),
            ("1亿2000万", 120_000_000.0),
            ("5千万", 50_000_000.0),
            ("一百二十万", 1_200_000.0),
            ("三万五", 35_000.0),
            ("三万零五", 30_005.0),
            ("两千三百", 2_300.0),
            ("二百五", 250.0),
            ("十", 10.0),
            ("十二", 12.0),
            ("二十", 20.0),
            ("廿三", 23.0),
            ("一百零八", 108.0),
            ("十二点五", 12.5),
            ("零点三", 0.3),
            ("一点五亿", 150_000_000.0),
            ("二〇二四", 2024.0),
            ("一亿零三百万", 103_000_000.0),
            ("万", 10_000.0),
            ("亿", 1e8),
            ("0.8", 0.8),
        ] {
            let found = value(words).unwrap_or(f64::NAN);
            assert!((found - expected).abs() < 1e-6, "{words}: {found}, not {expected}");
        }
    }

    #[test]
    fn words_that_are_no_number_give_nothing() {
        for words in ["", "多", "三人", "点五个", "一点", "1.2.3"] {
            assert_eq!(value(words), None, "{words}");
        }
    }

    #[test]
    fn neighbouring_digits_are_a_range_in_speech() {
        assert_eq!(neighbours("三四十").as_deref(), Some("三十"));
        assert_eq!(neighbours("两三").as_deref(), Some("两"));
        assert_eq!(neighbours("七八百").as_deref(), Some("七百"));
        assert_eq!(neighbours("二〇二四"), None);
        assert_eq!(neighbours("三十"), None);
        assert_eq!(neighbours("五三"), None);
    }
}
