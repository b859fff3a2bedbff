//! Values for the markers of a statement.

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::hash::BuildHasher;

use super::{IntoParameter, Parameter};

/// Values for the markers of a statement: by name, in order, or both. One row of
/// [`execute_many`](crate::Cursor::execute_many).
///
/// A tuple of up to 16 values and a `Vec<Parameter>` are values in order; an array, a `Vec` or a map of names and
/// parameters is values by name. `Debug` shows no value.
///
/// ```
/// use athena_core::{Bindings, Parameter};
///
/// let in_order = Bindings::from((1, "it's", None::<f64>));
/// let in_order_too = Bindings::from(vec![Parameter::from(1), "it's".into(), None::<f64>.into()]);
/// assert_eq!(in_order, in_order_too);
///
/// let by_name = Bindings::from([("id", 1.into()), ("name", "it's".into())]);
/// assert_eq!(by_name, Bindings::new().bind("id", 1).bind("name", "it's"));
/// assert_eq!(format!("{by_name:?}"), "Bindings { named: [\"id\", \"name\"], positional: 0 }");
/// ```
#[derive(Clone, Default, PartialEq)]
pub struct Bindings {
    pub(super) named: Vec<(String, Parameter)>,
    pub(super) positional: Vec<Parameter>,
}

impl Bindings {
    /// Bindings without values.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Gives every marker of this name a value. The last value given for a name counts.
    #[must_use]
    pub fn bind(mut self, name: impl Into<String>, value: impl IntoParameter) -> Self {
        self.insert(name.into(), value.into_parameter());
        self
    }

    /// Gives the next `?` marker a value.
    #[must_use]
    pub fn bind_next(mut self, value: impl IntoParameter) -> Self {
        self.positional.push(value.into_parameter());
        self
    }

    /// Whether no value is bound.
    pub fn is_empty(&self) -> bool {
        self.named.is_empty() && self.positional.is_empty()
    }

    pub(super) fn insert(&mut self, name: String, value: Parameter) {
        match self.named.iter_mut().find(|(bound, _)| *bound == name) {
            Some((_, bound)) => *bound = value,
            None => self.named.push((name, value)),
        }
    }

    /// Adds other values: a value by name replaces the earlier one of that name, values in order are appended.
    pub(super) fn extend(&mut self, others: Self) {
        for (name, value) in others.named {
            self.insert(name, value);
        }
        self.positional.extend(others.positional);
    }
}

/// A row of values for [`Statement::bind_all`](super::Statement::bind_all) and
/// [`execute_many`](crate::Cursor::execute_many): everything that converts into [`Bindings`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a row of values",
    label = "this is not a row",
    note = "rows are tuples of values: write `(1,)` for one column, `(1, \"a\")` for two, up to 16",
    note = "rows of more columns are `Vec<Parameter>`",
    note = "rows by name are `[(\"id\", 1.into()), (\"name\", \"a\".into())]`"
)]
pub trait IntoBindings {
    /// The values as [`Bindings`].
    fn into_bindings(self) -> Bindings;
}

#[diagnostic::do_not_recommend]
impl<T: Into<Bindings>> IntoBindings for T {
    fn into_bindings(self) -> Bindings {
        self.into()
    }
}

impl fmt::Debug for Bindings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Bindings")
            .field("named", &self.named.iter().map(|(name, _)| name).collect::<Vec<_>>())
            .field("positional", &self.positional.len())
            .finish()
    }
}

impl FromIterator<Parameter> for Bindings {
    fn from_iter<I: IntoIterator<Item = Parameter>>(values: I) -> Self {
        Self { named: Vec::new(), positional: values.into_iter().collect() }
    }
}

impl<K: Into<String>> FromIterator<(K, Parameter)> for Bindings {
    fn from_iter<I: IntoIterator<Item = (K, Parameter)>>(values: I) -> Self {
        values.into_iter().fold(Self::new(), |all, (name, value)| all.bind(name, value))
    }
}

impl From<Vec<Parameter>> for Bindings {
    fn from(values: Vec<Parameter>) -> Self {
        values.into_iter().collect()
    }
}

impl<K: Into<String>> From<Vec<(K, Parameter)>> for Bindings {
    fn from(values: Vec<(K, Parameter)>) -> Self {
        values.into_iter().collect()
    }
}

impl<K: Into<String>, const N: usize> From<[(K, Parameter); N]> for Bindings {
    fn from(values: [(K, Parameter); N]) -> Self {
        values.into_iter().collect()
    }
}

impl<K: Into<String>> From<BTreeMap<K, Parameter>> for Bindings {
    fn from(values: BTreeMap<K, Parameter>) -> Self {
        values.into_iter().collect()
    }
}

impl<K: Into<String>, S: BuildHasher> From<HashMap<K, Parameter, S>> for Bindings {
    fn from(values: HashMap<K, Parameter, S>) -> Self {
        values.into_iter().collect()
    }
}

macro_rules! tuples {
    ($(($($name:ident)+))+) => {
        $(
            impl<$($name: Into<Parameter>),+> From<($($name,)+)> for Bindings {
                #[expect(non_snake_case, reason = "a value has the name of its type")]
                fn from(($($name,)+): ($($name,)+)) -> Self {
                    Self { named: Vec::new(), positional: vec![$($name.into()),+] }
                }
            }
        )+
    };
}

tuples! {
    (A)
    (A B)
    (A B C)
    (A B C D)
    (A B C D E)
    (A B C D E F)
    (A B C D E F G)
    (A B C D E F G H)
    (A B C D E F G H I)
    (A B C D E F G H I J)
    (A B C D E F G H I J K)
    (A B C D E F G H I J K L)
    (A B C D E F G H I J K L M)
    (A B C D E F G H I J K L M N)
    (A B C D E F G H I J K L M N O)
    (A B C D E F G H I J K L M N O P)
}
