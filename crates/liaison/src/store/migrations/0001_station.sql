-- The station's first schema. Every noun's table is its FIELDS plus the same head.
-- Texts are '' when blank; lists of words and of ids are JSON arrays; dates are YYYY-MM-DD.

CREATE TABLE deputy (
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
  "sex" TEXT NOT NULL DEFAULT '',
  "levels" TEXT NOT NULL DEFAULT '[]',
  "phone" TEXT NOT NULL DEFAULT '',
  "constituency" TEXT NOT NULL DEFAULT '',
  "employer" TEXT NOT NULL DEFAULT '',
  "term" TEXT NOT NULL DEFAULT '',
  "status" TEXT NOT NULL DEFAULT '',
  "certificate" TEXT NOT NULL DEFAULT '',
  "ethnicity" TEXT NOT NULL DEFAULT '',
  "born" TEXT NOT NULL DEFAULT '',
  "party" TEXT NOT NULL DEFAULT '',
  "education" TEXT NOT NULL DEFAULT '',
  "committee_member" TEXT NOT NULL DEFAULT '',
  "note" TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE TABLE deputy_group (
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
  "leader" TEXT NOT NULL DEFAULT '',
  "members" TEXT NOT NULL DEFAULT '[]',
  "staff" TEXT NOT NULL DEFAULT '',
  "founded_on" TEXT NOT NULL DEFAULT '',
  "note" TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE TABLE reception_day (
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
  "slot" TEXT NOT NULL DEFAULT '',
  "place" TEXT NOT NULL DEFAULT '',
  "deputies" TEXT NOT NULL DEFAULT '[]',
  "staff" TEXT NOT NULL DEFAULT '',
  "announced_on" TEXT NOT NULL DEFAULT '',
  "status" TEXT NOT NULL DEFAULT '',
  "theme" TEXT NOT NULL DEFAULT '',
  "postponed_to" TEXT NOT NULL DEFAULT '',
  "note" TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE TABLE visit (
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
  "kind" TEXT NOT NULL DEFAULT '',
  "date" TEXT NOT NULL DEFAULT '',
  "time" TEXT NOT NULL DEFAULT '',
  "reception_day" TEXT NOT NULL DEFAULT '',
  "deputies" TEXT NOT NULL DEFAULT '[]',
  "citizen" TEXT NOT NULL DEFAULT '',
  "sex" TEXT NOT NULL DEFAULT '',
  "village" TEXT NOT NULL DEFAULT '',
  "phone" TEXT NOT NULL DEFAULT '',
  "people" INTEGER,
  "problem" TEXT NOT NULL DEFAULT '',
  "category" TEXT NOT NULL DEFAULT '',
  "reply" TEXT NOT NULL DEFAULT '',
  "handling" TEXT NOT NULL DEFAULT '',
  "place" TEXT NOT NULL DEFAULT '',
  "way" TEXT NOT NULL DEFAULT '',
  "unit" TEXT NOT NULL DEFAULT '',
  "result" TEXT NOT NULL DEFAULT '',
  "fed_back_on" TEXT NOT NULL DEFAULT '',
  "fed_back_way" TEXT NOT NULL DEFAULT '',
  "rating" TEXT NOT NULL DEFAULT '',
  "households" INTEGER,
  "publicity" TEXT NOT NULL DEFAULT '',
  "confidential" INTEGER NOT NULL DEFAULT 0,
  "recorder" TEXT NOT NULL DEFAULT '',
  "note" TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE TABLE activity (
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
  "date" TEXT NOT NULL DEFAULT '',
  "place" TEXT NOT NULL DEFAULT '',
  "organiser" TEXT NOT NULL DEFAULT '',
  "group" TEXT NOT NULL DEFAULT '',
  "deputies" TEXT NOT NULL DEFAULT '[]',
  "expected" INTEGER,
  "present" INTEGER,
  "content" TEXT NOT NULL DEFAULT '',
  "solved" INTEGER,
  "referred" INTEGER,
  "season" TEXT NOT NULL DEFAULT '',
  "theme" TEXT NOT NULL DEFAULT '',
  "project" TEXT NOT NULL DEFAULT '',
  "step" TEXT NOT NULL DEFAULT '',
  "previous" TEXT NOT NULL DEFAULT '',
  "partners" TEXT NOT NULL DEFAULT '',
  "host" TEXT NOT NULL DEFAULT '',
  "absent" TEXT NOT NULL DEFAULT '',
  "observers" TEXT NOT NULL DEFAULT '',
  "ended_on" TEXT NOT NULL DEFAULT '',
  "hours" INTEGER,
  "recorder" TEXT NOT NULL DEFAULT '',
  "note" TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE TABLE matter (
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
  "raised_on" TEXT NOT NULL DEFAULT '',
  "category" TEXT NOT NULL DEFAULT '',
  "content" TEXT NOT NULL DEFAULT '',
  "citizen" TEXT NOT NULL DEFAULT '',
  "village" TEXT NOT NULL DEFAULT '',
  "phone" TEXT NOT NULL DEFAULT '',
  "deputies" TEXT NOT NULL DEFAULT '[]',
  "source" TEXT NOT NULL DEFAULT '',
  "visit" TEXT NOT NULL DEFAULT '',
  "activity" TEXT NOT NULL DEFAULT '',
  "channel" TEXT NOT NULL DEFAULT '',
  "confidential" INTEGER NOT NULL DEFAULT 0,
  "note" TEXT NOT NULL DEFAULT '',
  "state" TEXT NOT NULL DEFAULT '',
  "lead_unit" TEXT NOT NULL DEFAULT '',
  "co_units" TEXT NOT NULL DEFAULT '',
  "referred_on" TEXT NOT NULL DEFAULT '',
  "due_on" TEXT NOT NULL DEFAULT '',
  "signed_by" TEXT NOT NULL DEFAULT '',
  "signed_on" TEXT NOT NULL DEFAULT '',
  "handler" TEXT NOT NULL DEFAULT '',
  "handler_phone" TEXT NOT NULL DEFAULT '',
  "progress" TEXT NOT NULL DEFAULT '',
  "answered_on" TEXT NOT NULL DEFAULT '',
  "result_class" TEXT NOT NULL DEFAULT '',
  "reported_up" INTEGER NOT NULL DEFAULT 0,
  "fed_voter_on" TEXT NOT NULL DEFAULT '',
  "fed_deputy_on" TEXT NOT NULL DEFAULT '',
  "deputy_rating" TEXT NOT NULL DEFAULT '',
  "voter_rating" TEXT NOT NULL DEFAULT '',
  "attitude_rating" TEXT NOT NULL DEFAULT '',
  "closed_on" TEXT NOT NULL DEFAULT '',
  "closed_how" TEXT NOT NULL DEFAULT '',
  "redo_count" INTEGER,
  "urge_count" INTEGER,
  "urged_on" TEXT NOT NULL DEFAULT '',
  "proposal_number" TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE TABLE step (
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
  "matter" TEXT NOT NULL DEFAULT '',
  "kind" TEXT NOT NULL DEFAULT '',
  "done_on" TEXT NOT NULL DEFAULT '',
  "note" TEXT NOT NULL DEFAULT '',
  "unit" TEXT NOT NULL DEFAULT '',
  "co_units" TEXT NOT NULL DEFAULT '',
  "due_on" TEXT NOT NULL DEFAULT '',
  "person" TEXT NOT NULL DEFAULT '',
  "phone" TEXT NOT NULL DEFAULT '',
  "result_class" TEXT NOT NULL DEFAULT '',
  "told" TEXT NOT NULL DEFAULT '',
  "way" TEXT NOT NULL DEFAULT '',
  "voter_rating" TEXT NOT NULL DEFAULT '',
  "deputy_rating" TEXT NOT NULL DEFAULT '',
  "attitude_rating" TEXT NOT NULL DEFAULT '',
  "proposal_number" TEXT NOT NULL DEFAULT '',
  "from_state" TEXT NOT NULL DEFAULT '',
  "to_state" TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE INDEX deputy_by_pinyin ON deputy (deleted_at, pinyin, id);
CREATE INDEX deputy_group_by_pinyin ON deputy_group (deleted_at, pinyin, id);
CREATE INDEX reception_day_by_date ON reception_day (deleted_at, date, id);
CREATE INDEX visit_by_date ON visit (deleted_at, date, id);
CREATE INDEX visit_by_kind ON visit (deleted_at, kind, date, id);
CREATE INDEX visit_by_village ON visit (deleted_at, village, date, id);
CREATE INDEX visit_by_handling ON visit (deleted_at, handling, date, id);
CREATE INDEX visit_by_category ON visit (deleted_at, category, date, id);
CREATE INDEX visit_by_pinyin ON visit (deleted_at, pinyin, id);
CREATE INDEX visit_by_phone ON visit (phone) WHERE phone != '';
CREATE INDEX visit_by_citizen ON visit (citizen);
CREATE INDEX activity_by_date ON activity (deleted_at, date, id);
CREATE INDEX activity_by_kind ON activity (deleted_at, kind, date, id);
CREATE INDEX activity_by_pinyin ON activity (deleted_at, pinyin, id);
CREATE INDEX matter_by_date ON matter (deleted_at, raised_on, id);
CREATE INDEX matter_by_state ON matter (deleted_at, state, raised_on, id);
CREATE INDEX matter_by_due ON matter (deleted_at, due_on, raised_on, id);
CREATE INDEX matter_by_category ON matter (deleted_at, category, raised_on, id);
CREATE INDEX matter_by_pinyin ON matter (deleted_at, pinyin, id);
CREATE INDEX matter_by_referral ON matter (deleted_at, referred_on) WHERE referred_on != '';
CREATE INDEX matter_by_phone ON matter (phone) WHERE phone != '';
CREATE INDEX step_by_matter ON step (matter, id);

-- Which record refers to which: a deputy's visits, a day's visits, a visit's matter.
CREATE TABLE link (
  noun TEXT NOT NULL,
  id TEXT NOT NULL,
  field TEXT NOT NULL,
  target TEXT NOT NULL,
  PRIMARY KEY (id, field, target)
) STRICT, WITHOUT ROWID;
CREATE INDEX link_by_target ON link (target, noun, id);

-- Last number given per prefix and year.
CREATE TABLE counter (name TEXT PRIMARY KEY, last INTEGER NOT NULL) STRICT, WITHOUT ROWID;

-- Every change, chained: hash = sha256 over the row and the hash before it. The image is kept
-- beside the chain, which carries only its digest, so that a lawful purge never breaks the chain.
CREATE TABLE journal (
  seq INTEGER PRIMARY KEY,
  at TEXT NOT NULL,
  clerk TEXT NOT NULL,
  deed TEXT NOT NULL,
  noun TEXT NOT NULL,
  record TEXT NOT NULL,
  revision INTEGER NOT NULL,
  image_sha256 TEXT NOT NULL,
  hash TEXT NOT NULL
) STRICT;
CREATE INDEX journal_by_record ON journal (record, seq);
CREATE TABLE journal_image (seq INTEGER PRIMARY KEY, image TEXT NOT NULL) STRICT;

CREATE TABLE setting (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE choice (list TEXT NOT NULL, place INTEGER NOT NULL, word TEXT NOT NULL, PRIMARY KEY (list, word)) STRICT, WITHOUT ROWID;
CREATE TABLE holiday (date TEXT PRIMARY KEY, off INTEGER NOT NULL, name TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE clerk (id TEXT PRIMARY KEY, name TEXT NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE draft (
  id TEXT PRIMARY KEY,
  noun TEXT NOT NULL,
  record TEXT NOT NULL,
  "values" TEXT NOT NULL,
  changed_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Bytes once, however many records show them.
CREATE TABLE blob (sha256 TEXT PRIMARY KEY, size INTEGER NOT NULL, bytes BLOB NOT NULL) STRICT;
CREATE TABLE attachment (
  id TEXT PRIMARY KEY,
  noun TEXT NOT NULL,
  record TEXT NOT NULL,
  sha256 TEXT NOT NULL REFERENCES blob (sha256),
  name TEXT NOT NULL,
  media TEXT NOT NULL,
  size INTEGER NOT NULL,
  made_at TEXT NOT NULL,
  deleted_at TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX attachment_by_record ON attachment (record, id);

-- Search: one line a record; single characters and pairs of neighbours as tokens.
CREATE TABLE search_doc (
  doc INTEGER PRIMARY KEY,
  noun TEXT NOT NULL,
  id TEXT NOT NULL UNIQUE,
  text TEXT NOT NULL,
  initials TEXT NOT NULL
) STRICT;
CREATE VIRTUAL TABLE search_token USING fts5 (tokens, content = '', contentless_delete = 1, detail = none, tokenize = 'ascii');

-- Bundles made here.
CREATE TABLE bundle (
  epoch TEXT NOT NULL,
  seq INTEGER NOT NULL,
  name TEXT NOT NULL,
  made_at TEXT NOT NULL,
  records INTEGER NOT NULL,
  attachments INTEGER NOT NULL,
  size INTEGER NOT NULL,
  is_full INTEGER NOT NULL,
  state TEXT NOT NULL,
  place TEXT NOT NULL,
  journal_through INTEGER NOT NULL,
  envelope_sha256 TEXT NOT NULL,
  PRIMARY KEY (epoch, seq)
) STRICT, WITHOUT ROWID;
