//! Finds the tildes of a line, 64 bytes at a time and without a branch per byte: with seventy fields in some 350 bytes this
//! is most of the work of reading a catalogue.

use super::columns::MOST_COLUMNS;

/// Bytes that are looked at together.
pub(super) const BLOCK: usize = 64;
const SEPARATOR: u8 = b'~';
/// Ends that are kept: one more than a row may have, so that too many are noticed.
const KEPT: usize = MOST_COLUMNS + 1;
/// One block may find 64 ends behind the last one kept, written four at a time.
const ROOM: usize = KEPT + BLOCK + 4;

/// Where the fields of the present line end.
pub(super) struct Ends {
    at: [u32; ROOM],
    count: usize,
    has_nul: bool,
}

impl Ends {
    pub(super) const fn new() -> Self {
        Self { at: [0; ROOM], count: 0, has_nul: false }
    }

    /// The ends of the line's fields. Of a line with more columns than a row may have, only the first ones.
    pub(super) fn as_slice(&self) -> &[u32] {
        &self.at[..self.count.min(KEPT)]
    }

    /// A zero byte stands in the line.
    pub(super) const fn has_nul(&self) -> bool {
        self.has_nul
    }

    /// Splits the line at the beginning of `bytes`, which may go on behind it; answers the number of its columns.
    pub(super) fn split(&mut self, bytes: &[u8], length: usize) -> usize {
        self.count = 0;
        self.has_nul = false;
        let (blocks, _) = bytes.as_chunks::<BLOCK>();
        let whole = length / BLOCK;
        let mut base = 0;
        for block in &blocks[..whole] {
            let found = scan(block);
            self.has_nul |= found.nuls != 0;
            self.note(found.separators, base);
            base += BLOCK as u32;
        }
        let rest = length % BLOCK;
        let found = blocks.get(whole).map_or_else(|| scan(&padded(&bytes[whole * BLOCK..length])), scan);
        let inside = (1 << rest) - 1;
        self.has_nul |= found.nuls & inside != 0;
        self.note(found.separators & inside, base);
        self.at[self.count.min(KEPT)] = u32::try_from(length).unwrap_or(u32::MAX);
        self.count += 1;
        let counted = || bytes[..length].iter().filter(|byte| **byte == SEPARATOR).count() + 1;
        if self.count <= KEPT { self.count } else { counted() }
    }

    /// Notes every bit of a block. Four at a time, the surplus is written over by what comes next: a branch per bit would
    /// be guessed wrong again and again.
    #[inline]
    fn note(&mut self, mut bits: u64, base: u32) {
        let from = self.count.min(KEPT);
        let until = from + bits.count_ones() as usize;
        for four in self.at[from..].chunks_exact_mut(4).take((until - from).div_ceil(4)) {
            for end in four {
                *end = base + bits.trailing_zeros();
                bits &= bits.wrapping_sub(1);
            }
        }
        self.count = until;
    }
}

/// One bit for each separator and for each zero byte of a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Found {
    separators: u64,
    nuls: u64,
}

fn padded(rest: &[u8]) -> [u8; BLOCK] {
    let mut block = [b' '; BLOCK];
    block[..rest.len()].copy_from_slice(rest);
    block
}

/// With the instructions that every processor of this kind has.
#[cfg(target_arch = "x86_64")]
#[inline]
fn scan(block: &[u8; BLOCK]) -> Found {
    use safe_arch::{cmp_eq_mask_i8_m128i, m128i, move_mask_i8_m128i, set_splat_i8_m128i};
    let bits = |part: m128i, byte: u8| {
        let equal = cmp_eq_mask_i8_m128i(part, set_splat_i8_m128i(byte.cast_signed()));
        u64::from(move_mask_i8_m128i(equal).cast_unsigned())
    };
    let (parts, _) = block.as_chunks::<16>();
    let mut found = Found { separators: 0, nuls: 0 };
    for (index, part) in parts.iter().enumerate() {
        let part = m128i::from(*part);
        found.separators |= bits(part, SEPARATOR) << (16 * index);
        found.nuls |= bits(part, 0) << (16 * index);
    }
    found
}

#[cfg(not(target_arch = "x86_64"))]
use scan_words as scan;

/// Eight bytes at a time, for every processor.
#[cfg(any(test, not(target_arch = "x86_64")))]
#[inline]
fn scan_words(block: &[u8; BLOCK]) -> Found {
    let (words, _) = block.as_chunks::<8>();
    let mut found = Found { separators: 0, nuls: 0 };
    for (index, word) in words.iter().enumerate() {
        let word = u64::from_le_bytes(*word);
        found.separators |= zeros_of(word ^ u64::from_le_bytes([SEPARATOR; 8])) << (8 * index);
        found.nuls |= zeros_of(word) << (8 * index);
    }
    found
}

/// One bit for each zero byte of eight: zero bytes set their top bit, and the multiplication gathers the eight top bits.
#[cfg(any(test, not(target_arch = "x86_64")))]
#[inline]
const fn zeros_of(word: u64) -> u64 {
    const LOW: u64 = u64::from_le_bytes([0x7F; 8]);
    let zero = !(((word & LOW) + LOW) | word | LOW);
    (zero >> 7).wrapping_mul(0x0102_0408_1020_4080) >> 56
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn slowly(line: &[u8]) -> Vec<u32> {
        let separators = (0..).zip(line).filter(|(_, byte)| **byte == SEPARATOR).map(|(at, _)| at);
        separators.chain([u32::try_from(line.len()).unwrap()]).collect()
    }

    proptest! {
        #[test]
        fn every_end_is_found_whatever_stands_behind_the_line(
            line in proptest::collection::vec(prop_oneof![Just(b'~'), Just(b'~'), any::<u8>()], 0..300),
            behind in proptest::collection::vec(prop_oneof![Just(b'~'), Just(0)], 0..130),
        ) {
            let mut ends = Ends::new();
            let expected = slowly(&line);
            prop_assert_eq!(ends.split(&[line.as_slice(), &behind].concat(), line.len()), expected.len());
            prop_assert_eq!(ends.as_slice(), &expected[..expected.len().min(KEPT)]);
            prop_assert_eq!(ends.has_nul(), line.contains(&0));
        }

        #[test]
        fn a_line_is_split_alike_whatever_came_before(first in "[~a-c\0]{0,200}", second in "[~a-c]{0,200}") {
            let mut ends = Ends::new();
            ends.split(first.as_bytes(), first.len());
            ends.split(second.as_bytes(), second.len());
            let expected = slowly(second.as_bytes());
            prop_assert_eq!(ends.as_slice(), &expected[..expected.len().min(KEPT)]);
            prop_assert!(!ends.has_nul());
        }

        #[test]
        fn both_ways_of_looking_see_the_same(block in proptest::collection::vec(prop_oneof![Just(b'~'), Just(0), any::<u8>()], BLOCK)) {
            let block: [u8; BLOCK] = block.try_into().unwrap();
            prop_assert_eq!(scan(&block), scan_words(&block));
        }
    }

    #[test]
    fn more_columns_than_are_kept_are_still_counted() {
        let mut ends = Ends::new();
        for columns in [70, 99, 100, 101, 164, 500, 70_000] {
            assert_eq!(ends.split(&vec![SEPARATOR; columns - 1], columns - 1), columns);
        }
        assert_eq!(ends.as_slice().len(), KEPT);
    }
}
