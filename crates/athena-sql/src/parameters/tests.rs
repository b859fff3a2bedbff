use proptest::prelude::*;

use super::*;
use crate::{AthenaType, Grammar, Literal, TokenKind, classify, tokenize_as};

fn text(value: &str) -> Literal {
    Literal::Varchar(value.to_owned())
}

fn bound() -> Vec<(&'static str, Literal)> {
    vec![
        ("a", Literal::Integer(-1)),
        ("b", Literal::Integer(7)),
        ("t", text("it's")),
        ("d", Literal::Double(2.5)),
        ("n", Literal::Null),
        ("name", Literal::Identifier(vec!["sales".to_owned(), "Order".to_owned()])),
        ("ids", Literal::List(vec![Literal::Integer(1), Literal::Integer(2)])),
        ("none", Literal::List(Vec::new())),
    ]
}

#[track_caller]
fn check(style: ParamStyle, sql: &str, expected: Result<&str, &str>) {
    let bound = bound();
    let mut next = bound.iter();
    let found = fill_in(sql, style, classify(sql).grammar(), |marker| match marker.name() {
        Some(name) => bound.iter().find(|(bound, _)| *bound == name).map(|(_, value)| value),
        None => next.next().map(|(_, value)| value),
    });
    let found = found.map_err(|error| error.to_string());
    assert_eq!(found.as_deref().map_err(String::as_str), expected);
}

#[track_caller]
fn named(sql: &str, expected: &str) {
    check(ParamStyle::Named, sql, Ok(expected));
}

#[track_caller]
fn pyformat(sql: &str, expected: &str) {
    check(ParamStyle::Pyformat, sql, Ok(expected));
}

#[test]
fn markers_are_tokens() {
    named("SELECT ':a', \":a\", :a -- :a\n/* :a */", "SELECT ':a', \":a\", -1 -- :a\n/* :a */");
    named("SELECT :name.x, day=:t AND (:b)", "SELECT sales.\"Order\".x, day='it''s' AND (7)");
    named("SELECT x[:b], a::int, %(a)s, ?", "SELECT x[7], a::int, %(a)s, ?");
    check(ParamStyle::Qmark, "SELECT ?, '?', ?, :a", Ok("SELECT -1, '?', 7, :a"));
    pyformat("SELECT '%(a)s', %(b)s, :a, ? -- %(a)s", "SELECT '%(a)s', 7, :a, ? -- %(a)s");
    check(ParamStyle::Named, "SELECT :x", Err("no value is bound to the marker `:x`"));
    check(ParamStyle::Pyformat, "SELECT %(x)s", Err("no value is bound to the marker `%(x)s`"));
}

#[test]
fn a_value_never_merges_with_its_neighbours() {
    named("5 -:a", "5 - -1");
    named("5 - :a", "5 - -1");
    named("5 -:b-:b", "5 - 7- 7");
    named(":t:b", "'it''s':b");
    named("u&:t", "u& 'it''s'");
    named(":a.:b", "-1 . 7");
    pyformat("%(a)s%(b)s", "-1 7");
    pyformat("%(t)s%(t)s", "'it''s' 'it''s'");
    pyformat("'x'%(t)s'y'", "'x' 'it''s' 'y'");
    pyformat("x%(t)s", "x 'it''s'");
    pyformat("%(b)se5", "7 e5");
    pyformat(":%(name)s", ": sales.\"Order\"");
    check(ParamStyle::Qmark, "'x'?", Ok("'x' -1"));
    check(ParamStyle::Qmark, "?:x", Ok("-1 :x"));
}

#[test]
fn a_list_behind_in_has_one_pair_of_parentheses() {
    named("SELECT a IN :ids, b NOT IN (:ids)", "SELECT a IN (1, 2), b NOT IN (1, 2)");
    named("SELECT a IN (/* ids */ :ids -- all\n)", "SELECT a IN (/* ids */ 1, 2 -- all\n)");
    named("SELECT a IN :none, b IN (:none)", "SELECT a IN (SELECT NULL WHERE false), b IN (SELECT NULL WHERE false)");
    named("SELECT a IN (:ids, :b), a IN (:b)", "SELECT a IN ((1, 2), 7), a IN (7)");
    pyformat("SELECT a IN(%(ids)s)", "SELECT a IN(1, 2)");
}

#[test]
fn markers_inside_values_are_text() {
    let bound = [("a", text(":b ? %(b)s %% %")), ("b", text("no"))];
    let filled = "SELECT ':b ? %(b)s %% %', 'no'";
    for (style, sql) in [
        (ParamStyle::Named, "SELECT :a, :b"),
        (ParamStyle::Qmark, "SELECT ?, ?"),
        (ParamStyle::Pyformat, "SELECT %(a)s, %(b)s"),
    ] {
        let mut next = bound.iter();
        let found = fill_in(sql, style, Grammar::Trino, |_| next.next().map(|(_, value)| value));
        assert_eq!(found.as_deref(), Ok(filled), "{style}");
    }
}

