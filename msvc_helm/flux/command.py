"""What `msvc-helm flux` was asked for: options that must go together, and the output they come to."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from typing import Any

from msvc_helm import write
from msvc_helm.api.metadata import is_dns_subdomain
from msvc_helm.errors import InputError, Problem, UsageError
from msvc_helm.flux.accepted import inside
from msvc_helm.flux.fleet import Charts, doubts, make_releases
from msvc_helm.flux.layout import BASE, COMMAND, EARLIER, SYSTEM, Cluster, Files, layout
from msvc_helm.flux.models import FluxModel, read_models
from msvc_helm.flux.release import Object
from msvc_helm.flux.settings import read_settings
from msvc_helm.managed_files import Plan, State, digests, plan
from msvc_helm.read import STDIN, inputs
from msvc_helm.resources.context import Options

Warn = Callable[[Problem], None]


class FluxOptions:
    """A run: `told` are the options by name, `gie` is as `convert` takes it.

    Raises UsageError for options that do not go together.
    """

    def __init__(self, files: tuple[str, ...], told: Mapping[str, Any], options: Options, gie: str) -> None:
        self._files = files
        self._told = told
        self._options = options
        self._gie = gie
        self.directory: str = told["layout"]
        self._clusters = _clusters(told["cluster"])
        self._together()
        self._charts = Charts(told["chart"], told["chart_version"])
        self._settings = read_settings(told, SYSTEM if self.directory else "")

    def _together(self) -> None:
        if inside(self._told["path_in_repo"]) is None:
            raise UsageError(f'--path-in-repo "{self._told["path_in_repo"]}" is not a path inside a repository')
        if not self.directory:
            alone = [name for name in ("cluster", "prune", "force") if self._told[name]]
            alone += ["path-in-repo"] if self._told["path_in_repo"] != "." else []
            if alone:
                raise UsageError(f"--{alone[0]} goes with --layout")
            if not self._files:
                raise UsageError("nothing to release: name files with ModelServices or values")
        elif not self._clusters:
            raise UsageError("--layout needs the clusters: name each with --cluster")
        elif not self._files and not all(self._clusters.values()):
            raise UsageError("nothing to release: name files, or a PATH behind each --cluster NAME=")

    def stream(self, warn: Warn) -> list[str]:
        """The documents to print: the sources, then the releases. Raises InputError with all problems."""
        models = self._models(self._files, warn)
        doubts(self._charts, models, warn)
        releases, sources = make_releases(models, self._charts, self._settings)
        return [*map(write.dump, sources), *[text for release in releases for text in release.texts]]

    def plan(self, warn: Warn) -> tuple[Plan, Files]:
        """What is to be done for a fleet, given what is there, and its files. Raises InputError with all problems."""
        common = self._models(self._files, warn) if self._files else ()
        found: list[Cluster] = []
        sources: dict[tuple[str, str], Object] = {}
        for name, path in self._clusters.items():
            own = self._models((path,), warn) if path else ()
            replaced = set(map(str, own))
            models = [*[model for model in common if str(model) not in replaced], *own]
            doubts(self._charts, models, warn)
            releases, needed = make_releases(models, self._charts, self._settings)
            found.append(Cluster(name, tuple(releases)))
            sources |= {(each["metadata"]["namespace"], each["metadata"]["name"]): each for each in needed}
        root, interval = self._told["path_in_repo"], self._settings.interval
        files = layout(found, list(sources.values()), root=root, interval=interval)
        told = self._told
        wanted = plan(
            self.directory, COMMAND, digests(files), force=told["force"], prune=told["prune"], earlier=EARLIER
        )
        if wanted.problems:
            raise InputError(wanted.problems)
        self._look_at_the_rest(wanted, warn)
        return wanted, files

    def _models(self, paths: tuple[str, ...], warn: Warn) -> tuple[FluxModel, ...]:
        problems: list[Problem] = []
        models = read_models(inputs(paths), self._options, self._gie, self._told["name"], warn, problems)
        if problems:
            raise InputError(problems)
        if self._told["name"] and len(models) > 1:
            raise UsageError(f"--name is for a single values file; there are {len(models)} models")
        return models

    def _look_at_the_rest(self, wanted: Plan, warn: Warn) -> None:
        """Files of an earlier run that this one does not make: those of another cluster are an error.

        What the clusters have in common would change below a cluster that is not named.
        """
        prune: bool = self._told["prune"]
        gone = wanted.having(State.STALE, State.KEPT)
        forgotten = sorted({path.split("/")[1] for path in gone if path.startswith("clusters/")})
        if forgotten and not prune:
            message = f"there is also the cluster {', '.join(forgotten)}, which shares models/{BASE} with the others"
            hint = "pass every cluster with --cluster, or remove the others with --prune"
            raise InputError(Problem(message, source=self.directory, hint=hint))
        for warning in wanted.warnings:
            warn(warning)
        for path in () if prune else wanted.having(State.STALE):
            message = "is not made any more; --prune deletes it"
            warn(Problem(message, source=os.path.join(self.directory, path)))


def _clusters(texts: tuple[str, ...]) -> dict[str, str]:
    """The path of each cluster's own models, empty for none, by name."""
    out: dict[str, str] = {}
    for text in texts:
        name, _, path = text.partition("=")
        if not is_dns_subdomain(name):
            raise UsageError(f'--cluster "{name}" cannot be the name of a folder and a cluster')
        if name == BASE:
            raise UsageError(f"--cluster {BASE}: models/{BASE} is what the clusters have in common")
        if name in out:
            raise UsageError(f"--cluster {name} is named twice")
        out[name] = path
    if list(out.values()).count("-") > 1:
        raise UsageError(f"standard input ({STDIN}) can be read only once")
    return out
