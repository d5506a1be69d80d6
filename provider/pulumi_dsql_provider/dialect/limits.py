"""What one Aurora DSQL cluster holds at most (user guide, quotas; 2026-10-03). None can be raised."""

from typing import Final

NAME_BYTES: Final = 63
SCHEMAS: Final = 10
"""Without the system's own. Whether `public` counts is not known; here it does not."""
TABLES: Final = 1_000
SEQUENCES: Final = 5_000
VIEWS: Final = 5_000
VIEW_BYTES: Final = 2 * 1024 * 1024
"""Of a view's definition, in UTF-8."""
COLUMNS_PER_TABLE: Final = 255
INDEXES_PER_TABLE: Final = 24
"""The primary key and every unique constraint count as an index each."""
COLUMNS_PER_KEY: Final = 8
"""For primary keys, unique constraints and indexes; included columns do not count."""
STATISTICS_PER_TABLE: Final = 5
ELEMENTS_PER_STATISTICS: Final = 8
"""Columns and expressions; a limit of PostgreSQL's."""

NUMERIC_PRECISION: Final = 1_000
NUMERIC_SCALE: Final = 1_000
"""The scale is between minus this and this."""
CHAR_LENGTH: Final = 4_096
VARCHAR_LENGTH: Final = 65_535
TIME_PRECISION: Final = 6
"""Digits after the second's point."""

IDENTITY_CACHE: Final = 65_536
"""The smallest cache of a sequence apart from 1."""

ROWS_PER_TRANSACTION: Final = 3_000
"""Rows that are inserted, updated or deleted, cascades included; index entries do not count."""
BYTES_PER_TRANSACTION: Final = 10 * 1024 * 1024
SECONDS_PER_TRANSACTION: Final = 300
