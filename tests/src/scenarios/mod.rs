//! Cases in code, for which a file has no form: concurrency, faults, and the API itself.

mod cached;
mod caching;
mod cancelling;
mod connecting;
mod cursors;
mod definitions;
mod driver_options;
mod dropping;
mod elsewhere;
mod failing;
mod faults;
mod fetching;
mod limits;
mod nested;
mod objects;
mod paging;
mod parameters;
mod progress;
mod reflection;
mod stage;
mod tables;
mod typed;
mod volume;

use std::future::Future;
use std::pin::Pin;

use anyhow::Result;

pub(crate) use self::stage::{Lab, Stage};
use crate::matrix::{self, Row};
use crate::need::Need;

type Running = Pin<Box<dyn Future<Output = Result<()>> + Send>>;

/// The code of a case.
#[derive(Clone, Copy)]
pub(crate) enum Run {
    Function(fn(Stage) -> Running),
    /// A row of the fault matrix.
    Row(&'static Row),
}

/// A case in code.
#[derive(Clone, Copy)]
pub(crate) struct Scenario {
    /// `area::case`.
    pub(crate) name: &'static str,
    pub(crate) needs: &'static [Need],
    pub(crate) run: Run,
}

impl Scenario {
    pub(crate) fn run(&self, stage: Stage) -> Running {
        match self.run {
            Run::Function(run) => run(stage),
            Run::Row(row) => Box::pin(matrix::run(row, stage)),
        }
    }
}

/// The scenarios of an area, named after their functions.
macro_rules! scenarios {
    ($area:literal: $($name:ident $([$($need:ident),+])?,)+) => {
        pub(super) const SCENARIOS: &[crate::scenarios::Scenario] = &[$(
            crate::scenarios::Scenario {
                name: concat!($area, "::", stringify!($name)),
                needs: &[$($(crate::need::Need::$need),+)?],
                run: crate::scenarios::Run::Function(|stage| Box::pin($name(stage))),
            }
        ),+];
    };
}

pub(crate) use scenarios;

pub(crate) fn all() -> Vec<Scenario> {
    let areas = [
        cached::SCENARIOS,
        caching::SCENARIOS,
        cancelling::SCENARIOS,
        connecting::SCENARIOS,
        cursors::SCENARIOS,
        definitions::SCENARIOS,
        driver_options::SCENARIOS,
        dropping::SCENARIOS,
        elsewhere::SCENARIOS,
        failing::SCENARIOS,
        faults::SCENARIOS,
        fetching::SCENARIOS,
        limits::SCENARIOS,
        nested::SCENARIOS,
        objects::SCENARIOS,
        paging::SCENARIOS,
        parameters::SCENARIOS,
        progress::SCENARIOS,
        reflection::SCENARIOS,
        tables::SCENARIOS,
        typed::SCENARIOS,
        volume::SCENARIOS,
    ];
    let mut all = areas.concat();
    all.extend(matrix::scenarios());
    all
}
