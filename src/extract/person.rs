//! Names of persons: surname and given name, or transliterated, where the words around them say that a person stands
//! there (a title before or after, a verb of speech, a byline, a list of names).

use std::sync::LazyLock;

use regex::Regex;

use super::PositionMention;
use super::scene::{Candidate, Scene, chars, is_boundary, is_han};
use crate::model::{BlockKind, EntityType, Kind, Span};

static DOTTED: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"[\p{Han}A-Z]\p{Han}{0,6}(?:[·•・．][\p{Han}]{1,8})+").expect("constant"));
static REPORTER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new("(?:记者|通讯员|摄影|作者|编辑|校对|责编|文/|图/|撰稿|主播|播音)[：:/ ]?").expect("constant")
});

/// Person candidates; `positions` are the titles found so far.
pub(super) fn candidates(scene: Scene<'_>, positions: &[PositionMention]) -> Vec<Candidate> {
    let mut found = Vec::new();
    for position in positions {
        found.extend(after_title(scene, position));
        found.extend(before_title(scene, position));
    }
    found.extend(leaders(scene));
    found.extend(thinkers(scene));
    found.extend(known(scene));
    found.extend(bylines(scene));
    found.extend(speakers(scene));
    found.extend(dotted(scene));
    found.extend(lists(scene, &found));
    found.extend(rolls(scene));
    for name in found.iter_mut().filter(|name| name.entity_type == Some(EntityType::Person)) {
        name.span = without_next_word(scene, name.span);
    }
    found
}

/// What may stand before a title: 自治区主席, 副省长.
const BEFORE_TITLE: [&str; 9] = ["自治区", "省", "市", "县", "区", "州", "旗", "副", "代"];

/// The name without the first character of the next word: 书记林海和省长赵启, 林海举行会谈.
pub(super) fn without_next_word(scene: Scene<'_>, span: Span) -> Span {
    let name = span.of(scene.text());
    let Some(last) = name.chars().next_back().filter(|_| chars(name) >= 3) else { return span };
    let short = Span::new(span.start, span.end - last.len_utf8());
    // Between two titles somebody else must come.
    let joins = last == '和' && chars(name) <= 4 && !last_head(scene, scene.before(span.start)).is_empty() && {
        let mut rest = scene.after(span.end);
        loop {
            let after = BEFORE_TITLE.iter().find_map(|word| rest.strip_prefix(word));
            match after {
                _ if begins_title(scene, rest) => break true,
                Some(after) => rest = after,
                None => break false,
            }
        }
    };
    let verb = || {
        right_context(scene, span.end) < 0.5
            && ["boundary", "barrier", "name-after", "attend", "speech"].iter().any(|list| {
                let word = scene.knowledge.words.list(list).prefix(scene.after(short.end));
                word.is_some_and(|word| chars(word) >= 2)
            })
    };
    if joins || verb() { short } else { span }
}

fn begins_title(scene: Scene<'_>, rest: &str) -> bool {
    let ends = rest.char_indices().map(|(start, c)| start + c.len_utf8());
    ends.take(4).any(|end| scene.knowledge.titles.head(&rest[..end]).is_some())
}

/// Whether the tagger, too, sees a person there or elsewhere under this name: of the others nine in ten are words (白皮书
/// 指出). It does not read credits, and seldom knows a foreign name that is new.
pub(super) fn borne_out(scene: Scene<'_>, name: &Candidate, people: &[Span]) -> bool {
    let surface = name.span.of(scene.text());
    let apart = |kind: BlockKind| matches!(kind, BlockKind::Byline | BlockKind::Credit);
    let blocks = &scene.reading.blocks;
    let block = blocks.partition_point(|block| block.span.end <= name.span.start);
    name.entity_type != Some(EntityType::Person)
        || surface.contains('·')
        || name.reason == THINKER
        || blocks.get(block).is_some_and(|block| apart(block.kind))
        || people.iter().any(|span| span.overlaps(name.span) || span.of(scene.text()) == surface)
            // 秘书长林海重点介绍: the tagger knows better where a name ends.
            && !people.iter().any(|span| span.start == name.span.start && span.end < name.span.end)
}

