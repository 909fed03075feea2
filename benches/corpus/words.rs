//! Invented sentences, the same in every run.
//!
//! Every second word is from a list of the most frequent English words, as in real text, so that the matcher meets as
//! many words that begin like a phrase. No sentence occurs twice, because each has a different number.

/// A random number generator with the same numbers on every machine (xorshift64, Marsaglia 2003).
pub(crate) struct Dice(u64);

impl Dice {
    /// A generator that gives the same numbers for the same `seed`.
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    fn roll(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    /// A number below `limit`, which must not be 0.
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.roll() >> 33).unwrap_or_default() % limit
    }

    /// A random word of `words`.
    pub(crate) fn of(&mut self, words: &str) -> String {
        let at = self.below(words.split_whitespace().count());
        words.split_whitespace().nth(at).unwrap_or_default().to_owned()
    }

    /// A sentence of eight to twenty-five words with a capital, a number and a full stop.
    pub(crate) fn sentence(&mut self) -> String {
        let words = 8 + self.below(18);
        let figure = 2 + self.below(words - 3);
        let mut sentence = format!("The {}", self.of(LONG));
        for place in 1..words {
            sentence.push(' ');
            match place {
                _ if place == figure => sentence.push_str(&(1_000_000 + self.below(8_999_999)).to_string()),
                _ if place % 2 == 0 => sentence.push_str(&self.of(SHORT)),
                _ => sentence.push_str(&self.of(LONG)),
            }
        }
        sentence.push('.');
        sentence
    }
}

const SHORT: &str = "the of and to in a is that for it was on are as with they at be this from have or by one had not but \
    what all were when we there can an which their if will each about how up out them then she many some so these would \
    other into has two could been first made may over did down only way long very after just where most too";

const LONG: &str = "harbour council ferry orchard mayor valley lantern engine teacher winter market bridge granary \
    meadow captain baker river village election budget railway hospital storm glacier museum theatre forest café \
    measured argued carried repaired promised counted opened followed borrowed painted delayed doubled planted weighed \
    narrow ancient careful distant patient crowded gentle frozen hollow steady quarrel answer autumn evening neighbour \
    stone copper timber barley honey fishing weather committee protest season kitchen journey island fisherman \
    engineer minister nurse farmer violin cathedral résumé façade naïve pamphlet mountain signal tunnel warehouse \
    workshop quarry";
