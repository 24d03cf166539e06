//! A rule's pattern enters; the regular expression over masked text leaves, with the roles and words that it fills.

use toml::Spanned;

use super::{KnowledgeError, Place, RuleSet, Sign};
use crate::model::Role;

/// What ends a clause.
const EDGE: &str = "，；：。！？“”‘’\n";

/// What a pattern fills.
#[derive(Default)]
pub(super) struct Filled {
    /// Roles with the types of mention that may fill them and the place in the file.
    pub(super) roles: Vec<(Role, Vec<Sign>, usize)>,
    /// Attributes that take words of the text.
    pub(super) captured: Vec<String>,
    /// Whether the trigger has been met.
    pub(super) act: bool,
}

impl RuleSet {
    /// Writes a pattern out as a regular expression.
    pub(super) fn expand(
        &self,
        place: &Place<'_>,
        pattern: &Spanned<String>,
        filled: &mut Filled,
        trigger: &str,
    ) -> Result<String, KnowledgeError> {
        let text = pattern.get_ref();
        // The pattern's own quotes come first; escapes would shift the column, and no rule needs one.
        let base = pattern.span().start + 1;
        let mut out = String::new();
        let mut rest = 0;
        while let Some(open) = text[rest..].find('{').map(|at| at + rest) {
            out.push_str(&text[rest..open]);
            let Some(close) = text[open..].find('}').map(|at| at + open) else {
                return Err(place.error(base + open, "`{` without `}`"));
            };
            let body = &text[open + 1..close];
            rest = close + 1;
            if body.starts_with(|c: char| c.is_ascii_digit() || c == ',') || body == "act" {
                out.push_str(&text[open..rest]);
            } else {
                let at = base + open;
                out.push_str(&self.placeholder(place, body, at, filled, trigger)?);
            }
        }
        out.push_str(&text[rest..]);
        Ok(out)
    }

    fn placeholder(
        &self,
        place: &Place<'_>,
        body: &str,
        at: usize,
        filled: &mut Filled,
        trigger: &str,
    ) -> Result<String, KnowledgeError> {
        match body {
            "gap" => return Ok(format!("[^{EDGE}{}]{{0,30}}?", Sign::Person.char())),
            "near" => return Ok(format!("[^{EDGE}{}]{{0,8}}?", Sign::Person.char())),
            _ => {}
        }
        if let Some(list) = self.words.get(body) {
            let words = alternation(list);
            if body == trigger && !filled.act {
                filled.act = true;
                return Ok(format!("(?P<act>{words})"));
            }
            return Ok(format!("(?:{words})"));
        }
        if !body.starts_with(|c: char| c.is_ascii_uppercase()) {
            let names = self.words.keys().cloned().collect::<Vec<_>>().join(", ");
            return Err(place.error(at, format!("no word list `{body}`; there are: {names}")));
        }
        let mut parts = body.split(':').collect::<Vec<_>>();
        if let ["Event" | "Text" | "Position", name] = parts[..] {
            if filled.captured.iter().any(|own| own == name) {
                return Err(place.error(at, format!("`{name}` is filled twice; use another rule for the second")));
            }
            filled.captured.push(name.to_owned());
            return Ok(match parts[0] {
                "Position" => format!("(?P<{name}>{})", Sign::Position.char()),
                "Text" => format!("(?P<{name}>[^{EDGE}]{{1,30}}?)"),
                _ => format!("(?P<{name}>[^，；：。！？\n]{{0,60}}?(?:{}))", alternation(self.list("gathering"))),
            });
        }
        let form = match parts[0] {
            "List" | "Subject" => parts.remove(0),
            _ => "",
        };
        let signs = signs(place, parts.first().copied().unwrap_or_default(), at)?;
        let class = format!("[{}]", signs.iter().map(|sign| sign.char()).collect::<String>());
        let group = match parts.get(1) {
            None => "?:".to_owned(),
            Some(name) => group(place, name, &signs, at, filled)?,
        };
        let all = Sign::ALL.map(Sign::char).iter().collect::<String>();
        let joined = if signs == [Sign::Person] {
            format!("{class}(?:(?:{}){class})*", alternation(self.list("joins")))
        } else {
            let side = format!("[^{EDGE}、{all}和及与]");
            // Between two names there may be up to three things of the list that nobody found a name in.
            let joins = alternation(self.list("joins"));
            let other = format!("(?:(?:{joins}){side}{{2,16}}?){{0,3}}?");
            // 访问东山国并主持委员会会议: after 并 words tell of another deed.
            let words: Vec<String> = self.list("joins").iter().filter(|word| *word != "并").cloned().collect();
            let last = format!("(?:(?:{}){side}{{0,6}}?|{joins})", alternation(&words));
            format!("{class}(?:{side}{{0,8}}?{other}{last}{class})*")
        };
        Ok(match form {
            "List" => format!("({group}{joined})"),
            "Subject" => format!(
                "(?:({group}{class}(?:(?:{joins}){class})*)(?:{and})?(?:[^{EDGE}{person}]{{0,12}}?在[^{EDGE}]{{1,40}}?陪同下)?[^{EDGE}{person}]{{0,36}}?|(?:^|[{EDGE}])(?P<carried>)(?:{adverbs}|{modals})*)",
                person = Sign::Person.char(),
                joins = alternation(self.list("joins")),
                and = alternation(self.list("and_others")),
                modals = alternation(self.list("modals")),
                adverbs = alternation(self.list("adverbs")).replace("{Date}", &Sign::Date.char().to_string()),
            ),
            _ => format!("({group}{class})"),
        })
    }
}

/// The types of a placeholder: `Organization|Place`.
fn signs(place: &Place<'_>, names: &str, at: usize) -> Result<Vec<Sign>, KnowledgeError> {
    names
        .split('|')
        .map(|name| {
            Sign::from_name(name).ok_or_else(|| {
                let names = Sign::ALL.map(|sign| format!("{sign:?}")).join(", ");
                place.error(at, format!("no mention type `{name}`; there are: {names}"))
            })
        })
        .collect()
}

/// Opens the group of a role and notes what may fill it.
fn group(
    place: &Place<'_>,
    name: &str,
    signs: &[Sign],
    at: usize,
    filled: &mut Filled,
) -> Result<String, KnowledgeError> {
    let Some(role) = Role::ALL.into_iter().find(|role| role.name() == name) else {
        let names = Role::ALL.map(Role::name).join(", ");
        return Err(place.error(at, format!("no role `{name}`; there are: {names}")));
    };
    if filled.roles.iter().any(|(own, _, _)| *own == role) {
        return Err(place.error(at, format!("role `{name}` is filled twice; use another rule")));
    }
    filled.roles.push((role, signs.to_vec(), at));
    Ok(format!("?P<{name}>"))
}

/// The words as alternatives, longer ones first, so that none hides behind its own beginning.
fn alternation(words: &[String]) -> String {
    let mut words = words.to_vec();
    words.sort_by(|a, b| b.chars().count().cmp(&a.chars().count()).then_with(|| a.cmp(b)));
    words.dedup();
    words
        .iter()
        .map(|word| word.replace("{Date}", "\u{E006}").replace("{Place}", "\u{E002}"))
        .collect::<Vec<_>>()
        .join("|")
}
