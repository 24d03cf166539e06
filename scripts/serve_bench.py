#!/usr/bin/env python3
"""How fast `wenmai serve` answers, beside the official Oxigraph server on the same quads in the same run.

    python3 scripts/serve_bench.py WENMAI STORE [--oxigraph PATH [--location FOLDER]] [--rounds 5] [--wrk SECONDS] [--out FILE.json]

WENMAI is a release binary, STORE a store folder, oxigraph the server of the PyPI package of that name (`pip install oxigraph`);
without one only `wenmai serve` is measured. Both are started on a port of their own, are given the same 20 queries in turn (one
client, JSON, no compression; the parameters of the library's queries are filled in here) and must give the same number of
rows. The time is that from the request to the last byte: of the rounds after a first one that is not counted, the
middle one; of what takes longer than --patience the first alone; what takes longer than --limit is given up. Then `wrk` (Debian package) asks `wenmai serve` for some of them at 16 connections, and the resident memory is read before and
after. Oxigraph keeps its quads on disk in a folder that is made anew, or is FOLDER where it loaded them before (its loading is
not part of the times); it is told that the default graph is the union, as `wenmai serve` has it. `wenmai serve` runs without the
explorer, whose graph is loaded beside the queries and would slow both.
"""

import argparse
import json
import pathlib
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parent.parent
PREFIXES = """PREFIX wm: <https://w3id.org/wenmai#> PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX prov: <http://www.w3.org/ns/prov#> PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX nif: <http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#> PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
"""
# Queries of the library with what their parameters are here.
LIBRARY = [
    ("where-did-a-person-go", {"name": "李强"}),
    ("who-visited-a-place", {"place": "北京市"}),
    ("who-visited-which-company", {}),
    ("titles-of-a-person", {"name": "李强"}),
    ("officials-of-a-place", {"place": "北京市"}),
    ("who-met-whom", {}),
    ("who-issued-a-policy", {}),
    ("hierarchy-of-a-place", {"place": "朝阳区"}),
    ("company-managers", {}),
    ("planned-visits", {}),
]
OWN = [
    ("ask", "ASK { ?who wm:visited ?what }"),
    ("one label", "SELECT ?s { ?s skos:prefLabel '李强'@zh }"),
    ("all of one thing", "SELECT ?p ?o { ?s skos:prefLabel '李强'@zh ; ?p ?o }"),
    ("classes counted", "SELECT ?c (COUNT(*) AS ?n) { ?s a ?c } GROUP BY ?c ORDER BY DESC(?n) ?c"),
    ("persons by visits", "SELECT ?who (COUNT(DISTINCT ?what) AS ?n) { ?who wm:visited ?what } GROUP BY ?who ORDER BY DESC(?n) ?who LIMIT 20"),
    ("two steps", "SELECT DISTINCT ?other { ?a skos:prefLabel '李强'@zh ; wm:visited ?p . ?other wm:visited ?p } ORDER BY ?other LIMIT 100"),
    ("a path", "SELECT DISTINCT ?in { ?place skos:prefLabel '朝阳区'@zh ; wm:locatedIn+ ?in }"),
    ("labels that begin", "SELECT ?s ?n { ?s a wm:Organization ; skos:prefLabel ?n FILTER(STRSTARTS(?n, '中国')) } ORDER BY ?n ?s LIMIT 50"),
    ("a thousand rows", "SELECT ?who ?what { ?who wm:visited ?what } LIMIT 1000"),
    ("construct", "CONSTRUCT { ?a wm:met ?b } WHERE { ?a wm:met ?b }"),
]


