//! Which figures the words of a question fit: an indicator fits where the question says all of its words, and every other
//! word of the question stands in the sentence that states the figure.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::super::Context;
use super::Figure;
use crate::ask::catalogue::fold;
use crate::ask::english::{self, translations};
use crate::ask::words::Language;

/// Words that an indicator and a question may differ by.
const LIGHT: [&str; 49] = [
    "拿到", "获得", "取得", "要", "还", "金额", "数量", "总数", "人数", "达到", "实现", "同比", "比重", "企业", "产品",
    "额", "量", "值", "数", "总", "的", "达", "约", "为", "超", "共", "了", "与", "和", "占", "家", "名", "个", "有",
    "年", "是", "大", "到", "次", "位", "项", "种", "全", "支", "所", "已", "在", "、", "，",
];

/// What GDP is in full.
pub const GDP: &str = "国内生产总值";

/// The figures that the words fit best.
pub fn fitting<'f>(context: &Context, figures: &[&'f Figure], words: &[String], best: bool) -> Vec<&'f Figure> {
    if context.language == Language::English {
        let fits: Vec<&Figure> = figures.iter().copied().filter(|figure| english_fits(figure, words, best)).collect();
        return longest(fits, |figure| figure.core.clone(), "");
    }
    let said: String = words.concat();
    let kernel = strip_light(&said);
    // 占国内生产总值比重 is another figure than 国内生产总值; what one character is left of must be said nearly alone.
    let apart = |figure: &Figure| is_share(&figure.indicator) != is_share(&said);
    let slight = |figure: &Figure, core: &str| {
        core.chars().count() == 1 && kernel.chars().count() > 3 && !said.contains(&fold(&figure.indicator))
    };
    let explained = |figure: &Figure, words: &[String]| {
        let all = fold(&format!("{}{}", figure.indicator, figure.subject.as_deref().unwrap_or_default()));
        words.iter().all(|word| {
            let word = strip_light(word);
            word.is_empty() || near_in_order(&word, &figure.quote) || in_order(&word, &all)
        })
    };
    let core = |figure: &'f Figure| -> Cow<'f, str> {
        match &figure.product {
            Some(product) if best => strip_light(&fold(&figure.indicator).replace(&fold(product), "")).into(),
            _ => figure.core.as_str().into(),
        }
    };
    let exact = |says: fn(&str, &str) -> bool| -> Vec<&'f Figure> {
        figures
            .iter()
            .copied()
            .filter(|figure| {
                let core = core(figure);
                let subject = figure.subject.is_some();
                (!core.is_empty() || best || subject)
                    && !apart(figure)
                    && !slight(figure, &core)
                    && says(&said, &core)
                    && explained(figure, words)
                    && (!best || figure.product.is_some())
            })
            .collect()
    };
    // In the order of the question, else in any: 出口了多少电池 says 电池出口.
    let ordered = exact(|said, core| in_order(core, said));
    let exact = if ordered.is_empty() { exact(holds_all) } else { ordered };
    if !exact.is_empty() || best || kernel.is_empty() {
        // 船舶和光伏组件哪个出口多: of the products those that are named.
        let named = |figure: &&Figure| {
            best && figure.product.as_ref().is_some_and(|product| words.iter().any(|word| *word == fold(product)))
        };
        let named: Vec<&Figure> = exact.iter().copied().filter(named).collect();
        if named.len() > 1 {
            return named;
        }
        return longest(exact, |figure| core(figure).into_owned(), &kernel);
    }
    // “新名片”出口 names a group that the sentence names, too: its products stand for it.
    let is_group = words
        .iter()
        .map(|word| strip_light(word))
        .any(|word| !word.is_empty() && !figures.iter().any(|figure| in_order(&word, &fold(&figure.indicator))));
    let group = fitting(context, figures, words, true);
    if is_group && !group.is_empty() {
        return group;
    }
    // Nothing is said in full: an indicator that says more than the question. The one that shares most is meant.
    let shared = |figure: &Figure| {
        let indicator = fold(&figure.indicator);
        let words = words.iter().map(|word| strip_light(word));
        words.filter(|word| !word.is_empty() && in_order(word, &indicator)).map(|word| word.chars().count()).sum()
    };
    let wider: Vec<(usize, &Figure)> = figures
        .iter()
        .copied()
        .filter(|figure| !apart(figure) && explained(figure, words))
        .map(|figure| (shared(figure), figure))
        .filter(|(shared, _)| *shared >= 2)
        .collect();
    let most = wider.iter().map(|(shared, _)| *shared).max();
    let wider = wider.into_iter().filter(|(shared, _)| Some(*shared) == most).map(|(_, figure)| figure);
    let wider: Vec<&Figure> = wider.collect();
    let shortest = wider.iter().map(|figure| figure.indicator.chars().count()).min();
    wider.into_iter().filter(|figure| Some(figure.indicator.chars().count()) == shortest).collect()
}

