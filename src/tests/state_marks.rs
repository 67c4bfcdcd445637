//! One person's read mark on two devices: whatever is lost or late, in the end all agree with the server, and
//! nothing is read that was not seen.

use super::support::{
    cases,
    model_server::{ME, ModelServer, OTHER, ROOM},
};
use proptest::prelude::*;
use roost::{
    model::{
        Millis, NoticeCause, NotifyLevel, Role, Room, RoomKind, RoomMembership, Seq, SiteSettings, Viewer, limits,
    },
    state::{Client, Effect, Input},
    wire::{ClientFrame, PROTOCOL, ServerFrame, close},
};
use std::collections::{BTreeSet, HashMap, VecDeque};

/// A server with one room, in which the other person posts.
struct Server {
    head: Seq,
    read: Seq,
    read_generation: i64,
}

impl Server {
    fn membership(&self) -> RoomMembership {
        let room = Room {
            id: ROOM,
            slug: "lobby".into(),
            name: "Lobby".into(),
            topic: String::new(),
            kind: RoomKind::Open,
            archived: false,
        };
        let unread = (self.head - self.read).min(limits::UNREAD_MOST);
        let mentions = (self.read + 1..=self.head).filter(|seq| names_me(*seq)).count();
        let mentions = i64::try_from(mentions).expect("few").min(limits::UNREAD_MOST);
        RoomMembership {
            room,
            head: self.head,
            read: self.read,
            read_generation: self.read_generation,
            unread,
            mentions,
            role: Role::Member,
            level: NotifyLevel::Mentions,
            muted_until: None,
            with: Vec::new(),
            away: 0,
            favourite: false,
            active_at: 0,
        }
    }
}

/// Whether the other's post mentions the person with the two devices.
fn names_me(seq: Seq) -> bool {
    seq % 3 == 0
}

#[derive(Default)]
struct Device {
    client: Client,
    up: VecDeque<ClientFrame>,
    down: VecDeque<ServerFrame>,
    connected: bool,
    /// The system shows a notification of the room.
    notice: bool,
    /// The seqs glanced at, in a generation.
    views: (i64, BTreeSet<Seq>),
}

struct World {
    server: Server,
    devices: [Device; 2],
    now: Millis,
    /// Per generation, how far the mark may have come: its start, and the seqs seen in it.
    seen: HashMap<i64, Seq>,
}

#[derive(Clone, Debug)]
enum Op {
    Post,
    See(usize),
    /// A range is in view, perhaps beyond an unseen one.
    Glance(usize, Seq, Seq),
    MarkUnread(usize, Seq),
    MarkRead(usize),
    Enter(usize, bool),
    Watch(usize, bool),
    Work(usize),
    Hear(usize),
    Cut(usize),
    Tick(usize),
}

fn op() -> impl Strategy<Value = Op> {
    let device = 0_usize..2;
    prop_oneof![
        4 => Just(Op::Post),
        3 => device.clone().prop_map(Op::See),
        3 => (device.clone(), 1_i64..30, 0_i64..6).prop_map(|(device, from, more)| Op::Glance(device, from, from + more)),
        2 => (device.clone(), 1_i64..30).prop_map(|(device, seq)| Op::MarkUnread(device, seq)),
        1 => device.clone().prop_map(Op::MarkRead),
        2 => (device.clone(), any::<bool>()).prop_map(|(device, comes)| Op::Enter(device, comes)),
        1 => (device.clone(), any::<bool>()).prop_map(|(device, looks)| Op::Watch(device, looks)),
        6 => device.clone().prop_map(Op::Work),
        6 => device.clone().prop_map(Op::Hear),
        1 => device.clone().prop_map(Op::Cut),
        3 => device.prop_map(Op::Tick),
    ]
}

impl World {
    fn new() -> Self {
        let mut world = Self {
            server: Server { head: 3, read: 3, read_generation: 0 },
            devices: Default::default(),
            now: 0,
            seen: HashMap::from([(0, 3)]),
        };
        for device in 0..2 {
            let viewer = Viewer {
                me: ModelServer::user(ME),
                is_admin: false,
                by_activity: false,
                rooms: vec![world.server.membership()],
            };
            world.step(device, Input::Viewer(viewer));
            world.step(device, Input::Start);
        }
        world.settle();
        world
    }

    fn membership(&self, device: usize) -> &RoomMembership {
        &self.devices[device].client.rooms[&ROOM]
    }

