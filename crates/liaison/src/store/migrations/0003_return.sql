-- The way back and the ways there: what the county says of a matter, what travels with which stick,
-- and the shared folder that stands in for one.

-- A bundle's rows come before its blobs: each blob is asked for by the attachments that show it.
CREATE INDEX attachment_by_blob ON attachment (sha256);

-- Files of the shared folder that were fetched and looked at, so that each is fetched once. `mark`
-- is '' of one that was taken in; of a refused one, what must change before it is looked at again.
CREATE TABLE fetched (path TEXT PRIMARY KEY, mark TEXT NOT NULL) STRICT, WITHOUT ROWID;

-- One handoff that did not fit one file: the number it begins with, and whether the next number goes on.
ALTER TABLE bundle ADD COLUMN first_part INTEGER NOT NULL DEFAULT 0;
ALTER TABLE bundle ADD COLUMN more INTEGER NOT NULL DEFAULT 0;
ALTER TABLE received ADD COLUMN first_part INTEGER NOT NULL DEFAULT 0;
ALTER TABLE received ADD COLUMN more INTEGER NOT NULL DEFAULT 0;
UPDATE bundle SET first_part = seq;
UPDATE received SET first_part = seq;

-- The county's last step about a matter that its station has taken in: what stands between the two pictures of it.
ALTER TABLE matter ADD COLUMN "county_step" TEXT NOT NULL DEFAULT '';
