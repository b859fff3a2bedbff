//! Injection tests: any text stays one token of the statement.

use proptest::prelude::*;

use super::*;
use crate::{Grammar, RowField, TokenKind, classify, literal, tokenize_as};

/// The kinds and texts of all tokens except white space.
fn tokens(sql: &str, grammar: Grammar) -> Vec<(TokenKind, String)> {
    let found = tokenize_as(sql, grammar).filter(|t| t.kind != TokenKind::Whitespace);
    found.map(|t| (if t.unterminated { TokenKind::Operator } else { t.kind }, t.text.to_owned())).collect()
}

/// Checks that the statement with the text differs from the statement with `PLACE` only in the tokens that contain
/// `PLACE`, and that these are among `expected`.
fn only_the_text_differs(
    build: impl Fn(&str) -> Result<String, DdlError>,
    text: &str,
    expected: &[String],
) -> Result<(), TestCaseError> {
    let Ok(sql) = build(text) else {
        // A refused text is safe, too.
        return Ok(());
    };
    let plain = build("PLACE").map_err(|error| TestCaseError::fail(error.to_string()))?;
    prop_assert_eq!(classify(&sql).kind, classify(&plain).kind);
    let grammar = classify(&plain).grammar();
    let (sql, plain) = (tokens(&sql, grammar), tokens(&plain, grammar));
    prop_assert_eq!(sql.len(), plain.len());
    for ((_, found), placed) in
        sql.iter().zip(&plain).filter(|((kind, text), placed)| (*kind, text) != (placed.0, &placed.1))
    {
        prop_assert!(placed.1.contains("PLACE"), "{} took the place of {}", found, placed.1);
        prop_assert!(expected.contains(found), "{} is none of {:?}", found, expected);
    }
    Ok(())
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[a-z]{1,8}",
        "[\\\\'\"`;,()/*=\n -]{0,10}",
        Just("'; DROP TABLE t; --".to_owned()),
        Just("' COMMENT 'x".to_owned()),
        Just("` int) LOCATION 's3://elsewhere/' --".to_owned()),
        Just("\\' = '".to_owned()),
    ]
}

fn names(text: &str) -> Vec<String> {
    vec![text.to_owned(), format!("`{}`", text.replace('`', "``")), format!("\"{}\"", text.replace('"', "\"\""))]
}

fn hive(text: &str) -> Vec<String> {
    vec![literal::hive_string(text)]
}

fn trino(text: &str) -> Vec<String> {
    vec![literal::trino_string(text)]
}

fn s3(text: &str) -> String {
    format!("s3://b/{text}/")
}

