-- People's choices, on all of their devices: theme ('system', 'light' or 'dark'), and whether their rooms are listed
-- by what was written last instead of by name.
alter table users add column theme text not null default 'system';
alter table users add column by_activity integer not null default 0;
-- What the Enter key does in a message: 'device' for what is usual there, 'sends' or 'breaks' the line.
alter table users add column enter_key text not null default 'device';

-- Whether the member lists the room above the others.
alter table memberships add column favourite integer not null default 0;

-- When the newest message was posted; at first when the room was made.
alter table rooms add column active_at integer not null default 0;
update rooms set active_at = coalesce(
    (select entries.at from entries where entries.room_id = rooms.id and entries.seq = rooms.head), created_at);

-- When the status ends by itself, and until when nothing notifies the person.
alter table users add column status_until integer;
alter table users add column quiet_until integer;
create index users_by_status_end on users (status_until) where status_until is not null;
