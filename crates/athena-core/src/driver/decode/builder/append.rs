//! Loops that append the cells of a column.

use athena_sql::AthenaType;

use super::bytes::{self, Bytes};
use super::{Builder, DecimalShape, Store, units};
use crate::driver::decode::bitmap::Nulls;
use crate::driver::decode::cell::Cell;
use crate::driver::decode::failure::Failure;
use crate::value::{Date, Decimal, IntervalDayTime, IntervalYearMonth, decode, parse};

type Appended = Result<(), Box<Failure>>;

impl Builder {
    /// Appends `rows` cells whose text is of type `athena_type`.
    ///
    /// The parsers below tell only whether a text is good; [`Failure`] finds out later why one is not.
    pub(in crate::driver::decode) fn append<'a, C: Cell<'a>>(
        &mut self,
        athena_type: &AthenaType,
        rows: usize,
        cells: impl Iterator<Item = C>,
    ) -> Appended {
        let Self { store, nulls, len } = self;
        let target = Target { nulls, rows };
        match store {
            Store::Boolean(bits) => target.booleans(bits, cells),
            Store::Int8(values) => target.fill(values, cells, |text| parse::tinyint(text).ok()),
            Store::Int16(values) => target.fill(values, cells, |text| parse::smallint(text).ok()),
            Store::Int32(values) => target.fill(values, cells, |text| parse::integer(text).ok()),
            Store::Int64(values) => target.fill(values, cells, |text| parse::bigint(text).ok()),
            Store::Float32(values) => target.fill(values, cells, |text| parse::real(text).ok()),
            Store::Float64(values) => target.fill(values, cells, |text| parse::double(text).ok()),
            Store::Decimal128(values, shape) => {
                target.fill(values, cells, |text| parse::decimal(text).ok().and_then(|value| shape.unscaled(value)))
            }
            Store::Date32(values) => target.fill(values, cells, |text| parse::date(text).ok().map(Date::days)),
            Store::Time64(values, unit) => target.fill(values, cells, |text| units::time(text, *unit)),
            Store::Timestamp(values, unit) => target.fill(values, cells, |text| units::timestamp(text, *unit)),
            Store::TimestampUtc(values, unit, zones) => {
                target.fill(values, cells, |text| units::zoned_timestamp(text, *unit, zones))
            }
            Store::DurationMillis(values) => {
                target.fill(values, cells, |text| parse::interval_day_time(text).ok().map(IntervalDayTime::millis))
            }
            Store::MonthInterval(values) => {
                target.fill(values, cells, |text| parse::interval_year_month(text).ok().map(IntervalYearMonth::months))
            }
            Store::Utf8(bytes) => target.text(bytes, cells),
            Store::Binary(bytes) => target.binary(bytes, cells),
            Store::List(..) | Store::Map(..) | Store::Struct(_) => return self.append_nested(athena_type, cells),
        }?;
        *len += rows;
        Ok(())
    }

    fn append_nested<'a, C: Cell<'a>>(&mut self, athena_type: &AthenaType, cells: impl Iterator<Item = C>) -> Appended {
        for (at, cell) in cells.enumerate() {
            let Some(text) = cell.bytes().map_err(|error| Failure::error(at, error))? else {
                self.push_null();
                continue;
            };
            let value = std::str::from_utf8(&text).ok().and_then(|text| decode(athena_type, text).ok());
            if value.is_none_or(|value| self.push(&value).is_err()) {
                return Err(Failure::cell(at, cell));
            }
        }
        Ok(())
    }
}

struct Target<'b> {
    nulls: &'b mut Nulls,
    rows: usize,
}

impl Target<'_> {
    #[inline]
    fn fill<'a, T: Default, C: Cell<'a>>(
        self,
        values: &mut Vec<T>,
        cells: impl Iterator<Item = C>,
        mut parse: impl FnMut(&'a [u8]) -> Option<T>,
    ) -> Appended {
        values.reserve(self.rows);
        for (at, cell) in cells.enumerate() {
            match cell.raw() {
                Ok(Some(text)) => match parse(text) {
                    Some(value) => values.push(value),
                    None => return Err(Failure::cell(at, cell)),
                },
                Ok(None) => {
                    self.nulls.mark(values.len());
                    values.push(T::default());
                }
                Err(error) => return Err(Failure::error(at, error)),
            }
        }
        Ok(())
    }

    fn booleans<'a, C: Cell<'a>>(self, bits: &mut super::Bitmap, cells: impl Iterator<Item = C>) -> Appended {
        bits.reserve(self.rows);
        for (at, cell) in cells.enumerate() {
            let text = cell.raw().map_err(|error| Failure::error(at, error))?;
            let bit = match text {
                Some(text) => parse::boolean(text).map_err(|_| Failure::cell(at, cell))?,
                None => {
                    self.nulls.mark(bits.len());
                    false
                }
            };
            bits.push(bit);
        }
        Ok(())
    }

    #[inline]
    fn text<'a, C: Cell<'a>>(self, bytes: &mut Bytes, cells: impl Iterator<Item = C>) -> Appended {
        let from = bytes.offsets.0.len() - 1;
        bytes.offsets.0.reserve(self.rows);
        for (at, cell) in cells.enumerate() {
            match cell.append_to(&mut bytes.data) {
                Ok(true) => {}
                Ok(false) => self.nulls.mark(from + at),
                Err(error) => return Err(Failure::error(at, error)),
            }
            if !bytes.offsets.push(bytes.data.len()) {
                return Err(Failure::error(at, bytes::too_much_text()));
            }
        }
        match if C::IS_UTF8 { None } else { bytes.not_utf8(from) } {
            None => Ok(()),
            Some(at) => Err(Failure::text(at, bytes.row(from + at).unwrap_or_default())),
        }
    }

    fn binary<'a, C: Cell<'a>>(self, bytes: &mut Bytes, cells: impl Iterator<Item = C>) -> Appended {
        let from = bytes.offsets.0.len() - 1;
        bytes.offsets.0.reserve(self.rows);
        for (at, cell) in cells.enumerate() {
            match cell.raw() {
                Ok(Some(text)) => {
                    parse::varbinary_into(text, &mut bytes.data).map_err(|_| Failure::cell(at, cell))?;
                }
                Ok(None) => self.nulls.mark(from + at),
                Err(error) => return Err(Failure::error(at, error)),
            }
            if !bytes.offsets.push(bytes.data.len()) {
                return Err(Failure::error(at, bytes::too_much_text()));
            }
        }
        Ok(())
    }
}

impl DecimalShape {
    /// The digits of a number at this scale; `None` if they are more than the precision.
    pub(super) fn unscaled(self, value: Decimal) -> Option<i128> {
        let value = if value.scale() == self.scale { value } else { value.rescale(self.scale)? };
        (value.unscaled().unsigned_abs() < self.limit).then_some(value.unscaled())
    }
}
