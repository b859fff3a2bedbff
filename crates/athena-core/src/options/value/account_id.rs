//! AWS account ids.

use std::fmt;
use std::str::FromStr;

use super::{OptionValue, ValueKind};
use crate::error::{Error, Result};
use crate::options::check::not_a;

/// An AWS account id: twelve digits.
///
/// ```
/// use athena_core::options::AccountId;
///
/// assert_eq!("123456789012".parse::<AccountId>()?.as_str(), "123456789012");
/// assert!("1234".parse::<AccountId>().is_err());
/// # Ok::<(), athena_core::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct AccountId(String);

impl AccountId {
    /// The twelve digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for AccountId {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        Self::parse(text).map_err(|reason| not_a::<Self>("an AWS account id", text, &reason))
    }
}

impl fmt::Display for AccountId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl OptionValue for AccountId {
    const KIND: ValueKind = ValueKind::Other("12 digits");

    fn parse(text: &str) -> Result<Self, String> {
        if text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit()) {
            Ok(Self(text.to_owned()))
        } else {
            Err("it must be an AWS account id of 12 digits".to_owned())
        }
    }

    fn print(&self) -> String {
        self.0.clone()
    }
}
