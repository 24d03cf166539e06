//! Sentences of a block.
//!
//! The folded text of one block enters; byte spans leave that cover it fully, in order. A sentence ends at `。！？`
//! and at `……`, after the closing quotes and brackets that follow; `；` does not end one. Where the words go on in
//! the same breath (`“谁来干？”的问题`, `《何处是家？》一书`) it does not end.

use crate::model::Span;

/// Splits the folded text of one block.
pub(super) fn sentences(block: &str) -> Vec<Span> {
    let chars: Vec<(usize, char)> = block.char_indices().collect();
    let mut spans = Vec::new();
    let mut start = 0;
    let mut at = 0;
    while at < chars.len() {
        let stop = stop_length(&chars[at..]);
        if stop == 0 {
            at += 1;
            continue;
        }
        let mut next = at + stop;
        let mut inside_title = false;
        while let Some(&(_, c)) = chars.get(next) {
            match c {
                '”' | '’' | '」' | '』' | '）' | '"' => {}
                // A title that asks a question is a name inside the sentence.
                '》' | '〉' => inside_title = true,
                _ => break,
            }
            next += 1;
        }
        let closed = next > at + stop;
        while chars.get(next).is_some_and(|&(_, c)| c == ' ') {
            next += 1;
        }
        at = next;
        let after = chars.get(next).map(|&(_, c)| c);
        if inside_title && after.is_some() || goes_on(after, closed) {
            continue;
        }
        let end = chars.get(next).map_or(block.len(), |&(offset, _)| offset);
        spans.push(Span::new(start, end));
        start = end;
    }
    if start < block.len() {
        spans.push(Span::new(start, block.len()));
    }
    spans
}

/// Number of characters of the sentence end that stands at the beginning of `chars`; 0 where there is none.
fn stop_length(chars: &[(usize, char)]) -> usize {
    let mut length = 0;
    while let Some(&(_, c)) = chars.get(length) {
        match c {
            '。' | '！' | '？' => length += 1,
            '…' if length > 0 || chars.get(1).is_some_and(|&(_, c)| c == '…') => length += 1,
            _ => break,
        }
    }
    length
}

/// Whether what follows shows that the sentence is not over: a comma, or, after a closing quote, a word that leans on
/// what was quoted.
fn goes_on(after: Option<char>, closed: bool) -> bool {
    match after {
        Some('，' | '、' | '；' | '：' | '。') => true,
        Some('的' | '等' | '和' | '与' | '及' | '或' | '是' | '这' | '成') => closed,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::sentences;

    fn split(block: &str) -> Vec<&str> {
        sentences(block).into_iter().map(|span| span.of(block)).collect()
    }

    #[test]
    fn sentences_end_where_a_reader_stops() {
        for (block, expected) in [
            ("他来了。她走了", vec!["他来了。", "她走了"]),
            ("“好。再来！”王某说。", vec!["“好。", "再来！”", "王某说。"]),
            ("先看；再买。", vec!["先看；再买。"]),
            ("“钱从哪来？”的问题有了答案。", vec!["“钱从哪来？”的问题有了答案。"]),
            ("《何处是家？》一书出版。", vec!["《何处是家？》一书出版。"]),
            ("等等……后来呢？！ 完。", vec!["等等……", "后来呢？！ ", "完。"]),
            ("他说：“行。”", vec!["他说：“行。”"]),
            ("", vec![]),
        ] {
            assert_eq!(split(block), expected);
        }
    }
}
