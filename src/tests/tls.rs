//! Built-in https: pages and sockets over it, and errors when it cannot be set up.

use super::support::{Process, TestApp, roost, soon};
use futures::{SinkExt, StreamExt};
use rcgen::{CertificateParams, CertifiedKey, KeyPair, date_time_ymd, generate_simple_self_signed};
use roost::server::{Config, Running, config::TlsFiles};
use rustls::{
    ClientConfig, RootCertStore,
    crypto::ring,
    pki_types::{CertificateDer, ServerName},
};
use serde_json::{Value, json};
use std::{fs, net::SocketAddr, path::Path, sync::Arc, time::Duration};
use tempfile::TempDir;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};
use tokio_rustls::{TlsConnector, client::TlsStream};
use tokio_tungstenite::tungstenite::{Error, Message, client::IntoClientRequest, http::HeaderValue};

/// A certificate for this machine, and its key.
fn make() -> CertifiedKey<KeyPair> {
    generate_simple_self_signed(["localhost".to_owned(), "127.0.0.1".to_owned()]).expect("a certificate")
}

fn write(made: &CertifiedKey<KeyPair>, folder: &Path) -> TlsFiles {
    let files = TlsFiles { cert: folder.join("cert.pem"), key: folder.join("key.pem") };
    fs::write(&files.cert, made.cert.pem()).expect("a file");
    fs::write(&files.key, made.signing_key.serialize_pem()).expect("a file");
    files
}

fn serve_https(config: &mut Config, files: TlsFiles) {
    (config.tls_cert, config.tls_key) = (Some(files.cert), Some(files.key));
}

fn folder() -> TempDir {
    tempfile::tempdir().expect("a temporary folder")
}

/// A browser that trusts one certificate.
struct Browser {
    addr: SocketAddr,
    trusts: CertificateDer<'static>,
}

impl Browser {
    fn new(addr: SocketAddr, made: &CertifiedKey<KeyPair>) -> Self {
        Self { addr, trusts: made.cert.der().clone() }
    }

    fn origin(&self) -> String {
        format!("https://{}", self.addr)
    }

    async fn connect(&self, protocol: &str) -> std::io::Result<TlsStream<TcpStream>> {
        let mut roots = RootCertStore::empty();
        roots.add(self.trusts.clone()).expect("a certificate");
        let mut config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .expect("versions")
            .with_root_certificates(roots)
            .with_no_client_auth();
        config.alpn_protocols = vec![protocol.as_bytes().to_vec()];
        let line = TcpStream::connect(self.addr).await?;
        let name = ServerName::try_from("localhost").expect("a name");
        soon("a handshake", TlsConnector::from(Arc::new(config)).connect(name, line)).await
    }

    /// The whole response to a request, head and body.
    async fn ask(&self, request: &str, headers: &[(&str, &str)], body: &str) -> String {
        let mut line = self.connect("http/1.1").await.expect("a line");
        let mut text = format!("{request} HTTP/1.1\r\nhost: {}\r\nconnection: close\r\n", self.addr);
        for (name, value) in headers {
            text.push_str(&format!("{name}: {value}\r\n"));
        }
        text.push_str(&format!("content-length: {}\r\n\r\n{body}", body.len()));
        line.write_all(text.as_bytes()).await.expect("a request");
        let mut answer = Vec::new();
        soon("an answer", line.read_to_end(&mut answer)).await.expect("an answer");
        String::from_utf8_lossy(&answer).into_owned()
    }

    /// Makes an account; its cookie is in the response.
    async fn sign_up(&self) -> String {
        let form = "username=ada&password=ada+has+a+long+password";
        let kind = ("content-type", "application/x-www-form-urlencoded");
        self.ask("POST /signup", &[("origin", &self.origin()), kind], form).await
    }
}

