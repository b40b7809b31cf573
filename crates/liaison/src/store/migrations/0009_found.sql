-- Which records the tokens of the search index are of. The texts they were made from are in the records
-- and no longer kept twice: a hit is compared with the record itself. The number is what is left to call
-- a record by that no longer reads; it was the last line of its text.
CREATE TABLE found (
  doc INTEGER PRIMARY KEY,
  noun TEXT NOT NULL,
  id TEXT NOT NULL UNIQUE,
  number TEXT NOT NULL
) STRICT;
INSERT INTO found
SELECT doc, noun, id, upper(substr(text, 1 + length(rtrim(text, replace(text, char(10), ''))))) FROM search_doc ORDER BY doc;
DROP TABLE search_doc;
ALTER TABLE found RENAME TO search_doc;
