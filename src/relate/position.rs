//! The tokens of a sentence enter; persons joined with their titles, and who holds which position, leave.
//!
//! A title belongs to a name that it directly precedes, alone or in a row (国务院总理, 中国科学院院士、海川实验室主任),
//! or that it directly follows (王猛教授). Positions told by a verb (担任, 当选, 任命) are rules of `position.toml`.

use std::collections::BTreeMap;

use super::mask::Token;
use crate::extract::Annotations;
use crate::knowledge::{RuleSet, Sign};
use crate::model::{EntityType, Kind, Span};
use crate::text::Reading;

/// Somebody holds a position, as one sentence tells it.
#[derive(Debug, Clone)]
pub struct Held {
    /// The person's entity.
    pub person: usize,
    /// The position as written, without the name.
    pub title: String,
    /// The title alone, without the organisation's name.
    pub bare: String,
    /// The organisation or place's entity.
    pub org: Option<usize>,
    /// Bytes of the reading.
    pub span: Span,
    /// Which rule found it.
    pub rule: String,
    /// Chance of being right.
    pub confidence: f64,
}

/// Joins each person with the titles beside the name and notes them in `held`.
#[allow(clippy::too_many_lines, reason = "the steps stand in the order in which titles are read off the line")]
pub fn attach(
    tokens: Vec<Token>,
    reading: &Reading,
    annotations: &Annotations,
    rules: &RuleSet,
    held: &mut Vec<Held>,
) -> Vec<Token> {
    let text = &reading.text;
    let mut out: Vec<Token> = Vec::new();
    // The title that the names after the one at hand may share: 副主任甲、乙、丙.
    let mut common: Option<(usize, Span, Option<usize>)> = None;
    // 总统李明夫人: no title of his, but another person.
    let tokens = tokens.into_iter().filter(|token| token.sign != Sign::Position || token.span.of(text) != "夫人");
    let mut tokens = tokens.peekable();
    while let Some(mut token) = tokens.next() {
        if token.sign != Sign::Person {
            out.push(token);
            continue;
        }
        let Some(person) = token.entity() else {
            out.push(token);
            continue;
        };
        let mut found = Vec::new();
        let unlisted = unlisted(&out, &token, reading, annotations, rules);
        if let Some(span) = unlisted {
            token.span = span.join(token.span);
        }
        while let Some(last) = out.last() {
            let (Sign::Position, Some(index)) = (last.sign, last.position) else { break };
            let gap = &text[last.span.end..token.span.start];
            let joined = if found.is_empty() {
                matches!(gap, "" | "·") || gap == " " && opens_line(&out, text) || unlisted.is_some() && is_row(gap)
            } else {
                is_row(gap) || gap == "，" && stands_alone(&out, text) && housed(&found, annotations)
            };
            if !joined {
                break;
            }
            let title = out.pop().map_or(token.span, |title| title.span);
            let housed = annotations.positions[index].org.is_some();
            let (span, org) = widen(title, housed, &mut out, text, rules);
            let span = with_term(span, text);
            token.span = span.join(token.span);
            // 东山国总统新闻秘书: one post, of who serves the head, and not two.
            if let Some((aide, own, house)) = found.last_mut()
                && gap.is_empty()
                && serves(*aide, index, annotations, rules, text)
            {
                *own = span.join(*own);
                *house = organization(index, reading, annotations).or(org);
                continue;
            }
            found.push((index, span, org));
        }
        found.reverse();
        let mut titles = Vec::new();
        let mut org: Option<usize> = None;
        if leaves(&text[token.span.end..], rules) {
            found.clear();
        }
        for (number, (index, span, widened)) in found.into_iter().enumerate() {
            let title = annotations.positions[index].title.of(text);
            let own = organization(index, reading, annotations).or(widened).or_else(|| {
                // 国务委员 are of the State Council, wherever they are named.
                (title == "国务委员").then(|| named(annotations, "国务院")).flatten()
            });
            // 海川集团董事长兼总裁: the second title is of the same house; 省委副书记、省长: the governor's is not the committee.
            let before = &text[..annotations.positions[index].title.start];
            let state = of_state(title, rules) && !of_committee(before, title);
            let shares = number > 0 && !(state && org.is_some_and(|org| is_party(org, annotations)));
            org = own.or(if shares { org } else { None });
            titles.push((index, span, org));
            note(index, span, person, org, "position.before", reading, annotations, rules, held);
        }
        // 副主任甲、乙、丙: the title is that of all, where many may hold it.
        let follows = out.last().is_some_and(|last| {
            last.sign == Sign::Person && matches!(&text[last.span.end..token.span.start], "、" | "和")
        });
        // 副校长甲教授、乙教授: titles of teaching stand beside the office.
        let titled_after = matches!(tokens.peek(), Some(next) if next.sign == Sign::Position
            && next.span.start == token.span.end
            && !rules.list("team_titles").iter().any(|word| word == next.span.of(text)));
        common = match titles[..] {
            // 历任局长甲、乙、丙: one after the other held it.
            [(index, span, org)]
                if is_common(annotations.positions[index].title.of(text), rules) || held_in_turn(span, text) =>
            {
                Some((index, span, org))
            }
            [] => common.filter(|_| follows && !titled_after && unlisted.is_none()),
            _ => None,
        };
        if let (Some((index, span, org)), true) = (common, titles.is_empty()) {
            note(index, span, person, org, "position.shared", reading, annotations, rules, held);
        }
        if let Some(span) = unlisted.filter(|_| org.is_some()) {
            let title = span.of(text).to_owned();
            let (bare, rule) = (title.clone(), "position.row".to_owned());
            held.push(Held { person, title, bare, org, span, rule, confidence: 0.85 });
        }
        // 云州市教育局王猛局长: the body right before the name is that of the title after it.
        let body = out
            .last()
            .filter(|house| house.sign == Sign::Organization && house.span.end == token.span.start)
            .and_then(Token::entity);
        // Titles after the name: 王猛教授; not the title of the next name, 李强 | 海川公司总裁张明.
        while let Some(next) = tokens.peek() {
            let (Sign::Position, Some(index)) = (next.sign, next.position) else { break };
            let position = &annotations.positions[index];
            // 主席李明特别代表、副主席王芳: who acts for him is another.
            let named = token.span.of(text);
            let other = rules.list("deputies").iter().any(|word| word == position.title.of(text))
                && rules.list("heads").iter().any(|word| named.contains(word.as_str()));
            if next.span.start != token.span.end || position.org.is_some() || other {
                break;
            }
            token.span = token.span.join(next.span);
            note(index, position.span, person, body, "position.after", reading, annotations, rules, held);
            tokens.next();
        }
        let rest = &text[token.span.end..];
        if let Some(word) = rules.list("honorifics").iter().find(|word| rest.starts_with(word.as_str())) {
            token.span.end += word.len();
        }
        out.push(token);
    }
    out
}

