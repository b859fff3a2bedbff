//! `+ - * / %` of integers and decimals: checked, and with the precision and scale that Trino gives the result.

use datafusion::arrow::datatypes::DataType;
use datafusion::common::DFSchema;
use datafusion::error::Result;
use datafusion::logical_expr::ExprSchemable;
use datafusion::logical_expr::planner::{ExprPlanner, PlannerResult, RawBinaryExpr};
use datafusion::sql::sqlparser::ast::BinaryOperator;

use crate::engine::functions;

#[derive(Debug)]
pub(super) struct Arithmetic;

impl ExprPlanner for Arithmetic {
    fn plan_binary_op(&self, expr: RawBinaryExpr, schema: &DFSchema) -> Result<PlannerResult<RawBinaryExpr>> {
        let name = match expr.op {
            BinaryOperator::Plus => "$add",
            BinaryOperator::Minus => "$subtract",
            BinaryOperator::Multiply => "$multiply",
            BinaryOperator::Divide => "$divide",
            BinaryOperator::Modulo => "$modulus",
            _ => return Ok(PlannerResult::Original(expr)),
        };
        let (Ok(left), Ok(right)) = (expr.left.get_type(schema), expr.right.get_type(schema)) else {
            return Ok(PlannerResult::Original(expr));
        };
        let exact = |ty: &DataType| ty.is_integer() || matches!(ty, DataType::Decimal128(..));
        let scaled = |interval: &DataType, number: &DataType| {
            matches!(interval, DataType::Interval(_)) && (number.is_integer() || number.is_floating())
        };
        let (function, args) = match name {
            _ if exact(&left) && exact(&right) => (functions::arithmetic(name), vec![expr.left, expr.right]),
            "$multiply" if scaled(&left, &right) => {
                (functions::arithmetic("$scale_interval"), vec![expr.left, expr.right])
            }
            "$multiply" if scaled(&right, &left) => {
                (functions::arithmetic("$scale_interval"), vec![expr.right, expr.left])
            }
            _ => return Ok(PlannerResult::Original(expr)),
        };
        Ok(PlannerResult::Planned(function.call(args)))
    }
}
