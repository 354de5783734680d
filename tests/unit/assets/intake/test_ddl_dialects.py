"""One script per dialect, with what is peculiar to it."""

from __future__ import annotations

import pytest

from assets.errors import IntakeError
from assets.intake.ddl import read_ddl
from assets.intake.ddl.dialects import guess_dialect, known_dialect
from assets.schema.generators import Choice, Date, Expression, Integer, Pattern, Sequence
from assets.schema.table import OneToOne, Table

MYSQL = r"""-- MySQL dump 10.13
/*!40101 SET NAMES utf8 */;
DROP TABLE IF EXISTS `users`;
CREATE TABLE `users` (
  `id` int(10) unsigned NOT NULL AUTO_INCREMENT COMMENT 'key; of "it"',
  `email` varchar(191) COLLATE utf8mb4_unicode_ci NOT NULL,
  `role` enum('admin','user') NOT NULL DEFAULT 'user',
  `flags` set('a','b') DEFAULT NULL,
  `is_on` tinyint(1) NOT NULL DEFAULT '1',
  `key` varchar(10) DEFAULT NULL,
  `y` year DEFAULT NULL,
  `full` varchar(50) GENERATED ALWAYS AS (concat(`email`,' ',`key`)) VIRTUAL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `users_email` (`email`),
  KEY `ix` (`role`,`y`) USING BTREE
) ENGINE=InnoDB AUTO_INCREMENT=5 DEFAULT CHARSET=utf8mb4 COMMENT='the users; all';
INSERT INTO `users` VALUES (1,'a\'b;','user'),(2,'x;y','z');
CREATE TABLE `posts` (
  `id` bigint(20) NOT NULL,
  `user_id` int(10) unsigned DEFAULT NULL
) ENGINE=InnoDB;
ALTER TABLE `posts` ADD PRIMARY KEY (`id`), ADD KEY `u` (`user_id`),
  ADD CONSTRAINT `fk` FOREIGN KEY (`user_id`) REFERENCES `users` (`id`) ON DELETE SET NULL,
  MODIFY `id` bigint(20) NOT NULL AUTO_INCREMENT, AUTO_INCREMENT=3;
/*!50001 CREATE VIEW `v` AS select 1 */;
-- Dump completed
"""

TSQL = """SET ANSI_NULLS ON
GO
CREATE TABLE [sales].[Order Lines](
    [Id] [int] IDENTITY(10,5) NOT NULL,
    [Guid] [uniqueidentifier] ROWGUIDCOL NOT NULL CONSTRAINT [DF_g] DEFAULT (newid()),
    [Name] [nvarchar](max) NULL,
    [Qty] [smallint] NOT NULL CONSTRAINT [CK_q] CHECK ([Qty]>(0)),
    [Price] [money] NOT NULL,
    [Total] AS ([Price]*[Qty]) PERSISTED,
    [rv] [timestamp] NOT NULL,
    [flag] [bit] NOT NULL,
    [Changed] [datetime2](7) NOT NULL,
 CONSTRAINT [PK_Order Lines] PRIMARY KEY CLUSTERED ([Id] ASC)
 WITH (PAD_INDEX = OFF, STATISTICS_NORECOMPUTE = OFF) ON [PRIMARY]
) ON [PRIMARY]
GO
CREATE TABLE dbo.Kid (a int not null primary key, b int null)
CREATE TABLE dbo.Grandchild (a int not null primary key references dbo.Kid)
GO
ALTER TABLE [dbo].[Kid] WITH CHECK ADD CONSTRAINT [FK_x] FOREIGN KEY([b])
REFERENCES [sales].[Order Lines] ([Id])
GO
ALTER TABLE [dbo].[Kid] CHECK CONSTRAINT [FK_x]
GO
IF NOT EXISTS (SELECT * FROM sys.objects WHERE name='Z')
BEGIN
CREATE TABLE Z (id int primary key)
END
GO
CREATE PROCEDURE p AS BEGIN SELECT 1; CREATE TABLE #t (a int); END
GO
CREATE UNIQUE NONCLUSTERED INDEX [ux] ON [sales].[Order Lines] ([Guid] ASC) WHERE [flag]=1
GO
"""

