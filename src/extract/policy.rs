//! Documents in 《》 by what they are, and quoted or suffixed programmes: “千企百展”工程.

use std::sync::LazyLock;

use regex::Regex;

use super::scene::{Candidate, Scene, chars, is_boundary};
use crate::model::{BlockKind, EntityType, Kind, Recogniser, Span};

static TITLED: LazyLock<Regex> = LazyLock::new(|| Regex::new("《([^《》\n]{2,60})》").expect("constant"));
static QUOTED: LazyLock<Regex> =
    LazyLock::new(|| Regex::new("[“‘\"]([^“”‘’\"\n，。；：]{2,16})[”’\"]").expect("constant"));

/// Policy candidates of the text.
pub(super) fn candidates(scene: Scene<'_>) -> Vec<Candidate> {
    let mut found = documents(scene);
    found.extend(programmes(scene));
    found.extend(shared_heads(scene));
    found.extend(joined_places(scene));
    found.extend(numbered(scene));
    found.extend(governed(scene));
    found.extend(works(scene));
    found.extend(columns(scene));
    found
}

/// What stands after 实施, 签署, 印发 without marks, up to a head: 实施百万农户增收提升行动, 签署全面友好合作条约.
fn governed(scene: Scene<'_>) -> Vec<Candidate> {
    let words = &scene.knowledge.words;
    let verbs = words.list("policy-verb");
    let heads = [(words.list("programme-end"), Kind::Programme), (words.list("document-end"), Kind::Document)];
    let mut found = Vec::new();
    let text = scene.text();
    for (at, _) in text.char_indices() {
        let Some(verb) = verbs.prefix(&text[at..]) else { continue };
        let mut start = at + verb.len();
        // 制定实施新一轮…: a second verb, a word that only points.
        while let Some(word) =
            verbs.prefix(&text[start..]).or_else(|| words.list("policy-pointer").prefix(&text[start..]))
        {
            start += word.len();
        }
        let clause = scene.after(start);
        let clause = &clause[..clause.find(is_boundary).unwrap_or(clause.len())];
        // The last head of the clause that the words end with, or that the clause ends with.
        let ends = clause.char_indices().map(|(from, c)| from + c.len_utf8()).take(LONGEST);
        let name = ends.filter_map(|end| {
            let name = &clause[..end];
            let next = clause[end..].chars().next();
            let stops = next.is_none() || words.list("boundary").prefix(&clause[end..]).is_some();
            let (_, kind) = heads.iter().find(|(list, _)| list.suffix(name).is_some())?;
            stops.then_some((end, *kind))
        });
        if let Some((end, kind)) = name.last() {
            let span = Span::new(start, start + end);
            if is_specific(scene, span) {
                found.push(Candidate::rule(span, EntityType::Policy, Some(kind), "policy.governed", 0.7));
            }
        }
    }
    found
}

/// Characters of the longest name of a policy that stands without marks.
const LONGEST: usize = 26;

/// Words of its own: no count (三项行动), no pointing (相关协议), not only words that any programme may have.
fn is_specific(scene: Scene<'_>, span: Span) -> bool {
    let words = &scene.knowledge.words;
    let name = span.of(scene.text());
    let bare = name.trim_start_matches(|c: char| c.is_ascii_digit() || "一二三四五六七八九十两多数几".contains(c));
    let counted = bare.len() < name.len() && bare.starts_with(|c| "项大个轮批份条年".contains(c))
        || name.starts_with(|c| "各系有相".contains(c));
    let verbs = ["的", "了", "并", "将", "以及", "其"].iter().any(|word| name.contains(word));
    (7..=LONGEST).contains(&chars(name)) && !counted && !verbs && words.list("pointer").prefix(name).is_none()
}

/// Songs, films, books and programmes in 《》: nothing inside them is named; newspapers are.
fn works(scene: Scene<'_>) -> Vec<Candidate> {
    let heads = scene.knowledge.words.list("document-head");
    let names = &scene.knowledge.names;
    TITLED
        .captures_iter(scene.text())
        .filter_map(|captures| captures.get(1))
        .filter(|inner| {
            let bare = inner.as_str().split('（').next().unwrap_or("");
            heads.suffix(bare).is_none()
                && !names.lookup(inner.as_str()).iter().any(|form| {
                    matches!(names.entries[form.entry].entity_type, EntityType::Organization | EntityType::Policy)
                })
                && scene.knowledge.suffixes.ending(inner.as_str()).is_none_or(|suffix| suffix.kind != Kind::Media)
        })
        .map(|inner| Candidate { confidence: 0.9, ..trap(Span::new(inner.start(), inner.end()), "work") })
        .collect()
}

