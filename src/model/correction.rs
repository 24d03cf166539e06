//! What a user put right: corrections that are replayed at each build.
//!
//! A correction names things as people do (name, type and, to tell homonyms apart, code, post or document), never by a
//! key of the graph, so that it survives every rebuild. Corrections are a set: their order does not matter.

use std::collections::BTreeMap;
use std::fmt;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{DocumentId, EntityKey, EntityType, FactType, Kind, Role};

/// All corrections of a store, in the order of their ids, each once.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Corrections {
    all: BTreeMap<CorrectionId, Correction>,
}

impl Corrections {
    /// None.
    pub fn none() -> &'static Self {
        static NONE: Corrections = Corrections { all: BTreeMap::new() };
        &NONE
    }

    /// Takes one in. One that says the same is there once; the place and note of the first stay.
    pub fn add(&mut self, correction: Correction) {
        self.all.entry(correction.id()).or_insert(correction);
    }

    /// Takes one out.
    pub fn remove(&mut self, id: &CorrectionId) -> Option<Correction> {
        self.all.remove(id)
    }

    /// The correction of this id.
    pub fn get(&self, id: &CorrectionId) -> Option<&Correction> {
        self.all.get(id)
    }

    /// All, by id.
    pub fn iter(&self) -> impl Iterator<Item = (&CorrectionId, &Correction)> {
        self.all.iter()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }
}

impl FromIterator<Correction> for Corrections {
    fn from_iter<I: IntoIterator<Item = Correction>>(iter: I) -> Self {
        let mut corrections = Self::default();
        for correction in iter {
            corrections.add(correction);
        }
        corrections
    }
}

/// Names a correction: eight hexadecimal digits that follow from what it says.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CorrectionId(pub String);

impl fmt::Display for CorrectionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// One correction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    /// What is put right.
    pub what: Right,
    /// Why, in the user's words.
    pub note: Option<String>,
    /// Where it is written.
    pub place: Place,
    /// Where its things are, in the order of [`Right::selectors`]; may be empty.
    pub things: Vec<Place>,
}

impl Correction {
    /// Its id: a digest (FNV-1a, folded to 32 bits) of what it says; neither the note nor the place counts.
    pub fn id(&self) -> CorrectionId {
        let mut hash = 0xcbf2_9ce4_8422_2325_u64;
        for byte in self.what.to_string().bytes() {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
        CorrectionId(format!("{:08x}", (hash >> 32) ^ (hash & 0xffff_ffff)))
    }
}

/// A place in a file of corrections; lines and columns count from 1, columns in characters. Line 0 is no place.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default, Serialize)]
#[allow(missing_docs, reason = "the names say it")]
pub struct Place {
    pub file: String,
    pub line: usize,
    pub column: usize,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.file, self.line, self.column)
    }
}

/// What is put right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Right {
    /// These are one thing.
    Same(Vec<Selector>),
    /// Each of these is another thing. What fits none of them stays with the first.
    Different(Vec<Selector>),
    /// The thing's preferred name.
    Rename(Selector, String),
    /// What the name names, in every document in which it does.
    Retype(Selector, EntityType, Option<Kind>),
    /// Other names of the thing. A thing that is known by such a name alone is this thing.
    Alias(Selector, Vec<String>),
    /// Facts that are not so.
    Reject(Claim),
}

impl Right {
    /// The word for it in files: `same`, `different`, `rename`, `retype`, `alias`, `reject`.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Same(_) => "same",
            Self::Different(_) => "different",
            Self::Rename(..) => "rename",
            Self::Retype(..) => "retype",
            Self::Alias(..) => "alias",
            Self::Reject(_) => "reject",
        }
    }

    /// The things that it names, in the order of the file; the roles of a rejected fact in theirs.
    pub fn selectors(&self) -> Vec<&Selector> {
        match self {
            Self::Same(things) | Self::Different(things) => things.iter().collect(),
            Self::Rename(thing, _) | Self::Retype(thing, ..) | Self::Alias(thing, _) => vec![thing],
            Self::Reject(claim) => claim.args.values().collect(),
        }
    }
}

