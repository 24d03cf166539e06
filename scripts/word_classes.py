#!/usr/bin/env python3
"""Classes of ordinary words by their neighbours, for the tagger. Needs numpy.

    word_classes.py WORDS.tsv LABELLED.txt… > words.tsv

WORDS.tsv: words of two to four characters in the first column (`lac_labels.py words`); LABELLED.txt: character, tab, BIO
tag, blank line between sentences (`lac_labels.py names`). Text is cut by longest match; names count as one token per
type. Each word, and each character that stands alone often, is described by how often the commonest tokens stand before
and after it (positive pointwise mutual information), reduced to 48 dimensions, and put into one of 64 classes (k-means,
fixed seed). Output: word, tab, class.
"""
import collections
import re
import sys

import numpy as np

CLASSES, DIMENSIONS, CONTEXTS, ROUNDS = 64, 48, 1500, 25
LEAST = {1: 20, 2: 5, 3: 5, 4: 5}


def sentences(paths):
    for path in paths:
        text, tags = [], []
        with open(path, encoding="utf8") as f:
            for line in f:
                line = line.rstrip("\n")
                if line:
                    c, _, tag = line.rpartition("\t")
                    text.append(c or " ")
                    tags.append(tag)
                elif text:
                    yield "".join(text), tags
                    text, tags = [], []


def tokens(text, tags, words):
    out, at = ["<s>"], 0
    while at < len(text):
        if tags[at] != "O":
            if tags[at].startswith("B"):
                out.append(f"<{tags[at][2:]}>")
            at += 1
        elif found := re.compile(r"[0-9０-９.]+|[A-Za-zＡ-Ｚａ-ｚ]+").match(text, at):
            out.append("<0>" if found.group()[0].isdigit() else "<a>")
            at = found.end()
        else:
            size = next((n for n in (4, 3, 2) if text[at : at + n] in words and "B" not in "".join(tags[at : at + n])), 1)
            out.append(text[at : at + size])
            at += size
    return [*out, "</s>"]


def main():
    with open(sys.argv[1], encoding="utf8") as f:
        words = {line.split("\t")[0] for line in f}
    cut = [tokens(text, tags, words) for text, tags in sentences(sys.argv[2:])]
    counts = collections.Counter(token for sentence in cut for token in sentence)
    ranked = sorted(counts, key=lambda token: (-counts[token], token))
    contexts = {token: n for n, token in enumerate(ranked[:CONTEXTS])}
    rows = [t for t in ranked if re.fullmatch(r"[\u4e00-\u9fff]{1,4}", t) and counts[t] >= LEAST[len(t)]]
    number = {token: n for n, token in enumerate(rows)}
    table = np.zeros((len(rows), 2 * CONTEXTS), dtype=np.float32)
    for sentence in cut:
        for before, after in zip(sentence, sentence[1:]):
            if before in number and after in contexts:
                table[number[before], contexts[after]] += 1
            if after in number and before in contexts:
                table[number[after], CONTEXTS + contexts[before]] += 1
    total = table.sum()
    expected = table.sum(1, keepdims=True) @ (table.sum(0, keepdims=True) ** 0.75)
    expected *= total / expected.sum()
    table = np.log(np.maximum(table / np.maximum(expected, 1e-9), 1.0))
    values, vectors = np.linalg.eigh(table.T @ table)
    points = table @ vectors[:, -DIMENSIONS:] / np.sqrt(np.maximum(np.sqrt(values[-DIMENSIONS:]), 1e-6))
    points /= np.maximum(np.linalg.norm(points, axis=1, keepdims=True), 1e-9)
    random = np.random.default_rng(1)
    weight = np.array([counts[t] for t in rows], dtype=np.float64) ** 0.5
    centres = points[random.choice(len(rows), CLASSES, replace=False, p=weight / weight.sum())]
    for _ in range(ROUNDS):
        nearest = (points @ centres.T).argmax(1)
        for n in range(CLASSES):
            inside = nearest == n
            if inside.any():
                centre = (points[inside] * weight[inside, None]).sum(0)
                centres[n] = centre / max(np.linalg.norm(centre), 1e-9)
    for token, n in sorted(zip(rows, nearest), key=lambda row: (row[1], -counts[row[0]], row[0])):
        print(f"{token}\t{n}")


if __name__ == "__main__":
    main()
