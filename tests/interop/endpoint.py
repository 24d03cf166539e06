#!/usr/bin/env python3
"""Asks `wenmai serve` as clients that no one here wrote do: rdflib's SPARQLStore, SPARQLWrapper, pyoxigraph, curl.

    python3 tests/interop/endpoint.py WENMAI STORE

WENMAI is the binary, STORE a store folder, of which a copy is made for what is written. Checked: rdflib, SPARQLWrapper and
pyoxigraph read the same rows, answers and triples in every format, and they are those of the exported N-Quads under pyoxigraph's
own engine; GET, a form and the bare body say the same; the graphs named beside a query count; curl gets the statuses that the
protocols name for what is wrong, too long, too much or not allowed; the Graph Store Protocol writes and reads back with
SPARQLUpdateStore; compression is read by curl. Exit code 0 when all holds. Needs rdflib, SPARQLWrapper and pyoxigraph
(PyPI) and curl.
"""

import argparse
import io
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import urllib.parse

import pyoxigraph
import rdflib
from rdflib.plugins.stores.sparqlstore import SPARQLStore, SPARQLUpdateStore
from SPARQLWrapper import CSV, JSON, JSONLD, N3, POST, RDFXML, TSV, TURTLE, URLENCODED, XML, SPARQLWrapper
from SPARQLWrapper import POSTDIRECTLY

TOKEN = "a token for the clients"
PREFIXES = "PREFIX wm: <https://w3id.org/wenmai#> PREFIX skos: <http://www.w3.org/2004/02/skos/core#> "
ROWS = PREFIXES + "SELECT DISTINCT ?who ?name ?what { ?who wm:visited ?what ; skos:prefLabel ?name } ORDER BY ?who ?what ?name"
TRIPLES = PREFIXES + "CONSTRUCT { ?who wm:visited ?what } WHERE { ?who wm:visited ?what }"
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a a ?t . ?b a ?t . ?c a ?t . ?d a ?t . ?e a ?t }"

failures = []


def check(what, found, expected):
    """Counts a failure where the two differ."""
    good = found == expected
    shown = "" if good else f": found {str(found)[:300]}, expected {str(expected)[:300]}"
    print(f"{'ok  ' if good else 'FAIL'} {what}{shown}")
    if not good:
        failures.append(what)


class Server:
    """A server for the time of a `with`."""

    def __init__(self, wenmai, store, *arguments):
        self.command = [wenmai, "serve", "--bind", "127.0.0.1:0", "--quiet", "--store", str(store), *arguments]

    def __enter__(self):
        self.process = subprocess.Popen(self.command, stdout=subprocess.PIPE, text=True)
        self.url = self.process.stdout.readline().strip().rstrip("/")
        if not self.url:
            sys.exit("the server did not start")
        return self

    def __exit__(self, *_):
        self.process.terminate()
        check("it ends when told to", self.process.wait(30), 0)

    def curl(self, path, *arguments):
        """Status, headers and body of an answer."""
        with tempfile.NamedTemporaryFile() as body:
            command = ["curl", "-s", "-o", body.name, "-D", "-", *arguments, self.url + path]
            head = subprocess.run(command, capture_output=True, text=True, check=False).stdout
            blocks = [block for block in head.replace("\r", "").split("\n\n") if block.strip()]
            lines = blocks[-1].splitlines()
            headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:])}
            return int(lines[0].split()[1]), headers, pathlib.Path(body.name).read_bytes()


def term(value):
    """An rdflib or pyoxigraph term as its N-Triples."""
    return value.n3() if hasattr(value, "n3") else str(value)


def expected_of(quads):
    """What pyoxigraph's own engine says of the exported quads."""
    store = pyoxigraph.Store()
    store.bulk_load(path=str(quads), format=pyoxigraph.RdfFormat.N_QUADS)
    ask = dict(use_default_graph_as_union=True)
    rows = [tuple(str(value) for value in row) for row in store.query(ROWS, **ask)]
    triples = {tuple(map(str, triple)) for triple in store.query(TRIPLES, **ask)}
    return len(store), rows, triples


def wrapped(server, query, form, method="GET", request=URLENCODED):
    """The bytes that SPARQLWrapper gets, and their media type."""
    client = SPARQLWrapper(server.url + "/sparql")
    client.setQuery(query)
    client.setReturnFormat(form)
    client.setMethod(method)
    client.setRequestMethod(request)
    answer = client.query()
    return answer.response.read(), answer.info()["content-type"].split(";")[0]


