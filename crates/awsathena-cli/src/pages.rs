//! `awsathena completions` and `awsathena man`: pages that are generated from the command-line definition.

use std::io::Write as _;

use crate::args::{CompletionsArguments, ManArguments, command};
use crate::exit::{Failure, Result};

/// `awsathena completions`
pub(crate) fn completions(arguments: &CompletionsArguments) -> Result<()> {
    let mut page = Vec::new();
    clap_complete::generate(arguments.shell, &mut command(), "awsathena", &mut page);
    Ok(std::io::stdout().write_all(&page)?)
}

/// `awsathena man`
pub(crate) fn man(arguments: &ManArguments) -> Result<()> {
    match &arguments.folder {
        Some(folder) => {
            clap_mangen::generate_to(command(), folder).map_err(|error| Failure::local("write the manual pages", error))
        }
        None => Ok(clap_mangen::Man::new(command()).render(&mut std::io::stdout())?),
    }
}
