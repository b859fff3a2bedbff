//! Every type: extreme values, NULL, and `ColumnInfo`.

use super::{check, columns, engine};

#[tokio::test]
async fn extremes_are_exact() {
    check(&[
        ("SELECT CAST(-128 AS TINYINT), CAST(127 AS TINYINT)", "-128|127"),
        ("SELECT CAST(-32768 AS SMALLINT), SMALLINT '32767'", "-32768|32767"),
        ("SELECT CAST(-2147483648 AS INTEGER), 2147483647", "-2147483648|2147483647"),
        ("SELECT -9223372036854775808, 9223372036854775807", "-9223372036854775808|9223372036854775807"),
        ("SELECT CAST('1.7976931348623157E308' AS DOUBLE), -0.0, nan(), infinity(), -infinity()", "1.7976931348623157E308|-0.0|NaN|Infinity|-Infinity"),
        ("SELECT 0.1e0 + 0.2e0, 1e20, 1e-7, 1.5, CAST('4.9E-324' AS DOUBLE)", "0.30000000000000004|1.0E20|1.0E-7|1.5|4.9E-324"),
        ("SELECT REAL '3.4028235E38', CAST(1.5 AS REAL), CAST(nan() AS REAL)", "3.4028235E38|1.5|NaN"),
        ("SELECT DECIMAL '99999999999999999999999999999999999999', DECIMAL '-0.05', DECIMAL '1.50'", "99999999999999999999999999999999999999|-0.05|1.50"),
        ("SELECT CAST('-9999999999999999999999999999.9999999999' AS DECIMAL(38,10))", "-9999999999999999999999999999.9999999999"),
        ("SELECT DATE '0001-01-01', DATE '9999-12-31', DATE '1970-01-01'", "0001-01-01|9999-12-31|1970-01-01"),
        ("SELECT TIMESTAMP '2020-01-01 12:34:56.789', TIMESTAMP '2020-01-01 12:34:56'", "2020-01-01 12:34:56.789|2020-01-01 12:34:56"),
        ("SELECT TIMESTAMP '0001-01-01 00:00:00.000', TIMESTAMP '9999-12-31 23:59:59.999999'", "0001-01-01 00:00:00.000|9999-12-31 23:59:59.999999"),
        ("SELECT TIMESTAMP '2020-01-01 12:34:56.123456789', TIMESTAMP '9999-12-31 23:59:59.123456789'", "2020-01-01 12:34:56.123456789|9999-12-31 23:59:59.123456789"),
        ("SELECT TIMESTAMP '2020-01-01 12:34:56.123456789012', TIMESTAMP '2020-01-01 12:34:56.1'", "2020-01-01 12:34:56.123456789012|2020-01-01 12:34:56.1"),
        ("SELECT CAST(TIMESTAMP '2020-01-01 12:34:56.789' AS TIMESTAMP(9)), CAST('2020-01-01 01:02:03.5' AS TIMESTAMP(6))", "2020-01-01 12:34:56.789000000|2020-01-01 01:02:03.500000"),
        ("SELECT TIMESTAMP '2020-01-01 00:00:00.000 UTC', TIMESTAMP '2020-07-01 12:00:00.123456 US/Pacific', TIMESTAMP '2020-01-01 00:00:00 +05:30'", "2020-01-01 00:00:00.000 UTC|2020-07-01 12:00:00.123456 US/Pacific|2020-01-01 00:00:00 +05:30"),
        ("SELECT TIME '12:34:56.789', TIME '13:24:11', TIME '23:59:59.123456789012'", "12:34:56.789|13:24:11|23:59:59.123456789012"),
        ("SELECT TIME '12:34:56.789+00:00', TIME '01:02:03-08:00'", "12:34:56.789+00:00|01:02:03-08:00"),
        ("SELECT INTERVAL '1' DAY, INTERVAL '2-3' YEAR TO MONTH, INTERVAL '-1' MONTH, INTERVAL '1 02:03:04.5' DAY TO SECOND", "1 00:00:00.000|2-3|-0-1|1 02:03:04.500"),
        ("SELECT X'0102', to_utf8('a'), X''", "01 02|61|"),
        ("SELECT UUID '12151FD2-7586-11E9-8F9E-2A86E4085A59', IPADDRESS '10.0.0.1', IPADDRESS '2001:db8::1'", "12151fd2-7586-11e9-8f9e-2a86e4085a59|10.0.0.1|2001:db8::1"),
        ("SELECT JSON '{\"b\": [1, null], \"a\": \"x\"}', CAST(ARRAY[1, 2] AS JSON), CAST('a\"b' AS JSON)", "{\"a\":\"x\",\"b\":[1,null]}|[1,2]|\"a\\\"b\""),
        ("SELECT CAST(CAST(ROW(1, 'x') AS ROW(id integer, name varchar)) AS JSON)", "{\"id\":1,\"name\":\"x\"}"),
        ("SELECT ARRAY[1, 2, 3], ARRAY['a', NULL], ARRAY[ARRAY[1], ARRAY[2, 3]], ARRAY[]", "[1, 2, 3]|[a, null]|[[1], [2, 3]]|[]"),
        ("SELECT MAP(ARRAY['k', 'a'], ARRAY[1, NULL]), MAP(ARRAY[10, 9], ARRAY['x', 'y'])", "{a=null, k=1}|{9=y, 10=x}"),
        ("SELECT ROW(1, 'x'), CAST(ROW(1, 'x') AS ROW(id integer, name varchar))", "{1, x}|{id=1, name=x}"),
        ("SELECT CAST('ab' AS CHAR(5)), CAST('abc' AS VARCHAR(2)), '', CAST('' AS VARCHAR(10))", "ab   |ab||"),
        ("SELECT true, false, NULL, 'it''s', U&'\\0041'", "true|false|∅|it's|A"),
    ])
    .await;
}

