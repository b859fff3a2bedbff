//! `awsathena attach` and `awsathena stop`

use awsathena::{Extras, QueryId};

use crate::args::{AttachArguments, StopArguments};
use crate::connection::{self, Place};
use crate::exit::Result;
use crate::options::Given;
use crate::query::Query;

pub(crate) async fn attach(arguments: AttachArguments, given: Given) -> Result<()> {
    connection::must_be_named(&arguments.connection)?;
    let mut query = Query::open(&arguments.connection, given, &arguments.output, false).await?;
    let done = query.attach(&arguments.query_id).await;
    query.session.close().await;
    done
}

#[expect(clippy::print_stderr, reason = "it says what it has done")]
pub(crate) async fn stop(arguments: StopArguments, given: Given) -> Result<()> {
    connection::must_be_named(&arguments.connection)?;
    let place = Place::find(&arguments.connection, given, false).await?;
    let connection = place.settings.connect(Extras::new()).await?;
    let id = QueryId::new(arguments.query_id);
    let athena = connection.athena();
    let query = athena.get_query_execution(&id).await?;
    if query.state.is_terminal() {
        eprintln!("query {id} has ended already: {}", query.state.as_str());
    } else {
        athena.stop_query_execution(&id).await?;
        eprintln!("query {id} was asked to stop");
    }
    place.close().await;
    Ok(())
}
