#!/usr/bin/env bash
# The explorer and the dossier in headless Chromium: tests/web/run.sh WENMAI [FOLDER-FOR-SCREENSHOTS].
# Installs what is missing (Debian's chromium, nodejs and npm; the packages of the lockfile, kept in the cache).
set -euo pipefail
wenmai=$(realpath "$1")
shots=${2:-}
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
missing=()
command -v chromium >/dev/null || missing+=(chromium)
command -v node >/dev/null || missing+=(nodejs)
command -v npm >/dev/null || missing+=(npm)
fc-list :lang=zh 2>/dev/null | grep -q . || missing+=(fonts-noto-cjk)
if [ ${#missing[@]} -gt 0 ]; then
    apt-get update -qq && apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
fi
modules=${WENMAI_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}}/wenmai-web-$(sha256sum package-lock.json | cut -c1-12)
if [ ! -d "$modules/node_modules/playwright-core" ]; then
    mkdir -p "$modules"
    cp package.json package-lock.json "$modules/"
    (cd "$modules" && npm ci --no-audit --no-fund --ignore-scripts --loglevel=error)
fi
mkdir "$work/tests"
cp ./*.mjs "$work/tests/"
ln -s "$modules/node_modules" "$work/node_modules"
"$wenmai" build ../../examples/articles hostile.jsonl --date 2025-05-21 --store "$work/store" >/dev/null
if "$wenmai" export --format html --store "$work/store" -o "$work/dossier.html"; then
    export DOSSIER="$work/dossier.html"
fi
if [ -n "$shots" ]; then mkdir -p "$shots" && SHOTS=$(realpath "$shots") && export SHOTS; fi
WENMAI=$wenmai STORE=$work/store node --test "$work/tests/explorer.test.mjs"
