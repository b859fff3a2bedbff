use athena_sql::ParamStyle;

use crate::{Bindings, Parameter, Statement, StatementOptions, Value};

fn check(statement: &Statement, expected: Result<&str, &str>) {
    let found = statement.to_sql().map_err(|error| error.to_string());
    assert_eq!(found.as_deref().map_err(String::as_str), expected);
}

fn check_positional(statement: &Statement, expected: Result<&[&str], &str>) {
    let found = statement.to_execution_parameters().map_err(|error| error.to_string());
    let found = found.as_ref().map(|values| values.iter().map(String::as_str).collect::<Vec<_>>());
    assert_eq!(found.as_deref().map_err(|error| error.as_str()), expected);
}

fn styled(style: ParamStyle, sql: &str) -> Statement {
    Statement::new(sql).with_options(StatementOptions::default().with_paramstyle(style))
}

#[test]
fn fills_markers_only_where_they_are_markers() {
    let sql = "SELECT ':a', \":a\", :a -- :a\n/* :a */";
    check(&Statement::new(sql).bind("a", "x"), Ok("SELECT ':a', \":a\", 'x' -- :a\n/* :a */"));
    check(&Statement::new("SELECT ':a'"), Ok("SELECT ':a'"));
    check(&Statement::new("SELECT :a").bind("a", 1).bind("a", 2), Ok("SELECT 2"));
    check(&Statement::new("DROP TABLE :t").bind("t", Parameter::identifier(["a", "b-c"])), Ok("DROP TABLE a.`b-c`"));
}

#[test]
fn each_style_has_markers_of_its_form_only() {
    let python = |sql: &str| styled(ParamStyle::Pyformat, sql);
    check(&python("SELECT %(a)s, ':a', 7 %% 2").bind("a", 1), Ok("SELECT 1, ':a', 7 % 2"));
    check(&python("SELECT '100%%', 7 % 2"), Ok("SELECT '100%%', 7 % 2"));
    check(
        &python("SELECT %(totl)s").bind("total", 1),
        Err("no value is bound to the marker `%(totl)s`; did you mean `total`?"),
    );
    check(
        &python("SELECT '%(a)s'").bind("a", 1),
        Err(
            "the statement has no marker `%(a)s` for the value bound to it; one inside of quotes or a comment is text, \
             so take the quotes away",
        ),
    );
    check(
        &styled(ParamStyle::Qmark, "SELECT :a").bind("a", 1),
        Err(
            "a value is bound by name, and with `paramstyle=qmark` a statement has no names; bind it in order, or set \
             `paramstyle=named`",
        ),
    );
    check(&styled(ParamStyle::Qmark, "SELECT :a, ?").bind_next(1), Ok("SELECT :a, ?"));
}

#[test]
fn percent_signs_change_only_if_a_value_is_bound_by_name() {
    let python = |sql: &str| styled(ParamStyle::Pyformat, sql);
    for sql in ["SELECT 7 % 2, '%', '%%', '%(a)s'", "SELECT %(a)s", " SELECT 1 \n", "SELECT %s"] {
        check(&python(sql), Ok(sql));
    }
    check(&python("SELECT 7 % 2, %(a)s % 2, '50%'").bind("a", 7), Ok("SELECT 7 % 2, 7 % 2, '50%'"));
    check(&python("SELECT %(a)d, %(b).1f").bind("a", true).bind("b", 1), Ok("SELECT 1, 1.0"));
    check(&python("SELECT %(a)d").bind("a", 1.9), Err("the marker `%(a)d` takes integers; write `s` for its letter"));
    // Values in order belong to `?`, whatever the style.
    check_positional(&python("SELECT %(a)s, ?").bind("a", 1).bind_next(2), Ok(&["2"]));
    check_positional(
        &python("SELECT %(a)s").bind_next(1),
        Err("the statement has 0 `?` markers, and 1 values are bound"),
    );
}

#[test]
fn says_which_marker_or_value_is_missing() {
    check(
        &Statement::new("SELECT :totl").bind("total", 1),
        Err("no value is bound to the marker `:totl`; did you mean `total`?"),
    );
    check(&Statement::new("SELECT 1").bind("a", 1), Err("the statement has no marker `:a` for the value bound to it"));
    check(&Statement::new(" -- nothing\n;"), Err("the statement is empty"));
}

