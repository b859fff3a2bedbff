//! `JSON_VALUE`, `JSON_QUERY` and `JSON_EXISTS`, whose arguments are clauses.

use datafusion::sql::sqlparser::ast::Expr;
use datafusion::sql::sqlparser::parser::{Parser, ParserError};
use datafusion::sql::sqlparser::tokenizer::Token;

use super::build;

/// Whether a call of this name has a grammar of its own.
pub(super) fn is_json_call(upper: &str) -> bool {
    matches!(upper, "JSON_VALUE" | "JSON_QUERY" | "JSON_EXISTS")
}

/// From the name on to the closing parenthesis.
pub(super) fn parse(parser: &mut Parser) -> Result<Expr, ParserError> {
    let token = parser.next_token();
    let name = token.token.to_string().to_lowercase();
    parser.expect_token(&Token::LParen)?;
    let value = parser.parse_expr()?;
    words(parser, &["FORMAT", "JSON"]);
    parser.expect_token(&Token::Comma)?;
    let path = parser.parse_expr()?;
    let mut returning = None;
    let mut function = format!("${name}");
    // What a call without clauses means.
    let (mut on_empty, mut on_error) = ("null".to_owned(), "null".to_owned());
    if name == "json_exists" {
        on_error = "default:false".to_owned();
    }
    loop {
        if parser.consume_token(&Token::RParen) {
            break;
        }
        if words(parser, &["RETURNING"]) {
            returning = Some(type_name(parser)?);
            words(parser, &["FORMAT", "JSON"]);
        } else if words(parser, &["WITHOUT"]) {
            words(parser, &["ARRAY"]);
            expect(parser, "WRAPPER")?;
        } else if words(parser, &["WITH"]) {
            let conditional = words(parser, &["CONDITIONAL"]);
            let _ = conditional || words(parser, &["UNCONDITIONAL"]);
            words(parser, &["ARRAY"]);
            expect(parser, "WRAPPER")?;
            function = if conditional { "$json_query_conditional" } else { "$json_query_wrapped" }.to_owned();
        } else if words(parser, &["KEEP", "QUOTES"]) {
            words(parser, &["ON", "SCALAR", "STRING"]);
        } else {
            let what = outcome(parser)?;
            expect(parser, "ON")?;
            if words(parser, &["EMPTY"]) {
                on_empty = what;
            } else {
                expect(parser, "ERROR")?;
                on_error = what;
            }
        }
    }
    let args = vec![value, path, build::text(&on_empty), build::text(&on_error)];
    let called = Expr::Function(build::function(&function, args, token.span));
    Ok(match returning {
        Some(ty) => build::cast(called, &ty),
        None => called,
    })
}

fn outcome(parser: &mut Parser) -> Result<String, ParserError> {
    for (phrase, meaning) in [
        (&["NULL"][..], "null"),
        (&["UNKNOWN"], "null"),
        (&["ERROR"], "error"),
        (&["TRUE"], "default:true"),
        (&["FALSE"], "default:false"),
        (&["EMPTY", "ARRAY"], "default:[]"),
        (&["EMPTY", "OBJECT"], "default:{}"),
    ] {
        if words(parser, phrase) {
            return Ok(meaning.to_owned());
        }
    }
    expect(parser, "DEFAULT")?;
    let token = parser.next_token();
    match &token.token {
        Token::SingleQuotedString(text) | Token::Number(text, _) => Ok(format!("default:{text}")),
        _ => parser.expected("a literal", token),
    }
}

/// Takes these words, if all of them come.
fn words(parser: &mut Parser, phrase: &[&str]) -> bool {
    let comes = phrase.iter().enumerate().all(|(nth, word)| {
        matches!(parser.peek_nth_token(nth).token, Token::Word(found) if found.value.eq_ignore_ascii_case(word))
    });
    if comes {
        phrase.iter().for_each(|_| drop(parser.next_token()));
    }
    comes
}

fn expect(parser: &mut Parser, word: &str) -> Result<(), ParserError> {
    if words(parser, &[word]) {
        return Ok(());
    }
    let found = parser.peek_token();
    parser.expected(word, found)
}

/// `varchar(10)`, up to what cannot be part of a type.
fn type_name(parser: &mut Parser) -> Result<String, ParserError> {
    let start = parser.next_token();
    let mut text = start.token.to_string();
    if parser.consume_token(&Token::LParen) {
        text.push('(');
        loop {
            let token = parser.next_token();
            match token.token {
                Token::RParen => break,
                Token::EOF => return parser.expected(")", token),
                other => text.push_str(&other.to_string()),
            }
        }
        text.push(')');
    }
    match crate::engine::type_parser::parse(&text) {
        Ok(ty) => Ok(ty.to_string()),
        Err(_) => parser.expected("a type", start),
    }
}
