-- How many live records each station has, of the nouns there can be a great many of: kept by the
-- write path in the same commit. A list of everything is counted by reading one row, where it took
-- passing over each entry of an index.
CREATE TABLE live (
  noun TEXT NOT NULL,
  station TEXT NOT NULL,
  count INTEGER NOT NULL,
  PRIMARY KEY (noun, station)
) STRICT, WITHOUT ROWID;

INSERT INTO live SELECT 'visit', station, count(*) FROM visit WHERE deleted_at = '' GROUP BY station;
INSERT INTO live SELECT 'activity', station, count(*) FROM activity WHERE deleted_at = '' GROUP BY station;
INSERT INTO live SELECT 'matter', station, count(*) FROM matter WHERE deleted_at = '' GROUP BY station;

-- They were there to be counted.
DROP INDEX visit_live;
DROP INDEX matter_live;
