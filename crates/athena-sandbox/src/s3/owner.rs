//! Who owns everything here: S3 names accounts by a number of its own.

use s3s::dto::{Initiator, Owner};

/// The canonical user id of the sandbox's account.
pub(super) const ID: &str = "75aa57f09aa0c8caeab4f8c24e99d10f8e7faeebf76c078efc7c6caea54ba06a";

const NAME: &str = "sandbox";

pub(super) fn owner() -> Owner {
    Owner { display_name: Some(NAME.to_owned()), id: Some(ID.to_owned()) }
}

pub(super) fn initiator() -> Initiator {
    Initiator { display_name: Some(NAME.to_owned()), id: Some(ID.to_owned()) }
}
