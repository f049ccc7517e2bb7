"""Every cell of every table that a database really has, whatever METADATA says: nothing can be forgotten here."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import Connection, MetaData, inspect, select

from bot.database import Database


class Cell(NamedTuple):
    """One value as text, and where it stands."""

    table: str
    column: str
    text: str


async def read_cells(database: Database) -> list[Cell]:
    """Return every value that is not NULL."""
    async with database.read() as connection:
        return await connection.run_sync(_read)


def _read(connection: Connection) -> list[Cell]:
    found: list[Cell] = []
    tables = MetaData()
    tables.reflect(connection)
    assert set(tables.tables) == set(inspect(connection).get_table_names())
    for table in tables.sorted_tables:
        for row in connection.execute(select(table)).mappings():
            found += [Cell(table.name, name, str(value)) for name, value in row.items() if value is not None]
    return found
