//! Who is told of a message: one pure function of what they wish, what they have read, and the time.

use crate::model::{Level, Millis, RoomId, Seq, UserId};
use jiff::{
    Timestamp, ToSpan,
    civil::{Date, Weekday},
    tz::TimeZone,
};

/// Hours in which somebody is told of nothing, by the clocks of their zone.
#[derive(Clone, Debug, PartialEq)]
pub struct QuietHours {
    /// Minutes of the day. Ending no later than it starts, it lasts into the next day.
    pub starts: u16,
    pub ends: u16,
    /// The days on which it starts: 1 is Monday, 2 Tuesday, 4 Wednesday ...
    pub days: u8,
    zone: TimeZone,
}

/// Minutes of a day.
const DAY: i64 = 24 * 60;

impl QuietHours {
    /// Nothing where a minute is not of the day, no day is chosen, or there is no such zone.
    #[must_use]
    pub fn new(starts: i64, ends: i64, days: i64, zone: &str) -> Option<Self> {
        let minute = |minute: i64| u16::try_from(minute).ok().filter(|_| (0..DAY).contains(&minute));
        let days = u8::try_from(days).ok().filter(|days| (1..128).contains(days))?;
        let zone = TimeZone::get(zone).ok().filter(|zone| zone.iana_name().is_some())?;
        Some(Self { starts: minute(starts)?, ends: minute(ends)?, days, zone })
    }

    /// The zone's name.
    #[must_use]
    pub fn zone(&self) -> &str {
        self.zone.iana_name().unwrap_or("UTC")
    }

    /// Whether it is quiet on days that start on this one.
    #[must_use]
    pub const fn on(&self, weekday: Weekday) -> bool {
        self.days & (1 << weekday.to_monday_zero_offset()) != 0
    }

    /// The days on which it starts, from Monday on.
    pub fn weekdays(&self) -> impl Iterator<Item = Weekday> {
        Weekday::Monday.cycle_forward().take(7).filter(|day| self.on(*day))
    }

    /// The stretches of time in which it is quiet and that end after a moment, of those that start on the
    /// day before it or on one of so many days from then on: what browsers go by, which know no other zone
    /// than their own.
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

    /// The moment at which the clocks of the zone show this many minutes of a day.
    fn moment(&self, day: Date, minutes: u16) -> Option<Millis> {
        let (hour, minute) = (i8::try_from(minutes / 60).ok()?, i8::try_from(minutes % 60).ok()?);
        Some(day.at(hour, minute, 0, 0).to_zoned(self.zone.clone()).ok()?.timestamp().as_millisecond())
    }

    /// Whether it is quiet at a moment.
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

/// Minutes of a day as a clock shows them: `22:30`.
#[must_use]
pub fn clock(minutes: u16) -> String {
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}

/// A message that was stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Post {
    pub room: RoomId,
    pub seq: Seq,
    pub by: UserId,
    /// People of the room whom it mentions.
    pub mentions: Vec<UserId>,
}

/// What a member wishes, and has read.
#[derive(Clone, Debug, PartialEq)]
pub struct NotificationPrefs {
    pub user: UserId,
    pub read: Seq,
    /// What they chose for this room.
    pub level: Option<Level>,
    /// What they chose for rooms like it.
    pub overall: Level,
    pub muted_until: Option<Millis>,
    pub quiet: Option<QuietHours>,
}

impl NotificationPrefs {
    /// Whether the room is muted at a moment.
    #[must_use]
    pub fn is_muted(&self, at: Millis) -> bool {
        self.muted_until.is_some_and(|until| at < until)
    }
}

/// Whether this member is to be told of the message now. Muting and quiet hours hold for mentions
/// as well: who wants those only has a level for it. What they keep back is not made up for later;
/// the unread marks are still there.
#[must_use]
pub fn should_notify(post: &Post, member: &NotificationPrefs, direct: bool, now: Millis) -> bool {
    let level = member.level.unwrap_or(Level::usual(direct, member.overall));
    level.wants(post.mentions.contains(&member.user))
        && post.by != member.user
        && post.seq > member.read
        && !member.is_muted(now)
        && !member.quiet.as_ref().is_some_and(|quiet| quiet.covers(now))
}
