//! The viewer edits and deletes messages: in one tab, on lines that break, and against other devices.

use super::support::{
    model_server::{ME, ROOM},
    name_of,
    ops::Op,
    tab::Tab,
};
use roost::{
    model::{Body, ClientId, RoomMembership, Seq},
    state::{Effect, Input, Row, Stage, put_changes, rows},
    wire::{ClientFrame, Refusal, ServerFrame},
};

const CUT: Op = Op::Cut { code: 1006, jitter: 0.0 };

/// A tab in which the viewer has written one message.
fn written() -> (Tab, Seq) {
    let mut tab = Tab::open();
    tab.settle();
    tab.happens(Op::Write);
    tab.wake();
    let seq = tab.client.last_own(ROOM).expect("their message");
    (tab, seq)
}

fn stage(tab: &Tab, seq: Seq) -> Option<Stage> {
    tab.client.own_changes.of(ROOM, seq).map(|change| change.stage.clone())
}

fn save(tab: &mut Tab, seq: Seq, text: &str) {
    tab.step(Input::EditTyped(ROOM, seq, text.into()));
    tab.step(Input::EditSaved(ROOM, seq, Body::parse(text).expect("a text")));
}

fn body(tab: &Tab, seq: Seq) -> Option<String> {
    tab.client.timelines[&ROOM].row(seq).and_then(|row| row.body().map(str::to_owned))
}

/// The stage of the viewer's change, as its row shows it.
fn shown(tab: &Tab, seq: Seq) -> Option<Stage> {
    let client = &tab.client;
    let mut rows = rows(&client.timelines[&ROOM], &client.outbox, ME, None, |_| 0);
    put_changes(&mut rows, client.own_changes.in_room(ROOM));
    rows.into_iter().find_map(|row| match row {
        Row::Post { entry, own, .. } if entry.seq == seq => own,
        _ => None,
    })
}

#[test]
fn an_edit_shows_at_once_and_then_as_the_entry() {
    let (mut tab, seq) = written();
    tab.step(Input::Edit(ROOM, seq));
    assert_eq!(shown(&tab, seq), Some(Stage::Editing { base: 0, text: "mine".into(), refused: None }));
    tab.step(Input::EditTyped(ROOM, seq, "mine, bet".into()));
    tab.step(Input::Edit(ROOM, seq));
    assert!(matches!(stage(&tab, seq), Some(Stage::Editing { text, .. }) if text == "mine, bet"), "begun once");
    save(&mut tab, seq, "mine, better");
    assert_eq!(shown(&tab, seq), Some(Stage::Saving { base: 0, text: "mine, better".into() }));
    while tab.server.work(0) {}
    // The answer comes before the entry: the new words stay meanwhile.
    tab.hear();
    assert_eq!(stage(&tab, seq), Some(Stage::Stored { entry: 4, text: Some("mine, better".into()) }));
    assert_eq!(body(&tab, seq).as_deref(), Some("mine"));
    // It can be edited once more before that, and is not refused for its own sake.
    tab.step(Input::Edit(ROOM, seq));
    save(&mut tab, seq, "mine, best");
    tab.wake();
    assert_eq!((stage(&tab, seq), body(&tab, seq).as_deref()), (None, Some("mine, best")));
}

#[test]
fn what_is_not_changed_is_not_sent() {
    let (mut tab, seq) = written();
    tab.step(Input::Edit(ROOM, seq));
    save(&mut tab, seq, "mine");
    assert_eq!(stage(&tab, seq), None);
    tab.settle();
    assert_eq!(tab.server.head(), 3, "no entry");
}

#[test]
fn an_edit_without_a_line_is_sent_when_there_is_one_and_stored_once() {
    let (mut tab, seq) = written();
    tab.happens(CUT);
    tab.step(Input::Edit(ROOM, seq));
    save(&mut tab, seq, "mine, better");
    tab.settle();
    tab.has_settled().expect("settled");
    assert_eq!(body(&tab, seq).as_deref(), Some("mine, better"));
    // The answer gets lost: the same once more changes nothing.
    tab.step(Input::Edit(ROOM, seq));
    save(&mut tab, seq, "mine, best");
    while tab.server.work(0) {}
    tab.happens(CUT);
    tab.settle();
    assert_eq!((stage(&tab, seq), body(&tab, seq).as_deref(), tab.server.head()), (None, Some("mine, best"), 5));
}

