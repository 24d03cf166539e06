//! The SPARQL 1.1 Protocol: a query by GET, by a form or as the body itself enters, or an update by who has the token; results
//! leave in the format asked for. Without a query the service describes itself.
//!
//! Promises: queries never write and never reach the network; the default graph is the union of all graphs unless
//! `default-graph-uri`, `named-graph-uri` or the query say otherwise; a mistake in the query is told with line and column.

use std::io;

use axum::extract::{Request, State as Extracted};
use axum::http::header::HOST;
use axum::http::{HeaderMap, Method, StatusCode};
use axum::response::Response;
use oxigraph::io::{RdfFormat, RdfSerializer};
use oxigraph::model::NamedNode;
use oxigraph::sparql::results::{QueryResultsFormat, QueryResultsSerializer};
use oxigraph::sparql::{CancellationToken, QueryResults};

use super::accept::{Offer, choose};
use super::body::{Writer, streamed};
use super::description::description;
use super::request::{self, Params};
use super::state::failed;
use super::update::{self, may_write};
use super::{Problem, Shared, State, formats};
use crate::rdf::{Dataset, Form, Prepared, QueryError, vocab};

/// A query with the graphs that it sees.
struct Operation {
    query: String,
    dataset: Dataset,
}

/// `/sparql`.
pub(super) async fn sparql(Extracted(state): Extracted<Shared>, request: Request) -> Result<Response, Problem> {
    let (parts, body) = request.into_parts();
    let url = Params::read(parts.uri.query().unwrap_or_default().as_bytes())?;
    let headers = parts.headers;
    let limit = state.limits().request_bytes;
    match parts.method {
        Method::GET | Method::HEAD => {
            if url.has("update") {
                let hint = "send it by POST: a GET must change nothing";
                return Err(Problem::bad_request("an update cannot be sent by GET", hint));
            }
            let Some(query) = url.one("query")?.map(ToOwned::to_owned) else {
                return describe(&state, &headers).await;
            };
            let dataset = dataset(&url)?;
            answer(&state, headers, Operation { query, dataset }).await
        }
        Method::POST => match request::media_type(&headers)?.as_deref() {
            Some("application/x-www-form-urlencoded") => {
                let form = Params::read(&request::bytes(&headers, body, limit).await?)?;
                let text = |name| form.one(name).map(|text| text.map(ToOwned::to_owned));
                match (text("query")?, text("update")?) {
                    (Some(query), None) => {
                        let dataset = dataset(&url.and(form))?;
                        answer(&state, headers, Operation { query, dataset }).await
                    }
                    (None, Some(update)) => {
                        may_write(&state, &headers)?;
                        update::update(&state, update, using(&url.and(form))?).await
                    }
                    _ => Err(Problem::bad_request(
                        "the form has not exactly one of query and update",
                        "send the field query=…, or update=… where writing is allowed",
                    )),
                }
            }
            Some("application/sparql-query") => {
                let dataset = dataset(&url)?;
                let query = request::text(&headers, body, limit).await?;
                answer(&state, headers, Operation { query, dataset }).await
            }
            Some("application/sparql-update") => {
                may_write(&state, &headers)?;
                let using = using(&url)?;
                let update = request::text(&headers, body, state.limits().upload_bytes).await?;
                update::update(&state, update, using).await
            }
            other => {
                let message = format!("a query cannot be read from {}", other.unwrap_or("a body without Content-Type"));
                let hint = "send application/sparql-query, or application/x-www-form-urlencoded with query=…";
                Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, message, hint))
            }
        },
        _ => Err(Problem::method("GET, HEAD, POST")),
    }
}

fn dataset(params: &Params) -> Result<Dataset, Problem> {
    graphs(params, "default-graph-uri", "named-graph-uri")
}

fn using(params: &Params) -> Result<Dataset, Problem> {
    graphs(params, "using-graph-uri", "using-named-graph-uri")
}

fn graphs(params: &Params, default: &str, named: &str) -> Result<Dataset, Problem> {
    let all = |name| params.all(name).map(|iri| graph_iri(name, iri)).collect::<Result<Vec<_>, _>>();
    Ok(Dataset { default: all(default)?, named: all(named)? })
}

/// The service description, for who asks without a query.
async fn describe(state: &Shared, headers: &HeaderMap) -> Result<Response, Problem> {
    let offer = choose(headers, &formats::GRAPH).ok_or_else(|| formats::none_accepted(&formats::GRAPH))?;
    let host = headers.get(HOST).and_then(|host| host.to_str().ok()).unwrap_or("localhost");
    let address = NamedNode::new(format!("http://{host}/sparql"))
        .map_err(|error| Problem::bad_request(format!("Host is no name: {error}"), "send the server's own name"))?;
    streamed(state, move |state, _, writer| {
        writer.media(formats::full(offer.media));
        let mut serializer = serializer(offer.what).for_writer(writer);
        for triple in description(state, address.as_str()) {
            serializer.serialize_triple(&triple).map_err(broken)?;
        }
        serializer.finish().map_err(broken)?;
        Ok(())
    })
    .await
}

