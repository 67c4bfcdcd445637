-- Since when nobody can sign in to the account; null while somebody can.
alter table users add column suspended_at integer;

-- Open rooms as administrators see them: those that are in use first, by name.
create index rooms_open on rooms (archived_at is not null, name collate nocase, id) where kind = 'open';

-- A room with people in it has an owner. Where there was none, it is of those of the highest role the
-- one who came first, as when an owner leaves.
update memberships set role = 'owner'
where (room_id, user_id) in (
    select room_id, user_id from (
        select memberships.room_id, memberships.user_id,
               row_number() over (
                   partition by memberships.room_id
                   order by memberships.role <> 'moderator', memberships.joined_seq, memberships.user_id) as place
        from memberships join rooms on rooms.id = memberships.room_id
        where rooms.kind <> 'direct'
          and not exists (select 1 from memberships as owners
                          where owners.room_id = memberships.room_id and owners.role = 'owner'))
    where place = 1);
