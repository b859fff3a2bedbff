#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod args;
mod attach;
mod config;
mod connection;
mod drivers;
mod exit;
mod format;
mod help;
mod history;
mod inspect;
mod interrupt;
mod log;
mod options;
mod output_file;
mod pages;
mod progress;
mod query;
mod run;
mod sandbox;
mod script;
mod session;
mod shell;
mod signals;
mod stats;
mod target;
mod terminal;

use std::process::ExitCode;

use crate::args::Command;

#[tokio::main]
async fn main() -> ExitCode {
    let (cli, options) = match args::parse(std::env::args_os()) {
        Ok(parsed) => parsed,
        Err(error) => return exit::usage(&error),
    };
    log::start(cli.verbose);
    if cli.command.runs_queries() {
        signals::listen();
    }
    let done = match cli.command {
        Command::Query(arguments) => Box::pin(query::run(arguments, options)).await,
        Command::Shell(arguments) => Box::pin(shell::run(arguments, options)).await,
        Command::Inspect(arguments) => Box::pin(inspect::run(arguments, options)).await,
        Command::Attach(arguments) => Box::pin(attach::attach(arguments, options)).await,
        Command::Stop(arguments) => Box::pin(attach::stop(arguments, options)).await,
        Command::History(arguments) => history::run(&arguments),
        Command::Drivers(arguments) => drivers::run(&arguments),
        Command::Sandbox(arguments) => Box::pin(sandbox::run(arguments)).await,
        Command::Completions(arguments) => pages::completions(&arguments),
        Command::Man(arguments) => pages::man(&arguments),
    };
    exit::code(done)
}
