//! The files that the pages refer to, compiled in.

use std::sync::LazyLock;

/// One file.
#[derive(Debug, Clone, Copy)]
pub struct Asset {
    /// Its name below `/assets/`.
    pub name: &'static str,
    /// For the `Content-Type` header.
    pub content_type: &'static str,
    /// What is in it.
    pub bytes: &'static [u8],
}

/// All files that are served below `/assets/`.
pub const ALL: [Asset; 7] = [
    Asset {
        name: "portal.css",
        content_type: "text/css; charset=utf-8",
        bytes: include_bytes!("../../../assets/portal.css"),
    },
    Asset {
        name: "portal.js",
        content_type: "text/javascript; charset=utf-8",
        bytes: include_bytes!("../../../assets/portal.js"),
    },
    Asset {
        name: "form.js",
        content_type: "text/javascript; charset=utf-8",
        bytes: include_bytes!("../../../assets/form.js"),
    },
    Asset {
        name: "connect.css",
        content_type: "text/css; charset=utf-8",
        bytes: include_bytes!("../../../assets/connect.css"),
    },
    Asset {
        name: "connect.js",
        content_type: "text/javascript; charset=utf-8",
        bytes: include_bytes!("../../../assets/connect.js"),
    },
    Asset {
        name: "popup.js",
        content_type: "text/javascript; charset=utf-8",
        bytes: include_bytes!("../../../assets/popup.js"),
    },
    Asset { name: "favicon.svg", content_type: "image/svg+xml", bytes: include_bytes!("../../../assets/favicon.svg") },
];

static MARK: LazyLock<String> = LazyLock::new(|| {
    let mut hasher = blake3::Hasher::new();
    for asset in ALL {
        hasher.update(asset.bytes);
    }
    hasher.finalize().to_hex()[..10].to_owned()
});

/// The file with this name.
pub fn find(name: &str) -> Option<Asset> {
    ALL.into_iter().find(|asset| asset.name == name)
}

/// Where a file is served. The query changes with the content of the files, so the answer may be cached for a year.
pub fn address(name: &str) -> String {
    format!("/assets/{name}?v={}", *MARK)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_found_by_name_and_marked() {
        assert!(find("portal.css").is_some_and(|asset| asset.content_type.starts_with("text/css")));
        assert!(find("../Cargo.toml").is_none());
        assert!(address("portal.js").starts_with("/assets/portal.js?v="));
    }

    #[test]
    fn the_files_ask_for_nothing_outside() {
        for asset in ALL {
            let text = String::from_utf8_lossy(asset.bytes);
            let outside = text.replace("http://www.w3.org/2000/svg", "");
            assert!(!outside.contains("http://") && !outside.contains("https://"), "{}", asset.name);
        }
    }
}
