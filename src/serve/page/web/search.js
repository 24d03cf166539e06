// The field that finds names: a combobox with a list of what the typed word may mean.
import { h, put, later, announce } from "./dom.js";
import { t, className } from "./words.js";
import { source } from "./data.js";
import { go } from "./route.js";
import { tint } from "./parts.js";

let numbers = 0;

/**
 * @param {{ onpick: (thing: object) => void, ask?: boolean, label: string, hint: string }} options `ask` offers the typed
 *   words as a question too.
 */
export function finder({ onpick, ask = false, label, hint }) {
  numbers += 1;
  const listId = `found-${numbers}`;
  const state = { items: [], at: -1, word: "" };
  const list = h("ul", { id: listId, role: "listbox", class: "found", "aria-label": label, hidden: true });
  const input = h("input", {
    type: "search",
    role: "combobox",
    autocomplete: "off",
    autocapitalize: "off",
    spellcheck: "false",
    "aria-autocomplete": "list",
    "aria-expanded": "false",
    "aria-controls": listId,
    "aria-label": label,
    placeholder: hint,
    oninput: () => look(),
    onkeydown: keys,
    onfocus: () => state.items.length > 0 && open(true),
    onblur: () => setTimeout(() => open(false), 150),
  });

  function open(shown) {
    list.hidden = !shown;
    input.setAttribute("aria-expanded", String(shown));
    if (!shown) input.removeAttribute("aria-activedescendant");
  }

  const look = later(90, async () => {
    const word = input.value.trim();
    state.word = word;
    if (!word) {
      state.items = [];
      return open(false);
    }
    let found = [];
    try {
      found = await source.search(word, 10);
    } catch (error) {
      announce(error.message);
    }
    if (state.word !== word) return;
    state.items = found.map((thing) => ({ thing, choose: () => onpick(thing) }));
    if (ask && !source.offline) state.items.push({ question: word, choose: () => go("ask", word) });
    state.at = isQuestion(word) && ask && !source.offline ? state.items.length - 1 : state.items.length > 0 ? 0 : -1;
    draw();
    announce(found.length > 0 ? `${found.length} · ${found[0].label}` : t("searchEmpty"));
  });

  function draw() {
    const rows = state.items.map((item, place) =>
      h(
        "li",
        {
          id: `${listId}-${place}`,
          role: "option",
          "aria-selected": String(place === state.at),
          onmousedown: (event) => {
            event.preventDefault();
            pick(place);
          },
        },
        item.thing ? thingRow(item.thing) : h("span", { class: "ask-row" }, t("askThis"), h("b", {}, item.question)),
      ),
    );
    put(list, rows.length > 0 ? rows : h("li", { class: "soft", role: "option", "aria-disabled": "true", "aria-selected": "false" }, t("searchEmpty")));
    open(true);
    mark();
  }

  function mark() {
    [...list.children].forEach((row, place) => row.setAttribute("aria-selected", String(place === state.at)));
    const row = list.children[state.at];
    if (state.at >= 0 && row) {
      input.setAttribute("aria-activedescendant", row.id);
      row.scrollIntoView({ block: "nearest" });
    }
  }

  function pick(place) {
    const item = state.items[place];
    if (!item) return;
    input.value = "";
    state.items = [];
    open(false);
    item.choose();
  }

  function keys(event) {
    const many = state.items.length;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (many === 0) return;
      event.preventDefault();
      if (list.hidden) open(true);
      state.at = (state.at + (event.key === "ArrowDown" ? 1 : many - 1)) % many;
      mark();
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (state.at >= 0 && state.word === input.value.trim()) pick(state.at);
      else enter();
    } else if (event.key === "Escape") {
      open(false);
    }
  }

  // Enter before the list is there: the first of what is found, or the question.
  async function enter() {
    const word = input.value.trim();
    if (!word) return;
    const found = await source.search(word, 1);
    if (ask && !source.offline && (isQuestion(word) || found.length === 0)) go("ask", word);
    else if (found.length > 0) onpick(found[0]);
    open(false);
  }

  return { element: h("div", { class: "finder" }, input, list), input };
}

function thingRow(thing) {
  return [
    h("span", { class: `dot ${tint(thing.general)}`, "aria-hidden": "true" }),
    h("span", { class: "found-name" }, thing.label),
    thing.matched && thing.matched !== thing.label ? h("span", { class: "found-matched" }, thing.matched) : null,
    h("span", { class: "found-class" }, [className(thing.class), thing.hint].filter(Boolean).join(" · ")),
    h("span", { class: "found-count" }, thing.weight),
  ];
}

/** Whether words look like a question rather than a name. */
function isQuestion(word) {
  return /[?？]$|谁|哪|什么|多少|何时|几|^(who|what|which|where|when|how|whom|did)\b/i.test(word);
}
