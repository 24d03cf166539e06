//! The names, titles and dates of a sentence enter; the sentence leaves with one sign in the place of each.
//!
//! What belongs together becomes one sign: a person with the titles before and after the name, a chain of places with
//! the site or organisation at its end (江西省宜春市袁州区 + 海川公司). Short brackets after a name are left out.
//! Promise: every offset of the masked text leads back to the offset of the reading that it stands for.

use crate::extract::Annotations;
use crate::knowledge::Sign;
use crate::model::{Kind, Span};
use crate::text::Reading;

/// Something in a sentence that is masked.
#[derive(Debug, Clone)]
pub struct Token {
    /// What masks it.
    pub sign: Sign,
    /// Bytes of the reading, titles and chain included.
    pub span: Span,
    /// The entities that it names: one, or several for 双方.
    pub entities: Vec<usize>,
    /// For a chain: the places before its end, widest first.
    pub chain: Vec<usize>,
    /// Index of the title, for a title that belongs to no name.
    pub position: Option<usize>,
    /// Index of the time.
    pub time: Option<usize>,
    /// Whether it is a word that stands for a name (他, 总书记).
    pub reference: bool,
    /// Whether it is a delegation, masked as those who lead it.
    pub group: bool,
}

impl Token {
    /// A token that names nothing yet.
    pub fn new(sign: Sign, span: Span) -> Self {
        Self {
            sign,
            span,
            entities: Vec::new(),
            chain: Vec::new(),
            position: None,
            time: None,
            reference: false,
            group: false,
        }
    }

    /// The entity, for a token that names just one.
    pub fn entity(&self) -> Option<usize> {
        match self.entities[..] {
            [one] => Some(one),
            _ => None,
        }
    }
}

/// The tokens of one sentence as they stand, in order, none inside another.
pub fn tokens(sentence: Span, annotations: &Annotations, times: &[Span]) -> Vec<Token> {
    let mut found = Vec::new();
    for index in annotations.outermost() {
        let mention = &annotations.mentions[index];
        if sentence.contains(mention.span) {
            let mut token = Token::new(Sign::of(mention.entity_type), mention.span);
            token.entities.push(annotations.entity_of[index]);
            found.push(token);
        }
    }
    for (index, position) in annotations.positions.iter().enumerate() {
        if sentence.contains(position.span) {
            let mut token = Token::new(Sign::Position, position.span);
            token.position = Some(index);
            found.push(token);
        }
    }
    for (index, span) in times.iter().enumerate() {
        if sentence.contains(*span) {
            let mut token = Token::new(Sign::Date, *span);
            token.time = Some(index);
            found.push(token);
        }
    }
    // Of two that overlap the one that starts first wins, then the longer, then the name before the title.
    found.sort_by_key(|token| (token.span.start, std::cmp::Reverse(token.span.end), token.sign));
    let mut end = 0;
    found.retain(|token| {
        let keep = token.span.start >= end;
        if keep {
            end = token.span.end;
        }
        keep
    });
    found
}

/// Joins chains of places with what they lead to. `between` holds for 位于 … 的 … as well.
pub fn join_chains(tokens: Vec<Token>, reading: &Reading, annotations: &Annotations) -> Vec<Token> {
    let mut out: Vec<Token> = Vec::new();
    for token in tokens {
        if let Some(last) = out.last_mut()
            && last.sign == Sign::Place
            && matches!(token.sign, Sign::Place | Sign::Organization)
            && leads_to(last, &token, reading, annotations)
        {
            let mut chain = std::mem::take(&mut last.chain);
            chain.append(&mut last.entities);
            *last = Token { span: last.span.join(token.span), chain, ..token };
            continue;
        }
        out.push(token);
    }
    out
}

