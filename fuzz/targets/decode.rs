//! Decoding: in the encodings of the WHATWG standard it agrees with `encoding_rs`, and any bytes give the text that the named
//! encoding gives.
#![no_main]

use std::sync::Arc;

use unboil::{BadBytes, Cleaner, Encoding, Evidence, Options};

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let Some((&which, bytes)) = data.split_first() else { return };
    let all: Vec<Encoding> = Encoding::all().collect();
    let encoding = all[usize::from(which) % all.len()];
    let (text, bad) = encoding.decode(bytes);
    // In UTF-8, a lone A0 is a no-break space and a pair of surrogates its character.
    let is_repaired = encoding.is_utf8() && bytes.iter().any(|byte| matches!(byte, 0xA0 | 0xED));
    if let Some(standard) = encoding_rs::Encoding::for_label_no_replacement(encoding.name().as_bytes())
        && !is_repaired
    {
        let (theirs, any_bad) = standard.decode_without_bom_handling(bytes);
        assert_eq!((&*text, bad > 0), (&*theirs, any_bad), "{}", standard.name());
    }
    let cleaner = Cleaner::new(Arc::default(), Options::default().force(true));
    let decoded = cleaner.decode(bytes).expect("forced");
    let decision = &decoded.encoding;
    // Text in UTF-8 with a few faults, and text with escapes, are decoded piece by piece.
    if !matches!(decision.evidence, Evidence::MostlyValid | Evidence::Escapes) {
        let named = Encoding::for_label(decision.encoding).expect("the name of an encoding");
        let (text, bad) = named.decode(&bytes[decision.bom..]);
        assert_eq!((&*decoded.text, decision.bad_sequences), (&*text, bad), "{}", named.name());
    }
    let strict = Cleaner::new(Arc::default(), Options::default().force(true).bad_bytes(BadBytes::Fail));
    assert_eq!(strict.decode(bytes).is_err(), decision.bad_sequences > 0);
});
