//! The text of a file enters; corrections leave, or all that is wrong with it; and back.
//!
//! ```toml
//! [[same]]
//! things = ["青禾科技", "青禾科技集团股份有限公司"]
//! note = "年报第3页"
//!
//! [[different]]
//! things = [{ name = "宋知远", post = "南川市市长" }, { name = "宋知远", document = "page-07" }]
//!
//! [[rename]]
//! thing = "云岭半导体"
//! to = "云岭半导体有限公司"
//!
//! [[retype]]
//! thing = { name = "青湖", type = "Person" }
//! to = "Place/city"
//!
//! [[alias]]
//! thing = "青湖大学"
//! names = ["青大"]
//!
//! [[reject]]
//! fact = "visited"
//! who = "宋知远"
//! where = "青湖大学"
//! document = "page-07"
//! ```
//!
//! The same as tab-separated values, one a line, `#` before remarks: `same`, `different`, `rename`, `retype`, `alias`, then
//! the things and values in this order, a thing as `宋知远; post=南川市市长`; `reject`, the fact, then `who=宋知远` and so on.

use std::fmt::{self, Write as _};
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::model::{Claim, Correction, Corrections, DocumentId, FactType, Place, Right, Role, Selector, parse_type};

/// What is wrong at one place of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileError {
    /// Where.
    pub place: Place,
    /// What, and what to write instead.
    pub message: String,
}

impl fmt::Display for FileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.message)
    }
}

const WORDS: [&str; 6] = ["same", "different", "rename", "retype", "alias", "reject"];

/// Reads a file; `name` is what errors call it. A file whose first line that is no remark has a tab holds tab-separated values.
///
/// # Errors
/// All that is wrong with it, in the order of the file.
pub fn read(name: &str, text: &str) -> Result<Corrections, Vec<FileError>> {
    let source = Source { name, text };
    let first = text.lines().find(|line| !line.trim().is_empty() && !line.trim_start().starts_with('#'));
    let read = if first.is_some_and(|line| line.contains('\t')) { source.tsv() } else { source.toml() };
    let (corrections, mut errors): (Vec<_>, Vec<_>) = read.into_iter().partition(Result::is_ok);
    if errors.is_empty() {
        return Ok(corrections.into_iter().filter_map(Result::ok).collect());
    }
    errors.sort_by_key(|error| error.as_ref().err().map(|error| error.place.clone()));
    Err(errors.into_iter().filter_map(Result::err).collect())
}

/// One correction on its way: its word, and its values by key.
struct Entry {
    word: &'static str,
    place: Place,
    fields: Vec<(String, Value, Place)>,
}

enum Value {
    Text(String),
    List(Vec<(Value, Place)>),
    Table(Vec<(String, Value, Place)>),
}

type Read<T> = Result<T, FileError>;

fn wrong<T>(place: &Place, message: impl Into<String>) -> Read<T> {
    Err(FileError { place: place.clone(), message: message.into() })
}

struct Source<'a> {
    name: &'a str,
    text: &'a str,
}

