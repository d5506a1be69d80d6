"""A query that is nested deeper than the stand-in can look into it."""

from local.wire.cluster import WireCluster, ask

DEEP = "SELECT 1" + " + 1" * 100


def test_it_is_answered_and_the_session_goes_on(wire_cluster: WireCluster) -> None:
    with wire_cluster.connect() as connection:
        assert connection.execute(DEEP.encode()).fetchall() == [(101,)]
        assert connection.execute(DEEP.encode(), (), prepare=True).fetchall() == [(101,)]
        assert ask(connection, "BEGIN", DEEP, "SELECT 2", "COMMIT")[1:] == ["SELECT 1", "SELECT 1", "COMMIT"]