def library_query(name, parameters):
    """A query of the library with its parameters bound as `wenmai query` binds them."""
    text = (ROOT / "queries" / f"{name}.rq").read_text()
    for key, value in parameters.items():
        if not re.search(rf"^#\s*param:\s*{key}\b", text, re.M):
            known = re.findall(r"^#\s*param:\s*(\S+)", text, re.M)
            sys.exit(f"{name}.rq has no parameter {key}, it has {known}")
        terms = " ".join(f'"{value}"{tag}' for tag in ("@zh", "@en", "@zh-Latn-pinyin", ""))
        values = f" VALUES ?{key} {{ {terms} }}\n"
        mark = re.search(r"^\s*# values\s*$", text, re.M)
        at = mark.end() + 1 if mark else re.search(r"WHERE\s*\{", text, re.I).end()
        text = text[:at] + values + text[at:]
    return PREFIXES + text


def ask(url, query, wanted, limit=300):
    """Seconds, rows and status of a query by POST; status 0 where it takes longer than the limit."""
    body = urllib.parse.urlencode({"query": query}).encode()
    request = urllib.request.Request(url, body, {"Accept": wanted})
    began = time.perf_counter()
    try:
        with urllib.request.urlopen(request, timeout=limit) as answer:
            data = answer.read()
            status = answer.status
    except TimeoutError:
        return limit, None, 0
    except urllib.error.HTTPError as error:
        return time.perf_counter() - began, error.read().decode()[:200], error.code
    seconds = time.perf_counter() - began
    if wanted == "application/n-triples":
        return seconds, len(set(data.splitlines())), status
    read = json.loads(data)
    return seconds, int(read["boolean"]) if "boolean" in read else len(read["results"]["bindings"]), status


def memory(pid):
    """Resident megabytes."""
    status = pathlib.Path(f"/proc/{pid}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) / 1024


def wenmai(binary, store):
    began = time.perf_counter()
    command = [binary, "serve", "--quiet", "--bind", "127.0.0.1:0", "--timeout", "300", "--rows", "0", "--no-explorer", "--store", store]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    url = process.stdout.readline().strip()
    if not url:
        sys.exit("wenmai serve did not start")
    return process, url + "sparql", time.perf_counter() - began


def oxigraph(binary, store, folder):
    began = time.perf_counter()
    if not pathlib.Path(folder).exists():
        quads = f"{folder}.nq"
        with open(quads, "wb") as file:
            subprocess.run(["gzip", "-dc", f"{store}/graph.nq.gz"], stdout=file, check=True)
        command = [binary, "load", "--location", folder, "--file", quads, "--lenient"]
        subprocess.run(command, check=True, capture_output=True)
        pathlib.Path(quads).unlink()
    loaded = time.perf_counter() - began
    process, url = start_oxigraph(binary, folder)
    return process, url, loaded


def start_oxigraph(binary, folder):
    port = "17879"
    command = [binary, "serve-read-only", "--location", folder, "--bind", f"127.0.0.1:{port}", "--union-default-graph"]
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    url = f"http://127.0.0.1:{port}/query"
    for _ in range(600):
        try:
            ask(url, "ASK {}", "application/sparql-results+json")
            return process, url
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.1)
    sys.exit("oxigraph did not start")


