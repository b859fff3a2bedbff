//! `JSON_VALUE`, `JSON_QUERY`, `JSON_EXISTS`, `JSON_ARRAY` and `JSON_OBJECT`, whose arguments have clauses.

use datafusion::sql::sqlparser::ast::Expr;
use datafusion::sql::sqlparser::parser::{Parser, ParserError};
use datafusion::sql::sqlparser::tokenizer::{Span, Token};

use super::build;

/// Returns whether a function of this name has its own grammar.
pub(super) fn is_json_call(upper: &str) -> bool {
    matches!(upper, "JSON_VALUE" | "JSON_QUERY" | "JSON_EXISTS" | "JSON_ARRAY" | "JSON_OBJECT")
}

/// Parses a call, from the name to the closing parenthesis.
pub(super) fn parse(parser: &mut Parser) -> Result<Expr, ParserError> {
    let token = parser.next_token();
    let name = token.token.to_string().to_lowercase();
    parser.expect_token(&Token::LParen)?;
    match name.as_str() {
        "json_array" | "json_object" => constructor(parser, &name, token.span),
        _ => query_function(parser, &name, token.span),
    }
}

/// Parses a value and its path, with the clauses of a query function.
fn query_function(parser: &mut Parser, name: &str, span: Span) -> Result<Expr, ParserError> {
    let value = parser.parse_expr()?;
    let _ = format_json(parser)?;
    parser.expect_token(&Token::Comma)?;
    let path = parser.parse_expr()?;
    let passed = passing(parser)?;
    let mut returning = None;
    let mut function = format!("${name}");
    // The defaults of a call without clauses.
    let (mut on_empty, mut on_error) = ("null".to_owned(), "null".to_owned());
    if name == "json_exists" {
        on_error = "default:false".to_owned();
    }
    loop {
        if parser.consume_token(&Token::RParen) {
            break;
        }
        if take_words(parser, &["RETURNING"]) {
            returning = Some(type_name(parser)?);
            let _ = format_json(parser)?;
        } else if take_words(parser, &["WITHOUT"]) {
            take_words(parser, &["ARRAY"]);
            expect(parser, "WRAPPER")?;
        } else if take_words(parser, &["WITH"]) {
            let conditional = take_words(parser, &["CONDITIONAL"]);
            let _ = conditional || take_words(parser, &["UNCONDITIONAL"]);
            take_words(parser, &["ARRAY"]);
            expect(parser, "WRAPPER")?;
            function = if conditional { "$json_query_conditional" } else { "$json_query_wrapped" }.to_owned();
        } else if take_words(parser, &["KEEP", "QUOTES"]) {
            take_words(parser, &["ON", "SCALAR", "STRING"]);
        } else if take_words(parser, &["OMIT", "QUOTES"]) {
            take_words(parser, &["ON", "SCALAR", "STRING"]);
            if function != "$json_query" {
                let kind = if function.ends_with("conditional") { "CONDITIONAL" } else { "UNCONDITIONAL" };
                let message = format!("OMIT QUOTES behavior specified with WITH {kind} ARRAY WRAPPER behavior");
                return Err(ParserError::ParserError(format!("{message}{}", span.start)));
            }
            "$json_query_unquoted".clone_into(&mut function);
        } else {
            let what = outcome(parser)?;
            expect(parser, "ON")?;
            if take_words(parser, &["EMPTY"]) {
                on_empty = what;
            } else {
                expect(parser, "ERROR")?;
                on_error = what;
            }
        }
    }
    let mut args = vec![value, path, build::text(&on_empty), build::text(&on_error)];
    args.extend(passed);
    let called = Expr::Function(build::function(&function, args, span));
    Ok(match returning {
        Some(ty) => build::cast(called, &ty),
        None => called,
    })
}

/// `PASSING value AS name, ...`: each name with its value as JSON. Unquoted names are in upper case.
fn passing(parser: &mut Parser) -> Result<Vec<Expr>, ParserError> {
    let mut passed = Vec::new();
    if !take_words(parser, &["PASSING"]) {
        return Ok(passed);
    }
    loop {
        let value = json_value(parser)?;
        expect(parser, "AS")?;
        let name = parser.parse_identifier()?;
        let name = if name.quote_style.is_some() { name.value } else { name.value.to_uppercase() };
        passed.extend([build::text(&name), value]);
        if !parser.consume_token(&Token::Comma) {
            return Ok(passed);
        }
    }
}

