use proptest::prelude::*;
use sea_query::{Alias, Expr, ExprTrait, Iden, IntoIden, Query, TableRef};
use std::borrow::Cow;

use super::super::*;
use crate::{TokenKind, identifier, tokenize};

/// A name that claims to need no escaping, as names known at compile time do.
struct Static(&'static str);

impl Iden for Static {
    fn quoted(&self) -> Cow<'static, str> {
        Cow::Borrowed(self.0)
    }

    fn unquoted(&self) -> &str {
        self.0
    }
}

/// Any text; characters that could end a quote, a comment or a statement are frequent.
fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![any::<String>(), "[\\\\'\"`?;a/*\n-]{0,12}"]
}

fn any_name() -> impl Strategy<Value = String> {
    any_text().prop_filter("a name", |name| !name.is_empty() && !name.contains('\0'))
}

/// The texts of the tokens of one kind; fails if a token is not closed.
fn tokens(sql: &str, kind: TokenKind) -> Vec<String> {
    assert!(tokenize(sql).all(|token| !token.unterminated), "{sql}");
    tokenize(sql).filter(|token| token.kind == kind).map(|token| token.text.to_owned()).collect()
}

proptest! {
    #[test]
    fn a_string_is_one_token(text in any_text()) {
        let sql = Query::select().expr(Expr::val(text.as_str())).to_athena().expect("supported");
        let literal = format!("'{}'", text.replace('\'', "''"));
        prop_assert_eq!(tokens(&sql, TokenKind::String), [literal.clone()]);
        prop_assert_eq!(sql, format!("SELECT {literal}"));
    }

    #[test]
    fn a_name_is_one_token(name in any_name()) {
        let quoted = identifier::quote(&name, crate::Grammar::Trino);
        let leaked: &'static str = String::leak(name.clone());
        for iden in [Alias::new(&name).into_iden(), leaked.into_iden(), Static(leaked).into_iden()] {
            let table = TableRef::from((iden.clone(), iden.clone())).alias(iden.clone());
            let query = Query::select().column((iden.clone(), iden.clone())).from(table).to_owned();
            let sql = query.to_athena().expect("supported");
            prop_assert_eq!(tokens(&sql, TokenKind::QuotedIdentifier), vec![quoted.clone(); 5]);
            prop_assert_eq!(&sql, &format!("SELECT {quoted}.{quoted} FROM {quoted}.{quoted} AS {quoted}"));
            let named = Query::select().expr_as(field(1, iden.clone()), iden.clone()).to_owned();
            let sql = named.to_athena().expect("supported");
            prop_assert_eq!(sql, format!("SELECT (1).{quoted} AS {quoted}"));
        }
    }

    #[test]
    fn a_json_key_is_one_token(key in any_text()) {
        let expr = json_extract(Expr::col("d"), &JsonPath::root().key(&key).index(1));
        let sql = Query::select().expr(expr).to_athena().expect("supported");
        prop_assert_eq!(tokens(&sql, TokenKind::String).len(), 1);
        prop_assert!(sql.ends_with("[1]')"));
    }

    #[test]
    fn a_type_is_a_type_or_refused(text in prop_oneof![any_text(), "[a-z]{1,9}\\([0-9a-z,()'/*-]{0,6}\\)"]) {
        if let Ok(sql) = Query::select().expr(Expr::col("a").cast_as(text)).to_athena() {
            let tokens: Vec<_> = tokenize(&sql).filter(|token| !token.is_trivia()).collect();
            let open = tokens.iter().filter(|token| token.kind == TokenKind::LeftParen).count();
            let closed = tokens.iter().filter(|token| token.kind == TokenKind::RightParen).count();
            prop_assert_eq!(open, closed);
            prop_assert!(tokens.iter().all(|token| !token.unterminated && token.kind != TokenKind::String));
        }
    }

    #[test]
    fn a_function_name_is_one_name(name in any_name()) {
        let sql = Query::select().expr(sea_query::Func::cust(name)).to_athena();
        let sql = sql.expect("supported");
        let parens = tokenize(&sql).filter(|token| token.kind == TokenKind::LeftParen).count();
        prop_assert_eq!(parens, 1);
        prop_assert!(tokenize(&sql).all(|token| !token.unterminated));
    }

    #[test]
    fn a_parameter_of_a_lambda_hides_no_column(name in prop_oneof![any_name(), "_(element|ELEMENT)_[0-2]"]) {
        let lambda = transform(Expr::col("a"), |element| element.eq(Expr::col(name.clone())));
        let sql = Query::select().expr(lambda).to_athena().expect("supported");
        let names = tokens(&sql, TokenKind::QuotedIdentifier);
        prop_assert_eq!(names.len(), 4);
        prop_assert_eq!(&names[1], &names[2]);
        prop_assert!(!names[1].eq_ignore_ascii_case(&names[3]));
    }

    #[test]
    fn filling_in_the_parameters_gives_the_statement_with_literals(
        texts in proptest::collection::vec(any_text(), 0..4),
        limit: u32,
    ) {
        let mut query = Query::select();
        query.column("a").from("t").limit(limit.into()).offset(7);
        for text in &texts {
            query.and_where(Expr::col("a").ne(text.as_str()));
        }
        let (sql, parameters) = query.build_athena().expect("supported");
        let mut parameters = parameters.iter();
        let filled: String = tokenize(&sql)
            .map(|token| match token.kind {
                TokenKind::Question => {
                    let literal = parameters.next().expect("one for each");
                    literal.to_sql(crate::Grammar::Trino).expect("a literal")
                }
                _ => token.text.to_owned(),
            })
            .collect();
        prop_assert_eq!(Ok(filled), query.to_athena());
        prop_assert_eq!(parameters.next(), None);
    }
}
