//! Derived state that pages show beside messages: counts, mutes, and whose presence is watched.

use super::Client;
use crate::{
    model::{RoomId, RoomKind, RoomMembership, Seq, SiteSettings, User, UserId, address::room_of, limits},
    state::{
        notices::{Notice, NoticeText},
        roster::Roster,
    },
};

/// Most messages announced at once: of more, the newest.
const ANNOUNCED: usize = 3;

impl Client {
    /// Unread count of a room as shown. Posts that the viewer is reading as they come are not counted first.
    #[must_use]
    pub fn unread_in(&self, room: RoomId) -> i64 {
        let followed = self.marks.follows(room) && self.at_end.contains(&room);
        let coming = if followed { self.marks.coming(room) } else { 0 };
        self.rooms.get(&room).map_or(0, |membership| (membership.unread - coming).max(0))
    }

    /// How often a room was opened: its view is built anew each time.
    #[must_use]
    pub fn opening(&self, room: RoomId) -> u32 {
        self.openings.get(&room).copied().unwrap_or_default()
    }

    /// Whether a room's timeline is scrolled to its end, or about to be.
    #[must_use]
    pub fn is_at_end(&self, room: RoomId) -> bool {
        self.at_end.contains(&room)
    }

    /// Unread mentions of a room.
    #[must_use]
    pub fn mentions_in(&self, room: RoomId) -> i64 {
        if self.unread_in(room) == 0 { 0 } else { self.rooms.get(&room).map_or(0, |membership| membership.mentions) }
    }

    /// Whether a room was deleted while the viewer was a member.
    #[must_use]
    pub fn is_gone(&self, room: RoomId) -> bool {
        self.gone.contains(&room)
    }

    /// Whether a room is muted.
    #[must_use]
    pub fn is_muted(&self, room: RoomId) -> bool {
        self.rooms.get(&room).is_some_and(|membership| membership.is_muted(self.as_of))
    }

    /// Unread count over all rooms; of muted ones only mentions.
    #[must_use]
    pub fn unread(&self) -> i64 {
        let counts = |room: RoomId| if self.is_muted(room) { self.mentions_in(room) } else { self.unread_in(room) };
        self.rooms.keys().map(|room| counts(*room)).sum()
    }

    /// The others in a direct conversation, with their current profiles.
    #[must_use]
    pub fn others(&self, room: RoomId) -> Vec<User> {
        let with = self.rooms.get(&room).map_or(&[][..], |membership| &membership.with);
        with.iter().map(|user| self.people.get(&user.id).unwrap_or(user).clone()).collect()
    }

    /// The people whose presence to watch: the roster of the open room, then the other person of each
    /// one-to-one conversation, the newest conversations first.
    pub(super) fn in_sight(&self) -> Vec<UserId> {
        let roster = self.marks.current().and_then(|room| self.rosters.get(&room));
        let faces = roster.map_or(&[][..], |roster| &roster.faces);
        let me = self.me.as_ref().map(|me| me.id);
        let alone = self.rooms.values().rev().filter_map(|membership| match &membership.with[..] {
            [other] if membership.has_news() => Some(other.id),
            _ => None,
        });
        let mut seen = Vec::new();
        for person in faces.iter().copied().filter(|face| Some(*face) != me).chain(alone) {
            if seen.len() < limits::WATCHED && !seen.contains(&person) {
                seen.push(person);
            }
        }
        seen
    }

    #[must_use]
    pub fn room_by_slug(&self, slug: &str) -> Option<&RoomMembership> {
        let old = self.old.iter().find(|(old, _)| old == slug).and_then(|(_, room)| self.rooms.get(room));
        self.rooms.values().find(|membership| membership.room.slug == slug).or(old)
    }

    /// The room of the viewer's that an address leads into, or is about.
    #[must_use]
    pub fn room_at(&self, address: &str) -> Option<RoomId> {
        room_of(address).and_then(|slug| self.room_by_slug(slug)).map(|membership| membership.room.id)
    }

    /// The site's settings.
    #[must_use]
    pub const fn site(&self) -> &SiteSettings {
        &self.site
    }

    /// The contents of a notification.
    #[must_use]
    pub fn notice_text(&self, notice: &Notice) -> Option<NoticeText> {
        let room = &self.rooms.get(&notice.room)?.room;
        let direct = room.kind == RoomKind::Direct;
        Some(NoticeText {
            person: self.people.get(&notice.by).cloned(),
            cause: notice.cause,
            room: (!direct).then(|| room.name.clone()),
            line: notice.line.clone(),
            path: format!("/rooms/{}/{}", room.slug, notice.seq),
        })
    }

    /// Announcement of the newest messages of others in an opened room, such as `Bo: words`, and the seq up to which
    /// everything is announced; `before` is the announcement before it. At first there is nothing to say.
    #[must_use]
    pub fn announcement(&self, room: RoomId, before: Option<&(Seq, String)>) -> (Seq, String) {
        let Some(timeline) = self.timelines.get(&room) else { return (0, String::new()) };
        let Some((after, said)) = before else { return (timeline.last(), String::new()) };
        if timeline.last() <= *after {
            return (*after, said.clone());
        }
        let me = self.me.as_ref().map(|me| me.id);
        let news = timeline.rows().iter().rev().take_while(|entry| entry.seq > *after);
        let mut said = Vec::new();
        for entry in news.filter(|entry| Some(entry.by) != me).take(ANNOUNCED) {
            if let (Some(person), Some(body)) = (self.people.get(&entry.by), entry.body()) {
                said.insert(0, [&person.name, ": ", body].concat());
            }
        }
        (timeline.last(), said.join(". "))
    }

    /// Member count of an opened room, and some of its members.
    #[must_use]
    pub fn roster(&self, room: RoomId) -> Option<(i64, Vec<User>)> {
        let Roster { members, faces, .. } = self.rosters.get(&room)?;
        Some((*members, faces.iter().filter_map(|face| self.people.get(face)).cloned().collect()))
    }
}
