//! The formats that answers are offered in, the preferred one first.

use axum::http::StatusCode;
use oxigraph::io::{JsonLdProfileSet, RdfFormat};
use oxigraph::sparql::results::QueryResultsFormat;

use super::Problem;
use super::accept::Offer;

const JSON_LD: RdfFormat = RdfFormat::JsonLd { profile: JsonLdProfileSet::empty() };

/// Of rows.
pub(super) const ROWS: [Offer<QueryResultsFormat>; 6] = [
    Offer { media: "application/sparql-results+json", what: QueryResultsFormat::Json },
    Offer { media: "application/sparql-results+xml", what: QueryResultsFormat::Xml },
    Offer { media: "text/csv", what: QueryResultsFormat::Csv },
    Offer { media: "text/tab-separated-values", what: QueryResultsFormat::Tsv },
    Offer { media: "application/json", what: QueryResultsFormat::Json },
    Offer { media: "application/xml", what: QueryResultsFormat::Xml },
];

/// Of triples.
pub(super) const GRAPH: [Offer<RdfFormat>; 9] = [
    Offer { media: "text/turtle", what: RdfFormat::Turtle },
    Offer { media: "application/n-triples", what: RdfFormat::NTriples },
    Offer { media: "application/rdf+xml", what: RdfFormat::RdfXml },
    Offer { media: "application/ld+json", what: JSON_LD },
    Offer { media: "application/trig", what: RdfFormat::TriG },
    Offer { media: "application/n-quads", what: RdfFormat::NQuads },
    Offer { media: "application/json", what: JSON_LD },
    Offer { media: "application/xml", what: RdfFormat::RdfXml },
    Offer { media: "text/plain", what: RdfFormat::NTriples },
];

/// Of quads.
pub(super) const DATASET: [Offer<RdfFormat>; 4] = [
    Offer { media: "application/trig", what: RdfFormat::TriG },
    Offer { media: "application/n-quads", what: RdfFormat::NQuads },
    Offer { media: "application/ld+json", what: JSON_LD },
    Offer { media: "application/json", what: JSON_LD },
];

/// The value of `Content-Type` for a media type.
pub(super) fn full(media: &'static str) -> &'static str {
    match media {
        "text/csv" => "text/csv; charset=utf-8",
        "text/tab-separated-values" => "text/tab-separated-values; charset=utf-8",
        "text/turtle" => "text/turtle; charset=utf-8",
        "text/plain" => "text/plain; charset=utf-8",
        other => other,
    }
}

/// 406: none of these is accepted.
pub(super) fn none_accepted<T>(offers: &[Offer<T>]) -> Problem {
    let known = offers.iter().map(|offer| offer.media).collect::<Vec<_>>().join(", ");
    Problem::new(StatusCode::NOT_ACCEPTABLE, "no format of this answer is accepted", format!("accept one of {known}"))
}
