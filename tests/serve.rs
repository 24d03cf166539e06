//! `wenmai serve` as its clients see it: the protocols, the limits, what it refuses, and that it ends.

#[path = "support/http.rs"]
mod http;

use std::collections::BTreeSet;
use std::io::{Read, Write};
use std::thread;
use std::time::Duration;

use http::{Reply, Server, build, encode, examples};
use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::sparql::results::{QueryResultsFormat, QueryResultsParser, SliceQueryResultsParserOutput};

const JSON: &str = "application/sparql-results+json";
const VISITS: &str = "SELECT ?who ?what { ?who wm:visited ?what } ORDER BY ?who ?what";
const CONSTRUCT: &str = "CONSTRUCT { ?who wm:visited ?what } WHERE { ?who wm:visited ?what }";
/// Runs for ever, for what is limited: each step looks into the graph.
const ENDLESS: &str = "SELECT (COUNT(*) AS ?n) { ?a a ?t . ?b a ?t . ?c a ?t . ?d a ?t . ?e a ?t }";
/// Run for ever over what is not connected: the engine alone would not look whether it is to stop.
const DEAF: [&str; 2] = [
    "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "SELECT DISTINCT ?a { ?a <urn:p>* ?b . ?c <urn:p>* ?d . ?e <urn:p>* ?f . ?g <urn:p>* ?h }",
];
const LONG: &str = "SELECT ?a ?c ?f { ?a ?b ?c . ?d ?e ?f }";
const TOKEN: &str = "a token of the tests";

fn bearer() -> (&'static str, String) {
    ("Authorization", format!("Bearer {TOKEN}"))
}

#[track_caller]
fn refused(reply: &Reply, status: u16, says: &str) {
    assert_eq!(reply.status, status, "{}", reply.text());
    let text = reply.text();
    assert!(text.starts_with("error: ") && text.contains("\nhint: "), "{text}");
    assert!(text.contains(says), "{text}");
    assert_eq!(reply.header("content-type"), "text/plain; charset=utf-8");
}

#[test]
fn a_query_may_be_sent_in_three_ways() {
    let server = Server::start(examples(), &["--quiet"]);
    let health = server.get("/healthz", &[]);
    assert_eq!((health.status, health.json()["status"].as_str()), (200, Some("ok")));
    assert!(health.json()["quads"].as_u64() > Some(1000));

    let by_get = server.query(VISITS, JSON);
    let form = format!("query={}", encode(VISITS));
    let by_form =
        server.send("POST", "/sparql", &[("Content-Type", "application/x-www-form-urlencoded")], form.as_bytes());
    let direct = server.send(
        "POST",
        "/sparql",
        &[("Content-Type", "application/sparql-query; charset=UTF-8"), ("Accept", JSON)],
        VISITS.as_bytes(),
    );
    for reply in [&by_get, &by_form, &direct] {
        assert_eq!((reply.status, reply.header("content-type")), (200, JSON), "{}", reply.text());
        assert!(reply.whole);
    }
    let rows = by_get.json()["results"]["bindings"].as_array().unwrap().len();
    assert!(rows > 3, "{rows}");
    assert_eq!(by_get.body, by_form.body);
    assert_eq!(by_get.body, direct.body);
    let head = server.send("HEAD", &format!("/sparql?query={}", encode(VISITS)), &[("Accept", JSON)], b"");
    assert_eq!((head.status, head.header("content-type"), head.body.len()), (200, JSON, 0));
    assert_eq!(server.log(), "", "--quiet");
}

