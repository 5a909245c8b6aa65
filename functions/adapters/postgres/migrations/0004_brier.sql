-- How P(up) did; unknown of what was scored before it was asked.
ALTER TABLE score ADD COLUMN brier double precision CHECK (brier BETWEEN 0 AND 1);
