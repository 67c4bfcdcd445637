//! The command line: `roost`, `roost serve`, `roost user ...`.

pub mod env_file;
mod users;

use super::{config::Config, log, run};
use clap::{Parser, Subcommand};
use std::{
    env,
    io::{self, Write as _},
    path::{Path, PathBuf},
    process::ExitCode,
};
use users::UserCommand;

#[derive(Parser)]
#[command(name = "roost", about = "Self-hosted real-time chat", version)]
struct Cli {
    /// A file with settings, one NAME=value a line; the environment comes before it.
    #[arg(long, global = true, value_name = "FILE")]
    env_file: Option<PathBuf>,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the app (the default). Settings are environment variables: see the README.
    Serve,
    /// See who has an account, help people back into theirs, or give them the run of the place.
    User {
        #[command(subcommand)]
        command: UserCommand,
    },
}

/// Runs the command. Every failure is one line on standard error.
#[must_use]
pub fn main() -> ExitCode {
    let Cli { env_file, command } = Cli::parse();
    // Before any thread starts: created files are readable by the owner only.
    #[cfg(unix)]
    rustix::process::umask(rustix::fs::Mode::RWXG | rustix::fs::Mode::RWXO);
    match settings(env_file.as_deref()).and_then(|config| perform(command.unwrap_or(Command::Serve), config)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure(why)) => {
            // If even that cannot be written, the exit code still tells.
            drop(writeln!(io::stderr(), "roost: {why}"));
            ExitCode::FAILURE
        }
    }
}

/// Message of a failed command.
pub(super) struct Failure(pub(super) String);

impl<E: std::error::Error> From<E> for Failure {
    fn from(error: E) -> Self {
        Self(error.to_string())
    }
}

fn settings(file: Option<&Path>) -> Result<Config, Failure> {
    let mut settings = file.map(env_file::read).transpose()?.unwrap_or_default();
    let text = |text: std::ffi::OsString| text.to_string_lossy().into_owned();
    settings.extend(env::vars_os().map(|(name, value)| (text(name), text(value))));
    settings.retain(|name, _| name.starts_with("ROOST_"));
    Ok(Config::from_settings(&settings)?)
}

fn perform(command: Command, config: Config) -> Result<(), Failure> {
    let log = log::to_stderr(config.log)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let done = runtime.block_on(async {
        match command {
            Command::Serve => run::until_stopped(config).await.map_err(Failure::from),
            Command::User { command } => command.perform(&config).await,
        }
    });
    log.flush();
    done
}
