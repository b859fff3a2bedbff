//! `EXPLAIN` output: DataFusion's plans in Trino's formats.

use std::sync::Arc;

use datafusion::common::tree_node::TreeNodeRecursion;
use datafusion::logical_expr::LogicalPlan;
use datafusion::physical_plan::display::DisplayableExecutionPlan;
use datafusion::physical_plan::{ExecutionPlan, displayable};
use serde_json::{Value, json};

use super::catalog::CATALOG;
use super::contract::{Failure, Session};
use super::failure::not_supported;
use super::sql::{Explain, PlanFormat, PlanType};
use super::types::{AthenaType, UNNAMED};

/// The plan as text; each line is a row of the result.
///
/// # Errors
/// The combination of plan type and format does not exist.
pub(super) fn printed(
    explain: &Explain,
    session: &Session,
    logical: &LogicalPlan,
    physical: &Arc<dyn ExecutionPlan>,
) -> Result<String, Failure> {
    let text = match (explain.plan, explain.format) {
        (PlanType::Validate, _) => "true".to_owned(),
        (PlanType::Io, PlanFormat::Json) => pretty(&reads(session, logical)),
        (PlanType::Io, _) => return Err(not_supported("EXPLAIN of the type IO is only available as JSON")),
        (PlanType::Logical, PlanFormat::Text) => logical.display_indent().to_string(),
        (PlanType::Logical, PlanFormat::Graphviz) => logical.display_graphviz().to_string(),
        (PlanType::Logical, PlanFormat::Json) => pretty(&logical_tree(logical, &mut 0)),
        (PlanType::Distributed, PlanFormat::Text) => {
            let indented = displayable(physical.as_ref()).indent(false).to_string();
            let operators: String = indented.lines().map(|line| format!("    {line}\n")).collect();
            // The operators do not name their input tables.
            let inputs =
                tables(session, logical).into_iter().map(|(schema, table)| format!("{CATALOG}:{schema}:{table}"));
            let inputs: Vec<_> = inputs.map(|input| input.to_lowercase()).collect();
            format!("Fragment 0 [SINGLE]\n    Inputs: [{}]\n{operators}", inputs.join(", "))
        }
        (PlanType::Distributed, PlanFormat::Graphviz) => displayable(physical.as_ref()).graphviz().to_string(),
        (PlanType::Distributed, PlanFormat::Json) => {
            pretty(&json!({ "0": physical_tree(physical, explain.analyze, &mut 0) }))
        }
    };
    Ok(named(&text))
}

/// Replaces unnamed columns by the names of the result.
fn named(text: &str) -> String {
    // JSON escapes the marker character.
    text.replace(UNNAMED, "_col").replace("\\u0001", "_col")
}

/// The plan with the metrics of its operators; `rows` is the number of result rows.
pub(super) fn analyzed(explain: &Explain, physical: &Arc<dyn ExecutionPlan>, rows: usize) -> String {
    let text = match explain.format {
        PlanFormat::Json => pretty(&json!({ "0": physical_tree(physical, true, &mut 0) })),
        PlanFormat::Text | PlanFormat::Graphviz => {
            let measured = DisplayableExecutionPlan::with_metrics(physical.as_ref());
            format!("{}\nOutput: {rows} rows", measured.indent(true))
        }
    };
    named(&text)
}

fn pretty(value: &Value) -> String {
    serde_json::to_string_pretty(value).unwrap_or_default()
}

/// The id of an operator, counted from the outermost one.
fn next(id: &mut usize) -> String {
    let number = *id;
    *id += 1;
    number.to_string()
}

/// Splits a line into the name of the operator and its details.
fn split(line: &str) -> (String, Vec<String>) {
    let (name, rest) = line.trim().split_once(':').unwrap_or((line.trim(), ""));
    (name.to_owned(), Some(rest.trim().to_owned()).filter(|rest| !rest.is_empty()).into_iter().collect())
}

fn logical_tree(plan: &LogicalPlan, id: &mut usize) -> Value {
    let number = next(id);
    let (name, details) = split(&plan.display().to_string());
    let outputs: Vec<_> = plan.schema().fields().iter().map(|field| output(field)).collect();
    let children: Vec<_> = plan.inputs().into_iter().map(|input| logical_tree(input, id)).collect();
    json!({
        "id": number, "name": name, "descriptor": {}, "outputs": outputs, "details": details, "estimates": [],
        "children": children,
    })
}

fn physical_tree(plan: &Arc<dyn ExecutionPlan>, measured: bool, id: &mut usize) -> Value {
    let number = next(id);
    let (_, details) = split(&displayable(plan.as_ref()).one_line().to_string());
    let outputs: Vec<_> = plan.schema().fields().iter().map(|field| output(field)).collect();
    let children: Vec<_> = plan.children().into_iter().map(|input| physical_tree(input, measured, id)).collect();
    let mut node = json!({
        "id": number, "name": plan.name(), "descriptor": {}, "outputs": outputs, "details": details, "estimates": [],
        "children": children,
    });
    if measured
        && let Some(metrics) = plan.metrics()
        && let Some(node) = node.as_object_mut()
    {
        node.insert("outputRows".to_owned(), json!(metrics.output_rows()));
        let nanos = metrics.elapsed_compute().and_then(|nanos| u64::try_from(nanos).ok());
        node.insert("computeNanos".to_owned(), json!(nanos));
    }
    node
}

fn output(field: &datafusion::arrow::datatypes::Field) -> Value {
    json!({ "symbol": field.name(), "type": AthenaType::of(field).to_string() })
}

/// The tables that a query reads, each once, with their databases.
fn tables(session: &Session, logical: &LogicalPlan) -> Vec<(String, String)> {
    let mut tables = Vec::new();
    // The closure never returns an error.
    let _ = logical.apply_with_subqueries(|node| {
        if let LogicalPlan::TableScan(scan) = node {
            let schema = scan.table_name.schema().unwrap_or(&session.database).to_lowercase();
            let table = (schema, scan.table_name.table().to_owned());
            if !tables.contains(&table) {
                tables.push(table);
            }
        }
        Ok(TreeNodeRecursion::Continue)
    });
    tables
}

/// The JSON of `TYPE IO`.
fn reads(session: &Session, logical: &LogicalPlan) -> Value {
    let unknown = || {
        json!({
            "outputRowCount": "NaN", "outputSizeInBytes": "NaN", "cpuCost": "NaN", "maxMemory": "NaN",
            "networkCost": "NaN",
        })
    };
    let table = |(schema, table): (String, String)| {
        json!({
            "table": {
                "catalog": CATALOG.to_lowercase(),
                "schemaTable": { "schema": schema, "table": table },
            },
            "constraint": { "none": false, "columnConstraints": [] },
            "estimate": unknown(),
        })
    };
    let tables: Vec<_> = tables(session, logical).into_iter().map(table).collect();
    json!({ "inputTableColumnInfos": tables, "estimate": unknown() })
}
