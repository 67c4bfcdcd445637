-- What invite links are called by those who look after them.
alter table invites add column name text not null default '';
alter table invitations add column name text not null default '';

-- When the person last looked at the open rooms: those made since are marked as new.
alter table users add column browsed_at integer not null default 0;
