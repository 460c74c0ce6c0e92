//! The URL grammar: which call a method and a path name. Paths are matched without regard to case, doubled and
//! trailing slashes do no harm.

use http::Method;

use super::meta::{Catalogue, ChildRoute, Entity};
use super::quirks::{ChildRootWrite, Quirks, UnknownRouteBody};
use super::refusal::Refused;

type E = &'static Entity;

/// What is asked for.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Call {
    ZoneInformation,
    VersionInformation,
    Service(Service),
    Info(E),
    Fields(E),
    Udfs(E),
    Query(E),
    /// A further page, fetched from a URL of an earlier answer.
    Page(E),
    Count(E),
    One(E, i64),
    Children(E, i64),
    Child(E, i64, i64),
    Create(E, Option<i64>),
    Patch(E, Option<i64>),
    Put(E, Option<i64>),
    Delete(E, Option<i64>, i64),
}

/// Calls that belong to no entity and need credentials.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Service {
    Version,
    Modules,
    Threshold,
    Authenticate,
    Entities,
}

impl Call {
    /// Whether the call may change something.
    pub(crate) fn writes(&self) -> bool {
        matches!(self, Self::Create(..) | Self::Patch(..) | Self::Put(..) | Self::Delete(..))
    }

    /// The entity whose threads the call takes.
    pub(crate) fn entity(&self) -> Option<E> {
        match *self {
            Self::ZoneInformation | Self::VersionInformation | Self::Service(_) => None,
            Self::Info(e) | Self::Fields(e) | Self::Udfs(e) | Self::Query(e) | Self::Page(e) | Self::Count(e) => {
                Some(e)
            }
            Self::One(e, _) | Self::Children(e, _) | Self::Child(e, ..) => Some(e),
            Self::Create(e, _) | Self::Patch(e, _) | Self::Put(e, _) | Self::Delete(e, ..) => Some(e),
        }
    }
}

/// Finds the call; a 404 if there is no such route, a 405 if the route has no such method.
pub(crate) fn resolve(
    method: &Method,
    path: &str,
    catalogue: &'static Catalogue,
    quirks: &Quirks,
) -> Result<Call, Refused> {
    let decoded = percent_encoding::percent_decode_str(path).decode_utf8_lossy().to_ascii_lowercase();
    let segments: Vec<&str> = decoded.split('/').filter(|segment| !segment.is_empty()).collect();
    let methods = route(&segments, catalogue, quirks).ok_or_else(|| not_found(path, quirks))?;
    let found = methods.iter().find(|(verb, _)| method.as_str() == verb.as_str());
    found.map(|(_, call)| *call).ok_or_else(|| not_allowed(method))
}

fn not_found(path: &str, quirks: &Quirks) -> Refused {
    match quirks.unknown_route_body {
        UnknownRouteBody::Json => {
            Refused::message(404, format!("No HTTP resource was found that matches the request URI '{path}'."))
        }
        UnknownRouteBody::Html => Refused::html_not_found(),
    }
}

fn not_allowed(method: &Method) -> Refused {
    Refused::message(405, format!("The requested resource does not support http method '{method}'."))
}

type Methods = Vec<(Method, Call)>;

/// The methods of a route, `None` if there is no such route.
fn route(segments: &[&str], catalogue: &'static Catalogue, quirks: &Quirks) -> Option<Methods> {
    match segments {
        ["atservicesrest", "versioninformation"] => get(Call::VersionInformation),
        ["atservicesrest", "v1.0" | "1.0", rest @ ..] => versioned(rest, catalogue, quirks),
        _ => None,
    }
}

fn versioned(segments: &[&str], catalogue: &'static Catalogue, quirks: &Quirks) -> Option<Methods> {
    match segments {
        ["zoneinformation"] => get(Call::ZoneInformation),
        ["version"] => get(Call::Service(Service::Version)),
        ["modules"] => get(Call::Service(Service::Modules)),
        ["thresholdinformation"] => get(Call::Service(Service::Threshold)),
        ["authenticate"] => get(Call::Service(Service::Authenticate)),
        ["entityinformation"] => get(Call::Service(Service::Entities)),
        [name, parent, segment, rest @ ..] if parent.parse::<i64>().is_ok() => {
            let child = catalogue.child_entity(name, segment)?;
            below_parent(child, child.child.as_ref()?, parent.parse().ok()?, rest)
        }
        [name, rest @ ..] => below_root(catalogue.entity(name)?, rest, quirks),
        [] => None,
    }
}

