// The drawing: sigma over a graphology graph, with our colours and our own hover label.
import { library } from "./data.js";

/** A colour of the style sheet. */
function colour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

/** The colours of the types, as they are in light or dark. */
export function palette() {
  const types = {};
  for (const type of ["person", "organization", "place", "policy", "event", "position", "product", "other"]) {
    types[type] = colour(`type-${type}`);
  }
  return { types, ink: colour("ink"), soft: colour("ink-soft"), rule: colour("edge"), paper: colour("paper"), accent: colour("accent"), faint: colour("faint") };
}

/** The colour of a general class. */
export function tintOf(general, colours) {
  return colours.types[general.toLowerCase()] ?? colours.types.other;
}

/** Draws the label of the node under the pointer: on paper, so that it can be read over others. */
function hover(colours) {
  return (context, node, settings) => {
    const size = settings.labelSize + 1;
    context.font = `600 ${size}px ${settings.labelFont}`;
    const width = context.measureText(node.label ?? "").width;
    context.fillStyle = colours.paper;
    context.strokeStyle = colours.ink;
    context.lineWidth = 1;
    context.beginPath();
    context.rect(node.x + node.size + 2, node.y - size / 2 - 5, width + 12, size + 10);
    context.fill();
    context.stroke();
    context.fillStyle = colours.ink;
    context.fillText(node.label ?? "", node.x + node.size + 8, node.y + size / 3);
    context.beginPath();
    context.arc(node.x, node.y, node.size + 2.5, 0, Math.PI * 2);
    context.stroke();
  };
}

/** Above so many edges they are plain lines that the pointer passes over: drawn without a graphics card, each arrow costs. */
export const MANY_EDGES = 2000;

/** Whether WebGL is computed by the processor. */
function isSoftware() {
  const context = document.createElement("canvas").getContext("webgl2");
  const names = context?.getExtension("WEBGL_debug_renderer_info");
  const renderer = names ? String(context.getParameter(names.UNMASKED_RENDERER_WEBGL)) : "";
  context?.getExtension("WEBGL_lose_context")?.loseContext();
  return /swiftshader|llvmpipe|software|basic render/i.test(renderer);
}

/**
 * A drawing in `host`.
 * @param {object} reducers `node(key, attributes)` and `edge(key, attributes)` give what is drawn.
 * @param {object} options `graph`: one that is there already; `many`: its edges are more than `MANY_EDGES`
 * @returns {Promise<{ graph, sigma }>} rejects where the browser cannot draw
 */
export async function drawing(host, reducers, { graph: there = null, many = false } = {}) {
  const { Graph, Sigma, EdgeArrowProgram, EdgeLineProgram } = await library("graph");
  const graph = there ?? new Graph({ multi: true, type: "directed" });
  const colours = palette();
  const sigma = new Sigma(graph, host, {
    allowInvalidContainer: true,
    enableEdgeEvents: !many,
    renderEdgeLabels: !many,
    hideEdgesOnMove: many && isSoftware(),
    defaultEdgeType: many ? "line" : "arrow",
    edgeProgramClasses: { arrow: EdgeArrowProgram, line: EdgeLineProgram },
    labelFont: getComputedStyle(document.body).fontFamily,
    labelSize: 13,
    labelWeight: "500",
    labelColor: { color: colours.ink },
    edgeLabelFont: getComputedStyle(document.body).fontFamily,
    edgeLabelSize: 10.5,
    edgeLabelColor: { color: colours.soft },
    labelDensity: many ? 0.6 : 1.2,
    labelGridCellSize: 70,
    labelRenderedSizeThreshold: many ? 6 : 3,
    minCameraRatio: 0.05,
    maxCameraRatio: 6,
    stagePadding: 80,
    zIndex: !many,
    minEdgeThickness: 1.4,
    defaultDrawNodeHover: hover(colours),
    nodeReducer: reducers.node,
    edgeReducer: many ? (key, attributes) => ({ ...reducers.edge(key, attributes), type: "line", label: null }) : reducers.edge,
  });
  return { graph, sigma };
}