/// A backslash escapes in Hive and is an ordinary character in Trino.
#[test]
fn text_is_escaped_by_the_kind_of_statement() {
    let bound = text("a\\' b\r\n\t");
    let check = |sql: &str, expected: &str| {
        let found = fill_in(sql, ParamStyle::Pyformat, classify(sql).grammar(), |_| Some(&bound));
        assert_eq!(found, Ok(sql.replace("%(x)s", expected)));
    };
    let (trino, hive) = ("'a\\'' b\r\n\t'", r"'a\\\' b\r\n\t'");
    for sql in [
        "SELECT %(x)s",
        "DELETE FROM t WHERE a = %(x)s",
        "CREATE TABLE t AS SELECT %(x)s AS a",
        "/* DROP */ UPDATE t SET a = %(x)s",
        "OPTIMIZE t REWRITE DATA USING BIN_PACK WHERE a = %(x)s",
    ] {
        check(sql, trino);
    }
    for sql in [
        "ALTER TABLE t SET LOCATION %(x)s",
        "CREATE EXTERNAL TABLE t (a int COMMENT 'same AS b') LOCATION %(x)s",
        "-- SELECT\nSHOW TABLES %(x)s",
        "CREATE DATABASE d COMMENT %(x)s",
    ] {
        check(sql, hive);
    }
}

#[test]
fn a_number_in_front_of_a_fraction_is_refused() {
    let error = "the value of the marker `:a` would merge with the text beside it; put parentheses around the marker";
    check(ParamStyle::Named, "SELECT :a.5", Err(error));
}

#[test]
fn two_percent_signs_of_pyformat_are_one() {
    pyformat("SELECT 7 %% %(b)s, 7%%%(b)s", "SELECT 7 % 7, 7% 7");
    pyformat("SELECT 7 % 2, 7 %(2), x %(y) FROM t", "SELECT 7 % 2, 7 %(2), x %(y) FROM t");
    pyformat("SELECT 'a%%', '50%', '%%(a)s' -- 1%%", "SELECT 'a%', '50%', '%(a)s' -- 1%");
    pyformat("SELECT x %(b), x %(a)-b, x %(a)and y", "SELECT x %(b), x %(a)-b, x %(a)and y");
    check(
        ParamStyle::Pyformat,
        "SELECT %s",
        Err("the marker `%s` has no name; write `%(name)s`, or `% s` for a remainder"),
    );
    pyformat("SELECT 7 %state, 7 % s", "SELECT 7 %state, 7 % s");
}

#[test]
fn pyformat_converts_integers_and_fixed_point_numbers() {
    pyformat("SELECT %(b)d, %(a)i", "SELECT 7, -1");
    pyformat("SELECT %(d).1f, %(d)f, %(b).2f, %(d).0f, %(b)F", "SELECT 2.5, 2.500000, 7.00, 2, 7.000000");
    let number = |marker: &str, reason: &str| {
        let expected = format!("the marker `{marker}` {reason}");
        check(ParamStyle::Pyformat, &format!("SELECT {marker}"), Err(&expected));
    };
    number("%(t)d", "takes integers; write `s` for its letter");
    number("%(d)d", "takes integers; write `s` for its letter");
    number("%(n).1f", "takes integers and finite floating-point numbers only; write `s` for its letter");
    for marker in ["%(b)r", "%(b)05d", "%(b)x", "%(d).1e", "%(d).99f", "%(t)-5s"] {
        number(marker, "has an unsupported conversion; write `s`, or `d` or `.2f` for numbers");
    }
}

#[test]
fn names_and_texts_are_quoted_by_the_kind_of_statement() {
    named("DROP TABLE :name", "DROP TABLE sales.`Order`");
    named("SHOW CREATE TABLE :name", "SHOW CREATE TABLE sales.`Order`");
    named("SHOW CREATE VIEW :name", "SHOW CREATE VIEW sales.\"Order\"");
    named("DROP VIEW :name", "DROP VIEW sales.\"Order\"");
    named("ALTER TABLE t ADD PARTITION (day = :t)", r"ALTER TABLE t ADD PARTITION (day = 'it\'s')");
    named("CREATE TABLE x (a struct<b:int>) COMMENT :t", r"CREATE TABLE x (a struct<b:int>) COMMENT 'it\'s'");
    named(
        "CREATE TABLE x TBLPROPERTIES (\"a\"=':b', 'c'=:t)",
        r#"CREATE TABLE x TBLPROPERTIES ("a"=':b', 'c'='it\'s')"#,
    );
    check(
        ParamStyle::Named,
        "SHOW TABLES IN :none",
        Err("the value of the marker `:none` cannot be written: a Hive-style statement (DDL, SHOW, DESCRIBE) has no \
             literal for an empty list; give it as text"),
    );
}

#[test]
fn errors_show_no_value() {
    let secret = Literal::Decimal("hush".to_owned());
    let error = fill_in(":a", ParamStyle::Named, Grammar::Trino, |_| Some(&secret)).expect_err("not a decimal");
    assert!(!format!("{error} {error:?}").contains("hush"), "{error:?}");
}

