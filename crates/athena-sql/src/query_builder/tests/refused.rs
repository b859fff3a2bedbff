use std::fmt::Debug;

use sea_query::extension::mysql::{IndexHintScope, MySqlSelectStatementExt};
use sea_query::extension::postgres::{PgBinOper, PgFunc, PostgresSelectStatementExt, SampleMethod};
use sea_query::*;

use super::super::*;
use crate::{TokenKind, tokenize};

/// Checks that the error names the construct, and that the text of sea-query's own methods cannot run.
fn refused(statement: &(impl QueryStatementWriter + Debug), construct: &str) {
    let error = statement.to_athena().expect_err("athena lacks it");
    assert_eq!(error.construct(), construct);
    assert_eq!(statement.build_athena(), Err(error));
    assert_cannot_run(&QueryStatementWriter::to_string(statement, AthenaQueryBuilder));
    assert_cannot_run(&QueryStatementWriter::build(statement, AthenaQueryBuilder).0);
}

fn refused_value(expr: impl Into<Expr>, construct: &str) {
    refused(Query::select().expr(expr), construct);
}

fn assert_cannot_run(sql: &str) {
    let brace = tokenize(sql).any(|token| token.kind == TokenKind::Operator && token.text == "}");
    assert!(brace, "{sql}");
}

fn from_t() -> SelectStatement {
    Query::select().column("a").from("t").to_owned()
}

fn insert() -> InsertStatement {
    Query::insert().into_table("t").columns(["a"]).values_panic([1.into()]).to_owned()
}

fn update() -> UpdateStatement {
    Query::update().table("t").value("a", 1).to_owned()
}

fn delete() -> DeleteStatement {
    Query::delete().from_table("t").to_owned()
}

fn cte() -> CommonTableExpression {
    CommonTableExpression::new().table_name("x").query(from_t()).to_owned()
}

#[test]
fn clauses_of_select_that_athena_lacks_are_refused() {
    refused(from_t().distinct_on(["a"]), "DISTINCT ON");
    refused(from_t().lock_exclusive(), "row locks (FOR UPDATE, FOR SHARE)");
    refused(from_t().into_table(SelectInto::table("u")), "SELECT INTO");
    refused(from_t().join(JoinType::StraightJoin, "u", Expr::val(true)), "STRAIGHT_JOIN");
    refused(from_t().table_sample(SampleMethod::SYSTEM, 50.0, None), "index hints, or `table_sample`");
    refused(from_t().use_index("i", IndexHintScope::All), "index hints, or `table_sample`");
    refused(
        Query::select().column("a").from_subquery(from_t().force_index("i", IndexHintScope::Join).to_owned(), "q"),
        "index hints, or `table_sample`",
    );
}

#[test]
fn with_in_places_that_athena_lacks_is_refused() {
    refused(&WithQuery::new().cte(cte()).to_owned(), "WITH without a statement");
    refused(&WithQuery::new().query(from_t()).to_owned(), "WITH without queries");
    refused(
        &WithQuery::new().cte(CommonTableExpression::new()).query(from_t()).to_owned(),
        "WITH of a query without a name",
    );
    refused(&WithClause::from(cte().materialized(true).to_owned()).query(from_t()), "MATERIALIZED");
    refused(&WithClause::from(cte()).query(WithClause::from(cte()).query(from_t())), "WITH inside WITH");
    refused(&WithClause::from(cte()).query(from_t().with_cte(cte()).to_owned()), "WITH inside WITH");
    refused(&WithClause::from(cte()).query(insert().with_cte(cte()).to_owned()), "WITH inside WITH");
    let from_with = || {
        let select = from_t().with_cte(cte()).to_owned();
        Query::insert().into_table("t").columns(["a"]).select_from(select).expect("a column").to_owned()
    };
    refused(from_with().with_cte(cte()), "WITH inside WITH");
    refused(&WithClause::from(cte()).query(from_with()), "WITH inside WITH");
    refused(
        from_t().union(UnionType::All, from_t().with_cte(cte()).to_owned()),
        "WITH in an operand of UNION, INTERSECT or EXCEPT",
    );
    let mut recursive = WithClause::new().recursive(true).cte(cte()).to_owned();
    recursive.cycle(Cycle::new_from_expr_set_using(Expr::col("a"), "b", "c"));
    refused(&recursive.query(from_t()), "SEARCH and CYCLE of a recursive WITH");
    let mut search = WithClause::from(cte());
    search.search(Search::new());
    refused(&search.query(from_t()), "SEARCH and CYCLE of a recursive WITH");
    for query in [WithClause::from(cte()).query(update()), WithClause::from(cte()).query(delete())] {
        refused(&query, "WITH before UPDATE or DELETE");
    }
}

