"""A database of PostgreSQL put back to how it began, row by row, while its connections stay open.

Most tests change a few rows of a few tables. Copying the whole database anew for each, and getting to know it over a
new connection, takes longer than most tests.
"""

from __future__ import annotations

from sqlalchemy import Engine, text

#: What a test leaves behind in pages of one table before copying the whole anew is quicker.
BLOAT = 2 * 1024**2

#: Told apart by who wrote a row: PostgreSQL keeps with each the transaction that did. The catalogue says in the same
#: way whether a table was made, changed, emptied as a whole or dropped.
BEGINNING = f"""
CREATE SCHEMA kept;

CREATE FUNCTION kept.catalogue() RETURNS text LANGUAGE sql AS $$
    SELECT md5(string_agg(concat_ws(':', c.oid, c.xmin, c.relfilenode, a.xmin), ',' ORDER BY c.oid, a.attnum))
    FROM pg_class c LEFT JOIN pg_attribute a ON a.attrelid = c.oid
    WHERE c.relnamespace = 'public'::regnamespace
$$;

CREATE TABLE kept.began (name text PRIMARY KEY, rows bigint, writer bigint, size bigint);
CREATE TABLE kept.numbers (name text PRIMARY KEY, last bigint, called bool);
CREATE TABLE kept.shape (catalogue text);

DO $$
DECLARE found record;
BEGIN
    FOR found IN SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' LOOP
        EXECUTE format('CREATE TABLE kept.%I AS TABLE public.%I', 'of_' || found.name, found.name);
        EXECUTE format('INSERT INTO kept.began SELECT $1, count(*), pg_current_xact_id()::text::bigint,
            pg_relation_size($2) FROM public.%I', found.name)
            USING found.name, format('public.%I', found.name)::regclass;
    END LOOP;
    FOR found IN SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'S' LOOP
        EXECUTE format('INSERT INTO kept.numbers SELECT $1, last_value, is_called FROM public.%I', found.name)
            USING found.name;
    END LOOP;
END $$;

INSERT INTO kept.shape SELECT kept.catalogue();

CREATE FUNCTION kept.put_back() RETURNS bool LANGUAGE plpgsql AS $$
DECLARE was record; same bool; this bigint := pg_current_xact_id()::text::bigint;
BEGIN
    IF kept.catalogue() <> (SELECT catalogue FROM kept.shape) THEN
        RETURN false;
    END IF;
    SET LOCAL session_replication_role = replica;
    FOR was IN SELECT * FROM kept.began LOOP
        IF pg_relation_size(format('public.%I', was.name)::regclass) > was.size + {BLOAT} THEN
            RETURN false;
        END IF;
        EXECUTE format('SELECT count(*) = $1 AND bool_and(xmin::text::bigint <= $2) IS NOT false
            FROM public.%I', was.name) INTO same USING was.rows, was.writer;
        CONTINUE WHEN same;
        EXECUTE format('DELETE FROM public.%I', was.name);
        EXECUTE format('INSERT INTO public.%I SELECT * FROM kept.%I', was.name, 'of_' || was.name);
        UPDATE kept.began SET writer = this WHERE name = was.name;
    END LOOP;
    PERFORM setval(format('public.%I', name)::regclass, last, called) FROM kept.numbers;
    RETURN true;
END $$;
"""

#: Who still is in the middle of something belongs to a test that is over.
OTHERS = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle'
"""


def begin(engine: Engine) -> None:
    """Note how everything is, in a schema of its own beside the tables."""
    with engine.begin() as connection:
        connection.execute(text(BEGINNING))


def put_back(engine: Engine) -> bool:
    """Whether every row and number is what it was; if not, the shape of a table has changed or there is too much."""
    with engine.begin() as connection:
        connection.execute(text(OTHERS))
        return bool(connection.scalar(text("SELECT kept.put_back()")))
