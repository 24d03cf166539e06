// The graph on the screen: it starts from things, grows where one is clicked, and says the same in a list below.
//
// Never more than a few neighbours come at once, the strongest first; who wants more asks for more.
import { h, put, announce } from "./dom.js";
import { t, className, propertyName } from "./words.js";
import { source } from "./data.js";
import { go } from "./route.js";
import { linkWords, thingLink, tint } from "./parts.js";
import { openEdge } from "./evidence.js";
import { filterBar, noFilter, passes } from "./filters.js";
import { MANY_EDGES, drawing, palette, tintOf } from "./picture.js";
import { runLayout } from "./layout.js";

const FIRST = 14;
const STEP = 12;
let current = null;

/** A stage; the one before it is taken down. */
export function stage() {
  current?.end();
  current = new Stage();
  return current;
}

/** Takes the stage down when its view is left. */
export function endStage() {
  current?.end();
  current = null;
}

class Stage {
  constructor() {
    this.filter = noFilter();
    this.filters = filterBar(this.filter, () => this.refilter());
    this.canvas = h("div", {
      class: "canvas",
      tabindex: "0",
      role: "application",
      "aria-label": `${t("graph")}. ${t("keyboard")}`,
      onkeydown: (event) => this.keys(event),
    });
    this.note = h("p", { class: "canvas-note soft" }, t("emptyGraph"));
    this.chosen = h("div", { class: "chosen", hidden: true });
    this.summary = h("summary", {}, t("inGraph"));
    this.list = h("ul", { class: "graph-list" });
    this.listing = h("details", { class: "graph-listing" }, this.summary, this.list);
    const tool = (label, sign, work) => h("button", { type: "button", class: "tool", "aria-label": label, title: label, onclick: work }, sign);
    this.tools = h(
      "div",
      { class: "canvas-tools", role: "toolbar", "aria-label": t("graph") },
      tool(t("zoomIn"), "＋", () => this.sigma?.getCamera().animatedZoom({ duration: 150 })),
      tool(t("zoomOut"), "－", () => this.sigma?.getCamera().animatedUnzoom({ duration: 150 })),
      tool(t("fit"), "⤢", () => this.sigma?.getCamera().animatedReset({ duration: 150 })),
    );
    this.element = h(
      "section",
      { class: "stage", "aria-label": t("graph") },
      this.filters.element,
      h("div", { class: "canvas-frame" }, this.canvas, this.note, this.tools, this.chosen),
      this.listing,
    );
    this.things = new Map();
    this.links = new Map();
    this.pairs = new Map();
    this.selected = null;
    this.stop = () => {};
    this.colours = palette();
    this.dark = matchMedia("(prefers-color-scheme: dark)");
    this.recolour = () => this.repaint();
    this.dark.addEventListener("change", this.recolour);
  }

  end() {
    this.stop();
    this.ended = true;
    this.dark.removeEventListener("change", this.recolour);
    this.size?.disconnect();
    this.sigma?.kill();
    this.sigma = null;
  }

  /** Starts from things by key, with the links among them; a single one with its strongest neighbours. */
  async start(keys, things = []) {
    const wanted = [...new Set(keys)].slice(0, 80);
    try {
      await this.draw();
    } catch (error) {
      put(this.note, t("noWebgl"));
      this.listing.open = true;
      console.info(error.message);
    }
    if (this.ended) return;
    for (const thing of things) if (wanted.includes(thing.key)) this.add({ ...thing, seed: true });
    if (wanted.length === 1) {
      await this.expand(wanted[0], FIRST);
    } else {
      this.connect(await source.links([...this.things.keys()]));
      this.arrange();
    }
  }

