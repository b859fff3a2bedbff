//! Planning of queries, and their execution on the engine's threads.
//!
//! The caller only holds channels. Dropping them aborts the task, because DataFusion's operators yield between batches.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Instant;

use datafusion::arrow::array::RecordBatch;
use datafusion::catalog::TableProvider;
use datafusion::common::tree_node::TreeNodeRecursion;
use datafusion::datasource::ViewTable;
use datafusion::error::Result as PlanResult;
use datafusion::execution::{SessionState, TaskContext};
use datafusion::logical_expr::{Expr, LogicalPlan};
use datafusion::physical_plan::{ExecutionPlan, ExecutionPlanProperties, execute_stream};
use datafusion::scalar::ScalarValue;
use datafusion::sql::parser::Statement;
use datafusion::sql::sqlparser::ast;
use futures::stream::BoxStream;
use futures::{Stream, StreamExt, TryStreamExt};
use tokio::runtime::Handle;
use tokio::sync::mpsc;
use tokio::task::AbortHandle;

use super::catalog::{CATALOG, Catalog, Scanned, file_bytes, file_rows, views_too_deep};
use super::contract::{ColumnInfo, Failure, RowStream, Running, Session, TextBatch, Unloading};
use super::sql::{Explain, PlanType};
use super::types::AthenaType;
use super::{Select, explain, failure, hidden, sample, sql, text, time_travel, unload};

/// Batches buffered for a slow reader.
const WAITING_BATCHES: usize = 4;

/// Rows formatted at a time.
const PRINTED_ROWS: usize = 8192;

type Batch = PlanResult<RecordBatch>;

/// A planned query.
struct Planned {
    state: SessionState,
    logical: LogicalPlan,
    physical: Arc<dyn ExecutionPlan>,
    columns: Vec<ColumnInfo>,
    types: Vec<AthenaType>,
    /// The column names that the query assigns; `None` for unnamed columns, which `columns` calls `_col0` and so on.
    explicit_names: Vec<Option<String>>,
}

pub(crate) async fn select(
    runtime: &Handle,
    catalog: &Arc<Catalog>,
    select: Select,
    session: Session,
) -> Result<Running, Failure> {
    let started = Instant::now();
    let scanned = Scanned::default();
    let planned = run_on(runtime, plan(Arc::clone(catalog), select, session, scanned.clone())).await??;
    let planning_ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
    scanned.add(file_bytes(&planned.physical));
    let columns = planned.columns.clone();
    let rows_read = Arc::clone(&scanned.1);
    let bytes = Arc::clone(&scanned.0);
    let rows = stream(runtime, planned, scanned);
    Ok(Running { columns, rows, update_count: Some(0), scanned: bytes, rows_read, planning_ms })
}

pub(crate) async fn unload(
    runtime: &Handle,
    catalog: &Arc<Catalog>,
    select: Select,
    session: Session,
    options: unload::Options,
    (location, name): (String, String),
) -> Result<Unloading, Failure> {
    let started = Instant::now();
    let scanned = Scanned::default();
    let planned = run_on(runtime, plan(Arc::clone(catalog), select, session, scanned.clone())).await??;
    let planning_ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
    let described: Vec<_> = planned.explicit_names.iter().cloned().zip(planned.types.iter().cloned()).collect();
    let mut writer = unload::writer(catalog.storage.clone(), &described, options, &location, &name)?;
    scanned.add(file_bytes(&planned.physical));
    let bytes = Arc::clone(&scanned.0);
    let mut columns = planned.columns.clone();
    for column in &mut columns {
        column.name = column.name.to_lowercase();
    }
    let rows_read = Arc::clone(&scanned.1);
    let work = async move {
        let physical = Arc::clone(&planned.physical);
        let mut batches = execute(planned.physical, planned.state.task_ctx())?;
        while let Some(batch) = batches.next().await {
            writer.push(&batch?)?;
        }
        scanned.add_rows(file_rows(&physical));
        writer.finish().map(unload::Unloaded)
    };
    let runtime = runtime.clone();
    let files = Box::pin(async move { run_on(&runtime, work).await?.map_err(|e| failure::of_running(&e)) });
    Ok(Unloading { columns, files, scanned: bytes, rows_read, planning_ms })
}

