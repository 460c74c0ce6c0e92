//! Finds the tildes and line ends of a whole buffer at once, 64 bytes at a time and without a branch per byte: with seventy
//! fields in some 330 bytes this is most of the work of reading a catalogue, and a line is too short to begin anew for each.

/// Bytes that are looked at together.
pub(super) const BLOCK: usize = 64;
const SEPARATOR: u8 = b'~';
const LINE_END: u8 = b'\n';
/// Places that are written together. A usual block has some fifteen, and how many it has cannot be guessed: writing a few too
/// many, which the next block writes over, is cheaper than a branch that is wrong every second time.
const TOGETHER: usize = 16;

/// Where the fields of a buffer's lines end: at each tilde and at each line end, counted from the buffer's beginning.
pub(super) struct Index {
    at: Box<[u32]>,
    count: usize,
    /// For each line end, its number among the places.
    lines: Vec<u32>,
    has_nul: bool,
}

impl Index {
    /// An index of buffers that are not longer than this.
    pub(super) fn new(longest: usize) -> Self {
        Self { at: vec![0; longest + BLOCK + TOGETHER].into_boxed_slice(), count: 0, lines: Vec::new(), has_nul: false }
    }

    /// The places of fields' ends, in order.
    pub(super) fn places(&self) -> &[u32] {
        &self.at[..self.count]
    }

    /// Which place is the end of the line with this number, counted from 0; `None` if the buffer has fewer line ends.
    pub(super) fn line_end(&self, line: usize) -> Option<usize> {
        self.lines.get(line).map(|place| *place as usize)
    }

    /// A zero byte stands somewhere in the buffer.
    pub(super) const fn has_nul(&self) -> bool {
        self.has_nul
    }

    /// Where the place with this number is.
    pub(super) fn at(&self, place: usize) -> usize {
        self.at[place] as usize
    }

    /// Moves a line's end before what is no part of its last field.
    pub(super) fn move_to(&mut self, place: usize, at: usize) {
        self.at[place] = u32::try_from(at).unwrap_or(u32::MAX);
    }

    /// Adds a line end behind all others, where the input ends without one; its number among the places.
    pub(super) fn end_with(&mut self, at: usize) -> usize {
        let place = self.count;
        self.move_to(place, at);
        self.count += 1;
        place
    }

    /// Looks at whole blocks; the bytes behind what is meant must be blanks.
    pub(super) fn look(&mut self, blocks: &[[u8; BLOCK]]) {
        self.count = 0;
        self.lines.clear();
        let mut nuls = Nuls::none();
        let mut base = 0;
        for block in blocks {
            let found = scan(block, &mut nuls);
            self.note_lines(found);
            self.note(found.ends, base);
            base += BLOCK as u32;
        }
        self.has_nul = nuls.any();
    }

    /// Notes every end of a block.
    #[inline]
    fn note(&mut self, ends: u64, base: u32) {
        let mut left = ends;
        let (from, found) = (self.count, ends.count_ones() as usize);
        if let Some(places) = self.at[from..].first_chunk_mut::<TOGETHER>() {
            left = write(places, left, base);
        }
        if found > TOGETHER {
            for places in self.at[from + TOGETHER..].chunks_exact_mut(TOGETHER).take(found / TOGETHER) {
                if let Some(places) = places.first_chunk_mut() {
                    left = write(places, left, base);
                }
            }
        }
        self.count = from + found;
    }

    #[inline]
    fn note_lines(&mut self, found: Found) {
        let mut left = found.lines;
        while left != 0 {
            let before = left.wrapping_sub(1) & !left;
            self.lines.push(self.count as u32 + (found.ends & before).count_ones());
            left &= left - 1;
        }
    }
}

/// Writes the lowest bits' places, and more behind them if there are fewer; answers the bits that are left.
#[inline]
fn write(places: &mut [u32; TOGETHER], mut bits: u64, base: u32) -> u64 {
    for place in places {
        *place = base + bits.trailing_zeros();
        bits &= bits.wrapping_sub(1);
    }
    bits
}

/// One bit for each end of a field, and for each of those that end a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Found {
    ends: u64,
    lines: u64,
}

#[cfg(target_arch = "x86_64")]
use vector::{Nuls, scan};
#[cfg(not(target_arch = "x86_64"))]
use words::{Nuls, scan};

/// With the instructions that every processor of this kind has.
#[cfg(target_arch = "x86_64")]
mod vector {
    use super::{BLOCK, Found, LINE_END, SEPARATOR};
    use safe_arch::{bitor_m128i, cmp_eq_mask_i8_m128i, m128i, min_u8_m128i, move_mask_i8_m128i, set_splat_i8_m128i};

    /// The smallest byte seen in each place.
    pub(super) struct Nuls(m128i);

    impl Nuls {
        pub(super) fn none() -> Self {
            Self(set_splat_i8_m128i(-1))
        }

        pub(super) fn any(&self) -> bool {
            move_mask_i8_m128i(cmp_eq_mask_i8_m128i(self.0, m128i::from([0_u8; 16]))) != 0
        }
    }

