//! Cache of credentials that can be renewed before they expire

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use athena_core::driver::api::RenewCredentials;
use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::identity::{
    IdentityFuture, ResolveCachedIdentity, SharedIdentityCache, SharedIdentityResolver,
};
use aws_smithy_runtime_api::client::runtime_components::{RuntimeComponents, RuntimeComponentsBuilder};
use aws_smithy_types::config_bag::ConfigBag;

/// Calls that ask for new credentials within this time of a renewal failed with the old ones.
const SAME_RENEWAL: Duration = Duration::from_secs(10);

/// The identity cache of a connection. The SDK's cache keeps credentials until the time that their provider named. A
/// service may refuse them earlier, such as when a session was revoked, or when the clocks differ.
#[derive(Debug)]
pub(crate) struct RenewableCache {
    state: Mutex<State>,
    /// Makes an empty cache.
    empty: fn() -> SharedIdentityCache,
}

#[derive(Debug)]
struct State {
    cache: SharedIdentityCache,
    renewed: Option<Instant>,
}

impl RenewableCache {
    /// Begins with `cache`; a renewal replaces it by an empty one.
    pub(crate) fn new(cache: SharedIdentityCache, empty: fn() -> SharedIdentityCache) -> Self {
        Self { state: Mutex::new(State { cache, renewed: None }), empty }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // No code panics while holding the lock.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn cache(&self) -> SharedIdentityCache {
        self.state().cache.clone()
    }
}

impl RenewCredentials for RenewableCache {
    fn renew(&self) -> bool {
        let mut state = self.state();
        if state.renewed.is_none_or(|renewed| renewed.elapsed() >= SAME_RENEWAL) {
            state.cache = (self.empty)();
            state.renewed = Some(Instant::now());
        }
        true
    }
}

/// The cache as the clients of services use it.
#[derive(Debug)]
pub(crate) struct ForClients(pub(crate) Arc<RenewableCache>);

impl ResolveCachedIdentity for ForClients {
    fn resolve_cached_identity<'a>(
        &'a self,
        resolver: SharedIdentityResolver,
        runtime_components: &'a RuntimeComponents,
        config_bag: &'a ConfigBag,
    ) -> IdentityFuture<'a> {
        let cache = self.0.cache();
        IdentityFuture::new(
            async move { cache.resolve_cached_identity(resolver, runtime_components, config_bag).await },
        )
    }

    fn validate_base_client_config(
        &self,
        runtime_components: &RuntimeComponentsBuilder,
        config: &ConfigBag,
    ) -> Result<(), BoxError> {
        self.0.cache().validate_base_client_config(runtime_components, config)
    }

    fn validate_final_config(
        &self,
        runtime_components: &RuntimeComponents,
        config: &ConfigBag,
    ) -> Result<(), BoxError> {
        self.0.cache().validate_final_config(runtime_components, config)
    }
}