/// Three or more names and nothing else between the marks of a list: 王海、李明远、赵启. In a long list of names a rare
/// one is one too.
fn rolls(scene: Scene<'_>) -> Vec<Candidate> {
    let mut found = Vec::new();
    for block in &scene.reading.blocks {
        let line = block.span.of(scene.text());
        let mut run = Vec::new();
        let mut at = block.span.start;
        for piece in line.split_inclusive(['、', '，', '。', ' ', '；', '：']) {
            let name = piece.trim_end_matches(['、', '，', '。', ' ', '；', '：']);
            // 王海等: and others.
            let name = name.strip_suffix('等').filter(|name| chars(name) >= 2).unwrap_or(name);
            let span = Span::new(at, at + name.len());
            let short = (2..=4).contains(&chars(name)) && name.chars().all(is_han);
            let sure = short && chinese_score(scene, name).is_some_and(|score| score >= 0.45);
            let free = short && chars(name) <= 3 && scene.knowledge.names.lookup(name).is_empty();
            if sure || free {
                run.push((span, sure));
            }
            if !(sure || free)
                && run.len() >= 2
                && let Some(last) = last_of_roll(scene, at)
            {
                run.push((last, true));
            }
            at += piece.len();
            if !(sure || free) || !piece.ends_with(['、', ' ']) {
                flush(&mut run, &mut found);
            }
        }
        flush(&mut run, &mut found);
    }
    found
}

/// 赵启 in 王海、李明远、赵启及有关部门: the last name of a list, before the words that end it.
fn last_of_roll(scene: Scene<'_>, at: usize) -> Option<Span> {
    let rest = scene.after(at);
    [3, 2].into_iter().find_map(|length| {
        let end = rest.char_indices().nth(length)?.0;
        let name = &rest[..end];
        let ends = ["及", "和", "等", "与", "参加", "陪同", "出席", "分别", "一同"]
            .iter()
            .any(|word| rest[end..].starts_with(word));
        let second = name.char_indices().nth(1)?.0;
        let family = scene.knowledge.person_names.surname(&name[..second]) > 0.0;
        (ends && family && name.chars().all(is_han) && !begins_otherwise(scene, name)).then(|| Span::new(at, at + end))
    })
}

/// The runs of sure names, or the whole list where nearly all of it is sure.
fn flush(run: &mut Vec<(Span, bool)>, found: &mut Vec<Candidate>) {
    let sure = run.iter().filter(|(_, sure)| *sure).count();
    let all = sure >= 5 && sure * 10 >= run.len() * 8;
    for part in run.split(|(_, sure)| !sure && !all) {
        if part.len() >= 3 {
            found.extend(part.iter().map(|(span, _)| person(*span, "person.roll", 0.85)));
        }
    }
    run.clear();
}

fn person(span: Span, reason: &str, confidence: f64) -> Candidate {
    Candidate::rule(span, EntityType::Person, None, reason, confidence)
}

/// 总理李强, 校长马宏伟; 总统马克龙.
fn after_title(scene: Scene<'_>, position: &PositionMention) -> Option<Candidate> {
    let at = position.span.end;
    let class =
        scene.knowledge.titles.head(last_head(scene, position.title.of(scene.text()))).map_or("", |head| &head.class);
    // 游客, 居民 and the like stand before verbs more often than before names.
    let wanted = if matches!(class, "cue" | "role" | "worker") { 0.62 } else { 0.35 };
    if let Some((span, score)) = chinese_at(scene, at).filter(|(_, score)| *score >= wanted) {
        let confidence = 0.4 + 0.58 * score;
        return Some(person(span, "person.title-before", confidence.min(0.96)));
    }
    let span = transliterated_at(scene, at)?;
    Some(person(span, "person.foreign-after-title", 0.9))
}

/// 王猛教授, 习近平总书记: the name ends where the title begins.
fn before_title(scene: Scene<'_>, position: &PositionMention) -> Option<Candidate> {
    // Only bare titles that people are called by stand after a name.
    let title = position.span.of(scene.text());
    if !scene.knowledge.words.list("title-after-name").contains(title) || right_context(scene, position.span.end) < 0.5
    {
        return None;
    }
    let end = position.span.start;
    let before = scene.before(end);
    let clause = before
        .rfind(is_boundary)
        .map_or(before, |at| &before[at + before[at..].chars().next().map_or(0, char::len_utf8)..]);
    for length in [4, 3, 2] {
        let Some((start, _)) = clause.char_indices().rev().nth(length - 1) else { continue };
        let name = &clause[start..];
        if begins_otherwise(scene, name) {
            continue;
        }
        let Some(score) = chinese_score(scene, name) else { continue };
        let left = &clause[..start];
        // The name must start where a name can start: at the clause's start or after a word that is no part of it.
        let words = &scene.knowledge.words;
        let open = left.is_empty()
            || words.list("name-before").suffix(left).is_some()
            || words.list("boundary").suffix(left).is_some_and(|word| chars(word) >= 2)
            // 云州市教育局周晓岚局长: right after the name of a body.
            || scene.knowledge.suffixes.ending(left).is_some_and(|end| end.entity_type == EntityType::Organization);
        let known_title = scene.knowledge.titles.head(last_head(scene, left)).is_some();
        if (open || known_title)
            && (length < 4 || scene.knowledge.person_names.surname(&name[..name.char_indices().nth(2)?.0]) > 0.0)
        {
            return Some(person(Span::new(end - name.len(), end), "person.title-after", 0.6 + 0.35 * score));
        }
    }
    None
}

