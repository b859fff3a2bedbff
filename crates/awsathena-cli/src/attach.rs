//! `awsathena attach` and `awsathena stop`: queries that were started earlier.

use awsathena::QueryId;

use crate::args::{AttachArguments, StopArguments};
use crate::connection::{self, Setup};
use crate::exit::Result;
use crate::options::FlagOptions;
use crate::query::Query;

pub(crate) async fn attach(arguments: AttachArguments, flags: FlagOptions) -> Result<()> {
    connection::require_url(&arguments.connection)?;
    let mut query = Query::open(&arguments.connection, flags, &arguments.output, false).await?;
    let done = query.attach(&arguments.query_id).await;
    query.session.close(&done).await;
    done
}

#[expect(clippy::print_stderr, reason = "the command has no other output")]
pub(crate) async fn stop(arguments: StopArguments, flags: FlagOptions) -> Result<()> {
    connection::require_url(&arguments.connection)?;
    let setup = Setup::find(&arguments.connection, flags, false).await?;
    let connection = setup.settings.connect().await?;
    let id = QueryId::new(arguments.query_id);
    let athena = connection.session().athena();
    let query = athena.get_query_execution(&id).await?;
    if query.state.is_terminal() {
        eprintln!("query {id} has already ended: {}", query.state.as_str());
    } else {
        athena.stop_query_execution(&id).await?;
        eprintln!("query {id} was asked to stop");
    }
    setup.close().await;
    Ok(())
}
