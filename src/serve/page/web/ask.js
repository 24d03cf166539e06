// An answer: the question as understood, its rows with their evidence, and beside them the graph of what they name.
import { h } from "./dom.js";
import { t, propertyName } from "./words.js";
import { source } from "./data.js";
import { address } from "./route.js";
import { tint } from "./parts.js";
import { openPassages } from "./evidence.js";
import { questionBox } from "./home.js";
import { stage } from "./stage.js";

const COLUMNS = {
  who: ["谁", "who"], company: ["公司", "company"], where: ["哪里", "where"], place: ["地方", "place"], date: ["日期", "date"],
  time: ["时间", "time"], organization: ["机构", "organisation"], position: ["职务", "post"], policy: ["政策", "policy"],
  count: ["数量", "count"], value: ["数值", "value"], indicator: ["指标", "indicator"], event: ["会议活动", "event"],
  person: ["人", "person"], document: ["文章", "document"], topic: ["话题", "topic"], quote: ["原话", "words"], state: ["状态", "state"],
};

function columnName(name) {
  const known = COLUMNS[name];
  if (!known) return propertyName(name);
  return t("ask") === "Ask" ? known[1] : known[0];
}

/** The view of a question. */
export async function askView(question) {
  const reply = await source.ask(question);
  const things = new Map();
  for (const row of reply.rows) {
    for (const cell of row) {
      if (cell.key && !things.has(cell.key)) {
        things.set(cell.key, { key: cell.key, label: String(cell.value ?? cell.key), general: cell.general, class: cell.general, weight: 1 });
      }
    }
  }
  const picture = things.size > 0 ? stage() : null;
  const answer = h(
    "article",
    { class: "answer" },
    questionBox(question),
    h("h1", { class: "visually-hidden" }, question),
    h("p", { class: reply.understood ? "understood" : "understood not", role: "status" },
      h("span", { class: "soft" }, reply.understood ? t("understoodAs") : t("notUnderstood"), " "), reply.interpretation),
    reply.rows.length > 0 ? table(reply) : reply.understood ? h("p", {}, t("nothing")) : null,
    reply.complete || reply.rows.length === 0 ? null : h("p", { class: "soft" }, t("firstRows", reply.rows.length)),
    reply.sparql
      ? h("details", {}, h("summary", {}, t("showSparql")), h("pre", {}, reply.sparql), 
          source.offline ? null : h("p", {}, h("a", { href: address("sparql", "", { query: reply.sparql }) }, t("openSparql"))))
      : null,
  );
  if (!picture) return h("div", { class: "single" }, answer);
  const view = h("div", { class: "split" }, h("div", { class: "pane" }, answer), h("div", { class: "pane pane-graph" }, picture.element));
  view.ready = () => picture.start([...things.keys()], [...things.values()]);
  return view;
}

function table(reply) {
  return h(
    "div",
    { class: "table-frame", tabindex: "0", role: "region", "aria-label": t("rows") },
    h(
      "table",
      { class: "rows" },
      h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "#"), reply.columns.map((name) => h("th", { scope: "col" }, columnName(name))), h("th", { scope: "col" }, t("evidence")))),
      h(
        "tbody",
        {},
        reply.rows.map((row, place) => {
          const proofs = reply.evidence[place] ?? [];
          return [
            h(
              "tr",
              {},
              h("td", { class: "number" }, place + 1),
              row.map((cell) => h("td", {}, cellView(cell))),
              h("td", {},
                proofs.length > 0
                  ? h("button", { type: "button", class: "evidence-button", onclick: () => openPassages(proofs),
                      "aria-label": `${t("evidence")} ${proofs.length}: ${row.map((cell) => cell.value ?? "").join(" ")}` }, `${t("evidence")} ${proofs.length}`)
                  : null),
            ),
            proofs.length > 0
              ? h("tr", { class: "proof" }, h("td"), h("td", { colspan: String(row.length + 1) }, h("p", { class: "quote" }, proofs[0].text.replace(/\n/g, ""),
                  h("span", { class: "soft" }, ` ${proofs[0].date ?? ""} ${proofs[0].title}`))))
              : null,
          ];
        }),
      ),
    ),
  );
}

function cellView(cell) {
  if (cell.value === null) return h("span", { class: "soft" }, "–");
  if (cell.key) return h("a", { class: `thing ${tint(cell.general)}`, href: address("entity", cell.key) }, String(cell.value));
  return String(cell.value);
}
