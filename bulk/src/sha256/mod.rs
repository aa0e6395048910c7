//! SHA-256 (FIPS 180-4), one stream or two side by side.
//!
//! The instructions of one stream wait for one another: a core that has SHA instructions stands still half of the time. Two
//! streams in turn fill the gaps, and take three quarters of the time of one after the other (`benches/README.md`). Where a
//! processor has no such instructions, ring does the work, one stream after the other.

#[cfg(target_arch = "x86_64")]
mod shani;

/// Whether two streams at once take less time than one after the other here.
#[must_use]
pub fn two_at_once() -> bool {
    !matches!(Sha256Stream::default().0, Engine::Ring(_))
}

/// Bytes that the function takes in at a time.
#[cfg(any(test, target_arch = "x86_64"))]
const BLOCK: usize = 64;

/// One running computation.
#[derive(Clone)]
pub struct Sha256Stream(Engine);

#[derive(Clone)]
enum Engine {
    #[cfg(target_arch = "x86_64")]
    Native(Native),
    Ring(ring::digest::Context),
}

impl Default for Sha256Stream {
    fn default() -> Self {
        #[cfg(target_arch = "x86_64")]
        if let Some(processor) = shani::Processor::detect() {
            return Self(Engine::Native(Native::new(processor)));
        }
        Self::by_ring()
    }
}

impl Sha256Stream {
    fn by_ring() -> Self {
        Self(Engine::Ring(ring::digest::Context::new(&ring::digest::SHA256)))
    }

    /// Takes in more bytes.
    pub fn update(&mut self, bytes: &[u8]) {
        match &mut self.0 {
            #[cfg(target_arch = "x86_64")]
            Engine::Native(native) => native.update(bytes),
            Engine::Ring(context) => context.update(bytes),
        }
    }

    /// Takes in more bytes of two streams at once: the same as all of `ours` into `self` and all of `theirs` into `other`.
    pub fn update_two<'a>(
        &mut self,
        ours: impl Iterator<Item = &'a [u8]>,
        other: &mut Self,
        theirs: impl Iterator<Item = &'a [u8]>,
    ) {
        #[cfg(target_arch = "x86_64")]
        if let (Engine::Native(first), Engine::Native(second)) = (&mut self.0, &mut other.0) {
            return native_two(first, ours, second, theirs);
        }
        ours.for_each(|slice| self.update(slice));
        theirs.for_each(|slice| other.update(slice));
    }

    /// The digest of everything taken in.
    #[must_use]
    pub fn finish(self) -> [u8; 32] {
        match self.0 {
            #[cfg(target_arch = "x86_64")]
            Engine::Native(native) => native.finish(),
            Engine::Ring(context) => {
                let mut bytes = [0; 32];
                bytes.copy_from_slice(context.finish().as_ref());
                bytes
            }
        }
    }
}

/// A computation with the processor's own instructions.
#[cfg(target_arch = "x86_64")]
#[derive(Clone)]
struct Native {
    processor: shani::Processor,
    state: [u32; 8],
    /// The beginning of a block that is not complete.
    tail: [u8; BLOCK],
    /// Bytes taken in, by 2^64; the function itself ends at 2^61.
    length: u64,
}

#[cfg(target_arch = "x86_64")]
impl Native {
    /// FIPS 180-4, 5.3.3.
    const INITIAL: [u32; 8] = [
        0x6a09_e667,
        0xbb67_ae85,
        0x3c6e_f372,
        0xa54f_f53a,
        0x510e_527f,
        0x9b05_688c,
        0x1f83_d9ab,
        0x5be0_cd19,
    ];

    fn new(processor: shani::Processor) -> Self {
        Self { processor, state: Self::INITIAL, tail: [0; BLOCK], length: 0 }
    }

    /// How much of `tail` counts.
    fn tail_length(&self) -> usize {
        usize::try_from(self.length % BLOCK as u64).unwrap_or(0)
    }

    fn update(&mut self, bytes: &[u8]) {
        let blocks = self.begin(bytes);
        self.processor.compress(&mut self.state, blocks);
    }

    /// Takes in what completes the begun block and what begins the last; gives back the whole blocks between, which count as
    /// taken in and are the caller's to compress.
    fn begin<'a>(&mut self, bytes: &'a [u8]) -> &'a [[u8; BLOCK]] {
        let held = self.tail_length();
        self.length = self.length.wrapping_add(bytes.len() as u64);
        let mut rest = bytes;
        if held > 0 {
            let (missing, after) = bytes.split_at(bytes.len().min(BLOCK - held));
            self.tail[held..held + missing.len()].copy_from_slice(missing);
            rest = after;
            if held + missing.len() < BLOCK {
                return &[];
            }
            self.processor.compress(&mut self.state, &[self.tail]);
        }
        let (blocks, over) = rest.as_chunks();
        self.tail[..over.len()].copy_from_slice(over);
        blocks
    }

    /// FIPS 180-4, 5.1.1: a one, zeros, and the length in bits.
    fn finish(mut self) -> [u8; 32] {
        let bits = self.length.wrapping_mul(8);
        let held = self.tail_length();
        let mut last = [[0; BLOCK]; 2];
        last[0][..held].copy_from_slice(&self.tail[..held]);
        last[0][held] = 0x80;
        let count = if held + 1 + 8 <= BLOCK { 1 } else { 2 };
        last[count - 1][BLOCK - 8..].copy_from_slice(&bits.to_be_bytes());
        self.processor.compress(&mut self.state, &last[..count]);
        let mut digest = [0; 32];
        for (bytes, word) in digest.chunks_mut(4).zip(self.state) {
            bytes.copy_from_slice(&word.to_be_bytes());
        }
        digest
    }
}

