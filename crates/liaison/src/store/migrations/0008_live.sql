-- How many live records each station has, of the nouns there can be a great many of: kept by the
-- tables themselves in the same commit, whoever writes them. A list of everything is counted by
-- reading one row, where it took passing over each entry of an index.
CREATE TABLE live (
  noun TEXT NOT NULL,
  station TEXT NOT NULL,
  count INTEGER NOT NULL,
  PRIMARY KEY (noun, station)
) STRICT, WITHOUT ROWID;

INSERT INTO live SELECT 'visit', station, count(*) FROM visit WHERE deleted_at = '' GROUP BY station;
CREATE TRIGGER visit_comes AFTER INSERT ON visit WHEN new.deleted_at = '' BEGIN
  INSERT INTO live VALUES ('visit', new.station, 1) ON CONFLICT DO UPDATE SET count = count + 1;
END;
CREATE TRIGGER visit_goes AFTER DELETE ON visit WHEN old.deleted_at = '' BEGIN
  UPDATE live SET count = count - 1 WHERE noun = 'visit' AND station = old.station;
END;
CREATE TRIGGER visit_moves AFTER UPDATE ON visit WHEN (old.deleted_at = '') != (new.deleted_at = '') OR old.station != new.station BEGIN
  UPDATE live SET count = count - (old.deleted_at = '') WHERE noun = 'visit' AND station = old.station;
  INSERT INTO live VALUES ('visit', new.station, new.deleted_at = '') ON CONFLICT DO UPDATE SET count = count + excluded.count;
END;

INSERT INTO live SELECT 'activity', station, count(*) FROM activity WHERE deleted_at = '' GROUP BY station;
CREATE TRIGGER activity_comes AFTER INSERT ON activity WHEN new.deleted_at = '' BEGIN
  INSERT INTO live VALUES ('activity', new.station, 1) ON CONFLICT DO UPDATE SET count = count + 1;
END;
CREATE TRIGGER activity_goes AFTER DELETE ON activity WHEN old.deleted_at = '' BEGIN
  UPDATE live SET count = count - 1 WHERE noun = 'activity' AND station = old.station;
END;
CREATE TRIGGER activity_moves AFTER UPDATE ON activity WHEN (old.deleted_at = '') != (new.deleted_at = '') OR old.station != new.station BEGIN
  UPDATE live SET count = count - (old.deleted_at = '') WHERE noun = 'activity' AND station = old.station;
  INSERT INTO live VALUES ('activity', new.station, new.deleted_at = '') ON CONFLICT DO UPDATE SET count = count + excluded.count;
END;

INSERT INTO live SELECT 'matter', station, count(*) FROM matter WHERE deleted_at = '' GROUP BY station;
CREATE TRIGGER matter_comes AFTER INSERT ON matter WHEN new.deleted_at = '' BEGIN
  INSERT INTO live VALUES ('matter', new.station, 1) ON CONFLICT DO UPDATE SET count = count + 1;
END;
CREATE TRIGGER matter_goes AFTER DELETE ON matter WHEN old.deleted_at = '' BEGIN
  UPDATE live SET count = count - 1 WHERE noun = 'matter' AND station = old.station;
END;
CREATE TRIGGER matter_moves AFTER UPDATE ON matter WHEN (old.deleted_at = '') != (new.deleted_at = '') OR old.station != new.station BEGIN
  UPDATE live SET count = count - (old.deleted_at = '') WHERE noun = 'matter' AND station = old.station;
  INSERT INTO live VALUES ('matter', new.station, new.deleted_at = '') ON CONFLICT DO UPDATE SET count = count + excluded.count;
END;

-- They were there to be counted.
DROP INDEX visit_live;
DROP INDEX matter_live;
