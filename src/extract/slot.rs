//! What stands where a visit's goal stands: after 来到, 走进, 考察 each item of the list, up to the comma or 等, is a name,
//! though it may have no listed word and no usual ending (考察了甲电力机车、乙硬质合金等企业).

use super::place;
use super::scene::{Candidate, Scene, chars, is_boundary};
use crate::model::{EntityType, Kind, Span};

/// Characters of the longest goal.
const LONGEST: usize = 26;

/// Candidates at the goals of visits; `known` are the candidates found so far.
pub(super) fn candidates(scene: Scene<'_>, known: &[Candidate]) -> Vec<Candidate> {
    let words = &scene.knowledge.words;
    let (verbs, ways) = (words.list("visit-verb"), words.list("visit-way"));
    let text = scene.text();
    let mut found = Vec::new();
    let mut at = 0;
    while at < text.len() {
        if let Some(verb) = verbs.prefix(&text[at..]) {
            at += verb.len();
            found.extend(goals(scene, known, at, clause(scene, at)));
        } else if let Some(way) = ways.prefix(&text[at..]) {
            found.extend(on_the_way(scene, known, at, way));
            at += way.len();
        } else {
            at += text[at..].chars().next().map_or(1, char::len_utf8);
        }
    }
    found
}

/// The text from `at` to the mark that ends the clause.
fn clause(scene: Scene<'_>, at: usize) -> &str {
    let rest = scene.after(at);
    &rest[..rest.find(['，', '。', '；', '！', '？', '：']).unwrap_or(rest.len())]
}

/// 到…调研, 赴…考察, 记者在…看到; and 在…， which begins a sentence: what stands between is a place that someone is at.
fn on_the_way(scene: Scene<'_>, known: &[Candidate], at: usize, way: &str) -> Vec<Candidate> {
    let words = &scene.knowledge.words;
    let start = at + way.len();
    let clause = clause(scene, start);
    let purpose = clause
        .char_indices()
        .map(|(from, _)| from)
        .take(LONGEST * 2)
        .find(|from| *from > 0 && words.list("visit-purpose").prefix(&clause[*from..]).is_some());
    if let Some(purpose) = purpose {
        return goals(scene, known, start, &clause[..purpose]);
    }
    let begins = matches!(scene.previous(at), '\n' | '。' | '！' | '？' | '；') || scene.previous(at) == ' ';
    let ends = scene.text()[start + clause.len()..].starts_with('，');
    if way == "在" && begins && ends { goals(scene, known, start, clause) } else { Vec::new() }
}

/// The items of a list of goals that begins at `start`.
fn goals(scene: Scene<'_>, known: &[Candidate], start: usize, clause: &str) -> Vec<Candidate> {
    let words = &scene.knowledge.words;
    // After 等 stands what the items are: 等企业, 等地.
    let (list, class) = match clause.find('等') {
        Some(at) if at > 0 => (&clause[..at], &clause[at + '等'.len_utf8()..]),
        _ => (clause, ""),
    };
    let class = class.trim_start_matches(|c: char| c.is_ascii_digit() || "家个几多".contains(c));
    // 等重点企业: what sort of firm is no matter.
    let sort = words.list("generic").prefix(class).map_or(0, str::len);
    let told = words.list("goal-class").prefix(class).or_else(|| words.list("goal-class").prefix(&class[sort..]));
    // 来到海川电子、滨河信息: beside a firm that is known stand firms.
    let known_firm = |offset: usize, piece: &str| {
        let span = Span::new(offset, offset + piece.len());
        known.iter().any(|name| name.kind == Some(Kind::Company) && name.confidence >= 0.8 && name.span == span)
    };
    let mut offset = start;
    let mut firms = false;
    for piece in list.split('、') {
        firms |= list.contains('、') && known_firm(offset, piece);
        offset += piece.len() + '、'.len_utf8();
    }
    let mut found = Vec::new();
    let mut at = start;
    for piece in list.split('、') {
        let brief = firms && (3..=6).contains(&chars(piece)) && piece.chars().all(super::scene::is_han);
        let class = told.or_else(|| brief.then_some("企业"));
        let offset = at;
        at += piece.len() + '、'.len_utf8();
        let whole = goal(scene, known, Span::new(offset, offset + piece.len()), class);
        // The last item may hold two, joined by 和; but 和 may also stand inside a name.
        let Some(joint) = piece.find(['和', '及', '与']) else {
            found.extend(whole);
            continue;
        };
        let next = joint + '和'.len_utf8();
        let left = goal(scene, known, Span::new(offset, offset + joint), class);
        let right = goal(scene, known, Span::new(offset + next, offset + piece.len()), class);
        // 第六届博览会和第三届年会展馆: what stands at the end is the head of both.
        if left.is_some() || right.is_some() && !piece.starts_with('第') {
            found.extend(left.into_iter().chain(right));
        } else {
            found.extend(whole);
        }
    }
    found
}

