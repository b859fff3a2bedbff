//! The JSON paths of the SQL standard: `lax $.a[*] ? (@.b > $least).c.floor()`, as `json_value`, `json_query` and
//! `json_exists` take them. What they find is told by `json_find`.

use serde_json::Value;

use super::json_reader;
use crate::comparison::Comparison;

/// A path, with what it does about structures that do not fit.
#[derive(Debug, PartialEq)]
pub(crate) struct Path {
    pub(super) strict: bool,
    pub(super) root: Node,
}

/// A path, or a condition of a filter; [`Path::parse`] sees to it that each stands where it may.
#[derive(Debug, PartialEq)]
pub(super) enum Node {
    /// `$`
    Context,
    /// `$name`
    Variable(String),
    /// `@`
    Item,
    /// The last place of an array.
    Last,
    Literal(Value),
    Negative(Box<Self>),
    Positive(Box<Self>),
    Arithmetic(char, Box<Self>, Box<Self>),
    Step(Box<Self>, Step),
    And(Box<Self>, Box<Self>),
    Or(Box<Self>, Box<Self>),
    Not(Box<Self>),
    Exists(Box<Self>),
    StartsWith(Box<Self>, Box<Self>),
    IsUnknown(Box<Self>),
    Compare(Comparison, Box<Self>, Box<Self>),
}

#[derive(Debug, PartialEq)]
pub(super) enum Step {
    Field(String),
    AllFields,
    /// `..name`
    Descendants(String),
    /// Each from one place to another, or one place.
    Items(Vec<(Node, Option<Node>)>),
    AllItems,
    Filter(Box<Node>),
    Method(Method),
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Method {
    Abs,
    Ceiling,
    Double,
    Floor,
    KeyValue,
    Size,
    Type,
}

impl Path {
    /// `None`: not a path, or one with parts that are not read here.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (strict, root) = json_reader::read(text)?;
        root.is_path().then_some(Self { strict, root })
    }
}

impl Node {
    /// Whether it finds items; a condition is true or not.
    pub(super) fn is_path(&self) -> bool {
        !matches!(
            self,
            Self::And(..)
                | Self::Or(..)
                | Self::Not(_)
                | Self::Exists(_)
                | Self::StartsWith(..)
                | Self::IsUnknown(_)
                | Self::Compare(..)
        )
    }

    pub(super) fn path(self) -> Option<Box<Self>> {
        self.is_path().then(|| Box::new(self))
    }

    pub(super) fn condition(self) -> Option<Box<Self>> {
        (!self.is_path()).then(|| Box::new(self))
    }
}

impl Method {
    pub(super) fn named(name: &str) -> Option<Self> {
        Some(match name {
            "abs" => Self::Abs,
            "ceiling" => Self::Ceiling,
            "double" => Self::Double,
            "floor" => Self::Floor,
            "keyvalue" => Self::KeyValue,
            "size" => Self::Size,
            "type" => Self::Type,
            _ => return None,
        })
    }
}
