//! The page of options and the table of driver options, generated from the definitions of the options.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use athena_core::driver::option::{OptionSpec, connection_option_specs};

const HEAD: &str = "# Options

All options that the query string of a connection URL accepts. An unknown option is an error that names the nearest one.
Keys and the words of a choice may be in any case. The query string of the URL takes precedence over its other parts, and
both take precedence over the environment.

This page is written from the code by `cargo xtask docs`.
";

/// The title of each group of connection options.
const GROUPS: [(&str, &str); 4] = [
    ("aws", "Credentials, region and endpoints"),
    ("query", "Defaults for statements"),
    ("client", "Polling, timeouts and limits"),
    ("ddl", "CREATE TABLE"),
];

const TABLE_HEAD: &str = "//! Options of the drivers, written by `cargo xtask docs`.

/// Every option and alias of a driver, with the drivers that have it.
pub(super) const DRIVER_OPTIONS: &[(&str, &[&str])] = &[
";

/// `docs/options.md`
pub fn options_page() -> String {
    let mut page = HEAD.to_owned();
    let specs: Vec<_> = connection_option_specs().collect();
    let mut names: Vec<&str> = specs.iter().map(|(group, _)| *group).collect();
    names.dedup();
    for name in names {
        let title = GROUPS.iter().find(|(group, _)| *group == name).map_or(name, |(_, title)| title);
        section(&mut page, title, specs.iter().filter(|(group, _)| *group == name).map(|(_, spec)| *spec));
    }
    for driver in awsathena::registry().drivers() {
        let schemes = driver.schemes().iter().map(|scheme| format!("`{scheme}://`")).collect::<Vec<_>>().join(", ");
        section(&mut page, &format!("Driver {}: {schemes}", driver.name()), driver.options());
    }
    page
}

/// `crates/athena-core/src/options/driver_options.rs`: athena-core names the drivers that have an option in its errors,
/// and cannot depend on their crates.
pub fn driver_options() -> String {
    let mut drivers: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let registry = awsathena::registry();
    for driver in registry.drivers() {
        for key in driver.options().iter().flat_map(OptionSpec::keys) {
            drivers.entry(key).or_default().push(driver.name());
        }
    }
    let mut table = TABLE_HEAD.to_owned();
    for (key, names) in drivers {
        writeln!(table, "    ({key:?}, &{names:?}),").expect("writing to a string does not fail");
    }
    table + "];\n"
}

fn section<'a>(page: &mut String, title: &str, specs: impl IntoIterator<Item = &'a OptionSpec>) {
    let head = "| option | also as | type | default | environment | effect |\n|---|---|---|---|---|---|";
    writeln!(page, "\n## {title}\n\n{head}").expect("writing to a string does not fail");
    for spec in specs {
        let cells = [
            code(spec.name),
            spec.aliases.iter().map(|alias| code(alias)).collect::<Vec<_>>().join(", "),
            kind(spec),
            code(&spec.default_text()),
            spec.env.map(code).unwrap_or_default(),
            words(spec.doc),
        ];
        writeln!(page, "| {} |", cells.join(" | ")).expect("writing to a string does not fail");
    }
}

fn code(text: &str) -> String {
    if text.is_empty() { String::new() } else { format!("`{text}`") }
}

/// The kind, and the range of a number. The name of a rule would not help a reader.
fn kind(spec: &OptionSpec) -> String {
    let kind = words(&spec.kind.to_string());
    match spec.bounds.split_once("..=") {
        Some((from, to)) if !to.contains("MAX") => {
            let plain = |number: &str| number.replace('_', "").trim().to_owned();
            format!("{kind}, {} to {}", plain(from), plain(to))
        }
        _ => kind,
    }
}

/// Doc lines joined to one line, for a cell of a table.
fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").replace('|', "\\|")
}
