//! Candidates for the word that is completed.

use awsathena::sql::identifier;
use clap::ValueEnum as _;

use super::command_table::{ArgumentKind, COMMANDS, find};
use super::context::{Context, Expects, TableReference};
use super::external::expand;
use super::names::{KnownTable, Names};
use super::sql_words::{FUNCTIONS, KEYWORDS, STATEMENTS, TYPES};
use crate::args::FormatName;

/// A replacement for the word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Candidate {
    pub(crate) text: String,
    /// The kind or the type of the candidate.
    pub(crate) description: String,
    /// Whether a space is added.
    pub(crate) space: bool,
}

/// The candidates for the word, likely ones first.
pub(crate) fn candidates(context: &Context, names: &Names) -> Vec<Candidate> {
    let mut found = Collector { context, candidates: Vec::new() };
    match context.expects {
        Expects::Nothing => {}
        Expects::Command => {
            for spec in COMMANDS {
                found.text(spec.names[0], spec.help, !spec.arguments.is_empty());
            }
        }
        Expects::Argument => arguments(&mut found, names),
        Expects::Statement => found.words(STATEMENTS),
        Expects::Table => tables(&mut found, names),
        Expects::Schema => schemas(&mut found, names),
        Expects::Expression => expression(&mut found, names),
    }
    let mut candidates = found.candidates;
    let mut seen = std::collections::BTreeSet::new();
    candidates.retain(|candidate| seen.insert(candidate.text.clone()));
    candidates
}

struct Collector<'a> {
    context: &'a Context,
    candidates: Vec<Candidate>,
}

impl Collector<'_> {
    /// Adds a name of the catalog, quoted if necessary.
    fn name(&mut self, name: &str, description: impl Into<String>, space: bool) {
        if !starts_with(name, &self.context.word) {
            return;
        }
        let grammar = self.context.grammar;
        let text = match self.context.quoted {
            true => identifier::quote(name, grammar),
            false => identifier::quote_if_needed(name, grammar).into_owned(),
        };
        self.candidates.push(Candidate { text, description: description.into(), space });
    }

    /// Adds a text without quotes.
    fn text(&mut self, text: &str, description: &str, space: bool) {
        if starts_with(text, &self.context.word) {
            self.candidates.push(Candidate { text: text.to_owned(), description: description.to_owned(), space });
        }
    }

    /// Adds keywords, in the case of the typed word.
    fn words(&mut self, words: &[&str]) {
        let lower = self.context.word.chars().any(char::is_lowercase);
        for word in words {
            self.text(&if lower { word.to_lowercase() } else { (*word).to_owned() }, "keyword", true);
        }
    }
}

/// Whether a text starts with another one, ignoring case, as Athena does in names and keywords.
fn starts_with(text: &str, start: &str) -> bool {
    text.get(..start.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(start))
}

fn schemas(found: &mut Collector<'_>, names: &Names) {
    for schema in names.schemas() {
        found.name(&schema, "schema", true);
    }
}

fn tables(found: &mut Collector<'_>, names: &Names) {
    let schema = found.context.qualifier.last().map(String::as_str);
    if schema.is_none() {
        for query in &found.context.queries {
            found.name(query, "query", true);
        }
    }
    for table in names.tables(schema).iter() {
        found.name(&table.name, if table.is_view { "view" } else { "table" }, true);
    }
    if schema.is_none() {
        for schema in names.schemas() {
            found.name(&schema, "schema", false);
        }
    }
}

fn expression(found: &mut Collector<'_>, names: &Names) {
    let columns = |found: &mut Collector<'_>, table: &KnownTable| {
        for (name, data_type) in &table.columns {
            found.name(name, data_type, false);
        }
    };
    if let Some(qualifier) = found.context.qualifier.last() {
        let is_meant = |named: &&TableReference| {
            named.alias.as_ref().unwrap_or(&named.table) == qualifier || named.table == *qualifier
        };
        for named in found.context.tables.iter().filter(is_meant) {
            for table in lookup(names, named) {
                columns(found, &table);
            }
        }
        if found.candidates.is_empty() && found.context.qualifier.len() == 1 {
            for table in names.tables(Some(qualifier)).iter() {
                found.name(&table.name, if table.is_view { "view" } else { "table" }, false);
            }
        }
        return;
    }
    for named in &found.context.tables {
        for table in lookup(names, named) {
            columns(found, &table);
        }
    }
    for named in &found.context.tables {
        found.name(named.alias.as_ref().unwrap_or(&named.table), "table", false);
    }
    // Before the first letter, a list of all words would not help.
    if found.context.word.is_empty() || found.context.quoted {
        return;
    }
    found.words(KEYWORDS);
    for name in FUNCTIONS {
        found.text(name, "function", false);
    }
    found.words(TYPES);
    if found.context.tables.is_empty() {
        found.words(STATEMENTS);
    }
}

fn lookup(names: &Names, named: &TableReference) -> Vec<KnownTable> {
    let tables = names.tables(named.schema.as_deref());
    tables.iter().filter(|table| table.name == named.table).cloned().collect()
}

