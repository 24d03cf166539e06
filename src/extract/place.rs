//! Chains of places glued together are one place a level: 江西省宜春市袁州区 is three.

use super::lexicon;
use super::scene::{Candidate, Scene, chars, is_han};
use super::statistical;
use crate::model::{EntityType, Kind, Span};

/// Cuts tagged places at the places they begin with. A site or region keeps one place before its own name
/// (北京市…示范区), for so it is called.
pub(super) fn split(scene: Scene<'_>, tagged: Vec<Candidate>) -> Vec<Candidate> {
    let mut found = Vec::new();
    for name in tagged {
        if name.entity_type != Some(EntityType::Place) {
            found.extend(channel(scene, name));
            continue;
        }
        let name = without_country(scene, name);
        let mut cuts = vec![name.span.start];
        cuts.extend(levels(scene, name.span));
        if cuts.len() == 2 && is_elsewhere(scene, Span::new(name.span.start, cuts[1])) {
            found.push(name);
            continue;
        }
        let keeps_place =
            matches!(name.kind, None | Some(Kind::Site | Kind::Region | Kind::Natural)) && cuts.len() == 2;
        if cuts.len() == 1 || keeps_place && !is_level(scene, Span::new(cuts[1], name.span.end)) {
            found.push(name);
            continue;
        }
        cuts.push(name.span.end);
        for pair in cuts.windows(2) {
            let span = Span::new(pair[0], pair[1]);
            let span = Span::new(span.start, span.end - relative_after(scene, span));
            found.push(Candidate { span, kind: statistical::kind(scene, span, EntityType::Place), ..name.clone() });
        }
    }
    found
}

/// 青湖 in 柳溪市青湖新城社区, where the listed 青湖 is a district of another city: here it is a part of the name.
fn is_elsewhere(scene: Scene<'_>, head: Span) -> bool {
    let names = &scene.knowledge.names;
    let text = head.of(scene.text());
    let before = scene.before(head.start);
    let codes = |name: &str| {
        let entries = names.lookup(name).iter().map(|form| &names.entries[form.entry]);
        let places = entries.filter(|entry| entry.entity_type == EntityType::Place && entry.code.len() == 6);
        places.map(|entry| entry.code.as_str()).collect::<Vec<_>>()
    };
    let starts = before.char_indices().rev().map(|(at, _)| at).take(7).collect::<Vec<_>>();
    let outer = starts.into_iter().rev().map(|at| codes(&before[at..])).find(|codes| !codes.is_empty());
    let inner = codes(text);
    chars(text) == 2
        && !inner.is_empty()
        && outer.is_some_and(|outer| {
            !outer.iter().any(|outer| inner.iter().any(|inner| lexicon::within(outer, inner) || outer == inner))
        })
}

/// 梁州 in 俄梁州: a country told by one character before its province.
fn without_country(scene: Scene<'_>, name: Candidate) -> Candidate {
    let text = name.span.of(scene.text());
    let strips = text.starts_with(['俄', '乌'])
        && !["俄罗斯", "乌克兰", "乌兹别克"].iter().any(|country| text.starts_with(country))
        && text.ends_with('州')
        && chars(text) >= 4
        && scene.knowledge.names.lookup(text).is_empty();
    if strips { Candidate { span: Span::new(name.span.start + '俄'.len_utf8(), name.span.end), ..name } } else { name }
}

/// 总台央视新闻频道: the station and its channel are two.
fn channel(scene: Scene<'_>, name: Candidate) -> Vec<Candidate> {
    let text = name.span.of(scene.text());
    let ends = ["频道", "之声", "广播", "一套", "二套"].iter().any(|end| text.ends_with(end));
    let station = ["中央广播电视总台", "中央电视台", "总台"].into_iter().find(|station| text.starts_with(station));
    match station.filter(|station| ends && chars(&text[station.len()..]) >= 4) {
        Some(station) => {
            let cut = name.span.start + station.len();
            let part = |start, end| Candidate { span: Span::new(start, end), kind: Some(Kind::Media), ..name.clone() };
            vec![part(name.span.start, cut), part(cut, name.span.end)]
        }
        None => two_bodies(scene, name),
    }
}

/// 中办国办: two listed bodies of state or party that a headline writes as one.
fn two_bodies(scene: Scene<'_>, name: Candidate) -> Vec<Candidate> {
    let text = name.span.of(scene.text());
    let names = &scene.knowledge.names;
    let body = |part: &str| {
        let forms = names.lookup(part);
        let found = forms.iter().map(|form| &names.entries[form.entry]);
        found.filter(|entry| entry.entity_type == EntityType::Organization).map(|entry| entry.kind).next()
    };
    let of_state = |part: &str| chars(part) >= 2 && matches!(body(part), Some(Kind::Government | Kind::Party));
    let organization = name.entity_type == Some(EntityType::Organization) && names.lookup(text).is_empty();
    let cut = text.char_indices().map(|(at, _)| at).find(|at| of_state(&text[..*at]) && of_state(&text[*at..]));
    // 北岛国工党中央政治局 is one.
    match cut.filter(|at| organization && !text[..*at].ends_with('党')) {
        Some(at) => {
            let cut = name.span.start + at;
            let part = |start, end| Candidate {
                span: Span::new(start, end),
                kind: body(&scene.text()[start..end]),
                ..name.clone()
            };
            vec![part(name.span.start, cut), part(cut, name.span.end)]
        }
        None => vec![name],
    }
}

