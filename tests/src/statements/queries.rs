//! Statements that the query builder of athena-sql writes.
//!
//! The queries read the TPC-H tables and run as they are. The statements that change tables use the tables that
//! [`built_queries`](super::built_queries) creates.

use anyhow::Result;
use awsathena::sql::query_builder::{self as athena, AthenaStatement, JsonPath, Merge, Sample, UnsupportedError, When};
use awsathena::sql::sea_query::{
    Alias, Asterisk, CaseStatement, CommonTableExpression, Cond, Expr, ExprTrait, Frame, FrameType, Func, JoinType,
    LikeExpr, NullOrdering, Order, Query, SelectStatement, TableRef, UnionType, Values, WindowStatement, WithClause,
};
use awsathena::sql::{AthenaType, Literal, RowField};

use super::Named;

type Lines = Vec<Named>;

/// One statement for every construct of the query builder.
pub(crate) fn queries() -> Result<Vec<Named>> {
    let mut all = Vec::new();
    clauses(&mut all)?;
    expressions(&mut all)?;
    nested(&mut all)?;
    tables(&mut all)?;
    changes(&mut all)?;
    Ok(all)
}

fn select(lines: &mut Lines, name: &'static str, query: &SelectStatement) -> Result<(), UnsupportedError> {
    lines.push((name, query.to_athena()?));
    Ok(())
}

/// A query without a table, of one expression.
fn value(lines: &mut Lines, name: &'static str, expr: impl Into<Expr>) -> Result<(), UnsupportedError> {
    select(lines, name, Query::select().expr_as(expr, "value"))
}

fn orders() -> SelectStatement {
    Query::select().columns(["o_orderkey", "o_totalprice"]).from(("tpch", "orders")).to_owned()
}

