//! Time travel: `FOR TIMESTAMP AS OF` and `FOR VERSION AS OF`.
//!
//! DataFusion's planner does not support table versions. So before planning, each table with a version is replaced by a
//! derived table whose name contains the snapshot id.

use std::ops::ControlFlow;

use chrono::{DateTime, SecondsFormat};
use datafusion::arrow::array::{ArrayRef, AsArray};
use datafusion::arrow::datatypes::Int64Type;
use datafusion::error::DataFusionError;
use datafusion::execution::SessionState;
use datafusion::physical_plan::collect;
use datafusion::sql::parser::Statement;
use datafusion::sql::sqlparser::ast::{
    self, Expr, Ident, ObjectName, Query, SelectItem, SetExpr, TableAlias, TableFactor, VisitMut, VisitorMut,
    visit_relations,
};

use super::catalog::{CATALOG, Catalog, Iceberg, VERSION};
use super::contract::{Failure, Session};
use super::failure::{self, not_supported, user};
use super::functions::locals;
use super::sql::{self, AsOf};
use super::types::AthenaType;
use super::{run, text};

/// Replaces tables with a version by their snapshots.
///
/// # Errors
/// The snapshot does not exist, or the table does not have snapshots.
pub(crate) async fn resolve(
    catalog: &Catalog,
    state: &SessionState,
    session: &Session,
    query: &mut Query,
) -> Result<(), Failure> {
    let mut versions = Versions::default();
    let _: ControlFlow<()> = query.visit(&mut versions);
    let mut names = Vec::new();
    for (name, as_of) in versions.found {
        names.push(resolve_table(catalog, state, session, name, &as_of).await?);
    }
    if !names.is_empty() {
        let _: ControlFlow<()> = query.visit(&mut RenameTables(names.into_iter()));
    }
    Ok(())
}

/// Collects the tables with a version.
#[derive(Default)]
struct Versions {
    found: Vec<(ObjectName, AsOf)>,
}

impl VisitorMut for Versions {
    type Break = ();

    fn post_visit_table_factor(&mut self, factor: &mut TableFactor) -> ControlFlow<()> {
        if let TableFactor::Table { name, version: Some(version), .. } = factor {
            self.found.extend(AsOf::of(version).map(|as_of| (name.clone(), as_of)));
        }
        ControlFlow::Continue(())
    }
}

/// Sets the new names, in the order in which the tables were found.
struct RenameTables(std::vec::IntoIter<ObjectName>);

impl VisitorMut for RenameTables {
    type Break = ();

    fn post_visit_table_factor(&mut self, factor: &mut TableFactor) -> ControlFlow<()> {
        if let TableFactor::Table { name, version, alias, .. } = factor
            && version.as_ref().and_then(AsOf::of).is_some()
            && let Some(new) = self.0.next()
        {
            // Column references still use the original table name.
            if alias.is_none()
                && let Some(old) = name.0.last().and_then(|part| part.as_ident())
            {
                *alias = Some(TableAlias { explicit: true, name: old.clone(), columns: Vec::new(), at: None });
            }
            *name = new;
            *version = None;
        }
        ControlFlow::Continue(())
    }
}

/// The derived name for the snapshot of a table.
async fn resolve_table(
    catalog: &Catalog,
    state: &SessionState,
    session: &Session,
    name: ObjectName,
    as_of: &AsOf,
) -> Result<ObjectName, Failure> {
    let mut parts: Vec<Ident> = name.0.iter().filter_map(|part| part.as_ident()).cloned().collect();
    let Some(table) = parts.pop() else { return Ok(name) };
    let database = parts.last().map_or(session.database.as_str(), |part| part.value.as_str()).to_lowercase();
    let value = evaluate(state, as_of).await?;
    let Some(stored) = catalog.stored_table(&database, &table.value) else {
        return match catalog.has_table(&database, &table.value) {
            true => Err(not_supported("This connector does not support versioned tables")),
            false => {
                let name = format!("{}.{database}.{}", CATALOG.to_lowercase(), table.value);
                Err(user("TABLE_NOT_FOUND", &format!("Table '{name}' does not exist")))
            }
        };
    };
    let Some(iceberg) = &stored.iceberg else {
        return Err(not_supported("This connector does not support versioned tables"));
    };
    let id = snapshot(
        iceberg,
        &format!("{}.{}", quoted_if_needed(&database), quoted_if_needed(&table.value.to_lowercase())),
        &value,
    )?;
    let marked = format!("{}{VERSION}{id}", table.value.to_lowercase());
    parts.push(Ident::with_quote_and_span('"', table.span, marked));
    Ok(ObjectName::from(parts))
}

/// A name in Iceberg's messages: quoted unless it consists of letters and digits.
fn quoted_if_needed(name: &str) -> String {
    let simple = name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit());
    if simple { name.to_owned() } else { format!("\"{}\"", name.replace('"', "\"\"")) }
}

/// The evaluated version of a table.
enum Pointer {
    /// Milliseconds since 1970.
    Timestamp(i64),
    Id(i64),
    /// A branch or a tag.
    Name(String),
}

