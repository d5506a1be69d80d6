"""Resource policies of clusters: what is one, and what it denies.

Whoever has a key of the stand-in may do everything in its account, so Allow changes nothing here. Deny does.
A statement with a Condition never matches: what conditions look at (networks, organisations) is not here.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

_VERSIONS = ("2012-10-17", "2008-10-17")
_ASSUMED = re.compile(r"arn:aws:sts::(?P<account>[0-9]{12}):assumed-role/(?P<role>[^/]+)/.+")
_ROLE = re.compile(r"arn:aws:iam::(?P<account>[0-9]{12}):role/(?:.+/)?(?P<role>[^/]+)")


class Malformed(Exception):
    """It is not a policy; the text says why."""


@dataclass(frozen=True)
class _Statement:
    denies: bool
    principals: tuple[str, ...]
    but_these_principals: bool
    actions: tuple[str, ...]
    but_these_actions: bool
    resources: tuple[str, ...]
    conditional: bool

    def matches(self, caller: str, action: str, resource: str) -> bool:
        """Whether it is about this caller (an ARN) doing this to that."""
        return (
            any(_is(caller, principal) for principal in self.principals) is not self.but_these_principals
            and any(_fits(pattern, action, re.IGNORECASE) for pattern in self.actions)
            is not self.but_these_actions
            and any(_fits(pattern, resource) for pattern in self.resources)
            and not self.conditional
        )


@dataclass(frozen=True)
class Policy:
    """A policy as it was given, and its version, which every change makes another."""

    document: str
    version: str

    def denies(self, caller: str, action: str, resource: str) -> bool:
        """Whether `caller` (an ARN) must not do `action` (`dsql:GetCluster`) to `resource` (an ARN)."""
        return any(
            each.denies and each.matches(caller, action, resource) for each in statements(self.document)
        )


def statements(document: str) -> list[_Statement]:
    """The statements of a policy in JSON. Malformed when it is none."""
    try:
        policy = json.loads(document)
    except ValueError:
        raise Malformed("it is not JSON") from None
    if not isinstance(policy, Mapping):
        raise Malformed("it is not a JSON object")
    if policy.get("Version", _VERSIONS[0]) not in _VERSIONS:
        raise Malformed(f"Version must be one of {', '.join(_VERSIONS)}")
    found = policy.get("Statement")
    if isinstance(found, Mapping):
        found = [found]
    if not isinstance(found, list) or not found:
        raise Malformed("it has no Statement")
    return [_statement(each) for each in found]


def _statement(given: object) -> _Statement:
    if not isinstance(given, Mapping):
        raise Malformed("a Statement must be a JSON object")
    if given.get("Effect") not in ("Allow", "Deny"):
        raise Malformed("Effect must be Allow or Deny")
    principal, but_these_principals = _either(given, "Principal")
    action, but_these_actions = _either(given, "Action")
    actions = tuple(_texts(action, "Action"))
    for each in actions:
        if each != "*" and not each.lower().startswith("dsql:"):
            raise Malformed(f"the Action {each} is not one of dsql")
    if not isinstance(given.get("Condition", {}), Mapping):
        raise Malformed("Condition must be a JSON object")
    return _Statement(
        denies=given["Effect"] == "Deny",
        principals=tuple(_principals(principal)),
        but_these_principals=but_these_principals,
        actions=actions,
        but_these_actions=but_these_actions,
        resources=tuple(_texts(given.get("Resource", "*"), "Resource")),
        conditional=bool(given.get("Condition")),
    )


def _either(given: Mapping[str, object], name: str) -> tuple[object, bool]:
    """The member of that name, or the one that says the opposite, and whether it is that."""
    if (name in given) is (f"Not{name}" in given):
        raise Malformed(f"a Statement needs {name} or Not{name}")
    return (given[name], False) if name in given else (given[f"Not{name}"], True)


def _principals(given: object) -> Iterator[str]:
    if given == "*":
        yield "*"
    elif isinstance(given, Mapping) and given.keys() <= {"AWS", "Service", "Federated"}:
        for kind, each in given.items():
            texts = list(_texts(each, f"Principal.{kind}"))
            yield from texts if kind == "AWS" else ()  # nobody here is a service or federated
    else:
        raise Malformed("Principal must be * or name them by AWS, Service or Federated")


def _texts(given: object, name: str) -> Iterator[str]:
    """One text or a list of them."""
    several: list[Any] = given if isinstance(given, list) else [given]
    if not several or not all(isinstance(each, str) for each in several):
        raise Malformed(f"{name} must be a string or a list of strings")
    yield from several


def _is(caller: str, principal: str) -> bool:
    """Whether a principal of a policy stands for this caller."""
    account = caller.split(":")[4]
    if principal in ("*", caller, account, f"arn:aws:iam::{account}:root"):
        return True
    assumed, role = _ASSUMED.fullmatch(caller), _ROLE.fullmatch(principal)
    return bool(assumed and role and assumed.groupdict() == role.groupdict())


def _fits(pattern: str, text: str, flags: re.RegexFlag = re.NOFLAG) -> bool:
    """Whether `text` fits a pattern with `*` and `?`."""
    expression = re.escape(pattern).replace(r"\*", ".*").replace(r"\?", ".")
    return re.fullmatch(expression, text, flags) is not None
