-- By which rules the tokens of the search index were made; when the program knows better ones, it
-- makes them anew from search_doc.
CREATE TABLE search_made (version INTEGER NOT NULL) STRICT;
INSERT INTO search_made VALUES (1);