#[cfg(target_arch = "x86_64")]
fn native_two<'a>(
    first: &mut Native,
    mut ours: impl Iterator<Item = &'a [u8]>,
    second: &mut Native,
    mut theirs: impl Iterator<Item = &'a [u8]>,
) {
    let processor = first.processor;
    let (mut one, mut two): (&[[u8; BLOCK]], &[[u8; BLOCK]]) = (&[], &[]);
    loop {
        // A stream goes on with its next bytes only after all its blocks.
        while one.is_empty() {
            let Some(slice) = ours.next() else { break };
            one = first.begin(slice);
        }
        while two.is_empty() {
            let Some(slice) = theirs.next() else { break };
            two = second.begin(slice);
        }
        let both = one.len().min(two.len());
        if both == 0 {
            break;
        }
        processor.compress_two([&mut first.state, &mut second.state], [&one[..both], &two[..both]]);
        (one, two) = (&one[both..], &two[both..]);
    }
    processor.compress(&mut first.state, one);
    processor.compress(&mut second.state, two);
    ours.for_each(|slice| first.update(slice));
    theirs.for_each(|slice| second.update(slice));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn noise(length: usize, seed: u32) -> Vec<u8> {
        let mut state = seed;
        let mut next = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            state.to_be_bytes()[0]
        };
        (0..length).map(|_| next()).collect()
    }

    /// What ring says of `bytes` (the judge; it has its own code for each processor).
    fn by_ring(bytes: &[u8]) -> [u8; 32] {
        let mut ring = Sha256Stream::by_ring();
        ring.update(bytes);
        ring.finish()
    }

    fn hexadecimal(digest: [u8; 32]) -> String {
        digest.iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
    }

    #[test]
    fn known_answers() {
        // FIPS 180-4 examples of one block and of two, and the empty message.
        for (message, digest) in [
            ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
            (
                "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
                "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
            ),
            ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ] {
            let mut stream = Sha256Stream::default();
            stream.update(message.as_bytes());
            assert_eq!(hexadecimal(stream.finish()), digest);
        }
    }

    #[test]
    fn every_length_and_every_cut_gives_what_ring_gives() {
        let bytes = noise(3 * BLOCK + 1, 1);
        for length in 0..bytes.len() {
            let bytes = &bytes[..length];
            for cut in 0..=length {
                let mut stream = Sha256Stream::default();
                stream.update(&bytes[..cut]);
                stream.update(&bytes[cut..]);
                assert_eq!(stream.finish(), by_ring(bytes), "{length} bytes, cut at {cut}");
            }
        }
    }

    #[test]
    fn two_streams_give_what_each_gives_alone() {
        let (first, second) = (noise(40_000, 2), noise(40_000, 3));
        let mut random = noise(60_000, 4).into_iter().map(usize::from);
        let mut some = |most: usize| (random.next().unwrap() << 8 | random.next().unwrap()) % most;
        for _ in 0..2000 {
            let (ours, theirs) = (&first[..some(4000)], &second[..some(4000)]);
            let (before, after) = (some(ours.len() + 1), some(theirs.len() + 1));
            let (step, other_step) = (some(700) + 1, some(700) + 1);
            let (mut one, mut two) = (Sha256Stream::default(), Sha256Stream::default());
            one.update(&ours[..before]);
            two.update(&theirs[..after]);
            one.update_two(ours[before..].chunks(step), &mut two, theirs[after..].chunks(other_step));
            assert_eq!(one.clone().finish(), by_ring(ours));
            assert_eq!(two.finish(), by_ring(theirs));
            // And it can be gone on with.
            one.update(&second);
            assert_eq!(one.finish(), by_ring(&[ours, &second].concat()));
        }
    }

    #[test]
    fn streams_of_different_engines_go_side_by_side() {
        let (ours, theirs) = (noise(1000, 5), noise(900, 6));
        let (mut one, mut two) = (Sha256Stream::default(), Sha256Stream::by_ring());
        one.update_two(ours.chunks(70), &mut two, theirs.chunks(90));
        assert_eq!((one.finish(), two.finish()), (by_ring(&ours), by_ring(&theirs)));
    }

    #[test]
    fn a_length_beyond_32_bits_is_counted() {
        let piece = vec![7; 1 << 20];
        let (mut stream, mut ring) = (Sha256Stream::default(), Sha256Stream::by_ring());
        for _ in 0..520 {
            stream.update(&piece);
            ring.update(&piece);
        }
        assert_eq!(stream.finish(), ring.finish());
    }
}