fn last_head<'a>(scene: Scene<'_>, left: &'a str) -> &'a str {
    (1..=scene.knowledge.titles.longest())
        .rev()
        .filter_map(|length| left.char_indices().rev().nth(length - 1).map(|(at, _)| &left[at..]))
        .find(|word| scene.knowledge.titles.head(word).is_some())
        .unwrap_or("")
}

/// Author lines, credits, and 记者… in brackets or datelines.
fn bylines(scene: Scene<'_>) -> Vec<Candidate> {
    let mut found = Vec::new();
    for block in &scene.reading.blocks {
        let line = block.span.of(scene.text());
        if block.kind == BlockKind::Byline && !REPORTER.is_match(line) {
            found.extend(names_of_line(scene, block.span, line));
        }
        if block.kind == BlockKind::Credit
            && let Some(at) = line.find('摄').or_else(|| line.find("/图"))
        {
            let span = Span::new(block.span.start, block.span.start + at);
            found.extend(names_of_line(scene, span, span.of(scene.text())));
            found.extend(agency(block.span, line));
        }
    }
    for cue in REPORTER.find_iter(scene.text()) {
        let mut at = cue.end();
        // 记者 王海 李明: several names with spaces between, 本报记者 before them.
        loop {
            let spaces =
                scene.after(at).chars().take_while(|c| *c == ' ' || *c == '、').map(char::len_utf8).sum::<usize>();
            let alone = token(scene, at + spaces);
            let Some((span, score)) = chinese_at(scene, at + spaces).or(alone) else { break };
            let end = scene.next(span.end);
            if !is_boundary(end) && scene.knowledge.words.list("name-after").prefix(scene.after(span.end)).is_none() {
                break;
            }
            found.push(person(span, "person.byline", 0.75 + 0.22 * score));
            at = span.end;
        }
    }
    found
}

/// Two to four characters that begin with a family name and stand between marks: in a byline that is enough.
fn token(scene: Scene<'_>, at: usize) -> Option<(Span, f64)> {
    let rest = scene.after(at);
    let name = &rest[..rest.find(is_boundary).unwrap_or(rest.len())];
    let second = name.char_indices().nth(1)?.0;
    let family = scene.knowledge.person_names.surname(&name[..second]) > 0.0;
    let ends = matches!(scene.next(at + name.len()), ' ' | '）' | ')' | '、' | '\n' | '/');
    let word = begins_otherwise(scene, rest) || scene.knowledge.words.list("not-name").contains(name);
    let fits = ends && !word && (2..=4).contains(&chars(name)) && name.chars().all(is_han) && family;
    fits.then(|| (Span::new(at, at + name.len()), 0.4))
}

/// A line of nothing but names.
fn names_of_line(scene: Scene<'_>, span: Span, line: &str) -> Vec<Candidate> {
    let mut found = Vec::new();
    let mut at = span.start;
    for piece in line.split_inclusive([' ', '、', '，']) {
        let name = piece.trim_end_matches([' ', '、', '，']).trim_start();
        if (2..=4).contains(&chars(name)) && name.chars().all(is_han) && chinese_score(scene, name).is_some() {
            let start = at + piece.find(name).unwrap_or(0);
            found.push(person(Span::new(start, start + name.len()), "person.byline-alone", 0.9));
        }
        at += piece.len();
    }
    found
}

