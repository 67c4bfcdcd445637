-- What a session is called where its token must not stand.
alter table sessions add column handle text not null default '';
update sessions set handle = lower(hex(randomblob(12)));

-- When recovery codes were made or put off; null while nothing has been said to them.
alter table users add column codes_at integer;
-- When the account was deleted. What it wrote stays, under nobody's name.
alter table users add column deleted_at integer;

create index users_by_name on users (name collate nocase);
create index users_admins on users (is_admin) where is_admin = 1;

-- One-time codes that lead back into an account. Only hashes are kept, and a used one is deleted.
create table recovery_codes (
    user_id   integer not null references users (id) on delete cascade,
    code_hash blob    not null,
    primary key (user_id, code_hash)
) strict, without rowid;

-- Links by which an administrator lets somebody choose a new password; at most one a person.
create table reset_links (
    user_id    integer primary key references users (id) on delete cascade,
    token_hash blob    not null unique,
    expires_at integer not null
) strict;

-- Links that let people make an account where that takes an invitation.
create table invitations (
    id         integer primary key,
    token_hash blob    not null unique,
    made_by    integer not null references users (id),
    made_at    integer not null,
    expires_at integer not null,
    -- How many more accounts can be made with it; null for any number.
    uses_left  integer check (uses_left >= 0),
    used       integer not null default 0
) strict;
