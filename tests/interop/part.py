#!/usr/bin/env python3
"""Checks the RDF of a part of the graph: its quads are some of the whole, and its JSON-LD, read by pyld, says the same.

    python3 tests/interop/part.py WHOLE.nq PART.nq PART.jsonld

Exit status 1 where it does not hold. Needs rdflib and pyld.
"""

import json
import sys
from pathlib import Path

import rdflib
from pyld import jsonld


def quads(text):
    dataset = rdflib.Dataset()
    dataset.parse(data=text, format="nquads")
    return {(s, p, o, getattr(g, "identifier", g)) for s, p, o, g in dataset.quads()}


def refuse(url, options):
    raise ValueError(f"the file asks for {url}")


def main() -> int:
    whole, part = (quads(Path(path).read_text(encoding="utf-8")) for path in sys.argv[1:3])
    document = json.loads(Path(sys.argv[3]).read_text(encoding="utf-8"))
    told = jsonld.to_rdf(document, {"format": "application/n-quads", "documentLoader": refuse})
    same = quads(told) == part
    # What an assertion says first may lie outside of the part; it then stands for the next thing that it says.
    spoken = {rdflib.RDF.predicate, rdflib.RDF.object}
    inside = all(quad in whole or quad[1] in spoken for quad in part)
    print(f"part: {len(part)} of {len(whole)} quads; in pyld {'the same' if same else 'others'}")
    return 0 if part and len(part) < len(whole) and inside and same else 1


if __name__ == "__main__":
    sys.exit(main())
