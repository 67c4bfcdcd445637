-- What people tell of themselves beside their name. `rev` counts the changes, so that of two
-- accounts of a person the later one is known; `picture` is the rev in which theirs was set, or 0.
alter table users add column rev integer not null default 0;
alter table users add column picture integer not null default 0;
alter table users add column status text not null default '';
alter table users add column emoji text not null default '';
-- An IANA name, or nothing.
alter table users add column zone text not null default '';

-- Every name that anybody has or has had, without case. One that was given up stays theirs: old
-- mentions and links find them, and nobody else can pass for them.
create table usernames (
    key     text    primary key,
    user_id integer not null references users (id) on delete cascade
) strict, without rowid;

create index usernames_by_user on usernames (user_id);

insert into usernames (key, user_id) select username_key, id from users;

-- Whoever takes a name takes it here; another's fails on the primary key, as one in use would.
create trigger users_take_a_name after insert on users begin
    insert into usernames (key, user_id) values (new.username_key, new.id);
end;

create trigger users_change_their_name after update of username_key on users
when not exists (select 1 from usernames where key = new.username_key and user_id = new.id)
begin
    insert into usernames (key, user_id) values (new.username_key, new.id);
end;
