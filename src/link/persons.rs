//! Persons of one name enter; who of them is one person leaves, with every decision.
//!
//! A profile is what is known of a person so far. Each item, those that tell most first and then by day, joins the profile
//! that speaks for it, opens one of its own where all speak against it or too little speaks for any, and in the end profiles
//! that speak for each other join. The features and their weights in log odds:
//!
//! | feature | weight |
//! |---|---|
//! | `name`: how few people bear it: by the weights of surname and given name in the lexicons, of transcribed names by their length | +0.3 to +4 |
//! | `shared-body`: a post at one body in both | +4 |
//! | `shared-title`: one title without its body | +1 |
//! | `shared-country`: posts of one country; `around-country`: a post of a country that the other record speaks of | +2, +1.5 |
//! | `countries-exclude`: posts of different countries | −6 |
//! | `same-country-around`: neither has a post of a country, and both records speak of one | +0.8 |
//! | `post-abroad-told-once`: one record of a person of many gives a foreign post: a misreading, which is not weighed | 0 |
//! | `other-country-around`: a foreign post, and the other record speaks of other countries only | −1 |
//! | `posts-far-apart`: within a month posts in areas that exclude each other, no body in common; who bears a rare name has moved | −3.5 |
//! | `walks-exclude`: one is of a walk of life that the other cannot be of | −4.5 |
//! | `walks-far-apart`: people seldom pass from one to the other | −1 |
//! | `shared-walk` | +1 |
//! | `no-shared-post`: both tell posts, and no body, title or foreign country in common; the walk of life one or not | −0.8, −1.2 |
//! | `name-alone`: nothing but a name that many bear speaks for it | −1.5, −0.9 beside `no-shared-post` |
//! | `known-from-rolls-alone`: of one only rolls of hundreds of names tell | −1.2 |
//! | `companions`: persons named with both, rare ones | up to +3 |
//! | `days-apart`: within three days | +0.7 |
//! | `well-known`: one is told of in many records | up to +2 |
//! | `one-record-tells-two`: a record names both | −20 |
//!
//! Promise: a pure function of the items; their order is fixed by what they say.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use jiff::ToSpan;
use jiff::civil::Date;

use super::Draft;
use super::evidence::{Evidence, Item, areas_agree};
use super::walks::Walk;
use crate::knowledge::Knowledge;
use crate::model::{DocumentId, Feature, Verdict};

/// Log odds from which two are one, and below minus which they are two.
const SURE: f64 = 0.8;

/// By how much (log odds, with the number of records) the best of several profiles must lead.
const LEAD: f64 = 1.5;

/// A name of less weight is borne by many.
const COMMON: f64 = 2.5;

/// Whom so many records tell of is meant where a record says no more than the name, and where it says more that nothing speaks for.
const OFTEN_TOLD: usize = 6;
const SETTLED_NAME: usize = 40;

/// Days within which two posts far apart count as held at the same time.
const SAME_TIME: i32 = 30;

/// A person named in more records than this brings no two together.
const KNOWN: usize = 100;

/// Persons of a record that still count as company; more make a roll of names.
const FEW: f64 = 25.0;

/// Of profiles of one name, so many are compared with each other in the decisions.
const TOLD: usize = 12;

/// Splits items of one name.
pub(super) struct Persons<'a> {
    pub(super) items: &'a [Item],
    pub(super) knowledge: &'a Knowledge,
    /// In how many records each person's name stands.
    pub(super) frequency: &'a BTreeMap<String, usize>,
}

/// What is known of a person.
#[derive(Default, Clone)]
struct Profile<'a> {
    members: Vec<usize>,
    documents: BTreeSet<&'a DocumentId>,
    posts: BTreeSet<&'a str>,
    titles: BTreeSet<&'a str>,
    countries: BTreeSet<&'a str>,
    around: BTreeSet<&'a str>,
    walks: BTreeSet<Walk>,
    companions: BTreeSet<&'a str>,
    /// What a companion counts: 1, less where only rolls of names tell of them.
    crowd: f64,
    days: BTreeMap<Date, BTreeSet<&'a Evidence>>,
    telling: usize,
}

