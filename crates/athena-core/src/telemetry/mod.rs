//! Spans and metrics of queries and calls
//!
//! `docs/observability.md` lists every name, with its unit. Names of OpenTelemetry's conventions for database clients
//! are used where they exist: <https://opentelemetry.io/docs/specs/semconv/db/database-spans/>.

mod execution;
#[cfg_attr(not(feature = "metrics"), path = "no_metrics.rs")]
pub(crate) mod metrics;
mod result;

pub(crate) use self::execution::Execution;
pub(crate) use self::result::{ReadSpan, ResultSpan};

use athena_sql::StatementKind;
use tracing::Span;

use crate::error::Error;

/// `db.system.name`. OpenTelemetry's registry has no name for Athena and allows a name of one's own; those of other
/// databases of AWS have this form.
const SYSTEM: &str = "aws.athena";

/// The work group of statements that name none.
const DEFAULT_WORK_GROUP: &str = "primary";

/// `db.operation.name`: the kind of a statement in the spelling of Athena's `SubstatementType`, such as `SELECT` or
/// `CREATE_TABLE_AS_SELECT`; `None` for a statement of no known kind.
fn operation(kind: StatementKind) -> Option<String> {
    if kind == StatementKind::Unknown {
        return None;
    }
    let mut name = String::new();
    for letter in format!("{kind:?}").chars() {
        if letter.is_ascii_uppercase() && !name.is_empty() {
            name.push('_');
        }
        name.push(letter.to_ascii_uppercase());
    }
    Some(name)
}

/// `error.type`: the name of an error's kind.
fn error_type(error: &Error) -> String {
    format!("{:?}", error.kind())
}

/// Records an error, without its message: the service may quote the statement in it.
fn fail(span: &Span, error: &Error) {
    span.record("error.type", error_type(error));
    span.record("db.response.status_code", error.code());
    span.record("otel.status_code", "ERROR");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn operations_are_spelled_as_the_service_spells_them() {
        assert_eq!(operation(StatementKind::Select).as_deref(), Some("SELECT"));
        assert_eq!(operation(StatementKind::CreateTableAsSelect).as_deref(), Some("CREATE_TABLE_AS_SELECT"));
        assert_eq!(operation(StatementKind::Unknown), None);
    }
}