fn clauses(lines: &mut Lines) -> Result<(), UnsupportedError> {
    select(lines, "where", orders().and_where(Expr::col("o_orderkey").lt(5)))?;
    select(lines, "offset_limit", orders().order_by("o_orderkey", Order::Asc).offset(10).limit(5))?;
    select(lines, "nulls", orders().order_by_with_nulls("o_orderkey", Order::Desc, NullOrdering::Last).limit(1))?;
    select(
        lines,
        "order_field",
        Query::select()
            .column("r_name")
            .from(("tpch", "region"))
            .order_by("r_name", Order::Field(Values(vec!["EUROPE".into(), "ASIA".into()]))),
    )?;
    select(lines, "distinct", Query::select().distinct().column("o_orderstatus").from(("tpch", "orders")))?;
    select(
        lines,
        "condition",
        orders().cond_where(
            Cond::any()
                .add(Expr::col("o_orderkey").is_in([1, 2, 3]))
                .add(Cond::all().add(Expr::col("o_totalprice").gt(400_000)).add(Expr::col("o_clerk").is_not_null()))
                .add(Expr::col("o_comment").like(LikeExpr::new("%\\%%").escape('\\')))
                .not(),
        ),
    )?;
    select(lines, "in_nothing", orders().and_where(Expr::col("o_orderkey").is_in(Vec::<i32>::new())))?;
    select(
        lines,
        "not_in_nothing",
        orders()
            .and_where(Expr::col("o_orderkey").is_not_in(Vec::<i32>::new()))
            .order_by("o_orderkey", Order::Asc)
            .limit(1),
    )?;
    select(
        lines,
        "in_tuples",
        Query::select().column("l_quantity").from(("tpch", "lineitem")).and_where(
            Expr::tuple([Expr::col("l_orderkey"), Expr::col("l_linenumber")]).in_tuples([(1_i64, 1), (1, 2)]),
        ),
    )?;
    select(lines, "between", orders().and_where(Expr::col("o_orderkey").between(1, Expr::val(1).add(2))))?;
    select(
        lines,
        "group",
        Query::select()
            .column("o_orderstatus")
            .expr_as(Func::count(Expr::col(Asterisk)), "orders")
            .expr_as(Func::count_distinct(Expr::col("o_custkey")), "customers")
            .expr_as(Func::sum(Expr::col("o_totalprice")).filter(Expr::col("o_orderkey").gt(100)), "total")
            .from(("tpch", "orders"))
            .group_by_col("o_orderstatus")
            .and_having(Expr::col("o_orderstatus").count().gt(10))
            .order_by("orders", Order::Desc),
    )?;
    let numbered = || WindowStatement::partition_by("o_custkey").order_by("o_orderkey", Order::Asc).to_owned();
    select(
        lines,
        "window",
        Query::select()
            .column("o_orderkey")
            .expr_window_as(Func::cust("row_number"), numbered(), "n")
            .expr_window_as(
                Expr::col("o_totalprice").sum(),
                numbered().frame_between(FrameType::Rows, Frame::Preceding(2), Frame::CurrentRow).to_owned(),
                "running",
            )
            .from(("tpch", "orders"))
            .order_by("o_orderkey", Order::Asc)
            .limit(3),
    )?;
    select(
        lines,
        "named_window",
        Query::select()
            .expr_window_name_as(Func::cust("rank"), "w", "place")
            .from(("tpch", "orders"))
            .window("w", WindowStatement::new().order_by("o_totalprice", Order::Desc).to_owned())
            .order_by("place", Order::Asc)
            .offset(1)
            .limit(3),
    )?;
    let keys =
        |table: &'static str, column: &'static str| Query::select().column(column).from(("tpch", table)).to_owned();
    select(
        lines,
        "unions",
        keys("nation", "n_nationkey")
            .union(UnionType::Distinct, keys("region", "r_regionkey"))
            .union(UnionType::All, keys("region", "r_regionkey"))
            .order_by("n_nationkey", Order::Asc)
            .limit(4),
    )?;
    select(
        lines,
        "intersect",
        keys("nation", "n_nationkey").union(UnionType::Intersect, keys("region", "r_regionkey")),
    )?;
    select(lines, "except", keys("nation", "n_nationkey").union(UnionType::Except, keys("region", "r_regionkey")))?;
    let big = CommonTableExpression::new()
        .table_name("big")
        .query(orders().and_where(Expr::col("o_totalprice").gt(400_000)).to_owned())
        .to_owned();
    let few = CommonTableExpression::new()
        .table_name("few")
        .column("key")
        .query(Query::select().column("o_orderkey").from("big").limit(2).to_owned())
        .to_owned();
    lines.push((
        "with",
        WithClause::new()
            .cte(big.clone())
            .cte(few)
            .to_owned()
            .query(Query::select().expr(Func::count(Expr::col(Asterisk))).from("few").to_owned())
            .to_athena()?,
    ));
    select(lines, "with_in_select", Query::select().column(Asterisk).from("big").with_cte(big))?;
    let count = CommonTableExpression::new()
        .table_name("count")
        .column("n")
        .query(
            Query::select()
                .expr(1)
                .union(
                    UnionType::All,
                    Query::select()
                        .expr(Expr::col("n").add(1))
                        .from("count")
                        .and_where(Expr::col("n").lt(5))
                        .to_owned(),
                )
                .to_owned(),
        )
        .to_owned();
    lines.push((
        "with_recursive",
        WithClause::new()
            .recursive(true)
            .cte(count)
            .to_owned()
            .query(Query::select().column("n").from("count").to_owned())
            .to_athena()?,
    ));
    joins(lines)?;
    subqueries(lines)
}

