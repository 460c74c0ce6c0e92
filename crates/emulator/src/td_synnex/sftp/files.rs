//! What lies on the server. A file is made when it is first asked for and stays the same until the catalogue changes.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};
use std::sync::{Arc, Mutex};

use jiff::Timestamp;
use jiff::tz::Offset;

use super::Shop;
use crate::guard::lock;
use crate::td_synnex::catalog::{self, Catalog, FileKind};
use crate::td_synnex::drops;
use crate::td_synnex::state::World;

/// The lists of codes.
const CATEGORIES: &str = "category_list.txt";
const VENDORS: &str = "vend_code_list.txt";

/// A finished file.
pub(super) struct Ready {
    pub(super) size: u64,
    /// Seconds since 1970, by the vendor's clock.
    pub(super) changed: u32,
    content: Mutex<File>,
}

impl Ready {
    /// Bytes from a place; fewer than asked for at the end, none behind it.
    pub(super) fn read(&self, offset: u64, length: usize) -> io::Result<Vec<u8>> {
        let left = self.size.saturating_sub(offset);
        let mut bytes = vec![0; length.min(usize::try_from(left).unwrap_or(usize::MAX))];
        let mut file = lock(&self.content);
        file.seek(SeekFrom::Start(offset))?;
        file.read_exact(&mut bytes)?;
        Ok(bytes)
    }
}

/// The files made so far, by path; a newer one takes the place of an older.
#[derive(Default)]
pub(super) struct Shelf(Mutex<HashMap<String, (Key, Arc<Ready>)>>);

/// Which state of the catalogue a file shows.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Key {
    day: u32,
    revision: u32,
}

/// The names of all files in the root directory.
pub(super) fn names(shop: &Shop) -> Vec<String> {
    let (world, now) = shop.state.world();
    let account = &world.catalog.account;
    let mut names = vec![format!("{account}.zip"), format!("{account}h.app"), CATEGORIES.into(), VENDORS.into()];
    names.extend(drops::names(&world, now));
    names
}

/// The file of a path; `None` where there is none. It may take seconds for a large catalogue.
pub(super) fn file(shop: &Shop, path: &str) -> io::Result<Option<Arc<Ready>>> {
    let name = path.trim_start_matches('/');
    let (world, now) = shop.state.world();
    let key = Key { day: world.catalog.day(), revision: world.catalog.revision() };
    if let Some((_, ready)) = lock(&shop.files.0).get(name).filter(|(kept, _)| *kept == key) {
        return Ok(Some(Arc::clone(ready)));
    }
    if let Some(text) = drops::content(&world, name, now) {
        // Made anew each time: such a file is small, and it never changes.
        return ready(0, |file| file.write_all(text.as_bytes())).map(Some);
    }
    let Some(write) = catalogue(&world, name) else { return Ok(None) };
    let changed = changed(&world.catalog, key);
    drop(world);
    let ready = ready(changed, write)?;
    lock(&shop.files.0).insert(name.to_owned(), (key, Arc::clone(&ready)));
    Ok(Some(ready))
}

type Writer = Box<dyn FnOnce(&mut BufWriter<File>) -> io::Result<()> + Send>;

fn catalogue(world: &World, name: &str) -> Option<Writer> {
    let (catalog, direct) = (world.catalog.clone(), world.settings.total_includes_direct_ship);
    let account = catalog.account.clone();
    let write: Writer = if name == format!("{account}.zip") {
        Box::new(move |out| catalog::write_zip(&catalog, FileKind::Full, direct, out).map(drop))
    } else if name == format!("{account}h.app") {
        Box::new(move |out| catalog::write_ap(&catalog, FileKind::Full, direct, out).map(drop))
    } else if name == CATEGORIES {
        Box::new(|out| catalog::write_category_list(out))
    } else if name == VENDORS {
        Box::new(move |out| catalog::write_vendor_list(&catalog, out))
    } else {
        return None;
    };
    Some(write)
}

/// Two in the morning of the catalogue's day, and a second more for each change by hand.
fn changed(catalog: &Catalog, key: Key) -> u32 {
    let made = catalog.today().at(2, 0, 0, 0);
    let at = Offset::UTC.to_timestamp(made).unwrap_or(Timestamp::UNIX_EPOCH).as_second();
    u32::try_from(at).unwrap_or_default().saturating_add(key.revision)
}

fn ready(changed: u32, write: impl FnOnce(&mut BufWriter<File>) -> io::Result<()>) -> io::Result<Arc<Ready>> {
    let mut out = BufWriter::with_capacity(64 * 1024, tempfile::tempfile()?);
    write(&mut out)?;
    let mut file = out.into_inner().map_err(io::IntoInnerError::into_error)?;
    let size = file.stream_position()?;
    Ok(Arc::new(Ready { size, changed, content: Mutex::new(file) }))
}
