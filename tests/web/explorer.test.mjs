// The explorer as a reader uses it. WENMAI is the binary, STORE a store of examples/articles with hostile.jsonl, DOSSIER its
// `export --format html`, SHOTS a folder for screenshots.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { after, afterEach, before, beforeEach, describe, it } from "node:test";
import { pathToFileURL } from "node:url";
import { browser, open, serve } from "./browser.mjs";

const { WENMAI, STORE, DOSSIER, SHOTS } = process.env;
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const shot = (page, name, options = {}) => SHOTS && page.screenshot({ path: join(SHOTS, `${name}.png`), ...options });

/** The faults that axe calls serious or critical. The checks run outside the page's policy, as a user's extension does. */
async function faults(page) {
  await page.evaluate(AXE);
  const found = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
  return found.violations
    .filter(({ impact }) => ["serious", "critical"].includes(impact))
    .map(({ id, nodes }) => `${id}: ${nodes.map((node) => `${node.target} ${node.failureSummary}`).slice(0, 4).join("; ")}`);
}

async function clean(page) {
  assert.deepEqual(page.trouble, [], "errors of the console");
  assert.deepEqual(page.strangers, [], "requests to other origins");
  assert.deepEqual(await page.evaluate(() => globalThis.violations), [], "violations of the content security policy");
  assert.equal(await page.evaluate(() => globalThis.hacked), undefined, "a label was run");
}

const layoutDone = (page) => page.locator(".canvas[data-layout=done]").waitFor({ timeout: 60_000 });

