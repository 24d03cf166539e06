// The card of a thing, and beside it the graph that starts from it.
import { h, put, count } from "./dom.js";
import { t, className, propertyName } from "./words.js";
import { source } from "./data.js";
import { address } from "./route.js";
import { block, eventLine, evidenceButton, monthBars, realisBadge, thingLink, tint } from "./parts.js";
import { openArticle, openEdge, openNode } from "./evidence.js";
import { stage } from "./stage.js";

/** The view of a thing. */
export async function cardView(key) {
  const card = await source.entity(key);
  const picture = stage();
  const view = h("div", { class: "split" }, h("div", { class: "pane" }, cardBody(card)), h("div", { class: "pane pane-graph" }, picture.element));
  view.ready = () => picture.start([card.key]);
  return view;
}

function cardBody(card) {
  const reading = [card.pinyin, card.english].filter(Boolean).join(" · ");
  return h(
    "article",
    { class: "card" },
    h(
      "header",
      { class: "card-head" },
      h("p", { class: `kicker ${tint(card.general)}` }, className(card.class), card.code ? h("span", { class: "soft" }, ` · ${t("code")} ${card.code}`) : null),
      h("h1", {}, card.label),
      reading ? h("p", { class: "reading" }, reading) : null,
      card.names.length > 0 ? h("p", { class: "soft" }, `${t("also")} ${card.names.slice(0, 12).join("、")}`) : null,
      card.documents > 0
        ? h("p", { class: "soft" }, `${count(card.weight)} ${t("mentions")} · ${count(card.documents)} ${t("articles")}`)
        : null,
      h("p", { class: "tools" },
        h("a", { href: address("timeline", "", { key: card.key }) }, t("timeline")),
        h("a", { href: address("map", "", { key: card.key }) }, t("map")),
        h("span", { class: "iri", title: card.iri }, card.key),
      ),
    ),
    card.months.length > 1 ? monthBars(card.months, t("mentionsByMonth")) : null,
    card.posts.length > 0 ? postsBlock(card) : null,
    card.sections.map((section) => sectionBlock(card, section)),
    card.relations.length > 0 ? relationsBlock(card) : null,
    card.latest.length > 0
      ? block(
          "latest",
          t("latestArticles"),
          h(
            "ul",
            { class: "articles" },
            card.latest.map(([id, title, date]) =>
              h("li", {}, h("time", { class: "day" }, date ?? ""), h("button", { type: "button", class: "text", onclick: () => openArticle(id) }, title || id)),
            ),
          ),
        )
      : null,
  );
}

/** Posts with the days on which documents say so, on one common scale. */
function postsBlock(card) {
  const days = card.posts.flatMap((post) => [post.first, post.last]).filter(Boolean).map(Date.parse);
  const [first, last] = [Math.min(...days), Math.max(...days)];
  const span = Math.max(last - first, 1);
  const line = (post) => {
    if (!post.first) return null;
    const left = ((Date.parse(post.first) - first) / span) * 100;
    const right = ((Date.parse(post.last ?? post.first) - first) / span) * 100;
    const bar = h("span", { class: "held-bar" });
    // Lengths are set on the element's own style object, which the content security policy allows.
    bar.style.insetInlineStart = `${left}%`;
    bar.style.inlineSize = `max(4px, ${right - left}%)`;
    return h("span", { class: "held-scale", "aria-hidden": "true" }, bar);
  };
  const rows = card.posts.map((post) => {
    const who = post.holder && post.holder.key !== card.key ? thingLink(post.holder) : null;
    const what = post.position && post.position.key !== card.key ? thingLink(post.position, { plain: true }) : null;
    const where = post.organization && post.organization.key !== card.key && !post.position?.label.includes(post.organization.label)
      ? thingLink(post.organization) : null;
    const days = post.first === post.last ? post.first : `${post.first ?? ""} – ${post.last ?? ""}`;
    const name = [post.holder?.label, post.position?.label].filter(Boolean).join(" ");
    return h(
      "li",
      { class: "held" },
      h("span", { class: "held-words" }, who, who && what ? " " : null, what, where ? [" ", where] : null, realisBadge(post.realis)),
      h("span", { class: "day" }, days),
      line(post),
      evidenceButton(() => openNode(post.key), name, post.claims),
    );
  });
  const title = card.general === "Person" ? t("posts") : t("postsOf");
  const SHOWN = 8;
  const list = h("ol", { class: "posts" }, rows.slice(0, SHOWN));
  return block(
    "posts",
    `${title} ${count(card.posts_total)}`,
    list,
    rows.length > SHOWN
      ? moreButton(rows.length - SHOWN, (button) => {
          list.append(...rows.slice(SHOWN));
          button.remove();
        })
      : null,
  );
}

function moreButton(left, work) {
  const button = h("button", { type: "button", class: "more", onclick: () => work(button) }, `${t("showMore")} (${count(left)})`);
  return button;
}

const TITLES = {
  visits: "visits", visited: "visited", meetings: "meetingsOf", gatherings: "gatherings", policies: "policies",
  agreements: "agreements", statements: "statements", about: "about", figures: "figures", itself: "itself",
};

function sectionBlock(card, section) {
  const open = (event) => openNode(event.key);
  const list = h("ol", { class: "events" }, section.items.map((event) => eventLine(event, open, { self: card.key })));
  let shown = section.items.length;
  const more = section.total > shown
    ? moreButton(section.total - shown, async (button) => {
        const next = await source.events(card.key, section.id, shown, 30);
        list.append(...next.items.map((event) => eventLine(event, open, { self: card.key })));
        shown += next.items.length;
        if (shown >= section.total || next.items.length === 0) button.remove();
        else put(button, `${t("showMore")} (${count(section.total - shown)})`);
      })
    : null;
  return block(section.id, `${t(TITLES[section.id])} ${count(section.total)}`, list, more);
}

function relationsBlock(card) {
  return block(
    "relations",
    t("relations"),
    h(
      "ul",
      { class: "relations" },
      card.relations.map((link) => {
        const outgoing = link.from === card.key;
        const other = outgoing ? link.to : link.from;
        const label = card.labels[other] ?? other;
        return h(
          "li",
          {},
          h("span", { class: "soft" }, outgoing ? "" : "← ", propertyName(link.property), " "),
          thingLink({ key: other, label, general: "", class: "" }),
          link.documents > 0 ? [" ", evidenceButton(() => openEdge(link), `${propertyName(link.property)} ${label}`, link.documents)] : null,
        );
      }),
    ),
  );
}
