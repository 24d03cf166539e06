// Elements are built, never parsed: a name such as <img onerror=…> is text wherever it comes from.

/**
 * An element. Properties: `class`, `on…` handlers (functions), `dataset`, else attributes; `false`, `null` and `undefined`
 * leave an attribute out. Children: nodes, texts, lists of them; `null` and `false` are passed over.
 */
export function h(tag, properties = {}, ...children) {
  return fill(document.createElement(tag), properties, children);
}

/** The same for SVG. */
export function s(tag, properties = {}, ...children) {
  return fill(document.createElementNS("http://www.w3.org/2000/svg", tag), properties, children);
}

function fill(element, properties, children) {
  for (const [name, value] of Object.entries(properties ?? {})) {
    if (value === false || value === null || value === undefined) continue;
    if (typeof value === "function") element.addEventListener(name.slice(2), value);
    else if (name === "dataset") Object.assign(element.dataset, value);
    else if (name === "value") element.value = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  append(element, children);
  return element;
}

function append(element, children) {
  for (const child of children) {
    if (child === null || child === undefined || child === false) continue;
    if (Array.isArray(child)) append(element, child);
    else element.append(child);
  }
}

/** Puts children in place of what an element has. */
export function put(element, ...children) {
  element.replaceChildren();
  append(element, children);
  return element;
}

/** Calls `work` when nothing was asked for `wait` milliseconds. */
export function later(wait, work) {
  let timer = 0;
  return (...values) => {
    clearTimeout(timer);
    timer = setTimeout(() => work(...values), wait);
  };
}

/** 12345 as 12,345. */
export function count(number) {
  return Number(number ?? 0).toLocaleString("en-US");
}

/** Tells a change to those who hear the page rather than see it. */
export function announce(text) {
  const place = document.getElementById("announce");
  if (place) place.textContent = text;
}
