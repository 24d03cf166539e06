//! A name enters; the forms under which other documents may know the same thing leave.
//!
//! Promise: folding only takes away what writers vary freely (script, width, case, spaces, quotation marks); every short form is
//! made by a rule named here, never by chance likeness.

use std::collections::BTreeSet;

use crate::model::script::simplify;
use crate::model::{EntityType, Kind};

/// A name without what writers vary freely: script, width, case, spaces, quotation marks and 《》.
pub(super) fn fold(name: &str) -> String {
    let han = |c: Option<&char>| c.is_some_and(|c| matches!(c, '\u{3400}'..='\u{9fff}'));
    let written: Vec<char> = simplify(name).chars().collect();
    (0..written.len())
        .map(|at| match written[at] {
            // 马丁.科尔: the dot of a foreign name, however it was typed.
            '.' if at > 0 && han(written.get(at - 1)) && han(written.get(at + 1)) => '·',
            c => c,
        })
        .filter_map(|c| match c {
            '“' | '”' | '‘' | '’' | '"' | '\'' | '「' | '」' | '『' | '』' | '《' | '》' | '〈' | '〉' => {
                None
            }
            '（' | '〔' => Some('('),
            '）' | '〕' => Some(')'),
            '•' | '・' | '‧' | '∙' | '．' => Some('·'),
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).map(|c| c.to_ascii_lowercase()),
            c if c.is_whitespace() || c.is_control() => None,
            c => Some(c.to_ascii_lowercase()),
        })
        .collect()
}

/// Endings of a registered company's name, longest first.
const LEGAL: [&str; 6] = ["股份有限公司", "有限责任公司", "控股有限公司", "有限公司", "股份公司", "总公司"];

/// Provinces by the form that stands before 省, 市 or 自治区 in names of bodies, with their GB/T 2260 code.
pub(super) const PROVINCES: [(&str, &str, &str); 34] = [
    ("北京", "市", "110000"),
    ("天津", "市", "120000"),
    ("河北", "省", "130000"),
    ("山西", "省", "140000"),
    ("内蒙古", "自治区", "150000"),
    ("辽宁", "省", "210000"),
    ("吉林", "省", "220000"),
    ("黑龙江", "省", "230000"),
    ("上海", "市", "310000"),
    ("江苏", "省", "320000"),
    ("浙江", "省", "330000"),
    ("安徽", "省", "340000"),
    ("福建", "省", "350000"),
    ("江西", "省", "360000"),
    ("山东", "省", "370000"),
    ("河南", "省", "410000"),
    ("湖北", "省", "420000"),
    ("湖南", "省", "430000"),
    ("广东", "省", "440000"),
    ("广西", "壮族自治区", "450000"),
    ("海南", "省", "460000"),
    ("重庆", "市", "500000"),
    ("四川", "省", "510000"),
    ("贵州", "省", "520000"),
    ("云南", "省", "530000"),
    ("西藏", "自治区", "540000"),
    ("陕西", "省", "610000"),
    ("甘肃", "省", "620000"),
    ("青海", "省", "630000"),
    ("宁夏", "回族自治区", "640000"),
    ("新疆", "维吾尔自治区", "650000"),
    ("台湾", "省", "710000"),
    ("香港", "特别行政区", "810000"),
    ("澳门", "特别行政区", "820000"),
];

/// The province whose name the folded name begins with.
pub(super) fn leading_province(folded: &str) -> Option<&'static str> {
    PROVINCES.iter().find(|(name, ..)| folded.starts_with(name)).map(|(.., code)| *code)
}

/// The short forms that a folded full name is known under by rule; the name itself is not among them.
pub(super) fn short_forms(entity_type: EntityType, kind: Option<Kind>, folded: &str) -> BTreeSet<String> {
    let mut forms = BTreeSet::new();
    match entity_type {
        EntityType::Organization => organization_forms(folded, &mut forms),
        EntityType::Place => place_forms(kind, folded, &mut forms),
        EntityType::Person => {
            // 埃马纽埃尔·马克龙 is written 马克龙.
            // 赛义德·易卜拉欣·莱希 is written 易卜拉欣·莱希 and 莱希; the name in the middle is left out.
            let parts: Vec<&str> = folded.split('·').collect();
            forms.extend((1..parts.len()).map(|from| parts[from..].join("·")));
            if parts.len() >= 3 {
                forms.insert(format!("{}·{}", parts[0], parts[parts.len() - 1]));
            }
        }
        EntityType::Policy => policy_forms(folded, &mut forms),
        EntityType::Product => {}
    }
    forms.retain(|form| form != folded && form.chars().count() >= 2);
    forms
}

