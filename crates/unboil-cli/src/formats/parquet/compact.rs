//! Reads the structures of a Parquet file as far as needed to refuse those that would make the library hang, or allocate too much.
//!
//! They are in Thrift's compact protocol: <https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md>

/// Types of the compact protocol.
const TRUE: u8 = 1;
const FALSE: u8 = 2;
const BYTE: u8 = 3;
const I16: u8 = 4;
const I64: u8 = 6;
const DOUBLE: u8 = 7;
const BINARY: u8 = 8;
pub(super) const LIST: u8 = 9;
const SET: u8 = 10;
pub(super) const STRUCTURE: u8 = 12;
const UUID: u8 = 13;

/// Which lists a structure of Parquet has. The library skips a list that it does not know element by element, and takes the booleans
/// of such a list for elements without bytes, so that a list of 2^31 of them is never too long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lists {
    /// None, as in the header of a page.
    Refused,
    /// Not of booleans, as in metadata.
    NotOfBooleans,
    /// Of any type, as in the first field of an index of columns.
    Any,
}

/// Structures within structures. Those of Parquet are five deep; the library skips unknown ones to a depth of 64.
const MAX_STRUCTURES: usize = 64;

/// What is called for each field of a structure, with its number and, if it is an integer, its value.
pub(super) type OnField<'f> = dyn FnMut(i64, Option<i64>) + 'f;

/// Bytes in the compact protocol. The methods return `None` where the bytes do not follow it, or end too early.
pub(super) struct Compact<'b> {
    pub rest: &'b [u8],
    pub lists: Lists,
}

impl Compact<'_> {
    fn skip(&mut self, bytes: usize) -> Option<()> {
        self.rest = self.rest.get(bytes..)?;
        Some(())
    }

    fn byte(&mut self) -> Option<u8> {
        let (&first, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(first)
    }

    /// The type of the next field of a structure, whose number becomes `id`; an inner `None` at the end of the structure.
    pub(super) fn field(&mut self, id: &mut i64) -> Option<Option<u8>> {
        let head = self.byte()?;
        if head & 0xF == 0 {
            return Some(None);
        }
        *id = match head >> 4 {
            0 => zigzag(varint(&mut self.rest)?),
            step => id.checked_add(step.into())?,
        };
        Some(Some(head & 0xF))
    }

    /// The type and the number of the elements of a list. Each takes at least one byte.
    pub(super) fn list(&mut self) -> Option<(u8, usize)> {
        let head = self.byte()?;
        let count = match head >> 4 {
            15 => varint(&mut self.rest)?.try_into().ok()?,
            count => usize::from(count),
        };
        let is_of_booleans = matches!(head & 0xF, TRUE | FALSE) && count > 0;
        let is_allowed = match self.lists {
            Lists::Refused => false,
            Lists::NotOfBooleans => !is_of_booleans,
            Lists::Any => true,
        };
        (is_allowed && count <= self.rest.len()).then_some((head & 0xF, count))
    }

    /// Reads the fields of a structure.
    pub(super) fn structure(&mut self, depth: usize, on_field: &mut OnField<'_>) -> Option<()> {
        let mut id = 0;
        while let Some(kind) = self.field(&mut id)? {
            let number = self.field_value(kind, depth)?;
            on_field(id, number);
        }
        Some(())
    }

    /// Reads the value of a field of the type `kind`; the inner value is that of an integer. A boolean is its own type and has no bytes.
    pub(super) fn field_value(&mut self, kind: u8, depth: usize) -> Option<Option<i64>> {
        match kind {
            I16..=I64 => varint(&mut self.rest).map(|number| Some(zigzag(number))),
            TRUE | FALSE => Some(None),
            _ => self.element(kind, depth, &mut |_, _| ()).map(|()| None),
        }
    }

    /// Reads an element of a list, of the type `kind`; if it is a structure, calls `on_field` as [`Compact::structure`] does.
    pub(super) fn element(&mut self, kind: u8, depth: usize, on_field: &mut OnField<'_>) -> Option<()> {
        match kind {
            TRUE | FALSE | BYTE => self.skip(1),
            I16..=I64 => varint(&mut self.rest).map(drop),
            DOUBLE => self.skip(8),
            BINARY => {
                let length = varint(&mut self.rest)?;
                self.skip(length.try_into().ok()?)
            }
            UUID => self.skip(16),
            _ if depth == MAX_STRUCTURES => None,
            LIST | SET => {
                let (kind, count) = self.list()?;
                (0..count).try_for_each(|_| self.element(kind, depth + 1, &mut |_, _| ()))
            }
            STRUCTURE => self.structure(depth + 1, on_field),
            // No structure of Parquet has a map.
            _ => None,
        }
    }
}

/// The number of variable length at the start of `rest`, which then begins behind it: seven bits in each byte, the lowest first.
pub(super) fn varint(rest: &mut &[u8]) -> Option<u64> {
    let mut number = 0;
    for shift in (0..u64::BITS).step_by(7) {
        let (&byte, behind) = rest.split_first()?;
        *rest = behind;
        number |= u64::from(byte & 0x7F) << shift;
        if byte < 0x80 {
            return Some(number);
        }
    }
    None
}

/// The signed number that is written as an unsigned one: 0, -1, 1, -2 …
fn zigzag(number: u64) -> i64 {
    (number >> 1).cast_signed() ^ -(number & 1).cast_signed()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_read(lists: Lists, bytes: &[u8]) -> bool {
        Compact { rest: bytes, lists }.structure(0, &mut |_, _| ()).is_some()
    }

    #[test]
    fn a_list_is_as_long_as_it_says() {
        let list = |count: u8| [&[0x19, 0xF0 | BINARY, count][..], &[1, b'a', 1, b'b', 0]].concat();
        assert!(is_read(Lists::NotOfBooleans, &list(2)));
        assert!(!is_read(Lists::Any, &list(3)) && !is_read(Lists::Any, &list(100)));
        // Lists within lists end at some depth.
        assert!(!is_read(Lists::Any, &[&[0x19][..], &[0x19; 1000]].concat()));
    }

    #[test]
    fn some_structures_have_no_lists() {
        let (booleans, bytes, none) = ([0x19, 0x21, 1, 2, 0], [0x19, 0x23, 1, 2, 0], [0x15, 2, 0]);
        assert!([&booleans[..], &bytes, &none].iter().all(|list| is_read(Lists::Any, list)));
        assert!(!is_read(Lists::NotOfBooleans, &booleans));
        assert!(is_read(Lists::NotOfBooleans, &bytes) && is_read(Lists::NotOfBooleans, &none));
        assert!(!is_read(Lists::Refused, &bytes) && is_read(Lists::Refused, &none));
    }

    #[test]
    fn fields_are_told_with_their_numbers() {
        // Field 1, a number; field 3, text; field 20 (not as a step), a number; field 21, true.
        let bytes = [0x15, 3, 0x28, 1, b'a', 0x05, 40, 4, 0x11, 0];
        let mut fields = Vec::new();
        let mut input = Compact { rest: &bytes, lists: Lists::Refused };
        assert!(input.structure(0, &mut |id, number| fields.push((id, number))).is_some());
        assert_eq!((fields, input.rest.len()), (vec![(1, Some(-2)), (3, None), (20, Some(2)), (21, None)], 0));
    }
}
