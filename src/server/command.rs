//! The command line: `roost`, `roost serve`, `roost user ...`.

use super::{Config, auth, config, db, folder::Lock, run};
use crate::model::{Password, Username};
use clap::{Parser, Subcommand};
use std::process::ExitCode;

#[derive(Parser)]
#[command(name = "roost", about = "Self-hosted real-time chat", version)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the app (the default). Settings are environment variables: see the README.
    Serve,
    /// Help people back into their accounts, or give them the run of the place.
    User {
        #[command(subcommand)]
        command: UserCommand,
    },
}

#[derive(Subcommand)]
enum UserCommand {
    /// Give an account a new password, shown once, and end all of its sessions.
    ResetPassword { name: String },
    /// Make an account an administrator.
    MakeAdmin { name: String },
}

/// Runs the command that was given. Every failure is one line on standard error.
#[must_use]
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    match Config::from_env().map_err(Failure::from).and_then(|config| perform(cli, config)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure(why)) => {
            eprintln!("roost: {why}");
            ExitCode::FAILURE
        }
    }
}

struct Failure(String);

impl<E: std::error::Error> From<E> for Failure {
    fn from(error: E) -> Self {
        Self(error.to_string())
    }
}

fn perform(cli: Cli, config: Config) -> Result<(), Failure> {
    config::log_to_stderr(config.log);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        match cli.command.unwrap_or(Command::Serve) {
            Command::Serve => run::until_stopped(config).await.map_err(Failure::from),
            Command::User { command } => tend(command, &config).await,
        }
    })
}

/// The database, opened as a server does where none runs on it.
async fn open(config: &Config) -> Result<db::Db, Failure> {
    // Held until the file is made, known to be whole and up to date; what follows takes turns.
    let Some(_lock) = Lock::take(&config.data)? else { return Ok(db::Db::join(&config.data).await?) };
    let (db, check) = db::Db::open(&config.data).await?;
    if let Some(check) = check {
        check.run().await?;
    }
    Ok(db)
}

/// Works on the data folder, also while a server runs on it: SQLite takes turns.
async fn tend(command: UserCommand, config: &Config) -> Result<(), Failure> {
    let (UserCommand::ResetPassword { name } | UserCommand::MakeAdmin { name }) = &command;
    let username = Username::parse(name).map_err(|why| Failure(format!("{name:?}: {why}")))?;
    let db = open(config).await?;
    let mut conn = db.writer().await?;
    let (user, _) = db::users::by_username(&mut conn, &username)
        .await?
        .ok_or_else(|| Failure(format!("there is no account named {name:?}")))?;
    match command {
        UserCommand::ResetPassword { .. } => {
            let text = auth::secret::readable();
            let password =
                Password::choose(&text, name).map_err(|why| Failure(format!("the new password is unusable: {why}")))?;
            let hash = auth::password::hash_now(&password)
                .ok_or_else(|| Failure("the password could not be hashed".to_owned()))?;
            db::begin(&mut conn).await?;
            db::accounts::set_password(&mut conn, user, &hash).await?;
            db::sessions::delete_of(&mut conn, user, None).await?;
            db::commit(&mut conn).await?;
            println!("The new password of {name} is: {text}");
            println!("All of {name}'s devices are signed out. Change it after signing in.");
        }
        UserCommand::MakeAdmin { .. } => {
            db::accounts::set_admin(&mut conn, user, true).await?;
            println!("{name} is an administrator.");
        }
    }
    db.close().await;
    Ok(())
}
