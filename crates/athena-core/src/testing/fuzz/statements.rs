//! Fuzz targets of SQL text: lexer, classifier, splitter of scripts, markers

use athena_sql::parameters::{MarkerPosition, ParamStyle, ParameterError, fill_in, markers};
use athena_sql::{AthenaType, Grammar, Literal, TokenKind, classify, split, tokenize_as, trim_statement};

use super::input::Input;
use crate::driver::unload::parquet_target;

const GRAMMARS: [Grammar; 2] = [Grammar::Trino, Grammar::Hive];

/// Reads a text as a script, and as a statement.
///
/// The tokens of either grammar, joined, are the text. The statements of a script are in order, and only white space,
/// comments and semicolons are between them. Each statement is of the same kind alone as in its place, and is one
/// statement.
pub fn statements(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    for grammar in GRAMMARS {
        lexed(text, grammar);
    }
    let whole = classify(text);
    assert!(text.is_char_boundary(whole.start), "{whole:?}");
    let trimmed = trim_statement(text);
    assert_eq!(trim_statement(trimmed), trimmed, "{text:?}");
    assert_eq!(classify(trimmed).kind, whole.kind, "{text:?}");
    let mut end = 0;
    for statement in split(text) {
        let gap = text.get(end..statement.start).expect("a statement begins behind the one before");
        check_gap(gap);
        assert_eq!(statement.line, 1 + text[..statement.start].matches('\n').count());
        assert!(text[statement.start..].starts_with(statement.text));
        assert_eq!(split(statement.text).map(|one| one.text).collect::<Vec<_>>(), [statement.text], "{text:?}");
        assert_eq!(trim_statement(statement.text), statement.text);
        end = statement.start + statement.text.len();
    }
    check_gap(&text[end..]);
    if let Some(target) = parquet_target(text) {
        assert!(text.replace("''", "'").contains(target.as_str()), "{target} is in {text:?}");
    }
}

fn lexed(text: &str, grammar: Grammar) {
    let mut end = 0;
    for token in tokenize_as(text, grammar) {
        assert_eq!(token.start, end, "{text:?}");
        assert!(!token.text.is_empty() && text[end..].starts_with(token.text), "{text:?}");
        end += token.text.len();
        assert!(!token.unterminated || end == text.len(), "an open token reaches to the end of {text:?}");
    }
    assert_eq!(end, text.len(), "{text:?}");
}

fn check_gap(gap: &str) {
    let significant = tokenize_as(gap, Grammar::Trino).find(|t| !t.is_trivia() && t.kind != TokenKind::Semicolon);
    assert_eq!(significant, None, "{gap:?} belongs to no statement");
}

/// Reads a style of markers, values, and a statement with markers, and puts the values in place of the markers.
///
/// A value changes nothing beside it: the tokens of the result are those of the statement, with those of a value in
/// place of each marker. An error does not show a value.
pub fn parameters(data: &[u8]) {
    let mut input = Input::new(data);
    let style = *input.one_of(&[ParamStyle::Named, ParamStyle::Qmark, ParamStyle::Pyformat]);
    let values: Vec<Literal> = (0..input.below(4)).map(|_| literal(&mut input, 0)).collect();
    let Some(sql) = input.rest() else { return };
    for grammar in GRAMMARS {
        let found: Vec<_> = markers(sql, style, grammar).collect();
        for marker in &found {
            assert_eq!(sql.get(marker.range()), Some(marker.text()));
        }
        let value = |index: usize| if values.is_empty() { None } else { values.get(index % values.len()) };
        let mut taken = 0;
        let filled = fill_in(sql, style, grammar, |_| {
            taken += 1;
            value(taken - 1)
        });
        let filled = match filled {
            Ok(filled) => filled,
            Err(ParameterError::Unbound { .. }) => {
                assert!(values.is_empty() && !found.is_empty());
                continue;
            }
            Err(_) => continue,
        };
        assert_eq!(taken, found.len(), "{sql:?}");
        if style == ParamStyle::Pyformat {
            if found.is_empty() {
                assert_eq!(filled, sql.replace("%%", "%"));
            }
            continue;
        }
        let mut expected = Vec::new();
        let mut next = found.iter().enumerate().peekable();
        for token in tokenize_as(sql, grammar) {
            if let Some((index, marker)) = next.next_if(|(_, marker)| marker.range() == token.range()) {
                let value = value(index).expect("the marker has a value");
                let mut tokens = significant(&value.to_sql(grammar).expect("it was written"), grammar);
                if marker.position() == MarkerPosition::InParentheses && matches!(value, Literal::List(_)) {
                    tokens = tokens[1..tokens.len() - 1].to_vec();
                }
                expected.extend(tokens);
            } else if token.kind != TokenKind::Whitespace {
                expected.push(token.text.to_owned());
            }
        }
        assert_eq!(significant(&filled, grammar), expected, "{sql:?} became {filled:?}");
    }
}

fn significant(sql: &str, grammar: Grammar) -> Vec<String> {
    let tokens = tokenize_as(sql, grammar).filter(|token| token.kind != TokenKind::Whitespace);
    tokens.map(|token| token.text.to_owned()).collect()
}

fn literal(input: &mut Input<'_>, depth: usize) -> Literal {
    let members = |input: &mut Input<'_>| (0..input.below(3)).map(|_| literal(input, depth + 1)).collect();
    match input.below(if depth < 2 { 20 } else { 15 }) {
        0 => Literal::Null,
        1 => Literal::Boolean(input.byte().is_multiple_of(2)),
        2 => Literal::Integer(i64::from(input.byte()) - 128),
        3 => Literal::Integer(i64::MIN),
        4 => Literal::Double(f64::from(input.byte()) / 8.0 - 9.0),
        5 => Literal::Real([f32::NAN, f32::INFINITY, -0.0][input.below(3)]),
        6 => Literal::Decimal(input.text()),
        7 => Literal::Varbinary(input.bytes().to_vec()),
        8 => Literal::Date(input.text()),
        9 => Literal::Timestamp(input.text()),
        10 => Literal::IntervalDayToSecond(input.text()),
        11 => Literal::Json(input.text()),
        12 => Literal::Identifier(vec![input.text(), input.text()]),
        13 | 14 => Literal::Varchar(input.text()),
        15 => Literal::Array(members(input)),
        16 => Literal::Row(members(input)),
        17 => literal(input, depth + 1).cast(AthenaType::BigInt),
        _ => Literal::List(members(input)),
    }
}