impl Source<'_> {
    fn place(&self, at: usize) -> Place {
        let before = &self.text[..at.min(self.text.len())];
        let line = before.matches('\n').count() + 1;
        let start = before.rfind('\n').map_or(0, |end| end + 1);
        Place { file: self.name.to_owned(), line, column: before[start..].chars().count() + 1 }
    }

    fn toml(&self) -> Vec<Read<Correction>> {
        let table = match DeTable::parse(self.text) {
            Ok(table) => table.into_inner(),
            Err(error) => {
                let place = self.place(error.span().map_or(0, |span: Range<usize>| span.start));
                return vec![wrong(&place, error.message())];
            }
        };
        let mut read = Vec::new();
        for (key, value) in table {
            let place = self.place(key.span().start);
            let Some(word) = WORDS.into_iter().find(|word| *word == key.get_ref().as_ref()) else {
                let message =
                    format!("`{}` is no correction; write one of [[{}]]", key.get_ref(), WORDS.join("]], [["));
                read.push(wrong(&place, message));
                continue;
            };
            let DeValue::Array(entries) = value.into_inner() else {
                read.push(wrong(&place, format!("write [[{word}]] with two brackets: there may be several")));
                continue;
            };
            for entry in &entries {
                let place = self.place(entry.span().start);
                read.push(match entry.get_ref() {
                    DeValue::Table(table) => self.fields(table).and_then(|fields| {
                        let place = fields.first().map_or(place, |(.., place)| place.clone());
                        correction(Entry { word, place, fields })
                    }),
                    _ => wrong(&place, format!("write [[{word}]] and its keys below it")),
                });
            }
        }
        read
    }

    fn fields(&self, table: &DeTable) -> Read<Vec<(String, Value, Place)>> {
        let mut fields = Vec::new();
        for (key, value) in table {
            fields.push((key.get_ref().to_string(), self.value(value)?, self.place(value.span().start)));
        }
        fields.sort_by(|one, other| one.2.cmp(&other.2));
        Ok(fields)
    }

    fn value(&self, value: &Spanned<DeValue>) -> Read<Value> {
        let place = self.place(value.span().start);
        Ok(match value.get_ref() {
            DeValue::String(text) => Value::Text(text.to_string()),
            DeValue::Integer(number) => Value::Text(number.to_string()),
            DeValue::Float(number) => Value::Text(number.to_string()),
            DeValue::Datetime(date) => Value::Text(date.to_string()),
            DeValue::Array(values) => {
                let read = |one: &Spanned<DeValue>| Ok((self.value(one)?, self.place(one.span().start)));
                Value::List(values.iter().map(read).collect::<Read<_>>()?)
            }
            DeValue::Table(table) => Value::Table(self.fields(table)?),
            DeValue::Boolean(_) => return wrong(&place, "write text in quotation marks"),
        })
    }

    fn tsv(&self) -> Vec<Read<Correction>> {
        let mut read = Vec::new();
        for (number, line) in self.text.lines().enumerate() {
            if line.trim().is_empty() || line.trim_start().starts_with('#') {
                continue;
            }
            let mut column = 1;
            let mut cells = Vec::new();
            for cell in line.split('\t') {
                let place = Place { file: self.name.to_owned(), line: number + 1, column };
                column += cell.chars().count() + 1;
                if !cell.trim().is_empty() {
                    cells.push((cell.trim().to_owned(), place));
                }
            }
            read.push(row(cells));
        }
        read
    }
}

/// A line of tab-separated values.
fn row(cells: Vec<(String, Place)>) -> Read<Correction> {
    let mut cells = cells.into_iter();
    let (first, place) = cells.next().unwrap_or_default();
    let Some(word) = WORDS.into_iter().find(|word| *word == first) else {
        return wrong(&place, format!("`{first}` is no correction; a line begins with one of {}", WORDS.join(", ")));
    };
    let text = |(cell, place): (String, Place)| (Value::Text(cell), place);
    let mut fields = Vec::new();
    let mut field = |key: &str, value: Value, place: Place| fields.push((key.to_owned(), value, place));
    match word {
        "same" | "different" => field("things", Value::List(cells.map(text).collect()), place.clone()),
        "reject" => {
            for (number, (cell, at)) in cells.enumerate() {
                match cell.split_once('=') {
                    Some((key, value)) if number > 0 => field(key.trim(), Value::Text(value.trim().to_owned()), at),
                    _ if number == 0 => field("fact", Value::Text(cell), at),
                    _ => return wrong(&at, format!("`{cell}` is not of the form key=value, such as who=宋知远")),
                }
            }
        }
        _ => {
            if let Some((cell, at)) = cells.next() {
                field("thing", Value::Text(cell), at);
            }
            if word == "alias" {
                field("names", Value::List(cells.map(text).collect()), place.clone());
            } else {
                for (cell, at) in cells {
                    field("to", Value::Text(cell), at);
                }
            }
        }
    }
    correction(Entry { word, place, fields })
}