fn organization_forms(folded: &str, forms: &mut BTreeSet<String>) {
    let folded = &folded.replace("(集团)", "集团");
    forms.insert(folded.clone());
    let mut core = folded.as_str();
    if let Some(stem) = LEGAL.iter().find_map(|legal| folded.strip_suffix(legal)) {
        core = stem;
        forms.insert(core.to_owned());
    }
    for ending in ["集团", "公司"] {
        if let Some(stem) = core.strip_suffix(ending) {
            core = stem;
            forms.insert(core.to_owned());
        }
    }
    // A name that never had a company's ending (百度) is left alone: its longer forms point to it.
    if core != folded {
        forms.insert(format!("{core}公司"));
        if folded.contains("集团") {
            forms.insert(format!("{core}集团"));
        }
    }
    // 长庆油田分公司 is written 长庆油田公司.
    if let Some(stem) = folded.strip_suffix("分公司") {
        forms.insert(format!("{stem}公司"));
    }
    // 江西省商务厅 is written 江西商务厅; 江西省人民政府 江西省政府; 中共江西省委员会 江西省委.
    let mut bodies = BTreeSet::from([folded.clone()]);
    if let Some(short) = party_committee(folded) {
        bodies.insert(short);
    }
    if folded.contains("人民政府") {
        bodies.insert(folded.replace("人民政府", "政府"));
    }
    if folded.ends_with(['厅', '局', '委', '会', '部']) {
        abbreviated(folded, &mut bodies);
    }
    // 北京市朝阳区人民政府 is written 朝阳区政府.
    let local: Vec<String> = bodies.iter().filter_map(|body| after_city(body)).map(str::to_owned).collect();
    bodies.extend(local);
    for body in &bodies {
        forms.insert(body.clone());
        for (province, level, _) in PROVINCES {
            if let Some(rest) = body.strip_prefix(province).and_then(|rest| rest.strip_prefix(level))
                && rest.chars().count() >= 2
            {
                forms.insert(format!("{province}{rest}"));
            }
        }
    }
}

/// Words of the names of bodies and what they are shortened to.
const SHORTENED: [(&str, &str); 22] = [
    ("工业和信息化", "工信"),
    ("人力资源和社会保障", "人力资源社会保障"),
    ("人力资源社会保障", "人社"),
    ("住房和城乡建设", "住房城乡建设"),
    ("住房城乡建设", "住建"),
    ("发展和改革", "发展改革"),
    ("发展改革委", "发改委"),
    ("卫生和计划生育委", "卫生计生委"),
    ("卫生计生委", "卫计委"),
    ("卫生健康委", "卫健委"),
    ("文化和旅游", "文旅"),
    ("监督管理", "监管"),
    ("药品监管", "药监"),
    ("国有资产监管委", "国资委"),
    ("科学技术厅", "科技厅"),
    ("科学技术局", "科技局"),
    ("退役军人事务", "退役军人"),
    ("应急管理", "应急"),
    ("林业和草原", "林草"),
    ("人民代表大会", "人大"),
    ("常务委员会", "常委会"),
    ("纪律检查委员会", "纪委"),
];

/// 江西省工业和信息化厅 is 江西省工信厅, 国家卫生健康委员会 国家卫生健康委 and 国家卫健委, 国家市场监督管理总局 市场监管总局. A
/// body of other work under a like name (国家食品药品监督管理总局) is never made.
fn abbreviated(folded: &str, bodies: &mut BTreeSet<String>) {
    let mut open = vec![folded.to_owned()];
    while let Some(name) = open.pop() {
        let mut shorter: Vec<String> = SHORTENED
            .iter()
            .filter(|(long, short)| name.contains(long) && !(*long == "发展改革委" && name.contains(short)))
            .map(|(long, short)| name.replace(long, short))
            .collect();
        // A committee's 委员会 is 委; that of a parliament, an army or an association is not.
        let committees = ["改革委员会", "健康委员会", "计划生育委员会", "监管委员会", "监督管理委员会"];
        if let Some(stem) =
            committees.iter().any(|end| name.ends_with(end)).then(|| name.strip_suffix("员会")).flatten()
        {
            shorter.push(stem.to_owned());
        }
        if name.ends_with("总局")
            && let Some(stem) = name.strip_prefix("国家")
        {
            shorter.push(stem.to_owned());
        }
        open.extend(shorter.into_iter().filter(|form| bodies.insert(form.clone())));
    }
}

