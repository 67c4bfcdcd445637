//! A small model of the server, for the browser's reducer: one room, two people, and a connection between
//! them that can be cut anywhere. No I/O and no clock, so that any schedule can be run.

use roost::{
    model::{
        ClientId, Entry, Event, History, Millis, NotifyLevel, OpenRoom, Role, Room, RoomId, RoomKind, RoomMembership,
        Seq, SiteSettings, User, UserId, Viewer, limits, text,
    },
    wire::{ClientFrame, LiveEntry, PROTOCOL, Refusal, ServerFrame},
};
use std::collections::{BTreeSet, HashMap, VecDeque};

pub(crate) const ROOM: RoomId = RoomId(1);
pub(crate) const ME: UserId = UserId(1);
pub(crate) const OTHER: UserId = UserId(2);

pub(crate) struct ModelServer {
    pub(crate) log: Vec<Entry>,
    /// The changes of each message, by its seq.
    changes: HashMap<Seq, Vec<Entry>>,
    stored: HashMap<ClientId, Seq>,
    read: Seq,
    read_generation: i64,
    epoch: usize,
    pub(crate) members: Vec<UserId>,
    /// The next so many sends are refused.
    pub(crate) refusing: usize,
    line: Option<Line>,
}

/// Frames on their way in both directions.
#[derive(Default)]
struct Line {
    up: VecDeque<ClientFrame>,
    down: VecDeque<ServerFrame>,
    follows: bool,
}

impl ModelServer {
    pub(crate) fn new() -> Self {
        let mut server = Self {
            log: Vec::new(),
            changes: HashMap::new(),
            stored: HashMap::new(),
            read: 1,
            read_generation: 0,
            epoch: 1,
            members: vec![OTHER, ME],
            refusing: 0,
            line: None,
        };
        server.append(OTHER, Event::Create);
        server.append(ME, Event::Join);
        server.read = 2;
        server
    }

    pub(crate) fn user(id: UserId) -> User {
        User { id, username: format!("user{}", id.0), name: format!("User {}", id.0), ..User::default() }
    }

    pub(crate) fn head(&self) -> Seq {
        self.log.last().map_or(0, |entry| entry.seq)
    }

    pub(crate) fn membership(&self) -> RoomMembership {
        let room = Room {
            id: ROOM,
            slug: "lobby".into(),
            name: "Lobby".into(),
            topic: String::new(),
            kind: RoomKind::Open,
            archived: false,
        };
        let unread = self.log.iter().filter(|e| e.seq > self.read && e.by != ME && self.now(e).is_post()).count();
        RoomMembership {
            room,
            head: self.head(),
            read: self.read,
            read_generation: self.read_generation,
            unread: (unread as i64).min(limits::UNREAD_MOST),
            mentions: 0,
            role: Role::Member,
            level: NotifyLevel::Mentions,
            muted_until: None,
            with: Vec::new(),
            away: 0,
            favourite: false,
            active_at: 0,
        }
    }

    pub(crate) fn viewer(&self) -> Viewer {
        Viewer { me: Self::user(ME), is_admin: false, by_activity: false, rooms: vec![self.membership()] }
    }

    /// Responses over HTTP: a page before a seq, or after one.
    pub(crate) fn before(&self, seq: Seq) -> History {
        let upto = usize::try_from(seq - 1).unwrap_or(0).min(self.log.len());
        let rows = self.log[..upto].iter().rev().filter(|entry| entry.target().is_none());
        let from = rows.take(limits::PAGE).last().filter(|_| upto > limits::PAGE).map_or(0, |entry| entry.seq - 1);
        self.history(usize::try_from(from).expect("positive")..upto)
    }

    pub(crate) fn after(&self, seq: Seq) -> History {
        let from = usize::try_from(seq).unwrap_or(0).min(self.log.len());
        let mut rows = self.log[from..].iter().filter(|entry| entry.target().is_none()).skip(limits::PAGE - 1);
        let to = rows.next().map_or(self.head(), |entry| entry.seq);
        self.history(from..usize::try_from(to).expect("positive").max(from))
    }

