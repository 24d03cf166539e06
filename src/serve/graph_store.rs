//! The SPARQL 1.1 Graph Store Protocol: the IRI of a graph enters; its triples leave, or are written by who has the token.
//!
//! `?default` is the graph without a name, which holds only what was written there; what queries see by default is the union
//! of all graphs. Without `?graph` and `?default` GET gives all graphs, with their names.

use axum::extract::{Request, State as Extracted};
use axum::http::header::{CONTENT_TYPE, LOCATION};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use axum::response::{IntoResponse, Response};
use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::{GraphNameRef, NamedNode};

use super::accept::choose;
use super::body::streamed;
use super::request::{self, Params};
use super::sparql::{broken, graph_iri, serializer};
use super::state::{failed, out_of_time};
use super::update::may_write;
use super::written::WriteError;
use super::{Problem, Shared, formats};
use crate::rdf::Draft;

/// Which graph a request is about.
enum Target {
    All,
    Default,
    Named(NamedNode),
}

/// `/store`.
pub(super) async fn graph_store(Extracted(state): Extracted<Shared>, request: Request) -> Result<Response, Problem> {
    let (parts, body) = request.into_parts();
    let target = target(&Params::read(parts.uri.query().unwrap_or_default().as_bytes())?)?;
    let headers = parts.headers;
    match parts.method {
        Method::GET | Method::HEAD => read(&state, &headers, target, parts.method == Method::HEAD).await,
        method @ (Method::PUT | Method::POST | Method::DELETE) => {
            may_write(&state, &headers)?;
            let graph = match target {
                Target::All => {
                    let hint = "say ?graph=IRI, or ?default for the graph without a name";
                    return Err(Problem::bad_request("it is not said which graph is meant", hint));
                }
                Target::Default => None,
                Target::Named(graph) => Some(graph),
            };
            state.written.check(graph.as_ref())?;
            if method == Method::DELETE {
                return state.whole(move |state| delete(state, graph.as_ref())).await?;
            }
            let format = format_of(&headers)?;
            let bytes = request::bytes(&headers, body, state.limits().upload_bytes).await?;
            let replace = method == Method::PUT;
            write(&state, graph, format, bytes, replace).await
        }
        _ => Err(Problem::method("GET, HEAD, PUT, POST, DELETE")),
    }
}

fn target(params: &Params) -> Result<Target, Problem> {
    match (params.one("graph")?, params.has("default")) {
        (Some(_), true) => {
            Err(Problem::bad_request("graph and default are both given", "say ?graph=IRI or ?default, not both"))
        }
        (Some(iri), false) => Ok(Target::Named(graph_iri("graph", iri)?)),
        (None, true) => Ok(Target::Default),
        (None, false) => Ok(Target::All),
    }
}

async fn read(state: &Shared, headers: &HeaderMap, target: Target, head: bool) -> Result<Response, Problem> {
    let offers = if matches!(target, Target::All) { &formats::DATASET[..] } else { &formats::GRAPH[..] };
    let offer = choose(headers, offers).ok_or_else(|| formats::none_accepted(offers))?;
    let missing = |graph: &NamedNode| {
        let hint = "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } } LIMIT 100 lists graphs";
        Problem::not_found(format!("there is no graph {graph}"), hint)
    };
    if head {
        if let Target::Named(graph) = target {
            let there = move |state: &super::State| (state.graph().contains_graph(&graph), graph);
            let (there, graph) = state.heavy(there).await?;
            if !there.map_err(|error| failed(state, error))? {
                return Err(missing(&graph));
            }
        }
        let media = HeaderValue::from_static(formats::full(offer.media));
        return Ok(([(CONTENT_TYPE, media)], ()).into_response());
    }
    streamed(state, move |state, token, writer| {
        writer.media(formats::full(offer.media));
        let limit = state.limits().time;
        let mut serializer = serializer(offer.what).for_writer(writer);
        let (named, graph) = match &target {
            Target::All => (true, None),
            Target::Default => (false, Some(GraphNameRef::DefaultGraph)),
            Target::Named(graph) => (false, Some(GraphNameRef::NamedNode(graph.as_ref()))),
        };
        let quads = state.graph().quads(None, None, None, graph, token).map_err(|error| failed(state, error))?;
        let mut empty = true;
        for quad in quads {
            if token.is_cancelled() {
                return Err(out_of_time(limit));
            }
            let quad = quad.map_err(|error| failed(state, error))?;
            empty = false;
            if named {
                serializer.serialize_quad(&quad).map_err(broken)?;
            } else {
                let triple = oxigraph::model::Triple::new(quad.subject, quad.predicate, quad.object);
                serializer.serialize_triple(&triple).map_err(broken)?;
            }
        }
        if let (true, Target::Named(graph)) = (empty, &target) {
            return Err(missing(graph));
        }
        serializer.finish().map_err(broken)?;
        Ok(())
    })
    .await
}

