//! What the tagger sees of a character: a folded symbol and a class.
//!
//! Enters: a character; leaves: the symbol that n-grams are made of, or the class that stands for its kind. The text
//! of a reading is folded already; training texts come as they are, and folding here makes the two alike.

use crate::model::script::{full_width, half_width};

/// The character as the tagger reads it: half-width letters and digits, full-width punctuation, one middle dot.
pub fn fold(c: char) -> char {
    match c {
        '％' => '%',
        '．' => '.',
        '－' | '–' => '-',
        '•' | '・' | '‧' | '∙' | '⋅' => '·',
        '〈' | '『' => '《',
        '〉' | '』' => '》',
        '「' => '“',
        '」' => '”',
        '\u{3000}' | '\u{a0}' | '\t' | '\n' => ' ',
        c => full_width(half_width(c)),
    }
}

/// The symbol of a character in n-grams: folded, every digit alike.
pub(super) fn symbol(c: char) -> u32 {
    let c = fold(c);
    if c.is_ascii_digit() { u32::from('0') } else { u32::from(c) }
}

/// Symbol outside the text.
pub(super) const EDGE: u32 = 1;
/// Class outside the text.
pub(super) const EDGE_CLASS: u8 = 0;
/// Classes from here on are Chinese characters; the bits above it say which lists hold the character.
pub(super) const CJK: u8 = 16;
const SURNAME: u8 = 1;
const GIVEN: u8 = 2;
const TRANSLITERATION: u8 = 4;
const PLACE: u8 = 8;
const BODY: u8 = 16;
const COUNT: u8 = 32;

/// The class of a symbol.
pub(super) fn class(symbol: u32) -> u8 {
    let Some(c) = char::from_u32(symbol) else {
        return EDGE_CLASS;
    };
    match c {
        '0' => 1,
        'A'..='Z' => 2,
        'a'..='z' => 3,
        '，' | '、' | '；' => 4,
        '。' | '！' | '？' | '…' => 5,
        '“' | '‘' => 6,
        '”' | '’' => 7,
        '《' => 8,
        '》' => 9,
        '（' | '【' | '[' => 10,
        '）' | '】' | ']' => 11,
        '：' => 12,
        '·' => 13,
        ' ' => 14,
        '\u{3400}'..='\u{9fff}' | '\u{20000}'..='\u{3ffff}' => cjk(c),
        _ => 15,
    }
}

fn cjk(c: char) -> u8 {
    let mut bits = 0;
    for (list, bit) in [
        (SURNAMES, SURNAME),
        (GIVEN_NAMES, GIVEN),
        (TRANSLITERATIONS, TRANSLITERATION),
        (PLACE_HEADS, PLACE),
        (BODY_HEADS, BODY),
        (NUMERALS, COUNT),
    ] {
        if list.contains(c) {
            bits |= bit;
        }
    }
    CJK + bits
}

/// Surnames of one character, commonest first, down to about one in twenty thousand people.
const SURNAMES: &str = "王李张刘陈杨黄吴赵周徐孙马朱胡林郭何高罗郑梁谢宋唐许邓冯韩曹曾彭萧肖蔡潘田董袁于余叶蒋杜苏魏程吕丁沈任姚卢傅钟姜崔谭廖范汪陆金石戴贾韦夏邱方侯邹熊孟秦白江阎薛尹段雷龙史陶贺顾毛郝龚邵万钱严覃武戚莫孔向汤常温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戈岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝官封谈匡鞠惠荆乐冀胥郁南班储原栗燕楚鄢劳谌奚皮蔺楼盘冼巴揭闫隆";

/// Characters common in given names.
const GIVEN_NAMES: &str = "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂文辉玲红建华国志永海林金春梅玉荣新东生云晓峰飞鹏鑫波斌浩宇轩子涵梓怡欣佳嘉雨思琪雪婷慧颖倩莉萍燕琳琴珍凤淑兴德福成光荣祥瑞康宁宏毅俊健龙虎振庆义仁忠信良善顺学正天宝家民爱利胜安清洁莹晨阳旭昊泽博睿晖星月亮丹青松柏竹菊莲花香美芬芝蓉蕾薇娇媛婕妍妮娅彦彬栋楠森立力武全喜贵富川江河山岩石铁钢锋锐剑威震雷霆耀辰启君晗昕煜炜烨然恒诚达远翔腾凯旋凡帆航舟进奇元世中继绍宗先尚少树根长";

/// Characters that write foreign names by sound.
const TRANSLITERATIONS: &str = "阿埃艾安奥巴白班邦包保鲍贝本比彼别波伯博布查楚茨达戴丹德登邓迪蒂丁顿多恩尔法范菲费芬丰弗福夫盖戈格根古瓜圭哈海汉豪赫黑亨洪侯胡怀华霍基吉季加贾简杰金津喀卡凯坎康科克肯库昆拉莱兰朗劳勒雷黎里理利莉连列林琳卢鲁路罗洛吕马玛迈麦曼芒毛梅蒙米密缅明摩莫墨默姆穆纳娜内南尼涅宁纽农努诺欧帕潘庞佩彭皮平珀普奇齐恰钱乔切琼让热日荣瑞若萨塞赛桑瑟森沙莎山舍申圣施什史舒斯丝苏索塔泰坦汤唐特腾提图土托瓦万旺威韦维魏温文翁沃乌武西希锡夏香肖谢辛欣休修许雅亚延扬耶叶伊因英尤于约泽扎詹张珍真芝朱兹佐";

/// Last characters of place names.
const PLACE_HEADS: &str = "省市县区镇乡村州国岛山江河湖海湾港峡谷城路街道桥站坝寺庙园场岭峰原川盆旗盟屯庄寨洲洋港关口";

/// Last characters of the names of bodies.
const BODY_HEADS: &str = "部局厅署委院会社团队司行校所室站处办府党军报台店厂网馆组庭科科协联";

/// Numerals.
const NUMERALS: &str = "〇零一二三四五六七八九十百千万亿两几数第";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folding_keeps_one_character_for_one() {
        let folded: String = "ＡＢ１２,（x)「好」　".chars().map(fold).collect();
        assert_eq!(folded, "AB12，（x）“好” ");
    }

    #[test]
    fn digits_are_alike_and_letters_are_not() {
        assert_eq!(symbol('７'), symbol('3'));
        assert_ne!(symbol('A'), symbol('B'));
    }

    #[test]
    fn classes_tell_lists_apart() {
        assert_ne!(class(u32::from('王')), class(u32::from('的')));
        assert_ne!(class(u32::from('省')), class(u32::from('的')));
        assert_eq!(class(EDGE), class(0), "controls count as edges or others alike");
    }
}
