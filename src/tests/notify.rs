//! Notification rules, allowed push addresses, and push encryption: without a server.

use super::support::cases;
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use jiff::civil::{DateTime, datetime};
use proptest::{option, prelude::*};
use ring::{aead, agreement, hkdf, rand::SystemRandom};
use roost::{
    model::{NotifyLevel, RoomId, UserId},
    server::{
        domain::notify_rules::{NotificationPrefs, Post, QuietHours, should_notify},
        notify::{
            inbox::Inbox,
            notice::{Notice, close},
        },
        outbound::address_guard::is_public,
    },
};
use serde_json::{Value, json};
use std::{
    io::Write,
    path::Path,
    process::{Command, Stdio},
};
use web_push_native::{Auth, p256::SecretKey};

fn bytes(text: &str) -> Vec<u8> {
    BASE64_URL_SAFE_NO_PAD.decode(text).expect("base64url")
}

// RFC 8291, section 5 and appendix A.
const RFC_SECRET: &str = "q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94";
const RFC_AUTH: &str = "BTBZMqHH6r4Tts7J_aSIgg";
const RFC_CLOSED: &str = "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6Tlz\
                          AC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN";
const RFC_PLAIN: &str = "When I grow up, I want to be a watermelon";

#[test]
fn the_example_of_rfc_8291_can_be_read() {
    let secret = SecretKey::from_slice(&bytes(RFC_SECRET)).expect("a key");
    let auth: [u8; 16] = bytes(RFC_AUTH).try_into().expect("16 bytes");
    let plain = web_push_native::decrypt(bytes(RFC_CLOSED), &secret, &Auth::from(auth)).expect("it opens");
    assert_eq!(plain, RFC_PLAIN.as_bytes());
}

#[test]
fn what_is_closed_here_opens_by_the_letter_of_the_rfc_with_other_tools() {
    let secret = agreement::EphemeralPrivateKey::generate(&agreement::ECDH_P256, &SystemRandom::new()).expect("a key");
    let public = secret.compute_public_key().expect("its public half").as_ref().to_vec();
    let auth = [9; 16];
    let sealed = close(b"hello, browser".to_vec(), &public, &auth).expect("closed");
    // RFC 8188 section 2.1: salt, record size, key id.
    let (salt, rest) = sealed.split_at(16);
    let (size, rest) = rest.split_at(4);
    assert!(u32::from_be_bytes(size.try_into().expect("four")) as usize >= rest.len() - 66);
    assert_eq!(rest[0], 65);
    let (sender, record) = rest[1..].split_at(65);
    let expand = |prk: &hkdf::Prk, info: &[&[u8]], length: usize| {
        struct Length(usize);
        impl hkdf::KeyType for Length {
            fn len(&self) -> usize {
                self.0
            }
        }
        let mut out = vec![0; length];
        prk.expand(info, Length(length)).expect("short").fill(&mut out).expect("its length");
        out
    };
    let hash = hkdf::HKDF_SHA256;
    let peer = agreement::UnparsedPublicKey::new(&agreement::ECDH_P256, sender);
    let shared = agreement::agree_ephemeral(secret, &peer, <[u8]>::to_vec).expect("a secret");
    // RFC 8291 section 3.4.
    let prk = hkdf::Salt::new(hash, &auth).extract(&shared);
    let ikm = expand(&prk, &[b"WebPush: info\0", &public, sender], 32);
    let prk = hkdf::Salt::new(hash, salt).extract(&ikm);
    let key = expand(&prk, &[b"Content-Encoding: aes128gcm\0"], 16);
    let nonce = expand(&prk, &[b"Content-Encoding: nonce\0"], 12);
    let key = aead::LessSafeKey::new(aead::UnboundKey::new(&aead::AES_128_GCM, &key).expect("a key"));
    let mut record = record.to_vec();
    let nonce = aead::Nonce::try_assume_unique_for_key(&nonce).expect("a nonce");
    let plain = key.open_in_place(nonce, aead::Aad::empty(), &mut record).expect("it opens");
    assert_eq!(plain, b"hello, browser\x02");
    assert!(close(vec![], &public[..64], &auth).is_none() && close(vec![], &public, &auth[..15]).is_none());
}

/// Asks `end2end/support/open-push.mjs`, which decrypts pushes with an independent library.
fn node(ask: &str, input: &Value) -> Value {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("end2end");
    assert!(
        folder.join("node_modules/http_ece").is_dir(),
        "this test opens pushes with a library for Node: run `npm ci` in end2end/ first, as `make test` does"
    );
    let mut command = Command::new("node");
    command.current_dir(folder).args(["support/open-push.mjs", ask]).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.spawn().expect("node, which the browser tests need as well");
    let mut stdin = child.stdin.take().expect("its input");
    stdin.write_all(input.to_string().as_bytes()).expect("it reads");
    drop(stdin);
    let output = child.wait_with_output().expect("it ends");
    assert!(output.status.success(), "open-push.mjs failed; see above");
    serde_json::from_slice(&output.stdout).expect("JSON")
}