#[allow(clippy::too_many_lines, reason = "what is taken off a goal, one step after the other")]
fn goal(scene: Scene<'_>, known: &[Candidate], span: Span, class: Option<&str>) -> Option<Candidate> {
    let words = &scene.knowledge.words;
    // 位于…的 and 在…的 only tell where it is; the places it begins with are told apart when it is no site.
    let text = span.of(scene.text());
    let start = text.rfind(['的', '到', '在']).map_or(span.start, |at| span.start + at + '的'.len_utf8());
    let mut span = Span::new(start, span.end);
    let mut text = span.of(scene.text());
    if let Some(rest) = text.strip_prefix('了') {
        span = Span::new(span.end - rest.len(), span.end);
        text = rest;
    }
    let pointed = words.list("pointer").prefix(text).map_or(0, str::len);
    span = Span::new(span.start + pointed, span.end);
    text = span.of(scene.text());
    // The goal ends where its verb does: 来到海川公司调研.
    if let Some(cut) = text.char_indices().map(|(at, _)| at).find(|at| {
        // 里, 时, 后 and the like end a goal only where nothing follows them: 万里新区 is a goal.
        let end = words.list("goal-end").prefix(&text[*at..]);
        *at > 0 && end.is_some_and(|word| chars(word) > 1 || at + word.len() == text.len())
    }) {
        span = Span::new(span.start, span.start + cut);
        text = span.of(scene.text());
    }
    // 柳溪客运枢纽项目: the place is called without the word for the work on it.
    if let Some(rest) = ["建设项目", "工程项目", "项目"].iter().find_map(|work| text.strip_suffix(work))
        && words.list("site-noun").suffix(rest).is_some()
    {
        span = Span::new(span.start, span.start + rest.len());
        text = span.of(scene.text());
    }
    // What stands before a dash says what kind of thing the goal is.
    if let Some(dash) = text.rfind("——") {
        span = Span::new(span.start + dash + "——".len(), span.end);
    }
    // 听取青原铁路: the verb of another part of the sentence.
    let mut verbs = 0;
    while let Some(verb) = words.list("goal-before").prefix(Span::new(span.start + verbs, span.end).of(scene.text())) {
        verbs += verb.len();
    }
    span = Span::new(span.start + verbs, span.end);
    // Of several places glued before the name none belongs to it; one may.
    let cuts = place::levels(scene, span);
    if let Some(last) = cuts.last()
        && (cuts.len() >= 2 || place::is_level(scene, Span::new(*last, span.end)))
    {
        span = Span::new(*last, span.end);
    }
    text = span.of(scene.text());
    let ending = scene.knowledge.suffixes.ending(text).filter(|suffix| suffix.grow != "closed");
    // 合作项目青原高铁: what stands before 项目 says what kind of thing the goal is.
    if let Some(project) =
        ["合作项目", "重点项目", "标志性项目"].iter().find_map(|word| Some(text.find(word)? + word.len()))
        && chars(&text[project..]) >= 4
        && scene.knowledge.suffixes.ending(text).is_some_and(|suffix| suffix.entity_type == EntityType::Place)
    {
        span = Span::new(span.start + project, span.end);
        text = span.of(scene.text());
    }
    let ending = ending.filter(|suffix| text.ends_with(&suffix.word));
    let verb = has_verb(scene, text);
    if words.list("not-place").contains(text) {
        return None;
    }
    if verb && !known.iter().any(|name| name.span == span) {
        return None;
    }
    if ["多个", "一些", "企业和", "一个", "一家", "数个", "多家", "一处", "超级", "之路"]
        .iter()
        .any(|word| text.contains(word))
        || ending.is_some_and(|suffix| {
            suffix.entity_type == EntityType::Place && words.list("widening").contains(&suffix.word)
        })
    {
        return None;
    }
    let person = |name: &Candidate| name.entity_type == Some(EntityType::Person) && name.span.overlaps(span);
    if known.iter().any(person) {
        return None;
    }
    let length = chars(text);
    if !(3..=LONGEST).contains(&length)
        || text.chars().any(|c| is_boundary(c) && !matches!(c, '“' | '”' | '（' | '）' | '—'))
    {
        return None;
    }
    let site = words.list("site-noun").suffix(text);
    let (entity_type, kind) = match (ending, class, site) {
        (Some(suffix), _, _) => (suffix.entity_type, suffix.kind),
        (None, Some("企业" | "公司"), _) => (EntityType::Organization, Kind::Company),
        (None, _, Some(_)) => (EntityType::Place, Kind::Site),
        _ => return None,
    };
    // Whoever stands in a centre stands in a place; centres of the state are bodies.
    let centre = text.ends_with("中心")
        && entity_type == EntityType::Organization
        && matches!(kind, Kind::Research | Kind::Other)
        && !text.starts_with("国家")
        && words.list("body-centre").suffix(text).is_none();
    let (entity_type, kind) = if centre { (EntityType::Place, Kind::Site) } else { (entity_type, kind) };
    if entity_type == EntityType::Policy {
        return None;
    }
    let tail = ending.map_or(0, |suffix| suffix.word.len()).max(site.map_or(0, str::len));
    let head = Span::new(span.start, span.end - tail);
    // 等企业 says what the words are: two of their own are enough.
    let shrine = text.ends_with(['庙', '寺', '祠', '塔', '阁', '宫', '巷'])
        || ["博览园", "文化园", "公园", "古城", "古镇", "书院", "湿地", "水库", "大桥"]
            .iter()
            .any(|end| text.ends_with(end));
    let least = if shrine || place::is_level(scene, span) || ending.is_none() && class.is_some() { 2 } else { 3 };
    let confidence = if centre { 0.97 } else { 0.8 };
    has_own_name(scene, known, head, least)
        .then(|| Candidate::rule(span, entity_type, Some(kind), "slot.visit", confidence))
}

