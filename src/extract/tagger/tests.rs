//! Small trainings on sentences of our own.

use proptest::prelude::*;

use super::labels::Stretch;
use super::*;

/// Sentences with names as `[name/T]`, T one of P O L C (policy), and titles as `{title}`.
const SENTENCES: [&str; 12] = [
    "[林月川/P]昨天来到[云海市/L]。",
    "[云海市/L]市长{}[白石溪/P]会见了客人。",
    "[青岩集团/O]在[云海市/L]设厂。",
    "[林月川/P]考察了[青岩集团/O]。",
    "[青岩集团/O]董事长[白石溪/P]表示感谢。",
    "大家在会上谈了很久。",
    "[河湾省/L]印发《[远山行动方案/C]》。",
    "[白石溪/P]说，[青岩集团/O]将扩大生产。",
    "客人昨天参观了工厂。",
    "[河湾省/L]与[青岩集团/O]签署协议。",
    "会议由[林月川/P]主持。",
    "今年产量增长12%，大家很高兴。",
];

fn sample(marked: &str) -> Sample {
    let mut text = Vec::new();
    let mut names = Vec::new();
    let mut start = None;
    let mut label = None;
    for c in marked.chars() {
        match c {
            '[' => start = Some(text.len()),
            '/' => label = Some(0),
            'P' | 'O' | 'L' | 'C' if label.is_some() => label = "POLC".find(c),
            ']' => {
                names.push(Stretch { start: start.take().unwrap(), end: text.len(), label: label.take().unwrap() });
            }
            '{' | '}' => {}
            _ => text.push(c),
        }
    }
    let whole: String = text.iter().collect();
    let positions = ["市长", "董事长"]
        .iter()
        .filter_map(|title| {
            let start = whole[..whole.find(title)?].chars().count();
            let end = start + title.chars().count();
            Some(Stretch { start, end, label: 0 })
        })
        .collect();
    Sample { text, names, positions: Some(positions), unmarked: Vec::new(), unsure: Vec::new(), source: 0 }
}

fn options() -> Options {
    Options { epochs: 12, ..Options::default() }
}

/// Every sentence twice: grams seen once get no weights.
fn samples() -> Vec<Sample> {
    let once: Vec<Sample> = SENTENCES.iter().map(|marked| sample(marked)).collect();
    [once.clone(), once.clone(), once].concat()
}

fn train_small() -> Vec<u8> {
    train_on(&samples(), &options(), &|_| Vec::new(), &mut |_| {}).unwrap().0
}

#[test]
fn what_was_taught_is_recovered() {
    let tagger = Tagger::from_bytes(&train_small()).unwrap();
    for sample in samples() {
        let text = sample.text();
        let tags = tagger.tags(&text, &[]);
        let found: Vec<_> = tags.names.iter().map(|name| (name.span, name.entity_type)).collect();
        assert_eq!(found, sample.names(), "{text}");
        let titles: Vec<Span> = tags.positions.iter().map(|title| title.span).collect();
        assert_eq!(titles, sample.positions().unwrap(), "{text}");
        let sure = tags.names.iter().all(|name| name.confidence > 0.5 && name.confidence <= 1.0);
        assert!(sure, "{tags:?}");
    }
}

#[test]
fn a_known_name_is_found_in_a_new_sentence() {
    let tagger = Tagger::from_bytes(&train_small()).unwrap();
    let text = "昨天[林月川/P]会见了客人。".replace(['[', ']'], "").replace("/P", "");
    let names = tagger.tag(&text, &[]);
    let surfaces: Vec<&str> = names.iter().map(|name| name.span.of(&text)).collect();
    assert_eq!(surfaces, ["林月川"]);
}

#[test]
fn what_was_tagged_before_leaves_no_trace() {
    let tagger = Tagger::from_bytes(&train_small()).unwrap();
    let mut workspace = Workspace::default();
    for sample in samples() {
        let text = sample.text();
        assert_eq!(tagger.tag_with(&text, &[], &mut workspace), tagger.tags(&text, &[]).names, "{text}");
    }
    assert_eq!(tagger.tag_with("", &[], &mut workspace), []);
}

#[test]
fn two_trainings_give_the_same_bytes() {
    assert_eq!(train_small(), train_small());
}

