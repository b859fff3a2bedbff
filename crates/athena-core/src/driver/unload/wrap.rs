//! The UNLOAD statement around a query.

use athena_sql::{StatementKind, Token, TokenKind, classify, literal, split, tokenize, trim_statement};

use super::UnloadMode;
use super::staging::{StagingDirs, fresh_directory, today};
use crate::error::{Error, ErrorKind, Result};
use crate::execution::Settings;
use crate::options::S3Uri;
use crate::session::Session;
use crate::statement::Statement;

/// A query that is to be run by UNLOAD.
#[derive(Clone, Debug)]
pub(super) struct UnloadPlan {
    /// What to send.
    pub(super) statement: Statement,
    /// The directory that it writes to, and nobody else.
    pub(super) directory: S3Uri,
    /// The staging directory, in which the manifest lies.
    pub(super) staging: S3Uri,
}

/// Decides whether a statement is run by UNLOAD, and how. `None`: run it as it is.
pub(super) async fn plan(
    mode: UnloadMode,
    staging: &mut StagingDirs,
    session: &Session,
    statement: &Statement,
    settings: &Settings,
) -> Result<Option<UnloadPlan>> {
    let kind = classify(statement.sql()).kind;
    let may_query = kind.is_query() || matches!(kind, StatementKind::Execute | StatementKind::Unknown);
    if mode == UnloadMode::Never || !may_query || (mode == UnloadMode::Auto && !kind.can_unload()) {
        return Ok(None);
    }
    // A fault of the statement is reported before any call to a service.
    check(kind)?;
    let staging = match staging.find(session, settings).await {
        Ok(staging) => staging,
        Err(error) if mode == UnloadMode::Auto => {
            tracing::debug!(%error, "no UNLOAD");
            return Ok(None);
        }
        Err(error) => return Err(error),
    };
    // A caller's token finds the query of an earlier call only if the text is the same: then the directory must be,
    // too.
    let token = settings.client_request_token.as_ref().map(|token| token.as_str().to_owned());
    let is_name = |token: &String| token.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    let id = token.filter(is_name).unwrap_or_else(|| uuid::Uuid::new_v4().to_string());
    let directory = fresh_directory(&staging, &today(), &id);
    let statement = wrap(statement, &directory)?;
    Ok(Some(UnloadPlan { statement, directory, staging }))
}

/// The statement that writes a query's result to `directory`, which must be empty: the text of the query, parameters
/// filled in, without what stands around it and otherwise as it is, to the last space.
fn wrap(statement: &Statement, directory: &S3Uri) -> Result<Statement> {
    // With the values of `?` markers in it: around the query there will be other text.
    let sql = statement.to_inlined_sql()?;
    let query = trim_statement(&sql);
    if split(query).count() > 1 {
        return Err(Error::new(ErrorKind::InvalidStatement, "UNLOAD takes one query, and this text has several"));
    }
    // On lines of its own, so that a comment at the end of the query does not reach the parenthesis.
    let target = literal::trino_string(directory.as_str());
    let unload = |query| format!("UNLOAD (\n{query}\n) TO {target} WITH (format='PARQUET', compression='SNAPPY')");
    let template = unload(trim_statement(statement.text_without_values()));
    Ok(Statement::new(unload(query)).made_from(template).with_options(statement.options().clone()))
}

fn check(kind: StatementKind) -> Result<()> {
    if kind.can_unload() {
        return Ok(());
    }
    let why = match kind {
        StatementKind::SelectUsingFunction => "UNLOAD does not take a query with an external function",
        StatementKind::Execute => "UNLOAD does not take EXECUTE; PREPARE the UNLOAD instead",
        StatementKind::Unknown => "UNLOAD takes SELECT, VALUES and TABLE, and the statement begins with none of them",
        StatementKind::Unload => "the statement is an UNLOAD already",
        _ => "UNLOAD takes SELECT, VALUES and TABLE, and the statement is not a query",
    };
    Err(Error::new(ErrorKind::Unsupported, format!("{why}; unload=auto or unload=false runs it as it is")))
}

