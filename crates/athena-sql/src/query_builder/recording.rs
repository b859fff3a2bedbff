//! `Recording`: a writer that keeps text and parameters as pieces, so that clauses can be reordered.

use std::cell::Cell;
use std::fmt;
use std::ops::Range;

use sea_query::{QueryBuilder, SqlWriter, Value};

use super::render::{Renderer, put};

#[derive(Debug)]
enum Piece {
    Text(String),
    Parameter(Value),
}

/// The written pieces. `written` counts them; a builder that shares the counter knows its position.
#[derive(Debug)]
pub(super) struct Recording<'a> {
    pieces: Vec<Piece>,
    written: &'a Cell<usize>,
}

impl<'a> Recording<'a> {
    pub(super) fn new(written: &'a Cell<usize>) -> Self {
        written.set(0);
        Self { pieces: Vec::new(), written }
    }

    fn push(&mut self, piece: Piece) {
        self.pieces.push(piece);
        self.written.set(self.pieces.len());
    }

    /// Writes these pieces without the spaces around them. Line ends stay, since one may end a comment.
    pub(super) fn replay(&self, pieces: Range<usize>, renderer: &Renderer, sql: &mut impl SqlWriter) {
        let pieces = self.pieces.get(pieces).unwrap_or_default();
        let last = pieces.len().saturating_sub(1);
        for (position, piece) in pieces.iter().enumerate() {
            match piece {
                Piece::Text(text) => {
                    let text = if position == 0 { text.trim_start_matches(' ') } else { text };
                    put(sql, if position == last { text.trim_end_matches(' ') } else { text });
                }
                Piece::Parameter(value) => sql.push_param(value.clone(), renderer),
            }
        }
    }

    /// Writes all pieces without the spaces around them.
    pub(super) fn replay_all(&self, renderer: &Renderer, sql: &mut impl SqlWriter) {
        self.replay(0..self.pieces.len(), renderer, sql);
    }

    pub(super) fn len(&self) -> usize {
        self.pieces.len()
    }

    /// Whether the piece at this position is this text, with which a statement or clause begins.
    pub(super) fn has(&self, text: &str, position: usize) -> bool {
        matches!(self.pieces.get(position), Some(Piece::Text(found)) if found == text)
    }
}

impl fmt::Write for Recording<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        // An empty clause must not become a piece, which would be separated by a space.
        if !text.is_empty() {
            self.push(Piece::Text(text.to_owned()));
        }
        Ok(())
    }
}

impl fmt::Display for Recording<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.pieces.iter().try_for_each(|piece| match piece {
            Piece::Text(text) => f.write_str(text),
            Piece::Parameter(_) => f.write_str("?"),
        })
    }
}

impl SqlWriter for Recording<'_> {
    fn push_param<T: QueryBuilder>(&mut self, value: Value, _: &T) {
        self.push(Piece::Parameter(value));
    }

    fn as_writer(&mut self) -> &mut dyn fmt::Write {
        self
    }
}
