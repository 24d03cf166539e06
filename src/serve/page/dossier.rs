//! A graph enters; one HTML file leaves that holds the explorer, the things, their evidence and the articles cited, and
//! opens from a disk with the network off.
//!
//! Promises: the file asks for nothing outside itself, and its content security policy lets it run no script but its own,
//! by their hashes; data stands in it as JSON that no text can break out of; the same graph gives the same bytes.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use petgraph::stable_graph::NodeIndex;
use serde::Serialize;
use serde_json::value::RawValue;
use sha2::{Digest, Sha256};

use super::assets;
use super::bundle::{BundleError, script};
use crate::graph::{KnowledgeGraph, NodeData, NodeKey, View};
use crate::serve::api::{ApiError, Article, Card, Claim, Event, Explorer, Home, Link, Proof, Terms, Thing, Wanted};

/// How much a dossier holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    /// Things with a card, the most named.
    pub things: usize,
    /// Claims of one edge or event.
    pub claims: usize,
    /// Articles with their text; the passages of others stand in their claims.
    pub articles: usize,
}

impl Default for Size {
    fn default() -> Self {
        Self { things: 300, claims: 5, articles: 1_000 }
    }
}

/// What a dossier holds, for the message of who made it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Held {
    /// Things with a card.
    pub things: usize,
    /// Things in the graph.
    pub of: usize,
    /// Articles with their text.
    pub articles: usize,
    /// Articles cited.
    pub cited: usize,
}

/// Why there is no dossier.
#[derive(Debug, thiserror::Error)]
pub enum DossierError {
    /// The graph or the store.
    #[error(transparent)]
    Api(#[from] ApiError),
    /// The page.
    #[error(transparent)]
    Bundle(#[from] BundleError),
    /// The data.
    #[error("the data cannot be written as JSON: {0}")]
    Json(#[from] serde_json::Error),
}

/// The data of a dossier; `local.js` answers from it as the server does from the graph.
#[derive(Serialize)]
struct Data<'e> {
    held: Held,
    terms: Terms,
    home: &'e Home,
    outlines: Box<RawValue>,
    cards: BTreeMap<String, Card>,
    names: Vec<Names>,
    links: Vec<Link>,
    near: BTreeMap<String, Vec<(String, f64, Vec<usize>)>>,
    events: Vec<Event>,
    proofs: BTreeMap<String, Indexed>,
    claims: Vec<Claim>,
    articles: BTreeMap<String, Article>,
    /// Coordinates of places, and at which of them the others stand.
    points: BTreeMap<String, (f64, f64)>,
    stands: BTreeMap<String, String>,
    things: BTreeMap<String, Thing>,
}

/// The forms by which a thing is found.
#[derive(Serialize)]
struct Names {
    key: String,
    forms: Vec<(String, Option<String>)>,
    hint: Option<String>,
    documents: usize,
}

/// A proof whose claims stand in the list of claims.
#[derive(Serialize)]
struct Indexed {
    from: Thing,
    property: Option<&'static str>,
    to: Option<Thing>,
    by_code: bool,
    total: usize,
    claims: Vec<usize>,
}

/// The file: `first` and the most named things. `text` gives a document's text by its SHA-256.
///
/// # Errors
/// What the store says.
pub fn dossier(
    explorer: &Explorer,
    size: &Size,
    first: &[NodeKey],
    text: impl Fn(&str) -> Result<String, ApiError>,
) -> Result<(String, Held), DossierError> {
    let mut maker = Maker { explorer, size, proofs: BTreeMap::new(), claims: Vec::new(), known: BTreeMap::new() };
    let chosen = maker.chosen(first);
    let things = count_things(explorer.graph());
    let mut cards = BTreeMap::new();
    let mut events: BTreeMap<String, Event> = BTreeMap::new();
    for key in &chosen {
        let card = explorer.card(key)?;
        for post in &card.posts {
            maker.node(&post.key)?;
        }
        for event in card.sections.iter().flat_map(|section| &section.items) {
            maker.node(&event.key)?;
            events.insert(event.key.clone(), event.clone());
        }
        for link in &card.relations {
            maker.edge(link)?;
        }
        cards.insert(key.clone(), card);
    }
    let home = explorer.home();
    for told in home.company_visits.iter().chain(&home.meetings).chain(&home.planned) {
        maker.node(&told.event.key)?;
        events.insert(told.event.key.clone(), told.event.clone());
    }
    let (links, near) = maker.near(&chosen)?;
    let (points, stands) = maker.points(&events);
    let cited: BTreeSet<&String> = maker.claims.iter().map(|claim| &claim.document).collect();
    let mut articles = BTreeMap::new();
    for id in cited.iter().take(size.articles) {
        let article = explorer.article(id, &text(explorer.text_of(id)?)?, &[])?;
        articles.insert((*id).clone(), article);
    }
    let own = cards.keys().filter_map(|key| explorer.index(key).ok());
    let own = own.filter(|&index| matches!(explorer.node(index).data, NodeData::Entity(_))).count();
    let held = Held { things: own, of: things, articles: articles.len(), cited: cited.len() };
    let names = chosen.iter().filter_map(|key| maker.names(key)).collect();
    let all: BTreeMap<String, Thing> = cards.iter().map(|(key, card)| (key.clone(), card.thing.clone())).collect();
    let mut events: Vec<Event> = events.into_values().collect();
    let day = |event: &Event| event.from.or(event.to).or(event.reported);
    events.sort_by(|one, other| day(other).cmp(&day(one)).then_with(|| one.key.cmp(&other.key)));
    let outlines =
        assets().get("data/outlines.json").map_or("{}", |asset| std::str::from_utf8(asset.bytes).unwrap_or("{}"));
    let data = Data {
        held,
        terms: Terms::embedded(),
        home,
        outlines: RawValue::from_string(outlines.trim().to_owned())?,
        cards,
        names,
        links,
        near,
        events,
        proofs: maker.proofs,
        claims: maker.claims,
        articles,
        points,
        stands,
        things: all,
    };
    Ok((html(&serde_json::to_string(&data)?)?, held))
}

fn count_things(graph: &KnowledgeGraph) -> usize {
    graph.nodes().filter(|(_, node)| matches!(node.data, NodeData::Entity(_))).count()
}

struct Maker<'e> {
    explorer: &'e Explorer,
    size: &'e Size,
    proofs: BTreeMap<String, Indexed>,
    claims: Vec<Claim>,
    known: BTreeMap<String, usize>,
}

impl Maker<'_> {
    /// Keys of the things that have cards: the most named, with the posts and gatherings next to them.
    fn chosen(&self, first: &[NodeKey]) -> BTreeSet<String> {
        let graph = self.explorer.graph();
        let mut entities: Vec<(usize, NodeIndex)> = graph
            .nodes()
            .filter_map(|(index, node)| match &node.data {
                NodeData::Entity(data) => Some((data.mention_count, index)),
                _ => None,
            })
            .collect();
        entities.sort_by(|one, other| other.0.cmp(&one.0).then(one.1.cmp(&other.1)));
        let first = first.iter().filter_map(|key| graph.index_of(key));
        let most = entities.into_iter().map(|(_, index)| index);
        let mut entities = BTreeSet::new();
        for index in first.chain(most) {
            if entities.len() < self.size.things {
                entities.insert(index);
            }
        }
        let mut chosen = entities.clone();
        for &index in &entities {
            let others = graph.neighbours(index, View::Entity).into_iter().map(|neighbour| neighbour.node);
            chosen.extend(others.filter(|&other| !matches!(self.explorer.node(other).data, NodeData::Entity(_))));
        }
        chosen.into_iter().map(|index| self.explorer.node(index).key.0.clone()).collect()
    }