/// The sum of the features, and they themselves.
struct Scored {
    sum: f64,
    /// Of the sum, what counts against it only because nothing but the name speaks for it: another who is no more likely stays a rival.
    alone: f64,
    features: Vec<Feature>,
}

impl Scored {
    fn add(&mut self, name: &'static str, detail: impl Into<String>, weight: f64) {
        self.sum += weight;
        self.features.push(Feature { name: Cow::Borrowed(name), detail: detail.into(), weight });
    }

    /// Chance that goes with the sum.
    fn chance(&self) -> f64 {
        chance(self.sum)
    }
}

pub(super) fn chance(sum: f64) -> f64 {
    (1.0 / (1.0 + (-sum).exp()) * 1000.0).round() / 1000.0
}

impl<'a> Persons<'a> {
    /// The parts, each with its members in the order in which they joined, and the decisions.
    pub(super) fn split(&self, name: &str, members: &[usize], drafts: &mut Vec<Draft>) -> Vec<Vec<usize>> {
        let abroad = members.iter().any(|&index| self.items[index].evidence.countries.iter().any(|code| code != "CN"));
        let prior = self.prior(name, abroad);
        let mut order = members.to_vec();
        order.sort_by_cached_key(|&index| {
            let item = &self.items[index];
            (item.evidence.is_silent(item.entity_type), item.date.is_none(), item.date, index)
        });
        let mut profiles: Vec<Profile<'a>> = Vec::new();
        for index in order {
            let item = self.profile(index);
            let scored: Vec<Scored> = profiles.iter().map(|profile| self.score(prior, profile, &item)).collect();
            match choose(&scored, &profiles) {
                Some(best) => {
                    let scored = &scored[best];
                    drafts.push(draft(&profiles[best], &item, scored, Verdict::Same));
                    profiles[best].add(item);
                }
                None => profiles.push(item),
            }
        }
        self.join(prior, &mut profiles, drafts);
        self.tell(prior, &profiles, drafts);
        profiles.into_iter().map(|profile| profile.members).collect()
    }

    /// Joins profiles that speak for each other, the surest pair first.
    fn join(&self, prior: f64, profiles: &mut Vec<Profile<'a>>, drafts: &mut Vec<Draft>) {
        // Each pair is looked at again only when one of the two has grown.
        while (2..=60).contains(&profiles.len()) {
            let mut best: Option<(f64, usize, usize, Scored)> = None;
            for right in 1..profiles.len() {
                let scored: Vec<Scored> =
                    (0..profiles.len()).map(|left| self.score(prior, &profiles[left], &profiles[right])).collect();
                // A profile that more than one other could be stays.
                let others: Vec<usize> = (0..profiles.len()).filter(|&left| left != right).collect();
                let scored_others: Vec<&Scored> = others.iter().map(|&left| &scored[left]).collect();
                let Some(left) = choose_among(&scored_others, &others, profiles) else { continue };
                if left < right && best.as_ref().is_none_or(|(sum, ..)| scored[left].sum > *sum) {
                    let mut scored = scored;
                    let chosen = scored.swap_remove(left);
                    best = Some((chosen.sum, left, right, chosen));
                }
            }
            let Some((_, left, right, scored)) = best else { return };
            let give = profiles.remove(right);
            drafts.push(draft(&profiles[left], &give, &scored, Verdict::Same));
            profiles[left].add(give);
        }
    }