/// The agency in the brackets of a credit line: 李明摄（海川视觉）.
fn agency(block: Span, line: &str) -> Option<Candidate> {
    let open = line.find('（')? + '（'.len_utf8();
    let close = open + line[open..].find('）')?;
    let name = &line[open..close];
    let is_name = (2..=10).contains(&chars(name)) && name.chars().all(|c| is_han(c) || c.is_ascii_alphanumeric());
    is_name.then(|| {
        let span = Span::new(block.start + open, block.start + close);
        Candidate::rule(span, EntityType::Organization, Some(Kind::Media), "organisation.credit", 0.85)
    })
}

/// 县领导王海: no title of anyone, but names follow.
fn leaders(scene: Scene<'_>) -> Vec<Candidate> {
    let mut found = Vec::new();
    for (at, word) in scene.text().match_indices("领导") {
        let before = scene.previous(at);
        if "省市县区州校院有关".contains(before)
            && let Some((span, score)) = chinese_at(scene, at + word.len()).filter(|(_, score)| *score >= 0.6)
        {
            found.push(person(span, "person.leader", 0.5 + 0.45 * score));
        }
    }
    found
}

/// Reason of the names that [`thinkers`] finds.
const THINKER: &str = "person.thought";

/// Least score of a name there: 学习贯彻总书记关于… holds none.
const LIKELY_THINKER: f64 = 0.3;

/// 李明总书记关于…的重要思想: the words name whose thought it is.
fn thinkers(scene: Scene<'_>) -> Vec<Candidate> {
    let hits = scene.text().match_indices("总书记关于");
    hits.filter_map(|(end, _)| {
        let before = scene.before(end);
        [4, 3, 2].into_iter().find_map(|length| {
            let name = &before[before.char_indices().rev().nth(length - 1)?.0..];
            let second = name.char_indices().nth(2).map_or(name, |(at, _)| &name[..at]);
            let fits = length < 4 || scene.knowledge.person_names.surname(second) > 0.0;
            let known = scene.knowledge.words.list("known-person").contains(name);
            let likely =
                known || fits && !begins_otherwise(scene, name) && chinese_score(scene, name)? >= LIKELY_THINKER;
            likely.then(|| person(Span::new(end - name.len(), end), THINKER, 0.93))
        })
    })
    .collect()
}

/// Well-known persons of public life.
fn known(scene: Scene<'_>) -> Vec<Candidate> {
    let list = scene.knowledge.words.list("known-person");
    let text = scene.text();
    text.char_indices()
        .filter_map(|(at, _)| Some((at, list.prefix(&text[at..])?)))
        .map(|(at, name)| {
            person(Span::new(at, at + name.len()), "person.known", 0.93).by(crate::model::Recogniser::Lexicon)
        })
        .collect()
}

/// A name at the start of a clause before a verb of speech or of attendance.
fn speakers(scene: Scene<'_>) -> Vec<Candidate> {
    let mut found = Vec::new();
    let mut start_of_clause = true;
    for (at, c) in scene.text().char_indices() {
        if start_of_clause && is_han(c) {
            if let Some((span, score)) = chinese_at(scene, at) {
                let rest = scene.after(span.end);
                if scene.knowledge.words.list("speech").prefix(rest).is_some() {
                    found.push(person(span, "person.speaker", 0.55 + 0.4 * score));
                }
            }
            found.extend(list_of_attendants(scene, at));
        }
        start_of_clause = is_boundary(c) && c != '、' || c == '\n';
    }
    found
}

/// 尹力、吴政隆参加…: nothing but names, then a verb of attendance.
fn list_of_attendants(scene: Scene<'_>, at: usize) -> Vec<Candidate> {
    let mut found = Vec::new();
    let mut start = at;
    loop {
        let Some((span, score)) = chinese_at(scene, start) else { return Vec::new() };
        found.push(person(span, "person.attendants", 0.6 + 0.35 * score));
        let rest = scene.after(span.end);
        if rest.starts_with('、') || rest.starts_with('和') {
            start = span.end + '、'.len_utf8();
            continue;
        }
        let rest = rest.strip_prefix('等').unwrap_or(rest);
        let is_verb = scene.knowledge.words.list("attend").prefix(rest).is_some();
        return if is_verb { found } else { Vec::new() };
    }
}

