-- Whoever waits for a lock that somebody forgot says so within the time that a job has in a
-- tick, and gives its connection back. A setting of the role, like statement_timeout: a pooled
-- endpoint takes none from the connection string.
ALTER ROLE candor_app SET lock_timeout = '5s';
