//! The delivery contract, clause 9, under load: reads that race with a removal hold nothing from after it.

use super::support::{Person, Room, TestApp, name_of, seed, soon};
use futures::future::{join, join_all};
use roost::{
    model::{Body, ClientId, RoomId, UserId},
    server::domain::{
        moderate::{Act, Moderate},
        post::Post,
    },
};
use serde_json::{Value, json};
use std::sync::atomic::{AtomicUsize, Ordering};

const ADA: UserId = UserId(1);
const BO: UserId = UserId(2);

/// A private room of Ada's with some history, and Bo, who is added and removed.
struct Den {
    app: TestApp,
    bo: Person,
    room: Room,
}

async fn den() -> Den {
    let app = TestApp::with(|config| config.sockets_per_person = 10_000).await;
    let (ada, bo) = (app.person("ada").await, app.person("bo").await);
    let room = ada.create_private("Den").await;
    seed::posts(&app, &room, "ada", 60).await;
    Den { app, bo, room }
}

impl Den {
    async fn act(&self, act: Act) {
        let command = Moderate { room: RoomId(self.room.id), by: ADA, act };
        assert_eq!(soon("an act", self.app.state().writer.decide(command)).await, Ok(Ok(())));
    }

    /// Posts in a loop, until dropped.
    async fn post(&self, writer: usize) {
        for number in writer * 1_000_000.. {
            let client_id = ClientId::parse(&name_of(number)).expect("a name");
            let body = Body::parse("meanwhile").map_err(|refused| refused.problem);
            let command = Post { room: RoomId(self.room.id), by: ADA, client_id, body };
            self.app.state().writer.decide(command).await.expect("stored").expect("taken");
        }
    }

    /// Reads over HTTP until refused. Returns the newest seq received.
    async fn get(&self, path: &str, reads: &AtomicUsize) -> i64 {
        let mut newest = 0;
        loop {
            let reply = self.bo.get(path).await;
            if reply.status == 404 {
                return newest;
            }
            assert_eq!(reply.status, 200, "{path}: {}", reply.text);
            newest = newest.max(newest_in(&reply.json()));
            reads.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Subscribes in a loop until refused. Returns the newest seq received.
    async fn subscribe(&self, reads: &AtomicUsize) -> i64 {
        let mut socket = self.bo.socket().await;
        let mut newest = newest_in(&socket.heard[0]);
        let mut refusals = 0;
        while refusals < 2 {
            socket.subscribe(self.room.id, Some((newest - 3).max(0))).await;
            loop {
                let frame = socket.next().await;
                newest = newest.max(newest_in(&frame));
                match frame["type"].as_str() {
                    Some("live" | "reset") => break,
                    // Asks once more: frames on their way are received before the answer.
                    Some("left") => {
                        refusals += 1;
                        break;
                    }
                    Some("closed") => panic!("{frame}"),
                    _ => {}
                }
            }
            reads.fetch_add(1, Ordering::Relaxed);
        }
        newest
    }

    /// Removes Bo after enough reads, while reading goes on. Returns how far beyond the removal it went.
    async fn remove_while(&self, reading: impl Future<Output = Vec<i64>>, reads: &AtomicUsize, enough: usize) -> i64 {
        let removing = async {
            let mut looks = tokio::time::interval(std::time::Duration::from_millis(2));
            while reads.load(Ordering::Relaxed) < enough {
                looks.tick().await;
            }
            self.act(Act::Remove(BO)).await;
        };
        let (seen, ()) = soon("a removal", join(reading, removing)).await;
        let removed = self.app.count("select max(seq) from entries where kind = 'remove' /* test */").await;
        seen.into_iter().max().unwrap_or(0) - removed
    }
}

/// The newest seq in a response.
fn newest_in(answer: &Value) -> i64 {
    match answer {
        Value::Array(all) => all.iter().map(newest_in).max().unwrap_or(0),
        Value::Object(fields) => {
            let places = fields.iter().map(|(name, value)| match name.as_str() {
                "seq" | "head" | "to" => value.as_i64().unwrap_or(0),
                _ => newest_in(value),
            });
            places.max().unwrap_or(0)
        }
        _ => 0,
    }
}

/// Removes Bo so many times while he reads over HTTP: the seqs beyond a removal.
async fn beyond_over_http(rounds: usize) -> Vec<i64> {
    let den = den().await;
    let paths = [
        format!("/api/messages/older?room={}&seq=1000000000", den.room.id),
        format!("/api/messages/older?room={}&seq=1000000000", den.room.id),
        format!("/api/messages/newer?room={}&seq=0", den.room.id),
        format!("/api/pages/open?address=/rooms/{}", den.room.slug),
    ];
    let rounds = async {
        let mut beyond = Vec::new();
        for _ in 0..rounds {
            den.act(Act::Add(BO)).await;
            let reads = AtomicUsize::new(0);
            let reading = join_all(paths.iter().map(|path| den.get(path, &reads)));
            beyond.push(den.remove_while(reading, &reads, 8).await);
        }
        beyond
    };
    tokio::select! {
        beyond = rounds => beyond.into_iter().filter(|beyond| *beyond > 0).collect(),
        _ = join_all((1..5).map(|writer| den.post(writer))) => unreachable!("posting has no end"),
    }
}

/// The same while he subscribes over sockets.
async fn beyond_by_socket(rounds: usize) -> Vec<i64> {
    let den = den().await;
    let rounds = async {
        let mut beyond = Vec::new();
        for _ in 0..rounds {
            den.act(Act::Add(BO)).await;
            let reads = AtomicUsize::new(0);
            let reading = join_all((0..4).map(|_| den.subscribe(&reads)));
            beyond.push(den.remove_while(reading, &reads, 8).await);
        }
        beyond
    };
    tokio::select! {
        beyond = rounds => beyond.into_iter().filter(|beyond| *beyond > 0).collect(),
        _ = join_all((1..5).map(|writer| den.post(writer))) => unreachable!("posting has no end"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn clause_9_nothing_after_a_removal_is_read_over_http() {
    let beyond = beyond_over_http(60).await;
    assert!(beyond.is_empty(), "{} of 60 went beyond it, by {beyond:?}", beyond.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn clause_9_nothing_after_a_removal_comes_through_a_socket() {
    let beyond = beyond_by_socket(60).await;
    assert!(beyond.is_empty(), "{} of 60 went beyond it, by {beyond:?}", beyond.len());
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "takes minutes; the same as above, more often"]
async fn clause_9_nothing_after_a_thousand_removals() {
    let (http, socket) = (beyond_over_http(1_000).await, beyond_by_socket(1_000).await);
    assert!(http.is_empty() && socket.is_empty(), "over HTTP {http:?}, by socket {socket:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn clause_9_who_is_removed_is_told_of_nobody_who_came_after() {
    let Den { app, bo, room } = den().await;
    let mut socket = bo.socket().await;
    socket.say(json!({ "type": "people", "room": room.id, "ids": [1] })).await;
    socket.say(json!({ "type": "watch", "people": [1] })).await;
    assert_eq!(socket.next_of_type("presence").await["presence"], json!([]), "they share no room");
    assert!(socket.heard.iter().all(|frame| frame["type"] != "people"), "{:?}", socket.heard);
    assert_eq!(app.count("select count(*) from memberships where user_id = 2").await, 0);
}