/// 弗拉基米尔·普京: the dot tells.
fn dotted(scene: Scene<'_>) -> Vec<Candidate> {
    let names = &scene.knowledge.person_names;
    DOTTED
        .find_iter(scene.text())
        .filter_map(|hit| {
            // The part before the first dot may run into the words before it: keep what can be transliteration.
            let dot = hit.as_str().find(['·', '•', '・', '．'])?;
            let first = hit.as_str()[..dot]
                .char_indices()
                .rev()
                .take_while(|(_, c)| names.transliteration(*c) > 0.0 || c.is_ascii())
                .last()?
                .0;
            // 总理约翰·科尔: the first character may be the last one of a title.
            let mut start = hit.start() + first;
            let next = start + scene.next(start).len_utf8();
            if start > 0 && !last_head(scene, scene.before(next)).is_empty() {
                start = next;
            }
            let last_dot = hit.start() + hit.as_str().rfind(['·', '•', '・', '．'])?;
            let end = transliteration_end(scene, last_dot + scene.next(last_dot).len_utf8())?;
            (end > last_dot).then(|| person(Span::new(start, end), "person.dotted", 0.88))
        })
        .collect()
}

/// Names that stand in a 、-list with a name found already.
fn lists(scene: Scene<'_>, known: &[Candidate]) -> Vec<Candidate> {
    let mut found = Vec::new();
    for name in known.iter().filter(|name| name.confidence >= 0.75) {
        let mut end = name.span.end;
        while scene.next(end) == '、' {
            let Some((span, score)) = chinese_at(scene, end + '、'.len_utf8()) else { break };
            if right_context(scene, span.end) < 0.5 {
                break;
            }
            found.push(person(span, "person.list", 0.6 + 0.3 * score));
            end = span.end;
        }
    }
    found
}

/// The Chinese name that begins at `at`, with a score from 0 to 1 of how likely it is one and ends there.
pub(super) fn chinese_at(scene: Scene<'_>, at: usize) -> Option<(Span, f64)> {
    let rest = scene.after(at);
    if begins_otherwise(scene, rest) {
        return None;
    }
    let mut best: Option<(Span, f64)> = None;
    for length in 2..=4 {
        let Some((last, c)) = rest.char_indices().nth(length - 1) else { break };
        let name = &rest[..last + c.len_utf8()];
        let Some(score) = chinese_score(scene, name) else { continue };
        // 郝平进行: the last character begins the verb.
        let verb = length > 2
            && ["boundary", "barrier", "name-after", "generic"].iter().any(|list| {
                scene.knowledge.words.list(list).prefix(&rest[last..]).is_some_and(|word| word.len() > c.len_utf8())
            });
        let context = if verb { 0.0 } else { right_context(scene, at + name.len()) };
        // Two given characters are the rule; one needs clear words after it.
        let score = match length {
            2 => 0.45 * score + 0.45 * context,
            3 => 0.5 * score + 0.5 * context,
            _ => 0.48 * score + 0.5 * context,
        };
        if best.is_none_or(|(_, known)| score > known) {
            best = Some((Span::new(at, at + name.len()), score));
        }
    }
    best.filter(|(_, score)| *score >= 0.35)
}

/// 和祖国, 有关重, 包括天: a preposition, or a word of two characters and more, begins here and no name.
fn begins_otherwise(scene: Scene<'_>, rest: &str) -> bool {
    let words = &scene.knowledge.words;
    rest.starts_with(|c| "和向有对同与及被把给让相".contains(c))
        || ["于今年", "于明年", "于去年", "于近日", "于当地", "于本月"].iter().any(|word| rest.starts_with(word))
        || ["boundary", "barrier", "generic", "pointer"]
            .iter()
            .any(|list| words.list(list).prefix(rest).is_some_and(|word| chars(word) >= 2))
}

/// How much the characters look like surname and given name; `None` if they cannot be.
pub(super) fn chinese_score(scene: Scene<'_>, name: &str) -> Option<f64> {
    let names = &scene.knowledge.person_names;
    if scene.knowledge.words.list("not-name").contains(name) || !name.chars().all(is_han) {
        return None;
    }
    let second = name.char_indices().nth(1)?.0;
    let third = name.char_indices().nth(2).map(|(at, _)| at);
    let (surname, given) = match third {
        Some(third) if names.surname(&name[..third]) > 0.0 => name.split_at(third),
        _ if names.surname(&name[..second]) > 0.0 => name.split_at(second),
        _ => return None,
    };
    let length = chars(given);
    if length == 0 || length > 2 {
        return None;
    }
    let family = level(names.surname(surname), 2.0);
    let lowest = given.chars().map(|c| level(names.given(c), 0.8)).fold(1.0, f64::min);
    let mean = given.chars().map(|c| level(names.given(c), 0.8)).sum::<f64>() / length as f64;
    let functions = scene.knowledge.words.list("function");
    let is_function = |c: char| functions.contains(c.encode_utf8(&mut [0; 4])) && names.given(c) < 1.0;
    if mean < 0.15 || given.chars().any(is_function) {
        return None;
    }
    // 高度, 方面: frequent words made of name characters are in the list above; words made of function characters fail here.
    // Characters that begin words far more often than names carry little as surnames: 和, 相, 后.
    let rare = if names.surname(surname) < 0.1 { 0.55 } else { 1.0 };
    Some((rare * (0.35 * family + 0.4 * mean + 0.25 * lowest)).clamp(0.05, 1.0))
}

