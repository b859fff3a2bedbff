//! Reads and deletions of objects.

use std::sync::Arc;

use athena_core::driver::api::ObjectSource;
use athena_core::options::{EndpointUrl, S3Uri};
use athena_core::{ErrorKind, Result, Retry};
use futures_util::TryStreamExt;

use super::*;

fn uri() -> S3Uri {
    "s3://bucket/out/q-1.csv".parse().expect("a URI")
}

async fn objects(aws: AwsOptions, client: &StaticReplayClient) -> Arc<dyn ObjectSource> {
    services(aws, client).await.objects.expect("the feature is on")
}

#[tokio::test]
async fn a_range_of_an_object_is_read() -> Result<()> {
    let part: Response =
        (206, &[("content-range", "bytes 2-5/10"), ("content-length", "4"), ("etag", "\"e1\"")], "2345".to_owned());
    let client = replay(vec![part]);
    let query = QueryDefaults::new()
        .with_expected_bucket_owner("123456789012".parse::<athena_core::options::AccountId>().expect("an id"));
    let sdk = SdkOptions::new().with_http_client(client.clone());
    let services = Services::connect(&options(aws()).with_query(query), sdk).await?;
    let objects = services.objects.expect("the feature is on");
    let read = objects.get(&uri(), Some(2..6), Some("\"e1\"")).await?;
    assert_eq!((read.info.size, read.info.etag.as_deref()), (10, Some("\"e1\"")));
    let bytes: Vec<_> = read.bytes.try_collect().await?;
    assert_eq!(bytes.concat(), b"2345");
    let requests = sent(&client);
    let request = requests[0];
    assert_eq!(request.uri(), "https://bucket.s3.eu-west-1.amazonaws.com/out/q-1.csv?x-id=GetObject");
    assert_eq!((header(request, "range"), header(request, "if-match")), ("bytes=2-5", "\"e1\""));
    assert_eq!(header(request, "x-amz-expected-bucket-owner"), "123456789012");
    assert_eq!(header(request, "x-amz-checksum-mode"), "");
    Ok(())
}

#[tokio::test]
async fn a_custom_endpoint_is_addressed_by_path() -> Result<()> {
    let client = replay(vec![(200, &[("content-length", "7")], String::new())]);
    let own: EndpointUrl = "http://127.0.0.1:9000".parse().expect("an endpoint");
    let info = objects(aws().with_s3_endpoint_url(own), &client).await.head(&uri()).await?;
    assert_eq!(info.size, 7);
    assert_eq!(sent(&client)[0].uri(), "http://127.0.0.1:9000/bucket/out/q-1.csv");
    Ok(())
}

#[tokio::test]
async fn a_missing_or_changed_object_is_result_missing() {
    let missing = "<Error><Code>NoSuchKey</Code><Message>The specified key does not exist.</Message></Error>";
    let moved = "<Error><Code>PermanentRedirect</Code><Message>Use another endpoint.</Message></Error>";
    let client = replay(vec![
        (404, &[], missing.to_owned()),
        (404, &[], String::new()),
        (412, &[], String::new()),
        (301, &[("x-amz-bucket-region", "us-east-2")], moved.to_owned()),
    ]);
    let objects = objects(aws(), &client).await;
    let error = objects.get(&uri(), None, None).await.expect_err("missing");
    assert_eq!((error.kind(), error.message()), (ErrorKind::ResultMissing, "The specified key does not exist."));
    assert_eq!(error.context("uri"), Some("s3://bucket/out/q-1.csv"));
    let error = objects.head(&uri()).await.expect_err("missing");
    assert_eq!((error.kind(), error.message()), (ErrorKind::ResultMissing, "the object does not exist"));
    let error = objects.get(&uri(), None, Some("e1")).await.expect_err("changed");
    assert_eq!((error.kind(), error.message()), (ErrorKind::ResultMissing, "the object changed while it was read"));
    let error = objects.get(&uri(), None, None).await.expect_err("elsewhere");
    assert_eq!(error.context("bucket_region"), Some("us-east-2"), "{error}");
}

