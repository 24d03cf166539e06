// Pieces that several views share: links to things, lines of events, small charts.
import { h, s, count } from "./dom.js";
import { t, className, propertyName } from "./words.js";
import { address } from "./route.js";
import { source } from "./data.js";

/** The colour class of a general class of things. */
export function tint(general) {
  const known = ["Person", "Organization", "Place", "Policy", "Event", "Position", "Product"];
  return `is-${known.includes(general) ? general.toLowerCase() : "other"}`;
}

/** A link to a thing's card, with the mark of its type; a dossier need not hold the card of each thing that it names. */
export function thingLink(thing, { plain = false } = {}) {
  if (source.has && !source.has(thing.key)) return h("span", { class: "thing-name" }, thing.label);
  return h(
    "a",
    { class: `thing ${plain ? "" : tint(thing.general)}`, href: address("entity", thing.key), title: className(thing.class) },
    thing.label,
  );
}

/** `计划`, `否认`, … for what did not take place. */
export function realisBadge(realis) {
  return realis && realis !== "happened" ? h("span", { class: `badge realis-${realis}` }, t(`realis_${realis}`)) : null;
}

/** The day of an event, or when it was reported. */
export function dayOf(event) {
  if (event.from && event.to && event.from !== event.to) {
    const same = event.from.slice(0, 8) === event.to.slice(0, 8);
    return h("time", { class: "day", datetime: event.from }, `${event.from}–${same ? event.to.slice(8) : event.to}`);
  }
  const day = event.from ?? event.to;
  if (day) return h("time", { class: "day", datetime: day }, day);
  if (event.reported) {
    return h("time", { class: "day reported", datetime: event.reported, title: `${t("reported")} ${event.reported}` }, `≤ ${event.reported}`);
  }
  return h("span", { class: "day reported" }, t("undated"));
}

const LEADING = ["visitor", "participant", "attendee", "issuer", "party", "speaker", "holder", "subject"];
const VERBS = { Visit: "→", Meeting: "↔", PolicyAct: "→", Agreement: "＋", Utterance: "：" };

/** Who does what in an event, as links: 林若川 → 海川科技. `self` is left out where others tell enough. */
export function partsOf(event, self) {
  const unique = [];
  for (const part of event.parts) if (!unique.some((one) => one.key === part.key)) unique.push(part);
  const lead = unique.filter((part) => LEADING.includes(part.role));
  const rest = unique.filter((part) => !LEADING.includes(part.role) && part.general !== "Position");
  const line = [];
  const list = (parts, joint) => {
    parts.slice(0, 6).forEach((part, place) => {
      if (place > 0) line.push(joint);
      line.push(part.key === self ? h("span", { class: "self" }, part.label) : thingLink(part));
    });
    if (parts.length > 6) line.push(h("span", { class: "soft" }, ` +${parts.length - 6}`));
  };
  const pair = event.class === "Meeting" || event.class === "Agreement";
  list(lead, pair ? h("span", { class: "verb" }, ` ${VERBS[event.class]} `) : "、");
  if (rest.length > 0) {
    line.push(h("span", { class: "verb" }, pair ? " · " : ` ${VERBS[event.class] ?? "·"} `));
    list(rest, "、");
  }
  return line.length > 0 ? line : [event.label];
}

/**
 * One event in a list: day, parts, what it was about; its evidence opens by a button.
 * @param {(event: object) => void} open
 */
export function eventLine(event, open, { self, quote } = {}) {
  const titled = ["Gathering", "Observation"].includes(event.class);
  return h(
    "li",
    { class: "event" },
    h("div", { class: "event-day" }, dayOf(event)),
    h(
      "div",
      { class: "event-body" },
      h(
        "p",
        { class: "event-head" },
        titled ? h("strong", {}, event.class === "Observation" ? event.detail : event.label) : partsOf(event, self),
        realisBadge(event.realis),
        evidenceButton(() => open(event), event.label, event.documents),
      ),
      titled && event.class !== "Observation" ? h("p", { class: "soft small" }, partsOf(event, self)) : null,
      event.detail && event.class !== "Observation" ? h("p", { class: "detail" }, event.detail) : null,
      quote ? h("p", { class: "quote" }, quote) : null,
    ),
  );
}

/** The button that opens evidence. */
export function evidenceButton(open, label, documents) {
  const words = documents > 1 ? `${t("evidence")} ${documents}` : t("evidence");
  return h(
    "button",
    { class: "evidence-button", type: "button", onclick: open, "aria-label": `${words}: ${label}` },
    words,
  );
}

/** Bars by month: `[["2024-03", 12], …]`; months between that have none stand as gaps. */
export function monthBars(months, label, { onpick } = {}) {
  if (months.length === 0) return null;
  const all = filled(months);
  const most = Math.max(...all.map(([, number]) => number), 1);
  const [width, height] = [Math.max(all.length, 12) * 10, 48];
  const bars = all.map(([month, number], place) => {
    const size = number === 0 ? 0 : Math.max(2, (number / most) * height);
    return s(
      "rect",
      { x: place * 10 + 1, y: height - size, width: 8, height: size, class: "bar", onclick: onpick ? () => onpick(month) : null },
      s("title", {}, `${month} · ${count(number)}`),
    );
  });
  const total = all.reduce((sum, [, number]) => sum + number, 0);
  const from = all[0][0];
  const to = all.at(-1)[0];
  return h(
    "figure",
    { class: "months" },
    s(
      "svg",
      { viewBox: `0 0 ${width} ${height}`, preserveAspectRatio: "none", role: "img", "aria-label": `${label}: ${from} – ${to}, ${count(total)}` },
      bars,
    ),
    h("figcaption", {}, h("span", {}, from), h("span", {}, label), h("span", {}, to)),
  );
}

function filled(months) {
  const known = new Map(months);
  const all = [];
  let [year, month] = months[0][0].split("-").map(Number);
  const last = months.at(-1)[0];
  for (let n = 0; n < 600; n += 1) {
    const name = `${String(year).padStart(4, "0")}-${String(month).padStart(2, "0")}`;
    all.push([name, known.get(name) ?? 0]);
    if (name >= last) break;
    month += 1;
    if (month > 12) [year, month] = [year + 1, 1];
  }
  return all;
}

/** What a link says, in words: 考察 · 3 篇 · 2024-03-13. */
export function linkWords(link) {
  const days = link.first && link.last && link.first !== link.last ? `${link.first} – ${link.last}` : link.first;
  return [propertyName(link.property), link.documents ? `${link.documents} ${t("documentsCount")}` : null, days]
    .filter(Boolean)
    .join(" · ");
}

/** A heading with what belongs under it. */
export function block(id, title, ...children) {
  const heading = `h-${id}`;
  return h("section", { class: `block block-${id}`, "aria-labelledby": heading }, h("h2", { id: heading }, title), children);
}