    /// The decisions that kept profiles apart.
    fn tell(&self, prior: f64, profiles: &[Profile<'a>], drafts: &mut Vec<Draft>) {
        for (number, right) in profiles.iter().enumerate().take(TOLD) {
            for left in &profiles[..number] {
                let mut scored = self.score(prior, left, right);
                let verdict = if scored.sum <= -SURE { Verdict::Different } else { Verdict::Unsure };
                if scored.sum >= SURE {
                    scored.add("several-candidates", "", -scored.sum);
                }
                drafts.push(draft(left, right, &scored, verdict));
            }
        }
    }

    fn profile(&self, index: usize) -> Profile<'a> {
        let item = &self.items[index];
        let evidence = &item.evidence;
        let own = &item.canonical;
        let rare = |name: &&String| *name != own && self.frequency.get(*name).is_some_and(|count| *count <= KNOWN);
        Profile {
            members: vec![index],
            documents: [&item.at.0].into(),
            posts: evidence.posts.iter().map(String::as_str).collect(),
            titles: evidence.titles.iter().map(String::as_str).collect(),
            countries: evidence.countries.iter().map(String::as_str).collect(),
            around: item.scene.countries.iter().map(String::as_str).collect(),
            walks: evidence.walks.clone(),
            crowd: (FEW / item.scene.persons.len().max(1) as f64).min(1.0),
            companions: item.scene.persons.iter().filter(rare).map(String::as_str).collect(),
            days: item.date.map(|day| (day, [evidence].into())).into_iter().collect(),
            telling: usize::from(!evidence.is_silent(item.entity_type)),
        }
    }

    /// How few people bear the name. That of a person with a post abroad is transcribed: 哈桑 is no rare name of China.
    fn prior(&self, name: &str, abroad: bool) -> f64 {
        let names = &self.knowledge.person_names;
        let chars: Vec<char> = name.chars().collect();
        let long = name.contains('·');
        let family = [2, 1].into_iter().find(|&length| {
            chars.len() > length
                && chars.len() - length <= 2
                && names.surname(&chars[..length].iter().collect::<String>()) > 0.0
        });
        let Some(family) = family.filter(|_| !long && !abroad) else {
            return match chars.len() {
                _ if long => 4.0,
                0..=2 => 1.2,
                3 => 2.2,
                4 => 2.8,
                _ => 3.5,
            };
        };
        let share = |weight: f64| weight.max(0.05) / 1000.0;
        let surname = share(names.surname(&chars[..family].iter().collect::<String>()));
        let given: f64 = chars[family..].iter().map(|c| share(names.given(*c))).product();
        (-0.5 * (surname * given).ln() - 3.7).clamp(0.3, 4.0)
    }

    /// What speaks for and against two profiles being one person.
    fn score(&self, prior: f64, left: &Profile, right: &Profile) -> Scored {
        let mut scored = Scored { sum: 0.0, alone: 0.0, features: Vec::new() };
        scored.add("name", "", prior);
        if !left.documents.is_disjoint(&right.documents) {
            scored.add("one-record-tells-two", "", -20.0);
        }
        let bodies: Vec<&str> = left.posts.intersection(&right.posts).copied().collect();
        if let Some(body) = bodies.first() {
            scored.add("shared-body", *body, 4.0);
        }
        if let Some(title) = left.titles.intersection(&right.titles).next() {
            scored.add("shared-title", *title, 1.0);
        }
        countries(&mut scored, left, right);
        no_shared_post(&mut scored, left, right);
        if left.is_of_rolls() != right.is_of_rolls() {
            scored.add("known-from-rolls-alone", "", -1.2);
        }
        if bodies.is_empty()
            && let Some(day) = far_apart(left, right)
        {
            scored.add("posts-far-apart", day.to_string(), -3.5);
        }
        walks(&mut scored, left, right);
        let together = left.companions.intersection(&right.companions);
        let weight: f64 = together.clone().map(|name| 3.0 / (1.0 + self.count(name).ln())).sum();
        // In a roll of hundreds of names one that both have says little.
        let weight = weight * left.crowd.max(right.crowd);
        if weight >= 0.3 {
            let named: Vec<&str> = together.take(3).copied().collect();
            scored.add("companions", named.join("、"), weight.min(3.0));
        }
        if close(left, right) {
            scored.add("days-apart", "", 0.7);
        }
        let known = left.telling.max(right.telling);
        let speaks = |feature: &Feature| {
            feature.weight > 0.0 && !["name", "same-country-around"].contains(&feature.name.as_ref())
        };
        // Whoever says no more than the name means the one who is often told of.
        let settled = if left.telling > 0 && right.telling > 0 { SETTLED_NAME } else { OFTEN_TOLD };
        if prior < COMMON && known < settled && !scored.features.iter().any(speaks) {
            let counted = scored.features.iter().any(|feature| feature.name == "no-shared-post");
            scored.alone = if counted { -0.9 } else { -1.5 };
            scored.add("name-alone", "", scored.alone);
        }
        if known >= 4 {
            scored.add("well-known", "", (0.35 * (known as f64).ln()).min(2.0));
        }
        scored
    }

