//! Our own short table of category codes: nine digits, three for each of three levels. The codes keep the vendor's
//! structure; names and product nouns are ours.

/// What a category's products are like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::td_synnex) enum Kind {
    /// Ordinary hardware.
    Goods,
    /// Hardware with a serial number each.
    Serialized,
    /// Heavy hardware, not for parcel carriers.
    Heavy,
    /// A licence, delivered by e-mail.
    Licence,
    /// A service contract, virtual.
    Service,
}

/// One category a product may be in.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::td_synnex) struct Category {
    /// Nine digits.
    pub(in crate::td_synnex) code: &'static str,
    /// Names of the levels; the third is empty where there are two.
    pub(in crate::td_synnex) names: [&'static str; 3],
    /// Lowest price in cents.
    pub(super) from: u64,
    /// Highest price in cents.
    pub(super) to: u64,
    /// What its products are like.
    pub(in crate::td_synnex) kind: Kind,
    /// What a product is called.
    pub(super) nouns: &'static [&'static str],
}

macro_rules! categories {
    ($($code:literal $top:literal / $mid:literal / $leaf:literal $from:literal .. $to:literal $kind:ident [$($noun:literal),+];)+) => {
        /// The categories.
        pub(in crate::td_synnex) static CATEGORIES: &[Category] = &[
            $(Category {
                code: $code, names: [$top, $mid, $leaf], from: $from, to: $to, kind: Kind::$kind, nouns: &[$($noun),+],
            },)+
        ];
    };
}

