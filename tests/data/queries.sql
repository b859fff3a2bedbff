-- where
SELECT "o_orderkey", "o_totalprice" FROM "tpch"."orders" WHERE "o_orderkey" < 5
-- 4 rows
--> 1 | 172799.49
--> 2 | 38426.09
--> 3 | 205654.30

-- offset_limit
SELECT "o_orderkey", "o_totalprice" FROM "tpch"."orders" ORDER BY "o_orderkey" ASC OFFSET 10 LIMIT 5
-- 5 rows
--> 35 | 194641.93
--> 36 | 42011.04
--> 37 | 131896.49

-- nulls
SELECT "o_orderkey", "o_totalprice" FROM "tpch"."orders" ORDER BY "o_orderkey" DESC NULLS LAST LIMIT 1
-- 1 rows
--> 60000 | 299401.61

-- order_field
SELECT "r_name" FROM "tpch"."region" ORDER BY CASE WHEN "r_name"='EUROPE' THEN 0 WHEN "r_name"='ASIA' THEN 1 ELSE 2 END
-- 5 rows
--> AFRICA
--> AMERICA
--> ASIA

-- distinct
SELECT DISTINCT "o_orderstatus" FROM "tpch"."orders"
-- 3 rows
--> F
--> O
--> P

-- condition
SELECT "o_orderkey", "o_totalprice" FROM "tpch"."orders" WHERE NOT ("o_orderkey" IN (1, 2, 3) OR ("o_totalprice" > 400000 AND "o_clerk" IS NOT NULL) OR "o_comment" LIKE '%\%%' ESCAPE '\')
-- 14981 rows
--> 100 | 198978.27
--> 10016 | 29180.26
--> 10017 | 100168.42

-- in_nothing
SELECT "o_orderkey", "o_totalprice" FROM "tpch"."orders" WHERE false
-- 0 rows

-- not_in_nothing
SELECT "o_orderkey", "o_totalprice" FROM "tpch"."orders" WHERE true ORDER BY "o_orderkey" ASC LIMIT 1
-- 1 rows
--> 1 | 172799.49

-- in_tuples
SELECT "l_quantity" FROM "tpch"."lineitem" WHERE ("l_orderkey", "l_linenumber") IN ((1, 1), (1, 2))
-- 2 rows
--> 17.00
--> 36.00

-- between
SELECT "o_orderkey", "o_totalprice" FROM "tpch"."orders" WHERE "o_orderkey" BETWEEN 1 AND 1 + 2
-- 3 rows
--> 1 | 172799.49
--> 2 | 38426.09
--> 3 | 205654.30

-- group
SELECT "o_orderstatus", COUNT(*) AS "orders", COUNT(DISTINCT "o_custkey") AS "customers", SUM("o_totalprice") FILTER (WHERE "o_orderkey" > 100) AS "total" FROM "tpch"."orders" GROUP BY "o_orderstatus" HAVING COUNT("o_orderstatus") > 10 ORDER BY "orders" DESC
-- 3 rows
--> F | 7304 | 996 | 1034230923.13
--> O | 7333 | 998 | 1025986434.99
--> P | 363 | 304 | 63244005.88

-- window
SELECT "o_orderkey", row_number() OVER (PARTITION BY "o_custkey" ORDER BY "o_orderkey" ASC) AS "n", SUM("o_totalprice") OVER (PARTITION BY "o_custkey" ORDER BY "o_orderkey" ASC ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) AS "running" FROM "tpch"."orders" ORDER BY "o_orderkey" ASC LIMIT 3
-- 3 rows
--> 1 | 1 | 172799.49
--> 2 | 1 | 38426.09
--> 3 | 1 | 205654.30

-- named_window
SELECT rank() OVER "w" AS "place" FROM "tpch"."orders" WINDOW "w" AS (ORDER BY "o_totalprice" DESC) ORDER BY "place" ASC OFFSET 1 LIMIT 3
-- 3 rows
--> 2
--> 3
--> 4

-- unions
SELECT "n_nationkey" FROM "tpch"."nation" UNION (SELECT "r_regionkey" FROM "tpch"."region") UNION ALL (SELECT "r_regionkey" FROM "tpch"."region") ORDER BY "n_nationkey" ASC LIMIT 4
-- 4 rows
--> 0
--> 0
--> 1

-- intersect
SELECT "n_nationkey" FROM "tpch"."nation" INTERSECT (SELECT "r_regionkey" FROM "tpch"."region")
-- 5 rows
--> 0
--> 1
--> 2

-- except
SELECT "n_nationkey" FROM "tpch"."nation" EXCEPT (SELECT "r_regionkey" FROM "tpch"."region")
-- 20 rows
--> 10
--> 11
--> 12

-- with
WITH "big" AS (SELECT "o_orderkey", "o_totalprice" FROM "tpch"."orders" WHERE "o_totalprice" > 400000), "few" ("key") AS (SELECT "o_orderkey" FROM "big" LIMIT 2) SELECT COUNT(*) FROM "few"
-- 1 rows
--> 2

-- with_in_select
WITH "big" AS (SELECT "o_orderkey", "o_totalprice" FROM "tpch"."orders" WHERE "o_totalprice" > 400000) SELECT * FROM "big"
-- 16 rows
--> 10209 | 400191.77
--> 15779 | 405401.76
--> 17571 | 408345.74

-- with_recursive
WITH RECURSIVE "count" ("n") AS (SELECT 1 UNION ALL (SELECT "n" + 1 FROM "count" WHERE "n" < 5)) SELECT "n" FROM "count"
-- 5 rows
--> 1
--> 2
--> 3

-- inner_join
SELECT "n"."n_name" FROM "tpch"."nation" AS "n" INNER JOIN "tpch"."region" AS "r" ON "n"."n_regionkey" = "r"."r_regionkey" ORDER BY "n"."n_name" ASC LIMIT 2
-- 2 rows
--> ALGERIA
--> ARGENTINA

-- left_join
SELECT "n"."n_name" FROM "tpch"."nation" AS "n" LEFT JOIN "tpch"."region" AS "r" ON "n"."n_regionkey" = "r"."r_regionkey" ORDER BY "n"."n_name" ASC LIMIT 2
-- 2 rows
--> ALGERIA
--> ARGENTINA

-- right_join
SELECT "n"."n_name" FROM "tpch"."nation" AS "n" RIGHT JOIN "tpch"."region" AS "r" ON "n"."n_regionkey" = "r"."r_regionkey" ORDER BY "n"."n_name" ASC LIMIT 2
-- 2 rows
--> ALGERIA
--> ARGENTINA

-- full_join
SELECT "n"."n_name" FROM "tpch"."nation" AS "n" FULL OUTER JOIN "tpch"."region" AS "r" ON "n"."n_regionkey" = "r"."r_regionkey" ORDER BY "n"."n_name" ASC LIMIT 2
-- 2 rows
--> ALGERIA
--> ARGENTINA

-- cross_join
SELECT "n"."n_name" FROM "tpch"."nation" AS "n" CROSS JOIN "tpch"."region" AS "r" ORDER BY "n"."n_name" ASC LIMIT 2
-- 2 rows
--> ALGERIA
--> ALGERIA

-- lateral
SELECT "n"."n_name" FROM "tpch"."nation" AS "n" LEFT JOIN LATERAL (SELECT "r_name" AS "region" FROM "tpch"."region" WHERE "r_regionkey" = "n"."n_regionkey") AS "l" ON true ORDER BY "n"."n_name" ASC LIMIT 2
-- 2 rows
--> ALGERIA
--> ARGENTINA

-- exists
SELECT "r_name" FROM "tpch"."region" WHERE EXISTS(SELECT 1 FROM "tpch"."nation" WHERE "n_regionkey" = "r_regionkey")
-- 5 rows
--> AFRICA
--> AMERICA
--> ASIA

-- not_exists
SELECT "r_name" FROM "tpch"."region" WHERE NOT EXISTS(SELECT 1 FROM "tpch"."nation" WHERE "n_regionkey" = "r_regionkey")
-- 0 rows

-- in_subquery
SELECT "r_name" FROM "tpch"."region" WHERE "r_regionkey" IN (SELECT "n_regionkey" FROM "tpch"."nation")
-- 5 rows
--> AFRICA
--> AMERICA
--> ASIA

-- any
SELECT "r_name" FROM "tpch"."region" WHERE "r_regionkey" = ANY(SELECT "n_regionkey" FROM "tpch"."nation")
-- 5 rows
--> AFRICA
--> AMERICA
--> ASIA

-- all
SELECT "r_name" FROM "tpch"."region" WHERE "r_regionkey" >= ALL(SELECT "n_regionkey" FROM "tpch"."nation")
-- 1 rows
--> MIDDLE EAST

-- scalar_subquery
SELECT "r_name" FROM "tpch"."region" WHERE "r_regionkey" = (SELECT MAX("n_regionkey") FROM "tpch"."nation")
-- 1 rows
--> MIDDLE EAST

-- from_subquery
SELECT * FROM (SELECT "n_regionkey" FROM "tpch"."nation") AS "k" ORDER BY "n_regionkey" ASC LIMIT 1
-- 1 rows
--> 0

-- from_values
SELECT * FROM (VALUES (1, 'a'), (2, 'b')) AS "v"
-- 2 rows
--> 1 | a
--> 2 | b

-- null
SELECT NULL AS "value"
-- 1 rows
--> null

-- boolean
SELECT true AS "value"
-- 1 rows
--> true

-- integer
SELECT -5 AS "value"
-- 1 rows
--> -5

-- bigint
SELECT 9223372036854775807 AS "value"
-- 1 rows
--> 9223372036854775807

-- unsigned
SELECT DECIMAL '18446744073709551615' AS "value"
-- 1 rows
--> 18446744073709551615

-- real
SELECT REAL '1.5' AS "value"
-- 1 rows
--> 1.5

-- double
SELECT DOUBLE '0.1' AS "value"
-- 1 rows
--> 0.1

-- nan
SELECT nan() AS "value"
-- 1 rows
--> NaN

-- infinity
SELECT -infinity() AS "value"
-- 1 rows
--> -Infinity

-- string
SELECT 'it''s \ a "?"
line' AS "value"
-- 1 rows
--> it's \ a "?"
line

-- bytes
SELECT X'00ff' AS "value"
-- 1 rows
--> 00 ff

-- array_of_integers
SELECT ARRAY[1, 2, 3] AS "value"
-- 1 rows
--> [1, 2, 3]

-- empty_array
SELECT CAST(ARRAY[] AS array(varchar)) AS "value"
-- 1 rows
--> []

-- interval
SELECT INTERVAL '2 03:04:05' DAY TO SECOND AS "value"
-- 1 rows
--> 2 03:04:05.000

-- is_true
SELECT true IS NOT DISTINCT FROM true AS "value"
-- 1 rows
--> true

-- is_not
SELECT 1 IS DISTINCT FROM CAST(NULL AS integer) AS "value"
-- 1 rows
--> true

-- not
SELECT NOT 1 = 2 AS "value"
-- 1 rows
--> true

-- arithmetic
SELECT ((1 + 2) * 3) - (7 % 4) AS "value"
-- 1 rows
--> 6

-- true_division
SELECT 7 / CAST(2 AS double) AS "value"
-- 1 rows
--> 3.5

-- bits
SELECT bitwise_right_shift_arithmetic(bitwise_or(bitwise_and(6, 3), bitwise_left_shift(1, 4)), 1) AS "value"
-- 1 rows
--> 9

-- concat
SELECT 'a' || ('b' || 'c') AS "value"
-- 1 rows
--> abc

-- like
SELECT 'abc' LIKE 'a%' AS "value"
-- 1 rows
--> true

-- ilike
SELECT LOWER('ABC') LIKE LOWER('a%') AS "value"
-- 1 rows
--> true

-- regexp_like
SELECT regexp_like('abc', '^a') AS "value"
-- 1 rows
--> true

-- case
SELECT (CASE WHEN (1 > 2) THEN 'more' ELSE 'less' END) AS "value"
-- 1 rows
--> less

-- cast
SELECT CAST('5' AS integer) AS "value"
-- 1 rows
--> 5

-- cast_type
SELECT CAST('2024-02-29' AS date) AS "value"
-- 1 rows
--> 2024-02-29

-- try_cast
SELECT TRY_CAST('x' AS decimal(10,2)) AS "value"
-- 1 rows
--> null

-- try
SELECT TRY(1 / 0) AS "value"
-- 1 rows
--> null

-- char_length
SELECT LENGTH('abc') AS "value"
-- 1 rows
--> 3

-- if_null
SELECT COALESCE(NULL, 1) AS "value"
-- 1 rows
--> 1

-- greatest
SELECT GREATEST(1, 2) AS "value"
-- 1 rows
--> 2

-- least
SELECT LEAST(1, 2) AS "value"
-- 1 rows
--> 1

-- coalesce
SELECT COALESCE(NULL, 2) AS "value"
-- 1 rows
--> 2

-- round
SELECT ROUND(DOUBLE '1.25', 1) AS "value"
-- 1 rows
--> 1.3

-- md5
SELECT lower(to_hex(md5(to_utf8('abc')))) AS "value"
-- 1 rows
--> 900150983cd24fb0d6963f7d28e17f72

-- lower_upper
SELECT LOWER('A') || UPPER('b') AS "value"
-- 1 rows
--> aB

-- current_date
SELECT CURRENT_DATE IS NOT NULL AS "value"
-- 1 rows
--> true

-- current_timestamp
SELECT CURRENT_TIMESTAMP IS NOT NULL AS "value"
-- 1 rows
--> true

-- custom
SELECT 'a' || '?' || 'b' AS "value"
-- 1 rows
--> a?b

-- json_extract
SELECT json_extract_scalar('{"a":[{"b c":1}]}', '$.a[0]["b c"]') AS "value"
-- 1 rows
--> 1

-- json_extract_json
SELECT json_extract('{"a":[{"b c":1}]}', '$.a') AS "value"
-- 1 rows
--> [{"b c":1}]

-- bit_aggregate
SELECT bitwise_or_agg("o_orderkey") FROM "tpch"."orders"
-- 1 rows
--> 65511

-- approx_distinct
SELECT approx_distinct("o_custkey") FROM "tpch"."orders"
-- 1 rows
--> 1005

-- approx_percentile
SELECT approx_percentile("o_orderkey", 0.5) FROM "tpch"."orders"
-- 1 rows
--> 29961

-- array
SELECT ARRAY[1, 2, 3] AS "value"
-- 1 rows
--> [1, 2, 3]

-- nth
SELECT element_at(ARRAY[1, 2, 3], NULLIF(GREATEST(2, 0), 0)) AS "value"
-- 1 rows
--> 2

-- slice
SELECT slice(ARRAY[1, 2, 3], GREATEST(2, 1), GREATEST((LEAST(9, cardinality(ARRAY[1, 2, 3])) - GREATEST(2, 1)) + 1, 0)) AS "value"
-- 1 rows
--> [2, 3]

-- slice_from_start
SELECT slice(ARRAY[1, 2, 3], 1, GREATEST((LEAST(2, cardinality(ARRAY[1, 2, 3])) - 1) + 1, 0)) AS "value"
-- 1 rows
--> [1, 2]

-- map
SELECT MAP(ARRAY['a', 'b'], ARRAY[1, 2]) AS "value"
-- 1 rows
--> {a=1, b=2}

-- map_access
SELECT element_at(MAP(ARRAY['a', 'b'], ARRAY[1, 2]), 'b') AS "value"
-- 1 rows
--> 2

-- row
SELECT CAST(ROW(1, 'a') AS row(x integer, "it's" varchar)) AS "value"
-- 1 rows
--> {x=1, it's=a}

-- field
SELECT (CAST(ROW(1, 'a') AS row(x integer, "it's" varchar)))."it's" AS "value"
-- 1 rows
--> a

-- transform
SELECT transform(ARRAY[1, 2, 3], "_element_0" -> "_element_0" * 2) AS "value"
-- 1 rows
--> [2, 4, 6]

-- nested_lambdas
SELECT transform(ARRAY[1, 2, 3], "_element_1" -> filter(ARRAY[1, 2, 3], "_element_0" -> "_element_0" < "_element_1")) AS "value"
-- 1 rows
--> [[], [1], [1, 2]]

-- reduce
SELECT reduce(ARRAY[1, 2, 3], 0, ("_state_0", "_element_0") -> "_state_0" + "_element_0", "_state_0" -> "_state_0") AS "value"
-- 1 rows
--> 6

-- filter
SELECT filter(ARRAY[1, 2, 3], "_element_0" -> "_element_0" > 1) AS "value"
-- 1 rows
--> [2, 3]

-- any_match
SELECT any_match(ARRAY[1, 2, 3], "_element_0" -> "_element_0" = 1) AS "value"
-- 1 rows
--> true

-- all_match
SELECT all_match(ARRAY[1, 2, 3], "_element_0" -> "_element_0" = 1) AS "value"
-- 1 rows
--> false

-- none_match
SELECT none_match(ARRAY[1, 2, 3], "_element_0" -> "_element_0" = 1) AS "value"
-- 1 rows
--> false

-- array_sort
SELECT array_sort(ARRAY[1, 2, 3], ("_left_0", "_right_0") -> sign("_right_0" - "_left_0")) AS "value"
-- 1 rows
--> [3, 2, 1]

-- zip_with
SELECT zip_with(ARRAY[1, 2, 3], ARRAY[1, 2, 3], ("_left_0", "_right_0") -> "_left_0" + "_right_0") AS "value"
-- 1 rows
--> [2, 4, 6]

-- map_filter
SELECT map_filter(MAP(ARRAY['a', 'b'], ARRAY[1, 2]), ("_key_0", "_value_0") -> "_value_0" > 1) AS "value"
-- 1 rows
--> {b=2}

-- transform_keys
SELECT transform_keys(MAP(ARRAY['a', 'b'], ARRAY[1, 2]), ("_key_0", "_value_0") -> UPPER("_key_0")) AS "value"
-- 1 rows
--> {A=1, B=2}

-- transform_values
SELECT transform_values(MAP(ARRAY['a', 'b'], ARRAY[1, 2]), ("_key_0", "_value_0") -> "_value_0" + 1) AS "value"
-- 1 rows
--> {a=2, b=3}

-- map_zip_with
SELECT map_zip_with(MAP(ARRAY['a', 'b'], ARRAY[1, 2]), MAP(ARRAY['a', 'b'], ARRAY[1, 2]), ("_key_0", "_left_0", "_right_0") -> "_left_0" + "_right_0") AS "value"
-- 1 rows
--> {a=2, b=4}

-- unnest
SELECT * FROM UNNEST(ARRAY[7, 8]) AS "u" ("n")
-- 2 rows
--> 7
--> 8

-- unnest_with_ordinality
SELECT * FROM UNNEST(ARRAY[7, 8]) WITH ORDINALITY AS "u" ("n", "place")
-- 2 rows
--> 7 | 1
--> 8 | 2

-- unnest_join
SELECT "r_name", "n" FROM "tpch"."region" CROSS JOIN UNNEST(ARRAY["r_regionkey"]) AS "u" ("n")
-- 5 rows
--> AFRICA | 0
--> AMERICA | 1
--> ASIA | 2

-- values
SELECT * FROM (VALUES (1, 'a'), (2, NULL)) AS "v" ("id", "name")
-- 2 rows
--> 1 | a
--> 2 | null

-- table_sample
SELECT * FROM "tpch"."region" TABLESAMPLE BERNOULLI (100)
-- 5 rows
--> 0 | AFRICA | lar deposits. blithely final packages cajole. regular waters are final requests. regular accounts are according to 
--> 1 | AMERICA | hs use ironic, even requests. s
--> 2 | ASIA | ges. thinly even pinto beans ca

-- timestamp_as_of
SELECT * FROM "sales"."stock" FOR TIMESTAMP AS OF CAST('2026-01-01 00:00:00 UTC' AS timestamp with time zone)
-- not run by the sandbox: its tables have no earlier versions

-- version_as_of
SELECT * FROM "sales"."stock" FOR VERSION AS OF 7 AS "s"
-- not run by the sandbox: its tables have no earlier versions

-- insert
INSERT INTO "sales"."stock" ("item", "amount") VALUES ('a', 1), ('b', 2)
-- 2 rows changed

-- insert_with
INSERT INTO "sales"."stock" ("item", "amount") WITH "few" AS (SELECT "item", "amount" FROM "deliveries" LIMIT 2) SELECT "item", "amount" FROM "few"
-- 2 rows changed

-- with_insert
INSERT INTO "sales"."stock" ("item", "amount") WITH "few" AS (SELECT "item", "amount" FROM "deliveries" LIMIT 2) SELECT "item", "amount" FROM "few"
-- 2 rows changed

-- update
UPDATE "sales"."stock" SET "amount" = "amount" + 1, "item" = 'c' WHERE "item" = 'b'
-- 2 rows changed

-- delete
DELETE FROM "sales"."stock" WHERE "amount" <= 0
-- 1 rows changed

-- merge
MERGE INTO "sales"."stock" AS "t" USING "deliveries" AS "s" ON "t"."item" = "s"."item" WHEN MATCHED AND "s"."amount" = 0 THEN DELETE WHEN MATCHED THEN UPDATE SET "amount" = "t"."amount" + "s"."amount" WHEN NOT MATCHED THEN INSERT ("item", "amount") VALUES ("s"."item", "s"."amount")
-- 5 rows changed

