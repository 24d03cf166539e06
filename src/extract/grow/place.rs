//! Where the name of a place begins, once the words before its suffix were walked through: after the places that it lies
//! in, at a clear word of place, never over a count or a verb.

use super::{Anchor, Anchors, is_proper};
use crate::extract::place;
use crate::extract::scene::{Scene, chars, is_boundary};
use crate::knowledge::Suffix;
use crate::model::{EntityType, Kind, Span};

/// Where a place's own name begins: after the places that it lies in. A site keeps one place before its name
/// (北京市…示范区), since that is how it is called.
pub(super) fn start(
    scene: Scene<'_>,
    anchors: &Anchors,
    blocks: &[(usize, (usize, Anchor))],
    start: usize,
    suffix_span: Span,
    suffix: &Suffix,
) -> Option<(usize, f64)> {
    let long = if chars(&suffix.word) >= 2 { 0.06 } else { 0.0 };
    if titled(scene, start, suffix_span.start) {
        return None;
    }
    let start = after_country(scene, start, suffix);
    let chain = chain(scene, blocks, start, suffix_span.start);
    let own = |at: usize| is_proper(scene, blocks, at, suffix_span.start, suffix);
    // 滨河港北原码头: a site in a site, each with a name of its own.
    let listed = blocks
        .iter()
        .filter(|(_, (end, anchor))| anchor.kind == Some(Kind::Site) && *end < suffix_span.start)
        .map(|(_, (end, _))| *end)
        .max();
    let inner = anchors.sites.range(start + 1..suffix_span.start).next_back().map(|(end, _)| *end).max(listed);
    if let Some(cut) = inner.filter(|cut| own_words(scene, *cut, suffix_span.start) >= 2) {
        return Some((cut, 0.95));
    }
    if chain.count == 0 {
        // Without a place before it, the name must begin where a name can: after a mark or a word of motion or place.
        let first_block = blocks.iter().map(|(at, _)| *at).min();
        let begin = if chain.end > start { chain.end } else { first_block.unwrap_or(start) };
        let length = chars(&scene.text()[begin..suffix_span.start]);
        let fits = if suffix.kind == Kind::Site { (2..=16).contains(&length) } else { (1..=4).contains(&length) };
        let clear = || {
            matches!(suffix.kind, Kind::Site | Kind::Natural)
                && long > 0.0
                && own_words(scene, begin, suffix_span.start) >= 2
                && (clear_start(scene, anchors, begin) || cohesive(scene, Span::new(begin, suffix_span.end)))
        };
        return (fits && !counted(scene, begin, suffix_span.start) && (own(begin) || clear()))
            .then_some((begin, 0.66 + long));
    }
    if chain.end >= suffix_span.start {
        // 江西吉安市吉州 + 工业园: the last place names the site. 青原河 + 流域, 滨河 + 地区: so it does a region.
        let widens = scene.knowledge.words.list("widening").contains(&suffix.word);
        if chain.wide {
            return widens.then_some((chain.last, 0.8));
        }
        // 东海 + 岛, 七星 + 村: a short form of two characters begins another name.
        let shorter = matches!(suffix.word.as_str(), "村" | "岛" | "镇" | "乡" | "寨" | "湖")
            && chars(Span::new(chain.last, chain.end).of(scene.text())) == 2
            && chain.end == suffix_span.start;
        // 柳州 + 港, but 香港 + 口岸, 中国 + 港澳.
        let city = Span::new(chain.last, chain.end).of(scene.text());
        let port = suffix.word == "港"
            && chars(city) <= 3
            && !city.ends_with(['镇', '乡', '村', '县', '市', '区'])
            && !scene.after(suffix_span.end).starts_with(['口', '区', '澳', '股', '币', '元', '人', '府', '媒']);
        return ((suffix.kind == Kind::Site && long > 0.0) || widens || shorter || port)
            .then_some((chain.last, 0.82 + long));
    }
    // A village, a county, a district is called by its own name alone, and so is what several places stand before, or
    // what stands after 首都, 东部.
    let keeps = (suffix.kind == Kind::Site && !is_level(suffix)) || (suffix.kind == Kind::Region && long > 0.0);
    if keeps && chain.count == 1 && !chain.relative {
        let fits = !counted(scene, chain.end, suffix_span.start)
            && scene.knowledge.words.list("site-verb").prefix(&scene.text()[chain.end..suffix_span.start]).is_none()
            && if chain.wide { own_words(scene, chain.end, suffix_span.start) >= 2 } else { own(start) };
        return fits.then_some((start, 0.82 + long));
    }
    let tail = Span::new(chain.end, suffix_span.start).of(scene.text());
    let words = &scene.knowledge.words;
    let generic = words.list("generic").prefix(tail) == Some(tail);
    // 滨河区建立县: the verb of the sentence.
    let verb =
        ["boundary", "barrier"].iter().any(|list| words.list(list).prefix(tail).is_some_and(|word| chars(word) >= 2));
    let named = (1..=14).contains(&chars(tail)) && !generic && !verb && !counted(scene, chain.end, suffix_span.start);
    named.then_some((chain.end, 0.82 + long))
}

