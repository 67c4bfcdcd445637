//! Sign-up: accounts, refusals, and limits.

use super::support::{TestApp, soon};
use futures::{StreamExt, future::join, stream};
use roost::server::config::SignUp;

const GOOD: &str = "a password that will do";

#[tokio::test(flavor = "multi_thread")]
async fn ada_signs_up_and_is_in() {
    let app = TestApp::start().await;
    let ada = app.visitor("ada");
    let fields = [("username", "ada"), ("display_name", "Ada L."), ("password", GOOD), ("next", "/rooms/new")];
    let reply = ada.post("/signup", &fields).await;
    assert_eq!((reply.status, reply.after_first_steps()), (303, "/rooms/new"));
    assert!(ada.is_signed_in().await);
    assert_eq!(ada.socket().await.heard[0]["you"]["name"], "Ada L.");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_that_breaks_a_rule_is_refused_and_the_field_named() {
    let app = TestApp::start().await;
    let long = "x".repeat(33);
    for name in ["", "   ", &long, "a da", "\u{430}da", "a\u{200b}da", "a\u{202e}da", "a\0da", "a\nda", "admin", "-ada"]
    {
        let fields = [("username", name), ("password", GOOD)];
        let reply = app.visitor("nobody").post("/signup", &fields).await;
        assert_eq!(reply.status, 422, "{name:?}");
        assert!(reply.text.contains(r#"id="username-problem""#), "{name:?}: the field is named");
        assert!(reply.text.contains(r#"aria-invalid="true""#));
        assert!(reply.headers.get("set-cookie").is_none());
    }
    assert_eq!(app.count("select count(*) from users").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_in_another_case_is_taken() {
    let app = TestApp::start().await;
    app.person("Ada").await;
    let reply = app.visitor("aDA").sign_up().await;
    assert_eq!(reply.status, 422);
    assert!(reply.text.contains("That name is taken"), "{}", reply.text);
    assert_eq!(app.count("select count(*) from users").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_hundred_pairs_at_once_one_of_each_wins() {
    let app = TestApp::start().await;
    // A pair that is told to wait would have to come again: two dozen pairs fit the queue.
    let pairs = stream::iter(0..100).map(|pair| {
        let (one, other) = (app.visitor(&format!("pair{pair}")), app.visitor(&format!("PAIR{pair}")));
        async move { join(one.sign_up(), other.sign_up()).await }
    });
    let replies: Vec<_> = pairs.buffer_unordered(24).collect().await;
    for (one, other) in replies {
        let mut statuses = [one.status, other.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [303, 422], "{} {}", one.text, other.text);
        let told = if one.status == 422 { one } else { other };
        assert!(told.text.contains("That name is taken"));
    }
    assert_eq!(app.count("select count(*) from users").await, 100);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_account_is_the_administrator_also_when_ten_race() {
    let app = TestApp::start().await;
    let people: Vec<_> = (0..10).map(|number| app.visitor(&format!("racer{number}"))).collect();
    let replies = futures::future::join_all(people.iter().map(|person| person.sign_up())).await;
    assert!(replies.iter().all(|reply| reply.status == 303));
    assert_eq!(app.count("select count(*) from users where is_admin = 1").await, 1);
    assert_eq!(app.count("select id from users where is_admin = 1").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_weak_password_is_refused_with_the_reason() {
    let app = TestApp::start().await;
    let too_long = "x".repeat(1_025);
    for (password, reason) in [
        ("", "Password is needed."),
        ("1234567", "Use at least 8 characters."),
        ("password123", "one of the first to be guessed"),
        ("PassWord123", "one of the first to be guessed"),
        ("Marguerite", "cannot be the same as the name"),
        (&too_long, "Use at most 1024 bytes."),
    ] {
        let reply = app.visitor("m").post("/signup", &[("username", "marguerite"), ("password", password)]).await;
        assert_eq!(reply.status, 422, "{password:?}");
        assert!(reply.text.contains(reason), "{password:?}: {reason}");
        assert!(reply.text.contains(r#"id="password-problem""#));
    }
    assert_eq!(app.count("select count(*) from users").await, 0);
    assert_eq!(app.state().hasher.made(), 0, "nothing was hashed for them");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_odd_password_is_kept_byte_for_byte() {
    let app = TestApp::start().await;
    let (long, longer) = ("x".repeat(64), "x".repeat(65));
    // Each with attempts that differ from it in one thing.
    let odd: [(&str, &[&str]); 5] = [
        (&long, &[&long[1..], &longer]),
        ("\u{1f419}\u{1f980}\u{1f41a}", &["\u{1f419}\u{1f980}\u{1f41b}", "\u{1f980}\u{1f419}\u{1f41a}"]),
        (" a leading space", &["a leading space", "  a leading space"]),
        ("a trailing space ", &["a trailing space", "a trailing space  "]),
        // The last of these looks the same.
        ("p&q=r%20+; \u{e9}", &["p&q=r +; \u{e9}", "p&q=r%20 ; \u{e9}", "P&q=r%20+; \u{e9}", "p&q=r%20+; e\u{301}"]),
    ];
    for (number, (password, wrong)) in odd.into_iter().enumerate() {
        let name = format!("odd{number}");
        let visitor = app.visitor(&name);
        let post = async |path, password| visitor.post(path, &[("username", &name), ("password", password)]).await;
        assert_eq!(post("/signup", password).await.status, 303);
        assert_eq!(post("/signin", password).await.status, 303, "{password:?}");
        for other in wrong {
            assert_eq!(post("/signin", other).await.status, 401, "{other:?} is not {password:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_megabyte_is_refused_before_anything_is_hashed() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    let made = app.state().hasher.made();
    let megabyte = "x".repeat(1_000_000);
    for path in ["/signup", "/signin"] {
        for fields in [[("username", "bo"), ("password", &*megabyte)], [("username", &*megabyte), ("password", GOOD)]] {
            let reply = app.visitor("bo").post(path, &fields).await;
            assert_eq!(reply.status, 413, "{path}");
        }
    }
    // Within the form limit, which is larger with a session, and beyond the password limit.
    let (long, longer) = ("x".repeat(10_000), "x".repeat(100_000));
    assert_eq!(ada.post("/signin", &[("username", "ada"), ("password", &longer)]).await.status, 401);
    let bo = async |password| app.visitor("bo").post("/signup", &[("username", "bo"), ("password", password)]).await;
    assert_eq!((bo(&long).await.status, bo(&longer).await.status), (422, 413));
    assert_eq!(app.state().hasher.made(), made);
    assert_eq!(app.count("select count(*) from users").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_form_brings_back_what_was_typed_and_never_the_password() {
    let app = TestApp::start().await;
    let secret = "do-not-show-this";
    let typed =
        [("username", "a\"><b>da"), ("display_name", "Ada & <i>Co"), ("password", secret), ("next", "/rooms/lobby")];
    let reply = app.visitor("ada").post("/signup", &typed).await;
    assert_eq!(reply.status, 422);
    assert!(reply.text.contains("Ada &amp; &lt;i&gt;Co"), "{}", reply.text);
    assert!(reply.text.contains("/rooms/lobby"), "where they were going");
    assert!(!reply.text.contains(secret) && !reply.text.contains("<b>da") && !reply.text.contains("<i>Co"));
    let reply = app.visitor("ada").post("/signin", &[("username", "ada9"), ("password", secret)]).await;
    assert_eq!(reply.status, 401);
    assert!(reply.text.contains(r#"value="ada9""#) && !reply.text.contains(secret));
}

#[tokio::test(flavor = "multi_thread")]
async fn closed_the_place_takes_its_first_account_and_no_other() {
    let app = TestApp::with(|config| config.sign_up = Some(SignUp::Closed)).await;
    let ada = app.person("ada").await;
    let bo = app.visitor("bo");
    let reply = bo.sign_up().await;
    assert_eq!(reply.status, 403);
    assert!(reply.text.contains("takes no new accounts"));
    assert!(ada.is_signed_in().await && !bo.is_signed_in().await);
    assert_eq!(ada.elsewhere().sign_in().await.status, 303, "signing in goes on");
}

#[tokio::test(flavor = "multi_thread")]
async fn so_many_accounts_from_one_address_and_then_a_wait() {
    let app = TestApp::with(|config| config.sign_ups_per_address = 3).await;
    for number in 0..3 {
        app.person(&format!("person{number}")).await;
    }
    let reply = app.visitor("fourth").sign_up().await;
    assert_eq!(reply.status, 429);
    assert_eq!(app.count("select count(*) from users").await, 3);
    // Refusals for other reasons do not count towards the limit.
    assert_eq!(app.visitor("person0").sign_up().await.status, 422);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_hundred_sign_ins_at_once_wait_in_a_short_queue_and_messages_do_not() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    let room = ada.create_room("Lobby").await;
    let mut socket = ada.follow(&room).await;
    app.person("bo").await;
    let made = app.state().hasher.made();
    let visitors: Vec<_> = (0..200).map(|_| app.visitor("Bo")).collect();
    let everybody = futures::future::join_all(visitors.iter().map(|bo| bo.sign_in()));
    let chatting = async {
        for number in 0..10 {
            socket.send(room.id, &super::support::name_of(number), "still here").await;
            socket.next_of_type("ack").await;
        }
    };
    let (replies, ()) = soon("all are answered", join(everybody, chatting)).await;
    let waiting = replies.iter().filter(|reply| reply.status == 429).count();
    let wrong = replies.iter().filter(|reply| reply.status == 401).count();
    assert_eq!(waiting + wrong, 200, "{:?}", replies.iter().map(|reply| reply.status).collect::<Vec<_>>());
    assert!(waiting > 0, "the queue has an end");
    assert!(app.state().hasher.made() - made <= wrong as u64, "who is told to wait costs nothing");
}
