//! Sites that are made of two names: a stretch of a river or a line (青原河柳溪段), a line between two places
//! (滨河至柳溪铁路), a house in a street (柳溪路8号), a work of construction (东原省柳溪防洪工程).

use std::sync::LazyLock;

use regex::Regex;

use super::scene::{Candidate, Scene, chars, is_boundary, is_han};
use crate::model::{EntityType, Kind, Span};

static NUMBERED: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?:路|街|大街|大道|胡同|巷|弄|里)\d{1,5}(?:号院|号楼|号|弄)").expect("constant"));
static QUOTED: LazyLock<Regex> = LazyLock::new(|| Regex::new("“([\\p{Han}A-Za-z0-9·]{1,12})”").expect("constant"));
static BETWEEN: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"^\p{Han}{2,6}至\p{Han}{2,6}?段").expect("constant"));

/// Candidates for such sites; `known` are the candidates found so far.
pub(super) fn candidates(scene: Scene<'_>, known: &[Candidate]) -> Vec<Candidate> {
    let mut found = lines(scene, known);
    found.extend(stretches(scene, known));
    found.extend(addresses(scene, known));
    found.extend(works(scene, known));
    found.extend(quoted(scene));
    found
}

/// “远帆”输油管道, “柳浪大街”: a site with its own word in quotes, or quoted as a whole.
fn quoted(scene: Scene<'_>) -> Vec<Candidate> {
    let words = &scene.knowledge.words;
    let mut found = Vec::new();
    for hit in QUOTED.captures_iter(scene.text()) {
        let (Some(whole), Some(inner)) = (hit.get(0), hit.get(1)) else { continue };
        let quote = Span::new(whole.start(), whole.end());
        let rest = scene.after(quote.end);
        let suffixes = &scene.knowledge.suffixes;
        let ends = rest.char_indices().map(|(at, c)| at + c.len_utf8()).take(8);
        let after = ends.filter(|end| {
            let word = &rest[..*end];
            suffixes.ending(word).is_some_and(|suffix| {
                suffix.word == word && suffix.kind == Kind::Site && chars(word) >= 2 && suffix.grow != "closed"
            }) && words.list("suffix-word").prefix(word).is_none_or(|longer| longer.len() <= word.len())
        });
        // “七横八纵”铁路: counted in a programme.
        let counted = inner.as_str().chars().filter(|c| "一二三四五六七八九十两双".contains(*c)).count() >= 2;
        if let Some(end) = after.last().filter(|_| chars(inner.as_str()) <= 6 && !counted) {
            found.push(joined(Span::new(quote.start, quote.end + end), Kind::Site, 0.7));
        }
        let street = ["谷", "大街", "步行街", "街区", "巷"].iter().find_map(|end| inner.as_str().strip_suffix(end));
        let own = street
            .is_some_and(|head| (1..=9).contains(&chars(head)) && words.list("generic").prefix(head) != Some(head));
        if own && !words.list("not-place").contains(inner.as_str()) {
            let span = Span::new(inner.start(), inner.end());
            found.push(Candidate::rule(span, EntityType::Place, Some(Kind::Site), "site.quoted", 0.9));
        }
    }
    found
}

fn places(known: &[Candidate]) -> impl Iterator<Item = &Candidate> {
    known.iter().filter(|name| name.entity_type == Some(EntityType::Place))
}

fn admin(name: &Candidate) -> bool {
    matches!(name.kind, Some(Kind::Country | Kind::Province | Kind::City | Kind::County | Kind::Town))
}

/// The places in it are named as well, see [`super::resolve`].
fn joined(span: Span, kind: Kind, confidence: f64) -> Candidate {
    Candidate::rule(span, EntityType::Place, Some(kind), "place.joined", confidence)
}

/// 青原河柳溪段: a river, wall, road or railway, a place on it, 段.
fn stretches(scene: Scene<'_>, known: &[Candidate]) -> Vec<Candidate> {
    let mut found = Vec::new();
    for (at, mark) in scene.text().match_indices('段') {
        let end = at + mark.len();
        if scene.word_goes_on("suffix-word", at, end) {
            continue;
        }
        for place in places(known).filter(|place| place.span.end == at && admin(place)) {
            let whole = places(known)
                .filter(|whole| whole.span.end == place.span.start)
                .filter(|whole| matches!(whole.kind, Some(Kind::Natural | Kind::Site)))
                .min_by_key(|whole| whole.span.start);
            if let Some(whole) = whole {
                found.push(joined(Span::new(whole.span.start, end), Kind::Natural, 0.95));
            }
        }
    }
    found
}