/// What follows the province or city in the name of a county or of its body: 朝阳区 of 北京市朝阳区.
pub(super) fn after_city(folded: &str) -> Option<&str> {
    let levels = ['省', '市', '州'];
    let ends = folded.char_indices().filter(|(at, c)| levels.contains(c) && *at >= 2 * '省'.len_utf8());
    ends.map(|(at, c)| &folded[at + c.len_utf8()..]).rfind(|rest| {
        let county = rest.chars().position(|c| matches!(c, '县' | '区' | '旗'));
        county.is_some_and(|at| (1..=8).contains(&at))
            && !["自治区", "新区", "开发区", "高新区", "园区", "社区", "地区", "山区", "景区", "示范区", "片区"]
                .iter()
                .any(|generic| rest.contains(generic))
    })
}

/// The beginnings of a registered company's name under which its own document may go on to call it: 青禾公司 of
/// 青禾光电科技有限公司, also after the province or city that the name begins with. Elsewhere they may be other companies.
pub(super) fn beginnings(folded: &str) -> BTreeSet<String> {
    let mut forms = BTreeSet::new();
    let Some(stem) = LEGAL.iter().find_map(|legal| folded.strip_suffix(legal)) else {
        return forms;
    };
    let after_place = stem.find(['省', '市']).map(|at| &stem[at + '省'.len_utf8()..]);
    for base in [Some(stem), after_place].into_iter().flatten() {
        for (length, (end, c)) in base.char_indices().enumerate() {
            let head = &base[..end + c.len_utf8()];
            if length + 1 >= 2 {
                forms.insert(format!("{head}公司"));
            }
            if length + 1 >= 3 {
                forms.insert(head.to_owned());
            }
        }
    }
    forms
}

/// 中共江西省委员会 and 中共江西省委 are 江西省委; 中共中央 stays.
fn party_committee(folded: &str) -> Option<String> {
    let local = folded.strip_prefix("中共")?;
    if local.starts_with("中央") {
        return None;
    }
    let stem = local.strip_suffix("委员会").or_else(|| local.strip_suffix('委'))?;
    stem.ends_with(['省', '市', '县', '区', '州', '旗']).then(|| format!("{stem}委"))
}

const NATIONS: [&str; 56] = [
    "汉族",
    "蒙古族",
    "回族",
    "藏族",
    "维吾尔族",
    "苗族",
    "彝族",
    "壮族",
    "布依族",
    "朝鲜族",
    "满族",
    "侗族",
    "瑶族",
    "白族",
    "土家族",
    "哈尼族",
    "哈萨克族",
    "傣族",
    "黎族",
    "傈僳族",
    "佤族",
    "畲族",
    "高山族",
    "拉祜族",
    "水族",
    "东乡族",
    "纳西族",
    "景颇族",
    "柯尔克孜族",
    "土族",
    "达斡尔族",
    "仫佬族",
    "羌族",
    "布朗族",
    "撒拉族",
    "毛南族",
    "仡佬族",
    "锡伯族",
    "阿昌族",
    "普米族",
    "塔吉克族",
    "怒族",
    "乌孜别克族",
    "俄罗斯族",
    "鄂温克族",
    "德昂族",
    "保安族",
    "裕固族",
    "京族",
    "塔塔尔族",
    "独龙族",
    "鄂伦春族",
    "赫哲族",
    "门巴族",
    "珞巴族",
    "基诺族",
];

