//! What a model was made of enters; its card in Markdown leaves.

use std::fmt::Write as _;
use std::path::Path;

use sha2::{Digest, Sha256};

use super::measure::{Figures, Tally};
use super::train::Options;

/// What a model was made of.
#[derive(Debug, Clone, PartialEq)]
pub struct Card {
    /// What it was trained with.
    pub options: Options,
    /// What each source gave, in the order of the options.
    pub sources: Vec<CardSource>,
    /// Sentences of the sources that were left out because a held-out file has them.
    pub left_out: usize,
    /// By held-out file.
    pub figures: Vec<(String, Figures)>,
    /// Loss per character in the last epoch.
    pub loss: f64,
    /// Grams that had weights in training.
    pub grams: usize,
    /// Grams that the file keeps.
    pub kept_grams: usize,
    /// Weights that the file keeps.
    pub kept_weights: usize,
    /// Bytes of the file.
    pub bytes: usize,
    /// Digest of the file, hexadecimal.
    pub sha256: String,
}

/// What a source gave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CardSource {
    /// Number of sentences.
    pub sentences: usize,
    /// Number of characters.
    pub characters: usize,
    /// Number of names that are marked.
    pub names: usize,
}

impl Card {
    /// The card of the model in a file of this name.
    pub fn to_markdown(&self, file: &str) -> String {
        let mut out = format!(
            "# {file}\n\nWeights of Wenmai's tagger: a linear-chain conditional random field over the characters of a sentence, which finds \
             persons,\norganisations, places and policies, and in a second layer titles.\n\n"
        );
        // Writing to a string cannot fail.
        let _ = writeln!(out, "| | |\n|---|---|");
        let options = &self.options;
        for (what, value) in [
            ("bytes", self.bytes.to_string()),
            ("SHA-256", self.sha256.clone()),
            ("trained", options.date.clone()),
            ("by", format!("wenmai {}", env!("CARGO_PKG_VERSION"))),
            ("with the knowledge files of version", options.knowledge.clone()),
            ("grams with weights in training", self.grams.to_string()),
            ("grams kept", self.kept_grams.to_string()),
            ("weights kept, one byte each", self.kept_weights.to_string()),
            ("loss per character in the last epoch", format!("{:.4}", self.loss)),
        ] {
            if !value.is_empty() {
                let _ = writeln!(out, "| {what} | {value} |");
            }
        }
        self.data(&mut out);
        self.settings(&mut out);
        if !self.figures.is_empty() {
            self.measured(&mut out);
        }
        out
    }

    fn data(&self, out: &mut String) {
        out.push_str(
            "\n## Data\n\n| source | terms | group | times | sentences | characters | names |\n|---|---|---|---|---|---|---|\n",
        );
        for (source, gave) in self.options.sources.iter().zip(&self.sources) {
            let CardSource { sentences, characters, names } = gave;
            let (mut name, terms) = (cell(&source.name), cell(&source.terms));
            if !source.seeds.is_empty() {
                let _ = write!(name, " (seed {} alone)", numbers(&source.seeds));
            }
            let _ = writeln!(
                out,
                "| {name} | {terms} | {} | {} | {sentences} | {characters} | {names} |",
                source.group, source.repeat
            );
        }
        if !self.options.skip.is_empty() {
            let _ = writeln!(out, "\n{} articles were kept out by name.", self.options.skip.len());
        }
        if !self.options.held_out.is_empty() {
            let _ = writeln!(
                out,
                "\nNo article and no sentence of the held-out files was trained on; {} such sentences stood in the sources.",
                self.left_out
            );
        }
    }

    fn settings(&self, out: &mut String) {
        let options = &self.options;
        out.push_str("\n## Options\n\n| option | value |\n|---|---|\n");
        let words = options.words.as_deref().and_then(Path::file_name).map(|name| name.to_string_lossy().into_owned());
        for (name, value) in [
            ("epochs", options.epochs.to_string()),
            ("rate", options.rate.to_string()),
            ("damping", options.damping.to_string()),
            ("weights", options.weights.to_string()),
            ("blind", options.blind.to_string()),
            ("drop", options.drop.to_string()),
            ("moments", options.moments.to_string()),
            ("seeds", numbers(&options.seeds)),
            ("home", options.home.to_string()),
            ("words", words.unwrap_or_else(|| "none".to_owned())),
        ] {
            let _ = writeln!(out, "| {name} | {value} |");
        }
    }

    fn measured(&self, out: &mut String) {
        out.push_str(
            "\n## Figures\n\nExact spans, with the name lists.\n\n| held out | sentences | type | precision | recall | F1 | names |\n|---|---|---|---|---|---|---|\n",
        );
        for (name, figures) in &self.figures {
            let mut row = |what: &str, tally: Tally| {
                let (precision, recall, f1) = (tally.precision(), tally.recall(), tally.f1());
                let (name, sentences) = (cell(name), figures.sentences);
                let _ = writeln!(
                    out,
                    "| {name} | {sentences} | {what} | {precision:.3} | {recall:.3} | {f1:.3} | {} |",
                    tally.wanted
                );
            };
            for (entity_type, tally) in &figures.names {
                row(entity_type.name(), *tally);
            }
            row("all", figures.all());
            if let Some(tally) = figures.positions {
                row("titles", tally);
            }
        }
    }
}

fn numbers(list: &[u64]) -> String {
    list.iter().map(u64::to_string).collect::<Vec<_>>().join(", ")
}

/// Text that cannot end its cell.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}

/// The digest of a file, hexadecimal.
pub(super) fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::new(), |mut digits, byte| {
        // Writing to a string cannot fail.
        let _ = write!(digits, "{byte:02x}");
        digits
    })
}