/// A started query, with its rows as record batches.
pub(crate) struct Rows {
    pub(crate) types: Vec<AthenaType>,
    /// The column names that the query assigns.
    pub(crate) explicit_names: Vec<Option<String>>,
    pub(crate) batches: BoxStream<'static, Batch>,
}

/// Plans and starts a query on the current thread.
pub(crate) async fn rows(
    catalog: &Arc<Catalog>,
    select: Select,
    session: &Session,
    scanned: &Scanned,
) -> Result<Rows, Failure> {
    let planned = plan(Arc::clone(catalog), select, session.clone(), scanned.clone()).await?;
    scanned.add(file_bytes(&planned.physical));
    let batches = execute(planned.physical, planned.state.task_ctx()).map_err(|e| failure::of_running(&e))?;
    Ok(Rows { types: planned.types, explicit_names: planned.explicit_names, batches })
}

pub(crate) async fn explain(
    runtime: &Handle,
    catalog: &Arc<Catalog>,
    select: Select,
    session: Session,
    options: Explain,
) -> Result<Running, Failure> {
    let started = Instant::now();
    let scanned = Scanned::default();
    let about = session.clone();
    let planned = run_on(runtime, plan(Arc::clone(catalog), select, session, scanned.clone())).await??;
    let mut printed = explain::printed(&options, &about, &planned.logical, &planned.physical)?;
    if options.analyze {
        let physical = Arc::clone(&planned.physical);
        let mut rows = stream(runtime, planned, scanned.clone());
        let mut count = 0_usize;
        while let Some(batch) = rows.next().await {
            count += batch?.num_rows();
        }
        printed = explain::analyzed(&options, &physical, count);
    }
    let mut batch = TextBatch::new(1);
    for line in printed.lines() {
        batch.push(Some(line));
    }
    let (name, type_name) =
        if options.plan == PlanType::Validate { ("Valid", "boolean") } else { ("Query Plan", "varchar") };
    let columns = vec![ColumnInfo {
        name: name.to_owned(),
        type_name: type_name.to_owned(),
        precision: 0,
        scale: 0,
        case_sensitive: type_name == "varchar",
    }];
    let rows: RowStream = Box::pin(futures::stream::iter([Ok(batch)]));
    let planning_ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
    Ok(Running { columns, rows, update_count: None, scanned: scanned.0, rows_read: scanned.1, planning_ms })
}

/// Plans the text of a view, with the database of its creation as default.
pub(crate) async fn view(catalog: &Arc<Catalog>, sql_text: &str, database: &str) -> PlanResult<Arc<dyn TableProvider>> {
    tokio::task_local! { static DEPTH: usize; }
    let depth = DEPTH.try_with(|depth| *depth).unwrap_or(0);
    if depth > 15 {
        return Err(views_too_deep());
    }
    let session = Session { catalog: CATALOG.to_owned(), database: database.to_owned() };
    let parsed = sql::parse(sql_text, &[], &catalog.others().aliases)
        .map_err(|e| datafusion::error::DataFusionError::Execution(format!("INVALID_VIEW: {}", e.message)))?;
    let sql::Body::Query(mut query) = parsed.body else {
        return Err(datafusion::error::DataFusionError::Execution("INVALID_VIEW: not a query".to_owned()));
    };
    let names = sql::rewrite(&mut query, &parsed.spelling);
    let state = catalog.state(&session, &Scanned::default());
    let resolved = resolve(catalog, &state, &session, &mut query).await;
    resolved.map_err(|failure| datafusion::error::DataFusionError::Execution(failure.reason))?;
    let statement = Statement::Statement(Box::new(ast::Statement::Query(query)));
    let logical = DEPTH.scope(depth + 1, state.statement_to_plan(statement)).await?;
    let fields: Vec<_> = logical.schema().columns();
    let renamed = fields
        .into_iter()
        .enumerate()
        .map(|(i, column)| {
            let name = names.name(i, &column.name).to_lowercase();
            Expr::Column(column).alias(name)
        })
        .collect::<Vec<_>>();
    let logical = datafusion::logical_expr::LogicalPlanBuilder::from(logical).project(renamed)?.build()?;
    Ok(Arc::new(ViewTable::new(logical, Some(sql_text.to_owned()))))
}

