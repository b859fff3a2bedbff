use sea_query::*;

use super::super::*;
use super::{check, check_same};

#[test]
fn inserts_have_rows_or_a_query_with_its_with() {
    let insert = || Query::insert().into_table(("s", "t")).columns(["a", "b"]).to_owned();
    check(
        insert().values_panic([1.into(), "x".into()]).values_panic([2.into(), Expr::col("c")]),
        r#"INSERT INTO "s"."t" ("a", "b") VALUES (1, 'x'), (2, "c")"#,
        r#"INSERT INTO "s"."t" ("a", "b") VALUES (?, ?), (?, "c")"#,
    );
    let select = || Query::select().columns(["a", "b"]).from("u").and_where(Expr::col("a").gt(3)).to_owned();
    let from_select = || insert().select_from(select()).expect("two columns").to_owned();
    check(
        &from_select(),
        r#"INSERT INTO "s"."t" ("a", "b") SELECT "a", "b" FROM "u" WHERE "a" > 3"#,
        r#"INSERT INTO "s"."t" ("a", "b") SELECT "a", "b" FROM "u" WHERE "a" > ?"#,
    );
    let cte = || {
        let query = Query::select().column("a").from("v").and_where(Expr::col("b").eq("y")).to_owned();
        CommonTableExpression::new().table_name("u").query(query).to_owned()
    };
    let sql = |text: &str, number: &str| {
        format!(
            "INSERT INTO \"s\".\"t\" (\"a\", \"b\") WITH \"u\" AS (SELECT \"a\" FROM \"v\" WHERE \"b\" = {text}) \
             SELECT \"a\", \"b\" FROM \"u\" WHERE \"a\" > {number}"
        )
    };
    let (literals, placeholders) = (&*sql("'y'", "3"), &*sql("?", "?"));
    check(from_select().with_cte(cte()), literals, placeholders);
    check(&from_select().with(cte().into()), literals, placeholders);
    let own = insert().select_from(select().with_cte(cte()).to_owned()).expect("two columns").to_owned();
    check(&own, literals, placeholders);
    let (_, parameters) = own.build_athena().expect("supported");
    assert_eq!(parameters, [crate::Literal::Varchar("y".to_owned()), crate::Literal::Integer(3)]);
}

#[test]
fn updates_and_deletes_have_conditions() {
    check(
        Query::update()
            .table("t")
            .values([("a", Expr::col("a").add(1)), ("b", "it's".into())])
            .and_where(Expr::col("c").is_in([1, 2])),
        r#"UPDATE "t" SET "a" = "a" + 1, "b" = 'it''s' WHERE "c" IN (1, 2)"#,
        r#"UPDATE "t" SET "a" = "a" + ?, "b" = ? WHERE "c" IN (?, ?)"#,
    );
    check(
        Query::delete().from_table(("s", "t")).and_where(Expr::col("c").lt(1)),
        r#"DELETE FROM "s"."t" WHERE "c" < 1"#,
        r#"DELETE FROM "s"."t" WHERE "c" < ?"#,
    );
    check_same(Query::delete().from_table("t"), r#"DELETE FROM "t""#);
}

#[test]
fn a_merge_has_its_branches_in_order() {
    let source = Query::select().columns(["id", "n"]).from("u").and_where(Expr::col("n").gt(1)).to_owned();
    let merge = Merge::into("t".into_table_ref().alias("x"))
        .using(TableRef::SubQuery(Box::new(source), "y".into_iden()))
        .on(Expr::col(("x", "id")).equals(("y", "id")))
        .when(When::matched().and(Expr::col(("y", "n")).eq(2)).delete())
        .when(When::matched().update([("n", Expr::col(("y", "n"))), ("seen", true.into())]))
        .when(
            When::not_matched()
                .and(Expr::col(("y", "n")).ne(3))
                .insert([("id", Expr::col(("y", "id"))), ("n", 4.into())]),
        );
    let sql = |values: [&str; 5]| {
        let [a, b, c, d, e] = values;
        format!(
            "MERGE INTO \"t\" AS \"x\" USING (SELECT \"id\", \"n\" FROM \"u\" WHERE \"n\" > {a}) AS \"y\" \
             ON \"x\".\"id\" = \"y\".\"id\" WHEN MATCHED AND \"y\".\"n\" = {b} THEN DELETE \
             WHEN MATCHED THEN UPDATE SET \"n\" = \"y\".\"n\", \"seen\" = {c} \
             WHEN NOT MATCHED AND \"y\".\"n\" <> {d} THEN INSERT (\"id\", \"n\") VALUES (\"y\".\"id\", {e})"
        )
    };
    check(&merge, &sql(["1", "2", "true", "3", "4"]), &sql(["?"; 5]));
}

#[test]
fn every_statement_type_gives_sql_and_literals() {
    let is_one = || Expr::col("a").eq(1);
    let select = Query::select().column("a").from("t").and_where(is_one()).to_owned();
    let insert = Query::insert().into_table("t").columns(["a"]).values_panic([1.into()]).to_owned();
    let update = Query::update().table("t").value("a", Expr::col("b")).and_where(is_one()).to_owned();
    let delete = Query::delete().from_table("t").and_where(is_one()).to_owned();
    let cte = CommonTableExpression::new().table_name("x").query(select.clone()).to_owned();
    let with = WithClause::from(cte).query(Query::select().column("a").from("x").to_owned());
    let merge = Merge::into("t").using("u").on(is_one()).when(When::matched().delete());
    let all: [&dyn AthenaStatement; 6] = [&select, &insert, &update, &delete, &with, &merge];
    for statement in all {
        let (sql, values) = statement.build_athena().expect("supported");
        let values: Vec<_> = values.iter().map(|value| value.to_sql(crate::Grammar::Trino)).collect();
        assert_eq!(values, [Ok("1".to_owned())]);
        assert_eq!(Ok(sql.replace('?', "1")), statement.to_athena());
    }
}
