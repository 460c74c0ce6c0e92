//! The requests of one SFTP session: listing and reading. Everything else is answered as not supported.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use russh_sftp::protocol::{Attrs, Data, File, FileAttributes, Handle, Name, OpenFlags, Status, StatusCode};
use russh_sftp::server::Handler;
use tokio_util::sync::CancellationToken;

use super::Shop;
use super::files::{self, Ready};
use crate::faults::FaultAction;
use crate::journal::Exchange;

/// Bytes in one answer at most, as common servers do.
const MOST: u32 = 32 * 1024;
/// The only directory.
const ROOT: &str = "/";

/// One session.
pub(super) struct Reading {
    shop: Shop,
    cut: CancellationToken,
    open: HashMap<String, Open>,
    next: u64,
}

enum Open {
    Directory { listed: bool },
    File { ready: Arc<Ready>, cut_at: Option<u64>, garbage: bool },
}

impl Reading {
    pub(super) fn new(shop: Shop, cut: CancellationToken) -> Self {
        Self { shop, cut, open: HashMap::new(), next: 1 }
    }

    fn keep(&mut self, id: u32, open: Open) -> Handle {
        let handle = self.next.to_string();
        self.next += 1;
        self.open.insert(handle.clone(), open);
        Handle { id, handle }
    }

    async fn ready(&self, path: &str) -> Result<Arc<Ready>, StatusCode> {
        let (shop, path) = (self.shop.clone(), path.to_owned());
        let made = tokio::task::spawn_blocking(move || files::file(&shop, &path)).await;
        match made {
            Ok(Ok(found)) => found.ok_or(StatusCode::NoSuchFile),
            _ => Err(StatusCode::Failure),
        }
    }

    fn record(&self, path: &str, status: Option<u16>, fault: Option<&'static str>) {
        self.shop.journal.record(&Exchange {
            at: self.shop.state.clock.now(),
            method: "SFTP",
            path,
            query: "",
            status,
            request_body: b"",
            response_body: b"",
            millis: 0,
            fault,
        });
    }

    /// Opens a file as a fault of the plan wants it.
    async fn open_file(&mut self, id: u32, path: &str) -> Result<Handle, StatusCode> {
        let fault = self.shop.fault(&format!("SFTP {path}"), b"");
        let name = fault.as_ref().map(FaultAction::name);
        let refused = match &fault {
            Some(FaultAction::Status { status: 404, .. }) => Some(StatusCode::NoSuchFile),
            Some(FaultAction::Status { status: 401 | 403, .. }) => Some(StatusCode::PermissionDenied),
            Some(FaultAction::Status { .. }) => Some(StatusCode::Failure),
            Some(FaultAction::Refuse | FaultAction::CutBefore) => {
                self.record(path, None, name);
                self.cut.cancel();
                Some(StatusCode::ConnectionLost)
            }
            Some(FaultAction::Delay { millis }) => {
                tokio::time::sleep(Duration::from_millis(*millis)).await;
                None
            }
            _ => None,
        };
        let found = match refused {
            Some(code) => Err(code),
            None => self.ready(path).await,
        };
        let status = match &found {
            Ok(_) => 200,
            Err(StatusCode::NoSuchFile) => 404,
            Err(StatusCode::PermissionDenied) => 403,
            Err(_) => 500,
        };
        if !self.cut.is_cancelled() {
            self.record(path, Some(status), name);
        }
        let ready = found?;
        let half = ready.size / 2;
        let cut_at = matches!(fault, Some(FaultAction::Truncate | FaultAction::CutAfter)).then_some(half);
        let garbage = matches!(fault, Some(FaultAction::Garbage));
        Ok(self.keep(id, Open::File { ready, cut_at, garbage }))
    }
}

impl Handler for Reading {
    type Error = StatusCode;

    fn unimplemented(&self) -> StatusCode {
        StatusCode::OpUnsupported
    }

    async fn open(&mut self, id: u32, path: String, flags: OpenFlags, _: FileAttributes) -> Result<Handle, StatusCode> {
        if flags.bits() != OpenFlags::READ.bits() {
            return Err(StatusCode::PermissionDenied);
        }
        self.open_file(id, &path).await
    }

    async fn read(&mut self, id: u32, handle: String, offset: u64, length: u32) -> Result<Data, StatusCode> {
        let Some(Open::File { ready, cut_at, garbage }) = self.open.get(&handle) else {
            return Err(StatusCode::Failure);
        };
        if cut_at.is_some_and(|half| offset >= half) {
            self.cut.cancel();
            return Err(StatusCode::ConnectionLost);
        }
        if offset >= ready.size {
            return Err(StatusCode::Eof);
        }
        let mut data = ready.read(offset, length.min(MOST) as usize).map_err(|_| StatusCode::Failure)?;
        if *garbage {
            data.fill(b'#');
        }
        Ok(Data { id, data })
    }

    async fn close(&mut self, id: u32, handle: String) -> Result<Status, StatusCode> {
        self.open.remove(&handle);
        Ok(Status { id, status_code: StatusCode::Ok, error_message: String::new(), language_tag: String::new() })
    }

    async fn fstat(&mut self, id: u32, handle: String) -> Result<Attrs, StatusCode> {
        match self.open.get(&handle) {
            Some(Open::File { ready, .. }) => Ok(Attrs { id, attrs: attributes(ready) }),
            _ => Err(StatusCode::Failure),
        }
    }

    async fn stat(&mut self, id: u32, path: String) -> Result<Attrs, StatusCode> {
        if is_root(&path) {
            return Ok(Attrs { id, attrs: FileAttributes::dummy() });
        }
        Ok(Attrs { id, attrs: attributes(&*self.ready(&path).await?) })
    }

    async fn lstat(&mut self, id: u32, path: String) -> Result<Attrs, StatusCode> {
        self.stat(id, path).await
    }

    async fn realpath(&mut self, id: u32, path: String) -> Result<Name, StatusCode> {
        let whole = if is_root(&path) { ROOT.to_owned() } else { format!("/{}", path.trim_start_matches('/')) };
        Ok(Name { id, files: vec![File::dummy(whole)] })
    }

    async fn opendir(&mut self, id: u32, path: String) -> Result<Handle, StatusCode> {
        if is_root(&path) { Ok(self.keep(id, Open::Directory { listed: false })) } else { Err(StatusCode::NoSuchFile) }
    }

    async fn readdir(&mut self, id: u32, handle: String) -> Result<Name, StatusCode> {
        match self.open.get_mut(&handle) {
            Some(Open::Directory { listed }) if !*listed => *listed = true,
            Some(Open::Directory { .. }) => return Err(StatusCode::Eof),
            _ => return Err(StatusCode::Failure),
        }
        let readable = || FileAttributes { permissions: Some(0o100_444), ..FileAttributes::empty() };
        let files = files::names(&self.shop).into_iter().map(|name| File::new(name, readable()));
        Ok(Name { id, files: files.collect() })
    }
}

fn attributes(ready: &Ready) -> FileAttributes {
    FileAttributes {
        size: Some(ready.size),
        permissions: Some(0o100_444),
        atime: Some(ready.changed),
        mtime: Some(ready.changed),
        ..FileAttributes::empty()
    }
}

fn is_root(path: &str) -> bool {
    matches!(path, "" | "." | "./" | "/" | "/.")
}
