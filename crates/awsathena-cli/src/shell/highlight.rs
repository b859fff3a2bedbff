//! Syntax highlighting of typed text.

use std::ops::Range;

use awsathena::sql::{TokenKind, classify, tokenize_as};
use nu_ansi_term::{Color, Style};
use reedline::{Highlighter, StyledText};

use super::command_table::find;
use super::sql_words::{is_keyword, is_type};

/// The kind of a part of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// White space, operators, and everything else.
    Plain,
    Keyword,
    Type,
    Identifier,
    String,
    Number,
    Comment,
    /// `:name` and `?`.
    Parameter,
    Command,
    /// A command that does not exist.
    Unknown,
}

impl Kind {
    /// Styles that are readable on black and on white: bold for structure, and only those of the sixteen colours that
    /// are neither pale nor dark in common palettes.
    fn style(self) -> Style {
        match self {
            Self::Plain | Self::Identifier => Style::new(),
            Self::Keyword | Self::Command => Style::new().bold(),
            Self::Type => Style::new().italic(),
            Self::String => Color::Green.normal(),
            Self::Number | Self::Parameter => Color::Purple.normal(),
            Self::Comment => Style::new().dimmed(),
            Self::Unknown => Color::Red.normal(),
        }
    }
}

/// The parts of a text, in order and without gaps.
pub(crate) fn spans(text: &str) -> Vec<(Range<usize>, Kind)> {
    let mut spans = Vec::new();
    let mut start = 0;
    while start < text.len() {
        let rest = &text[start..];
        let blank = rest.len() - rest.trim_start().len();
        if rest[blank..].starts_with('\\') {
            let end = rest[blank..].find('\n').map_or(text.len(), |at| start + blank + at);
            let line = &text[start + blank..end];
            let name = line.find(char::is_whitespace).unwrap_or(line.len());
            let kind = if find(line[..name].trim_end_matches(';')).is_some() { Kind::Command } else { Kind::Unknown };
            push(&mut spans, start..start + blank, Kind::Plain);
            push(&mut spans, start + blank..start + blank + name, kind);
            push(&mut spans, start + blank + name..end, Kind::Plain);
            start = end;
            continue;
        }
        let mut tokens = tokenize_as(rest, classify(rest).grammar());
        let ended = tokens.by_ref().find_map(|token| {
            let kind = match token.kind {
                TokenKind::LineComment | TokenKind::BlockComment => Kind::Comment,
                TokenKind::Word if is_keyword(token.text) => Kind::Keyword,
                TokenKind::Word if is_type(token.text) => Kind::Type,
                TokenKind::Word | TokenKind::QuotedIdentifier | TokenKind::BacktickIdentifier => Kind::Identifier,
                TokenKind::String | TokenKind::BinaryString | TokenKind::UnicodeString => Kind::String,
                TokenKind::Number => Kind::Number,
                TokenKind::Question | TokenKind::Named => Kind::Parameter,
                _ => Kind::Plain,
            };
            push(&mut spans, start + token.start..start + token.range().end, kind);
            (token.kind == TokenKind::Semicolon).then(|| start + token.range().end)
        });
        start = ended.unwrap_or(text.len());
    }
    spans
}

fn push(spans: &mut Vec<(Range<usize>, Kind)>, range: Range<usize>, kind: Kind) {
    match spans.last_mut() {
        _ if range.is_empty() => {}
        Some((last, before)) if *before == kind => last.end = range.end,
        _ => spans.push((range, kind)),
    }
}

/// Highlighter of the line editor.
pub(super) struct SqlHighlighter;

impl Highlighter for SqlHighlighter {
    fn highlight(&self, line: &str, _: usize) -> StyledText {
        let mut styled = StyledText::new();
        for (range, kind) in spans(line) {
            styled.push((kind.style(), line[range].to_owned()));
        }
        styled
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[(&str, Kind)]) {
        let found: Vec<_> = spans(text).into_iter().map(|(range, kind)| (text[range].to_owned(), kind)).collect();
        let shown: Vec<_> =
            found.iter().filter(|(_, kind)| *kind != Kind::Plain).map(|(text, kind)| (text.as_str(), *kind)).collect();
        assert_eq!(shown, expected);
        assert_eq!(found.iter().map(|(text, _)| text.as_str()).collect::<String>(), text);
    }

    #[test]
    fn parts_of_statements_and_commands_have_kinds() {
        check(
            "SELECT a.\"b\", 'x;' -- c\n, CAST(1.5 AS bigint), :p;",
            &[
                ("SELECT", Kind::Keyword),
                ("a", Kind::Identifier),
                ("\"b\"", Kind::Identifier),
                ("'x;'", Kind::String),
                ("-- c", Kind::Comment),
                ("CAST", Kind::Keyword),
                ("1.5", Kind::Number),
                ("AS", Kind::Keyword),
                ("bigint", Kind::Type),
                (":p", Kind::Parameter),
            ],
        );
        check("\\dt tpch\nselect", &[("\\dt", Kind::Command), ("select", Kind::Keyword)]);
        check("\\zz", &[("\\zz", Kind::Unknown)]);
        check("select 1; \\x", &[("select", Kind::Keyword), ("1", Kind::Number), ("\\x", Kind::Command)]);
        check("SELECT 'open", &[("SELECT", Kind::Keyword), ("'open", Kind::String)]);
        check("é 'ü' ", &[("é", Kind::Identifier), ("'ü'", Kind::String)]);
    }
}
