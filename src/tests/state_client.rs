//! A tab against a model of the server, on connections that break anywhere: in the end every message is an
//! entry once or still in the outbox, and the tab has the server's state.

use super::support::{
    cases,
    model_server::{ME, ModelServer, OTHER, ROOM},
    name_of,
    ops::{Op, op},
    tab::Tab,
};
use proptest::prelude::*;
use roost::{
    model::{ClientId, Presence, Room, RoomId, RoomMembership, SiteSettings, User},
    state::{Client, Effect, Input, Moment, Parts, Status},
    ui::rows::ROWS,
    wire::{ClientFrame, ServerFrame, close},
};

proptest! {
    #![proptest_config(cases(250))]
    #[test]
    fn on_any_line_every_message_ends_up_once_and_nothing_is_missing(ops in prop::collection::vec(op(), 1..120)) {
        let mut tab = Tab::open();
        for op in ops {
            tab.happens(op);
            tab.is_sound()?;
        }
        tab.settle();
        tab.has_settled()?;
    }
}

fn play(ops: impl IntoIterator<Item = Op>) {
    let mut tab = Tab::open();
    tab.settle();
    for op in ops {
        tab.happens(op);
        tab.is_sound().expect("sound");
    }
    tab.settle();
    tab.has_settled().expect("settled");
}

const CUT: Op = Op::Cut { code: 1006, jitter: 0.0 };

#[test]
fn a_lost_ack_is_asked_for_again_with_the_same_name() {
    play([Op::Write, Op::ServerWorks(1), CUT]);
}

#[test]
fn an_entry_lost_at_the_very_end_shows_within_one_beat() {
    play([Op::OtherPosts(1), Op::LoseEntry, Op::Beat, Op::BrowserHears(1)]);
}

#[test]
fn a_message_written_without_a_line_is_sent_when_there_is_one() {
    play([CUT, Op::Write, Op::Write, Op::Network(false), Op::Write]);
}

#[test]
fn an_acked_message_that_ends_up_in_a_gap_is_no_longer_on_its_way() {
    play([Op::Write, Op::ServerWorks(1), Op::BrowserHears(1), CUT, Op::OtherPosts(1_100)]);
}

#[test]
fn what_was_read_while_the_line_was_down_is_told_later() {
    play([Op::OtherPosts(3), Op::BrowserHears(9), CUT, Op::SeeAll]);
    let mut tab = Tab::open();
    tab.settle();
    tab.happens(Op::OtherPosts(3));
    tab.happens(Op::BrowserHears(9));
    assert_eq!(tab.client.unread(), 3);
    tab.happens(CUT);
    tab.happens(Op::SeeAll);
    assert_eq!(tab.client.unread(), 0, "seen here");
    tab.settle();
    assert_eq!((tab.server.membership().unread, tab.client.unread()), (0, 0), "and known there");
}

#[test]
fn leaving_takes_the_room_away_and_whoever_is_unknown_is_asked_after_once() {
    let mut tab = Tab::open();
    tab.settle();
    tab.client.people.remove(&OTHER);
    tab.happens(Op::OtherPosts(3));
    while tab.hear() {}
    while tab.server.work(0) {}
    let told: Vec<_> = std::iter::from_fn(|| tab.server.tell()).collect();
    assert_eq!(told.iter().filter(|frame| matches!(frame, ServerFrame::People { .. })).count(), 1);
    tab.step(Input::Frame(Box::new(ServerFrame::Left { room: ROOM, deleted: false })));
    assert!(tab.client.rooms.is_empty() && tab.client.timelines.is_empty());
}

