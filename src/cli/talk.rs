//! `wenmai ask` on a terminal: one question after the other over a store that is opened once, with history and completion.

use std::path::PathBuf;

use anyhow::Result;
use rustyline::completion::Completer;
use rustyline::error::ReadlineError;
use rustyline::highlight::Highlighter;
use rustyline::hint::Hinter;
use rustyline::history::FileHistory;
use rustyline::validate::Validator;
use rustyline::{Config, Context, Editor, Helper};
use serde_json::Value;
use wenmai::ask::{Answer, Asker};

use super::Exit;
use super::ask::{Output, Shown};
use super::output::note;

const HELP: &str = "\
Ask in Chinese or English: 谁考察了哪家公司？  Who visited which company?
他, 她, 它, he, she, it stand for the answer before, where that is one name.
Tab completes names and question words; the arrow up brings back what was asked.
  :explain   show the SPARQL of each question, or stop showing it
  :json      print answers as JSON, or as tables again
  :help      this page
  :quit      leave (also Ctrl-D)";

/// Talks until the user leaves.
pub(crate) fn talk(asker: &Asker, mut shown: Shown) -> Result<Exit> {
    let config = Config::builder().auto_add_history(true).max_history_size(2_000)?.build();
    let mut editor: Editor<Names, FileHistory> = Editor::with_config(config)?;
    editor.set_helper(Some(Names { asker }));
    let history = history_file();
    if let Some(path) = &history {
        // There is none before the first time.
        let _ = editor.load_history(path);
    }
    note("文脉 · :help, :quit");
    let table = if shown.format == Output::Json { Output::Table } else { shown.format };
    let mut last: Option<String> = None;
    loop {
        let line = match editor.readline("文脉> ") {
            Ok(line) => line,
            Err(ReadlineError::Interrupted) => continue,
            Err(ReadlineError::Eof) => break,
            Err(error) => return Err(error.into()),
        };
        match line.trim() {
            "" => {}
            ":quit" | ":q" | ":exit" => break,
            ":help" | ":h" | "?" | "？" => note(HELP),
            ":explain" => {
                shown.explain = !shown.explain;
                note(if shown.explain { "SPARQL is shown" } else { "SPARQL is not shown" });
            }
            ":json" => {
                shown.format = if shown.format == Output::Json { table } else { Output::Json };
            }
            command if command.starts_with(':') => note(format!("there is no command {command}; :help lists them")),
            question => {
                let full = followed_up(question, last.as_deref());
                if full != question {
                    note(format!("→ {full}"));
                }
                match asker.ask(&full, &shown.options) {
                    Ok(answer) => {
                        shown.answer(&answer)?;
                        last = only_name(&answer);
                    }
                    Err(error) => note(format!("error: {error}")),
                }
            }
        }
    }
    if let Some(path) = &history {
        let saved = path.parent().map_or(Ok(()), std::fs::create_dir_all).is_ok() && editor.save_history(path).is_ok();
        if !saved {
            note(format!("the history could not be kept in {}", path.display()));
        }
    }
    Ok(Exit::Done)
}

/// The one name that an answer is, if it is one: what a pronoun may stand for.
fn only_name(answer: &Answer) -> Option<String> {
    const NAMES: [&str; 8] = ["who", "whom", "company", "school", "organization", "where", "issuer", "maker"];
    let [row] = answer.rows.as_slice() else {
        return None;
    };
    match (answer.columns.first(), row.first()) {
        (Some(column), Some(Value::String(name))) if NAMES.contains(&column.as_str()) => Some(name.clone()),
        _ => None,
    }
}

/// The question with its pronoun replaced by what was answered before.
fn followed_up(question: &str, last: Option<&str>) -> String {
    let Some(name) = last else {
        return question.to_owned();
    };
    let chars: Vec<char> = question.chars().collect();
    for (at, c) in chars.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|at| chars.get(at));
        let many = chars.get(at + 1) == Some(&'们');
        if "他她它".contains(*c) && !many && before != Some(&'其') {
            let (head, tail) = (chars[..at].iter().collect::<String>(), chars[at + 1..].iter().collect::<String>());
            return format!("{head}{name}{tail}");
        }
    }
    let words: Vec<&str> = question.split(' ').collect();
    let pronoun = |word: &str| {
        ["he", "she", "it", "him"].contains(&word.trim_end_matches(['?', '.', ',']).to_lowercase().as_str())
    };
    if let Some(at) = words.iter().position(|word| pronoun(word)) {
        let mut words: Vec<String> = words.into_iter().map(str::to_owned).collect();
        let tail: String = words[at].chars().skip_while(|c| c.is_alphabetic()).collect();
        words[at] = format!("{name}{tail}");
        return words.join(" ");
    }
    question.to_owned()
}

/// `wenmai/history.txt` in the user's data folder.
fn history_file() -> Option<PathBuf> {
    let variable = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let folder = variable("XDG_DATA_HOME")
        .or_else(|| variable("APPDATA"))
        .or_else(|| variable("HOME").map(|home| home.join(".local").join("share")))?;
    Some(folder.join("wenmai").join("history.txt"))
}

/// Completes names of the store and words of questions.
struct Names<'a> {
    asker: &'a Asker,
}

impl Completer for Names<'_> {
    type Candidate = String;

    fn complete(&self, line: &str, end: usize, _: &Context<'_>) -> rustyline::Result<(usize, Vec<String>)> {
        let before = &line[..end];
        // Chinese has no spaces: the longest end of the line that something begins with.
        let starts = before.char_indices().map(|(at, _)| at).filter(|at| before[*at..].chars().count() <= 16);
        for at in starts {
            let found = self.asker.completions(&before[at..], 30);
            if !found.is_empty() {
                return Ok((at, found));
            }
        }
        Ok((end, Vec::new()))
    }
}

impl Hinter for Names<'_> {
    type Hint = String;
}

impl Highlighter for Names<'_> {}
impl Validator for Names<'_> {}
impl Helper for Names<'_> {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pronouns_follow_one_name() {
        assert_eq!(followed_up("他去过哪里？", Some("林远航")), "林远航去过哪里？");
        assert_eq!(followed_up("Where did he go?", Some("林远航")), "Where did 林远航 go?");
        assert_eq!(followed_up("其他人去过哪里？", Some("林远航")), "其他人去过哪里？");
        assert_eq!(followed_up("他们去过哪里？", Some("林远航")), "他们去过哪里？");
        assert_eq!(followed_up("他去过哪里？", None), "他去过哪里？");
    }
}
