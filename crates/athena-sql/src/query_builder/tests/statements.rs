use sea_query::*;

use super::super::*;
use super::{check, check_same};

#[test]
fn inserts() {
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
    let literals = r#"INSERT INTO "s"."t" ("a", "b") WITH "u" AS (SELECT "a" FROM "v" WHERE "b" = 'y') SELECT "a", "b" FROM "u" WHERE "a" > 3"#;
    let placeholders = r#"INSERT INTO "s"."t" ("a", "b") WITH "u" AS (SELECT "a" FROM "v" WHERE "b" = ?) SELECT "a", "b" FROM "u" WHERE "a" > ?"#;
    check(from_select().with_cte(cte()), literals, placeholders);
    check(&from_select().with(cte().into()), literals, placeholders);
    let own = insert().select_from(select().with_cte(cte()).to_owned()).expect("two columns").to_owned();
    check(&own, literals, placeholders);
    let (_, parameters) = own.build_athena().expect("supported");
    assert_eq!(parameters, [crate::Literal::Varchar("y".to_owned()), crate::Literal::Integer(3)]);
}

#[test]
fn updates_and_deletes() {
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
fn merges() {
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