#[test]
fn what_is_closed_here_is_opened_by_a_library_that_others_wrote() {
    let keys = node("keys", &Value::Null);
    let key = |name: &str| bytes(keys[name].as_str().expect("base64url"));
    let notice = Notice::Message {
        room: 7,
        title: "Küche".into(),
        body: "Bo: 日本 🎧".into(),
        url: "/rooms/kitchen/9".into(),
        read: vec![1, 2],
        unread: 3,
    };
    let closed =
        |plain: Vec<u8>| BASE64_URL_SAFE_NO_PAD.encode(close(plain, &key("p256dh"), &key("auth")).expect("closed"));
    let push = |closed: String| json!({ "secret": keys["secret"], "auth": keys["auth"], "closed": closed });
    let rfc = json!({ "secret": RFC_SECRET, "auth": RFC_AUTH, "closed": RFC_CLOSED });
    let opened = node("open", &json!([rfc, push(closed(notice.plain())), push(closed(vec![]))]));
    assert_eq!(opened[0], RFC_PLAIN);
    assert_eq!(
        serde_json::from_str::<Value>(opened[1].as_str().expect("text")).expect("JSON"),
        serde_json::to_value(&notice).expect("JSON")
    );
    assert_eq!(opened[2], "");
}

#[test]
fn only_public_addresses_are_public() {
    for inside in [
        "0.0.0.0",
        "10.1.2.3",
        "100.64.0.1",
        "100.127.255.255",
        "127.0.0.1",
        "127.255.0.1",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.8",
        "192.0.2.1",
        "192.88.99.1",
        "192.168.1.1",
        "198.18.0.1",
        "198.19.255.255",
        "198.51.100.7",
        "203.0.113.9",
        "224.0.0.1",
        "239.1.1.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::ffff:8.8.8.8",
        "::ffff:127.0.0.1",
        "::8.8.8.8",
        "64:ff9b::808:808",
        "64:ff9b:1::1",
        "100::1",
        "2001::1",
        "2001:10::1",
        "2001:db8::1",
        "2002:7f00:1::",
        "3fff::1",
        "fc00::1",
        "fd12::1",
        "fe80::1",
        "fec0::1",
        "ff02::1",
    ] {
        assert!(!is_public(inside.parse().expect(inside)), "{inside}");
    }
    for outside in [
        "1.1.1.1",
        "8.8.8.8",
        "100.63.0.1",
        "100.128.0.1",
        "172.15.0.1",
        "172.32.0.1",
        "192.0.1.1",
        "223.255.255.1",
        "2606:4700::1111",
        "2a00:1450::1",
        "2001:4860:4860::8888",
    ] {
        assert!(is_public(outside.parse().expect(outside)), "{outside}");
    }
}

fn at(when: DateTime, zone: &str) -> i64 {
    when.in_tz(zone).expect("a zone").timestamp().as_millisecond()
}

#[test]
fn quiet_hours_go_by_the_clocks_of_their_zone_and_belong_to_the_day_they_begin_on() {
    let zone = "Europe/Berlin";
    // Friday and Saturday nights. The 20th of November 2026 is a Friday.
    let quiet = QuietHours::new(22 * 60, 7 * 60, 16 + 32, zone).expect("quiet hours");
    for (day, hour, is) in [
        (19, 23, false),
        (20, 6, false),
        (20, 21, false),
        (20, 22, true),
        (21, 6, true),
        (21, 7, false),
        (21, 23, true),
        (22, 6, true),
        (22, 23, false),
        (23, 6, false),
    ] {
        assert_eq!(quiet.covers(at(datetime(2026, 11, day, hour, 0, 0, 0), zone)), is, "the {day}th at {hour}");
    }
    let noon = QuietHours::new(12 * 60, 13 * 60, 127, zone).expect("quiet hours");
    assert!(noon.covers(at(datetime(2026, 7, 1, 12, 59, 0, 0), zone)));
    assert!(noon.covers(at(datetime(2026, 7, 1, 10, 0, 0, 0), "UTC")), "summer time");
    assert!(noon.covers(at(datetime(2026, 12, 1, 11, 0, 0, 0), "UTC")), "winter time");
    for (starts, ends, days, zone) in
        [(-1, 0, 1, zone), (0, 1_440, 1, zone), (0, 0, 0, zone), (0, 0, 128, zone), (0, 0, 1, "Nowhere")]
    {
        assert!(QuietHours::new(starts, ends, days, zone).is_none());
    }
}

fn level() -> impl Strategy<Value = NotifyLevel> {
    prop::sample::select(vec![NotifyLevel::Nothing, NotifyLevel::Mentions, NotifyLevel::Everything])
}

prop_compose! {
    fn told()(
        by in 1_i64..4, seq in 1_i64..20, mentions in prop::collection::vec(1_i64..4, 0..3), user in 1_i64..4,
        read in 0_i64..20, level in option::of(level()), default_level in level(), muted_until in option::of(0_i64..2_000_000_000_000),
        (quiet, quiet_until) in (option::of((0_i64..1_440, 0_i64..1_440, 1_i64..128)), option::of(0_i64..2_000_000_000_000)), direct: bool, now in 0_i64..2_000_000_000_000,
    ) -> (Post, NotificationPrefs, bool, i64) {
        let mentions = mentions.into_iter().map(UserId).collect();
        let quiet = quiet.and_then(|(starts, ends, days)| QuietHours::new(starts, ends, days, "America/New_York"));
        (
            Post { room: RoomId(1), seq, by: UserId(by), mentions },
            NotificationPrefs { user: UserId(user), read, level, default_level, muted_until, quiet, quiet_until },
            direct,
            now,
        )
    }
}

