//! Names that the statistical tagger finds, as candidates for the resolver.

use std::sync::LazyLock;

use super::scene::{Candidate, Scene, chars};
use super::tagger::{Tagged, Tagger, Workspace};
use crate::model::{BlockKind, EntityType, Kind, Recogniser, Span};

/// The weights compiled into the binary.
static TAGGER: LazyLock<Tagger> = LazyLock::new(|| {
    Tagger::from_bytes(include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/models/zh/tagger.bin")))
        .unwrap_or_else(|error| panic!("models/zh/tagger.bin: {error}"))
});

/// Tags sentence by sentence; `known` are the lexicon's candidates, which the tagger takes as features.
pub(super) fn candidates(scene: Scene<'_>, known: &[Candidate]) -> Vec<Candidate> {
    let mut names = Vec::new();
    let mut workspace = Workspace::default();
    let mut matches = known.iter().filter_map(|name| Some((name.span, name.entity_type?))).collect::<Vec<_>>();
    matches.sort_unstable();
    // Credit lines have no words around the names; the rules for them know better.
    let read = |block: usize| scene.reading.blocks[block].kind != BlockKind::Credit;
    for sentence in scene.reading.sentences.iter().filter(|sentence| read(sentence.block)) {
        let start = sentence.span.start;
        // The matches stand in order of their starts.
        let first = matches.partition_point(|(span, _)| span.start < start);
        let inside = matches[first..]
            .iter()
            .take_while(|(span, _)| span.start < sentence.span.end)
            .filter(|(span, _)| span.end <= sentence.span.end)
            .map(|(span, entity_type)| (Span::new(span.start - start, span.end - start), *entity_type))
            .collect::<Vec<_>>();
        let tagged = TAGGER.tag_with(sentence.span.of(scene.text()), &inside, &mut workspace);
        // 科尔一行 is Cole and those with him, not a name.
        let party = |span: Span| span.shift(start).of(scene.text()).ends_with("一行");
        let common =
            |tag: &Tagged| tag.entity_type == EntityType::Organization && is_common(scene, tag.span.shift(start));
        let brand = |tag: &Tagged| tag.entity_type == EntityType::Person && is_brand(scene, tag.span.shift(start));
        let tagged = related(sentence.span.of(scene.text()), tagged);
        names.extend(tagged.into_iter().filter(|tag| !party(tag.span) && !common(tag) && !brand(tag)).map(|tag| {
            // Kinds come from the lexicon or from the name's ending, see `kind`.
            let span = before_day(scene, tag.span.shift(start));
            let span = if tag.entity_type == EntityType::Person {
                super::person::without_next_word(scene, span)
            } else {
                span
            };
            let span = if tag.entity_type == EntityType::Organization { represented(scene, span) } else { span };
            let entity_type = house_type(scene, span, tag.entity_type);
            let kind = kind(scene, span, entity_type);
            Candidate::rule(span, entity_type, kind, "tagger", tag.confidence).by(Recogniser::Tagger)
        }));
    }
    names
}

/// Words for two persons who belong to each other.
const KIN: [&str; 12] =
    ["姐妹", "兄弟", "姊妹", "兄妹", "姐弟", "夫妇", "夫妻", "父子", "父女", "母子", "母女", "祖孙"];
/// How sure it then is that they are persons.
const KIN_CONFIDENCE: f64 = 0.85;

/// 达娃、梅朵姐妹: two names that such a word joins are persons, however rare.
fn related(sentence: &str, mut tagged: Vec<Tagged>) -> Vec<Tagged> {
    let person = |tag: &Tagged| tag.entity_type == EntityType::Person;
    for second in 1..tagged.len() {
        let between = Span::new(tagged[second - 1].span.end, tagged[second].span.start).of(sentence);
        let joined = ["、", "和", "与"].contains(&between) && tagged[second - 1..=second].iter().all(person);
        let after = &sentence[tagged[second].span.end..];
        if joined && KIN.iter().any(|word| after.starts_with(word)) {
            for tag in &mut tagged[second - 1..=second] {
                tag.confidence = tag.confidence.max(KIN_CONFIDENCE);
            }
        }
    }
    tagged
}

/// “周记堂”等五家老字号: a house that is called by its founder's name.
fn is_brand(scene: Scene<'_>, span: Span) -> bool {
    let Some(rest) = scene.after(span.end).strip_prefix('”').filter(|_| scene.previous(span.start) == '“') else {
        return false;
    };
    let clause = &rest[..rest.find(super::scene::is_boundary).unwrap_or(rest.len())];
    let near = clause.char_indices().nth(12).map_or(clause, |(at, _)| &clause[..at]);
    ["老字号", "品牌", "商标", "商号", "连锁店", "老店", "招牌"].iter().any(|word| near.contains(word))
}

/// 李明代表市委: the body that somebody speaks for.
fn represented(scene: Scene<'_>, span: Span) -> Span {
    let name = span.of(scene.text());
    let Some(at) = name.find("代表") else { return span };
    let body = &name[at + "代表".len()..];
    let speaks = (2..=4).contains(&chars(&name[..at]))
        && chars(body) >= 2
        && !["大会", "团", "处", "资格", "会议", "性", "联络", "办", "工作"].iter().any(|word| body.starts_with(word));
    if speaks { Span::new(span.end - body.len(), span.end) } else { span }
}

/// 跨国集团, 外资财务公司, 中方航空公司: words for kinds of bodies, with no name before them.
fn is_common(scene: Scene<'_>, span: Span) -> bool {
    let text = span.of(scene.text());
    let names = &scene.knowledge.names;
    let Some(suffix) = scene.knowledge.suffixes.ending(text).filter(|suffix| text.ends_with(&suffix.word)) else {
        return false;
    };
    let closed = ["公司", "集团", "律师事务所"].contains(&suffix.word.as_str());
    if !closed || !names.lookup(text).is_empty() {
        return false;
    }
    let head = &text[..text.len() - suffix.word.len()];
    if ["联合", "北方", "南方", "东方", "国际", "中央", "石油"].iter().any(|word| head.starts_with(word))
    {
        return false;
    }
    let generic = scene.knowledge.words.list("generic");
    // 北岛国航空公司 is the firm of that country; of ours, and of 北方, there are many.
    let country = |word: &str| {
        (word == "中国" || word.ends_with('方'))
            && names.lookup(word).iter().any(|form| names.entries[form.entry].kind == Kind::Country)
    };
    let mut at = 0;
    while at < head.len() {
        let rest = &head[at..];
        let word = generic.prefix(rest).map(str::len).or_else(|| {
            let ends = rest.char_indices().map(|(from, c)| from + c.len_utf8()).take(8);
            ends.filter(|end| country(&rest[..*end])).last()
        });
        let Some(length) = word else { return false };
        at += length;
    }
    true
}

/// 滨河纪念馆 is a house that acts, wherever the tagger saw a place in it; listed names keep their type.
fn house_type(scene: Scene<'_>, span: Span, entity_type: EntityType) -> EntityType {
    let name = span.of(scene.text());
    let house = ["博物馆", "纪念馆", "图书馆", "美术馆", "博物院", "陈列馆"].iter().any(|end| name.ends_with(end));
    let unlisted = scene.knowledge.names.lookup(name).is_empty();
    // 滨河水量监测中心, 滨河计算中心: rooms and machines rather than a body.
    let facility = || {
        // 东原省水利厅数据中心 is a body of the department.
        let of_body = (2..=10).any(|length| {
            name.char_indices().nth(length).is_some_and(|(at, _)| {
                let entries = &scene.knowledge.names.entries;
                scene
                    .knowledge
                    .names
                    .lookup(&name[..at])
                    .iter()
                    .any(|form| matches!(entries[form.entry].kind, Kind::Government | Kind::Party))
            })
        });
        !of_body
            && scene.knowledge.suffixes.ending(name).is_some_and(|suffix| {
                suffix.entity_type == EntityType::Place
                    && suffix.kind == Kind::Site
                    && suffix.word.ends_with("中心")
                    && chars(&suffix.word) >= 3
                    && name.ends_with(&suffix.word)
            })
    };
    match entity_type {
        EntityType::Place if house && unlisted => EntityType::Organization,
        EntityType::Organization if unlisted && facility() => EntityType::Place,
        _ => entity_type,
    }
}

/// 陈叶明今（13）日: the day's word is no part of the name.
fn before_day(scene: Scene<'_>, span: Span) -> Span {
    let name = span.of(scene.text());
    let day = scene.after(span.end).strip_prefix('（').is_some_and(|rest| {
        let rest = rest.trim_start_matches(|c: char| c.is_ascii_digit());
        rest.starts_with("）日")
    });
    let numbered = scene.after(span.end).chars().nth(1).is_some_and(|c| c.is_ascii_digit());
    match name.strip_suffix(['今', '昨', '明']) {
        Some(bare) if day && numbered && chars(bare) >= 2 => Span::new(span.start, span.start + bare.len()),
        _ => span,
    }
}

/// The kind that a listed name or the ending tells.
pub(super) fn kind(scene: Scene<'_>, span: Span, entity_type: EntityType) -> Option<Kind> {
    let surface = span.of(scene.text());
    let names = &scene.knowledge.names;
    let listed = names
        .lookup(surface)
        .iter()
        .map(|form| &names.entries[form.entry])
        .find(|entry| entry.entity_type == entity_type);
    let ending = || {
        scene
            .knowledge
            .suffixes
            .ending(surface)
            .filter(|suffix| suffix.entity_type == entity_type)
            .map(|suffix| suffix.kind)
    };
    listed.map(|entry| entry.kind).or_else(ending)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::knowledge::Knowledge;
    use crate::relate::statistic::tests::reading;

    fn tag(text: &str, name: &str, entity_type: EntityType) -> Tagged {
        let start = text.find(name).expect("the name stands in the text");
        Tagged { span: Span::new(start, start + name.len()), entity_type, confidence: 0.4 }
    }

    #[test]
    fn a_word_of_kinship_bears_out_the_two_names_before_it() {
        for (text, sure) in [
            ("他看望了达娃、梅朵姐妹。", true),
            ("达娃和梅朵夫妇开了一家店。", true),
            ("达娃、梅朵参加了活动。", false),
            ("达娃先到，梅朵姐妹后到。", false),
        ] {
            let person = |name| tag(text, name, EntityType::Person);
            let tagged = related(text, vec![person("达娃"), person("梅朵")]);
            assert!(tagged.iter().all(|tag| (tag.confidence > 0.5) == sure), "{text}");
        }
        let text = "远东、云海姐妹城。";
        let places = ["远东", "云海"].map(|name| tag(text, name, EntityType::Place));
        assert_eq!(related(text, places.to_vec()), places);
    }

    #[test]
    fn a_house_with_the_name_of_its_founder_is_no_person() {
        for (text, brand) in [
            ("街上引进了“周明远”等五家老字号。", true),
            ("他创立了“周明远”品牌。", true),
            ("大家叫他“周明远”，他笑了。", false),
            ("周明远经营这个品牌。", false),
        ] {
            let reading = reading(text);
            let scene = Scene { reading: &reading, knowledge: Knowledge::embedded() };
            let start = scene.text().find("周明远").expect("the name stands in the text");
            assert_eq!(is_brand(scene, Span::new(start, start + "周明远".len())), brand, "{text}");
        }
    }
}
