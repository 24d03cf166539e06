//! Names that end in a known suffix: grown from the suffix to the left until a word that is no part of a name.

mod place;

use std::collections::BTreeMap;

use super::scene::{Candidate, Scene, chars, is_boundary, is_han};
use crate::knowledge::Suffix;
use crate::model::{EntityType, Kind, Span};

/// No name is longer, in characters.
const LONGEST: usize = 32;

/// Organisations and sites by their endings; `known` are the listed names of the text.
pub(super) fn candidates(scene: Scene<'_>, known: &[Candidate]) -> Vec<Candidate> {
    let mut anchors = Anchors::new(known);
    let mut found = Vec::new();
    let hits = scene.knowledge.suffixes.matches(scene.text());
    for (index, hit) in hits.iter().enumerate() {
        // 高速 in 高速铁路, 工业园 in 工业园区: the longer suffix is the one that stands here.
        let in_longer = hits[index + 1..].iter().take(6).any(|longer| longer.span.start <= hit.span.start);
        let part = if chars(&hit.suffix.word) == 1 { is_part(scene, hit.span) } else { ends_word(scene, hit.span) };
        if in_longer || anchors.covers(hit.span) || part {
            continue;
        }
        if is_modifier(scene, hit.span) {
            continue;
        }
        let titled = is_title(scene, hit.span);
        for candidate in grown(scene, &anchors, hit.span, hit.suffix) {
            // 国防部长 names the ministry, where a place stands before it; in 科技局局长 the name ends before the title.
            let placed = || {
                let head = Span::new(candidate.span.start, hit.span.start).of(scene.text());
                anchors.names.values().any(|anchor| anchor.start == candidate.span.start)
                    && !head.ends_with('副')
                    && scene.knowledge.suffixes.ending(head).is_none()
                    && !named_after(head, &hit.suffix.word)
            };
            if titled && !placed() {
                continue;
            }
            anchors.learn(&candidate);
            found.push(candidate);
        }
    }
    found
}

/// 云州市教育局周晓岚 before 局长: the body ends before the person's name, and the title is hers.
fn named_after(head: &str, suffix: &str) -> bool {
    head.rfind(suffix).is_some_and(|at| at > 0 && (2..=3).contains(&chars(&head[at + suffix.len()..])))
}

/// How far to the left a name that ends at `end` may begin, at a listed name; `None` where it holds none.
pub(super) fn reach(scene: Scene<'_>, known: &[Candidate], end: usize) -> Option<usize> {
    let (_, blocks) = walk_left(scene, &Anchors::new(known), end, Limit::Boundaries);
    blocks.into_iter().map(|(start, _)| start).min()
}

/// Names that may be blocks of a longer name: end → start.
struct Anchors {
    names: BTreeMap<usize, Anchor>,
    /// Sites found so far by their suffix.
    sites: BTreeMap<usize, usize>,
    /// Ranges of the listed names.
    listed: Vec<Span>,
}

#[derive(Clone, Copy)]
struct Anchor {
    start: usize,
    entity_type: EntityType,
    kind: Option<Kind>,
}

impl Anchors {
    fn new(known: &[Candidate]) -> Self {
        let mut names = BTreeMap::<usize, Anchor>::new();
        for name in known {
            let Some(entity_type) = name.entity_type else { continue };
            let anchor = Anchor { start: name.span.start, entity_type, kind: name.kind };
            let best = names.entry(name.span.end).or_insert(anchor);
            if anchor.start < best.start {
                *best = anchor;
            }
        }
        let mut listed =
            known.iter().filter(|name| name.entity_type.is_some()).map(|name| name.span).collect::<Vec<_>>();
        listed.sort_unstable();
        Self { names, sites: BTreeMap::new(), listed }
    }

    /// 沙地 in 加沙地带: a listed name begins before the suffix and goes on after it.
    fn covers(&self, suffix: Span) -> bool {
        let until = self.listed.partition_point(|name| name.start < suffix.start);
        self.listed[until.saturating_sub(8)..until].iter().any(|name| name.end > suffix.end)
    }

