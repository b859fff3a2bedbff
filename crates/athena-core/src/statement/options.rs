//! Per-statement overrides of a connection's settings.

use std::fmt;
use std::time::Duration;

use athena_sql::ParamStyle;

use crate::options::{AccountId, EncryptionOption, OptionMap, S3AclOption, S3Uri};
use crate::query::{Callbacks, ClientRequestToken, QueryExecution, QueryId, ResultReuse};

/// Defines the options, their setters and their merge in one place, so that no option is missing from one of them.
macro_rules! statement_options {
    ($( $(#[doc = $doc:literal])+ $field:ident ($setter:ident): $type:ty, )+) => {
        /// Options of one execution, or of all executions of a cursor ([`Connection::with_defaults`]).
        ///
        /// A field that is `None` keeps the setting from the level below: the statement's options take precedence over
        /// the defaults of its connection ([`Connection::with_defaults`]), and these over the URL. Options that need
        /// each other, such as `encryption_option` and `kms_key`, are checked when a statement runs.
        ///
        /// [`Connection::with_defaults`]: crate::Connection::with_defaults
        #[derive(Clone, Default)]
        #[non_exhaustive]
        pub struct StatementOptions {
            $( $(#[doc = $doc])+ pub $field: Option<$type>, )+
            /// Options of the driver, by their names in a URL. They apply to this execution only.
            pub driver_options: OptionMap,
            pub(crate) callbacks: Callbacks,
        }

        impl StatementOptions {
            /// No overrides.
            #[must_use]
            pub fn new() -> Self {
                Self::default()
            }

            $(
                #[doc = concat!("Sets [`", stringify!($field), "`](Self::", stringify!($field), "). ", $($doc),+)]
                #[must_use]
                pub fn $setter(mut self, value: impl Into<$type>) -> Self {
                    self.$field = Some(value.into());
                    self
                }
            )+

            /// These options, overridden by those that `over` has. Callbacks do not replace each other: both are
            /// called, these first.
            #[must_use]
            pub fn merge(self, over: Self) -> Self {
                Self {
                    $( $field: over.$field.or(self.$field), )+
                    driver_options: self.driver_options.merge(over.driver_options),
                    callbacks: self.callbacks.then(&over.callbacks),
                }
            }
        }

        /// Omits callbacks, and of a request token shows only that there is one.
        impl fmt::Debug for StatementOptions {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                let mut debug = f.debug_struct("StatementOptions");
                $( if let Some(value) = &self.$field { debug.field(stringify!($field), value); } )+
                if !self.driver_options.is_empty() { debug.field("driver_options", &self.driver_options); }
                debug.finish_non_exhaustive()
            }
        }
    };
}

statement_options! {
    /// The work group to run in.
    work_group (with_work_group): String,
    /// The directory for the result.
    s3_staging_dir (with_s3_staging_dir): S3Uri,
    /// `QueryExecutionContext.Catalog`.
    catalog_name (with_catalog_name): String,
    /// `QueryExecutionContext.Database`.
    schema_name (with_schema_name): String,
    /// How Athena encrypts the result files.
    encryption_option (with_encryption_option): EncryptionOption,
    /// KMS key of the result files.
    kms_key (with_kms_key): String,
    /// Account that must own the bucket of the result files.
    expected_bucket_owner (with_expected_bucket_owner): AccountId,
    /// Canned ACL of the result files.
    s3_acl_option (with_s3_acl_option): S3AclOption,
    /// Whether Athena may answer with the result of an earlier query.
    result_reuse (with_result_reuse): ResultReuse,
    /// How many of the work group's latest queries are searched for an equal one, whose result is then read; 0 turns
    /// the search off. Read-only statements only.
    cache_size (with_cache_size): usize,
    /// How old such a result may be. Without `cache_size` all queries of that time are searched.
    cache_expiration_time (with_cache_expiration_time): Duration,
    /// The form of the markers.
    paramstyle (with_paramstyle): ParamStyle,
    /// A token chosen by the caller, so that a repeated call finds the query of the first call.
    client_request_token (with_client_request_token): ClientRequestToken,
    /// How long the query may take, from its start to its end; then it is stopped.
    query_timeout (with_query_timeout): Duration,
    /// Fixed pause between two polls of the query's state.
    poll_interval (with_poll_interval): Duration,
    /// Whether the query is stopped when nobody waits for it any more.
    kill_on_interrupt (with_kill_on_interrupt): bool,
}

impl StatementOptions {
    /// Sets an option of the driver, by its name in a URL. A driver that has no such option, or not with this value,
    /// refuses the statement before anything is sent.
    ///
    /// ```
    /// use athena_core::{StatementOptions, Statement};
    ///
    /// let options = StatementOptions::new().with_driver_option("result_set_type_hints", "tags=array(varchar)");
    /// let statement = Statement::new("SELECT tags FROM orders").with_options(options);
    /// ```
    #[must_use]
    pub fn with_driver_option(mut self, name: &str, value: impl Into<String>) -> Self {
        self.driver_options.insert(name, value);
        self
    }

    /// Calls `callback` with the query id once the start was answered, or the query was found in the client cache. The
    /// connection's own callback is called first. It runs on the task that executes the statement and must not block.
    #[must_use]
    pub fn with_on_start(mut self, callback: impl Fn(&QueryId) + Send + Sync + 'static) -> Self {
        self.callbacks.add_on_start(callback);
        self
    }

    /// Calls `callback` at every look at the query, the last one included; the connection's own callback is called
    /// first. It runs on the task that executes the statement and must not block.
    #[must_use]
    pub fn with_on_poll(mut self, callback: impl Fn(&QueryExecution) + Send + Sync + 'static) -> Self {
        self.callbacks.add_on_poll(callback);
        self
    }
}
