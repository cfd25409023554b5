//! See the files beside.
