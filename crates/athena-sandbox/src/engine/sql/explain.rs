//! `EXPLAIN` and its options.

use datafusion::sql::sqlparser::ast::Query;
use datafusion::sql::sqlparser::tokenizer::{Token, TokenWithSpan};

use super::parse::{mismatched, query};
use super::reader::Reader;
use crate::engine::contract::Rejection;

/// The kind of plan that `EXPLAIN` prints.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PlanType {
    Logical,
    Distributed,
    Validate,
    Io,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PlanFormat {
    Text,
    Graphviz,
    Json,
}

/// An `EXPLAIN` statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Explain {
    /// `EXPLAIN ANALYZE`: the query runs as well.
    pub(crate) analyze: bool,
    pub(crate) plan: PlanType,
    pub(crate) format: PlanFormat,
}

pub(super) fn parse(tokens: &[TokenWithSpan], end: &TokenWithSpan) -> Result<(Box<Query>, Explain), Rejection> {
    let mut reader = Reader::new(tokens, end);
    reader.expect("EXPLAIN")?;
    let analyze = reader.take("ANALYZE");
    if analyze {
        reader.take("VERBOSE");
    }
    let options = reader.options(analyze)?;
    Ok((query(reader.rest().to_vec(), end)?, options))
}

impl Reader<'_> {
    fn options(&mut self, analyze: bool) -> Result<Explain, Rejection> {
        let (mut plan, mut format) = (None, None);
        let next = self.tokens.get(self.at + 1).map(|t| t.token.to_string().to_uppercase()).unwrap_or_default();
        // The query may be in parentheses.
        if self.peek().token == Token::LParen && !matches!(next.as_str(), "SELECT" | "WITH" | "VALUES" | "TABLE" | "(")
        {
            self.at += 1;
            loop {
                let at = self.at;
                if !analyze && self.take("TYPE") {
                    plan = Some(self.one_of(&[
                        ("DISTRIBUTED", PlanType::Distributed),
                        ("IO", PlanType::Io),
                        ("LOGICAL", PlanType::Logical),
                        ("VALIDATE", PlanType::Validate),
                    ])?);
                } else if self.take("FORMAT") {
                    let all =
                        [("GRAPHVIZ", PlanFormat::Graphviz), ("JSON", PlanFormat::Json), ("TEXT", PlanFormat::Text)];
                    format = Some(self.one_of(if analyze { &all[1..] } else { &all })?);
                }
                if self.at == at {
                    return Err(mismatched(self.peek(), if analyze { "'FORMAT'" } else { "'FORMAT', 'TYPE'" }));
                }
                if !self.take_token(&Token::Comma) {
                    break;
                }
            }
            self.expect_token(&Token::RParen)?;
        }
        let plan = plan.unwrap_or(PlanType::Distributed);
        // `TYPE IO` is printed as JSON only.
        let default = if plan == PlanType::Io { PlanFormat::Json } else { PlanFormat::Text };
        Ok(Explain { analyze, plan, format: format.unwrap_or(default) })
    }

    fn one_of<T: Copy>(&mut self, words: &[(&str, T)]) -> Result<T, Rejection> {
        for (word, value) in words {
            if self.take(word) {
                return Ok(*value);
            }
        }
        let words: Vec<_> = words.iter().map(|(word, _)| format!("'{word}'")).collect();
        Err(mismatched(self.peek(), &words.join(", ")))
    }
}
