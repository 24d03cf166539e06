//! An `Accept` header and what can be offered enter; the offer that suits best leaves (RFC 9110, section 12.5.1).
//!
//! Promises: the most specific range that fits an offer gives its weight; the heaviest offer wins, of equal ones the first;
//! a weight of 0 refuses; a part that is no media range is passed over.

use axum::http::HeaderMap;
use axum::http::header::ACCEPT;

/// One of the answers that can be given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Offer<T> {
    /// Type and subtype in small letters.
    pub media: &'static str,
    /// What it stands for.
    pub what: T,
}

/// The best of `offers`; `None` where none is accepted. Without the header the first.
pub(super) fn choose<T: Copy>(headers: &HeaderMap, offers: &[Offer<T>]) -> Option<Offer<T>> {
    let values = headers.get_all(ACCEPT).iter().filter_map(|value| value.to_str().ok());
    let ranges: Vec<Range> = values.flat_map(|value| value.split(',')).filter_map(Range::read).collect();
    if ranges.is_empty() {
        return offers.first().copied();
    }
    let mut best: Option<(Offer<T>, u16)> = None;
    for offer in offers {
        let fitting = ranges.iter().filter(|range| range.fits(offer.media));
        let weight = fitting.max_by_key(|range| (range.precision(), range.weight)).map_or(0, |range| range.weight);
        if weight > best.as_ref().map_or(0, |(_, weight)| *weight) {
            best = Some((*offer, weight));
        }
    }
    best.map(|(offer, _)| offer)
}

/// A media range with its weight in thousandths.
struct Range {
    kind: String,
    subkind: String,
    weight: u16,
}

impl Range {
    fn read(text: &str) -> Option<Self> {
        let mut parts = text.split(';').map(str::trim);
        let (kind, subkind) = parts.next()?.split_once('/')?;
        let token = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_graphic() && b != b'/');
        if !token(kind) || !token(subkind) || (kind == "*" && subkind != "*") {
            return None;
        }
        let mut weight = 1000;
        for part in parts {
            if let Some((name, value)) = part.split_once('=')
                && name.trim().eq_ignore_ascii_case("q")
            {
                weight = thousandths(value.trim())?;
            }
        }
        Some(Self { kind: kind.to_ascii_lowercase(), subkind: subkind.to_ascii_lowercase(), weight })
    }

    fn fits(&self, media: &str) -> bool {
        match (self.kind.as_str(), self.subkind.as_str()) {
            ("*", _) => true,
            (kind, "*") => media.split('/').next() == Some(kind),
            (kind, subkind) => media.split_once('/') == Some((kind, subkind)),
        }
    }

    fn precision(&self) -> u8 {
        u8::from(self.kind != "*") + u8::from(self.subkind != "*")
    }
}

/// `0.85` as 850.
fn thousandths(text: &str) -> Option<u16> {
    let value: f32 = text.parse().ok()?;
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 1000")]
    (0.0..=1.0).contains(&value).then(|| (value * 1000.0).round() as u16)
}

#[cfg(test)]
mod tests {
    use super::*;

    const OFFERS: [Offer<u8>; 4] = [
        Offer { media: "application/sparql-results+json", what: 1 },
        Offer { media: "application/sparql-results+xml", what: 2 },
        Offer { media: "application/xml", what: 3 },
        Offer { media: "text/csv", what: 4 },
    ];

    #[test]
    fn the_heaviest_offer_wins() {
        let cases = [
            (&[][..], Some(1)),
            (&["*/*"], Some(1)),
            (&["text/*"], Some(4)),
            (&["text/csv"], Some(4)),
            (&["TEXT/CSV; charset=utf-8"], Some(4)),
            (&["text/csv;q=0.5, application/sparql-results+xml;q=0.6"], Some(2)),
            (&["text/csv;q=0.5", "application/sparql-results+xml;q=0.4"], Some(4)),
            (&["text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"], Some(3)),
            (&["*/*, application/sparql-results+json;q=0"], Some(2)),
            (&["application/*;q=0.2, */*;q=0.1"], Some(1)),
            (&["text/turtle"], None),
            (&["text/csv;q=0"], None),
            (&["nonsense"], Some(1)),
            (&["text/csv;q=2, application/xml"], Some(3)),
            (&["*/csv, application/xml"], Some(3)),
        ];
        for (values, expected) in cases {
            let mut headers = HeaderMap::new();
            for value in values {
                headers.append(ACCEPT, value.parse().unwrap());
            }
            assert_eq!(choose(&headers, &OFFERS).map(|offer| offer.what), expected, "{values:?}");
        }
    }
}