/// One line, as in a file of tab-separated values, with two spaces for each tab.
impl fmt::Display for Right {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())?;
        match self {
            Self::Same(things) | Self::Different(things) => things.iter().try_for_each(|thing| write!(f, "  {thing}")),
            Self::Rename(thing, to) => write!(f, "  {thing}  {to}"),
            Self::Retype(thing, to, kind) => {
                write!(f, "  {thing}  {to}{}", kind.map(|kind| format!("/{}", kind.name())).unwrap_or_default())
            }
            Self::Alias(thing, names) => {
                write!(f, "  {thing}")?;
                names.iter().try_for_each(|name| write!(f, "  {name}"))
            }
            Self::Reject(claim) => write!(f, "  {claim}"),
        }
    }
}

/// Tells a thing as people do. All that is given must hold of one entity of one record.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Selector {
    /// A name that some document calls it by; script, width, case, spaces and quotation marks do not matter.
    pub name: String,
    /// What it is.
    pub entity_type: Option<EntityType>,
    /// Its finer type.
    pub kind: Option<Kind>,
    /// Its GB/T 2260 or ISO 3166-1 code.
    pub code: Option<String>,
    /// Words of a post that the document says the person holds: 国务院总理, 总理, 云岭镇.
    pub post: Option<String>,
    /// The document that names it.
    pub document: Option<DocumentId>,
}

impl Selector {
    /// A name alone.
    pub fn name(name: &str) -> Self {
        Self { name: name.to_owned(), ..Self::default() }
    }

    /// How many things it asks for beside the name: of two selectors that fit, the one that asks for more is meant.
    pub fn precision(&self) -> usize {
        [self.kind.is_some(), self.code.is_some(), self.post.is_some(), self.document.is_some()]
            .into_iter()
            .filter(|asked| *asked)
            .count()
    }

    /// Reads `李强; type=Person; post=总理; document=page-01`: the name, then what else must hold.
    ///
    /// # Errors
    /// What is wrong, with what to write.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut parts = text.split(';').map(str::trim);
        let mut selector = Self::name(parts.next().unwrap_or_default());
        for part in parts {
            let (key, value) = part.split_once('=').ok_or_else(|| format!("`{part}` is not of the form key=value"))?;
            selector.set(key.trim(), value.trim())?;
        }
        if selector.name.is_empty() {
            return Err("a thing is told by its name, which is empty".to_owned());
        }
        Ok(selector)
    }

    /// Sets what else must hold: `type`, `code`, `post`, `document`.
    ///
    /// # Errors
    /// An unknown key or type, with those that there are.
    pub fn set(&mut self, key: &str, value: &str) -> Result<(), String> {
        match key {
            "name" => value.clone_into(&mut self.name),
            "type" => (self.entity_type, self.kind) = parse_type(value).map(|(one, kind)| (Some(one), kind))?,
            "code" => self.code = Some(value.to_uppercase()),
            "post" => self.post = Some(value.to_owned()),
            "document" => self.document = Some(DocumentId(value.to_owned())),
            _ => return Err(format!("`{key}` is unknown; a thing is told by name, type, code, post, document")),
        }
        Ok(())
    }
}

/// Reads `Person`, `Place`, `Place/city`, `Organization/company`.
///
/// # Errors
/// What is wrong, with the types or kinds that there are.
pub fn parse_type(text: &str) -> Result<(EntityType, Option<Kind>), String> {
    let (name, kind) = text.split_once('/').map_or((text, None), |(name, kind)| (name, Some(kind)));
    let types = EntityType::ALL;
    let found = types.into_iter().find(|one| one.name().eq_ignore_ascii_case(name)).ok_or_else(|| {
        let names: Vec<&str> = types.iter().map(|one| one.name()).collect();
        format!("`{name}` is no type; write one of {}", names.join(", "))
    })?;
    let kind = kind
        .map(|kind| {
            Kind::from_name(kind).filter(|kind| kind.entity_type() == found).ok_or_else(|| {
                format!("`{kind}` is no kind of {found}; see the kinds of the record contract, such as Place/city")
            })
        })
        .transpose()?;
    Ok((found, kind))
}

