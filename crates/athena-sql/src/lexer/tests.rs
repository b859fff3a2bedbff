use proptest::prelude::*;

use super::*;
use TokenKind::*;

fn check(sql: &str, expected: &[(TokenKind, &str)]) {
    let found: Vec<_> = tokenize(sql).filter(|t| t.kind != Whitespace).map(|t| (t.kind, t.text)).collect();
    assert_eq!(found, expected, "{sql}");
}

#[test]
fn quoted_strings_and_names_are_one_token() {
    check("'it''s'", &[(String, "'it''s'")]);
    check("'a\nb'", &[(String, "'a\nb'")]);
    check(r#""a""b""#, &[(QuotedIdentifier, r#""a""b""#)]);
    check("`a``b`", &[(BacktickIdentifier, "`a``b`")]);
    check("X'00ff' x'' xy", &[(BinaryString, "X'00ff'"), (BinaryString, "x''"), (Word, "xy")]);
    check(r"U&'d\0061t' u", &[(UnicodeString, r"U&'d\0061t'"), (Word, "u")]);
    check(r"'\' a", &[(String, r"'\'"), (Word, "a")]);
    check("'-- no' '/* no */'", &[(String, "'-- no'"), (String, "'/* no */'")]);
    check("'é' ü", &[(String, "'é'"), (Word, "ü")]);
}

#[test]
fn strings_of_hive_have_backslashes_and_double_quotes() {
    let found: Vec<_> = tokenize_as(r#"'it\'s;' "a\"b;" `c`"#, Grammar::Hive).filter(|t| !t.is_trivia()).collect();
    assert_eq!(found.iter().map(|t| t.text).collect::<Vec<_>>(), [r"'it\'s;'", r#""a\"b;""#, "`c`"]);
    assert_eq!(found[1].kind, String);
}

#[test]
fn comments_end_at_the_line_or_the_first_closing_mark() {
    check("a -- b 'c\nd", &[(Word, "a"), (LineComment, "-- b 'c"), (Word, "d")]);
    check("a -- b\r\nc", &[(Word, "a"), (LineComment, "-- b"), (Word, "c")]);
    check("/* /* x */ y", &[(BlockComment, "/* /* x */"), (Word, "y")]);
    check("/**/ 1", &[(BlockComment, "/**/"), (Number, "1")]);
}

#[test]
fn tokens_that_are_not_closed_are_flagged() {
    for sql in ["'abc", "'abc''", "\"abc", "`abc", "/* abc", "/*/", "X'00", "U&'x"] {
        let tokens: Vec<_> = tokenize(sql).collect();
        assert_eq!(tokens.len(), 1, "{sql}");
        assert!(tokens[0].unterminated && !tokens[0].is_trivia(), "{sql}");
    }
    assert!(!tokenize("-- abc").next().expect("one token").unterminated);
    assert!(tokenize_as(r"'abc\", Grammar::Hive).all(|t| t.unterminated));
}

#[test]
fn numbers_are_distinguished_from_words_and_members() {
    for sql in ["1", "1.5", "1.", ".5", "1e10", "1.5e-3", "1.5E+3", "1_000", "007"] {
        check(sql, &[(Number, sql)]);
    }
    check("1e", &[(Word, "1e")]);
    check("2024_sales", &[(Word, "2024_sales")]);
    check("t.1", &[(Word, "t"), (Dot, "."), (Number, "1")]);
    check("1-1", &[(Number, "1"), (Operator, "-"), (Number, "1")]);
}

#[test]
fn placeholders_are_distinguished_from_colons_of_types_and_json() {
    check("a=:day", &[(Word, "a"), (Operator, "="), (Named, ":day")]);
    check("(:a,:b)", &[(LeftParen, "("), (Named, ":a"), (Comma, ","), (Named, ":b"), (RightParen, ")")]);
    check("a[:i]", &[(Word, "a"), (LeftBracket, "["), (Named, ":i"), (RightBracket, "]")]);
    check("a::b", &[(Word, "a"), (Operator, "::"), (Word, "b")]);
    check("a ::b", &[(Word, "a"), (Operator, "::"), (Word, "b")]);
    check("s:int", &[(Word, "s"), (Operator, ":"), (Word, "int")]);
    check("'k':v", &[(String, "'k'"), (Operator, ":"), (Word, "v")]);
    check(":1 : a", &[(Operator, ":"), (Number, "1"), (Operator, ":"), (Word, "a")]);
    check("? ?", &[(Question, "?"), (Question, "?")]);
    check("':x' -- :y", &[(String, "':x'"), (LineComment, "-- :y")]);
    assert_eq!(tokenize(":day_1").next().and_then(|t| t.placeholder_name()), Some("day_1"));
}

#[test]
fn operators_of_two_characters_are_one_token() {
    check("x -> x + 1", &[(Word, "x"), (Arrow, "->"), (Word, "x"), (Operator, "+"), (Number, "1")]);
    check(
        "f(a => 1)",
        &[(Word, "f"), (LeftParen, "("), (Word, "a"), (FatArrow, "=>"), (Number, "1"), (RightParen, ")")],
    );
    for sql in ["<=", ">=", "<>", "!=", "||", "%", "€", "\u{0}"] {
        check(sql, &[(Operator, sql)]);
    }
    check("a.b;", &[(Word, "a"), (Dot, "."), (Word, "b"), (Semicolon, ";")]);
}

/// Text made of random pieces that a lexer treats specially.
fn pieces() -> impl Strategy<Value = std::string::String> {
    let piece = prop::sample::select(vec![
        "'", "\"", "`", "\\", "--", "/*", "*/", "\n", "\r", " ", ";", "(", ")", ":", "a", "1", ".", "e", "-", ">", "=",
        "x'", "U&'", "é", "?", "\u{feff}",
    ]);
    prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn nothing_is_lost(sql in prop_oneof![any::<std::string::String>(), pieces()], hive: bool) {
        let grammar = if hive { Grammar::Hive } else { Grammar::Trino };
        let mut end = 0;
        for token in tokenize_as(&sql, grammar) {
            prop_assert!(!token.text.is_empty());
            prop_assert_eq!(token.start, end);
            prop_assert_eq!(&sql[token.range()], token.text);
            end = token.range().end;
        }
        prop_assert_eq!(end, sql.len());
    }
}
