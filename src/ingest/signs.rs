//! What a single line shows of itself: is it a dateline, a byline, a picture credit, an unfinished sentence?
//!
//! One line of plain text enters (trimmed, punctuation made full-width by [`plain`]); an answer leaves. Every
//! question is a pure function, and every answer rests on a convention of Chinese newspapers, never on a page's words.

use std::sync::LazyLock;

use jiff::civil::Date;
use regex::Regex;

use super::names;
use crate::model::script::{full_width, half_width, simplified};

/// A pattern of this file; the tests run each of them.
macro_rules! pattern {
    ($name:ident, $pattern:expr) => {
        static $name: LazyLock<Regex> =
            LazyLock::new(|| Regex::new($pattern).expect("the pattern is run by the tests"));
    };
}

/// The line with ASCII punctuation made full-width, full-width letters made half-width and characters of traditional
/// writing made simplified, so that each sign has one form. Only the decisions look at it; offsets count in the text as
/// written.
pub(super) fn plain(line: &str) -> String {
    line.chars().map(|c| if c.is_whitespace() { ' ' } else { simplified(full_width(half_width(c))) }).collect()
}

/// Number of characters.
pub(super) fn width(line: &str) -> usize {
    line.chars().count()
}

/// Whether the line ends as a sentence does. A remark in brackets after the sentence end counts with it, and so does
/// a colon, after which a list or a speech stands on lines of its own.
pub(super) fn is_finished(line: &str) -> bool {
    let mut rest = line.trim_end();
    if let Some(open) = rest.rfind('（').filter(|_| rest.ends_with('）')) {
        let before = rest[..open].trim_end();
        if before.ends_with(['。', '！', '？', '”', '…']) {
            rest = before;
        }
    }
    let core = rest.trim_end_matches(['”', '’', '」', '』', '）', '》', '"']);
    core.ends_with(['。', '！', '？', '…', '：', '；'])
}

/// Whether a quotation or bracket opened in the line is still open at its end.
pub(super) fn is_open(line: &str) -> bool {
    let mut depth = [0_i32; 4];
    for c in line.chars() {
        let (pair, step) = match c {
            '“' => (0, 1),
            '”' => (0, -1),
            '‘' => (1, 1),
            '’' => (1, -1),
            '（' => (2, 1),
            '）' => (2, -1),
            '《' => (3, 1),
            '》' => (3, -1),
            _ => continue,
        };
        depth[pair] = (depth[pair] + step).max(0);
    }
    depth.iter().any(|&open| open > 0)
}

/// Whether the line stops at a mark after which words must follow.
pub(super) fn hangs(line: &str) -> bool {
    line.ends_with(['，', '、', '＋', '+', '·', '“', '‘', '《', '（'])
}

/// Whether the line begins with a mark that can only stand after words.
pub(super) fn leans_back(line: &str) -> bool {
    line.starts_with(['，', '、', '。', '；', '！', '？', '”', '’', '）', '》', '％', '%'])
}

/// Whether the line is text rather than a title: a sentence ends in it, or it cannot end where it does, or it is
/// longer than titles are. Commas are rare in titles, hence a shorter limit for lines that have some.
pub(super) fn is_text(line: &str) -> bool {
    let limit = if line.contains('，') { 24 } else { 36 };
    line.contains('。')
        || line.ends_with(['：', '；'])
        || hangs(line)
        || leans_back(line)
        || is_open(line)
        || width(line) > limit
}

/// Whether a line that ends in `？` or `！` may be a title.
pub(super) fn may_ask(line: &str) -> bool {
    !is_text(line) && line.ends_with(['？', '！'])
}

pattern!(
    DATED,
    r"^[（【]?(?:据|综合)?[\p{Han}A-Za-z]{1,10}?(?:社|网|报|台|客户端)[\p{Han}A-Za-z·、 ]{0,14}?(?:(?:\d{4}年)?\d{1,2}月)?\d{1,2}日\p{Han}{0,3}(?:电|讯|消息)"
);
pattern!(
    UNDATED,
    r"^[（【]?(?:据|综合)?(?:新华社|中新社|中新网|中通社|央视网|新华网|央广网|国际在线|本报|本网|本台|每经AI|[\p{Han}A-Za-z]{2,8}?(?:社|网|报|台|客户端))\p{Han}{0,8}?(?:电|讯|消息|快讯)(?:[ （：，）】\d“]|记者|日前|近日|今天|昨天|$)"
);