fn joins(lines: &mut Lines) -> Result<(), UnsupportedError> {
    let same = || Expr::col(("n", "n_regionkey")).equals(("r", "r_regionkey"));
    let region = || TableRef::from(("tpch", "region")).alias("r");
    let nations = || {
        Query::select()
            .column(("n", "n_name"))
            .from_as(("tpch", "nation"), "n")
            .order_by(("n", "n_name"), Order::Asc)
            .limit(2)
            .to_owned()
    };
    select(lines, "inner_join", nations().inner_join(region(), same()))?;
    select(lines, "left_join", nations().left_join(region(), same()))?;
    select(lines, "right_join", nations().right_join(region(), same()))?;
    select(lines, "full_join", nations().full_outer_join(region(), same()))?;
    select(lines, "cross_join", nations().cross_join(region()))?;
    let lateral = Query::select()
        .expr_as(Expr::col("r_name"), "region")
        .from(("tpch", "region"))
        .and_where(Expr::col("r_regionkey").equals(("n", "n_regionkey")))
        .to_owned();
    select(lines, "lateral", nations().join_lateral(JoinType::LeftJoin, lateral, "l", Cond::all()))
}

fn subqueries(lines: &mut Lines) -> Result<(), UnsupportedError> {
    let of_region = Query::select()
        .expr(1)
        .from(("tpch", "nation"))
        .and_where(Expr::col("n_regionkey").equals("r_regionkey"))
        .to_owned();
    let regions = || Query::select().column("r_name").from(("tpch", "region")).to_owned();
    select(lines, "exists", regions().and_where(Expr::exists(of_region.clone())))?;
    select(lines, "not_exists", regions().and_where(Expr::not_exists(of_region)))?;
    let keys = Query::select().column("n_regionkey").from(("tpch", "nation")).to_owned();
    select(lines, "in_subquery", regions().and_where(Expr::col("r_regionkey").in_subquery(keys.clone())))?;
    select(lines, "any", regions().and_where(Expr::col("r_regionkey").eq(Expr::any(keys.clone()))))?;
    select(lines, "all", regions().and_where(Expr::col("r_regionkey").gte(Expr::all(keys.clone()))))?;
    let highest = Query::select().expr(Expr::col("n_regionkey").max()).from(("tpch", "nation")).to_owned();
    select(
        lines,
        "scalar_subquery",
        regions().and_where(Expr::col("r_regionkey").eq(Expr::SubQuery(None, Box::new(highest.into())))),
    )?;
    select(
        lines,
        "from_subquery",
        Query::select().column(Asterisk).from_subquery(keys, "k").order_by("n_regionkey", Order::Asc).limit(1),
    )?;
    select(lines, "from_values", Query::select().column(Asterisk).from_values([(1, "a"), (2, "b")], "v"))
}

