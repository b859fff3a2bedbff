//! `awsathena drivers`

use std::fmt::Write as _;

use awsathena::Driver;
use serde::Serialize;

use crate::args::DriversArguments;
use crate::connection::driver;
use crate::exit::Result;

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

#[expect(clippy::print_stdout, reason = "it prints a list")]
pub(crate) fn run(arguments: &DriversArguments) -> Result<()> {
    let drivers: Vec<Driver> = match &arguments.name {
        Some(name) => vec![driver(name)?],
        None => awsathena::registry().drivers().collect(),
    };
    if arguments.json {
        let described: Vec<Described> = drivers.into_iter().map(describe).collect();
        println!("{}", serde_json::to_string_pretty(&described).expect("a description is always JSON"));
        return Ok(());
    }
    print!("{}", overview(&drivers));
    for driver in &drivers {
        print!("\n{}", options(*driver));
    }
    Ok(())
}

fn describe(driver: Driver) -> Described {
    let can = driver.capabilities();
    let option = |spec: &awsathena::options::OptionSpec| DescribedOption {
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
        writeln!(text, "{:<8} {:<7} {reads:<7} {:<7} {schemes}", driver.name(), yes(can.columnar), yes(can.unload))
            .expect("writing to a string does not fail");
    }
    text
}

fn options(driver: Driver) -> String {
    let mut text = format!("options of {}\n", driver.name());
    for spec in driver.options() {
        let default = spec.default_text();
        let default = if default.is_empty() { String::new() } else { format!(" [{default}]") };
        writeln!(text, "  {}{default}\n      {}", spec.name, words(spec.doc))
            .expect("writing to a string does not fail");
    }
    text
}

fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
