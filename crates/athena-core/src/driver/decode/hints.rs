//! Type hints: full types of columns, given by the caller.

use std::fmt;
use std::str::FromStr;

use athena_sql::AthenaType;

use crate::column::Columns;
use crate::error::{Error, ErrorKind, Result};
use crate::options::__private::not_a;
use crate::options::{OptionValue, ValueKind};
use crate::suggest::nearest;

/// The full types of some columns: `tags=array(varchar);1=map(varchar, double)`.
///
/// `GetQueryResults` gives `array`, `map` or `row` as the type of a column, without the types inside; with a hint the
/// driver can decode the column. A hint names its column, in any case, or gives its position, counted from 0; the
/// position takes precedence over the name. A name that has `;`, `=`, a quote or spaces at its ends, or is a number,
/// must be in double quotes.
///
/// ```
/// use athena_core::driver::decode::TypeHints;
/// use athena_sql::AthenaType;
///
/// let hints: TypeHints = "tags=array<string>; 1=map(varchar, double)".parse()?;
/// let same = TypeHints::new()
///     .with_name("tags", AthenaType::array(AthenaType::Varchar(None)))
///     .with_position(1, AthenaType::map(AthenaType::Varchar(None), AthenaType::Double));
/// assert_eq!(hints, same);
/// assert_eq!(hints.to_string(), "tags=array(varchar);1=map(varchar, double)");
/// # Ok::<(), athena_core::Error>(())
/// ```
///
/// As an option of a driver:
///
/// ```
/// use athena_core::driver::decode::TypeHints;
/// use athena_core::driver::option::{FromOptions, OptionMap};
///
/// athena_core::option_group! {
///     /// The options of a driver.
///     pub struct DriverOptions {
///         /// Full types of columns.
///         result_set_type_hints (with_result_set_type_hints): TypeHints = TypeHints::new(),
///     }
/// }
///
/// let mut map = OptionMap::new();
/// map.insert("result_set_type_hints", "tags=array(varchar)");
/// let options = DriverOptions::from_options(&mut map)?;
/// assert_eq!(options.result_set_type_hints.to_string(), "tags=array(varchar)");
/// # Ok::<(), athena_core::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TypeHints(Vec<(Target, AthenaType)>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Target {
    Position(usize),
    Name(String),
}

impl TypeHints {
    /// No hints.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a hint for the columns of this name, in any case.
    #[must_use]
    pub fn with_name(self, name: impl Into<String>, data_type: AthenaType) -> Self {
        self.with(Target::Name(name.into()), data_type)
    }

    /// Adds a hint for the column at this position, counted from 0.
    #[must_use]
    pub fn with_position(self, position: usize, data_type: AthenaType) -> Self {
        self.with(Target::Position(position), data_type)
    }

    /// Whether there are no hints.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Parses the form that `Display` writes.
    ///
    /// # Errors
    /// A sentence that starts with `it` and says what is wrong.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut hints = Self::new();
        for pair in split(text, ';').map(str::trim).filter(|pair| !pair.is_empty()) {
            let mut parts = split(pair, '=');
            let name = parts.next().map(str::trim).filter(|name| !name.is_empty());
            let (Some(name), Some(_)) = (name, parts.next()) else {
                return Err("it must be pairs of `column=type` with `;` between them".to_owned());
            };
            let type_text = pair[name.len()..].trim_start().strip_prefix('=').unwrap_or_default();
            let data_type = AthenaType::parse(type_text)
                .map_err(|error| format!("it has an invalid type for `{name}`: {}", error.message()))?;
            let target = Target::read(name)?;
            if hints.0.iter().any(|(known, _)| known.is_same(&target)) {
                return Err(format!("it has two types for `{name}`"));
            }
            hints.0.push((target, data_type));
        }
        Ok(hints)
    }

    fn with(mut self, target: Target, data_type: AthenaType) -> Self {
        self.0.retain(|(known, _)| !known.is_same(&target));
        self.0.push((target, data_type));
        self
    }

    /// The hint for each column; `None` for a column without one.
    pub(super) fn resolve(&self, columns: &Columns) -> Result<Vec<Option<&AthenaType>>> {
        let mut resolved = vec![None; columns.len()];
        let by_name = self.0.iter().filter(|(target, _)| matches!(target, Target::Name(_)));
        let by_position = self.0.iter().filter(|(target, _)| matches!(target, Target::Position(_)));
        for (target, hint) in by_name.chain(by_position) {
            let mut known = false;
            for (position, column) in columns.iter().enumerate() {
                if !target.is_column(position, &column.name) {
                    continue;
                }
                known = true;
                if !is_allowed(hint, &column.data_type) {
                    let message = format!(
                        "type hint `{target}={hint}` does not fit: the result's column is of type {}",
                        column.data_type
                    );
                    return Err(Error::new(ErrorKind::InvalidOption, message));
                }
                resolved[position] = Some(hint);
            }
            if !known {
                return Err(target.unknown(columns));
            }
        }
        Ok(resolved)
    }
}