/// Whether the line opens a report: `新华社北京3月13日电`, `本报讯`, `央视网消息（…）：`.
pub(super) fn has_dateline(line: &str) -> bool {
    DATED.is_match(line) || UNDATED.is_match(line)
}

pattern!(
    BYLINE,
    r"^[（【■□●○◎▲△◆◇]?\s*(?:(?:(?:(?:本报|本刊|本网|本台|[\p{Han}A-Za-z]{1,10}(?:社|报|网|台)) ?)?(?:驻\p{Han}{1,6})?(?:首席|特约|实习|见习|全媒体|融媒体)*(?:记者|评论员|通讯员|观察员|撰稿人))(?:[：/／ ]|\p{Han})|(?:作者|来源|文|撰文|文字|采写|编译|责任编辑|责编|编辑|校对|美编|版式|策划|统筹)(?: ?[：/／] ?| ))[^。！？]{0,48}$"
);
pattern!(MARKED_AUTHOR, r"^[■□●○◎▲△◆◇]\s*[\p{Han} ·]{2,20}$");
pattern!(VERB_OF_SPEECH, r"(?:强调|指出|表示|报道|获悉|了解|来到|走进|看到|调查|探访|体验|手记|观察|直击)");

/// Whether the line says who wrote it: `本报记者 郑某`, `（记者 甲 乙）`, `文/丙`, `责任编辑：丁`.
pub(super) fn is_byline(line: &str) -> bool {
    if MARKED_AUTHOR.is_match(line) || is_supplier(line) || stamp(line).is_some() {
        return true;
    }
    // 记者观察, 记者来到… are titles or text that begin with the same word.
    BYLINE.is_match(line) && !line.contains('，') && !is_finished(line) && !VERB_OF_SPEECH.is_match(line)
}

/// Whether the line is a person's name and nothing else, as authors sign at the end: `覃某`, `（李 某）`, `王某 赵某`.
pub(super) fn is_author(line: &str) -> bool {
    let bare = line.trim_start_matches(['（', '—', '■', '□', '●', '○']).trim_end_matches('）').trim();
    if bare.is_empty() {
        return false;
    }
    // 李 某: a space widens a name of two characters.
    let squeezed: String = bare.split(' ').collect();
    if names::is_name(&squeezed) {
        return true;
    }
    let parts: Vec<&str> = bare.split([' ', '、']).filter(|part| !part.is_empty()).collect();
    parts.len() > 1 && parts.iter().all(|part| names::is_name(part))
}

pattern!(
    PHOTOGRAPHER,
    r"^[（【]?(?:[\p{Han}A-Za-z]{2,10}(?:社|报|网|台))?(?:发|特约|首席)?(?:（)?(?:记者|通讯员|摄影师)?[ ：]*([\p{Han}· 、]{2,20}?) ?(?:摄影报道|摄影|摄)(?:[（/／ ][^，。！？]{1,18})?[）】]*$"
);
pattern!(
    PICTURE_SOURCE,
    r"^[（【]?(?:(?:图片|照片|供图|摄影|图|插图|漫画|制图)(?:来源|提供)?(?:[：/／]|由)[^，。！？]{1,30}|[^，。！？：]{2,20}(?:供图|制图)|[^，。！？：]{2,12}(?:发|作|绘)（[^（）]{1,16}）|(?:新华社|中新社|人民视觉|视觉中国|资料图片?|资料照片)(?:发|图片|供图)?)[）】]?$"
);

/// Whether the line says who took or made the picture: `李某摄（某视觉）`, `图/甲`, `（新华社发）`.
pub(super) fn is_credit(line: &str) -> bool {
    if width(line) > 36 {
        return false;
    }
    if PICTURE_SOURCE.is_match(line) {
        return true;
    }
    // Titles may end in 摄影 too; who takes a picture has a name.
    PHOTOGRAPHER.captures(line).is_some_and(|found| {
        let taker = found[1].trim();
        let squeezed: String = taker.split(' ').collect();
        names::is_name(&squeezed) || taker.split([' ', '、']).filter(|part| !part.is_empty()).all(names::is_name)
    })
}

pattern!(BODY, r"(?:队|局|院|校|学|委|会|公司|集团|厂|部|处|办|所|站|室|中心|社|团|厅|行|馆|基地|[省市县区镇乡村])$");

