"""psql."""

import re
import subprocess

from local.clients import steps
from local.clients.steps import Row


class Psql:
    """A psql for each call, with the SQL on its standard input."""

    def run(self, sql: str) -> list[list[str]]:
        return [line.split("\t") for line in self._psql(f"{sql};").splitlines()]

    def transaction(self, *statements: str) -> None:
        self._psql("".join(f"{statement};\n" for statement in ("BEGIN", *statements, "COMMIT")))

    def batch(self, sql: str, parameters: list[Row]) -> None:
        statement, _, _ = sql.partition("VALUES")
        rows = ", ".join("({}, '{}', {})".format(*row) for row in parameters)
        self._psql(f"{statement} VALUES {rows};")

    def copy_in(self, table: str, rows: list[Row]) -> None:
        lines = ["\t".join(str(value) for value in row) for row in rows]
        self._psql("\n".join([f"\\copy {table} FROM pstdin", *lines, "\\.", ""]))

    def copy_out(self, query: str) -> list[str]:
        return self._psql(f"COPY ({query}) TO STDOUT;").splitlines()

    def sqlstate(self, error: Exception) -> str | None:
        found = re.search(r"ERROR:  (\w{5}):", str(error))
        return found[1] if found else None

    def close(self) -> None:
        pass

    @staticmethod
    def _psql(text: str) -> str:
        command = ["psql", "-XqAt", "-F", "\t", "-v", "ON_ERROR_STOP=1", "-v", "VERBOSITY=verbose", "-f", "-"]
        done = subprocess.run(command, input=text, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise RuntimeError(done.stderr)
        return done.stdout


if __name__ == "__main__":
    steps.run(Psql())
