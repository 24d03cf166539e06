// The answers of the server, from the data of a dossier.
import { source } from "./data.js";

const PLACE_ROLES = ["visited", "place", "within"];

function readData() {
  const element = document.getElementById("wenmai-data");
  return element ? JSON.parse(element.textContent) : null;
}

/** Letters and figures in lower case, as the forms in the data are. */
function fold(text) {
  return text.toLowerCase().replace(/ü/g, "v").replace(/[^\p{L}\p{N}]/gu, "");
}

const missing = (key) => new Error(key);

function answers(data) {
  const claims = (proof) => ({ ...proof, claims: proof.claims.map((place) => data.claims[place]) });
  const link = (place) => data.links[place];
  const dayOf = (event) => event.from ?? event.to ?? event.reported ?? "";
  const eventsOf = (key) => (key ? data.events.filter((event) => event.key === key || event.parts.some((part) => part.key === key)) : data.events);

  return {
    offline: true,
    held: data.held,
    has: (key) => Boolean(data.cards[key]),
    home: async () => data.home,
    terms: async () => data.terms,
    outlines: async () => data.outlines,
    async search(word, limit = 10) {
      const wanted = fold(word);
      if (!wanted) return [];
      const letters = /^[\x00-\x7f]*$/.test(wanted);
      const found = [];
      for (const names of data.names) {
        let best = null;
        for (const [form, shown] of names.forms) {
          const rank = form === wanted ? 0 : form.startsWith(wanted) ? 1 : form.includes(wanted) && (!letters || wanted.length > 2) ? 2 : 3;
          if (rank < 3 && (best === null || rank < best.rank)) best = { rank, shown };
        }
        if (best) found.push({ ...data.things[names.key], matched: best.shown, documents: names.documents, hint: names.hint, rank: best.rank });
      }
      found.sort((one, other) => one.rank - other.rank || other.weight - one.weight);
      return found.slice(0, limit);
    },
    async entity(key) {
      const card = data.cards[key];
      if (!card) throw missing(key);
      return card;
    },
    async events(key, section, offset) {
      const found = data.cards[key]?.sections.find((one) => one.id === section);
      return { id: section, total: found?.total ?? 0, items: (found?.items ?? []).slice(offset) };
    },
    async neighbours(key, offset, limit) {
      const near = data.near[key];
      if (!near) throw missing(key);
      const items = near.slice(offset, offset + limit).map(([other, strength, places]) => ({ ...data.things[other], strength, links: places.map(link) }));
      return { centre: data.things[key], total: near.length, items };
    },
    async links(keys) {
      const known = new Set(keys);
      return data.links.filter(({ from, to }) => known.has(from) && known.has(to));
    },
    async edgeEvidence(from, property, to) {
      const proof = data.proofs[`${from}|${property}|${to}`] ?? data.proofs[`${to}|${property}|${from}`];
      if (!proof) throw missing(`${from} ${property} ${to}`);
      return claims(proof);
    },
    async nodeEvidence(key) {
      const proof = data.proofs[`node|${key}`];
      if (!proof) throw missing(key);
      return claims(proof);
    },
    async article(id, marks) {
      const article = data.articles[id];
      if (!article) throw missing(id);
      return { ...article, lines: article.lines.map((line) => line.flatMap((run) => marked(run, marks))) };
    },
    async timeline({ key, classes, since, until, offset = 0, limit = 60 }) {
      const usual = ["Visit", "Meeting", "Gathering", "Agreement", "PolicyAct"];
      const wanted = classes ? classes.split(",") : usual;
      const events = eventsOf(key).filter((event) => {
        const day = dayOf(event);
        return wanted.includes(event.class) && (!since || day >= since) && (!until || (day && day <= until));
      });
      const months = new Map();
      for (const event of events) {
        const month = dayOf(event).slice(0, 7);
        if (!month) continue;
        if (!months.has(month)) months.set(month, { month, counts: {} });
        const { counts } = months.get(month);
        counts[event.class] = (counts[event.class] ?? 0) + 1;
      }
      const ordered = [...months.values()].sort((one, other) => (one.month < other.month ? -1 : 1));
      return { total: events.length, months: ordered, items: events.slice(offset, offset + limit) };
    },
    async places({ key }) {
      const counts = new Map();
      let [placed, unplaced] = [0, 0];
      for (const event of eventsOf(key)) {
        if (!["Visit", "Meeting", "Gathering"].includes(event.class) || event.realis !== "happened") continue;
        const parts = event.parts.filter((part) => PLACE_ROLES.includes(part.role));
        if (parts.length === 0) continue;
        const exact = parts.filter((part) => part.role !== "within" && data.stands[part.key]);
        const used = exact.length > 0 ? exact : parts.filter((part) => data.stands[part.key]);
        const points = new Set(used.map((part) => data.stands[part.key]));
        if (points.size > 0) placed += 1;
        else unplaced += 1;
        for (const point of points) counts.set(point, (counts.get(point) ?? 0) + 1);
      }
      const points = [...counts].filter(([point]) => data.things[point]).map(([point, events]) => {
        const [lon, lat] = data.points[point];
        return { ...data.things[point], lon, lat, events };
      });
      points.sort((one, other) => other.events - one.events || other.weight - one.weight);
      return { points, placed, unplaced };
    },
    ask: async () => {
      throw missing("ask");
    },
    queries: async () => [],
  };
}

/** A run cut where marks begin and end; offsets are code points. */
function marked(run, marks) {
  const characters = [...run.text];
  const inside = (at) => marks.some(({ start, end }) => start <= at && at < end);
  const runs = [];
  characters.forEach((character, place) => {
    const mark = inside(run.at + place);
    const last = runs.at(-1);
    if (last && last.mark === mark) last.text += character;
    else runs.push({ ...run, at: run.at + place, text: character, mark });
  });
  return runs;
}

const held = readData();
if (held) Object.assign(source, answers(held));