#[test]
fn results_come_in_the_format_asked_for_and_read_back() {
    let server = Server::start(examples(), &[]);
    let expected = server.query(VISITS, JSON).json()["results"]["bindings"].as_array().unwrap().len();
    for (accept, content, format) in [
        ("", JSON, QueryResultsFormat::Json),
        ("*/*", JSON, QueryResultsFormat::Json),
        ("application/json", "application/json", QueryResultsFormat::Json),
        ("application/sparql-results+xml, text/csv;q=0.5", "application/sparql-results+xml", QueryResultsFormat::Xml),
        ("text/html,application/xml;q=0.9,*/*;q=0.8", "application/xml", QueryResultsFormat::Xml),
        (
            "text/csv;q=0.5, text/tab-separated-values",
            "text/tab-separated-values; charset=utf-8",
            QueryResultsFormat::Tsv,
        ),
    ] {
        let reply = server.query(VISITS, accept);
        assert_eq!(reply.header("content-type"), content, "{accept}: {}", reply.text());
        assert!(reply.header("vary").contains("accept"), "{accept}");
        let SliceQueryResultsParserOutput::Solutions(rows) =
            QueryResultsParser::from_format(format).for_slice(&reply.body).unwrap()
        else {
            panic!("{accept} gives no rows")
        };
        assert_eq!(rows.map(|row| row.unwrap().len()).filter(|len| *len == 2).count(), expected, "{accept}");
    }
    assert_eq!(server.query(VISITS, "text/csv").text().lines().count(), expected + 1);
    for accept in [JSON, "application/sparql-results+xml"] {
        let reply = server.query("ASK { ?who wm:visited ?what }", accept);
        assert_eq!((reply.status, reply.header("content-type")), (200, accept));
        assert!(reply.text().contains("true"));
    }

    let triples = |reply: &Reply, format: RdfFormat| {
        let quads = RdfParser::from_format(format).for_slice(&reply.body);
        quads.map(|quad| quad.unwrap().to_string()).collect::<BTreeSet<_>>()
    };
    let first = triples(&server.query(CONSTRUCT, "application/n-triples"), RdfFormat::NTriples);
    assert_eq!(first.len(), expected);
    for (accept, content) in [
        ("", "text/turtle; charset=utf-8"),
        ("text/turtle", "text/turtle; charset=utf-8"),
        ("application/rdf+xml", "application/rdf+xml"),
        ("application/ld+json", "application/ld+json"),
        ("application/trig, text/turtle;q=0.9", "application/trig"),
        ("application/n-quads", "application/n-quads"),
    ] {
        let reply = server.query(CONSTRUCT, accept);
        assert_eq!(reply.header("content-type"), content, "{}", reply.text());
        assert_eq!(triples(&reply, RdfFormat::from_media_type(content).unwrap()), first, "{accept}");
    }
    refused(&server.query(VISITS, "text/turtle"), 406, "application/sparql-results+json");
    refused(&server.query(CONSTRUCT, "text/csv"), 406, "text/turtle");
    refused(&server.query(VISITS, "text/csv;q=0"), 406, "text/csv");
}

#[test]
fn the_graphs_that_a_query_sees_may_be_said() {
    let server = Server::start(examples(), &[]);
    let events = server.column("SELECT DISTINCT ?g { GRAPH ?g { ?e a wm:Visit } }");
    assert_eq!(events.len(), 1);
    let count = |extra: &str, pattern: &str| {
        let query = encode(&format!("SELECT (COUNT(*) AS ?n) {{ {pattern} }}"));
        let reply = server.get(&format!("/sparql?query={query}{extra}"), &[("Accept", "text/csv")]);
        assert_eq!(reply.status, 200, "{}", reply.text());
        reply.text().lines().nth(1).unwrap().parse::<usize>().unwrap()
    };
    let graph = encode(&events[0]);
    let (default, named) = (format!("&default-graph-uri={graph}"), format!("&named-graph-uri={graph}"));
    let union = count("", "?s ?p ?o");
    let inside = count("", &format!("GRAPH <{}> {{ ?s ?p ?o }}", events[0]));
    assert!(0 < inside && inside < union);
    assert_eq!(count(&default, "?s ?p ?o"), inside);
    assert_eq!(count(&default, "GRAPH ?g { ?s ?p ?o }"), 0);
    assert_eq!(count(&named, "?s ?p ?o"), 0);
    assert_eq!(count(&named, "GRAPH ?g { ?s ?p ?o }"), inside);
    assert_eq!(count("&default-graph-uri=urn%3Anone", "?s ?p ?o"), 0);
    assert_eq!(count(&format!("&default-graph-uri=urn%3Anone{default}"), "?s ?p ?o"), inside);
    // What stands beside the query takes the place of its FROM.
    let query = encode(&format!("SELECT (COUNT(*) AS ?n) FROM <{}> {{ ?s ?p ?o }}", events[0]));
    let from = server.get(&format!("/sparql?query={query}"), &[("Accept", "text/csv")]);
    assert_eq!(from.text().lines().nth(1), Some(inside.to_string().as_str()));
    let other = server.get(&format!("/sparql?query={query}&default-graph-uri=urn%3Anone"), &[("Accept", "text/csv")]);
    assert_eq!(other.text().lines().nth(1), Some("0"));
    refused(&server.get("/sparql?query=ASK%7B%7D&default-graph-uri=no+iri", &[]), 400, "default-graph-uri");
}

