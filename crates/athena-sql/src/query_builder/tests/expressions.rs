use sea_query::*;

use super::super::*;
use super::check_value;
use crate::AthenaType;

fn from_t() -> SelectStatement {
    Query::select().column("a").from("t").to_owned()
}

#[test]
fn operators_are_written_as_trino_reads_them() {
    let (a, b) = (|| Expr::col("a"), || Expr::col("b"));
    check_value(
        a().add(b()).mul(2).sub(b().modulo(3)),
        r#"(("a" + "b") * 2) - ("b" % 3)"#,
        r#"(("a" + "b") * ?) - ("b" % ?)"#,
    );
    check_value(a().sub(b()).sub(-1), r#""a" - "b" - -1"#, r#""a" - "b" - ?"#);
    check_value(a().eq(b()).eq(true), r#"("a" = "b") = true"#, r#"("a" = "b") = ?"#);
    check_value(
        a().ne(1).and(b().lte(2)).or(a().not()),
        r#"("a" <> 1 AND "b" <= 2) OR (NOT "a")"#,
        r#"("a" <> ? AND "b" <= ?) OR (NOT "a")"#,
    );
    check_value(
        a().add(1).between(b(), b().add(2)),
        r#""a" + 1 BETWEEN "b" AND "b" + 2"#,
        r#""a" + ? BETWEEN "b" AND "b" + ?"#,
    );
    check_value(
        a().not_between(b().and(a()), b().eq(a())),
        r#""a" NOT BETWEEN ("b" AND "a") AND ("b" = "a")"#,
        r#""a" NOT BETWEEN ("b" AND "a") AND ("b" = "a")"#,
    );
    check_value(
        a().is_null().or(b().is_not_null()),
        r#""a" IS NULL OR "b" IS NOT NULL"#,
        r#""a" IS NULL OR "b" IS NOT NULL"#,
    );
    check_value(a().is(true), r#""a" IS NOT DISTINCT FROM true"#, r#""a" IS NOT DISTINCT FROM ?"#);
    check_value(a().gt(1).is_not(b()), r#"("a" > 1) IS DISTINCT FROM "b""#, r#"("a" > ?) IS DISTINCT FROM "b""#);
    check_value(a().like("x%"), r#""a" LIKE 'x%'"#, r#""a" LIKE ?"#);
    check_value(
        a().not_like(LikeExpr::new("50\\%'").escape('\\')),
        r#""a" NOT LIKE '50\%''' ESCAPE '\'"#,
        r#""a" NOT LIKE ? ESCAPE '\'"#,
    );
    check_value(
        a().bit_and(1).bit_or(b()),
        r#"bitwise_or(bitwise_and("a", 1), "b")"#,
        r#"bitwise_or(bitwise_and("a", ?), "b")"#,
    );
    check_value(a().left_shift(1).add(2), r#"bitwise_left_shift("a", 1) + 2"#, r#"bitwise_left_shift("a", ?) + ?"#);
    check_value(
        a().right_shift(1),
        r#"bitwise_right_shift_arithmetic("a", 1)"#,
        r#"bitwise_right_shift_arithmetic("a", ?)"#,
    );
    check_value(concat(a(), "x").eq("y"), r#"("a" || 'x') = 'y'"#, r#"("a" || ?) = ?"#);
    check_value(ilike(a(), "X%"), r#"LOWER("a") LIKE LOWER('X%')"#, r#"LOWER("a") LIKE LOWER(?)"#);
    check_value(
        ilike(a(), LikeExpr::new("A%").escape('A')),
        r#"LOWER("a") LIKE LOWER('A%') ESCAPE LOWER('A')"#,
        r#"LOWER("a") LIKE LOWER(?) ESCAPE LOWER('A')"#,
    );
    check_value(regexp_like(a(), "^x"), r#"regexp_like("a", '^x')"#, r#"regexp_like("a", ?)"#);
}

#[test]
fn membership_in_lists_and_subqueries_is_written() {
    let a = || Expr::col("a");
    check_value(a().is_in([1, 2]), r#""a" IN (1, 2)"#, r#""a" IN (?, ?)"#);
    check_value(a().is_in(Vec::<i32>::new()), "false", "false");
    check_value(a().is_not_in(Vec::<i32>::new()), "true", "true");
    check_value(
        Expr::tuple([a(), Expr::col("b")]).in_tuples([(1, "x"), (2, "y")]),
        r#"("a", "b") IN ((1, 'x'), (2, 'y'))"#,
        r#"("a", "b") IN ((?, ?), (?, ?))"#,
    );
    check_value(a().in_subquery(from_t()), r#""a" IN (SELECT "a" FROM "t")"#, r#""a" IN (SELECT "a" FROM "t")"#);
    check_value(a().eq(Expr::any(from_t())), r#""a" = ANY(SELECT "a" FROM "t")"#, r#""a" = ANY(SELECT "a" FROM "t")"#);
    check_value(a().gt(Expr::all(from_t())), r#""a" > ALL(SELECT "a" FROM "t")"#, r#""a" > ALL(SELECT "a" FROM "t")"#);
    check_value(Expr::not_exists(from_t()), r#"NOT EXISTS(SELECT "a" FROM "t")"#, r#"NOT EXISTS(SELECT "a" FROM "t")"#);
}

#[test]
fn functions_have_their_name_in_trino() {
    let a = || Expr::col("a");
    let same = |call: FunctionCall, sql: &str| check_value(call, sql, sql);
    same(Func::char_length(a()), r#"LENGTH("a")"#);
    same(Func::if_null(a(), Expr::col("b")), r#"COALESCE("a", "b")"#);
    same(Func::coalesce([a(), Expr::col("b")]), r#"COALESCE("a", "b")"#);
    same(Func::md5(a()), r#"lower(to_hex(md5(to_utf8("a"))))"#);
    same(Func::bit_and(a()), r#"bitwise_and_agg("a")"#);
    same(Func::random(), "RANDOM()");
    same(Func::count_distinct(a()), r#"COUNT(DISTINCT "a")"#);
    same(Func::cust("s.f"), "s.f()");
    same(Func::cust("f(1); DROP"), "\"f(1); DROP\"()");
    same(approx_distinct(a()).filter(a().is_not_null()), r#"approx_distinct("a") FILTER (WHERE "a" IS NOT NULL)"#);
    same(approx_percentile(a(), 0.95), r#"approx_percentile("a", 0.95)"#);
    check_value(
        CaseStatement::new().case(a().gt(1), "more").finally("less"),
        r#"(CASE WHEN ("a" > 1) THEN 'more' ELSE 'less' END)"#,
        r#"(CASE WHEN ("a" > ?) THEN ? ELSE ? END)"#,
    );
    check_value(
        Expr::cust_with_values("? || '?' || \"?\" /* ? */", ["x"]),
        r#"'x' || '?' || "?" /* ? */"#,
        r#"? || '?' || "?" /* ? */"#,
    );
    let question = Query::select().expr(Expr::cust_with_values("a ?? ?", [1])).to_owned();
    assert_eq!(question.to_athena().as_deref(), Ok("SELECT a ? 1"));
}

#[test]
fn casts_have_types_in_trinos_spelling() {
    let a = || Expr::col("a");
    let same = |expr: Expr, sql: &str| check_value(expr, sql, sql);
    same(a().add(Expr::col("b")).cast_as("string"), r#"CAST("a" + "b" AS varchar)"#);
    same(a().cast_as("ARRAY<struct<x:int>>"), r#"CAST("a" AS array(row(x integer)))"#);
    same(Func::cast_as_quoted(a(), "double precision").into(), r#"CAST("a" AS double)"#);
    same(Func::cast_as_quoted(a(), "HyperLogLog").into(), r#"CAST("a" AS HyperLogLog)"#);
    let map = AthenaType::map(AthenaType::Varchar(None), AthenaType::Integer);
    same(cast(a(), &map), r#"CAST("a" AS map(varchar, integer))"#);
    same(try_cast(a(), &AthenaType::Timestamp(Some(6))), r#"TRY_CAST("a" AS timestamp(6))"#);
    same(try_expr(a().div(Expr::col("b"))), r#"TRY("a" / "b")"#);
    same(true_division(a(), Expr::col("b")), r#""a" / CAST("b" AS double)"#);
}
