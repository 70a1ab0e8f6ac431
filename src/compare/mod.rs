//! Many experiments: one thing varied, everything else equal, over many seeds. Knows no browser.
//!
//! A [`plan::Plan`] says which runs; a [`trial::Trial`] is one of them on its way; [`summary`] says what came of
//! all of them, and [`statistics`] how sure that is.

pub mod factor;
pub mod plan;

pub mod trial;

pub mod statistics;
pub mod summary;
pub mod verdict;

pub mod csv;
