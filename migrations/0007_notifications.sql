-- A browser that can be told of messages while no page of ours is open. It belongs to the session
-- that turned it on, and goes with it.
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

-- Notices on their way: one for each browser and room, telling of the newest message.
create table push_queue (
    subscription_id integer not null references push_subscriptions (id) on delete cascade,
    room_id         integer not null references rooms (id) on delete cascade,
    seq             integer not null,
    mentioned       integer not null,
    queued_at       integer not null,
    due_at          integer not null,
    tries           integer not null default 0,
    primary key (subscription_id, room_id)
) strict, without rowid;

create index push_queue_by_due on push_queue (due_at);

-- Notices that a browser has got, to be withdrawn with the next one once they are read.
create table push_shown (
    subscription_id integer not null references push_subscriptions (id) on delete cascade,
    room_id         integer not null references rooms (id) on delete cascade,
    seq             integer not null,
    primary key (subscription_id, room_id)
) strict, without rowid;

-- What a member wants to be told of in one room; no row means the usual.
create table notify_rooms (
    room_id     integer not null,
    user_id     integer not null,
    level       text    check (level in ('everything', 'mentions', 'nothing')),
    muted_until integer,
    primary key (room_id, user_id),
    foreign key (room_id, user_id) references memberships (room_id, user_id) on delete cascade
) strict, without rowid;

create index notify_rooms_everything on notify_rooms (room_id, user_id) where level = 'everything';

-- When a person wants to be told of nothing: minutes of the day, on these days (1 is Monday, 2
-- Tuesday, 4 Wednesday ...), by the clocks of a time zone.
create table quiet_hours (
    user_id integer primary key references users (id) on delete cascade,
    starts  integer not null,
    ends    integer not null,
    days    integer not null,
    zone    text    not null
) strict;
