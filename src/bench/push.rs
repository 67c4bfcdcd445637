//! Delivery time of a message while each one also goes to twenty browsers through a hostile push service.

use crate::{
    meter,
    support::{PushBrowser, PushService, TAKEN, name_of, push_service::Manner},
};
use std::time::{Duration, Instant};

const TOLD: usize = 20;
const MESSAGES: usize = 400;

pub(crate) async fn measure() {
    let floods = "a gigabyte";
    let mut quiet = Duration::ZERO;
    for (what, browsers, manner) in [
        ("nobody to push to", 0, TAKEN),
        ("a good service", TOLD, TAKEN),
        ("one that hangs", TOLD, Manner::Hangs),
        (floods, TOLD, Manner::Floods),
        ("429", TOLD, Manner::Says("HTTP/1.1 429 Too Many Requests\r\nretry-after: 1\r\ncontent-length: 0\r\n\r\n")),
        ("410", TOLD, Manner::Says("HTTP/1.1 410 Gone\r\ncontent-length: 0\r\n\r\n")),
        (
            "a redirect to a private address",
            TOLD,
            Manner::Says("HTTP/1.1 307 Temporary Redirect\r\nlocation: https://10.0.0.1/\r\ncontent-length: 0\r\n\r\n"),
        ),
        ("a name that leads to a private address", TOLD, TAKEN),
    ] {
        let (times, heard) = talk(what, browsers, manner).await;
        let (half, most, longest) = meter::spread(times);
        if browsers == 0 {
            quiet = half;
        }
        println!(
            "push: {what}: {MESSAGES} messages in {} (p99 {}, most {}), {:.2} times nobody; {heard} requests came to it",
            meter::ms(half),
            meter::ms(most),
            meter::ms(longest),
            half.as_secs_f64() / quiet.as_secs_f64()
        );
    }
}

/// Times from sending a message to its arrival at another member, and the number of requests to the push
/// service.
async fn talk(what: &str, browsers: usize, manner: Manner) -> (Vec<Duration>, usize) {
    let service = PushService::start().await;
    let app = service.app().await;
    let (ada, bo) = (app.person("ada").await, app.person("bo").await);
    let room = ada.create_room("Lobby").await;
    bo.join(&room).await;
    let mut names = String::new();
    for number in 0..browsers {
        let one = app.person(&format!("reader{number}")).await;
        one.join(&room).await;
        drop(PushBrowser::new(&service, &one.name).subscribe(&one).await);
        names.push_str(&format!("@{} ", one.name));
    }
    service.behaves(manner);
    if what.contains("a name") {
        service.moves(&["10.0.0.1"]);
    }
    let (mut writes, mut reads) = (ada.follow(&room).await, bo.follow(&room).await);
    let mut times = Vec::with_capacity(MESSAGES);
    for number in 0..MESSAGES {
        let start = Instant::now();
        writes.send(room.id, &name_of(number), &format!("{number}: {names}")).await;
        reads.next_of_type("post").await;
        times.push(start.elapsed());
        writes.heard.clear();
        reads.heard.clear();
        // People do not write without pause: queued work gets its turn in between.
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    (times, service.heard().len())
}
