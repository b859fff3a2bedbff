//! The page of options, from the code that reads them.

use std::fmt::Write as _;

use athena_core::options::{OptionSpec, connection_option_specs};

const HEAD: &str = "# Options

Everything that may stand in the query of a connection URL. An option that no layer knows is an error that names the
nearest one. Keys and the words of a choice may be in any case. The query of the URL goes before its other parts, and
both go before the environment.

This page is written from the code by `cargo xtask docs`.
";

/// Title of each group of the connection's options.
const GROUPS: [(&str, &str); 4] = [
    ("aws", "Who asks, and whom"),
    ("query", "What statements are sent with"),
    ("client", "How the connection waits, stops and limits itself"),
    ("ddl", "CREATE TABLE"),
];

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

fn section<'a>(page: &mut String, title: &str, specs: impl IntoIterator<Item = &'a OptionSpec>) {
    let head = "| option | also as | type | default | environment | what it does |\n|---|---|---|---|---|---|";
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

/// The kind, and the range of a number. The name of a rule says nothing to a reader.
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

/// Doc lines as one line that fits in a cell of a table.
fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").replace('|', "\\|")
}
