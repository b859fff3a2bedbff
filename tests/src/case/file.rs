//! The format of a case file.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail, ensure};
use awsathena::{Driver, Statement};
use serde::Deserialize;
use toml::{Table, Value};

use super::cell::{Cell, ParameterValue, Parameters};
use crate::endpoint::knows;
use crate::need::Need;

/// A case file.
#[derive(Debug)]
pub(crate) struct Case {
    pub(crate) path: PathBuf,
    /// `area::case`.
    pub(crate) name: String,
    pub(crate) needs: Vec<Need>,
    pub(crate) options: Vec<(String, String)>,
    /// Further options for drivers whose batches are columns.
    pub(crate) columnar_options: Vec<(String, String)>,
    /// Further options for one driver, by its name.
    pub(crate) driver_options: BTreeMap<String, BTreeMap<String, String>>,
    /// Further options, each for the drivers that have it.
    pub(super) offered: Vec<(String, String)>,
    /// True if the case runs by UNLOAD as well.
    pub(super) also_by_unload: bool,
    pub(super) setup: Vec<String>,
    pub(super) teardown: Vec<String>,
    pub(super) steps: Vec<Step>,
}

/// The keys of a case. The other keys of a file belong to its only step.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Head {
    description: String,
    #[serde(default)]
    needs: Vec<Need>,
    #[serde(default)]
    options: BTreeMap<String, String>,
    #[serde(default)]
    columnar_options: BTreeMap<String, String>,
    #[serde(default)]
    driver_options: BTreeMap<String, BTreeMap<String, String>>,
    #[serde(default)]
    offered: BTreeMap<String, String>,
    #[serde(default)]
    also_by_unload: bool,
    #[serde(default)]
    setup: Vec<String>,
    #[serde(default)]
    teardown: Vec<String>,
    #[serde(default)]
    steps: Vec<Step>,
}

const HEAD: [&str; 10] = [
    "description",
    "needs",
    "options",
    "columnar_options",
    "driver_options",
    "offered",
    "also_by_unload",
    "setup",
    "teardown",
    "steps",
];