def queries(server, quads):
    count, rows, triples = expected_of(quads)
    check("there is something to ask for", len(rows) > 3 and len(triples) > 3, True)

    graph = rdflib.Graph(SPARQLStore(server.url + "/sparql", returnFormat="xml"))
    check("rdflib, SPARQLStore, rows", [tuple(map(term, row)) for row in graph.query(ROWS)], rows)
    for method in ("GET", "POST", "POST_FORM"):
        store = SPARQLStore(server.url + "/sparql", method=method, returnFormat="json")
        found = [tuple(map(term, row)) for row in rdflib.Graph(store).query(ROWS)]
        check(f"rdflib, SPARQLStore by {method}, rows", found, rows)
    subject = rdflib.URIRef(rows[0][0][1:-1])
    visited = rdflib.URIRef("https://w3id.org/wenmai#visited")
    found = {term(o) for o in graph.objects(subject, visited)}
    check("rdflib, triples of one thing", found, {row[2] for row in rows if row[0] == rows[0][0]})
    check("rdflib, ask", bool(graph.query("ASK { ?s ?p ?o }").askAnswer), True)

    formats = pyoxigraph.QueryResultsFormat
    for form, media, result in [
        (JSON, "application/sparql-results+json", formats.JSON),
        (XML, "application/sparql-results+xml", formats.XML),
        (TSV, "text/tab-separated-values", formats.TSV),
    ]:
        body, found = wrapped(server, ROWS, form)
        check(f"SPARQLWrapper asks for {form}", found, media)
        solutions = pyoxigraph.parse_query_results(io.BytesIO(body), format=result)
        check(f"pyoxigraph reads {media}", [tuple(str(value) for value in row) for row in solutions], rows)
    body, found = wrapped(server, ROWS, CSV)
    check("SPARQLWrapper asks for csv", (found, len(body.decode().splitlines())), ("text/csv", len(rows) + 1))
    for method, request in [("GET", URLENCODED), (POST, URLENCODED), (POST, POSTDIRECTLY)]:
        body, _ = wrapped(server, ROWS, JSON, method, request)
        check(f"SPARQLWrapper by {method} {request}", len(json.loads(body)["results"]["bindings"]), len(rows))
    for form, media, result in [
        (TURTLE, "text/turtle", pyoxigraph.RdfFormat.TURTLE),
        (RDFXML, "application/rdf+xml", pyoxigraph.RdfFormat.RDF_XML),
        (JSONLD, "application/ld+json", pyoxigraph.RdfFormat.JSON_LD),
        (N3, None, None),
    ]:
        body, found = wrapped(server, TRIPLES, form)
        if result is None:
            read = rdflib.Graph().parse(data=body, format="turtle" if "turtle" in found else "nt")
            check("SPARQLWrapper asks for n3", len(read), len(triples))
            continue
        check(f"SPARQLWrapper asks for {form}", found, media)
        read = {tuple(map(str, list(triple)[:3])) for triple in pyoxigraph.parse(io.BytesIO(body), format=result)}
        check(f"pyoxigraph reads {media}", read, triples)
        check(f"rdflib reads {media}", len(rdflib.Graph().parse(data=body, format=media)), len(triples))

    event = next(graph.query(PREFIXES + "SELECT DISTINCT ?g { GRAPH ?g { ?e a wm:Visit } }").__iter__())[0]
    inside = server.curl("/store?graph=" + urllib.parse.quote(event, safe=""), "-H", "Accept: application/n-triples")[2]
    client = SPARQLWrapper(server.url + "/sparql", returnFormat=JSON)
    client.setQuery("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
    client.addDefaultGraph(str(event))
    found = int(client.queryAndConvert()["results"]["bindings"][0]["n"]["value"])
    check("SPARQLWrapper names the default graph", found, len(inside.splitlines()))
    everything = server.curl("/store", "-H", "Accept: application/n-quads")[2]
    check("all graphs as N-Quads", sum(1 for _ in pyoxigraph.parse(io.BytesIO(everything), format=pyoxigraph.RdfFormat.N_QUADS)), count)
    described = rdflib.Graph().parse(data=server.curl("/sparql")[2], format="turtle")
    service = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
    check("the service describes itself", set(described.objects(None, service.endpoint)), {rdflib.URIRef(server.url + "/sparql")})
    path = "/id/" + urllib.parse.quote(str(subject).removeprefix("https://w3id.org/wenmai/data/"))
    told = rdflib.Graph().parse(data=server.curl(path, "-H", "Accept: text/turtle")[2], format="turtle")
    check("a thing at its IRI", (subject, visited, None) in told, True)
    status, headers, _ = server.curl(path, "-H", "Accept: text/html")
    check("a thing's page", (status, headers.get("location", "")[:10]), (303, "/#/entity/"))
    plain = server.curl("/sparql?query=" + urllib.parse.quote(ROWS))
    for encoding in ("gzip", "br"):
        packed = server.curl("/sparql?query=" + urllib.parse.quote(ROWS), "-H", f"Accept-Encoding: {encoding}")
        check(f"curl asks for {encoding}", packed[1].get("content-encoding"), encoding)
    unpacked = server.curl("/sparql?query=" + urllib.parse.quote(ROWS), "--compressed")
    check("curl reads what is compressed", unpacked[2], plain[2])


def refusals(server):
    ask = "/sparql?query=" + urllib.parse.quote("ASK {}")
    endless = "/sparql?query=" + urllib.parse.quote(ENDLESS)
    # So short that the limit is met before the first chunk is full: later it could only break the answer off.
    rows = "/sparql?query=" + urllib.parse.quote("SELECT (1 AS ?x) { ?s ?p ?o } LIMIT 2000")
    body = ["-H", "Content-Type: application/sparql-query", "--data-binary"]
    for what, expected, arguments in [
        ("no SPARQL", 400, ["/sparql?query=" + urllib.parse.quote("SELECT * {\n ?s }")]),
        ("no such address", 404, ["/nothing"]),
        ("no such graph", 404, ["/store?graph=urn:none"]),
        ("no such thing", 404, ["/id/person/nobody"]),
        ("PATCH", 405, ["/sparql", "-X", "PATCH"]),
        ("a format that rows have not", 406, [ask, "-H", "Accept: image/png"]),
        ("a query over the limit", 413, ["/sparql", *body, "ASK {} #" + "x" * 3000]),
        ("a body of another kind", 415, ["/sparql", "-H", "Content-Type: application/json", "-d", "{}"]),
        ("another name of the host", 421, [ask, "-H", "Host: evil.example"]),
        ("more rows than allowed", 400, [rows, "-H", "Accept: text/csv"]),
        ("a query without end", 503, [endless]),
        ("an update, read-only", 403, ["/sparql", "--data-urlencode", "update=CLEAR ALL"]),
        ("SERVICE", 400, ["/sparql?query=" + urllib.parse.quote("ASK { SERVICE <http://127.0.0.1:9/> {} }")]),
    ]:
        status, headers, text = server.curl(arguments[0], *arguments[1:])
        check(f"curl: {what}", status, expected)
        check(f"curl: {what}, says what to do", b"hint: " in text, True)
        if expected == 503:
            check("curl: when to come again", headers.get("retry-after", "").isdigit(), True)
        if "SPARQL" in what:
            check("curl: where the mistake is", b"at 2:" in text, True)


def writes(server):
    header = {"Authorization": f"Bearer {TOKEN}"}
    endpoint = server.url + "/sparql"
    dataset = rdflib.Dataset(SPARQLUpdateStore(endpoint, endpoint, headers=header, autocommit=True))
    name = rdflib.URIRef("urn:wenmai:notes")
    notes = dataset.graph(name)
    notes.add((rdflib.URIRef("urn:x"), rdflib.RDFS.label, rdflib.Literal("甲“乙”\n<丙>", lang="zh")))
    check("rdflib writes and reads back", [str(o) for o in notes.objects()], ["甲“乙”\n<丙>"])
    path = "/store?graph=urn:wenmai:notes"
    turtle = ["-X", "PUT", "-H", "Content-Type: text/turtle", "-d", "<urn:a> <urn:b> 1, 2 ."]
    bearer = ["-H", f"Authorization: Bearer {TOKEN}"]
    check("curl puts without the token", server.curl(path, *turtle)[0], 401)
    check("curl puts over", server.curl(path, *turtle, *bearer)[0], 204)
    check("curl puts anew", server.curl(path + "2", *turtle, *bearer)[0], 201)
    check("rdflib sees it", len(notes), 2)
    check("curl deletes", server.curl(path, "-X", "DELETE", *bearer)[0], 204)
    check("it is gone", server.curl(path)[0], 404)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("wenmai")
    parser.add_argument("store", type=pathlib.Path)
    arguments = parser.parse_args()
    # A proxy of the surroundings must not come between.
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        os.environ.pop(name, None)
    with tempfile.TemporaryDirectory() as folder:
        quads = pathlib.Path(folder) / "graph.nq"
        export = [arguments.wenmai, "export", "--format", "nquads", "--store", str(arguments.store), "-o", str(quads)]
        subprocess.run(export, check=True)
        with Server(arguments.wenmai, arguments.store) as server:
            queries(server, quads)
        limits = ["--timeout", "1", "--rows", "1000", "--request-bytes", "2000"]
        with Server(arguments.wenmai, arguments.store, *limits) as server:
            refusals(server)
        copy = pathlib.Path(folder) / "store"
        shutil.copytree(arguments.store, copy)
        with Server(arguments.wenmai, copy, "--writable", "--token", TOKEN) as server:
            writes(server)
    print(f"{len(failures)} failed" if failures else "all hold")
    sys.exit(bool(failures))


if __name__ == "__main__":
    main()