impl fmt::Display for Selector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)?;
        if let Some(entity_type) = self.entity_type {
            write!(f, "; type={entity_type}{}", self.kind.map(|kind| format!("/{}", kind.name())).unwrap_or_default())?;
        }
        let more = [("code", &self.code), ("post", &self.post)];
        for (key, value) in more {
            if let Some(value) = value {
                write!(f, "; {key}={value}")?;
            }
        }
        self.document.as_ref().map_or(Ok(()), |document| write!(f, "; document={document}"))
    }
}

/// Tells facts: all that is given must hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// What they say.
    pub fact_type: FactType,
    /// Who plays which part, told by the names of the linked things too.
    pub args: BTreeMap<Role, Selector>,
    /// Words of the facts' own: `position`, `event`, `indicator`, …
    pub attributes: BTreeMap<String, String>,
    /// The document that tells it.
    pub document: Option<DocumentId>,
    /// A day that the fact's time holds.
    pub date: Option<Date>,
    /// Words of the passage that it rests on.
    pub quote: Option<String>,
}

impl fmt::Display for Claim {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.fact_type.name())?;
        for (role, thing) in &self.args {
            write!(f, "  {}={thing}", role.name())?;
        }
        for (name, words) in &self.attributes {
            write!(f, "  {name}={words}")?;
        }
        if let Some(document) = &self.document {
            write!(f, "  document={document}")?;
        }
        if let Some(date) = self.date {
            write!(f, "  date={date}")?;
        }
        self.quote.as_ref().map_or(Ok(()), |quote| write!(f, "  quote={quote}"))
    }
}

/// What became of a correction.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// Which.
    pub id: CorrectionId,
    /// What.
    #[serde(flatten)]
    pub effect: Effect,
}

/// What became of a correction. Whatever it is, the correction is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "effect")]
pub enum Effect {
    /// The graph is another one through it.
    Changed,
    /// It is so without it.
    Holds,
    /// No document has the thing at this place among those that the correction names, or the fact.
    Unknown {
        /// Index of [`Right::selectors`].
        thing: usize,
    },
    /// Several things fit.
    Ambiguous {
        /// Index of [`Right::selectors`].
        thing: usize,
        /// They.
        keys: Vec<EntityKey>,
    },
    /// Things of two types are not one; one of them is to be given the other's type first.
    Types,
    /// Another correction says the contrary.
    Contradicts {
        /// Which.
        other: CorrectionId,
    },
}

impl Effect {
    /// Whether the graph is as the correction says.
    pub fn is_kept(&self) -> bool {
        matches!(self, Self::Changed | Self::Holds)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_selector_is_read_as_it_is_written() {
        for text in ["李强", "青湖; type=Place/city; code=360000", "李强; type=Person; post=总理; document=a-01"]
        {
            assert_eq!(Selector::parse(text).unwrap().to_string(), text);
        }
        assert!(Selector::parse("李强; typ=Person").unwrap_err().contains("name, type, code, post, document"));
        assert!(Selector::parse("; type=Person").unwrap_err().contains("empty"));
        assert!(parse_type("Place/company").unwrap_err().contains("no kind of Place"));
        assert!(parse_type("Firm").unwrap_err().contains("Person, Organization"));
    }

    #[test]
    fn an_id_follows_from_what_is_said() {
        let rename = |to: &str, note: Option<&str>| Correction {
            what: Right::Rename(Selector::name("青湖"), to.to_owned()),
            note: note.map(str::to_owned),
            place: Place::default(),
            things: Vec::new(),
        };
        assert_eq!(rename("青湖市", None).id(), rename("青湖市", Some("全称")).id());
        assert_ne!(rename("青湖市", None).id(), rename("青湖县", None).id());
        assert_eq!(rename("青湖市", None).id().0.len(), 8);
    }
}
