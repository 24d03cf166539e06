// The panel of evidence: the claims behind an edge or an event, and the article with the quote marked.
import { h, put, announce } from "./dom.js";
import { t, propertyName } from "./words.js";
import { source } from "./data.js";
import { address } from "./route.js";
import { realisBadge, thingLink, tint } from "./parts.js";

const panel = h("aside", { class: "evidence", id: "evidence", tabindex: "-1", hidden: true });
let came = null;

/** The panel, to be put into the page once. */
export function evidencePanel() {
  return panel;
}

function show(label, ...children) {
  if (panel.hidden) came = document.activeElement;
  panel.hidden = false;
  document.body.classList.add("has-evidence");
  panel.setAttribute("aria-label", label);
  put(
    panel,
    h(
      "header",
      { class: "evidence-head" },
      h("h2", {}, t("evidence")),
      h("button", { type: "button", class: "plain", onclick: closeEvidence, "aria-label": t("close") }, "×"),
    ),
    children,
  );
  panel.scrollTop = 0;
  panel.focus({ preventScroll: true });
}

/** Closes the panel; who opened it has the focus again. */
export function closeEvidence() {
  if (panel.hidden) return;
  panel.hidden = true;
  document.body.classList.remove("has-evidence");
  panel.replaceChildren();
  if (came?.isConnected) came.focus();
}

panel.addEventListener("keydown", (event) => {
  if (event.key === "Escape") closeEvidence();
});

/** Opens the evidence of a direct edge. */
export async function openEdge({ from, property, to }) {
  await openProof(() => source.edgeEvidence(from, property, to));
}

/** Opens the evidence of an event, a tenure or a figure. */
export async function openNode(key) {
  await openProof(() => source.nodeEvidence(key));
}

async function openProof(load) {
  show(t("evidence"), h("p", { class: "soft" }, t("loading")));
  try {
    const proof = await load();
    const title = proof.to
      ? [thingLink(proof.from), h("span", { class: "verb" }, ` ${propertyName(proof.property)} `), thingLink(proof.to)]
      : [proof.from.label];
    const reader = h("div", { class: "reader" });
    const claims = proof.claims.map((claim) => claimBlock(claim, reader));
    show(
      `${t("evidenceOf")}${proof.from.label}${proof.to ? ` ${propertyName(proof.property)} ${proof.to.label}` : ""}`,
      h("p", { class: "evidence-title" }, title),
      proof.by_code ? h("p", { class: "soft" }, t("byCode")) : null,
      claims.length === 0 && !proof.by_code ? h("p", { class: "soft" }, t("noEvidence")) : null,
      h("ol", { class: "claims" }, claims),
      proof.total > proof.claims.length ? h("p", { class: "soft" }, `${proof.claims.length} / ${proof.total}`) : null,
      reader,
    );
    if (proof.claims.length > 0) await read(proof.claims[0].document, proof.claims[0].quotes, reader);
  } catch (error) {
    show(t("evidence"), h("p", { class: "error", role: "alert" }, t("failed"), error.message));
  }
}

/** Opens passages of one document: those that prove a row of an answer. */
export async function openPassages(passages) {
  const reader = h("div", { class: "reader" });
  const claims = passages.map((passage) =>
    claimBlock(
      { document: passage.document, title: passage.title, published: passage.date, realis: "happened", quotes: [passage] },
      reader,
    ),
  );
  show(t("evidence"), h("ol", { class: "claims" }, claims), reader);
  if (passages.length > 0) {
    const first = passages[0].document;
    await read(first, passages.filter((passage) => passage.document === first), reader);
  }
}

/** Opens an article without marks. */
export async function openArticle(id) {
  const reader = h("div", { class: "reader" });
  show(t("evidence"), reader);
  await read(id, [], reader);
}

function claimBlock(claim, reader) {
  const about = [claim.published, claim.publisher, claim.title].filter(Boolean).join(" · ");
  const surely = claim.confidence === undefined ? null : `${t("confidence")} ${Math.round(claim.confidence * 100)}%`;
  return h(
    "li",
    {},
    claim.quotes.map((quote) => h("blockquote", {}, h("p", {}, quote.text.replace(/\n/g, "")))),
    h("p", { class: "source" }, about, realisBadge(claim.realis)),
    h(
      "p",
      { class: "source small" },
      [surely, claim.rule ? `${t("rule")} ${claim.rule}` : null, claim.when].filter(Boolean).join(" · "),
      h(
        "button",
        {
          type: "button",
          class: "evidence-button",
          onclick: () => read(claim.document, claim.quotes, reader, true),
          "aria-label": `${t("openArticle")}: ${claim.title || claim.document}`,
        },
        t("openArticle"),
      ),
    ),
  );
}

async function read(id, quotes, reader, move = false) {
  put(reader, h("p", { class: "soft" }, t("loading")));
  try {
    put(reader, articleView(await source.article(id, quotes)));
  } catch (error) {
    put(reader, h("p", { class: "error", role: "alert" }, t("failed"), error.message));
    return;
  }
  const mark = reader.querySelector("mark");
  if (mark) {
    announce(mark.textContent);
    if (move) mark.scrollIntoView({ block: "center" });
  }
}

function articleView(article) {
  const lines = [...article.lines];
  // The headline stands above; the text of most documents begins with it.
  const first = lines[0]?.map((run) => run.text).join("");
  const headed = first === article.title;
  const heading = headed ? lines.shift() : null;
  return h(
    "article",
    { class: "article", lang: "zh-Hans" },
    h("h3", {}, heading ? heading.map(runView) : article.title || article.id),
    h("p", { class: "source" }, [article.date, article.publisher, article.source, article.id].filter(Boolean).join(" · ")),
    article.cut ? h("p", { class: "soft" }, t("cut")) : null,
    lines.map((line) => h("p", {}, line.map(runView))),
  );
}

function runView(run) {
  const linked = run.key && (!source.has || source.has(run.key));
  const inner = linked
    ? h("a", { class: `name ${tint(run.general)}`, href: address("entity", run.key) }, run.text)
    : run.text;
  return run.mark ? h("mark", {}, inner) : inner;
}
