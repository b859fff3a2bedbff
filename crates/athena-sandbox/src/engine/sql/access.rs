//! Access to fields of rows and to items of arrays and maps: `(e).field`, `e[1]`, `parameter.field`.

use std::ops::ControlFlow;

use datafusion::sql::sqlparser::ast::{AccessExpr, Expr, Ident, LambdaFunction, Subscript, visit_expressions_mut};

use super::build;

/// Builds one call per access step. A step that Trino does not have is left for the planner to refuse.
pub(super) fn chain(root: Expr, steps: Vec<AccessExpr>) -> Expr {
    let mut at = root;
    let mut steps = steps.into_iter();
    while let Some(step) = steps.next() {
        at = match step {
            AccessExpr::Dot(Expr::Identifier(field)) => build::call("$field", vec![at, build::text(&field.value)]),
            AccessExpr::Subscript(Subscript::Index { index }) => {
                // The field index of a row must be a constant, which a marked literal is not.
                let constant = build::integer_value(&index).filter(|index_value| *index_value >= 0);
                let index = constant.map_or(index, |index_value| build::number(&index_value.to_string()));
                build::call("$subscript", vec![at, index])
            }
            other => {
                let access_chain = std::iter::once(other).chain(steps).collect();
                return Expr::CompoundFieldAccess { root: Box::new(at), access_chain };
            }
        };
    }
    at
}

/// A qualified name may start with a lambda parameter; the rest then accesses its fields.
pub(super) fn of_parameters(mut lambda: LambdaFunction) -> LambdaFunction {
    let names: Vec<String> = lambda.params.iter().map(|parameter| parameter.name.value.to_lowercase()).collect();
    let _: ControlFlow<()> = visit_expressions_mut(lambda.body.as_mut(), |e| {
        if let Expr::CompoundIdentifier(parts) = e
            && let Some((first, fields)) = parts.split_first()
            && names.contains(&first.value.to_lowercase())
        {
            let step = |field: &Ident| AccessExpr::Dot(Expr::Identifier(field.clone()));
            *e = chain(Expr::Identifier(first.clone()), fields.iter().map(step).collect());
        }
        ControlFlow::Continue(())
    });
    lambda
}