    fn node(&mut self, key: &str) -> Result<(), ApiError> {
        let name = format!("node|{key}");
        if !self.proofs.contains_key(&name) {
            let proof = self.explorer.node_evidence(key)?;
            self.keep(name, proof);
        }
        Ok(())
    }

    fn edge(&mut self, link: &Link) -> Result<(), ApiError> {
        let name = format!("{}|{}|{}", link.from, link.property, link.to);
        if !self.proofs.contains_key(&name) {
            let proof = self.explorer.edge_evidence(&link.from, link.property, &link.to)?;
            self.keep(name, proof);
        }
        Ok(())
    }

    fn keep(&mut self, name: String, proof: Proof) {
        let mut claims = Vec::new();
        for claim in proof.claims.into_iter().take(self.size.claims) {
            let mut mark = format!("{}|{}|{}", claim.document, claim.rule, claim.realis);
            for quote in &claim.quotes {
                let _ = write!(mark, "|{}-{}", quote.start, quote.end);
            }
            let next = self.claims.len();
            let place = *self.known.entry(mark).or_insert(next);
            if place == next {
                self.claims.push(claim);
            }
            claims.push(place);
        }
        let Proof { from, property, to, by_code, total, .. } = proof;
        self.proofs.insert(name, Indexed { from, property, to, by_code, total, claims });
    }

    /// The links among the chosen, and for each thing its neighbours with the places of their links.
    #[allow(clippy::type_complexity, reason = "the two tables of the data, as they are written")]
    fn near(
        &mut self,
        chosen: &BTreeSet<String>,
    ) -> Result<(Vec<Link>, BTreeMap<String, Vec<(String, f64, Vec<usize>)>>), ApiError> {
        let mut links: Vec<Link> = Vec::new();
        let mut places: BTreeMap<String, usize> = BTreeMap::new();
        let mut near = BTreeMap::new();
        for key in chosen {
            let found = self.explorer.neighbours(key, &[], &Wanted::default(), 0, usize::MAX)?;
            let mut items = Vec::new();
            for item in found.items.into_iter().filter(|item| chosen.contains(&item.thing.key)) {
                let mut own = Vec::new();
                for link in item.links {
                    let (one, other) = (link.from.clone().min(link.to.clone()), link.from.clone().max(link.to.clone()));
                    let symmetric = matches!(link.property, "met" | "cooperatesWith");
                    let name = if symmetric {
                        format!("{one}|{}|{other}", link.property)
                    } else {
                        format!("{}|{}|{}", link.from, link.property, link.to)
                    };
                    let place = match places.get(&name) {
                        Some(&place) => place,
                        None => {
                            self.edge(&link)?;
                            places.insert(name, links.len());
                            links.push(link);
                            links.len() - 1
                        }
                    };
                    own.push(place);
                }
                items.push((item.thing.key, item.strength, own));
            }
            near.insert(key.clone(), items);
        }
        Ok((links, near))
    }