categories! {
    "001019292" "Cables and Accessories" / "Cables" / "USB Cables" 300..4_000 Goods ["USB-C CABLE 2M", "USB-A TO C CABLE 1M", "USB EXTENSION 3M"];
    "001019239" "Cables and Accessories" / "Cables" / "Other Cables" 300..6_000 Goods ["HDMI CABLE 2M", "DISPLAYPORT CABLE 2M", "AUDIO CABLE 1.5M"];
    "001094497" "Cables and Accessories" / "Racks" / "Rack Accessories" 800..25_000 Goods ["RACK SHELF 1U", "CABLE MANAGER 2U", "BLANK PANEL SET"];
    "001094498" "Cables and Accessories" / "Racks" / "Cabinets" 40_000..260_000 Heavy ["RACK CABINET 42U", "WALL CABINET 12U"];
    "001102000" "Cables and Accessories" / "Locks" / "" 1_200..9_000 Goods ["CABLE LOCK KEYED", "COMBINATION LOCK"];
    "002026660" "Computers" / "Desktops" / "Mid Range Desktops" 52_000..140_000 Serialized ["SFF PC 16GB 512GB SSD", "MINI PC 8GB 256GB SSD"];
    "002026661" "Computers" / "Desktops" / "High End Desktops" 90_000..280_000 Serialized ["TOWER PC 32GB 1TB SSD", "MICRO PC 32GB 1TB SSD"];
    "002057660" "Computers" / "Notebooks" / "Mid Range Notebooks" 58_000..150_000 Serialized ["14\" NOTEBOOK 16GB 512GB", "15.6\" NOTEBOOK 16GB 256GB"];
    "002057661" "Computers" / "Notebooks" / "High End Notebooks" 110_000..340_000 Serialized ["14\" ULTRALIGHT 32GB 1TB", "16\" NOTEBOOK 64GB 2TB"];
    "002057184" "Computers" / "Notebooks" / "Docking Stations" 9_000..36_000 Serialized ["USB-C DOCK 100W", "DUAL 4K DOCK"];
    "002057021" "Computers" / "Notebooks" / "Cases" 1_500..12_000 Goods ["NOTEBOOK BACKPACK 15.6\"", "SLEEVE 14\""];
    "002316318" "Computers" / "Servers" / "Rack Servers" 220_000..1_900_000 Heavy ["1U SERVER 64GB", "2U SERVER 128GB DUAL CPU"];
    "002317661" "Computers" / "Workstations" / "Tower Workstations" 160_000..620_000 Heavy ["WORKSTATION 64GB 2TB", "WORKSTATION 128GB 4TB"];
    "002662000" "Computers" / "Tablets" / "" 24_000..130_000 Serialized ["11\" TABLET 128GB", "RUGGED TABLET 10\""];
    "003015000" "Input Devices" / "Bar Code Readers" / "" 9_000..90_000 Serialized ["2D SCANNER CORDLESS", "HANDHELD SCANNER USB"];
    "003056000" "Input Devices" / "Keyboards" / "" 1_500..18_000 Goods ["WIRED KEYBOARD", "COMPACT KEYBOARD BT"];
    "003080668" "Input Devices" / "Pointing Devices" / "Mice" 900..11_000 Goods ["WIRELESS MOUSE", "ERGONOMIC MOUSE"];
    "003080671" "Input Devices" / "Pointing Devices" / "Presenters" 2_500..12_000 Goods ["PRESENTER RED LASER"];
    "003634000" "Input Devices" / "Desktop Sets" / "" 2_500..16_000 Goods ["KEYBOARD & MOUSE SET"];
    "003066000" "Input Devices" / "Microphones" / "" 3_000..30_000 Goods ["USB MICROPHONE", "BOOM MICROPHONE"];
    "005038126" "Displays" / "Flat Panels" / "20 to 29 Inch" 10_000..62_000 Serialized ["24\" MONITOR FHD", "27\" MONITOR QHD"];
    "005038708" "Displays" / "Flat Panels" / "30 to 45 Inch" 30_000..160_000 Heavy ["34\" CURVED MONITOR", "43\" DISPLAY UHD"];
    "005038709" "Displays" / "Flat Panels" / "46 Inch and Larger" 60_000..520_000 Heavy ["55\" SIGNAGE DISPLAY", "65\" INTERACTIVE DISPLAY"];
    "005093182" "Displays" / "Projectors" / "DLP Projectors" 42_000..380_000 Serialized ["LASER PROJECTOR 4500LM"];
    "005510511" "Displays" / "Touch Screens" / "Capacitive" 28_000..120_000 Serialized ["15\" TOUCH MONITOR"];
    "006017000" "Networking" / "Routers" / "" 12_000..480_000 Serialized ["BRANCH ROUTER 4XGE", "SD-WAN EDGE"];
    "006052285" "Networking" / "Switches" / "Ethernet Switches" 4_000..620_000 Serialized ["8-PORT GE SWITCH", "24-PORT POE+ SWITCH", "48-PORT 10G SWITCH"];
    "006068483" "Networking" / "Accessories" / "Connectors" 200..3_000 Goods ["CAT6 JACK 25-PACK", "FIBER COUPLER LC"];
    "006069208" "Networking" / "Adapters" / "Gigabit Adapters" 1_800..26_000 Goods ["GE ADAPTER PCIE", "USB-C TO GE ADAPTER"];
    "006070243" "Networking" / "Cables" / "Patch Cables" 150..3_200 Goods ["CAT6 PATCH 3FT", "CAT6A PATCH 10FT", "LC-LC FIBER PATCH 2M"];
    "006071198" "Networking" / "Security Devices" / "Firewalls" 38_000..980_000 Serialized ["FIREWALL 5GBPS", "DESKTOP FIREWALL"];
    "006071229" "Networking" / "Security Devices" / "Expansion Modules" 20_000..300_000 Serialized ["4XSFP+ MODULE"];
    "006324307" "Networking" / "Wireless" / "Access Points" 8_000..130_000 Serialized ["WIFI 6E ACCESS POINT", "OUTDOOR ACCESS POINT"];
    "006494285" "Networking" / "KVM" / "KVM Switches" 4_000..150_000 Serialized ["4-PORT KVM SWITCH"];
    "007107000" "Audio and Video" / "Speakers" / "" 2_200..42_000 Goods ["CONFERENCE SPEAKERPHONE", "DESKTOP SPEAKERS"];
    "007121000" "Audio and Video" / "Graphics Cards" / "" 16_000..420_000 Serialized ["GRAPHICS CARD 16GB"];
    "007539000" "Audio and Video" / "Headsets" / "" 2_800..38_000 Goods ["USB HEADSET STEREO", "WIRELESS HEADSET ANC"];
    "008084000" "Power" / "Power Cords" / "" 400..4_500 Goods ["POWER CORD C13 6FT", "JUMPER CORD C14-C13"];
    "008085000" "Power" / "Distribution Units" / "" 9_000..220_000 Serialized ["METERED PDU 16A", "SWITCHED PDU 30A"];
    "008112000" "Power" / "Surge Protection" / "" 1_000..8_000 Goods ["SURGE STRIP 8 OUTLET"];
    "008118000" "Power" / "UPS" / "" 9_000..620_000 Heavy ["UPS 1500VA TOWER", "UPS 3000VA RACK"];
    "008532000" "Power" / "Batteries" / "" 2_500..48_000 Goods ["REPLACEMENT BATTERY PACK"];
    "009053231" "Printers" / "Inkjet" / "Multifunction Inkjet" 9_000..62_000 Serialized ["INKJET MFP COLOR"];
    "009058309" "Printers" / "Laser" / "Workgroup Monochrome" 18_000..190_000 Heavy ["MONO LASER 45PPM"];
    "009059231" "Printers" / "Laser" / "Multifunction Color" 32_000..360_000 Heavy ["COLOR LASER MFP 40PPM"];
    "009088334" "Printers" / "Consumables" / "Black Toner" 4_500..32_000 Goods ["BLACK TONER 10K PAGES", "TONER BLK HIGH YIELD"];
    "009088340" "Printers" / "Consumables" / "Color Toner" 6_000..38_000 Goods ["CYAN TONER", "MAGENTA TONER", "YELLOW TONER"];
    "009428429" "Printers" / "Thermal" / "Label Printers" 8_000..140_000 Serialized ["LABEL PRINTER 203DPI"];
    "010023000" "Services" / "Computer Warranties" / "" 3_000..60_000 Service ["3YR ONSITE NBD", "4YR KEEP YOUR DRIVE"];
    "010072000" "Services" / "Network Warranties" / "" 4_000..260_000 Service ["1YR SUPPORT 8X5XNBD", "3YR SUPPORT 24X7"];
    "010105000" "Services" / "Software Support" / "" 5_000..180_000 Service ["1YR SOFTWARE SUPPORT"];
    "011055150" "Software" / "Internet" / "Endpoint Protection" 1_500..40_000 Licence ["ENDPOINT PROTECTION 1YR 1 USER", "EDR 3YR 1 SEAT"];
    "011073274" "Software" / "Management" / "Backup" 4_000..220_000 Licence ["BACKUP LICENSE 1 SERVER", "BACKUP 10 WORKLOADS 1YR"];
    "011091238" "Software" / "Productivity" / "Office Suites" 6_000..48_000 Licence ["OFFICE SUITE 1 USER 1YR"];
    "011120689" "Software" / "Utilities" / "Virtualization" 20_000..620_000 Licence ["HYPERVISOR 1 CPU 1YR"];
    "012074000" "Storage" / "Network Storage" / "" 22_000..920_000 Heavy ["4-BAY NAS", "12-BAY RACK NAS"];
    "012018000" "Storage" / "Enclosures" / "" 2_500..60_000 Goods ["DRIVE ENCLOSURE USB-C"];
    "012046128" "Storage" / "Drives" / "Mobile Drives" 4_000..80_000 Serialized ["SSD 1TB 2.5\" SATA", "PORTABLE SSD 2TB"];
    "012097646" "Storage" / "Media" / "Tape" 2_000..14_000 Goods ["LTO TAPE CARTRIDGE", "CLEANING CARTRIDGE"];
    "552622000" "Security" / "Cameras" / "" 7_000..160_000 Serialized ["DOME CAMERA 4MP", "BULLET CAMERA 8MP"];
    "552625000" "Security" / "Recorders" / "" 18_000..240_000 Serialized ["16-CH RECORDER 4TB"];
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tops() -> std::collections::BTreeSet<&'static str> {
        CATEGORIES.iter().map(|category| &category.code[..3]).collect()
    }

    #[test]
    fn about_twelve_tops_and_sixty_leaves_with_codes_of_nine_digits() {
        assert_eq!(tops().len(), 12);
        assert_eq!(CATEGORIES.len(), 61);
        for category in CATEGORIES {
            assert!(category.code.len() == 9 && category.code.bytes().all(|b| b.is_ascii_digit()), "{category:?}");
            assert_eq!(category.names[2].is_empty(), category.code.ends_with("000"), "{category:?}");
            assert!(category.from < category.to);
        }
    }

    #[test]
    fn one_code_prefix_has_one_name() {
        for a in CATEGORIES {
            for b in CATEGORIES {
                assert_eq!(a.code[..3] == b.code[..3], a.names[0] == b.names[0], "{a:?} {b:?}");
                if a.code[..6] == b.code[..6] {
                    assert_eq!(a.names[1], b.names[1]);
                }
            }
        }
    }
}
