-- The county office's own records, and what its desk needs to be quick over all stations.

CREATE TABLE home (
  id TEXT PRIMARY KEY,
  station TEXT NOT NULL,
  number TEXT NOT NULL,
  revision INTEGER NOT NULL,
  made_at TEXT NOT NULL,
  made_by TEXT NOT NULL,
  changed_at TEXT NOT NULL,
  changed_by TEXT NOT NULL,
  deleted_at TEXT NOT NULL DEFAULT '',
  pinyin TEXT NOT NULL DEFAULT '',
  "name" TEXT NOT NULL DEFAULT '',
  "town" TEXT NOT NULL DEFAULT '',
  "head" TEXT NOT NULL DEFAULT '',
  "staff" TEXT NOT NULL DEFAULT '',
  "phone" TEXT NOT NULL DEFAULT '',
  "address" TEXT NOT NULL DEFAULT '',
  "founded_on" TEXT NOT NULL DEFAULT '',
  "note" TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE TABLE site (
  id TEXT PRIMARY KEY,
  station TEXT NOT NULL,
  number TEXT NOT NULL,
  revision INTEGER NOT NULL,
  made_at TEXT NOT NULL,
  made_by TEXT NOT NULL,
  changed_at TEXT NOT NULL,
  changed_by TEXT NOT NULL,
  deleted_at TEXT NOT NULL DEFAULT '',
  pinyin TEXT NOT NULL DEFAULT '',
  "code" TEXT NOT NULL DEFAULT '',
  "name" TEXT NOT NULL DEFAULT '',
  "home" TEXT NOT NULL DEFAULT '',
  "town" TEXT NOT NULL DEFAULT '',
  "head" TEXT NOT NULL DEFAULT '',
  "staff" TEXT NOT NULL DEFAULT '',
  "phone" TEXT NOT NULL DEFAULT '',
  "status" TEXT NOT NULL DEFAULT '',
  "address" TEXT NOT NULL DEFAULT '',
  "founded_on" TEXT NOT NULL DEFAULT '',
  "note" TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE TABLE unit (
  id TEXT PRIMARY KEY,
  station TEXT NOT NULL,
  number TEXT NOT NULL,
  revision INTEGER NOT NULL,
  made_at TEXT NOT NULL,
  made_by TEXT NOT NULL,
  changed_at TEXT NOT NULL,
  changed_by TEXT NOT NULL,
  deleted_at TEXT NOT NULL DEFAULT '',
  pinyin TEXT NOT NULL DEFAULT '',
  "name" TEXT NOT NULL DEFAULT '',
  "kind" TEXT NOT NULL DEFAULT '',
  "head" TEXT NOT NULL DEFAULT '',
  "staff" TEXT NOT NULL DEFAULT '',
  "phone" TEXT NOT NULL DEFAULT '',
  "chief" TEXT NOT NULL DEFAULT '',
  "committee" TEXT NOT NULL DEFAULT '',
  "note" TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE TABLE member (
  id TEXT PRIMARY KEY,
  station TEXT NOT NULL,
  number TEXT NOT NULL,
  revision INTEGER NOT NULL,
  made_at TEXT NOT NULL,
  made_by TEXT NOT NULL,
  changed_at TEXT NOT NULL,
  changed_by TEXT NOT NULL,
  deleted_at TEXT NOT NULL DEFAULT '',
  pinyin TEXT NOT NULL DEFAULT '',
  "name" TEXT NOT NULL DEFAULT '',
  "position" TEXT NOT NULL DEFAULT '',
  "deputies" TEXT NOT NULL DEFAULT '[]',
  "phone" TEXT NOT NULL DEFAULT '',
  "term" TEXT NOT NULL DEFAULT '',
  "note" TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE TABLE contact (
  id TEXT PRIMARY KEY,
  station TEXT NOT NULL,
  number TEXT NOT NULL,
  revision INTEGER NOT NULL,
  made_at TEXT NOT NULL,
  made_by TEXT NOT NULL,
  changed_at TEXT NOT NULL,
  changed_by TEXT NOT NULL,
  deleted_at TEXT NOT NULL DEFAULT '',
  pinyin TEXT NOT NULL DEFAULT '',
  "date" TEXT NOT NULL DEFAULT '',
  "member" TEXT NOT NULL DEFAULT '',
  "deputies" TEXT NOT NULL DEFAULT '[]',
  "way" TEXT NOT NULL DEFAULT '',
  "place" TEXT NOT NULL DEFAULT '',
  "content" TEXT NOT NULL DEFAULT '',
  "opinion" TEXT NOT NULL DEFAULT '',
  "outcome" TEXT NOT NULL DEFAULT '',
  "recorder" TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE TABLE person (
  id TEXT PRIMARY KEY,
  station TEXT NOT NULL,
  number TEXT NOT NULL,
  revision INTEGER NOT NULL,
  made_at TEXT NOT NULL,
  made_by TEXT NOT NULL,
  changed_at TEXT NOT NULL,
  changed_by TEXT NOT NULL,
  deleted_at TEXT NOT NULL DEFAULT '',
  pinyin TEXT NOT NULL DEFAULT '',
  "name" TEXT NOT NULL DEFAULT '',
  "certificate" TEXT NOT NULL DEFAULT '',
  "deputies" TEXT NOT NULL DEFAULT '[]',
  "others" TEXT NOT NULL DEFAULT '[]',
  "reason" TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE TABLE proposal (
  id TEXT PRIMARY KEY,
  station TEXT NOT NULL,
  number TEXT NOT NULL,
  revision INTEGER NOT NULL,
  made_at TEXT NOT NULL,
  made_by TEXT NOT NULL,
  changed_at TEXT NOT NULL,
  changed_by TEXT NOT NULL,
  deleted_at TEXT NOT NULL DEFAULT '',
  pinyin TEXT NOT NULL DEFAULT '',
  "case_number" TEXT NOT NULL DEFAULT '',
  "title" TEXT NOT NULL DEFAULT '',
  "term" TEXT NOT NULL DEFAULT '',
  "meeting" TEXT NOT NULL DEFAULT '',
  "occasion" TEXT NOT NULL DEFAULT '',
  "raised_on" TEXT NOT NULL DEFAULT '',
  "leader" TEXT NOT NULL DEFAULT '',
  "seconders" TEXT NOT NULL DEFAULT '[]',
  "category" TEXT NOT NULL DEFAULT '',
  "content" TEXT NOT NULL DEFAULT '',
  "matter" TEXT NOT NULL DEFAULT '',
  "state" TEXT NOT NULL DEFAULT '',
  "lead_unit" TEXT NOT NULL DEFAULT '',
  "co_units" TEXT NOT NULL DEFAULT '',
  "referred_on" TEXT NOT NULL DEFAULT '',
  "due_on" TEXT NOT NULL DEFAULT '',
  "extended" INTEGER NOT NULL DEFAULT 0,
  "answered_on" TEXT NOT NULL DEFAULT '',
  "answer" TEXT NOT NULL DEFAULT '',
  "result_class" TEXT NOT NULL DEFAULT '',
  "attitude_rating" TEXT NOT NULL DEFAULT '',
  "result_rating" TEXT NOT NULL DEFAULT '',
  "closed_on" TEXT NOT NULL DEFAULT '',
  "note" TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE TABLE supervision (
  id TEXT PRIMARY KEY,
  station TEXT NOT NULL,
  number TEXT NOT NULL,
  revision INTEGER NOT NULL,
  made_at TEXT NOT NULL,
  made_by TEXT NOT NULL,
  changed_at TEXT NOT NULL,
  changed_by TEXT NOT NULL,
  deleted_at TEXT NOT NULL DEFAULT '',
  pinyin TEXT NOT NULL DEFAULT '',
  "title" TEXT NOT NULL DEFAULT '',
  "matter" TEXT NOT NULL DEFAULT '',
  "proposal" TEXT NOT NULL DEFAULT '',
  "official" TEXT NOT NULL DEFAULT '',
  "offices" TEXT NOT NULL DEFAULT '',
  "deputies" TEXT NOT NULL DEFAULT '[]',
  "started_on" TEXT NOT NULL DEFAULT '',
  "due_on" TEXT NOT NULL DEFAULT '',
  "state" TEXT NOT NULL DEFAULT '',
  "result" TEXT NOT NULL DEFAULT '',
  "ended_on" TEXT NOT NULL DEFAULT '',
  "note" TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE INDEX home_by_pinyin ON home (deleted_at, pinyin, id);
CREATE INDEX site_by_pinyin ON site (deleted_at, pinyin, id);
CREATE INDEX unit_by_pinyin ON unit (deleted_at, pinyin, id);
CREATE INDEX member_by_pinyin ON member (deleted_at, pinyin, id);
CREATE INDEX contact_by_date ON contact (deleted_at, date, id);
CREATE INDEX person_by_pinyin ON person (deleted_at, pinyin, id);
CREATE INDEX proposal_by_date ON proposal (deleted_at, raised_on, id);
CREATE INDEX supervision_by_date ON supervision (deleted_at, started_on, id);

-- What each person who signs in may do: head, clerk or reader.
ALTER TABLE clerk ADD COLUMN post TEXT NOT NULL DEFAULT 'head';
-- Lists and figures over all stations: a station's rows by date, with what figures ask of them.
CREATE INDEX visit_by_station ON visit (deleted_at, station, date, id, kind, handling, people, category);
CREATE INDEX activity_by_station ON activity (deleted_at, station, date, id, kind, season, theme, solved, present);
CREATE INDEX reception_day_by_station ON reception_day (deleted_at, station, date, id, status);
CREATE INDEX matter_by_station ON matter (deleted_at, station, raised_on, id, state, category, voter_rating, lead_unit);
CREATE INDEX matter_by_station_referral ON matter (deleted_at, station, referred_on, state, closed_on, category, lead_unit, id) WHERE referred_on != '';
CREATE INDEX matter_by_station_closing ON matter (deleted_at, station, closed_on, state, closed_how, category, lead_unit, activity, id) WHERE closed_on != '';
CREATE INDEX matter_open ON matter (deleted_at, raised_on, id, station, state, due_on) WHERE state NOT IN ('closed', 'withdrawn');
CREATE INDEX deputy_by_station ON deputy (deleted_at, station, status);
CREATE INDEX deputy_group_by_station ON deputy_group (deleted_at, station);
-- Several stations at once are walked by date; what is overdue is told by the index alone.
DROP INDEX visit_by_date;
DROP INDEX activity_by_date;
DROP INDEX matter_by_date;
DROP INDEX matter_by_state;
DROP INDEX matter_by_referral;
CREATE INDEX visit_by_date ON visit (deleted_at, date, id, station);
CREATE INDEX activity_by_date ON activity (deleted_at, date, id, station);
CREATE INDEX matter_by_date ON matter (deleted_at, raised_on, id, station);
CREATE INDEX matter_by_state ON matter (deleted_at, state, raised_on, id, due_on, station);
CREATE INDEX matter_by_referral ON matter (deleted_at, referred_on, raised_on, id, station, state, closed_on) WHERE referred_on != '';
-- Which visits led to no matter.
CREATE INDEX matter_by_visit ON matter (visit, deleted_at) WHERE visit != '';
-- An honest count passes over every entry of an index: these are the narrowest there can be.
CREATE INDEX visit_live ON visit (deleted_at);
CREATE INDEX matter_live ON matter (deleted_at);
