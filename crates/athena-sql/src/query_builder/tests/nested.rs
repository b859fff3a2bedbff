use sea_query::*;

use super::super::*;
use super::{check, check_same, check_value};
use crate::{AthenaType, RowField};

fn from_t() -> SelectStatement {
    Query::select().column("a").from("t").to_owned()
}

#[test]
fn nested_values_are_written_with_their_constructors() {
    let a = || Expr::col("a");
    let same = |expr: Expr, sql: &str| check_value(expr, sql, sql);
    check_value(array([1, 2]), "ARRAY[1, 2]", "ARRAY[?, ?]");
    check_value(concat(a(), array(["x"])), r#""a" || ARRAY['x']"#, r#""a" || ARRAY[?]"#);
    let none = array(Vec::<Expr>::new());
    let typed = cast(none, &AthenaType::array(AthenaType::Varchar(None)));
    same(concat(a(), typed), r#""a" || CAST(ARRAY[] AS array(varchar))"#);
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
fn lambdas_are_written_with_their_parameters() {
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
fn parameters_of_lambdas_have_unused_names() {
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
fn keys_of_a_json_path_are_escaped() {
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
fn tables_of_athena_are_written_behind_from() {
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
    let epoch = prelude::DateTime::from_timestamp(0, 0).expect("the epoch");
    check(
        &from(timestamp_as_of("t", epoch)),
        r#"SELECT * FROM "t" FOR TIMESTAMP AS OF TIMESTAMP '1970-01-01 00:00:00.000 UTC'"#,
        r#"SELECT * FROM "t" FOR TIMESTAMP AS OF ?"#,
    );
}