#[test]
fn a_person_who_has_changed_is_shown_so_everywhere_and_never_again_as_before() {
    let mut tab = Tab::open();
    tab.settle();
    let now = |id, rev, name: &str| User { rev, name: name.into(), picture: rev, ..ModelServer::user(id) };
    let people = |room, people| Input::Frame(Box::new(ServerFrame::People { room, people }));
    tab.step(people(None, vec![now(OTHER, 3, "Anew"), now(ME, 2, "Myself")]));
    let face = |tab: &Tab, id| tab.client.roster(ROOM).and_then(|(_, faces)| faces.into_iter().find(|f| f.id == id));
    let shown = |tab: &Tab| {
        assert_eq!(tab.client.people.get(&OTHER), Some(&now(OTHER, 3, "Anew")));
        assert_eq!(face(tab, OTHER), Some(now(OTHER, 3, "Anew")), "among the faces");
        assert_eq!(tab.client.me, Some(now(ME, 2, "Myself")), "on their own card");
        assert_eq!(face(tab, ME), tab.client.me);
    };
    shown(&tab);
    // Data read before the change may arrive after it: by page, by frame, by hello.
    tab.step(Input::Opened(tab.server.newest()));
    tab.step(people(Some(ROOM), vec![now(OTHER, 2, "Before")]));
    tab.step(Input::Viewer(tab.server.viewer()));
    tab.happens(CUT);
    tab.settle();
    shown(&tab);
    // Another database has other revisions.
    let hello = ServerFrame::Hello {
        protocol: 1,
        epoch: "two".into(),
        build: String::new(),
        site: SiteSettings::default(),
        quiet: vec![],
        you: ModelServer::user(ME),
        admin: false,
        by_activity: false,
        rooms: vec![],
    };
    tab.step(Input::Frame(Box::new(hello)));
    assert_eq!(tab.client.me, Some(ModelServer::user(ME)));
}

#[test]
fn another_database_makes_the_tab_read_everything_anew() {
    let mut tab = Tab::open();
    tab.settle();
    let hello = |epoch: &str, tab: &Tab| ServerFrame::Hello {
        protocol: 1,
        epoch: epoch.into(),
        build: String::new(),
        site: SiteSettings::default(),
        quiet: vec![],
        you: ModelServer::user(ME),
        admin: false,
        by_activity: false,
        rooms: vec![tab.server.membership()],
    };
    let same = hello(&tab.server.epoch(), &tab);
    assert!(!tab.client.step(Input::Frame(Box::new(same)), 0).contains(&Effect::Fetch(ROOM)));
    let other = hello("two", &tab);
    assert!(tab.client.step(Input::Frame(Box::new(other)), 0).contains(&Effect::Fetch(ROOM)));
    assert!(!tab.client.timelines.contains_key(&ROOM), "nothing old is shown");
}

#[test]
fn a_page_with_the_client_of_another_build_says_so_and_goes_on() {
    let mut tab = Tab::open();
    tab.settle();
    let greeted = |tab: &mut Tab, build: &str| {
        let hello = ServerFrame::Hello {
            protocol: 1,
            epoch: "one".into(),
            build: build.into(),
            site: SiteSettings::default(),
            quiet: vec![],
            you: ModelServer::user(ME),
            admin: false,
            by_activity: false,
            rooms: vec![tab.server.membership()],
        };
        tab.step(Input::Frame(Box::new(hello)));
        (tab.client.outpaced, tab.client.connection.is_open())
    };
    assert_eq!(greeted(&mut tab, "two"), (false, true), "a page that does not know its own has nothing to say");
    tab.step(Input::Site(SiteSettings { build: "one".into(), ..SiteSettings::default() }));
    assert_eq!(greeted(&mut tab, "two"), (true, true));
    assert_eq!(greeted(&mut tab, ""), (false, true), "nor a server that does not say");
    assert_eq!(greeted(&mut tab, "one"), (false, true));
}

