//! Code pages that UTF-8 is misread as, in reverse: from a character to its byte.
//!
//! `Ã¼` in Windows-1252 → bytes C3 BC → `ü`. Where a code page leaves a byte undefined, programs put the control character
//! of the same number there, so that has the byte too. Windows-1252 and Latin-1 are one page here, because most programs mix
//! them.

use encoding_rs::Encoding;
use std::sync::LazyLock;

/// How many code pages there are.
pub(super) const PAGES: usize = 12;

/// A code page, by its index in [`NAMES`]. Of two pages that explain a text equally well the first is chosen.
pub(super) type CodePage = usize;

/// Windows-1252 with Latin-1.
pub(super) const WESTERN: CodePage = 0;

/// Windows-1251.
pub(super) const CYRILLIC: CodePage = 1;

/// The labels of the code pages; the two of DOS are not in the Encoding Standard and are below.
pub(super) const NAMES: [&str; PAGES] = [
    "windows-1252",
    "windows-1251",
    "windows-1250",
    "iso-8859-2",
    "macintosh",
    "windows-1253",
    "windows-1254",
    "windows-1257",
    "windows-1256",
    "cp437",
    "cp850",
    "iso-8859-15",
];

/// Code page 437, bytes 128 to 255.
const CP437: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀\
                     αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{A0}";

/// Code page 850, bytes 128 to 255.
const CP850: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀\
                     ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u{AD}±‗¾¶§÷¸°¨·¹³²■\u{A0}";

/// Characters below this are looked up directly; above it code pages have three.
const DIRECT: usize = 0x2600;

/// Characters of code pages above [`DIRECT`]: the ligatures and the apple of Mac Roman.
const FAR: [char; 3] = ['\u{F8FF}', '\u{FB01}', '\u{FB02}'];

/// The bytes of a character in each code page; 0 where it has none.
type Bytes = [u8; PAGES];

/// All code pages in reverse.
pub(super) struct ReverseTables {
    /// Place in `bytes`, by character; 0 for those that are in no page.
    places: Vec<u16>,
    bytes: Vec<Bytes>,
    /// The byte of each character in each page, page after page.
    direct: Vec<u8>,
    /// The pages in which it can begin a sequence, one bit per page, by place.
    leads: Vec<u16>,
    /// The pages in which it can continue one.
    tails: Vec<u16>,
    /// For each page those in which every character they share is the same byte, one bit per page.
    alike: [u16; PAGES],
}

static TABLES: LazyLock<ReverseTables> = LazyLock::new(ReverseTables::new);

/// The tables, made on first use.
pub(super) fn tables() -> &'static ReverseTables {
    &TABLES
}

impl ReverseTables {
    fn new() -> Self {
        let none = [0; PAGES];
        let mut tables = Self {
            places: vec![0; DIRECT + FAR.len()],
            bytes: vec![none],
            direct: Vec::new(),
            leads: Vec::new(),
            tails: Vec::new(),
            alike: [0; PAGES],
        };
        for page in 0..PAGES {
            for byte in 0x80..=0xFF_u8 {
                tables.add(page, byte, meaning(page, byte));
                let control = char::from(byte);
                if page == WESTERN && control < '\u{A0}' {
                    tables.add(page, byte, control);
                }
            }
        }
        let bits = |want: fn(u8) -> bool| {
            let bits = |bytes: &Bytes| (0..PAGES).fold(0, |bits, page| bits | u16::from(want(bytes[page])) << page);
            tables.bytes.iter().map(bits).collect()
        };
        let (leads, tails) = (bits(|b| matches!(b, 0xC2..=0xF4)), bits(|b| matches!(b, 0x80..=0xBF)));
        let same = |one: CodePage, other: CodePage| {
            tables.bytes.iter().all(|b| b[one] == b[other] || b[one] == 0 || b[other] == 0)
        };
        let alike =
            std::array::from_fn(|one| (0..PAGES).fold(0, |bits, other| bits | u16::from(same(one, other)) << other));
        let direct = (0..PAGES).flat_map(|page| tables.places.iter().map(move |&place| (page, place)));
        let direct = direct.map(|(page, place)| tables.byte_at(page, usize::from(place))).collect();
        Self { direct, leads, tails, alike, ..tables }
    }

    fn add(&mut self, page: CodePage, byte: u8, c: char) {
        let Some(place) = slot(c).and_then(|slot| self.places.get_mut(slot)) else { return };
        if *place == 0 {
            *place = self.bytes.len() as u16;
            self.bytes.push([0; PAGES]);
        }
        let bytes = &mut self.bytes[usize::from(*place)];
        if bytes[page] == 0 {
            bytes[page] = byte;
        }
    }

    /// The place of `c`, an argument of the other functions; 0 for ASCII and for characters of no page.
    #[inline]
    pub(super) fn place(&self, c: char) -> usize {
        slot(c).and_then(|slot| self.places.get(slot)).map_or(0, |&place| usize::from(place))
    }

    /// The byte of the character at `place` in `page`, or 0.
    #[inline]
    pub(super) fn byte_at(&self, page: CodePage, place: usize) -> u8 {
        self.bytes[place][page]
    }

    /// The byte of `c` in `page`, or 0.
    #[inline]
    pub(super) fn byte(&self, page: CodePage, c: char) -> u8 {
        slot(c).and_then(|slot| self.direct.get(page * self.places.len() + slot)).copied().unwrap_or(0)
    }

    /// Whether a text that can be encoded in both pages is the same bytes in both.
    pub(super) fn are_alike(&self, one: CodePage, other: CodePage) -> bool {
        self.alike[one] >> other & 1 == 1
    }

    /// The pages in which the characters at these places can begin a sequence and continue it.
    #[inline]
    pub(super) fn pages(&self, lead: usize, tail: usize) -> u16 {
        self.leads[lead] & self.tails[tail]
    }
}

/// The pages of a set of bits.
pub(super) fn pages_of(bits: u16) -> impl Iterator<Item = CodePage> {
    (0..PAGES).filter(move |page| bits >> page & 1 == 1)
}

/// Where a non-ASCII character is looked up.
#[inline]
fn slot(c: char) -> Option<usize> {
    match c as usize {
        ..0x80 => None,
        code @ ..DIRECT => Some(code),
        _ => FAR.iter().position(|&far| far == c).map(|at| DIRECT + at),
    }
}

/// What a byte from 0x80 on is in a code page.
fn meaning(page: CodePage, byte: u8) -> char {
    let of = |table: &str| table.chars().nth(usize::from(byte - 0x80));
    let standard = |label: &str| {
        let bytes = [byte];
        let (text, _) = Encoding::for_label(label.as_bytes())?.decode_without_bom_handling(&bytes);
        text.chars().next().filter(|&c| c != '\u{FFFD}')
    };
    match NAMES[page] {
        "cp437" => of(CP437),
        "cp850" => of(CP850),
        label => standard(label),
    }
    .unwrap_or(char::from(byte))
}
