-- The tables `liaison bundle to-parquet` writes, read by DuckDB: start it in their folder, or
-- write s3://bucket/… before noun=. Other engines read the same files; only the words differ.
--
-- Every bundle says again what the county has not acknowledged, so a record stands in many files.
-- Its newest image counts, by the rule the county itself goes by: the higher revision, of equals
-- the later change, of those the digest. A record in the recycle bin is one that is not there.

CREATE OR REPLACE MACRO newest(files) AS TABLE
  SELECT * EXCLUDE (noun, sender)
  FROM read_parquet(files, hive_partitioning = true, hive_types_autocast = false, union_by_name = true)
  QUALIFY row_number() OVER (PARTITION BY county, station, id ORDER BY revision DESC, changed_at DESC, image_sha256 DESC) = 1;

CREATE OR REPLACE VIEW deputy        AS SELECT * FROM newest('noun=deputy/*/*/*.parquet')        WHERE deleted_at IS NULL;
CREATE OR REPLACE VIEW deputy_group  AS SELECT * FROM newest('noun=deputy_group/*/*/*.parquet')  WHERE deleted_at IS NULL;
CREATE OR REPLACE VIEW reception_day AS SELECT * FROM newest('noun=reception_day/*/*/*.parquet') WHERE deleted_at IS NULL;
CREATE OR REPLACE VIEW visit         AS SELECT * FROM newest('noun=visit/*/*/*.parquet')         WHERE deleted_at IS NULL;
CREATE OR REPLACE VIEW activity      AS SELECT * FROM newest('noun=activity/*/*/*.parquet')      WHERE deleted_at IS NULL;
CREATE OR REPLACE VIEW matter        AS SELECT * FROM newest('noun=matter/*/*/*.parquet')        WHERE deleted_at IS NULL;
CREATE OR REPLACE VIEW report_meeting AS SELECT * FROM newest('noun=report_meeting/*/*/*.parquet') WHERE deleted_at IS NULL;
CREATE OR REPLACE VIEW publicity     AS SELECT * FROM newest('noun=publicity/*/*/*.parquet')     WHERE deleted_at IS NULL;
CREATE OR REPLACE VIEW book_move     AS SELECT * FROM newest('noun=book_move/*/*/*.parquet')     WHERE deleted_at IS NULL;

-- Which bundles there are, and which numbers below the last are missing.
CREATE OR REPLACE VIEW bundle AS
  SELECT * EXCLUDE (noun, sender) FROM read_parquet('noun=bundle/*/*/*.parquet', hive_partitioning = true, hive_types_autocast = false);
CREATE OR REPLACE VIEW missing AS
  SELECT county, station, epoch, seq
  FROM (SELECT county, station, epoch, unnest(range(1, last + 1)) AS seq FROM (SELECT county, station, epoch, max(seq) AS last FROM bundle GROUP BY ALL))
  ANTI JOIN bundle USING (county, station, epoch, seq);
-- Bundles that do not follow the one before: two computers numbered as one. Has no rows while all is well.
CREATE OR REPLACE VIEW forked AS
  SELECT b.* FROM bundle b JOIN bundle a ON (a.county, a.station, a.epoch, a.seq + 1) = (b.county, b.station, b.epoch, b.seq)
  WHERE b.prev IS DISTINCT FROM a.envelope_sha256;

