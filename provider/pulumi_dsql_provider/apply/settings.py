"""How patient a run is."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Settings:
    """All times in seconds.

    A statement that meets a conflict or loses its connection is tried `attempts` times within about
    `retry_limit`; the pauses are random, at most `first_pause` before the second try, twice as much before
    each further one, never more than `longest_pause`. A job is waited for as long as `job_limit`; where it
    has to be polled, every `poll`.
    """

    attempts: int = 12
    retry_limit: float = 60.0
    first_pause: float = 0.05
    longest_pause: float = 5.0
    job_limit: float = 24 * 60 * 60.0
    poll: float = 1.0


DEFAULTS = Settings()
