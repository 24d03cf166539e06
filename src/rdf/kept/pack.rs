//! Parts of the graph enter; bytes leave, and come back as parts. Keys of nodes and ids of documents are numbers.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::super::varint::{put, take};
use crate::graph::{
    Assertion, Class, DocumentNode, EntityData, EntityMention, EventData, Node, NodeData, NodeKey, ObservationData,
    PositionData, Property, TenureData, Triple,
};
use crate::model::{Attribute, DocumentId, EventTime, FactType, LinkedEntity, Quote, Realis, Span};

/// Bytes that grow.
#[derive(Default)]
pub(super) struct Pack(pub Vec<u8>);

/// What the numbers stand for on the way out.
pub(super) trait Numbers {
    /// The number of the node with this key.
    fn node(&self, key: &NodeKey) -> Option<u32>;
    /// The number of the document with this id.
    fn document(&self, id: &DocumentId) -> Option<u32>;
}

/// What the numbers stand for on the way in.
pub(super) trait Names {
    /// The key of the node of this number.
    fn node(&self, number: u32) -> Option<NodeKey>;
    /// The id of the document of this number.
    fn document(&self, number: u32) -> Option<DocumentId>;
}

/// A count or a place: a graph of more than four thousand million parts is not kept.
pub(super) fn small(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

impl Pack {
    pub fn number(&mut self, number: usize) {
        put(&mut self.0, small(number));
    }

    pub fn text(&mut self, text: &str) {
        self.number(text.len());
        self.0.extend_from_slice(text.as_bytes());
    }

    fn texts(&mut self, texts: &[String]) {
        self.number(texts.len());
        for text in texts {
            self.text(text);
        }
    }

    fn option<T>(&mut self, value: Option<T>, pack: impl FnOnce(&mut Self, T)) {
        self.0.push(u8::from(value.is_some()));
        if let Some(value) = value {
            pack(self, value);
        }
    }

    /// A member of a closed list, by its name in records.
    fn word(&mut self, word: &impl Serialize) {
        self.text(&serde_json::to_string(word).unwrap_or_default());
    }

    fn date(&mut self, date: Option<Date>) {
        self.option(date, |pack, date| {
            pack.0.extend_from_slice(&date.year().to_le_bytes());
            pack.0.extend_from_slice(&date.month().to_le_bytes());
            pack.0.extend_from_slice(&date.day().to_le_bytes());
        });
    }

    fn float(&mut self, number: f64) {
        self.0.extend_from_slice(&number.to_le_bytes());
    }

    /// Numbers that grow.
    pub fn growing(&mut self, numbers: &[usize]) {
        self.number(numbers.len());
        let mut last = 0;
        for &number in numbers {
            self.number(number - last);
            last = number;
        }
    }

    fn span(&mut self, span: Span) {
        self.number(span.start);
        self.number(span.len());
    }

    fn quote(&mut self, quote: &Quote) {
        self.span(quote.chars);
        self.option(quote.bytes, Self::span);
        self.text(&quote.text);
    }

    fn time(&mut self, time: Option<&EventTime>) {
        self.option(time, |pack, time| {
            pack.date(time.from);
            pack.date(time.to);
            pack.word(&time.precision);
            pack.text(&time.text);
        });
    }

    fn attributes(&mut self, attributes: &BTreeMap<String, Attribute>) {
        self.number(attributes.len());
        for (name, value) in attributes {
            self.text(name);
            match value {
                Attribute::Number(number) => {
                    self.0.push(0);
                    self.float(*number);
                }
                Attribute::Text(text) => {
                    self.0.push(1);
                    self.text(text);
                }
                Attribute::Texts(texts) => {
                    self.0.push(2);
                    self.texts(texts);
                }
            }
        }
    }

    fn realis(&mut self, realis: Realis) {
        self.place(&Realis::ALL, realis);
    }

    /// A member of a closed list, by its place there.
    pub fn place<T: PartialEq + Copy>(&mut self, all: &[T], one: T) {
        self.number(all.iter().position(|other| *other == one).unwrap_or(all.len()));
    }

    /// A key: by number where a node has it, else in full.
    fn key(&mut self, key: &NodeKey, numbers: &impl Numbers) {
        if let Some(number) = numbers.node(key) {
            self.number(number as usize + 1);
        } else {
            self.number(0);
            self.text(&key.0);
        }
    }

    fn keys(&mut self, keys: &[NodeKey], numbers: &impl Numbers) {
        self.number(keys.len());
        for key in keys {
            self.key(key, numbers);
        }
    }

    fn id(&mut self, id: &DocumentId, numbers: &impl Numbers) {
        if let Some(number) = numbers.document(id) {
            self.number(number as usize + 1);
        } else {
            self.number(0);
            self.text(&id.0);
        }
    }

    fn triples(&mut self, triples: &[Triple], numbers: &impl Numbers) {
        self.number(triples.len());
        for triple in triples {
            self.key(&triple.subject, numbers);
            self.place(&Property::ALL, triple.property);
            self.key(&triple.object, numbers);
        }
    }

    pub fn document(&mut self, document: &DocumentNode) {
        self.text(&document.id.0);
        self.text(&document.source);
        self.text(&document.title);
        self.date(document.date);
        self.option(document.publisher.as_deref(), Self::text);
        self.option(document.url.as_deref(), Self::text);
        self.text(&document.sha256);
        self.number(document.segments.len());
        document.segments.iter().for_each(|span| self.span(*span));
        self.option(document.reprint_of.as_ref(), |pack, id| pack.text(&id.0));
    }

    pub fn mention(&mut self, mention: &EntityMention, numbers: &impl Numbers) {
        self.id(&mention.document, numbers);
        self.quote(&mention.quote);
        self.key(&mention.entity, numbers);
    }

    pub fn assertion(&mut self, told: &Assertion, numbers: &impl Numbers) {
        self.text(&told.key);
        self.id(&told.document, numbers);
        self.text(&told.fact);
        self.place(&FactType::ALL, told.fact_type);
        self.text(&told.rule);
        self.float(told.confidence);
        self.realis(told.realis);
        self.time(told.time.as_ref());
        self.attributes(&told.attributes);
        self.number(told.evidence.len());
        told.evidence.iter().for_each(|quote| self.quote(quote));
        self.option(told.asserts.as_ref(), |pack, key| pack.key(key, numbers));
        self.triples(&told.roles, numbers);
        self.triples(&told.edges, numbers);
    }

    /// A node without its edges.
    pub fn node(&mut self, node: &Node, numbers: &impl Numbers) {
        self.text(&node.key.0);
        self.text(&node.label);
        self.place(&Class::ALL, node.class);
        self.growing(&node.assertions);
        match &node.data {
            NodeData::Entity(data) => {
                self.0.push(0);
                let entity = &data.entity;
                self.text(&entity.key.0);
                self.word(&entity.entity_type);
                self.option(entity.kind, |pack, kind| pack.word(&kind));
                self.text(&entity.label);
                self.texts(&entity.names);
                self.option(entity.code.as_deref(), Self::text);
                self.option(entity.english.as_deref(), Self::text);
                self.number(entity.members.len());
                for (document, id) in &entity.members {
                    self.id(document, numbers);
                    self.text(&id.0);
                }
                self.number(data.mention_count);
                self.number(data.document_count);
                self.keys(&data.maybe, numbers);
            }
            NodeData::Position(data) => {
                self.0.push(1);
                self.text(&data.title);
                self.option(data.organization.as_ref(), |pack, key| pack.key(key, numbers));
                self.texts(&data.names);
            }
            NodeData::Event(EventData { realis, time, attributes }) => {
                self.0.push(2);
                self.realis(*realis);
                self.time(time.as_ref());
                self.attributes(attributes);
            }
            NodeData::Tenure(data) => {
                self.0.push(3);
                self.realis(data.realis);
                self.date(data.seen_first);
                self.date(data.seen_last);
            }
            NodeData::Observation(ObservationData { realis, time, attributes }) => {
                self.0.push(4);
                self.realis(*realis);
                self.time(time.as_ref());
                self.attributes(attributes);
            }
        }
    }
}

/// Bytes that are read from front to end; every step gives `None` where they are not those of a [`Pack`].
pub(super) struct Unpack<'b>(pub &'b [u8]);