    fn count(&self, name: &str) -> f64 {
        self.frequency.get(name).copied().unwrap_or(1).max(1) as f64
    }
}

/// Both tell a post, and none that the other tells: 国际狮子会会长 and 委内瑞拉外长. Less where the walk of life is one.
fn no_shared_post(scored: &mut Scored, left: &Profile, right: &Profile) {
    let tells = |profile: &Profile| !profile.titles.is_empty();
    let shared = !left.posts.is_disjoint(&right.posts)
        || !left.titles.is_disjoint(&right.titles)
        || left.countries.intersection(&right.countries).any(|country| *country != "CN");
    if tells(left) && tells(right) && !shared {
        let weight = if left.walks.is_disjoint(&right.walks) { -1.2 } else { -0.8 };
        scored.add("no-shared-post", "", weight);
    }
}

impl<'a> Profile<'a> {
    /// Whether only rolls of hundreds of names tell of the person.
    fn is_of_rolls(&self) -> bool {
        self.crowd < 0.25
    }

    fn add(&mut self, other: Profile<'a>) {
        self.members.extend(other.members);
        self.documents.extend(other.documents);
        self.posts.extend(other.posts);
        self.titles.extend(other.titles);
        self.countries.extend(other.countries);
        self.around.extend(other.around);
        self.walks.extend(other.walks);
        self.companions.extend(other.companions);
        self.crowd = self.crowd.max(other.crowd);
        for (day, told) in other.days {
            self.days.entry(day).or_default().extend(told);
        }
        self.telling += other.telling;
    }
}

/// The profile that the scores speak for; `None` where none is sure, or two are as likely.
fn choose(scored: &[Scored], profiles: &[Profile]) -> Option<usize> {
    let all: Vec<usize> = (0..scored.len()).collect();
    choose_among(&scored.iter().collect::<Vec<_>>(), &all, profiles)
}

fn choose_among(scored: &[&Scored], numbers: &[usize], profiles: &[Profile]) -> Option<usize> {
    let mut ranked: Vec<(f64, f64, usize)> = scored
        .iter()
        .zip(numbers)
        .map(|(scored, &number)| {
            let rivalry = scored.sum - scored.alone;
            (scored.sum, rivalry, rivalry + (profiles[number].members.len() as f64).ln(), number)
        })
        .filter(|(_, rivalry, ..)| *rivalry >= SURE)
        .map(|(sum, _, rank, number)| (sum, rank, number))
        .collect();
    ranked.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.2.cmp(&b.2)));
    let best = match ranked[..] {
        [] => None,
        [only] => Some(only),
        [best, (_, second, _), ..] => (best.1 - second >= LEAD).then_some(best),
    };
    best.filter(|(sum, ..)| *sum >= SURE).map(|(.., number)| number)
}

/// How many records must tell of a person's posts, none of them abroad, for a foreign post that one record tells to be taken
/// for a misreading (李强 beside 孟加拉国总理 in a headline).
const SETTLED: usize = 10;

