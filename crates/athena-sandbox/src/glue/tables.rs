//! Table and view operations

use regex::Regex;
use serde_json::{Value, json};

use crate::athena::ApiError;
use crate::engine::{Entry, now};

use super::error::{ChangeError, detail, invalid, missing, no_database, no_table, refused, version_mismatch};
use super::request::Request;
use super::{Glue, describe, input};

impl Glue {
    pub(super) fn get_tables(&self, request: Request<'_>) -> Result<Value, ApiError> {
        let database = request.name("DatabaseName")?;
        let expression = request.string("Expression")?.filter(|text| !text.is_empty());
        let names = self.catalog().table_names(&database).ok_or_else(|| no_database(&database))?;
        let filter = expression.map(name_pattern).transpose();
        let filter = filter.map_err(|error| invalid(&format!("Invalid expression: {error}")))?;
        let names = names.into_iter().filter(|name| filter.as_ref().is_none_or(|filter| filter.is_match(name)));
        let entries = names.filter_map(|name| Some((self.catalog().glue_entry(&database, &name)?, name))).collect();
        let subject = format!("tables of {database} like {expression:?}");
        request.page(&subject, "TableList", entries, 100, |(entry, name)| describe::table(&database, &name, &entry))
    }

    pub(super) fn get_table(&self, request: Request<'_>) -> Result<Value, ApiError> {
        let (database, name) = (request.name("DatabaseName")?, request.name("Name")?);
        self.database(&database)?;
        let entry = self.catalog().glue_entry(&database, &name).ok_or_else(|| missing("Entity Not Found"))?;
        Ok(json!({ "Table": describe::table(&database, &name, &entry) }))
    }

    /// The table that an operation needs.
    pub(super) fn entry(&self, database: &str, name: &str) -> Result<Entry, ApiError> {
        self.database(database)?;
        self.catalog().glue_entry(database, name).ok_or_else(|| no_table(name))
    }

    pub(super) fn create_table(&self, request: Request<'_>) -> Result<Value, ApiError> {
        let database = request.name("DatabaseName")?;
        let (name, entry) = input::table(&database, request)?;
        let created = self.catalog().create_glue_entry((&database, &name), entry);
        created.map_err(|refusal| refused(refusal, &database, &name))?;
        Ok(json!({}))
    }

    pub(super) fn update_table(&self, request: Request<'_>) -> Result<Value, ApiError> {
        let database = request.name("DatabaseName")?;
        let (name, next) = input::table(&database, request)?;
        let keep = !request.boolean("SkipArchive")?.unwrap_or(false);
        let expected = request.string("VersionId")?;
        let changed = self.catalog().change_glue_entry((&database, &name), |before| {
            let version = match &before {
                Entry::Stored(made) => made.glue.version,
                Entry::View(view) => view.glue.version,
                Entry::ReadOnly { .. } => 0,
            };
            if expected.is_some_and(|expected| expected != version.to_string()) {
                return Err(ChangeError::from(version_mismatch()));
            }
            Ok(next_version(before, next, keep))
        });
        changed.map_err(|stop| stop.of_table(&database, &name))?;
        Ok(json!({}))
    }

    pub(super) fn delete_table(&self, request: Request<'_>) -> Result<Value, ApiError> {
        let (database, name) = (request.name("DatabaseName")?, request.name("Name")?);
        let names = [name];
        let left = self.catalog().drop_glue_entries(&database, &names);
        match left.map_err(|refusal| refused(refusal, &database, ""))?.first() {
            None => Ok(json!({})),
            Some(name) => Err(no_table(name)),
        }
    }

    pub(super) fn batch_delete_table(&self, request: Request<'_>) -> Result<Value, ApiError> {
        let database = request.name("DatabaseName")?;
        request.required_list("TablesToDelete", 100)?;
        let names: Vec<_> =
            request.required_strings("TablesToDelete")?.iter().map(|name| name.to_lowercase()).collect();
        let left = self.catalog().drop_glue_entries(&database, &names);
        let error = |name: &String| {
            let why = detail("EntityNotFoundException", &format!("Table {name} not found."));
            json!({ "TableName": name, "ErrorDetail": why })
        };
        let left = left.map_err(|refusal| refused(refusal, &database, ""))?;
        Ok(json!({ "Errors": left.iter().map(error).collect::<Vec<_>>() }))
    }

    /// SearchTables: a search text, and filters by members. Both look at the members that GetTable returns.
    pub(super) fn search_tables(&self, request: Request<'_>) -> Result<Value, ApiError> {
        let text = request.string("SearchText")?.unwrap_or_default().to_lowercase();
        let filters = request.list("Filters")?.unwrap_or_default();
        let filters = filters.iter().map(Filter::read).collect::<Result<Vec<_>, _>>()?;
        let mut found = Vec::new();
        for database in self.catalog().glue_databases() {
            for name in self.catalog().table_names(&database.name).unwrap_or_default() {
                let Some(entry) = self.catalog().glue_entry(&database.name, &name) else { continue };
                let table = describe::table(&database.name, &name, &entry);
                if contains(&table, &text) && filters.iter().all(|filter| filter.holds(&table)) {
                    found.push(table);
                }
            }
        }
        let filters = Value::from(request.list("Filters")?.unwrap_or_default().to_vec());
        request.page(&format!("search for {text} {filters}"), "TableList", found, 1000, |table| table)
    }
}

