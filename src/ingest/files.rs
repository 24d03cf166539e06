//! Paths to open files.
//!
//! The arguments of the command line enter; files leave in the order of their paths, each once, with what is to be
//! told about paths that lead nowhere.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

use flate2::bufread::MultiGzDecoder;

use crate::model::{Diagnostic, Severity};

/// What a file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// One article or a page of several.
    Text,
    /// Markdown: one article.
    Markdown,
    /// A web page: one article.
    Html,
    /// One JSON object a line: an article each.
    Jsonl,
}

/// A file to read.
pub(super) enum Source {
    Path { name: String, format: Format, packed: bool },
    Stdin,
    Bytes { name: String, format: Format, bytes: Vec<u8> },
}

/// A file being read.
pub(super) enum Opened {
    /// Line by line.
    Lines(Box<dyn BufRead + Send>),
    /// All at once.
    Whole(Format, Vec<u8>),
}

impl Source {
    /// The name that its documents are cited by.
    pub(super) fn name(&self) -> &str {
        match self {
            Self::Path { name, .. } | Self::Bytes { name, .. } => name,
            Self::Stdin => "-",
        }
    }

    pub(super) fn open(self) -> io::Result<Opened> {
        match self {
            Self::Path { name, format, packed } => {
                let file = BufReader::new(File::open(name)?);
                let reader: Box<dyn BufRead + Send> =
                    if packed { Box::new(BufReader::new(MultiGzDecoder::new(file))) } else { Box::new(file) };
                opened(reader, Some(format))
            }
            Self::Stdin => opened(Box::new(BufReader::new(io::stdin())), None),
            Self::Bytes { format, bytes, .. } => opened(Box::new(io::Cursor::new(bytes)), Some(format)),
        }
    }
}

/// Opens a stream; one of unknown format is JSONL if it begins with `{`, else text.
fn opened(mut reader: Box<dyn BufRead + Send>, format: Option<Format>) -> io::Result<Opened> {
    let start = reader.fill_buf()?;
    let is_wide = start.starts_with(b"\xff\xfe") || start.starts_with(b"\xfe\xff");
    let first = start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(start).iter().find(|byte| !byte.is_ascii_whitespace());
    let format = format.unwrap_or(if first == Some(&b'{') { Format::Jsonl } else { Format::Text });
    if format == Format::Jsonl && !is_wide {
        return Ok(Opened::Lines(reader));
    }
    let mut bytes = Vec::new();
    reader.read_to_end(&mut bytes)?;
    if format == Format::Jsonl {
        // Lines of UTF-16 do not end at a byte; the whole is decoded first.
        let text = super::decode::decode(bytes).text;
        return Ok(Opened::Lines(Box::new(io::Cursor::new(text.into_bytes()))));
    }
    Ok(Opened::Whole(format, bytes))
}

/// The files that the arguments name, in the order of their paths, each once; standard input comes first.
pub(super) fn sources(inputs: &[String]) -> (Vec<Source>, Vec<Diagnostic>) {
    let mut paths = BTreeSet::new();
    let mut told = Vec::new();
    let mut stdin = false;
    for input in inputs {
        if input == "-" {
            stdin = true;
            continue;
        }
        let path = Path::new(input);
        if path.is_dir() {
            walk(path, &mut paths, &mut told);
        } else if path.exists() {
            if format_of(input).is_none() {
                told.push(error(
                    input,
                    "is no file that can be read here. Use .txt, .md, .html, .htm, .jsonl or .jsonl.gz",
                ));
            } else {
                paths.insert(input.clone());
            }
        } else {
            told.push(error(input, "is not there. Check the path"));
        }
    }
    let files = paths.into_iter().filter_map(|name| {
        let (format, packed) = format_of(&name)?;
        Some(Source::Path { name, format, packed })
    });
    let sources = stdin.then_some(Source::Stdin).into_iter().chain(files);
    (sources.collect(), told)
}

