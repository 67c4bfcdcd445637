//! Notification rules: whether a member is notified of a message, by preferences, read mark and time.

use crate::model::{Millis, NotifyLevel, RoomId, Seq, UserId};
use jiff::{
    Timestamp, ToSpan,
    civil::{Date, Weekday},
    tz::TimeZone,
};

/// Quiet hours: no notifications, by the clock of a time zone.
#[derive(Clone, Debug, PartialEq)]
pub struct QuietHours {
    /// Minutes of the day. If the end is not after the start, they last into the next day.
    pub starts: u16,
    pub ends: u16,
    /// The days on which they start, as bits: 1 is Monday, 2 Tuesday, 4 Wednesday ...
    pub days: u8,
    zone: TimeZone,
}

/// Minutes per day.
const DAY: i64 = 24 * 60;

impl QuietHours {
    /// `None` if a minute is out of range, no day is chosen, or the time zone is unknown.
    #[must_use]
    pub fn new(starts: i64, ends: i64, days: i64, zone: &str) -> Option<Self> {
        let minute = |minute: i64| u16::try_from(minute).ok().filter(|_| (0..DAY).contains(&minute));
        let days = u8::try_from(days).ok().filter(|days| (1..128).contains(days))?;
        let zone = TimeZone::get(zone).ok().filter(|zone| zone.iana_name().is_some())?;
        Some(Self { starts: minute(starts)?, ends: minute(ends)?, days, zone })
    }

    /// IANA name of the time zone.
    #[must_use]
    pub fn zone(&self) -> &str {
        self.zone.iana_name().unwrap_or("UTC")
    }

    /// Whether they start on this weekday.
    #[must_use]
    pub const fn on(&self, weekday: Weekday) -> bool {
        self.days & (1 << weekday.to_monday_zero_offset()) != 0
    }

    /// The days on which they start, from Monday on.
    pub fn weekdays(&self) -> impl Iterator<Item = Weekday> {
        Weekday::Monday.cycle_forward().take(7).filter(|day| self.on(*day))
    }

    /// Time spans of the quiet hours that end after `from`, of those that start on the day before it or on one
    /// of the `days` days from then on. For browsers, which know the rules of no time zone but their own.
    #[must_use]
    pub fn spans(&self, from: Millis, days: usize) -> Vec<(Millis, Millis)> {
        let Ok(from_moment) = Timestamp::from_millisecond(from) else { return Vec::new() };
        let yesterday = from_moment.to_zoned(self.zone.clone()).date().yesterday();
        let starts = yesterday.into_iter().flat_map(|day| day.series(1.day())).take(days + 1);
        let spans = starts.filter(|day| self.on(day.weekday())).filter_map(|day| {
            let end = if self.starts < self.ends { day } else { day.tomorrow().ok()? };
            Some((self.moment(day, self.starts)?, self.moment(end, self.ends)?))
        });
        spans.filter(|(_, to)| *to > from).collect()
    }

    /// Converts a local time, in minutes of a day, to a timestamp.
    fn moment(&self, day: Date, minutes: u16) -> Option<Millis> {
        let (hour, minute) = (i8::try_from(minutes / 60).ok()?, i8::try_from(minutes % 60).ok()?);
        Some(day.at(hour, minute, 0, 0).to_zoned(self.zone.clone()).ok()?.timestamp().as_millisecond())
    }

    /// Whether they cover a moment.
    #[must_use]
    pub fn covers(&self, at: Millis) -> bool {
        let Ok(at) = Timestamp::from_millisecond(at) else { return false };
        let local = at.to_zoned(self.zone.clone());
        let minute = u16::from(local.hour().unsigned_abs()) * 60 + u16::from(local.minute().unsigned_abs());
        let today = local.weekday();
        if self.starts < self.ends {
            return self.on(today) && (self.starts..self.ends).contains(&minute);
        }
        self.on(today) && minute >= self.starts || self.on(today.previous()) && minute < self.ends
    }
}

/// Clock time of a minute of the day: `22:30`.
#[must_use]
pub fn clock(minutes: u16) -> String {
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}

/// A stored message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Post {
    pub room: RoomId,
    pub seq: Seq,
    pub by: UserId,
    /// Members mentioned in it.
    pub mentions: Vec<UserId>,
}

/// A member's notification preferences for a room, and their read mark.
#[derive(Clone, Debug, PartialEq)]
pub struct NotificationPrefs {
    pub user: UserId,
    pub read: Seq,
    /// Notification level chosen for this room.
    pub level: Option<NotifyLevel>,
    /// Default notification level, for rooms without one of their own.
    pub default_level: NotifyLevel,
    pub muted_until: Option<Millis>,
    pub quiet: Option<QuietHours>,
    /// Until when nothing notifies them.
    pub quiet_until: Option<Millis>,
}

impl NotificationPrefs {
    /// Whether the room is muted at a moment.
    #[must_use]
    pub fn is_muted(&self, at: Millis) -> bool {
        self.muted_until.is_some_and(|until| at < until)
    }
}

/// Whether this member is notified of the message now. Muting and quiet hours apply to mentions as well: there
/// is a notification level for mentions only. Suppressed notifications are not sent later; the message stays
/// unread.
#[must_use]
pub fn should_notify(post: &Post, member: &NotificationPrefs, direct: bool, now: Millis) -> bool {
    let level = member.level.unwrap_or(NotifyLevel::in_room(direct, member.default_level));
    level.wants(post.mentions.contains(&member.user))
        && post.by != member.user
        && post.seq > member.read
        && !member.is_muted(now)
        && !member.quiet.as_ref().is_some_and(|quiet| quiet.covers(now))
        && member.quiet_until.is_none_or(|until| now >= until)
}
