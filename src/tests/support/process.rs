//! The program in a process of its own: started, signalled, killed, and its log.

use super::{Person, within};
use std::{
    fs,
    io::{BufRead, BufReader},
    net::{SocketAddr, TcpListener},
    path::Path,
    process::{Child, Command, ExitStatus, Stdio},
    sync::mpsc,
    time::Duration,
};

/// The program over a data folder, on a free port, with an empty environment.
pub(crate) fn roost(data: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_roost"));
    command.env_clear().env("ROOST_DATA", data).env("ROOST_ADDR", "127.0.0.1:0");
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// A server in a process of its own, killed when the test ends.
pub(crate) struct Process {
    pub(crate) child: Child,
    pub(crate) addr: SocketAddr,
    pub(crate) log: mpsc::Receiver<String>,
}

impl Process {
    pub(crate) fn start(data: &Path, level: &str) -> Self {
        Self::of(roost(data).env("ROOST_LOG", level))
    }

    /// A server with these soft and hard limits on open files and connections.
    pub(crate) fn with_files(data: &Path, soft: usize, hard: usize) -> Self {
        let mut shell = Command::new("/bin/sh");
        let limits = format!("ulimit -Sn {soft}; ulimit -Hn {hard}; exec \"$0\"");
        shell.args(["-c", &limits, env!("CARGO_BIN_EXE_roost")]);
        shell.env_clear().env("ROOST_DATA", data).env("ROOST_ADDR", "127.0.0.1:0").env("ROOST_LOG", "info");
        Self::of(shell.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()))
    }

    pub(crate) fn of(command: &mut Command) -> Self {
        let mut child = command.spawn().expect("it starts");
        let (say, log) = mpsc::channel();
        let errors = BufReader::new(child.stderr.take().expect("its log"));
        std::thread::spawn(move || errors.lines().map_while(Result::ok).try_for_each(|line| say.send(line)));
        let addr = loop {
            let line = log.recv_timeout(Duration::from_secs(20)).expect("it says that it is ready");
            if line.contains("Roost is ready") {
                let rest = line.split("addr=").nth(1).expect("and where");
                break rest.split(' ').next().and_then(|addr| addr.parse().ok()).expect("an address");
            }
        };
        Self { child, addr, log }
    }

    /// A server that does not print its address, or not to us: on an address chosen for it.
    pub(crate) async fn quiet(command: &mut Command) -> Self {
        let addr = TcpListener::bind("127.0.0.1:0").and_then(|probe| probe.local_addr()).expect("a free port");
        let mut child = command.env("ROOST_ADDR", addr.to_string()).spawn().expect("it starts");
        let (say, log) = mpsc::channel();
        if let Some(errors) = child.stderr.take() {
            let errors = BufReader::new(errors);
            std::thread::spawn(move || errors.lines().map_while(Result::ok).try_for_each(|line| say.send(line)));
        }
        within(Duration::from_secs(20), "it answers", async {
            while reqwest::get(format!("http://{addr}/healthz")).await.is_err() {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        })
        .await;
        Self { child, addr, log }
    }

    /// The next line of its log that contains these words.
    pub(crate) fn says(&self, words: &str) -> String {
        loop {
            let line = self.log.recv_timeout(Duration::from_secs(20));
            let line = line.unwrap_or_else(|error| panic!("it does not say {words:?}: {error}"));
            if line.contains(words) {
                return line;
            }
        }
    }

    pub(crate) fn person(&self, name: &str) -> Person {
        Person::new(name, self.addr)
    }

    pub(crate) fn signal(&self, signal: &str) {
        let sent = Command::new("kill").args([signal, &self.child.id().to_string()]).status().expect("kill runs");
        assert!(sent.success());
    }

    /// Waits until it has exited.
    pub(crate) async fn end(&mut self) -> ExitStatus {
        within(Duration::from_secs(10), "it is out", async {
            let mut looks = tokio::time::interval(Duration::from_millis(20));
            loop {
                looks.tick().await;
                if let Some(status) = self.child.try_wait().expect("a status") {
                    break status;
                }
            }
        })
        .await
    }

    /// Its resident memory, in KiB.
    pub(crate) fn resident_kib(&self) -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id())).expect("it runs");
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("its memory");
        line.trim().split(' ').next().and_then(|kib| kib.parse().ok()).expect("a number")
    }

    pub(crate) fn kill(&mut self) {
        self.child.kill().expect("killed");
        self.child.wait().expect("dead");
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
