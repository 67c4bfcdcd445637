-- How often the member moved the read mark back. Of two marks the one of the later turn holds, and
-- within a turn the greater: so devices agree, in whatever order they are heard.
alter table memberships add column read_turn integer not null default 0;
