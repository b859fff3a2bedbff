//! `PREPARE`, `EXECUTE` and `DEALLOCATE PREPARE`, and normalization of statement texts.

use datafusion::sql::sqlparser::tokenizer::{Token, TokenWithSpan};

use super::parse::{malformed, mismatched, parse_unbound, tokens};
use super::reader::Reader;
use super::{parameters, utility};
use crate::engine::contract::Rejection;

/// Texts longer than this many bytes are compared without normalization.
const MAX_NORMALIZED_BYTES: usize = 100 * 1024;

/// A statement that changes the prepared statements of a work group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Control {
    Prepare { name: String, text: String },
    Deallocate { name: String },
}

/// An `EXECUTE`: the name as written, and the text of each `USING` value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Execute {
    pub(crate) name: String,
    pub(crate) values: Option<Vec<String>>,
}

pub(super) fn parse(tokens: &[TokenWithSpan], end: &TokenWithSpan, sql: &str) -> Result<Control, Rejection> {
    let mut reader = Reader::new(tokens, end);
    if reader.take("DEALLOCATE") {
        reader.expect("PREPARE")?;
        let name = reader.name_as_written()?;
        return reader.finish(Control::Deallocate { name });
    }
    reader.expect("PREPARE")?;
    let name = reader.name_as_written()?;
    reader.expect("FROM")?;
    let start = reader.peek();
    if let Some(kind) =
        ["PREPARE", "EXECUTE", "DEALLOCATE"].iter().find(|word| start.token.to_string().eq_ignore_ascii_case(word))
    {
        return Err(malformed(format!("line 1:1: Invalid statement type for prepared statement: {kind}")));
    }
    let text = utility::text_from(sql, start.span.start.line, start.span.start.column);
    if text.is_empty() {
        return Err(mismatched(start, "<statement>"));
    }
    parse_unbound(&text)?;
    Ok(Control::Prepare { name, text })
}

/// Parses a text as `EXECUTE`; `None` if it is another statement.
pub(crate) fn execute(sql: &str) -> Result<Option<Execute>, Rejection> {
    let Ok(tokens) = tokens(sql) else { return Ok(None) };
    let end = TokenWithSpan::wrap(Token::EOF);
    let mut reader = Reader::new(&tokens, &end);
    if !reader.take("EXECUTE") {
        return Ok(None);
    }
    let name = reader.name_as_written()?;
    if !reader.take("USING") {
        return reader.finish(Some(Execute { name, values: None }));
    }
    let mut values = Vec::new();
    loop {
        let first = reader.at;
        let mut depth = 0_i32;
        while let Some(token) = tokens.get(reader.at) {
            match token.token {
                Token::LParen | Token::LBracket => depth += 1,
                Token::RParen | Token::RBracket => depth -= 1,
                Token::Comma if depth == 0 => break,
                _ => {}
            }
            reader.at += 1;
        }
        let value = tokens.get(first..reader.at).unwrap_or_default();
        if value.is_empty() {
            return Err(mismatched(reader.peek(), "<expression>"));
        }
        let text = print(value);
        if let Some(first) = value.first()
            && !parameters::is_constant(&text)
        {
            let start = first.span.start;
            return Err(malformed(format!(
                "line {}:{}: '{text}' is not a constant expression; text stands in single quotes",
                start.line, start.column
            )));
        }
        values.push(text);
        if !reader.take_token(&Token::Comma) {
            return reader.finish(Some(Execute { name, values: Some(values) }));
        }
    }
}

/// Normalizes a text: removes comments and the final semicolon, and unifies whitespace.
pub(crate) fn normalized(sql: &str) -> String {
    if sql.len() > MAX_NORMALIZED_BYTES {
        return sql.to_owned();
    }
    match tokens(sql) {
        Ok(tokens) => print(&tokens),
        Err(_) => sql.to_owned(),
    }
}

/// Prints the tokens as a text that tokenizes to the same tokens.
fn print(tokens: &[TokenWithSpan]) -> String {
    let word = |token: &TokenWithSpan| match &token.token {
        // The tokenizer has removed the doubling of quotes.
        Token::SingleQuotedString(text) => format!("'{}'", text.replace('\'', "''")),
        other => other.to_string(),
    };
    tokens.iter().map(word).collect::<Vec<_>>().join(" ")
}

impl Reader<'_> {
    /// Reads a name as written.
    fn name_as_written(&mut self) -> Result<String, Rejection> {
        match &self.peek().token {
            Token::Word(word) => {
                let name = word.value.clone();
                self.at += 1;
                Ok(name)
            }
            _ => Err(mismatched(self.peek(), "<identifier>")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn using_values_are_split_at_commas() {
        let found =
            execute("EXECUTE Find USING 'it''s', -1, DATE '2024-01-01', concat('a,', 'b');").expect("grammatical");
        let found = found.expect("an EXECUTE");
        assert_eq!(found.name, "Find");
        assert_eq!(found.values.expect("values"), ["'it''s'", "- 1", "DATE '2024-01-01'", "concat ( 'a,' , 'b' )"]);
        assert_eq!(execute("SELECT 1"), Ok(None));
        assert_eq!(execute("EXECUTE x").expect("grammatical").expect("an EXECUTE").values, None);
        assert!(execute("EXECUTE x USING").is_err());
        assert!(execute("EXECUTE x USING 1,").is_err());
        assert!(execute("EXECUTE x USING abc").is_err());
    }

    #[test]
    fn whitespace_and_comments_make_no_difference() {
        let plain = normalized("SELECT 'a  b' FROM t");
        assert_eq!(normalized("SELECT /* why */ 'a  b'\n  FROM t -- end\n;"), plain);
        assert_ne!(normalized("SELECT 'a b' FROM t"), plain);
    }
}
