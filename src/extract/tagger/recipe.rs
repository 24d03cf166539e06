//! A training recipe as a TOML file: which sources, and how to train.
//!
//! Enters: the text of a recipe, its folder and the places of outside data; leaves: [`Options`]. Paths count from the
//! recipe's folder; `{name}` at the front of a path stands for a place that the caller knows.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::corpus::{CorpusError, Input, ids};
use super::train::{HeldOut, Options, Source};

/// What is wrong with a recipe.
#[derive(Debug, thiserror::Error)]
pub enum RecipeError {
    /// Not TOML, or not the keys of a recipe; the message points at the place.
    #[error("recipe: {0}")]
    Form(#[from] toml::de::Error),
    /// A path begins with a place that the caller did not give.
    #[error("recipe: no folder is given for {{{0}}}")]
    Place(String),
    /// The list of articles that must not be trained on cannot be read.
    #[error(transparent)]
    Skip(#[from] CorpusError),
    /// No source follows the convention that the model is to follow.
    #[error("recipe: home = {0}, but no source has group = {0}")]
    Home(usize),
    /// No training has the seed that a source asks for.
    #[error("recipe: seeds names no training with seed {0}: write seeds = [{0}]")]
    Seed(u64),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Recipe {
    epochs: usize,
    rate: f32,
    damping: f32,
    weights: usize,
    blind: f64,
    #[serde(default)]
    drop: f64,
    #[serde(default)]
    moments: usize,
    /// One training for each; the mean of their weights is kept.
    seeds: Vec<u64>,
    home: usize,
    words: Option<String>,
    #[serde(default)]
    skip: Vec<String>,
    source: Vec<RecipeSource>,
    #[serde(default)]
    held_out: Vec<RecipeHeldOut>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RecipeSource {
    name: String,
    terms: String,
    group: usize,
    #[serde(default = "once")]
    repeat: usize,
    /// Seeds of the trainings that see it; all where none is named.
    #[serde(default)]
    seeds: Vec<u64>,
    format: Format,
    /// The sentences or BIO lines, or the texts of listed articles.
    path: String,
    /// The lists of names, where they stand apart from the texts.
    names: Option<String>,
}

fn once() -> usize {
    1
}

/// A file that figures are measured on, and that is not trained on.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RecipeHeldOut {
    name: String,
    format: Format,
    path: String,
    names: Option<String>,
}

#[derive(Deserialize, Clone, Copy, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
enum Format {
    Articles,
    Sentences,
    Gold,
    Keyed,
    Bio,
}

impl Options {
    /// Options from a recipe. `places` gives the folders that `{name}` stands for; `date` goes on the card.
    pub fn from_recipe(
        text: &str,
        folder: &Path,
        places: &BTreeMap<String, PathBuf>,
        date: &str,
    ) -> Result<Self, RecipeError> {
        let recipe: Recipe = toml::from_str(text)?;
        let path = |written: &str| resolve(written, folder, places);
        let input = |format: Format, texts: &str, names: Option<&str>| -> Result<Input, RecipeError> {
            let names = path(names.unwrap_or(texts))?;
            let texts = path(texts)?;
            Ok(match format {
                Format::Articles => Input::Articles { names, texts },
                Format::Gold => Input::Gold { gold: names, texts },
                Format::Keyed => Input::Keyed { names, texts },
                Format::Sentences => Input::Sentences(texts),
                Format::Bio => Input::Bio(texts),
            })
        };
        let mut sources = Vec::new();
        for source in recipe.source {
            let input = input(source.format, &source.path, source.names.as_deref())?;
            sources.push(Source {
                name: source.name,
                terms: source.terms,
                input,
                group: source.group,
                repeat: source.repeat,
                seeds: source.seeds,
            });
        }
        let unknown = sources.iter().flat_map(|source| &source.seeds).find(|seed| !recipe.seeds.contains(seed));
        if let Some(seed) = unknown.copied().or((recipe.seeds.is_empty()).then_some(1)) {
            return Err(RecipeError::Seed(seed));
        }
        if !sources.iter().any(|source| source.group == recipe.home) {
            return Err(RecipeError::Home(recipe.home));
        }
        let mut held_out = Vec::new();
        for file in recipe.held_out {
            let input = input(file.format, &file.path, file.names.as_deref())?;
            held_out.push(HeldOut { name: file.name, input });
        }
        let mut skip = Vec::new();
        for written in &recipe.skip {
            skip.extend(ids(&path(written)?)?);
        }
        Ok(Self {
            sources,
            held_out,
            skip,
            home: recipe.home,
            epochs: recipe.epochs,
            rate: recipe.rate,
            damping: recipe.damping,
            weights: recipe.weights,
            blind: recipe.blind,
            drop: recipe.drop,
            moments: recipe.moments,
            seeds: recipe.seeds,
            words: recipe.words.as_deref().map(path).transpose()?,
            date: date.to_owned(),
            knowledge: String::new(),
        })
    }
}

fn resolve(written: &str, folder: &Path, places: &BTreeMap<String, PathBuf>) -> Result<PathBuf, RecipeError> {
    let Some((place, rest)) = written.strip_prefix('{').and_then(|rest| rest.split_once('}')) else {
        return Ok(folder.join(written));
    };
    let place = places.get(place).ok_or_else(|| RecipeError::Place(place.to_owned()))?;
    Ok(place.join(rest.trim_start_matches('/')))
}

#[cfg(test)]
mod tests {
    use super::*;

    const RECIPE: &str = r#"
        epochs = 3
        rate = 0.05
        damping = 10.0
        weights = 1000
        blind = 0.3
        seeds = [1]
        home = 0
        words = "words.tsv"
        [[source]]
        name = "news"
        terms = "ours"
        group = 0
        format = "articles"
        path = "{data}/texts.jsonl"
        names = "names.jsonl"
    "#;

    #[test]
    fn paths_count_from_the_recipe_or_from_a_place() {
        let places = BTreeMap::from([("data".to_owned(), PathBuf::from("/data"))]);
        let options = Options::from_recipe(RECIPE, Path::new("models/zh"), &places, "2020-01-01").unwrap();
        let expected = Input::Articles {
            names: PathBuf::from("models/zh/names.jsonl"),
            texts: PathBuf::from("/data/texts.jsonl"),
        };
        assert_eq!(options.sources[0].input, expected);
        assert_eq!(options.words, Some(PathBuf::from("models/zh/words.tsv")));
        assert_eq!(options.held_out, []);
    }

    #[test]
    fn held_out_files_are_named_like_sources() {
        let recipe = format!(
            "{}\n[[held_out]]\nname = 'test'\nformat = 'bio'\npath = 'test.txt'",
            RECIPE.replace("{data}/", "")
        );
        let options = Options::from_recipe(&recipe, Path::new("models"), &BTreeMap::new(), "").unwrap();
        let input = Input::Bio(PathBuf::from("models/test.txt"));
        assert_eq!(options.held_out, [HeldOut { name: "test".to_owned(), input }]);
    }

    #[test]
    fn an_unknown_place_or_key_is_an_error() {
        let none = BTreeMap::new();
        let error = Options::from_recipe(RECIPE, Path::new("."), &none, "").unwrap_err();
        assert_eq!(error.to_string(), "recipe: no folder is given for {data}");
        let away = RECIPE.replace("home = 0", "home = 3").replace("{data}/", "");
        let error = Options::from_recipe(&away, Path::new("."), &none, "").unwrap_err();
        assert_eq!(error.to_string(), "recipe: home = 3, but no source has group = 3");
        let seedless = RECIPE.replace("group = 0", "group = 0\nseeds = [2]").replace("{data}/", "");
        let error = Options::from_recipe(&seedless, Path::new("."), &none, "").unwrap_err();
        assert_eq!(error.to_string(), "recipe: seeds names no training with seed 2: write seeds = [2]");
        let wrong = RECIPE.replace("epochs", "epoch");
        assert!(matches!(Options::from_recipe(&wrong, Path::new("."), &none, ""), Err(RecipeError::Form(_))));
    }
}
