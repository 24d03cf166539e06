//! The path of one of the data's own IRIs enters; what the graph says of it leaves: RDF, or the explorer's page of it.
//!
//! `/id/person/李强` is `{base}person/李强`; so is the path that the base itself has, for a server that stands behind the base's
//! name. A browser is sent on to [`page_of`]; others get the triples about the thing, with the names of what they lead
//! to. The IRI of a graph gives that graph.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use axum::extract::{Request, State as Extracted};
use axum::http::header::{LOCATION, VARY};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use axum::response::{IntoResponse, Response};
use oxigraph::io::RdfFormat;
use oxigraph::model::{GraphNameRef, NamedNode, Term, Triple};
use oxigraph::sparql::CancellationToken;

use super::accept::{Offer, choose};
use super::body::streamed;
use super::sparql::{broken, serializer};
use super::state::{failed, out_of_time};
use super::{Problem, Shared, State, formats, request};
use crate::rdf::{Minter, vocab};

/// What a thing may be shown as: RDF, or a page (`None`).
const OFFERS: [Offer<Option<RdfFormat>>; 9] = [
    Offer { media: formats::GRAPH[0].media, what: Some(formats::GRAPH[0].what) },
    Offer { media: formats::GRAPH[1].media, what: Some(formats::GRAPH[1].what) },
    Offer { media: formats::GRAPH[2].media, what: Some(formats::GRAPH[2].what) },
    Offer { media: formats::GRAPH[3].media, what: Some(formats::GRAPH[3].what) },
    Offer { media: "application/trig", what: Some(RdfFormat::TriG) },
    Offer { media: "application/n-quads", what: Some(RdfFormat::NQuads) },
    Offer { media: "application/json", what: Some(formats::GRAPH[3].what) },
    // The pages stand last.
    Offer { media: "text/html", what: None },
    Offer { media: "application/xhtml+xml", what: None },
];

/// Where the pages begin among [`OFFERS`].
const PAGES: usize = 7;

/// The explorer's page of the thing with this key (`person/李强`, as the graph of nodes has it).
pub fn page_of(key: &str) -> String {
    let mut page = "/#/entity/".to_owned();
    for byte in key.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            page.push(char::from(byte));
        } else {
            let _ = write!(page, "%{byte:02X}");
        }
    }
    page
}

/// `/id/…`.
pub(super) async fn entity(Extracted(state): Extracted<Shared>, request: Request) -> Result<Response, Problem> {
    let path = request.uri().path().strip_prefix("/id/").unwrap_or_default().to_owned();
    dereference(&state, request.method(), request.headers(), &path).await
}

/// Any other path: one under the base's own, or nothing.
pub(super) async fn elsewhere(Extracted(state): Extracted<Shared>, request: Request) -> Result<Response, Problem> {
    let nothing = || {
        Problem::not_found(
            "there is nothing at this address",
            "see /healthz, /sparql, /store and /id/…; / is the explorer",
        )
    };
    let base = base_path(&state.store.manifest().base).ok_or_else(nothing)?;
    let path = request.uri().path().strip_prefix(base).filter(|path| !path.is_empty()).ok_or_else(nothing)?.to_owned();
    dereference(&state, request.method(), request.headers(), &path).await
}

/// The path of a base that a server can stand for: `/wenmai/data/` of `https://w3id.org/wenmai/data/`, but not `/` alone,
/// where the explorer is, nor a base that ends in `#`, of which a server never sees the rest.
fn base_path(base: &str) -> Option<&str> {
    let rest = base.split_once("://")?.1;
    let path = &rest[rest.find('/')?..];
    (path.len() > 1 && path.ends_with('/') && !path.contains(['?', '#'])).then_some(path)
}

/// The IRI that a path below the base stands for, whichever of its characters were percent-encoded on the way.
fn iri_of(base: &str, path: &str) -> Option<NamedNode> {
    let parts = path.split('/').map(|part| request::percent_decoded(part.as_bytes())).collect::<Option<Vec<_>>>()?;
    Some(Minter::new(base).path(&parts.iter().map(String::as_str).collect::<Vec<_>>()))
}