#[test]
fn what_an_earlier_page_had_on_its_way_is_sent_under_its_old_name() {
    let mut earlier = Tab::open();
    earlier.settle();
    earlier.happens(CUT);
    earlier.happens(Op::Write);
    let kept: Vec<_> = earlier.client.outbox.of(ROOM).cloned().collect();
    let mut later = Tab::open();
    later.step(Input::Restored(kept.clone()));
    later.step(Input::Restored(kept));
    later.settle();
    let mine: Vec<_> = later.server.log.iter().filter_map(|entry| entry.client_id()).collect();
    assert_eq!(mine, [&roost::model::ClientId::parse(&super::support::name_of(0)).expect("a name")], "once");
    assert_eq!(later.client.outbox.of(ROOM).count(), 0);
}

#[test]
fn what_an_earlier_page_had_on_its_way_and_this_one_shows_as_an_entry_is_shown_once() {
    play([Op::Write, Op::ServerWorks(1), CUT, Op::Reload]);
    play([Op::Write, Op::ServerWorks(1), Op::BrowserHears(1), CUT, Op::Reload]);
}

#[test]
fn what_was_stored_in_a_log_that_is_no_more_is_sent_to_the_one_that_is() {
    for lost in [Op::Restore(1), Op::Shorten(2)] {
        let mut tab = Tab::open();
        tab.settle();
        tab.happens(Op::OtherPosts(1));
        tab.happens(Op::Write);
        tab.happens(Op::ServerWorks(1));
        // The other's post, and the ack, but not the entry.
        tab.happens(Op::BrowserHears(2));
        tab.happens(lost.clone());
        tab.wake();
        tab.settle();
        tab.has_settled().expect("settled");
        assert_eq!(tab.server.log.iter().filter(|entry| entry.by == ME && entry.is_post()).count(), 1, "{lost:?}");
    }
}

#[test]
fn a_page_that_got_lost_on_the_way_is_asked_for_again() {
    let mut tab = Tab::open();
    tab.settle();
    tab.happens(Op::OtherPosts(3));
    tab.happens(Op::Restore(1));
    tab.step(Input::Network { online: true });
    while tab.server.work(0) || tab.hear() {}
    assert!(!tab.client.timelines.contains_key(&ROOM), "nothing old is shown");
    tab.happens(Op::HttpReturns(0));
    tab.happens(Op::Beat);
    while tab.hear() {}
    tab.happens(Op::HttpWorks);
    tab.happens(Op::HttpReturns(0));
    assert_eq!(tab.client.timelines[&ROOM].last(), tab.server.head());
}

#[test]
fn what_another_tab_has_on_its_way_is_sent_from_here_too_and_stored_once() {
    let mut other = Tab::open();
    other.settle();
    other.happens(CUT);
    other.happens(Op::Write);
    let kept: Vec<_> = other.client.outbox.of(ROOM).cloned().collect();
    let mut tab = Tab::open();
    tab.settle();
    tab.step(Input::Restored(kept.clone()));
    assert_eq!(tab.client.outbox.waiting(), 1);
    tab.step(Input::Restored(kept));
    while tab.server.work(0) || tab.hear() {}
    assert!(tab.client.outbox.is_answered_for(), "without another hello");
    assert_eq!(tab.server.log.iter().filter(|entry| entry.by == ME && entry.is_post()).count(), 1);
}

/// Everything read is cleared, and everything unsent is kept.
fn is_put_away(client: &Client, waiting: usize) {
    assert_eq!(client.connection.status(), Status::SignedOut);
    assert!(client.timelines.is_empty() && client.people.is_empty() && client.notices.toast.is_none());
    assert_eq!(client.roster(ROOM), None);
    assert_eq!(client.outbox.waiting(), waiting, "kept for the next session");
}