fn below_root(of: E, segments: &[&str], quirks: &Quirks) -> Option<Methods> {
    match segments {
        [] if of.routes.root.is_empty() => match quirks.child_root_write {
            ChildRootWrite::NotFound => None,
            ChildRootWrite::NotAllowed => Some(Vec::new()),
        },
        [] => Some(writes(&of.routes.root, of, None)),
        ["query"] => query(of, Call::Query(of)),
        ["query", "next" | "prev"] => query(of, Call::Page(of)),
        ["query", "count"] => query(of, Call::Count(of)),
        ["entityinformation", rest @ ..] if of.routes.metadata => metadata(of, rest),
        [id] if !of.routes.one.is_empty() => {
            let id = id.parse().ok()?;
            Some(one(&of.routes.one, Call::One(of, id), Call::Delete(of, None, id)))
        }
        _ => None,
    }
}

fn below_parent(child: E, route: &ChildRoute, parent: i64, segments: &[&str]) -> Option<Methods> {
    match segments {
        [] => {
            let mut methods = writes(&route.list, child, Some(parent));
            if offers(&route.list, "GET") {
                methods.push((Method::GET, Call::Children(child, parent)));
            }
            Some(methods)
        }
        ["entityinformation", rest @ ..] => metadata(child, rest),
        [id] if !route.one.is_empty() => {
            let id = id.parse().ok()?;
            Some(one(&route.one, Call::Child(child, parent, id), Call::Delete(child, Some(parent), id)))
        }
        _ => None,
    }
}

fn get(call: Call) -> Option<Methods> {
    Some(vec![(Method::GET, call)])
}

fn query(of: E, call: Call) -> Option<Methods> {
    (!of.routes.query.is_empty()).then(|| vec![(Method::GET, call), (Method::POST, call)])
}

fn metadata(of: E, segments: &[&str]) -> Option<Methods> {
    match segments {
        [] => get(Call::Info(of)),
        ["fields"] => get(Call::Fields(of)),
        ["userdefinedfields"] => get(Call::Udfs(of)),
        _ => None,
    }
}

fn writes(verbs: &[String], of: E, parent: Option<i64>) -> Methods {
    let all = [
        (Method::POST, Call::Create(of, parent)),
        (Method::PUT, Call::Put(of, parent)),
        (Method::PATCH, Call::Patch(of, parent)),
    ];
    all.into_iter().filter(|(method, _)| offers(verbs, method.as_str())).collect()
}

fn one(verbs: &[String], read: Call, delete: Call) -> Methods {
    let all = [(Method::GET, read), (Method::DELETE, delete)];
    all.into_iter().filter(|(method, _)| offers(verbs, method.as_str())).collect()
}

fn offers(verbs: &[String], verb: &str) -> bool {
    verbs.iter().any(|offered| offered == verb)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn status(method: Method, path: &str) -> u16 {
        let path = format!("/ATServicesRest/V1.0{path}");
        resolve(&method, &path, Catalogue::standard(), &Quirks::default())
            .map_or_else(|refused| refused.status(), |_| 200)
    }

    #[test]
    fn orders_items_and_receipts_have_the_documented_verbs() {
        for (path, allowed) in [
            ("/PurchaseOrders", "POST PUT PATCH"),
            ("/PurchaseOrders/5", "GET"),
            ("/PurchaseOrders/5/Items", "GET POST PUT PATCH"),
            ("/PurchaseOrders/5/Items/6", "GET"),
            ("/PurchaseOrderItems/6/Receiving", "GET POST"),
            ("/PurchaseOrderItems/query", "GET POST"),
            ("/Companies/5/Contacts/6", "GET DELETE"),
            ("/BillingCodes/5", "GET"),
            ("/Contracts/5/Charges", "GET POST PUT PATCH"),
        ] {
            for method in [Method::GET, Method::POST, Method::PUT, Method::PATCH, Method::DELETE] {
                let expected = if allowed.split(' ').any(|verb| verb == method.as_str()) { 200 } else { 405 };
                assert_eq!(status(method.clone(), path), expected, "{method} {path}");
            }
        }
    }

    #[test]
    fn what_is_no_route_is_a_404() {
        for path in [
            "/PurchaseOrderItems",
            "/PurchaseOrders/5/Notes",
            "/Nonsense/query",
            "/Products/abc",
            "/Products/5/query",
            "",
            "/InventoryStockedItemsAdd/query",
        ] {
            assert_eq!(status(Method::POST, path), 404, "{path}");
        }
    }

    #[test]
    fn slashes_and_case_do_not_matter() {
        assert_eq!(status(Method::GET, "//purchaseorders///5//ITEMS/"), 200);
        let call =
            resolve(&Method::GET, "/atservicesrest//VersionInformation/", Catalogue::standard(), &Quirks::default());
        assert!(matches!(call, Ok(Call::VersionInformation)));
    }
}
