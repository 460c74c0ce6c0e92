//! House tasks: test, tidy, bench.
fn main() {}