fn snapshot(iceberg: &Iceberg, table: &str, pointer: &Pointer) -> Result<i64, Failure> {
    let invalid = |message: String| user("INVALID_ARGUMENTS", &message);
    match pointer {
        Pointer::Timestamp(millis) => {
            let at = DateTime::from_timestamp_millis(*millis).unwrap_or_default();
            let at = at.to_rfc3339_opts(SecondsFormat::AutoSi, true);
            let missing = || invalid(format!("No version history table {table} at or before {at}"));
            iceberg.at(*millis).map(|snapshot| snapshot.id).ok_or_else(missing)
        }
        // Trino's message.
        Pointer::Id(id) => match iceberg.snapshots.iter().any(|snapshot| snapshot.id == *id) {
            true => Ok(*id),
            false => Err(invalid(format!("Iceberg snapshot ID does not exists: {id}"))),
        },
        Pointer::Name(name) => {
            let missing = || invalid(format!("Cannot find snapshot with reference name: {name}"));
            let current = iceberg.current().filter(|_| name == "main");
            current.map(|snapshot| snapshot.id).ok_or_else(missing)
        }
    }
}

async fn evaluate(state: &SessionState, as_of: &AsOf) -> Result<Pointer, Failure> {
    let at = failure::position(as_of.span);
    let constant = visit_relations(&as_of.value, |_| ControlFlow::Break(())).is_continue();
    if !constant {
        return Err(not_supported(&format!("{at}the sandbox does not support a table version read from a table")));
    }
    let (ty, value) = scalar(state, as_of.value.clone()).await.map_err(|error| {
        let failure = failure::of_running(&error);
        Failure { reason: failure.reason.replacen(": ", &format!(": {at}"), 1), ..failure }
    })?;
    let local = locals(&value).ok().and_then(|locals| locals.into_iter().next().flatten());
    let is_timestamp = matches!(ty, AthenaType::Date | AthenaType::Timestamp(_) | AthenaType::TimestampTz(_));
    if as_of.is_timestamp && !is_timestamp && ty != AthenaType::Unknown {
        let message = format!(
            "{at}Type {ty} invalid. Temporal pointers must be of type Timestamp, Timestamp with Time Zone, or Date."
        );
        return Err(user("TYPE_MISMATCH", &message));
    }
    if value.is_null(0) || ty == AthenaType::Unknown {
        return Err(user("INVALID_ARGUMENTS", &format!("{at}Pointer value cannot be NULL")));
    }
    if let (true, Some(local)) = (as_of.is_timestamp, local) {
        // Without a zone, the time is in UTC.
        let seconds = local.seconds - local.offset.unwrap_or(0);
        let fraction = i64::try_from(local.picos / 1_000_000_000).unwrap_or(0);
        let millis = seconds.saturating_mul(1000).saturating_add(fraction);
        if millis >= chrono::Utc::now().timestamp_millis() {
            let printed = text::format_value(&ty.to_field("value", true), &value, 0).ok().flatten().unwrap_or_default();
            let message = format!("{at}Pointer value '{printed}' is not in the past");
            return Err(user("INVALID_ARGUMENTS", &message));
        }
        return Ok(Pointer::Timestamp(millis));
    }
    let integer = matches!(ty, AthenaType::TinyInt | AthenaType::SmallInt | AthenaType::Integer | AthenaType::BigInt);
    let widened = datafusion::arrow::compute::cast(&value, &AthenaType::BigInt.to_arrow());
    match (&ty, widened) {
        (_, Ok(id)) if integer => Ok(Pointer::Id(id.as_primitive::<Int64Type>().value(0))),
        (AthenaType::Varchar(_), _) => {
            let name = text::format_value(&ty.to_field("value", true), &value, 0);
            Ok(Pointer::Name(name.ok().flatten().unwrap_or_default()))
        }
        _ => Err(not_supported(&format!("Unsupported type for table version: {ty}"))),
    }
}

/// Evaluates an expression that reads no tables.
pub(crate) async fn scalar(state: &SessionState, value: Expr) -> Result<(AthenaType, ArrayRef), DataFusionError> {
    let mut query = sql::query_of(sql::tokenize("SELECT 1")).map_err(|e| DataFusionError::Plan(e.message))?;
    if let SetExpr::Select(select) = query.body.as_mut() {
        select.projection = vec![SelectItem::UnnamedExpr(value)];
    }
    let statement = Statement::Statement(Box::new(ast::Statement::Query(query)));
    let plan = state.statement_to_plan(statement).await?;
    let ty = match run::literal_length(&plan, 0) {
        Some(length) => AthenaType::Varchar(Some(length)),
        None => plan.schema().fields().first().map_or(AthenaType::Unknown, |field| AthenaType::of(field)),
    };
    let plan = state.create_physical_plan(&plan).await?;
    let batches = collect(plan, state.task_ctx()).await?;
    let value = batches.iter().find(|batch| batch.num_rows() > 0).and_then(|batch| batch.columns().first());
    value.map(|value| (ty, value.clone())).ok_or_else(|| DataFusionError::Internal("no value".to_owned()))
}