#[test]
fn the_mean_of_two_trainings_finds_what_both_do() {
    let train = |seeds: Vec<u64>| {
        let options = Options { seeds, ..options() };
        train_on(&samples(), &options, &|_| Vec::new(), &mut |_| {}).unwrap().0
    };
    let (one, both) = (train(vec![1]), train(vec![1, 2]));
    assert_ne!(one, both);
    assert_eq!(both, train(vec![1, 2]));
    let tagger = Tagger::from_bytes(&both).unwrap();
    for sample in samples() {
        let found: Vec<_> = tagger.tag(&sample.text(), &[]).iter().map(|name| (name.span, name.entity_type)).collect();
        assert_eq!(found, sample.names(), "{}", sample.text());
    }
}

#[test]
fn a_lexicon_match_helps_where_the_name_is_new() {
    let is_known = |text: &str| -> Vec<(Span, EntityType)> {
        ["云海市", "河湾省", "雪岭县"]
            .iter()
            .filter_map(|name| {
                let start = text.find(name)?;
                Some((Span::new(start, start + name.len()), EntityType::Place))
            })
            .collect()
    };
    let options = Options { blind: 0.0, ..options() };
    let (bytes, _) = train_on(&samples(), &options, &is_known, &mut |_| {}).unwrap();
    let tagger = Tagger::from_bytes(&bytes).unwrap();
    let text = "客人在雪岭县谈了很久。";
    let names = tagger.tag(text, &is_known(text));
    assert_eq!(names.len(), 1, "{names:?}");
    assert_eq!((names[0].span.of(text), names[0].entity_type), ("雪岭县", EntityType::Place));
}

#[test]
fn a_source_that_marks_no_policies_does_not_teach_that_there_are_none() {
    let mut samples = samples();
    // The same sentences from a source that leaves policies unmarked.
    for marked in SENTENCES {
        let mut other = sample(marked);
        other.names.retain(|name| name.label != 3);
        other.unmarked = vec![3];
        samples.push(other);
    }
    let (bytes, _) = train_on(&samples, &options(), &|_| Vec::new(), &mut |_| {}).unwrap();
    let tagger = Tagger::from_bytes(&bytes).unwrap();
    let names = tagger.tag("河湾省印发《远山行动方案》。", &[]);
    assert!(names.iter().any(|name| name.entity_type == EntityType::Policy), "{names:?}");
}

#[test]
fn a_damaged_file_is_refused() {
    let bytes = train_small();
    assert_eq!(Tagger::from_bytes(b"something else").unwrap_err(), ModelError::Magic);
    assert_eq!(Tagger::from_bytes(&[]).unwrap_err(), ModelError::Magic);
    let mut other = bytes.clone();
    other[13] = 9;
    assert_eq!(Tagger::from_bytes(&other).unwrap_err(), ModelError::Format { found: 9 });
    for cut in [14, 20, bytes.len() / 2, bytes.len() - 1] {
        assert!(matches!(Tagger::from_bytes(&bytes[..cut]), Err(ModelError::Damaged(_))), "cut at {cut}");
    }
    for at in (14..bytes.len()).step_by(97) {
        let mut other = bytes.clone();
        other[at] ^= 0x10;
        assert!(matches!(Tagger::from_bytes(&other), Err(ModelError::Damaged(_))), "altered at {at}");
    }
}

#[test]
fn nothing_to_learn_from_is_an_error() {
    let result = train_on(&[], &options(), &|_| Vec::new(), &mut |_| {});
    assert!(matches!(result, Err(TrainError::Empty)));
}

proptest! {
    #[test]
    fn spans_are_sorted_and_sit_on_characters(text in "[林月川云海市青岩集团，。“”《》a1 \u{20000}\n]{0,60}") {
        let tagger = TAGGER.with(Clone::clone);
        let tags = tagger.tags(&text, &[]);
        let mut end = 0;
        for name in &tags.names {
            prop_assert!(name.span.start >= end && !name.span.is_empty());
            prop_assert!(text.is_char_boundary(name.span.start) && text.is_char_boundary(name.span.end));
            prop_assert!((0.0..=1.0).contains(&name.confidence));
            end = name.span.end;
        }
    }
}

thread_local! {
    static TAGGER: Tagger = Tagger::from_bytes(&train_small()).unwrap();
}