/// Whether the line is the place of work and the name of an author: `某县驻村工作队 晏某`.
pub(super) fn is_signature(line: &str) -> bool {
    line.rsplit_once(' ').is_some_and(|(body, name)| BODY.is_match(body.trim_end()) && names::is_name(name))
}

/// Where a credit begins that stands at the end of the caption's own line: byte offset into `line`.
pub(super) fn credit_at_end(line: &str) -> Option<usize> {
    let stop = line.rfind('。')? + '。'.len_utf8();
    let tail = line[stop..].trim_start();
    let start = line.len() - tail.len();
    (is_credit(tail.trim_end()) && start > 0).then_some(start)
}

pattern!(CAPTION, r"^(?:（?[上下左右]?图(?:为|①|②|③|[一二三四]?：)|本版照片|图[①②③④1-9])");

/// Whether the line opens as a caption does: `图为…`, `上图：…`.
pub(super) fn opens_caption(line: &str) -> bool {
    CAPTION.is_match(line)
}

pattern!(
    NUMBERED,
    r"^(?:[一二三四五六七八九十]{1,3}、|（[一二三四五六七八九十]{1,3}）|第[一二三四五六七八九十]{1,3}[章节部条]|\d{1,2}[、.．](?:\D|$)|[①②③④⑤⑥⑦⑧⑨⑩]|[●◆■▲])"
);

/// Whether the line begins with the number of a list or of a section.
pub(super) fn is_numbered(line: &str) -> bool {
    NUMBERED.is_match(line)
}

pattern!(KICKER, r"(?:强调|指出|要求|会见|会谈|致信|批示|指示|致辞|讲话|开幕|闭幕|召开|举行|时说|时表示)$");

/// Whether a title line can only stand above or below a main title: it ends in a verb of speaking, as a kicker does,
/// or begins with a dash, as a sub-headline does.
pub(super) fn is_part_of_headline(line: &str) -> bool {
    line.starts_with("——") || line.starts_with('—') || KICKER.is_match(line)
}

pattern!(
    COLUMN,
    r"(?:视角|视点|观察|时评|短评|快评|锐评|评论|论坛|漫笔|走笔|随笔|手记|广角|聚焦|关注|之声|之窗|速览|简讯|要闻|快讯|专栏|专题|副刊|天地|园地|一线|纪实|话题|热点|茶座|杂谈|声音|来信|信箱)$"
);

/// Whether a short line names a column: set in 【】, or ending in a word that columns end in.
pub(super) fn is_column(line: &str) -> bool {
    let marked = line.starts_with('【') && line.ends_with('】')
        || line.starts_with('■') && width(line) <= 9 && !line.contains(' ');
    marked || width(line) <= 7 && COLUMN.is_match(line)
}

pattern!(
    OPENING,
    r"^(?:日前|近日|昨日|昨天|今日|今天|前日|本周|上周|连日来|最近|不久前|(?:\d{4}年)?\d{1,2}月(?:\d{1,2}日)?|\d{1,2}日|记者\p{Han}{0,12}获悉|在[^，]{2,20}(?:之际|前夕))"
);

/// Whether a paragraph opens with a time, as the first one of a report does.
pub(super) fn opens_report(line: &str) -> bool {
    OPENING.is_match(line)
}

pattern!(
    ATTENDANCE,
    r"^[^，。；：]{2,60}(?:参加|陪同|出席)(?:了)?(?:上述)?(?:调研|考察|会见|会谈|活动|会议|座谈会|慰问|仪式|检查)(?:活动)?。$"
);
pattern!(END_MARK, r"^（(?:完|下转[^）]{1,12}|上接[^）]{1,12}|紧接[^）]{1,12}|全文[^）]{1,12}|未完待续)）$");
pattern!(ENDS_WITH_MARK, r"（(?:完|下转[^）]{1,12})）$");
pattern!(CONTINUED, r"^（(?:上接|紧接)[^）]{1,12}）");

/// Whether the line is nothing but a mark of the page: `（完）`, `（下转第二版）`.
pub(super) fn is_page_mark(line: &str) -> bool {
    END_MARK.is_match(line)
}

/// Whether a report is over with this line: it carries an end mark, or is the sentence that lists who came along,
/// which reports of visits and meetings end with.
pub(super) fn closes_report(line: &str) -> bool {
    ENDS_WITH_MARK.is_match(line) || ATTENDANCE.is_match(line)
}

/// Whether the line continues an article of another page: `（上接第一版）`.
pub(super) fn is_continued(line: &str) -> bool {
    CONTINUED.is_match(line)
}

