//! Division of input into statements and commands.

use awsathena::sql::{TokenKind, classify, tokenize_as};

/// A part of the input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// A statement, without its semicolon.
    Statement(String),
    /// A command, with its backslash.
    Command(String),
}

/// Input in parts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Input {
    pub(crate) parts: Vec<Part>,
    /// The incomplete statement at the end.
    pub(crate) pending: String,
    /// Whether the input ends with a command.
    command_last: bool,
}

/// Words that are commands if they are alone on a line, as in other shells.
const WORDS: [(&str, &str); 3] = [("quit", "\\q"), ("exit", "\\q"), ("help", "\\?")];

impl Input {
    /// Divides a text. A statement ends with `;`. A line that begins with `\` is a command, even inside of a statement.
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
                        input.parts.push(Part::Statement(statement.to_owned()));
                    }
                    input.command_last = false;
                    rest = trimmed[at + 1..].to_owned();
                }
                End::Command(at) => {
                    let (command, after) = line(&trimmed[at..]);
                    input.command(command);
                    if after.trim().is_empty() {
                        input.pending = trimmed[..at].trim_end().to_owned();
                        return input;
                    }
                    rest = format!("{}{after}", &trimmed[..at]);
                }
                End::Empty => return input,
                End::Open => {
                    input.pending = trimmed.to_owned();
                    input.command_last = false;
                    return input;
                }
            }
        }
    }

    /// Whether Enter ends the input.
    pub(crate) fn is_complete(&self) -> bool {
        self.pending.is_empty() || self.command_last
    }

    fn command(&mut self, text: &str) {
        self.parts.push(Part::Command(text.trim_end().to_owned()));
        self.command_last = true;
    }
}

/// The end of a statement; positions are in bytes.
enum End {
    Semicolon(usize),
    /// A line of the statement is a command.
    Command(usize),
    /// The statement is incomplete.
    Open,
    /// The text has no statement.
    Empty,
}

fn end(text: &str) -> End {
    let mut found = End::Empty;
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

/// The first line, and the text after it.
fn line(text: &str) -> (&str, &str) {
    text.split_once('\n').unwrap_or((text, ""))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, parts: &[&str], pending: &str, complete: bool) {
        let input = Input::parse(text);
        let shown = |part: &Part| match part {
            Part::Statement(text) => text.clone(),
            Part::Command(text) => format!("command {text}"),
        };
        assert_eq!(input.parts.iter().map(shown).collect::<Vec<_>>(), parts, "{text:?}");
        assert_eq!(input.pending, pending, "{text:?}");
        assert_eq!(input.is_complete(), complete, "{text:?}");
    }

    #[test]
    fn statements_end_with_a_semicolon_outside_of_strings_and_comments() {
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
    fn a_line_with_a_backslash_or_a_single_word_is_a_command() {
        check("\\dt", &["command \\dt"], "", true);
        check("  \\d a; \n SELECT 1;", &["command \\d a;", "SELECT 1"], "", true);
        check("SELECT 1;\n\\q", &["SELECT 1", "command \\q"], "", true);
        check("quit", &["command \\q"], "", true);
        check("HELP\n", &["command \\?"], "", true);
        check("quit it", &[], "quit it", false);
    }

    #[test]
    fn a_command_inside_of_a_statement_leaves_it_pending() {
        check("SELECT 1\n\\dt", &["command \\dt"], "SELECT 1", true);
        check("SELECT 1\n\\dt\n, 2", &["command \\dt"], "SELECT 1\n, 2", false);
        check("SELECT 1\n\\dt\n;", &["command \\dt", "SELECT 1"], "", true);
        check("SELECT '\n\\dt", &[], "SELECT '\n\\dt", false);
        check("SELECT 1 \\ 2", &[], "SELECT 1 \\ 2", false);
    }
}
