//! Bodies that the words around them make definite: 省委 before 书记, （东原）市委, 中国 before 全国政协, 俄称.

use std::sync::LazyLock;

use regex::Regex;

use super::scene::{Candidate, Scene, chars, is_boundary, is_han};
use crate::model::{EntityType, Kind, Recogniser, Span};

static GROUP: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        "(?:中央|国务院|国家|全国)?(?:推进|推动|促进|深化|加强)?“[^“”\n，。]{2,12}”\\p{Han}{0,10}(?:领导小组|联席会议|协调小组)(?:办公室)?",
    )
    .expect("constant")
});

/// Candidates for bodies and for the countries before them; `known` are the candidates found so far.
pub(super) fn candidates(scene: Scene<'_>, known: &[Candidate]) -> Vec<Candidate> {
    let mut found = committees(scene);
    found.extend(departments(scene));
    found.extend(own_bodies(scene, known));
    found.extend(spokesmen(scene));
    found.extend(groups(scene));
    found
}

/// 省委书记, 市委常委 in a paper of the province: its own committee, though no name stands before it. In brackets
/// before it may stand which one: （东原）省委.
fn committees(scene: Scene<'_>) -> Vec<Candidate> {
    let bodies = scene.knowledge.words.list("own-committee");
    let after = scene.knowledge.words.list("after-committee");
    let text = scene.text();
    let mut found = Vec::new();
    for (at, _) in text.char_indices() {
        let Some(body) = bodies.prefix(&text[at..]) else { continue };
        let end = at + body.len();
        let open = !is_han(scene.previous(at)) && !scene.previous(at).is_alphanumeric();
        if open && after.prefix(&text[end..]).is_some() {
            let kind = if body.ends_with('委') { Kind::Party } else { Kind::Government };
            found.push(Candidate::rule(Span::new(at, end), EntityType::Organization, Some(kind), "committee", 0.9));
        }
    }
    found
}

/// 人事处副处长李明, and 人事处、教务处负责人: a department of the house that the text is about, before a title or in a row of departments.
fn departments(scene: Scene<'_>) -> Vec<Candidate> {
    let departments = scene.knowledge.words.list("own-department");
    let titles = &scene.knowledge.titles;
    let text = scene.text();
    let mut found: Vec<(Span, bool)> = Vec::new();
    for (at, _) in text.char_indices() {
        let Some(body) = departments.prefix(&text[at..]) else { continue };
        let end = at + body.len();
        let before = scene.previous(at);
        // 人事处和教务处, but not 社会发展与公共管理学院.
        let joined =
            "和与及".contains(before) && found.last().is_some_and(|(last, _)| last.end + before.len_utf8() == at);
        if before.is_alphanumeric() && before != '由' && !joined {
            continue;
        }
        let rest = &text[end..];
        let sure = titles.head_of(rest.strip_prefix('副').unwrap_or(rest)).is_some();
        found.push((Span::new(at, end), sure));
    }
    // A row is as definite as its last member.
    let mut bodies = Vec::new();
    for (index, (span, sure)) in found.iter().enumerate() {
        let mut last = (span, *sure);
        for next in &found[index + 1..] {
            let gap = &text[last.0.end..next.0.start];
            if !matches!(gap, "、" | "和" | "及" | "与" | "以及") {
                break;
            }
            last = (&next.0, next.1);
        }
        if last.1 {
            let kind = if span.of(text).ends_with(['院', '系']) { Kind::Education } else { Kind::Government };
            bodies.push(Candidate::rule(*span, EntityType::Organization, Some(kind), "department", 0.88));
        }
    }
    bodies
}

/// 中国全国政协, 中国国家发展改革委: the country and its body, whose name begins with 全国, 国家 or 中央.
fn own_bodies(scene: Scene<'_>, known: &[Candidate]) -> Vec<Candidate> {
    let text = scene.text();
    let country = "中国";
    let mut found = Vec::new();
    for (at, _) in text.match_indices(country) {
        let body = at + country.len();
        let begins = ["全国", "国家", "中央", "中共"].iter().any(|head| text[body..].starts_with(head));
        let listed = known.iter().filter(|name| {
            begins
                && name.recogniser == Recogniser::Lexicon
                && name.span.start == body
                && name.entity_type == Some(EntityType::Organization)
        });
        for name in listed {
            let span = Span::new(at, body);
            found.push(Candidate::rule(span, EntityType::Place, Some(Kind::Country), "country.before-body", 0.97));
            // Heavier than the two as one.
            found.push(Candidate { confidence: 1.6, ..name.clone() });
        }
    }
    found
}

/// 推进“远帆”建设工作领导小组办公室: a body that is called by what it furthers, the verb and the quotation being part of its name.
fn groups(scene: Scene<'_>) -> Vec<Candidate> {
    GROUP
        .find_iter(scene.text())
        .map(|hit| {
            let span = Span::new(hit.start(), hit.end());
            Candidate::rule(span, EntityType::Organization, Some(Kind::Government), "body.group", 0.95)
        })
        .collect()
}

/// 俄称, 乌称 at the start of a clause: the country by its one character.
fn spokesmen(scene: Scene<'_>) -> Vec<Candidate> {
    let names = &scene.knowledge.names;
    let text = scene.text();
    let mut found = Vec::new();
    for (at, _) in text.match_indices('称') {
        let c = scene.previous(at);
        let start = at - c.len_utf8().min(at);
        let clause = start == 0 || is_boundary(scene.previous(start));
        let country = names.lookup(&text[start..at]).iter().any(|form| names.entries[form.entry].kind == Kind::Country);
        if clause
            && country
            && chars(&text[start..at]) == 1
            && !scene.word_goes_on("suffix-word", at, at + '称'.len_utf8())
        {
            let span = Span::new(start, at);
            found.push(Candidate::rule(span, EntityType::Place, Some(Kind::Country), "country.says", 0.9));
        }
    }
    found
}