#[test]
fn an_ended_session_puts_away_what_was_read_and_keeps_what_was_written() {
    // Learned from the socket.
    let mut tab = Tab::open();
    tab.settle();
    tab.happens(Op::OtherPosts(3));
    while tab.hear() {}
    tab.happens(Op::Write);
    tab.server.cut();
    let closed = Input::SocketClosed { code: close::SIGNED_OUT, jitter: 0.0 };
    let effects = tab.client.step(closed, 0);
    assert!(effects.contains(&Effect::Withdraw(vec![ROOM])), "system notices too: {effects:?}");
    assert!(!effects.iter().any(|effect| matches!(effect, Effect::Forget(_))));
    is_put_away(&tab.client, 1);
    // Responses to earlier requests come too late.
    tab.step(Input::Opened(tab.server.newest()));
    tab.step(Input::Older(ROOM, tab.server.before(3)));
    is_put_away(&tab.client, 1);

    // Learned by asking, after a refused handshake; the next try is given up.
    let mut tab = Tab::open();
    tab.settle();
    tab.happens(CUT);
    tab.happens(Op::Write);
    tab.step(Input::Network { online: true });
    assert!(tab.client.step(Input::Session(Some(false)), 0).contains(&Effect::Drop));
    is_put_away(&tab.client, 1);

    // A response from before the socket opened says nothing about its session.
    let mut tab = Tab::open();
    tab.settle();
    assert_eq!(tab.client.step(Input::Session(Some(false)), 0), []);
    assert_eq!(tab.client.connection.status(), Status::Open);
}

#[test]
fn on_a_line_that_is_somebody_elses_nothing_is_sent_or_shown() {
    let mut tab = Tab::open();
    tab.settle();
    tab.happens(CUT);
    tab.happens(Op::Write);
    tab.step(Input::Network { online: true });
    let rooms = vec![tab.server.membership()];
    let hello = ServerFrame::Hello {
        protocol: 1,
        epoch: "one".into(),
        build: "one".into(),
        site: SiteSettings::default(),
        quiet: vec![],
        you: ModelServer::user(OTHER),
        admin: false,
        by_activity: false,
        rooms,
    };
    let effects = tab.client.step(Input::Frame(Box::new(hello)), 0);
    assert!(effects.contains(&Effect::Drop));
    let sends = |effect: &Effect| matches!(effect, Effect::Transmit(ClientFrame::Send { .. }));
    assert!(!effects.iter().any(sends), "{effects:?}");
    is_put_away(&tab.client, 1);
    assert_eq!(tab.client.me, Some(ModelServer::user(ME)), "whose words these are");
}

#[test]
fn who_is_there_is_right_after_a_sleep_whatever_was_missed() {
    let sleep = |missed: usize, detached: bool| {
        let mut tab = Tab::open();
        tab.settle();
        if detached {
            for _ in 0..10 {
                tab.happens(Op::OtherPosts(100));
                while tab.hear() {}
            }
            for _ in 0..6 {
                let first = tab.client.timelines[&ROOM].first();
                tab.step(Input::Older(ROOM, tab.server.before(first)));
            }
            assert!(tab.client.timelines[&ROOM].detached(), "in the past");
            tab.step(Input::AtEnd(ROOM, false));
        }
        tab.happens(CUT);
        tab.happens(Op::OtherMoves(3));
        tab.happens(Op::OtherMoves(OTHER.0));
        tab.happens(Op::OtherPosts(missed));
        tab.happens(Op::OtherMoves(4));
        tab.wake();
        let (members, faces) = tab.client.roster(ROOM).expect("it is open");
        let faces: Vec<_> = faces.iter().map(|face| face.id.0).collect();
        assert_eq!((members, faces), (3, vec![1, 3, 4]), "{missed} missed, in the past: {detached}");
        assert_eq!(tab.client.timelines[&ROOM].detached(), detached, "the reader stays where they are");
    };
    for detached in [false, true] {
        for missed in [0, 3, 1_200] {
            sleep(missed, detached);
        }
    }
}

#[test]
fn what_is_unread_after_a_gap_is_what_the_server_says() {
    play([
        CUT,
        Op::Wait { seconds: 1, jitter: 0.0 },
        Op::ServerWorks(1),
        Op::BrowserHears(1),
        Op::Restore(0),
        Op::Wait { seconds: 1, jitter: 0.0 },
        Op::ServerWorks(1),
        Op::BrowserHears(1),
        Op::HttpWorks,
        Op::OtherPosts(1_100),
    ]);
}

