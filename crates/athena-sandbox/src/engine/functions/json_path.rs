//! Syntax tree of the JSON paths of the SQL standard, such as `lax $.a[*] ? (@.b > $least).c.floor()`, which
//! `json_value`, `json_query` and `json_exists` take. `json_path_eval` evaluates them.

use serde_json::Value;

use super::json_path_parser;
use crate::comparison::Comparison;

/// A path, and its mode for structures that do not match.
#[derive(Debug, PartialEq)]
pub(crate) struct Path {
    pub(super) strict: bool,
    pub(super) root: Node,
}

/// A node of a path, or of the condition of a filter. [`Path::parse`] checks that each kind appears only where it is
/// allowed.
#[derive(Debug, PartialEq)]
pub(super) enum Node {
    /// `$`
    Context,
    /// `$name`
    Variable(String),
    /// `@`
    Item,
    /// `last`, the last index of an array.
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
    /// Ranges of indices, or single indices.
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
    /// Returns `None` if the text is not a path, or uses an unsupported part of the grammar.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (strict, root) = json_path_parser::read(text)?;
        root.is_path().then_some(Self { strict, root })
    }
}

impl Node {
    /// Returns whether the node yields items; a condition yields true or false.
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
