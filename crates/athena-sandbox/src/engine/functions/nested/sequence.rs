//! `sequence`: integers, dates and timestamps from a start to an end.

use std::sync::Arc;

use chrono::{Months, NaiveDateTime, TimeDelta};
use datafusion::arrow::array::{Array, ArrayRef, AsArray, Int64Array, TimestampMicrosecondArray};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::{
    DataType, Int64Type, IntervalMonthDayNanoType, IntervalUnit, IntervalYearMonthType, TimeUnit,
};
use datafusion::error::Result;

use super::take::{ItemIndices, list_type};
use crate::engine::functions::columns::{argument, integers, invalid};
use crate::engine::functions::datetime::local_times;
use crate::engine::functions::simple::{Simple, error, result};

/// Trino's limit for the number of items.
const MAX_ITEMS: usize = 10_000;

pub(crate) fn functions() -> Vec<Simple> {
    vec![Simple::new(
        "$sequence",
        |args| match args.arg_fields.first().map(|field| field.data_type()) {
            Some(data_type) if data_type.is_integer() => result(list_type(&DataType::Int64)),
            Some(data_type @ (DataType::Date32 | DataType::Timestamp(..))) => result(list_type(data_type)),
            _ => Err(error("FUNCTION_NOT_FOUND", "Unexpected parameters")),
        },
        |arrays, _| {
            if argument(arrays, 0)?.data_type().is_integer() { numbers(arrays) } else { instants(arrays) }
        },
    )]
}

fn too_many() -> datafusion::error::DataFusionError {
    invalid("result of sequence function must not have more than 10000 entries")
}

fn backwards() -> datafusion::error::DataFusionError {
    invalid(
        "sequence stop value should be greater than or equal to start value if step is greater than zero otherwise stop should be less than or equal to start",
    )
}

fn numbers(arrays: &[ArrayRef]) -> Result<ArrayRef> {
    let (starts, stops) = (integers(arrays, 0)?, integers(arrays, 1)?);
    let steps = arrays.get(2).map(|_| integers(arrays, 2)).transpose()?;
    let (mut indices, mut values) = (ItemIndices::default(), Vec::new());
    for row in 0..starts.len() {
        if starts.is_null(row) || stops.is_null(row) || steps.as_ref().is_some_and(|steps| steps.is_null(row)) {
            indices.push_null();
            continue;
        }
        let (start, stop) = (starts.value(row), stops.value(row));
        let step = steps.as_ref().map_or(if start > stop { -1 } else { 1 }, |steps| steps.value(row));
        if step == 0 {
            return Err(invalid("step must not be zero"));
        }
        if (step > 0 && stop < start) || (step < 0 && stop > start) {
            return Err(backwards());
        }
        let before = values.len();
        let mut at = Some(start);
        while let Some(value) = at.filter(|value| if step > 0 { *value <= stop } else { *value >= stop }) {
            if values.len() - before == MAX_ITEMS {
                return Err(too_many());
            }
            values.push(value);
            at = value.checked_add(step);
        }
        indices.push((before..values.len()).map(|_| None));
    }
    indices.list_of(Arc::new(Int64Array::from(values)))
}

/// The size of a step: months, or a duration.
#[derive(Clone, Copy)]
enum Step {
    Months(i64),
    Micros(i64),
}

impl Step {
    fn is_forward(self) -> bool {
        matches!(self, Self::Months(by) | Self::Micros(by) if by > 0)
    }

    fn is_zero(self) -> bool {
        matches!(self, Self::Months(0) | Self::Micros(0))
    }

    /// The n-th value. Months are counted from the start, so a month end stays a month end.
    fn from(self, start: NaiveDateTime, nth: i64) -> Option<NaiveDateTime> {
        match self {
            Self::Months(by) => {
                let by = by.checked_mul(nth)?;
                let months = Months::new(u32::try_from(by.unsigned_abs()).ok()?);
                if by < 0 { start.checked_sub_months(months) } else { start.checked_add_months(months) }
            }
            Self::Micros(by) => start.checked_add_signed(TimeDelta::microseconds(by.checked_mul(nth)?)),
        }
    }
}

fn steps(array: &ArrayRef) -> Result<Vec<Option<Step>>> {
    const DAY: i64 = 86_400_000_000;
    match array.data_type() {
        DataType::Interval(IntervalUnit::YearMonth) => {
            let months = array.as_primitive::<IntervalYearMonthType>();
            Ok(months.iter().map(|months| months.map(|months| Step::Months(i64::from(months)))).collect())
        }
        DataType::Interval(IntervalUnit::MonthDayNano) => {
            let spans = array.as_primitive::<IntervalMonthDayNanoType>();
            let step = |span: datafusion::arrow::datatypes::IntervalMonthDayNano| match span.months {
                0 => Step::Micros(i64::from(span.days) * DAY + span.nanoseconds / 1000),
                months => Step::Months(i64::from(months)),
            };
            Ok(spans.iter().map(|span| span.map(step)).collect())
        }
        data_type if data_type.is_integer() => {
            let days = cast(array, &DataType::Int64)?;
            Ok(days.as_primitive::<Int64Type>().iter().map(|days| days.map(|days| Step::Micros(days * DAY))).collect())
        }
        _ => Err(error("FUNCTION_NOT_FOUND", "Unexpected parameters")),
    }
}

fn instants(arrays: &[ArrayRef]) -> Result<ArrayRef> {
    let kind = argument(arrays, 0)?.data_type().clone();
    let zone = match &kind {
        DataType::Timestamp(_, zone) => zone.clone(),
        _ => None,
    };
    // Values with a time zone are stepped in UTC.
    let utc = |index: usize| -> Result<Vec<Option<NaiveDateTime>>> {
        let array = argument(arrays, index)?;
        match zone {
            Some(_) => local_times(&cast(array, &DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into())))?),
            None => local_times(array),
        }
    };
    let (starts, stops) = (utc(0)?, utc(1)?);
    let steps = match arrays.get(2) {
        Some(array) => steps(array)?,
        None => {
            let day = |(start, stop): (&Option<NaiveDateTime>, &Option<NaiveDateTime>)| {
                Some(Step::Micros(if start > stop { -86_400_000_000 } else { 86_400_000_000 }))
            };
            starts.iter().zip(&stops).map(day).collect()
        }
    };
    let (mut indices, mut values) = (ItemIndices::default(), Vec::new());
    for ((start, stop), step) in starts.into_iter().zip(stops).zip(steps) {
        let (Some(start), Some(stop), Some(step)) = (start, stop, step) else {
            indices.push_null();
            continue;
        };
        if step.is_zero() {
            return Err(invalid("interval must not be zero"));
        }
        let forward = step.is_forward();
        if (forward && stop < start) || (!forward && stop > start) {
            return Err(backwards());
        }
        let before = values.len();
        let within = |at: &NaiveDateTime| if forward { *at <= stop } else { *at >= stop };
        let mut nth = 0;
        while let Some(at) = step.from(start, nth).filter(within) {
            if values.len() - before == MAX_ITEMS {
                return Err(too_many());
            }
            values.push(at.and_utc().timestamp_micros());
            nth += 1;
        }
        indices.push((before..values.len()).map(|_| None));
    }
    let values = TimestampMicrosecondArray::from(values).with_timezone_opt(zone.as_ref().map(|_| "UTC"));
    indices.list_of(cast(&(Arc::new(values) as ArrayRef), &kind)?)
}