/// 王猛会见东山国总理 李明会见…: whether the last of the tokens, a title with a space after it, is not told of somebody
/// else named before it in its part of a headline. (国务院总理 李明 under a photograph is.)
fn opens_line(out: &[Token], text: &str) -> bool {
    let Some((title, before)) = out.split_last() else { return true };
    let edge = |c: char| c == ' ' || super::discourse::EDGES.contains(&c);
    let mut end = title.span.start;
    for token in before.iter().rev() {
        if text[token.span.end..end].contains(edge) {
            return true;
        }
        if token.sign == Sign::Person {
            return false;
        }
        end = token.span.start;
    }
    true
}

/// Whether the first title is that of somebody who serves the holder of the second: 新闻秘书 after 总统.
fn serves(aide: usize, head: usize, annotations: &Annotations, rules: &RuleSet, text: &str) -> bool {
    let title = |index: usize| annotations.positions[index].title.of(text);
    annotations.positions[aide].org.is_none()
        && rules.list("aides").iter().any(|word| word == title(aide))
        && rules.list("heads").iter().any(|word| title(head).ends_with(word.as_str()))
}

/// Whether words between a country, or another title, and 部长 or 大臣 may be what the minister is in charge of: 公共工程和住房.
fn is_portfolio(words: &str, rules: &RuleSet) -> bool {
    const COMMON: &str =
        "的在是了由对同向将被把给到为据说称去会见问访请让着过此前该这那其也都还又等而我他她们，任职以时";
    let plain = words.replace("对外", "").replace("社会", "");
    (2..=20).contains(&words.chars().count())
        && words.chars().all(|c| c == '、' || ('\u{4e00}'..='\u{9fff}').contains(&c))
        && !words.ends_with(['、', '和', '与', '及'])
        && !plain.contains(|c: char| COMMON.contains(c))
        && !rules.list("not_in_names").iter().any(|word| words.contains(word.as_str()))
}

