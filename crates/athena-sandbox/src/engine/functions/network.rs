//! IP address functions.

use std::net::IpAddr;
use std::sync::Arc;

use datafusion::arrow::array::{Array, ArrayRef, AsArray, BooleanArray};
use datafusion::error::Result;

use super::columns::{argument, invalid, texts};
use super::simple::error;

/// Returns whether a network such as `10.0.0.0/8` contains an address.
pub(crate) fn contains(arrays: &[ArrayRef]) -> Result<ArrayRef> {
    let (networks, addresses) = (texts(arrays, 0)?, argument(arrays, 1)?);
    let addresses =
        addresses.as_fixed_size_binary_opt().ok_or_else(|| error("FUNCTION_NOT_FOUND", "Unexpected parameters"))?;
    let one = |row: usize| -> Result<Option<bool>> {
        if networks.is_null(row) || addresses.is_null(row) {
            return Ok(None);
        }
        let text = networks.value(row);
        let bad = || invalid(format!("Invalid CIDR: {text}"));
        let (start, length) = text.split_once('/').ok_or_else(bad)?;
        let start: IpAddr = start.parse().map_err(|_| bad())?;
        let length: u32 = length.parse().map_err(|_| bad())?;
        let (start, skipped) = match start {
            IpAddr::V4(v4) => (u128::from(v4.to_ipv6_mapped()), 96),
            IpAddr::V6(v6) => (u128::from(v6), 0),
        };
        let length = length.checked_add(skipped).filter(|length| *length <= 128).ok_or_else(bad)?;
        let bytes: [u8; 16] = addresses.value(row).get(..16).and_then(|b| b.try_into().ok()).unwrap_or_default();
        let apart = start ^ u128::from_be_bytes(bytes);
        Ok(Some(apart.checked_shr(128 - length).unwrap_or(0) == 0))
    };
    Ok(Arc::new((0..networks.len()).map(one).collect::<Result<BooleanArray>>()?))
}
