//! Names of events (上海合作组织峰会, 中国国际进口博览会): they are no entities of a record, but what stands inside them
//! is not named either.

use super::grow;
use super::scene::{Candidate, Scene, chars, is_boundary};
use crate::model::{Recogniser, Span};

/// Traps over event names: a word for a gathering, grown to the left from its first listed name.
pub(super) fn traps(scene: Scene<'_>, known: &[Candidate]) -> Vec<Candidate> {
    let heads = scene.knowledge.words.list("event-head");
    let text = scene.text();
    let mut found = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let Some(head) = heads.prefix(&text[at..]) else {
            at += text[at..].chars().next().map_or(1, char::len_utf8);
            continue;
        };
        let end = at + head.len();
        // Only a name that begins the event's name is swallowed: in 在上海参加大会 the city stands outside.
        let start = grow::reach(scene, known, at).or_else(|| clause(scene, known, at)).or_else(|| {
            let named = ["论坛", "峰会", "博览会", "大会", "电影节", "艺术节"].iter().any(|end| head.ends_with(end));
            named.then(|| quoted(scene, at)).flatten()
        });
        if let Some(start) = start.filter(|start| *start < at) {
            found.push(Candidate {
                span: Span::new(start, end),
                entity_type: None,
                kind: None,
                canonical: None,
                recogniser: Recogniser::Rule,
                reason: format!("event:{head}"),
                confidence: 0.9,
            });
        }
        at = end;
    }
    found
}

/// “远帆”国际合作高峰论坛: the quoted name that a gathering is called by is no other thing.
fn quoted(scene: Scene<'_>, at: usize) -> Option<usize> {
    let before = scene.before(at);
    let close = before.rfind('”')?;
    let between = &before[close + '”'.len_utf8()..];
    let open = before[..close].rfind('“')?;
    let short = chars(between) <= 8 && !between.chars().any(|c| is_boundary(c) || "的在将于了和与".contains(c));
    let verb = between
        .char_indices()
        .any(|(from, _)| scene.knowledge.words.list("barrier").prefix(&between[from..]).is_some());
    (short && !verb && chars(&before[open..close]) <= 13).then(|| at - before.len() + open)
}

/// 东原海洋牧场建设及渔港升级座谈会: where a listed name begins the clause and no verb of the sentence follows it, the
/// clause up to the gathering is its name.
fn clause(scene: Scene<'_>, known: &[Candidate], at: usize) -> Option<usize> {
    let before = scene.before(at);
    // The name begins the clause, or stands after 第九届.
    let opens = |c: char| is_boundary(c) || c == '届';
    let begin = before.rfind(opens).map_or(0, |mark| mark + before[mark..].chars().next().map_or(0, char::len_utf8));
    let start = at - before.len() + begin;
    let name =
        known.iter().find(|name| name.entity_type.is_some() && name.span.start == start && name.span.end < at)?;
    let rest = Span::new(name.span.end, at).of(scene.text());
    let words = &scene.knowledge.words;
    let verb = rest
        .char_indices()
        .any(|(from, c)| words.list("barrier").prefix(&rest[from..]).is_some() || "在将于的了出由向为".contains(c));
    (!verb && chars(rest) <= 24).then_some(start)
}
