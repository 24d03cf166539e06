//! Lists of names become marks in the text.
//!
//! Enters: a text and the forms of the names in it; leaves: its sentences with every occurrence of a form marked,
//! longest form first, without overlap. Occurrences that are not the name (中国 in 发展中国家) stay unmarked.

use super::corpus::Sample;
use super::labels::Stretch;
use super::shorts::short_countries;

/// The forms of an article's names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Forms {
    names: Vec<(Vec<char>, usize)>,
    positions: Vec<Vec<char>>,
}

impl Forms {
    /// Adds a form of a name with its type index. Forms of one character mark too much and are left out.
    pub fn add_name(&mut self, form: &str, label: usize) {
        let form: Vec<char> = form.chars().collect();
        if form.len() > 1 {
            self.names.push((form, label));
        }
    }

    /// Adds a title.
    pub fn add_position(&mut self, form: &str) {
        let form: Vec<char> = form.chars().collect();
        if form.len() > 1 {
            self.positions.push(form);
        }
    }
}

/// Marks the forms in a text and cuts it into sentences.
pub(super) fn project(text: &str, forms: &Forms, source: usize) -> Vec<Sample> {
    let text: Vec<char> = text.chars().collect();
    let mut sorted: Vec<(&[char], usize)> = forms.names.iter().map(|(form, label)| (form.as_slice(), *label)).collect();
    let books = book_titles(&text);
    let names = mark(&text, &mut sorted, |start, end, label| is_that_name(&text, start, end, label, &books));
    let mut taken = vec![false; text.len()];
    for name in &names {
        taken[name.start..name.end].fill(true);
    }
    let (shorts, doubtful) = short_countries(&text, &taken);
    let mut names = names;
    names.extend(shorts);
    names.sort_unstable();
    let mut sorted: Vec<(&[char], usize)> = forms.positions.iter().map(|form| (form.as_slice(), 0)).collect();
    let positions = mark(&text, &mut sorted, |start, end, _| {
        !(text[start..end].ends_with(&['主', '席'])
            && (follows(&text, end, "国") || follows(&text, end, "负责制") || follows(&text, end, "台")))
    });
    sentence_bounds(&text)
        .into_iter()
        .map(|(start, end)| Sample {
            text: text[start..end].to_vec(),
            names: within(&names, start, end),
            positions: Some(within(&positions, start, end)),
            unmarked: Vec::new(),
            unsure: doubtful
                .iter()
                .filter(|part| start <= part.0 && part.1 <= end)
                .map(|part| (part.0 - start, part.1 - start))
                .collect(),
            source,
        })
        .collect()
}

/// All occurrences of the forms, longest form first, that `is_right` accepts; sorted.
fn mark(
    text: &[char],
    forms: &mut Vec<(&[char], usize)>,
    is_right: impl Fn(usize, usize, usize) -> bool,
) -> Vec<Stretch> {
    forms.sort_by(|a, b| b.0.len().cmp(&a.0.len()).then_with(|| a.cmp(b)));
    forms.dedup_by(|a, b| a.0 == b.0);
    let mut taken = vec![false; text.len()];
    let mut out = Vec::new();
    for &(form, label) in forms.iter() {
        let mut start = 0;
        while start + form.len() <= text.len() {
            let end = start + form.len();
            if text[start..end] == *form && !taken[start..end].contains(&true) {
                if is_right(start, end, label) {
                    out.push(Stretch { start, end, label });
                    taken[start..end].fill(true);
                }
                start = end;
            } else {
                start += 1;
            }
        }
    }
    out.sort_unstable();
    out
}

fn follows(text: &[char], at: usize, word: &str) -> bool {
    word.chars().enumerate().all(|(step, c)| text.get(at + step) == Some(&c))
}

fn precedes(text: &[char], at: usize, word: &str) -> bool {
    let length = word.chars().count();
    at >= length && follows(text, at - length, word)
}

