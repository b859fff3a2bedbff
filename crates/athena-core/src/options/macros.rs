//! The macros `option_group!` and `choices!`: key, type, default and documentation of options in one place.

/// Defines a group of options: a `#[non_exhaustive]` struct with public fields, `Default`, `new`, `with_*` setters,
/// `validate`, and [`FromOptions`](crate::driver::option::FromOptions). The field's name is the key.
///
/// A field has the form `key (setter): Type = default,`. Between type and default, in this order, are optional:
/// `[env "VARIABLE"]`, `[in 1..=10]` for numbers, `[check rule]` with a rule `Fn(&T) -> Result<(), String>` (for an
/// `Option<T>` too; `positive` and `limited` are rules for durations), `[alias "other_key"]`. A rule over several
/// fields follows the name of the struct: `[check Self::rule]` with `fn rule(&self) -> Result<()>`.
///
/// ```
/// use std::time::Duration;
/// use athena_core::driver::option::{FromOptions, OptionMap};
///
/// athena_core::option_group! {
///     /// The options of a driver.
///     pub struct DriverOptions {
///         /// Fetches the result as Parquet, by UNLOAD.
///         unload (with_unload): bool = false,
///         /// Rows per page.
///         page_size (with_page_size): u16 [in 1..=1000] = 1000,
///         /// Maximum wait; no limit by default.
///         patience (with_patience): Option<Duration> [check positive] [alias "max_wait"] = None,
///     }
/// }
///
/// let mut map = OptionMap::new();
/// map.insert("unload", "yes");
/// map.insert("max_wait", "0.5");
/// let options = DriverOptions::from_options(&mut map)?;
/// assert_eq!(options, DriverOptions::new().with_unload(true).with_patience(Duration::from_millis(500)));
/// assert_eq!(DriverOptions::KEYS[1].default_text(), "1000");
///
/// map.insert("page_size", "0");
/// let error = DriverOptions::from_options(&mut map).unwrap_err();
/// assert_eq!(error.to_string(), "option `page_size` cannot be `0`: it must be between 1 and 1000");
/// # Ok::<(), athena_core::Error>(())
/// ```
#[macro_export]
macro_rules! option_group {
    (
        $(#[$meta:meta])*
        pub struct $name:ident $([check $rule:expr])? {
            $(
                $(#[doc = $doc:literal])+
                $field:ident ($setter:ident): $ty:ty
                    $([env $env:literal])? $([in $range:expr])? $([check $check:expr])? $([alias $($alias:literal),+])?
                    = $default:expr,
            )+
        }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq)]
        #[non_exhaustive]
        pub struct $name {
            $( $(#[doc = $doc])+ pub $field: $ty, )+
        }

        impl ::core::default::Default for $name {
            fn default() -> Self {
                Self { $( $field: $default, )+ }
            }
        }

        impl $name {
            /// The defaults.
            #[must_use]
            pub fn new() -> Self {
                ::core::default::Default::default()
            }

            $(
                #[doc = concat!("Sets [`", stringify!($field), "`](Self::", stringify!($field), "). ", $($doc),+)]
                #[must_use]
                pub fn $setter(mut self, value: impl $crate::options::IntoOption<$ty>) -> Self {
                    self.$field = $crate::options::IntoOption::into_option(value);
                    self
                }
            )+

            /// Checks ranges, forms, and options that need each other.
            ///
            /// # Errors
            ///
            /// `InvalidOption`, naming the option.
            pub fn validate(&self) -> $crate::Result<()> {
                #[allow(unused_imports, reason = "a group may not use all of the rules")]
                use $crate::options::__private::{check_value, limited, positive, within};
                $(
                    $( check_value(stringify!($field), &self.$field, within($range))?; )?
                    $( check_value(stringify!($field), &self.$field, $check)?; )?
                )+
                $( ($rule)(self)?; )?
                Ok(())
            }
        }

        impl $crate::driver::option::FromOptions for $name {
            const KEYS: &'static [$crate::driver::option::OptionSpec] = &[
                $({
                    let spec = $crate::driver::option::OptionSpec::new::<$ty>(
                        stringify!($field),
                        concat!($($doc),+).trim_ascii(),
                        || { let value: $ty = $default; $crate::driver::option::OptionValue::print(&value) },
                    );
                    $( let spec = spec.with_env($env); )?
                    $( let spec = spec.with_bounds(stringify!($range)); )?
                    $( let spec = spec.with_bounds(stringify!($check)); )?
                    $( let spec = spec.with_aliases(&[$($alias),+]); )?
                    spec
                }),+
            ];

            fn read_options(self, map: &mut $crate::driver::option::OptionMap) -> $crate::Result<Self> {
                let mut options = self;
                $(
                    if let Some(value) = map.take_any(stringify!($field), &[$($($alias),+)?])? {
                        options.$field = value;
                    }
                )+
                options.validate()?;
                Ok(options)
            }
        }
    };
}

/// Defines an option value with a fixed set of words: an enum with `Display`, `FromStr` (in any case) and
/// [`OptionValue`](crate::driver::option::OptionValue).
///
/// ```
/// athena_core::choices! {
///     /// The unit of timestamps.
///     pub enum Unit {
///         /// Milliseconds.
///         Milli = "ms",
///         /// Microseconds.
///         Micro = "us",
///     }
/// }
///
/// assert_eq!("US".parse::<Unit>()?, Unit::Micro);
/// let error = "ns".parse::<Unit>().unwrap_err();
/// assert_eq!(error.to_string(), "`ns` is not a value of `Unit`: it must be one of ms, us");
/// # Ok::<(), athena_core::Error>(())
/// ```
#[macro_export]
macro_rules! choices {
    (
        $(#[$meta:meta])*
        pub enum $name:ident { $( $(#[$variant_meta:meta])+ $variant:ident = $word:literal, )+ }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum $name { $( $(#[$variant_meta])+ $variant, )+ }

        impl $name {
            /// The words, in the order of the variants.
            pub const WORDS: &'static [&'static str] = &[$($word),+];

            /// The word in a URL.
            pub const fn as_str(self) -> &'static str {
                match self { $( Self::$variant => $word, )+ }
            }
        }

        impl ::core::fmt::Display for $name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl ::core::str::FromStr for $name {
            type Err = $crate::Error;

            fn from_str(text: &str) -> $crate::Result<Self> {
                let what = concat!("a value of `", stringify!($name), "`");
                <Self as $crate::driver::option::OptionValue>::parse(text)
                    .map_err(|reason| $crate::options::__private::not_a::<Self>(what, text, &reason))
            }
        }

        impl $crate::driver::option::OptionValue for $name {
            const KIND: $crate::driver::option::ValueKind = $crate::driver::option::ValueKind::Choice(Self::WORDS);

            fn parse(text: &str) -> ::core::result::Result<Self, ::std::string::String> {
                $( if text.eq_ignore_ascii_case($word) { return Ok(Self::$variant); } )+
                Err(format!("it must be one of {}", Self::WORDS.join(", ")))
            }

            fn print(&self) -> ::std::string::String {
                self.as_str().to_owned()
            }
        }
    };
}