  /** Draws, or draws anew where there are more edges by now than are drawn one by one. */
  async draw() {
    const many = this.links.size > MANY_EDGES;
    if (this.sigma && many === this.many) return;
    this.many = many;
    this.size?.disconnect();
    this.sigma?.kill();
    const reducers = { node: (key, attributes) => this.drawnNode(key, attributes), edge: (key, attributes) => this.drawnEdge(key, attributes) };
    const { graph, sigma } = await drawing(this.canvas, reducers, { graph: this.graph, many });
    if (this.ended) {
      sigma.kill();
      return;
    }
    this.graph = graph;
    this.sigma = sigma;
    // The panel of evidence makes the picture narrower without a word from the window.
    this.size = new ResizeObserver(() => this.sigma?.resize().refresh());
    this.size.observe(this.canvas);
    sigma.on("clickNode", ({ node }) => this.press(node));
    sigma.on("doubleClickNode", ({ node, preventSigmaDefault }) => {
      preventSigmaDefault();
      go("entity", node);
    });
    sigma.on("clickEdge", ({ edge }) => openEdge(this.links.get(edge)));
    sigma.on("clickStage", () => this.select(null));
    sigma.on("enterNode", ({ node }) => this.point(node));
    sigma.on("leaveNode", () => this.point(null));
    sigma.on("enterEdge", ({ edge }) => this.point(null, edge));
    sigma.on("leaveEdge", () => this.point(null));
  }

  point(node, edge = null) {
    this.hovered = node;
    this.hoveredEdge = edge;
    this.canvas.classList.toggle("pointing", Boolean(node || edge));
    this.sigma?.refresh({ skipIndexation: true });
  }

  drawnNode(key, attributes) {
    const centre = this.hovered ?? this.selected;
    if (!this.visible?.has(key)) return { ...attributes, hidden: true };
    if (!centre || key === centre || this.near(centre, key)) {
      return { ...attributes, highlighted: key === this.selected, forceLabel: attributes.seed || key === centre, zIndex: 2 };
    }
    return { ...attributes, color: this.colours.faint, label: null, zIndex: 0 };
  }

  drawnEdge(key, attributes) {
    const link = this.links.get(key);
    if (!this.visible?.has(link.from) || !this.visible.has(link.to) || !passes(this.filter, link)) {
      return { ...attributes, hidden: true };
    }
    const together = this.pairs.get([link.from, link.to].sort().join("|")).filter((one) => this.links.has(one) && passes(this.filter, this.links.get(one)));
    if (together[0] !== key) return { ...attributes, hidden: true };
    if (together.length > 1) attributes = { ...attributes, label: [...new Set(together.map((one) => propertyName(this.links.get(one).property)))].join("、") };
    const centre = this.hovered ?? this.selected;
    if (key === this.hoveredEdge) return { ...attributes, color: this.colours.accent, size: attributes.size + 1.5, forceLabel: true };
    if (!centre) return this.things.size > 24 ? { ...attributes, label: null } : attributes;
    if (link.from === centre || link.to === centre) return { ...attributes, color: this.colours.soft, forceLabel: true };
    return { ...attributes, color: this.colours.faint, label: null };
  }

  near(one, other) {
    return this.graph.areNeighbors(one, other);
  }

  /** Puts a thing into the picture, beside `from` where that is there. */
  add(thing, from = null) {
    const known = this.things.get(thing.key);
    if (known) {
      if (thing.seed) known.seed = true;
      return;
    }
    this.things.set(thing.key, { ...thing, shown: 0, total: null });
    if (!this.graph) return;
    const origin = from && this.graph.hasNode(from) ? this.graph.getNodeAttributes(from) : { x: 0, y: 0 };
    // Places around the origin by the golden angle: the same picture every time.
    const turn = this.things.size * 2.399963;
    const away = from ? 14 + (this.things.size % 7) : 30 * Math.sqrt(this.things.size);
    this.graph.addNode(thing.key, {
      x: origin.x + Math.cos(turn) * away,
      y: origin.y + Math.sin(turn) * away,
      size: Math.min(4 + Math.log2(1 + (thing.weight || 1)) * 0.9, 15) * (thing.seed ? 1.2 : 1),
      label: thing.label,
      color: tintOf(thing.general, this.colours),
      seed: Boolean(thing.seed),
    });
  }