/// The next version of a table, with the state that an update keeps.
fn next_version(before: Entry, mut next: Entry, keep: bool) -> Entry {
    match (before, &mut next) {
        (Entry::Stored(before), Entry::Stored(next)) => {
            next.created = before.created;
            next.partitions.clone_from(&before.partitions);
            next.glue.partitions.clone_from(&before.glue.partitions);
            if let (Some(next), Some(before)) = (&mut next.iceberg, &before.iceberg) {
                next.clone_from(before);
            }
            let earlier = keep.then(|| before.without_history());
            next.glue.follow(before.glue, earlier);
        }
        (Entry::View(before), Entry::View(next)) => {
            next.created = before.created;
            let earlier = keep.then(|| before.without_history());
            next.glue.follow(before.glue, earlier);
        }
        // A table became a view or the reverse: the earlier versions have another kind and are dropped.
        (Entry::Stored(before), Entry::View(next)) => {
            next.created = before.created;
            (next.glue.version, next.glue.updated) = (before.glue.version + 1, Some(now()));
        }
        (Entry::View(before), Entry::Stored(next)) => {
            next.created = before.created;
            (next.glue.version, next.glue.updated) = (before.glue.version + 1, Some(now()));
        }
        (Entry::ReadOnly { .. }, _) | (_, Entry::ReadOnly { .. }) => {}
    }
    next
}

/// `PropertyPredicate` of SearchTables.
struct Filter<'a> {
    key: &'a str,
    value: &'a str,
    comparator: &'a str,
}

impl<'a> Filter<'a> {
    fn read(value: &'a Value) -> Result<Self, ApiError> {
        let request = Request::new(value)?;
        let key = request.string("Key")?.unwrap_or_default();
        let value = request.string("Value")?.unwrap_or_default();
        let comparator = request.string("Comparator")?.unwrap_or("EQUALS");
        match comparator {
            "EQUALS" | "NOT_EQUALS" => Ok(Self { key, value, comparator }),
            other => Err(invalid(&format!("Comparator {other} is not supported: use EQUALS or NOT_EQUALS"))),
        }
    }

    fn holds(&self, table: &Value) -> bool {
        let own = table.get(self.key).or_else(|| table.get("Parameters")?.get(self.key)).and_then(Value::as_str);
        let equal = own.is_some_and(|own| own.eq_ignore_ascii_case(self.value));
        equal == (self.comparator == "EQUALS")
    }
}

/// Whether a name, a description, a column or a parameter contains the text.
fn contains(table: &Value, text: &str) -> bool {
    let holds = |value: &Value| value.as_str().is_some_and(|own| own.to_lowercase().contains(text));
    let columns = [table.pointer("/StorageDescriptor/Columns"), table.get("PartitionKeys")];
    let columns = columns.into_iter().flatten().filter_map(Value::as_array).flatten();
    let mut names = ["Name", "DatabaseName", "Description"].iter().filter_map(|member| table.get(*member));
    text.is_empty()
        || names.any(holds)
        || columns.filter_map(|column| column.get("Name")).any(holds)
        || table["Parameters"].as_object().is_some_and(|parameters| parameters.values().any(holds))
}

/// The expression of GetTables: a regular expression in which `*` alone matches any text, as in Hive's `SHOW TABLES`.
/// Clients write both `part.*` and `part*`.
fn name_pattern(expression: &str) -> Result<Regex, regex::Error> {
    let mut pattern = String::with_capacity(expression.len() + 8);
    let mut before = '|';
    for next in expression.chars() {
        let repeats = matches!(before, '.' | ')' | ']' | '}' | '\\');
        if next == '*' && !repeats {
            pattern.push('.');
        }
        pattern.push(next);
        before = next;
    }
    Regex::new(&format!("^(?i:{pattern})$"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_matched_as_in_hive_and_by_regular_expressions() {
        for (expression, matching, other) in [
            ("*ation*", "nation", "region"),
            ("part*", "partsupp", "a_part"),
            ("part.*", "part", "a_part"),
            ("*", "x", ""),
            ("a|b*", "bcd", "abc"),
            ("[a-c]*x", "abcx", "dx"),
            ("Orders", "orders", "orders2"),
        ] {
            let pattern = name_pattern(expression).expect(expression);
            assert!(pattern.is_match(matching), "`{expression}` and `{matching}`");
            assert!(other.is_empty() || !pattern.is_match(other), "`{expression}` and `{other}`");
        }
        assert!(name_pattern("(").is_err());
    }
}
