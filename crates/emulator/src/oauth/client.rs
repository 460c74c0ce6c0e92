//! Who a client is: by the `Authorization` header or by members of the body, not by both (RFC 6749 2.3.1).

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::HeaderMap;
use http::header::AUTHORIZATION;
use percent_encoding::percent_decode_str;
use subtle::ConstantTimeEq;

use super::books::World;
use super::options::ClientAuth;
use super::refusal::Refusal;
use super::request::Params;

/// The id of the client that asks.
pub(super) fn known(world: &World, headers: &HeaderMap, params: &Params) -> Result<String, Refusal> {
    let by_header = headers.get(AUTHORIZATION).is_some();
    let in_body = params.get("client_secret").is_some();
    if by_header && in_body {
        return Err(Refusal::request("The client proves who it is in more than one way."));
    }
    let allowed = match world.settings.client_auth {
        ClientAuth::Any => true,
        ClientAuth::Basic => by_header,
        ClientAuth::Body => !by_header,
    };
    let (id, secret) = match by_header {
        true => from_header(headers, world.settings.basic_is_encoded).ok_or_else(|| Refusal::client(true))?,
        false => {
            let part = |name: &str| params.get(name).unwrap_or_default().to_owned();
            (part("client_id"), part("client_secret"))
        }
    };
    let known = world.clients.iter().find(|client| client.id == id);
    let is_right = known.is_some_and(|client| bool::from(client.secret.as_bytes().ct_eq(secret.as_bytes())));
    if allowed && is_right { Ok(id) } else { Err(Refusal::client(by_header)) }
}

/// Both halves are encoded as in a form before they are put together.
fn from_header(headers: &HeaderMap, is_encoded: bool) -> Option<(String, String)> {
    let text = headers.get(AUTHORIZATION)?.to_str().ok()?;
    let (scheme, rest) = text.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let pair = String::from_utf8(STANDARD.decode(rest.trim()).ok()?).ok()?;
    let (id, secret) = pair.split_once(':')?;
    if is_encoded { Some((unfolded(id)?, unfolded(secret)?)) } else { Some((id.to_owned(), secret.to_owned())) }
}

fn unfolded(text: &str) -> Option<String> {
    Some(percent_decode_str(&text.replace('+', " ")).decode_utf8().ok()?.into_owned())
}