#[test]
fn a_named_marker_needs_a_value_even_if_nothing_is_bound() {
    let unbound = "no value is bound to the marker `:x`; bind one, or set `paramstyle=qmark` if it is not a marker";
    for sql in [
        "SELECT :x",
        "SELECT a FROM t WHERE b IN :x",
        "SELECT a FROM t LIMIT :x",
        "SELECT json_object('k': :x)",
        "SELECT json_object(:x : 'v')",
        "SELECT json_object('k' : f(a, :x))",
        "SELECT f('k' :x)",
        "ALTER TABLE t ADD PARTITION (day = :x)",
        "CREATE EXTERNAL TABLE t (a struct<b:int>) LOCATION :x",
    ] {
        check(&Statement::new(sql), Err(unbound));
    }
    check(&Statement::new("SELECT :x, ?").bind_next(1), Err(unbound));
    for sql in [
        "SELECT ':x', \":x\" -- :x\n/* :x */",
        "SELECT json_object('k':v), json_object('k' :v), json_object(KEY 'k' VALUE f('v'), lower(k) :v)",
        "CREATE EXTERNAL TABLE t (a struct<b :int, c :array<struct<d :int>>>) LOCATION 's3://b/:x/'",
    ] {
        check(&Statement::new(sql), Ok(sql));
    }
    check(&styled(ParamStyle::Qmark, "SELECT :x"), Ok("SELECT :x"));
    check(&styled(ParamStyle::Pyformat, "SELECT :x"), Ok("SELECT :x"));
}

#[test]
fn question_marks_and_values_are_counted() {
    let statement = Statement::new("SELECT '?', ?, ?").bind_next(1).bind_next("it's");
    check_positional(&statement, Ok(&["1", "'it''s'"]));
    check_positional(
        &Statement::new("SELECT ?").bind_next(1).bind_next(2),
        Err("the statement has 1 `?` markers, and 2 values are bound"),
    );
    assert_eq!(statement.to_inlined_sql().ok().as_deref(), Some("SELECT '?', 1, 'it''s'"));
}

#[test]
fn athena_fills_in_literals_only() {
    let one = |value: Parameter| Statement::new("SELECT ?").bind_next(value);
    check_positional(
        &one(Parameter::identifier(["t"])),
        Err("the value of `?` marker 1 is a name, which `?` cannot stand for; bind it by name"),
    );
    check_positional(
        &one(Parameter::list([1, 2])),
        Err("the value of `?` marker 1 is a list, which `?` cannot stand for; bind it by name, as in `IN :ids`"),
    );
    check_positional(
        &one("x".repeat(1023).into()),
        Err("the value of `?` marker 1 is longer than the 1024 characters that Athena accepts; bind it by name"),
    );
    check_positional(&one("é".repeat(1022).into()), Ok(&[&format!("'{}'", "é".repeat(1022))]));
    for sql in ["DROP TABLE ?", "SHOW TABLES ?", "SHOW CREATE VIEW ?", "DESCRIBE ?"] {
        check_positional(
            &Statement::new(sql).bind_next("t"),
            Err("Athena takes no `?` in Hive-style statements (DDL, SHOW, DESCRIBE); bind the values by name"),
        );
    }
    let other = Value::Other { type_name: "color".into(), text: "hush".into() };
    check_positional(
        &one(other.clone().into()),
        Err("the value of `?` marker 1 cannot be bound: a value of the type `color` is known as text only; bind the \
             text, and cast it"),
    );
    check(
        &Statement::new("SELECT :a").bind("a", other),
        Err("the value of `a` cannot be bound: a value of the type `color` is known as text only; bind the text, and \
             cast it"),
    );
}

#[test]
fn debug_shows_no_values() {
    let row = Bindings::new().bind("b", "hush").bind_next("quiet");
    let statement = Statement::new("SELECT :a, ?").bind("a", "hush").bind_next("quiet");
    let debug = format!("{statement:?} {row:?} {:?}", Parameter::from("hush").cast(crate::AthenaType::Date));
    assert!(!debug.contains("hush") && !debug.contains("quiet"), "{debug}");
}

#[test]
fn a_list_behind_in_has_one_pair_of_parentheses() {
    let ids = |sql: &str| Statement::new(sql).bind("ids", Parameter::list([1, 2, 3]));
    for sql in ["SELECT x IN :ids", "SELECT x IN (:ids)"] {
        check(&ids(sql), Ok("SELECT x IN (1, 2, 3)"));
    }
    for sql in ["SELECT x NOT IN :ids", "SELECT x NOT IN (:ids)", "SELECT x NOT IN(:ids)"] {
        check(&ids(sql), Ok("SELECT x NOT IN (1, 2, 3)"));
    }
    check(&ids("SELECT x in (:ids)and y"), Ok("SELECT x in (1, 2, 3) and y"));
    check(&ids("SELECT x In\n -- (\n ( /* , */ :ids\n)"), Ok("SELECT x In\n -- (\n  /* , */ (1, 2, 3)\n"));
    check(&ids("SELECT (x IN (:ids)), y IN (:ids);"), Ok("SELECT (x IN (1, 2, 3)), y IN (1, 2, 3);"));
    check(&ids("SELECT x IN (SELECT 1 WHERE y IN (:ids))"), Ok("SELECT x IN (SELECT 1 WHERE y IN (1, 2, 3))"));
    check(&ids("SELECT x IN (VALUES :ids, :ids)"), Ok("SELECT x IN (VALUES (1, 2, 3), (1, 2, 3))"));
    check(
        &ids("SELECT \"in\" (:ids), ':ids IN (' || f(:ids)"),
        Ok("SELECT \"in\" ((1, 2, 3)), ':ids IN (' || f((1, 2, 3))"),
    );
    let python = |sql: &str| styled(ParamStyle::Pyformat, sql).bind("ids", Parameter::list(["%(b)s", "100%%"]));
    check(&python("SELECT x IN %(ids)s"), Ok("SELECT x IN ('%(b)s', '100%%')"));
    check(&python("SELECT x IN (%(ids)s)%2"), Ok("SELECT x IN ('%(b)s', '100%%') %2"));
    check(&python("SELECT '%%' IN (%(ids)s)"), Ok("SELECT '%' IN ('%(b)s', '100%%')"));
    check(&python("SELECT %(a--b)s IN (%(ids)s)").bind("a--b", 1), Ok("SELECT 1 IN ('%(b)s', '100%%')"));
}