fn correction(entry: Entry) -> Read<Correction> {
    let Entry { word, place, mut fields } = entry;
    let mut note = None;
    if let Some(at) = fields.iter().position(|(key, ..)| key == "note") {
        let (_, value, place) = fields.remove(at);
        note = Some(text(value, &place)?);
    }
    if word == "reject" {
        let (claim, things) = claim(fields, &place)?;
        return Ok(Correction { what: Right::Reject(claim), note, place, things });
    }
    let keys: &[&str] = match word {
        "same" | "different" => &["things", "type"],
        "alias" => &["thing", "names"],
        _ => &["thing", "to"],
    };
    let mut values: Vec<Option<(Value, Place)>> = keys.iter().map(|_| None).collect();
    for (key, value, at) in fields {
        let Some(index) = keys.iter().position(|known| *known == key) else {
            return wrong(&at, format!("`{key}` does not belong to {word}; it has {} and note", keys.join(", ")));
        };
        if values[index].replace((value, at.clone())).is_some() {
            return wrong(&at, format!("{word} has one `{key}`"));
        }
    }
    let mut take = |index: usize| {
        let missing = || FileError { place: place.clone(), message: format!("{word} lacks `{}`", keys[index]) };
        values[index].take().ok_or_else(missing)
    };
    let (first, at) = take(0)?;
    if keys[0] == "things" {
        let Value::List(list) = first else { return wrong(&at, "write things = [\"…\", \"…\"]") };
        let mut things = Vec::new();
        let mut places = Vec::new();
        for (value, at) in list {
            things.push(selector(value, &at)?);
            places.push(at);
        }
        if things.len() < 2 {
            return wrong(&at, format!("{word} takes two things or more"));
        }
        if let Ok((value, at)) = take(1) {
            let given = text(value, &at)?;
            for thing in things.iter_mut().filter(|thing| thing.entity_type.is_none()) {
                thing.set("type", &given).or_else(|message| wrong(&at, message))?;
            }
        }
        if let Some(twice) = (1..things.len()).find(|&index| things[..index].contains(&things[index])) {
            let more = "tell the two by type, code, post or document";
            return wrong(&places[twice], format!("{} stands here twice; {more}", things[twice]));
        }
        let what = if word == "same" { Right::Same(things) } else { Right::Different(things) };
        return Ok(Correction { what, note, place, things: places });
    }
    let thing = selector(first, &at)?;
    let (second, to) = take(1)?;
    let what = match word {
        "rename" => Right::Rename(thing, text(second, &to)?),
        "retype" => {
            let (entity_type, kind) = parse_type(&text(second, &to)?).or_else(|message| wrong(&to, message))?;
            Right::Retype(thing, entity_type, kind)
        }
        _ => {
            let names = match second {
                Value::List(list) => {
                    list.into_iter().map(|(value, at)| text(value, &at)).collect::<Read<Vec<String>>>()?
                }
                one => vec![text(one, &to)?],
            };
            if names.is_empty() {
                return wrong(&to, "alias takes a name or more");
            }
            Right::Alias(thing, names)
        }
    };
    Ok(Correction { what, note, place, things: vec![at] })
}

fn text(value: Value, place: &Place) -> Read<String> {
    match value {
        Value::Text(text) if !text.trim().is_empty() => Ok(text),
        Value::Text(_) => wrong(place, "this is empty"),
        _ => wrong(place, "write one text in quotation marks"),
    }
}

fn selector(value: Value, place: &Place) -> Read<Selector> {
    let read = match value {
        Value::Text(text) => Selector::parse(&text),
        Value::List(_) => Err("write a name, or { name = \"…\", type = \"…\" }".to_owned()),
        Value::Table(fields) => {
            let mut selector = Selector::default();
            for (key, value, at) in fields {
                let value = text(value, &at)?;
                selector.set(&key, &value).or_else(|message| wrong(&at, message))?;
            }
            if selector.name.is_empty() {
                Err("a thing is told by its name, which is missing".to_owned())
            } else {
                Ok(selector)
            }
        }
    };
    read.or_else(|message| wrong(place, message))
}

/// The attributes by which users tell facts, beside their roles.
const ATTRIBUTES: [&str; 7] = ["position", "event", "topic", "what", "indicator", "value", "period"];