/// An absolute IRI given as a parameter.
pub(super) fn graph_iri(name: &str, iri: &str) -> Result<NamedNode, Problem> {
    NamedNode::new(iri).map_err(|error| {
        Problem::bad_request(
            format!("{name} is no IRI: {error}: {iri}"),
            "give an absolute IRI, percent-encoded as a parameter",
        )
    })
}

async fn answer(state: &Shared, headers: HeaderMap, operation: Operation) -> Result<Response, Problem> {
    streamed(state, move |state, token, writer| run(state, &headers, &operation, token, writer)).await
}

fn run(
    state: &State,
    headers: &HeaderMap,
    operation: &Operation,
    token: &CancellationToken,
    writer: &mut Writer,
) -> Result<(), Problem> {
    let query = Prepared::new(&operation.query, &operation.dataset, token).map_err(|error| refused(state, error))?;
    let limit = state.limits().rows;
    match query.form() {
        Form::Rows | Form::Boolean => {
            let offer = choose(headers, &formats::ROWS).ok_or_else(|| formats::none_accepted(&formats::ROWS))?;
            writer.media(formats::full(offer.media));
            solutions(state, query.run(&state.graph()).map_err(|error| refused(state, error))?, offer, limit, writer)
        }
        Form::Triples => {
            let offer = choose(headers, &formats::GRAPH).ok_or_else(|| formats::none_accepted(&formats::GRAPH))?;
            writer.media(formats::full(offer.media));
            let QueryResults::Graph(triples) = query.run(&state.graph()).map_err(|error| refused(state, error))? else {
                return Err(Problem::internal("a query for triples gave none"));
            };
            let mut serializer = serializer(offer.what).for_writer(writer);
            for (count, triple) in (1..).zip(triples) {
                enough(count, limit)?;
                serializer.serialize_triple(&triple.map_err(|error| refused(state, error.into()))?).map_err(broken)?;
            }
            serializer.finish().map_err(broken)?;
            Ok(())
        }
    }
}

fn solutions(
    state: &State,
    results: QueryResults<'_>,
    offer: Offer<QueryResultsFormat>,
    limit: u64,
    writer: &mut Writer,
) -> Result<(), Problem> {
    let serializer = QueryResultsSerializer::from_format(offer.what);
    match results {
        QueryResults::Boolean(value) => {
            serializer.serialize_boolean_to_writer(writer, value).map_err(broken)?;
        }
        QueryResults::Solutions(rows) => {
            let mut serializer =
                serializer.serialize_solutions_to_writer(writer, rows.variables().to_vec()).map_err(broken)?;
            for (count, row) in (1..).zip(rows) {
                enough(count, limit)?;
                serializer.serialize(&row.map_err(|error| refused(state, error.into()))?).map_err(broken)?;
            }
            serializer.finish().map_err(broken)?;
        }
        QueryResults::Graph(_) => return Err(Problem::internal("a query for rows gave triples")),
    }
    Ok(())
}

/// A serializer that knows our prefixes.
pub(super) fn serializer(format: RdfFormat) -> RdfSerializer {
    vocab::PREFIXES.iter().fold(RdfSerializer::from_format(format), |serializer, (name, iri)| {
        serializer.with_prefix(*name, *iri).expect("the declared prefixes are IRIs")
    })
}

fn enough(count: u64, limit: u64) -> Result<(), Problem> {
    if limit > 0 && count > limit {
        let message = format!("the answer has more than {limit} rows, the limit of this server");
        return Err(Problem::bad_request(message, "add a LIMIT, or raise --rows at the server"));
    }
    Ok(())
}

/// The reader is gone, or took too long.
pub(super) fn broken(error: io::Error) -> Problem {
    Problem::internal(error)
}

/// What a query's failure is to the one who asked.
fn refused(state: &State, error: QueryError) -> Problem {
    let hint = match error {
        QueryError::Evaluation(error) => return failed(state, error),
        QueryError::Syntax(_) => "line and column are counted from 1; see https://www.w3.org/TR/sparql11-query/",
        QueryError::Service => "leave SERVICE out, or ask the other endpoint yourself",
        QueryError::Cancelled => "narrow the question, or raise --timeout at the server",
        _ => "change the query",
    };
    Problem::bad_request(error.to_string(), hint)
}
