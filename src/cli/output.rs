//! What goes to the terminal: errors with hints, progress bars, tables.

#![allow(clippy::print_stderr, reason = "this is the edge that talks to the user")]

use std::io::{IsTerminal, Write};

use anyhow::Result;
use indicatif::{ProgressBar, ProgressStyle};

/// An error that says what to do about it.
#[derive(Debug)]
pub(crate) struct Hint {
    pub message: String,
    pub hint: String,
}

impl std::fmt::Display for Hint {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Hint {}

/// An error with a hint.
pub(crate) fn hint(message: impl Into<String>, hint: impl Into<String>) -> anyhow::Error {
    anyhow::Error::new(Hint { message: message.into(), hint: hint.into() })
}

/// Prints an error, its causes and its hint to standard error.
pub(crate) fn complain(error: &anyhow::Error) {
    eprintln!("error: {error:#}");
    for cause in error.chain() {
        if let Some(hint) = cause.downcast_ref::<Hint>() {
            eprintln!("hint: {}", hint.hint);
        }
    }
}

/// A line to standard error.
pub(crate) fn note(line: impl AsRef<str>) {
    eprintln!("{}", line.as_ref());
}

/// Writes data to standard output.
pub(crate) fn print(data: &str) -> Result<()> {
    let mut out = std::io::stdout().lock();
    out.write_all(data.as_bytes())?;
    Ok(out.flush()?)
}

/// A bar with a known length on a terminal; hidden when standard error is piped.
pub(crate) fn bar(length: u64, what: &'static str) -> ProgressBar {
    let bar = if std::io::stderr().is_terminal() { ProgressBar::new(length) } else { ProgressBar::hidden() };
    let style = "{msg:10} [{bar:40}] {human_pos}/{human_len} {per_sec} {eta}";
    bar.set_style(ProgressStyle::with_template(style).expect("constant").progress_chars("=> "));
    bar.with_message(what)
}

/// Columns of the terminal; none when standard output is piped.
pub(crate) fn width() -> Option<u16> {
    let terminal = std::io::stdout().is_terminal();
    terminal.then(|| std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok()).unwrap_or(120))
}
