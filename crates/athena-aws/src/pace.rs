//! Least pace of responses that are read as a whole

use std::fmt;
use std::pin::Pin;
use std::sync::{Mutex, PoisonError};
use std::task::{Context, Poll};

use athena_core::driver::api::Pace;
use athena_core::options::AwsOptions;
use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::interceptors::context::BeforeDeserializationInterceptorContextMut;
use aws_smithy_runtime_api::client::interceptors::{Intercept, SharedInterceptor};
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::byte_stream::ByteStream;
use aws_smithy_types::config_bag::ConfigBag;
use bytes::Bytes;
use futures_util::StreamExt as _;
use futures_util::stream::{self, BoxStream};
use http_body::{Body, Frame};

/// Ends a response that comes too slowly with an error. The SDK's own protection asks for one byte a second only.
#[derive(Debug)]
pub(crate) struct LeastPace {
    pace: Pace,
    /// Whether `athena-core` limits the bodies of successful responses, which it reads as streams.
    only_errors: bool,
}

impl LeastPace {
    /// For a service whose responses are read as a whole; `None` where the options set no pace.
    pub(crate) fn of(aws: &AwsOptions) -> Option<SharedInterceptor> {
        Pace::of(aws).map(|pace| SharedInterceptor::new(Self { pace, only_errors: false }))
    }

    /// For S3, whose objects are streams.
    #[cfg(feature = "s3")]
    pub(crate) fn of_errors(aws: &AwsOptions) -> Option<SharedInterceptor> {
        Pace::of(aws).map(|pace| SharedInterceptor::new(Self { pace, only_errors: true }))
    }
}

impl Intercept for LeastPace {
    fn name(&self) -> &'static str {
        "LeastPace"
    }

    fn modify_before_deserialization(
        &self,
        context: &mut BeforeDeserializationInterceptorContextMut<'_>,
        _components: &RuntimeComponents,
        _config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let response = context.response_mut();
        let limited = !self.only_errors || !response.status().is_success();
        if limited && response.body().is_streaming() {
            let body = std::mem::replace(response.body_mut(), SdkBody::taken());
            let limited = self.pace.limit(chunks(body), BoxError::from);
            *response.body_mut() = body_of(limited);
        }
        Ok(())
    }
}

/// A body of these bytes.
pub(crate) fn body_of(chunks: BoxStream<'static, Result<Bytes, BoxError>>) -> SdkBody {
    SdkBody::from_body_1_x(Chunks(Mutex::new(chunks)))
}

fn chunks(body: SdkBody) -> BoxStream<'static, Result<Bytes, BoxError>> {
    let next = |mut body: ByteStream| async move {
        let chunk = body.try_next().await.map_err(BoxError::from)?;
        Ok(chunk.map(|chunk| (chunk, body)))
    };
    stream::try_unfold(ByteStream::new(body), next).boxed()
}

/// A stream of bytes as a body. A body must be `Sync`, which a stream is not; the lock is never contended.
struct Chunks(Mutex<BoxStream<'static, Result<Bytes, BoxError>>>);

impl Body for Chunks {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        let stream = self.0.get_mut().unwrap_or_else(PoisonError::into_inner);
        stream.poll_next_unpin(context).map(|next| next.map(|chunk| chunk.map(Frame::data)))
    }
}

impl fmt::Debug for Chunks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Chunks")
    }
}
