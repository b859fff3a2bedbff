#![doc = include_str!("../README.md")]

mod case;
mod clients;
mod differential;
mod endpoint;
mod injection;
mod matrix;
mod need;
mod options_page;
mod pattern;
mod python;
mod redaction;
mod scenarios;
mod statements;
mod suite;
mod support_matrix;
mod values;

pub use crate::clients::run_clients;
pub use crate::differential::differential;
pub use crate::endpoint::folder;
pub use crate::injection::injection;
pub use crate::matrix::faults_page;
pub use crate::options_page::{driver_options, options_page};
pub use crate::python::run_python;
pub use crate::redaction::{proxy, redaction, unaccounted_types};
pub use crate::statements::{built_queries, compare};
pub use crate::suite::{Settings, run_suite};
pub use crate::support_matrix::support_matrix;
