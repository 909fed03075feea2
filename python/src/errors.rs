//! Errors of the library as the exceptions that `unboil/_errors.py` defines.

use pyo3::prelude::*;
use unboil::{Error, RuleFault};

/// Rules that cannot be used, with the place of each fault.
pub(crate) fn rule_error(py: Python<'_>, error: &Error) -> PyErr {
    let fields = |fault: &RuleFault| {
        let RuleFault { file, line, column, title, label, help, .. } = fault.clone();
        (file, line, column, title, label, help)
    };
    let faults: Vec<_> = error.faults().iter().map(fields).collect();
    new(py, "RuleError", (error.to_string(), faults))
}

/// Bytes that are refused.
pub(crate) fn decode_error(py: Python<'_>, error: &Error) -> PyErr {
    new(py, "DecodeError", (error.to_string(), error.is_binary()))
}

/// A row that cannot be cleaned. Rows count from 0, as in Python.
pub(crate) fn row_error(py: Python<'_>, row: usize, what: &str) -> PyErr {
    new(py, "RowError", (row, what))
}

/// The exception `name` of `unboil._errors`, or what goes wrong when it is made.
fn new<'py>(py: Python<'py>, name: &str, args: impl pyo3::call::PyCallArgs<'py>) -> PyErr {
    let made = py.import("unboil._errors").and_then(|module| module.getattr(name)?.call1(args));
    made.map_or_else(|error| error, PyErr::from_value)
}