fn cookie(answer: &str) -> String {
    let line = answer.lines().find_map(|line| line.strip_prefix("set-cookie: ")).expect("a cookie");
    line.split(';').next().expect("a pair").to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_a_form_and_a_socket_go_over_https() {
    let (folder, made) = (folder(), make());
    let app = TestApp::with(|config| serve_https(config, write(&made, folder.path()))).await;
    let browser = Browser::new(app.addr, &made);
    let page = browser.ask("GET /signup", &[], "").await;
    assert!(page.starts_with("HTTP/1.1 200") && page.contains("Create your account"), "{page}");
    assert!(!page.contains("strict-transport-security"), "nothing else on this machine is held to https");

    let entered = browser.sign_up().await;
    assert!(entered.starts_with("HTTP/1.1 303"), "{entered}");
    let line = entered.lines().find(|line| line.starts_with("set-cookie: __Host-roost=")).expect("the cookie");
    assert!(line.contains("; Secure") && line.contains("; HttpOnly") && line.contains("; Path=/;"), "{line}");
    let foreign = browser.ask("POST /signin", &[("origin", &format!("http://{}", app.addr))], "").await;
    assert!(foreign.starts_with("HTTP/1.1 403"), "the same host without https is another place: {foreign}");

    let dial = async |origin: &str| {
        let mut request = format!("wss://{}/ws", app.addr).into_client_request().expect("a request");
        request.headers_mut().insert("origin", HeaderValue::from_str(origin).expect("text"));
        request.headers_mut().insert("cookie", HeaderValue::from_str(&cookie(&entered)).expect("text"));
        let line = browser.connect("http/1.1").await.expect("a line");
        soon("a socket", tokio_tungstenite::client_async(request, line)).await
    };
    let (mut socket, _) = dial(&browser.origin()).await.expect("a socket");
    socket.send(Message::text(json!({ "type": "hello", "protocol": 1 }).to_string())).await.expect("sent");
    let heard = soon("hello", socket.next()).await.expect("a frame").expect("a frame");
    let frame: Value = serde_json::from_str(heard.to_text().expect("text")).expect("JSON");
    assert_eq!(frame["type"], "hello");
    match dial("http://localhost").await {
        Err(Error::Http(refused)) => assert_eq!(refused.status().as_u16(), 403),
        other => panic!("a foreign socket is refused: {other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn browsers_get_http_2_and_its_host_is_looked_at_too() {
    let (folder, made) = (folder(), make());
    let app = TestApp::with(|config| serve_https(config, write(&made, folder.path()))).await;
    let browser = Browser::new(app.addr, &made);
    let line = browser.connect("h2").await.expect("a line");
    assert_eq!(line.get_ref().1.alpn_protocol(), Some(&b"h2"[..]));
    let (mut asking, connection) = h2::client::handshake(line).await.expect("HTTP/2");
    let driving = tokio::spawn(connection);
    for (host, status) in [("localhost", 200), ("evil.example", 421)] {
        let request = axum::http::Request::get(format!("https://{host}/signin")).body(()).expect("a request");
        asking = asking.ready().await.expect("ready");
        let (answer, _) = asking.send_request(request, true).expect("sent");
        assert_eq!(soon("an answer", answer).await.expect("an answer").status().as_u16(), status, "{host}");
    }
    driving.abort();
}

#[tokio::test(flavor = "multi_thread")]
async fn plain_http_to_that_port_ends_and_hurts_nobody() {
    let (folder, made) = (folder(), make());
    let app = TestApp::with(|config| serve_https(config, write(&made, folder.path()))).await;
    let mut plain = TcpStream::connect(app.addr).await.expect("a line");
    plain.write_all(b"GET / HTTP/1.1\r\nhost: localhost\r\n\r\n").await.expect("a request");
    let mut answer = Vec::new();
    // Cut off or closed, either is an end.
    drop(soon("it ends", plain.read_to_end(&mut answer)).await);
    assert!(answer.starts_with(b"HTTP/1.1 308 "), "nothing but the way");
    let health = Browser::new(app.addr, &made).ask("GET /healthz", &[], "").await;
    assert!(health.starts_with("HTTP/1.1 200"), "{health}");
    let stranger = Browser::new(app.addr, &make());
    assert!(stranger.connect("http/1.1").await.is_err(), "who trusts another certificate sees the difference");
}

#[tokio::test(flavor = "multi_thread")]
async fn away_from_this_machine_browsers_are_told_to_keep_to_https() {
    let (folder, made) = (folder(), make());
    let own = TestApp::with(|config| {
        serve_https(config, write(&made, folder.path()));
        config.origin = "https://chat.example.org".parse().ok();
    })
    .await;
    let page = Browser::new(own.addr, &made).ask("GET /signin", &[], "").await;
    assert!(page.contains("strict-transport-security: max-age=15552000\r\n"), "{page}");
    for (origin, said) in
        [("https://chat.example.org", "max-age=15552000"), ("http://chat.lan", ""), ("https://localhost:8443", "")]
    {
        let behind_a_proxy = TestApp::with(|config| config.origin = origin.parse().ok()).await;
        let reply = behind_a_proxy.visitor("x").get("/signin").await;
        assert_eq!(reply.header("strict-transport-security"), said, "{origin}");
    }
}

async fn refusal(files: TlsFiles) -> String {
    let data = folder();
    let config = Config {
        addr: SocketAddr::from(([127, 0, 0, 1], 0)),
        data: data.path().join("data"),
        tls_cert: Some(files.cert),
        tls_key: Some(files.key),
        ..Config::default()
    };
    let refused = Running::start(config).await.err().expect("refused").to_string();
    assert!(!data.path().join("data").exists(), "nothing was made");
    refused
}

#[tokio::test(flavor = "multi_thread")]
async fn files_that_cannot_be_used_refuse_the_start_and_are_named() {
    let (home, made) = (folder(), make());
    let good = write(&made, home.path());
    let with = |name: &str, text: &str| {
        let path = home.path().join(name);
        fs::write(&path, text).expect("a file");
        path
    };
    let other = with("other-key.pem", &make().signing_key.serialize_pem());
    let empty = with("empty.pem", "");
    let torn = with("torn.pem", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
    let missing = home.path().join("missing.pem");
    for (cert, key, says) in [
        (&missing, &good.key, ["ROOST_TLS_CERT", "missing.pem cannot be read"]),
        (&good.cert, &missing, ["ROOST_TLS_KEY", "missing.pem cannot be read"]),
        (&empty, &good.key, ["ROOST_TLS_CERT", "empty.pem holds no certificate"]),
        (&good.key, &good.key, ["ROOST_TLS_CERT", "key.pem holds no certificate"]),
        (&torn, &good.key, ["ROOST_TLS_CERT", "torn.pem holds a certificate that cannot be understood"]),
        (&good.cert, &empty, ["ROOST_TLS_KEY", "empty.pem holds no private key"]),
        (&good.cert, &good.cert, ["ROOST_TLS_KEY", "cert.pem holds no private key"]),
        (&good.cert, &other, ["ROOST_TLS_KEY", "other-key.pem is not the key of the certificate"]),
    ] {
        let said = refusal(TlsFiles { cert: cert.clone(), key: key.clone() }).await;
        assert!(says.iter().all(|part| said.contains(part)), "{says:?}: {said}");
        assert!(!said.contains("BEGIN"), "nothing of what is in them is told: {said}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_renewed_certificate_is_shown_on_sighup_and_a_torn_one_never() {
    let (data, home, old) = (folder(), folder(), make());
    let files = write(&old, home.path());
    let mut command = roost(data.path());
    command.env("ROOST_TLS_CERT", &files.cert).env("ROOST_TLS_KEY", &files.key);
    let process = Process::of(&mut command);
    let next_line = |words: &str| {
        let line = process.log.recv_timeout(Duration::from_secs(20)).expect("a line");
        assert!(line.contains(words), "{line}");
    };
    Browser::new(process.addr, &old).connect("http/1.1").await.expect("the old one");

    fs::write(&files.cert, "half of").expect("a file");
    process.signal("-HUP");
    next_line("the certificate stays as it was");
    Browser::new(process.addr, &old).connect("http/1.1").await.expect("still the old one");

    let new = make();
    write(&new, home.path());
    process.signal("-HUP");
    next_line("the certificate was read again");
    Browser::new(process.addr, &new).connect("http/1.1").await.expect("the new one");
    assert!(Browser::new(process.addr, &old).connect("http/1.1").await.is_err(), "the old one is gone");
}

/// A certificate that expires on this day.
fn ending(year: i32, month: u8, day: u8) -> CertifiedKey<KeyPair> {
    let signing_key = KeyPair::generate().expect("a key");
    let mut wanted = CertificateParams::new(["localhost".to_owned()]).expect("a name");
    wanted.not_before = date_time_ymd(2020, 1, 1);
    wanted.not_after = date_time_ymd(year, month, day);
    CertifiedKey { cert: wanted.self_signed(&signing_key).expect("a certificate"), signing_key }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_that_has_ended_or_soon_will_is_said_at_the_start_and_when_it_is_read_again() {
    let (data, home) = (folder(), folder());
    let soon =
        jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).date().saturating_add(jiff::Span::new().days(9));
    let soon = ending(soon.year().into(), soon.month().unsigned_abs(), soon.day().unsigned_abs());
    let files = write(&ending(2025, 3, 14), home.path());
    let mut command = roost(data.path());
    command.env("ROOST_TLS_CERT", &files.cert).env("ROOST_TLS_KEY", &files.key);
    let mut process = Process::of(&mut command);
    let ended = process.says("certificate");
    assert!(ended.contains("ERROR") && ended.contains("2025-03-14") && ended.contains("has ended"), "{ended}");
    write(&soon, home.path());
    process.signal("-HUP");
    let ends = process.says("ends soon");
    assert!(ends.contains("WARN"), "{ends}");
    write(&make(), home.path());
    process.signal("-HUP");
    process.says("read again");
    process.signal("-TERM");
    process.end().await;
    assert_eq!(process.log.iter().filter(|line| line.contains("end")).count(), 0, "that one is good for long");
}

#[tokio::test(flavor = "multi_thread")]
async fn over_plain_http_people_are_led_to_https_on_both_ports() {
    let (data, home, made) = (folder(), folder(), make());
    let redirect = std::net::TcpListener::bind("127.0.0.1:0").and_then(|probe| probe.local_addr()).expect("a port");
    let files = write(&made, home.path());
    let config = Config {
        addr: ([127, 0, 0, 1], 0).into(),
        data: data.path().to_owned(),
        tls_cert: Some(files.cert),
        tls_key: Some(files.key),
        redirect_addr: Some(redirect),
        ..Config::default()
    };
    let running = Running::start(config).await.expect("it starts");
    for addr in [running.addr, redirect] {
        for (request, says) in [
            ("GET /rooms/lobby HTTP/1.1\r\nhost: x\r\n\r\n", format!("location: {}/rooms/lobby\r\n", running.origin)),
            ("POST /signin HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\n\r\nx", "HTTP/1.1 400".to_owned()),
            ("\x01\x02 nonsense\r\n\r\n", "This address speaks https".to_owned()),
        ] {
            let mut line = TcpStream::connect(addr).await.expect("a line");
            line.write_all(request.as_bytes()).await.expect("a request");
            let mut answer = Vec::new();
            // Unread bytes end a connection with a reset; the response is here by then.
            drop(soon("an answer", line.read_to_end(&mut answer)).await);
            let answer = String::from_utf8_lossy(&answer).into_owned();
            assert!(answer.contains(&says), "{addr}, {request:?}: {answer}");
        }
    }
    let browser = Browser::new(running.addr, &made);
    assert!(browser.ask("GET /signin", &[], "").await.starts_with("HTTP/1.1 200"), "https goes on");
    running.stop().await;
    assert!(TcpStream::connect(redirect).await.is_err(), "both have ended");
}
