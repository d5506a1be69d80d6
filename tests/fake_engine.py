"""Executables that cannot be had in a test: an engine that only tells its version, and a `go`."""

from __future__ import annotations

from pathlib import Path

PLUGINS = ("pulumi-language-python", "pulumi-resource-pulumi-python")

# Answers what tools/pulumi/engine/build.py asks of it. `build` takes $FAKE_GO_SECONDS and leaves a line in
# $FAKE_GO_LOG; with FAKE_GO_FAILS it fails the way a compiler does.
_GO = """#!/bin/sh
module="$(dirname "$0")/module"
case "$1 $2" in
"list -deps") echo a/package; echo another/package ;;
"list -m") echo "$module" ;;
"build -v")
    echo "$$ build" >> "$FAKE_GO_LOG"
    sleep "${FAKE_GO_SECONDS:-0}"
    if [ -n "$FAKE_GO_FAILS" ]; then echo "a/package/file.go:1:1: $FAKE_GO_FAILS" >&2; exit 1; fi
    while [ "$1" != -o ]; do shift; done
    for package in pulumi pulumi-language-python; do
        printf '#!/bin/sh\\necho v3.259.0\\n' > "$2/$package"
        chmod 755 "$2/$package"
    done ;;
esac
"""


def executable(file: Path, text: str) -> Path:
    """Write an executable."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)
    file.chmod(0o755)
    return file


def engine(bin_dir: Path, version: str = "v3.259.0", plugins: tuple[str, ...] = PLUGINS) -> Path:
    """Write an engine that tells `version`; returns `bin_dir`."""
    executable(bin_dir / "pulumi", f"#!/bin/sh\necho {version}\n")
    for plugin in plugins:
        executable(bin_dir / plugin, "#!/bin/sh\n")
    return bin_dir


def go(bin_dir: Path) -> Path:
    """Write a `go` and the part of the Pulumi SDK's module that is copied from; returns `bin_dir`."""
    executable(bin_dir / "go", _GO)
    for script in ("python/cmd/pulumi-language-python-exec", "python/dist/pulumi-resource-pulumi-python"):
        source = bin_dir / "module" / script
        source.parent.mkdir(parents=True)
        source.write_text("#!/bin/sh\n")
        source.chmod(0o444)  # as in the module cache
    return bin_dir
