//! Samples of the pages of sites, from which rules are learned.
//!
//! Input: texts and their sites, or the bytes of other samples. Output: rule files. Samples of parts of a corpus, such as those of the
//! workers of a cluster, merge into that of the whole.

use std::num::NonZero;

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use unboil::Cleaner;
use unboil_learn::{Learned, learn_all, normalizer, site_name};

use crate::column::{ArrowColumn, ListColumn};
use crate::engine::with_sites;
use crate::rows::{CleanRows, Sites, Work, clean_rows};

#[pyclass(module = "unboil._core")]
pub(crate) struct Samples {
    samples: unboil_learn::Samples,
    normalizer: Cleaner,
}

#[pymethods]
impl Samples {
    #[new]
    fn new() -> Self {
        Self { samples: unboil_learn::Samples::default(), normalizer: normalizer() }
    }

    /// Adds texts: a list or an Arrow column.
    fn add(
        &mut self,
        py: Python<'_>,
        texts: &Bound<'_, PyAny>,
        sites: Option<&Bound<'_, PyAny>>,
        threads: Option<NonZero<usize>>,
    ) -> PyResult<()> {
        match texts.cast() {
            Ok(list) => self.add_texts(py, &ListColumn::new(list)?.texts(), sites, threads),
            Err(_) => self.add_texts(py, &ArrowColumn::import(texts)?.texts()?.texts(py)?, sites, threads),
        }
    }

    /// The samples as bytes, one line a site.
    fn to_bytes(&self) -> PyResult<Vec<u8>> {
        let mut bytes = Vec::new();
        self.samples.write(&mut bytes)?;
        Ok(bytes)
    }

    /// The host and the bytes of each site.
    fn by_site(&self) -> PyResult<Vec<(String, Vec<u8>)>> {
        let hosts = self.samples.sites().map(|(host, _)| host.to_owned());
        let bytes = self.to_bytes()?;
        Ok(hosts.zip(bytes.split_inclusive(|&byte| byte == b'\n').map(<[u8]>::to_vec)).collect())
    }

    /// Adds samples from their bytes.
    fn merge(&mut self, data: &[u8]) -> PyResult<()> {
        self.samples.read(data).map_err(|error| PyValueError::new_err(error.to_string()))
    }

    /// The name and the text of the rule file of each site on which lines recur.
    fn learn(&self, py: Python<'_>) -> Vec<(String, String)> {
        let learned = py.detach(|| learn_all(&self.samples));
        learned.into_iter().flatten().map(|Learned { file, text, .. }| (file, text)).collect()
    }
}

impl Samples {
    fn add_texts(
        &mut self,
        py: Python<'_>,
        texts: &[Option<&str>],
        sites: Option<&Bound<'_, PyAny>>,
        threads: Option<NonZero<usize>>,
    ) -> PyResult<()> {
        with_sites(py, sites, texts.len(), |sites| {
            let work = Work { threads, progress: None };
            // Sites make no difference to what a cleaner without rules does.
            let CleanRows { texts, .. } = clean_rows(py, &self.normalizer, texts, &Sites::All(None), &work)?;
            for (row, text) in texts.iter().enumerate() {
                let Some(text) = text else { continue };
                let address = match sites {
                    Sites::All(site) => site.clone(),
                    Sites::Each(addresses) => addresses[row].and_then(|address| address.parse().ok()),
                };
                self.samples.add(address.as_ref().map_or("", |site: &unboil::Site| site_name(site.host())), text);
            }
            Ok(())
        })
    }
}