proptest! {
    #[test]
    fn names_stay_names(text in text()) {
        let t = text.as_str();
        let one = |build: &dyn Fn(&str) -> Result<String, DdlError>| only_the_text_differs(build, t, &names(t));
        one(&|x| CreateTable::external(x).column("c", STRING).location("s3://b/").to_sql())?;
        one(&|x| table().in_schema(x).to_sql())?;
        one(&|x| table().column(x, STRING).to_sql())?;
        one(&|x| table().column(x, STRING).partition_by(x).to_sql())?;
        one(&|x| table().column("s", AthenaType::Row(vec![RowField::new(x, STRING)])).to_sql())?;
        one(&|x| table().column(x, STRING).clustered_by([x], 2).to_sql())?;
        one(&|x| iceberg().column(x, STRING).partition_by(Transform::bucket(2, x)).to_sql())?;
        one(&|x| CreateTableAs::external(x, "SELECT 1").to_sql())?;
        one(&|x| CreateView::new(x, "SELECT 1").to_sql())?;
        one(&|x| CreateDatabase::new(x).to_sql())?;
        one(&|x| DropDatabase::new(x).to_sql())?;
        one(&|x| DropTable::new(x).to_sql())?;
        one(&|x| DropView::new(x).to_sql())?;
        one(&|x| RepairTable::new(x).to_sql())?;
        one(&|x| Optimize::new(x).to_sql())?;
        one(&|x| Vacuum::new(x).to_sql())?;
        one(&|x| Show::create_table(x).to_sql())?;
        one(&|x| Describe::new(x).to_sql())?;
        one(&|x| AlterTable::new("t").rename_to(x).to_sql())?;
        one(&|x| AlterTable::new("t").drop_column(x).to_sql())?;
        one(&|x| AlterTable::new("t").change_column(x, ("c", STRING)).to_sql())?;
        one(&|x| AlterTable::new("t").add_partitions([[(x, "1")]]).to_sql())?;
    }

    #[test]
    fn strings_of_hive_stay_strings(text in text()) {
        let t = text.as_str();
        let one = |build: &dyn Fn(&str) -> Result<String, DdlError>| only_the_text_differs(build, t, &hive(t));
        one(&|x| table().comment(x).to_sql())?;
        one(&|x| table().columns([ColumnDef::of::<str>("c").with_comment(x)]).to_sql())?;
        one(&|x| table().property(x, "v").to_sql())?;
        one(&|x| table().property("k", x).to_sql())?;
        one(&|x| table().row_format(RowFormat::serde("s")).serde_properties([("k", x)]).to_sql())?;
        one(&|x| table().row_format(RowFormat::serde(x)).to_sql())?;
        one(&|x| table().file_format(FileFormat::Classes { input: x.to_owned(), output: "o".to_owned() }).to_sql())?;
        one(&|x| CreateDatabase::new("d").comment(x).to_sql())?;
        one(&|x| AlterDatabase::set_properties("d", [("k", x)]).to_sql())?;
        one(&|x| AlterTable::new("t").set_properties([(x, "v")]).to_sql())?;
        one(&|x| AlterTable::new("t").unset_properties([x]).to_sql())?;
        one(&|x| AlterTable::new("t").add_partitions([[("c", x)]]).to_sql())?;
        let at = |build: &dyn Fn(&str) -> Result<String, DdlError>| only_the_text_differs(build, t, &hive(&s3(t)));
        at(&|x| table().location(s3(x)).to_sql())?;
        at(&|x| AlterTable::new("t").set_location(s3(x)).to_sql())?;
        at(&|x| AlterTable::new("t").add_partitions([Partition::from([("c", "1")]).with_location(s3(x))]).to_sql())?;
    }

    #[test]
    fn strings_of_trino_stay_strings(text in text()) {
        let t = text.as_str();
        let one = |build: &dyn Fn(&str) -> Result<String, DdlError>| only_the_text_differs(build, t, &trino(t));
        one(&|x| CreateTableAs::external("t", "SELECT 1").property("p", x).to_sql())?;
        one(&|x| CreateTableAs::external("t", "SELECT 1").partition_by(x).to_sql())?;
        one(&|x| CreateTableAs::external("t", "SELECT 1").clustered_by([x], 1).to_sql())?;
        one(&|x| Unload::new("SELECT 1", "s3://b/", OutputFormat::Orc).partition_by(x).to_sql())?;
        let bucket = [format!("bucket({t}, 4)"), format!("bucket(\"{}\", 4)", t.replace('"', "\"\""))];
        let bucket = bucket.map(|bucket| literal::trino_string(&bucket));
        let build = |x: &str| {
            let table = CreateTableAs::iceberg("t", "SELECT 1").location("s3://b/");
            table.partition_by(Transform::bucket(4, x)).to_sql()
        };
        only_the_text_differs(build, t, &bucket)?;
        let at = |build: &dyn Fn(&str) -> Result<String, DdlError>| only_the_text_differs(build, t, &trino(&s3(t)));
        at(&|x| CreateTableAs::external("t", "SELECT 1").location(s3(x)).to_sql())?;
        at(&|x| Unload::new("SELECT 1", s3(x), OutputFormat::Orc).to_sql())?;
    }

    #[test]
    fn a_query_stays_within_its_parentheses(query in prop_oneof![any::<String>(), "SELECT [1a'\"();\n -]{0,12}"]) {
        if let Ok(sql) = Unload::new(query, "s3://b/out/", OutputFormat::Orc).to_sql() {
            let found = tokens(&sql, Grammar::Trino);
            let tail = tokens(") TO 's3://b/out/' WITH (format = 'ORC')", Grammar::Trino);
            prop_assert_eq!(&found[found.len() - tail.len()..], &tail[..]);
        }
    }

    #[test]
    fn reading_texts_never_panics(text in prop_oneof![any::<String>(), "['\"a=, \\\\(1)`u0-9]{0,16}"]) {
        if let Ok(properties) = Properties::parse(&text) {
            let written = properties.write().map(|items| items.join(", "));
            if let Ok(written) = written {
                prop_assert_eq!(Properties::parse(&written), Ok(properties));
            }
        }
        let _ = FileFormat::parse(&text);
        let _ = RowFormat::parse(&text);
        let _ = Transform::parse(&text);
        let _ = Compression::parse(&text);
    }
}