    /// A place found by its suffix is a block of the names that follow it: 昭山镇 before 七星村.
    fn learn(&mut self, found: &Candidate) {
        if found.entity_type != Some(EntityType::Place) || found.confidence < 0.7 {
            return;
        }
        if matches!(found.kind, Some(Kind::Site | Kind::Region)) {
            self.sites.insert(found.span.end, found.span.start);
        } else {
            let anchor = Anchor { start: found.span.start, entity_type: EntityType::Place, kind: found.kind };
            self.names.entry(found.span.end).or_insert(anchor);
        }
    }
}

/// 局 in 局面, 市 in 城市: the suffix is the first or the last character of another word.
fn is_part(scene: Scene<'_>, suffix: Span) -> bool {
    let number = "一两二三四五六七八九十等各多".contains(scene.previous(suffix.start))
        && "省市县区州镇乡村".contains(suffix.of(scene.text()));
    scene.word_goes_on("suffix-word", suffix.start, suffix.end) || ends_word(scene, suffix) || number
}

/// 市 in 城市, 互通 in 互联互通.
fn ends_word(scene: Scene<'_>, suffix: Span) -> bool {
    let word = scene.knowledge.words.list("suffix-end").suffix(&scene.text()[..suffix.end]);
    // 卫生部 in 卫生部门, 战区 in 攻坚战区域.
    let goes_on =
        matches!((scene.previous(suffix.end), scene.next(suffix.end)), ('部', '门') | ('区', '域') | ('会', '议'));
    // 青原集团投资3亿元: what the firm does.
    let verb = matches!(suffix.of(scene.text()), "投资" | "控股") && scene.next(suffix.end).is_ascii_digit();
    goes_on || verb || word.is_some_and(|word| word.len() > suffix.len())
}

/// 局 in 局长: a title starts at the suffix.
fn is_title(scene: Scene<'_>, suffix: Span) -> bool {
    let rest = &scene.text()[suffix.start..];
    rest.char_indices()
        .map(|(at, c)| at + c.len_utf8())
        .take(scene.knowledge.titles.longest())
        .any(|end| end > suffix.len() && scene.knowledge.titles.head(&rest[..end]).is_some())
}

/// 党组 in 党组书记: a word of the title that follows, not of the name.
fn is_modifier(scene: Scene<'_>, suffix: Span) -> bool {
    let titles = &scene.knowledge.titles;
    let word = suffix.of(scene.text());
    let rest = scene.after(suffix.end);
    let rest = rest.strip_prefix('副').unwrap_or(rest);
    titles.modifier_before(word) == Some(word)
        && rest
            .char_indices()
            .map(|(at, c)| at + c.len_utf8())
            .take(titles.longest())
            .any(|end| titles.head(&rest[..end]).is_some())
}

fn grown(scene: Scene<'_>, anchors: &Anchors, suffix_span: Span, suffix: &Suffix) -> Vec<Candidate> {
    let (start, blocks) = walk_left(scene, anchors, suffix_span.start, Limit::Boundaries);
    let mut found = Vec::new();
    if chars(&suffix.word) >= 2 && suffix.grow != "closed" {
        found.extend(through_verbs(scene, anchors, start, suffix_span, suffix));
    }
    found.extend(from(scene, anchors, start, blocks, suffix_span, suffix));
    found
}

