//! The extension module `unboil._core`: what the Python package calls.
//!
//! Everything here converts values and calls the library, the command or `unboil-learn`. Classes that users see are written in
//! Python, in `unboil/`, where type checkers and `help` read them; here are the few that they call.

mod column;
mod engine;
mod errors;
mod rows;
mod samples;

use std::ffi::OsString;
use std::io::Write as _;

use pyo3::prelude::*;

/// Runs the command with these arguments, the first of which is the name of the program, and returns its exit code.
#[pyfunction]
fn main(py: Python<'_>, args: Vec<OsString>) -> u8 {
    py.detach(|| {
        let code = unboil_cli::run(args);
        // The end of a Rust program does this; that of an interpreter does not. A closed pipe is not an error.
        let _ = std::io::stdout().flush();
        code
    })
}

/// What `unboil.detect` returns, as a tuple.
#[pyfunction]
fn detect(py: Python<'_>, data: &[u8], force: bool) -> PyResult<engine::EncodingFields> {
    unboil::detect(data, force)
        .map(|decision| engine::encoding_fields(&decision))
        .map_err(|error| errors::decode_error(py, &error.into()))
}

#[pymodule]
fn _core(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add("__version__", env!("CARGO_PKG_VERSION"))?;
    module.add_function(wrap_pyfunction!(main, module)?)?;
    module.add_function(wrap_pyfunction!(detect, module)?)?;
    module.add_class::<engine::Engine>()?;
    module.add_class::<column::ArrowColumn>()?;
    module.add_class::<samples::Samples>()
}