fn expressions(lines: &mut Lines) -> Result<()> {
    value(lines, "null", Expr::null())?;
    value(lines, "boolean", true)?;
    value(lines, "integer", -5)?;
    value(lines, "bigint", i64::MAX)?;
    value(lines, "unsigned", u64::MAX)?;
    value(lines, "real", 1.5_f32)?;
    value(lines, "double", 0.1)?;
    value(lines, "nan", f64::NAN)?;
    value(lines, "infinity", f64::NEG_INFINITY)?;
    value(lines, "string", "it's \\ a \"?\"\nline")?;
    value(lines, "bytes", vec![0_u8, 255])?;
    value(lines, "array_of_integers", vec![1, 2, 3])?;
    value(lines, "empty_array", Vec::<String>::new())?;
    value(lines, "interval", athena::literal(&Literal::IntervalDayToSecond("2 03:04:05".to_owned()))?)?;
    value(lines, "is_true", Expr::val(true).is(true))?;
    value(lines, "is_not", Expr::val(1).is_not(Expr::null().cast_as("integer")))?;
    value(lines, "not", Expr::val(1).eq(2).not())?;
    value(lines, "arithmetic", Expr::val(1).add(2).mul(3).sub(Expr::val(7).modulo(4)))?;
    value(lines, "true_division", athena::true_division(7, 2))?;
    value(lines, "bits", Expr::val(6).bit_and(3).bit_or(Expr::val(1).left_shift(4)).right_shift(1))?;
    value(lines, "concat", athena::concat("a", athena::concat("b", "c")))?;
    value(lines, "like", Expr::val("abc").like("a%"))?;
    value(lines, "ilike", athena::ilike("ABC", "a%"))?;
    value(lines, "regexp_like", athena::regexp_like("abc", "^a"))?;
    value(lines, "case", CaseStatement::new().case(Expr::val(1).gt(2), "more").finally("less"))?;
    value(lines, "cast", Expr::val("5").cast_as("int"))?;
    value(lines, "cast_type", athena::cast("2024-02-29", &AthenaType::Date))?;
    value(lines, "try_cast", athena::try_cast("x", &AthenaType::Decimal { precision: 10, scale: 2 }))?;
    value(lines, "try", athena::try_expr(Expr::val(1).div(0)))?;
    value(lines, "char_length", Func::char_length("abc"))?;
    value(lines, "if_null", Expr::null().if_null(1))?;
    value(lines, "greatest", Func::greatest([1.into(), 2.into()]))?;
    value(lines, "least", Func::least([1.into(), 2.into()]))?;
    value(lines, "coalesce", Func::coalesce([Expr::null(), 2.into()]))?;
    value(lines, "round", Func::round_with_precision(1.25, 1))?;
    value(lines, "md5", Func::md5("abc"))?;
    value(lines, "lower_upper", athena::concat(Func::lower("A"), Func::upper("b")))?;
    value(lines, "current_date", Expr::current_date().is_not_null())?;
    value(lines, "current_timestamp", Expr::current_timestamp().is_not_null())?;
    value(lines, "custom", Expr::cust_with_values("? || '?' || ?", ["a", "b"]))?;
    value(lines, "json_extract", athena::json_extract_scalar(r#"{"a":[{"b c":1}]}"#, &path()))?;
    value(lines, "json_extract_json", athena::json_extract(r#"{"a":[{"b c":1}]}"#, &JsonPath::root().key("a")))?;
    let aggregates = |expr| Query::select().expr(expr).from(("tpch", "orders")).to_owned();
    select(lines, "bit_aggregate", &aggregates(Func::bit_or(Expr::col("o_orderkey"))))?;
    select(lines, "approx_distinct", &aggregates(athena::approx_distinct(Expr::col("o_custkey"))))?;
    select(lines, "approx_percentile", &aggregates(athena::approx_percentile(Expr::col("o_orderkey"), 0.5)))?;
    Ok(())
}

fn path() -> JsonPath {
    JsonPath::root().key("a").index(0).key("b c")
}

fn nested(lines: &mut Lines) -> Result<(), UnsupportedError> {
    let numbers = || athena::array([1, 2, 3]);
    let map = || athena::map_from(athena::array(["a", "b"]), athena::array([1, 2]));
    value(lines, "array", numbers())?;
    value(lines, "nth", athena::nth(numbers(), 2))?;
    value(lines, "slice", athena::slice(numbers(), Some(2.into()), Some(9.into())))?;
    value(lines, "slice_from_start", athena::slice(numbers(), None, Some(2.into())))?;
    value(lines, "map", map())?;
    value(lines, "map_access", athena::element_at(map(), "b"))?;
    let fields = [("x", AthenaType::Integer), ("it's", AthenaType::Varchar(None))];
    let fields = fields.map(|(name, data_type)| RowField::new(name, data_type));
    let row = athena::cast(athena::row([Expr::val(1), "a".into()]), &AthenaType::Row(fields.into()));
    value(lines, "row", row.clone())?;
    value(lines, "field", athena::field(row, "it's"))?;
    value(lines, "transform", athena::transform(numbers(), |x| x.mul(2)))?;
    value(lines, "nested_lambdas", athena::transform(numbers(), |x| athena::filter(numbers(), |y| y.lt(x.clone()))))?;
    value(lines, "reduce", athena::reduce(numbers(), 0, |state, x| state.add(x), |state| state))?;
    value(lines, "filter", athena::filter(numbers(), |x| x.gt(1)))?;
    value(lines, "any_match", athena::any_match(numbers(), |x| x.eq(1)))?;
    value(lines, "all_match", athena::all_match(numbers(), |x| x.eq(1)))?;
    value(lines, "none_match", athena::none_match(numbers(), |x| x.eq(1)))?;
    value(lines, "array_sort", athena::array_sort(numbers(), |a, b| Func::cust("sign").arg(b.sub(a)).into()))?;
    value(lines, "zip_with", athena::zip_with(numbers(), numbers(), |a, b| a.add(b)))?;
    value(lines, "map_filter", athena::map_filter(map(), |_, value| value.gt(1)))?;
    value(lines, "transform_keys", athena::transform_keys(map(), |key, _| Func::upper(key).into()))?;
    value(lines, "transform_values", athena::transform_values(map(), |_, value| value.add(1)))?;
    value(lines, "map_zip_with", athena::map_zip_with(map(), map(), |_, a, b| a.add(b)))
}

fn tables(lines: &mut Lines) -> Result<(), UnsupportedError> {
    let from = |table| Query::select().column(Asterisk).from(table).to_owned();
    let numbers = || [athena::array([7, 8])];
    select(lines, "unnest", &from(athena::unnest(numbers(), "u", ["n"])))?;
    select(lines, "unnest_with_ordinality", &from(athena::unnest_with_ordinality(numbers(), "u", ["n", "place"])))?;
    select(
        lines,
        "unnest_join",
        Query::select().columns(["r_name", "n"]).from(("tpch", "region")).cross_join(athena::unnest(
            [athena::array([Expr::col("r_regionkey")])],
            "u",
            ["n"],
        )),
    )?;
    let rows = [[Expr::val(1), "a".into()], [2.into(), Expr::null()]];
    select(lines, "values", &from(athena::values(rows, "v", ["id", "name"])))?;
    select(lines, "table_sample", &from(athena::table_sample(("tpch", "region"), Sample::Bernoulli, 100.0)))?;
    let moment = athena::cast("2026-01-01 00:00:00 UTC", &AthenaType::TimestampWithTimeZone(None));
    select(lines, "timestamp_as_of", &from(athena::timestamp_as_of(("sales", "stock"), moment)))?;
    select(lines, "version_as_of", &from(athena::version_as_of(("sales", "stock"), 7).alias("s")))
}

fn changes(lines: &mut Lines) -> Result<()> {
    let stock = ("sales", "stock");
    let insert = Query::insert().into_table(stock).columns(["item", "amount"]).to_owned();
    lines.push(("insert", insert.clone().values(["a".into(), 1.into()])?.values(["b".into(), 2.into()])?.to_athena()?));
    let few = CommonTableExpression::new()
        .table_name("few")
        .query(Query::select().columns(["item", "amount"]).from("deliveries").limit(2).to_owned())
        .to_owned();
    let from_few =
        insert.clone().select_from(Query::select().columns(["item", "amount"]).from("few").take())?.to_owned();
    lines.push(("insert_with", from_few.clone().with_cte(few.clone()).to_athena()?));
    lines.push(("with_insert", WithClause::from(few).query(from_few).to_athena()?));
    let update = Query::update()
        .table(stock)
        .values([("amount", Expr::col("amount").add(1)), ("item", "c".into())])
        .and_where(Expr::col("item").eq("b"))
        .to_owned();
    lines.push(("update", update.to_athena()?));
    let delete = Query::delete().from_table(stock).and_where(Expr::col("amount").lte(0)).to_owned();
    lines.push(("delete", delete.to_athena()?));
    let merge = Merge::into(TableRef::from(stock).alias("t"))
        .using(TableRef::from("deliveries").alias("s"))
        .on(Expr::col(("t", "item")).equals(("s", "item")))
        .when(When::matched().and(Expr::col(("s", "amount")).eq(0)).delete())
        .when(When::matched().update([("amount", Expr::col(("t", "amount")).add(Expr::col(("s", "amount"))))]))
        .when(When::not_matched().insert([
            (Alias::new("item"), Expr::col(("s", "item"))),
            (Alias::new("amount"), Expr::col(("s", "amount"))),
        ]));
    lines.push(("merge", merge.to_athena()?));
    Ok(())
}
