#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod athena;
mod catalog;
mod classify;
mod config;
mod connect;
mod convert;
mod credentials;
mod endpoint;
#[cfg(feature = "glue")]
mod glue;
#[cfg(feature = "s3")]
mod objects;
mod pace;
mod profile;
mod renewal;
mod sdk_options;
mod services;
mod session;
mod sts_endpoint;
#[cfg(test)]
mod tests;
mod transport;
mod warnings;

pub use aws_credential_types;
pub use aws_smithy_async::time::{SharedTimeSource, TimeSource};
pub use aws_smithy_runtime_api::client::http::{HttpClient, SharedHttpClient};
pub use aws_types::SdkConfig;

pub use crate::connect::ConnectionBuilder;
pub use crate::sdk_options::{MfaFuture, MfaToken, SdkOptions};
pub use crate::services::Services;