#[test]
fn a_key_a_sign_of_others_and_a_tick_change_nothing_that_a_row_shows() {
    let mut tab = Tab::open();
    tab.settle();
    tab.happens(Op::OtherPosts(2));
    while tab.hear() {}
    tab.step(Input::Entered(Some(ROOM)));
    let changed = |tab: &mut Tab, input: Input| {
        tab.client.take_changed();
        tab.step(input);
        tab.client.take_changed()
    };
    let rows = ROWS.and(Parts::PEOPLE).and(Parts::ME).and(Parts::ROOMS);
    let frame = |frame| Input::Frame(Box::new(frame));
    for input in [
        Input::Typed(ROOM),
        Input::Tick { jitter: 0.0 },
        Input::Seen(ROOM, 1, 1),
        Input::AtEnd(ROOM, false),
        frame(ServerFrame::Typing { room: ROOM, ids: vec![OTHER], ended: vec![] }),
        frame(ServerFrame::Presence { presence: vec![(OTHER, Presence::Active)] }),
        frame(ServerFrame::Beat { heads: vec![(ROOM, tab.server.head())] }),
    ] {
        let said = format!("{input:?}");
        assert!(!changed(&mut tab, input).meets(rows), "{said}");
    }
    tab.happens(Op::OtherPosts(1));
    tab.client.take_changed();
    while tab.hear() {}
    assert!(tab.client.take_changed().meets(ROWS), "a message is one");
}

#[test]
fn what_was_stored_before_the_messages_have_come_is_shown_until_they_have() {
    let mut tab = Tab::open();
    tab.settle();
    let room = RoomId(7);
    let membership =
        RoomMembership { room: Room { id: room, ..tab.server.membership().room }, ..tab.server.membership() };
    let frame = |frame| Input::Frame(Box::new(frame));
    tab.step(frame(ServerFrame::Joined { membership, adder: None }));
    tab.step(Input::Entered(Some(room)));
    let client_id = name_of(1);
    let client_id = ClientId::parse(&client_id).expect("a name");
    tab.step(Input::Send { room, client_id: client_id.clone(), body: "Early".to_owned() });
    tab.step(frame(ServerFrame::Ack { room, client_id, seq: 9 }));
    let shown = |tab: &Tab| tab.client.outbox.of(room).count();
    assert_eq!(shown(&tab), 1, "its entry comes with the page that is being loaded");
    tab.step(Input::Entered(Some(ROOM)));
    assert_eq!(shown(&tab), 0, "who comes back finds it there");
}

#[test]
fn a_send_without_an_answer_is_said_to_have_none_and_the_line_is_tried_anew() {
    let mut tab = Tab::open();
    tab.settle();
    tab.happens(Op::Write);
    let wait = |tab: &mut Tab, seconds| tab.happens(Op::Wait { seconds, jitter: 0.0 });
    (0..4).for_each(|_| wait(&mut tab, 1));
    assert!(!tab.client.is_late());
    wait(&mut tab, 1);
    assert!(tab.client.is_late());
    assert!(tab.client.connection.is_open(), "it may still come");
    tab.server.drop_all();
    (0..3).for_each(|_| wait(&mut tab, 1));
    assert_eq!(tab.client.connection.status(), Status::Connecting, "eight seconds are enough");
    while tab.server.work(0) || tab.hear() {}
    assert!(!tab.client.is_late() && tab.client.outbox.is_answered_for());
    assert_eq!(tab.server.log.iter().filter(|entry| entry.by == ME && entry.is_post()).count(), 1);
}