SQLITE = """PRAGMA foreign_keys=OFF;
CREATE TABLE "a b" (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE, x,
    parent INTEGER REFERENCES "a b");
CREATE TABLE IF NOT EXISTS t2 (a INT, b INT, PRIMARY KEY (a, b),
    FOREIGN KEY (a) REFERENCES "a b"(id)) WITHOUT ROWID;
CREATE TRIGGER tr AFTER INSERT ON t2 BEGIN UPDATE t2 SET a=1; DELETE FROM t2; END;
"""


def types(table: Table) -> dict[str, str]:
    return {column.name: str(column.type) for column in table.columns}


def test_mysql() -> None:
    found = read_ddl(MYSQL)
    users, posts = found.dataset.tables
    assert found.dialect == "mysql"
    assert types(users) == {
        "id": "bigint",
        "email": "varchar(191)",
        "role": "text",
        "flags": "text",
        "is_on": "boolean",
        "key": "varchar(10)",
        "y": "smallint",
        "full": "varchar(50)",
    }
    assert users.description == "the users; all"
    assert users.column("id").description == 'key; of "it"'
    assert users.column("id").source_type == "int(10) unsigned"
    assert users.column("email").unique
    assert users.column("role").generator == Choice(values=["admin", "user"])
    assert [check.sql for check in users.checks] == ["\"role\" IN ('admin', 'user')"]
    assert isinstance(users.column("full").generator, Expression)
    assert posts.primary_key == ["id"]
    assert posts.column("id").generator == Sequence()
    assert [key.name for key in posts.foreign_keys] == ["fk"]
    assert posts.foreign_keys[0].null_rate == 0.1
    kinds = [warning.what for warning in found.warnings]
    assert kinds[0] == "1 view (v)"
    assert "the type set('a','b')" in kinds


def test_sql_server() -> None:
    found = read_ddl(TSQL)
    lines, kid, grandchild, z = found.dataset.tables
    assert found.dialect == "tsql"
    assert types(lines) == {
        "Id": "integer",
        "Guid": "uuid",
        "Name": "text",
        "Qty": "smallint",
        "Price": "decimal(19,4)",
        "Total": "decimal(24,4)",
        "rv": "bytes(8)",
        "flag": "boolean",
        "Changed": "timestamp",
    }
    assert lines.name == "Order Lines"
    assert lines.column("Id").generator == Sequence(start=10, step=5)
    assert isinstance(lines.column("Total").generator, Expression)
    assert [check.name for check in lines.checks] == ["CK_q"]
    assert not lines.column("Guid").unique
    assert kid.foreign_keys[0].references == "Order Lines"
    assert grandchild.foreign_keys[0].pick == OneToOne()
    assert z.name == "Z"
    whats = " ".join(map(str, found.warnings))
    assert "unique index ux: holds for some rows only" in whats
    assert "1 procedure (p)" in whats


def test_sqlite() -> None:
    found = read_ddl(SQLITE)
    first, second = found.dataset.tables
    assert found.dialect == "sqlite"
    assert types(first) == {"id": "integer", "name": "text", "x": "text", "parent": "integer"}
    assert first.column("name").unique
    assert first.foreign_keys[0].references_columns == ["id"]
    assert second.primary_key == ["a", "b"]
    made = second.column("b").generator
    assert isinstance(made, Integer)
    assert made.max >= 10_000


