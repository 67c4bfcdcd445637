-- Open rooms that every new account is in from the start.
create table default_rooms (
    room_id integer primary key references rooms (id) on delete cascade
) strict;