#[test]
fn clauses_of_changes_that_athena_lacks_are_refused() {
    refused(insert().on_conflict(OnConflict::column("a").do_nothing().to_owned()), "ON CONFLICT");
    refused(insert().returning_all(), "RETURNING");
    refused(insert().replace(), "REPLACE");
    refused(Query::insert().into_table("t").or_default_values(), "DEFAULT VALUES");
    refused(Query::insert().into_table("t").columns(["a"]).values_panic([Expr::Keyword(Keyword::Default)]), "DEFAULT");
    let alias = "alias of the table that INSERT, UPDATE or DELETE changes";
    refused(insert().into_table("t".into_table_ref().alias("x")), alias);
    refused(update().table("t".into_table_ref().alias("x")), alias);
    refused(
        delete().from_table(TableRef::SubQuery(Box::new(from_t()), "q".into_iden())),
        "INSERT, UPDATE or DELETE of something other than a table",
    );
    refused(update().from("u"), "UPDATE of a join (FROM)");
    refused(update().returning_col("a"), "RETURNING");
    refused(update().order_by("a", Order::Asc), "ORDER BY in UPDATE");
    refused(update().limit(1), "LIMIT in UPDATE");
    refused(update().with_cte(cte()), "WITH before UPDATE or DELETE");
    refused(delete().returning_all(), "RETURNING");
    refused(delete().order_by("a", Order::Asc), "ORDER BY in DELETE");
    refused(delete().limit(1), "LIMIT in DELETE");
    refused(delete().with_cte(cte()), "WITH before UPDATE or DELETE");
    refused_value(Expr::SubQuery(None, Box::new(delete().into())), "INSERT, UPDATE or DELETE inside a query");
}

#[test]
fn an_incomplete_merge_is_refused() {
    let refused = |merge: Merge, construct: &str| {
        assert_eq!(merge.to_athena().expect_err("is incomplete").construct(), construct);
        assert_eq!(merge.build_athena().expect_err("is incomplete").construct(), construct);
    };
    let merge = || Merge::into("t").using("u").on(Expr::val(true));
    let none: [(&str, Expr); 0] = [];
    refused(merge(), "MERGE without WHEN");
    refused(merge().when(When::matched().update(none.clone())), "UPDATE or INSERT without columns");
    refused(merge().when(When::not_matched().insert(none)), "UPDATE or INSERT without columns");
    refused(Merge::into("t").on(true).when(When::matched().delete()), "MERGE without USING");
    refused(Merge::into("t").using("u").when(When::matched().delete()), "MERGE without ON");
    let query = TableRef::SubQuery(Box::new(from_t()), "q".into_iden());
    refused(
        Merge::into(query).using("u").on(true).when(When::matched().delete()),
        "MERGE INTO something other than a table",
    );
}

#[test]
fn expressions_that_athena_lacks_are_refused() {
    let a = || Expr::col("a");
    refused_value(a().binary(BinOper::PgOperator(PgBinOper::ILike), "x"), "operator PgOperator(ILike)");
    refused_value(PgFunc::to_tsquery("a", None), "function PgFunction(ToTsquery)");
    refused_value(a().cast_as("integer) OR (1"), "type `integer) OR (1`");
    refused_value(a().cast_as("text"), "type `text`");
    refused_value(a().cast_as("qdigest(/*)"), "type `qdigest(/*)`");
    refused_value(Func::cast_as_quoted(a(), ("s", "integer")), "type in a schema");
    refused_value(Expr::cust_with_values("? + ?", [1]), "custom SQL with more `?` than values");
    refused_value(Expr::cust_with_values("1", [1]), "custom SQL with more values than `?`");
    refused_value(a().binary(BinOper::Between, 1), "BETWEEN without two bounds");
    refused(Query::select().column("").from("t"), "name without characters");
    refused(Query::select().column("a\0").from("t"), "name with a NUL character");
}

#[test]
fn tables_as_values_and_values_as_tables_are_refused() {
    let TableRef::FunctionCall(table, _) = version_as_of("t", 1) else { panic!("not a call") };
    refused_value(table, "table where a value should be");
    let Expr::FunctionCall(value) = array([1]) else { panic!("not a call") };
    refused(from_t().from_function(value, "x"), "value where a table should be");
}

#[test]
fn parts_that_are_written_alone_are_refused() {
    let mut sql = String::new();
    AthenaQueryBuilder.prepare_explain_statement(&ExplainStatement::new().statement(from_t()), &mut sql);
    assert_cannot_run(&sql);
    sql.clear();
    AthenaQueryBuilder.prepare_join_on(&JoinOn::Columns(vec![1.into()]), &mut sql);
    assert_cannot_run(&sql);
}

#[test]
fn the_error_names_the_first_of_several_constructs() {
    let statement = from_t().distinct_on(["a"]).lock_shared().to_owned();
    assert_eq!(
        statement.to_athena().map_err(|error| error.to_string()),
        Err("athena has no DISTINCT ON; number the rows with row_number() and keep the first".to_owned())
    );
}