/// Where the second and the following levels of a chain of places begin: after 江西省, after 宜春市. Words that only say
/// where in a place something is (首都, 东部) go with what stands before them.
pub(super) fn levels(scene: Scene<'_>, chain: Span) -> Vec<usize> {
    let mut cuts = Vec::new();
    let mut at = chain.start;
    loop {
        let rest = Span::new(at, chain.end).of(scene.text());
        let Some(length) = leading_admin(scene, rest).or_else(|| leading_level(scene, rest)) else { break };
        at += length;
        at += relative(scene, Span::new(at, chain.end).of(scene.text()));
        cuts.push(at);
    }
    cuts
}

/// Whether a village, a quarter, a town stands here: called by its own name, without the places it lies in.
pub(super) fn is_level(scene: Scene<'_>, name: Span) -> bool {
    let text = name.of(scene.text());
    let ending = scene.knowledge.suffixes.ending(text);
    ending.is_some_and(|suffix| {
        matches!(suffix.kind, Kind::Town | Kind::County | Kind::City | Kind::Province)
            || ["村", "社区", "嘎查", "屯"].contains(&suffix.word.as_str())
    })
}

/// Bytes of words such as 首都, 东部 that the text begins with, if something follows them.
pub(super) fn relative(scene: Scene<'_>, text: &str) -> usize {
    let list = scene.knowledge.words.list("relative-place");
    let mut length = 0;
    while let Some(word) = list.prefix(&text[length..]) {
        if chars(&text[length + word.len()..]) < 2 {
            break;
        }
        length += word.len();
    }
    length
}

/// Bytes of words such as 首都 at the end of a piece of a chain.
fn relative_after(scene: Scene<'_>, piece: Span) -> usize {
    let text = piece.of(scene.text());
    scene.knowledge.words.list("relative-place").suffix(text).filter(|word| word.len() < text.len()).map_or(0, str::len)
}

/// Bytes of the longest listed place that the text begins with, if something of at least two characters follows it.
pub(super) fn leading(scene: Scene<'_>, text: &str) -> Option<usize> {
    leading_where(scene, text, |_| true)
}

/// As [`leading`], for places that others lie in: no rivers, no sites.
pub(super) fn leading_admin(scene: Scene<'_>, text: &str) -> Option<usize> {
    leading_where(scene, text, |kind| !matches!(kind, Kind::Natural | Kind::Site))
}

fn leading_where(scene: Scene<'_>, text: &str, wanted: impl Fn(Kind) -> bool) -> Option<usize> {
    let names = &scene.knowledge.names;
    let ends = text.char_indices().map(|(at, c)| at + c.len_utf8()).take(14).collect::<Vec<_>>();
    ends.into_iter().rev().find(|end| {
        let rest = &text[*end..];
        // 青原社区 is a name of its own, whatever 青原 may be besides.
        let kind_alone = || scene.knowledge.suffixes.ending(rest).is_some_and(|suffix| suffix.word == rest);
        chars(rest) >= 2
            && chars(&text[..*end]) >= 2
            && !rest.starts_with(['港', '市', '县', '区'])
            && !kind_alone()
            && names.lookup(&text[..*end]).iter().any(|form| {
                let entry = &names.entries[form.entry];
                entry.entity_type == EntityType::Place && wanted(entry.kind)
            })
    })
}

/// Bytes of an unlisted county, town or street that the text begins with, where a name of a smaller place follows it:
/// 柳溪镇 in 柳溪镇北原村, 柳溪区 in 柳溪区滨河街道.
fn leading_level(scene: Scene<'_>, text: &str) -> Option<usize> {
    let suffixes = &scene.knowledge.suffixes;
    let words = &scene.knowledge.words;
    text.char_indices().map(|(at, c)| at + c.len_utf8()).take(8).find(|end| {
        let (head, rest) = text.split_at(*end);
        chars(head) >= 2
            && chars(rest) >= 2
            && head.chars().all(is_han)
            && suffixes.ending(head).is_some_and(|suffix| {
                matches!(suffix.kind, Kind::Town | Kind::County | Kind::City)
                    && suffix.grow == "place"
                    && head.len() > suffix.word.len()
                    && words
                        .list("suffix-word")
                        .prefix(&text[end - suffix.word.len()..])
                        .is_none_or(|word| word.len() <= suffix.word.len())
            })
            && !words.list("suffix-end").contains(head)
            && (words.list("site-noun").suffix(rest).is_some()
                || suffixes.ending(rest).is_some_and(|suffix| suffix.entity_type == EntityType::Place))
    })
}
