//! What a word may become.

use awsathena::sql::identifier;
use clap::ValueEnum as _;

use super::command::{COMMANDS, Takes, find};
use super::context::{Context, Expects, Named};
use super::names::{Known, Names};
use super::outside::expanded;
use super::words::{FUNCTIONS, KEYWORDS, STATEMENTS, TYPES};
use crate::args::FormatName;

/// A text for the place of the word, and what it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Candidate {
    pub(crate) text: String,
    pub(crate) what: String,
    /// Whether a space follows.
    pub(crate) space: bool,
}

/// What the word may become, what is likely first.
pub(crate) fn candidates(context: &Context, names: &Names) -> Vec<Candidate> {
    let mut found = Found { context, candidates: Vec::new() };
    match context.expects {
        Expects::Nothing => {}
        Expects::Command => {
            for spec in COMMANDS {
                found.exactly(spec.names[0], spec.help, !spec.arguments.is_empty());
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

struct Found<'a> {
    context: &'a Context,
    candidates: Vec<Candidate>,
}

impl Found<'_> {
    /// A name of the catalog, in quotes where it needs them.
    fn name(&mut self, name: &str, what: impl Into<String>, space: bool) {
        if !starts_with(name, &self.context.word) {
            return;
        }
        let grammar = self.context.grammar;
        let text = match self.context.quoted {
            true => identifier::quote(name, grammar),
            false => identifier::quote_if_needed(name, grammar).into_owned(),
        };
        self.candidates.push(Candidate { text, what: what.into(), space });
    }

    /// A text as it is.
    fn exactly(&mut self, text: &str, what: &str, space: bool) {
        if starts_with(text, &self.context.word) {
            self.candidates.push(Candidate { text: text.to_owned(), what: what.to_owned(), space });
        }
    }

    /// Keywords, in the case in which the word was begun.
    fn words(&mut self, words: &[&str]) {
        let lower = self.context.word.chars().any(char::is_lowercase);
        for word in words {
            self.exactly(&if lower { word.to_lowercase() } else { (*word).to_owned() }, "keyword", true);
        }
    }
}

/// Without case, as Athena's names and keywords are.
fn starts_with(text: &str, start: &str) -> bool {
    text.get(..start.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(start))
}

fn schemas(found: &mut Found<'_>, names: &Names) {
    for schema in names.schemas() {
        found.name(&schema, "schema", true);
    }
}

fn tables(found: &mut Found<'_>, names: &Names) {
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

fn expression(found: &mut Found<'_>, names: &Names) {
    let columns = |found: &mut Found<'_>, table: &Known| {
        for (name, data_type) in &table.columns {
            found.name(name, data_type, false);
        }
    };
    if let Some(qualifier) = found.context.qualifier.last() {
        let means =
            |named: &&Named| named.alias.as_ref().unwrap_or(&named.table) == qualifier || named.table == *qualifier;
        for named in found.context.tables.iter().filter(means) {
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
    // Without a letter of it, all words of the language are no help.
    if found.context.word.is_empty() || found.context.quoted {
        return;
    }
    found.words(KEYWORDS);
    for name in FUNCTIONS {
        found.exactly(name, "function", false);
    }
    found.words(TYPES);
    if found.context.tables.is_empty() {
        found.words(STATEMENTS);
    }
}

fn lookup(names: &Names, named: &Named) -> Vec<Known> {
    let tables = names.tables(named.schema.as_deref());
    tables.iter().filter(|table| table.name == named.table).cloned().collect()
}

fn arguments(found: &mut Found<'_>, names: &Names) {
    let mut words = found.context.command.split_whitespace();
    let Some(spec) = words.next().and_then(find) else { return };
    match spec.takes {
        Takes::Nothing => {}
        Takes::Table => tables(found, names),
        Takes::Schema => schemas(found, names),
        Takes::File => files(found),
        Takes::Driver => {
            for driver in awsathena::registry().drivers() {
                found.exactly(driver.name(), "driver", false);
            }
        }
        Takes::Format => {
            for format in FormatName::value_variants().iter().filter_map(clap::ValueEnum::to_possible_value) {
                found.exactly(format.get_name(), "form", false);
            }
        }
        Takes::OneOf(all) => {
            for word in all {
                found.exactly(word, "", false);
            }
        }
        Takes::Option => options(found, words.next()),
    }
}

fn options(found: &mut Found<'_>, first: Option<&str>) {
    use awsathena::options::ValueKind;
    let typing_value = first.is_some_and(|first| first != found.context.word);
    if !typing_value {
        for spec in crate::options::specs() {
            let doc = spec.doc.split_whitespace().collect::<Vec<_>>().join(" ");
            found.exactly(spec.name, doc.split_once(". ").map_or(doc.as_str(), |(first, _)| first), true);
        }
        return;
    }
    match first.and_then(crate::options::spec).map(|spec| spec.kind) {
        Some(ValueKind::Bool) => ["true", "false"].iter().for_each(|word| found.exactly(word, "", false)),
        Some(ValueKind::Choice(words)) => words.iter().for_each(|word| found.exactly(word, "", false)),
        _ => {}
    }
}

/// Files below the folder that the word names so far.
fn files(found: &mut Found<'_>) {
    let word = found.context.word.clone();
    let begun = word.rsplit('/').next().unwrap_or_default();
    let folder = &word[..word.len() - begun.len()];
    let looked_in = if folder.is_empty() { ".".into() } else { expanded(folder) };
    let Ok(entries) = std::fs::read_dir(looked_in) else { return };
    let mut entries: Vec<_> = entries.flatten().take(1_000).collect();
    entries.sort_by_key(std::fs::DirEntry::file_name);
    for entry in entries {
        let name = entry.file_name().to_string_lossy().into_owned();
        let is_hidden = name.starts_with('.') && begun.is_empty();
        if name.starts_with(begun) && !is_hidden {
            let end = if entry.path().is_dir() { "/" } else { "" };
            found.candidates.push(Candidate {
                text: format!("{folder}{name}{end}"),
                what: String::new(),
                space: false,
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names() -> Names {
        let table = |name: &str, columns: &[(&str, &str)]| Known {
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
        let cursor = text.find('|').expect("a cursor");
        let context = Context::at(&text.replacen('|', "", 1), cursor);
        let found: Vec<_> = candidates(&context, &names()).into_iter().map(|candidate| candidate.text).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[tokio::test]
    async fn names_and_words() {
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
    async fn commands_and_their_arguments() {
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