describe("the explorer", () => {
  let server;
  let context;
  let page;
  before(async () => {
    server = await serve(WENMAI, STORE);
    context = await browser();
  });
  after(async () => {
    await context?.close();
    server?.stop();
  });
  beforeEach(async () => {
    page = await open(context, server.origin);
  });
  afterEach(async () => {
    await clean(page);
    await page.close();
  });

  const visit = async (hash = "") => {
    await page.goto(`${server.origin}${hash}`);
    await page.locator("main[aria-busy=false]").waitFor();
  };

  it("shows something useful at first sight", async () => {
    await visit();
    const visits = page.locator(".block-visits .event");
    assert.ok((await visits.count()) >= 5);
    assert.match(await page.locator(".block-visits").innerText(), /云岭半导体有限公司/);
    assert.ok((await page.locator(".figures dd").allInnerTexts()).every((figure) => /^[\d,]+$/.test(figure)));
    await shot(page, "home");
    assert.deepEqual(await faults(page), []);
  });

  it("finds a person by name, pinyin and initials, opens the card, grows the graph and proves a visit", async () => {
    await visit();
    for (const typed of ["lrc", "linruoch", "林若"]) {
      await page.getByRole("combobox").first().fill(typed);
      await page.locator(".found li", { hasText: "林若川" }).first().waitFor();
    }
    await page.keyboard.press("Enter");
    await page.locator(".card h1", { hasText: "林若川" }).waitFor();
    assert.match(await page.locator(".block-posts").innerText(), /省长/);
    await layoutDone(page);
    const counts = async () => (await page.locator(".graph-listing summary").innerText()).match(/\d+/g).map(Number);
    const [things, links] = await counts();
    assert.ok(things > 3 && things <= 16, `${things} things at first sight`);
    assert.ok(links > 2);
    await shot(page, "card");
    assert.deepEqual(await faults(page), []);

    await page.locator(".graph-listing summary").click();
    await page.locator(".graph-list > li > button", { hasText: "云岭半导体" }).click();
    await page.locator(".chosen", { hasText: "云岭半导体有限公司" }).waitFor();
    await layoutDone(page);
    await page.locator(".graph-list > li").first().getByRole("button", { name: "到访 云岭半导体有限公司" }).click();
    const panel = page.locator("#evidence");
    await panel.locator("article mark").first().waitFor();
    assert.match((await panel.locator("article mark").allInnerTexts()).join(""), /云岭半导体有限公司/);
    assert.match(await panel.locator("blockquote").first().innerText(), /林若川/);
    await shot(page, "evidence");
    assert.deepEqual(await faults(page), []);
    await page.keyboard.press("Escape");
    assert.ok(await panel.isHidden());
  });

  it("draws what it lists, and opens an edge that is pressed in the picture", async () => {
    await visit("#/entity/" + encodeURIComponent("person/林若川"));
    await layoutDone(page);
    const canvases = await page.locator(".canvas canvas").count();
    assert.ok(canvases >= 4, "sigma draws on its layers");
    const lit = await page.evaluate(() => {
      const layer = document.querySelector(".canvas canvas.sigma-labels");
      const pixels = layer.getContext("2d").getImageData(0, 0, layer.width, layer.height).data;
      let count = 0;
      for (let n = 3; n < pixels.length; n += 4) if (pixels[n] > 0) count += 1;
      return count;
    });
    assert.ok(lit > 500, `${lit} pixels of labels`);
    // Somewhere along the line between the middle and a neighbour the pointer is over an edge.
    const box = await page.locator(".canvas").boundingBox();
    let opened = false;
    for (let n = 0; n < 60 && !opened; n += 1) {
      const angle = (n * Math.PI) / 30;
      for (const far of [60, 90, 120]) {
        await page.mouse.move(box.x + box.width / 2 + far * Math.cos(angle), box.y + box.height / 2 + far * Math.sin(angle));
        await page.waitForTimeout(20);
        if (await page.locator(".canvas.pointing").count()) {
          await page.mouse.down();
          await page.mouse.up();
          await page.waitForTimeout(150);
          opened = (await page.locator("#evidence:not([hidden])").count()) > 0;
          if (opened) break;
        }
      }
    }
    assert.ok(opened, "no edge could be pressed");
  });

  it("answers a question with evidence, and its rows lead into the graph", async () => {
    await visit();
    await page.getByRole("textbox").fill("谁考察了哪家公司？");
    await page.keyboard.press("Enter");
    await page.locator("table.rows").waitFor();
    const text = await page.locator("table.rows").innerText();
    for (const name of ["林若川", "云岭半导体有限公司", "晨曦生物医药有限公司"]) assert.match(text, new RegExp(name));
    await layoutDone(page);
    await shot(page, "answer");
    assert.deepEqual(await faults(page), []);
    await page.locator("table.rows .evidence-button").first().click();
    await page.locator("#evidence article mark").first().waitFor();
    await page.keyboard.press("Escape");
    await page.locator("table.rows a.thing").first().click();
    await page.locator(".card h1").waitFor();
  });

  it("says why a question is not understood", async () => {
    await visit("#/ask/" + encodeURIComponent("请随便说说吧"));
    await page.locator(".understood.not").waitFor();
  });

  it("runs a SPARQL query whose rows lead into the graph", async () => {
    await visit("#/sparql");
    const editor = page.locator(".editor .cm-content");
    await editor.waitFor();
    await editor.click();
    await page.keyboard.press("Control+A");
    await page.keyboard.insertText('PREFIX wm: <https://w3id.org/wenmai#>\nSELECT ?company WHERE { ?who wm:visited ?company . ?company a wm:Company } LIMIT 3');
    await page.keyboard.press("Control+Enter");
    await page.locator(".results td a").first().waitFor();
    assert.equal(await page.locator(".results tbody tr").count(), 3);
    await shot(page, "sparql");
    assert.deepEqual(await faults(page), []);
    await page.locator(".results td a").first().click();
    await page.locator(".card h1").waitFor();
  });

  it("tells of a query that is not SPARQL", async () => {
    await visit("#/sparql?query=" + encodeURIComponent("SELECT nothing"));
    await page.locator(".editor .cm-content").waitFor();
    await page.locator("button.primary").click();
    await page.locator(".results .error").waitFor();
    // The refusal itself is the browser's to report.
    page.trouble = page.trouble.filter((line) => !/status of 400/.test(line));
  });

  it("has a timeline, of one thing too", async () => {
    await visit("#/timeline?key=" + encodeURIComponent("person/林若川"));
    assert.ok((await page.locator(".timeline .event").count()) >= 2);
    assert.ok((await page.locator(".timeline-chart .month").count()) >= 1);
    await shot(page, "timeline");
    assert.deepEqual(await faults(page), []);
  });

  it("has a map", async () => {
    await visit("#/map");
    assert.ok((await page.locator("svg.map path").first().getAttribute("d")).length > 10_000);
    await shot(page, "map");
    assert.deepEqual(await faults(page), []);
  });

  it("shows hostile names as text, in the card, the lists and the article", async () => {
    await visit();
    await page.getByRole("combobox").first().fill("管理办法");
    await page.locator(".found li", { hasText: "onerror" }).first().waitFor();
    await page.keyboard.press("Enter");
    await page.locator(".card h1", { hasText: "<img src=x onerror" }).waitFor();
    await page.locator(".block-latest button").first().click();
    await page.locator("#evidence article", { hasText: "</script>" }).waitFor();
    assert.equal(await page.locator("#main img, #evidence img").count(), 0);
  });

  it("is usable with the keyboard alone", async () => {
    await visit();
    await page.keyboard.press("/");
    await page.keyboard.type("林若川");
    await page.locator(".found li").first().waitFor();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("Enter");
    await page.locator(".card h1", { hasText: "林若川" }).waitFor();
    await layoutDone(page);
    await page.locator(".canvas").focus();
    await page.keyboard.press("ArrowRight");
    await page.locator(".chosen").waitFor();
    await page.keyboard.press("Enter");
    await layoutDone(page);
    await page.keyboard.press("e");
    await page.waitForFunction(() => !decodeURIComponent(location.hash).includes("/#"));
    await page.locator(".card .evidence-button").first().focus();
    await page.keyboard.press("Enter");
    await page.locator("#evidence blockquote").first().waitFor();
    await page.keyboard.press("Escape");
    assert.equal(await page.evaluate(() => document.activeElement.className), "evidence-button");
  });

  it("speaks English", async () => {
    await visit();
    await page.locator(".language").click();
    await page.getByRole("link", { name: "Front page" }).waitFor();
    assert.equal(await page.locator("html").getAttribute("lang"), "en");
    assert.match(await page.locator(".figures").innerText(), /Person/);
    await page.locator(".language").click();
  });

  it("fits a phone", async () => {
    await page.setViewportSize({ width: 375, height: 740 });
    for (const hash of ["", "#/entity/" + encodeURIComponent("person/林若川"), "#/ask/" + encodeURIComponent("谁考察了哪家公司？"), "#/timeline", "#/map", "#/sparql"]) {
      await visit(hash);
      await page.waitForTimeout(300);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      assert.ok(wide <= 376, `${hash || "home"} is ${wide} pixels wide`);
      await shot(page, `phone-${hash.slice(2, 8).replace(/\W/g, "") || "home"}`);
    }
    await visit("#/entity/" + encodeURIComponent("person/林若川"));
    assert.deepEqual(await faults(page), []);
  });

  it("keeps its contrast in the dark", async () => {
    await page.emulateMedia({ colorScheme: "dark" });
    await visit("#/entity/" + encodeURIComponent("person/林若川"));
    await layoutDone(page);
    await shot(page, "dark");
    assert.deepEqual(await faults(page), []);
  });

  it("sends its files with a strict policy and asks for them again by tag", async () => {
    const first = await fetch(`${server.origin}explorer/app.js`, { headers: { "accept-encoding": "gzip" } });
    const policy = first.headers.get("content-security-policy");
    assert.ok(policy.includes("default-src 'none'") && !policy.includes("unsafe"));
    assert.equal(first.headers.get("content-encoding"), "gzip");
    assert.match(first.headers.get("content-type"), /^text\/javascript/);
    await first.text();
    const again = await fetch(`${server.origin}explorer/app.js`, { headers: { "if-none-match": first.headers.get("etag") } });
    assert.equal(again.status, 304);
    await page.goto(server.origin);
  });

  it("answers bad requests with what to do", async () => {
    for (const [path, status] of [["entity?key=person/无此人", 404], ["entity", 400], ["neighbours?key=person/林若川&since=x", 400], ["document?id=web-20250603-01&marks=9-2", 400], ["evidence?from=a&property=b&to=c", 404]]) {
      assert.equal((await fetch(`${server.origin}api/${path}`)).status, status, path);
    }
    await page.goto(server.origin);
  });
});

describe("the dossier", { skip: !DOSSIER }, () => {
  it("opens from a disk with the network off", async () => {
    const context = await browser({ offline: true });
    const address = pathToFileURL(DOSSIER).href;
    const page = await open(context, address);
    await page.goto(address);
    await page.locator("main[aria-busy=false]").waitFor();
    assert.ok((await page.locator(".block-visits .event").count()) >= 5);
    await page.getByRole("combobox").first().fill("lrc");
    await page.locator(".found li", { hasText: "林若川" }).first().waitFor();
    await page.keyboard.press("Enter");
    await page.locator(".card h1", { hasText: "林若川" }).waitFor();
    await layoutDone(page);
    await shot(page, "dossier");
    await page.locator(".graph-listing summary").click();
    await page.locator(".graph-list ul button").first().click();
    await page.locator("#evidence article mark").first().waitFor();
    assert.deepEqual(await faults(page), []);
    await page.goto(`${address}#/map`);
    await page.locator("svg.map").waitFor();
    await page.goto(`${address}#/timeline`);
    await page.locator(".timeline .event").first().waitFor();
    await clean(page);
    await context.close();
  });
});