/// 东山国公共工程和住房部长, 副总理兼经济部长: the words for what a minister is in charge of, with the country before them.
fn ministry(title: Span, out: &mut Vec<Token>, text: &str, rules: &RuleSet) -> Option<(Span, Option<usize>)> {
    let minister = rules.list("ministers").iter().any(|word| title.of(text) == word);
    let last = out.last().filter(|_| minister)?;
    let before = Span::new(last.span.end, title.start);
    match last.sign {
        Sign::Place if is_portfolio(before.of(text), rules) && last.chain.is_empty() => {
            let place = out.pop()?;
            Some((place.span.join(title), place.entity()))
        }
        Sign::Position => {
            let join =
                ["、兼", "兼任", "兼", "、", "和", "及"].into_iter().find(|join| before.of(text).starts_with(join))?;
            let words = &before.of(text)[join.len()..];
            let takes =
                is_portfolio(words, rules) && (join.contains('兼') || !words.contains(['、', '和', '与', '及']));
            takes.then(|| (Span::new(before.start + join.len(), title.end), None))
        }
        _ => None,
    }
}

/// The entity with a name.
fn named(annotations: &Annotations, name: &str) -> Option<usize> {
    annotations.entities.iter().position(|entity| entity.names.iter().any(|own| own == name))
}

/// Whether a title is of the state, with or without words before it: 常务副市长, 代县长.
fn of_state(title: &str, rules: &RuleSet) -> bool {
    rules.list("state_titles").iter().any(|word| title.ends_with(word.as_str()))
}

/// 市委常委、组织部部长: the departments of a committee, whose heads are called as those of the state.
fn of_committee(before: &str, title: &str) -> bool {
    const DEPARTMENTS: [&str; 6] = ["组织", "宣传", "统战", "统一战线工作", "政法委", "社会工作"];
    let before = before.strip_suffix('部').unwrap_or(before);
    DEPARTMENTS.iter().any(|name| title.contains(name) || before.ends_with(name))
}

/// 市委, 县委, 朝阳党: a committee of a party, or a party.
fn is_party(org: usize, annotations: &Annotations) -> bool {
    let entity = &annotations.entities[org];
    let ends = ["委", "党委", "党组", "工委", "政治局", "党"];
    entity.kind == Some(Kind::Party) || entity.names.iter().any(|name| ends.iter().any(|end| name.ends_with(end)))
}

/// Whether the words of a title, or those right before it, tell that several have held it: 历任, 历届, 前三任, 八位.
fn held_in_turn(title: Span, text: &str) -> bool {
    let turns = ["历任", "历届", "两任", "几任", "多任", "三任", "四任", "五任"];
    let counted = |before: &str| {
        before
            .strip_suffix('位')
            .is_some_and(|head| head.ends_with(|c: char| "两三四五六七八九十几".contains(c) || c.is_ascii_digit()))
    };
    turns.iter().any(|word| title.of(text).starts_with(word) || text[..title.start].ends_with(word))
        || counted(&text[..title.start])
}

