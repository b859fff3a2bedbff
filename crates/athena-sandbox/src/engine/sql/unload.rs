//! `UNLOAD (query) TO 's3://...' WITH (format = 'PARQUET', ...)`.

use datafusion::sql::sqlparser::ast::Query;
use datafusion::sql::sqlparser::tokenizer::{Token, TokenWithSpan};

use super::parse::{mismatched, query};
use super::reader::Reader;
use crate::engine::contract::Rejection;

/// A syntactically valid UNLOAD. Its properties are not validated yet.
#[derive(Clone, Debug)]
pub(crate) struct Unload {
    pub(crate) query: Box<Query>,
    pub(crate) location: String,
    /// Names in lower case, in the order of the statement.
    pub(crate) properties: Vec<(String, Property)>,
}

/// The value of a property.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Property {
    Text(String),
    Number(String),
    /// `ARRAY['a', 'b']`
    List(Vec<String>),
}

pub(crate) fn parse(tokens: &[TokenWithSpan], end: &TokenWithSpan) -> Result<Unload, Rejection> {
    let mut reader = Reader::new(tokens, end);
    reader.expect("UNLOAD")?;
    let inner = reader.parenthesised()?;
    let close = tokens.get(reader.at.saturating_sub(1)).unwrap_or(end);
    let query = query(inner, &TokenWithSpan::new(Token::EOF, close.span))?;
    reader.expect("TO")?;
    let location = reader.text()?;
    reader.expect("WITH")?;
    reader.expect_token(&Token::LParen)?;
    let mut properties = Vec::new();
    loop {
        properties.push(reader.property()?);
        if !reader.take_token(&Token::Comma) {
            break;
        }
    }
    reader.expect_token(&Token::RParen)?;
    reader.finish(Unload { query, location, properties })
}

impl Reader<'_> {
    fn text(&mut self) -> Result<String, Rejection> {
        match &self.peek().token {
            Token::SingleQuotedString(text) => {
                let text = text.clone();
                self.at += 1;
                Ok(text)
            }
            _ => Err(mismatched(self.peek(), "<string>")),
        }
    }

    /// Reads the tokens between a parenthesis and its closing one.
    pub(super) fn parenthesised(&mut self) -> Result<Vec<TokenWithSpan>, Rejection> {
        self.expect_token(&Token::LParen)?;
        let start = self.at;
        let mut depth = 1_usize;
        while depth > 0 {
            match self.tokens.get(self.at).map(|t| &t.token) {
                None => return Err(mismatched(self.end, "')'")),
                Some(Token::LParen) => depth += 1,
                Some(Token::RParen) => depth -= 1,
                Some(_) => {}
            }
            self.at += 1;
        }
        Ok(self.tokens[start..self.at - 1].to_vec())
    }

    pub(super) fn property(&mut self) -> Result<(String, Property), Rejection> {
        let name = match &self.peek().token {
            Token::Word(word) => word.value.to_lowercase(),
            _ => return Err(mismatched(self.peek(), "<identifier>")),
        };
        self.at += 1;
        self.expect_token(&Token::Eq)?;
        if self.take("ARRAY") {
            self.expect_token(&Token::LBracket)?;
            let mut items = Vec::new();
            while self.peek().token != Token::RBracket {
                items.push(self.text()?);
                if !self.take_token(&Token::Comma) {
                    break;
                }
            }
            self.expect_token(&Token::RBracket)?;
            return Ok((name, Property::List(items)));
        }
        for word in ["true", "false"] {
            if self.take(word) {
                return Ok((name, Property::Text(word.to_owned())));
            }
        }
        if let Token::Number(number, _) = &self.peek().token {
            let number = number.clone();
            self.at += 1;
            return Ok((name, Property::Number(number)));
        }
        Ok((name, Property::Text(self.text()?)))
    }
}
