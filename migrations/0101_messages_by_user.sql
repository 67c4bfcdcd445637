-- A person's messages are found by room and person in the index of client ids. This one cost each commit a page of
-- its own for every author.
drop index messages_by_user;
