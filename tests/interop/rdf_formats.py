#!/usr/bin/env python3
"""Reads the RDF files that Wenmai writes with rdflib and checks them with pyshacl.

    python3 tests/interop/rdf_formats.py FILE.nq FILE.trig FILE.ttl FILE.jsonld [FILE.nt FILE.rdf] [--ontology DIR]

The files are exports of one graph. Checked: all are read; those with graphs hold equal quads and those without equal
triples; there are no blank nodes; the graph conforms to shapes.ttl; a graph that lacks an assertion's passages, has a
confidence of 1.4, a begin after its end, an unknown realis, or an edge that nothing states does not, and the report
names the node. Exit code 0 when all holds. Needs rdflib and pyshacl (PyPI).
"""

import argparse
import pathlib
import sys

import pyshacl
import rdflib
from rdflib import RDF, XSD, Literal, Namespace, URIRef

FORMATS = {".nq": "nquads", ".trig": "trig", ".ttl": "turtle", ".jsonld": "json-ld", ".nt": "nt", ".rdf": "xml"}
WITH_GRAPHS = {".nq", ".trig", ".jsonld"}

WM = Namespace("https://w3id.org/wenmai#")
PROV = Namespace("http://www.w3.org/ns/prov#")
NIF = Namespace("http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#")
SH = Namespace("http://www.w3.org/ns/shacl#")


def read(path):
    """The triples of a file, and its quads where the format has graphs."""
    dataset = rdflib.Dataset(default_union=True)
    dataset.parse(path, format=FORMATS[path.suffix])
    quads = {(s, p, o, getattr(g, "identifier", g)) for s, p, o, g in dataset.quads()}
    return {quad[:3] for quad in quads}, quads


def graph_of(triples):
    graph = rdflib.Graph()
    for triple in triples:
        graph.add(triple)
    return graph


def validate(graph, shapes):
    """Whether the graph conforms, and the nodes that do not."""
    conforms, report, text = pyshacl.validate(graph, shacl_graph=shapes, advanced=True, inference="none")
    return conforms, set(report.objects(None, SH.focusNode)), text


class Checks:
    """Counts what holds and prints what does not."""

    def __init__(self):
        self.done = 0
        self.failed = 0

    def check(self, holds, what):
        self.done += 1
        if not holds:
            self.failed += 1
            print(f"failed: {what}", file=sys.stderr)


def broken(triples):
    """Graphs that the shapes must refuse: a name, the graph, the node that is to be named."""
    assertion = min(s for s, p, o in triples if p == RDF.type and o == WM.Assertion)
    mention = min(s for s, p, o in triples if p == RDF.type and o == WM.Mention)
    visit = min(s for s, p, o in triples if p == RDF.type and o == WM.Visit)
    person = min(s for s, p, o in triples if p == RDF.type and o == WM.Person)
    place = min(s for s, p, o in triples if p == WM.adcode)

    def without(node, *predicates):
        return graph_of(t for t in triples if not (t[0] == node and t[1] in predicates))

    yield "an assertion without its passages", without(assertion, PROV.wasDerivedFrom), assertion

    graph = without(assertion, WM.confidence)
    graph.add((assertion, WM.confidence, Literal("1.4", datatype=XSD.decimal)))
    yield "a confidence of 1.4", graph, assertion

    graph = without(mention, NIF.beginIndex)
    graph.add((mention, NIF.beginIndex, Literal("999999", datatype=XSD.integer)))
    yield "a mention that begins after its end", graph, mention

    graph = without(visit, WM.realis)
    graph.add((visit, WM.realis, WM.Perhaps))
    yield "a realis that is not in the list", graph, visit

    graph = graph_of(triples)
    graph.add((person, WM.visited, URIRef(place)))
    graph.remove((None, RDF.object, URIRef(place)))
    yield "an edge that nothing states", graph, person

    graph = without(place, WM.adcode)
    graph.add((place, WM.adcode, Literal("33A1")))
    yield "a malformed administrative code", graph, place

    yield "a visit without evidence", without(visit, WM.evidence), visit


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("files", nargs="+", type=pathlib.Path)
    ontology = pathlib.Path(__file__).resolve().parents[2] / "ontology"
    parser.add_argument("--ontology", type=pathlib.Path, default=ontology)
    arguments = parser.parse_args()
    checks = Checks()

    read_files = {path: read(path) for path in arguments.files}
    first, (triples, _) = next(iter(read_files.items()))
    with_graphs = {path: quads for path, (_, quads) in read_files.items() if path.suffix in WITH_GRAPHS}
    for path, (other, _) in read_files.items():
        checks.check(len(other) > 0, f"{path} is empty")
        checks.check(other == triples, f"{path} and {first} differ in {len(other ^ triples)} triples")
        blank = [t for t in other if any(isinstance(term, rdflib.BNode) for term in t)]
        checks.check(not blank, f"{path} has blank nodes")
    for path, quads in with_graphs.items():
        reference = next(iter(with_graphs.values()))
        checks.check(quads == reference, f"{path} has other graphs")

    shapes = rdflib.Graph().parse(arguments.ontology / "shapes.ttl")
    for name in ("wenmai.ttl", "alignments.ttl"):
        checks.check(len(rdflib.Graph().parse(arguments.ontology / name)) > 0, f"{name} is empty")
    conforms, _, text = validate(graph_of(triples), shapes)
    checks.check(conforms, f"the graph does not conform:\n{text}")
    for what, graph, node in broken(triples):
        conforms, nodes, _ = validate(graph, shapes)
        checks.check(not conforms and node in nodes, f"{what} is not reported")

    print(f"{len(read_files)} files, {len(triples)} triples, {checks.done} checks, {checks.failed} failed")
    return 1 if checks.failed else 0


if __name__ == "__main__":
    sys.exit(main())
