//! The program as administrators run it: file permissions, a closed log, other signals, and no database.

use super::support::{
    Process,
    files::{blocks, png},
    name_of, roost,
};
use roost::server::{Config, Running};
use std::{
    error::Error as _,
    fs::{self, File},
    io::{self, Read},
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};
use tempfile::TempDir;

fn folder() -> TempDir {
    tempfile::tempdir().expect("a temporary folder")
}

fn run(data: &Path, arguments: &[&str]) -> Output {
    roost(data).args(arguments).output().expect("it runs")
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// The permissions of everything in a folder, itself included.
fn rights(folder: &Path) -> Vec<(PathBuf, u32)> {
    let mode = |path: &Path| fs::metadata(path).expect("it is there").permissions().mode() & 0o777;
    let mut all = vec![(folder.to_owned(), mode(folder))];
    for file in fs::read_dir(folder).expect("a folder") {
        let path = file.expect("a file").path();
        if path.is_dir() { all.extend(rights(&path)) } else { all.push((path.clone(), mode(&path))) }
    }
    all
}

fn started_with_umask(data: &Path, umask: &str) -> Process {
    let mut shell = Command::new("/bin/sh");
    shell.args(["-c", &format!("umask {umask}; exec \"$0\""), env!("CARGO_BIN_EXE_roost")]);
    shell.env_clear().env("ROOST_DATA", data).env("ROOST_ADDR", "127.0.0.1:0").env("ROOST_LOG", "info");
    Process::of(shell.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()))
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_else_can_read_what_is_in_the_data_folder_whatever_the_umask() {
    for umask in ["022", "000", "027"] {
        let outer = folder();
        let data = outer.path().join("data");
        let process = started_with_umask(&data, umask);
        let ada = process.person("ada");
        assert_eq!(ada.sign_up().await.status, 303);
        ada.create_room("Lobby").await;
        assert_eq!(ada.upload(&png(&blocks())).await.status, 303);
        let all = rights(&data);
        assert!(all.iter().any(|(path, _)| path.ends_with("roost.db-wal")), "{all:?}");
        assert!(all.iter().any(|(path, _)| path.starts_with(data.join("pictures")) && path.is_file()), "{all:?}");
        for (path, mode) in all {
            assert_eq!(mode, if path.is_dir() { 0o700 } else { 0o600 }, "{} with {umask}", path.display());
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_older_folder_is_closed_to_others_at_the_start_and_what_is_not_ours_is_left_alone() {
    let outer = folder();
    let data = outer.path().join("data");
    let mut process = started_with_umask(&data, "022");
    let ada = process.person("ada");
    assert_eq!(ada.sign_up().await.status, 303);
    assert_eq!(ada.upload(&png(&blocks())).await.status, 303);
    process.kill();
    let open = |path: &Path, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("permissions");
    for (path, _) in rights(&data) {
        open(&path, if path.is_dir() { 0o755 } else { 0o644 });
    }
    drop(Process::start(&data, "info"));
    for (path, mode) in rights(&data) {
        assert_eq!(mode, if path.is_dir() { 0o700 } else { 0o600 }, "{}", path.display());
    }

    let (notes, web) = (data.join("notes.txt"), data.join("web"));
    fs::write(&notes, "not ours").expect("a file");
    fs::create_dir(&web).expect("a folder");
    for (path, mode) in [(&data, 0o755), (&notes, 0o644), (&web, 0o755), (&data.join("roost.db"), 0o644)] {
        open(path, mode);
    }
    drop(Process::start(&data, "info"));
    let mode = |path: &Path| fs::metadata(path).expect("it is there").permissions().mode() & 0o777;
    assert_eq!((mode(&data), mode(&notes), mode(&web)), (0o755, 0o644, 0o755), "somebody else's");
    assert_eq!(mode(&data.join("roost.db")), 0o600, "ours all the same");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hangup_without_a_certificate_ends_nothing() {
    let data = folder();
    let mut process = Process::start(data.path(), "info");
    let ada = process.person("ada");
    ada.sign_up().await;
    let room = ada.create_room("Lobby").await;
    let mut socket = ada.follow(&room).await;
    process.signal("-HUP");
    process.says("SIGHUP");
    socket.send(room.id, &name_of(1), "still here").await;
    socket.next_of_type("post").await;
    process.signal("-TERM");
    assert!(process.end().await.success());
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_log_that_can_be_written_nothing_is_lost_and_nobody_waits() {
    let gone = || {
        let (reader, writer) = std::io::pipe().expect("a pipe");
        drop(reader);
        (None, Stdio::from(writer))
    };
    let stalled = || {
        let (reader, writer) = std::io::pipe().expect("a pipe");
        (Some(reader), Stdio::from(writer))
    };
    let full = || (None, Stdio::from(File::options().write(true).open("/dev/full").expect("it is there")));
    for (what, (reader, stderr)) in [("gone", gone()), ("full", full()), ("stalled", stalled())] {
        let data = folder();
        let mut process = Process::quiet(roost(data.path()).env("ROOST_LOG", "debug").stderr(stderr)).await;
        let ada = process.person("ada");
        assert_eq!(ada.sign_up().await.status, 303, "{what}");
        let room = ada.create_room("Lobby").await;
        let mut socket = ada.follow(&room).await;
        // Every one of these is logged: more than any pipe holds.
        let eve = process.person("eve");
        for _ in 0..1_500 {
            let refused = eve.send(eve.request(reqwest::Method::POST, "/signout"));
            assert_eq!(refused.await.status, 403, "{what}");
        }
        socket.send(room.id, &name_of(1), "kept").await;
        socket.next_of_type("post").await;
        process.signal("-TERM");
        assert!(process.end().await.success(), "{what}");
        drop(reader);
        let database = data.path().join("roost.db");
        assert!(database.metadata().is_ok_and(|about| about.len() > 0));
    }
}

#[test]
fn a_command_without_a_database_makes_none_and_says_where_it_looked() {
    let outer = folder();
    let data = outer.path().join("not-here");
    for arguments in [&["user", "list"][..], &["user", "make-admin", "ada"], &["user", "reset-password", "ada"]] {
        let output = run(&data, arguments);
        assert!(!output.status.success());
        let said = said(&output);
        assert!(said.contains(&data.display().to_string()) && said.contains("ROOST_DATA"), "{said}");
        assert_eq!(said.lines().count(), 1, "{said}");
        assert!(!data.exists(), "nothing was made");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn accounts_are_listed_with_what_they_may_do() {
    let data = folder();
    let process = Process::start(data.path(), "info");
    for name in ["ada", "bo"] {
        assert_eq!(process.person(name).sign_up().await.status, 303);
    }
    let output = run(data.path(), &["user", "list"]);
    assert!(output.status.success(), "{}", said(&output));
    let shown = String::from_utf8_lossy(&output.stdout).into_owned();
    let lines: Vec<&str> = shown.lines().collect();
    assert_eq!(lines.len(), 2, "{shown}");
    assert!(lines[0].starts_with("ada (") && lines[0].ends_with(", administrator"), "{shown}");
    assert!(lines[1].starts_with("bo (") && !lines[1].contains("administrator"), "{shown}");
}

#[tokio::test(flavor = "multi_thread")]
async fn settings_are_read_from_a_file_by_the_server_and_by_commands() {
    let outer = folder();
    let (data, file) = (outer.path().join("here"), outer.path().join("roost.env"));
    let lines = format!("# who reads this\nROOST_DATA={}\nROOST_ADDR=\"127.0.0.1:0\"\nPATH=/nowhere\n", data.display());
    fs::write(&file, lines).expect("a file");
    let bare = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_roost"));
        command.env_clear().arg("--env-file").arg(&file).args(arguments).current_dir(outer.path());
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    };
    let process = Process::of(&mut bare(&[]));
    assert_eq!(process.person("ada").sign_up().await.status, 303);
    let listed = bare(&["user", "list"]).output().expect("it runs");
    assert!(String::from_utf8_lossy(&listed.stdout).starts_with("ada ("), "{}", said(&listed));
    fs::write(&file, "ROOST_DATA=/tmp\nsecret words\n").expect("a file");
    let refused = bare(&["user", "list"]).output().expect("it runs");
    assert!(said(&refused).contains("line 2") && !said(&refused).contains("secret"), "{}", said(&refused));
    fs::write(&file, "ROOST_DATA=/tmp\nROOST_SMTP_PASSWORD=hunter2\n").expect("a file");
    let refused = bare(&[]).output().expect("it runs");
    assert!(
        said(&refused).contains("ROOST_SMTP_PASSWORD") && !said(&refused).contains("hunter2"),
        "{}",
        said(&refused)
    );
}

/// The folder in which a command looks, as it says itself: there is no database in any.
fn folder_of(command: &mut Command) -> String {
    let said = said(&command.args(["user", "list"]).output().expect("it runs"));
    let named = said.split_once("no database in ").and_then(|(_, rest)| rest.split_once(';'));
    named.unwrap_or_else(|| panic!("{said}")).0.rsplit('/').next().unwrap_or_default().to_owned()
}

#[test]
fn an_option_comes_before_the_environment_and_the_environment_before_the_file() {
    let outer = folder();
    let file = outer.path().join("roost.env");
    fs::write(&file, "ROOST_DATA=from-file\nROOST_ADDR=\n").expect("a file");
    let bare = || {
        let mut command = Command::new(env!("CARGO_BIN_EXE_roost"));
        command.env_clear().current_dir(outer.path());
        command
    };
    assert_eq!(folder_of(&mut bare()), "data", "the default");
    assert_eq!(folder_of(bare().arg("--env-file").arg(&file)), "from-file");
    assert_eq!(
        folder_of(bare().env("ROOST_DATA", "from-environment").arg("--env-file").arg(&file)),
        "from-environment"
    );
    let all = |place: &[&str]| {
        let mut command = bare();
        command.env("ROOST_DATA", "from-environment").arg("--env-file").arg(&file).args(place);
        command
    };
    assert_eq!(folder_of(&mut all(&["--data", "from-option"])), "from-option");
    // Behind the command as well.
    let behind = said(&bare().args(["user", "list", "--data", "from-option"]).output().expect("it runs"));
    assert!(behind.contains("/from-option;"), "{behind}");
    assert_eq!(folder_of(bare().env("ROOST_DATA", " ")), "data", "empty is unset");
    assert_eq!(folder_of(bare().env("ROOST_DATA", "").arg("--env-file").arg(&file)), "data", "in the file as well");

    fs::write(&file, "ROOST_SOCKETS=none\n").expect("a file");
    let refused = said(&bare().arg("--env-file").arg(&file).output().expect("it runs"));
    assert!(refused.contains("ROOST_SOCKETS is \"none\"") && refused.lines().count() == 1, "{refused}");
}

#[test]
fn help_lists_every_setting_with_its_variable_and_default() {
    let help = roost(Path::new("here")).args(["serve", "--help"]).output().expect("it runs");
    assert!(help.status.success());
    let text = String::from_utf8_lossy(&help.stdout).into_owned();
    for part in ["--addr <ADDR>", "ROOST_ADDR", "127.0.0.1:3000", "--sockets-per-person", "[default: 50]", "--env-file"]
    {
        assert!(text.contains(part), "{part}: {text}");
    }
    let short = roost(Path::new("here")).arg("--help").output().expect("it runs");
    assert!(String::from_utf8_lossy(&short.stdout).contains("--trusted-proxy"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_password_that_cannot_be_shown_is_not_set() {
    let data = folder();
    let process = Process::start(data.path(), "info");
    let ada = process.person("ada");
    ada.sign_up().await;
    let full = File::options().write(true).open("/dev/full").expect("it is there");
    let mut child = roost(data.path()).args(["user", "reset-password", "ada"]).stdout(full).spawn().expect("it runs");
    assert!(!child.wait().expect("a status").success());
    let mut said = String::new();
    child.stderr.take().expect("its words").read_to_string(&mut said).expect("its words");
    assert!(said.contains("cannot be written"), "{said}");
    assert_eq!(ada.elsewhere().sign_in().await.status, 303, "the old one still works");
}

#[tokio::test(flavor = "multi_thread")]
async fn at_the_start_it_says_what_it_is_where_its_data_is_and_where_it_is_found() {
    let data = folder();
    let child = roost(data.path()).env("ROOST_ORIGIN", "https://chat.example.org").env("ROOST_LOG", "info").spawn();
    let mut child = child.expect("it starts");
    let mut said = String::new();
    let mut errors = std::io::BufReader::new(child.stderr.take().expect("its log"));
    while !said.contains("Roost is ready") {
        assert_ne!(std::io::BufRead::read_line(&mut errors, &mut said).expect("a line"), 0, "{said}");
    }
    drop((child.kill(), child.wait()));
    for part in [env!("CARGO_PKG_VERSION"), &data.path().display().to_string(), "https://chat.example.org"] {
        assert!(said.contains(part), "{part} is not in {said}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_start_that_fails_keeps_the_cause_of_it() {
    let (data, taken) = (folder(), std::net::TcpListener::bind("127.0.0.1:0").expect("a port"));
    let config =
        Config { addr: taken.local_addr().expect("an address"), data: data.path().into(), ..Config::default() };
    let missing = Some(data.path().join("missing.pem"));
    let without_files = Config { tls_cert: missing.clone(), tls_key: missing, ..config.clone() };
    for (config, kind) in [(config, io::ErrorKind::AddrInUse), (without_files, io::ErrorKind::NotFound)] {
        let refused = Running::start(config).await.err().expect("refused");
        let causes = std::iter::successors(refused.source(), |&cause| cause.source());
        let kinds: Vec<_> = causes.filter_map(|cause| cause.downcast_ref::<io::Error>()).map(io::Error::kind).collect();
        assert_eq!(kinds, [kind], "{refused}");
    }
}
