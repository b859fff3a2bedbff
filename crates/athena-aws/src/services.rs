//! The services of a connection.

use std::sync::Arc;

use athena_core::Result;
use athena_core::driver::api::{AthenaApi, Catalog, ObjectSource};
use athena_core::options::ConnectOptions;

use crate::athena::Athena;
use crate::{SdkOptions, config, endpoint};

/// The ports of `athena-core` over the AWS SDK, one attempt a call: a [`Connection`](athena_core::Connection) tries
/// again. Cloning is free; clones share credentials and connections.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Services {
    /// Amazon Athena.
    pub athena: Arc<dyn AthenaApi>,
    /// The metadata calls of Amazon Athena.
    pub catalog: Arc<dyn Catalog>,
    /// AWS Glue, for where the metadata calls of Amazon Athena do not answer; `None` without the feature `glue`.
    pub fallback_catalog: Option<Arc<dyn Catalog>>,
    /// Amazon S3; `None` without the feature `s3`.
    pub objects: Option<Arc<dyn ObjectSource>>,
    /// The region that answers.
    pub region: String,
}

impl Services {
    /// Builds the clients that `options` describe. Credentials are looked up by the first call, not here; the network
    /// is asked only for the region, and only when neither options nor environment nor profile have it.
    ///
    /// # Errors
    ///
    /// [`InvalidOption`](athena_core::ErrorKind::InvalidOption) for options that do not go together, for a missing
    /// region, for a CA file that cannot be used; [`Unsupported`](athena_core::ErrorKind::Unsupported) for
    /// `verify=false`.
    ///
    /// # Cancel safety
    ///
    /// Nothing is left behind when the future is dropped.
    pub async fn connect(options: &ConnectOptions, sdk: SdkOptions) -> Result<Self> {
        options.validate()?;
        let (config, region) = config::load(options, &sdk).await?;
        let work_group = options.query.work_group.clone();
        let athena = Arc::new(Athena { client: endpoint::athena(&options.aws, &config), work_group });
        #[cfg(feature = "s3")]
        let objects: Option<Arc<dyn ObjectSource>> = {
            let owner = options.query.expected_bucket_owner.as_ref().map(ToString::to_string);
            Some(Arc::new(crate::objects::Objects { client: endpoint::s3(&options.aws, &config), owner }))
        };
        #[cfg(not(feature = "s3"))]
        let objects = None;
        #[cfg(feature = "glue")]
        let fallback_catalog: Option<Arc<dyn Catalog>> =
            Some(Arc::new(crate::glue::Glue { client: endpoint::glue(&options.aws, &config) }));
        #[cfg(not(feature = "glue"))]
        let fallback_catalog = None;
        Ok(Self { athena: athena.clone(), catalog: athena, fallback_catalog, objects, region })
    }
}
