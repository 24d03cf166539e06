//! Surnames, to tell an author who signs alone on a line from a short title.
//!
//! A few characters enter; whether they can be a Chinese person's name leaves. This is for lines that hold nothing
//! else: inside running text names are found by the tagger and the lexicons.

/// The commonest single-character surnames of China, beside rarer ones of the Hundred Family Surnames.
const SURNAMES: &str = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯昝管卢莫经房裘缪干解应宗丁宣邓郁单杭洪包诸左石崔吉钮龚程嵇邢滑裴陆荣翁荀羊惠甄曲封芮羿储靳汲邴糜松井段富巫乌焦巴弓牧隗山谷车侯宓蓬全郗班仰秋仲伊宫宁仇栾暴甘厉戎祖武符刘景詹束龙叶幸司韶郜黎蓟薄印宿白怀蒲邰从鄂索咸籍赖卓蔺屠蒙池乔阴胥能苍双闻莘党翟谭贡劳逄姬申扶堵冉宰郦雍璩桑桂濮牛寿通边扈燕冀浦尚农温别庄晏柴瞿阎充慕连茹习宦艾鱼容向古易慎戈廖庾终暨居衡步都耿满弘匡国文寇广禄阙东欧殳沃利蔚越夔隆师巩厍聂晁勾敖融冷訾辛阚那简饶空曾毋沙乜养鞠须丰巢关蒯相查后荆红游竺权逯盖益桓公覃肖闫付代丛岳帅佟仝佘佴来苟冼初卡原展崖库应战承揭操撒操斯普朴栗桑楚檀毓洛淳游火牟狐玄练緱翦耍胖芦苑苟荀药莎蓝藏衣襄覃谌谯豆贠赫逢邸郏郇酆银锺门闪问雒青鞏韓鲜麦";

/// Surnames of two characters.
const COMPOUND: [&str; 22] = [
    "欧阳", "司马", "上官", "诸葛", "司徒", "东方", "独孤", "南宫", "夏侯", "尉迟", "皇甫", "慕容", "令狐", "长孙",
    "宇文", "轩辕", "端木", "公孙", "百里", "呼延", "澹台", "拓跋",
];

/// Characters that given names do not hold, but the ends of short titles do.
const NOT_IN_NAMES: &str =
    "的了是在有不与和或及吗呢啊吧么这那哪谁你我他她它们个些看说问谈论评话报讯视角点版页条则篇章节市县省区镇村乡";

/// Whether the characters can be a person's name: a surname and one or two characters more.
pub(super) fn is_name(text: &str) -> bool {
    let chars: Vec<char> = text.chars().collect();
    let surname = if COMPOUND.iter().any(|surname| text.starts_with(surname)) {
        2
    } else if chars.first().is_some_and(|&c| SURNAMES.contains(c)) {
        1
    } else {
        return false;
    };
    let given = &chars[surname.min(chars.len())..];
    (1..=2).contains(&given.len())
        && given.iter().all(|&c| ('\u{4e00}'..='\u{9fff}').contains(&c) && !NOT_IN_NAMES.contains(c))
}

#[cfg(test)]
mod tests {
    use super::is_name;

    #[test]
    fn names_have_a_surname_and_a_given_name() {
        for name in ["王力", "赵一鸣", "欧阳兰", "欧阳小兰", "覃岳"] {
            assert!(is_name(name), "{name}");
        }
        for other in ["王", "金视角", "上海", "王力宏图", "黄报", "Li", "的王", "王2"] {
            assert!(!is_name(other), "{other}");
        }
    }
}
