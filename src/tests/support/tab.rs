//! A browser's tab with the model of the server: its operations, and its invariants.

use super::{
    edits::Edits,
    model_server::{ME, ModelServer, ROOM},
    ops::Op,
};
use proptest::prelude::*;
use roost::{
    model::{ClientId, Event, Millis, Seq, UserId},
    state::{Client, Delivery, Effect, Input, Pending, Row, Status, rows},
    wire::{ServerFrame, close},
};
use std::collections::HashSet;

/// A kind of HTTP request.
#[derive(Clone, Copy, Debug)]
enum Asked {
    Newest,
    Roster,
    Before(Seq),
    After(Seq),
    PresenceState(Seq),
    Again(Seq),
}

pub(crate) struct Tab {
    pub(crate) client: Client,
    pub(crate) server: ModelServer,
    now: Millis,
    written: Vec<ClientId>,
    /// Messages that are no longer to be stored: discarded, or lost with the end of the log.
    given_up: HashSet<ClientId>,
    lost_entries: bool,
    /// Whether nothing has happened that changes the order of messages.
    in_order: bool,
    /// HTTP requests under way, and their responses.
    http: Vec<(Asked, Option<Input>)>,
    /// Whether the tab has been connected since the page was opened.
    greeted: bool,
    /// The epoch that the tab knows, while it has not heard that the log has lost its end.
    unaware: Option<String>,
    /// The content of the browser's storage.
    kept: Vec<Pending>,
    pub(super) edits: Edits,
}

impl Tab {
    pub(crate) fn open() -> Self {
        let mut tab = Self {
            client: Client::default(),
            server: ModelServer::new(),
            now: 0,
            written: vec![],
            given_up: HashSet::new(),
            lost_entries: false,
            in_order: true,
            http: vec![],
            greeted: false,
            unaware: None,
            kept: vec![],
            edits: Edits::default(),
        };
        tab.load();
        tab
    }

