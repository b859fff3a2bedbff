//! Statements of athena-sql, parsed by the Athena dialect of sqlglot.

use std::collections::BTreeMap;
use std::fs;

use anyhow::{Result, ensure};
use serde::Deserialize;

use super::environment::Environment;
use super::{Test, from_json};
use crate::statements::{Named, definitions, queries};

pub(super) const TESTS: &[(&str, Test)] = &[
    ("sqlglot::parses_the_query_builder", |environment| check(environment, "queries", queries()?, &[])),
    ("sqlglot::parses_the_ddl_builders", |environment| check(environment, "definitions", definitions()?, NOT_PARSED)),
];

/// The result of sqlglot for a statement.
#[derive(Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
enum Reading {
    /// A syntax tree.
    Parsed,
    /// A command: the first word is known, and the rest is text.
    Command,
    /// An error.
    Refused(String),
}

/// Statements of the user guide that sqlglot does not parse, with the reason.
const NOT_PARSED: &[(&str, &str)] = &[
    ("add partitions", "several partitions are written without commas between them, and it reads one"),
    ("alter database", UNKNOWN),
    ("change column after", "FIRST and AFTER behind CHANGE COLUMN"),
    ("change column first", "FIRST and AFTER behind CHANGE COLUMN"),
    ("create database, all clauses", "DBPROPERTIES"),
    ("optimize", UNKNOWN),
    ("optimize where", UNKNOWN),
    ("rename partition", "`PARTITION (...)` behind RENAME TO"),
    ("repair table", UNKNOWN),
    ("show columns", UNKNOWN),
    ("show create table", UNKNOWN),
    ("show create view", UNKNOWN),
    ("show partitions", UNKNOWN),
    ("show tblproperties", UNKNOWN),
    ("unload", UNKNOWN),
    ("unload, text", UNKNOWN),
    ("unset properties", "it knows SET TBLPROPERTIES alone"),
    ("vacuum", UNKNOWN),
];

const UNKNOWN: &str = "it does not model the statement";

fn check(environment: &Environment, group: &str, statements: Vec<Named>, not_parsed: &[(&str, &str)]) -> Result<()> {
    let statements: BTreeMap<&str, String> = statements.into_iter().collect();
    let folder = environment.folder(&format!("sqlglot-{group}"))?;
    let file = folder.join("statements.json");
    fs::write(&file, serde_json::to_vec(&statements)?)?;
    let read: BTreeMap<String, Reading> = from_json(&environment.run("parse.py", &[&file.to_string_lossy()])?)?;
    ensure!(read.len() == statements.len(), "{} of {} statements were read", read.len(), statements.len());
    let mut wrong = Vec::new();
    for (name, reading) in &read {
        let listed = not_parsed.iter().any(|(listed, _)| listed == name);
        match (reading, listed) {
            (Reading::Parsed, false) | (Reading::Command | Reading::Refused(_), true) => {}
            (Reading::Parsed, true) => wrong.push(format!("{name} is parsed; remove it from the list")),
            (reading, false) => wrong.push(format!("{name}: {reading:?}\n{}", statements[name.as_str()])),
        }
    }
    for (name, _) in not_parsed.iter().filter(|(name, _)| !read.contains_key(*name)) {
        wrong.push(format!("there is no statement `{name}`"));
    }
    ensure!(wrong.is_empty(), "{}", wrong.join("\n"));
    Ok(fs::remove_dir_all(folder)?)
}