/// Whether words hold one that is no part of a name; 据 in 数据 is none.
fn has_verb(scene: Scene<'_>, text: &str) -> bool {
    let words = &scene.knowledge.words;
    let mut at = 0;
    while at < text.len() {
        let rest = &text[at..];
        if let Some(word) = words.list("generic").prefix(rest).filter(|word| chars(word) >= 2) {
            at += word.len();
        } else if at > 0 && words.list("barrier").prefix(rest).is_some() {
            return true;
        } else {
            at += rest.chars().next().map_or(1, char::len_utf8);
        }
    }
    false
}

/// Whether the words before the ending hold a name, or at least so many characters that are no words for kinds of things.
fn has_own_name(scene: Scene<'_>, known: &[Candidate], head: Span, least: usize) -> bool {
    let named = known.iter().any(|name| {
        name.entity_type.is_some()
            && name.confidence >= 0.55
            && head.contains(name.span)
            && name.kind != Some(Kind::Country)
    });
    if named {
        return true;
    }
    let generic = scene.knowledge.words.list("generic");
    let (mut at, mut own) = (head.start, 0);
    while at < head.end {
        let rest = &scene.text()[at..head.end];
        if let Some(word) = generic.prefix(rest) {
            at += word.len();
        } else {
            own += 1;
            at += rest.chars().next().map_or(1, char::len_utf8);
        }
    }
    own >= least
}