#[test]
fn what_is_wrong_is_said() {
    let server = Server::start(examples(), &["--request-bytes", "2000"]);
    refused(&server.query("SELECT * {\n  ?s ?p\n}", JSON), 400, "at 3:");
    refused(&server.query("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", JSON), 400, "SERVICE");
    refused(&server.query("INSERT DATA { <urn:a> <urn:b> <urn:c> }", JSON), 400, "not valid SPARQL");
    refused(&server.get("/sparql?query=ASK%7B%7D&query=ASK%7B%7D", &[]), 400, "more than once");
    refused(&server.get("/sparql?query=%FF", &[]), 400, "UTF-8");
    refused(&server.get("/sparql?update=CLEAR+ALL", &[]), 400, "POST");
    refused(&server.get("/nothing", &[]), 404, "nothing at this address");
    for (path, allowed) in [("/sparql", "GET, HEAD, POST"), ("/store?default", "GET, HEAD, PUT, POST, DELETE")] {
        let reply = server.send("PATCH", path, &[], b"");
        refused(&reply, 405, "method");
        assert_eq!(reply.header("allow"), allowed);
    }
    refused(&server.send("POST", "/healthz", &[], b""), 405, "method");
    let post = |content: &str, body: &[u8]| server.send("POST", "/sparql", &[("Content-Type", content)], body);
    refused(&post("text/plain", b"ASK {}"), 415, "application/sparql-query");
    refused(&post("application/sparql-query; charset=gb18030", b"ASK {}"), 415, "UTF-8");
    refused(&server.send("POST", "/sparql", &[], b"ASK {}"), 415, "Content-Type");
    refused(&post("application/sparql-query", b"ASK { \xff }"), 400, "UTF-8");
    refused(&post("application/x-www-form-urlencoded", b"x=y"), 400, "query");
    let long = format!("ASK {{}} #{}", "x".repeat(2000));
    refused(&post("application/sparql-query", long.as_bytes()), 413, "2000 bytes");
    let chunked = "POST /sparql HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/sparql-query\r\n\
                   Transfer-Encoding: chunked\r\n\r\n";
    let body = format!("{chunked}{:x}\r\n{long}\r\n0\r\n\r\n", long.len());
    refused(&server.raw(body.as_bytes()), 413, "2000 bytes");
    // Nothing can be written without a token at the start.
    for (method, path, content) in [
        ("POST", "/sparql", "application/sparql-update"),
        ("PUT", "/store?graph=urn%3Ax", "text/turtle"),
        ("DELETE", "/store?default", ""),
    ] {
        let reply = server.send(method, path, &[("Content-Type", content), ("Authorization", "Bearer ")], b"");
        refused(&reply, 403, "read-only");
    }
    refused(&post("application/x-www-form-urlencoded", b"update=CLEAR+ALL"), 403, "read-only");
    let told = server.log();
    assert!(told.contains(" GET /nothing 404 ") && told.contains(" POST /sparql 415 "), "{told}");
}

#[test]
fn a_query_that_takes_too_long_is_stopped_and_its_place_is_free_again() {
    let server = Server::start(examples(), &["--timeout", "0.5", "--concurrent", "1"]);
    for _ in 0..3 {
        let reply = server.query(ENDLESS, JSON);
        refused(&reply, 503, "0.5 s");
        assert!(reply.header("retry-after").parse::<u32>().is_ok());
    }
    // With one place, an answer means that the stopped ones gave it back.
    assert_eq!(server.query("ASK {}", JSON).status, 200);
    // One that has begun to answer cannot take its status back: it breaks off.
    let reply = server.query("SELECT ?a ?d ?g { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }", "text/csv");
    assert!(reply.status == 200 && !reply.whole || reply.status == 503, "{}", reply.status);
    assert_eq!(server.query("ASK {}", JSON).status, 200);
    for query in DEAF {
        refused(&server.query(query, JSON), 503, "0.5 s");
        assert_eq!(server.query("ASK {}", JSON).status, 200, "{query}");
    }
    assert_eq!(server.stop().code(), Some(0));
}

