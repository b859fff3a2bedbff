//! Profiles in `~/.config/awsathena/config.toml`, and the folders of the command's files.

use std::collections::BTreeMap;
use std::fmt;
use std::fs::{File, OpenOptions};
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::exit::{Failure, Result};

/// The configuration file, which has the profiles.
///
/// ```toml
/// default = "work"
///
/// [profiles.work]
/// url = "awsathena+aioarrow://:@athena.eu-west-1.amazonaws.com/sales?work_group=primary"
/// ```
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Config {
    default: Option<String>,
    #[serde(default)]
    profiles: BTreeMap<String, Profile>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Profile {
    url: String,
}

/// Leaves out the URL, which may have a secret.
impl fmt::Debug for Profile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Profile").finish_non_exhaustive()
    }
}

impl Config {
    /// Reads the file. A missing file is an empty configuration.
    pub(crate) fn load() -> Result<Self> {
        let Some(path) = folder("XDG_CONFIG_HOME", ".config").map(|folder| folder.join("config.toml")) else {
            return Ok(Self::default());
        };
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Self::default()),
            Err(error) => return Err(Failure::Usage(format!("could not read {}: {error}", path.display()))),
        };
        // Only the message: the error's `Display` shows the line, which may have a secret.
        toml::from_str(&text).map_err(|error| {
            let line = error.span().map_or(0, |span| text[..span.start.min(text.len())].lines().count().max(1));
            Failure::Usage(format!("could not read {}: line {line}: {}", path.display(), error.message()))
        })
    }

    /// The URL of a profile.
    pub(crate) fn url(&self, name: &str) -> Result<&str> {
        let found = self.profiles.get(name).map(|profile| profile.url.as_str());
        found.ok_or_else(|| {
            let known = self.profiles.keys().map(String::as_str).collect::<Vec<_>>().join(", ");
            let known = if known.is_empty() { "it has none".to_owned() } else { format!("its profiles are {known}") };
            Failure::Usage(format!("config.toml has no profile `{name}`; {known}"))
        })
    }

    /// The URL of the default profile, if one is named.
    pub(crate) fn default_url(&self) -> Result<Option<&str>> {
        self.default.as_deref().map(|name| self.url(name)).transpose()
    }
}

/// The folder `awsathena` in the folder that `variable` names, or in `fallback` below the home directory.
pub(crate) fn folder(variable: &str, fallback: &str) -> Option<PathBuf> {
    let named = std::env::var_os(variable).map(PathBuf::from).filter(|path| path.is_absolute());
    Some(named.or_else(|| Some(std::env::home_dir()?.join(fallback)))?.join("awsathena"))
}

/// Opens a file for appending, and creates it readable by its owner only.
pub(crate) fn append_private(path: &Path) -> std::io::Result<File> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let mut options = OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}