/// 滨河至柳溪高速铁路, and the stretch of it that may follow.
fn lines(scene: Scene<'_>, known: &[Candidate]) -> Vec<Candidate> {
    let heads = scene.knowledge.words.list("line-head");
    let mut found = Vec::new();
    for (at, mark) in scene.text().match_indices('至') {
        let from = places(known).filter(|place| place.span.end == at).map(|place| place.span.start).min();
        let to = places(known)
            .filter(|place| place.span.start == at + mark.len() && admin(place))
            .map(|place| place.span.end)
            .max();
        // 柳溪 in 柳溪高速 need not be listed.
        let unlisted = || {
            let rest = scene.after(at + mark.len());
            let ends = rest.char_indices().map(|(start, c)| start + c.len_utf8()).take(4).skip(1);
            ends.filter(|end| heads.prefix(&rest[*end..]).is_some()).map(|end| at + mark.len() + end).next()
        };
        let (Some(from), Some(to)) = (from, to.or_else(unlisted)) else { continue };
        let rest = scene.after(to);
        let rest = &rest[..rest.find(|c| is_boundary(c) && c != '±').unwrap_or(rest.len())];
        let head = rest
            .char_indices()
            .take(14)
            .filter_map(|(start, _)| Some((start, heads.prefix(&rest[start..])?)))
            .take_while(|(start, _)| {
                // The words between are about the line, not the rest of a sentence.
                scene.knowledge.words.list("barrier").prefix(&rest[*start..]).is_none()
            })
            .find(|(start, head)| {
                let goes_on = heads.prefix(&rest[start + head.len()..]).is_some();
                let loose = rest[..*start].chars().any(|c| "的将在已了从由".contains(c));
                !goes_on && !loose
            });
        let Some((start, head)) = head else { continue };
        let mut end = to + start + head.len();
        if let Some(stretch) = BETWEEN.find(scene.after(end)) {
            end += stretch.end();
        }
        found.push(joined(Span::new(from, end), Kind::Site, 0.95));
    }
    found
}

/// 柳溪路8号: the house is a site, and so is its street.
fn addresses(scene: Scene<'_>, known: &[Candidate]) -> Vec<Candidate> {
    let words = &scene.knowledge.words;
    let mut found = Vec::new();
    for hit in NUMBERED.find_iter(scene.text()) {
        let road = hit.start() + hit.as_str().find(|c: char| c.is_ascii_digit()).unwrap_or(0);
        let mut start = hit.start();
        while chars(&scene.text()[start..hit.start()]) < 5 {
            let c = scene.previous(start);
            let before = scene.before(start);
            let stops = !is_han(c)
                || places(known).any(|place| place.span.end == start && admin(place))
                || words.list("boundary").suffix(before).is_some()
                || words.list("barrier").suffix(before).is_some()
                || words.list("function").contains(c.encode_utf8(&mut [0; 4]));
            if stops {
                break;
            }
            start -= c.len_utf8();
        }
        if start < hit.start() {
            found.push(joined(Span::new(start, hit.end()), Kind::Site, 0.9));
            found.push(Candidate::rule(Span::new(start, road), EntityType::Place, Some(Kind::Site), "street", 0.9));
        }
    }
    found
}

/// 东原省柳溪防洪工程: works of construction after the place they stand in are sites; those named by what they do
/// (引青补原工程) are programmes.
fn works(scene: Scene<'_>, known: &[Candidate]) -> Vec<Candidate> {
    let words = &scene.knowledge.words;
    let mut found = Vec::new();
    for (at, mark) in scene.text().match_indices("工程") {
        let end = at + mark.len();
        if scene.word_goes_on("works-go-on", at, end) {
            continue;
        }
        let before = scene.before(at);
        let Some(kind_of_work) = words.list("works-kind").suffix(before) else { continue };
        let place = places(known)
            .filter(|place| admin(place) && place.kind != Some(Kind::Country))
            .filter(|place| place.span.end <= at - kind_of_work.len() && at - place.span.end <= 60)
            .filter(|place| {
                let own = &scene.text()[place.span.end..at];
                let stops = |(from, c): (usize, char)| {
                    is_boundary(c) && !"“”".contains(c)
                        || "的了将在已并从是为等".contains(c)
                        || words.list("barrier").prefix(&own[from..]).is_some()
                };
                !own.char_indices().any(stops)
            })
            .map(|place| place.span.start)
            .min();
        if let Some(start) = place {
            found.push(joined(Span::new(start, end), Kind::Site, 0.8));
        }
    }
    found
}