fn told_once_abroad<'a>(left: &Profile<'a>, right: &Profile<'a>) -> Option<&'a str> {
    let abroad = |profile: &Profile<'a>| profile.countries.iter().copied().find(|country| *country != "CN");
    let (few, many) = if left.telling <= right.telling { (left, right) } else { (right, left) };
    let settled = few.telling == 1 && many.telling >= SETTLED && abroad(many).is_none();
    abroad(few).filter(|_| settled)
}

fn countries(scored: &mut Scored, left: &Profile, right: &Profile) {
    if let Some(country) = told_once_abroad(left, right) {
        scored.add("post-abroad-told-once", country, 0.0);
        return;
    }
    if !left.countries.is_empty() && !right.countries.is_empty() {
        match left.countries.intersection(&right.countries).next() {
            Some(&"CN") => {}
            Some(country) => scored.add("shared-country", *country, 2.0),
            None => {
                let told = format!("{}/{}", list(&left.countries), list(&right.countries));
                scored.add("countries-exclude", told, -6.0);
            }
        }
        return;
    }
    let (posts, around) =
        if left.countries.is_empty() { (&right.countries, &left.around) } else { (&left.countries, &right.around) };
    if posts.is_empty()
        && let Some(country) = left.around.intersection(&right.around).next()
    {
        scored.add("same-country-around", *country, 0.8);
    }
    if posts.is_empty() || posts.contains("CN") || around.is_empty() {
        return;
    }
    match posts.intersection(around).next() {
        Some(country) => scored.add("around-country", *country, 1.5),
        None => scored.add("other-country-around", list(posts), -1.0),
    }
}

fn list(codes: &BTreeSet<&str>) -> String {
    codes.iter().copied().collect::<Vec<_>>().join("+")
}

fn walks(scored: &mut Scored, left: &Profile, right: &Profile) {
    if left.walks.is_empty() || right.walks.is_empty() {
        return;
    }
    if let Some(walk) = left.walks.intersection(&right.walks).next() {
        scored.add("shared-walk", walk.name(), 1.0);
    } else if let (Some(one), Some(other)) = (left.walks.first(), right.walks.first())
        && left.walks.iter().all(|one| right.walks.iter().all(|other| one.excludes(*other)))
    {
        scored.add("walks-exclude", format!("{}/{}", one.name(), other.name()), -4.5);
    } else if let (Some(one), Some(other)) = (left.walks.first(), right.walks.first())
        && left.walks.iter().all(|one| right.walks.iter().all(|other| one.is_far_from(*other)))
    {
        scored.add("walks-far-apart", format!("{}/{}", one.name(), other.name()), -1.0);
    }
}

/// A day around which the two hold posts in areas that exclude each other. People hold many posts and move, so that
/// less is not enough.
fn far_apart(left: &Profile, right: &Profile) -> Option<Date> {
    let (few, many) = if left.days.len() <= right.days.len() { (left, right) } else { (right, left) };
    few.days.iter().find_map(|(day, told)| {
        let range = day.saturating_sub(SAME_TIME.days())..=day.saturating_add(SAME_TIME.days());
        let near = many.days.range(range).flat_map(|(_, told)| told);
        let apart = |one: &Evidence, other: &Evidence| {
            !one.areas.is_empty()
                && !other.areas.is_empty()
                && one.areas.iter().all(|one| other.areas.iter().all(|other| !areas_agree(one, other)))
        };
        near.clone().any(|other| told.iter().any(|one| apart(one, other))).then_some(*day)
    })
}

fn close(left: &Profile, right: &Profile) -> bool {
    let (few, many) = if left.days.len() <= right.days.len() { (left, right) } else { (right, left) };
    few.days
        .keys()
        .any(|day| many.days.range(day.saturating_sub(3.days())..=day.saturating_add(3.days())).next().is_some())
}

/// The decision over two profiles.
fn draft(left: &Profile, right: &Profile, scored: &Scored, verdict: Verdict) -> Draft {
    Draft {
        left: left.members[0],
        right: right.members[0],
        rule: "same-name",
        features: scored.features.clone(),
        score: scored.chance(),
        verdict,
    }
}
