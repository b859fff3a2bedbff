//! Scalar functions, each made of two closures: return type and implementation.

use std::hash::{Hash, Hasher};
use std::sync::Arc;

use datafusion::arrow::array::ArrayRef;
use datafusion::arrow::datatypes::{DataType, Field, FieldRef};
use datafusion::error::{DataFusionError, Result};
use datafusion::logical_expr::{
    ColumnarValue, ReturnFieldArgs, ScalarFunctionArgs, ScalarUDFImpl, Signature, TypeSignature, Volatility,
};
use datafusion::scalar::ScalarValue;

use super::registry;
use crate::engine::types::AthenaType;

/// A scalar function. It accepts arguments of any type; each implementation checks its own.
#[derive(Debug)]
pub(crate) struct Simple {
    name: &'static str,
    signature: Signature,
    returns: fn(&ReturnFieldArgs) -> Result<FieldRef>,
    invoke: fn(&[ArrayRef], &ScalarFunctionArgs) -> Result<ArrayRef>,
}

impl Simple {
    pub(crate) fn new(
        name: &'static str,
        returns: fn(&ReturnFieldArgs) -> Result<FieldRef>,
        invoke: fn(&[ArrayRef], &ScalarFunctionArgs) -> Result<ArrayRef>,
    ) -> Self {
        let volatility = if ["random", "$random", "$segment", "shuffle"].contains(&name) {
            Volatility::Volatile
        } else {
            Volatility::Immutable
        };
        let any_number = vec![TypeSignature::Nullary, TypeSignature::VariadicAny];
        let signature = match name {
            "random" | "$segment" => Signature::nullary(volatility),
            "$map" => Signature::one_of(any_number, volatility),
            _ => Signature::variadic_any(volatility),
        };
        Self { name, signature, returns, invoke }
    }
}

impl PartialEq for Simple {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Simple {}

impl Hash for Simple {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.name.hash(state);
    }
}

impl ScalarUDFImpl for Simple {
    fn name(&self) -> &str {
        self.name
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Err(DataFusionError::Internal(format!("{} is typed by its arguments", self.name)))
    }

    fn return_field_from_args(&self, args: ReturnFieldArgs) -> Result<FieldRef> {
        (self.returns)(&args).map_err(|e| match e {
            DataFusionError::Execution(message) if message.starts_with("FUNCTION_NOT_FOUND: Unexpected parameters") => {
                let types: Vec<_> = args.arg_fields.iter().map(|f| AthenaType::of(f).to_string()).collect();
                error("FUNCTION_NOT_FOUND", registry::unexpected(self.name, &types))
            }
            other => other,
        })
    }

    /// Runs on a single row if all arguments are constants, so that constant folding is cheap.
    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let constant = !args.args.is_empty() && args.args.iter().all(|a| matches!(a, ColumnarValue::Scalar(_)));
        let rows = if constant { 1 } else { args.number_rows };
        let arrays = args.args.iter().map(|a| a.to_array(rows)).collect::<Result<Vec<_>>>()?;
        let result = (self.invoke)(&arrays, &args)?;
        if constant {
            return ScalarValue::try_from_array(&result, 0).map(ColumnarValue::Scalar);
        }
        Ok(ColumnarValue::Array(result))
    }
}

/// A nullable result field of this type.
pub(crate) fn result(data_type: DataType) -> Result<FieldRef> {
    Ok(Arc::new(Field::new("result", data_type, true)))
}

/// The value of a constant text argument.
pub(crate) fn constant_text<'a>(args: &'a ReturnFieldArgs, index: usize) -> Option<&'a str> {
    args.scalar_arguments.get(index).copied().flatten().and_then(|value| value.try_as_str().flatten())
}

/// An error with an error name and text of the service.
pub(crate) fn error(name: &str, message: impl std::fmt::Display) -> DataFusionError {
    DataFusionError::Execution(format!("{name}: {message}"))
}
