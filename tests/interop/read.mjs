// Reads exported files with the JavaScript tools of others and compares what they find with the Cytoscape.js file.
//
//     node read.mjs FOLDER
//
// The folder has graph.cytoscape, the measure for counts, classes, properties and labels, and any of graph.gexf,
// graph.graphml, graph.d3, graph.mermaid, graph.jsonld (with graph.nq beside it), graph.neo4j/load.cypher. One line a reading on standard output; exit
// status 1 where something differs. Packages: package.json beside this file (`npm ci`).
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { lintCypherQuery } from '@neo4j-cypher/language-support';
import cytoscape from 'cytoscape';
import { forceLink, forceSimulation } from 'd3-force';
import graphology from 'graphology';
import gexf from 'graphology-gexf';
import graphml from 'graphology-graphml';
import { JSDOM } from 'jsdom';
import jsonld from 'jsonld';

const { MultiDirectedGraph } = graphology;
const folder = process.argv[2];
const at = (name) => join(folder, `graph.${name}`);
const text = (name) => readFileSync(at(name), 'utf8');
// Parsers of XML may make one space of white space in attributes.
const flat = (labels) => labels.map((label) => label.replace(/\s+/g, ' ').trim()).sort();
const tally = (values) => {
  const counts = {};
  for (const value of [...values].sort()) counts[value] = (counts[value] ?? 0) + 1;
  return counts;
};
let failed = 0;
const compare = (name, found, told) => {
  const [left, right] = [JSON.stringify(found), JSON.stringify(told)];
  if (left === right) return true;
  let place = 0;
  while (left[place] === right[place]) place += 1;
  const near = (words) => words.slice(Math.max(0, place - 60), place + 60);
  console.error(`failed: ${name}: …${near(left)}…, told is …${near(right)}…`);
  failed += 1;
  return false;
};

const core = cytoscape({ headless: true, elements: JSON.parse(text('cytoscape')).elements });
const told = {
  nodes: core.nodes().length,
  edges: core.edges().length,
  classes: tally(core.nodes().map((node) => node.data('class'))),
  properties: tally(core.edges().map((edge) => edge.data('label'))),
  labels: flat(core.nodes().map((node) => node.data('label'))),
};
core.nodes().forEach((node) => {
  if (!Number.isFinite(node.position('x')) || node.data('size') <= 0) throw new Error(`no place: ${node.id()}`);
});
console.log(`cytoscape.js: ${told.nodes} nodes, ${told.edges} edges`);

const seen = (graph) => ({
  nodes: graph.order,
  edges: graph.size,
  classes: tally(graph.mapNodes((node, data) => data.class)),
  properties: tally(graph.mapEdges((edge, data) => data.label)),
  labels: flat(graph.mapNodes((node, data) => data.label ?? '')),
});
for (const [name, read] of [['gexf', gexf], ['graphml', graphml]]) {
  if (!existsSync(at(name))) continue;
  const graph = read.parse(MultiDirectedGraph, text(name));
  if (compare(`${name} in graphology`, seen(graph), told)) {
    console.log(`${name} in graphology: ${graph.order} nodes, ${graph.size} edges`);
  }
  graph.forEachNode((node, data) => {
    if (!Number.isFinite(data.x) || !/^(#|rgb)/.test(data.color)) throw new Error(`no place or colour: ${node}`);
  });
}

if (existsSync(at('d3'))) {
  const data = JSON.parse(text('d3'));
  const before = data.nodes.map((node) => node.x);
  // Throws where a link names a node that is not there; keeps places that are given.
  forceSimulation(data.nodes).force('link', forceLink(data.links).id((node) => node.id)).stop();
  compare('d3-force keeps places', data.nodes.map((node) => node.x), before);
  const found = {
    nodes: data.nodes.length,
    edges: data.links.length,
    classes: tally(data.links.map((link) => link.target.class)),
    labels: flat(data.nodes.map((node) => node.label)),
  };
  const ends = tally(core.edges().map((edge) => edge.target().data('class')));
  if (compare('d3', found, { nodes: told.nodes, edges: told.edges, classes: ends, labels: told.labels })) {
    console.log(`d3 in d3-force: ${found.nodes} nodes, ${found.edges} edges`);
  }
}

if (existsSync(at('mermaid'))) {
  const dom = new JSDOM('<!doctype html><body></body>');
  globalThis.window = dom.window;
  globalThis.document = dom.window.document;
  globalThis.Element = dom.window.Element;
  const { default: mermaid } = await import('mermaid');
  mermaid.initialize({ startOnLoad: false, securityLevel: 'strict' });
  const chart = text('mermaid');
  const parsed = await mermaid.mermaidAPI.getDiagramFromText(chart);
  const cut = /^%% cut: (\d+) of \d+ nodes and (\d+) of \d+ edges/m.exec(chart);
  const counts = [[...parsed.db.getVertices()].length, parsed.db.getEdges().length];
  if (compare('mermaid', counts, cut ? [Number(cut[1]), Number(cut[2])] : [told.nodes, told.edges])) {
    console.log(`mermaid: ${parsed.type}, ${counts[0]} nodes, ${counts[1]} edges${cut ? ' (cut)' : ''}`);
  }
}

if (existsSync(at('jsonld')) && existsSync(at('nq'))) {
  const offline = async (url) => {
    throw new Error(`the file asks for ${url}`);
  };
  const quads = await jsonld.toRDF(JSON.parse(text('jsonld')), { format: 'application/n-quads', documentLoader: offline });
  const lines = (words) => words.split('\n').filter((line) => line !== '').sort();
  // Escapes may differ; characters may not.
  const plain = (line) => line.replace(/\\u([0-9A-Fa-f]{4})/g, (_, code) => String.fromCharCode(parseInt(code, 16)));
  if (compare('jsonld', lines(quads).map(plain), lines(text('nq')).map(plain))) {
    console.log(`jsonld in jsonld.js: ${lines(quads).length} quads, as in N-Quads`);
  }
}

const script = join(at('neo4j'), 'load.cypher');
if (existsSync(script)) {
  // Neo4j's own parser and semantic analysis; a warning (1 is an error, 2 a warning) counts too.
  const statements = readFileSync(script, 'utf8');
  const { diagnostics } = lintCypherQuery(statements, {});
  const heard = diagnostics.map(({ message, range }) => `line ${range.start.line + 1}: ${message}`);
  const deaf = lintCypherQuery('MATCH (n) RETURN m', {}).diagnostics.length === 0;
  if (compare('load.cypher', [heard.slice(0, 5), deaf], [[], false])) {
    console.log(`load.cypher in Neo4j's language support: ${statements.split(';\n').length - 1} statements, nothing to say`);
  }
}
process.exit(failed > 0 ? 1 : 0);