    pub(crate) fn newest(&self) -> Box<OpenRoom> {
        self.opened(self.before(self.head() + 1), None)
    }

    pub(crate) fn presence(&self, seq: Seq) -> Box<OpenRoom> {
        let (place, half) = (usize::try_from(seq).expect("positive"), limits::PAGE / 2);
        let history = self.history(place.saturating_sub(half)..(place + half).min(self.log.len()));
        self.opened(history, Some(seq))
    }

    fn opened(&self, history: History, target: Option<Seq>) -> Box<OpenRoom> {
        Box::new(OpenRoom {
            membership: self.membership(),
            members: i64::try_from(self.members.len()).expect("few"),
            faces: self.members.iter().take(limits::FACES).copied().map(Self::user).collect(),
            history,
            target,
            now: self.head(),
        })
    }

    /// The rows in a range of the log, as they are now.
    fn history(&self, range: std::ops::Range<usize>) -> History {
        let seq = |place: usize| Seq::try_from(place).expect("small");
        let (from, to) = (seq(range.start) + 1, seq(range.end));
        let rows = self.log[range].iter().filter(|entry| entry.target().is_none());
        let entries: Vec<Entry> = rows.map(|entry| self.now(entry)).collect();
        History { from, to, people: Self::people_of(&entries), entries, head: self.head() }
    }

    /// An entry as it is read now: with the present state of the message that it is about.
    pub(crate) fn now(&self, entry: &Entry) -> Entry {
        self.as_of(entry, self.head())
    }

    /// The same as of a seq.
    pub(crate) fn as_of(&self, entry: &Entry, seq: Seq) -> Entry {
        match entry.event {
            Event::Post { .. } => {
                let changes = self.changes.get(&entry.seq).into_iter().flatten().filter(|change| change.seq <= seq);
                changes.fold(entry.clone(), |message, change| message.changed_by(change).unwrap_or(message))
            }
            Event::Edit { target, .. } => {
                let message = self.as_of(&self.log[usize::try_from(target).expect("positive") - 1], seq);
                let (body, mentions) = (message.body().map(str::to_owned), message.mentions().to_vec());
                Entry { event: Event::Edit { target, body, mentions }, ..entry.clone() }
            }
            _ => entry.clone(),
        }
    }

    /// The people who appear in these entries.
    fn people_of(entries: &[Entry]) -> Vec<User> {
        let people: BTreeSet<UserId> = entries.iter().map(|entry| entry.by).collect();
        people.into_iter().map(Self::user).collect()
    }

    pub(crate) fn epoch(&self) -> String {
        format!("epoch {}", self.epoch)
    }

    /// Removes the newest entries, as a restored backup does, whose epoch differs. Returns the client ids of
    /// their messages.
    pub(crate) fn lose(&mut self, newest: usize, is_said: bool) -> Vec<ClientId> {
        self.line = None;
        self.epoch += usize::from(is_said);
        let lost = self.log.split_off(self.log.len().saturating_sub(newest).max(2));
        let head = self.head();
        self.stored.retain(|_, seq| *seq <= head);
        self.changes.values_mut().for_each(|changes| changes.retain(|change| change.seq <= head));
        self.read = self.read.min(head);
        for entry in lost.iter().rev() {
            match entry.event {
                Event::Join => self.members.retain(|member| *member != entry.by),
                Event::Leave => self.members.push(entry.by),
                _ => {}
            }
        }
        lost.iter().filter_map(|entry| entry.client_id().cloned()).collect()
    }

    // The connection.

    pub(crate) fn connect(&mut self) {
        self.line = Some(Line::default());
    }

    /// Loses everything on its way.
    pub(crate) fn cut(&mut self) -> bool {
        self.line.take().is_some()
    }

    pub(crate) fn is_connected(&self) -> bool {
        self.line.is_some()
    }

    pub(crate) fn hear(&mut self, frame: ClientFrame) {
        if let Some(line) = &mut self.line {
            line.up.push_back(frame);
        }
    }

    /// The next frame that reaches the browser.
    pub(crate) fn tell(&mut self) -> Option<ServerFrame> {
        self.line.as_mut()?.down.pop_front()
    }

