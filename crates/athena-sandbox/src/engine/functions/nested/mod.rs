//! Functions over arrays and maps, and functions with lambda parameters.

mod arrays;
mod gathered;
mod higher;
mod lambdas;
mod maps;
mod pick;
mod reduce;
mod replace;
mod sequence;
mod zip;

pub(crate) use arrays::reversed;
pub(crate) use higher::Higher;
pub(crate) use maps::maps_of_texts;
pub(crate) use pick::{as_list, list_type, map_type};

use super::simple::Simple;

pub(crate) fn functions() -> Vec<Simple> {
    [arrays::functions(), gathered::functions(), maps::functions(), sequence::functions(), zip::functions()]
        .into_iter()
        .flatten()
        .collect()
}

pub(crate) fn higher_order() -> Vec<Higher> {
    [lambdas::functions(), reduce::functions(), replace::functions()].into_iter().flatten().collect()
}
