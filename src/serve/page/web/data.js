// Where the page's data comes from: the server's /api, or what a dossier holds. Both have the functions of `source`.

const cache = new Map();

async function get(path, parameters = {}) {
  const asked = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== undefined && value !== null && value !== "") asked.set(name, value);
  }
  const address = `api/${path}?${asked}`;
  if (!cache.has(address)) {
    if (cache.size > 300) cache.delete(cache.keys().next().value);
    cache.set(address, patiently(address).then(read));
    cache.get(address).catch(() => cache.delete(address));
  }
  return cache.get(address);
}

/** `tell` is called with the seconds waited so far while the server loads its graph, and with null when it answers. */
export const waiting = { tell: () => {} };

/** Asks; while the server loads its graph, again and again. */
async function patiently(address) {
  const began = performance.now();
  for (let tries = 0; ; tries += 1) {
    const response = await fetch(address, { headers: { accept: "application/json" } });
    if (response.status !== 503 || !(await loading())) {
      if (tries > 0) waiting.tell(null);
      return response;
    }
    waiting.tell(Math.round((performance.now() - began) / 1000));
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

async function loading() {
  const health = await fetch("healthz").then(read);
  return health.explorer === "loading";
}

async function read(response) {
  if (response.ok) return response.json();
  const text = await response.text();
  throw new Error(text.split("\n")[0].replace(/^error: /, "") || `HTTP ${response.status}`);
}

const server = {
  offline: false,
  home: () => get("home"),
  terms: () => get("terms"),
  search: (q, limit = 10) => get("search", { q, limit }),
  entity: (key) => get("entity", { key }),
  events: (key, section, offset, limit) => get("events", { key, section, offset, limit }),
  neighbours: (key, offset, limit) => get("neighbours", { key, offset, limit }),
  links: (keys) => (keys.length > 1 ? get("links", { keys: keys.join("\n") }) : Promise.resolve([])),
  edgeEvidence: (from, property, to) => get("evidence", { from, property, to }),
  nodeEvidence: (node) => get("evidence", { node }),
  article: (id, marks) => get("document", { id, marks: marks.map(({ start, end }) => `${start}-${end}`).join(",") }),
  timeline: (asked) => get("timeline", asked),
  places: (asked) => get("places", asked),
  ask: (q) => get("ask", { q, limit: 200 }),
  queries: () => get("queries"),
  outlines: () => fetch("explorer/data/outlines.json").then(read),
  async sparql(query) {
    const response = await fetch("sparql", {
      method: "POST",
      headers: {
        "content-type": "application/sparql-query",
        accept: "application/sparql-results+json, text/turtle;q=0.9",
      },
      body: query,
    });
    if (!response.ok) throw new Error((await response.text()).trim() || `HTTP ${response.status}`);
    const type = response.headers.get("content-type") ?? "";
    return type.includes("json") ? { table: await response.json() } : { text: await response.text() };
  },
};

/** The functions that give data; a dossier puts its own in place of the server's. */
export const source = { ...server };

/** Loads a bundled library; a dossier has them inline already. */
export async function library(name) {
  const globals = { graph: "WenmaiGraph", editor: "WenmaiEditor", layout: "WenmaiLayout" };
  if (!globalThis[globals[name]]) {
    await new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = `explorer/vendor/${name}.js`;
      script.onload = resolve;
      script.onerror = () => reject(new Error(`cannot load ${name}.js`));
      document.head.append(script);
    });
  }
  return globalThis[globals[name]];
}