-- One line for each station and figure; what each counts is what the county's desk counts.
CREATE OR REPLACE MACRO counted(first_day, last_day) AS TABLE
  WITH one AS (
    SELECT county, station, 'activities' AS figure, 1 AS n FROM activity WHERE date BETWEEN first_day AND last_day
    UNION ALL SELECT county, station, 'reception_days', 1 FROM reception_day WHERE status = 'held' AND date BETWEEN first_day AND last_day
    UNION ALL SELECT county, station, 'visit_batches', 1 FROM visit WHERE kind IS DISTINCT FROM 'home' AND date BETWEEN first_day AND last_day
    UNION ALL SELECT county, station, 'visit_people', coalesce(people, 1) FROM visit WHERE kind IS DISTINCT FROM 'home' AND date BETWEEN first_day AND last_day
    UNION ALL SELECT county, station, 'home_visits', 1 FROM visit WHERE kind = 'home' AND date BETWEEN first_day AND last_day
    -- 现场解决: as entered at activities; matters closed on the spot, unless their activity has such a
    -- figure; visits answered on the spot that led to no matter.
    UNION ALL SELECT county, station, 'solved_on_site', solved FROM activity WHERE solved > 0 AND date BETWEEN first_day AND last_day
    UNION ALL SELECT county, station, 'solved_on_site', 1 FROM matter m
      WHERE state = 'closed' AND closed_how = 'on_the_spot' AND closed_on BETWEEN first_day AND last_day
        AND NOT EXISTS (SELECT 1 FROM activity a WHERE a.id = m.activity AND a.solved IS NOT NULL)
    UNION ALL SELECT county, station, 'solved_on_site', 1 FROM visit v
      WHERE handling = 'answered' AND date BETWEEN first_day AND last_day
        AND NOT EXISTS (SELECT 1 FROM matter m WHERE m.visit = v.id)
    UNION ALL SELECT county, station, 'matters', 1 FROM matter WHERE raised_on BETWEEN first_day AND last_day
    UNION ALL SELECT county, station, 'referred', 1 FROM matter WHERE referred_on BETWEEN first_day AND last_day
    UNION ALL SELECT county, station, 'referred_closed', 1 FROM matter
      WHERE referred_on BETWEEN first_day AND last_day AND state = 'closed' AND coalesce(closed_on, DATE '0001-01-01') <= last_day
    UNION ALL SELECT county, station, 'rated', 1 FROM matter WHERE voter_rating IS NOT NULL AND raised_on BETWEEN first_day AND last_day
    UNION ALL SELECT county, station, 'satisfied', 1 FROM matter WHERE voter_rating = '满意' AND raised_on BETWEEN first_day AND last_day
    UNION ALL SELECT county, station, 'basic', 1 FROM matter WHERE voter_rating = '基本满意' AND raised_on BETWEEN first_day AND last_day
    UNION ALL SELECT county, station, 'trainings', 1 FROM activity WHERE kind = '学习培训' AND date BETWEEN first_day AND last_day
    UNION ALL SELECT county, station, 'training_people', coalesce(present, len(deputies)) FROM activity WHERE kind = '学习培训' AND date BETWEEN first_day AND last_day
    UNION ALL SELECT county, station, 'training_hours', coalesce(hours, 0) FROM activity WHERE kind = '学习培训' AND date BETWEEN first_day AND last_day
    UNION ALL SELECT county, station, 'books', coalesce("count", 0) FROM book_move WHERE kind = 'out' AND date BETWEEN first_day AND last_day
    -- A deputy who reported twice counts once.
    UNION ALL SELECT DISTINCT ON (deputy) county, station, 'reported', 1 FROM report_meeting WHERE date BETWEEN first_day AND last_day
    UNION ALL SELECT DISTINCT ON (r.deputy) r.county, r.station, 'reported_serving', 1 FROM report_meeting r JOIN deputy d ON d.id = r.deputy
      WHERE d.status = 'serving' AND r.date BETWEEN first_day AND last_day
    UNION ALL SELECT county, station, 'publicity', coalesce("count", 1) FROM publicity WHERE kind = 'report' AND date BETWEEN first_day AND last_day
    UNION ALL SELECT county, station, 'models', 1 FROM publicity WHERE kind = 'model' AND date BETWEEN first_day AND last_day
    UNION ALL SELECT county, station, 'deputies', 1 FROM deputy WHERE status = 'serving'
    UNION ALL SELECT county, station, 'groups', 1 FROM deputy_group
  )
  SELECT county, station, figure, sum(n)::BIGINT AS n FROM one GROUP BY ALL;

-- 办结率, 满意率, 满意和基本满意率 of a province, in per cent; a rate of nothing is null.
CREATE OR REPLACE MACRO rates(first_day, last_day) AS TABLE
  WITH n AS (SELECT figure, sum(n) AS n FROM counted(first_day, last_day) GROUP BY ALL),
       t AS (SELECT coalesce(max(n) FILTER (figure = 'referred'), 0) AS referred, coalesce(max(n) FILTER (figure = 'referred_closed'), 0) AS closed,
                    coalesce(max(n) FILTER (figure = 'rated'), 0) AS rated, coalesce(max(n) FILTER (figure = 'satisfied'), 0) AS satisfied,
                    coalesce(max(n) FILTER (figure = 'basic'), 0) AS basic FROM n)
  SELECT round(closed * 1000::DOUBLE / nullif(referred, 0)) / 10 AS closed_rate, round(satisfied * 1000::DOUBLE / nullif(rated, 0)) / 10 AS satisfied_rate,
         round((satisfied + basic) * 1000::DOUBLE / nullif(rated, 0)) / 10 AS satisfied_or_basic_rate FROM t;