#[test]
fn an_empty_list_has_no_members_in_either_spelling() {
    let none = |sql: &str| Statement::new(sql).bind("ids", Parameter::list(Vec::<i32>::new()));
    for sql in ["SELECT x IN :ids", "SELECT x IN (:ids)"] {
        check(&none(sql), Ok("SELECT x IN (SELECT NULL WHERE false)"));
    }
    check(&none("SELECT x NOT IN (:ids)"), Ok("SELECT x NOT IN (SELECT NULL WHERE false)"));
    check(
        &Statement::new("SELECT x IN :ids").bind("ids", Vec::<i64>::new()),
        Ok("SELECT x IN (SELECT NULL WHERE false)"),
    );
}

#[test]
fn an_array_directly_behind_in_is_a_list() {
    check(&Statement::new("SELECT x IN :ids").bind("ids", vec![1, 2]), Ok("SELECT x IN (1, 2)"));
    check(&Statement::new("SELECT x not in :ids").bind("ids", ["a", "b"]), Ok("SELECT x not in ('a', 'b')"));
    check(
        &Statement::new("SELECT x IN :ids").bind("ids", Value::Array(vec![Value::BigInt(1), Value::Null])),
        Ok("SELECT x IN (CAST(1 AS bigint), CAST(NULL AS bigint))"),
    );
    check(&Statement::new("SELECT contains(:ids, x)").bind("ids", vec![1, 2]), Ok("SELECT contains(ARRAY[1, 2], x)"));
    check(
        &Statement::new("SELECT x IN (:a, :b)").bind("a", [1]).bind("b", [2]),
        Ok("SELECT x IN (ARRAY[1], ARRAY[2])"),
    );
    check(&Statement::new("SELECT x IN (ARRAY[0, :a, 2])").bind("a", [1]), Ok("SELECT x IN (ARRAY[0, ARRAY[1], 2])"));
}

#[test]
fn refuses_arrays_and_lists_that_are_not_the_members_meant() {
    for array in [Parameter::from(vec![1, 2]), Vec::<i64>::new().into()] {
        check(
            &Statement::new("SELECT x IN (:ids)").bind("ids", array),
            Err("the value of the marker `:ids` is an array, which is one value inside of `IN (..)`; take the \
                 parentheses away or bind `Parameter::list(..)` for its elements, or write `=` to compare with the \
                 array"),
        );
    }
    check(
        &Statement::new("SELECT x IN (0, :ids)").bind("ids", Parameter::list([1, 2])),
        Err("the value of the marker `:ids` is a list beside other members of `IN (..)`; bind one list with all of \
             them, and rows as `Parameter::row(..)`"),
    );
    for sql in ["SELECT x IN ?", "SELECT x NOT IN (?)"] {
        let statement = Statement::new(sql).bind_next(vec![1, 2]);
        let error = "the value of `?` marker 1 is an array behind `IN`, and `?` cannot stand for a list; bind it by \
                     name, as in `IN :ids`, or write `= ?` to compare with the array";
        check_positional(&statement, Err(error));
        assert_eq!(statement.to_inlined_sql().map_err(|error| error.to_string()), Err(error.to_owned()));
    }
    check_positional(
        &Statement::new("SELECT x IN (?, ?)").bind_next([1]).bind_next([2]),
        Ok(&["ARRAY[1]", "ARRAY[2]"]),
    );
}

#[test]
fn rows_have_up_to_sixteen_values_in_order_or_any_number_by_name() {
    let row = Bindings::from((1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, "p"));
    let statement = Statement::new("VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)").bind_all(row);
    let sql = statement.to_inlined_sql().ok();
    assert_eq!(sql.as_deref(), Some("VALUES (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 'p')"));
    let statement = Statement::new("SELECT :id, :name").bind_all([("id", 1.into()), ("name", "x".into())]);
    check(&statement, Ok("SELECT 1, 'x'"));
    check(&statement.bind_all([(String::from("id"), Parameter::null())]), Ok("SELECT NULL, 'x'"));
}
