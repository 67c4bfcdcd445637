//! Private rooms: to people who are not members they do not exist.

use super::{
    access::served,
    support::{TestApp, name_of},
};

#[tokio::test(flavor = "multi_thread")]
async fn a_private_room_looks_like_none_to_everybody_else() {
    let app = TestApp::start().await;
    let (keeper, ada) = (app.person("keeper").await, app.person("ada").await);
    let den = ada.create_private("Den").await;
    assert_eq!(ada.say(&den, "a secret word").await.status, 303);
    assert!(ada.get(&format!("/rooms/{}", den.slug)).await.text.contains("a secret word"));
    let nowhere = "den-zzzzzzz";
    assert_eq!(nowhere.len(), den.slug.len());
    for person in [&keeper, &app.person("bo").await, &app.visitor("nobody")] {
        for path in [
            "/rooms/DEN",
            "/rooms/DEN/2",
            "/rooms/DEN/about",
            "/api/pages/open?address=/rooms/DEN",
            "/rooms/DEN/invites",
        ] {
            let [there, missing] = [&*den.slug, nowhere].map(|slug| path.replace("DEN", slug));
            let [there, missing] = [person.get(&there).await, person.get(&missing).await];
            assert_eq!(there.status, missing.status, "{path}");
            let told = without_noise(&there.text.replace(&den.slug, nowhere));
            assert_eq!(told, without_noise(&missing.text), "{}: {path}", person.name);
            assert!(!there.text.contains("Behind the door") && !there.text.contains("og:title"), "{path}");
        }
        let [there, missing] =
            ["/api/messages/older?room=1&seq=9", "/api/messages/older?room=99&seq=9"].map(|path| person.get(path));
        let (there, missing) = (there.await, missing.await);
        assert_eq!((there.status, there.text), (missing.status, missing.text));
        if person.name == "nobody" {
            continue;
        }
        for list in ["/rooms", "/api/pages/open?address=/rooms"] {
            assert!(!person.get(list).await.text.contains(">Den<"), "{list}: it is not listed");
        }
        let reply = person.post(&format!("/rooms/{}/join", den.slug), &[]).await;
        assert_eq!((reply.status, reply.location()), (303, &*format!("/rooms/{}", den.slug)));
        assert_eq!(person.get(&format!("/rooms/{}", den.slug)).await.status, 404, "and is not in");
        let mut socket = person.socket().await;
        socket.subscribe(den.id, Some(0)).await;
        assert_eq!(socket.next_of_type("left").await["room"], den.id);
        socket.send(den.id, &name_of(1), "let me in").await;
        assert_eq!(socket.next_of_type("refused").await["code"], "not_found");
    }
    assert_eq!(app.count("select count(*) from memberships").await, 1);
}

