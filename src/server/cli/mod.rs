//! The command line: `roost`, `roost serve`, `roost user ...`, with the settings as options.

pub mod env_file;
mod settings;
mod users;

#[cfg(debug_assertions)]
use super::assets;
use super::{
    config::{BadSetting, Config},
    log, run,
};
use clap::{CommandFactory as _, FromArgMatches as _, Parser, Subcommand};
use std::{
    io::{self, Write as _},
    path::PathBuf,
    process::ExitCode,
};
use users::UserCommand;

#[derive(Parser)]
#[command(
    name = "roost",
    about = "Self-hosted real-time chat",
    after_help = "A setting comes from its option, from the environment, or from the file, in this order.",
    version
)]
struct Cli {
    /// A file with settings, one NAME=value a line.
    #[arg(long, value_name = "FILE")]
    env_file: Option<PathBuf>,
    #[command(flatten)]
    config: Config,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the app (the default).
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
    // Before any thread starts: created files are readable by the owner only.
    #[cfg(unix)]
    rustix::process::umask(rustix::fs::Mode::RWXG | rustix::fs::Mode::RWXO);
    match Cli::read().and_then(|Cli { config, command, .. }| perform(command.unwrap_or(Command::Serve), config)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure(why)) => {
            // If even that cannot be written, the exit code still tells.
            drop(writeln!(io::stderr(), "roost: {why}"));
            ExitCode::FAILURE
        }
    }
}

impl Cli {
    /// Reads arguments, environment and file. Ends the process for `--help`, and where arguments are not
    /// understood: clap has more than a line to say then.
    fn read() -> Result<Self, Failure> {
        let refused = |error| match BadSetting::from_clap(error) {
            BadSetting::Usage(error) => error.exit(),
            refused => refused,
        };
        let command = Self::command().mut_args(|arg| arg.global(true));
        // Errors can wait: the file is to be known before the settings are read.
        let named = command.clone().ignore_errors(true).try_get_matches().map_err(refused)?;
        let file = named.get_one::<PathBuf>("env_file").map(|path| env_file::read(path)).transpose()?;
        let command = settings::with_settings(command, &file.unwrap_or_default())?;
        let cli = Self::from_arg_matches(&command.try_get_matches().map_err(refused)?).map_err(refused)?;
        cli.config.check()?;
        Ok(cli)
    }
}

/// Message of a failed command.
pub(super) struct Failure(pub(super) String);

impl<E: std::error::Error> From<E> for Failure {
    fn from(error: E) -> Self {
        Self(error.to_string())
    }
}

fn perform(command: Command, config: Config) -> Result<(), Failure> {
    let log = log::to_stderr(config.log)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let done = runtime.block_on(async {
        match command {
            Command::Serve => {
                #[cfg(debug_assertions)]
                assets::work_tree::follow();
                run::until_stopped(config).await.map_err(Failure::from)
            }
            Command::User { command } => command.perform(&config).await,
        }
    });
    log.flush();
    done
}
