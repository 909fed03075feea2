//! Columns of texts from Python: a list, or anything with the Arrow C interface.
//!
//! Input: a Python object. Output: its texts as `&str` into memory of Python or of the library that made the column, without a copy;
//! and for an Arrow column a new one of the same type. A text that is not valid UTF-8 is found here, with its row.

use std::borrow::Cow;
use std::sync::Arc;

use arrow_array::cast::AsArray as _;
use arrow_array::{Array, ArrayRef, BinaryArray, BinaryViewArray, GenericStringArray, LargeBinaryArray};
use arrow_array::{NullArray, OffsetSizeTrait, StringViewArray};
use arrow_cast::cast;
use arrow_schema::{DataType, FieldRef};
use pyo3::exceptions::{PyOverflowError, PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::pybacked::PyBackedStr;
use pyo3::types::{PyCapsule, PyList, PyString, PyTuple};
use pyo3_arrow::error::PyArrowError;
use pyo3_arrow::ffi::{ArrayIterator, to_array_pycapsules, to_schema_pycapsule, to_stream_pycapsule};
use pyo3_arrow::input::AnyArray;

use crate::errors::row_error;

/// Texts of a list.
pub(crate) struct ListColumn(Vec<Option<PyBackedStr>>);

impl ListColumn {
    /// The texts of a list of `str` and `None`.
    ///
    /// # Errors
    /// An item is something else, or has half of a surrogate pair.
    pub(crate) fn new(list: &Bound<'_, PyList>) -> PyResult<Self> {
        let text = |(row, item): (usize, Bound<'_, PyAny>)| {
            if item.is_none() {
                return Ok(None);
            }
            let text = item.cast::<PyString>().map_err(|_| {
                let name = item.get_type().name().map_or_else(|_| "object".to_owned(), |name| name.to_string());
                PyTypeError::new_err(format!("row {row} is a {name}; a text is a str, and a missing one None"))
            })?;
            let text = text.clone().try_into();
            text.map(Some).map_err(|error: PyErr| row_error(item.py(), row, &format!("is not valid Unicode: {error}")))
        };
        list.iter().enumerate().map(text).collect::<PyResult<_>>().map(Self)
    }

    /// The texts.
    pub(crate) fn texts(&self) -> Vec<Option<&str>> {
        self.0.iter().map(|text| text.as_deref()).collect()
    }
}

/// A column with the Arrow C interface, in one array or in chunks. Other libraries import it without a copy.
#[pyclass(frozen, module = "unboil._core")]
pub(crate) struct ArrowColumn {
    chunks: Vec<ArrayRef>,
    field: FieldRef,
    /// Whether it came as a stream, and goes as one.
    is_chunked: bool,
}

#[pymethods]
impl ArrowColumn {
    fn __len__(&self) -> usize {
        self.chunks.iter().map(|chunk| chunk.len()).sum()
    }

    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyCapsule>> {
        to_schema_pycapsule(py, &*self.field).map_err(PyErr::from)
    }

    #[pyo3(signature = (requested_schema = None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyCapsule>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        let chunks: Vec<_> = self.chunks.iter().cloned().map(Ok).collect();
        let reader = Box::new(ArrayIterator::new(chunks, Arc::clone(&self.field)));
        to_stream_pycapsule(py, reader, requested_schema).map_err(PyErr::from)
    }

    /// As one array; the chunks are joined if there are several.
    #[pyo3(signature = (requested_schema = None))]
    fn __arrow_c_array__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyCapsule>>,
    ) -> PyResult<Bound<'py, PyTuple>> {
        let joined = match self.chunks.as_slice() {
            [one] => Arc::clone(one),
            [] => arrow_array::new_empty_array(self.field.data_type()),
            chunks => {
                let chunks: Vec<&dyn Array> = chunks.iter().map(AsRef::as_ref).collect();
                arrow_select::concat::concat(&chunks).map_err(PyArrowError::from)?
            }
        };
        to_array_pycapsules(py, Arc::clone(&self.field), &joined, requested_schema).map_err(PyErr::from)
    }

    /// Whether it is a stream of chunks, as a `pyarrow.ChunkedArray` and a `polars.Series` are.
    #[getter]
    fn is_chunked(&self) -> bool {
        self.is_chunked
    }
}

/// A chunk whose texts can be read: the bytes of each row, which may not be valid UTF-8.
enum Bytes {
    Null(usize),
    Small(BinaryArray),
    Large(LargeBinaryArray),
    View(BinaryViewArray),
}

/// The texts of an Arrow column.
pub(crate) struct ArrowTexts(Vec<Bytes>);

