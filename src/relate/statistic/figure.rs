//! A figure as it is told enters; its fact leaves.
//!
//! Promise: attributes that the text does not give are absent.

use std::collections::BTreeMap;

use super::subject::Subject;
use super::words::Rules;
use crate::model::{Attribute, EventTime, FactType, Realis, Role, Span};
use crate::relate::Fact;
use crate::text::quantity::Quantity;

/// One figure before it becomes a fact.
#[derive(Debug, Clone)]
pub struct Figure {
    pub subject: Subject,
    pub indicator: String,
    pub quantity: Option<Quantity>,
    /// Value words that are no amount: 全国“七连冠”.
    pub value: Option<String>,
    pub period: Option<EventTime>,
    pub change: Option<(String, Option<f64>)>,
    pub status: &'static str,
    pub product: Option<String>,
    pub rule: &'static str,
    pub sentence: Span,
}

impl Figure {
    /// What tells repeated figures: value and period.
    pub fn words(&self) -> (String, String) {
        let value = self.quantity.as_ref().map(|q| q.value.clone()).or(self.value.clone()).unwrap_or_default();
        (value, self.period.as_ref().map(EventTime::period).unwrap_or_default())
    }

    /// The figure as a fact.
    pub fn fact(&self, rules: &Rules) -> Fact {
        let mut args = BTreeMap::new();
        let mut attributes: BTreeMap<String, Attribute> = BTreeMap::new();
        let mut set = |key: &str, value: Attribute| attributes.insert(key.to_owned(), value);
        if let Some(entity) = self.subject.entity {
            args.insert(Role::Subject, entity);
        } else if let Some(words) = &self.subject.words {
            set("subject", words.as_str().into());
        }
        set("indicator", self.indicator.as_str().into());
        if let Some(quantity) = &self.quantity {
            set("value", quantity.value.as_str().into());
            set("op", quantity.op.into());
            if !quantity.unit.is_empty() {
                set("unit", quantity.unit.as_str().into());
            }
            if let Some(number) = quantity.number {
                set("number", Attribute::Number(number));
            }
        } else if let Some(value) = &self.value {
            set("value", value.as_str().into());
        }
        if let Some(period) = &self.period {
            set("period", period.period().into());
        }
        if let Some((words, ratio)) = &self.change {
            set("change", words.as_str().into());
            if let Some(ratio) = ratio {
                set("changeNumber", Attribute::Number(*ratio));
            }
        }
        if let Some(product) = &self.product {
            set("product", product.as_str().into());
        }
        set("status", self.status.into());
        let sure = rules.confidence(self.rule);
        Fact {
            fact_type: FactType::Statistic,
            args,
            attributes,
            time: self.period.clone(),
            realis: if self.status == "actual" { Realis::Happened } else { Realis::Planned },
            confidence: if self.subject == Subject::default() {
                sure - 0.15
            } else if self.subject.carried {
                sure - 0.05
            } else {
                sure
            },
            rule: self.rule.to_owned(),
            evidence: vec![self.sentence],
            utterances: Vec::new(),
        }
    }
}
