//! Documents in 《》 by what they are, and quoted or suffixed programmes: “千企百展”工程.

use std::sync::LazyLock;

use regex::Regex;

use super::place;
use super::scene::{Candidate, Scene, chars, is_boundary};
use crate::model::{BlockKind, EntityType, Kind, Recogniser, Span};

static TITLED: LazyLock<Regex> = LazyLock::new(|| Regex::new("《([^《》\n]{2,60})》").expect("constant"));
static QUOTED: LazyLock<Regex> =
    LazyLock::new(|| Regex::new("[“‘\"]([^“”‘’\"\n，。；：]{2,30})[”’\"]").expect("constant"));

static WATERS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"引\p{Han}{1,2}[济入补润]\p{Han}{1,2}?(?:供水|调水|引水|输水|补水)?(?:[一二三]期)?工程|环\p{Han}{2,4}水资源配置(?:工程)?|环\p{Han}{2,6}水资源配置工程|\p{Han}{2}入海水道(?:[一二三]期)?(?:工程)?",
    )
    .expect("constant")
});

/// Policy candidates of the text.
pub(super) fn candidates(scene: Scene<'_>) -> Vec<Candidate> {
    let mut found = documents(scene);
    found.extend(programmes(scene));
    found.extend(shared_heads(scene));
    found.extend(joined_places(scene));
    found.extend(numbered(scene));
    found.extend(governed(scene));
    found.extend(campaigns(scene));
    found.extend(regional(scene));
    found.extend(reports(scene));
    found.extend(roads(scene));
    found.extend(waters(scene));
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
            let draft = ["（征求意见稿）", "（草案）", "（试行）", "（修订草案）", "（暂行）"];
            let draft = draft.iter().find(|draft| scene.after(start + end).starts_with(**draft)).map_or(0, |d| d.len());
            let span = Span::new(start, start + end + draft);
            if is_specific(scene, span) {
                found.push(Candidate::rule(span, EntityType::Policy, Some(kind), "policy.governed", 0.7));
            }
        }
    }
    found
}

/// 规范柳溪执法专项行动 wherever it stands: from the word that a name can begin after to the words for a campaign.
fn campaigns(scene: Scene<'_>) -> Vec<Candidate> {
    let words = &scene.knowledge.words;
    let (verbs, pointers) = (words.list("policy-verb"), words.list("policy-pointer"));
    let mut found = Vec::new();
    for head in ["专项行动", "专项整治行动"] {
        for (at, _) in scene.text().match_indices(head) {
            let end = at + head.len();
            let before = scene.before(at);
            let clause = before.rfind(|c| is_boundary(c) && !"“”".contains(c)).map_or(before, |mark| {
                before[mark..].char_indices().nth(1).map_or("", |(next, _)| &before[mark + next..])
            });
            let mut start = at - clause.len();
            // The last word that a name does not run over.
            for (from, _) in clause.char_indices() {
                let rest = &clause[from..];
                let stop =
                    verbs.prefix(rest).or_else(|| words.list("campaign-before").prefix(rest)).map(str::len).or_else(
                        || {
                            rest.starts_with(['的', '在', '对', '将', '把', '从', '以', '为', '和', '与', '由', '了'])
                                .then_some('的'.len_utf8())
                        },
                    );
                if let Some(length) = stop
                    && rest.len() > length
                {
                    start = start.max(at - clause.len() + from + length);
                }
            }
            while let Some(word) = pointers.prefix(&scene.text()[start..at]) {
                start += word.len();
            }
            let own = &scene.text()[start..at];
            let counted = own.starts_with(|c: char| c.is_ascii_digit() || "各该这此本一两三有多次".contains(c));
            if (4..=18).contains(&chars(own)) && !counted && is_balanced(own) {
                let span = Span::new(start, end);
                found.push(Candidate::rule(span, EntityType::Policy, Some(Kind::Programme), "policy.campaign", 0.72));
            }
        }
    }
    found
}

