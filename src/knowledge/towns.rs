//! The list of townships enters as text; whether a name is one of them leaves.
//!
//! The list is long and seldom asked: it is kept as the sorted text that it is, and searched by halving.

use super::KnowledgeError;

/// Names of townships with their levels.
#[derive(Debug, Default)]
pub struct Towns {
    /// Lines `name`, tab, levels; sorted, without comments.
    lines: String,
}

/// Levels and how the list abbreviates them.
const LEVELS: [(&str, char); 3] = [("街道", '街'), ("镇", '镇'), ("乡", '乡')];

/// No listed name is longer, its level left out, in characters.
const LONGEST: usize = 14;

impl Towns {
    /// Reads the list; `file` is used in errors.
    pub(super) fn parse(file: &str, text: &str) -> Result<Self, KnowledgeError> {
        let mut last = "";
        let mut body = 0;
        for (index, line) in text.lines().enumerate() {
            if line.starts_with('#') {
                body += line.len() + 1;
                continue;
            }
            let error = |message: &str| KnowledgeError {
                file: file.to_owned(),
                line: index + 1,
                column: 1,
                message: message.to_owned(),
            };
            let name = line.split('\t').next().unwrap_or_default();
            if name.is_empty() || name.len() == line.len() {
                return Err(error("a name, a tab and its levels are wanted"));
            }
            if name <= last {
                return Err(error("the names are not in the order of their code points: sort the file"));
            }
            last = name;
        }
        Ok(Self { lines: text.get(body..).unwrap_or_default().to_owned() })
    }

    /// Bytes of the longest listed township that the text ends with, its level (镇, 乡, 街道) included.
    pub fn ending(&self, text: &str) -> Option<usize> {
        let (level, sign) = LEVELS.iter().find(|(level, _)| text.ends_with(level))?;
        let head = &text[..text.len() - level.len()];
        let starts = head.char_indices().rev().take(LONGEST).map(|(at, _)| at).collect::<Vec<_>>();
        let start = starts.into_iter().rev().find(|start| self.has(&head[*start..], *sign))?;
        Some(text.len() - start)
    }

    /// Whether a township of this level bears the name.
    fn has(&self, name: &str, level: char) -> bool {
        let (mut low, mut high) = (0, self.lines.len());
        while low < high {
            let middle = self.lines.as_bytes()[low..low + (high - low) / 2]
                .iter()
                .rposition(|byte| *byte == b'\n')
                .map_or(low, |at| low + at + 1);
            let line = self.lines[middle..].lines().next().unwrap_or_default();
            let (known, levels) = line.split_once('\t').unwrap_or((line, ""));
            match known.cmp(name) {
                std::cmp::Ordering::Equal => return levels.contains(level),
                std::cmp::Ordering::Less => low = (middle + line.len() + 1).min(high),
                std::cmp::Ordering::Greater => high = middle,
            }
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::knowledge::embedded_files;

    const LIST: &str = "# list\n东升\t镇乡\n太和\t镇街\n太和路\t街\n河\t乡\n";

    #[test]
    fn the_longest_listed_name_with_its_level_is_found() {
        let towns = Towns::parse("towns.txt", LIST).expect("well formed");
        for (text, expected) in [
            ("来到东升镇", Some("东升镇")),
            ("来到东升乡", Some("东升乡")),
            ("来到东升街道", None),
            ("来到太和路街道", Some("太和路街道")),
            ("来到太和街道", Some("太和街道")),
            ("来到太和", None),
            ("白河乡", Some("河乡")),
            ("镇", None),
        ] {
            assert_eq!(towns.ending(text).map(|length| &text[text.len() - length..]), expected, "{text}");
        }
        assert_eq!(Towns::default().ending("东升镇"), None);
    }

    #[test]
    fn every_line_is_found_again() {
        let files = embedded_files();
        let (file, text) = files.iter().find(|(file, _)| file.ends_with("/towns.txt")).expect("the list");
        let towns = Towns::parse(file, text).expect("well formed");
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            let (name, levels) = line.split_once('\t').expect("checked");
            assert!(levels.chars().all(|level| towns.has(name, level)), "{line}");
            assert!(name.chars().count() <= LONGEST, "{line}");
        }
    }

    #[test]
    fn a_list_out_of_order_is_refused() {
        let error = Towns::parse("towns.txt", "# list\n太和\t镇\n东升\t镇\n").unwrap_err();
        assert_eq!(error.line, 3);
        assert!(Towns::parse("towns.txt", "太和\n").is_err());
    }
}
