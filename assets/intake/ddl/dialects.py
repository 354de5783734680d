"""The SQL dialects that can be read, and which one a script is most likely written in."""

from __future__ import annotations

import re

from assets.errors import IntakeError

DIALECTS = ("postgres", "mysql", "tsql", "sqlite", "duckdb")
_ALIASES = {
    "postgresql": "postgres",
    "pg": "postgres",
    "mariadb": "mysql",
    "sqlserver": "tsql",
    "sql server": "tsql",
    "mssql": "tsql",
    "sqlite3": "sqlite",
}
_HEAD = 200_000
_SIGNS: dict[str, list[tuple[int, str]]] = {
    "postgres": [
        (8, r"PostgreSQL database dump|^\\(?:c|connect|restrict)\b|^COPY .* FROM stdin"),
        (4, r"\bALTER TABLE ONLY\b|\bOWNER TO\b|::\w|\$\$|\bnextval\s*\(|\bpg_catalog\b"),
        (4, r"\b(?:BIG|SMALL)?SERIAL\b|\bJSONB\b|\bTIMESTAMPTZ\b|\bBYTEA\b|\bTSVECTOR\b"),
        (3, r"\bCHARACTER VARYING\b|\bWITH(?:OUT)? TIME ZONE\b|\bCREATE EXTENSION\b|\w\[\]"),
        (3, r"\bAS ENUM\b|\bCREATE DOMAIN\b|\bUSING (?:btree|gin|gist|hnsw)\b"),
    ],
    "mysql": [
        (8, r"MySQL dump|MariaDB dump|^DELIMITER\b|/\*!\d{5}"),
        (5, r"\bENGINE\s*=|\bAUTO_INCREMENT\b|\bUNSIGNED\b|\bCHARSET\b|\bON UPDATE CURRENT"),
        (3, r"`\w[^`\n]*`|\b(?:TINY|MEDIUM|LONG)(?:INT|TEXT|BLOB)\b|\bENUM\s*\(\s*'"),
    ],
    "tsql": [
        (8, r"^\s*GO\s*$"),
        (5, r"\[dbo\]|\bIDENTITY\s*\(|\bNVARCHAR\s*\(\s*MAX\b|\bUNIQUEIDENTIFIER\b|\bDATETIME2\b"),
        (4, r"\[\w[^\]\n]*\]\s*(?:[,.(]|\[|\w)|\bNONCLUSTERED\b|\bSET (?:ANSI|QUOTED)_|\bN'"),
    ],
    "sqlite": [
        (8, r"^PRAGMA\b|\bAUTOINCREMENT\b|\bWITHOUT ROWID\b|\bsqlite_sequence\b|\)\s*STRICT\s*;"),
    ],
    "duckdb": [
        (4, r"\bHUGEINT\b|\bUTINYINT\b|\bUBIGINT\b|\bSTRUCT\s*\(|^INSTALL \w|^ATTACH '"),
    ],
}
_COMPILED = {
    name: [(weight, re.compile(sign, re.IGNORECASE | re.MULTILINE)) for weight, sign in signs]
    for name, signs in _SIGNS.items()
}


def known_dialect(name: str) -> str:
    """The dialect that ``name`` means. Raises IntakeError when there is none."""
    folded = " ".join(name.casefold().split())
    folded = _ALIASES.get(folded, folded)
    if folded not in DIALECTS:
        raise IntakeError(
            f"{name[:40]!r} is not a dialect that can be read",
            repair=f"use one of {', '.join(DIALECTS)}",
        )
    return folded


def guess_dialect(text: str) -> str:
    """The dialect whose signs stand in the text most clearly; PostgreSQL when none do."""
    head = text if len(text) <= _HEAD else text[:_HEAD] + text[-_HEAD // 4 :]
    scores = {
        name: sum(weight for weight, sign in signs if sign.search(head))
        for name, signs in _COMPILED.items()
    }
    best = max(scores, key=lambda name: scores[name])
    return best if scores[best] > 0 else "postgres"
