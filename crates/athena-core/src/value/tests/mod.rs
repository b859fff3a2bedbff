//! Tests across the files of the module.

mod decimals;
mod decoding;
mod displays;
mod from_values;
mod generators;
mod properties;
mod times;

use super::*;
