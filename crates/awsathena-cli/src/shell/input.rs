//! Where statements and commands begin and end.

use awsathena::sql::{TokenKind, classify, tokenize_as};

/// A part of what was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Piece {
    /// A statement, without its semicolon.
    Statement(String),
    /// A command, from its backslash on.
    Command(String),
}

/// What was typed, in parts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Input {
    pub(crate) pieces: Vec<Piece>,
    /// A statement that has begun and not ended.
    pub(crate) begun: String,
    /// Whether a command stands behind everything else.
    command_last: bool,
}

/// Words that are commands when they stand alone, for who comes from another shell.
const WORDS: [(&str, &str); 3] = [("quit", "\\q"), ("exit", "\\q"), ("help", "\\?")];

impl Input {
    /// Takes the text apart: statements end with `;`, commands are lines that begin with `\`, wherever they stand.
    pub(crate) fn parse(text: &str) -> Self {
        let mut input = Self::default();
        let mut rest = text.to_owned();
        loop {
            let trimmed = rest.trim_start();
            if trimmed.starts_with('\\') {
                let (command, after) = line(trimmed);
                input.command(command);
                rest = after.to_owned();
                continue;
            }
            let (first, after) = line(trimmed);
            if let Some((_, command)) = WORDS.iter().find(|(word, _)| word.eq_ignore_ascii_case(first.trim())) {
                input.command(command);
                rest = after.to_owned();
                continue;
            }
            match end(trimmed) {
                End::Semicolon(at) => {
                    let statement = awsathena::sql::trim_statement(&trimmed[..at]);
                    if !statement.is_empty() {
                        input.pieces.push(Piece::Statement(statement.to_owned()));
                    }
                    input.command_last = false;
                    rest = trimmed[at + 1..].to_owned();
                }
                End::Command(at) => {
                    let (command, after) = line(&trimmed[at..]);
                    input.command(command);
                    if after.trim().is_empty() {
                        input.begun = trimmed[..at].trim_end().to_owned();
                        return input;
                    }
                    rest = format!("{}{after}", &trimmed[..at]);
                }
                End::Nothing => return input,
                End::Open => {
                    input.begun = trimmed.to_owned();
                    input.command_last = false;
                    return input;
                }
            }
        }
    }

    /// Whether Enter ends it.
    pub(crate) fn is_complete(&self) -> bool {
        self.begun.is_empty() || self.command_last
    }

    fn command(&mut self, text: &str) {
        self.pieces.push(Piece::Command(text.trim_end().to_owned()));
        self.command_last = true;
    }
}

/// How a statement ends, by the byte at which it does.
enum End {
    Semicolon(usize),
    /// A line of it is a command.
    Command(usize),
    /// It does not end.
    Open,
    /// There is no statement.
    Nothing,
}

fn end(text: &str) -> End {
    let mut found = End::Nothing;
    for token in tokenize_as(text, classify(text).grammar()) {
        match token.kind {
            TokenKind::Semicolon => return End::Semicolon(token.start),
            _ if token.text.starts_with('\\') && begins_line(text, token.start) => return End::Command(token.start),
            _ if !token.is_trivia() => found = End::Open,
            _ => {}
        }
    }
    found
}

fn begins_line(text: &str, at: usize) -> bool {
    let line = text[..at].rsplit('\n').next().unwrap_or_default();
    line.chars().all(char::is_whitespace)
}

/// The first line, and what is behind it.
fn line(text: &str) -> (&str, &str) {
    text.split_once('\n').unwrap_or((text, ""))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, pieces: &[&str], begun: &str, complete: bool) {
        let input = Input::parse(text);
        let shown = |piece: &Piece| match piece {
            Piece::Statement(text) => text.clone(),
            Piece::Command(text) => format!("command {text}"),
        };
        assert_eq!(input.pieces.iter().map(shown).collect::<Vec<_>>(), pieces, "{text:?}");
        assert_eq!(input.begun, begun, "{text:?}");
        assert_eq!(input.is_complete(), complete, "{text:?}");
    }

    #[test]
    fn statements_end_with_a_semicolon_of_the_top_level() {
        check("", &[], "", true);
        check(" \n", &[], "", true);
        check("SELECT 1", &[], "SELECT 1", false);
        check("SELECT 1;", &["SELECT 1"], "", true);
        check("SELECT ';", &[], "SELECT ';", false);
        check("SELECT ';'", &[], "SELECT ';'", false);
        check("SELECT 1 -- ;", &[], "SELECT 1 -- ;", false);
        check("SELECT 1 /* ; */ ; -- end", &["SELECT 1"], "", true);
        check("-- nothing", &[], "", true);
        check("/* open ;", &[], "/* open ;", false);
        check("SELECT 1; SELECT\n2; SEL", &["SELECT 1", "SELECT\n2"], "SEL", false);
        check(";;", &[], "", true);
        let hive = r"CREATE EXTERNAL TABLE t (a int COMMENT 'it\'s; x') LOCATION 's3://b/'";
        check(&format!("{hive};"), &[hive], "", true);
    }

    #[test]
    fn commands_are_lines() {
        check("\\dt", &["command \\dt"], "", true);
        check("  \\d a; \n SELECT 1;", &["command \\d a;", "SELECT 1"], "", true);
        check("SELECT 1;\n\\q", &["SELECT 1", "command \\q"], "", true);
        check("quit", &["command \\q"], "", true);
        check("HELP\n", &["command \\?"], "", true);
        check("quit it", &[], "quit it", false);
    }

    #[test]
    fn a_command_may_interrupt_a_statement() {
        check("SELECT 1\n\\dt", &["command \\dt"], "SELECT 1", true);
        check("SELECT 1\n\\dt\n, 2", &["command \\dt"], "SELECT 1\n, 2", false);
        check("SELECT 1\n\\dt\n;", &["command \\dt", "SELECT 1"], "", true);
        check("SELECT '\n\\dt", &[], "SELECT '\n\\dt", false);
        check("SELECT 1 \\ 2", &[], "SELECT 1 \\ 2", false);
    }
}