fn literals() -> impl Strategy<Value = Literal> {
    let texts = prop_oneof![any::<String>(), "['\"`\\\\:?%a\n/*-]{0,8}"];
    let instants = texts.clone();
    let names = prop::collection::vec("[a-zA-Z\"`:.0-9]{1,6}", 1..3);
    let scalars = prop_oneof![
        Just(Literal::Null),
        any::<bool>().prop_map(Literal::Boolean),
        any::<i64>().prop_map(Literal::Integer),
        any::<f64>().prop_map(Literal::Double),
        any::<f32>().prop_map(Literal::Real),
        "-?[0-9]{0,3}[.]?[0-9]{1,3}".prop_map(Literal::Decimal),
        texts.prop_map(Literal::Varchar),
        prop::collection::vec(any::<u8>(), 0..4).prop_map(Literal::Varbinary),
        instants.prop_flat_map(|text| {
            prop::sample::select(vec![
                Literal::Date(text.clone()),
                Literal::Timestamp(text.clone()),
                Literal::IntervalDayToSecond(text.clone()),
                Literal::Json(text.clone()),
                Literal::Uuid(text),
            ])
        }),
        names.prop_map(Literal::Identifier),
    ];
    prop_oneof![
        4 => scalars.clone(),
        1 => prop::collection::vec(scalars.clone(), 0..3).prop_map(Literal::List),
        1 => prop::collection::vec(scalars.clone(), 0..3).prop_map(Literal::Array),
        1 => scalars.prop_map(|value| value.cast(AthenaType::BigInt)),
    ]
}

/// Statements made of random pieces without spaces between them.
fn templates() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "MARK", "MARK", "MARK", " ", "\n", "-", "'", "'x'", "\"y\"", "`z`", "x", "5", "u&", "X", "(", ")", "[", "]",
        ",", "=", "<", ">", "|", "||", "/", "*", "/* c */", "-- c\n", ":", "::", "&", "@", "é", "$", "e5", "->", ";",
        "%%", "SHOW ", "IN ", "IN (",
    ]);
    prop::collection::vec(piece, 0..14).prop_map(|pieces| pieces.concat())
}

fn significant(sql: &str, grammar: Grammar) -> Vec<String> {
    let tokens = tokenize_as(sql, grammar).filter(|token| token.kind != TokenKind::Whitespace);
    tokens.map(|token| token.text.to_owned()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    /// The tokens of the result are those of the statement, with those of a value in place of each marker.
    #[test]
    fn values_take_the_place_of_their_markers(
        template in templates(),
        values in prop::collection::vec(literals(), 14),
    ) {
        for (style, mark) in
            [(ParamStyle::Named, ":a"), (ParamStyle::Qmark, "?"), (ParamStyle::Pyformat, "%(a)s")]
        {
            let sql = template.replace("MARK", mark);
            for grammar in [Grammar::Trino, Grammar::Hive] {
                let mut next = values.iter();
                let Ok(filled) = fill_in(&sql, style, grammar, |_| next.next()) else { continue };
                let mut next = values.iter();
                let mut expected = Vec::new();
                for piece in marker::pieces(&sql, style, grammar) {
                    match piece {
                        marker::Piece::Token(token) if token.kind == TokenKind::Whitespace => {}
                        marker::Piece::Token(token) if style == ParamStyle::Pyformat => {
                            expected.push(token.text.replace("%%", "%"));
                        }
                        marker::Piece::Token(token) => expected.push(token.text.to_owned()),
                        marker::Piece::Percent => expected.push("%".to_owned()),
                        marker::Piece::Unnamed(_) => unreachable!("is an error"),
                        marker::Piece::Marker(marker) => {
                            let value = next.next();
                            let text = value.and_then(|value| value.to_sql(grammar).ok());
                            let mut tokens = significant(&text.unwrap_or_default(), grammar);
                            let is_list = matches!(value, Some(Literal::List(_)));
                            if is_list && marker.position() == MarkerPosition::InParentheses {
                                tokens = tokens[1..tokens.len() - 1].to_vec();
                            }
                            expected.extend(tokens);
                        }
                    }
                }
                prop_assert_eq!(significant(&filled, grammar), expected, "{}", filled);
            }
        }
    }

    /// A marker can be replaced whatever its neighbours are.
    #[test]
    fn every_place_takes_a_value(template in templates(), values in prop::collection::vec(literals(), 14)) {
        for (style, mark) in
            [(ParamStyle::Named, ":a"), (ParamStyle::Qmark, "?"), (ParamStyle::Pyformat, "%(a)s")]
        {
            let sql = template.replace("MARK", mark);
            let mut next = values.iter();
            let filled = fill_in(&sql, style, Grammar::Trino, |_| next.next());
            prop_assert!(
                filled.is_ok() || matches!(filled, Err(ParameterError::Literal { .. })),
                "{} {:?}", sql, filled
            );
        }
    }

    #[test]
    fn nothing_panics(sql in "[%():?'\"`a-s0-9. *\n-]{0,24}") {
        let value = Literal::Integer(1);
        for style in [ParamStyle::Named, ParamStyle::Qmark, ParamStyle::Pyformat] {
            for grammar in [Grammar::Trino, Grammar::Hive] {
                let _ = fill_in(&sql, style, grammar, |_| Some(&value));
            }
        }
    }
}