#[test]
fn of_two_devices_the_later_is_told_and_both_texts_are_there() {
    let (mut tab, seq) = written();
    tab.step(Input::Edit(ROOM, seq));
    tab.server.changes(0, false);
    save(&mut tab, seq, "by this one");
    tab.wake();
    let refused = Some(Stage::Editing { base: 0, text: "by this one".into(), refused: Some(Refusal::Conflict) });
    assert_eq!((stage(&tab, seq), body(&tab, seq).as_deref()), (refused, Some("edited as 4")));
    // Saved again, knowing the other.
    save(&mut tab, seq, "by this one");
    tab.wake();
    assert_eq!((stage(&tab, seq), body(&tab, seq).as_deref()), (None, Some("by this one")));

    // Deleted on the other: the words are still here to be copied.
    tab.step(Input::Edit(ROOM, seq));
    tab.server.changes(0, true);
    save(&mut tab, seq, "too late");
    tab.wake();
    assert!(matches!(stage(&tab, seq), Some(Stage::Editing { text, .. }) if text == "too late"));
    tab.step(Input::ChangeDropped(ROOM, seq));
    assert_eq!((stage(&tab, seq), body(&tab, seq)), (None, None));
}

#[test]
fn a_deletion_can_be_undone_for_a_while_and_leaving_ends_that() {
    let (mut tab, seq) = written();
    let wait = |tab: &mut Tab, seconds| tab.happens(Op::Wait { seconds, jitter: 0.0 });
    tab.step(Input::Delete(ROOM, seq));
    assert!(matches!(shown(&tab, seq), Some(Stage::Undoable { .. })));
    assert_eq!(tab.client.own_changes.undoable(), Some((ROOM, seq)));
    wait(&mut tab, 4);
    tab.step(Input::ChangeDropped(ROOM, seq));
    wait(&mut tab, 9);
    assert_eq!((stage(&tab, seq), tab.server.head()), (None, 3), "undone");

    tab.step(Input::Delete(ROOM, seq));
    wait(&mut tab, 5);
    tab.wake();
    assert_eq!((stage(&tab, seq), body(&tab, seq), tab.server.head()), (None, None, 4));
    tab.step(Input::Edit(ROOM, seq));
    assert_eq!(stage(&tab, seq), None, "nothing is left to edit");

    tab.happens(Op::Write);
    tab.wake();
    let other = tab.client.last_own(ROOM).expect("another");
    tab.step(Input::Delete(ROOM, other));
    tab.step(Input::Leaving);
    while tab.server.work(0) {}
    assert_eq!(tab.server.head(), 6, "deleted before the page is gone");
}

#[test]
fn only_ones_own_are_edited_and_moderators_delete_those_of_others() {
    let mut tab = Tab::open();
    tab.settle();
    tab.happens(Op::OtherPosts(1));
    tab.wake();
    let seq = tab.server.head();
    tab.step(Input::Edit(ROOM, seq));
    tab.step(Input::Delete(ROOM, seq));
    assert_eq!(stage(&tab, seq), None);
    let role = roost::model::Role::Moderator;
    let rooms = vec![RoomMembership { role, ..tab.server.membership() }];
    tab.step(Input::Frame(Box::new(ServerFrame::Heads { rooms })));
    tab.step(Input::Edit(ROOM, seq));
    assert_eq!(stage(&tab, seq), None);
    tab.step(Input::Delete(ROOM, seq));
    assert!(matches!(stage(&tab, seq), Some(Stage::Undoable { .. })));
}

#[test]
fn a_refused_deletion_says_so_until_it_is_tried_again_or_dropped() {
    let (mut tab, seq) = written();
    tab.step(Input::Delete(ROOM, seq));
    tab.happens(Op::Refuse(1));
    tab.happens(Op::Wait { seconds: 6, jitter: 0.0 });
    tab.wake();
    assert_eq!(shown(&tab, seq), Some(Stage::NotDeleted(Refusal::TooMany)));
    tab.step(Input::Delete(ROOM, seq));
    assert!(matches!(shown(&tab, seq), Some(Stage::Undoable { .. })));
    tab.step(Input::ChangeDropped(ROOM, seq));
    assert_eq!((shown(&tab, seq), body(&tab, seq).as_deref()), (None, Some("mine")));
}

#[test]
fn an_edit_outlives_the_page_and_not_what_it_was_of() {
    let (mut tab, seq) = written();
    tab.step(Input::Edit(ROOM, seq));
    tab.step(Input::EditTyped(ROOM, seq, "half a thou".into()));
    tab.happens(Op::Reload);
    assert_eq!(stage(&tab, seq), Some(Stage::Editing { base: 0, text: "half a thou".into(), refused: None }));
    save(&mut tab, seq, "half a thought");
    tab.wake();
    tab.happens(Op::Reload);
    assert_eq!((stage(&tab, seq), body(&tab, seq).as_deref()), (None, Some("half a thought")));
    tab.settle();
    tab.step(Input::Edit(ROOM, seq));
    tab.step(Input::EditTyped(ROOM, seq, "too late".into()));
    tab.server.changes(0, true);
    tab.happens(Op::Reload);
    assert!(matches!(stage(&tab, seq), Some(Stage::Editing { text, .. }) if text == "too late"), "to be copied");
}