/// 【…】 before a headline says which column it stands in.
fn columns(scene: Scene<'_>) -> Vec<Candidate> {
    let mut found = Vec::new();
    for block in scene.reading.blocks.iter().filter(|block| block.kind == BlockKind::Headline) {
        let line = block.span.of(scene.text());
        if let Some(end) = line.find('】').filter(|end| line.starts_with('【') && line[*end..].chars().count() > 4) {
            found.push(trap(Span::new(block.span.start, block.span.start + end + '】'.len_utf8()), "column"));
        }
    }
    found
}

fn trap(span: Span, reason: &str) -> Candidate {
    Candidate {
        span,
        entity_type: None,
        kind: None,
        canonical: None,
        recogniser: Recogniser::Rule,
        reason: reason.to_owned(),
        confidence: 0.97,
    }
}

/// What kind of policy an unlisted name is: by its last word, else a term of doctrine.
pub(super) fn kind(scene: Scene<'_>, name: &str) -> Kind {
    let words = &scene.knowledge.words;
    let bare = name.split('（').next().unwrap_or(name);
    if words.list("programme-head").suffix(bare).is_some() || bare.contains('“') {
        Kind::Programme
    } else if [bare, name].iter().any(|name| words.list("document-head").suffix(name).is_some()) {
        // 白石学校（云州分校）工作条例: the bracket stands inside the name.
        Kind::Document
    } else {
        Kind::Concept
    }
}

/// What the tagger takes for a policy and is none: half a quotation, goals (教育强国), spirits, 关于… without what it is.
pub(super) fn is_none(scene: Scene<'_>, name: &str) -> bool {
    let words = &scene.knowledge.words;
    let count = |marks: [char; 2]| name.chars().filter(|c| marks.contains(c)).count();
    let unbalanced = ["“”", "‘’", "《》", "（）"].iter().any(|pair| {
        let mut marks = pair.chars();
        let (open, close) = (marks.next().unwrap_or(' '), marks.next().unwrap_or(' '));
        count([open, open]) != count([close, close])
    });
    let bare = name.trim_matches(|c: char| "“”‘’《》".contains(c));
    let about =
        bare.starts_with("关于") && words.list("document-head").suffix(bare).is_none() && !bare.ends_with("思想");
    unbalanced
        || about
        || words.list("not-policy").contains(bare)
        || words.list("not-policy-end").suffix(bare).is_some()
}

/// “深圳—香港—广州”科技集群: quoted places joined by dashes and a word for what they form name a region.
fn joined_places(scene: Scene<'_>) -> Vec<Candidate> {
    QUOTED
        .find_iter(scene.text())
        .filter(|quoted| {
            let inner = quoted.as_str().trim_matches(|c: char| "“”‘’\"".contains(c));
            let mut parts = inner.split(['—', '－', '-', '–']).filter(|part| !part.is_empty()).peekable();
            inner.contains(['—', '－', '-', '–'])
                && parts.peek().is_some()
                && parts.all(|part| !scene.knowledge.names.lookup(part).is_empty())
        })
        .filter_map(|quoted| {
            let rest = scene.after(quoted.end());
            let generic = scene.knowledge.words.list("generic").prefix(rest).unwrap_or("");
            let head = scene.knowledge.words.list("region-head").prefix(&rest[generic.len()..])?;
            let span = Span::new(quoted.start(), quoted.end() + generic.len() + head.len());
            Some(Candidate::rule(span, EntityType::Place, Some(Kind::Region), "place.joined", 0.9))
        })
        .collect()
}

/// 《…》 whose last words name a kind of official document; books, films and columns end otherwise.
fn documents(scene: Scene<'_>) -> Vec<Candidate> {
    let heads = scene.knowledge.words.list("document-head");
    TITLED
        .captures_iter(scene.text())
        .filter_map(|captures| {
            let inner = captures.get(1)?;
            let bare = inner.as_str().trim_end_matches(|c: char| "（）".contains(c));
            let head = bare.split('（').next().unwrap_or(bare);
            let is_document = heads.suffix(head).is_some();
            is_document.then(|| {
                let span = Span::new(inner.start(), inner.end());
                Candidate::rule(span, EntityType::Policy, Some(Kind::Document), "policy.titled", 0.95)
            })
        })
        .collect()
}

/// Quoted words with a programme head after them: “人工智能+”行动, ‘广聚英才’人才工程.
fn programmes(scene: Scene<'_>) -> Vec<Candidate> {
    QUOTED
        .find_iter(scene.text())
        .filter_map(|quoted| {
            let end = programme_head(scene, quoted.end())?;
            // “远帆”号计划到访: what it plans to do.
            if scene.text()[..end].ends_with("计划")
                && scene.knowledge.words.list("boundary").prefix(scene.after(end)).is_some()
            {
                return None;
            }
            let span = Span::new(topic_start(scene, quoted.start()), end);
            Some(Candidate::rule(span, EntityType::Policy, Some(Kind::Programme), "policy.quoted", 0.93))
        })
        .collect()
}

