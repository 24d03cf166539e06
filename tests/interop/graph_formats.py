#!/usr/bin/env python3
"""Reads exported graph files with the tools of others and compares counts, classes, properties and labels.

Enters: the statistics of `wenmai stats --json`, the view, and a file (or folder) for each format to check.
Leaves: one line for each reading on standard output; exit status 1 where something differs. Labels of the first file that is
read are the measure for all others; PageRank, cores and modularity are worked out again by networkx and igraph.
Needs what tests/requirements.txt names; `--optional` passes over packages that are not installed.

    wenmai stats --json > stats.json
    wenmai export --format graphml -o g.graphml
    python3 tests/interop/graph_formats.py --stats stats.json --graphml g.graphml
"""

import argparse
import csv
import datetime
import json
import os
import random
import re
import sys
import tempfile
from pathlib import Path

import networkx


def statistics(path: Path, view: str) -> dict:
    """The counts of the view, wherever the statistics keep them."""
    found = json.loads(path.read_text(encoding="utf-8"))
    if view not in found:
        found = found["graph"]
    return found[view]


class Read:
    """What a reader found: counts, and where the format has them classes, properties, labels."""

    def __init__(self, nodes, edges, classes=None, properties=None, labels=None):
        self.nodes, self.edges = nodes, edges
        self.classes, self.properties, self.labels = classes, properties, labels


def of_networkx(graph, label="label", property="label"):
    nodes = [data for _, data in graph.nodes(data=True)]
    return Read(
        len(graph),
        graph.number_of_edges(),
        [data["class"] for data in nodes],
        [data[property] for _, _, data in graph.edges(data=True)],
        [data.get(label) or "" for data in nodes],
    )


def read_graphml(path):
    return of_networkx(networkx.read_graphml(path))


def read_yed(path):
    """networkx takes the label, the place and the shape from yEd's own elements."""
    graph = networkx.read_graphml(path)
    for _, data in graph.nodes(data=True):
        assert data["shape_type"] in {"ellipse", "roundrectangle"}, data
        float(data["x"]), float(data["y"])
    return of_networkx(graph)


def read_gexf(path):
    graph = networkx.read_gexf(path, version="1.3")
    for _, data in graph.nodes(data=True):
        assert {"color", "position", "size"} <= set(data["viz"]), data
    return of_networkx(graph)


def read_cytoscape(path):
    return of_networkx(networkx.cytoscape_graph(json.loads(Path(path).read_text(encoding="utf-8"))))


def read_d3(path):
    data = json.loads(Path(path).read_text(encoding="utf-8"))
    import jsonschema

    schema = json.loads((Path(__file__).parent / "d3.schema.json").read_text(encoding="utf-8"))
    jsonschema.validate(data, schema)
    return of_networkx(networkx.node_link_graph(data, edges="links"), property="property")


def read_cx2(path):
    from ndex2.cx2 import RawCX2NetworkFactory

    network = RawCX2NetworkFactory().get_cx2network(str(path))
    nodes = [node["v"] for node in network.get_nodes().values()]
    edges = [edge["v"] for edge in network.get_edges().values()]
    assert network.get_visual_properties()["nodeMapping"]["NODE_LABEL"]["definition"]["attribute"] == "name"
    return Read(
        len(nodes),
        len(edges),
        [node["class"] for node in nodes],
        [edge["interaction"] for edge in edges],
        [node["name"] for node in nodes],
    )


def read_dot(path):
    import pydot

    (graph,) = pydot.graph_from_dot_file(path, encoding="utf-8")
    nodes = [node for node in graph.get_nodes() if node.get_name() not in {"node", "edge", "graph"}]
    edges = graph.get_edges()

    def words(text):
        return re.sub(r"\\(.)", lambda found: "\n" if found[1] == "n" else found[1], text[1:-1])

    return Read(
        len(nodes),
        len(edges),
        [node.get("class").strip('"') for node in nodes],
        [edge.get("label").strip('"') for edge in edges],
        [words(node.get("label")) for node in nodes],
    )


