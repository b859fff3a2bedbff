//! `Services`: the clients of a connection, as ports of `athena-core`.

use std::sync::Arc;

use athena_core::Result;
use athena_core::driver::api::{AthenaApi, Catalog, ObjectSource};
use athena_core::options::ConnectOptions;

use crate::athena::Athena;
use crate::credentials::SharedRenewal;
use crate::{SdkOptions, config, endpoint, warnings};

/// The ports of `athena-core` over the AWS SDK. They make one attempt per call; a
/// [`Connection`](athena_core::Connection) over them tries again. Cloning is cheap; clones share credentials and
/// connections.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Services {
    /// Amazon Athena.
    pub athena: Arc<dyn AthenaApi>,
    /// The metadata calls of Amazon Athena.
    pub catalog: Arc<dyn Catalog>,
    /// AWS Glue, the fallback of Athena's metadata calls; `None` without the feature `glue`.
    pub fallback_catalog: Option<Arc<dyn Catalog>>,
    /// Amazon S3; `None` without the feature `s3`.
    pub objects: Option<Arc<dyn ObjectSource>>,
    /// The region of the services.
    pub region: String,
    /// Renewal of the credentials, where they can be renewed.
    pub(crate) renewal: Option<SharedRenewal>,
}

impl Services {
    /// Builds the clients that `options` describe. Credentials are loaded by the first call, not here. Without a region
    /// in the options, the environment and the profile, the instance metadata service is asked for it.
    ///
    /// # Errors
    /// [`InvalidOption`](athena_core::ErrorKind::InvalidOption) for options that contradict each other, for a missing
    /// region, and for a CA file that cannot be used; [`Unauthenticated`](athena_core::ErrorKind::Unauthenticated) for
    /// an option `profile_name` that names no profile, and for an SDK configuration without credentials;
    /// [`Unsupported`](athena_core::ErrorKind::Unsupported) for `verify=false`.
    ///
    /// # Cancel safety
    /// Dropping the future leaves nothing behind.
    pub async fn connect(options: &ConnectOptions, sdk: SdkOptions) -> Result<Self> {
        options.validate()?;
        let (config, region, renewal) = config::load(options, &sdk).await?;
        warnings::warn(options, &config);
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
        Ok(Self { athena: athena.clone(), catalog: athena, fallback_catalog, objects, region, renewal })
    }
}
