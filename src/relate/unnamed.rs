//! A reading and its names enter; what bare titles are told to have done leaves: 俄罗斯总统表示…, 该公司董事长来到….
//!
//! Who is meant stands in other documents, so that linking says it. Here a title that opens its clause, names one office at one
//! house or at one level (省委书记) and belongs to no name of the document is read as if it were a name, and the facts of
//! its own sentences are kept apart from those of names: the facts of [`super::facts`] are the same with it and without it.

use std::collections::BTreeMap;

use super::find;
use super::mask::Token;
use super::{Fact, Scene, discourse_of, gathering, meeting, merge, position, speech, visit};
use crate::extract::{Annotations, DocumentEntity};
use crate::knowledge::{Knowledge, Sign};
use crate::model::{EntityType, FactType, OF_PLACE, Span};
use crate::relate::discourse::{Discourse, EDGES};
use crate::text::Reading;

/// A title without a name that does something.
#[derive(Debug, Clone, PartialEq)]
pub struct Unnamed {
    /// As written, its house included: 俄罗斯总统.
    pub title: String,
    /// Without its house: 总统.
    pub bare: String,
    /// The entity of its house.
    pub org: Option<usize>,
    /// Where it stands, in bytes of the reading.
    pub spans: Vec<Span>,
    /// What is told of it; its own index in their roles is that of the entities and its place in the list, counted on.
    pub facts: Vec<Fact>,
}

/// Offices that one person holds at a time, by their end.
const SINGLE: [&str; 38] = [
    "总统",
    "总理",
    "首相",
    "国王",
    "主席",
    "书记",
    "省长",
    "市长",
    "县长",
    "区长",
    "州长",
    "部长",
    "外长",
    "防长",
    "财长",
    "局长",
    "署长",
    "行长",
    "董事长",
    "总裁",
    "总经理",
    "秘书长",
    "院长",
    "校长",
    "主任",
    "议长",
    "委员长",
    "检察长",
    "司令",
    "首席执行官",
    "总干事",
    "厅长",
    "会长",
    "理事长",
    "台长",
    "发言人",
    "馆长",
    "团长",
];

/// The bare titles of a document and what is told of them.
pub fn unnamed(reading: &Reading, annotations: &Annotations, knowledge: &Knowledge) -> Vec<Unnamed> {
    let text = &reading.text;
    let open = |index: &usize| {
        let position = &annotations.positions[*index];
        is_single(position.title.of(text)) && opens_clause(text, position.span.start)
    };
    if !(0..annotations.positions.len()).any(|index| open(&index)) {
        return Vec::new();
    }
    let rules = &knowledge.rules;
    let (discourse, times, held) = discourse_of(reading, annotations, rules);
    let base = annotations.entities.len();
    let mut found: Vec<Unnamed> = Vec::new();
    let mut by_title: BTreeMap<(String, Option<usize>), usize> = BTreeMap::new();
    let mut sentences: Vec<Vec<Token>> = Vec::new();
    for masked in &discourse.sentences {
        let mut tokens = masked.tokens.clone();
        for token in &mut tokens {
            let (Sign::Position, Some(index)) = (token.sign, token.position.filter(|index| open(index))) else {
                continue;
            };
            let title = annotations.positions[index].title.of(text);
            let org = position::organization(index, reading, annotations);
            if org.is_none() && !OF_PLACE.contains(&title) || !acts(&text[token.span.end..]) {
                continue;
            }
            let written = token.span.of(text).to_owned();
            let place = *by_title.entry((written.clone(), org)).or_insert_with(|| {
                found.push(Unnamed {
                    title: written,
                    bare: title.to_owned(),
                    org,
                    spans: Vec::new(),
                    facts: Vec::new(),
                });
                found.len() - 1
            });
            found[place].spans.push(token.span);
            token.sign = Sign::Person;
            token.entities = vec![base + place];
        }
        sentences.push(tokens);
    }
    if found.is_empty() {
        return found;
    }
    let mut named = annotations.clone();
    named.entities.extend(found.iter().map(|one| DocumentEntity {
        entity_type: EntityType::Person,
        kind: None,
        label: one.title.clone(),
        names: vec![one.title.clone()],
        code: None,
        mentions: Vec::new(),
    }));
    let discourse = Discourse::new(reading, &named, rules, &held, sentences);
    let scene = Scene { reading, annotations: &named, rules, discourse: &discourse, times: &times };
    let finds = find::finds(rules, &discourse);
    let mut drafts = Vec::new();
    visit::facts(&scene, &finds, &mut drafts);
    meeting::facts(&scene, &finds, &mut drafts);
    gathering::facts(&scene, &finds, &mut drafts);
    speech::facts(&scene, &finds, &mut drafts);
    for fact in merge::merge(drafts) {
        // Only what its own sentence tells; a subject is not carried on from a title.
        let mine = fact.args.values().filter(|entity| **entity >= base).collect::<Vec<_>>();
        let [one] = mine[..] else { continue };
        let spans = &found[*one - base].spans;
        let beside = |evidence: &Span| spans.iter().any(|span| evidence.contains(*span));
        let kept = matches!(fact.fact_type, FactType::Visited | FactType::Met | FactType::Attended | FactType::Quoted);
        if kept && fact.evidence.iter().all(beside) {
            let place = *one - base;
            found[place].facts.push(fact);
        }
    }
    found
}

/// Whether one person at a time bears the title.
fn is_single(title: &str) -> bool {
    let other = ["副", "前", "原", "时任", "候任", "助理", "代", "新任", "首任", "历任"];
    SINGLE.iter().any(|end| title.ends_with(end))
        && !other.iter().any(|word| title.starts_with(word))
        && !["部副", "副主", "副总", "副书", "副部", "副外", "副秘", "副发"].iter().any(|word| title.contains(word))
}

/// Whether nothing but the edge of a clause stands before an offset.
fn opens_clause(text: &str, at: usize) -> bool {
    text[..at].chars().next_back().is_none_or(|c| c == ' ' || EDGES.contains(&c))
}

/// Whether the words after a title are those of what its bearer does, or of when: never a name that nobody found (加拿大总理卡尼), other
/// titles, or a house (总统网站, 总统和总理).
fn acts(after: &str) -> bool {
    const ACTS: [&str; 60] = [
        "表示", "说", "称", "指出", "强调", "介绍", "认为", "透露", "宣布", "回应", "发表", "访问", "抵达", "来到",
        "会见", "会晤", "出席", "今天", "今日", "当天", "当日", "昨天", "在", "对", "就", "将", "再次", "还", "也",
        "赴", "率", "向", "呼吁", "警告", "批评", "谴责", "致", "主持", "考察", "调研", "告诉", "答", "坦言", "表态",
        "重申", "证实", "确认", "否认", "签署", "随后", "曾", "近日", "日前", "上午", "下午", "晚", "走进", "看望",
        "要求", "到",
    ];
    let digit = after.starts_with(|c: char| c.is_ascii_digit());
    // 称号, 对外: words that begin like a deed.
    let other = ["称号", "对外", "在职", "到任", "说明", "致辞"].iter().any(|word| after.starts_with(word));
    !other && (digit || ACTS.iter().any(|act| after.starts_with(act)))
}