async fn dereference(state: &Shared, method: &Method, headers: &HeaderMap, path: &str) -> Result<Response, Problem> {
    if !matches!(*method, Method::GET | Method::HEAD) {
        return Err(Problem::method("GET, HEAD"));
    }
    let base = &state.store.manifest().base;
    let iri = iri_of(base, path)
        .ok_or_else(|| Problem::bad_request("the path is not UTF-8", "percent-encode it as UTF-8"))?;
    let asked = iri.clone();
    let (known, graph) = state.heavy(move |state| what_is(state, &asked)).await??;
    if !known && !graph {
        let hint = "search in the explorer at /, or ask /sparql for the things with a name";
        return Err(Problem::not_found(format!("the graph has nothing to say of {iri}"), hint));
    }
    // Without the explorer there is no page to send anyone to.
    let offers = if state.explorer.is_off() { &OFFERS[..PAGES] } else { &OFFERS[..] };
    let offer = choose(headers, offers).ok_or_else(|| formats::none_accepted(offers))?;
    let Some(format) = offer.what else {
        let page = page_of(&request::percent_decoded(path.as_bytes()).unwrap_or_default());
        let page = HeaderValue::from_str(&page).map_err(Problem::internal)?;
        let vary = HeaderValue::from_static("accept");
        return Ok((StatusCode::SEE_OTHER, [(LOCATION, page), (VARY, vary)]).into_response());
    };
    streamed(state, move |state, token, writer| {
        writer.media(formats::full(offer.media));
        let mut serializer = serializer(format).for_writer(writer);
        let limit = state.limits().time;
        let label = vocab::skos("prefLabel");
        let (subject, name) =
            if known { (Some(iri.as_ref().into()), None) } else { (None, Some(GraphNameRef::NamedNode(iri.as_ref()))) };
        let mut named = BTreeSet::new();
        let mut said = BTreeSet::new();
        let all = state.graph();
        for quad in all.quads(subject, None, None, name, token).map_err(|error| failed(state, error))? {
            if token.is_cancelled() {
                return Err(out_of_time(limit));
            }
            let quad = quad.map_err(|error| failed(state, error))?;
            if let (true, Term::NamedNode(object)) = (known, &quad.object) {
                named.insert(object.as_str().to_owned());
            }
            let triple = Triple::new(quad.subject, quad.predicate, quad.object);
            if known {
                // A thing's own triples are few: they leave sorted, each once.
                said.insert(triple.to_string());
            }
            if !known {
                serializer.serialize_triple(&triple).map_err(broken)?;
            }
        }
        if known {
            for object in named {
                let object = NamedNode::new_unchecked(object);
                let labels = all.quads(Some(object.as_ref().into()), Some(label.as_ref()), None, None, token);
                for quad in labels.map_err(|error| failed(state, error))? {
                    let quad = quad.map_err(|error| failed(state, error))?;
                    said.insert(Triple::new(quad.subject, quad.predicate, quad.object).to_string());
                }
            }
            let lines = said.into_iter().map(|line| line + " .\n").collect::<String>();
            let parser = oxigraph::io::RdfParser::from_format(RdfFormat::NTriples).lenient();
            for quad in parser.for_slice(lines.as_bytes()) {
                let quad = quad.map_err(Problem::internal)?;
                serializer.serialize_triple(&Triple::from(quad)).map_err(broken)?;
            }
        }
        serializer.finish().map_err(broken)?;
        Ok(())
    })
    .await
}

/// Whether the graph says anything of a thing, and whether a graph has its name.
fn what_is(state: &State, iri: &NamedNode) -> Result<(bool, bool), Problem> {
    let (graph, token) = (state.graph(), CancellationToken::new());
    let known =
        graph.quads(Some(iri.as_ref().into()), None, None, None, &token).and_then(|mut quads| quads.next().transpose());
    let known = known.map_err(|error| failed(state, error))?.is_some();
    Ok((known, graph.contains_graph(iri).map_err(|error| failed(state, error))?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_stand_for_the_iris_that_were_minted() {
        let base = "https://w3id.org/wenmai/data/";
        for (path, key) in [
            ("person/李强", "person/李强"),
            ("person/%E6%9D%8E%E5%BC%BA", "person/李强"),
            ("document/a%2Fb", "document/a%2Fb"),
            ("document/a%2fb%20c", "document/a%2Fb%20c"),
            ("policy/100%25", "policy/100%25"),
        ] {
            assert_eq!(iri_of(base, path).unwrap().as_str(), format!("{base}{key}"), "{path}");
        }
        assert_eq!(iri_of(base, "%FF"), None);
        assert_eq!(page_of("person/李强"), "/#/entity/person%2F%E6%9D%8E%E5%BC%BA");
        assert_eq!(page_of("policy/100%\""), "/#/entity/policy%2F100%25%22");
    }

    #[test]
    fn a_base_has_a_path_or_not() {
        for (base, path) in [
            ("https://w3id.org/wenmai/data/", Some("/wenmai/data/")),
            ("http://localhost:7878/", None),
            ("http://e/x#", None),
            ("http://e/x?y=/", None),
            ("urn:x:", None),
            ("http://e", None),
        ] {
            assert_eq!(base_path(base), path, "{base}");
        }
    }
}