/// Whether a place token directly leads to the next: 江西省宜春市, 位于袁州区的海川公司.
fn leads_to(place: &Token, next: &Token, reading: &Reading, annotations: &Annotations) -> bool {
    let between = &reading.text[place.span.end..next.span.start];
    if between.is_empty() {
        // 中国 before a company's name says whose it is, not where.
        let is_country = |token: &Token| {
            token.entity().is_some_and(|entity| annotations.entities[entity].kind == Some(Kind::Country))
        };
        let country = is_country(place) && place.chain.is_empty();
        // 云州白州 are two cities: the one does not lie in the other.
        if apart(place, next, annotations) {
            return false;
        }
        // 中非: two parties, each told by one character.
        let one = |token: &Token| token.span.of(&reading.text).chars().count() == 1;
        if one(place) && one(next) {
            return false;
        }
        // 中法 are two countries.
        return !(country && (next.sign == Sign::Organization || is_country(next)));
    }
    let before = reading.text[..place.span.start].rsplit(['，', '。', '、', '；', '\n']).next().unwrap_or_default();
    let lies = ["位于", "坐落在", "地处", "部署在"].iter().filter_map(|word| before.rfind(word)).max();
    lies.is_some_and(|at| before[at..].chars().count() <= 14 && !before[at..].contains('的'))
        && between.chars().count() <= 10
        && between.contains('的')
        && !between.contains(['，', '、', '。', '；'])
}

/// Whether two places are of one level, and by their codes neither lies in the other.
fn apart(place: &Token, next: &Token, annotations: &Annotations) -> bool {
    let of = |token: &Token| token.entity().map(|entity| &annotations.entities[entity]);
    let (Some(first), Some(second)) = (of(place), of(next)) else { return false };
    let level = matches!(first.kind, Some(Kind::Province | Kind::City | Kind::County)) && first.kind == second.kind;
    let significant = |code: &str| code.trim_end_matches("00").to_owned();
    match (&first.code, &second.code) {
        (Some(outer), Some(inner)) => level && !significant(inner).starts_with(&significant(outer)),
        _ => false,
    }
}

/// A sentence whose tokens are masked.
#[derive(Debug, Clone, Default)]
pub struct Masked {
    /// The masked sentence.
    pub text: String,
    /// The tokens, in order.
    pub tokens: Vec<Token>,
    /// For each token the offset of its sign.
    pub at: Vec<usize>,
    pieces: Vec<(usize, usize, bool)>,
    end: usize,
}

impl Masked {
    /// Masks the sentence.
    pub fn new(reading: &Reading, sentence: Span, tokens: Vec<Token>) -> Self {
        let mut masked = Self { end: sentence.end, ..Self::default() };
        let mut offset = sentence.start;
        for token in tokens {
            // 马丁（Martin Cole）: what stands in the bracket is the same person.
            if token.span.end <= offset && token.span.start >= sentence.start {
                continue;
            }
            // A polite word taken to the name before may reach into a title: 博士 of 博士生导师.
            masked.copy(reading, Span::new(offset, token.span.start.max(offset)));
            masked.pieces.push((masked.text.len(), token.span.start, true));
            masked.at.push(masked.text.len());
            masked.text.push(token.sign.char());
            offset = offset.max(token.span.end + bracket(&reading.text[token.span.end..sentence.end]));
            masked.tokens.push(token);
        }
        masked.copy(reading, Span::new(offset, sentence.end));
        masked
    }

    fn copy(&mut self, reading: &Reading, span: Span) {
        if !span.is_empty() {
            self.pieces.push((self.text.len(), span.start, false));
            self.text.push_str(span.of(&reading.text));
        }
    }

    /// The offset of the reading that an offset of the masked text stands for.
    pub fn source(&self, offset: usize) -> usize {
        if offset >= self.text.len() {
            return self.end;
        }
        let index = self.pieces.partition_point(|piece| piece.0 <= offset).saturating_sub(1);
        self.pieces.get(index).map_or(
            self.end,
            |&(masked, reading, token)| {
                if token { reading } else { reading + (offset - masked) }
            },
        )
    }

    /// The tokens whose signs lie in a range of the masked text.
    pub fn tokens_in(&self, from: usize, to: usize) -> impl Iterator<Item = (usize, &Token)> {
        self.at
            .iter()
            .zip(&self.tokens)
            .enumerate()
            .filter(move |(_, (at, _))| **at >= from && **at < to)
            .map(|(index, (_, token))| (index, token))
    }
}

/// Bytes of a short bracket that directly follows a name: （001234）, （Rohan Kumar）.
fn bracket(text: &str) -> usize {
    if !text.starts_with('（') {
        return 0;
    }
    match text.char_indices().take(32).find(|(_, c)| *c == '）') {
        Some((at, c)) => at + c.len_utf8(),
        None => 0,
    }
}
