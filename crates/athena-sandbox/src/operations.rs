//! Names of all operations that the sandbox knows

use crate::{athena, glue, s3, sts};

/// Least similarity of a name that is suggested for an unknown one.
const LEAST_SIMILARITY: f64 = 0.8;

/// Checks that a service of the sandbox has the operation.
///
/// # Errors
///
/// A text that names the operation, and the nearest one that exists.
pub(crate) fn check(operation: &str) -> Result<(), String> {
    if names().any(|name| name == operation) {
        return Ok(());
    }
    let hint = match nearest(operation) {
        Some(name) => format!("did you mean `{name}`?"),
        None => "`docs/sandbox.md` lists its operations".to_owned(),
    };
    Err(format!("the sandbox has no operation `{operation}`; {hint}"))
}

/// Whether requests for the operation use an AWS JSON protocol: those of Athena and Glue.
pub(crate) fn is_json(operation: &str) -> bool {
    operation.starts_with(glue::TARGET_PREFIX) || athena::operation_names().any(|name| name == operation)
}

/// All names, in the form in which faults and the call log use them.
fn names() -> impl Iterator<Item = String> {
    let of_glue = glue::operation_names().map(|name| format!("{}{name}", glue::TARGET_PREFIX));
    let others = athena::operation_names().chain(s3::operation_names()).chain(sts::operation_names());
    others.map(str::to_owned).chain(of_glue)
}

/// The most similar name. The prefix of Glue and the case of letters do not count.
fn nearest(operation: &str) -> Option<String> {
    let bare = |name: &str| name.rsplit('.').next().unwrap_or(name).to_lowercase();
    let wanted = bare(operation);
    let scored = names().map(|name| (strsim::jaro_winkler(&wanted, &bare(&name)), name));
    let (score, name) = scored.max_by(|left, right| left.0.total_cmp(&right.0))?;
    (score >= LEAST_SIMILARITY).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::check;

    #[test]
    fn operations_of_all_services_are_known() {
        for name in [
            "StartQueryExecution",
            "ListApplicationDPUSizes",
            "AWSGlue.GetTable",
            "GetObject",
            "UploadPartCopy",
            "PutBucketTagging",
            "GetCallerIdentity",
        ] {
            assert_eq!(check(name), Ok(()), "{name}");
        }
    }

    #[test]
    fn an_unknown_operation_gets_the_nearest_name() {
        for (name, hint) in [
            ("StartQuery", "did you mean `StartQueryExecution`?"),
            ("getqueryresults", "did you mean `GetQueryResults`?"),
            ("GetTable", "did you mean `AWSGlue.GetTable`?"),
            ("Glue.GetTable", "did you mean `AWSGlue.GetTable`?"),
            ("ListObjectV2", "did you mean `ListObjectsV2`?"),
            ("Unknown", "`docs/sandbox.md` lists its operations"),
            ("", "`docs/sandbox.md` lists its operations"),
        ] {
            assert_eq!(check(name), Err(format!("the sandbox has no operation `{name}`; {hint}")));
        }
    }
}