#[test]
fn a_reader_that_leaves_ends_its_query() {
    let server = Server::start(examples(), &["--timeout", "600", "--concurrent", "1", "--rows", "0"]);
    for query in [ENDLESS, LONG] {
        let mut stream = server.connect();
        write!(stream, "GET /sparql?query={} HTTP/1.1\r\nHost: localhost\r\n\r\n", encode(query)).unwrap();
        if query == LONG {
            let mut some = [0; 1000];
            stream.read_exact(&mut some).unwrap();
        } else {
            thread::sleep(Duration::from_millis(300));
        }
        drop(stream);
        assert_eq!(server.query("ASK {}", JSON).status, 200, "{query}");
    }
}

#[test]
fn long_answers_stream_and_are_limited() {
    let server = Server::start(examples(), &["--rows", "50000"]);
    let reply = server.query(&format!("{LONG} LIMIT 50000"), "text/csv");
    assert_eq!((reply.status, reply.header("transfer-encoding")), (200, "chunked"));
    assert!(reply.whole);
    assert_eq!(reply.text().lines().count(), 50001);
    let over = server.query(LONG, "text/csv");
    assert!(over.status == 200 && !over.whole, "what is cut off must not look whole");

    let few = Server::start(examples(), &["--rows", "3"]);
    refused(&few.query("SELECT * { ?s ?p ?o }", JSON), 400, "--rows");
    refused(&few.query("CONSTRUCT WHERE { ?s ?p ?o }", ""), 400, "LIMIT");
    assert_eq!(few.query("SELECT * { ?s ?p ?o } LIMIT 3", JSON).status, 200);
}

#[test]
fn too_many_queries_are_told_to_come_again() {
    let server = Server::start(examples(), &["--concurrent", "1", "--waiting", "0", "--timeout", "600"]);
    let mut told = false;
    let mut busy = Vec::new();
    // The endless one may itself be refused, where the place of the query before it is not yet free again: then it is sent anew.
    while !told && busy.len() < 20 {
        let mut one = server.connect();
        write!(one, "GET /sparql?query={} HTTP/1.1\r\nHost: localhost\r\n\r\n", encode(ENDLESS)).unwrap();
        busy.push(one);
        thread::sleep(Duration::from_millis(200));
        let reply = server.query("ASK {}", JSON);
        if reply.status == 503 {
            refused(&reply, 503, "come again");
            assert_eq!(reply.header("retry-after"), "1");
            told = true;
        }
    }
    assert!(told);
    // What is light is answered meanwhile.
    assert_eq!(server.get("/healthz", &[]).status, 200);
}

#[test]
fn graphs_are_read_and_the_service_describes_itself() {
    let server = Server::start(examples(), &[]);
    let graph = server.column("SELECT DISTINCT ?g { GRAPH ?g { ?e a wm:Visit } }").remove(0);
    let path = format!("/store?graph={}", encode(&graph));
    let inside = server.column(&format!("SELECT (COUNT(*) AS ?n) {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}")).remove(0);
    let reply = server.get(&path, &[("Accept", "application/n-triples")]);
    assert_eq!(reply.text().lines().count().to_string(), inside);
    let head = server.send("HEAD", &path, &[], b"");
    assert_eq!((head.status, head.header("content-type"), head.body.len()), (200, "text/turtle; charset=utf-8", 0));
    refused(&server.get("/store?graph=urn%3Anone", &[]), 404, "urn:none");
    refused(&server.get("/store?graph=none", &[]), 400, "graph");
    refused(&server.get(&format!("{path}&default"), &[]), 400, "not both");
    refused(&server.get(&path, &[("Accept", "text/csv")]), 406, "text/turtle");
    assert_eq!(server.get("/store?default", &[]).status, 200);
    let all = server.get("/store", &[("Accept", "application/n-quads")]);
    let quads = server.get("/healthz", &[]).json()["quads"].as_u64().unwrap();
    assert_eq!(all.text().lines().count() as u64, quads);

    let described = server.get("/sparql", &[("Accept", "text/turtle")]);
    let address = format!("http://{}/sparql", server.address());
    assert!(described.text().contains(&format!("<{address}>")), "{}", described.text());
    for word in ["UnionDefaultGraph", "SPARQL11Query", "SPARQL_Results_JSON"] {
        assert!(described.text().contains(word), "{word}");
    }
    assert!(!described.text().contains("SPARQL11Update"));
}

