//! The figures of a store, read at once: a question is held against all of them.

use std::collections::BTreeMap;
use std::path::Path;

use oxigraph::model::{NamedNode, Term};

use super::fit::strip_light;
use crate::ask::catalogue::fold;
use crate::ask::kept::{Reader, Writer};
use crate::ask::terms::{Terms, select};
use crate::query::{QueryError, term_text};
use crate::rdf::Queryable;
use crate::rdf::store::write_unlocked;

/// Changes whenever the layout of the file does, or what is read.
const FORMAT: u32 = 2;

/// One figure of the store.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs, reason = "the fields are named after the properties")]
pub struct Figure {
    pub node: NamedNode,
    pub indicator: String,
    pub product: Option<String>,
    pub linked: Option<NamedNode>,
    pub subject: Option<String>,
    pub period: Option<String>,
    pub change: bool,
    pub value: bool,
    pub quote: String,
    /// What of the indicator tells it from others: each question is held against it.
    pub core: String,
}

/// The figures that `file` keeps of the graph with this hash; else they are read off the store and kept there, where that can
/// be done.
///
/// # Errors
/// What the store says.
pub fn kept_figures(file: &Path, hash: &str, store: &dyn Queryable) -> Result<Vec<Figure>, QueryError> {
    let key = format!("wenmai figures {FORMAT}\n{hash}\n");
    if let Some(figures) = std::fs::read(file).ok().and_then(|bytes| decode(&bytes, &key)) {
        return Ok(figures);
    }
    let figures = all_figures(store)?;
    let _ = write_unlocked(file, &encode(&figures, &key));
    Ok(figures)
}

/// The bytes of figures; a sentence that states several stands once.
fn encode(figures: &[Figure], key: &str) -> Vec<u8> {
    let mut quotes: BTreeMap<&str, usize> = figures.iter().map(|figure| (figure.quote.as_str(), 0)).collect();
    for (n, place) in quotes.values_mut().enumerate() {
        *place = n;
    }
    let mut body = Writer::default();
    body.number(quotes.len());
    for quote in quotes.keys() {
        body.text(quote);
    }
    body.number(figures.len());
    for figure in figures {
        body.text(figure.node.as_str());
        body.text(&figure.indicator);
        body.text(&figure.core);
        body.perhaps(figure.product.as_deref());
        body.perhaps(figure.linked.as_ref().map(NamedNode::as_str));
        body.perhaps(figure.subject.as_deref());
        body.perhaps(figure.period.as_deref());
        body.number(usize::from(figure.change));
        body.number(usize::from(figure.value));
        body.number(quotes[figure.quote.as_str()]);
    }
    body.sealed(key)
}

fn decode(bytes: &[u8], key: &str) -> Option<Vec<Figure>> {
    let mut body = Reader::unsealed(bytes, key)?;
    let quotes = body.texts()?;
    let owned = |text: Option<&str>| text.map(str::to_owned);
    let figures: Option<Vec<Figure>> = (0..body.number()?)
        .map(|_| {
            Some(Figure {
                node: NamedNode::new_unchecked(body.text()?),
                indicator: body.text()?.to_owned(),
                core: body.text()?.to_owned(),
                product: owned(body.perhaps()?),
                linked: body.perhaps()?.map(NamedNode::new_unchecked),
                subject: owned(body.perhaps()?),
                period: owned(body.perhaps()?),
                change: body.number()? == 1,
                value: body.number()? == 1,
                quote: quotes.get(body.number()?)?.clone(),
            })
        })
        .collect();
    figures.filter(|_| body.is_done())
}

/// All figures of a store.
///
/// # Errors
/// What the store says.
pub fn all_figures(store: &dyn Queryable) -> Result<Vec<Figure>, QueryError> {
    let table = select(
        store,
        &Terms::default(),
        "PREFIX wm: <https://w3id.org/wenmai#>
PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX nif: <http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#>
SELECT DISTINCT ?figure ?indicator ?product ?subject ?text ?period ?change ?value ?quote WHERE {
  ?figure a wm:Observation ; wm:indicator ?indicator .
  OPTIONAL { ?figure wm:subject ?subject }
  OPTIONAL { ?figure wm:subjectText ?text }
  OPTIONAL { ?figure wm:productName ?product }
  OPTIONAL { ?figure wm:period ?period }
  OPTIONAL { ?figure wm:change ?change }
  OPTIONAL { ?figure wm:valueText ?value }
  ?assertion wm:asserts ?figure ; prov:wasDerivedFrom/nif:anchorOf ?quote .
}",
    )?;
    let text = |term: &Option<Term>| term.as_ref().map(term_text);
    let node = |term: &Option<Term>| match term {
        Some(Term::NamedNode(node)) => Some(node.clone()),
        _ => None,
    };
    let mut figures: Vec<Figure> = table
        .rows
        .iter()
        .filter_map(|row| {
            let indicator = text(&row[1])?;
            Some(Figure {
                node: node(&row[0])?,
                core: strip_light(&fold(&indicator)),
                indicator,
                product: text(&row[2]),
                linked: node(&row[3]),
                subject: text(&row[4]),
                period: text(&row[5]),
                change: row[6].is_some(),
                value: row[7].is_some(),
                quote: fold(&text(&row[8]).unwrap_or_default()),
            })
        })
        .collect();
    figures.sort_by(|a, b| (a.node.as_str(), &a.quote).cmp(&(b.node.as_str(), &b.quote)));
    Ok(figures)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_come_back() {
        let figure = |node: &str, product: Option<&str>| Figure {
            node: NamedNode::new_unchecked(node),
            indicator: "出口额".to_owned(),
            core: "出口".to_owned(),
            product: product.map(str::to_owned),
            linked: product.is_none().then(|| NamedNode::new_unchecked("https://example.org/江海")),
            subject: None,
            period: Some("2025-03".to_owned()),
            change: product.is_some(),
            value: true,
            quote: "江海船舶出口九十亿元".to_owned(),
        };
        let figures = vec![figure("https://example.org/1", None), figure("https://example.org/2", Some("船舶"))];
        let bytes = encode(&figures, "key\n");
        assert_eq!(decode(&bytes, "key\n"), Some(figures));
        assert_eq!(decode(&bytes[..bytes.len() - 1], "key\n"), None);
    }
}
