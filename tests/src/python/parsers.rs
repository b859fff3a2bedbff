//! Statements that athena-sql builds, read by the Athena dialect of sqlglot.

use std::collections::BTreeMap;
use std::fs;

use anyhow::{Result, ensure};
use serde::Deserialize;

use super::environment::Environment;
use super::{Test, from_json};
use crate::statements::{Named, definitions, queries};

pub(super) const TESTS: &[(&str, Test)] = &[
    ("sqlglot::parses_what_the_query_builder_writes", |environment| check(environment, "queries", queries()?, &[])),
    ("sqlglot::parses_what_the_ddl_builder_writes", |environment| {
        check(environment, "definitions", definitions()?, NOT_PARSED)
    }),
];

/// What sqlglot made of a statement.
#[derive(Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
enum Reading {
    /// A tree.
    Parsed,
    /// A command: it knows the first word, and keeps the rest as text.
    Command,
    /// Nothing.
    Refused(String),
}

/// Statements that sqlglot does not read, all of them as the user guide writes them, and why.
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