#[test]
fn a_saved_edit_and_a_deletion_outlive_the_page_and_are_sent_by_the_next() {
    let (mut tab, first) = written();
    tab.happens(Op::Write);
    tab.wake();
    let second = tab.client.last_own(ROOM).expect("another");
    tab.happens(CUT);
    tab.step(Input::Edit(ROOM, first));
    save(&mut tab, first, "better");
    tab.step(Input::Delete(ROOM, second));
    tab.step(Input::Leaving);
    tab.happens(Op::Reload);
    tab.settle();
    tab.has_settled().expect("settled");
    assert_eq!((body(&tab, first).as_deref(), body(&tab, second)), (Some("better"), None));
    tab.happens(Op::Reload);
    assert_eq!((stage(&tab, first), stage(&tab, second)), (None, None), "and kept no longer");
}

#[test]
fn up_edits_the_last_of_ones_own() {
    let (mut tab, seq) = written();
    tab.happens(Op::OtherPosts(2));
    tab.wake();
    tab.step(Input::EditLast(ROOM));
    assert!(matches!(stage(&tab, seq), Some(Stage::Editing { .. })));
    // A deletion is not taken back by it, and one that is on its way is the last.
    tab.step(Input::Delete(ROOM, seq));
    tab.step(Input::EditLast(ROOM));
    assert!(matches!(stage(&tab, seq), Some(Stage::Undoable { .. })));
    tab.step(Input::ChangeDropped(ROOM, seq));
    tab.happens(Op::Write);
    tab.step(Input::EditLast(ROOM));
    assert_eq!(stage(&tab, seq), None);
}

#[test]
fn without_a_socket_changes_go_by_requests_after_the_messages() {
    let (mut tab, seq) = written();
    tab.server.cut();
    let mut now = 1_000_000;
    let mut step = |input| -> Vec<ClientFrame> {
        now += 1_000;
        let submitted = |effect| match effect {
            Effect::Submit(frame) => Some(frame),
            _ => None,
        };
        tab.client.step(input, now).into_iter().filter_map(submitted).collect()
    };
    step(Input::SocketClosed { code: 1006, jitter: 0.0 });
    // Handshakes that are refused, while the session lives.
    for _ in 0..3 {
        step(Input::Start);
        step(Input::SocketClosed { code: 1006, jitter: 0.0 });
        step(Input::Session(Some(true)));
    }
    let client_id = ClientId::parse(&name_of(9)).expect("a name");
    let sent = step(Input::Send { room: ROOM, client_id: client_id.clone(), body: "first".into() });
    assert_eq!(step(Input::Edit(ROOM, seq)), []);
    assert_eq!(step(Input::EditSaved(ROOM, seq, Body::parse("better").expect("a text"))), [], "one at a time");
    let ack = ServerFrame::Ack { room: ROOM, client_id, seq: 4 };
    let edit = ClientFrame::Edit { room: ROOM, seq, base: 0, body: "better".into() };
    assert_eq!(step(Input::Submitted(sent[0].clone(), Some(Box::new(ack)))), std::slice::from_ref(&edit));
    let changed = ServerFrame::Changed { room: ROOM, seq, entry: 5 };
    assert_eq!(step(Input::Submitted(edit, Some(Box::new(changed)))), []);
    let stored = Some(Stage::Stored { entry: 5, text: Some("better".into()) });
    assert_eq!(stage(&tab, seq), stored, "until the log has been read on");
}

#[test]
fn a_refusal_by_a_request_is_one_although_it_does_not_name_the_room() {
    let (mut tab, seq) = written();
    let edit = ClientFrame::Edit { room: ROOM, seq, base: 0, body: "better".into() };
    tab.server.cut();
    tab.client.step(Input::Edit(ROOM, seq), 0);
    tab.client.step(Input::EditSaved(ROOM, seq, Body::parse("better").expect("a text")), 0);
    let code = Refusal::Conflict;
    let refused = ServerFrame::Unchanged { room: roost::model::RoomId(0), seq, code, retry_after: None };
    tab.client.step(Input::Submitted(edit, Some(Box::new(refused))), 0);
    assert!(matches!(stage(&tab, seq), Some(Stage::Editing { refused: Some(Refusal::Conflict), .. })));
}

#[test]
fn nothing_is_changed_in_an_archived_room() {
    let (mut tab, seq) = written();
    let of = roost::model::Room { archived: true, ..tab.server.membership().room };
    tab.step(Input::Frame(Box::new(ServerFrame::Room { of })));
    tab.step(Input::Edit(ROOM, seq));
    tab.step(Input::Delete(ROOM, seq));
    assert_eq!((stage(&tab, seq), tab.client.may_change(ROOM)), (None, (false, false)));
}
