//! `roost user ...`: the operator's commands for accounts. They work also while the server runs on the same
//! folder: SQLite lets the two write in turn.

use super::Failure;
use crate::{
    model::{Password, Problem, UserId, Username, time::iso},
    server::{auth, config::Config, data_folder::Lock, db},
    words::errors,
};
use clap::Subcommand;
use std::{
    fs,
    io::{self, Write as _},
    path::Path,
};

/// Accounts read at a time.
const PAGE: i64 = 500;

#[derive(Subcommand)]
pub(super) enum UserCommand {
    /// List the accounts: username, display name, what they may do, and since when.
    List,
    /// Give an account a new password, shown once, and end all of its sessions.
    ResetPassword { name: String },
    /// Make an account an administrator.
    MakeAdmin { name: String },
}

impl UserCommand {
    pub(super) async fn perform(self, config: &Config) -> Result<(), Failure> {
        let db = open(&config.data).await?;
        let mut conn = db.writer().await?;
        match &self {
            Self::List => list(&mut conn).await?,
            Self::ResetPassword { name } => {
                let user = find(&mut conn, name).await?;
                reset_password(&mut conn, user, name).await?;
            }
            Self::MakeAdmin { name } => {
                let user = find(&mut conn, name).await?;
                db::accounts::set_admin(&mut conn, user, true).await?;
                say(&format!("{name} is an administrator."))?;
            }
        }
        db.close().await;
        Ok(())
    }
}

/// Opens the database as a server does, or beside a running one. Creates none.
async fn open(folder: &Path) -> Result<db::Db, Failure> {
    let whole = std::path::absolute(folder)?;
    if !db::Db::is_in(folder) {
        let why = "there is no database in {}; ROOST_DATA says in which folder it is";
        return Err(Failure(why.replace("{}", &whole.display().to_string())));
    }
    is_ours(&whole)?;
    // Held until the file is known to be intact and migrated; later writes take turns.
    let Some(_lock) = Lock::take(folder)? else { return Ok(db::Db::join(folder).await?) };
    let (db, check) = db::Db::open(folder).await?;
    if let Some(check) = check {
        check.run().await?;
    }
    Ok(db)
}

/// Refuses to run as another user than the server's, which could not use the files that this creates.
#[cfg(unix)]
fn is_ours(folder: &Path) -> Result<(), Failure> {
    use std::os::unix::fs::MetadataExt as _;
    let owner = fs::metadata(folder.join(db::FILE))?.uid();
    if owner == rustix::process::geteuid().as_raw() {
        return Ok(());
    }
    let folder = folder.display();
    Err(Failure(format!("the database in {folder} belongs to user {owner}: run this as that user, as the server does")))
}

#[cfg(not(unix))]
fn is_ours(folder: &Path) -> Result<(), Failure> {
    fs::metadata(folder)?;
    Ok(())
}

async fn find(conn: &mut db::Conn, name: &str) -> Result<UserId, Failure> {
    let found = match Username::parse(name) {
        Ok(username) => db::users::by_username(conn, &username).await?,
        // Reserved names belong to no account.
        Err(why) if why.problem == Problem::Reserved => None,
        Err(why) => return Err(Failure(format!("{name:?}: {}", errors::invalid(why)))),
    };
    found.map(|(user, _)| user).ok_or_else(|| Failure(format!("there is no account named {name:?}")))
}

async fn list(conn: &mut db::Conn) -> Result<(), Failure> {
    let mut last = String::new();
    loop {
        let accounts = db::accounts::after(conn, &last, PAGE).await?;
        for account in &accounts {
            let since = iso(account.created_at);
            let since = since.split_once('T').map_or("", |(day, _)| day);
            let (name, shown) = (&account.user.username, &account.user.name);
            let is_admin = if account.is_admin { ", administrator" } else { "" };
            let is_suspended = if account.suspended { ", suspended" } else { "" };
            say(&format!("{name} ({shown}), since {since}{is_admin}{is_suspended}"))?;
        }
        match accounts.last() {
            Some(account) => last.clone_from(&account.user.username),
            None => return Ok(()),
        }
    }
}

async fn reset_password(conn: &mut db::Conn, user: UserId, name: &str) -> Result<(), Failure> {
    let text = auth::secret::readable();
    let password = Password::choose(&text, name)
        .map_err(|why| Failure(format!("the new password is unusable: {}", errors::invalid(why))))?;
    let hash =
        auth::password::hash_now(&password).ok_or_else(|| Failure("the password could not be hashed".to_owned()))?;
    db::begin(conn).await?;
    db::accounts::set_password(conn, user, &hash).await?;
    db::sessions::delete_of(conn, user, None).await?;
    // Shown before the commit: a password that nobody could read must not lock anybody out.
    say(&format!(
        "The new password of {name} is: {text}\n\
         All of {name}'s devices are signed out. Change it after signing in."
    ))?;
    db::commit(conn).await?;
    Ok(())
}

fn say(text: &str) -> Result<(), Failure> {
    let mut out = io::stdout();
    let said = writeln!(out, "{text}").and_then(|()| out.flush());
    said.map_err(|error| Failure(format!("standard output cannot be written: {error}")))
}
