//! Programs and permissions that a test needs and no checkout brings.
//!
//! Input: a [`Tool`]. Output: whether it is there. Where it is not, the test that asked cannot be made: it ends, and a line on
//! standard error says so, also where the output of tests that pass is kept back. Under `CI` nothing is left out: the test fails and
//! names what to install.
//!
//! `if !JQ.is_there() { return; }` → `skipped: needs jq (package jq): formats::rows_that_jq_wrote_come_out_for_jq`

#![allow(dead_code, reason = "no suite needs all of them")]

use std::io::Write as _;
use std::process::{Command, Stdio};

/// Something that is not there on every machine.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Tool {
    name: &'static str,
    /// A shell command that succeeds where it is there.
    check: &'static str,
    /// What to install, as Debian calls it.
    package: &'static str,
}

const fn program(name: &'static str, check: &'static str, package: &'static str) -> Tool {
    Tool { name, check, package }
}

pub(crate) const BZIP2: Tool = program("bzip2", "command -v bzip2", "bzip2");
/// The compiler that links what rustc compiles.
pub(crate) const CC: Tool = program("cc", "command -v cc", "gcc");
pub(crate) const GZIP: Tool = program("gzip", "command -v gzip", "gzip");
pub(crate) const JQ: Tool = program("jq", "command -v jq", "jq");
pub(crate) const PATCH: Tool = program("patch", "command -v patch", "patch");
/// A terminal: the `script` of util-linux, for that of BSD is called in another way.
pub(crate) const SCRIPT: Tool = program("script", "script -qec true /dev/null", "bsdutils");
/// The program that lets system calls fail, where it may trace.
pub(crate) const STRACE: Tool =
    program("strace", "strace -f -qq -o /dev/null -e inject=getcwd:error=EIO:when=9 true", "strace");
pub(crate) const TAR: Tool = program("tar", "tar --version | grep GNU", "tar");
pub(crate) const XZ: Tool = program("xz", "command -v xz", "xz-utils");
pub(crate) const ZIP: Tool = program("zip and unzip", "command -v zip && command -v unzip", "zip unzip");
pub(crate) const ZSTD: Tool = program("zstd", "command -v zstd", "zstd");
pub(crate) const PYARROW: Tool =
    program("pyarrow", "python3 -c 'import pyarrow.parquet'", "python3-venv, and then `pip install pyarrow`");
/// File systems of a test's own, which nobody else sees.
pub(crate) const MOUNTS: Tool = program(
    "leave to mount a tmpfs",
    "unshare -rm mount -t tmpfs none /tmp",
    "util-linux, where user namespaces are allowed: a container wants `--security-opt seccomp=unconfined`, \
     Ubuntu `sysctl kernel.apparmor_restrict_unprivileged_userns=0`",
);

/// Those that only the examples of the documentation need.
const OTHERS: [Tool; 4] = [
    program("make", "command -v make", "make"),
    program("parallel", "command -v parallel", "parallel"),
    program("split", "command -v split", "coreutils"),
    program("xargs", "command -v xargs", "findutils"),
];

impl Tool {
    /// The program of that name.
    pub(crate) fn of(name: &str) -> Self {
        let all = [BZIP2, GZIP, JQ, PATCH, SCRIPT, TAR, XZ, ZSTD].into_iter().chain(OTHERS);
        let found = all.into_iter().find(|tool| tool.name == name);
        found.unwrap_or_else(|| panic!("tests/support/tools.rs does not say which package brings {name}"))
    }

    /// Its name.
    pub(crate) fn name(self) -> &'static str {
        self.name
    }

    /// Whether it is there; if not, that is said.
    #[track_caller]
    pub(crate) fn is_there(self) -> bool {
        let mut command = Command::new("sh");
        command.args(["-c", self.check]).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        if command.status().is_ok_and(|status| status.success()) {
            return true;
        }
        let Self { name, package, .. } = self;
        assert!(std::env::var_os("CI").is_none(), "needs {name}: install {package}");
        let thread = std::thread::current();
        // Not by a macro that prints: what those print is shown of tests that fail, and this one will pass.
        let line = format!("skipped: needs {name} (package {package}): {}\n", thread.name().unwrap_or_default());
        let _ = std::io::stderr().write_all(line.as_bytes());
        false
    }
}
