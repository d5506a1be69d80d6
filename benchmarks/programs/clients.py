"""Connections that each send prepared SELECTs one after the other, at every line on standard input.

clients.py CONNECTIONS STATEMENTS     says `ready` when they are open, and when all statements are answered
"""

import asyncio
import sys

import psycopg

connections, statements = map(int, sys.argv[1:])


async def main() -> None:
    """Until standard input ends."""
    opened = [await _opened() for _ in range(connections)]
    loop = asyncio.get_running_loop()
    print("ready", flush=True)
    while await loop.run_in_executor(None, sys.stdin.readline):
        await asyncio.gather(*map(_send, opened))
        print("ready", flush=True)
    for connection in opened:
        await connection.close()


async def _opened() -> psycopg.AsyncConnection:
    return await psycopg.AsyncConnection.connect(autocommit=True, dbname="postgres", gssencmode="disable")


async def _send(connection: psycopg.AsyncConnection) -> None:
    cursor = psycopg.AsyncRawCursor(connection)
    for number in range(statements):
        await cursor.execute("SELECT $1::int", (number,), prepare=True)
        await cursor.fetchall()


if __name__ == "__main__":
    asyncio.run(main())