impl ArrowColumn {
    /// Imports an object with `__arrow_c_array__` or `__arrow_c_stream__`.
    ///
    /// # Errors
    /// It has neither, or its type is not text.
    pub(crate) fn import(object: &Bound<'_, PyAny>) -> PyResult<Self> {
        let column = object.extract::<AnyArray>()?;
        let is_chunked = matches!(column, AnyArray::Stream(_));
        let (chunks, field) = column.into_chunked_array().map_err(PyErr::from)?.into_inner();
        if is_text(field.data_type()) {
            return Ok(Self { chunks, field, is_chunked });
        }
        let what = match field.data_type() {
            DataType::Binary | DataType::LargeBinary | DataType::BinaryView | DataType::FixedSizeBinary(_) => {
                "; decode it first, or clean each value with Cleaner.clean"
            }
            DataType::Struct(_) => "; name one of its columns",
            _ => "",
        };
        Err(PyTypeError::new_err(format!("the column is not text: its Arrow type is {}{what}", field.data_type())))
    }

    /// Its texts.
    ///
    /// # Errors
    /// A dictionary cannot be resolved.
    pub(crate) fn texts(&self) -> PyResult<ArrowTexts> {
        self.chunks.iter().map(bytes_of).collect::<PyResult<_>>().map(ArrowTexts)
    }

    /// A column of the same type and chunks with other texts.
    ///
    /// # Errors
    /// The texts are too long for the type.
    pub(crate) fn with_texts(&self, texts: &[Option<Cow<'_, str>>]) -> PyResult<Self> {
        let mut from = 0;
        let chunk = |chunk: &ArrayRef| {
            let to = from + chunk.len();
            let new = array(chunk.data_type(), &texts[from..to]);
            from = to;
            new
        };
        let chunks = self.chunks.iter().map(chunk).collect::<PyResult<_>>()?;
        Ok(Self { chunks, field: Arc::clone(&self.field), is_chunked: self.is_chunked })
    }
}

impl ArrowTexts {
    /// The texts of all chunks, in order.
    ///
    /// # Errors
    /// One is not valid UTF-8.
    pub(crate) fn texts(&self, py: Python<'_>) -> PyResult<Vec<Option<&str>>> {
        let mut texts = Vec::new();
        for chunk in &self.0 {
            match chunk {
                Bytes::Null(rows) => texts.resize(texts.len() + rows, None),
                Bytes::Small(array) => read(py, array.iter(), &mut texts)?,
                Bytes::Large(array) => read(py, array.iter(), &mut texts)?,
                Bytes::View(array) => read(py, array.iter(), &mut texts)?,
            }
        }
        Ok(texts)
    }
}

fn read<'b>(
    py: Python<'_>,
    rows: impl Iterator<Item = Option<&'b [u8]>>,
    texts: &mut Vec<Option<&'b str>>,
) -> PyResult<()> {
    for row in rows {
        let text = row.map(str::from_utf8).transpose();
        texts.push(text.map_err(|error| row_error(py, texts.len(), &format!("is not valid UTF-8: {error}")))?);
    }
    Ok(())
}

fn is_text(data_type: &DataType) -> bool {
    match data_type {
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View | DataType::Null => true,
        DataType::Dictionary(_, values) => is_text(values),
        _ => false,
    }
}

/// Another library made the array and may not have checked that its texts are UTF-8, so they are read as bytes.
fn bytes_of(array: &ArrayRef) -> PyResult<Bytes> {
    Ok(match array.data_type() {
        DataType::Utf8 => Bytes::Small(BinaryArray::from(array.as_string::<i32>().clone())),
        DataType::LargeUtf8 => Bytes::Large(LargeBinaryArray::from(array.as_string::<i64>().clone())),
        DataType::Utf8View => Bytes::View(array.as_string_view().clone().to_binary_view()),
        DataType::Dictionary(_, values) => bytes_of(&cast(array, values).map_err(PyArrowError::from)?)?,
        _ => Bytes::Null(array.len()),
    })
}

/// An array of this type.
fn array(data_type: &DataType, texts: &[Option<Cow<'_, str>>]) -> PyResult<ArrayRef> {
    let rows = || texts.iter().map(|text| text.as_deref());
    Ok(match data_type {
        DataType::Utf8 => Arc::new(strings::<i32>(rows())?),
        DataType::LargeUtf8 => Arc::new(strings::<i64>(rows())?),
        DataType::Utf8View => Arc::new(rows().collect::<StringViewArray>()),
        DataType::Dictionary(_, values) => {
            cast(&array(values, texts)?, data_type).map_err(|error| PyValueError::new_err(error.to_string()))?
        }
        _ => Arc::new(NullArray::new(texts.len())),
    })
}

/// Strings with offsets. A builder panics beyond the largest offset, so the sum is checked first.
fn strings<'t, O: OffsetSizeTrait>(
    rows: impl Iterator<Item = Option<&'t str>> + Clone,
) -> PyResult<GenericStringArray<O>> {
    let bytes = rows.clone().flatten().map(str::len).sum();
    if O::from_usize(bytes).is_none() {
        let what = "the clean texts are longer than an array of the type string can hold; use large_string";
        return Err(PyOverflowError::new_err(what));
    }
    let mut builder = arrow_array::builder::GenericStringBuilder::<O>::with_capacity(rows.clone().count(), bytes);
    builder.extend(rows);
    Ok(builder.finish())
}