/// Collects the readable files of a folder and of the folders in it.
fn walk(folder: &Path, paths: &mut BTreeSet<String>, told: &mut Vec<Diagnostic>) {
    let before = paths.len();
    let mut waiting = vec![folder.to_path_buf()];
    while let Some(folder) = waiting.pop() {
        let entries = match fs::read_dir(&folder) {
            Ok(entries) => entries,
            Err(problem) => {
                told.push(error(
                    &folder.to_string_lossy(),
                    &format!("cannot be listed: {problem}. Check its permissions"),
                ));
                continue;
            }
        };
        for entry in entries.flatten() {
            if entry.file_name().to_string_lossy().starts_with('.') {
                continue;
            }
            // A link to a folder is not followed: it may lead back here.
            let is_link = entry.file_type().is_ok_and(|kind| kind.is_symlink());
            let path = entry.path();
            if path.is_dir() {
                if !is_link {
                    waiting.push(path);
                }
            } else if let Some(name) = path.to_str() {
                if format_of(name).is_some() {
                    paths.insert(name.to_owned());
                }
            } else {
                told.push(error(&path.to_string_lossy(), "has a name that is no UTF-8. Rename the file"));
            }
        }
    }
    if paths.len() == before {
        told.push(Diagnostic {
            severity: Severity::Warning,
            place: folder.to_string_lossy().into_owned(),
            message: "holds no .txt, .md, .html, .htm, .jsonl or .jsonl.gz file that was not named before".to_owned(),
        });
    }
}

fn error(place: &str, message: &str) -> Diagnostic {
    Diagnostic { severity: Severity::Error, place: place.to_owned(), message: message.to_owned() }
}

/// What a file name says of the format, and whether the file is packed with gzip.
fn format_of(name: &str) -> Option<(Format, bool)> {
    let lower = name.to_lowercase();
    let (lower, packed) = lower.strip_suffix(".gz").map_or((lower.as_str(), false), |inner| (inner, true));
    let (_, extension) = lower.rsplit_once('.')?;
    let format = match extension {
        "txt" | "text" => Format::Text,
        "md" | "markdown" => Format::Markdown,
        "html" | "htm" => Format::Html,
        "jsonl" | "ndjson" => Format::Jsonl,
        _ => return None,
    };
    Some((format, packed))
}

/// The file name without folders and extension: `pages/2024.txt` gives `2024`; standard input gives `stdin`.
pub(super) fn stem(name: &str) -> &str {
    if name == "-" {
        return "stdin";
    }
    let file = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let file = if format_of(file).is_some_and(|(_, packed)| packed) { &file[..file.len() - ".gz".len()] } else { file };
    match file.rsplit_once('.') {
        Some((stem, _)) if !stem.is_empty() => stem,
        _ => file,
    }
}

#[cfg(test)]
mod tests {
    use std::io::{BufRead, Cursor};

    use super::{Format, Opened, format_of, opened, stem};

    #[test]
    fn a_stream_of_unknown_format_is_told_by_its_first_character() {
        let open = |bytes: Vec<u8>, format| opened(Box::new(Cursor::new(bytes)), format).expect("a stream in memory");
        let line = "\u{feff}\n {\"text\": \"春耕\"}";
        assert!(matches!(open(line.as_bytes().to_vec(), None), Opened::Lines(_)));
        assert!(matches!(open("春耕{".as_bytes().to_vec(), None), Opened::Whole(Format::Text, _)));
        // UTF-16 is decoded before it is cut into lines.
        let wide: Vec<u8> = line.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let Opened::Lines(reader) = open(wide, Some(Format::Jsonl)) else { panic!("no lines") };
        let lines: Vec<String> = reader.lines().map(|line| line.expect("UTF-8")).collect();
        assert_eq!(lines, ["", " {\"text\": \"春耕\"}"]);
    }

    #[test]
    fn names_tell_format_and_stem() {
        assert_eq!(format_of("a/b.TXT"), Some((Format::Text, false)));
        assert_eq!(format_of("a.jsonl.gz"), Some((Format::Jsonl, true)));
        assert_eq!(format_of("a.pdf"), None);
        assert_eq!(stem("a/b.c.jsonl.gz"), "b.c");
        assert_eq!(stem("页.txt"), "页");
        assert_eq!(stem("-"), "stdin");
    }
}