/// 北京市高级别自动驾驶示范区: a verb inside the name is passed where a place begins the name.
fn through_verbs(
    scene: Scene<'_>,
    anchors: &Anchors,
    start: usize,
    suffix_span: Span,
    suffix: &Suffix,
) -> Option<Candidate> {
    let (far, blocks) = walk_left(scene, anchors, suffix_span.start, Limit::Barriers);
    let (first, (end, anchor)) = blocks.iter().min_by_key(|(at, _)| *at)?;
    let own = scene.text().get(*end..suffix_span.start)?;
    let fits = far == *first
        && far < start
        && anchor.entity_type == EntityType::Place
        && anchor.kind != Some(Kind::Country)
        && (3..=18).contains(&chars(own))
        // 北原区建设产业园: the sentence goes on after the place.
        && scene.knowledge.words.list("boundary").prefix(own).is_none()
        && !own.contains('等');
    let reason = format!("suffix:{}", suffix.word);
    fits.then(|| Candidate::rule(Span::new(far, suffix_span.end), suffix.entity_type, Some(suffix.kind), &reason, 0.72))
}

/// Where the growth of a name stops besides marks and function words.
#[derive(Clone, Copy)]
enum Limit {
    /// At verbs and other words that names rarely hold.
    Boundaries,
    /// Only at words that no name holds.
    Barriers,
}

/// Candidates for a name whose growth reached `start` past the listed names `blocks`.
fn from(
    scene: Scene<'_>,
    anchors: &Anchors,
    start: usize,
    blocks: Vec<(usize, (usize, Anchor))>,
    suffix_span: Span,
    suffix: &Suffix,
) -> Vec<Candidate> {
    let text = scene.text();
    let start = skip_generic_start(scene, start, suffix_span.start);
    let reason = format!("suffix:{}", suffix.word);
    let make = |start: usize, confidence: f64| {
        let span = Span::new(start, suffix_span.end);
        Candidate::rule(span, suffix.entity_type, Some(suffix.kind), &reason, confidence)
    };
    let blocks = blocks.into_iter().filter(|(at, _)| *at >= start).collect::<Vec<_>>();
    let head = Span::new(start, suffix_span.start).of(text);
    // 北岛国工党代表团: the party is the name.
    let of_party = suffix.word == "代表团"
        && (head.ends_with(['党', '国']) && head != "中国"
            || head.contains(['等', '方'])
            || blocks.iter().any(|(_, (end, anchor))| {
                *end == suffix_span.start
                    && (anchor.entity_type == EntityType::Organization
                        || matches!(anchor.kind, Some(Kind::Country | Kind::Region)) && head != "中国")
            }));
    // 北岛国财政部部长李明受国务院: who bears a title stands before the body.
    let listed_head = || blocks.iter().any(|(at, (end, _))| *at == start && *end == suffix_span.start);
    let borne = suffix.entity_type == EntityType::Organization
        && place::titled(scene, start, suffix_span.start)
        && !listed_head();
    if head.is_empty()
        || of_party
        || borne
        || scene.knowledge.words.list("not-organization").contains(&text[start..suffix_span.end])
    {
        return Vec::new();
    }
    if suffix.grow == "closed" {
        return closed(scene, &blocks, start, suffix_span, suffix)
            .map(|(at, score)| make(at, score))
            .into_iter()
            .collect();
    }
    if suffix.entity_type == EntityType::Place {
        return place::start(scene, anchors, &blocks, start, suffix_span, suffix)
            .into_iter()
            .map(|(at, score)| make(at, score))
            .collect();
    }
    // A chain of places before a company's or institute's own name says where it is, and is not its name.
    let chain_end = chain_of_places(&blocks, start);
    let mut found = Vec::new();
    let own_name = !matches!(suffix.kind, Kind::Government | Kind::Party);
    let after_site = anchors
        .sites
        .range(start + 1..suffix_span.start)
        .filter(|(end, _)| {
            own_name
                && suffix.entity_type == EntityType::Organization
                && is_proper(scene, &blocks, **end, suffix_span.start, suffix)
        })
        .map(|(end, _)| *end)
        .next_back();
    // 示范区 + 创新运营 + 中心: nothing of its own after a site's name, so the whole is a part of that site.
    let inside_site = anchors.sites.range(start + 1..suffix_span.start).next_back().filter(|(end, _)| {
        suffix.word == "中心"
            && suffix.entity_type == EntityType::Organization
            && after_site.is_none()
            && **end < suffix_span.start
    });
    if let Some((_, site)) = inside_site {
        let span = Span::new(*site, suffix_span.end);
        return vec![Candidate::rule(span, EntityType::Place, Some(Kind::Site), &reason, 0.85)];
    }
    if let Some(cut) = after_site {
        found.push(make(cut, 0.95));
        return found;
    }
    if let Some((places, cut)) = chain_end
        && places >= 2
        && own_name
        && cut < suffix_span.start
        && is_proper(scene, &blocks, cut, suffix_span.start, suffix)
    {
        found.push(make(cut, 0.92));
        return found;
    }
    if !is_proper(scene, &blocks, start, suffix_span.start, suffix) {
        return Vec::new();
    }
    // 滨河县柳溪镇北原村党支部: the branch is of the village; the places before it are named for themselves.
    let local = [
        "村党支部",
        "村委会",
        "居委会",
        "党支部",
        "党总支",
        "街道办",
        "街道办事处",
        "镇政府",
        "乡政府",
        "派出所",
        "卫生院",
    ];
    if local.contains(&suffix.word.as_str())
        && let Some((places, _)) = chain_end.filter(|(places, _)| *places >= 2)
    {
        let mut order = blocks.iter().map(|(at, _)| *at).collect::<Vec<_>>();
        order.sort_unstable();
        order.dedup();
        // The village itself is a block where it was found as one.
        if let Some(last) = order.get(places - 1) {
            found.push(make(*last, 0.95));
            return found;
        }
    }
    // Words before the first listed name inside may belong to the sentence: both readings are offered.
    let first_block = blocks.iter().map(|(at, _)| *at).min();
    let confidence = if chars(&suffix.word) >= 2 { 0.85 } else { 0.75 };
    match first_block {
        Some(block) if block > start => {
            let loose = chars(&text[start..block]);
            // 军火商北原公司: what stands before a place is seldom part of the name.
            let placed = blocks.iter().any(|(at, (_, anchor))| *at == block && anchor.entity_type == EntityType::Place);
            found.push(make(start, if loose <= 3 && !placed { confidence - 0.1 } else { confidence - 0.35 }));
            if is_proper(scene, &blocks, block, suffix_span.start, suffix) {
                found.push(make(block, confidence));
            }
        }
        Some(_) => found.push(make(start, confidence + 0.08)),
        None => found.push(make(start, confidence - 0.1)),
    }
    found
}

