//! The everyday ship method codes with what status answers call them. Codes that are not listed are taken and repeated as
//! they came.

const METHODS: [(&str, &str); 26] = [
    ("CPCX", "Canada Post Xpresspost"),
    ("DSV", "Direct Ship From Vendor"),
    ("EDEL", "Electronic Delivery"),
    ("F2", "FedEx 2 Day"),
    ("FDXH", "FedEx Express"),
    ("FG", "FedEx Ground"),
    ("FHD", "FedEx Home Delivery"),
    ("FO", "FedEx Standard Overnight"),
    ("FP", "FedEx Priority Overnight"),
    ("FX", "FedEx Express Saver"),
    ("NL", "Hold Order"),
    ("PUG", "Purolator Ground"),
    ("PUX", "Purolator Express Ground"),
    ("RI", "Follow Routing Guide"),
    ("U3", "UPS 3 Day Select"),
    ("UB", "UPS 2 Day Air"),
    ("UP", "UPS Ground"),
    ("UPG", "UPS Standard"),
    ("UR", "UPS Next Day Air"),
    ("URS", "UPS Next Day Air Saver"),
    ("WC", "Will Call"),
    ("WHS", "Warehouse Select"),
    ("LMG", "Loomis Ground"),
    ("L18G", "Loomis Ground"),
    ("L18A", "Loomis Air"),
    ("FWC", "Forwarded Will Call"),
];

/// The method of orders that wait.
pub(super) const HOLD: &str = "NL";

/// What a code is called; empty for codes that are not listed.
pub(super) fn describe(code: &str) -> &'static str {
    METHODS.iter().find(|(known, _)| *known == code).map_or("", |(_, name)| name)
}
