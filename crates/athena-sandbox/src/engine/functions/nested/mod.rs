//! Functions over arrays and maps, and functions with lambda parameters.

mod array_aggregates;
mod arrays;
mod higher_order;
mod lambdas;
mod maps;
mod reduce;
mod replace;
mod sequence;
mod take;
mod zip;

pub(crate) use arrays::reversed;
pub(crate) use higher_order::HigherOrder;
pub(crate) use maps::maps_of_texts;
pub(crate) use take::{as_list, list_type, map_type};

use super::simple::Simple;

pub(crate) fn functions() -> Vec<Simple> {
    [arrays::functions(), array_aggregates::functions(), maps::functions(), sequence::functions(), zip::functions()]
        .into_iter()
        .flatten()
        .collect()
}

pub(crate) fn higher_order() -> Vec<HigherOrder> {
    [lambdas::functions(), reduce::functions(), replace::functions()].into_iter().flatten().collect()
}
