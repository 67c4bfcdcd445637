-- The whole schema, as of the first release; later steps only add to it. Times are milliseconds since 1970 UTC,
-- flags are 0 or 1, and ids are never given to another row.

-- "Roos": marks the file as ours before anything is read from it.
pragma application_id = 1383034739;

-- The site's settings and state, by key: its name, the epoch that tells one database from another, the number of
-- commits.
create table settings (
    key   text primary key,
    value text not null
) strict, without rowid;

insert into settings (key, value) values ('epoch', lower(hex(randomblob(16))));

-- People and their accounts ----------------------------------------------------------------------------------

create table users (
    id            integer primary key,
    username      text    not null,
    -- The username without case: names are unique in this form.
    username_key  text    not null unique,
    name          text    not null,
    password_hash text    not null,
    is_admin      integer not null default 0,
    created_at    integer not null,
    -- Counts the changes of the profile, so that of two copies of it the later one is known.
    rev           integer not null default 0,
    -- The rev in which the picture was set; 0 for none.
    picture       integer not null default 0,
    status        text    not null default '',
    emoji         text    not null default '',
    -- An IANA name; empty for none.
    zone          text    not null default '',
    -- When recovery codes were made or declined; null while nothing has been said to them.
    codes_at      integer,
    -- Since when nobody can sign in to the account; null while somebody can.
    suspended_at  integer,
    -- When the account was deleted. Its messages stay, under nobody's name.
    deleted_at    integer
) strict;

create index users_by_name on users (name collate nocase);
create index users_admins on users (is_admin) where is_admin = 1;

-- Every username that anybody has or has had, without case. One that was given up stays theirs: old mentions
-- and links find them, and nobody else can pass for them.
create table usernames (
    key     text    primary key,
    user_id integer not null references users (id) on delete cascade
) strict, without rowid;

create index usernames_by_user on usernames (user_id);

-- A signed-in device. Only a hash of its token is kept.
create table sessions (
    token_hash blob    primary key,
    user_id    integer not null references users (id) on delete cascade,
    created_at integer not null,
    used_at    integer not null,
    device     text    not null default '',
    -- Names the session where its token must not stand.
    handle     text    not null
) strict, without rowid;

create index sessions_by_user on sessions (user_id);
create index sessions_by_use on sessions (used_at);

-- One-time codes that lead back into an account. Only hashes are kept, and a used one is deleted.
create table recovery_codes (
    user_id   integer not null references users (id) on delete cascade,
    code_hash blob    not null,
    primary key (user_id, code_hash)
) strict, without rowid;

-- Links by which an administrator lets somebody choose a new password; at most one a person.
create table reset_links (
    user_id    integer primary key references users (id) on delete cascade,
    token_hash blob    not null unique,
    expires_at integer not null
) strict;

-- Links that let people make an account where that takes an invitation.
create table invitations (
    id         integer primary key,
    token_hash blob    not null unique,
    made_by    integer not null references users (id),
    made_at    integer not null,
    expires_at integer not null,
    -- How many more accounts can be made with it; null for any number.
    uses_left  integer check (uses_left >= 0),
    used       integer not null default 0
) strict;

-- Rooms ------------------------------------------------------------------------------------------------------

create table rooms (
    id          integer primary key,
    slug        text    not null unique,
    name        text    not null,
    topic       text    not null default '',
    -- Everybody with an account can join; only invited people; or a fixed set of people.
    kind        text    not null check (kind in ('open', 'private', 'direct')),
    -- The people of a direct conversation: their ids, ascending, joined by commas. One for each set of people.
    people      text,
    -- The newest seq of the room's log.
    head        integer not null default 0,
    -- The run of messages that the newest one belongs to: its author, and the seq at which it began. See
    -- `messages.run`.
    run_by      integer,
    run         integer,
    created_by  integer not null references users (id),
    created_at  integer not null,
    -- Since when it can only be read.
    archived_at integer
) strict;

create unique index rooms_by_people on rooms (people) where people is not null;
-- Open rooms as administrators see them: those that are in use first, by name.
create index rooms_open on rooms (archived_at is not null, name collate nocase, id) where kind = 'open';

-- Slugs that rooms had before they were renamed; they lead on, and nobody else can have them.
create table old_slugs (
    slug    text    primary key,
    room_id integer not null references rooms (id) on delete cascade
) strict, without rowid;

create index old_slugs_by_room on old_slugs (room_id);

-- Rooms that were deleted: their ids are not given to others, because browsers may still hold messages for them.
create table deleted_rooms (
    id integer primary key,
    at integer not null
) strict;

-- Members of a room when it was deleted: they are told so at the addresses that it had. To all others it is as
-- if it had never been.
create table deleted_members (
    slug    text    not null,
    user_id integer not null references users (id) on delete cascade,
    room_id integer not null,
    primary key (slug, user_id)
) strict, without rowid;

create index deleted_members_by_user on deleted_members (user_id, room_id);

create table memberships (
    room_id         integer not null references rooms (id) on delete cascade,
    user_id         integer not null references users (id) on delete cascade,
    role            text    not null check (role in ('member', 'moderator', 'owner')),
    joined_seq      integer not null,
    -- The newest seq that the member has read.
    read_seq        integer not null,
    -- How often the member moved the read mark back. Of two marks the one of the later generation holds, and
    -- within a generation the greater: so devices agree, in whatever order they are heard.
    read_generation integer not null default 0,
    -- The head when the member put a direct conversation away: with the next message it is back.
    away_seq        integer not null default 0,
    primary key (room_id, user_id)
) strict, without rowid;

create index memberships_by_user on memberships (user_id, room_id);
-- A room's longest members come first on its card.
create index memberships_by_joining on memberships (room_id, joined_seq, user_id);
-- Owners and moderators.
create index memberships_by_staff on memberships (room_id, role, joined_seq, user_id) where role <> 'member';

