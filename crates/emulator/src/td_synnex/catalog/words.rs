//! The made-up world of the catalogue: fictional brands, and the parts of their product names. Any likeness to a real maker
//! is unintended.

/// A fictional manufacturer.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::td_synnex) struct Brand {
    /// Name as the catalogue prints it.
    pub(in crate::td_synnex) name: &'static str,
    /// Prefix of the distributor's own part number.
    pub(in crate::td_synnex) code: &'static str,
    /// The distributor's number for it.
    pub(in crate::td_synnex) number: u32,
    /// Letters its part numbers begin with; no digits.
    pub(in crate::td_synnex) prefix: &'static str,
}

const fn brand(name: &'static str, code: &'static str, number: u32, prefix: &'static str) -> Brand {
    Brand { name, code, number, prefix }
}

/// The manufacturers.
pub(in crate::td_synnex) static BRANDS: [Brand; 24] = [
    brand("VELTRAXIS INC.", "VLT", 90_101, "VX"),
    brand("CORVANELLE NETWORKS", "CVN", 90_114, "CN-"),
    brand("OSTRELLIX", "OST", 90_122, "OX"),
    brand("QUILLMARQUE OFFICE", "QLM", 90_130, "QM"),
    brand("BRANTWEXEL POWER", "BRW", 90_145, "BW-"),
    brand("HALVANETTE DISPLAYS", "HVN", 90_151, "HD"),
    brand("JUNOPTIQUE", "JNP", 90_163, "JQ"),
    brand("KESTRIVANT STORAGE", "KSV", 90_170, "KS-"),
    brand("LUMAFORGIA", "LMF", 90_188, "LF"),
    brand("MARROWICKE & SONS", "MRW", 90_196, "MW"),
    brand("NIMBRELLON", "NMB", 90_203, "NB"),
    brand("OVANTISSE SOFTWARE", "OVS", 90_211, "OV-SW"),
    brand("PELLUCORVA", "PLC", 90_224, "PC"),
    brand("RONDELLINI SYSTEMS", "RDL", 90_237, "RS-"),
    brand("SABLEWYRE", "SBW", 90_242, "SW"),
    brand("TESSARINGO", "TSR", 90_259, "TG"),
    brand("UMBRALYNQ SECURITY", "UML", 90_266, "UQ-"),
    brand("VANTORREZ", "VTR", 90_274, "VZ"),
    brand("WEXHOLMIA", "WXM", 90_281, "WX"),
    brand("YARROWTEQ", "YTQ", 90_295, "YT"),
    brand("ZEPHRIONYX", "ZPX", 90_307, "ZX"),
    brand("D'ARBELLAY AUDIO", "DRB", 90_318, "DA"),
    brand("FENNIMARCH TELECOM", "FNM", 90_326, "FM-"),
    brand("GALTHORNEY", "GLT", 90_333, "GT"),
];

/// Series names.
pub(super) static SERIES: [&str; 16] = [
    "PRO",
    "ESSENTIAL",
    "S-LINE",
    "BUSINESS",
    "ULTRA",
    "CORE",
    "EDGE",
    "PRIME",
    "LITE",
    "MAX",
    "STUDIO",
    "FLEX",
    "ACTIVE",
    "SELECT",
    "CLASSIC",
    "ONE",
];

/// What follows the noun.
pub(super) static TRAITS: [&str; 20] = [
    "BLACK",
    "WHITE",
    "GRAPHITE",
    "SILVER",
    "2-PACK",
    "W/ MOUNT KIT",
    "TAA",
    "1YR WARRANTY",
    "3YR WARRANTY",
    "BULK",
    "RETAIL BOX",
    "US PLUG",
    "LOW PROFILE",
    "RACKMOUNT",
    "DESKTOP",
    "COMPACT",
    "19\" RACK",
    "EXTENDED TEMP",
    "REFURBISHED",
    "EDUCATION",
];

/// Endings of part numbers. None begins with a digit, so that the number inside a part number can be found again; some hold
/// the characters that have broken importers.
pub(super) static SUFFIXES: [&str; 14] =
    ["", "", "", "", "", "-US", "-B", "#ABA", "#ABL", "&KIT", "'S", "/A", ".P", "+"];

/// Countries of origin.
pub(super) static ORIGINS: [&str; 8] = ["CN", "MX", "US", "VN", "TW", "MY", "CN,VN", ""];
