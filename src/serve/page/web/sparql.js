// The SPARQL tab: an editor, the ready-made queries, and rows that link into the graph.
import { h, put, count } from "./dom.js";
import { t, language, termNames } from "./words.js";
import { library, source } from "./data.js";
import { address } from "./route.js";

const FIRST = `PREFIX wm: <https://w3id.org/wenmai#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?visitor ?visitorName ?company ?companyName WHERE {
  ?visitor wm:visited ?company ; skos:prefLabel ?visitorName .
  ?company a wm:Company ; skos:prefLabel ?companyName .
}
LIMIT 50
`;

const KEYWORDS = ["SELECT", "CONSTRUCT", "ASK", "DESCRIBE", "WHERE", "FILTER", "OPTIONAL", "UNION", "MINUS", "BIND", "VALUES", "GRAPH",
  "GROUP BY", "ORDER BY", "HAVING", "LIMIT", "OFFSET", "DISTINCT", "PREFIX", "COUNT", "SAMPLE", "LANG", "STRSTARTS", "CONTAINS", "NOT EXISTS"];

const MOST_ROWS = 1000;

/** Completions for the word before the cursor: `wm:` terms with their names, SPARQL's words, variables are the user's. */
function complete(word) {
  if (word.startsWith("?")) return [];
  const terms = termNames().map(([name, label]) => ({ label: `wm:${name}`, detail: label, type: "property" }));
  return [...terms, ...KEYWORDS.map((label) => ({ label, type: "keyword" }))];
}

/** The tab. */
export async function sparqlView(parameters) {
  const [queries, home, { editor }] = await Promise.all([source.queries(), source.home(), library("editor")]);
  const host = h("div", { class: "editor" });
  const results = h("div", { class: "results", "aria-live": "polite" });
  let edit = null;
  let last = null;
  const run = async () => {
    put(results, h("p", { class: "soft" }, t("running")));
    const began = performance.now();
    try {
      const answer = await source.sparql(edit.text());
      const took = Math.round(performance.now() - began);
      last = answer.table ?? null;
      put(results, answer.table ? table(answer.table, took, home.base) : h("pre", {}, answer.text));
      save.hidden = !last?.results;
    } catch (error) {
      put(results, h("pre", { class: "error", role: "alert" }, error.message));
      save.hidden = true;
    }
  };
  const save = h("button", { type: "button", hidden: true, onclick: () => download(last) }, t("downloadCsv"));
  const groups = new Map();
  for (const query of queries) groups.set(query.group, [...(groups.get(query.group) ?? []), query]);
  const choice = h(
    "select",
    {
      "aria-label": t("readyQueries"),
      onchange: (event) => {
        const query = queries.find((one) => one.id === event.target.value);
        if (query) edit.set(query.sparql);
      },
    },
    h("option", { value: "" }, `${t("readyQueries")} (${queries.length})`),
    [...groups].map(([group, list]) => h("optgroup", { label: group }, list.map((query) => h("option", { value: query.id }, query[language()])))),
  );
  const view = h(
    "div",
    { class: "single sparql" },
    h("h1", {}, "SPARQL"),
    h("div", { class: "controls" }, choice, h("button", { type: "button", class: "primary", onclick: run }, `${t("run")} (Ctrl+Enter)`), save),
    host,
    results,
  );
  view.ready = () => {
    edit = editor(host, { text: parameters.get("query") || FIRST, label: t("sparqlLabel"), run, complete });
    host.sparqlEditor = edit;
  };
  return view;
}

function table(json, took, base) {
  if (json.boolean !== undefined) return h("p", { class: "big" }, String(json.boolean));
  const columns = json.head.vars;
  const rows = json.results.bindings;
  return [
    h("p", { class: "soft", role: "status" }, t("took", count(rows.length), took)),
    h(
      "div",
      { class: "table-frame", tabindex: "0", role: "region", "aria-label": t("rows") },
      h(
        "table",
        { class: "rows" },
        h("thead", {}, h("tr", {}, columns.map((name) => h("th", { scope: "col" }, name)))),
        h("tbody", {}, rows.slice(0, MOST_ROWS).map((row) => h("tr", {}, columns.map((name) => h("td", {}, term(row[name], base)))))),
      ),
    ),
    rows.length > MOST_ROWS ? h("p", { class: "soft" }, t("firstRows", MOST_ROWS)) : null,
  ];
}

/** A term: data of this store links to its card, other IRIs stand as text (a press must not leave the page unasked). */
function term(value, base) {
  if (!value) return h("span", { class: "soft" }, "–");
  if (value.type === "uri" && base && value.value.startsWith(base)) {
    const key = value.value.slice(base.length).split("/").map(decodeURIComponent).join("/");
    const room = key.split("/")[0];
    if (!["document", "graph", "mention", "passage", "assertion"].includes(room)) {
      return h("a", { class: "thing", href: address("entity", key) }, key);
    }
    return key;
  }
  if (value.type === "uri") return h("span", { class: "iri" }, value.value.replace("https://w3id.org/wenmai#", "wm:"));
  return [value.value, value["xml:lang"] ? h("span", { class: "soft small" }, ` @${value["xml:lang"]}`) : null];
}

/** Rows as CSV; cells that a spreadsheet would run as a formula are quoted with an apostrophe. */
function download(json) {
  const cell = (text) => {
    const safe = /^[=+\-@\t\r]/.test(text) && !/^-?\d+(\.\d+)?$/.test(text) ? `'${text}` : text;
    return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  };
  const lines = [json.head.vars, ...json.results.bindings.map((row) => json.head.vars.map((name) => row[name]?.value ?? ""))];
  const text = lines.map((line) => line.map(cell).join(",")).join("\r\n");
  const address = URL.createObjectURL(new Blob(["\ufeff", text], { type: "text/csv" }));
  const link = h("a", { href: address, download: "wenmai.csv" });
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