    fn step(&mut self, device: usize, input: Input) {
        for effect in self.devices[device].client.step(input, self.now) {
            match effect {
                Effect::Connect => {
                    self.devices[device].connected = true;
                    self.step(device, Input::SocketOpened);
                }
                Effect::Transmit(frame) => self.devices[device].up.push_back(frame),
                Effect::Notify(told) => {
                    assert!(names_me(told.seq) && told.cause == NoticeCause::Mention && told.by == OTHER, "{told:?}");
                    self.devices[device].notice = true;
                }
                Effect::Withdraw(_) => self.devices[device].notice = false,
                Effect::Drop
                | Effect::Reread(..)
                | Effect::Fetch(_)
                | Effect::Count(_)
                | Effect::AskSession
                | Effect::Submit(_)
                | Effect::KeepChange(..)
                | Effect::ForgetChange(..)
                | Effect::Poll
                | Effect::Follow(..)
                | Effect::Keep(_)
                | Effect::Forget(_) => {}
            }
        }
    }

    fn tell(&mut self, devices: &[usize], frame: &ServerFrame) {
        for device in devices {
            let device = &mut self.devices[*device];
            if device.connected {
                device.down.push_back(frame.clone());
            }
        }
    }

    /// The server handles a device's next frame.
    fn work(&mut self, device: usize) -> bool {
        let Some(frame) = self.devices[device].up.pop_front() else { return false };
        match frame {
            ClientFrame::Hello { .. } => {
                let rooms = vec![self.server.membership()];
                let (epoch, you) = ("one".into(), ModelServer::user(ME));
                let (build, site, quiet) = (String::new(), SiteSettings::default(), vec![]);
                self.tell(
                    &[device],
                    &ServerFrame::Hello {
                        protocol: PROTOCOL,
                        epoch,
                        build,
                        site,
                        quiet,
                        you,
                        admin: false,
                        by_activity: false,
                        rooms,
                    },
                );
                return true;
            }
            ClientFrame::Read { seq, read_generation, .. } if read_generation == self.server.read_generation => {
                self.server.read = self.server.read.max(seq.min(self.server.head));
            }
            ClientFrame::Unread { seq, .. } => {
                self.server.read = (seq.max(1) - 1).min(self.server.head);
                self.server.read_generation += 1;
                self.seen.insert(self.server.read_generation, self.server.read);
            }
            _ => {}
        }
        let rooms = vec![self.server.membership()];
        self.tell(&[0, 1], &ServerFrame::Heads { rooms });
        true
    }

    fn hear(&mut self, device: usize) -> bool {
        let Some(frame) = self.devices[device].down.pop_front() else { return false };
        self.step(device, Input::Frame(Box::new(frame)));
        true
    }

    fn saw(&mut self, device: usize, input: Input) {
        let (read_generation, head) = (self.membership(device).read_generation, self.membership(device).head);
        self.step(device, input);
        if self.membership(device).read == head {
            let seen = self.seen.entry(read_generation).or_default();
            *seen = head.max(*seen);
        }
    }

    /// Of the seqs glanced at, only those that follow the read mark count as read.
    fn glances(&mut self, device: usize, from: Seq, to: Seq) {
        let RoomMembership { read_generation, head, read, .. } = *self.membership(device);
        let (from, to) = (from.min(head), to.min(head));
        self.step(device, Input::Seen(ROOM, from, to));
        let views = &mut self.devices[device].views;
        if views.0 != read_generation {
            *views = (read_generation, Default::default());
        }
        views.1.extend(from..=to);
        let unseen = (read + 1..).find(|seq| !views.1.contains(seq)).unwrap_or(read);
        let seen = self.seen.entry(read_generation).or_default();
        *seen = (*seen).max(unseen - 1);
    }

    fn happens(&mut self, op: Op) {
        match op {
            Op::Post => {
                self.server.head += 1;
                let head = self.server.head;
                let (mention, line) = (names_me(head), String::new());
                self.tell(&[0, 1], &ServerFrame::Notice { room: ROOM, head, by: OTHER, mention, line });
            }
            Op::See(device) => self.saw(device, Input::Seen(ROOM, 1, self.membership(device).head)),
            Op::Glance(device, from, to) => self.glances(device, from, to),
            Op::MarkRead(device) => self.saw(device, Input::MarkRead(ROOM)),
            Op::MarkUnread(device, seq) => {
                let seq = seq.min(self.membership(device).head);
                self.step(device, Input::MarkUnread(ROOM, seq));
            }
            Op::Enter(device, comes) => self.step(device, Input::Entered(comes.then_some(ROOM))),
            Op::Watch(device, looks) => self.step(device, Input::Watched(looks)),
            Op::Work(device) => drop(self.work(device)),
            Op::Hear(device) => drop(self.hear(device)),
            Op::Cut(device) => {
                let cut = &mut self.devices[device];
                if std::mem::take(&mut cut.connected) {
                    (cut.up, cut.down) = (VecDeque::new(), VecDeque::new());
                    self.step(device, Input::SocketClosed { code: close::RESTART, jitter: 0.0 });
                }
            }
            Op::Tick(device) => {
                self.now += 700;
                self.step(device, Input::Tick { jitter: 0.0 });
            }
        }
    }