def wrk(url, process, seconds, out):
    """Throughput, latencies and errors at 16 connections, of queries whose answers differ in length."""
    for name, query in [OWN[1], OWN[2], OWN[8]]:
        address = url + "?query=" + urllib.parse.quote(PREFIXES + query)
        before = memory(process.pid)
        command = ["wrk", "-t", "2", "-c", "16", "-d", f"{seconds}s", "--latency", address]
        text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        rate = float(re.search(r"Requests/sec:\s+([\d.]+)", text)[1])
        tail = re.search(r"99%\s+(\S+)", text)[1]
        half = re.search(r"50%\s+(\S+)", text)[1]
        errors = re.findall(r"(?:Socket errors|Non-2xx).*", text)
        after = memory(process.pid)
        print(f"wrk, {name}: {rate:.0f}/s, p50 {half}, p99 {tail}, errors {errors or 'none'}, {before:.0f} MB before, {after:.0f} MB after")
        out.append({"query": name, "rate": rate, "p50": half, "p99": tail, "errors": errors, "before": before, "after": after})


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("wenmai")
    parser.add_argument("store")
    parser.add_argument("--oxigraph")
    parser.add_argument("--location")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--limit", type=float, default=60.0)
    parser.add_argument("--patience", type=float, default=5.0)
    parser.add_argument("--wrk", type=int, default=0)
    parser.add_argument("--out")
    arguments = parser.parse_args()
    queries = [(name, PREFIXES + query) for name, query in OWN]
    queries += [(name, library_query(name, parameters)) for name, parameters in LIBRARY]
    location = None
    report = {"queries": [], "wrk": []}
    servers = []

    def again():
        """Starts oxigraph anew."""
        process, url = servers[1][1:]
        process.kill()
        process.wait()
        process, _ = start_oxigraph(arguments.oxigraph, location)
        servers[1] = ("oxigraph", process, url)

    restart = {"wenmai": lambda: sys.exit("wenmai serve gave no answer in time"), "oxigraph": again}
    with tempfile.TemporaryDirectory() as folder:
        try:
            process, url, seconds = wenmai(arguments.wenmai, arguments.store)
            servers.append(("wenmai", process, url))
            print(f"wenmai serve: ready after {seconds:.1f} s, {memory(process.pid):.0f} MB")
            report["wenmai"] = {"ready": seconds, "memory": memory(process.pid)}
            if arguments.oxigraph:
                location = arguments.location or f"{folder}/db"
                process, url, seconds = oxigraph(arguments.oxigraph, arguments.store, location)
                servers.append(("oxigraph", process, url))
                print(f"oxigraph: loaded in {seconds:.1f} s, {memory(process.pid):.0f} MB")
                report["oxigraph"] = {"loaded": seconds, "memory": memory(process.pid)}
            print("| query | rows | " + " | ".join(f"{name}, ms" for name, *_ in servers) + " | ratio |")
            for name, query in queries:
                wanted = "application/n-triples" if "CONSTRUCT" in query else "application/sparql-results+json"
                times = {server: [] for server, *_ in servers}
                rows = {}
                slow = set()
                for turn in range(arguments.rounds + 1):
                    for server, _, url in list(servers):
                        if server in slow:
                            continue
                        seconds, count, status = ask(url, query, wanted, arguments.limit)
                        if status == 0:
                            # It would go on with the query that nobody waits for.
                            restart[server]()
                        rows[server] = count if status == 200 else f"{status} {count}"
                        if not turn and seconds > arguments.patience:
                            slow.add(server)
                        if turn or server in slow:
                            times[server].append(seconds)
                middle = {server: statistics.median(found) * 1000 for server, found in times.items()}
                rows = {server: count if count != "0 None" else "given up" for server, count in rows.items()}
                same = len({str(count) for count in rows.values() if count != "given up"}) == 1
                shown = str(next(iter(rows.values()))) if same else f"DIFFER {rows}"
                ratio = middle["wenmai"] / middle["oxigraph"] if "oxigraph" in middle else float("nan")
                cells = " | ".join(f"{middle[server]:.1f}" for server, *_ in servers)
                print(f"| {name} | {shown} | {cells} | {ratio:.2f} |", flush=True)
                report["queries"].append({"name": name, "rows": rows, "ms": middle})
            print(f"after the queries: {memory(servers[0][1].pid):.0f} MB")
            if arguments.wrk:
                for _, process, _ in servers[1:]:
                    process.send_signal(signal.SIGSTOP)
                wrk(servers[0][2], servers[0][1], arguments.wrk, report["wrk"])
        finally:
            for _, process, _ in servers:
                process.send_signal(signal.SIGCONT)
                process.send_signal(signal.SIGTERM)
                process.wait(30)
    if arguments.out:
        pathlib.Path(arguments.out).write_text(json.dumps(report, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
