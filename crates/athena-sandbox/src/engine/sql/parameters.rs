//! `ExecutionParameters`: each value is parsed as an expression and replaces one `?`, in order.
//!
//! Measured on the service: a value that does not parse, or that names a column, becomes a string; values for a
//! statement without `?` are ignored; a wrong number of values is refused.

use std::ops::ControlFlow;

use datafusion::sql::sqlparser::ast::{Expr, visit_expressions};
use datafusion::sql::sqlparser::parser::Parser;
use datafusion::sql::sqlparser::tokenizer::{Token, TokenWithSpan, Tokenizer};

use super::dialect::Athena;
use crate::engine::contract::Rejection;

/// Replaces the `?` tokens by the values. The new tokens keep the position of their `?`.
pub(crate) fn bind(tokens: Vec<TokenWithSpan>, values: &[String]) -> Result<Vec<TokenWithSpan>, Rejection> {
    let marks = tokens.iter().filter(|t| is_mark(&t.token)).count();
    if marks == 0 {
        return Ok(tokens);
    }
    if marks != values.len() {
        return Err(Rejection {
            code: "INVALID_PARAMETER_USAGE",
            message: format!("Incorrect number of parameters: expected {marks} but found {}", values.len()),
        });
    }
    let mut bound = Vec::with_capacity(tokens.len());
    let mut values = values.iter();
    for token in tokens {
        if is_mark(&token.token) {
            let replacement = values.next().map_or_else(Vec::new, |value| expression(value));
            bound.extend(replacement.into_iter().map(|t| TokenWithSpan::new(t, token.span)));
        } else {
            bound.push(token);
        }
    }
    Ok(bound)
}

fn is_mark(token: &Token) -> bool {
    matches!(token, Token::Placeholder(mark) if mark == "?")
}

/// Returns whether a text is an expression without column names.
pub(super) fn is_constant(value: &str) -> bool {
    let Ok(tokens) = Tokenizer::new(&Athena::PLAIN, value).tokenize() else {
        return false;
    };
    let mut parser = Parser::new(&Athena::PLAIN).with_tokens(tokens);
    let Ok(parsed) = parser.parse_expr() else {
        return false;
    };
    parser.peek_token().token == Token::EOF && !names_a_column(&parsed)
}

fn expression(value: &str) -> Vec<Token> {
    let literal = || vec![Token::SingleQuotedString(value.to_owned())];
    let Ok(tokens) = Tokenizer::new(&Athena::PLAIN, value).tokenize() else {
        return literal();
    };
    let mut parser = Parser::new(&Athena::PLAIN).with_tokens(tokens.clone());
    let Ok(parsed) = parser.parse_expr() else {
        return literal();
    };
    if parser.peek_token().token != Token::EOF || names_a_column(&parsed) {
        return literal();
    }
    let significant: Vec<_> = tokens.into_iter().filter(|t| !matches!(t, Token::Whitespace(_) | Token::EOF)).collect();
    if significant.len() == 1 {
        return significant;
    }
    let mut wrapped = vec![Token::LParen];
    // Tokens need no separator; a space keeps the printed form readable.
    wrapped.extend(significant);
    wrapped.push(Token::RParen);
    wrapped
}

fn names_a_column(e: &Expr) -> bool {
    let found = visit_expressions(e, |e| match e {
        Expr::Identifier(_) | Expr::CompoundIdentifier(_) => ControlFlow::Break(()),
        Expr::Value(value) if value.to_string().starts_with('?') => ControlFlow::Break(()),
        _ => ControlFlow::Continue(()),
    });
    found.is_break()
}