#[test]
fn a_clock_that_is_set_back_or_ahead_ends_a_wait() {
    for jump in [-3_600_000, 3_600_000, -315_360_000_000] {
        let mut tab = Tab::open();
        tab.settle();
        let mut now = Moment { wall: 1_000_000_000_000, steady: 1_000 };
        tab.client.step(Input::Tick { jitter: 0.0 }, now);
        tab.server.cut();
        for _ in 0..8 {
            tab.client.step(Input::SocketClosed { code: 1006, jitter: 1.0 }, now);
            tab.client.step(Input::Start, now);
        }
        tab.client.step(Input::SocketClosed { code: 1006, jitter: 1.0 }, now);
        (now.wall, now.steady) = (now.wall + 1_000, now.steady + 1_000);
        assert!(!tab.client.step(Input::Tick { jitter: 0.0 }, now).contains(&Effect::Connect), "a long wait");
        (now.wall, now.steady) = (now.wall + 1_000 + jump, now.steady + 1_000);
        assert!(tab.client.step(Input::Tick { jitter: 0.0 }, now).contains(&Effect::Connect), "{jump}");
    }
}

#[test]
fn where_no_socket_is_passed_on_messages_go_by_requests_one_after_the_other() {
    let mut tab = Tab::open();
    tab.settle();
    tab.server.cut();
    let mut now = 1_000_000;
    let mut step = |client: &mut Client, input: Input| {
        now += 1_000;
        client.step(input, now)
    };
    step(&mut tab.client, Input::SocketClosed { code: 1006, jitter: 0.0 });
    for _ in 0..3 {
        step(&mut tab.client, Input::Start);
        step(&mut tab.client, Input::SocketClosed { code: 1006, jitter: 0.0 });
        step(&mut tab.client, Input::Session(Some(true)));
    }
    assert!(tab.client.connection.is_by_requests());
    let name = |number| roost::model::ClientId::parse(&super::support::name_of(number)).expect("a name");
    let send = |number| Input::Send { room: ROOM, client_id: name(number), body: "mine".into() };
    let submits = |effects: &[Effect]| -> Vec<ClientFrame> {
        effects
            .iter()
            .filter_map(|e| match e {
                Effect::Submit(frame) => Some(frame.clone()),
                _ => None,
            })
            .collect()
    };
    let first = submits(&step(&mut tab.client, send(1)));
    assert_eq!(first.len(), 1);
    assert_eq!(submits(&step(&mut tab.client, send(2))), [], "after the first");
    let ack = |number, seq| ServerFrame::Ack { room: ROOM, client_id: name(number), seq };
    let effects = step(&mut tab.client, Input::Submitted(first[0].clone(), Some(Box::new(ack(1, 3)))));
    assert!(effects.contains(&Effect::Follow(ROOM, 2)), "and what is new is read: {effects:?}");
    let second = submits(&effects);
    assert!(matches!(&second[..], [ClientFrame::Send { client_id, .. }] if *client_id == name(2)));
    // No answer: it waits, and requests do not count as a way to send until the server answers again.
    assert_eq!(step(&mut tab.client, Input::Submitted(second[0].clone(), None)), []);
    assert!(!tab.client.connection.is_by_requests());
    assert_eq!(tab.client.outbox.waiting(), 1);
    step(&mut tab.client, Input::Session(Some(true)));
    assert!(tab.client.connection.is_by_requests());
    // It is sent again, with the same client id.
    let effects: Vec<Effect> = (0..16).flat_map(|_| step(&mut tab.client, Input::Tick { jitter: 0.9 })).collect();
    assert!(effects.contains(&Effect::Poll));
    assert!(submits(&effects).contains(&second[0]));
    let news = vec![RoomMembership { head: 9, unread: 3, ..tab.server.membership() }];
    let effects = step(&mut tab.client, Input::Polled(news));
    assert!(effects.iter().any(|effect| matches!(effect, Effect::Follow(..))), "{effects:?}");
    assert_eq!(tab.client.unread(), 3);
}