    fn settle(&mut self) {
        for _ in 0..4 {
            self.now += 2_000;
            for device in 0..2 {
                self.step(device, Input::Tick { jitter: 0.0 });
            }
            while (0..2).any(|device| self.work(device) || self.hear(device)) {}
        }
    }

    fn has_settled(&self) -> Result<(), TestCaseError> {
        let server = self.server.membership();
        for device in 0..2 {
            // A device that does not follow goes by its own clock.
            let active_at = self.membership(device).active_at;
            let told = RoomMembership { active_at, ..server.clone() };
            prop_assert_eq!(self.membership(device), &told, "device {}", device);
            let Device { client, notice, .. } = &self.devices[device];
            prop_assert!(server.unread > 0 || !notice, "device {device} shows a notice of what is read");
            prop_assert!(server.unread > 0 || client.notices.toast.is_none(), "and a toast");
        }
        let most = self.seen[&server.read_generation];
        prop_assert!(server.read <= most, "read up to {}, and nobody saw more than {most}", server.read);
        Ok(())
    }
}

proptest! {
    #![proptest_config(cases(1_000))]
    #[test]
    fn two_devices_agree_with_the_server_and_nothing_unseen_is_read(ops in prop::collection::vec(op(), 1..80)) {
        let mut world = World::new();
        for op in ops {
            world.happens(op);
        }
        world.settle();
        world.has_settled()?;
    }
}

fn play(ops: impl IntoIterator<Item = Op>) -> World {
    let mut world = World::new();
    for op in ops {
        world.happens(op);
        world.settle();
    }
    world.has_settled().expect("settled");
    world
}

#[test]
fn read_on_one_device_is_read_on_the_other() {
    let world = play([Op::Post, Op::Post, Op::See(0)]);
    assert_eq!((world.membership(1).unread, world.membership(1).read), (0, 5));
}

#[test]
fn what_was_marked_as_unread_stays_so_while_the_room_lies_open_and_is_read_when_it_is_entered_anew() {
    for other in 0..2 {
        let mut world = play([
            Op::Enter(0, true),
            Op::Enter(1, true),
            Op::Watch(0, true),
            Op::Watch(1, true),
            Op::Post,
            Op::See(0),
            Op::MarkUnread(other, 4),
            Op::See(0),
            Op::See(1),
        ]);
        assert_eq!(world.server.membership().unread, 1, "marked on device {other}");
        world.happens(Op::Enter(0, false));
        world.happens(Op::Enter(0, true));
        world.happens(Op::See(0));
        world.settle();
        assert_eq!((world.membership(0).unread, world.membership(1).unread), (0, 0));
    }
}

#[test]
fn what_was_marked_without_a_line_is_told_when_there_is_one() {
    let mut world = play([Op::Post, Op::Post, Op::See(0)]);
    world.happens(Op::Cut(0));
    world.happens(Op::MarkUnread(0, 4));
    assert_eq!(world.server.membership().unread, 0);
    world.settle();
    assert_eq!((world.server.membership().unread, world.membership(1).unread), (2, 2));
}

#[test]
fn the_line_stands_where_the_reader_had_got_to_until_they_come_again() {
    let mut world = play([Op::Post, Op::Post, Op::Enter(0, true), Op::Watch(0, true)]);
    let line = |world: &World| world.devices[0].client.marks.line(ROOM);
    assert_eq!(line(&world), Some(3));
    for op in [Op::See(0), Op::Post, Op::See(0)] {
        world.happens(op);
        world.settle();
    }
    assert_eq!(line(&world), Some(3), "it stays while one reads");
    for op in [Op::Watch(0, false), Op::Post, Op::Post] {
        world.happens(op);
        world.settle();
    }
    assert_eq!(line(&world), Some(6), "what came while nobody looked has a line of its own");
    world.happens(Op::MarkRead(0));
    assert_eq!(line(&world), None);
}

#[test]
fn what_was_passed_over_stays_unread_until_it_was_in_view() {
    let posts = [Op::Post, Op::Post, Op::Post, Op::Post, Op::Enter(0, true), Op::Watch(0, true)];
    let mut world = play(posts.into_iter().chain([Op::Glance(0, 6, 7)]));
    assert_eq!(
        (world.membership(0).unread, world.membership(0).read),
        (4, 3),
        "the end is seen, and not what is before it"
    );
    world.happens(Op::Glance(0, 4, 4));
    world.settle();
    assert_eq!((world.membership(0).unread, world.membership(0).read), (3, 4));
    world.happens(Op::Glance(0, 5, 5));
    world.settle();
    assert_eq!((world.membership(0).unread, world.server.read), (0, 7), "now all of it has been seen");
}