/// A page without the parts that differ each time it is rendered.
fn without_noise(text: &str) -> String {
    let mut kept = String::new();
    let mut before = "";
    for part in text.split('"') {
        // The checksum of the page data, which holds all of that.
        let is_sum = std::mem::replace(&mut before, part).ends_with(" data-sum=");
        // Nonces and client ids: nothing but letters and digits.
        if !is_sum && (part.len() < 20 || part.contains([' ', '/', '<'])) {
            // Nor the time of rendering.
            kept.extend(part.chars().filter(|c| !c.is_ascii_digit()));
        }
        kept.push('"');
    }
    kept
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_taken_in_secret_is_not_seen_to_be_taken() {
    let app = TestApp::start().await;
    let (ada, bo) = (app.person("ada").await, app.person("bo").await);
    let den = ada.create_private("Den").await;
    assert!(den.slug.starts_with("den-") && den.slug.len() == "den-".len() + 7, "{}", den.slug);
    assert_eq!(bo.create_room("Den").await.slug, "den", "as if it were the first");
    assert_ne!(ada.create_private("Den").await.slug, den.slug);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_private_room_only_its_members_hear() {
    let app = TestApp::start().await;
    let (ada, bo) = (app.person("ada").await, app.person("bo").await);
    let mut outside = bo.socket().await;
    let den = ada.create_private("Den").await;
    let mut inside = ada.socket().await;
    let told = inside.heard[0]["rooms"][0]["room"].clone();
    assert_eq!((&told["kind"], &told["topic"]), (&"private".into(), &"Behind the door".into()));
    inside.subscribe(den.id, None).await;
    inside.next_of_type("live").await;
    ada.say(&den, "a secret word").await;
    inside.next_of_type("post").await;
    ada.administer(&den, "about", &[("name", "Cave"), ("topic", "")]).await;
    inside.next_of_type("room").await;
    let own = bo.create_room("Own").await;
    assert_eq!(outside.next_of_type("joined").await["membership"]["room"]["id"], own.id);
    assert_eq!(outside.heard.len(), 2, "hello, and their own: {:?}", outside.heard);
    assert!(outside.heard[1].to_string().contains("\"own\""));
}

#[tokio::test(flavor = "multi_thread")]
async fn no_form_tells_a_private_room_from_none() {
    let app = TestApp::start().await;
    let (keeper, ada) = (app.person("keeper").await, app.person("ada").await);
    let (banned, former, stranger) = (app.person("banned").await, app.person("former").await, app.person("bo").await);
    let den = ada.create_private("Den").await;
    ada.say(&den, "a secret word").await;
    let link = ada.invite(&den, &[]).await;
    for person in [&banned, &former] {
        assert_eq!(person.post(&link, &[]).await.location(), format!("/rooms/{}", den.slug));
    }
    assert_eq!(ada.administer(&den, "ban", &[("who", "3")]).await.status, 303);
    former.leave(&den).await;
    let before = app.count("select count(*) from entries").await;
    let nowhere = "den-zzzzzzz";
    let forms = served().into_iter().filter(|(method, path)| *method == "POST" && path.contains("lobby"));
    let forms: Vec<String> = forms.map(|(_, path)| path.replace("lobby", "DEN")).collect();
    assert!(forms.len() >= 14, "{forms:?}");
    // With all fields that any of them takes, once valid, and once not.
    let good = [
        ("body", "let me in"),
        ("name", "Mine"),
        ("topic", ""),
        ("who", "2"),
        ("role", "member"),
        ("sure", "yes"),
        ("seq", "2"),
        ("invite", "1"),
        ("level", "everything"),
        ("mute", ""),
        ("next", "/rooms/DEN/2"),
        ("slug", "DEN"),
    ];
    let bad = [("body", ""), ("who", "nobody"), ("role", "king"), ("seq", "x"), ("invite", "x"), ("level", "loud")];
    for person in [&keeper, &stranger, &banned, &former, &app.visitor("nobody")] {
        for form in &forms {
            for fields in [&good[..], &bad, &[]] {
                let mut replies = Vec::new();
                for slug in [&*den.slug, nowhere] {
                    let fields: Vec<_> = fields.iter().map(|(key, value)| (*key, value.replace("DEN", slug))).collect();
                    let fields: Vec<_> = fields.iter().map(|(key, value)| (*key, value.as_str())).collect();
                    let reply = person.post(&form.replace("DEN", slug), &fields).await;
                    let text = without_noise(&reply.text.replace(slug, nowhere));
                    replies.push((reply.status, reply.location().replace(slug, nowhere), text));
                }
                assert_eq!(replies[0], replies[1], "{}: {form} {fields:?}", person.name);
                assert!(!replies[0].2.contains("Behind the door"), "{}: {form}", person.name);
            }
        }
    }
    assert_eq!(app.count("select count(*) from entries").await, before);
    assert_eq!(app.count("select count(*) from memberships").await, 1);
    assert_eq!(app.count("select count(*) from invites").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_open_room_becomes_private_and_open_again() {
    let app = TestApp::start().await;
    let (ada, bo, cy) = (app.person("ada").await, app.person("bo").await, app.person("cy").await);
    let room = ada.create_room("Lobby").await;
    bo.join(&room).await;
    ada.say(&room, "before").await;
    let (mine, theirs) = (ada.invite(&room, &[]).await, bo.invite(&room, &[]).await);
    let mut tab = bo.follow(&room).await;
    let reply = ada.administer(&room, "kind", &[("kind", "private")]).await;
    assert_eq!((reply.status, reply.location()), (303, "/rooms/lobby/about?done=saved"));
    assert_eq!(tab.next_of_type("room").await["of"]["kind"], "private", "told at once");
    assert_eq!(tab.next_of_type("make_private").await["by"], 1);
    let log = ada.log(&room).await.len();
    ada.administer(&room, "kind", &[("kind", "private")]).await;
    assert_eq!(ada.log(&room).await.len(), log, "twice is once");
    // To others it is as if it had never been; only links of those who look after it lead in.
    assert_eq!(cy.get("/rooms/lobby").await.status, 404);
    assert!(!cy.get("/rooms").await.text.contains("/rooms/lobby"));
    cy.post("/rooms/lobby/join", &[]).await;
    assert_eq!(cy.get("/rooms/lobby").await.status, 404, "nor joined");
    assert!(cy.get(&theirs).await.text.contains("This invitation is over"));
    assert_eq!(cy.post(&mine, &[]).await.status, 303);
    assert!(cy.get("/rooms/lobby").await.text.contains("before"));
    assert_eq!(bo.get("/rooms/lobby").await.status, 200, "who was in it stays");
    cy.leave(&room).await;
    assert_eq!(ada.administer(&room, "kind", &[("kind", "open")]).await.status, 303);
    cy.join(&room).await;
    assert!(cy.get("/rooms/lobby").await.text.contains("opened the room to everybody"));
}
