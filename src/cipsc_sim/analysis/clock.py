"""Minutes of a replication as dates."""

from __future__ import annotations

from datetime import datetime, timedelta


class Clock:
    """Turns minutes since midnight of the start date into ISO 8601.

    The plant has one local time and no daylight saving; formats that want a zone are told UTC.
    """

    def __init__(self, start_date: str) -> None:
        self._midnight = datetime.fromisoformat(start_date)

    def __call__(self, minute: int) -> str:
        """``2026-01-05T08:30:00Z``."""
        return f"{(self._midnight + timedelta(minutes=minute)).isoformat()}Z"