/// Whether a title is one that several people hold at a time: 副主任, 常委, 教授; not 市长, and not 常务副市长.
fn is_common(title: &str, rules: &RuleSet) -> bool {
    rules.list("common_titles").iter().any(|word| title.ends_with(word.as_str()))
        || title.starts_with('副') && !title.starts_with("副书记")
}

/// 第九届全国政协副主席: the term of a body is told with the office.
fn with_term(title: Span, text: &str) -> Span {
    let Some(head) = text[..title.start].strip_suffix('届') else { return title };
    let bare = head.trim_end_matches(|c: char| "一二三四五六七八九十百".contains(c) || c.is_ascii_digit());
    let first = bare.strip_suffix('第').unwrap_or(bare);
    if bare.len() < head.len() { Span::new(first.len(), title.end) } else { title }
}

/// 海川集团副总裁、首席架构官李明: the last title of a row, which no list has. The one before it names its house.
fn unlisted(
    out: &[Token],
    name: &Token,
    reading: &Reading,
    annotations: &Annotations,
    rules: &RuleSet,
) -> Option<Span> {
    let last = out.last().filter(|token| token.sign == Sign::Position)?;
    annotations.positions[last.position?].org?;
    let gap = &reading.text[last.span.end..name.span.start];
    let join = ["、", "兼", "暨"].into_iter().find(|join| gap.starts_with(join))?;
    let words = &gap[join.len()..];
    let ends =
        words.ends_with(['官', '长', '师', '员', '家', '理', '裁', '席', '任', '监', '手', '授', '士', '事', '人']);
    (words.chars().count() >= 3 && ends && is_free_name(words, rules))
        .then(|| Span::new(last.span.end + join.len(), name.span.start))
}

/// 总裁李明辞职: whether the words after a name tell that the office before it is given up.
fn leaves(after: &str, rules: &RuleSet) -> bool {
    let near: String = after.chars().take(7).take_while(|c| !super::discourse::EDGES.contains(c)).collect();
    rules.list("leaves_office").iter().any(|word| {
        near.find(word.as_str())
            .is_some_and(|at| near[..at].chars().count() <= 3 && !near[..at].contains(['或', '拟', '将', '未', '不']))
    })
}

/// 海川集团副总经理，海川股份董事长李明: whether the last of the tokens is a title that opens its clause, so that a comma may
/// join it with the next one.
fn stands_alone(out: &[Token], text: &str) -> bool {
    let Some((title, before)) = out.split_last() else { return false };
    let from = before.last().map_or(0, |token| token.span.end);
    let words = &text[from..title.span.start];
    words.is_empty() && from == 0 || words.ends_with(super::discourse::EDGES)
}

/// Whether the titles joined so far name their house.
fn housed(found: &[(usize, Span, Option<usize>)], annotations: &Annotations) -> bool {
    found.last().is_some_and(|(index, _, widened)| annotations.positions[*index].org.is_some() || widened.is_some())
}

