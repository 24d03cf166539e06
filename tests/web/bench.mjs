// Time to the first picture and time of a frame for 5,000 nodes and 15,000 edges: the explorer's drawing beside
// cytoscape.js, the same graph, the same places, the same browser, in turn. Not a test: run it by hand,
//   node tests/web/bench.mjs [NODES] [EDGES] [ROUNDS] [FRAMES]
// after tests/web/run.sh has installed the packages (NODE_MODULES names their folder).
//
// The explorer's side is its own module `picture.js`, as its page calls it. A frame ends when the browser shows the next one:
// without a graphics card most of a frame is drawn after the script is done with it. Other work on the machine makes the
// frames of both longer, and those of WebGL most, since many threads wait for each other; on a busy machine give the run
// precedence (`chrt -r 5 node …`, as root), and read the figures as those of software rendering where the first line says so.
// Whatever takes longer than SECONDS is given up and said.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const SECONDS = 90;
const [nodes, edges, rounds, frames] = [process.argv[2] ?? 5000, process.argv[3] ?? 15000, process.argv[4] ?? 3, process.argv[5] ?? 20].map(Number);
const modules = process.env.NODE_MODULES ?? fileURLToPath(new URL("node_modules", import.meta.url));
const require = createRequire(join(modules, "x.js"));
const page = fileURLToPath(new URL("../../src/serve/page/", import.meta.url));
const STYLE = "#host{position:fixed;inset:0}";
const server = createServer((request, response) => {
  const name = request.url.slice(1);
  const file = name === "cytoscape.js" ? require.resolve("cytoscape/dist/cytoscape.min.js")
    : name.startsWith("explorer/vendor/") ? join(page, name.slice("explorer/".length))
    : name ? join(page, "web", name) : null;
  let body = `<!doctype html><link rel=stylesheet href=base.css><style>${STYLE}</style><div id=host></div>`;
  try {
    if (file) body = readFileSync(file);
  } catch {
    response.statusCode = 404;
  }
  response.setHeader("content-type", { js: "text/javascript", css: "text/css" }[name.split(".").pop()] ?? "text/html");
  response.end(body);
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
  if (host.clientWidth < 1000 || host.clientHeight < 600) throw new Error(`the picture is ${host.clientWidth} by ${host.clientHeight}`);
  // Twice: the first callback comes before the frame is painted, the second when it was.
  const shown = () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
  // Who is linked already is likelier to be linked again, as in news.
  const list = [];
  const ends = [0];
  for (let n = 0; list.length < edges; n += 1) {
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
  // Loading the scripts is no part of the time.
  const picture = kind === "cytoscape" ? null : await import("/picture.js");
  await (picture ? import("/data.js").then((data) => data.library("graph")) : new Promise((resolve, reject) => {
    document.head.append(Object.assign(document.createElement("script"), { src: "cytoscape.js", onload: resolve, onerror: reject }));
  }));
  await shown();
  const began = performance.now();
  let move;
  if (picture) {
    const plain = (_, attributes) => attributes;
    const { graph, sigma } = await picture.drawing(host, { node: plain, edge: plain }, { many: list.length > picture.MANY_EDGES });
    places.forEach((place, n) => graph.addNode(`n${n}`, { ...place, color: "#2b5f93" }));
    list.forEach(([from, to], n) => graph.addEdgeWithKey(`e${n}`, `n${from}`, `n${to}`, { size: 1, color: "#bdb6a9" }));
    sigma.refresh();
    const camera = sigma.getCamera();
    move = (n) => {
      const state = camera.getState();
      camera.setState({ x: state.x + (n % 20 < 10 ? 0.004 : -0.004), ratio: state.ratio * (n % 2 ? 0.99 : 1.0101) });
    };
  } else {
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
    move = (n) => {
      cy.zoom({ level: cy.zoom() * (n % 2 ? 0.99 : 1.0101), renderedPosition: { x: 400, y: 400 } });
      cy.panBy({ x: n % 20 < 10 ? 6 : -6, y: 0 });
    };
  }
  await shown();
  const first = performance.now() - began;
  const times = [];
  for (let n = 0; n < frames; n += 1) {
    const start = performance.now();
    move(n);
    await shown();
    times.push(performance.now() - start);
  }
  times.sort((one, other) => one - other);
  return { first, median: times[Math.floor(times.length / 2)], p95: times[Math.floor(times.length * 0.95)] };
}

const { chromium } = require("playwright-core");
const profile = mkdtempSync(join(tmpdir(), "wenmai-bench-"));
const browser = await chromium.launchPersistentContext(profile, {
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  viewport: { width: 1280, height: 800 },
  args: ["--headless", "--no-sandbox", "--disable-gpu", "--enable-unsafe-swiftshader", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"],
});
const within = (work) => {
  let clock;
  const late = new Promise((_, reject) => (clock = setTimeout(() => reject(new Error(`not done in ${SECONDS} s`)), SECONDS * 1000)));
  return Promise.race([work, late]).finally(() => clearTimeout(clock));
};
const probe = await browser.newPage();
const renderer = await probe.evaluate(() => {
  const gl = document.createElement("canvas").getContext("webgl2");
  const names = gl?.getExtension("WEBGL_debug_renderer_info");
  return names ? gl.getParameter(names.UNMASKED_RENDERER_WEBGL) : "no WebGL";
});
await probe.close();
console.log(`${nodes} nodes, ${edges} edges, ${frames} frames, ${rounds} rounds in turn; milliseconds; WebGL: ${renderer}`);
try {
  for (let round = 0; round < rounds; round += 1) {
    for (const kind of ["wenmai", "cytoscape"]) {
      const tab = await browser.newPage();
      tab.on("pageerror", (error) => console.error(String(error)));
      try {
        await tab.goto(origin);
        const { first, median, p95 } = await within(tab.evaluate(measure, { kind, nodes, edges, frames }));
        console.log(`${kind.padEnd(10)} first picture ${first.toFixed(0)}  frame median ${median.toFixed(1)}  p95 ${p95.toFixed(1)}`);
      } catch (error) {
        console.log(`${kind.padEnd(10)} ${error.message.split("\n")[0]}`);
      }
      await tab.close();
    }
  }
} finally {
  await browser.close();
  server.close();
  rmSync(profile, { recursive: true, force: true });
}
