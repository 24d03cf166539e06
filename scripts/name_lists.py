#!/usr/bin/env python3
"""Invented text with names, for training: name_lists.py LEXICONS > OUT.txt (character, tab, BIO tag, blank line between
sentences), and name_lists.py LEXICONS lives > OUT.txt for sentences as encyclopedias have them.

Election results, juries, delegations and rescue teams are printed as bare lists of persons, and a page dump often loses
the blanks between them; weather columns put a place, a word of weather and two numbers together. Running text teaches
neither. Foreign persons and places without a dot, Japanese names and rulers of old stand in sentences of our own about
history, letters and the arts, of which news has few. Persons are made from the family and given names of LEXICONS (`surnames.tsv`, `given-names.tsv`), drawn by their
weights; places are the cities of `places.tsv`. Nothing is taken from a text. The same lists give the same bytes.
"""
import csv
import random
import re
import sys
from pathlib import Path

LISTS, LATIN, WEATHERS, LIVES = 1600, 500, 250, 1800
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
# {p} a person, {q} another one, {l} a place, {n} a number.
STORIES = """{p}出生于{l}附近的一个小镇。|{p}的父亲是一名木匠，母亲早逝。|18{n}年，{p}与{q}在{l}相识。|在{p}看来，这部作品并不成功。|{p}的任期只有{n}天。|后来{p}离开{l}，回到故乡教书。
{p}与{q}是同窗好友。|他曾跟随{p}学习绘画。|这首曲子由{p}创作，{q}首演。|{p}认为{q}的说法缺少根据。|{q}写信给{p}，请他来{l}一趟。|{l}战役之后，{p}被俘。|{p}率军渡河，攻占{l}。
据{p}记载，{l}一带曾是牧场。|{p}去世后，{q}继承王位。|{p}和{q}的婚姻维持了{n}年。|19{n}年，{p}当选主席，{q}任副主席。|{p}说服{q}留在{l}。|{p}的小说以{l}为背景。|{p}于19{n}年获奖。
{p}击败{q}，晋级决赛。|{p}在第{n}分钟攻入一球。|{p}传球，{q}头球破门。|由{p}执导，{q}主演。|{p}饰演的{q}是一名医生。|{p}发现了这颗小行星。|{p}定理由{q}证明。|{l}的居民推举{p}为代表。|{l}位于河口南岸，人口{n}万。
{l}是一座有{n}年历史的小城。|从{l}到{l2}约{n}公里。|{l}与{l2}之间有渡船。|该镇北邻{l}，南接{l2}。|{l}的气候温和湿润。|{l}盛产葡萄。|列车经{l}开往{l2}。|{l}教堂建于1{n}0年。|这条河流经{l}，在{l2}入海。|{p}家族世代住在{l}。
{p}死于{l}，终年{n}岁。|{p}对{q}十分不满。|{p}派{q}前往{l}谈判。|不久{p}被{q}推翻。|虽然{p}反对，{q}仍然坚持。|{p}逃往{l}，{q}下落不明。|与{p}一样，{q}也是音乐家。|记者找到{p}时，他正在{l}度假。|{p}摔倒了，{q}扶起了他。
“我不去，”{p}说。|{q}问{p}：“你见过{l}吗？”|得知{p}病重，{q}赶到{l}。|{p}一世在位{n}年。|{p}二世迁都{l}。|{p}的妹妹嫁给{q}。|{p}、{q}等人创办了这份刊物。|哲学家{p}和物理学家{q}常常通信。|{p}将军守卫{l}。|画家{p}死后葬于{l}。
从{p}的日记可以看出，{q}并不知情。|尽管{q}极力劝阻，{p}还是去了{l}。|{p}误以为{q}已经离开。|{p}被任命为{l}总督。|{p}把店铺交给{q}打理。|编剧{p}为这部剧写了{n}集。|{p}主教在{l}传教。|{l}人{p}最早提出这一设想。|{p}原本是{l}的一名教师。""".replace("\n", "|").split("|")
# Names of rulers by their temple, their house and their rank.
REALMS = "秦 汉 魏 晋 宋 齐 梁 陈 隋 唐 辽 金 元 明 清".split()
TEMPLES = "高祖 太祖 太宗 高宗 世祖 世宗 中宗 睿宗 玄宗 肃宗 代宗 德宗 宪宗 穆宗 宣宗 真宗 仁宗 英宗 神宗 哲宗 孝宗 宁宗 武宗 文帝 武帝 景帝 明帝 元帝 惠帝 灵帝 献帝 炀帝".split()
# Well-known persons by the part of their names that they are called by.
KNOWN = "莎士比亚 歌德 贝多芬 莫扎特 巴赫 肖邦 李斯特 舒伯特 门德尔松 勃拉姆斯 柴可夫斯基 梵高 莫奈 塞尚 达芬奇 米开朗基罗 拉斐尔 伦勃朗 哥白尼 伽利略 开普勒 牛顿 笛卡尔 莱布尼茨 康德 黑格尔 尼采 叔本华 卢梭 伏尔泰 孟德斯鸠 狄德罗 拿破仑 丘吉尔 罗斯福 杜鲁门 艾森豪威尔 曼德拉 凯撒 屋大维 安东尼 西塞罗 亚历山大 汉尼拔 苏格拉底 柏拉图 亚里士多德 欧几里得 阿基米德 荷马 希罗多德 但丁 塞万提斯 巴尔扎克 雨果 福楼拜 左拉 莫泊桑 普鲁斯特 加缪 萨特 狄更斯 拜伦 雪莱 济慈 王尔德 萧伯纳 乔伊斯 海明威 福克纳 托尔斯泰 契诃夫 果戈理 普希金 屠格涅夫 高尔基 泰戈尔 卡夫卡 达尔文 孟德尔 巴斯德 居里夫人 爱因斯坦 普朗克 玻尔 海森堡 薛定谔 费米 费曼 高斯 欧拉 黎曼 庞加莱 希尔伯特 法拉第 麦克斯韦 爱迪生 特斯拉 诺贝尔 哥伦布 麦哲伦 库克 林肯 杰斐逊 富兰克林 卓别林 希区柯克 斯皮尔伯格 罗纳尔多 贝利 马拉多纳 梅西 乔丹 费德勒".split()
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

    sounds = [(row["character"], float(row["weight"])) for row in columns(folder / "transliteration.tsv")]
    japanese = [(row["list"], row["word"]) for row in columns(folder / "japanese-names.tsv")]
    families = [word for kind, word in japanese if kind in ("japanese-surname", "japanese-surname-word")]
    givens = [word for kind, word in japanese if kind == "japanese-given"]
    abroad = [row["name"] for row in columns(folder / "world-places.tsv") if row["kind"] in ("city", "natural", "province") and len(row["name"]) > 1]

    def sound(lengths):
        return "".join(pick(sounds, chance.choice(lengths)))

    def hero():
        """A person that such prose tells of."""
        kind = chance.random()
        if kind < 0.45:
            return sound([2, 2, 3, 3, 4, 4, 5])
        if kind < 0.6:
            return chance.choice(KNOWN)
        if kind < 0.7:
            return sound([2, 3, 4]) + "·" + sound([2, 3, 4])
        if kind < 0.85:
            return chance.choice(families) + "".join(chance.choices(givens, k=chance.choice([1, 2, 2])))
        if kind < 0.92:
            return (chance.choice(REALMS) if chance.random() < 0.7 else "") + chance.choice(TEMPLES)
        return person()

    def land():
        """A place that such prose tells of."""
        kind = chance.random()
        if kind < 0.35:
            return chance.choice(abroad)
        if kind < 0.6:
            return sound([2, 3, 3, 4])
        return sound([2, 3, 4]) + chance.choice("河 湖 山 岛 镇 州 省 县 港 堡 湾 村".split())

    def person(surname=None):
        surname = surname or pick(surnames)[0]
        return surname + "".join(pick(given, 1 if chance.random() < 0.22 else 2))

    def put(parts):
        for text, label in parts:
            for index, c in enumerate(text):
                print(f"{c}\t{('B-' if index == 0 else 'I-') + label if label else 'O'}")
        print()

    def lives():
        for _ in range(LIVES):
            people, lands = chance.choice([(hero(), hero()), (person(), hero())]), (land(), land())
            values = {"p": (people[0], "PER"), "q": (people[1], "PER"), "l": (lands[0], "LOC"), "l2": (lands[1], "LOC")}
            parts = []
            for text in re.split(r"(\{[a-z0-9]+\})", " ".join(chance.sample(STORIES, 2)).replace(" ", "")):
                name = text.strip("{}") if text.startswith("{") else None
                parts.append((str(chance.randrange(11, 99)), None) if name == "n" else values.get(name, (text, None)))
            put(parts)

    if sys.argv[2:] == ["lives"]:
        lives()
        return
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
