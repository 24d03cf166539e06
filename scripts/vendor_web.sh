#!/usr/bin/env bash
# Builds the third-party JavaScript of the explorer: src/serve/page/vendor-src (exact lockfile) becomes the minified files,
# licence texts and list of versions in src/serve/page/vendor, and the outlines of the map. Needs node 18 or newer and npm.
# With --check nothing is written: it fails where the committed files are not what the lockfile gives.
set -euo pipefail
cd "$(dirname "$0")/.."
source=src/serve/page/vendor-src
target=src/serve/page/vendor
data=src/serve/page/data
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT

cp -r "$source" "$out/source"
cd "$out/source"
npm ci --no-audit --no-fund --ignore-scripts --loglevel=error
mkdir ../vendor ../data
for entry in graph layout editor; do
    npx --no-install esbuild "$entry.entry.js" --bundle --minify --format=iife --target=es2022 --legal-comments=none \
        --charset=utf8 --outfile="../vendor/$entry.js" --metafile="../$entry.meta.json" --log-level=warning
done
node outlines.mjs
node licences.mjs ../vendor ../*.meta.json
cd - >/dev/null

if [ "${1:-}" = --check ]; then
    diff -r "$out/vendor" "$target"
    cmp "$out/data/outlines.json" "$data/outlines.json"
    echo "the vendored files are what the lockfile gives"
else
    rm -rf "$target"
    cp -r "$out/vendor" "$target"
    cp "$out/data/outlines.json" "$data/"
    ls -l "$target" "$data"
fi
