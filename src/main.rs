//! Calls the command line and exits with its code.

fn main() -> std::process::ExitCode {
    langso::cli::main()
}