/// 云贵高原生态保护和高质量发展, 东原地区加快崛起: what a region's strategy is called by, the region before it.
fn regional(scene: Scene<'_>) -> Vec<Candidate> {
    let names = &scene.knowledge.names;
    let aims = scene.knowledge.words.list("region-aim");
    let text = scene.text();
    let mut found = Vec::new();
    let mut ends = text.char_indices().map(|(at, _)| at).collect::<Vec<_>>();
    ends.retain(|at| aims.prefix(&text[*at..]).is_some());
    for at in ends {
        let Some(aim) = aims.prefix(&text[at..]) else { continue };
        let before = scene.before(at);
        let region = before.char_indices().rev().take(10).map(|(from, _)| &before[from..]).filter(|head| {
            chars(head) >= 2
                && names.lookup(head).iter().any(|form| {
                    let entry = &names.entries[form.entry];
                    entry.entity_type == EntityType::Place && matches!(entry.kind, Kind::Region | Kind::Natural)
                })
        });
        if let Some(region) = region.last() {
            let span = Span::new(at - region.len(), at + aim.len());
            found.push(Candidate::rule(span, EntityType::Policy, Some(Kind::Programme), "policy.region", 0.9));
        }
    }
    found
}

/// 全国人大常委会工作报告: a report that a listed body of state gives to those who chose it.
fn reports(scene: Scene<'_>) -> Vec<Candidate> {
    let names = &scene.knowledge.names;
    let mut found = Vec::new();
    for (at, head) in scene.text().match_indices("工作报告") {
        let before = scene.before(at);
        let body = before.char_indices().rev().take(16).map(|(from, _)| &before[from..]).filter(|body| {
            names.lookup(body).iter().any(|form| {
                let entry = &names.entries[form.entry];
                entry.entity_type == EntityType::Organization && entry.kind == Kind::Government
            })
        });
        if let Some(body) = body.last() {
            let span = Span::new(at - body.len(), at + head.len());
            found.push(Candidate::rule(span, EntityType::Policy, Some(Kind::Document), "policy.report", 0.9));
        }
    }
    found
}

/// 引青济柳工程, 环青原湖水资源配置: works that lead water from one country to another are programmes, unless somebody stands at them.
fn waters(scene: Scene<'_>) -> Vec<Candidate> {
    let visits = scene.knowledge.words.list("visit-verb");
    WATERS
        .find_iter(scene.text())
        .filter(|hit| visits.suffix(scene.before(hit.start())).is_none())
        .map(|hit| {
            let span = Span::new(hit.start(), hit.end());
            Candidate::rule(span, EntityType::Policy, Some(Kind::Programme), "policy.water", 0.93)
        })
        .collect()
}

/// “云上丝绸之路”: the quoted kinds of the Silk Road are programmes.
fn roads(scene: Scene<'_>) -> Vec<Candidate> {
    let quoted = QUOTED.captures_iter(scene.text()).filter_map(|captures| captures.get(1));
    quoted
        .filter(|inner| inner.as_str().strip_suffix("丝绸之路").is_some_and(|kind| (1..=5).contains(&chars(kind))))
        .map(|inner| {
            let span = Span::new(inner.start(), inner.end());
            Candidate::rule(span, EntityType::Policy, Some(Kind::Programme), "policy.road", 0.85)
        })
        .collect()
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
    let name = name.split('（').next().unwrap_or(name);
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
    let bare = name.trim_matches(|c: char| "“”‘’《》".contains(c));
    let about =
        bare.starts_with("关于") && words.list("document-head").suffix(bare).is_none() && !bare.ends_with("思想");
    !is_balanced(name)
        || about
        || words.list("not-policy").contains(bare)
        || words.list("not-policy-end").suffix(bare).is_some()
}

/// As many opening marks as closing ones.
fn is_balanced(name: &str) -> bool {
    let count = |mark: char| name.chars().filter(|c| *c == mark).count();
    [('“', '”'), ('‘', '’'), ('《', '》'), ('（', '）')].iter().all(|(open, close)| count(*open) == count(*close))
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
            let words = &scene.knowledge.words;
            let head = Span::new(quoted.end(), end).of(scene.text());
            if words.list("not-policy-end").suffix(head).is_some() {
                return None;
            }
            let span = Span::new(topic_start(scene, quoted.start()), end);
            // “随手”原则: what somebody goes by is a term, no programme.
            let term = words.list("term-head").suffix(head).is_some();
            let (kind, confidence) = if term { (Kind::Concept, 0.6) } else { (Kind::Programme, 0.93) };
            Some(Candidate::rule(span, EntityType::Policy, Some(kind), "policy.quoted", confidence))
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
    // “大湾”东原攻坚战: the place between says of which part of the country it is told.
    let placed = || place::leading_admin(scene, rest).filter(|length| heads.prefix(&rest[*length..]).is_some());
    let between = scene.knowledge.words.list("generic").prefix(rest).map(str::len).or_else(placed)?;
    let head = heads.prefix(&rest[between..])?;
    Some(at + between + head.len())
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
