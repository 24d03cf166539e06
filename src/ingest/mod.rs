//! Files enter; [`Document`](crate::model::Document)s leave.
mod cohesion;
mod decode;
mod lines;
mod names;
mod page;
mod signs;
