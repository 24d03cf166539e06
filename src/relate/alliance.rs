//! A sentence enters; the two countries of which it says that they have become partners leave: 中柬建立全面战略合作伙伴关系, 宣布将中瓦关系提升为….
//!
//! Countries are often told by one character each. A pair of characters stands for two countries where one is 中 and the other begins the
//! name of a country that the document names, or both do.

use std::sync::LazyLock;

use regex::Regex;

use super::Scene;
use super::merge::Draft;
use crate::model::{EntityType, FactType, Kind, Role};

/// What two countries do, around their names: `{p}` is the pair.
static FORMS: LazyLock<[Regex; 4]> = LazyLock::new(|| {
    let pair = "(?P<a>\\p{Han})(?P<b>\\p{Han})";
    [
        // 将中瓦关系提升为全面战略伙伴关系
        format!("{pair}(?:两国)?关系(?:提升|升级|升格|定位|发展)(?:为|至|到)[^，。；]{{0,24}}?伙伴关系"),
        // 中柬建立全面战略合作伙伴关系
        format!("{pair}(?:两国)?(?:关系)?(?:正式|宣布|共同)?(?:建立|确立|结成)[^，。；]{{0,24}}?伙伴关系"),
        // 宣布建立新时代中塔全面战略合作伙伴关系
        format!("(?:宣布|决定|正式)(?:建立|确立|结成)(?:新时代)?{pair}[^，。；]{{0,20}}?伙伴关系"),
        // 中俄战略协作伙伴关系建立30周年
        format!("{pair}[^，。；中]{{0,20}}?伙伴关系(?:正式)?(?:建立|确立)"),
    ]
    .map(|pattern| Regex::new(&pattern).expect("a constant"))
});

/// Adds the partnerships that the sentences tell.
pub fn facts(scene: &Scene<'_>, out: &mut Vec<Draft>) {
    for sentence in &scene.reading.sentences {
        let text = sentence.span.of(&scene.reading.text);
        if !text.contains("伙伴关系") {
            continue;
        }
        for form in FORMS.iter() {
            for hit in form.captures_iter(text) {
                let (Some(whole), Some(a), Some(b)) = (hit.get(0), hit.name("a"), hit.name("b")) else { continue };
                let before = text[..a.start()].rsplit(['，', '。', '；', '：']).next().unwrap_or_default();
                let clause = format!("{before}{}", whole.as_str());
                if scene.rules.list("no_partners_yet").iter().any(|word| clause.contains(word.as_str())) {
                    continue;
                }
                let (Some(a), Some(b)) = (country(scene, a.as_str()), country(scene, b.as_str())) else { continue };
                if a != b {
                    let draft = Draft::new(FactType::Cooperates, "cooperate.alliance", 0.9, sentence.span);
                    out.push(draft.arg(Role::A, a).arg(Role::B, b));
                }
            }
        }
    }
}

/// The only country of the document that a character stands for.
fn country(scene: &Scene<'_>, character: &str) -> Option<usize> {
    if character == "中" {
        return scene.china();
    }
    let entities = scene.annotations.entities.iter().enumerate();
    let mut named = entities.filter(|(_, entity)| {
        entity.entity_type == EntityType::Place
            && entity.kind == Some(Kind::Country)
            && entity.names.iter().any(|name| name.starts_with(character))
    });
    let (first, _) = named.next()?;
    named.next().is_none().then_some(first)
}
