//! `awsathena drivers`: drivers with their URL schemes, capabilities and options.

use std::io::Write as _;

use awsathena::Driver;
use serde::Serialize;

use crate::args::DriversArguments;
use crate::connection::driver;
use crate::exit::Result;
use crate::target::Screen;

/// Indentation of the description of an option.
const INDENT: &str = "      ";

#[derive(Serialize)]
struct Described {
    name: &'static str,
    schemes: &'static [&'static str],
    columnar: bool,
    reads_objects: bool,
    unload: bool,
    options: Vec<DescribedOption>,
}

#[derive(Serialize)]
struct DescribedOption {
    name: &'static str,
    aliases: &'static [&'static str],
    kind: String,
    default: String,
    doc: String,
}

pub(crate) fn run(arguments: &DriversArguments) -> Result<()> {
    let drivers: Vec<Driver> = match &arguments.name {
        Some(name) => vec![driver(name)?],
        None => awsathena::registry().drivers().collect(),
    };
    if arguments.json {
        let described: Vec<Described> = drivers.into_iter().map(describe).collect();
        let json = serde_json::to_string_pretty(&described).expect("a description has strings and flags only");
        return Ok(writeln!(std::io::stdout(), "{json}")?);
    }
    let width = Screen::of_stdout().width;
    let mut text = overview(&drivers);
    for driver in drivers {
        text.push('\n');
        text.push_str(&options(driver, width));
    }
    Ok(std::io::stdout().write_all(text.as_bytes())?)
}

fn describe(driver: Driver) -> Described {
    let can = driver.capabilities();
    let option = |spec: &awsathena::driver::option::OptionSpec| DescribedOption {
        name: spec.name,
        aliases: spec.aliases,
        kind: spec.kind.to_string(),
        default: spec.default_text(),
        doc: words(spec.doc),
    };
    Described {
        name: driver.name(),
        schemes: driver.schemes(),
        columnar: can.columnar,
        reads_objects: can.reads_objects,
        unload: can.unload,
        options: driver.options().iter().map(option).collect(),
    }
}

fn overview(drivers: &[Driver]) -> String {
    let mut text = format!("{:<8} {:<7} {:<7} {:<7} URL schemes\n", "driver", "columns", "reads", "UNLOAD");
    for driver in drivers {
        let can = driver.capabilities();
        let yes = |has: bool| if has { "yes" } else { "no" };
        let reads = if can.reads_objects { "S3" } else { "pages" };
        let schemes = driver.schemes().join(", ");
        let (columnar, unload) = (yes(can.columnar), yes(can.unload));
        text.push_str(&format!("{:<8} {columnar:<7} {reads:<7} {unload:<7} {schemes}\n", driver.name()));
    }
    text
}

/// The options with their descriptions, wrapped at `width` if there is one.
fn options(driver: Driver, width: Option<usize>) -> String {
    let indented = textwrap::Options::new(width.unwrap_or(usize::MAX)).initial_indent(INDENT).subsequent_indent(INDENT);
    let mut text = format!("options of {}\n", driver.name());
    for spec in driver.options() {
        let default = spec.default_text();
        let default = if default.is_empty() { String::new() } else { format!(" [{default}]") };
        let doc = textwrap::fill(&words(spec.doc), &indented);
        text.push_str(&format!("  {}{default}\n{doc}\n", spec.name));
    }
    text
}

fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
