#!/usr/bin/env python3
"""Sentences for LAC to label: draw_sentences.py SHARED ANNOTATIONS.tsv OUT

Writes OUT/pool.txt, all sentences of SHARED/text that nobody annotated, and OUT/news.txt, 20,100 sentences of the articles of
SHARED/corpus drawn at random (seed 1), without the annotated articles and the gold ones. One sentence a line. The same files
give the same sentences.
"""
import gzip
import hashlib
import json
import random
import re
import sys
from pathlib import Path

NEWS = 20100


def main():
    shared, annotations, out = (Path(argument) for argument in sys.argv[1:4])
    with open(annotations, encoding="utf8") as f:
        annotated = {line.split("\t")[0] for line in f if not line.startswith("#")}

    def known(sentence):
        return hashlib.sha256(sentence.encode()).hexdigest()[:16] in annotated

    with open(shared / "ner/names/sentences.jsonl", encoding="utf8") as f:
        own = {json.loads(line)["text"] for line in f}
    with gzip.open(shared / "text/pool.tsv.gz", "rt", encoding="utf8") as f:
        pool = dict.fromkeys(line.rstrip("\n").split("\t", 1)[1] for line in f)
    write(out / "pool.txt", [sentence for sentence in pool if sentence not in own and not known(sentence)])

    listed = [shared / "ner/names/names.jsonl"]
    listed += [shared / f"gold/{name}.gold.jsonl" for name in ("dev", "rules", "web", "seed")]
    skip = {json.loads(line)["id"] for path in listed for line in open(path, encoding="utf8")}
    news = {}
    with gzip.open(next((shared / "corpus").glob("*.jsonl.gz")), "rt", encoding="utf8") as f:
        for article in map(json.loads, f):
            if article["id"] in skip:
                continue
            for sentence in re.findall(r"[^。！？…\n]*[。！？…]+[。！？…”’》）]*|[^。！？…\n]+", article["text"]):
                sentence = sentence.strip()
                if 8 <= len(sentence) <= 300 and sentence not in news:
                    news[sentence] = not known(sentence)
    news = [sentence for sentence, free in news.items() if free]
    write(out / "news.txt", random.Random(1).sample(news, NEWS))


def write(path, sentences):
    with open(path, "w", encoding="utf8") as f:
        f.writelines(sentence + "\n" for sentence in sentences)
    print(f"{path}: {len(sentences)} sentences, {sum(map(len, sentences))} characters", file=sys.stderr)


if __name__ == "__main__":
    main()
