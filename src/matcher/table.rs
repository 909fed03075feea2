//! Tables of a fixed size, for serde, which knows arrays of up to 32 elements.

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Writes the table as a list.
pub(super) fn serialize<S: Serializer, T: Serialize, const N: usize>(table: &[T; N], to: S) -> Result<S::Ok, S::Error> {
    table.as_slice().serialize(to)
}

/// Reads a list of as many elements as the table has.
///
/// # Errors
/// It has more or fewer.
pub(super) fn deserialize<'de, D, T, const N: usize>(from: D) -> Result<Box<[T; N]>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    let list = Vec::<T>::deserialize(from)?;
    let len = list.len();
    list.try_into().map_err(|_| D::Error::invalid_length(len, &"as many as the table has"))
}
