//! A person with a browser without JavaScript: forms, cookies, and redirects visible as such.

use super::{Dialled, Raw, Socket, soon};
use reqwest::{Method, RequestBuilder, header::HeaderMap, redirect::Policy};
use serde_json::Value;
use std::{
    collections::BTreeMap,
    net::SocketAddr,
    sync::{Mutex, PoisonError},
};
use tokio_tungstenite::tungstenite;

pub(crate) struct Person {
    pub(crate) name: String,
    pub(crate) password: String,
    /// The `Origin` header of every form.
    pub(crate) origin: String,
    addr: SocketAddr,
    jar: Mutex<BTreeMap<String, String>>,
    http: reqwest::Client,
}

/// A response as it came.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

/// A room's slug and id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Room {
    pub(crate) id: i64,
    pub(crate) slug: String,
}

impl Reply {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().expect("a header of text"))
    }

    pub(crate) fn location(&self) -> &str {
        self.header("location")
    }

    /// Where the first steps lead that follow a sign-up.
    pub(crate) fn after_first_steps(&self) -> &str {
        let steps = self.location().strip_prefix("/welcome").expect("the first steps");
        steps.strip_prefix("?next=").unwrap_or("/")
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("JSON expected: {} {}", self.status, self.text))
    }
}

impl Person {
    pub(crate) fn new(name: &str, addr: SocketAddr) -> Self {
        Self {
            name: name.to_owned(),
            password: format!("{name} has a long password"),
            origin: format!("http://{addr}"),
            addr,
            jar: Mutex::default(),
            http: reqwest::Client::builder().redirect(Policy::none()).no_proxy().build().expect("a client"),
        }
    }

    /// The same person on a second device: same name and password, no cookies.
    pub(crate) fn elsewhere(&self) -> Self {
        Self { password: self.password.clone(), origin: self.origin.clone(), ..Self::new(&self.name, self.addr) }
    }

    // Requests.

    pub(crate) async fn get(&self, path: &str) -> Reply {
        self.send(self.request(Method::GET, path)).await
    }

    pub(crate) async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Reply {
        self.send(self.request(Method::POST, path).header("origin", &self.origin).form(fields)).await
    }

