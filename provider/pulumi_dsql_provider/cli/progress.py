"""What runs, a line an event, for people who watch."""

from typing import TextIO

from pulumi_dsql_provider.apply import OnStep, Progress


def printer(stream: TextIO) -> OnStep:
    """A callback that prints each event of a running plan to that stream."""

    def on_step(progress: Progress) -> None:
        text = progress.step.why
        if progress.state != "started":
            text += f": {progress.state}"
        detail = f" ({progress.detail})" if progress.detail else ""
        print(f"[{progress.number}/{progress.of}] {text}{detail}", file=stream, flush=True)

    return on_step
