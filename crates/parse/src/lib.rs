//! To be filled.

pub mod inet_diag;