fn place_forms(kind: Option<Kind>, folded: &str, forms: &mut BTreeSet<String>) {
    if matches!(kind, None | Some(Kind::County))
        && let Some(county) = after_city(folded).filter(|rest| rest.ends_with(['县', '区', '旗']))
    {
        forms.insert(county.to_owned());
    }
    for (province, level, _) in PROVINCES {
        if folded.strip_prefix(province) == Some(level) {
            forms.insert(province.to_owned());
        }
    }
    // 自治区 of provinces are above; 复兴镇 is not written 复兴, nor a 示范区 without its 区.
    let administrative =
        matches!(kind, None | Some(Kind::Province | Kind::City | Kind::County | Kind::Region | Kind::Country));
    if !administrative {
        return;
    }
    for level in ["自治州", "自治县", "自治旗"] {
        if let Some(mut stem) = folded.strip_suffix(level) {
            // 延边朝鲜族自治州 is written 延边; some names hold several nations.
            while let Some(shorter) = NATIONS.iter().find_map(|nation| stem.strip_suffix(nation)) {
                stem = shorter;
            }
            forms.insert(stem.to_owned());
            return;
        }
    }
    for level in ["新区", "地区", "省", "市", "县", "区", "盟"] {
        let generic = ["自治区", "行政区", "示范区", "开发区", "高新区", "保税区", "园区", "山区", "景区"];
        if generic.iter().any(|ending| folded.ends_with(ending)) {
            return;
        }
        if let Some(stem) = folded.strip_suffix(level) {
            forms.insert(stem.to_owned());
            return;
        }
    }
}

/// The name of an instrument without the stage that it is at: 《…规划纲要（草案）》 is …规划纲要.
pub(super) fn before_stage(folded: &str) -> Option<&str> {
    ["(草案)", "(修订草案)", "(征求意见稿)", "(试行)", "(修订)"]
        .into_iter()
        .find_map(|stage| folded.strip_suffix(stage))
}

fn policy_forms(folded: &str, forms: &mut BTreeSet<String>) {
    if let Some(stem) = before_stage(folded) {
        forms.insert(stem.to_owned());
    }
    forms.insert(folded.replace("中华人民共和国", ""));
}

/// Whether the characters of `short` stand in `full` in this order, as those of an abbreviation do: 国资委 in
/// 国有资产监督管理委员会.
pub(super) fn abbreviates(short: &str, full: &str) -> bool {
    let mut rest = full.chars();
    short.chars().all(|c| rest.any(|other| other == c))
}

/// Whether a body's name means another body in each document: 省委, 市公安局, 商务厅.
pub(super) fn is_relative(folded: &str) -> bool {
    // Every country's president has one.
    if ["总统府", "贵国政府", "我国政府", "该国政府"].contains(&folded) {
        return true;
    }
    if is_numbered(folded) {
        return true;
    }
    let length = folded.chars().count();
    let levels = ["自治区", "省", "市", "县", "区", "州", "镇", "乡", "村"];
    let bodies = [
        "委",
        "政府",
        "人民政府",
        "人大",
        "政协",
        "纪委",
        "法院",
        "检察院",
        "公安",
        "教育",
        "卫",
        "商务",
        "财政",
        "发改",
        "发展",
        "科技",
        "科协",
        "工信",
        "农业",
        "文",
        "住建",
        "交通",
        "应急",
    ];
    if levels
        .iter()
        .any(|level| folded.strip_prefix(level).is_some_and(|rest| bodies.iter().any(|body| rest.starts_with(body))))
    {
        return true;
    }
    length <= 4
        && (folded.ends_with('厅') || folded.ends_with('局') && !folded.ends_with("总局"))
        && leading_province(folded).is_none()
        && !folded.starts_with("中央")
        && !folded.starts_with("国家")
}