    /// The page is loaded and hydrated.
    fn load(&mut self) {
        self.server.cut();
        self.http.clear();
        self.client = Client::default();
        (self.greeted, self.unaware) = (false, None);
        self.step(Input::Viewer(self.server.viewer()));
        self.step(Input::Opened(self.server.newest()));
        self.step(Input::AtEnd(ROOM, true));
        // The storage does not record that a message was stored.
        let sending = |message: &Pending| match message.delivery {
            Delivery::Stored(_) => Pending { delivery: Delivery::Sending, ..message.clone() },
            Delivery::Sending | Delivery::Failed(_) => message.clone(),
        };
        self.step(Input::Restored(self.kept.iter().map(sending).collect()));
        self.restore_changes();
        self.step(Input::Start);
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
                Effect::Fetch(_) => self.http.push((Asked::Newest, None)),
                Effect::Count(_) => self.http.push((Asked::Roster, None)),
                Effect::Reread(_, after) => self.http.push((Asked::Again(after), None)),
                Effect::AskSession | Effect::Notify(_) | Effect::Withdraw(_) => {}
                Effect::Submit(_) | Effect::Poll | Effect::Follow(..) => {}
                Effect::Keep(message) => match self.kept.iter_mut().find(|kept| kept.client_id == message.client_id) {
                    Some(kept) => *kept = message,
                    None => self.kept.push(message),
                },
                Effect::KeepChange(_, seq, change) => self.edits.keep(seq, change),
                Effect::ForgetChange(_, seq) => self.edits.forget(seq),
                Effect::Forget(client_id) => self.kept.retain(|kept| kept.client_id != client_id),
            }
        }
    }

    pub(crate) fn hear(&mut self) -> bool {
        let Some(frame) = self.server.tell() else { return false };
        match &frame {
            ServerFrame::Hello { epoch, .. } => {
                self.greeted = true;
                self.unaware.take_if(|known| known != epoch);
            }
            ServerFrame::Reset { .. } => self.unaware = None,
            _ => {}
        }
        self.step(Input::Frame(Box::new(frame)));
        true
    }

    fn serve(&mut self) -> bool {
        let Some((asked, answer)) = self.http.iter_mut().find(|(_, answer)| answer.is_none()) else { return false };
        *answer = Some(match asked {
            Asked::Newest => Input::Opened(self.server.newest()),
            Asked::Roster => Input::Counted(self.server.newest()),
            Asked::Before(seq) => Input::Older(ROOM, self.server.before(*seq)),
            Asked::After(seq) => Input::Newer(ROOM, self.server.after(*seq)),
            Asked::Again(seq) => Input::Reread(ROOM, self.server.after(*seq)),
            Asked::PresenceState(seq) => Input::Opened(self.server.presence(*seq)),
        });
        true
    }

    fn get_back(&mut self, which: usize) -> bool {
        if self.http.is_empty() {
            return false;
        }
        let (_, answer) = self.http.remove(which % self.http.len());
        answer.into_iter().for_each(|input| self.step(input));
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
            Op::Changes { place, deletes } => self.server.changes(place, deletes),
            Op::OtherMoves(who) => self.server.other_moves(UserId(who)),
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
            Op::Refuse(count) => {
                self.in_order = false;
                self.server.refusing += count;
            }
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
            Op::Edit(place) => self.edit(place),
            Op::Save => self.save_edit(),
            Op::GiveUp => self.give_up_change(),
            Op::Delete(place) => self.delete(place),
            // Until the tab knows that the log has changed, it is offline, and no HTTP response comes.
            Op::ScrollUp | Op::ScrollDown | Op::OpenAt(_) | Op::Jump if self.unaware.is_some() => {}
            Op::ScrollUp => {
                if let Some(timeline) = self.client.timelines.get(&ROOM) {
                    self.http.push((Asked::Before(timeline.first()), None));
                }
            }
            Op::ScrollDown => {
                if let Some(timeline) = self.client.timelines.get(&ROOM).filter(|timeline| timeline.detached()) {
                    self.http.push((Asked::After(timeline.last()), None));
                }
            }
            Op::OpenAt(place) => {
                let seq = place % self.server.log.len() + 1;
                self.http.push((Asked::PresenceState(Seq::try_from(seq).expect("small")), None));
            }
            Op::Jump => {
                self.step(Input::AtEnd(ROOM, true));
                self.http.push((Asked::Newest, None));
            }
            Op::AtEnd(is) => self.step(Input::AtEnd(ROOM, is)),
            Op::SeeAll => {
                if let Some(seq) = self.client.timelines.get(&ROOM).map(|timeline| timeline.last()) {
                    self.step(Input::Seen(ROOM, 1, seq));
                }
            }
            Op::Network(online) => self.step(Input::Network { online }),
            Op::HttpWorks => drop(self.serve()),
            Op::HttpReturns(which) => drop(self.get_back(which)),
            Op::Reload => self.load(),
            Op::Restore(newest) if self.greeted => self.lose(newest, true),
            Op::Shorten(newest) => {
                let left = self.server.log.len().saturating_sub(newest).max(2);
                let is_beyond = |last: Seq| usize::try_from(last).expect("positive") > left;
                let held = self.client.timelines.get(&ROOM).filter(|timeline| !timeline.detached());
                if self.greeted && self.unaware.is_none() && held.is_some_and(|timeline| is_beyond(timeline.last())) {
                    self.lose(newest, false);
                    // At once: new entries beyond the head that the tab knows would hide it.
                    self.step(Input::Network { online: true });
                    while self.unaware.is_some() && (self.server.work(self.now) || self.hear()) {}
                }
            }
            Op::Restore(_) => {}
        }
    }

    /// The server goes down, and comes back without the newest entries.
    fn lose(&mut self, newest: usize, is_said: bool) {
        self.unaware.get_or_insert(self.server.epoch());
        self.http.clear();
        self.edits.may_be_lost();
        self.in_order = false;
        let was_connected = self.server.cut();
        let lost = self.server.lose(newest, is_said);
        // Messages that the tab has removed from its outbox as stored are lost.
        let held: HashSet<_> = self.client.outbox.of(ROOM).map(|message| message.client_id.clone()).collect();
        self.given_up.extend(lost.into_iter().filter(|client_id| !held.contains(client_id)));
        if was_connected {
            self.step(Input::SocketClosed { code: close::RESTART, jitter: 0.0 });
        }
    }

    fn failed(&self) -> Option<ClientId> {
        let mut all = self.client.outbox.of(ROOM);
        all.find(|message| matches!(message.delivery, Delivery::Failed(_))).map(|message| message.client_id.clone())
    }

    /// The invariants that hold at every moment.
    pub(crate) fn is_sound(&self) -> Result<(), TestCaseError> {
        if let Some(timeline) = self.client.timelines.get(&ROOM) {
            if self.unaware.is_none() {
                let range = timeline.first()..=timeline.last();
                let log = self.server.log.iter().filter(|entry| range.contains(&entry.seq) && entry.target().is_none());
                let held = timeline.rows().iter().map(|row| row.seq);
                prop_assert!(held.eq(log.map(|entry| entry.seq)), "not the rows of {:?}", range);
            }
            let is_stale = |seq| timeline.stale().is_some_and(|(from, to)| (from..=to).contains(&seq));
            for row in timeline.rows().iter().filter(|row| self.unaware.is_none() && !is_stale(row.seq)) {
                let entry = &self.server.log[usize::try_from(row.seq - 1).expect("positive")];
                let changed = match row.event {
                    Event::Post { edited: changed, .. } | Event::Tombstone { deleted: changed, .. } => changed,
                    _ => 0,
                };
                let known = self.server.as_of(entry, changed.max(timeline.resume_after()));
                prop_assert_eq!(&**row, &known, "not what the log says");
            }
            let rows = rows(timeline, &self.client.outbox, ME, self.client.marks.line(ROOM), |at| at / 86_400_000);
            let keys: HashSet<_> = rows.iter().map(Row::key).collect();
            prop_assert_eq!(keys.len(), rows.len(), "a message is shown twice");
        }
        let stored: HashSet<_> = self.server.log.iter().filter(|e| e.by == ME).filter_map(|e| e.client_id()).collect();
        let waiting: HashSet<_> = self.client.outbox.of(ROOM).map(|message| &message.client_id).collect();
        let kept: HashSet<_> = self.kept.iter().map(|message| &message.client_id).collect();
        prop_assert_eq!(&kept, &waiting, "what outlives the page");
        for client_id in self.written.iter().filter(|id| !self.given_up.contains(*id)) {
            prop_assert!(stored.contains(client_id) || waiting.contains(client_id), "{:?} is lost", client_id);
        }
        Ok(())
    }

    /// The tab connects, everything on its way arrives, and a beat passes.
    pub(crate) fn settle(&mut self) {
        self.server.refusing = 0;
        self.step(Input::Network { online: true });
        for _ in 0..6 {
            self.now += 31_000;
            self.step(Input::Tick { jitter: 0.0 });
            while let Some(client_id) = self.failed() {
                self.step(Input::Retry(client_id));
            }
            self.calm();
            self.server.beat();
            self.calm();
            let mut pages = 0;
            // A page of a log that the tab does not know of does not follow its timeline.
            while let Some(timeline) = self.client.timelines.get(&ROOM).filter(|_| self.unaware.is_none())
                && timeline.detached()
            {
                pages += 1;
                assert!(pages < 2_000, "the end never comes: {} of {}", timeline.last(), timeline.head());
                let newer = self.server.after(timeline.last());
                self.step(Input::Newer(ROOM, newer));
                self.calm();
            }
        }
        assert_eq!(self.client.connection.status(), Status::Open);
    }

    /// The tab connects, and everything on its way arrives.
    pub(crate) fn wake(&mut self) {
        self.step(Input::Network { online: true });
        self.calm();
    }

    fn calm(&mut self) {
        while self.server.work(self.now) || self.hear() || self.serve() || self.get_back(0) {}
    }

    pub(crate) fn has_settled(&self) -> Result<(), TestCaseError> {
        self.is_sound()?;
        prop_assert_eq!(&self.unaware, &None, "another log, and the tab does not know");
        let timeline = &self.client.timelines[&ROOM];
        prop_assert_eq!(timeline.last(), self.server.head(), "the end is missing");
        prop_assert_eq!(timeline.stale(), None, "still to be read again");
        for row in timeline.rows() {
            let entry = &self.server.log[usize::try_from(row.seq - 1).expect("positive")];
            prop_assert_eq!(&**row, &self.server.now(entry), "not what it is now");
        }
        let mine: Vec<_> = self.server.log.iter().filter(|e| e.by == ME).filter_map(|e| e.client_id()).collect();
        for client_id in self.written.iter().filter(|id| !self.given_up.contains(*id)) {
            prop_assert_eq!(mine.iter().filter(|id| **id == client_id).count(), 1, "{:?} is stored once", client_id);
        }
        if self.in_order {
            prop_assert_eq!(mine, self.written.iter().collect::<Vec<_>>(), "in the order in which they were written");
        }
        self.edits_have_settled()?;
        let waiting: Vec<_> = self.client.outbox.of(ROOM).collect();
        prop_assert!(waiting.is_empty(), "still shown as on their way: {:?}", waiting);
        let (count, faces) = self.client.roster(ROOM).expect("it was opened");
        prop_assert_eq!(usize::try_from(count).expect("positive"), self.server.members.len(), "how many are there");
        for face in &faces {
            prop_assert!(self.server.members.contains(&face.id), "{:?} is not there", face.id);
            prop_assert_eq!(faces.iter().filter(|other| other.id == face.id).count(), 1, "one face each");
        }
        if !self.lost_entries {
            let (client, server) = (&self.client.rooms[&ROOM], self.server.membership());
            prop_assert_eq!((client.head, client.unread), (server.head, server.unread));
        }
        Ok(())
    }
}