#[test]
fn what_is_written_stays_beside_what_is_computed() {
    let store = build(&["examples/articles/2025-06-20-tour.md", "--date", "2025-05-21"]);
    let writable = ["--writable", "--token", TOKEN];
    let server = Server::start(store.path(), &writable);
    let (name, value) = bearer();
    let token = (name, value.as_str());
    let turtle = ("Content-Type", "text/turtle");
    let path = "/store?graph=http%3A%2F%2Fnotes.example%2Fg";
    let body = "<http://notes.example/a> <http://notes.example/says> \"甲\"@zh .".as_bytes();

    refused(&server.send("PUT", path, &[turtle], body), 401, "token");
    refused(&server.send("PUT", path, &[turtle, ("Authorization", "Bearer wrong")], body), 401, "right one");
    assert_eq!(server.get(path, &[]).status, 404);
    let put = server.send("PUT", path, &[turtle, token], body);
    assert_eq!((put.status, put.header("location")), (201, "http://notes.example/g"));
    assert_eq!(server.send("PUT", path, &[turtle, token], body).status, 204);
    let more = b"<b> <http://notes.example/says> [] .";
    assert_eq!(server.send("POST", path, &[turtle, token], more).status, 204);
    let back = server.get(path, &[("Accept", "application/n-triples")]).text();
    assert_eq!(back.lines().count(), 2, "{back}");
    assert!(back.contains("<http://notes.example/b>"), "relative IRIs are the graph's: {back}");
    // Queries see it in the union.
    assert_eq!(server.column("SELECT ?o { <http://notes.example/a> ?p ?o }"), ["甲"]);

    refused(&server.send("PUT", path, &[turtle, token], b"<a> <b>\n  nonsense ."), 400, "line 2");
    refused(&server.send("PUT", path, &[("Content-Type", "text/csv"), token], body), 415, "text/turtle");
    refused(&server.send("PUT", "/store", &[turtle, token], body), 400, "which graph");
    refused(&server.send("DELETE", "/store?graph=urn%3Anone", &[token], b""), 404, "no such graph");
    let computed = server.column("SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } } ORDER BY ?g");
    let computed: Vec<_> = computed.into_iter().filter(|graph| !graph.contains("notes.example")).collect();
    assert!(!computed.is_empty());
    for graph in &computed {
        let path = format!("/store?graph={}", encode(graph));
        refused(&server.send("PUT", &path, &[turtle, token], body), 403, "computed");
        refused(&server.send("DELETE", &path, &[token], b""), 403, "computed");
    }

    let update = |text: &str| {
        server.send("POST", "/sparql", &[("Content-Type", "application/sparql-update"), token], text.as_bytes())
    };
    assert_eq!(update("INSERT DATA { <urn:x> <urn:p> 1 }").status, 204);
    let form =
        format!("update={}", encode("INSERT { <urn:y> <urn:p> ?n } WHERE { SELECT (COUNT(*) AS ?n) { ?s a ?c } }"));
    let form_type = ("Content-Type", "application/x-www-form-urlencoded");
    assert_eq!(server.send("POST", "/sparql", &[form_type, token], form.as_bytes()).status, 204);
    refused(&server.send("POST", "/sparql", &[form_type], form.as_bytes()), 401, "token");
    assert_ne!(server.column("SELECT ?n { <urn:y> <urn:p> ?n }"), ["0"], "WHERE sees the union");
    refused(&update("CLEAR ALL"), 403, "every named graph");
    refused(&update(&format!("DROP GRAPH <{}>", computed[0])), 403, "computed");
    refused(&update("LOAD <http://127.0.0.1:9/x>"), 400, "LOAD");
    refused(&update("INSERT { ?s ?p 1 } WHERE { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"), 400, "SERVICE");
    refused(&update("INSERT DATA { <urn:x>"), 400, "1:22");
    // All of an update or nothing: the second part is refused.
    refused(&update("INSERT DATA { <urn:half> <urn:p> 1 } ; CLEAR NAMED"), 403, "every named graph");
    assert_eq!(server.column("SELECT ?o { <urn:half> ?p ?o }"), Vec::<String>::new());

    // A new start and a new build both leave it.
    let lines = |server: &Server| {
        let text = server.get("/store", &[("Accept", "application/n-quads")]).text();
        text.lines().map(ToOwned::to_owned).collect::<BTreeSet<_>>()
    };
    let before = lines(&server);
    assert!(server.stop().success());
    let again = Server::start(store.path(), &[]);
    assert!(again.log().contains("written over the protocol"), "{}", again.log());
    assert_eq!(lines(&again), before);
    drop(again);
    let built = std::process::Command::new(env!("CARGO_BIN_EXE_wenmai"))
        .args(["build", "examples/articles/2025-06-23-forum.html", "--date", "2025-05-21", "--store"])
        .arg(store.path())
        .output()
        .unwrap();
    assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
    let again = Server::start(store.path(), &writable);
    assert_eq!(again.column("SELECT ?o { <http://notes.example/a> ?p ?o }"), ["甲"]);
    assert_eq!(again.send("DELETE", path, &[token], b"").status, 204);
    assert_eq!(again.get(path, &[]).status, 404);
    assert_eq!(again.send("DELETE", "/store?default", &[token], b"").status, 204);
    assert_eq!(std::fs::read_to_string(store.path().join("written.nq")).unwrap(), "");
}

