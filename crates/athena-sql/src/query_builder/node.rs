//! Syntax nodes that sea-query lacks, represented as function calls in its trees.

use sea_query::{Expr, Func, FunctionCall};

/// The syntax that a call represents. No function has the names of these calls, since they contain characters that need
/// quotes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Node {
    /// `ARRAY[…]`: the members.
    Array,
    /// `(value)."name"`: the value, and the name as a column.
    Field,
    /// `x -> …`: a tuple of the parameters as columns, and the body.
    Lambda,
    /// A literal: its SQL.
    Literal,
    /// `UNNEST(…) WITH ORDINALITY AS t (…)`: a tuple of the values, a tuple of the columns, and whether it has an
    /// ordinality.
    Unnest,
    /// `(VALUES …) AS t (…)`: a tuple of the columns, then the rows as tuples.
    Values,
    /// `table FOR TIMESTAMP AS OF …`: the table as its `*`, and the timestamp.
    TimestampAsOf,
    /// `table FOR VERSION AS OF …`: the table as its `*`, and the version.
    VersionAsOf,
    /// `table TABLESAMPLE BERNOULLI (…)`: the table as its `*`, and the percentage.
    Bernoulli,
    /// `table TABLESAMPLE SYSTEM (…)`: the table as its `*`, and the percentage.
    System,
}

impl Node {
    const ALL: [Self; 10] = [
        Self::Array,
        Self::Field,
        Self::Lambda,
        Self::Literal,
        Self::Unnest,
        Self::Values,
        Self::TimestampAsOf,
        Self::VersionAsOf,
        Self::Bernoulli,
        Self::System,
    ];

    fn name(self) -> &'static str {
        match self {
            Self::Array => "athena: array",
            Self::Field => "athena: field",
            Self::Lambda => "athena: lambda",
            Self::Literal => "athena: literal",
            Self::Unnest => "athena: unnest",
            Self::Values => "athena: values",
            Self::TimestampAsOf => "athena: timestamp",
            Self::VersionAsOf => "athena: version",
            Self::Bernoulli => "athena: bernoulli",
            Self::System => "athena: system",
        }
    }

    pub(super) fn of(call: &FunctionCall) -> Option<Self> {
        let Func::Custom(name) = call.get_func() else { return None };
        let name = name.inner();
        Self::ALL.into_iter().find(|node| node.name() == name)
    }

    pub(super) fn call(self, args: impl IntoIterator<Item = Expr>) -> FunctionCall {
        Func::cust(self.name()).args(args)
    }
}
