//! Checksums of multipart uploads: of the whole object, and composite ones

use athena_sandbox::Sandbox;

use crate::client::{Reply, s3, start_sandbox};

use super::{begin, complete, refusal, texts};

const PATH: &str = "/sandbox-results/joined";

async fn upload(sandbox: &Sandbox, id: &str, number: u32, bytes: &[u8], headers: &[(&str, &str)]) -> Reply {
    s3(sandbox, "PUT", &format!("{PATH}?partNumber={number}&uploadId={id}"), headers, bytes).await
}

/// The element of an uploaded part, with the checksum from its upload response.
fn named(number: u32, part: &Reply, element: &str) -> String {
    assert_eq!(part.status, 200, "{}", part.text());
    let header = element.replace("Checksum", "x-amz-checksum-").to_lowercase();
    let checksum = part.header(&header).unwrap_or_else(|| panic!("no {header}"));
    let etag = part.header("etag").expect("an ETag");
    format!("<Part><PartNumber>{number}</PartNumber><ETag>{etag}</ETag><{element}>{checksum}</{element}></Part>")
}

#[tokio::test]
async fn a_whole_object_has_the_checksum_of_its_bytes() {
    let sandbox = start_sandbox().await;
    let first = vec![b'a'; 5 << 20];
    let whole = [first.as_slice(), b"tail"].concat();
    for algorithm in ["CRC32", "CRC32C", "CRC64NVME"] {
        let name = format!("x-amz-checksum-{}", algorithm.to_lowercase());
        let source = ("x-amz-copy-source", "/sandbox-results/whole");
        s3(&sandbox, "PUT", "/sandbox-results/whole", &[], &whole).await;
        let headers = [source, ("x-amz-checksum-algorithm", algorithm)];
        let copy = s3(&sandbox, "PUT", "/sandbox-results/c", &headers, b"").await;
        let expected = texts(&copy.text(), &format!("Checksum{algorithm}")).concat();

        let headers = [("x-amz-checksum-algorithm", algorithm), ("x-amz-checksum-type", "FULL_OBJECT")];
        let id = begin(&sandbox, PATH, &headers).await;
        let element = format!("Checksum{algorithm}");
        let mut parts = named(1, &upload(&sandbox, &id, 1, &first, &[]).await, &element);
        parts += &named(2, &upload(&sandbox, &id, 2, b"tail", &[]).await, &element);
        let wrong = if algorithm == "CRC64NVME" { "AAAAAAAAAAA=" } else { "AAAAAA==" };
        let refused = complete(&sandbox, PATH, &id, &[(&name, wrong)], &parts).await;
        assert_eq!(refusal(&refused), (400, "BadDigest".to_owned()));
        let refused = complete(&sandbox, PATH, &id, &[("x-amz-checksum-type", "COMPOSITE")], &parts).await;
        assert_eq!(refusal(&refused), (400, "InvalidRequest".to_owned()));
        let refused = complete(&sandbox, PATH, &id, &[("x-amz-mp-object-size", "7")], &parts).await;
        assert_eq!(refusal(&refused), (400, "InvalidRequest".to_owned()));
        let size = whole.len().to_string();
        let headers = [(name.as_str(), expected.as_str()), ("x-amz-mp-object-size", &size)];
        let done = complete(&sandbox, PATH, &id, &headers, &parts).await;
        assert_eq!(texts(&done.text(), &element), [expected.as_str()], "{}", done.text());
        assert_eq!(texts(&done.text(), "ChecksumType"), ["FULL_OBJECT"]);
        let head = s3(&sandbox, "HEAD", PATH, &[("x-amz-checksum-mode", "ENABLED")], b"").await;
        assert_eq!(head.header(&name), Some(expected.as_str()));
    }
}

#[tokio::test]
async fn a_composite_is_of_the_parts() {
    let sandbox = start_sandbox().await;
    let id = begin(&sandbox, PATH, &[("x-amz-checksum-algorithm", "SHA256")]).await;
    // The digest of `hello`, and the digest of that digest.
    let sum = ("x-amz-checksum-sha256", "LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=");
    let composite = "lZXJ35AHUUjrBoYDZd8zWEt1v/eCpRDGzUiDpBmDPVA=-1";
    for headers in [vec![], vec![("x-amz-checksum-crc32", "NhCmhg==")]] {
        let reply = upload(&sandbox, &id, 1, b"hello", &headers).await;
        assert_eq!(refusal(&reply), (400, "InvalidRequest".to_owned()));
        assert!(reply.text().contains("expected checksum Type: sha256, actual checksum Type:"), "{}", reply.text());
    }
    let part = upload(&sandbox, &id, 1, b"hello", &[sum]).await;
    let listed = s3(&sandbox, "GET", &format!("{PATH}?uploadId={id}"), &[], b"").await.text();
    assert_eq!(
        (texts(&listed, "ChecksumSHA256"), texts(&listed, "ChecksumType")),
        (vec![sum.1.to_owned()], vec!["COMPOSITE".to_owned()])
    );
    let good = named(1, &part, "ChecksumSHA256");
    let without = super::named_part(1, part.header("etag").expect("an ETag"));
    let refused = complete(&sandbox, PATH, &id, &[], &without).await;
    assert_eq!(refusal(&refused), (400, "InvalidRequest".to_owned()));
    assert!(refused.text().contains("It was missing for part 1 in the request."), "{}", refused.text());
    let refused = complete(&sandbox, PATH, &id, &[], &good.replace("LPJN", "AAAA")).await;
    assert_eq!(refusal(&refused), (400, "InvalidPart".to_owned()));
    let done = complete(&sandbox, PATH, &id, &[], &good).await;
    assert_eq!(texts(&done.text(), "ChecksumSHA256"), [composite], "{}", done.text());
    let enabled = [("x-amz-checksum-mode", "ENABLED")];
    let head = s3(&sandbox, "HEAD", PATH, &enabled, b"").await;
    assert_eq!((head.header(sum.0), head.header("x-amz-checksum-type")), (Some(composite), Some("COMPOSITE")));
    let part = s3(&sandbox, "GET", &format!("{PATH}?partNumber=1"), &enabled, b"").await;
    assert_eq!(part.header(sum.0), Some(sum.1));
}

#[tokio::test]
async fn checksum_types_that_contradict_each_other_are_refused() {
    let sandbox = start_sandbox().await;
    for headers in [
        vec![("x-amz-checksum-algorithm", "SHA256"), ("x-amz-checksum-type", "FULL_OBJECT")],
        vec![("x-amz-checksum-algorithm", "CRC64NVME"), ("x-amz-checksum-type", "COMPOSITE")],
        vec![("x-amz-checksum-algorithm", "MD6")],
        vec![("x-amz-checksum-type", "COMPOSITE")],
    ] {
        let reply = s3(&sandbox, "POST", &format!("{PATH}?uploads"), &headers, b"").await;
        assert_eq!(refusal(&reply), (400, "InvalidRequest".to_owned()), "{headers:?}");
    }
}
