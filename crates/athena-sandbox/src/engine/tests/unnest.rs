//! UNNEST, alone and with a relation, and access to fields of rows.

use super::check;

#[tokio::test]
async fn unnest_returns_a_row_for_each_item() {
    check(&[
        ("SELECT * FROM UNNEST(ARRAY[7, 8]) WITH ORDINALITY AS t (n, place)", "7|1\n8|2"),
        ("SELECT * FROM UNNEST(ARRAY[1, 2, 3], ARRAY['a']) AS t (n, s)", "1|a\n2|∅\n3|∅"),
        ("SELECT * FROM UNNEST(MAP(ARRAY['x', 'y'], ARRAY[1, 2])) AS t (k, v)", "x|1\ny|2"),
        ("SELECT * FROM UNNEST(ARRAY[ROW(1, 'a'), ROW(2, 'b')]) AS t (n, s)", "1|a\n2|b"),
        ("SELECT count(*) FROM UNNEST(ARRAY[]) AS t (n)", "0"),
        ("SELECT r_name, n FROM region CROSS JOIN UNNEST(ARRAY[r_regionkey, 10 * r_regionkey]) AS u (n) WHERE r_regionkey < 2 ORDER BY 2, 1", "AFRICA|0\nAFRICA|0\nAMERICA|1\nAMERICA|10"),
        ("SELECT a, x FROM (VALUES (1, ARRAY[10, 20]), (2, ARRAY[]), (3, NULL)) AS t (a, xs) CROSS JOIN UNNEST(t.xs) AS u (x)", "1|10\n1|20"),
        ("SELECT a, x, o FROM (VALUES (1, ARRAY[10, 20]), (2, ARRAY[]), (3, NULL)) AS t (a, xs) LEFT JOIN UNNEST(xs) WITH ORDINALITY AS u (x, o) ON true", "1|10|1\n1|20|2\n2|∅|∅\n3|∅|∅"),
        ("SELECT a, k, v FROM (VALUES (1, MAP(ARRAY['p'], ARRAY[5]))) AS t (a, m), UNNEST(m) AS u (k, v)", "1|p|5"),
        ("SELECT x, y FROM (VALUES ARRAY[ARRAY[1, 2], ARRAY[3]]) AS t (a) CROSS JOIN UNNEST(a) AS u (b) CROSS JOIN UNNEST(b) AS v (x) JOIN (VALUES (1, 'one'), (3, 'three')) AS w (n, y) ON n = x ORDER BY x", "1|one\n3|three"),
        ("SELECT n, count(*) FROM nation CROSS JOIN UNNEST(split(n_name, 'A')) AS u (n) WHERE n_nationkey = 0 GROUP BY n ORDER BY n", "|2\nLGERI|1"),
    ])
    .await;
}

#[tokio::test]
async fn fields_of_rows_are_read() {
    check(&[
        ("SELECT (CAST(ROW(1, 'a') AS row(x integer, \"it's\" varchar))).\"it's\", CAST(ROW(1) AS row(x integer)).x", "a|1"),
        ("SELECT r.x, t.r.y, r.z.w FROM (SELECT CAST(ROW(1, 'a', ROW(2)) AS row(x integer, y varchar, z row(w integer))) AS r) t", "1|a|2"),
        ("SELECT (r).z.w, ARRAY[r][1].y, transform(ARRAY[r], e -> e.x + 1) FROM (SELECT CAST(ROW(1, 'a', ROW(2)) AS row(x integer, y varchar, z row(w integer))) AS r)", "2|a|[2]"),
        ("SELECT ARRAY[1, 2][2], MAP(ARRAY['a'], ARRAY[5])['a']", "2|5"),
        ("SELECT ARRAY[1][2]", "INVALID_FUNCTION_ARGUMENT: Array subscript must be less than or equal to array length: 2 > 1 [2/1106]"),
        ("SELECT MAP(ARRAY['a'], ARRAY[5])['b']", "INVALID_FUNCTION_ARGUMENT: Key not present in map: b [2/1106]"),
    ])
    .await;
}
