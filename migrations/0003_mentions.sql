-- Whom a post names, of those who were in the room: counted apart from what is merely unread.
create table mentions (
    room_id integer not null,
    user_id integer not null references users (id) on delete cascade,
    seq     integer not null,
    primary key (room_id, user_id, seq),
    foreign key (room_id, seq) references entries (room_id, seq) on delete cascade
) strict, without rowid;

create index mentions_by_user on mentions (user_id);
create index mentions_by_entry on mentions (room_id, seq);
