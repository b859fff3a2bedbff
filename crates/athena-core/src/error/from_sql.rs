//! Conversions from the errors of athena-sql.

use athena_sql::LiteralError;
use athena_sql::ddl::DdlError;

use super::{Error, ErrorKind};

impl From<DdlError> for Error {
    fn from(error: DdlError) -> Self {
        Self::new(ErrorKind::InvalidStatement, error.to_string())
    }
}

impl From<LiteralError> for Error {
    fn from(error: LiteralError) -> Self {
        Self::new(ErrorKind::InvalidStatement, error.to_string())
    }
}

#[cfg(feature = "sea-query")]
impl From<athena_sql::query_builder::UnsupportedError> for Error {
    fn from(error: athena_sql::query_builder::UnsupportedError) -> Self {
        Self::new(ErrorKind::Unsupported, error.to_string())
    }
}
