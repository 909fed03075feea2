//! The same document as other programs would have stored it.

use icu_normalizer::DecomposingNormalizerBorrowed;

/// The variants of a decoded text, each with its name.
pub(crate) fn of(text: &str) -> Vec<(&'static str, Vec<u8>)> {
    let unix = text.replace("\r\n", "\n").replace('\r', "\n");
    let utf16 = || std::iter::once(0xFEFF).chain(text.encode_utf16());
    let mut variants = vec![
        ("UTF-16LE with mark", utf16().flat_map(u16::to_le_bytes).collect()),
        ("UTF-16BE with mark", utf16().flat_map(u16::to_be_bytes).collect()),
        ("UTF-8 with mark", format!("\u{FEFF}{text}").into_bytes()),
        ("CRLF", unix.replace('\n', "\r\n").into_bytes()),
        ("CR", unix.replace('\n', "\r").into_bytes()),
        ("NFD", DecomposingNormalizerBorrowed::new_nfd().normalize(text).into_owned().into_bytes()),
        ("no-break spaces", text.replace(' ', "\u{A0}").into_bytes()),
        ("doubled spaces", text.replace(' ', "  ").into_bytes()),
    ];
    // Where all characters fit. Text without any beyond ASCII would be the same bytes.
    let (bytes, _, lost) = encoding_rs::WINDOWS_1252.encode(text);
    if !lost && !text.is_ascii() {
        variants.push(("Windows-1252", bytes.into_owned()));
    }
    variants
}
