//! Options of a connection URL as command-line flags.

use std::collections::BTreeMap;

use awsathena::driver::option::{OptionSpec, connection_option_specs};
use clap::{Arg, ArgMatches};

/// Options that were given as flags, by their key in a URL.
pub(crate) type FlagOptions = BTreeMap<&'static str, String>;

/// Every option of the connection and of the drivers, each once, without secrets: other users of the machine can read a
/// command line. Secrets come from the environment and the AWS profiles.
pub(crate) fn specs() -> Vec<OptionSpec> {
    let mut specs: Vec<OptionSpec> = Vec::new();
    for spec in all() {
        if !spec.secret && !specs.iter().any(|known| known.name == spec.name) {
            specs.push(spec);
        }
    }
    specs
}

fn all() -> impl Iterator<Item = OptionSpec> {
    let of_drivers = awsathena::registry().drivers().flat_map(|driver| driver.options().to_vec());
    connection_option_specs().map(|(_, spec)| *spec).chain(of_drivers)
}

/// The option of a name or alias.
pub(crate) fn spec(key: &str) -> Option<OptionSpec> {
    all().find(|spec| spec.is(key))
}

/// A flag for each option, such as `--work-group` for `work_group`.
pub(crate) fn flags() -> Vec<Arg> {
    let flag = |spec: OptionSpec| {
        let default = spec.default_text();
        let default = if default.is_empty() { String::new() } else { format!(" [default: {default}]") };
        let kind = spec.kind.to_string();
        let is_one_word = !kind.contains('|') && !kind.contains(' ');
        let value = if is_one_word { kind.to_uppercase() } else { "VALUE".to_owned() };
        let values = if is_one_word { String::new() } else { format!(" [values: {kind}]") };
        Arg::new(spec.name)
            .long(spec.name.replace('_', "-"))
            .value_name(value)
            .help(format!("{}{values}{default}", spec.doc.split_whitespace().collect::<Vec<_>>().join(" ")))
            .help_heading("Options of the connection URL")
            .hide_short_help(true)
    };
    specs().into_iter().map(flag).collect()
}

/// The options that were given as flags.
pub(crate) fn given_flags(matches: &ArgMatches) -> FlagOptions {
    let value = |spec: OptionSpec| {
        let value = matches.try_get_one::<String>(spec.name).ok().flatten()?;
        Some((spec.name, value.clone()))
    };
    specs().into_iter().filter_map(value).collect()
}

/// The environment variables that hold secrets for an option.
pub(crate) fn secret_variables() -> impl Iterator<Item = &'static str> {
    all().filter(|spec| spec.secret).filter_map(|spec| spec.env)
}