/// Replaces syntax that DataFusion does not support.
async fn resolve(
    catalog: &Catalog,
    state: &SessionState,
    session: &Session,
    query: &mut ast::Query,
) -> Result<(), Failure> {
    time_travel::resolve(catalog, state, session, query).await?;
    hidden::resolve(catalog, session, query);
    sample::resolve(state, query).await
}

async fn plan(catalog: Arc<Catalog>, select: Select, session: Session, scanned: Scanned) -> Result<Planned, Failure> {
    failure::missing_names(&catalog, &select.written, &session)?;
    failure::missing_functions(&select.written)?;
    let mut state = catalog.state(&session, &scanned);
    let mut planned = select.planned.clone();
    resolve(&catalog, &state, &session, &mut planned).await?;
    let statement = Statement::Statement(Box::new(ast::Statement::Query(planned)));
    let fail = |e| failure::of_planning(&e, &select.written);
    let logical = state.statement_to_plan(statement).await.map_err(fail)?;
    let (columns, types) = describe(&logical, &select);
    let fields = logical.schema().fields().iter().enumerate();
    let explicit_names = fields.map(|(i, field)| select.names.explicit_name(i, field.name())).collect();
    let logical = state.optimize(&logical).map_err(fail)?;
    state.config_mut().options_mut().optimizer.enable_round_robin_repartition = !keeps_order(&logical);
    let physical = state.query_planner().create_physical_plan(&logical, &state).await.map_err(fail)?;
    Ok(Planned { state, logical, physical, columns, types, explicit_names })
}

/// Returns whether a plan should run unpartitioned, so that its rows always come in the order of their source.
///
/// Joins are partitioned over the threads instead. They can then be cancelled between partitions, which is not possible
/// in one long loop. Only a bare cross join, which produces rows all the time, stays unpartitioned.
fn keeps_order(logical: &LogicalPlan) -> bool {
    let (mut joins, mut matches, mut gathers) = (false, false, false);
    // The closure never returns an error.
    let _ = logical.apply_with_subqueries(|node| {
        match node {
            LogicalPlan::Join(join) => {
                joins = true;
                matches |= join.filter.is_some() || !join.on.is_empty();
            }
            LogicalPlan::Aggregate(_)
            | LogicalPlan::Distinct(_)
            | LogicalPlan::Filter(_)
            | LogicalPlan::Sort(_)
            | LogicalPlan::Window(_) => gathers = true,
            _ => {}
        }
        Ok(TreeNodeRecursion::Continue)
    });
    !(matches || joins && gathers)
}

fn describe(logical: &LogicalPlan, select: &Select) -> (Vec<ColumnInfo>, Vec<AthenaType>) {
    logical
        .schema()
        .fields()
        .iter()
        .enumerate()
        .map(|(i, field)| {
            let ty = match literal_length(logical, i) {
                Some(length) => AthenaType::Varchar(Some(length)),
                None => AthenaType::of(field),
            };
            let (type_name, precision, scale, case_sensitive) = ty.column_info();
            let name = select.names.name(i, field.name());
            (ColumnInfo { name, type_name: type_name.to_owned(), precision, scale, case_sensitive }, ty)
        })
        .unzip()
}

