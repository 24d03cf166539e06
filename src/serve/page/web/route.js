// Addresses of the page's views. They stand behind `#`, so that a dossier on a disk has the same.

/** `#/entity/person%2F李强?x=y` as { view, key, parameters }. */
export function here() {
  const [path, query = ""] = location.hash.replace(/^#\/?/, "").split("?");
  const slash = path.indexOf("/");
  const view = (slash < 0 ? path : path.slice(0, slash)) || "home";
  return { view, key: slash < 0 ? "" : decode(path.slice(slash + 1)), parameters: new URLSearchParams(query) };
}

function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The address of a view. */
export function address(view, key = "", parameters = {}) {
  const query = new URLSearchParams(Object.entries(parameters).filter(([, value]) => value)).toString();
  return `#/${view}${key ? `/${encodeURIComponent(key)}` : ""}${query ? `?${query}` : ""}`;
}

/** Goes there. */
export function go(view, key, parameters) {
  location.hash = address(view, key, parameters);
}
