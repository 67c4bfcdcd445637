//! The server binary.

fn main() -> std::process::ExitCode {
    roost::server::main()
}