/// Occurrences that are part of another word.
fn is_that_name(text: &[char], start: usize, end: usize, label: usize, books: &[(usize, usize)]) -> bool {
    let form: String = text[start..end].iter().collect();
    let after = |words: &[&str]| words.iter().any(|word| follows(text, end, word));
    let before = |words: &[&str]| words.iter().any(|word| precedes(text, start, word));
    let policy = label == 3;
    if form == "中国" && before(&["发展"]) && after(&["家"]) {
        return false;
    }
    if form.ends_with('部') && after(&["门", "分", "署", "队"]) {
        return false;
    }
    if form.ends_with('军') && after(&["事", "工", "机", "港", "舰"]) {
        return false;
    }
    if (form == "西方" && before(&["东"])) || (form == "港澳" && before(&["香"])) {
        return false;
    }
    let bracketed = before(&["《"]) && after(&["》", "（"]);
    if policy && ["意见", "决定", "规定", "条例", "办法", "通知", "方案", "规划"].contains(&form.as_str())
    {
        return bracketed;
    }
    // Names inside the title of a book, law or column are not told apart from it.
    policy || bracketed || !books.iter().any(|&(open, close)| open < start && end <= close)
}

/// Stretches between 《 and 》.
fn book_titles(text: &[char]) -> Vec<(usize, usize)> {
    let mut out = Vec::new();
    let mut open = None;
    for (index, &c) in text.iter().enumerate() {
        match c {
            '《' => open = Some(index),
            '》' => out.extend(open.take().map(|start| (start, index))),
            '\n' => open = None,
            _ => {}
        }
    }
    out
}

/// The sentences that [`project`] cuts a text into.
pub(super) fn sentences(text: &str) -> impl Iterator<Item = String> {
    let text: Vec<char> = text.chars().collect();
    sentence_bounds(&text).into_iter().map(move |(start, end)| text[start..end].iter().collect())
}

/// Sentence ends as readings have them: 。！？ and ……, with closing quotes after them; and line ends.
fn sentence_bounds(text: &[char]) -> Vec<(usize, usize)> {
    let mut out = Vec::new();
    let mut start = 0;
    let mut index = 0;
    while index < text.len() {
        let c = text[index];
        index += 1;
        if c == '\n' {
            if index - 1 > start {
                out.push((start, index - 1));
            }
            start = index;
        } else if matches!(c, '。' | '！' | '？' | '…') {
            while index < text.len() && matches!(text[index], '。' | '！' | '？' | '…' | '”' | '’' | '》' | '）')
            {
                index += 1;
            }
            out.push((start, index));
            start = index;
        }
    }
    if start < text.len() {
        out.push((start, text.len()));
    }
    out
}

/// The stretches that lie inside a sentence, counted from its start.
fn within(stretches: &[Stretch], start: usize, end: usize) -> Vec<Stretch> {
    let first = stretches.partition_point(|stretch| stretch.start < start);
    stretches[first..]
        .iter()
        .take_while(|stretch| stretch.start < end)
        .filter(|stretch| stretch.end <= end)
        .map(|stretch| Stretch { start: stretch.start - start, end: stretch.end - start, label: stretch.label })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marked(text: &str, names: &[(&str, usize)]) -> Vec<(String, usize)> {
        let mut forms = Forms::default();
        for &(form, label) in names {
            forms.add_name(form, label);
        }
        project(text, &forms, 0)
            .iter()
            .flat_map(|sample| {
                sample
                    .names
                    .iter()
                    .map(|stretch| (sample.text[stretch.start..stretch.end].iter().collect(), stretch.label))
            })
            .collect()
    }

    #[test]
    fn the_longest_form_wins_and_every_occurrence_counts() {
        let found = marked("云海集团董事长到云海。云海集团有三家厂。", &[("云海", 2), ("云海集团", 1)]);
        let expected = [("云海集团", 1), ("云海", 2), ("云海集团", 1)];
        assert_eq!(found, expected.map(|(form, label)| (form.to_owned(), label)));
    }

    #[test]
    fn parts_of_other_words_are_no_names() {
        let names = [("中国", 2), ("财政部", 1), ("西方", 2), ("意见", 3)];
        assert!(marked("发展中国家的财政部门与东西方交换意见。", &names).is_empty());
        assert_eq!(marked("中国的财政部印发《意见》。", &names).len(), 3);
    }

    #[test]
    fn names_inside_a_book_title_are_not_marked() {
        let names = [("云南", 2)];
        assert!(marked("新书《云南的云》上架。", &names).is_empty());
        assert_eq!(marked("云南的云。", &names).len(), 1);
    }

    #[test]
    fn sentences_end_after_the_closing_quote() {
        let cut: Vec<String> = sentences("他说：“好。”大家笑了……\n完").collect();
        assert_eq!(cut, ["他说：“好。”", "大家笑了……", "完"]);
    }
}
