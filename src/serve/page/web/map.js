// Places on outlines of the land: how much took place where.
import { h, s, put, count } from "./dom.js";
import { t, className } from "./words.js";
import { source } from "./data.js";
import { address } from "./route.js";
import { thingLink } from "./parts.js";
import { scope } from "./timeline.js";

const RADIANS = Math.PI / 180;
const WIDTH = 1000;
const HEIGHT = 820;

/** Albers' conic projection of equal areas, standard parallels 25° and 47° north, central meridian 105° east. */
function project(lon, lat) {
  const [one, two] = [25 * RADIANS, 47 * RADIANS];
  const n = (Math.sin(one) + Math.sin(two)) / 2;
  const c = Math.cos(one) ** 2 + 2 * n * Math.sin(one);
  const rho = (angle) => Math.sqrt(c - 2 * n * Math.sin(angle)) / n;
  const turn = n * (lon - 105) * RADIANS;
  const scale = 1150;
  return [WIDTH / 2 + scale * rho(lat * RADIANS) * Math.sin(turn), 445 + scale * (rho(lat * RADIANS) * Math.cos(turn) - rho(36 * RADIANS))];
}

function path(lines) {
  return lines
    .map((line) => {
      let [x, y] = [line[0], line[1]];
      let d = "";
      for (let n = 0; n < line.length; n += 2) {
        if (n > 0) [x, y] = [x + line[n], y + line[n + 1]];
        const [px, py] = project(x / 100, y / 100);
        d += `${n === 0 ? "M" : "L"}${px.toFixed(1)} ${py.toFixed(1)}`;
      }
      return d;
    })
    .join("");
}

