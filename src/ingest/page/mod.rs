//! A newspaper page to its articles.
//!
//! The decoded text of a page enters; its articles leave, in order of where they begin, with the role of every piece.
//! Promise: every visible character of the page is in at most one block, and only page furniture (mastheads, page
//! numbers, `（完）`, `（下转第二版）`) is in none. A sentence that the columns cut is one block of several spans; where a
//! title stands inside a cut sentence, words may be lost, and the two ends stay two blocks.

mod pieces;

use jiff::civil::Date;

use self::pieces::{Piece, Sign};
use super::lines::lines;
use super::{cohesion, signs};
use crate::model::{Block, BlockKind, Span};

/// One article of a page.
#[derive(Debug, Clone)]
pub(super) struct Article {
    /// Headline lines joined by a space.
    pub(super) title: String,
    /// The pieces in reading order: headline first, wherever the page has it.
    pub(super) blocks: Vec<Block>,
}

/// What a page holds.
#[derive(Debug, Clone)]
pub(super) struct Page {
    /// The articles in order of where they begin.
    pub(super) articles: Vec<Article>,
    /// The day that a masthead line states.
    pub(super) date: Option<Date>,
}

/// Splits a page into its articles.
pub(super) fn split(text: &str) -> Page {
    let lines = lines(text, Span::new(0, text.len()));
    let (pieces, date) = pieces::pieces(text, lines);
    let mut walk = Walk { pieces: &pieces, done: Vec::new(), current: Draft::default() };
    walk.run();
    let mut drafts = walk.done;
    drafts.retain(|draft| !draft.is_empty());
    drafts.sort_by_key(Draft::first);
    Page { articles: drafts.into_iter().map(|draft| draft.finish(text, &pieces)).collect(), date }
}

/// An article in the making: numbers of pieces with their kinds.
#[derive(Debug, Clone, Default)]
struct Draft {
    heads: Vec<(BlockKind, usize)>,
    body: Vec<(BlockKind, usize)>,
    /// Nothing more belongs to it.
    closed: bool,
}

impl Draft {
    fn is_empty(&self) -> bool {
        self.heads.is_empty() && self.body.is_empty()
    }

    /// The piece that stands first on the page.
    fn first(&self) -> usize {
        let all = self.heads.iter().chain(&self.body);
        all.map(|&(_, piece)| piece).min().unwrap_or(usize::MAX)
    }

    /// Whether it has text beside titles.
    fn has_text(&self) -> bool {
        self.body.iter().any(|&(kind, _)| matches!(kind, BlockKind::Paragraph | BlockKind::Caption))
    }

    fn has_byline(&self) -> bool {
        let mut all = self.heads.iter().chain(&self.body);
        all.any(|&(kind, _)| kind == BlockKind::Byline)
    }

    fn has_headline(&self) -> bool {
        self.heads.iter().any(|&(kind, _)| kind == BlockKind::Headline)
    }

    /// The words of its blocks of one part.
    fn words(part: &[(BlockKind, usize)], pieces: &[Piece]) -> String {
        let lines: Vec<&str> = part.iter().map(|&(_, piece)| pieces[piece].plain.as_str()).collect();
        lines.join("\n")
    }

    fn finish(self, text: &str, pieces: &[Piece]) -> Article {
        let block = |&(kind, piece): &(BlockKind, usize)| Block { kind, spans: pieces[piece].spans.clone() };
        let headlines = self.heads.iter().filter(|(kind, _)| *kind == BlockKind::Headline);
        let titles: Vec<String> =
            headlines.map(|&(_, piece)| pieces[piece].spans.iter().map(|span| span.of(text)).collect()).collect();
        Article { title: titles.join(" "), blocks: self.heads.iter().chain(&self.body).map(block).collect() }
    }
}

/// What a run of title and byline lines is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    /// The headline of an article that begins here.
    Headline,
    /// A heading inside the article.
    Subhead,
    /// Title lines that the layout set into a cut sentence.
    Inset,
    /// Lines of a list that the text announced with a colon.
    List,
}

/// The walk over the pieces of a page.
struct Walk<'a> {
    pieces: &'a [Piece],
    done: Vec<Draft>,
    current: Draft,
}