create table bans (
    room_id integer not null references rooms (id) on delete cascade,
    user_id integer not null references users (id) on delete cascade,
    by      integer not null references users (id) on delete cascade,
    at      integer not null,
    primary key (room_id, user_id)
) strict, without rowid;

create index bans_by_user on bans (user_id);
create index bans_by_maker on bans (by);

-- Links that lead into a room. Only a hash of a link's token is kept: it is shown when it is made.
create table invites (
    id         integer primary key,
    room_id    integer not null references rooms (id) on delete cascade,
    by         integer not null references users (id) on delete cascade,
    token_hash blob    not null unique,
    created_at integer not null,
    -- Null: not by itself.
    expires_at integer,
    uses       integer not null default 0,
    -- Null: as many as come.
    most       integer
) strict;

create index invites_by_room on invites (room_id, id);
create index invites_by_maker on invites (by, room_id);

-- The room log, and messages ---------------------------------------------------------------------------------

-- The room log: everything that members could see happen, dense seq from 1. No words of messages: those are in
-- `messages`, so that they are in one place when they change.
create table entries (
    room_id integer not null references rooms (id) on delete cascade,
    seq     integer not null check (seq > 0),
    at      integer not null,
    user_id integer not null references users (id),
    -- The kinds are those of the program that wrote it: a later one may know more.
    kind    text    not null,
    -- Whether it is a row of its own in the timeline. An edit is not: it shows in the message.
    visible integer not null,
    -- The seq of the message that it changes.
    target  integer,
    -- What else belongs to its kind, as JSON; null for nothing.
    data    text,
    primary key (room_id, seq)
) strict, without rowid;

create index entries_visible on entries (room_id, seq) where visible = 1;

-- Messages as they are now.
create table messages (
    id          integer primary key,
    room_id     integer not null,
    -- The entry that posted it.
    seq         integer not null,
    user_id     integer not null references users (id),
    -- The author's own name for it, one for the life of the room: by it a retry is known.
    client_id   text    not null,
    -- The seq at which the run that it belongs to began: messages one after the other by one author. A count of
    -- others' messages steps over the reader's own by runs.
    run         integer not null,
    -- Null: deleted.
    body        text,
    -- The entry that changed it last; 0 for none.
    changed_seq integer not null default 0,
    unique (room_id, seq),
    unique (room_id, user_id, client_id),
    foreign key (room_id, seq) references entries (room_id, seq) on delete cascade
) strict;

-- From one live message to the next, and from one run to the next.
create index messages_live on messages (room_id, seq) where body is not null;
create index messages_by_run on messages (room_id, run, seq) where body is not null;
create index messages_by_user on messages (user_id, room_id, seq);

-- The members mentioned in a message: counted apart from what is merely unread.
create table mentions (
    room_id    integer not null,
    user_id    integer not null references users (id) on delete cascade,
    seq        integer not null,
    message_id integer not null references messages (id) on delete cascade,
    primary key (room_id, user_id, seq)
) strict, without rowid;

create index mentions_by_user on mentions (user_id);
create index mentions_by_message on mentions (message_id, user_id);

-- Notifications ----------------------------------------------------------------------------------------------

-- A member's notification level in one room; no row means the default.
create table notify_rooms (
    room_id     integer not null,
    user_id     integer not null,
    level       text    check (level in ('everything', 'mentions', 'nothing')),
    muted_until integer,
    primary key (room_id, user_id),
    foreign key (room_id, user_id) references memberships (room_id, user_id) on delete cascade
) strict, without rowid;

create index notify_rooms_everything on notify_rooms (room_id, user_id) where level = 'everything';

-- A person's level in rooms where they have chosen none; no row means mentions.
create table notify_defaults (
    user_id integer primary key references users (id) on delete cascade,
    level   text    not null check (level in ('everything', 'mentions', 'nothing'))
) strict;

-- Hours without notifications: minutes of the day, on these days (1 is Monday, 2 Tuesday, 4 Wednesday ...), by
-- the clock of a time zone.
create table quiet_hours (
    user_id integer primary key references users (id) on delete cascade,
    starts  integer not null,
    ends    integer not null,
    days    integer not null,
    zone    text    not null
) strict;

-- A browser that can be notified while no page of ours is open. It belongs to the session that turned it on, and
-- goes with it.
create table push_subscriptions (
    id           integer primary key,
    session      blob    not null unique references sessions (token_hash) on delete cascade,
    user_id      integer not null references users (id) on delete cascade,
    endpoint     text    not null unique,
    -- The browser's public key, and the secret it shares with us.
    p256dh       blob    not null,
    auth         blob    not null,
    created_at   integer not null,
    -- When its push service last took something, and how often it has not since.
    succeeded_at integer,
    failures     integer not null default 0
) strict;

create index push_subscriptions_by_user on push_subscriptions (user_id);

-- Notifications on their way: one for each browser and room, for the newest message.
create table push_queue (
    subscription_id integer not null references push_subscriptions (id) on delete cascade,
    room_id         integer not null references rooms (id) on delete cascade,
    seq             integer not null,
    mentioned       integer not null,
    queued_at       integer not null,
    due_at          integer not null,
    attempts        integer not null default 0,
    primary key (subscription_id, room_id)
) strict, without rowid;

create index push_queue_by_due on push_queue (due_at);

-- Notifications that a browser has got, to be withdrawn with the next one once they are read.
create table push_shown (
    subscription_id integer not null references push_subscriptions (id) on delete cascade,
    room_id         integer not null references rooms (id) on delete cascade,
    seq             integer not null,
    primary key (subscription_id, room_id)
) strict, without rowid;