/// Where an UNLOAD statement writes Parquet files to; `None` for another format, and for a text that is no UNLOAD.
pub(crate) fn parquet_target(sql: &str) -> Option<S3Uri> {
    let tokens: Vec<Token<'_>> = tokenize(sql).filter(|token| !token.is_trivia()).collect();
    let mut depth = 0_usize;
    // Behind the query, which may have the word, too.
    let to = tokens.iter().position(|token| {
        match token.kind {
            TokenKind::LeftParen => depth += 1,
            TokenKind::RightParen => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth == 0 && token.is_keyword("to")
    })?;
    let (_, target) = tokens.split_at(to);
    let of_format = |three: &[Token<'_>]| matches!(three, [name, _, _] if name.is_keyword("format"));
    let format = target.windows(3).find(|three| of_format(three)).and_then(|three| string(&three[2]))?;
    let directory = string(target.get(1)?)?;
    format.eq_ignore_ascii_case("parquet").then(|| directory.parse().ok()).flatten()
}

fn string(token: &Token<'_>) -> Option<String> {
    let inner = token.text.strip_prefix('\'')?.strip_suffix('\'')?;
    (token.kind == TokenKind::String).then(|| inner.replace("''", "'"))
}

/// Whether Athena refused to unload a query that it may well run: a column without a name or of a type that Parquet
/// files do not take, two of one name. Such a query fails before it reads anything, so that to run it again as it is
/// costs nothing but time.
pub(crate) fn is_refusal(error: &Error) -> bool {
    /// Codes, and the beginnings of the texts behind them.
    const REFUSALS: &[(&[&str], &[&str])] = &[
        (
            &["NOT_SUPPORTED"],
            &[
                "Unsupported Hive type: ",
                "Anonymous row type is not supported in Hive",
                "Incorrect timestamp precision for ",
            ],
        ),
        (&["MISSING_COLUMN_NAME", "SYNTAX_ERROR"], &["Column name not specified at position "]),
        (&["COLUMN_TYPE_UNKNOWN", "SYNTAX_ERROR"], &["Column type is unknown"]),
        (&["DUPLICATE_COLUMN_NAME", "SYNTAX_ERROR"], &["Column name '", "Duplicate column name"]),
    ];
    if !matches!(error.kind(), ErrorKind::QueryFailed | ErrorKind::QueryRejected) {
        return false;
    }
    // Only behind its code is a text the service's own: a query can print any text by `fail()`.
    let Some((code, text)) = error.message().split_once(": ") else { return false };
    let text = without_position(text);
    REFUSALS.iter().any(|(codes, texts)| codes.contains(&code) && texts.iter().any(|start| text.starts_with(start)))
}

/// The text behind `line 1:9: `.
fn without_position(text: &str) -> &str {
    let behind = text.strip_prefix("line ").and_then(|rest| rest.split_once(": "));
    match behind {
        Some((position, text)) if position.bytes().all(|byte| byte.is_ascii_digit() || byte == b':') => text,
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_wrapped(statement: Statement, expected: &str) {
        let directory = "s3://bucket/it's/".parse().expect("a place");
        let wrapped = wrap(&statement, &directory).expect("is a query");
        let end = "\n) TO 's3://bucket/it''s/' WITH (format='PARQUET', compression='SNAPPY')";
        assert_eq!(wrapped.sql(), format!("UNLOAD (\n{expected}{end}"));
        assert_eq!(wrapped.to_sql().expect("has no markers left"), wrapped.sql());
    }

    #[test]
    fn the_query_is_verbatim() {
        check_wrapped(Statement::new("-- all\n select '\n  a  ;\n' ; -- done"), "select '\n  a  ;\n'");
        check_wrapped(Statement::new("(SELECT 1 AS a -- one\n)"), "(SELECT 1 AS a -- one\n)");
        check_wrapped(Statement::new("WITH t AS (VALUES 1) TABLE t"), "WITH t AS (VALUES 1) TABLE t");
        check_wrapped(Statement::new("SELECT ':a' AS a"), "SELECT ':a' AS a");
    }

    #[test]
    fn finds_where_an_unload_writes_to() {
        let target = |sql: &str| parquet_target(sql).map(|uri| uri.to_string());
        let own =
            wrap(&Statement::new("SELECT CAST(a AS row(to integer))"), &"s3://bucket/it's/".parse().expect("a place"));
        assert_eq!(target(own.expect("is a query").sql()).as_deref(), Some("s3://bucket/it's/"));
        assert_eq!(
            target("unload (select 1) to 's3://bucket/p' with (FORMAT = 'parquet')").as_deref(),
            Some("s3://bucket/p")
        );
        assert_eq!(target("UNLOAD (SELECT 1) TO 's3://bucket/p/' WITH (format='ORC')"), None);
        assert_eq!(target("SELECT 'to'"), None);
    }

    #[test]
    fn values_are_written_into_the_query() {
        check_wrapped(Statement::new("SELECT :a AS a").bind("a", "?"), "SELECT '?' AS a");
        check_wrapped(
            Statement::new("SELECT '?', ? AS b, ? AS c").bind_next("it's").bind_next(1),
            "SELECT '?', 'it''s' AS b, 1 AS c",
        );
    }

    #[test]
    fn the_text_without_values_keeps_the_markers_of_the_query() {
        let directory = "s3://bucket/out/".parse().expect("a place");
        let statement = Statement::new("SELECT :a AS a, ? AS b").bind("a", "planted").bind_next("planted");
        let wrapped = wrap(&statement, &directory).expect("is a query");
        assert!(wrapped.sql().contains("planted"));
        let text = wrapped.text_without_values();
        assert!(text.starts_with("UNLOAD (\nSELECT :a AS a, ? AS b\n) TO 's3://bucket/out/'"), "{text}");
        assert!(!format!("{wrapped:?}").contains("planted"), "{wrapped:?}");
    }

    #[test]
    fn a_statement_that_unload_does_not_accept_is_refused_with_the_reason() {
        let directory = "s3://bucket/out/".parse().expect("a place");
        for (sql, kind, word) in [
            ("SHOW TABLES", ErrorKind::Unsupported, "not a query"),
            ("SELECTED", ErrorKind::Unsupported, "begins with none"),
            ("EXECUTE q", ErrorKind::Unsupported, "EXECUTE"),
            ("UNLOAD (SELECT 1) TO 's3://b/' WITH (format='ORC')", ErrorKind::Unsupported, "already"),
            ("SELECT 1; SELECT 2", ErrorKind::InvalidStatement, "several"),
        ] {
            let planned = check(classify(sql).kind).and_then(|()| wrap(&Statement::new(sql), &directory));
            let error = planned.expect_err(sql);
            assert_eq!(error.kind(), kind, "{sql}");
            assert!(error.message().contains(word), "{error}");
        }
    }

    #[test]
    fn only_athenas_texts_about_unload_are_refusals() {
        let failed = |message| Error::new(ErrorKind::QueryFailed, message);
        assert!(is_refusal(&failed("NOT_SUPPORTED: Unsupported Hive type: json")));
        assert!(is_refusal(&failed("SYNTAX_ERROR: line 1:9: Column name not specified at position 1")));
        assert!(is_refusal(&failed("MISSING_COLUMN_NAME: line 1:1: Column name not specified at position 2")));
        assert!(is_refusal(&failed("DUPLICATE_COLUMN_NAME: line 1:1: Column name 'a' specified more than once")));
        assert!(is_refusal(&failed("COLUMN_TYPE_UNKNOWN: line 1:1: Column type is unknown at position 1")));
        assert!(is_refusal(&failed(
            "NOT_SUPPORTED: Anonymous row type is not supported in Hive. Please give each field a name: row(integer)"
        )));
        for printed in [
            "GENERIC_USER_ERROR: Unsupported Hive type: json",
            "GENERIC_USER_ERROR: NOT_SUPPORTED: Unsupported Hive type: json",
            "NOT_SUPPORTED: the file says: Unsupported Hive type: json",
            "Unsupported Hive type: json",
            "SYNTAX_ERROR: line 1:8: Column 'a' cannot be resolved",
        ] {
            assert!(!is_refusal(&failed(printed)), "{printed}");
        }
        assert!(!is_refusal(&failed("DIVISION_BY_ZERO: Division by zero")));
        assert!(!is_refusal(&Error::new(ErrorKind::Io, "Unsupported Hive type")));
    }
}
