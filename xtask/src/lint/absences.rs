//! Dependencies that a crate must not have
//!
//! Those that no crate may have are in `deny.toml`.

use anyhow::Result;

use super::features::programs;
use super::tree::{direct, packages};

/// Packages that a package must not depend on.
struct Absence {
    package: &'static str,
    features: &'static [&'static str],
    /// Names of packages; a star at the end matches any text.
    absent: &'static [&'static str],
    reason: &'static str,
}

const ABSENCES: &[Absence] = &[
    Absence {
        package: "athena-sql",
        features: &["--all-features"],
        // `arrow-schema` is allowed behind a feature: it has the names of Arrow's types and no data.
        absent: &[
            "aws-*",
            "arrow",
            "arrow-array",
            "arrow-buffer",
            "polars*",
            "parquet",
            "datafusion*",
            "tokio",
            "hyper",
            "athena-*",
        ],
        reason: "the lowest crate does no I/O and depends on no other crate of the project",
    },
    Absence {
        package: "athena-core",
        features: &[],
        absent: &["arrow*"],
        reason: "core depends on no columnar format",
    },
    Absence {
        package: "athena-core",
        features: &["--all-features"],
        absent: &[
            "aws-*",
            "arrow",
            "arrow-array",
            "arrow-buffer",
            "polars*",
            "parquet",
            "datafusion*",
            "hyper",
            "athena-aws",
            "athena-registry",
        ],
        reason: "core depends on no AWS SDK and on no columnar format",
    },
    Absence {
        package: "athena-registry",
        features: &[],
        absent: &["aws-*", "arrow*", "polars*", "athena-aws", "athena-rest"],
        reason: "the registry holds drivers as values and depends on none",
    },
    Absence {
        package: "athena-rest",
        features: &[],
        absent: &[
            "arrow*",
            "polars*",
            "parquet",
            "datafusion*",
            "aws-sdk-s3",
            "athena-s3",
            "athena-arrow",
            "athena-polars",
        ],
        reason: "a user of result pages builds no columnar format and no S3 client",
    },
    Absence {
        package: "athena-rest",
        features: &["--no-default-features"],
        absent: &["aws-*", "athena-aws"],
        reason: "without the feature `aws` the caller brings the transport",
    },
    Absence {
        package: "athena-s3",
        features: &[],
        absent: &["arrow*", "polars*", "parquet", "datafusion*", "athena-rest", "athena-arrow", "athena-polars"],
        reason: "rows need no columnar format, and drivers do not depend on each other",
    },
    Absence {
        package: "athena-arrow",
        features: &[],
        absent: &["polars*", "datafusion*", "athena-rest", "athena-s3", "athena-polars", "athena-pandas"],
        reason: "a driver depends on one format and on no other driver",
    },
    Absence {
        package: "athena-polars",
        features: &["--all-features"],
        absent: &["arrow*", "parquet", "datafusion*", "athena-rest", "athena-s3", "athena-arrow", "athena-pandas"],
        reason: "polars has its own Arrow and Parquet crates, and drivers do not depend on each other",
    },
    Absence {
        package: "athena-pandas",
        features: &[],
        absent: &["polars*", "datafusion*", "pyo3*", "athena-rest", "athena-s3", "athena-polars"],
        reason: "it depends on the arrow driver, on no other driver, and on no Python",
    },
    Absence {
        package: "athena-aws",
        features: &["--all-features"],
        absent: &["arrow*", "polars*"],
        reason: "the SDK is below every driver, and no driver builds the format of another one",
    },
    Absence {
        package: "athena-aws",
        features: &[],
        absent: &["aws-sdk-s3", "aws-sdk-glue"],
        reason: "the S3 client is a feature of the drivers that read result files",
    },
    Absence {
        package: "athena-sandbox",
        features: &[],
        absent: &["athena-*", "awsathena"],
        reason: "the sandbox shares no decoder with the drivers that it tests",
    },
    Absence {
        package: "sixth",
        features: &[],
        absent: &["aws-*", "arrow*", "polars*", "athena-aws", "athena-rest", "awsathena"],
        reason: "a driver depends on core and the registry, and the facade does not know it",
    },
    Absence {
        package: "xtask",
        features: &[],
        absent: &["athena-*", "awsathena", "aws-*", "tokio"],
        reason: "the commands of the project are quick to build",
    },
];

pub(super) fn check() -> Result<Vec<String>> {
    let mut failures = one_crate_each()?;
    for absence in ABSENCES {
        let found = packages(absence.package, absence.features)?;
        for (name, version) in found.iter().filter(|(name, _)| name != absence.package) {
            if let Some(pattern) = absence.absent.iter().find(|pattern| fits(pattern, name)) {
                failures.push(format!(
                    "{} {} depends on {name} {version} ({pattern}): {}",
                    absence.package,
                    absence.features.join(" "),
                    absence.reason
                ));
            }
        }
        println!(
            "{} {}: {} packages, none of {}",
            absence.package,
            absence.features.join(" "),
            found.len(),
            absence.absent.join(", ")
        );
    }
    Ok(failures)
}

/// A program needs one crate of the project only: those in `tests/programs` depend on it and on tokio.
fn one_crate_each() -> Result<Vec<String>> {
    let mut failures = Vec::new();
    for program in programs()? {
        let (mut crates, mut others) = (Vec::new(), Vec::new());
        for (name, _) in direct(&program)?.into_iter().filter(|(name, _)| *name != program && name != "tokio") {
            if name.starts_with("athena-") || name == "awsathena" { crates.push(name) } else { others.push(name) }
        }
        if crates.len() != 1 || !others.is_empty() {
            failures.push(format!(
                "{program} must depend on one crate of the project and tokio only, and depends on {crates:?} {others:?}"
            ));
        }
        println!("{program}: only {} and tokio", crates.join(", "));
    }
    Ok(failures)
}

/// True if a package matches `name` or `name*`.
fn fits(pattern: &str, name: &str) -> bool {
    match pattern.strip_suffix('*') {
        Some(start) => name.starts_with(start),
        None => name == pattern,
    }
}

#[cfg(test)]
mod tests {
    use super::fits;

    #[test]
    fn patterns() {
        assert!(fits("arrow*", "arrow-array") && fits("hyper", "hyper"));
        assert!(!fits("hyper", "hyper-util") && !fits("arrow*", "parquet"));
    }
}
