// Writes LICENCES.txt and README.md beside the bundles: which packages are in which file, with version, licence and
// licence text. In: the folder, esbuild's metafiles.
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";

const [folder, ...metafiles] = process.argv.slice(2);
const packages = new Map();
for (const metafile of metafiles) {
  const bundle = `${basename(metafile, ".meta.json")}.js`;
  for (const path of Object.keys(JSON.parse(readFileSync(metafile, "utf8")).inputs)) {
    const found = path.match(/node_modules\/((?:@[^/]+\/)?[^/]+)/);
    if (!found) continue;
    const name = found[1];
    if (!packages.has(name)) packages.set(name, new Set());
    packages.get(name).add(bundle);
  }
}

const names = [...packages.keys()].sort();
const about = (name) => JSON.parse(readFileSync(`node_modules/${name}/package.json`, "utf8"));
const texts = names.map((name) => {
  const root = `node_modules/${name}`;
  const file = readdirSync(root).find((entry) => /^licen[cs]e/i.test(entry));
  const { version, license } = about(name);
  const text = file ? readFileSync(join(root, file), "utf8").trim() : `${license} (the package carries no text of its own)`;
  return `${name} ${version} (${license})\n\n${text}\n`;
});
writeFileSync(join(folder, "LICENCES.txt"), texts.join(`\n${"=".repeat(78)}\n\n`));

const rows = names.map((name) => {
  const { version, license } = about(name);
  return `| ${name} | ${version} | ${license} | ${[...packages.get(name)].sort().join(", ")} |`;
});
const bundles = readdirSync(folder).filter((file) => file.endsWith(".js")).sort();
const sizes = bundles.map((file) => `${file} ${Math.round(statSync(join(folder, file)).size / 1024)} KiB`).join(", ");
writeFileSync(
  join(folder, "README.md"),
  `# Third-party JavaScript of the explorer

Made by \`scripts/vendor_web.sh\` from the lockfile in \`../vendor-src\`; do not edit. Building Wenmai needs none of it: these
files are embedded as they stand. Sizes: ${sizes}. Licence texts: [LICENCES.txt](LICENCES.txt).

| package | version | licence | in |
|---|---|---|---|
${rows.join("\n")}

The editor of the SPARQL tab is CodeMirror 6 and not YASGUI: the bundle of YASGUI 4.2.28 is 1.05 MB (three times this
editor's), asks prefix.cc and lov.linkeddata.es for prefixes and terms, and writes markup into the page in 52 places, where
the rows of results here are built as elements and link into the graph.
`,
);
