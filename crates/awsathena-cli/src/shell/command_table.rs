//! Table of the commands: names, arguments, help.

use athena_core::nearest;

use crate::exit::Failure;

/// The effect of a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Action {
    Describe,
    Tables,
    Views,
    Schemas,
    Catalogs,
    ChangeSchema,
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

/// The kind of a command's argument, for completion.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ArgumentKind {
    /// No argument, or one that is not completed.
    None,
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
pub(crate) struct CommandSpec {
    /// The names, with the backslash.
    pub(crate) names: &'static [&'static str],
    pub(crate) arguments: &'static str,
    pub(crate) help: &'static str,
    pub(crate) argument_kind: ArgumentKind,
    pub(crate) action: Action,
}

const fn spec(
    names: &'static [&'static str],
    arguments: &'static str,
    action: Action,
    argument_kind: ArgumentKind,
    help: &'static str,
) -> CommandSpec {
    CommandSpec { names, arguments, help, argument_kind, action }
}

const ON_OFF: ArgumentKind = ArgumentKind::OneOf(&["on", "off"]);

/// All commands, in the order of the help.
#[rustfmt::skip]
pub(crate) const COMMANDS: &[CommandSpec] = &[
    spec(&["\\d"], "[[SCHEMA.]TABLE]", Action::Describe, ArgumentKind::Table, "describes a table; without a name lists tables and views"),
    spec(&["\\dt"], "[SCHEMA]", Action::Tables, ArgumentKind::Schema, "lists tables"),
    spec(&["\\dv"], "[SCHEMA]", Action::Views, ArgumentKind::Schema, "lists views"),
    spec(&["\\dn"], "", Action::Schemas, ArgumentKind::None, "lists schemas"),
    spec(&["\\l"], "", Action::Catalogs, ArgumentKind::None, "lists catalogs"),
    spec(&["\\c"], "[CATALOG.]SCHEMA", Action::ChangeSchema, ArgumentKind::Schema, "changes the schema"),
    spec(&["\\x"], "[on|off|auto]", Action::Vertical, ArgumentKind::OneOf(&["on", "off", "auto"]), "prints one line for each value; auto: if columns do not fit"),
    spec(&["\\f", "\\format"], "[FORMAT]", Action::Format, ArgumentKind::Format, "sets the output format"),
    spec(&["\\o"], "[FILE]", Action::Output, ArgumentKind::File, "writes results to a file; without a name to the screen again"),
    spec(&["\\pager"], "[on|off]", Action::Pager, ON_OFF, "shows long results in $PAGER"),
    spec(&["\\timing"], "[on|off]", Action::Timing, ON_OFF, "prints time and bytes scanned after each statement"),
    spec(&["\\stats"], "", Action::Stats, ArgumentKind::None, "prints statistics of the last statement"),
    spec(&["\\watch"], "[SECONDS]", Action::Watch, ArgumentKind::None, "repeats the last statement until Ctrl-C"),
    spec(&["\\e"], "", Action::Edit, ArgumentKind::None, "edits the statement in $VISUAL or $EDITOR; also Ctrl-O"),
    spec(&["\\i"], "FILE", Action::Include, ArgumentKind::File, "runs the statements of a file"),
    spec(&["\\history"], "[COUNT]", Action::History, ArgumentKind::None, "lists started queries with their ids"),
    spec(&["\\driver"], "[NAME]", Action::Driver, ArgumentKind::Driver, "changes the driver; without a name lists drivers"),
    spec(&["\\set"], "[OPTION [VALUE]]", Action::Set, ArgumentKind::Option, "sets or shows options of the connection"),
    spec(&["\\unset"], "OPTION", Action::Unset, ArgumentKind::Option, "resets an option to its default"),
    spec(&["\\refresh"], "", Action::Refresh, ArgumentKind::None, "reloads the names that Tab completes"),
    spec(&["\\?", "\\help"], "", Action::Help, ArgumentKind::None, "prints this list"),
    spec(&["\\q", "\\quit"], "", Action::Quit, ArgumentKind::None, "exits; also Ctrl-D"),
];

/// Splits a line into the command and its argument.
pub(crate) fn parse(line: &str) -> Result<(Action, &str), Failure> {
    let line = line.trim();
    let (name, argument) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
    // A semicolon at the end is ignored, as users of other shells type one.
    let name = if name.len() > 1 { name.trim_end_matches(';') } else { name };
    let argument = argument.trim().trim_end_matches(';').trim_end();
    let found = find(name).ok_or_else(|| unknown(name))?;
    if found.arguments.is_empty() && !argument.is_empty() {
        return Err(Failure::Usage(format!("`{name}` takes no argument")));
    }
    Ok((found.action, argument))
}

/// The command of a name.
pub(crate) fn find(name: &str) -> Option<&'static CommandSpec> {
    COMMANDS.iter().find(|spec| spec.names.contains(&name))
}

fn unknown(name: &str) -> Failure {
    let names = COMMANDS.iter().flat_map(|spec| spec.names.iter().copied());
    let hint = match nearest(name, names) {
        Some(near) => format!("did you mean `{near}`? `\\?` lists the commands"),
        None => "`\\?` lists the commands".to_owned(),
    };
    Failure::Usage(format!("there is no command `{name}`; {hint}"))
}

/// The list that `\?` prints.
pub(crate) fn help() -> String {
    let head = |spec: &CommandSpec| format!("{} {}", spec.names.join(", "), spec.arguments).trim_end().to_owned();
    let width = COMMANDS.iter().map(|spec| head(spec).len()).max().unwrap_or(0);
    COMMANDS.iter().map(|spec| format!("  {:<width$}  {}\n", head(spec), spec.help)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_split_into_command_and_argument() {
        let check = |line: &str, action: Action, argument: &str| {
            assert_eq!(parse(line).expect("the line is a command"), (action, argument), "{line}");
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
    fn unknown_commands_name_the_nearest_command() {
        let check = |line: &str, expected: &str| {
            assert_eq!(parse(line).map(|_| ()).map_err(|error| error.to_string()), Err(expected.to_owned()));
        };
        check("\\timng", "there is no command `\\timng`; did you mean `\\timing`? `\\?` lists the commands");
        check("\\zzzzzz", "there is no command `\\zzzzzz`; `\\?` lists the commands");
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
