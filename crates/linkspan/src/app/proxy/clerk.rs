//! Requests to a vendor whose credentials stand in the document itself: read whole, judged, written anew.

use super::Fault;
use super::address::Address;
use super::send::full;
use super::target::Clerk;
use crate::egress::relay::Stream;
use http::{Method, Response};
use http_body_util::{BodyExt, LengthLimitError, Limited};

/// Hands a program's document to the clerk. Of its headers and its query nothing goes along: who knows what they mean there.
pub(super) async fn ask(
    clerk: &dyn Clerk,
    method: &Method,
    address: &Address,
    body: Stream,
) -> Result<Response<Stream>, Fault> {
    if method != Method::POST {
        return Err(Fault::Document("this service takes a POST with one XML document"));
    }
    if address.uri.query().is_some() {
        return Err(Fault::Path("this service takes no query"));
    }
    let longest = clerk.longest();
    let document = match Limited::new(body, longest).collect().await {
        Ok(document) => document.to_bytes(),
        Err(error) if error.downcast_ref::<LengthLimitError>().is_some() => return Err(Fault::TooLong(longest)),
        Err(_) => return Err(Fault::Body),
    };
    Ok(clerk.ask(&address.readable, &document).await?.map(full))
}
