//! The one binary: it only starts the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    linkspan::cli::main()
}
