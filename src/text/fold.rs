//! Folding: one way of writing for rules to match, one character for one character.
//!
//! The characters of one block enter; the same number of characters leaves. Rules see half-width letters and digits
//! and full-width punctuation, whichever the newspaper used. Numbers (`1,769`), times (`12:30`) and URLs stay as
//! written; quotation marks always do.

/// Folds the characters of one block.
pub(super) fn fold(chars: &[char]) -> Vec<char> {
    let addresses = addresses(chars);
    let neighbour = |at: Option<usize>| at.and_then(|at| chars.get(at)).copied();
    (0..chars.len())
        .map(|at| {
            if addresses[at] {
                return width(chars[at]);
            }
            fold_one(neighbour(at.checked_sub(1)), chars[at], neighbour(Some(at + 1)))
        })
        .collect()
}

/// Folds one character, given its neighbours as written.
fn fold_one(before: Option<char>, c: char, after: Option<char>) -> char {
    let inside_word = is_word(before) && is_word(after);
    match c {
        // Brackets come in pairs, and a pair half folded would match no rule.
        '(' => '（',
        ')' => '）',
        ',' | ':' | ';' | '?' | '!' if inside_word => c,
        ',' => '，',
        ':' => '：',
        ';' => '；',
        '?' => '？',
        '!' => '！',
        '．' if is_digit(before) && is_digit(after) => '.',
        _ => width(c),
    }
}

/// Full-width letters, digits and `％` become half-width; every kind of space and line end becomes a space.
fn width(c: char) -> char {
    match c {
        'Ａ'..='Ｚ' | 'ａ'..='ｚ' | '０'..='９' | '％' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        c if c.is_whitespace() || c.is_control() => ' ',
        c => c,
    }
}

/// Whether the character is a letter or digit of ASCII, in either width.
fn is_word(c: Option<char>) -> bool {
    c.is_some_and(|c| width(c).is_ascii_alphanumeric())
}

fn is_digit(c: Option<char>) -> bool {
    c.is_some_and(|c| width(c).is_ascii_digit())
}

/// Marks the characters of URLs: a scheme, `://`, and what an address may hold in ASCII.
fn addresses(chars: &[char]) -> Vec<bool> {
    let mut marked = vec![false; chars.len()];
    for at in 1..chars.len().saturating_sub(2) {
        if chars[at..].starts_with(&[':', '/', '/']) {
            let mut start = at;
            while start > 0 && chars[start - 1].is_ascii_alphabetic() {
                start -= 1;
            }
            let mut end = at + 3;
            while end < chars.len() && chars[end].is_ascii_graphic() {
                end += 1;
            }
            // Punctuation at the end of an address belongs to the sentence around it.
            while end > at + 3 && matches!(chars[end - 1], ',' | ';' | '?' | '!' | ')' | ':') {
                end -= 1;
            }
            marked[start..end].fill(true);
        }
    }
    marked
}

#[cfg(test)]
mod tests {
    use super::fold;

    fn folded(text: &str) -> String {
        fold(&text.chars().collect::<Vec<_>>()).into_iter().collect()
    }

    #[test]
    fn punctuation_is_full_width_and_letters_are_half_width() {
        for (written, read) in [
            ("他说,好!(见图)", "他说，好！（见图）"),
            ("出口1,769辆,增长", "出口1,769辆，增长"),
            ("上午12:30开始:", "上午12:30开始："),
            ("ＡＩ　２０％", "AI 20%"),
            ("增长３．５倍．", "增长3.5倍．"),
            ("见http://a.cn:80/b?c=1,好", "见http://a.cn:80/b?c=1，好"),
            ("简称TMC)在A(B)地", "简称TMC）在A（B）地"),
            ("“好”‘行’", "“好”‘行’"),
        ] {
            assert_eq!(folded(written), read);
        }
    }
}