/// A statement and its expected outcome.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Step {
    pub(super) sql: String,
    #[serde(default)]
    parameters: Parameters,
    pub(super) columns: Option<Vec<ExpectedColumn>>,
    pub(super) rows: Option<Vec<Vec<Cell>>>,
    /// Rows that must be in the result, at any position.
    #[serde(default)]
    pub(super) includes: Vec<Vec<Cell>>,
    /// Texts that must occur in some cell of the result.
    #[serde(default)]
    pub(super) mentions: Vec<String>,
    pub(super) row_count: Option<usize>,
    pub(super) checksum: Option<String>,
    /// Rows of each batch, by driver, or by an option that the driver has.
    #[serde(default)]
    pub(super) batches: BTreeMap<String, Vec<usize>>,
    /// -1 stands for "none".
    pub(super) update_count: Option<i64>,
    pub(super) query: Option<ExpectedQuery>,
    pub(super) error: Option<ExpectedError>,
    /// The error of drivers whose columns cannot hold a value of the result.
    pub(super) columnar_error: Option<ExpectedError>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ExpectedColumn {
    pub(super) name: String,
    #[serde(rename = "type")]
    pub(super) data_type: String,
    pub(super) type_name: Option<String>,
    pub(super) precision: Option<i32>,
    pub(super) scale: Option<i32>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ExpectedQuery {
    pub(super) state: Option<String>,
    pub(super) statement_type: Option<String>,
    pub(super) substatement_type: Option<String>,
    pub(super) managed_results: Option<bool>,
    pub(super) work_group: Option<String>,
    pub(super) database: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ExpectedError {
    pub(super) kind: String,
    #[serde(default)]
    pub(super) contains: Vec<String>,
    pub(super) category: Option<String>,
    pub(super) error_type: Option<i32>,
    pub(super) retryable: Option<bool>,
    pub(super) has_query_id: Option<bool>,
}

impl Step {
    /// The expected rows of each batch of a driver.
    pub(super) fn batches_of(&self, driver: Driver) -> Option<&Vec<usize>> {
        let of_option = || self.batches.iter().find(|(key, _)| knows(driver, key)).map(|(_, rows)| rows);
        self.batches.get(driver.name()).or_else(of_option)
    }

    pub(super) fn statement(&self) -> Statement {
        let statement = Statement::new(self.sql.as_str());
        match &self.parameters {
            Parameters::Named(named) => named
                .iter()
                .fold(statement, |statement, (name, value)| statement.bind(name, ParameterValue::parameter(value))),
            Parameters::Positional(values) => {
                values.iter().fold(statement, |statement, value| statement.bind_next(value.parameter()))
            }
        }
    }

    fn expects_something(&self) -> bool {
        self.columns.is_some()
            || self.rows.is_some()
            || !self.includes.is_empty()
            || !self.mentions.is_empty()
            || self.row_count.is_some()
            || self.checksum.is_some()
            || self.update_count.is_some()
            || self.query.is_some()
            || self.error.is_some()
    }
}

/// Every case below `folder`, by name.
pub(crate) fn load_all(folder: &Path) -> Result<Vec<Case>> {
    let mut cases = Vec::new();
    collect(folder, folder, &mut cases)?;
    cases.sort_by(|a, b| a.name.cmp(&b.name));
    ensure!(!cases.is_empty(), "there is no case below {}", folder.display());
    Ok(cases)
}

fn collect(root: &Path, folder: &Path, cases: &mut Vec<Case>) -> Result<()> {
    for entry in fs::read_dir(folder).with_context(|| format!("reading {}", folder.display()))? {
        let path = entry?.path();
        if path.is_dir() {
            collect(root, &path, cases)?;
        } else if path.extension().is_some_and(|extension| extension == "toml") {
            cases.push(load(root, &path).with_context(|| format!("reading {}", path.display()))?);
        }
    }
    Ok(())
}

fn load(root: &Path, path: &Path) -> Result<Case> {
    let text = fs::read_to_string(path)?;
    let relative = path.strip_prefix(root)?.with_extension("");
    let name = relative.iter().map(|part| part.to_string_lossy()).collect::<Vec<_>>().join("::");
    ensure!(name.contains("::"), "a case file must be in the folder of its area");
    parse(path, name, &text)
}

fn parse(path: &Path, name: String, text: &str) -> Result<Case> {
    let (head, step): (Table, Table) =
        text.parse::<Table>()?.into_iter().partition(|(key, _)| HEAD.contains(&key.as_str()));
    let mut head: Head = Value::Table(head).try_into()?;
    match (head.steps.is_empty(), step.keys().next()) {
        (false, None) => {}
        (true, Some(_)) => head.steps.push(Value::Table(step).try_into()?),
        (false, Some(key)) => bail!("`{key}` belongs in one of the steps"),
        (true, None) => bail!("it has neither `sql` nor `steps`"),
    }
    ensure!(!head.description.is_empty(), "the description is empty");
    for step in &head.steps {
        ensure!(step.expects_something(), "`{}` has no expectation", step.sql);
    }
    Ok(Case {
        path: path.to_owned(),
        name,
        needs: head.needs,
        options: head.options.into_iter().collect(),
        columnar_options: head.columnar_options.into_iter().collect(),
        driver_options: head.driver_options,
        offered: head.offered.into_iter().collect(),
        also_by_unload: head.also_by_unload,
        setup: head.setup,
        teardown: head.teardown,
        steps: head.steps,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Result<usize, &str>) {
        let found = parse(Path::new("a/b.toml"), "a::b".to_owned(), text);
        match (found, expected) {
            (Ok(case), Ok(steps)) => assert_eq!(case.steps.len(), steps),
            (Err(error), Err(message)) => {
                let error = format!("{error:#}");
                assert!(error.contains(message), "{error}");
            }
            (found, expected) => panic!("expected {expected:?}, found {found:?}"),
        }
    }

    #[test]
    fn a_file_has_one_step_or_many() {
        check("description = 'x'\nsql = 'SELECT 1'\nrows = [['1', { null = true }]]", Ok(1));
        let steps = "[[steps]]\nsql = 'a'\nrow_count = 1\n[[steps]]\nsql = 'b'\nrow_count = 1\n";
        check(&format!("description = 'x'\n{steps}"), Ok(2));
        check(&format!("description = 'x'\nsql = 'c'\n{steps}"), Err("`sql` belongs in one of the steps"));
    }

    #[test]
    fn unknown_keys_and_missing_expectations_are_errors() {
        check("description = 'x'\nsql = 'a'\nrow = []", Err("unknown field `row`"));
        check("description = 'x'\nneeds = ['magic']\nsql = 'a'\nrows = []", Err("unknown variant `magic`"));
        check("description = 'x'\nsql = 'a'\nrows = [[1]]", Err("a cell is a string, or { null = true }"));
        check("description = 'x'\nsql = 'a'\nrows = [[{ null = false }]]", Err("a cell is a string"));
        check("description = 'x'\nsql = 'a'", Err("`a` has no expectation"));
        check("description = 'x'", Err("neither `sql` nor `steps`"));
    }
}
