//! `wenmai train`: a recipe and annotated texts in, the tagger's weights and their card out.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow};
use clap::Args;
use indicatif::ProgressBar;
use wenmai::extract::tagger::{CorpusError, Options, Progress, RecipeError, TrainError, sure_names, train};
use wenmai::knowledge::{Knowledge, embedded_files, files_version};

use super::Exit;
use super::output::{bar, hint, note};

/// Train the tagger: make its weights, and a card that says what they are made of
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  wenmai train models/zh/train.toml --data shared=../shared --data silver=silver/ \\\n      --out tagger.bin --date 2026-11-23\n\nA recipe names sources of annotated text and says how to train; models/zh/train.toml shows all keys. Its paths\ncount from its own folder; a path that begins with {NAME} counts from the folder of --data NAME=DIR. The same\nfiles give the same bytes. Training takes minutes and, for three million characters, 4 GB of memory."
)]
pub(crate) struct Train {
    /// Recipe: sources, held-out files, options
    #[arg(value_name = "RECIPE.toml")]
    recipe: PathBuf,
    /// Where the weights go; those in the binary are models/zh/tagger.bin
    #[arg(short, long, value_name = "MODEL.bin")]
    out: PathBuf,
    /// The folder that {NAME} stands for in the paths of the recipe; may be given several times
    #[arg(long, value_name = "NAME=DIR", value_parser = place)]
    data: Vec<(String, PathBuf)>,
    /// Where the card goes (default: beside the weights, with the ending .md)
    #[arg(long, value_name = "FILE")]
    card: Option<PathBuf>,
    /// Day for the card; without it the card names none
    #[arg(long, value_name = "YYYY-MM-DD")]
    date: Option<jiff::civil::Date>,
}

fn place(text: &str) -> Result<(String, PathBuf), String> {
    let (name, folder) = text.split_once('=').filter(|(name, _)| !name.is_empty()).ok_or("write NAME=DIR")?;
    Ok((name.to_owned(), PathBuf::from(folder)))
}

impl Train {
    pub(crate) fn run(self) -> Result<Exit> {
        let card = self.card.clone().unwrap_or_else(|| self.out.with_extension("md"));
        // Told before the minutes of training, not after them.
        for path in [&self.out, &card] {
            let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
            if folder.is_some_and(|folder| !folder.is_dir()) || path.is_dir() {
                return Err(hint(
                    format!("cannot write {}", path.display()),
                    "name a file in a folder that is there already",
                ));
            }
        }
        let options = self.options()?;
        let names = &Knowledge::embedded().names;
        let progress = bar(0, "reading");
        let trained = train(&options, &|text| sure_names(names, text), &mut |step| show(&progress, step));
        progress.finish_and_clear();
        let (bytes, made) = trained.map_err(advise)?;
        fs::write(&self.out, &bytes).with_context(|| format!("cannot write {}", self.out.display()))?;
        let file = self.out.file_name().unwrap_or_default().to_string_lossy();
        fs::write(&card, made.to_markdown(&file)).with_context(|| format!("cannot write {}", card.display()))?;
        note(format!(
            "{}: {} bytes, {} grams, {} weights; card: {}",
            self.out.display(),
            made.bytes,
            made.kept_grams,
            made.kept_weights,
            card.display()
        ));
        for (name, figures) in &made.figures {
            note(format!("{name}: F1 {:.3}", figures.all().f1()));
        }
        Ok(Exit::Done)
    }

    fn options(&self) -> Result<Options> {
        let shown = self.recipe.display();
        let text = fs::read_to_string(&self.recipe).with_context(|| format!("cannot read {shown}"))?;
        let places: BTreeMap<String, PathBuf> = self.data.iter().cloned().collect();
        let date = self.date.map(|date| date.to_string()).unwrap_or_default();
        let folder = self.recipe.parent().unwrap_or(Path::new(""));
        let mut options = Options::from_recipe(&text, folder, &places, &date).map_err(|error| match error {
            RecipeError::Form(_) => {
                hint(format!("{shown}: {error}"), "models/zh/train.toml shows all keys of a recipe")
            }
            RecipeError::Place(ref name) => hint(format!("{shown}: {error}"), format!("add --data {name}=DIR")),
            RecipeError::Skip(error) => unread(&error),
            RecipeError::Seed(_) => anyhow!(error),
            RecipeError::Home(_) => {
                hint(format!("{shown}: {error}"), "home is the group of the sources whose idea of a name is ours")
            }
        })?;
        options.knowledge = files_version(&embedded_files());
        Ok(options)
    }
}

fn advise(error: TrainError) -> anyhow::Error {
    match error {
        TrainError::Corpus(error) => unread(&error),
        error => anyhow!(error),
    }
}

fn unread(error: &CorpusError) -> anyhow::Error {
    match error {
        CorpusError::Read { .. } => hint(
            error.to_string(),
            "paths of a recipe count from its folder, or from the folder of --data NAME=DIR where they begin with {NAME}",
        ),
        CorpusError::Line { .. } => hint(error.to_string(), "mend the line or leave it out"),
    }
}

fn show(bar: &ProgressBar, step: Progress) {
    match step {
        Progress::Read { samples, .. } => {
            bar.set_length(samples as u64);
            bar.set_message("indexing");
        }
        Progress::Indexed { .. } => bar.set_message("learning"),
        Progress::Learning { epoch, epochs, done, samples, .. } => {
            bar.set_length((epochs * samples) as u64);
            bar.set_position(((epoch - 1) * samples + done) as u64);
        }
    }
}
