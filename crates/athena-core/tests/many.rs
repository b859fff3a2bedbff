//! One statement for many rows, against a scripted Athena in paused time.

use std::sync::Arc;

use athena_core::driver::Session;
use athena_core::options::{ClientOptions, ConnectOptions};
use athena_core::query::ClientRequestToken;
use athena_core::testing::{Pages, ScriptedAthena, ScriptedQuery};
use athena_core::{
    Bindings, Connection, Cursor, ErrorKind, MAX_STATEMENT_BYTES, ParamStyle, Result, Statement, StatementOptions,
};

fn cursor(athena: &ScriptedAthena, client: ClientOptions) -> Cursor<Pages> {
    let options = ConnectOptions::new().with_client(client);
    let session = Session::builder(Arc::new(athena.clone())).options(options).build().expect("inside a runtime");
    Connection::new(session, ()).cursor()
}

fn written(athena: &ScriptedAthena, rows: i64) {
    athena.push(ScriptedQuery::new().substatement("INSERT", Some(rows)));
}

fn sent(athena: &ScriptedAthena) -> Vec<String> {
    athena.requests().into_iter().map(|request| request.sql).collect()
}

#[tokio::test(start_paused = true)]
async fn an_insert_takes_many_rows() -> Result<()> {
    let athena = ScriptedAthena::new();
    written(&athena, 3);
    let mut cursor = cursor(&athena, ClientOptions::new());
    let rows = [(1, "it's"), (2, "two"), (3, "")];
    assert_eq!(cursor.execute_many("INSERT INTO t (a, b) VALUES (?, ?);", rows).await?, Some(3));
    assert_eq!(sent(&athena), ["INSERT INTO t (a, b) VALUES (1, 'it''s'),\n(2, 'two'),\n(3, '')"]);
    assert!(athena.requests()[0].execution_parameters.is_empty());
    assert_eq!(cursor.update_count(), None);
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn names_styles_and_values_of_every_row() -> Result<()> {
    let athena = ScriptedAthena::new();
    written(&athena, 2);
    let style = StatementOptions::new().with_paramstyle(ParamStyle::Pyformat);
    let statement = Statement::new("INSERT INTO t VALUES (%(a)s, %(b)s, '5%%')").bind("b", true).with_options(style);
    let rows = (1..3).map(|number| Bindings::new().bind("a", number));
    assert_eq!(cursor(&athena, ClientOptions::new()).execute_many(statement, rows).await?, Some(2));
    assert_eq!(sent(&athena), ["INSERT INTO t VALUES (1, true, '5%'),\n(2, true, '5%')"]);
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn pages_by_rows_only_where_asked_for() -> Result<()> {
    for (options, statements) in [
        (ClientOptions::new(), 1),
        (ClientOptions::new().with_insertmanyvalues_page_size(100_usize), 3),
        (ClientOptions::new().with_use_insertmanyvalues(false), 250),
    ] {
        let athena = ScriptedAthena::new();
        for rows in [100, 100, 50] {
            written(&athena, rows);
        }
        cursor(&athena, options).execute_many("INSERT INTO t VALUES (?)", (0..250).map(|number| (number,))).await?;
        assert_eq!(sent(&athena).len(), statements);
    }
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn pages_by_bytes() -> Result<()> {
    let athena = ScriptedAthena::new();
    let mut cursor = cursor(&athena, ClientOptions::new());
    // A quote takes two bytes in the statement, and `é` in any case.
    let texts: Vec<String> = (0..400).map(|number| format!("{number}{}", "'é".repeat(500))).collect();
    cursor.execute_many("INSERT INTO t VALUES (:a)", texts.iter().map(|text| Bindings::new().bind("a", text))).await?;
    let sent = sent(&athena);
    let rows = |sql: &String| sql.matches(",\n").count() + 1;
    assert_eq!(sent.iter().map(rows).sum::<usize>(), 400);
    let (last, full) = sent.split_last().expect("was sent");
    assert!(full.len() == 3 && !last.is_empty());
    for sql in full {
        assert!(sql.len() <= MAX_STATEMENT_BYTES && sql.len() > MAX_STATEMENT_BYTES - 2_100, "{} bytes", sql.len());
    }
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn other_statements_run_one_by_one() -> Result<()> {
    let athena = ScriptedAthena::new();
    for _ in 0..2 {
        athena.push(ScriptedQuery::new().substatement("UPDATE", Some(4)));
    }
    let mut cursor = cursor(&athena, ClientOptions::new());
    let rows = [("a", 1), ("b", 2)];
    assert_eq!(cursor.execute_many("UPDATE t SET a = ? WHERE b = ?", rows).await?, Some(8));
    assert_eq!(athena.requests()[1].execution_parameters, ["'b'", "2"]);
    athena.push(ScriptedQuery::new().rows(&[("a", "integer")], vec![vec![Some("1")]]));
    assert_eq!(cursor.execute_many("SELECT ?", [(1,)]).await?, None);
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn no_rows_are_no_statement() -> Result<()> {
    let athena = ScriptedAthena::new();
    let mut cursor = cursor(&athena, ClientOptions::new());
    for sql in ["INSERT INTO t VALUES (?)", "UPDATE t SET a = ?"] {
        assert_eq!(cursor.execute_many(sql, Vec::<(i32,)>::new()).await?, Some(0));
    }
    assert_eq!(athena.count("StartQueryExecution"), 0);
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn a_failure_says_what_was_done() {
    let athena = ScriptedAthena::new();
    written(&athena, 2);
    athena.push(ScriptedQuery::new().fails("disk full"));
    let options = ClientOptions::new().with_insertmanyvalues_page_size(2_usize);
    let mut cursor = cursor(&athena, options);
    let rows = (0..5).map(|number| (number,));
    let error = cursor.execute_many("INSERT INTO t VALUES (?)", rows).await.expect_err("the second page fails");
    assert_eq!(error.kind(), ErrorKind::QueryFailed);
    assert_eq!((error.context("rows_done"), error.context("rows")), (Some("2"), Some("3 to 4")));
    assert_eq!(error.query_id(), Some("query-1"));
    assert_eq!(sent(&athena).len(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_row_that_cannot_be_sent_is_named_and_not_shown() {
    let athena = ScriptedAthena::new();
    let mut cursor = cursor(&athena, ClientOptions::new());
    let rows = [("hush".to_owned(),), ("hush".repeat(MAX_STATEMENT_BYTES / 4),)];
    let error = cursor.execute_many("INSERT INTO t VALUES (?)", rows).await.expect_err("is too large");
    assert_eq!(error.kind(), ErrorKind::InvalidStatement);
    assert_eq!((error.context("rows_done"), error.context("row")), (Some("0"), Some("2")));
    assert!(!format!("{error:?}").contains("hush"));
    let error = cursor.execute_many("INSERT INTO t VALUES (?, ?)", [(1, 2), (3, 4)].map(|row| (row.0,))).await;
    assert_eq!(error.expect_err("two markers").context("row"), Some("1"));
    assert_eq!(athena.count("StartQueryExecution"), 0);
}

#[tokio::test(start_paused = true)]
async fn a_token_is_for_one_statement() {
    let token = ClientRequestToken::generate();
    let options = StatementOptions::new().with_client_request_token(token);
    let statement = Statement::new("INSERT INTO t VALUES (?)").with_options(options);
    let mut cursor = cursor(&ScriptedAthena::new(), ClientOptions::new());
    let error = cursor.execute_many(statement, [(1,)]).await.expect_err("is refused");
    assert_eq!(error.kind(), ErrorKind::InvalidOption);
}
