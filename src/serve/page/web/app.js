// The page: the masthead, and the view that the address names.
import { h, put, announce } from "./dom.js";
import { t, firstLanguage, language, setLanguage, setTerms } from "./words.js";
import { source, waiting } from "./data.js";
import { address, go, here } from "./route.js";
import { finder } from "./search.js";
import { closeEvidence, evidencePanel } from "./evidence.js";
import { endStage, stage } from "./stage.js";
import { homeView } from "./home.js";
import { cardView } from "./card.js";
import { askView } from "./ask.js";
import { timelineView } from "./timeline.js";
import { mapView } from "./map.js";
import { sparqlView } from "./sparql.js";

const main = h("main", { id: "main", tabindex: "-1" });
const masthead = h("header", { class: "masthead" });
let turn = 0;

function drawMasthead() {
  const { view } = here();
  const tabs = [["home", t("home")], ["graph", t("graph")], ["timeline", t("timeline")], ["map", t("map")]];
  if (!source.offline) tabs.push(["sparql", "SPARQL"]);
  const search = finder({ label: t("search"), hint: t("searchHint"), ask: true, onpick: (thing) => go("entity", thing.key) });
  put(
    masthead,
    h("a", { class: "skip", href: "#main", onclick: (event) => { event.preventDefault(); main.focus(); } }, t("skip")),
    h("a", { class: "wordmark", href: address("home") }, h("b", { lang: "zh-Hans" }, "文脉"), h("span", { lang: "en" }, "Wenmai")),
    search.element,
    h(
      "nav",
      { "aria-label": t("views") },
      tabs.map(([name, label]) => h("a", { href: address(name), "aria-current": view === name ? "page" : false }, label)),
    ),
    h("button", {
      type: "button",
      class: "language",
      "aria-label": t("languageLabel"),
      onclick: () => {
        setLanguage(language() === "zh" ? "en" : "zh");
        show();
      },
    }, t("language")),
  );
}

/** The graph by itself: of the things that the address names, else of those named most. */
async function graphView(parameters) {
  const picture = stage();
  const search = finder({ label: t("addToGraph"), hint: t("addToGraph"), onpick: (thing) => go("graph", "", { keys: [...keys, thing.key].slice(-40).join("\n") }) });
  const keys = (parameters.get("keys") ?? "").split("\n").filter(Boolean);
  const view = h("div", { class: "full-graph" }, h("h1", { class: "visually-hidden" }, t("graph")), h("div", { class: "controls" }, search.element), picture.element);
  view.ready = async () => {
    if (keys.length > 0) {
      const cards = await Promise.all(keys.map((key) => source.entity(key).catch(() => null)));
      await picture.start(keys, cards.filter(Boolean));
      return;
    }
    // Who went where lately says more at first sight than the names that stand everywhere.
    const home = await source.home();
    const things = [...home.company_visits, ...home.meetings].flatMap((event) => event.parts).filter((part) => part.general !== "Position");
    await picture.start(things.map((thing) => thing.key), things);
  };
  return view;
}

const VIEWS = {
  home: () => homeView(),
  entity: (key) => cardView(key),
  ask: (key) => askView(key),
  graph: (_, parameters) => graphView(parameters),
  timeline: (_, parameters) => timelineView(parameters),
  map: (_, parameters) => mapView(parameters),
  sparql: (_, parameters) => sparqlView(parameters),
};

/** Shows the view that the address names. A later call makes an earlier one's answer void. */
async function show() {
  turn += 1;
  const mine = turn;
  const { view, key, parameters } = here();
  drawMasthead();
  closeEvidence();
  main.setAttribute("aria-busy", "true");
  const slow = setTimeout(() => put(main, h("p", { class: "soft loading" }, t("loading"))), 300);
  waiting.tell = (seconds) => {
    if (mine === turn && seconds !== null) put(main, h("p", { class: "soft loading", role: "status" }, t("preparing", seconds)));
  };
  let next;
  try {
    endStage();
    next = await (VIEWS[view] ?? VIEWS.home)(key, parameters);
  } catch (error) {
    next = h("p", { class: "error", role: "alert" }, t("failed"), error.message);
  }
  clearTimeout(slow);
  if (mine !== turn) return;
  put(main, next);
  main.setAttribute("aria-busy", "false");
  main.dataset.view = view;
  const heading = main.querySelector("h1")?.textContent;
  document.title = heading && view !== "home" ? `${heading} · ${t("title")}` : `文脉 Wenmai`;
  window.scrollTo(0, 0);
  if (heading) announce(heading);
  await next.ready?.();
}

async function begin() {
  setLanguage(firstLanguage());
  document.body.append(masthead, main, evidencePanel(), h("div", { id: "announce", class: "visually-hidden", "aria-live": "polite", role: "status" }));
  try {
    setTerms(await source.terms());
  } catch (error) {
    put(main, h("p", { class: "error", role: "alert" }, t("failed"), error.message));
  }
  window.addEventListener("hashchange", show);
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest?.("input, textarea, select, .editor, .canvas");
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      masthead.querySelector("input")?.focus();
    }
  });
  await show();
}

begin();