/// The format that the body is in.
fn format_of(headers: &HeaderMap) -> Result<RdfFormat, Problem> {
    let media = request::media_type(headers)?;
    let known = media.as_deref().and_then(RdfFormat::from_media_type);
    // The loose names of the engine would read a page of a browser's form as triples.
    known.filter(|_| media.as_deref() != Some("text/plain")).ok_or_else(|| {
        let message =
            format!("a graph cannot be read from {}", media.as_deref().unwrap_or("a body without Content-Type"));
        let hint =
            "send text/turtle, application/n-triples, application/rdf+xml, application/ld+json or application/trig";
        Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, message, hint)
    })
}

async fn write(
    state: &Shared,
    graph: Option<NamedNode>,
    format: RdfFormat,
    bytes: axum::body::Bytes,
    replace: bool,
) -> Result<Response, Problem> {
    state
        .whole(move |state| {
            let name = graph.as_ref().map_or(GraphNameRef::DefaultGraph, |graph| graph.as_ref().into());
            let mut parser =
                RdfParser::from_format(format).without_named_graphs().with_default_graph(name).rename_blank_nodes();
            if let Some(graph) = &graph {
                parser = parser.with_base_iri(graph.as_str()).map_err(Problem::internal)?;
            }
            let quads = parser.for_slice(&bytes).collect::<Result<Vec<_>, _>>().map_err(|error| {
                Problem::bad_request(format!("the body is no {format}: {error}"), "correct it; nothing was written")
            })?;
            let new = state.written.write(|draft| {
                let new = !exists(draft, graph.as_ref())?;
                if replace {
                    draft.clear(name).map_err(WriteError::from)?;
                }
                for quad in &quads {
                    draft.insert(quad).map_err(WriteError::from)?;
                }
                Ok::<_, Problem>(new && !quads.is_empty())
            })?;
            let status = if new { StatusCode::CREATED } else { StatusCode::NO_CONTENT };
            let mut response = status.into_response();
            if let (true, Some(value)) = (new, graph.and_then(|graph| HeaderValue::from_str(graph.as_str()).ok())) {
                response.headers_mut().insert(LOCATION, value);
            }
            Ok(response)
        })
        .await?
}

fn exists(draft: &Draft, graph: Option<&NamedNode>) -> Result<bool, WriteError> {
    graph.map_or(Ok(true), |graph| Ok(draft.graph().contains_graph(graph)?))
}

fn delete(state: &super::State, graph: Option<&NamedNode>) -> Result<Response, Problem> {
    state.written.write(|draft| {
        if !exists(draft, graph)? {
            return Err(Problem::not_found("there is no such graph", "nothing was deleted"));
        }
        draft
            .clear(graph.map_or(GraphNameRef::DefaultGraph, |graph| graph.as_ref().into()))
            .map_err(WriteError::from)?;
        Ok(StatusCode::NO_CONTENT.into_response())
    })
}
