"""Builds an engine from pinned Go modules: the CLI, its two Python helpers, and our own small language host.

The official language host is not to be had as a Go module: the folder pulumi-language-python has ours.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
from pathlib import Path

from engine import process, progress
from engine.check import PLUGINS, Unavailable

_TOOLS = Path(__file__).resolve().parent.parent
_LANGUAGE_HOST, _DYNAMIC_PROVIDERS = PLUGINS
_CLI_PACKAGE = "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi"
_PACKAGES = (_CLI_PACKAGE, f"./{_LANGUAGE_HOST}")
_SDK_MODULE = "github.com/pulumi/pulumi/sdk/v3"
_VERSION_VARIABLE = f"{_SDK_MODULE}/go/common/version.Version"

# Relative to the module: the program runner and the plugin for dynamic providers, a Python and a sh script.
_SCRIPTS = ("python/cmd/pulumi-language-python-exec", f"python/dist/{_DYNAMIC_PROVIDERS}")
_SOURCES = ("go.mod", "go.sum", f"{_LANGUAGE_HOST}/*.go", "engine/build.py")

_DOWNLOAD_SECONDS = 1800
_BUILD_SECONDS = 5400


def name() -> str:
    """Return the name of the built engine in the cache; it changes with all that the build is made from."""
    digest = hashlib.sha256()
    for pattern in _SOURCES:
        for source in sorted(_TOOLS.glob(pattern)):
            digest.update(source.read_bytes())
    return f"{_cli_version()}-{digest.hexdigest()[:12]}"


def build(home: Path) -> None:
    """Build into `home`/bin, or raise `Unavailable`."""
    go = shutil.which("go")
    if go is None:
        raise Unavailable("go is not on PATH")
    bin_dir = home / "bin"
    bin_dir.mkdir()
    _compile(go, bin_dir)
    module = Path(_go(go, "list", "-m", "-f", "{{.Dir}}", _SDK_MODULE, seconds=_DOWNLOAD_SECONDS).strip())
    for script in _SCRIPTS:
        _install(module / script, bin_dir)


def _compile(go: str, bin_dir: Path) -> None:
    version = _cli_version()
    doing = f"building Pulumi {version} from Go modules, once; several minutes"
    with progress.shown(doing) as shown:
        downloads = 0

        def on_download(line: str) -> None:
            nonlocal downloads
            downloads += "downloading" in line
            shown.doing = f"{doing}: {downloads} modules downloaded"

        total = len(
            _go(go, "list", "-deps", *_PACKAGES, seconds=_DOWNLOAD_SECONDS, on_line=on_download).splitlines()
        )
        compiled = 0

        def on_package(line: str) -> None:
            nonlocal compiled
            compiled += " " not in line
            shown.doing = f"{doing}: {compiled} of {total} packages compiled"

        _go(
            go,
            *("build", "-v", "-trimpath", "-tags", "osusergo,grpcnotrace"),
            *("-ldflags", f"-s -w -X {_VERSION_VARIABLE}=v{version}"),
            *("-o", f"{bin_dir}{os.sep}", *_PACKAGES),
            seconds=_BUILD_SECONDS,
            on_line=on_package,
        )


def _go(go: str, *args: str, seconds: float, on_line: process.OnLine = process.ignore) -> str:
    # The user's own flags (-mod=vendor, a workspace) are about their projects, not about this module.
    env = dict(os.environ, CGO_ENABLED="0", GOFLAGS="-mod=readonly -buildvcs=false", GOWORK="off")
    return process.run([go, *args], cwd=_TOOLS, env=env, seconds=seconds, on_line=on_line)


def _install(source: Path, bin_dir: Path) -> None:
    # The module cache holds everything read-only and without the executable bit.
    target = bin_dir / source.name
    shutil.copyfile(source, target)
    target.chmod(0o755)


def _cli_version() -> str:
    found = re.search(
        r"^\s*github\.com/pulumi/pulumi/pkg/v3 v(\S+)", (_TOOLS / "go.mod").read_text(), re.MULTILINE
    )
    assert found is not None, "tools/pulumi/go.mod does not require the Pulumi CLI"
    return found[1]
