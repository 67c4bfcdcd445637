-- Who can come in: everybody with an account, those who are invited, or the people whose
-- conversation it is and nobody else.
alter table rooms add column kind text not null default 'open' check (kind in ('open', 'private', 'direct'));
-- Since when it can only be read.
alter table rooms add column archived_at integer;
-- Whose conversation a direct one is: their ids, rising, joined by commas. One for each set of people.
alter table rooms add column people text;

create unique index rooms_by_people on rooms (people) where people is not null;

-- What was done to the room or to somebody in it, beside coming, going and writing. Such an entry
-- has kind 'create' (the room was made into what it is now), its text in `body`, and whom it was
-- done to. Columns instead of more kinds: the check on `kind` could only be changed by copying the
-- largest table there is.
alter table entries add column change text
    check (change in ('remove', 'ban', 'unban', 'role', 'name', 'topic', 'archive', 'unarchive', 'delete'));
alter table entries add column whom integer;

-- Addresses that rooms had before they were renamed; they lead on, and nobody else can have them.
create table old_slugs (
    slug    text    primary key,
    room_id integer not null references rooms (id) on delete cascade
) strict, without rowid;

create index old_slugs_by_room on old_slugs (room_id);

-- Rooms that were deleted: their numbers are not given to others, because browsers may still hold
-- messages for them.
create table deleted_rooms (
    id integer primary key,
    at integer not null
) strict;

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
-- Those who look after a room.
create index memberships_by_staff on memberships (room_id, role, joined_seq, user_id) where role <> 'member';