pattern!(
    MASTHEAD,
    r"^(?:[\p{Han} ]{0,12})?(?:(\d{4})年(\d{1,2})月(\d{1,2})日|(\d{4})[-./](\d{1,2})[-./](\d{1,2}))[ ，]?(?:农历\p{Han}{2,10})?[ ]?(?:星期[一二三四五六日天])?[ ]?(?:\d{1,2}：\d{2}(?:：\d{2})?)?[ ]?(?:第?\s?[A-Z]?\d{1,3}\s?版)?[\p{Han}： ]{0,12}$"
);
pattern!(FOLIO, r"^(?:第?\s?[A-Z]?\d{1,3}\s?版(?:[ ：]\p{Han}{0,6})?|[A-Z]?\d{1,2})$");

/// The date of a masthead line (`某报 2024年3月14日 星期四 第2版`); `None` where the line is none.
pub(super) fn masthead(line: &str) -> Option<Date> {
    if width(line) > 40 || is_finished(line) {
        return None;
    }
    let found = MASTHEAD.captures(line)?;
    let number =
        |a: usize, b: usize| found.get(a).or_else(|| found.get(b)).and_then(|m| m.as_str().parse::<i16>().ok());
    Date::new(number(1, 4)?, i8::try_from(number(2, 5)?).ok()?, i8::try_from(number(3, 6)?).ok()?).ok()
}

pattern!(
    STAMP,
    r"^(?:(?:发布|发稿|发表|更新|刊发|上传|录入|添加|编辑)?(?:日期|时间)：? ?)?(?:(\d{4})年(\d{1,2})月(\d{1,2})日|(\d{4})[-./](\d{1,2})[-./](\d{1,2}))(?:[ T]?\d{1,2}：\d{2}(?:：\d{2})?)?(?: (.{1,60}))?$"
);
pattern!(DAY_FIRST, r"^(\d{1,2})\.(\d{1,2})\.(\d{4})$");
pattern!(
    SOURCE_STAMP,
    r"^(?:来源|稿源|文章来源|信息来源)：[^，。！？]{2,30}?[ （](?:(\d{4})年(\d{1,2})月(\d{1,2})日|(\d{4})[-./](\d{1,2})[-./](\d{1,2}))[^，。！？]{0,24}$"
);
pattern!(
    STAMPED,
    r"(?:来源|稿源|作者|记者|编辑|责编|审核|浏览|访问|阅读|点击|字号|字体|发布|发稿|报道|报导|供稿|撰稿|通讯员|次数|分享)|(?:报|网|社|台|新闻|在线|客户端|公众号|\p{Han}\d{2})$"
);

/// The day of a line that tells when and where an article appeared: `发布日期：2020年11月12日`, `2018年6月26日 来源：某报 作者：甲`,
/// `来源：某网（2011年4月28日）`, `28.03.2017`; `None` where the line is none.
pub(super) fn stamp(line: &str) -> Option<Date> {
    if width(line) > 90 || line.contains(['，', '。', '！', '？']) {
        return None;
    }
    let day =
        |year: &str, month: &str, day: &str| Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok();
    if let Some(found) = DAY_FIRST.captures(line) {
        return day(&found[3], &found[2], &found[1]);
    }
    let found = STAMP
        .captures(line)
        .filter(|found| {
            // 时间：2021年3月5日 地点：… tells of a gathering.
            let labelled = !line.starts_with(|c: char| c.is_ascii_digit());
            let bare = line.starts_with("时间") || line.starts_with("日期");
            found.get(7).map_or(labelled, |rest| labelled && !bare || STAMPED.is_match(rest.as_str()))
        })
        .or_else(|| SOURCE_STAMP.captures(line))?;
    let part = |a: usize, b: usize| found.get(a).or_else(|| found.get(b)).map(|part| part.as_str());
    day(part(1, 4)?, part(2, 5)?, part(3, 6)?)
}

pattern!(SUPPLIER, r"^[^，。！？：；]{2,24} ?(?:供稿|撰稿|报送)$");

/// Whether the line tells who sent the article in, as it does below the last paragraph: `某县某局 供稿`.
pub(super) fn is_supplier(line: &str) -> bool {
    SUPPLIER.is_match(line)
}

/// Whether the line is a page number: `02`, `A3版`, `第2版 要闻`.
pub(super) fn is_folio(line: &str) -> bool {
    FOLIO.is_match(line)
}

#[cfg(test)]
mod tests;
