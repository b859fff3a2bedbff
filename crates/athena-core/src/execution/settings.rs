//! Effective settings of one execution: the connection's options, its defaults and the statement's overrides, merged
//! once.

use std::time::Duration;

use super::cache::LookBack;
use crate::error::Result;
use crate::options::{OptionMap, QueryDefaults, S3Uri};
use crate::query::{Callbacks, ClientRequestToken, EncryptionConfiguration, ResultReuse, StartQuery};
use crate::session::Session;
use crate::statement::{Statement, StatementOptions};

/// The settings of one execution. Nothing after this point looks at the levels that they come from.
#[derive(Clone, Debug)]
pub(crate) struct Settings {
    pub(crate) query: QueryDefaults,
    pub(crate) result_reuse: Option<ResultReuse>,
    pub(crate) client_request_token: Option<ClientRequestToken>,
    pub(crate) query_timeout: Option<Duration>,
    pub(crate) poll_interval: Option<Duration>,
    pub(crate) kill_on_interrupt: bool,
    pub(crate) driver_options: OptionMap,
    pub(crate) callbacks: Callbacks,
}

impl Settings {
    /// The settings of a statement with `overrides` on `session`.
    pub(crate) fn of(session: &Session, overrides: &StatementOptions) -> Self {
        let client = &session.options().client;
        let mut settings = Self {
            query: session.options().query.clone(),
            result_reuse: None,
            client_request_token: None,
            query_timeout: client.query_timeout,
            poll_interval: client.poll_interval,
            kill_on_interrupt: client.kill_on_interrupt,
            driver_options: OptionMap::new(),
            callbacks: session.callbacks().clone(),
        };
        settings.apply(session.defaults());
        settings.apply(overrides);
        settings
    }

    /// Puts one level of overrides on top. Every field is named, so that none can be forgotten here.
    fn apply(&mut self, overrides: &StatementOptions) {
        let StatementOptions {
            work_group,
            s3_staging_dir,
            catalog_name,
            schema_name,
            encryption_option,
            kms_key,
            expected_bucket_owner,
            s3_acl_option,
            result_reuse,
            cache_size,
            cache_expiration_time,
            paramstyle,
            client_request_token,
            query_timeout,
            poll_interval,
            kill_on_interrupt,
            driver_options,
            callbacks,
        } = overrides;
        let query = &mut self.query;
        overwrite_option(&mut query.work_group, work_group);
        overwrite_option(&mut query.s3_staging_dir, s3_staging_dir);
        overwrite_option(&mut query.catalog_name, catalog_name);
        overwrite_option(&mut query.schema_name, schema_name);
        if encryption_option.is_some() {
            // The key belongs to the option that it was given with.
            query.kms_key = None;
        }
        overwrite_option(&mut query.encryption_option, encryption_option);
        overwrite_option(&mut query.kms_key, kms_key);
        overwrite_option(&mut query.expected_bucket_owner, expected_bucket_owner);
        overwrite_option(&mut query.s3_acl_option, s3_acl_option);
        overwrite(&mut query.cache_size, cache_size);
        overwrite(&mut query.cache_expiration_time, cache_expiration_time);
        overwrite(&mut query.paramstyle, paramstyle);
        overwrite_option(&mut self.result_reuse, result_reuse);
        overwrite_option(&mut self.client_request_token, client_request_token);
        overwrite_option(&mut self.query_timeout, query_timeout);
        overwrite_option(&mut self.poll_interval, poll_interval);
        overwrite(&mut self.kill_on_interrupt, kill_on_interrupt);
        self.driver_options = std::mem::take(&mut self.driver_options).merge(driver_options.clone());
        self.callbacks = std::mem::take(&mut self.callbacks).then(callbacks);
    }

    /// The statement with the parameter style of these settings.
    pub(crate) fn complete(&self, statement: Statement) -> Statement {
        let mut options = statement.options().clone();
        options.paramstyle = Some(self.query.paramstyle);
        statement.with_options(options)
    }

    /// The staging directory of the result; `None` where the work group decides.
    pub(crate) fn staging_dir(&self) -> Option<S3Uri> {
        self.query.s3_staging_dir.as_ref().map(S3Uri::directory)
    }

    /// How far the client cache looks back.
    pub(super) fn look_back(&self) -> LookBack {
        LookBack { size: self.query.cache_size, age: self.query.cache_expiration_time }
    }

    /// The request that starts `statement`, which is [complete](Self::complete).
    pub(super) fn start_query(&self, statement: &Statement) -> Result<StartQuery> {
        self.query.validate()?;
        let query = self.query.clone();
        let mut request = StartQuery::new(statement.to_sql()?);
        request.execution_parameters = statement.to_execution_parameters()?;
        if let Some(token) = &self.client_request_token {
            request.token = token.clone();
        }
        // `ResultConfiguration` is left out where nothing is set: managed results refuse one that is not empty.
        request.output_location = self.staging_dir().map(|directory| directory.to_string());
        request.encryption = query
            .encryption_option
            .map(|option| EncryptionConfiguration { option: option.to_string(), kms_key: query.kms_key });
        request.expected_bucket_owner = query.expected_bucket_owner.map(|owner| owner.to_string());
        request.s3_acl_option = query.s3_acl_option.map(|option| option.to_string());
        let reuse = ResultReuse { enabled: true, max_age_in_minutes: query.result_reuse_minutes };
        request.result_reuse = self.result_reuse.or(query.result_reuse_enable.then_some(reuse));
        request.work_group = query.work_group;
        request.catalog = query.catalog_name;
        request.database = query.schema_name;
        Ok(request)
    }
}

fn overwrite<T: Clone>(setting: &mut T, over: &Option<T>) {
    if let Some(over) = over {
        *setting = over.clone();
    }
}

fn overwrite_option<T: Clone>(setting: &mut Option<T>, over: &Option<T>) {
    if over.is_some() {
        setting.clone_from(over);
    }
}