/// 第一人民医院, 实验小学, 中心医院: nearly every city has one.
fn is_numbered(folded: &str) -> bool {
    let houses =
        ["人民医院", "医院", "中医院", "中心医院", "中学", "小学", "高级中学", "实验小学", "实验中学", "幼儿园"];
    let bare = folded.strip_prefix('第').map(|rest| rest.trim_start_matches(|c| "一二三四五六七八九十".contains(c)));
    match bare {
        Some(bare) => houses.contains(&bare),
        None => [
            "人民医院",
            "中医院",
            "中心医院",
            "附属医院",
            "实验小学",
            "实验中学",
            "实验学校",
            "中心小学",
            "中心卫生院",
            "人工智能学院",
            "马克思主义学院",
            "医学院",
            "商学院",
            "法学院",
            "文学院",
            "计算机学院",
        ]
        .contains(&folded),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folding_takes_away_only_what_varies() {
        assert_eq!(fold("《“人工智能＋” 行动》"), "人工智能+行动");
        assert_eq!(fold("ＶＩＶＯ（中国）"), "vivo(中国)");
        assert_eq!(fold("让・莫内"), "让·莫内");
        assert_eq!(fold("臺灣大學"), fold("台湾大学"));
        assert_eq!(fold("於乾"), "於乾", "characters of both scripts stay without a sign of the script");
    }

    #[test]
    fn companies_are_known_by_what_stands_before_the_legal_form() {
        let forms = short_forms(EntityType::Organization, None, "青禾科技集团股份有限公司");
        assert!(forms.contains("青禾科技集团"), "{forms:?}");
        assert!(forms.contains("青禾科技"), "{forms:?}");
        assert!(forms.contains("青禾科技公司"), "{forms:?}");
        assert!(short_forms(EntityType::Organization, None, "青禾").is_empty());
    }

    #[test]
    fn companies_are_known_by_the_beginning_of_their_name_in_their_document() {
        let forms = beginnings("云岭市青禾光电科技有限公司");
        for form in ["青禾公司", "青禾光电", "云岭市青禾"] {
            assert!(forms.contains(form), "{form}: {forms:?}");
        }
        assert!(!forms.contains("青禾"), "two characters are a word too: {forms:?}");
        assert!(beginnings("青禾光电研究院").is_empty());
    }

    #[test]
    fn bodies_drop_the_level_of_their_province_and_nothing_else() {
        let forms = short_forms(EntityType::Organization, None, "中共江西省委员会");
        assert!(forms.contains("江西省委"), "{forms:?}");
        let forms = short_forms(EntityType::Organization, None, "江西省人民政府");
        assert!(forms.contains("江西省政府") && forms.contains("江西政府"), "{forms:?}");
        assert!(short_forms(EntityType::Organization, None, "商务部").is_empty());
        assert!(short_forms(EntityType::Organization, None, "中共中央").is_empty());
    }

    #[test]
    fn long_words_of_bodies_are_shortened() {
        let forms = |name| short_forms(EntityType::Organization, None, name);
        assert!(forms("江西省工业和信息化厅").contains("江西省工信厅"), "{:?}", forms("江西省工业和信息化厅"));
        assert!(forms("国家卫生和计划生育委员会").contains("国家卫生计生委"));
        assert!(forms("国家食品药品监督管理总局").contains("食品药品监管总局"));
        assert!(!forms("国家食品药品监督管理总局").contains("国家市场监管总局"));
        assert!(forms("云州市国有资产监督管理委员会").contains("云州市国资委"));
        assert!(forms("北京市朝阳区人民政府").contains("朝阳区政府"), "{:?}", forms("北京市朝阳区人民政府"));
        assert!(forms("全国人民代表大会常务委员会").contains("全国人大常委会"));
    }

    #[test]
    fn places_drop_their_level_unless_it_is_the_name() {
        let short = |name, kind| short_forms(EntityType::Place, kind, name).into_iter().collect::<Vec<_>>();
        assert_eq!(short("北京市", Some(Kind::City)), ["北京"]);
        assert_eq!(short("新疆维吾尔自治区", Some(Kind::Province)), ["新疆"]);
        assert_eq!(short("延边朝鲜族自治州", Some(Kind::City)), ["延边"]);
        assert_eq!(short("双江拉祜族佤族布朗族傣族自治县", Some(Kind::County)), ["双江"]);
        assert_eq!(short("云岭镇", Some(Kind::Town)), Vec::<String>::new());
        assert_eq!(short("云岭示范区", Some(Kind::Region)), Vec::<String>::new());
        assert_eq!(short("朝阳工业园区", Some(Kind::Site)), Vec::<String>::new());
    }

    #[test]
    fn bodies_of_the_nearest_level_are_relative() {
        for name in ["第一人民医院", "实验小学", "省委", "市政府", "省纪委监委", "商务厅", "教育局", "总统府"]
        {
            assert!(is_relative(name), "{name}");
        }
        for name in ["江西省委", "商务部", "国家统计局", "税务总局", "市场监管总局", "乡村振兴局"]
        {
            assert!(!is_relative(name), "{name}");
        }
    }
}
