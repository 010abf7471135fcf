//! Calls the command line and exits with its code.

/// A build makes and drops millions of small values on all cores; this allocator is made for that.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    langso::cli::main()
}
