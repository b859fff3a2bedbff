//! `awsathena inspect`

mod ddl;
mod find;
mod json;
mod name;
mod tree;

use awsathena::reflection::Table;

use crate::args::{InspectArguments, InspectFormat};
use crate::connection::Place;
use crate::exit::Result;
use crate::interrupt::unless_interrupted;
use crate::options::Given;
use crate::session::Session;
use crate::target::Target;

pub(crate) const EXAMPLES: &str = "\
Examples:
  awsathena inspect                       catalogs, and the schemas of the connection's
  awsathena inspect tpch                  tables and views of a schema, with their columns
  awsathena inspect tpch --depth tables   without their columns
  awsathena inspect tpch.orders           one table
  awsathena inspect tpch --format ddl     the statements that make them
  awsathena inspect tpch --format json    all that is known of them
  awsathena inspect 's3tablescatalog/bucket.events.\"odd.name\"'";

/// What was found, as far as it was asked for.
#[derive(Debug)]
struct Catalog {
    name: String,
    /// `None` where nobody looked.
    schemas: Option<Vec<Schema>>,
}

#[derive(Debug)]
struct Schema {
    name: String,
    /// `None` where nobody looked.
    tables: Option<Vec<Table>>,
}

pub(crate) async fn run(arguments: InspectArguments, given: Given) -> Result<()> {
    let place = Place::find(&arguments.connection, given, arguments.quiet).await?;
    let session = Session::open(place, arguments.quiet).await?;
    let done = unless_interrupted(shown(&session, &arguments)).await;
    session.close().await;
    done
}

async fn shown(session: &Session, arguments: &InspectArguments) -> Result<()> {
    let name = name::parse(arguments.name.as_deref().unwrap_or_default())?;
    let inspector = session.connection().inspector();
    let found = find::find(&inspector, name, arguments.depth).await?;
    // Only what has come replaces a file.
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
            target.out.write_all(if is_terminal { harmless(&text) } else { text }.as_bytes())?;
            target
        }
    };
    Ok(target.out.flush()?)
}

/// What a terminal would obey, shown instead.
fn harmless(text: &str) -> String {
    let shown = |character: char| match character {
        '\n' | '\t' => character.to_string(),
        other if other.is_control() => other.escape_default().to_string(),
        other => other.to_string(),
    };
    text.chars().map(shown).collect()
}
