//! Functions with lambda parameters, each made of three closures: lambda parameter types, return type and
//! implementation.

use std::hash::{Hash, Hasher};
use std::sync::Arc;

use datafusion::arrow::array::{ArrayRef, UInt32Array};
use datafusion::arrow::compute::take_arrays;
use datafusion::arrow::datatypes::{DataType, Field, FieldRef};
use datafusion::error::Result;
use datafusion::logical_expr::{
    ColumnarValue, HigherOrderFunctionArgs, HigherOrderReturnFieldArgs, HigherOrderSignature, HigherOrderUDFImpl,
    LambdaArgument, LambdaParametersProgress, ValueOrLambda, Volatility,
};

/// Determines the parameters of each lambda from the value arguments and the result types of the lambdas known so far.
type Parameters = fn(&[FieldRef], &[Option<FieldRef>]) -> Result<LambdaParametersProgress>;
type Returns = fn(&[FieldRef], &[FieldRef]) -> Result<DataType>;
type Invoke = fn(&[ArrayRef], &[&LambdaArgument], &HigherOrderFunctionArgs) -> Result<ArrayRef>;

#[derive(Debug)]
pub(crate) struct HigherOrder {
    name: &'static str,
    signature: HigherOrderSignature,
    parameters: Parameters,
    returns: Returns,
    invoke: Invoke,
}

impl HigherOrder {
    pub(crate) fn new(name: &'static str, parameters: Parameters, returns: Returns, invoke: Invoke) -> Self {
        Self { name, signature: HigherOrderSignature::variadic_any(Volatility::Immutable), parameters, returns, invoke }
    }
}

impl PartialEq for HigherOrder {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for HigherOrder {}

impl Hash for HigherOrder {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.name.hash(state);
    }
}

impl HigherOrderUDFImpl for HigherOrder {
    fn name(&self) -> &str {
        self.name
    }

    fn signature(&self) -> &HigherOrderSignature {
        &self.signature
    }

    fn lambda_parameters(
        &self,
        _: usize,
        fields: &[ValueOrLambda<FieldRef, Option<FieldRef>>],
    ) -> Result<LambdaParametersProgress> {
        let (values, lambdas) = split(fields);
        (self.parameters)(&values, &lambdas)
    }

    fn return_field_from_args(&self, args: HigherOrderReturnFieldArgs) -> Result<FieldRef> {
        let (values, lambdas) = split(args.arg_fields);
        Ok(Arc::new(Field::new("result", (self.returns)(&values, &lambdas)?, true)))
    }

    fn invoke_with_args(&self, args: HigherOrderFunctionArgs) -> Result<ColumnarValue> {
        let (values, lambdas) = split_borrowed(&args.args);
        let arrays = values.into_iter().map(|value| value.to_array(args.number_rows)).collect::<Result<Vec<_>>>()?;
        Ok(ColumnarValue::Array((self.invoke)(&arrays, &lambdas, &args)?))
    }
}

fn split<V: Clone, L: Clone>(all: &[ValueOrLambda<V, L>]) -> (Vec<V>, Vec<L>) {
    let (values, lambdas) = split_borrowed(all);
    (values.into_iter().cloned().collect(), lambdas.into_iter().cloned().collect())
}

fn split_borrowed<V, L>(all: &[ValueOrLambda<V, L>]) -> (Vec<&V>, Vec<&L>) {
    let (mut values, mut lambdas) = (Vec::new(), Vec::new());
    for one in all {
        match one {
            ValueOrLambda::Value(value) => values.push(value),
            ValueOrLambda::Lambda(lambda) => lambdas.push(lambda),
        }
    }
    (values, lambdas)
}

/// A parameter of a lambda, of the given type.
pub(crate) fn parameter(data_type: &DataType) -> FieldRef {
    Arc::new(Field::new("parameter", data_type.clone(), true))
}

/// Evaluates a lambda once for each entry of `rows`, which names the row that its captured columns come from.
pub(crate) fn evaluate(lambda: &LambdaArgument, parameters: &[ArrayRef], rows: &UInt32Array) -> Result<ArrayRef> {
    let given: Vec<_> = parameters.iter().map(|array| move || Ok(Arc::clone(array))).collect();
    let given: Vec<&dyn Fn() -> Result<ArrayRef>> = given.iter().map(|one| one as _).collect();
    lambda.evaluate(&given, |captured| Ok(take_arrays(captured, rows, None)?))?.into_array(rows.len())
}
