-- What a person wants to be told of in rooms where they have chosen nothing; no row means mentions.
create table notify_usual (
    user_id integer primary key references users (id) on delete cascade,
    level   text    not null check (level in ('everything', 'mentions', 'nothing'))
) strict;

create index notify_usual_by_level on notify_usual (level, user_id);
