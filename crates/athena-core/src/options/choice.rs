//! Options that are one of a few words.

crate::choices! {
    /// How Athena encrypts result files (`EncryptionConfiguration.EncryptionOption`).
    pub enum EncryptionOption {
        /// By S3, with a key of S3.
        SseS3 = "SSE_S3",
        /// By S3, with a key of KMS.
        SseKms = "SSE_KMS",
        /// By Athena before it writes to S3, with a key of KMS.
        CseKms = "CSE_KMS",
    }
}

impl EncryptionOption {
    /// Whether a `kms_key` belongs to it.
    pub fn needs_kms_key(self) -> bool {
        matches!(self, Self::SseKms | Self::CseKms)
    }
}

crate::choices! {
    /// Who owns the result files (`AclConfiguration.S3AclOption`).
    pub enum S3AclOption {
        /// The owner of the bucket, rather than the account that ran the query.
        BucketOwnerFullControl = "BUCKET_OWNER_FULL_CONTROL",
    }
}