/// Where a name with a suffix begins that makes a name only of a listed one: 海川 + 科技, 滨河 + 地区, 青原 + 山区.
fn closed(
    scene: Scene<'_>,
    blocks: &[(usize, (usize, Anchor))],
    start: usize,
    suffix_span: Span,
    suffix: &Suffix,
) -> Option<(usize, f64)> {
    if scene.knowledge.words.list("widening").contains(&suffix.word) {
        // 地区生产总值 is a figure.
        let figure = scene.after(suffix_span.end).starts_with(['生', '差', '间']);
        let place = blocks.iter().find(|(_, (end, anchor))| {
            *end == suffix_span.start && anchor.entity_type == EntityType::Place && anchor.kind != Some(Kind::Country)
        });
        return place.filter(|_| !figure).map(|(at, _)| (*at, 0.85));
    }
    let listed = blocks.iter().any(|(at, (end, anchor))| {
        *at == start && *end == suffix_span.start && anchor.entity_type == EntityType::Organization
    });
    listed.then_some((start, 0.85))
}

/// How many places stand one after another at `start`, and where the last one ends.
fn chain_of_places(blocks: &[(usize, (usize, Anchor))], start: usize) -> Option<(usize, usize)> {
    let (mut at, mut count) = (start, 0);
    while let Some((_, (end, anchor))) = blocks.iter().find(|(begin, _)| *begin == at) {
        if anchor.entity_type != EntityType::Place {
            break;
        }
        at = *end;
        count += 1;
    }
    (count > 0).then_some((count, at))
}

