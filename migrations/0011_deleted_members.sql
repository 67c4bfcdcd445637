-- Whoever was in a room when it was deleted is told so at the addresses that it had. To all others it is
-- as if it had never been.
create table deleted_members (
    slug    text    not null,
    user_id integer not null references users (id) on delete cascade,
    room_id integer not null,
    primary key (slug, user_id)
) strict, without rowid;

create index deleted_members_by_user on deleted_members (user_id, room_id);