    /// A request with this person's cookies and nothing else.
    pub(crate) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let accept = if path.starts_with("/api/") { "application/json" } else { "text/html" };
        let request = self.http.request(method, format!("http://{}{path}", self.addr)).header("accept", accept);
        let cookies = self.cookies();
        if cookies.is_empty() { request } else { request.header("cookie", cookies) }
    }

    /// Sends a request and keeps the cookies of the response.
    pub(crate) async fn send(&self, request: RequestBuilder) -> Reply {
        self.execute(request.build().expect("a request")).await
    }

    /// The same with a built request.
    pub(crate) async fn execute(&self, request: reqwest::Request) -> Reply {
        let response = soon("an answer over HTTP", self.http.execute(request)).await.expect("an answer");
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        for line in headers.get_all("set-cookie") {
            let line = line.to_str().expect("a cookie of text");
            let (name, value) = line.split(';').next().and_then(|pair| pair.split_once('=')).expect("a cookie");
            let mut jar = self.jar.lock().unwrap_or_else(PoisonError::into_inner);
            if line.contains("Max-Age=0") {
                jar.remove(name);
            } else {
                jar.insert(name.to_owned(), value.to_owned());
            }
        }
        let bytes = soon("the rest of an answer", response.bytes()).await.expect("the rest of an answer");
        Reply { status, headers, text: String::from_utf8_lossy(&bytes).into_owned() }
    }

    // Cookies.

    pub(crate) fn cookies(&self) -> String {
        let jar = self.jar.lock().unwrap_or_else(PoisonError::into_inner);
        jar.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ")
    }

    pub(crate) fn cookie(&self, name: &str) -> Option<String> {
        self.jar.lock().unwrap_or_else(PoisonError::into_inner).get(name).cloned()
    }

    pub(crate) fn set_cookie(&self, name: &str, value: &str) {
        self.jar.lock().unwrap_or_else(PoisonError::into_inner).insert(name.to_owned(), value.to_owned());
    }

    // Actions.

    pub(crate) async fn sign_up(&self) -> Reply {
        self.post("/signup", &[("username", &self.name), ("password", &self.password)]).await
    }

    pub(crate) async fn sign_in(&self) -> Reply {
        self.post("/signin", &[("username", &self.name), ("password", &self.password)]).await
    }

    /// Makes new recovery codes; the earlier ones end.
    pub(crate) async fn recovery_codes(&self) -> Vec<String> {
        let reply = self.post("/settings/recovery", &[("current_password", &self.password)]).await;
        assert_eq!((reply.status, reply.header("cache-control")), (200, "no-store, no-transform"));
        codes_in(&reply)
    }

    pub(crate) async fn sign_out(&self) -> Reply {
        self.post("/signout", &[]).await
    }

    pub(crate) async fn is_signed_in(&self) -> bool {
        self.get("/api/session/alive").await.json().is_i64()
    }

    pub(crate) async fn create_room(&self, name: &str) -> Room {
        let reply = self.post("/rooms/new", &[("name", name), ("topic", "")]).await;
        assert_eq!(reply.status, 303, "{} makes {name:?}: {}", self.name, reply.text);
        let slug = reply.location().strip_prefix("/rooms/").expect("to the room").to_owned();
        let open = self.get(&format!("/api/pages/open?address=/rooms/{slug}")).await.json();
        Room { id: open["room"]["membership"]["room"]["id"].as_i64().expect("a room's id"), slug }
    }

    /// Makes a private room.
    pub(crate) async fn create_private(&self, name: &str) -> Room {
        let reply = self.post("/rooms/new", &[("name", name), ("topic", "Behind the door"), ("kind", "private")]).await;
        assert_eq!(reply.status, 303, "{} makes {name:?}: {}", self.name, reply.text);
        self.room_at(reply.location()).await
    }

    /// The room at an address, for a member.
    pub(crate) async fn room_at(&self, path: &str) -> Room {
        let slug = path.strip_prefix("/rooms/").expect("to a room").to_owned();
        let open = self.get(&format!("/api/pages/open?address=/rooms/{slug}")).await.json();
        Room { id: open["room"]["membership"]["room"]["id"].as_i64().expect("a room's id"), slug }
    }

    /// Makes an invite link; returns its path.
    pub(crate) async fn invite(&self, room: &Room, fields: &[(&str, &str)]) -> String {
        let reply = self.post(&format!("/rooms/{}/invites", room.slug), fields).await;
        assert_eq!(reply.status, 200, "{} invites: {}", self.name, reply.text);
        let (_, link) = reply.text.split_once("/join/").expect("a link");
        format!("/join/{}", &link[..43])
    }

    /// Posts a form on one of a room's pages.
    pub(crate) async fn administer(&self, room: &Room, what: &str, fields: &[(&str, &str)]) -> Reply {
        self.post(&format!("/rooms/{}/{what}", room.slug), fields).await
    }

    pub(crate) async fn join(&self, room: &Room) {
        let reply = self.post(&format!("/rooms/{}/join", room.slug), &[]).await;
        assert_eq!((reply.status, reply.location()), (303, &*format!("/rooms/{}", room.slug)), "{} joins", self.name);
    }

    pub(crate) async fn leave(&self, room: &Room) {
        let reply = self.post(&format!("/rooms/{}/leave", room.slug), &[]).await;
        assert_eq!((reply.status, reply.location()), (303, "/rooms"), "{} leaves", self.name);
    }

    /// Posts a message with the plain form.
    pub(crate) async fn say(&self, room: &Room, text: &str) -> Reply {
        self.post(&format!("/rooms/{}", room.slug), &[("body", text)]).await
    }

    /// A room's whole log, read page by page over HTTP.
    pub(crate) async fn log(&self, room: &Room) -> Vec<Value> {
        let mut log = Vec::new();
        loop {
            let after = log.last().map_or(0, seq_of);
            let page = self.get(&format!("/api/messages/newer?room={}&seq={after}", room.id)).await.json();
            let entries = page["entries"].as_array().expect("entries").clone();
            log.extend(entries);
            if log.last().map_or(0, seq_of) >= page["head"].as_i64().expect("a head") {
                return log;
            }
        }
    }

    // Sockets.

    /// Opens a socket without saying hello.
    pub(crate) async fn dial(&self) -> Result<Socket, u16> {
        match soon("a socket", Socket::dial(&self.addr.to_string(), &self.origin, &self.cookies())).await {
            Ok(socket) => Ok(socket),
            Err(tungstenite::Error::Http(refused)) => Err(refused.status().as_u16()),
            Err(error) => panic!("{} cannot dial: {error}", self.name),
        }
    }

    /// A socket past hello.
    pub(crate) async fn socket(&self) -> Socket {
        let mut socket = self.dial().await.unwrap_or_else(|status| panic!("{} is refused: {status}", self.name));
        socket.hello().await;
        socket
    }

    /// A socket subscribed to a room from its head.
    pub(crate) async fn follow(&self, room: &Room) -> Socket {
        let mut socket = self.socket().await;
        socket.subscribe(room.id, None).await;
        socket.next_of_type("live").await;
        socket
    }

    /// A socket made of bytes, for frames that no proper client would send.
    pub(crate) async fn raw(&self) -> Raw {
        match Raw::dial(self.addr, &[("origin", &self.origin), ("cookie", &self.cookies())]).await {
            Dialled::Open(raw) => raw,
            Dialled::Refused(answer) => panic!("{} is refused: {answer}", self.name),
        }
    }
}

/// The recovery codes on a page.
fn codes_in(reply: &Reply) -> Vec<String> {
    let (_, list) = reply.text.split_once(r#"class="codes""#).expect("a list of codes");
    let (list, _) = list.split_once("</ol>").expect("its end");
    let items = list.split("<li>").skip(1).map(|item| item.split('<').next().expect("a code").to_owned());
    items.collect()
}

pub(crate) fn seq_of(entry: &Value) -> i64 {
    entry["seq"].as_i64().expect("an entry has a seq")
}