#[tokio::test]
async fn null_of_every_type_is_printed() {
    let engine = engine().await;
    for ty in [
        "boolean",
        "tinyint",
        "smallint",
        "integer",
        "bigint",
        "real",
        "double",
        "decimal(38,10)",
        "varchar",
        "varchar(5)",
        "char(5)",
        "varbinary",
        "date",
        "time",
        "time(6)",
        "time with time zone",
        "timestamp",
        "timestamp(0)",
        "timestamp(6)",
        "timestamp(9)",
        "timestamp(12)",
        "timestamp with time zone",
        "timestamp(6) with time zone",
        "interval day to second",
        "interval year to month",
        "json",
        "uuid",
        "ipaddress",
        "array(integer)",
        "map(varchar, double)",
        "row(id integer, name varchar)",
    ] {
        let sql = format!("SELECT CAST(NULL AS {ty}) AS a UNION ALL SELECT CAST(NULL AS {ty})");
        let shown = super::show(super::answer(&engine, &sql, &[]).await);
        assert_eq!(shown, "∅\n∅", "{ty}");
        let info = columns(&engine, &format!("SELECT * FROM (VALUES (CAST(NULL AS {ty})), (NULL)) AS t (a)")).await;
        let plain = ty.split('(').next().unwrap();
        let expected = if plain == "real" { "float" } else { plain };
        assert!(info.starts_with(&format!("a {expected}")), "{ty}: {info}");
    }
}

#[tokio::test]
async fn column_info_matches_the_service() {
    let engine = engine().await;
    for (sql, expected) in [
        ("SELECT 1", "_col0 integer 10 0 false"),
        ("SELECT 1.5, true", "_col0 double 17 0 false, _col1 boolean 0 0 false"),
        ("SELECT CAST(1 AS REAL) AS Foo", "Foo float 17 0 false"),
        ("SELECT 1 AS a, 2 AS a, 3", "a integer 10 0 false, a integer 10 0 false, _col2 integer 10 0 false"),
        ("SELECT 'abc' AS s, CAST('a' AS varchar) AS t", "s varchar 3 0 true, t varchar 2147483647 0 true"),
        ("SELECT CAST('x' AS varchar(7)) AS v, CAST('x' AS char(3)) AS c", "v varchar 7 0 true, c char 3 0 true"),
        (
            "SELECT l_orderkey, l_quantity, l_shipdate, l_comment, l_linenumber FROM lineitem LIMIT 1",
            "l_orderkey bigint 19 0 false, l_quantity decimal 15 2 false, l_shipdate date 0 0 false, l_comment varchar 2147483647 0 true, l_linenumber integer 10 0 false",
        ),
        (
            "SELECT sum(l_quantity), avg(l_quantity), count(*) FROM lineitem",
            "_col0 decimal 38 2 false, _col1 decimal 15 2 false, _col2 bigint 19 0 false",
        ),
        ("VALUES (1, 'a'), (2, 'bb')", "_col0 integer 10 0 false, _col1 varchar 2 0 true"),
        ("SELECT * FROM (VALUES (1, 2)) AS t", "_col0 integer 10 0 false, _col1 integer 10 0 false"),
        (
            "SELECT X'01' b, JSON '1' j, UUID '12151fd2-7586-11e9-8f9e-2a86e4085a59' u",
            "b varbinary 1073741824 0 false, j json 0 0 false, u uuid 0 0 false",
        ),
        (
            "SELECT TIMESTAMP '2020-01-01 00:00:00.000000' t, TIME '00:00:00' h",
            "t timestamp 3 0 false, h time 3 0 false",
        ),
        (
            "SELECT n_name, count(*) AS Total FROM nation GROUP BY 1 ORDER BY total DESC, n_name LIMIT 1",
            "n_name varchar 2147483647 0 true, Total bigint 19 0 false",
        ),
    ] {
        assert_eq!(columns(&engine, sql).await, expected, "{sql}");
    }
}
