//! Names and questions as they are compared.

use crate::model::script::simplify;

/// A name or question as it is compared: in simplified characters, small letters, half-width, without quotes, brackets and spaces between
/// Chinese characters.
pub fn fold(text: &str) -> String {
    fold_with_map(text).0
}

/// [`fold`], with the place in `text` (in characters) of each character of the result.
pub fn fold_with_map(text: &str) -> (String, Vec<usize>) {
    let half = |c: char| match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        '\u{3000}' => ' ',
        c => c,
    };
    // One character for one, so that the map holds.
    let chars: Vec<char> = simplify(text).chars().map(half).collect();
    let mut folded = String::new();
    let mut map = Vec::new();
    for (at, &c) in chars.iter().enumerate() {
        if "“”‘’\"'《》「」『』〈〉()".contains(c) {
            continue;
        }
        if c == ' ' {
            let near = |n: Option<&char>| n.is_none_or(|c| !c.is_ascii_alphanumeric());
            let before = at.checked_sub(1).and_then(|at| chars.get(at));
            if near(before) || near(chars.get(at + 1)) {
                continue;
            }
        }
        for small in c.to_lowercase() {
            folded.push(small);
            map.push(at);
        }
    }
    (folded, map)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folding() {
        assert_eq!(fold("“百链千品”工程"), "百链千品工程");
        assert_eq!(fold("「百鏈千品」計劃有哪些？"), fold("“百链千品”计划有哪些？"));
        assert_eq!(fold("Li Qiang ＡＩ 大会"), "li qiang ai大会");
    }
}
