//! Changing bytes at random, the way damage and attackers do: a few edits at a time, with a taste for numbers and boundaries.

/// A small generator (xorshift64*): the same seed gives the same run everywhere.
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    /// A number below `end`, which is not 0.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % end.max(1) as u64).unwrap_or(0)
    }
}

/// Numbers at which programs break.
const NUMBERS: [&str; 14] = [
    "0",
    "1",
    "-1",
    "00",
    "9",
    "255",
    "256",
    "65535",
    "65536",
    "4294967295",
    "4294967296",
    "9223372036854775807",
    "18446744073709551615",
    "99999999999999999999999",
];

/// Bytes that mean something somewhere.
const BYTES: [u8; 22] = [
    0, 1, 0x0a, 0x0d, 0x1b, b' ', b'"', b'\\', b'/', b'.', b',', b':', b'{', b'[', b'}', b'=', b'-', 0x7f,
    0x80, 0xe3, 0xfe, 0xff,
];

/// A stretch of `length` bytes, mostly short.
fn stretch(random: &mut Random, length: usize) -> std::ops::Range<usize> {
    let most = if random.below(4) == 0 { length } else { length.min(64) };
    let size = 1 + random.below(most.max(1));
    let from = random.below(length);
    from..(from + size).min(length)
}

/// One to four edits of `bytes`, none of which changes the length if `keep`; `other` lends stretches.
pub(crate) fn mutate(random: &mut Random, bytes: &[u8], other: &[u8], keep: bool) -> Vec<u8> {
    let mut changed = bytes.to_vec();
    for _ in 0..=random.below(4) {
        if changed.is_empty() {
            changed.push(BYTES[random.below(BYTES.len())]);
            continue;
        }
        let at = random.below(changed.len());
        match random.below(if keep { 4 } else { 10 }) {
            0 => changed[at] ^= 1 << random.below(8),
            1 => changed[at] = BYTES[random.below(BYTES.len())],
            2 => {
                let range = stretch(random, changed.len());
                let value = changed[at];
                changed[range].fill(value);
            }
            3 => {
                let range = stretch(random, changed.len());
                let to = random.below(changed.len() - range.len() + 1);
                changed.copy_within(range, to);
            }
            4 => {
                let range = stretch(random, changed.len());
                let piece = changed[range].to_vec();
                changed.splice(at..at, piece);
            }
            5 => {
                let range = stretch(random, changed.len());
                changed.drain(range);
            }
            6 => changed.truncate(at),
            7 if !other.is_empty() => {
                let range = stretch(random, other.len());
                changed.splice(at..at, other[range].to_vec());
            }
            8 => {
                let digits = |byte: &u8| byte.is_ascii_digit();
                if let Some(from) = changed[at..].iter().position(digits).map(|found| found + at) {
                    let to = changed[from..]
                        .iter()
                        .position(|byte| !digits(byte))
                        .map_or(changed.len(), |end| from + end);
                    changed.splice(from..to, NUMBERS[random.below(NUMBERS.len())].bytes());
                }
            }
            _ => changed.insert(at, BYTES[random.below(BYTES.len())]),
        }
    }
    changed
}
