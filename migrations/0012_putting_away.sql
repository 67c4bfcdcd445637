-- Where a conversation's log stood when the member put it away: with the next message it is back.
alter table memberships add column away_seq integer not null default 0;
