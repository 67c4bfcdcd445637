//! A browser's tab beside the model of the server: what can happen to it, and what must hold then.

use super::model_server::{ME, ModelServer, ROOM};
use proptest::prelude::*;
use roost::{
    model::{ClientId, Millis},
    state::{Client, Delivery, Effect, Input, Row, Status, rows},
    wire::close,
};
use std::collections::HashSet;

#[derive(Clone, Debug)]
pub(crate) enum Op {
    Write,
    OtherPosts(usize),
    ServerWorks(usize),
    BrowserHears(usize),
    Cut { code: u16, jitter: f64 },
    LoseEntry,
    Beat,
    Wait { seconds: i64, jitter: f64 },
    Refuse(usize),
    RetryOne,
    DiscardOne,
    ScrollUp,
    AtEnd(bool),
    SeeAll,
    Network(bool),
}

pub(crate) fn op() -> impl Strategy<Value = Op> {
    let code = prop::sample::select(vec![1006, close::RESTART, close::TOO_SLOW]);
    prop_oneof![
        6 => Just(Op::Write),
        6 => (1_usize..4).prop_map(Op::OtherPosts),
        1 => prop::sample::select(vec![60, 250, 1_100]).prop_map(Op::OtherPosts),
        12 => (1_usize..6).prop_map(Op::ServerWorks),
        12 => (1_usize..8).prop_map(Op::BrowserHears),
        3 => (code, 0.0..1.0).prop_map(|(code, jitter)| Op::Cut { code, jitter }),
        1 => Just(Op::LoseEntry),
        2 => Just(Op::Beat),
        4 => (1_i64..90, 0.0..1.0).prop_map(|(seconds, jitter)| Op::Wait { seconds, jitter }),
        1 => (1_usize..3).prop_map(Op::Refuse),
        2 => Just(Op::RetryOne),
        1 => Just(Op::DiscardOne),
        2 => Just(Op::ScrollUp),
        2 => any::<bool>().prop_map(Op::AtEnd),
        2 => Just(Op::SeeAll),
        1 => any::<bool>().prop_map(Op::Network),
    ]
}

pub(crate) struct Tab {
    pub(crate) client: Client,
    pub(crate) server: ModelServer,
    now: Millis,
    written: Vec<ClientId>,
    given_up: HashSet<ClientId>,
    lost_entries: bool,
    /// What the browser's storage holds.
    kept: HashSet<ClientId>,
}

impl Tab {
    pub(crate) fn open() -> Self {
        let server = ModelServer::new();
        let mut tab = Self {
            client: Client::default(),
            server,
            now: 0,
            written: vec![],
            given_up: HashSet::new(),
            lost_entries: false,
            kept: HashSet::new(),
        };
        tab.step(Input::Viewer(tab.server.viewer()));
        tab.step(Input::Opened(tab.server.newest()));
        tab.step(Input::AtEnd(ROOM, true));
        tab.step(Input::Start);
        tab
    }

    pub(crate) fn step(&mut self, input: Input) {
        for effect in self.client.step(input, self.now) {
            match effect {
                Effect::Connect => {
                    assert!(!self.server.is_connected(), "a second socket");
                    self.server.connect();
                    self.step(Input::SocketOpened);
                }
                Effect::Drop => drop(self.server.cut()),
                Effect::Transmit(frame) => self.server.hear(frame),
                Effect::Fetch(_) => self.step(Input::Opened(self.server.newest())),
                Effect::AskSession | Effect::Notify(_) | Effect::Withdraw(_) => {}
                Effect::Keep(message) => drop(self.kept.insert(message.client_id)),
                Effect::Forget(client_id) => drop(self.kept.remove(&client_id)),
            }
        }
    }

    pub(crate) fn hear(&mut self) -> bool {
        let Some(frame) = self.server.tell() else { return false };
        self.step(Input::Frame(Box::new(frame)));
        true
    }