impl Walk<'_> {
    fn run(&mut self) {
        let mut at = 0;
        while let Some(piece) = self.pieces.get(at) {
            match piece.sign {
                Sign::Mark => self.current.closed = !self.current.is_empty(),
                Sign::Credit => self.credit(at),
                Sign::Text => self.text(at),
                Sign::Title | Sign::Byline => {
                    let end = self.end_of_run(at);
                    self.titles(at, end);
                    at = end;
                    continue;
                }
            }
            at += 1;
        }
        self.begin();
    }

    /// Puts the current article away and begins another one.
    fn begin(&mut self) {
        self.done.push(std::mem::take(&mut self.current));
    }

    /// First piece after a run of titles and bylines.
    fn end_of_run(&self, start: usize) -> usize {
        let run = self.pieces[start..].iter().take_while(|piece| matches!(piece.sign, Sign::Title | Sign::Byline));
        start + run.count()
    }

    /// The last piece of text of the current article.
    fn last_text(&self) -> Option<&Piece> {
        let texts = self.current.body.iter().rev();
        texts.filter(|(kind, _)| *kind == BlockKind::Paragraph).map(|&(_, piece)| &self.pieces[piece]).next()
    }

    fn is_cut_off(&self) -> bool {
        self.last_text().is_some_and(|piece| !signs::is_finished(&piece.plain))
    }

    /// A paragraph: it opens an article where it carries a dateline, or where the article before is over.
    fn text(&mut self, at: usize) {
        let line = &self.pieces[at].plain;
        let opens = signs::has_dateline(line) || signs::is_continued(line);
        let after_closing =
            self.last_text().is_some_and(|last| signs::closes_report(&last.plain)) && self.kinship(line) < 2;
        if self.current.closed || self.current.has_text() && (opens || after_closing) {
            self.begin();
        }
        self.current.body.push((BlockKind::Paragraph, at));
    }

    /// A picture credit makes the paragraph before it a caption. A caption that no text follows, and that does not
    /// speak of its article's topics, stands by itself between two articles.
    fn credit(&mut self, at: usize) {
        let caption = match self.current.body.last_mut() {
            Some((kind @ BlockKind::Paragraph, piece)) if *piece + 1 == at => {
                *kind = BlockKind::Caption;
                Some(*piece)
            }
            Some((BlockKind::Caption, piece)) if *piece + 1 == at => Some(*piece),
            _ => None,
        };
        self.current.body.push((BlockKind::Credit, at));
        let Some(caption) = caption else {
            return;
        };
        let next = self.pieces.get(at + 1);
        let goes_on = next.is_some_and(|next| {
            next.sign == Sign::Credit || next.sign == Sign::Text && !signs::has_dateline(&next.plain)
        });
        let rest = &self.current.body[..self.current.body.len() - 2];
        let has_more = rest.iter().any(|&(kind, _)| kind == BlockKind::Paragraph);
        // The last picture of a page that holds one article is of that article.
        let alone = next.is_none() && self.done.iter().all(Draft::is_empty);
        if goes_on || !has_more || alone {
            return;
        }
        let topics =
            cohesion::topics(&Draft::words(&self.current.heads, self.pieces), &Draft::words(rest, self.pieces));
        let words = cohesion::pairs(&self.pieces[caption].plain);
        if cohesion::shared(&topics, &words) < 2 {
            let body = self.current.body.split_off(self.current.body.len() - 2);
            self.done.push(Draft { heads: Vec::new(), body, closed: true });
        }
    }

    /// A run of titles and bylines.
    fn titles(&mut self, start: usize, end: usize) {
        let start = self.signatures(start, end);
        if start == end {
            return;
        }
        // A short line right above a credit is a caption.
        let is_caption = |at: usize| {
            at + 1 == end
                && self.pieces[at].sign == Sign::Title
                && self.pieces.get(end).is_some_and(|next| next.sign == Sign::Credit)
        };
        let heads_end = if is_caption(end - 1) { end - 1 } else { end };
        if start < heads_end {
            match self.role(start, heads_end) {
                Role::Headline => {
                    if !self.current.body.is_empty() || self.current.closed {
                        self.begin();
                    }
                    self.headline(start, heads_end);
                }
                Role::Subhead => self.push_all(BlockKind::Subhead, start, heads_end),
                Role::List => self.push_all(BlockKind::Paragraph, start, heads_end),
                Role::Inset => self.inset(start, heads_end),
            }
        }
        if heads_end < end {
            self.current.body.push((BlockKind::Caption, heads_end));
        }
    }

    fn push_all(&mut self, kind: BlockKind, start: usize, end: usize) {
        self.current.body.extend((start..end).map(|at| (kind, at)));
    }

    /// Takes the names and bylines that sign the article before the run; gives the first piece that is left.
    fn signatures(&mut self, start: usize, end: usize) -> usize {
        if !self.current.has_text() || self.current.closed || self.is_cut_off() {
            return start;
        }
        let mut at = start;
        while at < end && self.signs_article(at, start, end) {
            self.current.body.push((BlockKind::Byline, at));
            at += 1;
        }
        self.current.closed |= at > start;
        at
    }

    /// Whether the piece signs the article that ends before it. A byline below a title, or right above text, belongs
    /// to the article that begins.
    fn signs_article(&self, at: usize, start: usize, end: usize) -> bool {
        let piece = &self.pieces[at];
        let text_next = at + 1 == end && self.pieces.get(end).is_some_and(|next| next.sign == Sign::Text);
        match piece.sign {
            Sign::Byline => piece.plain.starts_with('（') || !text_next || signs::is_supplier(&piece.plain),
            // An article that names its reporter on top is not signed by another name below.
            Sign::Title => signs::is_author(&piece.plain) && (at > start || !self.current.has_byline()),
            _ => false,
        }
    }

    /// What a run of titles is, given what stands before and after.
    fn role(&self, start: usize, end: usize) -> Role {
        let run = &self.pieces[start..end];
        let titles: Vec<&Piece> = run.iter().filter(|p| p.sign == Sign::Title).collect();
        let next = self.pieces.get(end);
        let text_next = next.filter(|next| next.sign == Sign::Text);
        let opens = titles.len() < run.len() || text_next.is_some_and(|next| signs::has_dateline(&next.plain));
        if !self.current.has_text() || self.current.closed {
            return Role::Headline;
        }
        if self.is_cut_off() {
            return match text_next {
                Some(_) if !opens => Role::Inset,
                _ => Role::Headline,
            };
        }
        if titles.iter().all(|title| signs::is_numbered(&title.plain)) && !opens {
            return Role::Subhead;
        }
        if opens {
            return Role::Headline;
        }
        if self.last_text().is_some_and(|last| last.plain.ends_with('：')) {
            return Role::List;
        }
        let Some(text) = text_next else {
            return Role::Headline;
        };
        if titles.len() >= 2 || titles.iter().any(|title| signs::is_part_of_headline(&title.plain)) {
            return Role::Headline;
        }
        self.lone_title(start, end, text)
    }

    /// One title between two stretches of text: a subhead where the text below speaks of the topics above, else the
    /// headline of another article.
    fn lone_title(&self, start: usize, end: usize, below: &Piece) -> Role {
        let mut section = self.pieces[start].plain.clone();
        for piece in self.pieces[end..].iter().take_while(|piece| piece.sign == Sign::Text) {
            section.push('\n');
            section.push_str(&piece.plain);
        }
        let over = self.last_text().is_some_and(|last| signs::closes_report(&last.plain));
        let wide_gap = self.pieces[start].blanks >= 3 && below.blanks < 3;
        let opens = signs::opens_report(&below.plain);
        let needed = match (over || wide_gap, opens) {
            (true, _) => 5,
            (false, true) => 3,
            // A reporter's name on top promises a long article, and those have subheads.
            (false, false) if self.current.has_byline() => 1,
            (false, false) => 2,
        };
        let body = Draft::words(&self.current.body, self.pieces);
        let names = cohesion::triples(&body).intersection(&cohesion::triples(&section)).count();
        if self.kinship(&section) + names < needed { Role::Headline } else { Role::Subhead }
    }

    /// Number of the current article's topics that the words speak of.
    fn kinship(&self, words: &str) -> usize {
        let topics = cohesion::topics(
            &Draft::words(&self.current.heads, self.pieces),
            &Draft::words(&self.current.body, self.pieces),
        );
        cohesion::shared(&topics, &cohesion::pairs(words))
    }

    /// The headline of the current article: column, headline lines, byline; a title below the byline is the first
    /// subhead.
    fn headline(&mut self, start: usize, end: usize) {
        let mut signed = false;
        for at in start..end {
            let piece = &self.pieces[at];
            let title_next = at + 1 < end && self.pieces[at + 1].sign == Sign::Title;
            let signature = at > start && at + 1 == end && signs::is_signature(&piece.plain);
            if piece.sign == Sign::Byline || signature {
                signed = self.current.has_headline();
                self.current.heads.push((BlockKind::Byline, at));
            } else if signed {
                self.current.body.push((BlockKind::Subhead, at));
            } else if title_next && signs::is_column(&piece.plain) {
                self.current.heads.push((BlockKind::Column, at));
            } else {
                self.current.heads.push((BlockKind::Headline, at));
            }
        }
    }

    /// Titles inside a cut sentence. The article around them has its headline there, where the paragraphs before the
    /// cut speak of it; those further up that do not belong to the article above. An article that has a headline
    /// and speaks of these titles throughout has a subhead there.
    fn inset(&mut self, start: usize, end: usize) {
        let titles = Draft::words(&(start..end).map(|at| (BlockKind::Headline, at)).collect::<Vec<_>>(), self.pieces);
        let words = cohesion::pairs(&titles);
        let speaks = |&(_, piece): &(BlockKind, usize)| {
            cohesion::shared(&words, &cohesion::pairs(&self.pieces[piece].plain)) > 0
        };
        let body = &self.current.body;
        if !self.current.has_headline() {
            self.inset_headline(start, end);
            return;
        }
        let own = body.iter().rev().take_while(|entry| speaks(entry)).count();
        if own == body.len() {
            self.push_all(BlockKind::Subhead, start, end);
        } else if own > 0 {
            let body = self.current.body.split_off(body.len() - own);
            self.begin();
            self.current.body = body;
            self.inset_headline(start, end);
        } else if self.kinship(&titles) > 0 {
            self.push_all(BlockKind::Subhead, start, end);
        } else {
            self.begin();
            self.headline(start, end);
        }
    }

    /// Makes the titles the headline of the current article; a very short line above another one is the column.
    fn inset_headline(&mut self, start: usize, end: usize) {
        let is_column = |at: usize| {
            at + 1 < end && (signs::is_column(&self.pieces[at].plain) || signs::width(&self.pieces[at].plain) <= 4)
        };
        for at in start..end {
            let kind = match self.pieces[at].sign {
                Sign::Byline => BlockKind::Byline,
                _ if is_column(at) => BlockKind::Column,
                _ => BlockKind::Headline,
            };
            self.current.heads.push((kind, at));
        }
    }
}
