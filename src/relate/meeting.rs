//! Finds of the meeting rules enter; `met` facts leave.

use super::Scene;
use super::find::{Find, time_of};
use super::mask::Masked;
use super::merge::Draft;
use crate::knowledge::Sign;
use crate::model::{FactType, Role};

/// Turns finds into facts: each of the one side met each of the other.
pub fn facts(scene: &Scene<'_>, finds: &[Find<'_>], out: &mut Vec<Draft>) {
    for find in finds.iter().filter(|find| find.rule.fact == FactType::Met) {
        let hosts = find.actors(scene.discourse, Role::A);
        let guests = find.entities(scene.discourse, Role::B);
        let masked = &scene.discourse.sentences[find.sentence];
        if is_other(masked, find) {
            continue;
        }
        let time = ended(masked, find).then_some(None).unwrap_or_else(|| time_of(masked, find.act));
        let place = place(scene, find);
        for host in &hosts {
            for guest in guests.iter().filter(|guest| *guest != host) {
                let mut draft = Draft::of(scene, find).arg(Role::A, *host).arg(Role::B, *guest).time(scene, time);
                if let Some(place) = place {
                    draft = draft.arg(Role::Where, place);
                }
                out.push(draft);
            }
        }
    }
}

/// Where they met: 在X between the names and the verb, or at the head of the sentence.
fn place(scene: &Scene<'_>, find: &Find<'_>) -> Option<usize> {
    let masked = &scene.discourse.sentences[find.sentence];
    if let Some(entity) = find.entities(scene.discourse, Role::Where).first() {
        return Some(*entity);
    }
    masked
        .tokens_in(0, find.act.0)
        .filter(|(index, token)| {
            matches!(token.sign, Sign::Place | Sign::Organization)
                && ["在", "于", "在首都", "在首府"].iter().any(|word| masked.text[..masked.at[*index]].ends_with(word))
        })
        .filter_map(|(_, token)| token.entity())
        .last()
}

/// Whether the words tell of something else: a telegram (向李明致慰问电), somebody who came along (李明会见专家 王芳参加会见), one in
/// whose name another calls (代表李明看望).
fn is_other(masked: &Masked, find: &Find<'_>) -> bool {
    let sign = Sign::Person.char().len_utf8();
    let message = masked.text[find.act.1..].starts_with(['电', '信', '品', '金']);
    let guests = find.roles.get(&Role::B);
    let first = guests.and_then(|tokens| tokens.first()).map(|token| masked.at[*token]);
    let last = guests.and_then(|tokens| tokens.last()).map(|token| masked.at[*token] + sign);
    let between = first.and_then(|first| masked.text.get(find.act.1..first)).unwrap_or_default();
    let along = last.is_some_and(|last| {
        let rest = masked.text[last..].trim_start_matches(['等', '也', '人']);
        ["参加", "陪同", "出席", "一同", "随同"].iter().any(|word| rest.starts_with(word))
    });
    let named_for = first
        .is_some_and(|first| ["代表", "受", "转达", "转交"].iter().any(|word| masked.text[..first].ends_with(word)));
    message || named_for || along && between.contains(['专', '代', '人', '员', '家', '者', ' '])
}

/// 20日晚，李明在结束同王芳的会谈后回到云州: the day is that of the return.
fn ended(masked: &Masked, find: &Find<'_>) -> bool {
    let clause = masked.text[..find.act.0].rsplit(['。', '；']).next().unwrap_or_default();
    clause.contains("在结束")
}