/// Takes into a title what stands right before it and belongs to it: 相关 and 有关, the name of a body that nobody else
/// found, and an organisation or place before these, whose entity is given back.
fn widen(title: Span, housed: bool, out: &mut Vec<Token>, text: &str, rules: &RuleSet) -> (Span, Option<usize>) {
    if !housed && let Some(found) = ministry(title, out, text, rules) {
        return found;
    }
    let free = out.last().map_or(0, |token| token.span.end);
    let before = &text[free..title.start];
    // 海川会展中心（云州）董事长: what stands in brackets belongs to the name of the house.
    if !housed && (before.starts_with('（') && before.ends_with('）')) && before.chars().count() <= 14 {
        let house = out.last().filter(|token| matches!(token.sign, Sign::Organization | Sign::Place)).cloned();
        if let Some(house) = house {
            // （600123，SH） is the number of its shares, and no part of the name.
            if before.contains(|c: char| c.is_ascii_digit()) {
                return (title, house.entity());
            }
            out.pop();
            return (house.span.join(title), house.entity());
        }
    }
    // 海川会展中心（云州）董事长, where nobody found the centre: it is told with the office.
    if !housed && let Some(start) = bracketed(before, rules) {
        return (Span::new(free + start, title.end), None);
    }
    if let ("）", false, Some((place, others))) = (before, housed, out.split_last()) {
        let from = others.last().map_or(0, |token| token.span.end);
        if let Some(start) = bracketed(&text[from..title.start], rules).filter(|_| place.sign == Sign::Place) {
            out.pop();
            return (Span::new(from + start, title.end), None);
        }
    }
    let start = before
        .rfind(super::discourse::EDGES)
        .map_or(0, |at| at + before[at..].chars().next().map_or(0, char::len_utf8));
    let start = start.max(
        before
            .rfind(['、', '（', '）', ' ', '《', '》', '兼'])
            .map_or(0, |at| at + before[at..].chars().next().map_or(0, char::len_utf8)),
    );
    // 王芳，以及集团公司总裁李明: the word that joins is no part of the title.
    let joins = ["以及", "及", "代为履行", "履行"];
    let start = start + joins.iter().find(|join| before[start..].starts_with(**join)).map_or(0, |join| join.len());
    let words = &before[start..];
    let modifier = rules.list("title_modifiers").iter().any(|word| word == words);
    let body = words.chars().count() <= 24
        && words.chars().count() >= 3
        && !words.contains([
            '的', '在', '是', '了', '由', '对', '与', '和', '同', '向', '将', '被', '把', '给', '到', '为', '据',
        ])
        && !rules.list("not_in_names").iter().any(|word| words.contains(word.as_str()))
        && rules.list("body_endings").iter().any(|end| words.ends_with(end.as_str()));
    // 东山国海川集团总裁: the country before the house is a part of the title as written.
    if words.is_empty() {
        let place = out.last().filter(|token| token.sign == Sign::Place && token.span.end == title.start);
        let Some(place) = place.cloned() else { return (title, None) };
        out.pop();
        return (place.span.join(title), place.entity());
    }
    // A title that names its house takes no more words.
    let free_name = is_free_name(words, rules) && start_of_clause(before, start, out.is_empty() || start > 0);
    // 海川银行金属矿业行业主管: after the name of a house that opens its part of the sentence, its department.
    let department = start == 0
        && is_free_name(words, rules)
        && out.split_last().is_some_and(|(house, others)| {
            let from = others.last().map_or(0, |token| token.span.end);
            let opens = text[from..house.span.start]
                .ends_with(|c| super::discourse::EDGES.contains(&c) || "、与和同见".contains(c))
                || house.span.start == from && others.is_empty();
            house.sign == Sign::Organization && house.span.end == free && opens
        });
    // 海川Data Cloud副总裁: a department named in Latin letters.
    let latin =
        (1..=24).contains(&before.len()) && before.chars().all(|c| c.is_ascii_alphanumeric() || " &-.".contains(c));
    let start = if latin { 0 } else { start };
    let takes = modifier || body || free_name || department || latin;
    if housed || !takes {
        return (title, None);
    }
    let mut span = Span::new(free + start, title.end);
    let house = out.last().filter(|token| {
        token.span.end == span.start && matches!(token.sign, Sign::Organization | Sign::Place) && token.chain.is_empty()
    });
    let Some(house) = house.cloned() else { return (span, None) };
    out.pop();
    span = house.span.join(span);
    (span, house.entity())
}