    #[inline]
    pub(super) fn scan(block: &[u8; BLOCK], nuls: &mut Nuls) -> Found {
        let bits = |mask: m128i| u64::from(move_mask_i8_m128i(mask).cast_unsigned());
        let equal = |part: m128i, byte: u8| cmp_eq_mask_i8_m128i(part, set_splat_i8_m128i(byte.cast_signed()));
        let (parts, _) = block.as_chunks::<16>();
        let mut found = Found { ends: 0, lines: 0 };
        for (index, part) in parts.iter().enumerate() {
            let part = m128i::from(*part);
            let lines = equal(part, LINE_END);
            nuls.0 = min_u8_m128i(nuls.0, part);
            found.lines |= bits(lines) << (16 * index);
            found.ends |= bits(bitor_m128i(lines, equal(part, SEPARATOR))) << (16 * index);
        }
        found
    }
}

/// Eight bytes at a time, for every processor.
#[cfg(any(test, not(target_arch = "x86_64")))]
mod words {
    use super::{BLOCK, Found, LINE_END, SEPARATOR};

    /// Whether a zero byte was seen.
    pub(super) struct Nuls(bool);

    impl Nuls {
        pub(super) fn none() -> Self {
            Self(false)
        }

        pub(super) fn any(&self) -> bool {
            self.0
        }
    }

    #[inline]
    pub(super) fn scan(block: &[u8; BLOCK], nuls: &mut Nuls) -> Found {
        let (words, _) = block.as_chunks::<8>();
        let mut found = Found { ends: 0, lines: 0 };
        for (index, word) in words.iter().enumerate() {
            let word = u64::from_le_bytes(*word);
            let lines = zeros_of(word ^ u64::from_le_bytes([LINE_END; 8]));
            nuls.0 |= zeros_of(word) != 0;
            found.lines |= lines << (8 * index);
            found.ends |= (lines | zeros_of(word ^ u64::from_le_bytes([SEPARATOR; 8]))) << (8 * index);
        }
        found
    }

    /// One bit for each zero byte of eight: zero bytes set their top bit, and the multiplication gathers the eight top bits.
    #[inline]
    const fn zeros_of(word: u64) -> u64 {
        const LOW: u64 = u64::from_le_bytes([0x7F; 8]);
        let zero = !(((word & LOW) + LOW) | word | LOW);
        (zero >> 7).wrapping_mul(0x0102_0408_1020_4080) >> 56
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Places and line ends, found byte by byte.
    fn slowly(bytes: &[u8]) -> (Vec<u32>, Vec<usize>) {
        let is_end = |byte: &u8| matches!(*byte, SEPARATOR | LINE_END);
        let places: Vec<u32> = (0..).zip(bytes).filter(|(_, byte)| is_end(byte)).map(|(at, _)| at).collect();
        let lines = (0..).zip(&places).filter(|(_, at)| bytes[**at as usize] == LINE_END).map(|(place, _)| place);
        let lines = lines.collect();
        (places, lines)
    }

    fn look(index: &mut Index, bytes: &[u8]) {
        let mut padded = bytes.to_vec();
        padded.resize(bytes.len().next_multiple_of(BLOCK), b' ');
        index.look(padded.as_chunks().0);
    }

    fn agrees(index: &Index, bytes: &[u8]) -> Result<(), TestCaseError> {
        let (places, lines) = slowly(bytes);
        prop_assert_eq!(index.places(), &places[..]);
        let found: Vec<usize> = (0..).map_while(|line| index.line_end(line)).collect();
        prop_assert_eq!(found, lines);
        prop_assert_eq!(index.has_nul(), bytes.contains(&0));
        Ok(())
    }

    fn any_bytes(most: usize) -> impl Strategy<Value = Vec<u8>> {
        let byte = prop_oneof![4 => Just(b'~'), 1 => Just(b'\n'), 3 => 1..=u8::MAX, 1 => any::<u8>()];
        proptest::collection::vec(byte, 0..most)
    }

    proptest! {
        #[test]
        fn every_end_is_found(bytes in any_bytes(700)) {
            let mut index = Index::new(1024);
            look(&mut index, &bytes);
            agrees(&index, &bytes)?;
        }

        #[test]
        fn a_buffer_is_seen_alike_whatever_was_seen_before(first in any_bytes(300), second in any_bytes(300)) {
            let mut index = Index::new(512);
            look(&mut index, &first);
            look(&mut index, &second);
            agrees(&index, &second)?;
        }

        #[test]
        fn both_ways_of_looking_see_the_same(block in proptest::collection::vec(prop_oneof![Just(b'~'), Just(b'\n'), any::<u8>()], BLOCK)) {
            let block: [u8; BLOCK] = block.try_into().unwrap();
            let (mut here, mut everywhere) = (super::Nuls::none(), words::Nuls::none());
            prop_assert_eq!(scan(&block, &mut here), words::scan(&block, &mut everywhere));
            prop_assert_eq!((here.any(), everywhere.any()), (block.contains(&0), block.contains(&0)));
        }
    }

    #[test]
    fn a_buffer_of_ends_alone_fits() {
        for byte in [SEPARATOR, LINE_END] {
            let bytes = vec![byte; 4 * BLOCK];
            let mut index = Index::new(bytes.len());
            look(&mut index, &bytes);
            agrees(&index, &bytes).unwrap();
        }
    }

    #[test]
    fn a_last_line_without_an_end_gets_one() {
        let mut index = Index::new(64);
        look(&mut index, b"a~b");
        let place = index.end_with(3);
        assert_eq!((place, index.places()), (1, [1, 3].as_slice()));
    }
}