/// Whether a name can only begin at `at`: after a word of place or motion (在, 走进, 位于).
fn clear_start(scene: Scene<'_>, anchors: &Anchors, at: usize) -> bool {
    // 青原大街和柳溪公园: beside another place.
    let joint = scene.previous(at);
    let other = at - joint.len_utf8().min(at);
    let beside = "和与及同、".contains(joint)
        && (anchors.sites.contains_key(&other)
            || anchors.names.get(&other).is_some_and(|anchor| anchor.entity_type == EntityType::Place));
    beside || scene.knowledge.words.list("place-before").suffix(scene.before(at)).is_some()
}

/// Whether the same string stands elsewhere in the document after another character: it is one name, not an accident.
fn cohesive(scene: Scene<'_>, span: Span) -> bool {
    let own = scene.previous(span.start);
    if scene.knowledge.words.list("generic").prefix(span.of(scene.text())).is_some() {
        return false;
    }
    scene.text().match_indices(span.of(scene.text())).any(|(at, _)| at != span.start && scene.previous(at) != own)
}

/// Characters that are no part of a word for a kind of thing.
fn own_words(scene: Scene<'_>, start: usize, end: usize) -> usize {
    let generic = scene.knowledge.words.list("generic");
    let (mut at, mut own) = (start, 0);
    while at < end {
        let rest = &scene.text()[at..end];
        if let Some(word) = generic.prefix(rest) {
            at += word.len();
        } else {
            own += 1;
            at += rest.chars().next().map_or(1, char::len_utf8);
        }
    }
    own
}

/// 梁州 in 俄梁州: a country may be told by one character before its provinces.
fn after_country(scene: Scene<'_>, start: usize, suffix: &Suffix) -> usize {
    let names = &scene.knowledge.names;
    let next = start + scene.next(start).len_utf8();
    let country = scene.text().get(start..next).is_some_and(|c| {
        c != "中" && names.lookup(c).iter().any(|form| names.entries[form.entry].kind == Kind::Country)
    });
    let level = matches!(suffix.kind, Kind::Province | Kind::City) || suffix.word == "州";
    let begins = is_boundary(scene.previous(start))
        || scene.knowledge.words.list("boundary").suffix(scene.before(start)).is_some();
    if country && level && begins { next } else { start }
}

/// 书记 in 滨河市委书记江海: who bears a title is no river.
pub(super) fn titled(scene: Scene<'_>, start: usize, end: usize) -> bool {
    let head = Span::new(start, end).of(scene.text());
    [
        "书记",
        "主任",
        "市长",
        "省长",
        "县长",
        "区长",
        "部长",
        "局长",
        "厅长",
        "主席",
        "总理",
        "总统",
        "董事长",
        "经理",
        "行长",
        "总裁",
        "议长",
    ]
    .iter()
    .any(|title| head.contains(title))
}

/// 村, 社区: places that are called by their own name, without those that they lie in.
fn is_level(suffix: &Suffix) -> bool {
    matches!(suffix.word.as_str(), "村" | "社区" | "嘎查" | "屯" | "寨")
}

/// 等9(市), 4处(遗址), 三个(赛区): a count, no name.
fn counted(scene: Scene<'_>, start: usize, end: usize) -> bool {
    let text = Span::new(start, end).of(scene.text());
    let bare = text.trim_start_matches('等');
    let rest =
        bare.trim_start_matches(|c: char| c.is_ascii_digit() || "一二三四五六七八九十百千万两数余多".contains(c));
    rest.len() < bare.len() && (rest.is_empty() || rest.starts_with(|c| "个处座条家所大省市县区片块批".contains(c)))
}

/// The places that stand one after another.
#[derive(Debug, Clone, Copy)]
struct Chain {
    count: usize,
    /// Where the last place begins.
    last: usize,
    /// Where the words after the chain begin.
    end: usize,
    /// Whether 首都, 东部 or the like stand between.
    relative: bool,
    /// Whether the last place is a country or a region: its railways, its ports are no name.
    wide: bool,
}

/// The chain of places that begins at `start`; an unlisted town before a smaller place is one of them.
fn chain(scene: Scene<'_>, blocks: &[(usize, (usize, Anchor))], start: usize, end: usize) -> Chain {
    let mut chain = Chain { count: 0, last: start, end: start, relative: false, wide: false };
    loop {
        let block = blocks
            .iter()
            .filter(|(begin, (stop, anchor))| {
                *begin == chain.end && *stop <= end && anchor.entity_type == EntityType::Place
            })
            .map(|(_, (stop, anchor))| (*stop, matches!(anchor.kind, Some(Kind::Country | Kind::Region))))
            .max();
        if let Some((stop, wide)) = block {
            chain.last = chain.end;
            chain.wide = wide;
            chain.end = stop;
            chain.count += 1;
            continue;
        }
        let length = place::relative(scene, &scene.text()[chain.end..end.max(chain.end)]);
        if length == 0 {
            return chain;
        }
        chain.end += length;
        chain.relative = true;
    }
}
