//! Panics as errors of the document that causes them.
//!
//! Runs a call that a bug may end, and returns its result, or the message of the panic with its place in the source code. The hook
//! prints nothing about a panic that is caught here, since the error of the document names it; any other panic is printed as usual.
//!
//! an index out of bounds → `internal error at src/decide/round.rs:120: index out of bounds: the len is 3 but the index is 3`

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::fmt;
use std::panic::{self, AssertUnwindSafe, PanicHookInfo};

thread_local! {
    /// Whether a panic of this thread would be caught by [`catch`].
    static IS_CAUGHT: Cell<bool> = const { Cell::new(false) };
    /// The source file and line of the last panic that was caught.
    static LOCATION: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// A panic that was caught.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Panic {
    location: String,
    message: String,
}

impl fmt::Display for Panic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "internal error at {}: {}", self.location, self.message)
    }
}

/// Installs a hook that records the panics that [`catch`] catches and prints all others. Call it once, when the process starts.
pub(crate) fn install_hook() {
    let print = panic::take_hook();
    panic::set_hook(Box::new(move |info: &PanicHookInfo<'_>| {
        if !IS_CAUGHT.get() {
            return print(info);
        }
        let location = info.location().map(|location| format!("{}:{}", location.file(), location.line()));
        LOCATION.set(location);
    }));
}

/// Returns the result of `call`, or its panic. What `call` was changing when it panicked must not be used afterwards.
pub(crate) fn catch<T>(call: impl FnOnce() -> T) -> Result<T, Panic> {
    let outer = IS_CAUGHT.replace(true);
    let result = panic::catch_unwind(AssertUnwindSafe(call));
    IS_CAUGHT.set(outer);
    result.map_err(|payload| Panic {
        location: LOCATION.take().unwrap_or_else(|| "an unknown place".to_owned()),
        message: message(&*payload),
    })
}

fn message(payload: &(dyn Any + Send)) -> String {
    let text = payload.downcast_ref::<&str>().copied().or_else(|| payload.downcast_ref::<String>().map(String::as_str));
    text.unwrap_or("no message").lines().next().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_becomes_an_error_with_its_message() {
        let panic = catch(|| panic!("first line\nsecond line")).unwrap_err();
        assert!(panic.to_string().ends_with(": first line"), "{panic}");
        assert_eq!(catch(|| 7), Ok(7));
    }
}