/// Squeezes a weight to 0..1: `full` and above give 1.
fn level(weight: f64, full: f64) -> f64 {
    if weight <= 0.0 { 0.0 } else { ((1.0 + 20.0 * weight / full).ln() / 21.0_f64.ln()).min(1.0) }
}

/// How clearly a name may end at `at`: 1 at punctuation and before verbs that persons are subjects of.
pub(super) fn right_context(scene: Scene<'_>, at: usize) -> f64 {
    let rest = scene.after(at);
    let Some(c) = rest.chars().next() else { return 1.0 };
    let words = &scene.knowledge.words;
    if is_boundary(c) {
        return 1.0;
    }
    if words.list("name-after").prefix(rest).is_some()
        || words.list("speech").prefix(rest).is_some()
        || words.list("attend").prefix(rest).is_some()
    {
        return 1.0;
    }
    if begins_title(scene, rest) {
        return 0.9;
    }
    if c.is_ascii_digit() {
        return 0.85;
    }
    if words.list("boundary").prefix(rest).is_some() || words.list("barrier").prefix(rest).is_some() {
        return 0.7;
    }
    if words.list("function").contains(c.encode_utf8(&mut [0; 4])) { 0.6 } else { 0.0 }
}

/// The transliterated name that begins at `at`: as long as its characters write foreign sounds.
fn transliterated_at(scene: Scene<'_>, at: usize) -> Option<Span> {
    let end = transliteration_end(scene, at)?;
    (chars(&scene.text()[at..end]) >= 2).then(|| Span::new(at, end))
}

fn transliteration_end(scene: Scene<'_>, at: usize) -> Option<usize> {
    let names = &scene.knowledge.person_names;
    let rest = scene.after(at);
    let mut best = None;
    for (start, c) in rest.char_indices().take(9) {
        let joins = matches!(c, '·' | '•' | '・' | '．');
        if !joins && names.transliteration(c) <= 0.0 {
            break;
        }
        let end = at + start + c.len_utf8();
        if !joins && right_context(scene, end) >= 0.5 {
            best = Some(end);
            // Words that only persons' verbs begin end the name here: 马克龙说.
            if right_context(scene, end) >= 1.0 {
                break;
            }
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::knowledge::Knowledge;
    use crate::relate::statistic::tests::reading;

    #[test]
    fn a_thought_names_the_person_whose_it_is() {
        for (text, expected) in [
            ("要学习贯彻周明远总书记关于治水的重要论述。", vec!["周明远"]),
            ("欧阳明远总书记关于治水的重要论述。", vec!["欧阳明远"]),
            ("要学习贯彻总书记关于治水的重要论述。", vec![]),
        ] {
            let reading = reading(text);
            let scene = Scene { reading: &reading, knowledge: Knowledge::embedded() };
            let names: Vec<_> = thinkers(scene).iter().map(|name| name.span.of(scene.text()).to_owned()).collect();
            assert_eq!(names, expected, "{text}");
        }
    }

    #[test]
    fn a_name_ends_before_the_word_that_its_last_character_begins() {
        for (text, name, expected) in [
            ("省委书记林海和省长赵启出席。", "林海和", "林海"),
            ("书记林海和自治区主席赵启出席。", "林海和", "林海"),
            ("书记林永和出席。", "林永和", "林永和"),
            ("林永和省长出席。", "林永和", "林永和"),
            ("总统科托举行会谈。", "科托举", "科托"),
            ("林明发表示欢迎。", "林明发", "林明发"),
        ] {
            let reading = reading(text);
            let scene = Scene { reading: &reading, knowledge: Knowledge::embedded() };
            let start = scene.text().find(name).expect("the name stands in the text");
            let span = without_next_word(scene, Span::new(start, start + name.len()));
            assert_eq!(span.of(scene.text()), expected, "{text}");
        }
    }
}