fn claim(fields: Vec<(String, Value, Place)>, place: &Place) -> Read<(Claim, Vec<Place>)> {
    let mut fact_type = None;
    let mut claim = Claim {
        fact_type: FactType::Visited,
        args: std::collections::BTreeMap::new(),
        attributes: std::collections::BTreeMap::new(),
        document: None,
        date: None,
        quote: None,
    };
    let mut places = std::collections::BTreeMap::new();
    for (key, value, at) in fields {
        if let Some(role) = Role::ALL.into_iter().find(|role| role.name() == key) {
            claim.args.insert(role, selector(value, &at)?);
            places.insert(role, at);
            continue;
        }
        let value = text(value, &at)?;
        match key.as_str() {
            "fact" => {
                let found = FactType::ALL.into_iter().find(|one| one.name() == value);
                let names = || FactType::ALL.map(FactType::name).join(", ");
                fact_type = match found {
                    None => return wrong(&at, format!("`{value}` is no fact; write one of {}", names())),
                    found => found,
                };
            }
            "document" => claim.document = Some(DocumentId(value)),
            "quote" => claim.quote = Some(value),
            "date" => match value.parse() {
                Ok(date) => claim.date = Some(date),
                Err(_) => return wrong(&at, format!("`{value}` is no day; write 2025-06-19")),
            },
            name if ATTRIBUTES.contains(&name) => {
                claim.attributes.insert(key, value);
            }
            _ => {
                let roles = Role::ALL.map(Role::name).join(", ");
                let more = ATTRIBUTES.join(", ");
                return wrong(
                    &at,
                    format!("`{key}` tells no fact; write {roles}, {more}, document, date, quote or note"),
                );
            }
        }
    }
    let Some(fact_type) = fact_type else { return wrong(place, "reject lacks `fact`, such as fact = \"visited\"") };
    claim.fact_type = fact_type;
    if claim.args.is_empty() && claim.document.is_none() && claim.quote.is_none() && claim.attributes.is_empty() {
        return wrong(place, format!("this would reject every {fact_type} fact; say whose, such as who = \"…\""));
    }
    Ok((claim, places.into_values().collect()))
}

/// The file that holds these corrections: by word, then by id, so that one set has one text.
pub fn write(corrections: &Corrections) -> String {
    let mut out =
        String::from("# Corrections of this store. `wenmai correct --list` shows them, --remove ID takes one out.\n");
    for word in WORDS {
        for (_, correction) in corrections.iter().filter(|(_, correction)| correction.what.word() == word) {
            // Writing to a string cannot fail.
            let _ = writeln!(out, "\n[[{word}]]");
            match &correction.what {
                Right::Same(things) | Right::Different(things) => {
                    let things: Vec<String> = things.iter().map(written).collect();
                    let _ = writeln!(out, "things = [{}]", things.join(", "));
                }
                Right::Rename(thing, to) => {
                    let _ = writeln!(out, "thing = {}\nto = {}", written(thing), quoted(to));
                }
                Right::Retype(thing, to, kind) => {
                    let to = format!("{to}{}", kind.map(|kind| format!("/{}", kind.name())).unwrap_or_default());
                    let _ = writeln!(out, "thing = {}\nto = {}", written(thing), quoted(&to));
                }
                Right::Alias(thing, names) => {
                    let names: Vec<String> = names.iter().map(|name| quoted(name)).collect();
                    let _ = writeln!(out, "thing = {}\nnames = [{}]", written(thing), names.join(", "));
                }
                Right::Reject(claim) => rejected(&mut out, claim),
            }
            if let Some(note) = &correction.note {
                let _ = writeln!(out, "note = {}", quoted(note));
            }
        }
    }
    out
}

fn rejected(out: &mut String, claim: &Claim) {
    let _ = writeln!(out, "fact = {}", quoted(claim.fact_type.name()));
    for (role, thing) in &claim.args {
        let _ = writeln!(out, "{} = {}", role.name(), written(thing));
    }
    for (name, words) in &claim.attributes {
        let _ = writeln!(out, "{name} = {}", quoted(words));
    }
    if let Some(document) = &claim.document {
        let _ = writeln!(out, "document = {}", quoted(&document.0));
    }
    if let Some(date) = claim.date {
        let _ = writeln!(out, "date = {}", quoted(&date.to_string()));
    }
    if let Some(quote) = &claim.quote {
        let _ = writeln!(out, "quote = {}", quoted(quote));
    }
}

fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            c if c.is_control() => {
                let _ = write!(out, "\\u{:04X}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

fn written(thing: &Selector) -> String {
    let mut fields = vec![format!("name = {}", quoted(&thing.name))];
    if let Some(entity_type) = thing.entity_type {
        let kind = thing.kind.map(|kind| format!("/{}", kind.name())).unwrap_or_default();
        fields.push(format!("type = {}", quoted(&format!("{entity_type}{kind}"))));
    }
    let more = [("code", &thing.code), ("post", &thing.post)];
    fields.extend(more.into_iter().filter_map(|(key, value)| Some(format!("{key} = {}", quoted(value.as_ref()?)))));
    fields.extend(thing.document.as_ref().map(|document| format!("document = {}", quoted(&document.0))));
    format!("{{ {} }}", fields.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOML: &str = r#"
# kept by hand
[[same]]
things = ["青禾科技", { name = "青禾科技集团股份有限公司", type = "Organization" }]
note = "年报"
[[different]]
things = [{ name = "宋知远", post = "南川市市长" }, { name = "宋知远", document = "page-07" }]
type = "Person"
[[rename]]
thing = "云岭半导体"
to = "云岭“半导体” \"有限\"公司"
[[retype]]
thing = "青湖; type=Person"
to = "Place/city"
[[alias]]
thing = "青湖大学"
names = ["青大"]
[[reject]]
fact = "visited"
who = "宋知远"
where = { name = "青湖大学" }
date = 2025-06-19
document = "page-07"
"#;

    fn errors(text: &str) -> Vec<String> {
        read("c.toml", text).unwrap_err().iter().map(ToString::to_string).collect()
    }

    #[test]
    fn what_is_written_reads_back() {
        let corrections = read("c.toml", TOML).unwrap();
        assert_eq!(corrections.len(), 6);
        let text = write(&corrections);
        let again = read("again", &text).unwrap();
        let lines = |corrections: &Corrections| {
            corrections.iter().map(|(id, one)| (id.clone(), one.what.clone(), one.note.clone())).collect::<Vec<_>>()
        };
        assert_eq!(lines(&again), lines(&corrections));
        assert_eq!(write(&again), text);
    }

    #[test]
    fn both_forms_say_the_same() {
        let tsv = "# remarks\nsame\t青禾科技\t青禾科技集团股份有限公司; type=Organization\n\
            different\t宋知远; type=Person; post=南川市市长\t宋知远; type=Person; document=page-07\n\
            rename\t云岭半导体\t云岭“半导体” \"有限\"公司\nretype\t青湖; type=Person\tPlace/city\nalias\t青湖大学\t青大\n\
            reject\tvisited\twho=宋知远\twhere=青湖大学\tdate=2025-06-19\tdocument=page-07\n";
        let ids = |corrections: Corrections| corrections.iter().map(|(id, _)| id.clone()).collect::<Vec<_>>();
        assert_eq!(ids(read("c.tsv", tsv).unwrap()), ids(read("c.toml", TOML).unwrap()));
    }

    #[test]
    fn what_is_wrong_is_told_with_its_place() {
        assert_eq!(errors("[[same]]\nthings = [\"青禾\"]\n"), ["c.toml:2:10: same takes two things or more"]);
        let told = errors("[[join]]\n[[rename]]\nthing = \"甲\"\n[[retype]]\nthing = \"乙\"\nto = \"Firm\"\n");
        assert_eq!(told.len(), 3, "{told:?}");
        assert!(told[0].starts_with("c.toml:1:3: `join` is no correction"), "{told:?}");
        assert!(told[1].starts_with("c.toml:3:9: rename lacks `to`"), "{told:?}");
        assert!(told[2].starts_with("c.toml:6:6: `Firm` is no type; write one of Person"), "{told:?}");
        let told = errors("[[reject]]\nfact = \"visited\"\n");
        assert!(told[0].contains("would reject every visited fact"), "{told:?}");
        let told = errors("same\t甲\t甲\nreject\tvisit\twho=甲\n");
        assert!(told[0].starts_with("c.toml:1:8: 甲 stands here twice"), "{told:?}");
        assert!(told[1].starts_with("c.toml:2:8: `visit` is no fact; write one of visited"), "{told:?}");
        assert!(errors("[[same]\n")[0].starts_with("c.toml:1:"), "the reader of TOML says where");
        assert!(
            errors("[[alias]]\nthing = {name = \"甲\", job = \"乙\"}\nnames = \"丙\"\n")[0]
                .starts_with("c.toml:2:28: `job`")
        );
    }
}