    pub(crate) fn happens(&mut self, op: Op) {
        match op {
            Op::Write => {
                let client_id = ClientId::parse(&super::name_of(self.written.len())).expect("a name");
                self.written.push(client_id.clone());
                self.step(Input::Send { room: ROOM, client_id, body: "mine".into() });
            }
            Op::OtherPosts(count) => self.server.other_posts(count),
            Op::ServerWorks(count) => drop((0..count).take_while(|_| self.server.work(self.now)).count()),
            Op::BrowserHears(count) => drop((0..count).take_while(|_| self.hear()).count()),
            Op::Cut { code, jitter } => {
                if self.server.cut() {
                    self.step(Input::SocketClosed { code, jitter });
                }
            }
            Op::LoseEntry => self.lost_entries |= self.server.lose_entry(),
            Op::Beat => self.server.beat(),
            Op::Wait { seconds, jitter } => {
                self.now += seconds * 1_000;
                self.step(Input::Tick { jitter });
            }
            Op::Refuse(count) => self.server.refusing += count,
            Op::RetryOne => {
                if let Some(client_id) = self.failed() {
                    self.step(Input::Retry(client_id));
                }
            }
            Op::DiscardOne => {
                if let Some(client_id) = self.failed() {
                    self.given_up.insert(client_id.clone());
                    self.step(Input::Discard(client_id));
                }
            }
            Op::ScrollUp => {
                let first = self.client.timelines[&ROOM].first();
                self.step(Input::Older(ROOM, self.server.before(first)));
            }
            Op::AtEnd(is) => self.step(Input::AtEnd(ROOM, is)),
            Op::SeeAll => self.step(Input::Seen(ROOM, self.client.timelines[&ROOM].last())),
            Op::Network(online) => self.step(Input::Network { online }),
        }
    }

    fn failed(&self) -> Option<ClientId> {
        let mut all = self.client.outbox.of(ROOM);
        all.find(|message| matches!(message.delivery, Delivery::Failed(_))).map(|message| message.client_id.clone())
    }

    /// What must hold at every moment.
    pub(crate) fn is_sound(&self) -> Result<(), TestCaseError> {
        let timeline = &self.client.timelines[&ROOM];
        for pair in timeline.entries().windows(2) {
            prop_assert_eq!(pair[1].seq, pair[0].seq + 1);
        }
        for entry in timeline.entries() {
            let place = usize::try_from(entry.seq - 1).expect("positive");
            prop_assert_eq!(Some(&**entry), self.server.log.get(place), "not what the log says");
        }
        let rows = rows(timeline, &self.client.outbox, ME, self.client.marks.line(ROOM), |at| at / 86_400_000);
        let keys: HashSet<_> = rows.iter().map(Row::key).collect();
        prop_assert_eq!(keys.len(), rows.len(), "a message is shown twice");
        let stored: HashSet<_> = self.server.log.iter().filter(|e| e.by == ME).filter_map(|e| e.client_id()).collect();
        let waiting: HashSet<_> = self.client.outbox.of(ROOM).map(|message| &message.client_id).collect();
        prop_assert_eq!(self.kept.iter().collect::<HashSet<_>>(), waiting.clone(), "what outlives the page");
        for client_id in self.written.iter().filter(|id| !self.given_up.contains(*id)) {
            prop_assert!(stored.contains(client_id) || waiting.contains(client_id), "{:?} is lost", client_id);
        }
        Ok(())
    }

    /// The line comes up, everything on its way arrives, and a beat goes by.
    pub(crate) fn settle(&mut self) {
        self.server.refusing = 0;
        self.step(Input::Network { online: true });
        for _ in 0..6 {
            self.now += 31_000;
            self.step(Input::Tick { jitter: 0.0 });
            while let Some(client_id) = self.failed() {
                self.step(Input::Retry(client_id));
            }
            while self.server.work(self.now) || self.hear() {}
            self.server.beat();
            while self.server.work(self.now) || self.hear() {}
            while self.client.timelines[&ROOM].detached() {
                let last = self.client.timelines[&ROOM].last();
                self.step(Input::Newer(ROOM, self.server.after(last)));
                while self.server.work(self.now) || self.hear() {}
            }
        }
        assert_eq!(self.client.connection.status(), Status::Open);
    }

    pub(crate) fn has_settled(&self) -> Result<(), TestCaseError> {
        self.is_sound()?;
        let timeline = &self.client.timelines[&ROOM];
        prop_assert_eq!(timeline.last(), self.server.head(), "the end is missing");
        let mine: Vec<_> = self.server.log.iter().filter(|e| e.by == ME).filter_map(|e| e.client_id()).collect();
        for client_id in self.written.iter().filter(|id| !self.given_up.contains(*id)) {
            prop_assert_eq!(mine.iter().filter(|id| **id == client_id).count(), 1, "{:?} is stored once", client_id);
        }
        let waiting: Vec<_> = self.client.outbox.of(ROOM).collect();
        prop_assert!(waiting.is_empty(), "still shown as on their way: {:?}", waiting);
        if !self.lost_entries {
            let (client, server) = (&self.client.rooms[&ROOM], self.server.standing());
            prop_assert_eq!((client.head, client.unread), (server.head, server.unread));
        }
        Ok(())
    }
}
