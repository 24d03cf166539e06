//! Folding: one way of writing for rules to match, one character for one character.
//!
//! The characters of one block enter; the same number of characters leaves. Rules see half-width letters and digits
//! and full-width punctuation, whichever the newspaper used. Numbers (`1,769`), times (`12:30`) and URLs stay as
//! written, and so do quotation marks. The text of a traditional document is read in simplified characters, with the
//! quotation marks of the mainland; no character of a simplified document is touched for its script.

use crate::model::script::{Script, full_width, half_width, simplify_chars};

/// Folds the characters of one block of a document in this script.
pub(super) fn fold(chars: &[char], script: Script) -> Vec<char> {
    let addresses = addresses(chars);
    let neighbour = |at: Option<usize>| at.and_then(|at| chars.get(at)).copied();
    let mut folded: Vec<char> = (0..chars.len())
        .map(|at| {
            if addresses[at] {
                return width(chars[at]);
            }
            fold_one(neighbour(at.checked_sub(1)), chars[at], neighbour(Some(at + 1)))
        })
        .collect();
    if script == Script::Traditional {
        simplify_chars(&mut folded);
        for c in &mut folded {
            *c = mainland(*c);
        }
    }
    folded
}

/// The mainland's sign for one that the printers of Hong Kong and Taiwan use.
fn mainland(c: char) -> char {
    match c {
        '「' | '﹁' => '“',
        '」' | '﹂' => '”',
        '『' | '﹃' => '‘',
        '』' | '﹄' => '’',
        '︰' | '﹕' => '：',
        '﹐' => '，',
        '﹑' => '、',
        '﹔' => '；',
        '﹖' => '？',
        '﹗' => '！',
        '﹙' => '（',
        '﹚' => '）',
        '‧' | '•' | '・' | '．' => '·',
        c => c,
    }
}

/// A character as written, but for its width: what a name is shown with, given what was read for it. Script and
/// quotation marks are the writer's.
pub(super) fn as_written(written: char, read: char) -> char {
    let script =
        read == '·' || matches!(written, '\u{3400}'..='\u{9fff}' | '「' | '」' | '『' | '』' | '‧' | '•' | '・' | '．');
    if script { written } else { read }
}

/// The same for a simplified document: the dots and brackets of names are the writer's (马丁.科尔, 会展中心(云州)).
pub(super) fn sign_as_written(written: char, read: char) -> char {
    if read == '·' || matches!(written, '(' | ')') { written } else { read }
}

/// Folds one character, given its neighbours as written.
fn fold_one(before: Option<char>, c: char, after: Option<char>) -> char {
    let inside_word = is_word(before) && is_word(after);
    match c {
        // Brackets come in pairs, and a pair half folded would match no rule: they are folded inside a word too.
        ',' | ':' | ';' | '?' | '!' if inside_word => c,
        '(' | ')' | ',' | ':' | ';' | '?' | '!' => full_width(c),
        '．' if is_digit(before) && is_digit(after) => '.',
        // The dot of a foreign name, however it was typed: 马丁.科尔.
        '.' | '．' | '•' | '・' | '‧' | '∙' | '⋅' if is_han(before) && is_han(after) => '·',
        _ => width(c),
    }
}

/// Full-width letters, digits and `％` become half-width; every kind of space and line end becomes a space.
fn width(c: char) -> char {
    match c {
        '％' => '%',
        c if c.is_whitespace() || c.is_control() => ' ',
        c => half_width(c),
    }
}

/// Whether the character is a letter or digit of ASCII, in either width.
fn is_word(c: Option<char>) -> bool {
    c.is_some_and(|c| width(c).is_ascii_alphanumeric())
}

fn is_han(c: Option<char>) -> bool {
    matches!(c, Some('\u{3400}'..='\u{9fff}'))
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
    use super::*;

    fn folded_in(text: &str, script: Script) -> String {
        fold(&text.chars().collect::<Vec<_>>(), script).into_iter().collect()
    }

    fn folded(text: &str) -> String {
        folded_in(text, Script::Simplified)
    }

    #[test]
    fn traditional_text_is_read_in_simplified_characters_and_marks() {
        let read = folded_in("他說︰「參觀『海川』後,見http://a.hk/說明」", Script::Traditional);
        assert_eq!(read, "他说：“参观‘海川’后，见http://a.hk/说明”");
        assert_eq!(folded("他说「參觀」"), "他说「參觀」");
    }

    #[test]
    fn punctuation_is_full_width_and_letters_are_half_width() {
        for (written, read) in [
            ("他说,好!(见图)", "他说，好！（见图）"),
            ("出口1,769辆,增长", "出口1,769辆，增长"),
            ("上午12:30开始:", "上午12:30开始："),
            ("ＡＩ　２０％", "AI 20%"),
            ("增长３．５倍．", "增长3.5倍．"),
            ("马丁.科尔与安娜•白", "马丁·科尔与安娜·白"),
            ("见http://a.cn:80/b?c=1,好", "见http://a.cn:80/b?c=1，好"),
            ("简称TMC)在A(B)地", "简称TMC）在A（B）地"),
            ("“好”‘行’", "“好”‘行’"),
        ] {
            assert_eq!(folded(written), read);
        }
    }
}
