//! A room of 5,000 members, all connected, each watching eight others: the cost of typing and presence to
//! members and server while hundreds type and come and go.

use crate::{meter, place::Scene, support::raw};
use serde_json::{Value, json};
use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};
use tokio::{sync::mpsc, task::JoinSet};

const MEMBERS: usize = 5_000;
/// Members who type, all at the same time, each every three seconds.
const WRITERS: usize = 300;
/// Members who look away and back, every ten seconds.
const RESTLESS: usize = 1_000;
const WATCHED: usize = 8;
const PERIOD: Duration = Duration::from_secs(20);

#[derive(Default)]
struct Heard {
    typing: AtomicU64,
    presence: AtomicU64,
    other: AtomicU64,
    bytes: AtomicU64,
    /// Connections that were closed, which should be none.
    gone: AtomicU64,
}

/// Counts the frames that a member receives, and sends the frames it is given.
async fn member(mut line: raw::Raw, mut says: mpsc::Receiver<String>, heard: Arc<Heard>) {
    loop {
        tokio::select! {
            text = says.recv() => match text {
                Some(text) => line.text(&text).await,
                None => return,
            },
            frame = line.next_at_last() => {
                let Some(frame) = frame else {
                    heard.gone.fetch_add(1, Ordering::Relaxed);
                    return;
                };
                if frame.opcode == raw::PING {
                    drop(line.bytes(&raw::frame(true, raw::PONG, &frame.payload)).await);
                }
                if frame.opcode != raw::TEXT {
                    continue;
                }
                let kind = serde_json::from_slice::<Value>(&frame.payload).expect("JSON");
                let counter = match kind["type"].as_str() {
                    Some("typing") => &heard.typing,
                    Some("presence") => &heard.presence,
                    _ => &heard.other,
                };
                counter.fetch_add(1, Ordering::Relaxed);
                heard.bytes.fetch_add(frame.wire as u64, Ordering::Relaxed);
            }
        }
    }
}

pub(crate) async fn measure() {
    let place = Scene::of(MEMBERS, 0).await;
    let heard = Arc::new(Heard::default());
    let (mut tasks, mut members) = (JoinSet::new(), Vec::new());
    for number in 0..MEMBERS {
        let mut line = place.socket(number).await;
        line.text(&json!({ "type": "subscribe", "room": place.room.id }).to_string()).await;
        // The most recently active, as in the page's roster: everybody watches much the same few.
        let others: Vec<usize> = (0..WATCHED).map(|other| 1 + (number + other * 7) % RESTLESS).collect();
        line.text(&json!({ "type": "watch", "people": others }).to_string()).await;
        let (say, says) = mpsc::channel(8);
        members.push(say);
        tasks.spawn(member(line, says, Arc::clone(&heard)));
    }
    tokio::time::sleep(Duration::from_secs(3)).await;
    let quiet = period(&place, &heard, &members, &[]).await;
    let typing = period(&place, &heard, &members, &["typing"]).await;
    let presence = period(&place, &heard, &members, &["active"]).await;
    let both = period(&place, &heard, &members, &["typing", "active"]).await;
    println!("crowd: {MEMBERS} members connected, {WRITERS} of them writing, {RESTLESS} coming and going");
    for (what, figures) in [("nothing", quiet), ("typing", typing), ("presence", presence), ("both", both)] {
        println!("crowd: {what}: {figures}");
    }
    println!("crowd: {} members were let go", heard.gone.load(Ordering::Relaxed));
    members.clear();
    while tasks.join_next().await.is_some_and(|ended| ended.is_ok()) {}
}

/// Runs for a while, and reports the cost.
async fn period(place: &Scene, heard: &Heard, members: &[mpsc::Sender<String>], what: &[&str]) -> String {
    for counter in [&heard.typing, &heard.presence, &heard.other, &heard.bytes] {
        counter.store(0, Ordering::Relaxed);
    }
    let (before, start) = (meter::cpu(place.server.child.id()), Instant::now());
    let mut seconds = tokio::time::interval(Duration::from_secs(1));
    let typing = json!({ "type": "typing", "room": place.room.id }).to_string();
    let mut said = BTreeMap::<&str, u64>::new();
    for second in 0..PERIOD.as_secs() as usize {
        seconds.tick().await;
        if what.contains(&"typing") {
            for member in members.iter().take(WRITERS).skip(second % 3).step_by(3) {
                member.send(typing.clone()).await.ok();
                *said.entry("typing").or_default() += 1;
            }
        }
        if what.contains(&"active") {
            let active = json!({ "type": "active", "active": second / 10 % 2 == 0 }).to_string();
            for member in members.iter().take(RESTLESS).skip(second % 10).step_by(10) {
                member.send(active.clone()).await.ok();
                *said.entry("active").or_default() += 1;
            }
        }
    }
    seconds.tick().await;
    let (used, took) = (meter::cpu(place.server.child.id()) - before, start.elapsed().as_secs_f64());
    let each = |counter: &AtomicU64| counter.load(Ordering::Relaxed) as f64 / took / MEMBERS as f64;
    format!(
        "{:.2} typing and {:.2} presence frames a second for each member, {:.0} bytes a second, \
         {:.1} % of one core; said: {said:?}",
        each(&heard.typing),
        each(&heard.presence),
        each(&heard.bytes),
        used.as_secs_f64() / took * 100.0
    )
}
