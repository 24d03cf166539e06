// Events by month and day: of everything, or of one thing.
import { h, s, put, count } from "./dom.js";
import { t, className } from "./words.js";
import { source } from "./data.js";
import { address, go } from "./route.js";
import { eventLine } from "./parts.js";
import { openNode } from "./evidence.js";
import { finder } from "./search.js";

const CLASSES = ["Visit", "Meeting", "Gathering", "Agreement", "PolicyAct", "Utterance"];
const PAGE = 60;

/** What the view's parameters ask for. */
function asked(parameters) {
  return {
    key: parameters.get("key") ?? "",
    classes: parameters.get("classes") ?? "",
    since: parameters.get("since") ?? "",
    until: parameters.get("until") ?? "",
  };
}

/** The line that says whose events are shown, with the search for another. */
export function scope(view, thing, parameters) {
  const others = Object.fromEntries([...parameters].filter(([name]) => name !== "key"));
  const field = finder({ label: t("scope"), hint: t("scope"), onpick: (found) => go(view, "", { ...others, key: found.key }) });
  return h(
    "p",
    { class: "scope" },
    thing ? h("a", { class: "chip", href: address(view, "", others), "aria-label": `${thing.label} × → ${t("everything")}` }, `${thing.label} ×`) : h("span", { class: "chip" }, t("everything")),
    field.element,
  );
}

/** The timeline. */
export async function timelineView(parameters) {
  const wanted = asked(parameters);
  const [found, thing] = await Promise.all([source.timeline({ ...wanted, limit: PAGE }), wanted.key ? source.entity(wanted.key) : null]);
  const chosen = new Set(wanted.classes ? wanted.classes.split(",") : CLASSES.slice(0, 5));
  const change = (next) => go("timeline", "", { ...wanted, ...next });
  const open = (event) => openNode(event.key);
  const list = h("ol", { class: "events by-day" });
  let shown = 0;
  const append = (items) => {
    list.append(...items.map((event) => eventLine(event, open, { self: wanted.key })));
    shown += items.length;
  };
  append(found.items);
  const more = h("button", { type: "button", class: "more", hidden: found.total <= shown, onclick: async () => {
    const next = await source.timeline({ ...wanted, offset: shown, limit: PAGE });
    append(next.items);
    more.hidden = shown >= found.total || next.items.length === 0;
    put(more, `${t("showMore")} (${count(found.total - shown)})`);
  } }, `${t("showMore")} (${count(found.total - shown)})`);
  const boxes = CLASSES.map((name) =>
    h("label", { class: `check is-${name.toLowerCase()}` },
      h("input", { type: "checkbox", checked: chosen.has(name), onchange: (event) => {
        if (event.target.checked) chosen.add(name);
        else chosen.delete(name);
        change({ classes: [...chosen].join(",") });
      } }),
      className(name)),
  );
  const day = (name) => h("label", {}, t(name), " ", h("input", { type: "date", value: wanted[name], onchange: (event) => change({ [name]: event.target.value }) }));
  return h(
    "div",
    { class: "single timeline" },
    h("h1", {}, t("timeline"), thing ? h("small", {}, ` ${thing.label}`) : null),
    h("div", { class: "controls" }, scope("timeline", thing, parameters), h("div", { class: "checks", role: "group", "aria-label": t("types") }, boxes), day("since"), day("until")),
    months(found.months, (month) => change({ since: `${month}-01`, until: `${month}-31`.replace(/-31$/, `-${lastDay(month)}`) })),
    h("p", { class: "soft", role: "status" }, t("eventsHere", count(found.total))),
    list,
    more,
  );
}

function lastDay(month) {
  const [year, number] = month.split("-").map(Number);
  return String(new Date(year, number, 0).getDate()).padStart(2, "0");
}

/** Stacked bars by month; a press on one shows that month. */
function months(list, pick) {
  if (list.length === 0) return null;
  // What is told of years long past would press the present into a line: the last ten years are drawn.
  const last = list.at(-1).month;
  const first = `${Number(last.slice(0, 4)) - 10}${last.slice(4)}`;
  const drawn = list.filter(({ month }) => month >= first);
  const totals = drawn.map(({ counts }) => Object.values(counts).reduce((sum, number) => sum + number, 0));
  const most = Math.max(...totals, 1);
  const [step, height] = [18, 90];
  const width = Math.max(drawn.length * step, 320);
  const bars = drawn.map(({ month, counts }, place) => {
    let y = height;
    const parts = CLASSES.filter((name) => counts[name]).map((name) => {
      const size = (counts[name] / most) * height;
      y -= size;
      return s("rect", { x: place * step + 2, y, width: step - 4, height: Math.max(size, 0.8), class: `bar is-${name.toLowerCase()}` });
    });
    const label = `${month}: ${count(totals[place])}`;
    const press = (event) => {
      if (event.type === "click" || event.key === "Enter" || event.key === " ") {
        event.preventDefault();
        pick(month);
      }
    };
    return s("g", { class: "month", role: "button", tabindex: "0", "aria-label": label, onclick: press, onkeydown: press },
      s("rect", { x: place * step, y: 0, width: step, height, class: "month-back" }), parts,
      month.endsWith("-01") || place === 0 ? s("text", { x: place * step + 2, y: height + 13, class: "month-label" }, month.endsWith("-01") ? month.slice(0, 4) : month) : null,
      s("title", {}, label));
  });
  return h("div", { class: "timeline-chart", tabindex: "0", role: "region", "aria-label": t("timeline") },
    s("svg", { viewBox: `0 0 ${width} ${height + 18}`, width, height: height + 18, role: "group", "aria-label": t("timeline") }, bars));
}
