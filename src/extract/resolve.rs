//! Overlapping candidates enter; the set of mentions that fits together best leaves.
//!
//! Each candidate weighs its confidence times its length to a power above one, so that one long name beats the two
//! short ones it is made of; the heaviest set without overlaps is found exactly, by dynamic programming.

use std::collections::BTreeMap;

use super::place;
use super::scene::{Candidate, Scene, chars};
use crate::model::{EntityType, Kind, Mention, Recogniser, Span};

/// How the weight of a candidate grows with its length in characters.
const LENGTH_POWER: f64 = 1.3;
/// Candidates below this are not believed on their own.
const FLOOR: f64 = 0.5;
/// How sure the tagger must be of a type to cast doubt on the lexicon's.
const TOLD: f64 = 0.6;
/// What is left of the lexicon's confidence then.
const DOUBT: f64 = 0.5;

/// Endings of regions that are named after the place they lie in.
const ZONES: [&str; 10] =
    ["园区", "工业园", "高新区", "开发区", "经开区", "自贸区", "试验区", "生态城", "知识城", "保税区"];

/// The outermost mentions, in order, and the names nested in sites.
pub(super) fn resolve(scene: Scene<'_>, candidates: &[Candidate]) -> Vec<Mention> {
    let Decision { believed, chosen, nested } = decide(scene, candidates);
    let names = chosen.iter().chain(&nested).map(|index| &believed[*index]);
    let mut mentions = names.filter_map(|name| mention(scene, name)).collect::<Vec<_>>();
    mentions.sort_by_key(|mention| (mention.span.start, std::cmp::Reverse(mention.span.end)));
    mentions
}

/// What the resolver makes of the candidates.
pub(super) struct Decision<'c> {
    /// One for each range and type, by range and type; those below the floor are left out.
    pub believed: Vec<Believed<'c>>,
    /// Indices of those that fit together best, in order.
    pub chosen: Vec<usize>,
    /// Indices of the names inside chosen sites.
    pub nested: Vec<usize>,
}

/// A range that is believed to be a name of one type.
pub(super) struct Believed<'c> {
    /// The most confident of those who propose it.
    pub candidate: &'c Candidate,
    /// Its kind, or that of another who proposes it.
    pub kind: Option<Kind>,
    /// Raised a little by each further witness.
    pub confidence: f64,
    /// What it adds to a choice.
    pub weight: f64,
}

impl Believed<'_> {
    pub fn span(&self) -> Span {
        self.candidate.span
    }
}

/// Decides which candidates are names.
pub(super) fn decide<'c>(scene: Scene<'_>, candidates: &'c [Candidate]) -> Decision<'c> {
    let believed = combined(scene, candidates);
    let chosen = heaviest(&believed);
    let mut nested = Vec::new();
    for index in &chosen {
        let Believed { candidate, kind, .. } = &believed[*index];
        // 滨河工业园区 holds the city, 滨河新区 does not.
        let zone =
            *kind == Some(Kind::Region) && ZONES.iter().any(|end| candidate.span.of(scene.text()).ends_with(end));
        // 柳溪水库 is listed with the lakes, and is a work of men that is called by its place.
        let dammed = *kind == Some(Kind::Natural) && candidate.span.of(scene.text()).ends_with("水库");
        let holds_others = *kind == Some(Kind::Site)
            || zone
            || is_prefixed(scene, candidate.span)
            || dammed
            || candidate.reason == "place.joined";
        if candidate.entity_type == Some(EntityType::Place) && holds_others && candidate.reason != "site.quoted" {
            nested.extend(inside(scene, &believed, candidate.span));
        }
        // 李明总书记关于…的重要思想 names whose thought it is, as a person with a title, not as part of a word.
        let titled = |until: usize| scene.after(until).starts_with("总书记关于");
        if candidate.entity_type == Some(EntityType::Policy) {
            let first = believed.partition_point(|name| name.span().start < candidate.span.start);
            let opens = believed[first..].iter().take_while(|name| name.span().start == candidate.span.start);
            let whose = opens
                .enumerate()
                .find(|(_, name)| name.candidate.entity_type == Some(EntityType::Person) && titled(name.span().end));
            nested.extend(whose.map(|(at, _)| first + at));
        }
    }
    Decision { believed, chosen, nested }
}

/// 东原柳溪新区: listed with its province and without.
fn is_prefixed(scene: Scene<'_>, span: Span) -> bool {
    let text = span.of(scene.text());
    let names = &scene.knowledge.names;
    place::leading_admin(scene, text).is_some_and(|length| {
        let whole = names.lookup(text);
        let province = names
            .lookup(&text[..length])
            .iter()
            .any(|form| matches!(names.entries[form.entry].kind, Kind::Province | Kind::City));
        province && names.lookup(&text[length..]).iter().any(|form| whole.iter().any(|other| other.entry == form.entry))
    })
}

fn mention(scene: Scene<'_>, name: &Believed<'_>) -> Option<Mention> {
    let candidate = name.candidate;
    Some(Mention {
        span: candidate.span,
        entity_type: candidate.entity_type?,
        kind: name.kind,
        surface: candidate.span.of(scene.text()).to_owned(),
        canonical: candidate.canonical.clone(),
        recogniser: candidate.recogniser,
        reason: candidate.reason.clone(),
        confidence: name.confidence,
    })
}

/// What a candidate adds to a choice.
pub(super) fn weight(scene: Scene<'_>, span: Span, confidence: f64) -> f64 {
    confidence * (chars(span.of(scene.text())) as f64).powf(LENGTH_POWER)
}

