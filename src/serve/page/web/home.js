// The front page: the question box first, then what a week's reader wants to know.
import { h, count } from "./dom.js";
import { t, className } from "./words.js";
import { source } from "./data.js";
import { go, address } from "./route.js";
import { block, eventLine, monthBars, thingLink } from "./parts.js";
import { openNode } from "./evidence.js";

/** Questions to begin with; they name what this graph holds. */
function examples(home) {
  const person = home.ranked.find((one) => one.class === "Person")?.things[0]?.label;
  const visitor = home.company_visits[0]?.parts.find((part) => part.role === "visitor")?.label ?? person;
  const place = home.ranked.find((one) => one.class === "Place")?.things.at(-1)?.label;
  return [
    t("ask") === "Ask" ? "Who visited which company?" : "谁考察了哪家公司？",
    visitor ? (t("ask") === "Ask" ? `Where did ${visitor} go?` : `${visitor}去了哪里？`) : null,
    person ? (t("ask") === "Ask" ? `Which posts does ${person} hold?` : `${person}担任什么职务？`) : null,
    place ? (t("ask") === "Ask" ? `Who visited ${place}?` : `谁访问了${place}？`) : null,
  ].filter(Boolean);
}

/** The box for questions. */
export function questionBox(value = "") {
  const input = h("input", {
    type: "text",
    name: "question",
    autocomplete: "off",
    maxlength: "500",
    "aria-label": t("askLabel"),
    placeholder: t("askHint"),
    value,
  });
  return h(
    "form",
    {
      class: "question",
      role: "search",
      "aria-label": t("ask"),
      onsubmit: (event) => {
        event.preventDefault();
        if (input.value.trim()) go("ask", input.value.trim());
      },
    },
    input,
    h("button", { type: "submit" }, t("ask")),
  );
}

/** The front page. */
export async function homeView() {
  const home = await source.home();
  const open = (event) => openNode(event.key);
  const list = (events) => h("ol", { class: "events" }, events.map((event) => eventLine(event, open, { quote: event.quote })));
  const period = home.first ? `${home.first} – ${home.last}` : "";
  const figures = [
    [home.documents, t("articles")],
    ...["Person", "Organization", "Place", "Policy"].map((name) => [home.things[name] ?? 0, className(name)]),
    [home.events.Visit ?? 0, className("Visit")],
    [home.events.Meeting ?? 0, className("Meeting")],
    [home.claims, t("claims")],
  ];
  return h(
    "div",
    { class: "home" },
    h(
      "div",
      { class: "lead" },
      h("h1", {}, source.offline ? t("dossier") : t("tagline")),
      source.offline ? h("p", { class: "soft" }, t("dossierNote", count(source.held.things), count(source.held.of), count(source.held.articles))) : [
        questionBox(),
        h(
          "p",
          { class: "examples" },
          h("span", { class: "soft" }, t("examples")),
          examples(home).map((question) => h("a", { href: address("ask", question) }, question)),
        ),
      ],
    ),
    h(
      "dl",
      { class: "figures" },
      figures.map(([number, name]) => h("div", {}, h("dt", {}, name), h("dd", {}, count(number)))),
    ),
    h(
      "div",
      { class: "columns" },
      h(
        "div",
        { class: "column-main" },
        block("visits", t("companyVisits"), home.company_visits.length > 0 ? list(home.company_visits) : h("p", { class: "soft" }, t("nothing")), 
          h("p", {}, h("a", { class: "onward", href: address("timeline", "", { classes: "Visit" }) }, `${t("allEvents")} →`))),
      ),
      h(
        "div",
        { class: "column-side" },
        home.meetings.length > 0 ? block("meetings", t("meetings"), list(home.meetings.slice(0, 6))) : null,
        home.planned.length > 0 ? block("planned", t("planned"), list(home.planned.slice(0, 4))) : null,
      ),
      h(
        "div",
        { class: "column-side" },
        block("months", t("byMonth"), h("p", { class: "soft small" }, period), monthBars(home.months, t("byMonth"))),
        block(
          "ranked",
          t("mostNamed"),
          home.ranked
            .filter((one) => one.things.length > 0)
            .map((one) =>
              h(
                "div",
                { class: "ranked" },
                h("h3", {}, className(one.class)),
                h("p", {}, one.things.map((thing) => [thingLink(thing), h("span", { class: "number" }, count(thing.weight)), " "])),
              ),
            ),
        ),
      ),
    ),
  );
}
