// Time to the first picture and time of a frame for 5,000 nodes and 15,000 edges: the explorer's drawing beside
// cytoscape.js, the same graph, the same places, the same browser, in turn. Not a test: run it by hand,
//   node tests/web/bench.mjs [NODES] [EDGES] [ROUNDS]
// after tests/web/run.sh has installed the packages (NODE_MODULES names their folder).
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const [nodes, edges, rounds] = [process.argv[2] ?? 5000, process.argv[3] ?? 15000, process.argv[4] ?? 3].map(Number);
const modules = process.env.NODE_MODULES ?? fileURLToPath(new URL("node_modules", import.meta.url));
const require = createRequire(join(modules, "x.js"));
const page = fileURLToPath(new URL("../../src/serve/page/", import.meta.url));
const files = {
  "/graph.js": join(page, "vendor/graph.js"),
  "/layout.js": join(page, "vendor/layout.js"),
  "/cytoscape.js": require.resolve("cytoscape/dist/cytoscape.min.js"),
};
const server = createServer((request, response) => {
  const file = files[request.url];
  response.setHeader("content-type", file ? "text/javascript" : "text/html");
  response.end(file ? readFileSync(file) : "<!doctype html><style>html,body,#host{margin:0;width:100%;height:100%}</style><div id=host></div>");
}).listen(0, "127.0.0.1");
await new Promise((resolve) => server.once("listening", resolve));
const origin = `http://127.0.0.1:${server.address().port}/`;

/** Runs in the page: makes the graph, draws it, moves the camera for `frames` frames. */
async function measure({ kind, nodes, edges, frames }) {
  let seed = 20260101;
  const random = () => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return seed / 4294967296;
  };
  const host = document.getElementById("host");
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  // Who is linked already is likelier to be linked again, as in news.
  const list = [];
  const ends = [0];
  for (let n = 0; n < edges; n += 1) {
    const from = n < nodes - 1 ? n + 1 : Math.floor(random() * nodes);
    const to = ends[Math.floor(random() * ends.length)];
    if (from !== to) list.push([from, to]);
    ends.push(from, to);
  }
  const degree = new Array(nodes).fill(0);
  for (const [from, to] of list) {
    degree[from] += 1;
    degree[to] += 1;
  }
  const places = Array.from({ length: nodes }, (_, n) => {
    const far = 2000 * Math.sqrt(random());
    const turn = random() * Math.PI * 2;
    return { x: far * Math.cos(turn), y: far * Math.sin(turn), size: 2 + Math.sqrt(degree[n]), label: `新闻机构${n}` };
  });
  const script = document.createElement("script");
  script.src = kind === "cytoscape" ? "cytoscape.js" : "graph.js";
  const loaded = new Promise((resolve) => (script.onload = resolve));
  document.head.append(script);
  await loaded;
  await frame();
  const began = performance.now();
  let first;
  const times = [];
  if (kind === "cytoscape") {
    const cy = globalThis.cytoscape({
      container: host,
      elements: [
        ...places.map((place, n) => ({ data: { id: `n${n}`, label: place.label, size: place.size * 2 }, position: { x: place.x, y: place.y } })),
        ...list.map(([from, to], n) => ({ data: { id: `e${n}`, source: `n${from}`, target: `n${to}` } })),
      ],
      layout: { name: "preset", fit: true },
      style: [
        { selector: "node", style: { label: "data(label)", width: "data(size)", height: "data(size)", "font-size": 13, "min-zoomed-font-size": 8 } },
        { selector: "edge", style: { width: 1, "target-arrow-shape": "triangle", "curve-style": "straight" } },
      ],
    });
    await new Promise((resolve) => cy.one("render", resolve));
    await frame();
    first = performance.now() - began;
    for (let n = 0; n < frames; n += 1) {
      const start = performance.now();
      cy.zoom({ level: cy.zoom() * (n % 2 ? 0.99 : 1.0101), renderedPosition: { x: 400, y: 400 } });
      cy.panBy({ x: n % 20 < 10 ? 6 : -6, y: 0 });
      await new Promise((resolve) => cy.one("render", resolve));
      times.push(performance.now() - start);
    }
  } else {
    const { Graph, Sigma, EdgeArrowProgram } = globalThis.WenmaiGraph;
    const graph = new Graph({ multi: true, type: "directed" });
    places.forEach((place, n) => graph.addNode(`n${n}`, { ...place, color: "#2b5f93" }));
    list.forEach(([from, to], n) => graph.addEdgeWithKey(`e${n}`, `n${from}`, `n${to}`, { size: 1, color: "#bdb6a9" }));
    const sigma = new Sigma(graph, host, { defaultEdgeType: "arrow", edgeProgramClasses: { arrow: EdgeArrowProgram }, labelSize: 13, enableEdgeEvents: true });
    await frame();
    const gl = host.querySelector("canvas.sigma-edges").getContext("webgl2");
    gl?.finish();
    first = performance.now() - began;
    const camera = sigma.getCamera();
    for (let n = 0; n < frames; n += 1) {
      const start = performance.now();
      const state = camera.getState();
      camera.setState({ x: state.x + (n % 20 < 10 ? 0.004 : -0.004), ratio: state.ratio * (n % 2 ? 0.99 : 1.0101) });
      await new Promise((resolve) => sigma.once("afterRender", resolve));
      gl?.finish();
      times.push(performance.now() - start);
    }
  }
  times.sort((one, other) => one - other);
  return { first, median: times[Math.floor(times.length / 2)], p95: times[Math.floor(times.length * 0.95)] };
}

const { chromium } = require("playwright-core");
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--headless", "--no-sandbox", "--disable-gpu", "--enable-unsafe-swiftshader", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"],
});
console.log(`${nodes} nodes, ${edges} edges, ${rounds} rounds in turn; milliseconds`);
for (let round = 0; round < rounds; round += 1) {
  for (const kind of ["wenmai", "cytoscape"]) {
    const tab = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    await tab.goto(origin);
    const { first, median, p95 } = await tab.evaluate(measure, { kind, nodes, edges, frames: 60 });
    console.log(`${kind.padEnd(10)} first picture ${first.toFixed(0)}  frame median ${median.toFixed(1)}  p95 ${p95.toFixed(1)}`);
    await tab.close();
  }
}
await browser.close();
server.close();