    fn names(&self, key: &str) -> Option<Names> {
        let index = self.explorer.index(key).ok()?;
        let forms = self.explorer.forms(index);
        let documents = match &self.explorer.node(index).data {
            NodeData::Entity(data) => data.document_count,
            _ => 0,
        };
        (!forms.is_empty()).then(|| Names {
            key: key.to_owned(),
            forms: forms.into_iter().map(|(form, shown)| (form.to_owned(), shown.map(str::to_owned))).collect(),
            hint: self.explorer.hint(index),
            documents,
        })
    }

    /// Coordinates of the places where events took place.
    #[allow(clippy::type_complexity, reason = "the two tables of the data, as they are written")]
    fn points(&self, events: &BTreeMap<String, Event>) -> (BTreeMap<String, (f64, f64)>, BTreeMap<String, String>) {
        let (mut points, mut stands) = (BTreeMap::new(), BTreeMap::new());
        let parts = events.values().flat_map(|event| &event.parts);
        for part in parts.filter(|part| matches!(part.role, "visited" | "place" | "within")) {
            let Ok(index) = self.explorer.index(&part.thing.key) else {
                continue;
            };
            if let Some(point) = self.explorer.point_of(index)
                && let Some(coordinates) = self.explorer.own_coordinates(point)
            {
                let key = self.explorer.node(point).key.0.clone();
                points.insert(key.clone(), coordinates);
                stands.insert(part.thing.key.clone(), key);
            }
        }
        (points, stands)
    }
}

/// The page with the data in it.
fn html(json: &str) -> Result<String, DossierError> {
    let text = |path: &str| assets().get(path).map_or("", |asset| std::str::from_utf8(asset.bytes).unwrap_or(""));
    let styles = format!("{}\n{}", text("base.css"), text("views.css"));
    let scripts = [inline(text("vendor/graph.js")), inline(text("vendor/layout.js")), inline(&script("dossier.js")?)];
    let hash = |content: &str| format!("'sha256-{}'", base64(&Sha256::digest(content.as_bytes())));
    let script_hashes = scripts.iter().map(|content| hash(content)).collect::<Vec<_>>().join(" ");
    let policy = format!(
        "default-src 'none'; script-src {script_hashes}; style-src {}; img-src data:; base-uri 'none'; form-action 'none'",
        hash(&styles)
    );
    let mut page = format!(
        "<!doctype html>\n<html lang=\"zh-Hans\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<title>文脉 Wenmai</title>\n<style>{styles}</style>\n</head>\n\
         <body>\n<script type=\"application/json\" id=\"wenmai-data\">{}</script>\n",
        data(json)
    );
    for content in scripts {
        let _ = writeln!(page, "<script>{content}</script>");
    }
    page += "</body>\n</html>\n";
    Ok(page)
}

/// JSON that no text breaks out of: `<` begins no tag and no comment, line separators are no line ends of scripts.
fn data(json: &str) -> String {
    json.replace('<', "\\u003c").replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029")
}

/// A script as the content of an element: what would end the element is written otherwise. In our scripts and the bundled
/// ones it stands in strings alone.
fn inline(script: &str) -> String {
    script.replace("</script", "<\\/script").replace("<!--", "<\\!--")
}

/// Base 64 with `=`, as content security policies write hashes.
fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for chunk in bytes.chunks(3) {
        let word = chunk.iter().fold(0_u32, |word, &byte| (word << 8) | u32::from(byte)) << (8 * (3 - chunk.len()));
        for place in 0..4 {
            let letter = LETTERS[(word >> (18 - 6 * place) & 63) as usize];
            out.push(if place > chunk.len() { '=' } else { char::from(letter) });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_are_written_as_policies_write_them() {
        for (bytes, text) in
            [(&b""[..], ""), (b"f", "Zg=="), (b"fo", "Zm8="), (b"foo", "Zm9v"), (b"\xff\xfe\xfd\xfc", "//79/A==")]
        {
            assert_eq!(base64(bytes), text);
        }
    }

    #[test]
    fn no_name_ends_the_data() {
        let name = "</script><script>alert(1)</script><!--\u{2028}";
        let json = serde_json::to_string(name).unwrap();
        let safe = data(&json);
        assert!(!safe.contains('<') && !safe.contains('\u{2028}'));
        assert_eq!(serde_json::from_str::<String>(&safe).unwrap(), name);
    }
}
