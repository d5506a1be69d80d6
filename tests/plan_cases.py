"""The cases in cases/plan: what is there, what is wanted, and the plan or the refusals, all as text.

# what the case shows
## allow drop-column:note                        what is allowed
## as of 2026-08-01                              the day of the rules; left out: the newest that are known
## rebuild                                       what needs a table to be rebuilt is planned as that
## hints                                         with the hazards that only tell about what is there
## renamed table public.new was public.old
## renamed column public.t.new was old
## invalid t_a                                   live indexes that were never finished
## unvalidated t_check                           live constraints whose rows were never checked
## building t_a                                  live indexes that a job is building
## validating t_check                            live constraints that a job is validating
## beside t_b                                    live indexes that are not part of what is compared
## granted to two by one                         who has granted the role what it may do, if not the owner
## live
SQL
## wanted
SQL, with its remarks `-- renamed_from: old`
## plan                                          or `## refused`
lines
"""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from pulumi_dsql_provider.catalog import Session, ask
from pulumi_dsql_provider.dialect.capabilities import Rules, rules
from pulumi_dsql_provider.dialect.parse import Parsed, Source, parse
from pulumi_dsql_provider.diff import Renames, compare, questions
from pulumi_dsql_provider.model import Access, Database, ObjectName
from pulumi_dsql_provider.plan import Plan, Policy, make

_FOLDER = Path(__file__).parent / "cases" / "plan"
_TEXTS = frozenset({"live", "wanted", "plan", "refused"})


@dataclass(frozen=True)
class Case:
    name: str
    options: dict[str, list[str]]
    texts: dict[str, list[str]]

    @property
    def policy(self) -> Policy:
        return Policy(
            allow=frozenset(self._words("allow")), rebuild=self.rebuilds, hints=bool(self.options["hints"])
        )

    @property
    def rebuilds(self) -> bool:
        return bool(self.options["rebuild"])

    @property
    def rules(self) -> Rules:
        return rules(*(date.fromisoformat(value.removeprefix("of ")) for value in self.options["as"]))

    @property
    def renames(self) -> Renames:
        tables: dict[ObjectName, ObjectName] = {}
        columns: dict[tuple[ObjectName, str], str] = {}
        for kind, new, _, old in (option.split() for option in self.options["renamed"]):
            if kind == "table":
                tables[_name(new)] = _name(old)
            else:
                table, column = new.rsplit(".", 1)
                columns[_name(table), column] = old
        said = Renames.said(_parsed(self.texts["wanted"]).renamed)
        return replace(said, tables={**said.tables, **tables}, columns={**said.columns, **columns})

    @property
    def invalid(self) -> frozenset[str]:
        return frozenset(self._words("invalid"))

    @property
    def unvalidated(self) -> frozenset[str]:
        return frozenset(self._words("unvalidated"))

    @property
    def building(self) -> frozenset[str]:
        return frozenset(self._words("building"))

    @property
    def validating(self) -> frozenset[str]:
        return frozenset(self._words("validating"))

    @property
    def wanted(self) -> Database:
        return _parsed(self.texts["wanted"]).database

    @property
    def live(self) -> Database:
        return self._marked(_parsed(self.texts["live"]).database)

    def names(self, words: str) -> bool:
        """Whether one of its texts has these words."""
        return any(words in line for lines in self.texts.values() for line in lines)

    def compared(self, live: Database) -> Database:
        """The part of what is there that is compared."""
        beside = self._words("beside")
        indexes = tuple(index for index in live.indexes if index.name not in beside)
        return live.model_copy(update={"indexes": indexes})

    def planned(self, live: Database, session: Session | None = None) -> Plan:
        """The plan from what is there; the session answers what only a database can tell."""
        compared = self.compared(live)
        asked = questions(compared, self.wanted, renames=self.renames) if session else ()
        answers = ask(session, asked) if session else frozenset()
        changes = compare(compared, self.wanted, answers=answers, renames=self.renames)
        return make(changes, live, self.policy, self.rules)

    def _marked(self, live: Database) -> Database:
        tables = tuple(
            table.model_copy(
                update={
                    kind: tuple(
                        part.model_copy(
                            update={
                                "validated": part.name not in self.unvalidated | self.validating,
                                "validating": part.name in self.validating,
                            }
                        )
                        for part in getattr(table, kind)
                    )
                    for kind in ("checks", "foreign_keys")
                }
            )
            for table in live.tables
        )
        indexes = tuple(
            index.model_copy(
                update={
                    "valid": index.name not in self.invalid | self.building,
                    "building": index.name in self.building,
                }
            )
            for index in live.indexes
        )
        return live.model_copy(
            update={"tables": tables, "indexes": indexes, "access": self._granted(live.access)}
        )

    def _granted(self, access: Access) -> Access:
        by = {words[1]: words[3] for words in map(str.split, self.options["granted"])}
        if not by:
            return access
        grants = (grant.model_copy(update={"by": by.get(grant.grantee)}) for grant in access.grants or ())
        return access.model_copy(update={"grants": tuple(grants)})

    def _words(self, option: str) -> list[str]:
        return [word for value in self.options[option] for word in value.split()]


def cases() -> list[Case]:
    return [
        _case(path.stem, text)
        for path in sorted(_FOLDER.glob("*.txt"))
        for text in f"\n{path.read_text(encoding='utf-8')}".split("\n# ")[1:]
    ]


def _case(kind: str, text: str) -> Case:
    title, *lines = text.strip().split("\n")
    options: dict[str, list[str]] = defaultdict(list)
    texts: dict[str, list[str]] = defaultdict(list)
    section: list[str] = []
    for line in lines:
        if not line.startswith("## "):
            section.append(line)
            continue
        word, _, value = line.removeprefix("## ").partition(" ")
        if word in _TEXTS:
            section = texts[word] = []
        else:
            options[word].append(value)
    return Case(f"{kind}: {title}", options, texts)


def _parsed(lines: list[str]) -> Parsed:
    return parse([Source("case.sql", "\n".join(lines))])


def _name(text: str) -> ObjectName:
    return ObjectName(*text.split(".", 1))
