-- "Roos": marks the file as ours before anything is read from it.
pragma application_id = 1383034739;

-- What is true of the whole place: the epoch that tells one database from another.
create table place (
    key   text primary key,
    value text not null
) strict, without rowid;

insert into place (key, value) values ('epoch', lower(hex(randomblob(16))));

create table users (
    id            integer primary key,
    username      text    not null,
    -- The username without case: names are unique in this form.
    username_key  text    not null unique,
    name          text    not null,
    password_hash text    not null,
    is_admin      integer not null default 0,
    created_at    integer not null
) strict;

-- A signed-in device. Only a hash of its token is kept.
create table sessions (
    token_hash blob    primary key,
    user_id    integer not null references users (id) on delete cascade,
    created_at integer not null,
    used_at    integer not null,
    device     text    not null default ''
) strict, without rowid;

create index sessions_by_user on sessions (user_id);
create index sessions_by_use on sessions (used_at);

create table rooms (
    id         integer primary key,
    slug       text    not null unique,
    name       text    not null,
    topic      text    not null default '',
    -- The newest seq of the room's log.
    head       integer not null default 0,
    created_by integer not null references users (id),
    created_at integer not null
) strict;

create table memberships (
    room_id    integer not null references rooms (id) on delete cascade,
    user_id    integer not null references users (id) on delete cascade,
    role       text    not null check (role in ('member', 'moderator', 'owner')),
    joined_seq integer not null,
    -- The newest seq that the member has read.
    read_seq   integer not null,
    primary key (room_id, user_id)
) strict, without rowid;

create index memberships_by_user on memberships (user_id, room_id);
-- A room's longest members come first on its card.
create index memberships_by_joining on memberships (room_id, joined_seq, user_id);

-- The room log: dense seq from 1, and beside each post its current state, so that a page of
-- history is one range of this table.
create table entries (
    room_id   integer not null references rooms (id) on delete cascade,
    seq       integer not null check (seq > 0),
    at        integer not null,
    user_id   integer not null references users (id),
    kind      text    not null check (kind in ('create', 'join', 'leave', 'post')),
    client_id text,
    body      text,
    primary key (room_id, seq),
    check ((kind = 'post') = (client_id is not null and body is not null))
) strict, without rowid;

-- One message per author's own name for it, for the life of the room.
create unique index entries_by_client_id on entries (room_id, user_id, client_id)
    where client_id is not null;
-- Others' posts after what one has read, counted without touching the texts.
create index entries_unread on entries (room_id, seq, user_id) where kind = 'post';
