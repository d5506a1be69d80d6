-- One change of each kind, on top of the Chinook schema.

-- a schema and a table are new, another table gets a comment
CREATE SCHEMA archive;
COMMENT ON SCHEMA archive IS 'what is over';
CREATE TABLE archive.closed_invoice (
    invoice_id INT PRIMARY KEY REFERENCES invoice,
    closed_at TIMESTAMPTZ NOT NULL DEFAULT now()
);
COMMENT ON TABLE track IS 'what is sold';

-- columns: new, new with a default for the rows that are there, gone, nullable, a default, a comment
ALTER TABLE artist ADD COLUMN country VARCHAR(40);
ALTER TABLE track ADD COLUMN explicit BOOLEAN DEFAULT false;
ALTER TABLE customer DROP COLUMN fax;
ALTER TABLE customer ALTER COLUMN email DROP NOT NULL;
ALTER TABLE invoice_line ALTER COLUMN quantity SET DEFAULT 1;
COMMENT ON COLUMN track.bytes IS 'size of the file';

-- constraints: a unique one, a check, a foreign key that changes
ALTER TABLE genre ADD CONSTRAINT genre_name_key UNIQUE (name);
ALTER TABLE invoice_line ADD CONSTRAINT invoice_line_quantity_check CHECK (quantity BETWEEN 1 AND 1000);
ALTER TABLE album DROP CONSTRAINT album_artist_id_fkey;
ALTER TABLE album ADD CONSTRAINT album_artist_id_fkey
    FOREIGN KEY (artist_id) REFERENCES artist (artist_id) ON DELETE CASCADE;

-- indexes: changed, new, gone
DROP INDEX track_genre_id_idx;
CREATE INDEX track_genre_id_idx ON track (genre_id) INCLUDE (name) WHERE genre_id IS NOT NULL;
CREATE UNIQUE INDEX customer_email_idx ON customer (lower(email));
DROP INDEX employee_reports_to_idx;