/** The map. */
export async function mapView(parameters) {
  const key = parameters.get("key") ?? "";
  const [found, outlines, thing] = await Promise.all([source.places({ key }), source.outlines(), key ? source.entity(key) : null]);
  const withEvents = found.points.filter((point) => point.events > 0);
  const most = Math.max(...withEvents.map((point) => point.events), 1);
  let named = withEvents.length === 0;
  const layer = s("g", { class: "points" });
  const view = { x: 0, y: 0, w: WIDTH, h: HEIGHT };
  const svg = s(
    "svg",
    { class: "map", viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "group", "aria-label": t("mapLabel") },
    s("path", { class: "coast", d: path(outlines.coasts) }),
    s("path", { class: "border", d: path(outlines.provinces) }),
    layer,
  );
  const mark = h("p", { class: "map-mark", role: "status" });

  function points() {
    const shown = named ? found.points : withEvents;
    const zoom = WIDTH / view.w;
    const circles = [...shown].reverse().map((point) => {
      const [x, y] = project(point.lon, point.lat);
      const size = point.events > 0 ? 3 + 15 * Math.sqrt(point.events / most) : 1.6;
      const label = `${point.label}: ${point.events > 0 ? t("eventsHere", count(point.events)) : t("onlyNamed")}`;
      const tell = () => put(mark, thingLink(point), ` ${className(point.class)} · ${point.events > 0 ? t("eventsHere", count(point.events)) : t("onlyNamed")}`);
      const circle = s("circle", { cx: x, cy: y, r: size / Math.sqrt(zoom), class: point.events > 0 ? "point" : "point named" });
      return point.events > 0
        ? s("a", { href: address("entity", point.key), "aria-label": label, onmouseenter: tell, onfocus: tell }, circle, s("title", {}, label))
        : s("g", { onmouseenter: tell }, circle, s("title", {}, label));
    });
    const labels = withEvents.slice(0, Math.round(14 * zoom)).map((point) => {
      const [x, y] = project(point.lon, point.lat);
      const size = (4 + 15 * Math.sqrt(point.events / most)) / Math.sqrt(zoom);
      return { x: x + size + 1, y: y + 4 / zoom, text: point.label.replace(/(省|市|自治区|特别行政区|壮族|回族|维吾尔)+$/u, ""), zoom };
    });
    put(layer, circles, apart(labels).map((label) => {
      const text = s("text", { x: label.x, y: label.y, class: "point-label", "aria-hidden": "true" }, label.text);
      text.style.fontSize = `${13 / zoom}px`;
      return text;
    }));
  }

  function look() {
    svg.setAttribute("viewBox", `${view.x} ${view.y} ${view.w} ${view.h}`);
    points();
  }
  function zoom(factor, cx = view.x + view.w / 2, cy = view.y + view.h / 2) {
    const w = Math.min(WIDTH, Math.max(60, view.w * factor));
    const ratio = w / view.w;
    Object.assign(view, { x: cx - (cx - view.x) * ratio, y: cy - (cy - view.y) * ratio, w, h: view.h * ratio });
    look();
  }
  drag(svg, view, look, zoom);
  look();
  const tool = (label, sign, work) => h("button", { type: "button", class: "tool", "aria-label": label, title: label, onclick: work }, sign);
  return h(
    "div",
    { class: "split map-view" },
    h("div", { class: "pane" },
      h("h1", {}, t("map"), thing ? h("small", {}, ` ${thing.label}`) : null),
      scope("map", thing, parameters),
      h("p", { class: "soft" }, t("mapCounts", count(found.placed), count(found.unplaced))),
      h("ol", { class: "place-list" }, withEvents.slice(0, 60).map((point) => h("li", {}, thingLink(point), h("span", { class: "number" }, count(point.events))))),
    ),
    h("div", { class: "pane pane-map" },
      h("div", { class: "canvas-frame" }, svg,
        h("div", { class: "canvas-tools", role: "toolbar", "aria-label": t("mapLabel") },
          tool(t("zoomIn"), "＋", () => zoom(0.7)), tool(t("zoomOut"), "－", () => zoom(1.43)),
          tool(t("fit"), "⤢", () => { Object.assign(view, { x: 0, y: 0, w: WIDTH, h: HEIGHT }); look(); })),
        mark),
      h("p", { class: "soft small" },
        found.points.length > withEvents.length
          ? h("label", { class: "check" }, h("input", { type: "checkbox", checked: named, onchange: (event) => { named = event.target.checked; points(); } }), t("showNamed"), " ")
          : null,
        " ", t("mapNote")),
    ),
  );
}

/** The labels that do not lie on one another, the first of them first. */
function apart(labels) {
  const kept = [];
  for (const label of labels) {
    const [w, hgt] = [(label.text.length * 13) / label.zoom, 15 / label.zoom];
    const clash = kept.some((one) => Math.abs(one.y - label.y) < hgt && label.x < one.x + one.w && one.x < label.x + w);
    if (!clash) kept.push({ ...label, w });
  }
  return kept;
}

function drag(svg, view, look, zoom) {
  let from = null;
  const scale = () => view.w / svg.getBoundingClientRect().width;
  svg.addEventListener("pointerdown", (event) => {
    from = { x: event.clientX, y: event.clientY, moved: false };
  });
  svg.addEventListener("pointermove", (event) => {
    if (!from || event.buttons === 0) return;
    const [dx, dy] = [event.clientX - from.x, event.clientY - from.y];
    if (Math.abs(dx) + Math.abs(dy) < 3 && !from.moved) return;
    view.x -= dx * scale();
    view.y -= dy * scale();
    from = { x: event.clientX, y: event.clientY, moved: true };
    look();
  });
  svg.addEventListener("click", (event) => {
    if (from?.moved) event.preventDefault();
    from = null;
  }, true);
  svg.addEventListener("wheel", (event) => {
    event.preventDefault();
    const box = svg.getBoundingClientRect();
    zoom(event.deltaY > 0 ? 1.15 : 0.87, view.x + ((event.clientX - box.left) / box.width) * view.w, view.y + ((event.clientY - box.top) / box.height) * view.h);
  }, { passive: false });
}
