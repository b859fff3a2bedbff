//! Query executions as plain data: request, state, statistics.

mod callbacks;
mod execution;
mod id;
pub(crate) mod request;
mod statistics;

pub(crate) use self::callbacks::Callbacks;
pub use self::execution::{EncryptionConfiguration, EngineVersion, QueryExecution, QueryState, StatementType};
pub use self::id::{ClientRequestToken, QueryId};
pub use self::request::ResultReuse;
pub(crate) use self::request::StartQuery;
pub use self::statistics::Statistics;
