-- The county's end of the handoff, and the way back. Records of other stations lie in the tables
-- of their nouns and are known by their `station`; what is known about their coming lies here.

-- Bundles made here, by receiver: '' is the county, a code is the station an answer is for.
CREATE TABLE made (
  receiver TEXT NOT NULL,
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
  PRIMARY KEY (receiver, epoch, seq)
) STRICT, WITHOUT ROWID;
INSERT INTO made SELECT '', epoch, seq, name, made_at, records, attachments, size, is_full, state, place, journal_through, envelope_sha256 FROM bundle;
DROP TABLE bundle;
ALTER TABLE made RENAME TO bundle;

-- Bundles taken in: a station's at the county, the county's answers at a station.
CREATE TABLE received (
  sender TEXT NOT NULL,
  epoch TEXT NOT NULL,
  seq INTEGER NOT NULL,
  envelope_sha256 TEXT NOT NULL,
  prev TEXT NOT NULL,
  kind TEXT NOT NULL,
  made_at TEXT NOT NULL,
  unfinished TEXT NOT NULL,
  records INTEGER NOT NULL,
  attachments INTEGER NOT NULL,
  refused INTEGER NOT NULL,
  about TEXT NOT NULL,
  received_at TEXT NOT NULL,
  PRIMARY KEY (sender, epoch, seq)
) STRICT, WITHOUT ROWID;

-- Bundles of which nothing was applied: their number, or the one before, is held with another content.
CREATE TABLE fork (
  sender TEXT NOT NULL,
  epoch TEXT NOT NULL,
  seq INTEGER NOT NULL,
  envelope_sha256 TEXT NOT NULL,
  noticed_at TEXT NOT NULL,
  PRIMARY KEY (sender, epoch, seq, envelope_sha256)
) STRICT, WITHOUT ROWID;

-- Whose a received record is. `image` is the row as it was sent where this program would write it
-- otherwise (fields it does not know, an older shape), else ''; the digest is of the row as sent.
CREATE TABLE received_record (
  id TEXT PRIMARY KEY,
  noun TEXT NOT NULL,
  station TEXT NOT NULL,
  revision INTEGER NOT NULL,
  image_sha256 TEXT NOT NULL,
  image TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Whose a received attachment is; it may come before its record.
CREATE TABLE received_attachment (id TEXT PRIMARY KEY, station TEXT NOT NULL) STRICT, WITHOUT ROWID;

-- The senders' own journals. A restored copy tells another story from some place on, under another epoch.
CREATE TABLE received_journal (
  station TEXT NOT NULL,
  epoch TEXT NOT NULL,
  seq INTEGER NOT NULL,
  hash TEXT NOT NULL,
  at TEXT NOT NULL,
  clerk TEXT NOT NULL,
  deed TEXT NOT NULL,
  noun TEXT NOT NULL,
  record TEXT NOT NULL,
  revision INTEGER NOT NULL,
  image_sha256 TEXT NOT NULL,
  PRIMARY KEY (station, epoch, seq, hash)
) STRICT, WITHOUT ROWID;
CREATE INDEX received_journal_by_record ON received_journal (record, seq);

-- Lines of a bundle that were not taken, each with its reason: at the county of all senders, at a
-- station of its own bundles, as the county's receipts tell.
CREATE TABLE refusal (
  sender TEXT NOT NULL,
  epoch TEXT NOT NULL,
  seq INTEGER NOT NULL,
  line INTEGER NOT NULL,
  what TEXT NOT NULL,
  record TEXT NOT NULL,
  number TEXT NOT NULL,
  revision INTEGER NOT NULL,
  says TEXT NOT NULL,
  PRIMARY KEY (sender, epoch, seq, line)
) STRICT, WITHOUT ROWID;