    /// Drops everything on its way, without closing.
    pub(crate) fn drop_all(&mut self) {
        if let Some(line) = &mut self.line {
            (line.up, line.down) = Default::default();
        }
    }

    /// Drops the next frame, if it is an entry, as a broken server or proxy might.
    pub(crate) fn lose_entry(&mut self) -> bool {
        let Some(line) = &mut self.line else { return false };
        let is_entry = matches!(line.down.front(), Some(ServerFrame::Entry(_)));
        is_entry && line.down.pop_front().is_some()
    }

    /// Handles the next frame that has arrived.
    pub(crate) fn work(&mut self, now: Millis) -> bool {
        let Some(frame) = self.line.as_mut().and_then(|line| line.up.pop_front()) else { return false };
        match frame {
            ClientFrame::Ping => self.beat(),
            ClientFrame::Edit { room, seq, base, body } => self.change(room, seq, Some((base, body))),
            ClientFrame::Delete { room, seq } => self.change(room, seq, None),
            ClientFrame::Typing { .. } | ClientFrame::Active { .. } | ClientFrame::Watch { .. } => {}
            ClientFrame::Hello { protocol } => {
                assert_eq!(protocol, PROTOCOL);
                let rooms = vec![self.membership()];
                self.push(ServerFrame::Hello {
                    protocol,
                    epoch: self.epoch(),
                    build: "one".into(),
                    site: SiteSettings::default(),
                    quiet: vec![],
                    you: Self::user(ME),
                    admin: false,
                    by_activity: false,
                    rooms,
                });
            }
            ClientFrame::Subscribe { room, after } => self.subscribe(room, after),
            ClientFrame::Unsubscribe { .. } => self.line.as_mut().expect("it spoke").follows = false,
            ClientFrame::Send { room, client_id, body } => self.send(room, client_id, body, now),
            ClientFrame::Read { seq, read_generation, .. } => {
                if read_generation == self.read_generation {
                    self.read = self.read.max(seq.min(self.head()));
                }
                let rooms = vec![self.membership()];
                self.push(ServerFrame::Heads { rooms });
            }
            ClientFrame::Unread { seq, .. } => {
                self.read = (seq.max(1) - 1).min(self.head());
                self.read_generation += 1;
                let rooms = vec![self.membership()];
                self.push(ServerFrame::Heads { rooms });
            }
            ClientFrame::People { room, ids } => {
                let people = ids.into_iter().map(Self::user).collect();
                self.push(ServerFrame::People { room: Some(room), people });
            }
        }
        true
    }

    pub(crate) fn beat(&mut self) {
        let heads = match &self.line {
            Some(line) if line.follows => vec![(ROOM, self.head())],
            _ => vec![],
        };
        self.push(ServerFrame::Beat { heads });
    }

    pub(crate) fn other_posts(&mut self, count: usize) {
        for _ in 0..count {
            let client_id = ClientId::parse(&format!("other{:017}", self.head())).expect("a name");
            let body = format!("from another, {}", self.head());
            self.append(OTHER, Event::Post { client_id, body, mentions: vec![], edited: 0 });
        }
    }

    /// The author of a message edits it, or deletes it, by another device.
    pub(crate) fn changes(&mut self, place: usize, deletes: bool) {
        let live = self.log.iter().filter(|entry| self.now(entry).is_post());
        let live: Vec<_> = live.map(|entry| (entry.seq, entry.by)).collect();
        if live.is_empty() {
            return;
        }
        let (target, by) = live[place % live.len()];
        let body = Some(format!("edited as {}", self.head() + 1));
        let event = if deletes { Event::Delete { target } } else { Event::Edit { target, body, mentions: vec![] } };
        self.append(by, event);
    }

    /// Somebody joins or leaves.
    pub(crate) fn other_moves(&mut self, who: UserId) {
        let place = self.members.iter().position(|member| *member == who);
        if let Some(place) = place {
            self.members.remove(place);
        } else {
            self.members.push(who);
        }
        self.append(who, if place.is_some() { Event::Leave } else { Event::Join });
    }

