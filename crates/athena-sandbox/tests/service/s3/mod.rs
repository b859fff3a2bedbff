//! S3

mod checksums;
mod copies;
mod forms;
mod headers;
mod limits;
mod objects;
mod part_checksums;
mod settings;
mod tags;
mod uploads;

use athena_sandbox::Sandbox;

use crate::client::{Reply, s3, start_sandbox};

/// The texts of an XML element, in order.
fn texts(xml: &str, element: &str) -> Vec<String> {
    let (open, close) = (format!("<{element}>"), format!("</{element}>"));
    xml.split(&open).skip(1).filter_map(|rest| rest.split(&close).next()).map(str::to_owned).collect()
}

async fn with_object(bytes: &[u8]) -> Sandbox {
    let sandbox = start_sandbox().await;
    sandbox.storage().put_object("sandbox-results", "k", bytes).expect("written");
    sandbox
}

/// Status and code of an error.
fn refusal(reply: &Reply) -> (u16, String) {
    (reply.status, texts(&reply.text(), "Code").concat())
}

/// Begins an upload and returns its id.
async fn begin(sandbox: &Sandbox, path: &str, headers: &[(&str, &str)]) -> String {
    let created = s3(sandbox, "POST", &format!("{path}?uploads"), headers, b"").await;
    texts(&created.text(), "UploadId").first().unwrap_or_else(|| panic!("{}", created.text())).clone()
}

/// The element that names an uploaded part in CompleteMultipartUpload.
fn named_part(number: u32, etag: &str) -> String {
    format!("<Part><PartNumber>{number}</PartNumber><ETag>{etag}</ETag></Part>")
}

async fn complete(sandbox: &Sandbox, path: &str, id: &str, headers: &[(&str, &str)], parts: &str) -> Reply {
    let body = format!("<CompleteMultipartUpload>{parts}</CompleteMultipartUpload>");
    s3(sandbox, "POST", &format!("{path}?uploadId={id}"), headers, body.as_bytes()).await
}
