use sea_query::*;

use super::super::*;
use super::{check, check_same, check_value};
use crate::{AthenaType, RowField};

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
fn clauses() {
    let mut query = from_t();
    query.distinct().and_where(Expr::col("a").gt(1)).group_by_col("a").and_having(Expr::col("a").count().lt(9));
    query.order_by_with_nulls("a", Order::Desc, NullOrdering::First).offset(10).limit(5);
    check(
        &query,
        r#"SELECT DISTINCT "a" FROM "t" WHERE "a" > 1 GROUP BY "a" HAVING COUNT("a") < 9 ORDER BY "a" DESC NULLS FIRST OFFSET 10 LIMIT 5"#,
        r#"SELECT DISTINCT "a" FROM "t" WHERE "a" > ? GROUP BY "a" HAVING COUNT("a") < ? ORDER BY "a" DESC NULLS FIRST OFFSET ? LIMIT ?"#,
    );
    let (_, parameters) = query.build_athena().expect("supported");
    assert_eq!(parameters, [1, 9, 10, 5].map(crate::Literal::Integer));
    check(from_t().limit(3), r#"SELECT "a" FROM "t" LIMIT 3"#, r#"SELECT "a" FROM "t" LIMIT ?"#);
    check(from_t().offset(3), r#"SELECT "a" FROM "t" OFFSET 3"#, r#"SELECT "a" FROM "t" OFFSET ?"#);
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
fn comments_end_where_they_end() {
    check(
        from_t().and_where(Expr::cust("a = 1 -- one\n")).limit(1),
        "SELECT \"a\" FROM \"t\" WHERE a = 1 -- one\n LIMIT 1",
        "SELECT \"a\" FROM \"t\" WHERE a = 1 -- one\n LIMIT ?",
    );
}

#[test]
fn names_that_look_like_options_of_an_order() {
    check_same(
        from_t().order_by("nulls: Some(First) }", Order::Asc),
        r#"SELECT "a" FROM "t" ORDER BY "nulls: Some(First) }" ASC"#,
    );
}

#[test]
fn windows() {
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
         UNION ALL (SELECT \"a\" FROM \"t\") ORDER BY \"place\" ASC LIMIT ?",
    );
}

#[test]
fn joins() {
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
fn operators() {
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
fn membership() {
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
fn functions() {
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
fn casts() {
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

#[test]
fn nested_values() {
    let a = || Expr::col("a");
    let same = |expr: Expr, sql: &str| check_value(expr, sql, sql);
    check_value(array([1, 2]), "ARRAY[1, 2]", "ARRAY[?, ?]");
    check_value(map_from(array(["k"]), array([1])), "MAP(ARRAY['k'], ARRAY[1])", "MAP(ARRAY[?], ARRAY[?])");
    let point = AthenaType::Row(vec![RowField::new("X", AthenaType::Double)]);
    check_value(
        field(cast(row([Expr::val(1)]), &point), "X").gt(0),
        r#"(CAST(ROW(1) AS row("X" double)))."X" > 0"#,
        r#"(CAST(ROW(?) AS row("X" double)))."X" > ?"#,
    );
    same(field(field(a(), "b"), "it\"s"), r#"(("a")."b")."it""s""#);
    check_value(element_at(a(), "k"), r#"element_at("a", 'k')"#, r#"element_at("a", ?)"#);
    same(nth(a(), Expr::col("i")), r#"element_at("a", NULLIF(GREATEST("i", 0), 0))"#);
    same(
        slice(a(), Some(Expr::col("i")), Some(Expr::col("j"))),
        r#"slice("a", GREATEST("i", 1), GREATEST((LEAST("j", cardinality("a")) - GREATEST("i", 1)) + 1, 0))"#,
    );
    same(slice(a(), None, None), r#"slice("a", 1, GREATEST((cardinality("a") - 1) + 1, 0))"#);
}

#[test]
fn lambdas() {
    let a = || Expr::col("a");
    let same = |expr: Expr, sql: &str| check_value(expr, sql, sql);
    check_value(
        transform(a(), |x| x.add(1)),
        r#"transform("a", "_element_0" -> "_element_0" + 1)"#,
        r#"transform("a", "_element_0" -> "_element_0" + ?)"#,
    );
    same(filter(a(), |x| x.gt(Expr::col("b"))), r#"filter("a", "_element_0" -> "_element_0" > "b")"#);
    same(any_match(a(), |x| x.is_null()), r#"any_match("a", "_element_0" -> "_element_0" IS NULL)"#);
    same(all_match(a(), |x| x.is_null()), r#"all_match("a", "_element_0" -> "_element_0" IS NULL)"#);
    same(none_match(a(), |x| x.is_null()), r#"none_match("a", "_element_0" -> "_element_0" IS NULL)"#);
    same(array_sort(a(), |x, y| x.sub(y)), r#"array_sort("a", ("_left_0", "_right_0") -> "_left_0" - "_right_0")"#);
    same(
        zip_with(a(), a(), |x, y| x.add(y)),
        r#"zip_with("a", "a", ("_left_0", "_right_0") -> "_left_0" + "_right_0")"#,
    );
    same(
        reduce(a(), Expr::col("b"), |state, x| state.add(x), |state| state),
        r#"reduce("a", "b", ("_state_0", "_element_0") -> "_state_0" + "_element_0", "_state_0" -> "_state_0")"#,
    );
    same(map_filter(a(), |k, v| k.eq(v)), r#"map_filter("a", ("_key_0", "_value_0") -> "_key_0" = "_value_0")"#);
    same(transform_keys(a(), |k, _| k), r#"transform_keys("a", ("_key_0", "_value_0") -> "_key_0")"#);
    same(transform_values(a(), |_, v| v), r#"transform_values("a", ("_key_0", "_value_0") -> "_value_0")"#);
    same(
        map_zip_with(a(), a(), |_, x, y| x.add(y)),
        r#"map_zip_with("a", "a", ("_key_0", "_left_0", "_right_0") -> "_left_0" + "_right_0")"#,
    );
}

#[test]
fn parameters_of_lambdas_are_fresh() {
    let same = |expr: Expr, sql: &str| check_value(expr, sql, sql);
    same(
        transform(Expr::col("a"), |x| x.add(Expr::col("_ELEMENT_0"))),
        r#"transform("a", "_element_1" -> "_element_1" + "_ELEMENT_0")"#,
    );
    same(
        transform(Expr::col("a"), |x| x.add(Expr::cust("_element_0 * _element_1"))),
        r#"transform("a", "_element_2" -> "_element_2" + (_element_0 * _element_1))"#,
    );
    same(
        transform(Expr::col("a"), |x| any_match(Expr::col("b"), |y| y.eq(x.clone()))),
        r#"transform("a", "_element_1" -> any_match("b", "_element_0" -> "_element_0" = "_element_1"))"#,
    );
}

#[test]
fn json() {
    let path = JsonPath::root().key("a").index(0).key("b c").key("\"\\'").key("").key("_1");
    assert_eq!(path.to_string(), r#"$.a[0]["b c"]["\"\\'"][""]._1"#);
    let sql = r#"json_extract_scalar("d", '$.a[0]["b c"]["\"\\''"][""]._1')"#;
    check_value(json_extract_scalar(Expr::col("d"), &path), sql, sql);
    check_value(
        json_extract(Expr::col("d"), &JsonPath::root()),
        r#"json_extract("d", '$')"#,
        r#"json_extract("d", '$')"#,
    );
}

#[test]
fn tables() {
    let from = |table: TableRef| Query::select().column(Asterisk).from(table).to_owned();
    let none: [&str; 0] = [];
    check_same(&from(unnest([Expr::col("a")], "u", none)), r#"SELECT * FROM UNNEST("a") AS "u""#);
    check_same(
        &from(unnest_with_ordinality([Expr::col("a"), Expr::col("b")], "u", ["x", "y", "n"])),
        r#"SELECT * FROM UNNEST("a", "b") WITH ORDINALITY AS "u" ("x", "y", "n")"#,
    );
    check_same(
        from_t().from_function(Func::cust("unnest").arg(Expr::col("a")), "u"),
        r#"SELECT "a" FROM "t", unnest("a") AS "u""#,
    );
    check_same(from_t().from_function(Func::cust("f"), "u"), r#"SELECT "a" FROM "t", TABLE(f()) AS "u""#);
    check(
        &from(values([[Expr::val(1), "x".into()], [2.into(), Expr::null()]], "v", ["id", "name"])),
        r#"SELECT * FROM (VALUES (1, 'x'), (2, NULL)) AS "v" ("id", "name")"#,
        r#"SELECT * FROM (VALUES (?, ?), (?, NULL)) AS "v" ("id", "name")"#,
    );
    check(
        Query::select().column(Asterisk).from_values([(1, "x")], "v").from_subquery(from_t(), "q"),
        r#"SELECT * FROM (VALUES (1, 'x')) AS "v", (SELECT "a" FROM "t") AS "q""#,
        r#"SELECT * FROM (VALUES (?, ?)) AS "v", (SELECT "a" FROM "t") AS "q""#,
    );
    check_same(
        &from(TableRef::SubQuery(Box::new(from_t()), NullAlias.into_iden())),
        r#"SELECT * FROM (SELECT "a" FROM "t")"#,
    );
    check_same(
        &from(table_sample(("s", "t"), Sample::Bernoulli, 12.5).alias("x")),
        r#"SELECT * FROM "s"."t" AS "x" TABLESAMPLE BERNOULLI (12.5)"#,
    );
    check_same(&from(table_sample("t", Sample::System, 50.0)), r#"SELECT * FROM "t" TABLESAMPLE SYSTEM (50)"#);
    check(
        &from(version_as_of(("s", "t"), 7).alias("t_1")),
        r#"SELECT * FROM "s"."t" FOR VERSION AS OF 7 AS "t_1""#,
        r#"SELECT * FROM "s"."t" FOR VERSION AS OF ? AS "t_1""#,
    );
    let moment = prelude::DateTime::from_timestamp(0, 0).expect("the epoch");
    check(
        &from(timestamp_as_of("t", moment)),
        r#"SELECT * FROM "t" FOR TIMESTAMP AS OF TIMESTAMP '1970-01-01 00:00:00.000 UTC'"#,
        r#"SELECT * FROM "t" FOR TIMESTAMP AS OF ?"#,
    );
}

#[test]
fn set_operations() {
    let sql = |operator: &str| format!(r#"SELECT "a" FROM "t" {operator} (SELECT "a" FROM "t")"#);
    check_same(from_t().union(UnionType::Distinct, from_t()), &sql("UNION"));
    check_same(from_t().union(UnionType::All, from_t()), &sql("UNION ALL"));
    check_same(from_t().union(UnionType::Intersect, from_t()), &sql("INTERSECT"));
    check_same(from_t().union(UnionType::Except, from_t()), &sql("EXCEPT"));
}

#[test]
fn common_tables() {
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
