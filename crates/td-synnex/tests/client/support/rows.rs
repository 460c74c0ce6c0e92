//! Catalogue rows of fictional products.

/// A row of 70 columns with these values; the others are plausible defaults.
pub fn row(values: &[(usize, &str)]) -> String {
    let mut fields = vec![String::new(); 70];
    let defaults = [
        (1, "655123"),
        (2, "DTL"),
        (3, "XN-1420/B#ABA"),
        (4, "XYZ-XN1420B"),
        (5, "7700123"),
        (6, "A"),
        (7, "NOTEBOOK 14IN 16GB"),
        (8, "XYZ COMPUTERS"),
        (9, "4411"),
        (10, "45"),
        (13, "1249.90"),
        (14, "1599.00"),
        (21, "1259.90"),
        (23, " "),
        (25, "008112000"),
        (28, "4.35"),
        (38, "NNY"),
        (40, "A"),
        (41, "S"),
    ];
    for (column, value) in defaults.iter().chain(values) {
        fields[column - 1] = (*value).to_owned();
    }
    fields.join("~")
}

/// A file from its lines, with the header of a full catalogue.
pub fn file(rows: &[String]) -> Vec<u8> {
    let mut text = String::from("\nFLTM1U655123~HDR~250411~250411~C~~~~~\n");
    for row in rows {
        text.push_str(row);
        text.push('\n');
    }
    text.into_bytes()
}
