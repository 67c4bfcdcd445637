//! The command line: commands beside a running server, and settings and files that are refused.

use super::{
    process::folder,
    support::{Process, TestApp, name_of, roost, within},
};
use std::{
    fs,
    io::Read,
    os::unix::{
        fs::{MetadataExt, PermissionsExt},
        process::CommandExt,
    },
    path::Path,
    process::{Command, Output, Stdio},
    time::Duration,
};

fn run(data: &Path, arguments: &[&str]) -> Output {
    roost(data).args(arguments).output().expect("it runs")
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_password_is_reset_and_an_administrator_made_while_the_server_runs() {
    let app = TestApp::start().await;
    let (_, bo) = (app.person("ada").await, app.person("bo").await);
    let output = run(&app.config.data, &["user", "reset-password", "Bo"]);
    assert!(output.status.success(), "{}", said(&output));
    let shown = String::from_utf8_lossy(&output.stdout).into_owned();
    let password = shown.lines().next().and_then(|line| line.rsplit(' ').next()).expect("the password is shown");
    assert!(!bo.is_signed_in().await, "all of his devices are signed out");
    assert_eq!(bo.elsewhere().sign_in().await.status, 401, "the old one is worth nothing");
    let again = bo.elsewhere();
    assert_eq!(again.post("/signin", &[("username", "bo"), ("password", password)]).await.status, 303);
    let output = run(&app.config.data, &["user", "make-admin", "bo"]);
    assert!(output.status.success(), "{}", said(&output));
    assert_eq!(app.count("select count(*) from users where is_admin = 1").await, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reset_password_closes_the_sockets_that_were_open() {
    let app = TestApp::start().await;
    let (ada, bo) = (app.person("ada").await, app.person("bo").await);
    let room = ada.create_room("Lobby").await;
    bo.join(&room).await;
    let mut socket = bo.follow(&room).await;
    assert!(run(&app.config.data, &["user", "reset-password", "bo"]).status.success());
    // Another process did it: his next frame finds out at the latest.
    socket.send(room.id, &name_of(1), "still in?").await;
    let answer = socket.next().await;
    assert_ne!(answer["type"], "ack", "a session that has ended posts nothing");

    // An idle connection finds out too.
    let mut idle = ada.follow(&room).await;
    assert!(run(&app.config.data, &["user", "reset-password", "ada"]).status.success());
    let closed = within(Duration::from_secs(5), "it is closed", idle.next_of_type("closed")).await;
    assert_eq!(closed["code"], 4401);
}

#[test]
fn a_command_that_cannot_be_done_says_why_in_one_line() {
    let data = folder();
    drop(Process::start(data.path(), "info"));
    for (arguments, why) in [
        (&["user", "reset-password", "nobody1"][..], "there is no account named"),
        (&["user", "make-admin", "nobody"], "there is no account named"),
        (&["user", "make-admin", "not a name"], "Use letters from a to z"),
    ] {
        let output = run(data.path(), arguments);
        assert!(!output.status.success());
        assert!(said(&output).contains(why), "{}", said(&output));
        assert_eq!(said(&output).lines().count(), 1, "{}", said(&output));
    }
    let output = run(data.path(), &["dance"]);
    assert!(!output.status.success() && said(&output).contains("dance"));
}

#[test]
fn a_bad_setting_is_named_and_so_is_an_unknown_one() {
    let data = folder();
    for (name, value, says) in [
        ("ROOST_ADDR", "nowhere", "an address and a port"),
        ("ROOST_ADDR", "0.0.0.0:0", "ROOST_ORIGIN"),
        ("ROOST_DATTA", "/tmp", "ROOST_DATA"),
    ] {
        let output = roost(data.path()).env(name, value).output().expect("it runs");
        assert!(!output.status.success());
        let said = said(&output);
        assert!(said.contains(name) && said.contains(says) && said.lines().count() == 1, "{said}");
    }
    assert!(fs::read_dir(data.path()).expect("the folder").next().is_none(), "nothing was made");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_read_only_database_is_refused_and_left_alone() {
    let mut app = TestApp::start().await;
    app.person("ada").await;
    app.stop().await;
    let public = folder();
    let (data, program) = (public.path().join("data"), public.path().join("roost"));
    fs::create_dir(&data).expect("a folder");
    fs::copy(app.file(), data.join("roost.db")).expect("a copy");
    fs::copy(env!("CARGO_BIN_EXE_roost"), &program).expect("the program");
    for (path, mode) in [(public.path(), 0o755), (&data, 0o777), (&data.join("roost.db"), 0o444), (&program, 0o755)] {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("permissions");
    }
    let before = fs::read(data.join("roost.db")).expect("the file");
    let mut command = Command::new(&program);
    command.env_clear().env("ROOST_DATA", &data).env("ROOST_ADDR", "127.0.0.1:0").stderr(Stdio::piped());
    // Nothing is read-only to root: then run it as nobody.
    if fs::metadata("/proc/self").expect("this process").uid() == 0 {
        command.uid(65_534).gid(65_534);
    }
    let mut child = command.spawn().expect("it runs");
    let mut said = String::new();
    child.stderr.take().expect("its words").read_to_string(&mut said).expect("its words");
    assert!(!child.wait().expect("a status").success());
    assert!(said.contains("roost.db") && said.contains("cannot be written"), "{said}");
    assert_eq!(fs::read(data.join("roost.db")).expect("the file"), before);
    assert_eq!(fs::read_dir(&data).expect("the folder").count(), 2, "the file and the lock");
}
