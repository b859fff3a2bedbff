//! Commands that show catalog contents.

use std::io::Write;

use awsathena::Inspector;
use awsathena::reflection::{Table, TableKind};
use awsathena::sql::{TokenKind, tokenize};

use super::context::name_of;
use super::state::Shell;
use crate::exit::{Failure, Result};
use crate::format::{listing, one_line};
use crate::inspect::kind_name;

impl Shell {
    /// `\d`
    pub(super) async fn describe(&self, argument: &str) -> Result<()> {
        let mut path = path(argument)?;
        let Some(name) = path.pop() else { return self.describe_all().await };
        let table = self.inspector(path)?.table(&name).await?;
        let mut target = self.output.listing(self.session.progress())?;
        let comment = table.comment.as_deref().map(|comment| format!(": {comment}")).unwrap_or_default();
        writeln!(target.out, "{} {}.{}{comment}", kind_name(&table.kind), table.schema, table.name)?;
        let row = |column: &awsathena::reflection::TableColumn| {
            let partition = if column.is_partition { "partition" } else { "" };
            let comment = column.comment.clone().unwrap_or_default();
            vec![column.name.clone(), column.athena_type.to_string(), partition.to_owned(), comment]
        };
        let rows = table.columns.iter().map(row).collect();
        listing(&mut *target.out, target.screen, &["column", "type", "key", "comment"], rows)?;
        for (name, value) in options(&table) {
            writeln!(target.out, "{name}: {value}")?;
        }
        Ok(target.out.flush()?)
    }

    /// `\d` without a name
    async fn describe_all(&self) -> Result<()> {
        let tables = self.session.connection().inspector().reflect().await?;
        self.list(
            &["name", "kind", "columns", "comment"],
            tables
                .iter()
                .map(|table| {
                    let [name, columns, comment] = summary(table);
                    vec![name, kind_name(&table.kind).to_owned(), columns, comment]
                })
                .collect(),
        )
    }

    /// `\dt` and `\dv`
    pub(super) async fn tables(&self, argument: &str, views: bool) -> Result<()> {
        let tables = self.inspector(path(argument)?)?.reflect().await?;
        let is_wanted = |table: &&Table| (table.kind == TableKind::View) == views;
        let rows = tables.iter().filter(is_wanted).map(|table| summary(table).to_vec()).collect();
        self.list(&[if views { "view" } else { "table" }, "columns", "comment"], rows)
    }

    /// `\dn`
    pub(super) async fn schemas(&self) -> Result<()> {
        let inspector = self.session.connection().inspector();
        self.names("schema", inspector.schema(), inspector.schemas().await?)
    }

    /// `\l`
    pub(super) async fn catalogs(&self) -> Result<()> {
        let inspector = self.session.connection().inspector();
        self.names("catalog", inspector.catalog(), inspector.catalogs().await?)
    }

    /// Lists names, with a star at the current one.
    fn names(&self, heading: &str, current: Option<&str>, names: Vec<String>) -> Result<()> {
        let star =
            |name: &str| if current.is_some_and(|current| current.eq_ignore_ascii_case(name)) { "*" } else { "" };
        let rows = names.into_iter().map(|name| vec![star(&name).to_owned(), name]).collect();
        self.list(&["", heading], rows)
    }

    /// Prints a list.
    pub(super) fn list(&self, names: &[&str], rows: Vec<Vec<String>>) -> Result<()> {
        let count = rows.len();
        let mut target = self.output.listing(self.session.progress())?;
        listing(&mut *target.out, target.screen, names, rows)?;
        writeln!(target.out, "({count})")?;
        Ok(target.out.flush()?)
    }

    /// An inspector of `schema` or `catalog.schema`, or of the current schema.
    fn inspector(&self, mut path: Vec<String>) -> Result<Inspector> {
        let mut inspector = self.session.connection().inspector();
        if let Some(schema) = path.pop() {
            inspector = inspector.with_schema(schema);
        }
        if let Some(catalog) = path.pop() {
            inspector = inspector.with_catalog(catalog);
        }
        if path.is_empty() {
            Ok(inspector)
        } else {
            Err(Failure::Usage("the name has too many parts; give at most CATALOG.SCHEMA.TABLE".to_owned()))
        }
    }
}

fn summary(table: &Table) -> [String; 3] {
    [table.name.clone(), table.columns.len().to_string(), table.comment.clone().unwrap_or_default()]
}

/// Names and values of the storage options of a table.
fn options(table: &Table) -> Vec<(String, String)> {
    let options = &table.options;
    let own = [
        ("location", &options.location),
        ("compression", &options.compression),
        ("SerDe", &options.serde_library),
        ("input format", &options.input_format),
        ("output format", &options.output_format),
    ];
    let own = own.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value.clone()?)));
    let of_serde = options.serde_properties.iter().map(|(key, value)| (format!("SerDe property {key}"), value.clone()));
    let of_table = options.table_properties.iter().filter(|(key, _)| *key != "comment");
    let of_table = of_table.map(|(key, value)| (format!("property {key}"), value.clone()));
    own.chain(of_serde).chain(of_table).map(|(name, value)| (name, one_line(&value, usize::MAX))).collect()
}

/// The parts of `a.b.c`, which may be quoted.
pub(super) fn path(text: &str) -> Result<Vec<String>> {
    let wrong = || {
        let hint = "quote a part that has other characters than letters, digits and `_` with \"\"";
        Failure::Usage(format!("`{text}` is not a name; {hint}"))
    };
    let mut names = Vec::new();
    let tokens: Vec<_> = tokenize(text).filter(|token| !token.is_trivia()).collect();
    for (index, token) in tokens.iter().enumerate() {
        match name_of(token) {
            Some(name) if index % 2 == 0 => names.push(name),
            None if index % 2 == 1 && token.kind == TokenKind::Dot => {}
            _ => return Err(wrong()),
        }
    }
    if tokens.len() % 2 == 1 || tokens.is_empty() { Ok(names) } else { Err(wrong()) }
}

#[cfg(test)]
mod tests {
    use super::path;

    #[test]
    fn names_are_split_at_dots_outside_of_quotes() {
        let check = |text: &str, expected: Option<&[&str]>| {
            let found = path(text).ok();
            assert_eq!(
                found.as_deref().map(|names| names.iter().map(String::as_str).collect::<Vec<_>>()),
                expected.map(<[_]>::to_vec),
                "{text}"
            );
        };
        check("", Some(&[]));
        check("a", Some(&["a"]));
        check("a.B", Some(&["a", "b"]));
        check("a.\"B c\".`d`", Some(&["a", "B c", "d"]));
        for text in ["a.", ".a", "a b", "a..b", "a.1", "'a'"] {
            check(text, None);
        }
    }
}