    fn send(&mut self, room: RoomId, client_id: ClientId, body: String, _: Millis) {
        if let Some(seq) = self.stored.get(&client_id) {
            let seq = *seq;
            return self.push(ServerFrame::Ack { room, client_id, seq });
        }
        if self.refusing > 0 {
            self.refusing -= 1;
            let (code, retry_after) = (Refusal::TooMany, Some(1));
            return self.push(ServerFrame::Refused { room, client_id, code, retry_after });
        }
        let seq = self.head() + 1;
        self.stored.insert(client_id.clone(), seq);
        self.push(ServerFrame::Ack { room, client_id: client_id.clone(), seq });
        self.append(ME, Event::Post { client_id, body, mentions: vec![], edited: 0 });
    }

    /// The person edits a message of theirs, from the entry that had changed it last, or deletes it.
    fn change(&mut self, room: RoomId, seq: Seq, edit: Option<(Seq, String)>) {
        let refused = |code| ServerFrame::Unchanged { room, seq, code, retry_after: None };
        let place = usize::try_from(seq - 1).expect("positive");
        let Some(message) = self.log.get(place).map(|entry| self.now(entry)).filter(|message| message.by == ME) else {
            return self.push(refused(Refusal::NotFound));
        };
        let is_so = match &edit {
            Some((_, body)) => message.body() == Some(body),
            None => !message.is_post(),
        };
        if is_so {
            return self.push(ServerFrame::Changed { room, seq, entry: message.changed() });
        }
        if self.refusing > 0 {
            self.refusing -= 1;
            return self.push(refused(Refusal::TooMany));
        }
        let event = match edit {
            Some((base, _)) if base != message.changed() || !message.is_post() => {
                return self.push(refused(Refusal::Conflict));
            }
            Some((_, body)) => Event::Edit { target: seq, body: Some(body), mentions: vec![] },
            None => Event::Delete { target: seq },
        };
        self.push(ServerFrame::Changed { room, seq, entry: self.head() + 1 });
        self.append(ME, event);
    }

    fn subscribe(&mut self, room: RoomId, after: Option<Seq>) {
        let head = self.head();
        let mut after = after.unwrap_or(head);
        if after > head || after < 0 {
            return self.push(ServerFrame::Reset { room });
        }
        if head - after > limits::CATCH_UP_MOST {
            let to = head - limits::PAGE as i64;
            self.push(ServerFrame::Gap { room, from: after + 1, to });
            after = to;
        }
        let from = usize::try_from(after).expect("positive");
        let now = |entries: &[Entry]| entries.iter().map(|entry| self.now(entry)).collect();
        let pages: Vec<Vec<Entry>> = self.log[from..].chunks(limits::CATCH_UP_PAGE).map(now).collect();
        for entries in pages {
            let people = Self::people_of(&entries);
            self.push(ServerFrame::Page { room, entries, people, head });
        }
        self.push(ServerFrame::Live { room, head });
        self.line.as_mut().expect("it spoke").follows = true;
    }

    fn append(&mut self, by: UserId, event: Event) {
        let entry = Entry { seq: self.head() + 1, at: self.head() * 1_000, by, event };
        self.log.push(entry.clone());
        if let Some(target) = entry.target() {
            self.changes.entry(target).or_default().push(entry.clone());
        }
        match &self.line {
            Some(line) if line.follows => self.push(ServerFrame::Entry(LiveEntry { room: ROOM, entry })),
            Some(_) if entry.is_post() => {
                let line = entry.body().map(text::first_line).unwrap_or_default();
                self.push(ServerFrame::Notice { room: ROOM, head: entry.seq, by, mention: false, line })
            }
            _ => {}
        }
    }

    fn push(&mut self, frame: ServerFrame) {
        // Through the serialized form and back: as a browser would read it.
        let text = serde_json::to_string(&frame).expect("JSON");
        assert_eq!(ServerFrame::read(&text).as_ref(), Some(&frame));
        if let Some(line) = &mut self.line {
            line.down.push_back(frame);
        }
    }
}
