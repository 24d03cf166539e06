#!/usr/bin/env python3
"""Reads exported graph files with the tools of others and compares their counts with `wenmai stats --json`.

Enters: the statistics as JSON, the view, and a file for each format to check.
Leaves: one line for each file on standard output; exit status 1 where a count differs.
Needs networkx and pydot; reads GraphML with python-igraph too, where it is installed.

    wenmai stats --json > stats.json
    wenmai export --format graphml -o g.graphml
    python3 tests/interop/graph_formats.py --stats stats.json --graphml g.graphml
"""

import argparse
import csv
import json
import re
import sys
from pathlib import Path

import networkx


def statistics(path: Path, view: str) -> dict:
    """The counts of the view, wherever the statistics keep them."""
    found = json.loads(path.read_text(encoding="utf-8"))
    if view not in found:
        found = found["graph"]
    return found[view]


def read_graphml(path):
    graph = networkx.read_graphml(path)
    properties = [data["label"] for _, _, data in graph.edges(data=True)]
    classes = [data["class"] for _, data in graph.nodes(data=True)]
    return len(graph), graph.number_of_edges(), classes, properties


def read_gexf(path):
    graph = networkx.read_gexf(path, version="1.3")
    properties = [data["label"] for _, _, data in graph.edges(data=True)]
    classes = [data["class"] for _, data in graph.nodes(data=True)]
    for _, data in graph.nodes(data=True):
        assert {"color", "position", "size"} <= set(data["viz"]), data
    return len(graph), graph.number_of_edges(), classes, properties


def read_cytoscape(path):
    graph = networkx.cytoscape_graph(json.loads(Path(path).read_text(encoding="utf-8")))
    properties = [data["label"] for _, _, data in graph.edges(data=True)]
    classes = [data["class"] for _, data in graph.nodes(data=True)]
    return len(graph), graph.number_of_edges(), classes, properties


def read_dot(path):
    import pydot

    (graph,) = pydot.graph_from_dot_file(path, encoding="utf-8")
    nodes = [node for node in graph.get_nodes() if node.get_name() not in {"node", "edge", "graph"}]
    edges = graph.get_edges()
    return (
        len(nodes),
        len(edges),
        [node.get("class").strip('"') for node in nodes],
        [edge.get("label").strip('"') for edge in edges],
    )


def rows(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def read_tables(nodes_path, edges_path):
    nodes, edges = rows(nodes_path), rows(edges_path)
    keys = {node["id:ID"] for node in nodes}
    assert len(keys) == len(nodes), "a key stands twice"
    for edge in edges:
        assert edge[":START_ID"] in keys and edge[":END_ID"] in keys, edge
    return len(nodes), len(edges), [node["class"] for node in nodes], [edge[":TYPE"] for edge in edges]


def read_edge_list(path):
    edges = rows(path)
    return None, len(edges), None, [edge["property"] for edge in edges]


def read_mermaid(path):
    lines = Path(path).read_text(encoding="utf-8").splitlines()
    assert lines[0] == "flowchart LR", lines[0]
    node = re.compile(r'  n\d+\["[^"\[\]{}|;`]*(?:#\d+;[^"\[\]{}|;`]*)*"\]:::\w+')
    edge = re.compile(r"  n\d+ -->\|(\w+)\| n\d+")
    body = [line for line in lines[1:] if not line.startswith(("%%", "  classDef"))]
    nodes = [line for line in body if node.fullmatch(line)]
    edges = [match for match in map(edge.fullmatch, body) if match]
    assert len(nodes) + len(edges) == len(body), set(body) - set(nodes)
    return len(nodes), len(edges), None, [match[1] for match in edges]


def read_igraph(path):
    import igraph

    graph = igraph.Graph.Read_GraphML(str(path))
    return graph.vcount(), graph.ecount(), graph.vs["class"], graph.es["label"]


def tally(values):
    counts = {}
    for value in values:
        counts[value] = counts.get(value, 0) + 1
    return counts


def check(name, counts, found):
    """Whether a file holds as many nodes and edges, of each class and property, as are counted."""
    nodes, edges, classes, properties = found
    wrong = []
    if nodes is not None and nodes != counts["nodes"]:
        wrong.append(f"{nodes} nodes, not {counts['nodes']}")
    if edges != counts["edges"]:
        wrong.append(f"{edges} edges, not {counts['edges']}")
    if classes is not None and tally(classes) != counts["nodes_by_class"]:
        wrong.append(f"classes {tally(classes)}, not {counts['nodes_by_class']}")
    if tally(properties) != counts["edges_by_property"]:
        wrong.append(f"properties {tally(properties)}, not {counts['edges_by_property']}")
    print(f"{name}: {'; '.join(wrong) or f'{nodes} nodes, {edges} edges'}")
    return not wrong


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--stats", type=Path, required=True, help="JSON of `wenmai stats --json`")
    parser.add_argument("--view", choices=["entity", "full"], default="entity")
    for name in ["graphml", "gexf", "cytoscape", "dot", "csv", "mermaid", "nodes", "edges"]:
        parser.add_argument(f"--{name}")
    options = parser.parse_args()
    counts = statistics(options.stats, options.view)
    readers = {
        "graphml": read_graphml,
        "gexf": read_gexf,
        "cytoscape": read_cytoscape,
        "dot": read_dot,
        "csv": read_edge_list,
        "mermaid": read_mermaid,
    }
    right = []
    for name, read in readers.items():
        if path := getattr(options, name):
            right.append(check(name, counts, read(path)))
    if options.nodes and options.edges:
        right.append(check("nodes and edges", counts, read_tables(options.nodes, options.edges)))
    if options.graphml:
        try:
            right.append(check("graphml in igraph", counts, read_igraph(options.graphml)))
        except ImportError:
            print("graphml in igraph: skipped, python-igraph is not installed")
    if not right:
        parser.error("no file to check")
    return 0 if all(right) else 1


if __name__ == "__main__":
    sys.exit(main())