/// Where the name of a house that ends with a bracket begins, in the words right before a title.
fn bracketed(before: &str, rules: &RuleSet) -> Option<usize> {
    let open = before.strip_suffix('）')?.rfind('（')?;
    let inside = &before[open + '（'.len_utf8()..before.len() - '）'.len_utf8()];
    let name = &before[..open];
    let start = name
        .rfind(|c| super::discourse::EDGES.contains(&c) || "、兼与和同（） ".contains(c))
        .map_or(0, |at| at + name[at..].chars().next().map_or(0, char::len_utf8));
    let name = &name[start..];
    let body = rules.list("body_endings").iter().any(|end| name.ends_with(end.as_str()));
    let short = (2..=6).contains(&inside.chars().count()) && !inside.contains(|c: char| c.is_ascii_digit());
    (body && short && (4..=14).contains(&name.chars().count()) && !name.contains(['的', '在', '是', '了', '由', '对']))
        .then_some(start)
}

/// Whether words at the head of a clause, right before a title, may be the name of a house that nobody else found
/// (海川电子总裁李明说): short, and without any sign that is common in what is no name.
pub fn is_free_name(words: &str, rules: &RuleSet) -> bool {
    is_free(words) && !rules.list("not_in_names").iter().any(|word| words.contains(word.as_str()))
}

/// Whether words are short and without any sign that is common in what is no name.
pub fn is_free(words: &str) -> bool {
    const COMMON: &str = "的在是了由对与和同向将被把给到为据说称来去会见问访请让要有着过时日前此该这那其也都还又及等并而我他她们，任职以";
    let anaphor = ["公司", "该公司", "本公司", "该校", "集团", "企业"].contains(&words);
    !anaphor
        && (2..=8).contains(&words.chars().count())
        && !words.contains(|c: char| COMMON.contains(c) || c.is_ascii_digit())
}

/// Whether the words before a title, from `start` on, stand at the head of a clause.
fn start_of_clause(before: &str, start: usize, clear: bool) -> bool {
    clear && before[..start].chars().next_back().is_none_or(|c| super::discourse::EDGES.contains(&c))
}

/// What may stand between two titles of one person.
pub fn is_row(gap: &str) -> bool {
    matches!(gap, "、" | "兼" | "兼任" | "、兼" | "暨" | "和" | "及" | "" | " " | "/" | "，兼" | "，兼任")
}

/// The organisation of a title: the one it names, or for 公司… the company named last.
pub fn organization(position: usize, reading: &Reading, annotations: &Annotations) -> Option<usize> {
    let title = &annotations.positions[position];
    if let Some(mention) = title.org {
        return Some(annotations.entity_of[mention]);
    }
    let words = title.span.of(&reading.text);
    let before = &reading.text[..title.span.start];
    if words.starts_with("公司") || before.ends_with("公司") || words.starts_with("该公司") {
        // 公司 means a company: a committee named in between is none.
        let company =
            |entity: usize| matches!(annotations.entities[entity].kind, None | Some(Kind::Company | Kind::Other));
        return last_organization(title.span.start, annotations, company);
    }
    None
}

/// The organisation named last before an offset, of those that `fits` takes.
pub fn last_organization(offset: usize, annotations: &Annotations, fits: impl Fn(usize) -> bool) -> Option<usize> {
    annotations
        .mentions
        .iter()
        .enumerate()
        .filter(|(_, mention)| mention.span.end <= offset && mention.entity_type == EntityType::Organization)
        .map(|(index, _)| annotations.entity_of[index])
        .rfind(|entity| fits(*entity))
}

#[allow(clippy::too_many_arguments, reason = "one place where a title becomes a claim")]
fn note(
    position: usize,
    span: Span,
    person: usize,
    org: Option<usize>,
    rule: &str,
    reading: &Reading,
    annotations: &Annotations,
    rules: &RuleSet,
    held: &mut Vec<Held>,
) {
    let (mut title, bare) = names(position, reading, annotations, rules);
    let own = annotations.positions[position].span;
    if span.start < own.start {
        title = reading.text[span.start..own.start].to_owned() + own.of(&reading.text);
    }
    let confidence = match rule {
        "position.before" => 0.92,
        "position.shared" => 0.85,
        _ => 0.97,
    };
    // 党委书记、主任 as one title are two positions.
    let minister = rules.list("ministers").contains(&bare) && title.contains('、');
    // 东山国教育、青年部长: what the minister is in charge of, and no row of titles.
    let row = !minister && title.rsplit('、').next().is_some_and(|last| last.chars().count() <= 6);
    let parts: Vec<&str> = if row { title.split('、').collect() } else { vec![title.as_str()] };
    for part in parts {
        let part = part.trim_start_matches("及");
        // 南京市民; but 全国人大代表 is an office.
        let common = part == title && bare != "代表" && is_none(&bare, rules);
        if is_none(part, rules) || common {
            continue;
        }
        let bare = if part == title { bare.clone() } else { part.to_owned() };
        let org = org.filter(|_| annotations.positions[position].org.is_some() || !is_whole(part, rules));
        held.push(Held { person, title: part.to_owned(), bare, org, span, rule: rule.to_owned(), confidence });
    }
}

