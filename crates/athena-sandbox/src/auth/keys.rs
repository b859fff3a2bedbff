//! Access keys: the configured one, and those that the sandbox's STS has issued

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use chrono::{DateTime, TimeDelta, Utc};
use s3s::auth::SecretKey;
use uuid::Uuid;

use super::Refused;

/// All keys; clones share them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Keys {
    /// The configured key; with `None`, every key is accepted.
    configured: Option<(String, SecretKey)>,
    issued: Arc<Mutex<HashMap<String, Issued>>>,
}

/// Temporary credentials.
#[derive(Clone)]
pub(crate) struct Issued {
    pub(crate) access_key: String,
    pub(crate) secret: SecretKey,
    pub(crate) token: String,
    pub(crate) expires: DateTime<Utc>,
    pub(crate) identity: Identity,
}

/// The identity of a caller.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Identity {
    pub(crate) account: String,
    pub(crate) arn: String,
    pub(crate) user_id: String,
}

impl std::fmt::Debug for Issued {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Issued").field("access_key", &self.access_key).finish_non_exhaustive()
    }
}

impl Identity {
    /// The user that owns all keys that STS did not issue.
    pub(crate) fn user() -> Self {
        Self {
            account: "000000000000".to_owned(),
            arn: "arn:aws:iam::000000000000:user/sandbox".to_owned(),
            user_id: "AIDASANDBOX0000000000".to_owned(),
        }
    }
}

impl Keys {
    pub(crate) fn new(configured: Option<(String, SecretKey)>) -> Self {
        Self { configured, issued: Arc::default() }
    }

    /// Whether signatures are checked.
    pub(crate) fn are_checked(&self) -> bool {
        self.configured.is_some()
    }

    /// Issues credentials that are valid for `seconds`.
    pub(crate) fn issue(&self, seconds: i64, identity: Identity) -> Issued {
        let now = Utc::now();
        let random = || Uuid::new_v4().simple().to_string().to_uppercase();
        let bytes = [Uuid::new_v4().into_bytes(), Uuid::new_v4().into_bytes()].concat();
        let issued = Issued {
            access_key: format!("ASIA{}", random().get(..16).unwrap_or_default()),
            // 30 bytes are 40 characters in base64, the length of AWS secrets.
            secret: SecretKey::from(BASE64.encode(bytes.get(..30).unwrap_or_default())),
            token: format!("sandbox//{}", BASE64.encode(random() + &random())),
            expires: now + TimeDelta::seconds(seconds),
            identity,
        };
        let mut all = self.lock();
        // Keys are kept for an hour after they expire, so that a late client is told that they have expired.
        all.retain(|_, earlier| earlier.expires + TimeDelta::hours(1) > now);
        all.insert(issued.access_key.clone(), issued.clone());
        issued
    }

    pub(crate) fn identity(&self, access_key: &str) -> Identity {
        self.lock().get(access_key).map_or_else(Identity::user, |issued| issued.identity.clone())
    }

    /// The secret of a key, if the key is valid now with this session token.
    pub(crate) fn secret(&self, access_key: &str, token: Option<&str>) -> Result<SecretKey, Refused> {
        self.secret_at(access_key, token, Utc::now())
    }

    fn secret_at(&self, access_key: &str, token: Option<&str>, now: DateTime<Utc>) -> Result<SecretKey, Refused> {
        if let Some((configured, secret)) = &self.configured
            && configured == access_key
        {
            return if token.is_none() { Ok(secret.clone()) } else { Err(Refused::Unknown) };
        }
        let all = self.lock();
        let issued = all.get(access_key).filter(|issued| token == Some(issued.token.as_str()));
        let issued = issued.ok_or(Refused::Unknown)?;
        if issued.expires <= now { Err(Refused::Expired) } else { Ok(issued.secret.clone()) }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Issued>> {
        self.issued.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait::async_trait]
impl s3s::auth::S3Auth for Keys {
    /// The secret of the key. The session token was checked before the request was passed to `s3s`.
    async fn get_secret_key(&self, access_key: &str) -> s3s::S3Result<SecretKey> {
        let token = self.lock().get(access_key).map(|issued| issued.token.clone());
        self.secret(access_key, token.as_deref()).map_err(|_| s3s::s3_error!(InvalidAccessKeyId))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn issued_keys_expire() {
        let keys = Keys::new(Some(("AKIA".to_owned(), "secret".into())));
        let issued = keys.issue(900, Identity::user());
        let token = Some(issued.token.as_str());
        let at = |seconds: i64| Utc::now() + TimeDelta::seconds(seconds);
        let found = keys.secret_at(&issued.access_key, token, at(890)).expect("still good");
        assert_eq!(found.expose(), issued.secret.expose());
        assert_eq!(keys.secret_at(&issued.access_key, token, at(901)).err(), Some(Refused::Expired));
        assert_eq!(keys.secret(&issued.access_key, None).err(), Some(Refused::Unknown));
        assert_eq!(keys.secret(&issued.access_key, Some("other")).err(), Some(Refused::Unknown));
        assert_eq!(keys.secret("AKIA", token).err(), Some(Refused::Unknown));
        assert_eq!(issued.secret.expose().len(), 40);
    }

    #[test]
    fn no_secret_is_shown() {
        let keys = Keys::new(Some(("AKIA".to_owned(), "the-secret".into())));
        let issued = keys.issue(900, Identity::user());
        let shown = format!("{keys:?} {issued:?}");
        assert!(!shown.contains("the-secret") && !shown.contains(issued.secret.expose()), "{shown}");
        assert!(!shown.contains(&issued.token), "{shown}");
    }
}