fn arguments(found: &mut Collector<'_>, names: &Names) {
    let mut words = found.context.command.split_whitespace();
    let Some(spec) = words.next().and_then(find) else { return };
    match spec.argument_kind {
        ArgumentKind::None => {}
        ArgumentKind::Table => tables(found, names),
        ArgumentKind::Schema => schemas(found, names),
        ArgumentKind::File => files(found),
        ArgumentKind::Driver => {
            for driver in awsathena::registry().drivers() {
                found.text(driver.name(), "driver", false);
            }
        }
        ArgumentKind::Format => {
            for value in FormatName::value_variants().iter().filter_map(clap::ValueEnum::to_possible_value) {
                found.text(value.get_name(), "format", false);
            }
        }
        ArgumentKind::OneOf(all) => {
            for word in all {
                found.text(word, "", false);
            }
        }
        ArgumentKind::Option => options(found, words.next()),
    }
}

fn options(found: &mut Collector<'_>, first: Option<&str>) {
    use awsathena::driver::option::ValueKind;
    let typing_value = first.is_some_and(|first| first != found.context.word);
    if !typing_value {
        for spec in crate::options::specs() {
            let doc = spec.doc.split_whitespace().collect::<Vec<_>>().join(" ");
            found.text(spec.name, doc.split_once(". ").map_or(doc.as_str(), |(first, _)| first), true);
        }
        return;
    }
    match first.and_then(crate::options::spec).map(|spec| spec.kind) {
        Some(ValueKind::Bool) => ["true", "false"].iter().for_each(|word| found.text(word, "", false)),
        Some(ValueKind::Choice(words)) => words.iter().for_each(|word| found.text(word, "", false)),
        _ => {}
    }
}

/// Adds the files of the folder that the word names.
fn files(found: &mut Collector<'_>) {
    let word = found.context.word.clone();
    let prefix = word.rsplit('/').next().unwrap_or_default();
    let folder = &word[..word.len() - prefix.len()];
    let listed = if folder.is_empty() { ".".into() } else { expand(folder) };
    let Ok(entries) = std::fs::read_dir(listed) else { return };
    let mut entries: Vec<_> = entries.flatten().take(1_000).collect();
    entries.sort_by_key(std::fs::DirEntry::file_name);
    for entry in entries {
        let name = entry.file_name().to_string_lossy().into_owned();
        let is_hidden = name.starts_with('.') && prefix.is_empty();
        if name.starts_with(prefix) && !is_hidden {
            let end = if entry.path().is_dir() { "/" } else { "" };
            found.candidates.push(Candidate {
                text: format!("{folder}{name}{end}"),
                description: String::new(),
                space: false,
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names() -> Names {
        let table = |name: &str, columns: &[(&str, &str)]| KnownTable {
            name: name.to_owned(),
            is_view: false,
            columns: columns.iter().map(|(name, kind)| ((*name).to_owned(), (*kind).to_owned())).collect(),
        };
        let orders = table("orders", &[("o_orderkey", "bigint"), ("o_comment", "varchar"), ("Other", "date")]);
        let lineitem = table("lineitem", &[("l_orderkey", "bigint")]);
        Names::of(
            tokio::runtime::Handle::current(),
            &["default", "tpch"],
            &[("tpch", &[orders, lineitem]), ("default", &[])],
        )
    }

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let cursor = text.find('|').expect("the text has a cursor");
        let context = Context::at(&text.replacen('|', "", 1), cursor);
        let found: Vec<_> = candidates(&context, &names()).into_iter().map(|candidate| candidate.text).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[tokio::test]
    async fn statements_complete_with_names_and_words() {
        check("SELECT * FROM tp|", &["tpch"]);
        check("SELECT * FROM tpch.|", &["orders", "lineitem"]);
        check("SELECT o_| FROM tpch.orders", &["o_orderkey", "o_comment"]);
        check("SELECT o.oth| FROM tpch.orders o", &["\"Other\""]);
        check("SELECT \"O| FROM tpch.orders o", &[]);
        check("SELECT | FROM tpch.lineitem l", &["l_orderkey", "l"]);
        check("sel|", &["select"]);
        check("SEL|", &["SELECT"]);
        check("SELECT approx_p|", &["approx_percentile"]);
        check("DROP DATABASE |", &["default", "tpch"]);
        check("WITH rich AS (SELECT 1) SELECT * FROM r|", &["rich"]);
        check("SELECT 'o_|' FROM tpch.orders", &[]);
    }

    #[tokio::test]
    async fn commands_complete_with_their_arguments() {
        check("\\wa|", &["\\watch"]);
        check("\\c t|", &["tpch"]);
        check("\\d tpch.o|", &["orders"]);
        check("\\f jso|", &["json", "jsonl"]);
        check("\\x a|", &["auto"]);
        check("\\set work_g|", &["work_group"]);
        check("\\set unload t|", &["true"]);
        check("\\q |", &[]);
    }
}
