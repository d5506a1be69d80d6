"""SQLAlchemy with AWS's dialect: its own DDL, its reflection, and the steps of all clients."""

import os
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from aurora_dsql_sqlalchemy import create_dsql_engine  # type: ignore[import-untyped]
from sqlalchemy import orm

from local.clients import steps
from local.clients.steps import Row, numbered


class Base(orm.DeclarativeBase):
    """The tables of the application."""


class Owner(Base):
    """Somebody who has articles."""

    __tablename__ = "owner"
    id: orm.Mapped[int] = orm.mapped_column(sa.BigInteger, primary_key=True)
    name: orm.Mapped[str] = orm.mapped_column(sa.Text)
    articles: orm.Mapped[list["Article"]] = orm.relationship(back_populates="owner")


class Article(Base):
    """Something that has an owner."""

    __tablename__ = "article"
    id: orm.Mapped[str] = orm.mapped_column(
        sa.UUID(as_uuid=False), primary_key=True, server_default=sa.text("gen_random_uuid()")
    )
    owner_id: orm.Mapped[int] = orm.mapped_column(sa.ForeignKey("owner.id"))
    price: orm.Mapped[Decimal] = orm.mapped_column(sa.Numeric(10, 2))
    owner: orm.Mapped[Owner] = orm.relationship(back_populates="articles")
    __table_args__ = (sa.Index("article_price", "price"),)


class SqlAlchemy:
    """An engine. Each statement has a connection that commits by itself."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine
        self._autocommit = engine.execution_options(isolation_level="AUTOCOMMIT")

    def run(self, sql: str) -> list[Row]:
        with self._autocommit.connect() as connection:
            result = connection.exec_driver_sql(sql)
            return [tuple(row) for row in result] if result.returns_rows else []

    def transaction(self, *statements: str) -> None:
        with self._engine.begin() as connection:
            for statement in statements:
                connection.exec_driver_sql(statement)

    def batch(self, sql: str, parameters: list[Row]) -> None:
        with self._engine.begin() as connection:
            connection.execute(sa.text(numbered(sql, ":p")), [_named(row) for row in parameters])

    def sqlstate(self, error: Exception) -> str | None:
        if not isinstance(error, sa.exc.DBAPIError):
            return None
        return getattr(error.orig, "sqlstate", None)

    def close(self) -> None:
        self._engine.dispose()


def _named(row: Row) -> dict[str, Any]:
    return {f"p{number}": value for number, value in enumerate(row, 1)}


def run_declared(engine: sa.Engine) -> None:
    """Tables made and dropped by their declarations, objects stored and found, the schema read back."""
    autocommit = engine.execution_options(isolation_level="AUTOCOMMIT")
    Base.metadata.create_all(autocommit)
    with orm.Session(engine) as session:
        session.add(Owner(name="Ada", articles=[Article(price=Decimal("1.50")), Article(price=Decimal(2))]))
        session.commit()
        total = sa.select(Owner.name, sa.func.sum(Article.price)).join(Article).group_by(Owner.name)
        assert session.execute(total).all() == [("Ada", Decimal("3.50"))]
    seen = sa.inspect(engine)
    assert sorted(seen.get_table_names()) == ["article", "owner"]
    assert seen.get_pk_constraint("article")["constrained_columns"] == ["id"]
    assert [key["referred_table"] for key in seen.get_foreign_keys("article")] == ["owner"]
    assert [index["name"] for index in seen.get_indexes("article")] == ["article_price"]
    Base.metadata.drop_all(autocommit)


if __name__ == "__main__":
    dsql_engine = create_dsql_engine(host=os.environ["PGHOST"], user=os.environ["PGUSER"])
    run_declared(dsql_engine)
    steps.run(SqlAlchemy(dsql_engine))
