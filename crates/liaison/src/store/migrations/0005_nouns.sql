-- 述职评议 with what was promised there, 宣传报道, 学习用书; a training's teacher.

CREATE TABLE report_meeting (
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
  "deputy" TEXT NOT NULL DEFAULT '',
  "date" TEXT NOT NULL DEFAULT '',
  "place" TEXT NOT NULL DEFAULT '',
  "activity" TEXT NOT NULL DEFAULT '',
  "expected" INTEGER,
  "present" INTEGER,
  "form" TEXT NOT NULL DEFAULT '',
  "sent" INTEGER,
  "returned" INTEGER,
  "valid" INTEGER,
  "competent" INTEGER,
  "basic" INTEGER,
  "incompetent" INTEGER,
  "abstained" INTEGER,
  "opinion" TEXT NOT NULL DEFAULT '',
  "level" TEXT NOT NULL DEFAULT '',
  "overseer" TEXT NOT NULL DEFAULT '',
  "teller" TEXT NOT NULL DEFAULT '',
  "recorder" TEXT NOT NULL DEFAULT '',
  "note" TEXT NOT NULL DEFAULT '',
  "rate" TEXT NOT NULL DEFAULT '',
  "conclusion" TEXT NOT NULL DEFAULT '',
  "name" TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE TABLE promise (
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
  "content" TEXT NOT NULL DEFAULT '',
  "report" TEXT NOT NULL DEFAULT '',
  "made_on" TEXT NOT NULL DEFAULT '',
  "due_on" TEXT NOT NULL DEFAULT '',
  "fulfilled_on" TEXT NOT NULL DEFAULT '',
  "outcome" TEXT NOT NULL DEFAULT '',
  "note" TEXT NOT NULL DEFAULT '',
  "deputy" TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE TABLE publicity (
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
  "kind" TEXT NOT NULL DEFAULT '',
  "outlet" TEXT NOT NULL DEFAULT '',
  "date" TEXT NOT NULL DEFAULT '',
  "deputies" TEXT NOT NULL DEFAULT '[]',
  "count" INTEGER,
  "link" TEXT NOT NULL DEFAULT '',
  "content" TEXT NOT NULL DEFAULT '',
  "activity" TEXT NOT NULL DEFAULT '',
  "recorder" TEXT NOT NULL DEFAULT '',
  "note" TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE TABLE book (
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
  "maker" TEXT NOT NULL DEFAULT '',
  "note" TEXT NOT NULL DEFAULT '',
  "stock" INTEGER
) STRICT;

CREATE TABLE book_move (
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
  "book" TEXT NOT NULL DEFAULT '',
  "kind" TEXT NOT NULL DEFAULT '',
  "date" TEXT NOT NULL DEFAULT '',
  "deputies" TEXT NOT NULL DEFAULT '[]',
  "count" INTEGER,
  "activity" TEXT NOT NULL DEFAULT '',
  "source" TEXT NOT NULL DEFAULT '',
  "recorder" TEXT NOT NULL DEFAULT '',
  "note" TEXT NOT NULL DEFAULT ''
) STRICT;

ALTER TABLE activity ADD COLUMN "lecturer" TEXT NOT NULL DEFAULT '';

CREATE INDEX report_meeting_by_date ON report_meeting (deleted_at, date, id, station);
CREATE INDEX report_meeting_by_deputy ON report_meeting (deputy, deleted_at, date, id);
CREATE INDEX report_meeting_by_station ON report_meeting (deleted_at, station, date, id, deputy);
CREATE INDEX promise_by_date ON promise (deleted_at, made_on, id, station);
CREATE INDEX promise_by_station ON promise (deleted_at, station);
CREATE INDEX promise_open ON promise (deleted_at, due_on, id) WHERE fulfilled_on = '';
CREATE INDEX publicity_by_date ON publicity (deleted_at, date, id, station);
CREATE INDEX publicity_by_station ON publicity (deleted_at, station, date, id, kind, count);
CREATE INDEX book_by_pinyin ON book (deleted_at, pinyin, id);
CREATE INDEX book_move_by_date ON book_move (deleted_at, date, id, station);
CREATE INDEX book_move_by_book ON book_move (book, deleted_at);
CREATE INDEX book_move_by_station ON book_move (deleted_at, station, date, id, kind, count);
