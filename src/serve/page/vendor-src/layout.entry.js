// ForceAtlas2 step by step, by the arithmetic of graphology-layout-forceatlas2. In a worker it answers messages; in a
// page (a dossier opened from a disk can start no worker) it is the global WenmaiLayout.
//
// Message in: { id, nodes: Float32Array (ten numbers a node), edges: Float32Array (three an edge), rounds, settings }.
// Messages out: { id, nodes, left } after every few rounds; a message { stop: id } ends the run.
import iterate from "graphology-layout-forceatlas2/iterate.js";
import defaults from "graphology-layout-forceatlas2/defaults.js";

const ROUNDS_PER_STEP = 12;

function step(job) {
  const rounds = Math.min(ROUNDS_PER_STEP, job.left);
  for (let round = 0; round < rounds; round += 1) iterate(job.settings, job.nodes, job.edges);
  job.left -= rounds;
}

function start({ id, nodes, edges, rounds, settings }) {
  return { id, nodes, edges, left: rounds, settings: { ...defaults, ...settings } };
}

globalThis.WenmaiLayout = { start, step };

if (typeof WorkerGlobalScope !== "undefined" && globalThis instanceof WorkerGlobalScope) {
  let current = null;
  const work = () => {
    const job = current;
    if (!job) return;
    step(job);
    globalThis.postMessage({ id: job.id, nodes: job.nodes.slice(), left: job.left });
    if (job.left > 0) setTimeout(work, 0);
    else current = null;
  };
  globalThis.addEventListener("message", ({ data }) => {
    if (data.stop !== undefined) {
      if (current?.id === data.stop) current = null;
      return;
    }
    const idle = current === null;
    current = start(data);
    if (idle) work();
  });
}