impl Target {
    fn read(text: &str) -> Result<Self, String> {
        if let Some(quoted) = text.strip_prefix('"') {
            let inner = quoted.strip_suffix('"').filter(|inner| !inner.replace("\"\"", "").contains('"'));
            let name = inner.ok_or_else(|| format!("it has a name whose quotes do not close: {text}"))?;
            return Ok(Self::Name(name.replace("\"\"", "\"")));
        }
        if text.bytes().all(|byte| byte.is_ascii_digit()) {
            let position = text.parse().map_err(|_| format!("it has a position that is too large: {text}"))?;
            return Ok(Self::Position(position));
        }
        Ok(Self::Name(text.to_owned()))
    }

    fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Position(one), Self::Position(other)) => one == other,
            (Self::Name(one), Self::Name(other)) => one.eq_ignore_ascii_case(other),
            _ => false,
        }
    }

    fn is_column(&self, at: usize, column: &str) -> bool {
        match self {
            Self::Position(position) => *position == at,
            Self::Name(name) => name.eq_ignore_ascii_case(column),
        }
    }

    fn unknown(&self, columns: &Columns) -> Error {
        let near = match self {
            Self::Position(_) => None,
            Self::Name(name) => nearest(name, columns.iter().map(|column| column.name.as_str())),
        };
        let hint = match near {
            Some(name) => format!("; did you mean `{name}`?"),
            None => format!("; the result has {} columns", columns.len()),
        };
        let message = format!("type hint for a column that the result does not have: `{self}`{hint}");
        Error::new(ErrorKind::InvalidOption, message)
    }
}

/// Whether a hint is allowed for a column. It may add the types that the service leaves out, but not change the type; a
/// column that arrives as text may be read as any type.
fn is_allowed(hint: &AthenaType, column: &AthenaType) -> bool {
    let is_text = matches!(column, AthenaType::Varchar(_) | AthenaType::Char(_) | AthenaType::Other(_));
    let kind = |data_type: &AthenaType| match data_type {
        AthenaType::Array(_) => std::mem::discriminant(&AthenaType::UntypedArray),
        AthenaType::Map(..) => std::mem::discriminant(&AthenaType::UntypedMap),
        AthenaType::Row(_) => std::mem::discriminant(&AthenaType::UntypedRow),
        scalar => std::mem::discriminant(scalar),
    };
    is_text || kind(hint) == kind(column)
}

/// The parts of a text between separators. A separator inside quotes, which types have around field names, is text.
fn split(text: &str, separator: char) -> impl Iterator<Item = &str> {
    let mut quote = None;
    text.split(move |character| {
        match quote {
            Some(open) if character == open => quote = None,
            None if matches!(character, '"' | '`') => quote = Some(character),
            _ => {}
        }
        quote.is_none() && character == separator
    })
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Position(position) => write!(f, "{position}"),
            Self::Name(name)
                if name.contains([';', '=', '"', '`'])
                    || name.trim() != name
                    || name.bytes().all(|byte| byte.is_ascii_digit()) =>
            {
                write!(f, "\"{}\"", name.replace('"', "\"\""))
            }
            Self::Name(name) => f.write_str(name),
        }
    }
}

impl fmt::Display for TypeHints {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, (target, data_type)) in self.0.iter().enumerate() {
            write!(f, "{}{target}={data_type}", if at == 0 { "" } else { ";" })?;
        }
        Ok(())
    }
}

impl FromStr for TypeHints {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        Self::parse(text).map_err(|reason| not_a::<Self>("a list of type hints", text, &reason))
    }
}

impl OptionValue for TypeHints {
    const KIND: ValueKind = ValueKind::Other("column=type;...");

    fn parse(text: &str) -> Result<Self, String> {
        Self::parse(text)
    }

    fn print(&self) -> String {
        self.to_string()
    }
}