impl<'b> Unpack<'b> {
    pub fn number(&mut self) -> Option<usize> {
        take(&mut self.0).map(|number| number as usize)
    }

    fn bytes(&mut self, count: usize) -> Option<&'b [u8]> {
        self.0.split_off(..count)
    }

    fn byte(&mut self) -> Option<u8> {
        self.bytes(1).map(|bytes| bytes[0])
    }

    pub fn text(&mut self) -> Option<&'b str> {
        let length = self.number()?;
        std::str::from_utf8(self.bytes(length)?).ok()
    }

    fn string(&mut self) -> Option<String> {
        self.text().map(str::to_owned)
    }

    /// As many of something as a number says.
    pub fn list<T>(&mut self, mut read: impl FnMut(&mut Self) -> Option<T>) -> Option<Vec<T>> {
        let count = self.number()?;
        // A count read from damaged bytes must not ask for all memory there is.
        let mut list = Vec::with_capacity(count.min(self.0.len()));
        for _ in 0..count {
            list.push(read(self)?);
        }
        Some(list)
    }

    /// `Some(None)` where nothing was there.
    #[allow(
        clippy::option_option,
        reason = "nothing where the bytes are damaged, nothing in it where nothing was written"
    )]
    fn option<T>(&mut self, read: impl FnOnce(&mut Self) -> Option<T>) -> Option<Option<T>> {
        match self.byte()? {
            0 => Some(None),
            _ => read(self).map(Some),
        }
    }

    fn word<T: DeserializeOwned>(&mut self) -> Option<T> {
        serde_json::from_str(self.text()?).ok()
    }

    #[allow(
        clippy::option_option,
        reason = "nothing where the bytes are damaged, nothing in it where nothing was written"
    )]
    fn date(&mut self) -> Option<Option<Date>> {
        self.option(|pack| {
            let bytes = pack.bytes(4)?;
            let year = i16::from_le_bytes([bytes[0], bytes[1]]);
            Date::new(year, i8::from_le_bytes([bytes[2]]), i8::from_le_bytes([bytes[3]])).ok()
        })
    }

    fn float(&mut self) -> Option<f64> {
        self.bytes(8)?.try_into().ok().map(f64::from_le_bytes)
    }

    pub fn growing(&mut self) -> Option<Vec<usize>> {
        let mut last = 0;
        self.list(|pack| {
            last += pack.number()?;
            Some(last)
        })
    }

    fn span(&mut self) -> Option<Span> {
        let (start, length) = (self.number()?, self.number()?);
        Some(Span::new(start, start + length))
    }

    fn quote(&mut self) -> Option<Quote> {
        Some(Quote { chars: self.span()?, bytes: self.option(Self::span)?, text: self.string()? })
    }

    #[allow(
        clippy::option_option,
        reason = "nothing where the bytes are damaged, nothing in it where nothing was written"
    )]
    fn time(&mut self) -> Option<Option<EventTime>> {
        self.option(|pack| {
            Some(EventTime { from: pack.date()?, to: pack.date()?, precision: pack.word()?, text: pack.string()? })
        })
    }

    fn attributes(&mut self) -> Option<BTreeMap<String, Attribute>> {
        let list = self.list(|pack| {
            let name = pack.string()?;
            let value = match pack.byte()? {
                0 => Attribute::Number(pack.float()?),
                1 => Attribute::Text(pack.string()?),
                2 => Attribute::Texts(pack.list(Self::string)?),
                _ => return None,
            };
            Some((name, value))
        })?;
        Some(list.into_iter().collect())
    }

    pub fn place<T: Copy>(&mut self, all: &[T]) -> Option<T> {
        all.get(self.number()?).copied()
    }

    fn key(&mut self, names: &impl Names) -> Option<NodeKey> {
        match take(&mut self.0)? {
            0 => self.string().map(NodeKey),
            number => names.node(number - 1),
        }
    }

    fn id(&mut self, names: &impl Names) -> Option<DocumentId> {
        match take(&mut self.0)? {
            0 => self.string().map(DocumentId),
            number => names.document(number - 1),
        }
    }

    fn triples(&mut self, names: &impl Names) -> Option<Vec<Triple>> {
        self.list(|pack| {
            Some(Triple { subject: pack.key(names)?, property: pack.place(&Property::ALL)?, object: pack.key(names)? })
        })
    }

    pub fn document(&mut self) -> Option<DocumentNode> {
        Some(DocumentNode {
            id: DocumentId(self.string()?),
            source: self.string()?,
            title: self.string()?,
            date: self.date()?,
            publisher: self.option(Self::string)?,
            url: self.option(Self::string)?,
            sha256: self.string()?,
            segments: self.list(Self::span)?,
            reprint_of: self.option(Self::string)?.map(DocumentId),
        })
    }

    pub fn mention(&mut self, names: &impl Names) -> Option<EntityMention> {
        Some(EntityMention { document: self.id(names)?, quote: self.quote()?, entity: self.key(names)? })
    }

    pub fn assertion(&mut self, names: &impl Names) -> Option<Assertion> {
        Some(Assertion {
            key: self.string()?,
            document: self.id(names)?,
            fact: self.string()?,
            fact_type: self.place(&FactType::ALL)?,
            rule: self.string()?,
            confidence: self.float()?,
            realis: self.place(&Realis::ALL)?,
            time: self.time()?,
            attributes: self.attributes()?,
            evidence: self.list(Self::quote)?,
            asserts: self.option(|pack| pack.key(names))?,
            roles: self.triples(names)?,
            edges: self.triples(names)?,
        })
    }

    pub fn node(&mut self, names: &impl Names) -> Option<Node> {
        Some(Node {
            key: NodeKey(self.string()?),
            label: self.string()?,
            class: self.place(&Class::ALL)?,
            assertions: self.growing()?,
            data: match self.byte()? {
                0 => NodeData::Entity(EntityData {
                    entity: LinkedEntity {
                        key: crate::model::EntityKey(self.string()?),
                        entity_type: self.word()?,
                        kind: self.option(Self::word)?,
                        label: self.string()?,
                        names: self.list(Self::string)?,
                        code: self.option(Self::string)?,
                        english: self.option(Self::string)?,
                        members: self.list(|pack| Some((pack.id(names)?, crate::model::EntityId(pack.string()?))))?,
                    },
                    mention_count: self.number()?,
                    document_count: self.number()?,
                    maybe: self.list(|pack| pack.key(names))?,
                }),
                1 => NodeData::Position(PositionData {
                    title: self.string()?,
                    organization: self.option(|pack| pack.key(names))?,
                    names: self.list(Self::string)?,
                }),
                2 => NodeData::Event(EventData {
                    realis: self.place(&Realis::ALL)?,
                    time: self.time()?,
                    attributes: self.attributes()?,
                }),
                3 => NodeData::Tenure(TenureData {
                    realis: self.place(&Realis::ALL)?,
                    seen_first: self.date()?,
                    seen_last: self.date()?,
                }),
                4 => NodeData::Observation(ObservationData {
                    realis: self.place(&Realis::ALL)?,
                    time: self.time()?,
                    attributes: self.attributes()?,
                }),
                _ => return None,
            },
        })
    }
}
