//! Query executions, as plain data.

mod execution;
mod id;
mod request;
mod statistics;

pub use self::execution::{
    AthenaError, EncryptionConfiguration, EngineVersion, QueryExecution, QueryState, StatementType,
};
pub use self::id::{ClientRequestToken, QueryId};
pub use self::request::{ResultReuse, StartQuery};
pub use self::statistics::Statistics;
