//! The server's log at every level: events, with ids. No names, no message text, no slugs, no tokens.

use super::support::{
    Process,
    files::{blocks, png},
    name_of, roost,
};
use reqwest::Method;
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn at_no_level_does_the_log_hold_names_words_secrets_or_addresses_of_rooms() {
    for level in ["error", "warn", "info", "debug", "trace"] {
        let data = tempfile::tempdir().expect("a temporary folder");
        let mut process = Process::quiet(roost(data.path()).env("ROOST_LOG", level)).await;
        let (ada, bo, eve) = (process.person("zebedee"), process.person("quokka"), process.person("wombat"));
        for person in [&ada, &bo, &eve] {
            assert_eq!(person.sign_up().await.status, 303, "{level}");
        }
        let mut secrets: Vec<String> = ["zebedee", "quokka", "wombat", "xylophone", "marzipan", "mandolin", "trombone"]
            .map(str::to_owned)
            .to_vec();
        secrets.extend([&ada, &bo, &eve].map(|person| person.password.clone()));
        secrets.extend([&ada, &bo, &eve].map(|person| person.cookie("roost").expect("a session")));

        // Successes.
        let room = ada.create_private("Xylophone").await;
        let link = ada.invite(&room, &[]).await;
        secrets.push(link.trim_start_matches("/join/").to_owned());
        assert_eq!(bo.post(&link, &[]).await.status, 303);
        assert_eq!(ada.say(&room, "marzipan for @quokka").await.status, 303);
        let mut socket = bo.follow(&room).await;
        socket.send(room.id, &name_of(1), "more marzipan").await;
        socket.next_of_type("post").await;
        secrets.extend(ada.recovery_codes().await);
        let reset = ada.post("/admin/people/wombat/reset", &[]).await;
        let (_, token) = reset.text.split_once("/reset/").expect("a link");
        secrets.push(token[..43].to_owned());
        ada.upload(&png(&blocks())).await;
        ada.post("/profile", &[("display_name", "Mandolin"), ("status", "trombone")]).await;
        ada.get("/settings/data").await;
        ada.elsewhere().sign_in().await;

        // Refusals.
        let path = |rest: &str| format!("/rooms/{}{rest}", room.slug);
        for rest in ["", "/leave", "/join", "/about", "/delete", "/invites", "/read", "/ban"] {
            eve.post(&path(rest), &[("body", "marzipan"), ("username", "quokka"), ("seq", "1")]).await;
        }
        eve.get(&path("")).await;
        eve.get(&path("/2?draft=marzipan")).await;
        eve.get(&format!("/api/pages/open?address={}", path(""))).await;
        eve.post("/dm/zebedee+quokka", &[("body", "marzipan")]).await;
        eve.post(&format!("/reset/{}", &token[..43]), &[("password", "short")]).await;
        eve.post("/recover", &[("username", "zebedee"), ("code", "marzipan"), ("new_password", "mandolin mandolin")])
            .await;
        eve.post("/signin", &[("username", "zebedee"), ("password", "trombone trombone")]).await;
        eve.send(eve.request(Method::POST, &path("/leave")).header("origin", "https://elsewhere.example")).await;
        eve.send(eve.request(Method::GET, &format!("/mandolin?{}", "x".repeat(100)))).await;
        eve.send(eve.request(Method::GET, "/ws").header("origin", &eve.origin)).await;
        let mut stranger = eve.socket().await;
        stranger.send(room.id, &name_of(2), "marzipan").await;
        stranger.next_of_type("refused").await;
        stranger.say(json!({ "type": "subscribe", "room": room.id, "mandolin": "trombone" })).await;
        for _ in 0..6 {
            stranger.say_text("{\"type\": \"marzipan").await;
        }
        stranger.next_of_type("closed").await;
        ada.post("/admin/people/wombat/suspend", &[]).await;
        eve.elsewhere().sign_in().await;
        ada.administer(&room, "remove", &[("username", "quokka")]).await;
        ada.post("/settings/delete", &[("current_password", "trombone")]).await;
        bo.sign_out().await;

        process.signal("-TERM");
        assert!(process.end().await.success());
        let lines: Vec<String> = process.log.iter().collect();
        let told: Vec<_> = lines
            .iter()
            .filter(|line| secrets.iter().any(|secret| line.to_lowercase().contains(&secret.to_lowercase())))
            .collect();
        assert!(told.is_empty(), "at {level}: {told:#?}");
        let least = if ["error", "warn"].contains(&level) { 0 } else { 20 };
        assert!(lines.len() >= least, "at {level} it says something: {lines:#?}");
    }
}
