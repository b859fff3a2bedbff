//! `awsathena inspect`: catalog contents as a tree, as JSON, or as CREATE statements.

mod contents;
mod ddl;
mod find;
mod json;
mod name;
mod tree;

pub(crate) use self::contents::kind_name;
use crate::args::{InspectArguments, InspectFormat};
use crate::connection::Setup;
use crate::exit::Result;
use crate::interrupt::unless_interrupted;
use crate::options::FlagOptions;
use crate::session::Session;
use crate::target::Target;

pub(crate) async fn run(arguments: InspectArguments, flags: FlagOptions) -> Result<()> {
    let setup = Setup::find(&arguments.connection, flags, arguments.quiet).await?;
    let session = Session::open(setup, arguments.quiet).await?;
    let done = unless_interrupted(show(&session, &arguments)).await;
    session.close(&done).await;
    done
}

async fn show(session: &Session, arguments: &InspectArguments) -> Result<()> {
    let name = name::parse(arguments.name.as_deref().unwrap_or_default())?;
    let inspector = session.connection().inspector();
    let found = find::find(&inspector, name, arguments.depth).await?;
    // The file is replaced only after everything was found.
    let open = || Target::open(arguments.output.as_deref());
    let mut target = match arguments.format {
        InspectFormat::Tree => {
            let mut target = open()?;
            tree::write(&mut *target.out, target.screen, &found, arguments.depth)?;
            target
        }
        InspectFormat::Json => {
            let mut target = open()?;
            json::write(&mut *target.out, &found, arguments.depth)?;
            target
        }
        InspectFormat::Ddl => {
            let text = ddl::text(&inspector, &found).await?;
            let mut target = open()?;
            let is_terminal = target.screen.width.is_some();
            target.out.write_all(if is_terminal { without_controls(&text) } else { text }.as_bytes())?;
            target
        }
    };
    target.commit()
}

/// The text with escaped control characters, except for line breaks and tabs.
fn without_controls(text: &str) -> String {
    let shown = |character: char| match character {
        '\n' | '\t' => character.to_string(),
        other if other.is_control() => other.escape_default().to_string(),
        other => other.to_string(),
    };
    text.chars().map(shown).collect()
}
