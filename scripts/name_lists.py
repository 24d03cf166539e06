#!/usr/bin/env python3
"""Lists of names as training text: name_lists.py LEXICONS > OUT.txt (character, tab, BIO tag, blank line between sentences).

Election results, juries, delegations and rescue teams are printed as bare lists of persons, and a page dump often loses
the blanks between them; weather columns put a place, a word of weather and two numbers together. Running text teaches
neither. Persons are made from the family and given names of LEXICONS (`surnames.tsv`, `given-names.tsv`), drawn by their
weights; places are the cities of `places.tsv`. Nothing is taken from a text. The same lists give the same bytes.
"""
import csv
import random
import sys
from pathlib import Path

LISTS, LATIN, WEATHERS = 1600, 500, 250
SEPARATORS = [("", 8), ("、", 3), (" ", 3), ("　", 2), ("  ", 1), ("，", 1)]
ASIDES = ["（女）", "（女）", "（女）", "（回族）", "（满族）", "（女，回族）", "（壮族）", "（蒙古族）", "（藏族）", "（女，苗族）"]
FRAMES = [
    ("", ""), ("", ""), ("", "。"), ("名单如下：", ""), ("（按姓氏笔画为序）", ""), ("委员：", ""), ("主席团成员：", "。"),
    ("参加会议的还有", "。"), ("参加会议的还有", "等。"), ("获奖者：", ""), ("评委：", ""), ("当选为委员的有：", ""), ("出席今天会议的有", "。"),
    ("副组长：", ""), ("摄制组：", ""), ("队员：", "。"), ("记者", ""), ("本报记者", ""), ("编委：", ""),
]
# Names of two words in letters: the blank inside is part of the name.
FIRST = "James Mary Robert Linda Michael Susan David Karen Daniel Anna Peter Julia Mark Laura Paul Emma Thomas Sara Kevin Nina Hans Elena Carlos Marie Ahmed Fatima Ivan Olga Pierre Sofia Marco Lucia Yuki Kenji Min Jun Raj Priya".split()
LAST = "Smith Johnson Brown Miller Davis Wilson Moore Taylor Anderson Clark Lewis Walker Young King Wright Scott Green Baker Nelson Carter Müller Schmidt Rossi Garcia Martin Dubois Ivanov Petrov Khan Singh Tanaka Sato Kim Park Nguyen Silva Costa Novak".split()
FIRMS = "Capital Holdings Partners Group Systems Media Energy Labs Pharma Motors Bank Ventures Technologies Networks Studios Airlines Foods".split()
AROUND = [("", "表示，公司今年的订单有所增加。"), ("据", "介绍，这一产品下月上市。"), ("（", "）"), ("作者：", ""), ("首席执行官", "在一份声明中说："), ("由", "主编"), ("", "与"), ("球员", "得到18分")]
SKIES = ["晴", "多云", "小雨", "阴", "晴转多云", "雷阵雨", "中雨", "小雪", "阵雨", "霾"]


def columns(path):
    with open(path, encoding="utf8") as f:
        lines = f.read().split("\n")
    head = next(line for line in lines if line.startswith("#!columns")).split("\t")[1:]
    rows = [dict(zip(head, row)) for row in csv.reader((l for l in lines if l and l[0] != "#"), delimiter="\t", quotechar=None, quoting=csv.QUOTE_NONE)]
    return rows


def main():
    folder = Path(sys.argv[1])
    chance = random.Random(1)
    surnames = [(row["surname"], float(row["weight"])) for row in columns(folder / "surnames.tsv")]
    given = [(row["character"], float(row["weight"])) for row in columns(folder / "given-names.tsv")]
    cities = [row["name"] for row in columns(folder / "places.tsv") if row["kind"] == "city"]
    shorts = [name[:-1] for name in cities if name.endswith("市") and len(name) > 2]

    def pick(weighted, count=1):
        return chance.choices([item for item, _ in weighted], [weight for _, weight in weighted], k=count)

    def person(surname=None):
        surname = surname or pick(surnames)[0]
        return surname + "".join(pick(given, 1 if chance.random() < 0.22 else 2))

    def put(parts):
        for text, label in parts:
            for index, c in enumerate(text):
                print(f"{c}\t{('B-' if index == 0 else 'I-') + label if label else 'O'}")
        print()

    for _ in range(LISTS):
        before, after = chance.choice(FRAMES)
        separator = pick(SEPARATORS)[0]
        asides = chance.random() < 0.3
        # Lists ordered by strokes have runs of one family name.
        ordered = chance.random() < 0.4
        parts, surname = [(before, None)], None
        for number in range(chance.choice([2, 3, 4, 6, 9, 14, 22, 35])):
            surname = surname if ordered and surname and chance.random() < 0.6 else pick(surnames)[0]
            if number:
                parts.append((separator, None))
            parts.append((person(surname), "PER"))
            if asides and chance.random() < 0.2:
                parts.append((chance.choice(ASIDES), None))
        put([*parts, (after, None)])
    for _ in range(LATIN):
        before, after = chance.choice(AROUND)
        parts = [(before, None)]
        for number in range(chance.choice([1, 1, 2, 3])):
            if number:
                parts.append((chance.choice(["、", "，", "和", "与"]), None))
            if chance.random() < 0.75:
                parts.append((chance.choice(FIRST) + " " + chance.choice(LAST), "PER"))
            else:
                parts.append((chance.choice(LAST) + " " + chance.choice(FIRMS), "ORG"))
        put([*parts, (after, None)])
    for _ in range(WEATHERS):
        separator = chance.choice(["", " ", "，"])
        parts = []
        for city in chance.sample(shorts, chance.choice([3, 6, 10, 16])):
            low = chance.randrange(-15, 26)
            figures = f"{low}℃～{low + chance.randrange(3, 12)}℃" if chance.random() < 0.6 else f"{low}/{low + 8}"
            parts += [(city, "LOC"), (separator + chance.choice(SKIES) + separator + figures + separator, None)]
        put(parts)


if __name__ == "__main__":
    main()
