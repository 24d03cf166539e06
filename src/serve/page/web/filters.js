// The legend, which is also the filter by type; filters by time and confidence.
import { h, put, later } from "./dom.js";
import { t, className } from "./words.js";
import { tint } from "./parts.js";

/** What is shown unless told otherwise. */
export function noFilter() {
  return { hidden: new Set(), since: "", until: "", confidence: 0 };
}

/** Whether a link passes. What only codes give has no day and passes where no time is asked. */
export function passes(filter, link) {
  if (link.confidence < filter.confidence) return false;
  if (filter.since && !(link.last && link.last >= filter.since)) return false;
  if (filter.until && !(link.first && link.first <= filter.until)) return false;
  return true;
}

/**
 * The controls; `changed` is called when the filter is another.
 * @returns {{ element: HTMLElement, legend: (counts: Map<string, number>) => void }}
 */
export function filterBar(filter, changed) {
  const soon = later(150, changed);
  const types = h("div", { class: "legend", role: "group", "aria-label": t("legend") });
  const shown = h("output", { class: "number" }, "0%");
  const day = (name) =>
    h("input", {
      type: "date",
      "aria-label": t(name),
      oninput: (event) => {
        filter[name] = event.target.value;
        soon();
      },
    });
  const more = h(
    "details",
    { class: "filters" },
    h("summary", {}, t("filters")),
    h(
      "div",
      { class: "filters-body" },
      h("label", {}, t("since"), " ", day("since")),
      h("label", {}, t("until"), " ", day("until")),
      h(
        "label",
        {},
        t("minConfidence"),
        " ",
        h("input", {
          type: "range",
          min: "0",
          max: "100",
          step: "5",
          value: "0",
          "aria-label": t("minConfidence"),
          oninput: (event) => {
            filter.confidence = Number(event.target.value) / 100;
            shown.value = `${event.target.value}%`;
            soon();
          },
        }),
        shown,
      ),
    ),
  );
  return {
    element: h("div", { class: "filter-bar" }, types, more),
    legend(counts) {
      const names = [...counts.keys()].sort();
      put(
        types,
        names.map((general) =>
          h(
            "button",
            {
              type: "button",
              class: `legend-item ${tint(general)}`,
              "aria-pressed": String(!filter.hidden.has(general)),
              onclick: () => {
                if (filter.hidden.has(general)) filter.hidden.delete(general);
                else filter.hidden.add(general);
                changed();
              },
            },
            h("span", { class: "dot", "aria-hidden": "true" }),
            `${className(general)} `,
            h("span", { class: "number" }, counts.get(general)),
          ),
        ),
      );
    },
  };
}
