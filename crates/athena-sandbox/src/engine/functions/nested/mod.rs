//! Arrays and maps, and what takes a lambda.

mod arrays;
mod higher;
mod lambdas;
mod maps;
mod pick;
mod reduce;
mod zip;

pub(crate) use arrays::reversed;
pub(crate) use higher::Higher;

use super::simple::Simple;

pub(crate) fn functions() -> Vec<Simple> {
    [arrays::functions(), maps::functions(), zip::functions()].into_iter().flatten().collect()
}

pub(crate) fn higher_order() -> Vec<Higher> {
    [lambdas::functions(), reduce::functions()].into_iter().flatten().collect()
}
