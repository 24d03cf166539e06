//! Stated times.