/// Of indicators inside one another the longest is meant: 进出口总值 and not 出口.
fn longest<'f>(figures: Vec<&'f Figure>, core: impl Fn(&'f Figure) -> String, said: &str) -> Vec<&'f Figure> {
    let cores: BTreeSet<String> = figures.iter().map(|figure| core(figure)).collect();
    let inner = |one: &str| {
        cores.iter().any(|other| {
            other.len() > one.len() && in_order(one, other) && said.replacen(other.as_str(), "", 1).find(one).is_none()
        })
    };
    figures.into_iter().filter(|figure| !inner(&core(figure))).collect()
}

fn english_fits(figure: &Figure, words: &[String], best: bool) -> bool {
    let mut indicator = fold(&figure.indicator);
    let mut core = Cow::from(figure.core.as_str());
    if best {
        let Some(product) = &figure.product else { return false };
        indicator = indicator.replace(&fold(product), "");
        core = strip_light(&indicator).into();
    }
    let core: Vec<char> = core.chars().collect();
    let mut covered = vec![false; core.len()];
    let text: String = core.iter().collect();
    let joined: String = words.join(" ");
    let units = english::units(&joined);
    let mut used = vec![false; units.len()];
    for from in 0..units.len() {
        for to in from + 1..=units.len().min(from + 5) {
            for option in translations(&english::joined(&units[from..to])) {
                let option = fold(&option);
                let kernel = strip_light(&option);
                let kernel = if kernel.is_empty() { option.clone() } else { kernel };
                if let Some(at) = text.find(&kernel) {
                    let at = text[..at].chars().count();
                    let len = kernel.chars().count();
                    covered[at..at + len].fill(true);
                    used[from..to].fill(true);
                } else if figure.quote.contains(&option) || indicator.contains(&option) {
                    used[from..to].fill(true);
                }
            }
        }
    }
    let glue = |word: &str| {
        ["of", "the", "and", "in", "for", "to", "by", "with", "from", "at", "product", "products"].contains(&word)
    };
    let share = covered.iter().filter(|c| **c).count() as f64 / core.len().max(1) as f64;
    (core.is_empty() || share >= 0.8) && units.iter().zip(used).all(|(unit, used)| used || glue(&unit.folded))
}

/// Whether a figure, or a question, is about a share of something.
fn is_share(text: &str) -> bool {
    ["占", "比重", "占比", "比例", "比值", "比率", "份额", "贡献率"].iter().any(|word| text.contains(word))
}

/// What of a text tells one indicator from another.
pub fn strip_light(text: &str) -> String {
    let mut text = text.replace("gdp", GDP);
    for word in LIGHT {
        if text.contains(word) {
            text = text.replace(word, "");
        }
    }
    text.retain(|c| !c.is_whitespace());
    text
}

/// Whether the characters of `part` stand in `whole` in this order.
pub fn in_order(part: &str, whole: &str) -> bool {
    let mut rest = whole.chars();
    part.chars().all(|c| rest.any(|d| d == c))
}

/// Whether each character of `part` stands in `whole`, as often as in `part`, in any order: 出口了多少电池 says 电池出口.
fn holds_all(whole: &str, part: &str) -> bool {
    let mut rest: Vec<char> = whole.chars().collect();
    part.chars().all(|c| match rest.iter().position(|d| *d == c) {
        Some(at) => {
            rest.swap_remove(at);
            true
        }
        None => false,
    })
}

/// [`in_order`], with the characters at most twice as far apart as they are many.
fn near_in_order(part: &str, whole: &str) -> bool {
    let count = part.chars().count();
    let whole: Vec<char> = whole.chars().collect();
    (0..whole.len()).any(|from| {
        let window: String = whole[from..whole.len().min(from + count * 2)].iter().collect();
        in_order(part, &window)
    })
}