def test_schemas_keep_tables_of_one_name_apart() -> None:
    found = read_ddl(
        "CREATE TABLE a.item (id int PRIMARY KEY); CREATE TABLE b.item (id int PRIMARY KEY,"
        " other int REFERENCES a.item); CREATE TABLE b.part (id int REFERENCES item);"
    )
    first, second, part = found.dataset.tables
    assert (first.name, second.name, part.name) == ("a_item", "b_item", "part")
    assert second.foreign_keys[0].references == "a_item"
    assert part.foreign_keys[0].references == "b_item"
    assert len(found.warnings) == 2


def test_migrations_change_what_they_created() -> None:
    found = read_ddl(
        "CREATE TABLE a (id int, old int, gone int, UNIQUE (gone));"
        "ALTER TABLE a ADD COLUMN name varchar(9), DROP COLUMN gone;"
        "ALTER TABLE a RENAME COLUMN old TO fresh; ALTER TABLE a ALTER COLUMN fresh TYPE bigint;"
        "ALTER TABLE a ALTER COLUMN fresh SET NOT NULL, ADD PRIMARY KEY (id);"
        "ALTER TABLE a ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (START WITH 7);"
        "ALTER TABLE a RENAME TO b; CREATE TABLE c (id int); DROP TABLE c;"
    )
    (table,) = found.dataset.tables
    assert (table.name, table.primary_key) == ("b", ["id"])
    assert types(table) == {"id": "integer", "fresh": "bigint", "name": "varchar(9)"}
    assert not table.column("fresh").nullable
    assert table.column("id").generator == Sequence(start=7)


def test_gaps_between_partitions_leave_the_widest_stretch() -> None:
    found = read_ddl(
        "CREATE TABLE m (id int, d date NOT NULL, PRIMARY KEY (id, d)) PARTITION BY RANGE (d);"
        "CREATE TABLE m1 PARTITION OF m FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');"
        "CREATE TABLE m3 PARTITION OF m FOR VALUES FROM ('2022-01-01') TO ('2023-01-01');"
        "CREATE TABLE m4 PARTITION OF m FOR VALUES FROM ('2023-01-01') TO ('2024-01-01');"
        "CREATE TABLE kinds (k text NOT NULL) PARTITION BY LIST (k);"
        "CREATE TABLE k1 PARTITION OF kinds FOR VALUES IN ('a', 'b');"
        "CREATE TABLE k2 PARTITION OF kinds FOR VALUES IN ('c');"
    )
    m, kinds = found.dataset.tables
    made = m.column("d").generator
    assert isinstance(made, Date)
    assert (made.min.isoformat(), made.max.isoformat()) == ("2022-01-01", "2023-12-31")
    assert kinds.column("k").generator == Choice(values=["a", "b", "c"])
    assert any("leave 1 gap" in str(warning) for warning in found.warnings)


def test_statements_on_tables_inside_a_block_are_read() -> None:
    found = read_ddl(
        "CREATE TABLE a (id int PRIMARY KEY); CREATE TABLE b (a_id int);\n"
        "DO $$ BEGIN ALTER TABLE b ADD CONSTRAINT f FOREIGN KEY (a_id) REFERENCES a(id); "
        "EXCEPTION WHEN duplicate_object THEN null; END $$;"
    )
    assert found.dataset.table("b").foreign_keys[0].name == "f"


def test_a_unique_name_is_a_label_with_a_number() -> None:
    found = read_ddl("CREATE TABLE artist (id int PRIMARY KEY, name varchar(40) UNIQUE);")
    assert found.dataset.table("artist").column("name").generator == Pattern(
        pattern="\\Artist ########"
    )


@pytest.mark.parametrize(
    ("name", "dialect"),
    [("PostgreSQL", "postgres"), ("mssql", "tsql"), ("MariaDB", "mysql"), ("sqlite", "sqlite")],
)
def test_dialects_have_other_names(name: str, dialect: str) -> None:
    assert known_dialect(name) == dialect


def test_what_gives_no_sign_is_postgres() -> None:
    assert guess_dialect("CREATE TABLE a (b int);") == "postgres"
    with pytest.raises(IntakeError):
        known_dialect("cobol")