#[tokio::test]
async fn a_range_of_zero_bytes_is_a_head_request() -> Result<()> {
    let client = replay(vec![(200, &[("content-length", "7")], String::new())]);
    let read = objects(aws(), &client).await.get(&uri(), Some(3..3), None).await?;
    assert_eq!(read.info.size, 7);
    assert_eq!(read.bytes.try_collect::<Vec<_>>().await?, Vec::<bytes::Bytes>::new());
    assert_eq!(sent(&client)[0].method(), "HEAD");
    Ok(())
}

#[tokio::test]
async fn an_object_is_deleted() -> Result<()> {
    let client = replay(vec![(204, &[], String::new())]);
    objects(aws(), &client).await.delete(&uri()).await?;
    assert_eq!(sent(&client)[0].method(), "DELETE");
    Ok(())
}

#[tokio::test]
async fn a_body_that_ends_early_may_be_read_again() -> Result<()> {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let own = format!("http://{}", listener.local_addr().expect("an address"));
    let own: EndpointUrl = own.parse().expect("an endpoint");
    let serve = async {
        let (mut socket, _) = listener.accept().await.expect("a connection");
        let length = socket.read(&mut vec![0; 16 * 1024]).await.expect("a request");
        assert_ne!(length, 0);
        socket.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n0123").await.expect("sent");
        socket.shutdown().await.expect("closed");
    };
    let options = options(aws().with_s3_endpoint_url(own));
    let objects = Services::connect(&options, SdkOptions::new()).await?.objects.expect("the feature is on");
    let uri = uri();
    let ((), read) = tokio::join!(serve, objects.get(&uri, None, None));
    let mut read = read?;
    assert_eq!(read.info.size, 10);
    assert_eq!(read.bytes.try_next().await?.as_deref(), Some(&b"0123"[..]));
    let error = read.bytes.try_next().await.expect_err("six bytes are missing");
    assert_eq!((error.kind(), error.retry()), (ErrorKind::Io, Retry::Later), "{error}");
    assert!(error.to_string().starts_with("could not read object: the body ended early: "), "{error}");
    assert!(read.bytes.try_next().await?.is_none(), "nothing follows an error");
    Ok(())
}

#[tokio::test]
async fn a_directory_is_listed_page_by_page() -> Result<()> {
    let first = "<ListBucketResult><IsTruncated>true</IsTruncated>\
                 <NextContinuationToken>t&amp;1</NextContinuationToken>\
                 <Contents><Key>out/a b.parquet</Key></Contents>\
                 <Contents><Key>out/x/2</Key></Contents></ListBucketResult>";
    let last = "<ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>";
    let client = replay(vec![(200, &[], first.to_owned()), (200, &[], last.to_owned())]);
    let objects = objects(aws(), &client).await;
    let directory = "s3://bucket/out/".parse().expect("a URI");
    let (page, token) = objects.list(&directory, None).await?;
    let page: Vec<&str> = page.iter().map(S3Uri::as_str).collect();
    assert_eq!(
        (page.as_slice(), token.as_deref()),
        (["s3://bucket/out/a b.parquet", "s3://bucket/out/x/2"].as_slice(), Some("t&1"))
    );
    assert_eq!(objects.list(&directory, token.as_deref()).await?, (Vec::new(), None));
    let requests = sent(&client);
    assert!(requests[0].uri().contains("list-type=2") && requests[0].uri().contains("prefix=out%2F"));
    assert!(requests[1].uri().contains("continuation-token=t%261"), "{}", requests[1].uri());
    Ok(())
}

#[tokio::test]
async fn the_owner_of_a_bucket_can_be_another_one_than_the_connections() -> Result<()> {
    let client = replay(vec![(204, &[], String::new()), (204, &[], String::new())]);
    let objects = objects(aws(), &client).await;
    objects.delete(&uri()).await?;
    objects.owned_by(&"210987654321".parse().expect("an id")).delete(&uri()).await?;
    let owners: Vec<&str> =
        sent(&client).into_iter().map(|request| header(request, "x-amz-expected-bucket-owner")).collect();
    assert_eq!(owners, ["", "210987654321"]);
    Ok(())
}