def rows(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


TYPES = {"int": int, "double": float, "date": datetime.date.fromisoformat, "string[]": lambda cell: cell.split(";")}


def typed(table):
    """Every cell read as the type in its header says."""
    for row in table:
        assert None not in row and None not in row.values(), row
        for name, cell in row.items():
            kind = name.partition(":")[2]
            if cell and kind in TYPES:
                TYPES[kind](cell)


def read_neo4j(folder):
    """The folder as Neo4j's importer asks for it: typed headers, keys once, edges between keys that are there."""
    nodes, edges = rows(Path(folder) / "nodes.csv"), rows(Path(folder) / "edges.csv")
    typed(nodes)
    typed(edges)
    keys = {node["id:ID"] for node in nodes}
    assert len(keys) == len(nodes), "a key stands twice"
    for edge in edges:
        assert edge[":START_ID"] in keys and edge[":END_ID"] in keys, edge
    for node in nodes:
        assert node["class"] in node[":LABEL"].split(";"), node
    script = (Path(folder) / "load.cypher").read_text(encoding="utf-8")
    columns = set(re.findall(r"row\.`([^`]+)`", script))
    missing = columns - set(nodes[0]) - (set(edges[0]) if edges else columns)
    assert not missing, f"load.cypher reads columns that are not there: {missing}"
    return Read(
        len(nodes),
        len(edges),
        [node["class"] for node in nodes],
        [edge[":TYPE"] for edge in edges],
        [node["label"] for node in nodes],
    )


def read_kuzu(folder):
    """The scripts are run by Ladybug itself, in a database of its own; then it is asked what it holds."""
    import ladybug

    folder = Path(folder).resolve()
    with tempfile.TemporaryDirectory() as place:
        connection = ladybug.Connection(ladybug.Database(str(Path(place) / "graph.lbdb")))
        before = os.getcwd()
        os.chdir(folder)
        try:
            for script in ["schema.cypher", "load.cypher"]:
                for line in (folder / script).read_text(encoding="utf-8").splitlines():
                    if line and not line.startswith("//"):
                        connection.execute(line)
        finally:
            os.chdir(before)

        def ask(query):
            found, answer = [], connection.execute(query)
            while answer.has_next():
                found.append(answer.get_next())
            return found

        nodes = ask("MATCH (n) RETURN n.class, n.label")
        edges = ask("MATCH ()-[r]->() RETURN label(r)")
        names = {"positionOf": "position", "policyOf": "policy", "placeOf": "place", "organizationOf": "organization"}
        return Read(
            len(nodes),
            len(edges),
            [node[0] for node in nodes],
            [names.get(edge[0], edge[0]) for edge in edges],
            [node[1] or "" for node in nodes],
        )


def read_edge_list(path):
    edges = rows(path)
    for edge in edges:
        for name, cell in edge.items():
            assert not cell.startswith(("=", "+", "-", "@")), f"a spreadsheet would run {name}: {cell}"
    return Read(None, len(edges), None, [edge["property"] for edge in edges])


def read_mermaid(path):
    lines = Path(path).read_text(encoding="utf-8").splitlines()
    assert lines[0] == "flowchart LR", lines[0]
    node = re.compile(r'  n\d+\["[^"\[\]{}|;`]*(?:#\d+;[^"\[\]{}|;`]*)*"\]:::\w+')
    edge = re.compile(r"  n\d+ -->\|(\w+)\| n\d+")
    body = [line for line in lines[1:] if not line.startswith(("%%", "  classDef"))]
    nodes = [line for line in body if node.fullmatch(line)]
    edges = [match for match in map(edge.fullmatch, body) if match]
    assert len(nodes) + len(edges) == len(body), set(body) - set(nodes)
    cut = re.fullmatch(r"%% cut: (\d+) of (\d+) nodes and (\d+) of (\d+) edges, .*", lines[1])
    if cut:
        assert (len(nodes), len(edges)) == (int(cut[1]), int(cut[3])), cut[0]
        assert len(edges) <= 500 and sum(map(len, lines)) < 50_000
        return Read(int(cut[2]), int(cut[4]))
    return Read(len(nodes), len(edges), None, [match[1] for match in edges])


def read_igraph(path):
    import igraph

    graph = igraph.Graph.Read_GraphML(str(path))
    return Read(graph.vcount(), graph.ecount(), graph.vs["class"], graph.es["label"], graph.vs["label"])


def check_measures(path, stats):
    """PageRank, cores, components and modularity as networkx and igraph work them out; Leiden beside igraph's."""
    import igraph

    graph = networkx.read_graphml(path, force_multigraph=True)
    other = igraph.Graph.Read_GraphML(str(path))
    ranks = other.pagerank(directed=False)
    for label, rank, told in zip(other.vs["label"], ranks, other.vs["pagerank"]):
        assert abs(rank - told) < 2e-6, (label, rank, told)
    simple = networkx.Graph(graph)
    simple.remove_edges_from(list(networkx.selfloop_edges(simple)))
    cores = networkx.core_number(simple)
    assert all(cores[node] == data["core"] for node, data in graph.nodes(data=True)), "core numbers differ"
    pieces = {frozenset(piece) for piece in networkx.connected_components(simple)}
    told = {}
    for node, data in graph.nodes(data=True):
        told.setdefault(data["component"], set()).add(node)
    assert pieces == set(map(frozenset, told.values())), "components differ"

    other.to_undirected(mode="each")
    ours = other.modularity([int(community) for community in other.vs["community"]])
    random.seed(1)
    theirs = other.community_leiden(objective_function="modularity", n_iterations=10).modularity
    print(f"measures: equal in igraph and networkx; modularity {ours:.6f}, igraph's Leiden {theirs:.6f}")
    right = ours > 0.98 * theirs - 0.005
    if stats is not None:
        right = right and abs(stats["overview"]["modularity"] - ours) < 1e-5
        right = right and stats["overview"]["components"] == len(pieces)
    if not right:
        print(f"measures: modularity or components are not as told: {stats and stats['overview']}")
    return right


def tally(values):
    counts = {}
    for value in values:
        counts[value] = counts.get(value, 0) + 1
    return counts


def flat(labels):
    """Labels in any order, without what CSV tables make of line ends, lists and backslashes."""
    return sorted(re.sub(r"\s+", " ", label).replace("＼", "\\").strip() for label in labels)


def check(name, counts, found, labels):
    """Whether a file holds as many nodes and edges, of each class and property, as are counted, and these labels."""
    wrong = []
    if found.nodes is not None and found.nodes != counts["nodes"]:
        wrong.append(f"{found.nodes} nodes, not {counts['nodes']}")
    if found.edges != counts["edges"]:
        wrong.append(f"{found.edges} edges, not {counts['edges']}")
    if found.classes is not None and tally(found.classes) != counts["nodes_by_class"]:
        wrong.append(f"classes {tally(found.classes)}, not {counts['nodes_by_class']}")
    if found.properties is not None and tally(found.properties) != counts["edges_by_property"]:
        wrong.append(f"properties {tally(found.properties)}, not {counts['edges_by_property']}")
    if found.labels is not None and flat(found.labels) != labels:
        wrong.append(f"labels {sorted(set(flat(found.labels)) ^ set(labels))[:6]}")
    print(f"{name}: {'; '.join(wrong) or f'{found.nodes} nodes, {found.edges} edges'}")
    return not wrong


READERS = {
    "graphml": [("networkx", read_graphml), ("igraph", read_igraph)],
    "yed": [("networkx", read_yed)],
    "gexf": [("networkx", read_gexf)],
    "cytoscape": [("networkx", read_cytoscape)],
    "d3": [("networkx and jsonschema", read_d3)],
    "cx2": [("ndex2", read_cx2)],
    "dot": [("pydot", read_dot)],
    "neo4j": [("python's csv, strict", read_neo4j)],
    "kuzu": [("Ladybug", read_kuzu)],
    "csv": [("python's csv, strict", read_edge_list)],
    "mermaid": [("its grammar here", read_mermaid)],
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--stats", type=Path, required=True, help="JSON of `wenmai stats --json`")
    parser.add_argument("--view", choices=["entity", "full"], default="entity")
    parser.add_argument("--optional", action="store_true", help="pass over packages that are not installed")
    for name in READERS:
        parser.add_argument(f"--{name}")
    options = parser.parse_args()
    counts = statistics(options.stats, options.view)
    whole = json.loads(options.stats.read_text(encoding="utf-8"))
    labels, right = None, []
    for name, readers in READERS.items():
        path = getattr(options, name)
        for tool, read in readers if path else []:
            try:
                found = read(path)
            except ImportError as error:
                if not options.optional:
                    raise
                print(f"{name}: skipped, {error.name} is not installed")
                continue
            if labels is None and found.labels is not None:
                labels = flat(found.labels)
            right.append(check(f"{name} in {tool}", counts, found, labels))
    if options.graphml:
        try:
            stats = whole if options.view == "entity" and "overview" in whole else None
            right.append(check_measures(options.graphml, stats))
        except ImportError as error:
            if not options.optional:
                raise
            print(f"measures: skipped, {error.name} is not installed")
    if not right:
        parser.error("no file to check")
    return 0 if all(right) else 1


if __name__ == "__main__":
    sys.exit(main())
