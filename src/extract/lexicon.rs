//! Listed names in the text: safe forms anywhere, weak forms where the place before them proves them (江西婺源).

use std::collections::BTreeSet;

use super::scene::{Candidate, Scene, chars};
use crate::knowledge::{Form, NameEntry};
use crate::model::{EntityType, Kind, Recogniser};

/// Candidates from the name lists, and the traps that look like names.
pub(super) fn candidates(scene: Scene<'_>) -> Vec<Candidate> {
    let names = &scene.knowledge.names;
    let mut found = Vec::new();
    let mut weak = Vec::new();
    for hit in names.matches(scene.text()) {
        if cuts_latin_word(scene, hit.span.start, hit.span.end) {
            continue;
        }
        let before = found.len();
        for form in hit.forms {
            let entry = &names.entries[form.entry];
            let again = |other: &Candidate| other.entity_type == Some(entry.entity_type);
            if form.form == Form::Weak {
                weak.push((hit.span, entry));
            } else if !found[before..].iter().any(again) {
                found.push(candidate(hit.span, entry, confidence(hit.span.of(scene.text()), form.form)));
            }
        }
    }
    let chained = chained(scene, &found, &weak);
    found.extend(chained);
    found.extend(traps(scene));
    found.retain(|name| name.entity_type.is_none() || !part_of_word(scene, name) && !begins_in_word(scene, name));
    found
}

fn candidate(span: crate::model::Span, entry: &NameEntry, confidence: f64) -> Candidate {
    Candidate::rule(span, entry.entity_type, Some(entry.kind), &entry.place, confidence).by(Recogniser::Lexicon)
}

fn confidence(surface: &str, form: Form) -> f64 {
    match (form, chars(surface)) {
        (Form::Full, 3..) => 0.95,
        (_, 4..) => 0.93,
        (Form::Full, _) | (_, 3) => 0.9,
        _ => 0.85,
    }
}

/// Weak forms that stand right after the place they belong to: 婺源 after 江西 or 上饶市. `found` is in order of its ends.
fn chained(scene: Scene<'_>, found: &[Candidate], weak: &[(crate::model::Span, &NameEntry)]) -> Vec<Candidate> {
    let names = &scene.knowledge.names;
    let mut chained = Vec::new();
    // 永宁、将柳、沙原等地: a county that stands in a row of places is one.
    let division = |name: &&Candidate| {
        name.entity_type == Some(EntityType::Place)
            && matches!(name.kind, Some(Kind::Province | Kind::City | Kind::County))
    };
    let starts = found.iter().filter(division).map(|name| name.span.start).collect::<BTreeSet<_>>();
    let ends = found.iter().filter(division).map(|name| name.span.end).collect::<BTreeSet<_>>();
    let in_row = |span: crate::model::Span| {
        let (before, after) = (scene.previous(span.start), scene.next(span.end));
        let left = before == '、' && ends.contains(&(span.start - before.len_utf8()));
        let right = after == '、' && starts.contains(&(span.end + after.len_utf8()));
        let closed = "、等和与及，。".contains(after);
        let open = !super::scene::is_han(before) || "在到赴及和与于".contains(before);
        closed && open && (left || right)
    };
    for (span, entry) in weak {
        if chars(span.of(scene.text())) == 1 && moved(scene, *span) {
            chained.push(candidate(*span, entry, 0.85));
            continue;
        }
        // 东原振兴: a common word rather than a district.
        let words = &scene.knowledge.words;
        let surface = span.of(scene.text());
        let common = words.list("generic").contains(surface) || words.list("boundary").contains(surface);
        if common || entry.entity_type != EntityType::Place || entry.code.len() != 6 {
            continue;
        }
        if in_row(*span) {
            chained.push(candidate(*span, entry, 0.88));
            continue;
        }
        let first = found.partition_point(|outer| outer.span.end < span.start);
        let holds = found[first..].iter().take_while(|outer| outer.span.end == span.start).any(|outer| {
            names
                .lookup(outer.span.of(scene.text()))
                .iter()
                .any(|form| within(&names.entries[form.entry].code, &entry.code))
        });
        if holds {
            chained.push(candidate(*span, entry, 0.9));
        }
    }
    chained
}

/// 在京, 来华, 访俄: words that hold a one-character name.
fn moved(scene: Scene<'_>, span: crate::model::Span) -> bool {
    let word = crate::model::Span::new(span.start - scene.previous(span.start).len_utf8().min(span.start), span.end);
    scene.knowledge.words.list("moved").contains(word.of(scene.text()))
}

/// Whether the place with GB/T 2260 code `inner` lies in the one with code `outer`.
pub(super) fn within(outer: &str, inner: &str) -> bool {
    outer.len() == 6
        && inner.len() == 6
        && outer != inner
        && ((outer.ends_with("0000") && inner.starts_with(&outer[..2]))
            || (outer.ends_with("00") && inner.starts_with(&outer[..4])))
}

/// Longer words that hold a name but do not name it: 发展中国家, 财政部门.
fn traps(scene: Scene<'_>) -> Vec<Candidate> {
    let list = scene.knowledge.words.list("trap");
    let mut found = Vec::new();
    for (at, _) in scene.text().char_indices() {
        if let Some(word) = list.prefix(&scene.text()[at..]) {
            found.push(Candidate {
                span: crate::model::Span::new(at, at + word.len()),
                entity_type: None,
                kind: None,
                canonical: None,
                recogniser: Recogniser::Lexicon,
                reason: "trap".to_owned(),
                confidence: 0.97,
            });
        }
    }
    found
}

/// 教育部 in 教育部门, 俄军 in 俄军工: the name's last character begins another word.
fn part_of_word(scene: Scene<'_>, name: &Candidate) -> bool {
    let last = scene.previous(name.span.end);
    let start = name.span.end - last.len_utf8();
    // 东原省内, 滨河区外: where in the place, not another word.
    let inside = matches!(scene.next(name.span.end), '内' | '外' | '里' | '上' | '间' | '境' | '域' | '郊');
    // 上海参加: only the last word of a body or a level may begin another word.
    let level = "部局军方党会院省市县区镇村厅委司署州国队社行办处所校团组台站厂".contains(last);
    name.span.start < start && level && !inside && scene.word_goes_on("suffix-word", start, name.span.end)
}

/// 都柏林 in 首都柏林: the name's first character ends another word.
fn begins_in_word(scene: Scene<'_>, name: &Candidate) -> bool {
    scene.next(name.span.start) == '都' && matches!(scene.previous(name.span.start), '首' | '成' | '京')
}

/// `vivo` in `vivonet` is no name.
fn cuts_latin_word(scene: Scene<'_>, start: usize, end: usize) -> bool {
    let joins = |left: char, right: char| left.is_ascii_alphanumeric() && right.is_ascii_alphanumeric();
    joins(scene.previous(start), scene.next(start)) || joins(scene.previous(end), scene.next(end))
}