/// Parses a value as JSON. A text counts as JSON if `FORMAT JSON` follows, or if a JSON function returns it.
fn json_value(parser: &mut Parser) -> Result<Expr, ParserError> {
    let value = parser.parse_expr()?;
    let is_json = match &value {
        Expr::Function(function) => {
            let name = function.name.to_string();
            ["\"$json_array\"", "\"$json_object\""].contains(&name.as_str()) || name.starts_with("\"$json_query")
        }
        _ => false,
    };
    Ok(if format_json(parser)? || is_json { value } else { build::cast(value, "json") })
}

/// Reads `FORMAT JSON`, if present.
fn format_json(parser: &mut Parser) -> Result<bool, ParserError> {
    let found = take_words(parser, &["FORMAT", "JSON"]);
    if found && take_words(parser, &["ENCODING"]) {
        expect(parser, "UTF8")?;
    }
    Ok(found)
}

/// `JSON_ARRAY(...)` and `JSON_OBJECT(...)`.
fn constructor(parser: &mut Parser, name: &str, span: Span) -> Result<Expr, ParserError> {
    let is_object = name == "json_object";
    let (mut parts, mut returning) = (Vec::new(), None);
    // By default, arrays drop NULL and objects keep it.
    let (mut keeps_null, mut is_unique) = (is_object, false);
    while !parser.consume_token(&Token::RParen) {
        if take_words(parser, &["NULL", "ON", "NULL"]) {
            keeps_null = true;
        } else if take_words(parser, &["ABSENT", "ON", "NULL"]) {
            keeps_null = false;
        } else if take_words(parser, &["RETURNING"]) {
            returning = Some(type_name(parser)?);
            let _ = format_json(parser)?;
        } else if is_object && take_words(parser, &["WITH", "UNIQUE"]) {
            take_words(parser, &["KEYS"]);
            is_unique = true;
        } else if is_object && take_words(parser, &["WITHOUT", "UNIQUE"]) {
            take_words(parser, &["KEYS"]);
        } else if parts.is_empty() || parser.consume_token(&Token::Comma) {
            if is_object {
                parts.push(key(parser)?);
            }
            parts.push(json_value(parser)?);
        } else {
            let found = parser.peek_token();
            return parser.expected("')', ','", found);
        }
    }
    let options = format!("{}{}", if keeps_null { "null" } else { "absent" }, if is_unique { " unique" } else { "" });
    let args = std::iter::once(build::text(&options)).chain(parts).collect();
    let called = Expr::Function(build::function(&format!("${name}"), args, span));
    Ok(returning.map_or(called.clone(), |ty| build::cast(called, &ty)))
}

/// Reads `'a' :`, `KEY 'a' VALUE` or `'a' VALUE`.
fn key(parser: &mut Parser) -> Result<Expr, ParserError> {
    let after = parser.peek_nth_token(1).token;
    let is_name =
        after == Token::Colon || matches!(&after, Token::Word(word) if word.value.eq_ignore_ascii_case("VALUE"));
    let said = !is_name && take_words(parser, &["KEY"]);
    let key = parser.parse_expr()?;
    if said || !parser.consume_token(&Token::Colon) {
        expect(parser, "VALUE")?;
    }
    Ok(key)
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
        if take_words(parser, phrase) {
            return Ok(meaning.to_owned());
        }
    }
    expect(parser, "DEFAULT")?;
    let sign = if parser.consume_token(&Token::Minus) { "-" } else { "" };
    let token = parser.next_token();
    match &token.token {
        Token::Number(text, _) => Ok(format!("default:{sign}{text}")),
        Token::SingleQuotedString(text) if sign.is_empty() => Ok(format!("default:{text}")),
        _ => parser.expected("a literal", token),
    }
}

/// Consumes the words if all of them follow.
fn take_words(parser: &mut Parser, phrase: &[&str]) -> bool {
    let comes = phrase.iter().enumerate().all(|(nth, word)| {
        matches!(parser.peek_nth_token(nth).token, Token::Word(found) if found.value.eq_ignore_ascii_case(word))
    });
    if comes {
        phrase.iter().for_each(|_| drop(parser.next_token()));
    }
    comes
}

fn expect(parser: &mut Parser, word: &str) -> Result<(), ParserError> {
    if take_words(parser, &[word]) {
        return Ok(());
    }
    let found = parser.peek_token();
    parser.expected(word, found)
}

/// Reads a type such as `varchar(10)`, up to the first token that cannot be part of one.
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
