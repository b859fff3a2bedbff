//! Options as text: the parts that drivers and readers of URLs define and read their options with.
//!
//! [`option_group!`](crate::option_group!) defines a group of options, [`choices!`](crate::choices!) an option value
//! that is one of a few words. The options themselves, as values, are in [`crate::options`].

pub use crate::options::machinery::{
    FromOptions, OptionMap, OptionSpec, OptionValue, ValueKind, connection_option_specs, process_env,
};
