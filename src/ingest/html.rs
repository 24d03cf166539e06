//! A web page to its article.
//!
//! The page's HTML enters; one document leaves, whose text is the title, a line end, and the main content with a
//! line for each paragraph. Title, date and publisher come from the page's metadata (JSON-LD, Open Graph, the `meta`
//! names that Chinese news sites use).

use std::sync::{Arc, LazyLock};

use dom_smoothie::{Config, Readability, TextMode};
use jiff::civil::Date;
use regex::Regex;

use super::{Draft, article, files, hash, jsonl};

/// Names of `meta` elements that hold the day of publication.
static DATE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r#"(?i)<meta\s[^>]*(?:name|property|itemprop)\s*=\s*["']?(?:publishdate|pubdate|publish[_-]?time|publishedtime|date|firstpublishedtime|article:published_time|og:release_date|datepublished|dc\.date[a-z.]*)["'\s][^>]*>"#,
    )
    .expect("the pattern is run by the tests")
});
/// Names of `meta` elements that hold the publisher.
static PUBLISHER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r#"(?i)<meta\s[^>]*(?:name|property|itemprop)\s*=\s*["']?(?:source|mediaid|contentsource|article:publisher|publisher|copyright)["'\s][^>]*>"#,
    )
    .expect("the pattern is run by the tests")
});
static CONTENT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"(?i)content\s*=\s*(?:"([^"]*)"|'([^']*)')"#).expect("the pattern is run by the tests")
});
static DAY: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})").expect("the pattern is run by the tests")
});

/// The document of a page; none where the page has no main content. Fails with what to tell the user.
pub(super) fn read(name: &str, html: &str) -> Result<Vec<Draft>, String> {
    let config = Config {
        text_mode: TextMode::Formatted,
        // A news flash in Chinese says in 100 characters what takes 300 in English.
        char_threshold: 100,
        ..Config::default()
    };
    let fail = |problem: dom_smoothie::ReadabilityError| {
        format!("is no page with an article ({problem}). Check that the page was saved whole")
    };
    let mut page = Readability::new(html, None, Some(config)).map_err(fail)?;
    let headings: Vec<String> = page
        .doc
        .select("h1")
        .iter()
        .map(|heading| one_line(&heading.text()))
        .filter(|heading| !heading.is_empty())
        .collect();
    let parsed = page.parse().map_err(fail)?;
    let title = title(&one_line(&parsed.title), &headings);
    let body: Vec<String> = parsed.text_content.lines().map(one_line).filter(|line| !line.is_empty()).collect();
    let body = match body.first() {
        Some(first) if *first == title => &body[1..],
        _ => &body[..],
    };
    if body.is_empty() {
        return Ok(Vec::new());
    }
    let text = format!("{title}\n{}", body.join("\n"));
    let date = parsed.published_time.as_deref().and_then(day).or_else(|| meta(&DATE, html).as_deref().and_then(day));
    let publisher = meta(&PUBLISHER, html).or(parsed.site_name);
    let (title, blocks) = article::blocks(&text, title.len());
    Ok(vec![Draft {
        id: files::stem(name).to_owned(),
        place: name.to_owned(),
        source: name.to_owned(),
        title,
        date,
        publisher: publisher.map(|publisher| one_line(&publisher)),
        url: parsed.url,
        sha256: hash(&text),
        text: Arc::from(text),
        blocks,
    }])
}

/// The page's title without the site's name, where a heading of the page shows how long it is.
fn title(title: &str, headings: &[String]) -> String {
    let heading = headings.iter().find(|heading| title.starts_with(heading.as_str()) || title.is_empty());
    heading.map_or_else(|| title.to_owned(), Clone::clone)
}

/// The `content` of the first `meta` element that the pattern finds.
fn meta(pattern: &Regex, html: &str) -> Option<String> {
    pattern.find_iter(html).find_map(|element| {
        let found = CONTENT.captures(element.as_str())?;
        let content = found.get(1).or_else(|| found.get(2))?.as_str().trim();
        (!content.is_empty()).then(|| content.to_owned())
    })
}

/// The day that a date of any common form begins with.
fn day(date: &str) -> Option<Date> {
    jsonl::day(date.trim()).or_else(|| {
        let found = DAY.captures(date)?;
        let number = |group: usize| found[group].parse::<i16>().ok();
        Date::new(number(1)?, i8::try_from(number(2)?).ok()?, i8::try_from(number(3)?).ok()?).ok()
    })
}

/// The words with every stretch of white space made one space.
fn one_line(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ")
}
