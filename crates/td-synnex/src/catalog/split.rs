//! Finds the tildes of a line, 64 bytes at a time and without a branch per byte: with seventy fields in some 350 bytes this
//! is most of the work of reading a catalogue.

use super::columns::MOST_COLUMNS;

const SEPARATOR: u8 = b'~';
/// Ends that are kept: one more than a row may have, so that too many are noticed.
const KEPT: usize = MOST_COLUMNS + 1;
/// One block may find 64 ends behind the last one kept, written four at a time.
const ROOM: usize = KEPT + 64 + 4;

/// Where the fields of the present line end.
pub(super) struct Ends {
    at: [u32; ROOM],
    count: usize,
}

impl Ends {
    pub(super) const fn new() -> Self {
        Self { at: [0; ROOM], count: 0 }
    }

    /// The ends of the line's fields. Of a line with more columns than a row may have, only the first ones.
    pub(super) fn as_slice(&self) -> &[u32] {
        &self.at[..self.count.min(KEPT)]
    }

    /// Splits a line; answers the number of its columns.
    pub(super) fn split(&mut self, line: &[u8]) -> usize {
        self.count = 0;
        let (blocks, rest) = line.as_chunks::<64>();
        let mut base = 0;
        for block in blocks {
            self.note(separators(block), base);
            base += 64;
        }
        let mut last = [0; 64];
        last[..rest.len()].copy_from_slice(rest);
        self.note(separators(&last), base);
        self.at[self.count.min(KEPT)] = u32::try_from(line.len()).unwrap_or(u32::MAX);
        self.count += 1;
        if self.count <= KEPT { self.count } else { line.iter().filter(|byte| **byte == SEPARATOR).count() + 1 }
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

/// One bit for each separator of a block.
#[inline]
fn separators(block: &[u8; 64]) -> u64 {
    let (words, _) = block.as_chunks::<8>();
    let mut bits = 0;
    for (index, word) in words.iter().enumerate() {
        bits |= separators_of_word(u64::from_le_bytes(*word)) << (8 * index);
    }
    bits
}

/// One bit for each separator of eight bytes: equal bytes become zero, zero bytes set their top bit, and the multiplication
/// gathers the eight top bits.
#[inline]
const fn separators_of_word(word: u64) -> u64 {
    const LOW: u64 = u64::from_le_bytes([0x7F; 8]);
    let different = word ^ u64::from_le_bytes([SEPARATOR; 8]);
    let equal = !(((different & LOW) + LOW) | different | LOW);
    (equal >> 7).wrapping_mul(0x0102_0408_1020_4080) >> 56
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
        fn every_end_is_found(line in proptest::collection::vec(prop_oneof![Just(b'~'), any::<u8>()], 0..300)) {
            let mut ends = Ends::new();
            let expected = slowly(&line);
            prop_assert_eq!(ends.split(&line), expected.len());
            prop_assert_eq!(ends.as_slice(), &expected[..expected.len().min(KEPT)]);
        }

        #[test]
        fn a_line_is_split_alike_whatever_came_before(first in "[~a-c]{0,200}", second in "[~a-c]{0,200}") {
            let mut ends = Ends::new();
            ends.split(first.as_bytes());
            ends.split(second.as_bytes());
            let expected = slowly(second.as_bytes());
            prop_assert_eq!(ends.as_slice(), &expected[..expected.len().min(KEPT)]);
        }
    }

    #[test]
    fn more_columns_than_are_kept_are_still_counted() {
        let mut ends = Ends::new();
        for columns in [70, 99, 100, 101, 164, 500, 70_000] {
            assert_eq!(ends.split(&vec![SEPARATOR; columns - 1]), columns);
        }
        assert_eq!(ends.as_slice().len(), KEPT);
    }
}