proptest! {
    #![proptest_config(cases(2_000))]

    #[test]
    fn nobody_is_told_of_what_they_do_not_want_to_hear((post, member, direct, now) in told()) {
        let named = post.mentions.contains(&member.user);
        let level = member.level.unwrap_or(match member.default_level {
            NotifyLevel::Nothing => NotifyLevel::Nothing,
            _ if direct => NotifyLevel::Everything,
            default_level => default_level,
        });
        let hindered = post.by == member.user
            || post.seq <= member.read
            || member.muted_until.is_some_and(|until| now < until)
            || member.quiet.as_ref().is_some_and(|quiet| quiet.covers(now))
            || member.quiet_until.is_some_and(|until| now < until);
        let wanted = level == NotifyLevel::Everything || level == NotifyLevel::Mentions && named;
        prop_assert_eq!(should_notify(&post, &member, direct, now), wanted && !hindered);
        // A higher level never notifies less, and having read more never notifies more.
        let with = |level| should_notify(&post, &NotificationPrefs { level: Some(level), ..member.clone() }, direct, now);
        prop_assert!(with(NotifyLevel::Nothing) <= with(NotifyLevel::Mentions) && with(NotifyLevel::Mentions) <= with(NotifyLevel::Everything));
        let all = |default_level| should_notify(&post, &NotificationPrefs { default_level, ..member.clone() }, direct, now);
        prop_assert!(all(NotifyLevel::Nothing) <= all(NotifyLevel::Mentions) && all(NotifyLevel::Mentions) <= all(NotifyLevel::Everything));
        let further = NotificationPrefs { read: member.read + 1, ..member.clone() };
        prop_assert!(should_notify(&post, &further, direct, now) <= should_notify(&post, &member, direct, now));
    }
}

#[test]
fn what_does_not_fit_is_looked_up_later_from_the_first_that_did_not() {
    let (inbox, mut posts) = Inbox::holding(2);
    for seq in 1..=5 {
        inbox.post(Post { room: RoomId(1), seq, by: UserId(1), mentions: vec![] });
    }
    assert_eq!((posts.try_recv().expect("one").seq, posts.try_recv().expect("two").seq), (1, 2));
    assert!(posts.try_recv().is_err());
    assert_eq!(inbox.missed().into_iter().collect::<Vec<_>>(), [(RoomId(1), 2)]);
    assert!(inbox.missed().is_empty());
}

#[test]
fn quiet_hours_are_told_as_the_stretches_of_time_that_they_are() {
    let zone = "Europe/Berlin";
    // Friday and Saturday nights; in the night to the 29th of March the clocks go forward.
    let quiet = QuietHours::new(22 * 60, 7 * 60, 16 + 32, zone).expect("quiet hours");
    let from = at(datetime(2026, 3, 27, 23, 0, 0, 0), zone);
    let spans = quiet.spans(from, 7);
    let night =
        |day: i8| (at(datetime(2026, 3, day, 22, 0, 0, 0), zone), at(datetime(2026, 3, day + 1, 7, 0, 0, 0), zone));
    assert_eq!(spans, [night(27), night(28)], "the one that has begun, and those to come");
    assert_eq!(spans[1].1 - spans[1].0, 8 * 60 * 60 * 1_000, "an hour less");
    let noon = QuietHours::new(12 * 60, 13 * 60, 127, zone).expect("quiet hours");
    assert_eq!(noon.spans(from, 7).len(), 6, "that of the day itself is over");
}

proptest! {
    #![proptest_config(cases(500))]

    #[test]
    fn a_moment_is_quiet_exactly_within_such_a_stretch(
        (starts, ends, days) in (0_i64..1_440, 0_i64..1_440, 1_i64..128), now in 0_i64..2_000_000_000_000, ahead in 0_i64..600_000_000,
    ) {
        for zone in ["America/New_York", "Asia/Tokyo"] {
            let Some(quiet) = QuietHours::new(starts, ends, days, zone) else { continue };
            let moment = now + ahead;
            // Where the clocks change, an interval is between two moments, not between two clock times.
            let turned = |at: i64| offset(at - 86_400_000, zone) != offset(at + 86_400_000, zone);
            let within = quiet.spans(now, 8).iter().any(|(from, to)| (*from..*to).contains(&moment));
            prop_assert!(turned(moment) || within == quiet.covers(moment), "{zone}: {moment}");
        }
    }
}

fn offset(at: i64, zone: &str) -> i32 {
    let zone = jiff::tz::TimeZone::get(zone).expect("a zone");
    zone.to_offset(jiff::Timestamp::from_millisecond(at).expect("a moment")).seconds()
}