/// A listed name that is passed on the way to the left: its start, its end and what it is.
type Passed = (usize, (usize, Anchor));

/// Walks from `end` to the left as far as a name may reach; gives the start and the listed names passed on the way.
fn walk_left(scene: Scene<'_>, anchors: &Anchors, end: usize, limit: Limit) -> (usize, Vec<Passed>) {
    let text = scene.text();
    let words = &scene.knowledge.words;
    let (functions, exceptions) = (words.list("function"), words.list("exception"));
    let ends = |before: &str| match limit {
        Limit::Boundaries => {
            words.list("boundary").suffix(before).is_some() || words.list("barrier").suffix(before).is_some()
        }
        Limit::Barriers => words.list("barrier").suffix(before).is_some(),
    };
    let mut at = end;
    let mut blocks = Vec::new();
    while chars(&text[at..end]) < LONGEST {
        if let Some(anchor) = anchors.names.get(&at) {
            // A person is no part of a name that is grown; organisations and places are.
            if anchor.entity_type == EntityType::Person {
                break;
            }
            blocks.push((anchor.start, (at, *anchor)));
            at = anchor.start;
            continue;
        }
        let before = scene.before(at);
        let Some(c) = before.chars().next_back() else { break };
        if is_boundary(c) {
            break;
        }
        if let Some(word) = exceptions.suffix(before) {
            at -= word.len();
            continue;
        }
        let straddles = exceptions.prefix(&text[at - c.len_utf8()..]).is_some_and(|word| word.len() > c.len_utf8());
        if straddles {
            at -= c.len_utf8();
            continue;
        }
        if is_han(c) && (functions.contains(c.encode_utf8(&mut [0; 4])) || ends(before)) {
            break;
        }
        // A year or a count ends the name; a number inside it (第一, 301) does not.
        if c.is_ascii_digit()
            && matches!(text[at..].chars().next(), Some('年' | '月' | '日' | '家' | '个' | '所' | '座' | '名' | '位'))
        {
            break;
        }
        at -= c.len_utf8();
    }
    (at, blocks)
}

/// Leaves out words at the start that only point (该, 有关, 一家) or count.
fn skip_generic_start(scene: Scene<'_>, mut start: usize, end: usize) -> usize {
    let list = scene.knowledge.words.list("pointer");
    while start < end {
        let rest = &scene.text()[start..end];
        let Some(word) = list.prefix(rest) else { break };
        start += word.len();
    }
    start
}

/// Whether the words between `start` and the suffix make a name of their own, not just a kind of thing (科技公司).
fn is_proper(scene: Scene<'_>, blocks: &[(usize, (usize, Anchor))], start: usize, end: usize, suffix: &Suffix) -> bool {
    let text = scene.text();
    if start >= end {
        return false;
    }
    let (mut named, mut placed) = (false, false);
    let mut own = String::new();
    let mut at = start;
    let generic = scene.knowledge.words.list("generic");
    while at < end {
        if let Some((_, (block_end, anchor))) = blocks.iter().find(|(begin, _)| *begin == at) {
            match (anchor.entity_type, anchor.kind) {
                // A country's name makes a body of state out of 国防部, but no company out of 公司.
                (EntityType::Place, Some(Kind::Country)) => {
                    placed |= suffix.grow == "place" && !matches!(suffix.kind, Kind::Company | Kind::Media);
                }
                (EntityType::Place, _) => placed = true,
                _ => named = true,
            }
            at = *block_end;
            continue;
        }
        if let Some(word) = generic.prefix(&text[at..end]) {
            at += word.len();
            continue;
        }
        let Some(c) = text[at..].chars().next() else { break };
        own.push(c);
        at += c.len_utf8();
    }
    let own = chars(&own);
    match suffix.grow.as_str() {
        "closed" | "place" => named || placed,
        _ => named || own >= 2 || (placed && (own >= 1 || chars(&text[start..end]) >= 4 || chars(&suffix.word) >= 3)),
    }
}