#[test]
fn a_thing_is_found_at_its_iri() {
    let server = Server::start(examples(), &[]);
    let iri = server.column("SELECT ?s { ?s a wm:Person ; skos:prefLabel ?n } ORDER BY ?s LIMIT 1").remove(0);
    let key = iri.strip_prefix("https://w3id.org/wenmai/data/").unwrap();
    for path in [
        format!("/id/{}", encode(key).replace("%2F", "/")),
        format!("/wenmai/data/{}", encode(key).replace("%2F", "/")),
    ] {
        let page = server.get(&path, &[("Accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8")]);
        assert_eq!(page.status, 303, "{}", page.text());
        assert!(page.header("location").starts_with("/#/entity/person%2F"), "{}", page.header("location"));
        let turtle = server.get(&path, &[("Accept", "text/turtle")]);
        assert_eq!((turtle.status, turtle.header("content-type")), (200, "text/turtle; charset=utf-8"));
        assert!(turtle.text().contains("wm:Person") && turtle.text().contains("skos:prefLabel"), "{}", turtle.text());
        let triples = server.get(&path, &[("Accept", "application/n-triples")]).text();
        let own = triples.lines().filter(|line| line.starts_with(&format!("<{iri}>"))).count();
        let distinct = format!("SELECT (COUNT(*) AS ?n) {{ SELECT DISTINCT ?p ?o {{ <{iri}> ?p ?o }} }}");
        assert_eq!(own.to_string(), server.column(&distinct)[0]);
        assert_eq!(triples, server.get(&path, &[("Accept", "application/n-triples")]).text());
        refused(&server.get(&path, &[("Accept", "text/csv")]), 406, "text/turtle");
        refused(&server.send("POST", &path, &[], b""), 405, "method");
    }
    refused(&server.get("/id/person/nobody", &[]), 404, "person/nobody");
    refused(&server.get("/id/%FF", &[]), 400, "UTF-8");
    let graph = server.column("SELECT DISTINCT ?g { GRAPH ?g { ?e a wm:Visit } }").remove(0);
    let path = format!("/id/{}", graph.strip_prefix("https://w3id.org/wenmai/data/").unwrap());
    assert!(server.get(&path, &[("Accept", "application/n-triples")]).text().lines().count() > 10);
}

#[test]
fn strangers_names_and_pages_are_kept_out() {
    let server = Server::start(examples(), &["--allow-host", "Graph.example"]);
    for (host, status) in [
        ("localhost", 200),
        ("127.0.0.1:99", 200),
        ("[::1]:99", 200),
        ("graph.example:80", 200),
        ("evil.example", 421),
        ("127.0.0.1.evil.example", 421),
        ("", 421),
    ] {
        assert_eq!(server.get("/healthz", &[("Host", host)]).status, status, "{host}");
    }
    let origin = ("Origin", "https://page.example");
    assert_eq!(server.get("/healthz", &[origin]).header("access-control-allow-origin"), "");
    let open = Server::start(examples(), &["--cors", "https://page.example"]);
    assert_eq!(open.get("/healthz", &[origin]).header("access-control-allow-origin"), "https://page.example");
    assert_eq!(open.get("/healthz", &[("Origin", "https://other.example")]).header("access-control-allow-origin"), "");
    let asked = open.send("OPTIONS", "/sparql", &[origin, ("Access-Control-Request-Method", "POST")], b"");
    assert!(asked.status == 200 && asked.header("access-control-allow-methods").contains("POST"), "{asked:?}");
}

