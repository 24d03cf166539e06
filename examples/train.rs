//! Trains the tagger: `train OUT.bin [key=value]…`
//!
//! `shared=DIR` folder with `ner/`, `corpus/`, `gold/` (default: `WENMAI_SHARED`, or `../shared`); `silver=FILE.txt` BIO
//! labels of other prose, may be repeated; `lexicons=DIR` folder of name lists; `epochs=8 weights=400000 rate=0.2
//! damping=0.1 blind=0.3 seed=1 date=2026-11-23 home=0 hold=0`. `hold=N` leaves out every N-th article for measuring.
//! The card goes to standard output, progress to standard error.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command line tool")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use wenmai::extract::tagger::{Input, Options, Progress, Source, train};

#[path = "common/lexicon.rs"]
mod lexicon;

fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    let out = PathBuf::from(arguments.next().context("usage: train OUT.bin [key=value]…")?);
    let mut shared = std::env::var_os("WENMAI_SHARED").map_or_else(|| PathBuf::from("../shared"), PathBuf::from);
    let mut silver: Vec<(PathBuf, usize)> = Vec::new();
    let mut lexicons = None;
    let mut hold = 0usize;
    let mut gsd = 0;
    let mut options = Options::default();
    for argument in arguments {
        let (key, value) = argument.split_once('=').context("expected key=value")?;
        match key {
            "shared" => shared = PathBuf::from(value),
            "silver" => silver.push((PathBuf::from(value), 1)),
            "agreed" => silver.push((PathBuf::from(value), 0)),
            "silver2" => silver.push((PathBuf::from(value), 2)),
            "words" => options.words = Some(PathBuf::from(value)),
            "lexicons" => lexicons = Some(PathBuf::from(value)),
            "epochs" => options.epochs = value.parse()?,
            "weights" => options.weights = value.parse()?,
            "rate" => options.rate = value.parse()?,
            "damping" => options.damping = value.parse()?,
            "blind" => options.blind = value.parse()?,
            "seed" => options.seed = value.parse()?,
            "home" => options.home = value.parse()?,
            "gsd" => gsd = value.parse()?,
            "hold" => hold = value.parse()?,
            "date" => value.clone_into(&mut options.date),
            _ => bail!("unknown key {key}"),
        }
    }
    let articles = shared.join("corpus/xwlb-2022-2025.articles.jsonl.gz");
    options.skip = gold_ids(&shared)?.into_iter().collect();
    let names = shared.join("ner/names/names.jsonl");
    if hold > 0 {
        options.skip.extend(ids(&names)?.into_iter().step_by(hold));
    }
    let source =
        |name: &str, terms: &str, input, group| Source { name: name.to_owned(), terms: terms.to_owned(), input, group };
    let listed = Input::Articles { names, texts: articles };
    options.sources = vec![
        source("current news", "own annotation", listed, 0),
        source("other prose", "own annotation", Input::Sentences(shared.join("ner/names/sentences.jsonl")), 0),
        source("UNER Chinese GSDSIMP, train", "CC BY-SA 4.0", Input::Bio(shared.join("ner/gsdsimp.train.txt")), gsd),
    ];
    for (path, group) in silver {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        options.sources.push(source(
            &format!("silver labels: {name}"),
            "labels made with LAC (Apache-2.0)",
            Input::Bio(path.clone()),
            group,
        ));
    }
    let lexicon = lexicon::Lexicon::read(lexicons.as_deref())?;
    let (bytes, card) = train(&options, &|text| lexicon.matches(text), &mut |step| match step {
        Progress::Read { samples, characters } => {
            eprintln!("{samples} sentences, {characters} characters");
        }
        Progress::Indexed { grams } => eprintln!("{grams} grams"),
        Progress::Learning { epoch, epochs, done, samples, loss } => {
            if done == samples {
                eprintln!("epoch {epoch} of {epochs}: loss {loss:.4}");
            }
        }
    })?;
    std::fs::write(&out, &bytes).with_context(|| format!("cannot write {}", out.display()))?;
    println!("{}", card.to_markdown());
    Ok(())
}

/// Ids of all gold articles: never trained on.
fn gold_ids(shared: &Path) -> Result<BTreeSet<String>> {
    let mut out = BTreeSet::new();
    for set in ["dev", "rules", "seed", "web"] {
        out.extend(ids(&shared.join(format!("gold/{set}.gold.jsonl")))?);
    }
    Ok(out)
}

fn ids(path: &Path) -> Result<Vec<String>> {
    let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    text.lines()
        .map(|line| {
            let value: serde_json::Value = serde_json::from_str(line)?;
            Ok(value["id"].as_str().unwrap_or_default().to_owned())
        })
        .collect()
}
