// A browser, a page that writes down what it asks for and what goes wrong, and the server under test.
import { spawn } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";

const FLAGS = [
  "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync", "--enable-unsafe-swiftshader",
];

/** A browser with a profile of its own. */
export async function browser(options = {}) {
  const profile = mkdtempSync(join(tmpdir(), "wenmai-web-"));
  return chromium.launchPersistentContext(profile, {
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: FLAGS,
    viewport: { width: 1360, height: 900 },
    locale: "zh-CN",
    ...options,
  });
}

/**
 * A page; `page.trouble` holds errors of the console, of scripts and of the content security policy, `page.strangers` what
 * was asked of other origins.
 */
export async function open(context, origin) {
  const page = await context.newPage();
  page.trouble = [];
  page.strangers = [];
  page.on("console", (message) => message.type() === "error" && page.trouble.push(message.text()));
  page.on("pageerror", (error) => page.trouble.push(String(error)));
  page.on("request", (request) => {
    const url = request.url();
    if (!url.startsWith(origin) && !url.startsWith("data:") && !url.startsWith("blob:")) page.strangers.push(url);
  });
  await page.addInitScript(() => {
    globalThis.violations = [];
    document.addEventListener("securitypolicyviolation", (event) => globalThis.violations.push(`${event.violatedDirective} ${event.blockedURI}`));
  });
  page.setDefaultTimeout(20_000);
  return page;
}

/** `wenmai serve` on a free port; gives its address and a function that stops it. ORIGIN names one that runs already. */
export async function serve(binary, store) {
  if (process.env.ORIGIN) return { origin: process.env.ORIGIN, stop: () => {} };
  const child = spawn(binary, ["serve", "--store", store, "--bind", "127.0.0.1:0", "--quiet"], { stdio: ["ignore", "pipe", "inherit"] });
  const origin = await new Promise((resolve, reject) => {
    let text = "";
    child.stdout.on("data", (bytes) => {
      text += bytes;
      const found = text.match(/http:\/\/\S+?(?=\/?\s)/);
      if (found) resolve(`${found[0]}/`);
    });
    child.on("exit", (code) => reject(new Error(`wenmai serve ended with ${code}`)));
    setTimeout(() => reject(new Error("wenmai serve gave no address in two minutes")), 120_000).unref();
  });
  return { origin, stop: () => child.kill("SIGTERM") };
}
