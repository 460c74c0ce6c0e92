//! Everything that speaks HTTP to a person or a program. It must not know SQL.

pub mod portal;