/// One for each range and type: the most confident, raised a little by each further witness.
fn combined<'c>(scene: Scene<'_>, candidates: &'c [Candidate]) -> Vec<Believed<'c>> {
    let mut order = candidates.iter().filter(|candidate| !candidate.span.is_empty()).collect::<Vec<_>>();
    // Stable: witnesses stay in the order of the recognisers.
    order.sort_by_key(|candidate| (candidate.span, candidate.entity_type));
    let same = |a: &&Candidate, b: &&Candidate| (a.span, a.entity_type) == (b.span, b.entity_type);
    // 罗马 is listed as a city; the tagger knew that when it saw a team.
    let told = order
        .iter()
        .filter(|candidate| candidate.recogniser == Recogniser::Tagger && candidate.confidence >= TOLD)
        .map(|candidate| (candidate.span, candidate.entity_type))
        .collect::<BTreeMap<_, _>>();
    let mut best = Vec::new();
    for witnesses in order.chunk_by(same) {
        let Some((&first, more)) = witnesses.split_first() else { continue };
        let mut known = Believed { candidate: first, kind: first.kind, confidence: first.confidence, weight: 0.0 };
        for &candidate in more {
            let both = 1.0 - (1.0 - known.confidence) * (1.0 - 0.5 * candidate.confidence);
            let witness = known.candidate.recogniser != candidate.recogniser;
            if candidate.confidence > known.confidence {
                let kind = candidate.kind.or(known.kind);
                known = Believed { candidate, kind, confidence: candidate.confidence, weight: 0.0 };
            }
            if witness {
                known.confidence = known.confidence.max(both.min(0.99));
            }
        }
        let listed = witnesses.iter().all(|witness| witness.recogniser == Recogniser::Lexicon);
        let otherwise = told.get(&first.span).is_some_and(|told| *told != first.entity_type);
        // 引水工程 that is listed as a programme is one, though works look like sites.
        let policy = first.entity_type == Some(EntityType::Policy) && first.span.of(scene.text()).ends_with("工程");
        if listed && otherwise && first.entity_type.is_some() && !policy {
            known.confidence *= DOUBT;
        }
        if known.confidence >= FLOOR {
            best.push(Believed { weight: weight(scene, first.span, known.confidence), ..known });
        }
    }
    best
}

fn heaviest(believed: &[Believed<'_>]) -> Vec<usize> {
    let mut order = (0..believed.len()).collect::<Vec<_>>();
    order.sort_by_key(|index| {
        let candidate = believed[*index].candidate;
        (candidate.span.end, candidate.span.start, candidate.entity_type)
    });
    // best[n]: the heaviest choice among the first n candidates; take[n]: whether it has the n-th.
    let mut best = vec![0.0; order.len() + 1];
    let mut take = vec![false; order.len() + 1];
    let mut compatible = vec![0; order.len() + 1];
    for (index, name) in order.iter().map(|index| &believed[*index]).enumerate() {
        let before = order.partition_point(|other| believed[*other].span().end <= name.span().start).min(index);
        compatible[index + 1] = before;
        let with = best[before] + name.weight;
        take[index + 1] = with > best[index];
        best[index + 1] = with.max(best[index]);
    }
    let mut chosen = Vec::new();
    let mut at = order.len();
    while at > 0 {
        if take[at] {
            chosen.push(order[at - 1]);
            at = compatible[at];
        } else {
            at -= 1;
        }
    }
    chosen.reverse();
    chosen
}

/// Places and organisations inside a site's name, and shorter sites that it begins with.
fn inside(scene: Scene<'_>, believed: &[Believed<'_>], site: Span) -> Vec<usize> {
    let surface = site.of(scene.text());
    // They stand in order of their starts.
    let first = believed.partition_point(|name| name.span().start < site.start);
    let last = first + believed[first..].partition_point(|name| name.span().start < site.end);
    let mut inner = (first..last)
        .filter(|index| {
            let name = &believed[*index];
            site.contains(name.span())
                && name.span() != site
                && match (name.candidate.entity_type, name.kind) {
                    // 示范区 in 示范区创新中心, but no gate in the name of its square.
                    (Some(EntityType::Place), Some(Kind::Site)) => {
                        name.span().start == site.start && name.candidate.recogniser != Recogniser::Lexicon
                    }
                    // 青原山 in 青原山隧道 is not meant, the river in a stretch of it is.
                    (Some(EntityType::Place), Some(Kind::Natural)) => {
                        let tended = ["清淤", "治理", "修复"].iter().any(|work| surface.contains(work));
                        surface.ends_with('段') || tended && surface.ends_with("工程")
                    }
                    // The school whose old house it is stands there no more.
                    (Some(EntityType::Organization), _) => {
                        !["旧址", "故居", "遗址", "会址"].iter().any(|end| surface.ends_with(end))
                    }
                    // 中国（东原）自由贸易试验区 lies in the province; that it is ours is no news.
                    (Some(EntityType::Place), Some(Kind::Country)) => {
                        !surface.starts_with(['中']) || !surface.contains(['（', '('])
                    }
                    (Some(EntityType::Place), _) => true,
                    _ => false,
                }
        })
        .collect::<Vec<_>>();
    inner.sort_by_key(|index| (believed[*index].span().start, std::cmp::Reverse(believed[*index].span().end)));
    // No crossing: a candidate that crosses one kept before it is left out, and so is a shorter organisation in a longer one.
    let mut kept = Vec::<usize>::new();
    for index in inner {
        let span = believed[index].span();
        let clashes = kept.iter().map(|other| &believed[*other]).any(|other| {
            other.span().overlaps(span)
                && (!other.span().contains(span) || other.kind != Some(Kind::Site) || other.span() == span)
        });
        if !clashes {
            kept.push(index);
        }
    }
    kept
}