/// Where the words begin that say what a quoted programme is about: 科技“远航”工程, 青原河“大湾”攻坚战.
fn topic_start(scene: Scene<'_>, quote: usize) -> usize {
    let generic = scene.knowledge.words.list("generic");
    let names = &scene.knowledge.names;
    let mut start = quote;
    while chars(&scene.text()[start..quote]) < 8 {
        let before = scene.before(start);
        let natural = || {
            (2..=4)
                .rev()
                .filter_map(|length| Some(&before[before.char_indices().rev().nth(length - 1)?.0..]))
                .find(|word| names.lookup(word).iter().any(|form| names.entries[form.entry].kind == Kind::Natural))
        };
        let topic = generic.suffix(before).filter(|word| chars(word) >= 2 && words_of_topic(word));
        let Some(word) = topic.or_else(natural) else { break };
        start -= word.len();
    }
    start
}

/// 加强, 推进 and the like are verbs of the sentence.
fn words_of_topic(word: &str) -> bool {
    ![
        "加强", "推进", "推动", "实施", "开展", "促进", "做好", "落实", "提升", "打击", "发展", "振兴", "建设", "全国",
        "启动", "贯彻", "坚持", "学习", "遵循", "践行", "弘扬", "支持", "保障", "规范", "培育", "参与", "加快", "推广",
        "组织",
    ]
    .contains(&word)
}

/// “金融十条”: rules called by their number.
fn numbered(scene: Scene<'_>) -> Vec<Candidate> {
    QUOTED
        .captures_iter(scene.text())
        .filter_map(|captures| captures.get(1))
        .filter(|inner| {
            let text = inner.as_str().strip_suffix('条').unwrap_or("");
            let head = text.trim_end_matches(|c: char| c.is_ascii_digit() || "一二三四五六七八九十".contains(c));
            head.len() < text.len() && (1..=6).contains(&chars(head))
        })
        .map(|inner| {
            let span = Span::new(inner.start(), inner.end());
            Candidate::rule(span, EntityType::Policy, Some(Kind::Document), "policy.numbered", 0.9)
        })
        .collect()
}

/// The end of a programme head that begins at `at`, with at most one word of what it is about before it (人才工程).
fn programme_head(scene: Scene<'_>, at: usize) -> Option<usize> {
    let heads = scene.knowledge.words.list("programme-head");
    let rest = scene.after(at);
    if let Some(head) = heads.prefix(rest) {
        return Some(at + head.len());
    }
    let generic = scene.knowledge.words.list("generic").prefix(rest)?;
    let head = heads.prefix(&rest[generic.len()..])?;
    Some(at + generic.len() + head.len())
}

/// “甲”、乙、“丙”等工程: each part is a programme of its own.
fn shared_heads(scene: Scene<'_>) -> Vec<Candidate> {
    let heads = scene.knowledge.words.list("programme-head");
    let mut found = Vec::new();
    for (at, _) in scene.text().match_indices('等') {
        let rest = scene.after(at + '等'.len_utf8());
        let rest = rest.strip_prefix(|c: char| "一二三四五六七八九十".contains(c)).unwrap_or(rest);
        let rest = rest.strip_prefix(['大', '项']).unwrap_or(rest);
        if heads.prefix(rest).is_none() {
            continue;
        }
        let parts = list_before(scene, at);
        if parts.len() < 2 || !parts.iter().any(|part| part.quoted) {
            continue;
        }
        for part in parts {
            found.push(Candidate::rule(
                part.span,
                EntityType::Policy,
                Some(Kind::Programme),
                "policy.shared-head",
                if part.quoted { 0.92 } else { 0.8 },
            ));
        }
    }
    found
}

struct Part {
    span: Span,
    quoted: bool,
}

/// The members of a 、-list that ends at `end`. A quoted member is its quotation; the first, unquoted one begins
/// after the verb that governs the list.
fn list_before(scene: Scene<'_>, end: usize) -> Vec<Part> {
    let before = scene.before(end);
    let offset = end - before.len();
    let start = before.rfind(['，', '。', '；', '：', '！', '？']).map_or(0, |at| at + '，'.len_utf8());
    let mut parts = Vec::new();
    let mut at = start;
    for piece in before[start..].split('、') {
        let span = Span::new(offset + at, offset + at + piece.len());
        at += piece.len() + '、'.len_utf8();
        let open = piece.find(['“', '‘']);
        match open {
            Some(open) if piece.ends_with(['”', '’']) => {
                parts.push(Part { span: Span::new(span.start + open, span.end), quoted: true });
            }
            _ if !parts.is_empty() && (2..=12).contains(&chars(piece)) => parts.push(Part { span, quoted: false }),
            _ => parts.clear(),
        }
    }
    parts
}
