//! Tests across the files of the module.

mod decimals;
mod decoding;
mod displays;
mod from_values;
pub(crate) mod generators;
mod properties;
mod times;

use super::*;
