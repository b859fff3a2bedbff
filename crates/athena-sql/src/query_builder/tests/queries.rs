use sea_query::*;

use super::super::AthenaQueryBuilder;
use super::super::AthenaStatement;
use super::{check, check_same, check_value};

fn from_t() -> SelectStatement {
    Query::select().column("a").from("t").to_owned()
}

#[test]
fn names_are_quoted() {
    check_same(
        Query::select().columns(["_x", "date", "Foo", "a\"b"]).column(("t", Asterisk)).from(("catalog", "s", "t")),
        r#"SELECT "_x", "date", "Foo", "a""b", "t".* FROM "catalog"."s"."t""#,
    );
    check_same(
        Query::select().column(("s", "t", "c")).from_as(("s", "t"), "u"),
        r#"SELECT "s"."t"."c" FROM "s"."t" AS "u""#,
    );
}

#[test]
fn clauses_are_in_trinos_order() {
    let mut query = from_t();
    query.distinct().and_where(Expr::col("a").gt(1)).group_by_col("a").and_having(Expr::col("a").count().lt(9));
    query.order_by_with_nulls("a", Order::Desc, NullOrdering::First).offset(10).limit(5);
    check(
        &query,
        "SELECT DISTINCT \"a\" FROM \"t\" WHERE \"a\" > 1 GROUP BY \"a\" HAVING COUNT(\"a\") < 9 \
         ORDER BY \"a\" DESC NULLS FIRST OFFSET 10 LIMIT 5",
        "SELECT DISTINCT \"a\" FROM \"t\" WHERE \"a\" > ? GROUP BY \"a\" HAVING COUNT(\"a\") < ? \
         ORDER BY \"a\" DESC NULLS FIRST OFFSET 10 LIMIT 5",
    );
    let (_, parameters) = query.build_athena().expect("supported");
    assert_eq!(parameters, [1, 9].map(crate::Literal::Integer));
    check_same(from_t().limit(3), r#"SELECT "a" FROM "t" LIMIT 3"#);
    check_same(from_t().offset(3), r#"SELECT "a" FROM "t" OFFSET 3"#);
    check_same(
        from_t().order_by_with_nulls("a", Order::Asc, NullOrdering::Last).order_by("b", Order::Desc),
        r#"SELECT "a" FROM "t" ORDER BY "a" ASC NULLS LAST, "b" DESC"#,
    );
    check_same(
        from_t().order_by("a", Order::Field(Values(vec!["it's".into(), 2.into()]))),
        r#"SELECT "a" FROM "t" ORDER BY CASE WHEN "a"='it''s' THEN 0 WHEN "a"=2 THEN 1 ELSE 2 END"#,
    );
}

#[test]
fn a_line_comment_of_custom_sql_keeps_its_line_end() {
    check(
        from_t().and_where(Expr::cust("a = 1 -- one\n")).limit(1),
        "SELECT \"a\" FROM \"t\" WHERE a = 1 -- one\n LIMIT 1",
        "SELECT \"a\" FROM \"t\" WHERE a = 1 -- one\n LIMIT 1",
    );
}

#[test]
fn a_name_that_looks_like_an_option_of_an_order_is_a_name() {
    check_same(
        from_t().order_by("nulls: Some(First) }", Order::Asc),
        r#"SELECT "a" FROM "t" ORDER BY "nulls: Some(First) }" ASC"#,
    );
}

#[test]
fn windows_stand_behind_having() {
    let window = || WindowStatement::partition_by("b").order_by("c", Order::Asc).to_owned();
    check_same(
        Query::select()
            .expr_window_as(Func::cust("row_number"), window(), "n")
            .expr_window(
                Expr::col("a").sum(),
                window().frame_between(FrameType::Rows, Frame::Preceding(2), Frame::Following(1)).to_owned(),
            )
            .expr_window(
                Expr::col("a").max(),
                WindowStatement::new().frame_start(FrameType::Range, Frame::UnboundedPreceding).to_owned(),
            )
            .from("t"),
        "SELECT row_number() OVER (PARTITION BY \"b\" ORDER BY \"c\" ASC) AS \"n\", \
         SUM(\"a\") OVER (PARTITION BY \"b\" ORDER BY \"c\" ASC ROWS BETWEEN 2 PRECEDING AND 1 FOLLOWING), \
         MAX(\"a\") OVER (RANGE UNBOUNDED PRECEDING) FROM \"t\"",
    );
    check(
        Query::select()
            .expr_window_name_as(Func::cust("rank"), "w", "place")
            .from("t")
            .and_where(Expr::col("a").eq(1))
            .window("w", WindowStatement::new().order_by("a", Order::Desc).to_owned())
            .union(UnionType::All, from_t())
            .order_by("place", Order::Asc)
            .limit(2),
        "SELECT rank() OVER \"w\" AS \"place\" FROM \"t\" WHERE \"a\" = 1 WINDOW \"w\" AS (ORDER BY \"a\" DESC) \
         UNION ALL (SELECT \"a\" FROM \"t\") ORDER BY \"place\" ASC LIMIT 2",
        "SELECT rank() OVER \"w\" AS \"place\" FROM \"t\" WHERE \"a\" = ? WINDOW \"w\" AS (ORDER BY \"a\" DESC) \
         UNION ALL (SELECT \"a\" FROM \"t\") ORDER BY \"place\" ASC LIMIT 2",
    );
}

#[test]
fn joins_have_a_condition_unless_they_are_cross_joins() {
    let on = || Expr::col(("t", "a")).equals(("u", "a"));
    let sql = |join: &str| format!(r#"SELECT "a" FROM "t" {join} "u" ON "t"."a" = "u"."a""#);
    check_same(from_t().inner_join("u", on()), &sql("INNER JOIN"));
    check_same(from_t().left_join("u", on()), &sql("LEFT JOIN"));
    check_same(from_t().right_join("u", on()), &sql("RIGHT JOIN"));
    check_same(from_t().full_outer_join("u", on()), &sql("FULL OUTER JOIN"));
    check_same(from_t().join(JoinType::Join, "u", on()), &sql("JOIN"));
    check_same(from_t().cross_join("u"), r#"SELECT "a" FROM "t" CROSS JOIN "u""#);
    check_same(
        from_t().join_lateral(JoinType::LeftJoin, from_t(), "l", Cond::all()),
        r#"SELECT "a" FROM "t" LEFT JOIN LATERAL (SELECT "a" FROM "t") AS "l" ON true"#,
    );
    let using = JoinExpr {
        join: JoinType::CrossJoin,
        table: Box::new("u".into_table_ref()),
        on: Some(JoinOn::Columns(vec![Expr::col("a"), Expr::col("b")])),
        lateral: false,
    };
    let mut sql = String::new();
    AthenaQueryBuilder.prepare_join_expr(&using, &mut sql);
    assert_eq!(sql, r#"INNER JOIN "u" USING ("a", "b")"#);
}

#[test]
fn operands_of_set_operations_are_in_parentheses() {
    let sql = |operator: &str| format!(r#"SELECT "a" FROM "t" {operator} (SELECT "a" FROM "t")"#);
    check_same(from_t().union(UnionType::Distinct, from_t()), &sql("UNION"));
    check_same(from_t().union(UnionType::All, from_t()), &sql("UNION ALL"));
    check_same(from_t().union(UnionType::Intersect, from_t()), &sql("INTERSECT"));
    check_same(from_t().union(UnionType::Except, from_t()), &sql("EXCEPT"));
}

#[test]
fn common_tables_stand_in_front_of_the_query() {
    let cte = |name: &'static str| CommonTableExpression::new().table_name(name).query(from_t()).to_owned();
    let both = || WithClause::new().cte(cte("x")).cte(cte("y").column("c").to_owned()).to_owned();
    let sql = r#"WITH "x" AS (SELECT "a" FROM "t"), "y" ("c") AS (SELECT "a" FROM "t") SELECT "a" FROM "t""#;
    check_same(&both().query(from_t()), sql);
    check_same(from_t().with_cte(both()), sql);
    let mut list = CommonTableExpression::new();
    list.table_name("n").column("v").values(vec![Values(vec![1.into()]), Values(vec![2.into()])]);
    check(
        &WithClause::new().recursive(true).cte(list).to_owned().query(from_t()),
        r#"WITH RECURSIVE "n" ("v") AS (VALUES (1), (2)) SELECT "a" FROM "t""#,
        r#"WITH RECURSIVE "n" ("v") AS (VALUES (?), (?)) SELECT "a" FROM "t""#,
    );
    check_value(
        Expr::SubQuery(None, Box::new(both().query(from_t()).into())),
        &format!("({sql})"),
        &format!("({sql})"),
    );
}

#[test]
fn conditions_in_a_chain_have_parentheses() {
    let (p, q, r) = (|| Expr::col("p"), || Expr::col("q"), || Expr::col("r"));
    let mut query = from_t();
    query.and_or_where(LogicalChainOper::And(p().or(q()))).and_or_where(LogicalChainOper::And(r().gt(1).not()));
    query.and_or_where(LogicalChainOper::Or(p().and(r().eq(2))));
    check(
        &query,
        r#"SELECT "a" FROM "t" WHERE ("p" OR "q") AND (NOT "r" > 1) OR ("p" AND "r" = 2)"#,
        r#"SELECT "a" FROM "t" WHERE ("p" OR "q") AND (NOT "r" > ?) OR ("p" AND "r" = ?)"#,
    );
    let mut update = Query::update().table("t").value("a", 1).to_owned();
    update.and_or_where(LogicalChainOper::And(p().or(q()))).and_or_where(LogicalChainOper::And(r()));
    check(
        &update,
        r#"UPDATE "t" SET "a" = 1 WHERE ("p" OR "q") AND "r""#,
        r#"UPDATE "t" SET "a" = ? WHERE ("p" OR "q") AND "r""#,
    );
}
