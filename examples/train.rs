//! Trains the tagger by a recipe: `train models/zh/train.toml OUT.bin [key=value]…`
//!
//! `shared=DIR` and any other `name=DIR` give the folders of the recipe's `{name}`; `shared` is `WENMAI_SHARED` or
//! `../shared` where not given. `lexicons=DIR` names the lists (default `lexicons/zh`, `none` for none), `date=…` goes
//! on the card, `epochs=… rate=… damping=… weights=… seed=… home=…` overrule the recipe, `hold=N` leaves out every N-th article
//! of the first source for measuring, and `bio0=FILE`, `bio1=FILE` add a source to group 0 or 1. The card goes to standard
//! output, progress to standard error.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command line tool")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use wenmai::extract::tagger::{Input, Options, Progress, Source, ids, train};

#[path = "common/lexicon.rs"]
mod lexicon;

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [recipe, out, settings @ ..] = arguments.as_slice() else {
        bail!("usage: train RECIPE.toml OUT.bin [key=value]…");
    };
    let shared = std::env::var_os("WENMAI_SHARED").map_or_else(|| PathBuf::from("../shared"), PathBuf::from);
    let mut places = BTreeMap::from([("shared".to_owned(), shared)]);
    let mut values: Vec<(&str, &str)> = Vec::new();
    for setting in settings {
        let (key, value) = setting.split_once('=').context("expected key=value")?;
        places.insert(key.to_owned(), PathBuf::from(value));
        values.push((key, value));
    }
    let recipe = Path::new(recipe);
    let text = std::fs::read_to_string(recipe).with_context(|| format!("cannot read {}", recipe.display()))?;
    let folder = recipe.parent().unwrap_or(Path::new("."));
    let mut options = Options::from_recipe(&text, folder, &places, "")?;
    let mut lexicons = PathBuf::from("lexicons/zh");
    for (key, value) in values {
        match key {
            "lexicons" => lexicons = PathBuf::from(value),
            "date" => value.clone_into(&mut options.date),
            "epochs" => options.epochs = value.parse()?,
            "rate" => options.rate = value.parse()?,
            "damping" => options.damping = value.parse()?,
            "weights" => options.weights = value.parse()?,
            "drop" => options.drop = value.parse()?,
            "moments" => options.moments = value.parse()?,
            "repeat" => {
                let (number, times) = value.split_once(':').context("expected repeat=SOURCE:TIMES")?;
                options.sources[number.parse::<usize>()?].repeat = times.parse()?;
            }
            "seed" => options.seed = value.parse()?,
            "home" => options.home = value.parse()?,
            "hold" => hold(&mut options, value.parse()?)?,
            "bio0" | "bio1" => options.sources.push(Source {
                name: value.to_owned(),
                terms: String::new(),
                input: Input::Bio(PathBuf::from(value)),
                group: usize::from(key == "bio1"),
                repeat: 1,
            }),
            _ => {}
        }
    }
    let lexicon = lexicon::Lexicon::read(Some(lexicons.as_path()).filter(|path| *path != Path::new("none")))?;
    let (bytes, card) = train(&options, &|text| lexicon.matches(text), &mut show)?;
    std::fs::write(out, &bytes).with_context(|| format!("cannot write {out}"))?;
    println!("{}", card.to_markdown());
    Ok(())
}

/// Leaves every `every`-th article of the first source out.
fn hold(options: &mut Options, every: usize) -> Result<()> {
    if let Some(Input::Articles { names, .. }) = options.sources.first().map(|source| &source.input) {
        let held = ids(names)?.into_iter().step_by(every);
        options.skip.extend(held);
    }
    Ok(())
}

fn show(step: Progress) {
    match step {
        Progress::Read { samples, characters } => eprintln!("{samples} sentences, {characters} characters"),
        Progress::Indexed { grams } => eprintln!("{grams} grams"),
        Progress::Learning { epoch, epochs, done, samples, loss } => {
            if done == samples {
                eprintln!("epoch {epoch} of {epochs}: loss {loss:.4}");
            }
        }
    }
}
