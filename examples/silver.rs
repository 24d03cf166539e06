//! Labels of two taggers become one: `silver MODEL.bin OTHER.txt OUT.txt`, with name lists in `LEXICONS`.
//!
//! `OTHER.txt` holds another tagger's BIO labels. Names that both see alike are kept, names that only the model sees are
//! kept where it is sure, and all else that either sees is left open (`?`), so that training does not learn it.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command line tool")]

use std::fmt::Write as _;
use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use wenmai::extract::tagger::{Input, Sample, Tagged, Tagger, read};
use wenmai::model::{EntityType, Span};

#[path = "common/lexicon.rs"]
mod lexicon;

/// Least confidence where the other tagger sees nothing there, and where it sees something else.
const SURE_ALONE: f64 = 0.9;
const SURE_AGAINST: f64 = 0.98;

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [model, other, out] = arguments.as_slice() else {
        bail!("usage: silver MODEL.bin OTHER.txt OUT.txt");
    };
    let bytes = std::fs::read(model).with_context(|| format!("cannot read {model}"))?;
    let tagger = Tagger::from_bytes(&bytes)?;
    let lexicons = std::env::var_os("LEXICONS").map(PathBuf::from);
    let lexicon = lexicon::Lexicon::read(lexicons.as_deref())?;
    let mut text = String::new();
    let mut counts = [0usize; 3];
    for sample in read(&Input::Bio(PathBuf::from(other)), 0, &|_| false)? {
        let found = tagger.tag(&sample.text(), &lexicon.matches(&sample.text()));
        merge(&sample, &found, &mut text, &mut counts);
    }
    println!("{} alike, {} by the model alone, {} left open", counts[0], counts[1], counts[2]);
    std::fs::write(out, text).with_context(|| format!("cannot write {out}"))?;
    Ok(())
}

fn merge(sample: &Sample, found: &[Tagged], out: &mut String, counts: &mut [usize; 3]) {
    let others = sample.names();
    let mut kept: Vec<(Span, EntityType)> = Vec::new();
    let mut open: Vec<Span> = Vec::new();
    for name in found {
        let own = (name.span, name.entity_type);
        let least = if others.contains(&own) {
            0.5
        } else if others.iter().any(|other| other.0.overlaps(name.span)) {
            SURE_AGAINST
        } else {
            SURE_ALONE
        };
        if name.confidence >= least {
            counts[usize::from(!others.contains(&own))] += 1;
            kept.push(own);
        } else {
            counts[2] += 1;
            open.push(name.span);
        }
    }
    for other in &others {
        if !kept.iter().any(|name| name.0.overlaps(other.0)) {
            counts[2] += 1;
            open.push(other.0);
        }
    }
    for (offset, c) in sample.text().char_indices() {
        let inside = |span: Span| span.start <= offset && offset < span.end;
        let tag = match kept.iter().find(|name| inside(name.0)) {
            Some((span, entity_type)) => {
                let label = match entity_type {
                    EntityType::Person => "PER",
                    EntityType::Organization => "ORG",
                    EntityType::Place => "LOC",
                    _ => "POL",
                };
                format!("{}-{label}", if span.start == offset { "B" } else { "I" })
            }
            None if open.iter().any(|&span| inside(span)) => "?".to_owned(),
            None => "O".to_owned(),
        };
        // Writing to a string cannot fail.
        let _ = writeln!(out, "{c}\t{tag}");
    }
    out.push('\n');
}
