"""Ten changes of the Chinook program, each made to what the one before has left.

What their previews show stands in tests/programs/chinook/changes.sql.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pulumi_dsql_provider import plan
from stack.editing import Edit
from stack.project import ROOT

PROGRAM = ROOT / "tests" / "programs" / "chinook"


@dataclass(frozen=True)
class Change:
    """One change of the program, and what is to be known of it."""

    edits: Sequence[Edit]
    done_before: frozenset[str] = frozenset()
    """Statements of deletes that find nothing left to do: what they drop has gone with something else."""
    columns_gone: frozenset[str] = frozenset()
    """What the sample database loses, as `table.column`."""
    of_the_first: bool = False
    """Whether the edits are made to the very first program: a way back."""


def planned() -> dict[str, dict[str, list[str]]]:
    """What the preview of each change shows: statements by the name of their resource.

    Those of a resource that goes are what its delete runs.
    """
    shown = (PROGRAM / "changes.sql").read_text(encoding="utf-8")
    return {
        change: {name: plan.statements([sql]) for name, sql in _sections("## ", resources)}
        for change, resources in _sections("# ", shown)
    }


def _sections(mark: str, text: str) -> Iterator[tuple[str, str]]:
    """What stands below each comment that begins with the mark, after the rest of that comment."""
    for section in text.split(f"\n-- {mark}")[1:]:
        heading, _, below = section.partition("\n")
        yield heading, below


def _column(table: str, column: str) -> Edit:
    return Edit(table, "columns=[", f"columns=[dsql.Column({column}),")


def _argument(table: str, argument: str) -> Edit:
    return Edit(table, "cluster=cluster,", f"cluster=cluster, {argument},")


def _resource(text: str) -> Edit:
    return Edit("endpoint", "pulumi.export", f"{text}\npulumi.export")


def _gone(resource: str) -> Edit:
    return Edit(resource, "", "")


_REVIEW = """\
review = dsql.Table(
    "review",
    cluster=cluster,
    columns=[
        dsql.Column("review_id", "bigint", identity=dsql.Identity(cache=1)),
        dsql.Column("track_id", "integer", nullable=False),
        dsql.Column("stars", "smallint", nullable=False),
        dsql.Column("good", "boolean", generated="stars > 3"),
    ],
    primary_key=["review_id"],
    checks={"review_stars_check": "stars BETWEEN 1 AND 5"},
    foreign_keys=[dsql.ForeignKey(["track_id"], references=track, on_delete="cascade")],
)
dsql.Index("review_track_id_idx", table=review, columns=["track_id"])"""

CHANGES: dict[str, Change] = {
    "columns come, and a table with numbers of its own": Change(
        [
            _column("customer", '"newsletter", "boolean"'),
            _column("track", '"lyrics", "text", storage="external", comment="as printed"'),
            _column("playlist_track", '"added_by", "text", default="\'import\'"'),
            _resource(_REVIEW),
        ],
    ),
    "checks come, a NOT NULL goes, a default is set": Change(
        [
            _argument("track", 'checks={"track_length": "milliseconds > 0"}'),
            _argument("invoice", 'checks={"invoice_total": "total >= 0"}'),
            _argument("employee", 'checks={"hired": "hire_date > birth_date"}'),
            Edit("customer", '"email", "varchar(60)", nullable=False', '"email", "varchar(60)"'),
            Edit("invoice_line", 'Column("quantity",', 'Column("quantity", default="1", type='),
        ],
    ),
    "a check, a default, comments and an identity change": Change(
        [
            Edit("track", "milliseconds > 0", "milliseconds BETWEEN 1 AND 36000000"),
            Edit("employee", '"hired"', '"employee_hire_date_check"'),
            Edit("invoice_line", 'default="1"', 'default="2 - 1 + 1"'),
            Edit("track", "as printed", "as sung"),
            _argument("invoice", 'comment="what was sold"'),
            Edit("track_album_id_idx", "table=", 'comment="the tracks of an album", table='),
            Edit("review", "cache=1", "cache=65536, always=True"),
        ],
    ),
    "indexes come, change and become unique": Change(
        [
            _resource(
                'dsql.Index("customer_email_key", table=customer, columns=[dsql.Expression("lower(email)")],'
                " unique=True)"
            ),
            _resource(
                'dsql.Index("track_composer_idx", table=track, columns=["composer"],'
                ' where="composer IS NOT NULL")'
            ),
            Edit("invoice_customer_id_idx", '["customer_id"]', '["customer_id"], include=["total"]'),
            Edit("playlist_track_track_id_idx", '["track_id"]', '["track_id", "playlist_id"], unique=True'),
            _argument("genre", 'uniques=[dsql.Unique(["name"])]'),
        ],
    ),
    "foreign keys come, go and change": Change(
        [
            Edit("invoice_line", "references=invoice", 'references=invoice, on_delete="cascade"'),
            Edit("customer", "references=employee", 'references=employee, on_delete="set null"'),
            Edit(
                "employee", 'references="self"', 'references="self", deferrable=True, initially_deferred=True'
            ),
            Edit("playlist_track", 'dsql.ForeignKey(["track_id"], references=track),', ""),
            _column("invoice", '"sold_by", "integer"'),
            Edit(
                "invoice",
                "foreign_keys=[",
                'foreign_keys=[dsql.ForeignKey(["sold_by"], references=employee),',
            ),
            _resource('dsql.Index("invoice_sold_by_idx", table=invoice, columns=["sold_by"])'),
        ],
    ),
    "columns are renamed, with keys, checks and indexes on them": Change(
        [
            Edit(
                "artist", 'Column("artist_id", "integer"', 'Column("id", "integer", renamed_from="artist_id"'
            ),
            Edit("artist", 'primary_key=["artist_id"]', 'primary_key=["id"]'),
            Edit("track", 'Column("milliseconds",', 'Column("duration", renamed_from="milliseconds", type='),
            Edit("track", "milliseconds BETWEEN", "duration BETWEEN"),
            Edit(
                "playlist_track",
                'Column("playlist_id",',
                'Column("list_id", renamed_from="playlist_id", type=',
            ),
            Edit("playlist_track", '["playlist_id", "track_id"]', '["list_id", "track_id"]'),
            Edit("playlist_track", 'ForeignKey(["playlist_id"]', 'ForeignKey(["list_id"]'),
            Edit("playlist_track_playlist_id_idx", '"playlist_id"', '"list_id"'),
            Edit("playlist_track_track_id_idx", '"playlist_id"', '"list_id"'),
            Edit("customer", 'Column("email",', 'Column("mail", renamed_from="email", type='),
            Edit("customer_email_key", "lower(email)", "lower(mail)"),
        ],
    ),
    "tables and an index are renamed": Change(
        [
            Edit("playlist", '"playlist",', '"mix", renamed_from="playlist",'),
            Edit("playlist_track", '"playlist_track",', '"mix_track", renamed_from="playlist_track",'),
            _argument("invoice_line", 'name="sale"'),
            Edit("playlist_track_playlist_id_idx", "table=", 'name="mix_track_list_id_idx", table='),
        ],
    ),
    "columns, a check, a unique constraint and indexes go": Change(
        [
            Edit("customer", 'dsql.Column("fax", "varchar(24)"),', ""),
            _argument("customer", 'allow=["drop-column:fax"]'),
            Edit("track", 'dsql.Column("composer", "varchar(220)"),', ""),
            Edit("track", 'dsql.Column("lyrics", "text", storage="external", comment="as sung"),', ""),
            _argument("track", 'allow=["drop-column"]'),
            _gone("track_composer_idx"),
            Edit("invoice", 'checks={"invoice_total": "total >= 0"},', ""),
            Edit("genre", 'uniques=[dsql.Unique(["name"])],', ""),
            _gone("track_media_type_id_idx"),
        ],
        done_before=frozenset({"DROP INDEX public.track_composer_idx"}),
        columns_gone=frozenset({"customer.fax", "track.composer"}),
    ),
    "an index, a foreign key and a column come again": Change(
        [
            _resource('dsql.Index("track_media_type_id_idx", table=track, columns=["media_type_id"])'),
            Edit(
                "mix_track",
                "foreign_keys=[",
                'foreign_keys=[dsql.ForeignKey(["track_id"], references=track),',
            ),
            _column("track", '"composer", "varchar(220)", default="\'unknown\'"'),
            Edit("review", 'generated="stars > 3"', 'default="false"'),
        ],
    ),
    "all the way back": Change(
        [
            Edit("artist", 'Column("artist_id",', 'Column("artist_id", renamed_from="id", type='),
            Edit("track", 'Column("milliseconds",', 'Column("milliseconds", renamed_from="duration", type='),
            Edit("playlist", '"playlist",', '"playlist", renamed_from="mix",'),
            Edit("playlist_track", '"playlist_track",', '"playlist_track", renamed_from="mix_track",'),
            Edit(
                "playlist_track",
                'Column("playlist_id",',
                'Column("playlist_id", renamed_from="list_id", type=',
            ),
            _argument("playlist_track", 'allow=["drop-column:added_by"]'),
            _argument("invoice", 'allow=["drop-column:sold_by"]'),
            _argument("customer", 'allow=["drop-column:newsletter"]'),
            # The one thing that cannot go back: DSQL has no SET NOT NULL.
            Edit(
                "customer",
                '"email", "varchar(60)", nullable=False',
                '"email", "varchar(60)", renamed_from="mail"',
            ),
        ],
        done_before=frozenset(
            {"DROP INDEX public.review_track_id_idx", "DROP INDEX public.invoice_sold_by_idx"}
        ),
        of_the_first=True,
    ),
}