  connect(links) {
    for (const link of links) {
      const key = `${link.from}|${link.property}|${link.to}`;
      const known = this.links.has(key) || !this.things.has(link.from) || !this.things.has(link.to);
      if (known || link.from === link.to) continue;
      this.links.set(key, link);
      const pair = [link.from, link.to].sort().join("|");
      // Several links of two things are one line; what was only spoken of comes last in its name.
      this.pairs.set(pair, [...(this.pairs.get(pair) ?? []), key].sort((one) => (one.includes("|spokeAbout|") ? 1 : -1)));
      this.graph?.addEdgeWithKey(key, link.from, link.to, {
        label: propertyName(link.property),
        size: Math.min(1.5 + Math.log2(1 + link.documents) * 0.3, 4),
        color: this.colours.rule,
        strength: 1,
        type: ["met", "cooperatesWith"].includes(link.property) ? "line" : "arrow",
      });
    }
  }

  /** Brings the next neighbours of a thing. */
  async expand(key, number = STEP) {
    const before = this.things.get(key)?.shown ?? 0;
    const found = await source.neighbours(key, before, number);
    if (this.ended) return;
    this.add({ ...found.centre, seed: before === 0 && this.things.size === 0 });
    const centre = this.things.get(key);
    centre.total = found.total;
    centre.shown = Math.min(before + found.items.length, found.total);
    for (const item of found.items) {
      this.add(item, key);
      this.connect(item.links);
    }
    this.connect(await source.links([...this.things.keys()].slice(0, 400)));
    if (this.ended) return;
    this.arrange();
    announce(t("nodes", this.things.size, this.links.size));
    if (this.selected === key) this.showChosen();
  }

  arrange() {
    this.refilter();
    if (!this.graph) return;
    if (this.sigma) this.draw();
    this.stop();
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.canvas.dataset.layout = "running";
    this.stop = runLayout(this.graph, {
      moved: () => still || this.sigma?.refresh(),
      done: () => {
        this.canvas.dataset.layout = "done";
        this.sigma?.refresh();
      },
    });
  }

  /** What is shown after the filter: things of the types asked for, with a link that passes, or started from. */
  refilter() {
    const typed = (key) => !this.filter.hidden.has(this.things.get(key).general);
    const visible = new Set([...this.things.values()].filter((thing) => thing.seed && typed(thing.key)).map((thing) => thing.key));
    if (this.things.size === 1) visible.add([...this.things.keys()][0]);
    for (const link of this.links.values()) {
      if (passes(this.filter, link) && typed(link.from) && typed(link.to)) visible.add(link.from).add(link.to);
    }
    this.visible = visible;
    this.note.hidden = Boolean(this.sigma) && this.things.size > 0;
    const counts = new Map();
    for (const thing of this.things.values()) counts.set(thing.general, (counts.get(thing.general) ?? 0) + 1);
    this.filters.legend(counts);
    if (this.selected && !visible.has(this.selected)) this.select(null);
    this.sigma?.refresh();
    this.listAll();
  }

  repaint() {
    this.colours = palette();
    this.graph?.updateEachNodeAttributes((key, attributes) => ({ ...attributes, color: tintOf(this.things.get(key).general, this.colours) }));
    this.graph?.updateEachEdgeAttributes((_, attributes) => ({ ...attributes, color: this.colours.rule }));
    this.sigma?.setSetting("labelColor", { color: this.colours.ink });
    this.sigma?.setSetting("edgeLabelColor", { color: this.colours.soft });
  }

  press(key) {
    const again = this.selected === key;
    this.select(key);
    const thing = this.things.get(key);
    if (thing.total === null || (again && thing.shown < thing.total)) this.expand(key);
  }

