//! Schemas with metadata for pandas, which pyarrow reads under the key `pandas`.
//!
//! The format is described in
//! <https://pandas.pydata.org/docs/development/developer.html>.

use std::ops::Range;
use std::sync::Arc;

use arrow_array::{RecordBatch, RecordBatchOptions};
use arrow_schema::{Field, Fields, Schema, SchemaRef};
use athena_core::{Error, ErrorKind, Result};
use serde_json::{Value, json};

use crate::dtypes::{Dtype, DtypeBackend, dtype};
use crate::names::unique;

/// The key of the metadata of a schema that has the index and the dtypes, as JSON.
pub const PANDAS_KEY: &str = "pandas";

/// The version of pandas whose metadata these equal.
const PANDAS_VERSION: &str = "3.0.0";

/// The schema of a result, with its description for pandas.
#[derive(Clone, Debug)]
pub(crate) struct Frame {
    schema: SchemaRef,
    /// The metadata without the index.
    description: Arc<Value>,
}

impl Frame {
    /// A frame without columns.
    pub(crate) fn empty() -> Self {
        Self::new(&Schema::empty(), DtypeBackend::NumpyNullable)
    }

    pub(crate) fn new(schema: &Schema, backend: DtypeBackend) -> Self {
        let names: Vec<&str> = schema.fields().iter().map(|field| field.name().as_str()).collect();
        let fields = schema.fields().iter().zip(unique(&names));
        let fields: Fields = fields.map(|(field, name)| Field::clone(field).with_name(name)).collect();
        let columns: Vec<Value> = fields.iter().map(|field| column(field, &dtype(field, backend))).collect();
        let description = json!({
            "column_indexes": [{
                "name": null,
                "field_name": null,
                "pandas_type": "unicode",
                "numpy_type": "object",
                "metadata": { "encoding": "UTF-8" },
            }],
            "columns": columns,
            "creator": { "library": env!("CARGO_PKG_NAME"), "version": env!("CARGO_PKG_VERSION") },
            "pandas_version": PANDAS_VERSION,
        });
        let mut frame = Self { schema: Arc::new(Schema::new(fields)), description: Arc::new(description) };
        frame.schema = frame.with_metadata(None);
        frame
    }

    /// The schema of the whole result, for every batch of a stream and for a file. It names no index, because the
    /// number of rows is not known yet; readers then count from 0.
    pub(crate) fn schema(&self) -> &SchemaRef {
        &self.schema
    }

    /// The schema of these rows as a separate frame.
    pub(crate) fn schema_of(&self, rows: Range<u64>) -> SchemaRef {
        self.with_metadata(Some(rows))
    }

    fn metadata(&self, rows: Option<Range<u64>>) -> String {
        let index =
            rows.map(|rows| json!({ "kind": "range", "name": null, "start": rows.start, "stop": rows.end, "step": 1 }));
        let mut metadata = Value::clone(&self.description);
        metadata["index_columns"] = Value::Array(index.into_iter().collect());
        metadata.to_string()
    }

    /// The batch as a part of the whole.
    pub(crate) fn part(&self, batch: &RecordBatch) -> Result<RecordBatch> {
        with_schema(batch, &self.schema)
    }

    /// The batch as a separate frame, whose index begins at `first_row`.
    pub(crate) fn chunk(&self, batch: &RecordBatch, first_row: u64) -> Result<RecordBatch> {
        let rows = first_row..first_row + batch.num_rows() as u64;
        with_schema(batch, &self.schema_of(rows))
    }

    fn with_metadata(&self, rows: Option<Range<u64>>) -> SchemaRef {
        let metadata = [(PANDAS_KEY.to_owned(), self.metadata(rows))];
        Arc::new(Schema::new_with_metadata(self.schema.fields().clone(), metadata.into()))
    }
}

fn column(field: &Field, dtype: &Dtype) -> Value {
    json!({
        "name": field.name(),
        "field_name": field.name(),
        "pandas_type": dtype.pandas_type,
        "numpy_type": dtype.numpy_type,
        "metadata": dtype.metadata,
    })
}

/// The batch with this schema. Both come from the same cursor, so an error here is a fault of this crate.
fn with_schema(batch: &RecordBatch, schema: &SchemaRef) -> Result<RecordBatch> {
    let options = RecordBatchOptions::new().with_row_count(Some(batch.num_rows()));
    RecordBatch::try_new_with_options(Arc::clone(schema), batch.columns().to_vec(), &options).map_err(|error| {
        Error::new(ErrorKind::Unexpected, "the batch does not have the schema of the result").with_source(error)
    })
}

#[cfg(test)]
mod tests {
    use arrow_schema::DataType;

    use super::*;

    #[test]
    fn the_metadata_are_as_pyarrow_writes_them() {
        let zoned = DataType::Timestamp(arrow_schema::TimeUnit::Microsecond, Some("UTC".into()));
        let schema = Schema::new(vec![Field::new("n", DataType::Int64, true), Field::new("t", zoned, true)]);
        let frame = Frame::new(&schema, DtypeBackend::NumpyNullable);
        let found: Value = serde_json::from_str(&frame.metadata(Some(10..15))).expect("is JSON");
        let expected = json!({
            "index_columns": [{ "kind": "range", "name": null, "start": 10, "stop": 15, "step": 1 }],
            "column_indexes": [{
                "name": null, "field_name": null, "pandas_type": "unicode", "numpy_type": "object",
                "metadata": { "encoding": "UTF-8" },
            }],
            "columns": [
                { "name": "n", "field_name": "n", "pandas_type": "int64", "numpy_type": "Int64", "metadata": null },
                {
                    "name": "t", "field_name": "t", "pandas_type": "datetimetz", "numpy_type": "datetime64[us]",
                    "metadata": { "timezone": "UTC" },
                },
            ],
            "creator": { "library": "athena-pandas", "version": env!("CARGO_PKG_VERSION") },
            "pandas_version": "3.0.0",
        });
        assert_eq!(found, expected);
        let whole = &frame.schema().metadata()[PANDAS_KEY];
        let whole: Value = serde_json::from_str(whole).expect("is JSON");
        assert_eq!((&whole["index_columns"], &whole["columns"]), (&json!([]), &expected["columns"]));
    }

    #[test]
    fn a_name_that_comes_twice_gets_a_number() {
        let field = || Field::new("a", DataType::Int64, true);
        let frame = Frame::new(&Schema::new(vec![field(), field()]), DtypeBackend::Numpy);
        let names: Vec<&str> = frame.schema().fields().iter().map(|field| field.name().as_str()).collect();
        assert_eq!(names, ["a", "a.1"]);
    }
}
