-- 履职申报 with its review, 代表任期, the words of 履职类型.

CREATE TABLE duty (
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
  "kind" TEXT NOT NULL DEFAULT '',
  "title" TEXT NOT NULL DEFAULT '',
  "date" TEXT NOT NULL DEFAULT '',
  "content" TEXT NOT NULL DEFAULT '',
  "source" TEXT NOT NULL DEFAULT '',
  "note" TEXT NOT NULL DEFAULT '',
  "status" TEXT NOT NULL DEFAULT '',
  "reviewer" TEXT NOT NULL DEFAULT '',
  "reviewed_on" TEXT NOT NULL DEFAULT '',
  "opinion" TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE TABLE seat (
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
  "term" TEXT NOT NULL DEFAULT '',
  "began" TEXT NOT NULL DEFAULT '',
  "ended" TEXT NOT NULL DEFAULT '',
  "outcome" TEXT NOT NULL DEFAULT '',
  "levels" TEXT NOT NULL DEFAULT '[]',
  "constituency" TEXT NOT NULL DEFAULT '',
  "employer" TEXT NOT NULL DEFAULT '',
  "certificate" TEXT NOT NULL DEFAULT '',
  "groups" TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE INDEX duty_by_date ON duty (deleted_at, date, id, station);
CREATE INDEX duty_by_station ON duty (deleted_at, station, date, id, kind, status);
CREATE INDEX duty_waiting ON duty (deleted_at, date, id) WHERE status = 'declared';
CREATE INDEX seat_by_date ON seat (deleted_at, ended, id, station);
CREATE INDEX seat_by_station ON seat (deleted_at, station, term, ended);

INSERT OR IGNORE INTO choice (list, place, word) VALUES
  ('duty_kind', 0, '出席人代会'),
  ('duty_kind', 1, '其他会议'),
  ('duty_kind', 2, '专题调研'),
  ('duty_kind', 3, '视察调研'),
  ('duty_kind', 4, '执法检查'),
  ('duty_kind', 5, '学习培训'),
  ('duty_kind', 6, '领衔建议'),
  ('duty_kind', 7, '附议建议'),
  ('duty_kind', 8, '化解纠纷'),
  ('duty_kind', 9, '扶弱济困'),
  ('duty_kind', 10, '办实事'),
  ('duty_kind', 11, '公益活动'),
  ('duty_kind', 12, '表彰'),
  ('duty_kind', 13, '冲销'),
  ('duty_kind', 14, '其他');