  select(key) {
    this.selected = key;
    this.showChosen();
    this.sigma?.refresh({ skipIndexation: true });
  }

  showChosen() {
    const thing = this.selected && this.things.get(this.selected);
    this.chosen.hidden = !thing;
    if (!thing) return;
    const rest = thing.total === null ? true : thing.shown < thing.total;
    put(
      this.chosen,
      h("p", {}, thingLink(thing), h("span", { class: "soft" }, ` ${className(thing.class)}`)),
      thing.total === null ? null : h("p", { class: "soft small" }, t("neighboursShown", thing.shown, thing.total)),
      h(
        "p",
        { class: "tools" },
        rest ? h("button", { type: "button", onclick: () => this.expand(thing.key) }, thing.total === null ? t("expand") : t("expandMore")) : null,
        h("button", { type: "button", onclick: () => go("entity", thing.key) }, t("openCard")),
        h("button", { type: "button", onclick: () => this.remove(thing.key) }, t("hide")),
      ),
    );
  }

  remove(key) {
    for (const [id, link] of this.links) if (link.from === key || link.to === key) this.links.delete(id);
    this.things.delete(key);
    this.graph?.dropNode(key);
    this.select(null);
    this.refilter();
  }

  /** The same as the picture, in words: for readers who do not see it, and for the keyboard. */
  listAll() {
    const shown = [...this.things.values()].filter((thing) => this.visible.has(thing.key));
    const links = [...this.links.values()].filter((link) => this.visible.has(link.from) && this.visible.has(link.to) && passes(this.filter, link));
    put(this.summary, `${t("inGraph")} · ${t("nodes", shown.length, links.length)}`);
    put(
      this.list,
      shown.map((thing) => {
        const own = links.filter((link) => link.from === thing.key);
        return h(
          "li",
          {},
          h("button", { type: "button", class: `text ${tint(thing.general)}`, onclick: () => this.press(thing.key), "aria-label": `${thing.label}: ${t("expand")}` },
            h("span", { class: "dot", "aria-hidden": "true" }), thing.label),
          own.length > 0
            ? h("ul", {}, own.map((link) =>
                h("li", {}, h("button", { type: "button", class: "text", onclick: () => openEdge(link) }, `${propertyName(link.property)} ${this.things.get(link.to).label}`),
                  h("span", { class: "soft small" }, ` ${linkWords(link)}`))))
            : null,
        );
      }),
    );
  }

  /** Arrows go to the nearest thing that way; Enter expands; E opens the card; + and - zoom. */
  keys(event) {
    const ways = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    if (ways[event.key]) {
      event.preventDefault();
      this.step(ways[event.key]);
    } else if (event.key === "Enter" && this.selected) {
      this.expand(this.selected);
    } else if (event.key.toLowerCase() === "e" && this.selected) {
      go("entity", this.selected);
    } else if (event.key === "+" || event.key === "=") {
      this.sigma?.getCamera().animatedZoom({ duration: 100 });
    } else if (event.key === "-") {
      this.sigma?.getCamera().animatedUnzoom({ duration: 100 });
    } else if (event.key === "Escape") {
      this.select(null);
    }
  }

  step([right, down]) {
    if (!this.sigma || this.visible.size === 0) return;
    const at = (key) => this.sigma.graphToViewport(this.graph.getNodeAttributes(key));
    const first = this.selected ?? [...this.visible][0];
    let best = this.selected ? null : first;
    let least = Infinity;
    const from = at(first);
    for (const key of this.selected ? this.visible : []) {
      const to = at(key);
      const [x, y] = [to.x - from.x, to.y - from.y];
      const ahead = x * right + y * down;
      if (key === first || ahead <= 0) continue;
      const far = ahead + 2.5 * Math.abs(x * down - y * right);
      if (far < least) [best, least] = [key, far];
    }
    if (!best) return;
    this.select(best);
    const thing = this.things.get(best);
    announce(`${thing.label}, ${className(thing.class)}`);
  }
}
