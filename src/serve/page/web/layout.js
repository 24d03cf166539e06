// ForceAtlas2 over the picture's graph: in a worker, or, where a page may start none, between two frames.
import { library, source } from "./data.js";

const NUMBERS = 10; // a node: x, y, dx, dy, old dx, old dy, mass, convergence, size, fixed
let worker = null;
let runs = 0;

/** The graph as the arithmetic wants it: ten numbers a node, three an edge. */
function matrices(graph) {
  const nodes = new Float32Array(graph.order * NUMBERS);
  const edges = new Float32Array(graph.size * 3);
  const index = new Map();
  let at = 0;
  graph.forEachNode((key, node) => {
    index.set(key, at);
    nodes.set([node.x, node.y, 0, 0, 0, 0, 1, 1, node.size * 0.8, 0], at);
    at += NUMBERS;
  });
  let place = 0;
  graph.forEachEdge((_, edge, from, to) => {
    const weight = edge.strength ?? 1;
    nodes[index.get(from) + 6] += weight;
    nodes[index.get(to) + 6] += weight;
    edges.set([index.get(from), index.get(to), weight], place);
    place += 3;
  });
  return { nodes, edges, keys: [...index.keys()] };
}

/**
 * Lays the graph out from where its nodes stand; calls `moved` after each step and `done` at the end.
 * @returns {() => void} stops it
 */
export function runLayout(graph, { rounds = graph.order > 60 ? 500 : 300, moved = () => {}, done = () => {} } = {}) {
  const { nodes, edges, keys } = matrices(graph);
  runs += 1;
  const id = runs;
  const settings = {
    // Strong gravity keeps pieces that nothing joins on one sheet.
    gravity: 0.06,
    scalingRatio: graph.order > 300 ? 8 : 16,
    slowDown: 3 + Math.log(1 + graph.order),
    barnesHutOptimize: graph.order > 400,
    adjustSizes: graph.order < 400,
    strongGravityMode: true,
    outboundAttractionDistribution: false,
    edgeWeightInfluence: 0.5,
  };
  const place = (numbers) => {
    keys.forEach((key, n) => {
      if (graph.hasNode(key)) graph.mergeNodeAttributes(key, { x: numbers[n * NUMBERS], y: numbers[n * NUMBERS + 1] });
    });
    moved();
  };
  if (graph.order < 2) {
    done();
    return () => {};
  }
  return source.offline ? inFrames() : inWorker();

  function inWorker() {
    worker ??= new Worker("explorer/vendor/layout.js");
    const listen = ({ data }) => {
      if (data.id !== id) return;
      place(data.nodes);
      if (data.left <= 0) {
        worker.removeEventListener("message", listen);
        done();
      }
    };
    worker.addEventListener("message", listen);
    worker.postMessage({ id, nodes, edges, rounds, settings });
    return () => {
      worker.removeEventListener("message", listen);
      worker.postMessage({ stop: id });
    };
  }

  function inFrames() {
    let stopped = false;
    library("layout").then((layout) => {
      const job = layout.start({ id, nodes, edges, rounds, settings });
      const frame = () => {
        if (stopped) return;
        layout.step(job);
        place(job.nodes);
        if (job.left > 0) requestAnimationFrame(frame);
        else done();
      };
      frame();
    });
    return () => {
      stopped = true;
    };
  }
}