/// Whether a title is of no body: 国家主席 after 中共中央总书记、 is none of the party's.
pub fn is_whole(title: &str, rules: &RuleSet) -> bool {
    rules.list("whole_positions").iter().any(|whole| whole == title)
}

/// Whether a title is no office: 村民, 海川公司控股股东.
pub fn is_none(title: &str, rules: &RuleSet) -> bool {
    rules.list("no_office").iter().any(|word| title.ends_with(word.as_str()))
        || rules.list("no_position").iter().any(|word| word == title)
}

/// A position as a fact tells it, and its title alone. 中国国家主席 is told as 国家主席.
pub fn names(position: usize, reading: &Reading, annotations: &Annotations, rules: &RuleSet) -> (String, String) {
    let position = &annotations.positions[position];
    let title = plain(position.span.of(&reading.text));
    let bare = plain(position.title.of(&reading.text));
    let whole = rules.list("whole_positions").iter().find(|whole| title.ends_with(whole.as_str()));
    (whole.map_or(title, String::as_str).to_owned(), bare.to_owned())
}

/// The position without an anaphor before it: 公司董事长助理 is 董事长助理 of the company named before.
pub fn plain(title: &str) -> &str {
    let title = title.strip_prefix('兼').unwrap_or(title);
    let title = title.strip_prefix("以及").unwrap_or(title);
    let title = title.rsplit('】').next().unwrap_or(title);
    for word in ["该公司", "本公司", "公司", "该校", "该集团"] {
        if let Some(rest) = title.strip_prefix(word)
            && !rest.is_empty()
        {
            return rest;
        }
    }
    title
}

/// Of two forms of one position (俄总统, 俄罗斯总统) only the longer counts.
fn is_form_of(short: &Held, long: &Held) -> bool {
    short.person == long.person
        && short.bare == long.bare
        && short.org.is_some()
        && short.org == long.org
        && short.title.chars().count() < long.title.chars().count()
}

/// One claim for each person and position; a short title (总书记) goes where the fuller one (中共中央总书记) is told.
pub fn settle(held: Vec<Held>) -> Vec<(Held, Vec<Span>)> {
    let mut full: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    for one in &held {
        full.entry(one.person).or_default().push(one.title.clone());
    }
    let mut out: Vec<(Held, Vec<Span>)> = Vec::new();
    let forms: Vec<bool> = held.iter().map(|one| held.iter().any(|other| is_form_of(one, other))).collect();
    for (one, shorter) in held.into_iter().zip(forms) {
        if shorter {
            continue;
        }
        let fuller = full
            .get(&one.person)
            .into_iter()
            .flatten()
            .any(|title| title.len() > one.title.len() && title.ends_with(&one.title));
        if fuller && one.org.is_none() {
            continue;
        }
        if let Some((same, spans)) =
            out.iter_mut().find(|(same, _)| same.person == one.person && same.title == one.title)
        {
            same.org = same.org.or(one.org);
            if one.confidence > same.confidence {
                same.confidence = one.confidence;
                same.rule.clone_from(&one.rule);
            }
            spans.push(one.span);
        } else {
            let span = one.span;
            out.push((one, vec![span]));
        }
    }
    out
}