/// The length of a column of string literals: Trino gives `'abc'` the type varchar(3).
pub(crate) fn literal_length(plan: &LogicalPlan, column: usize) -> Option<u32> {
    let length = |e: &Expr| match e.clone().unalias() {
        Expr::Literal(ScalarValue::Utf8(Some(text)) | ScalarValue::Utf8View(Some(text)), _) => {
            u32::try_from(text.chars().count()).ok()
        }
        _ => None,
    };
    match plan {
        LogicalPlan::Projection(projection) => length(projection.expr.get(column)?),
        LogicalPlan::Values(values) => {
            let lengths: Option<Vec<_>> = values.values.iter().map(|row| length(row.get(column)?)).collect();
            lengths?.into_iter().max()
        }
        LogicalPlan::Sort(sort) => literal_length(&sort.input, column),
        LogicalPlan::Limit(limit) => literal_length(&limit.input, column),
        _ => None,
    }
}

/// Executes a plan. The partitions (branches of a UNION ALL, files of a table) are read one after the other, so that a
/// statement always returns its rows in the same order.
fn execute(plan: Arc<dyn ExecutionPlan>, context: Arc<TaskContext>) -> PlanResult<BoxStream<'static, Batch>> {
    let parts = plan.output_partitioning().partition_count();
    // A repartitioned plan must be read from all its partitions at once.
    if parts <= 1 || repartitions(&plan) {
        return Ok(execute_stream(plan, context)?.boxed());
    }
    let parts = futures::stream::iter(0..parts).map(move |part| plan.execute(part, Arc::clone(&context)));
    Ok(parts.try_flatten().boxed())
}

fn repartitions(plan: &Arc<dyn ExecutionPlan>) -> bool {
    plan.name() == "RepartitionExec" || plan.children().into_iter().any(repartitions)
}

fn stream(runtime: &Handle, planned: Planned, scanned: Scanned) -> RowStream {
    let (sender, receiver) = mpsc::channel(WAITING_BATCHES);
    let task = runtime.spawn(async move {
        let physical = Arc::clone(&planned.physical);
        let mut batches = match execute(planned.physical, planned.state.task_ctx()) {
            Ok(batches) => batches,
            Err(e) => {
                let _ = sender.send(Err(failure::of_running(&e))).await;
                return;
            }
        };
        while let Some(batch) = batches.next().await {
            let batch = match batch {
                Ok(batch) => batch,
                Err(e) => {
                    let _ = sender.send(Err(failure::of_running(&e))).await;
                    return;
                }
            };
            // An operator may return a batch of any size, and text is larger than its source.
            for start in (0..batch.num_rows()).step_by(PRINTED_ROWS) {
                let part = batch.slice(start, PRINTED_ROWS.min(batch.num_rows() - start));
                let printed = text::format_batch(&part, &planned.types);
                let failed = printed.is_err();
                if sender.send(printed.map_err(|e| failure::of_running(&e))).await.is_err() || failed {
                    return;
                }
            }
        }
        scanned.add_rows(file_rows(&physical));
    });
    Box::pin(Received { receiver, _task: AbortOnDrop(task.abort_handle()) })
}

/// Runs a future on the engine's threads. Dropping the returned future aborts it.
pub(crate) async fn run_on<T: Send + 'static>(
    runtime: &Handle,
    work: impl Future<Output = T> + Send + 'static,
) -> Result<T, Failure> {
    let task = runtime.spawn(work);
    let _guard = AbortOnDrop(task.abort_handle());
    task.await.map_err(|e| failure::internal(&e.to_string()))
}

struct AbortOnDrop(AbortHandle);

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// The items that a task sends. Dropping the stream aborts the task.
struct Received<T> {
    receiver: mpsc::Receiver<Result<T, Failure>>,
    _task: AbortOnDrop,
}

impl<T> Stream for Received<T> {
    type Item = Result<T, Failure>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.receiver.poll_recv(context)
    }
}
