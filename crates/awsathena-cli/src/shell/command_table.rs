//! The commands: names, arguments, help.

use athena_core::nearest;

use crate::exit::Failure;

/// What a command does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Action {
    Describe,
    Tables,
    Views,
    Schemas,
    Catalogs,
    Change,
    Vertical,
    Timing,
    Output,
    Edit,
    Include,
    Watch,
    Stats,
    Driver,
    Set,
    Unset,
    Format,
    History,
    Pager,
    Refresh,
    Quit,
    Help,
}

/// What an argument names, for completion.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Takes {
    Nothing,
    Table,
    Schema,
    File,
    Driver,
    Option,
    Format,
    OneOf(&'static [&'static str]),
}

/// A command.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Spec {
    /// Its names, the backslash included.
    pub(crate) names: &'static [&'static str],
    pub(crate) arguments: &'static str,
    pub(crate) help: &'static str,
    pub(crate) takes: Takes,
    pub(crate) action: Action,
}

const fn spec(
    names: &'static [&'static str],
    arguments: &'static str,
    action: Action,
    takes: Takes,
    help: &'static str,
) -> Spec {
    Spec { names, arguments, help, takes, action }
}

const ON_OFF: Takes = Takes::OneOf(&["on", "off"]);

/// All commands, in the order of the help.
#[rustfmt::skip]
pub(crate) const COMMANDS: &[Spec] = &[
    spec(&["\\d"], "[[SCHEMA.]TABLE]", Action::Describe, Takes::Table, "columns and options of a table; all tables and views"),
    spec(&["\\dt"], "[SCHEMA]", Action::Tables, Takes::Schema, "tables"),
    spec(&["\\dv"], "[SCHEMA]", Action::Views, Takes::Schema, "views"),
    spec(&["\\dn"], "", Action::Schemas, Takes::Nothing, "schemas"),
    spec(&["\\l"], "", Action::Catalogs, Takes::Nothing, "catalogs"),
    spec(&["\\c"], "[CATALOG.]SCHEMA", Action::Change, Takes::Schema, "goes to a schema"),
    spec(&["\\x"], "[on|off|auto]", Action::Vertical, Takes::OneOf(&["on", "off", "auto"]), "a line for each value; auto: where columns do not fit"),
    spec(&["\\f", "\\format"], "[FORM]", Action::Format, Takes::Format, "form of the results"),
    spec(&["\\o"], "[FILE]", Action::Output, Takes::File, "writes results to a file; to the screen again"),
    spec(&["\\pager"], "[on|off]", Action::Pager, ON_OFF, "shows long results page by page, by $PAGER"),
    spec(&["\\timing"], "[on|off]", Action::Timing, ON_OFF, "says time and bytes scanned after each statement"),
    spec(&["\\stats"], "", Action::Stats, Takes::Nothing, "figures of the last statement"),
    spec(&["\\watch"], "[SECONDS]", Action::Watch, Takes::Nothing, "repeats the last statement until Ctrl-C"),
    spec(&["\\e"], "", Action::Edit, Takes::Nothing, "edits the statement, or the last one, by $VISUAL or $EDITOR; also Ctrl-O"),
    spec(&["\\i"], "FILE", Action::Include, Takes::File, "runs the statements of a file"),
    spec(&["\\history"], "[COUNT]", Action::History, Takes::Nothing, "queries that were started, with their ids"),
    spec(&["\\driver"], "[NAME]", Action::Driver, Takes::Driver, "drivers; goes on with another one"),
    spec(&["\\set"], "[OPTION [VALUE]]", Action::Set, Takes::Option, "options of the connection; sets one"),
    spec(&["\\unset"], "OPTION", Action::Unset, Takes::Option, "gives an option its default again"),
    spec(&["\\refresh"], "", Action::Refresh, Takes::Nothing, "looks again at what there is to complete"),
    spec(&["\\?", "\\help"], "", Action::Help, Takes::Nothing, "this list"),
    spec(&["\\q", "\\quit"], "", Action::Quit, Takes::Nothing, "leaves, as Ctrl-D does"),
];

/// Said by `awsathena shell --help`.
pub(crate) const HELP: &str = "\
A statement ends with `;`. A line that begins with `\\` is a command; `\\?` lists them.
Tab completes. Arrow-up brings back what was typed before, Ctrl-R searches in it.
Ctrl-C clears the line, or stops the query that runs. Ctrl-D leaves.

Without a terminal it reads statements and commands line by line, and goes on when one
fails; the exit code is that of the first failure.";

/// Takes a line apart: the command and its argument.
pub(crate) fn parse(line: &str) -> Result<(Action, &str), Failure> {
    let line = line.trim();
    let (name, argument) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
    // Who ends everything with a semicolon is understood.
    let name = if name.len() > 1 { name.trim_end_matches(';') } else { name };
    let argument = argument.trim().trim_end_matches(';').trim_end();
    let found = find(name).ok_or_else(|| unknown(name))?;
    if found.arguments.is_empty() && !argument.is_empty() {
        return Err(Failure::Usage(format!("`{name}` takes no argument")));
    }
    Ok((found.action, argument))
}

/// The command of that name.
pub(crate) fn find(name: &str) -> Option<&'static Spec> {
    COMMANDS.iter().find(|spec| spec.names.contains(&name))
}

fn unknown(name: &str) -> Failure {
    let names = COMMANDS.iter().flat_map(|spec| spec.names.iter().copied());
    let meant = nearest(name, names).map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
    Failure::Usage(format!("there is no command `{name}`{meant} `\\?` lists them").replace("` `\\?`", "`; `\\?`"))
}

/// The list that `\?` prints.
pub(crate) fn help() -> String {
    let head = |spec: &Spec| format!("{} {}", spec.names.join(", "), spec.arguments).trim_end().to_owned();
    let width = COMMANDS.iter().map(|spec| head(spec).len()).max().unwrap_or(0);
    COMMANDS.iter().map(|spec| format!("  {:<width$}  {}\n", head(spec), spec.help)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_and_their_arguments() {
        let check = |line: &str, action: Action, argument: &str| {
            assert_eq!(parse(line).expect("is a command"), (action, argument), "{line}");
        };
        check("\\d", Action::Describe, "");
        check("\\d  a.b ", Action::Describe, "a.b");
        check("\\d a.b;", Action::Describe, "a.b");
        check("\\dt;", Action::Tables, "");
        check("\\q", Action::Quit, "");
        check("\\set work_group  a b", Action::Set, "work_group  a b");
        check("\\?", Action::Help, "");
        check("\\format json", Action::Format, "json");
    }

    #[test]
    fn unknown_commands_name_the_nearest() {
        let check = |line: &str, expected: &str| {
            assert_eq!(parse(line).map(|_| ()).map_err(|error| error.to_string()), Err(expected.to_owned()));
        };
        check("\\timng", "there is no command `\\timng`; did you mean `\\timing`? `\\?` lists them");
        check("\\zzzzzz", "there is no command `\\zzzzzz`; `\\?` lists them");
        check("\\q now", "`\\q` takes no argument");
    }

    #[test]
    fn every_command_is_in_the_help_and_in_the_readme() {
        let readme = include_str!("../../README.md");
        for spec in COMMANDS {
            for name in spec.names {
                assert!(help().contains(name), "{name}");
                assert!(readme.contains(&format!("`{name}")), "{name} is not in the README");
            }
        }
    }
}
