//! The one source of chance: a mixing function. Everything generated is computed from (seed, index, salt), never drawn in
//! sequence, so that any row can be had without the rows before it.

/// A well-mixed number for (seed, index, salt).
pub(in crate::td_synnex) fn mix(seed: u64, index: u64, salt: u64) -> u64 {
    let step = |x: u64| {
        let x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        x ^ (x >> 31)
    };
    let a = step(seed.wrapping_add(0x9e37_79b9_7f4a_7c15));
    let b = step(a ^ index.wrapping_mul(0xd6e8_feb8_6659_fd93));
    step(b ^ salt.wrapping_mul(0xa076_1d64_78bd_642f).wrapping_add(0x632b_e59b_d9b4_e019))
}

/// A number below `bound`, which must not be zero, for (seed, index, salt).
pub(in crate::td_synnex) fn below(seed: u64, index: u64, salt: u64, bound: u64) -> u64 {
    mix(seed, index, salt) % bound
}

/// Hashes text to a number, for things that are named and not counted.
pub(in crate::td_synnex) fn text(seed: u64, text: &str) -> u64 {
    text.bytes().fold(mix(seed, 1, 1), |hash, byte| mix(hash, u64::from(byte), 2))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spreads_evenly_enough() {
        let mut buckets = [0_u32; 10];
        for index in 0..100_000 {
            buckets[usize::try_from(below(7, index, 3, 10)).unwrap()] += 1;
        }
        assert!(buckets.iter().all(|count| (9_500..10_500).contains(count)), "{buckets:?}");
    }
}
