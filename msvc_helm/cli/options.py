"""Options that several commands take, and their one meaning."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from msvc_helm.resources.children import GIE_GROUPS
from msvc_helm.resources.context import Options

Command = Callable[..., Any]


def names(_ctx: click.Context, _param: click.Parameter, value: tuple[str, ...]) -> tuple[str, ...]:
    """A comma list, or an option given several times, as one tuple."""
    return tuple(name.strip() for text in value for name in text.split(",") if name.strip())


def expansion_options(function: Command) -> Command:
    """The options of the expansion, given to the command as one argument `options`."""
    from functools import wraps

    @wraps(function)
    def with_options(
        *,
        epp_cluster_role: str,
        epp_pull_secrets: tuple[str, ...],
        pd_pull_secrets: tuple[str, ...],
        namespace: str,
        gie: str,
        **rest: Any,
    ) -> Any:
        options = Options(epp_cluster_role, epp_pull_secrets, pd_pull_secrets, namespace, gie)
        return function(options=options, **rest)

    for option in reversed(_OPTIONS):
        with_options = option(with_options)
    return with_options


_OPTIONS = (
    click.option("--epp-cluster-role", default="", metavar="NAME", help="ClusterRole the endpoint picker is bound to."),
    click.option(
        "--epp-pull-secrets",
        multiple=True,
        callback=names,
        metavar="NAMES",
        help="Image pull secrets of the endpoint picker: comma-separated or repeated.",
    ),
    click.option(
        "--pd-pull-secrets",
        multiple=True,
        callback=names,
        metavar="NAMES",
        help="Image pull secrets of prefill and decode: comma-separated or repeated.",
    ),
    click.option("-n", "--namespace", default="", help="For ModelServices that name no namespace."),
    click.option(
        "--gie",
        type=click.Choice(list(GIE_GROUPS)),
        default="v1alpha2",
        show_default=True,
        help="The Gateway API Inference Extension to write for.",
    ),
)