#[test]
fn answers_are_compressed_where_asked() {
    let server = Server::start(examples(), &[]);
    let query = format!("/sparql?query={}", encode("SELECT * { ?s ?p ?o } LIMIT 3000"));
    let plain = server.get(&query, &[]);
    for encoding in ["gzip", "br"] {
        let reply = server.get(&query, &[("Accept-Encoding", encoding)]);
        assert_eq!(reply.header("content-encoding"), encoding);
        assert!(reply.whole && reply.body.len() < plain.body.len() / 3, "{encoding}: {}", reply.body.len());
        if encoding == "gzip" {
            let mut text = Vec::new();
            flate2::read::GzDecoder::new(&reply.body[..]).read_to_end(&mut text).unwrap();
            assert_eq!(text.len(), plain.body.len());
        }
    }
}

#[test]
fn told_to_stop_it_ends_though_a_query_runs() {
    let server = Server::start(examples(), &["--timeout", "600", "--drain", "0.5"]);
    let mut idle = server.connect();
    write!(idle, "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
    let mut some = [0; 20];
    idle.read_exact(&mut some).unwrap();
    let mut busy = server.connect();
    write!(busy, "GET /sparql?query={} HTTP/1.1\r\nHost: localhost\r\n\r\n", encode(ENDLESS)).unwrap();
    thread::sleep(Duration::from_millis(300));
    assert_eq!(server.stop().code(), Some(0));
    let nothing_runs = Server::start(examples(), &["--drain", "600"]);
    let _idle = nothing_runs.connect();
    assert_eq!(nothing_runs.stop().code(), Some(0));
}

#[test]
fn what_cannot_be_started_is_said() {
    let start = |arguments: &[&str]| {
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_wenmai"))
            .arg("serve")
            .args(arguments)
            .env_remove("WENMAI_TOKEN")
            .output()
            .unwrap();
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    };
    let store = examples().to_str().unwrap();
    for (arguments, says) in [
        (&["--store", "/nowhere"][..], "wenmai build"),
        (&["--store", store, "--writable"], "WENMAI_TOKEN="),
        (&["--store", store, "--writable", "--token", "short"], "16 characters"),
        (&["--store", store, "--timeout=-1"], "--timeout"),
    ] {
        let (code, error) = start(arguments);
        assert_eq!(code, Some(2), "{error}");
        assert!(error.contains(says), "{error}");
    }
    let taken = Server::start(examples(), &[]);
    let (code, error) = start(&["--store", store, "--bind", &taken.address().to_string()]);
    assert!(code == Some(2) && error.contains("cannot listen"), "{error}");
}

/// Requests of no sense, from a generator of our own so that each run sends the same: none may bring the server down.
#[test]
fn the_explorer_comes_when_it_is_loaded_and_only_where_it_is_wanted() {
    let server = Server::start(examples(), &[]);
    assert_eq!(server.query("ASK { ?who wm:visited ?what }", JSON).status, 200);
    let home = (0..100).map(|_| server.get("/api/home", &[])).find(|home| home.status != 503).unwrap();
    assert!(home.json()["documents"].as_u64() > Some(5), "{}", home.text());
    assert_eq!(server.get("/healthz", &[]).json()["explorer"], "ready");
    assert!(server.log().contains("the explorer is ready"), "{}", server.log());

    let bare = Server::start(examples(), &["--no-explorer"]);
    assert_eq!(bare.get("/healthz", &[]).json()["explorer"], "off");
    refused(&bare.get("/api/home", &[]), 404, "--no-explorer");
    let iri = bare.column("SELECT ?s { ?s a wm:Person ; skos:prefLabel ?n } ORDER BY ?s LIMIT 1").remove(0);
    let key = iri.strip_prefix("https://w3id.org/wenmai/data/").unwrap();
    let path = format!("/id/{}", encode(key).replace("%2F", "/"));
    refused(&bare.get(&path, &[("Accept", "text/html")]), 406, "text/turtle");
    let reply = bare.get(&path, &[("Accept", "text/html, */*;q=0.1")]);
    assert_eq!((reply.status, reply.header("content-type")), (200, "text/turtle; charset=utf-8"), "{}", reply.text());
}

#[test]
fn an_index_that_is_damaged_while_it_is_served_is_made_again() {
    let store = build(&["examples/articles/2025-06-20-tour.md", "--date", "2025-05-21"]);
    let index = store.path().join("index.wm");
    let good = std::fs::read(&index).unwrap();
    let server = Server::start(store.path(), &["--quiet", "--no-explorer"]);
    // All behind the head; the directories were read when it was opened.
    let mut bad = good.clone();
    for byte in &mut bad[400..] {
        *byte ^= 0x55;
    }
    std::fs::write(&index, &bad).unwrap();
    refused(&server.query(VISITS, JSON), 503, "made again");
    assert_eq!(server.query(VISITS, JSON).status, 200);
    assert_eq!(std::fs::read(&index).unwrap(), good);
}

#[test]
fn no_request_brings_it_down() {
    let server = Server::start(examples(), &["--timeout", "2", "--request-bytes", "100000"]);
    let mut seed = 0x2545_f491_4f6c_dd1d_u64;
    let mut next = |below: usize| {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        usize::try_from(seed % below as u64).unwrap()
    };
    let pieces: Vec<&[u8]> = vec![
        b"GET ",
        b"POST ",
        b"PUT ",
        b"/sparql",
        b"/store",
        b"/id/",
        b"/wenmai/data/",
        b"?query=",
        b"?graph=",
        b"&default",
        b"ASK%7B%7D",
        b"%",
        b"%F",
        b"%FF",
        b"%E6%9D",
        b"&",
        b"=",
        b"+",
        b" HTTP/1.1\r\n",
        b"Host: localhost\r\n",
        b"Accept: ",
        b"text/csv",
        b";q=",
        b"1e9",
        b",",
        b"*/*",
        b"Content-Type: ",
        b"application/sparql-query",
        b"application/x-www-form-urlencoded",
        b"Content-Length: ",
        b"18446744073709551616",
        b"5",
        b"Transfer-Encoding: chunked",
        b"\r\n",
        b"\r\n\r\n",
        b"SELECT * {",
        b"}",
        b"\xff\x00",
        "李".as_bytes(),
        b"Authorization: Bearer ",
        b"a",
    ];
    for _ in 0..400 {
        let mut request = Vec::new();
        if next(2) == 0 {
            request.extend_from_slice(b"GET /sparql?query=");
        }
        for _ in 0..next(24) {
            request.extend_from_slice(pieces[next(pieces.len())]);
        }
        request.extend_from_slice(b" HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        let mut stream = server.connect();
        let _ = stream.write_all(&request);
        let _ = stream.shutdown(std::net::Shutdown::Write);
        let _ = stream.read_to_end(&mut Vec::new());
    }
    // Deep and long queries, which a parser that recurses would end at.
    let deep = 20_000;
    for query in [
        format!("SELECT * {{ FILTER({}1{}) }}", "(".repeat(deep), ")".repeat(deep)),
        format!("SELECT * {{ FILTER({}1) }}", "!".repeat(deep)),
        format!("SELECT * {{ FILTER(1{}) }}", "+1".repeat(deep)),
        format!("SELECT * {}{}", "{".repeat(deep), "}".repeat(deep)),
        format!("SELECT * {{ ?s {}<urn:p>{} ?o }}", "(".repeat(deep), ")".repeat(deep)),
        format!("SELECT * {{ ?s <urn:p>{} ?o }}", "/<urn:p>".repeat(deep / 2)),
        format!("SELECT * {{ {{}} {} }}", "UNION {} ".repeat(deep / 2)),
        format!("SELECT * {{ {} }}", "OPTIONAL {} ".repeat(deep / 4)),
        format!("SELECT * {{ {} }}", "?s ?p ?o . ".repeat(deep / 4)),
        format!("SELECT * {{ ?s ?p {}1{} }}", "(".repeat(deep), ")".repeat(deep)),
        format!("SELECT * {{ ?s ?p {}1{} }}", "[<urn:p> ".repeat(deep / 4), "]".repeat(deep / 4)),
    ] {
        let reply = server.send("POST", "/sparql", &[("Content-Type", "application/sparql-query")], query.as_bytes());
        assert!([200, 400, 503].contains(&reply.status), "{}: {}", &query[..40], reply.text());
    }
    assert_eq!(server.query("ASK {}", JSON).status, 200);
    assert!(!server.log().contains("panicked"), "{}", server.log());
}
