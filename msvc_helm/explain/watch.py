"""The context of an expansion with values that know their origin."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from msvc_helm.api import ModelService
from msvc_helm.api.autoscaling import Autoscaling
from msvc_helm.api.paths import parts_of
from msvc_helm.api.roles import ACCOUNTS, PICKER
from msvc_helm.explain.asked import Asked
from msvc_helm.explain.base import TracedBase
from msvc_helm.explain.marks import mark, mark_all, origin_of, plain
from msvc_helm.explain.names import TracedNames
from msvc_helm.merge import merge
from msvc_helm.resources.accounts import Account
from msvc_helm.resources.context import Context, Options

_WRITTEN = ("epp_cluster_role", "epp_pull_secrets", "pd_pull_secrets", "namespace")  # options that are in objects
Render = Callable[[str, str], str]


class Watch:
    """Puts values that know their origin in a context. `service` is the ModelService, without them."""

    def __init__(self, service: ModelService, asked: Asked, base: TracedBase | None) -> None:
        self._service = service
        self._asked = asked
        self._base = base

    def __call__(self, context: Context) -> Context:
        """The same context, marked."""
        service = self._asked.marked(context.service)
        names = TracedNames(context.names, self._asked, self._base)
        return context._replace(
            service=service,
            names=names,
            options=self._options(context.options),
            autoscaling={role: self._scaling(role, each) for role, each in context.autoscaling.items()},
            render=self._render(context.render),
            again=self._again(context.again),
            accounts={section: self._account(service, names, section, a) for section, a in context.accounts.items()},
        )

    def _options(self, options: Options) -> Options:
        def marked(name: str) -> Any:
            return mark_all(getattr(options, name), lambda at: self._asked.option(name, at))

        return options._replace(**{name: value for name in _WRITTEN if (value := marked(name))})

    def _scaling(self, role: str, scaling: Autoscaling) -> Autoscaling:
        def of(field: str, value: Any) -> Any:
            return None if value is None else self._asked.scaling(value, (role, field))

        return Autoscaling(
            of("maxReplicas", scaling.max_replicas),
            of("minReplicas", scaling.min_replicas),
            tuple(of("metrics", list(scaling.metrics))),
            of("behavior", scaling.behavior),
            of("keda", scaling.keda),
        )

    def _render(self, render: Render) -> Render:
        def rendered(argument: str, path: str) -> str:
            found = origin_of(argument) or self._asked.field(parts_of(path))
            text: str = mark(render(plain(argument), path), found)
            return text

        return rendered

    def _again(self, again: Callable[..., Any]) -> Callable[..., Any]:
        def once_more(service: ModelService, variant: str) -> tuple[Mapping[str, Any], Render]:
            own = self._service._replace(spec=plain(service.spec))
            base, render = again(own, plain(variant))
            return base, self._render(render)

        return once_more

    def _account(self, service: ModelService, names: TracedNames, section: str, account: Account) -> Account:
        below = (self._base.said.get(ACCOUNTS) or {}).get(section) if self._base else None
        about = merge(below or {}, (service.spec.get(section) or {}).get("serviceAccount") or {})
        usual = names.epp_service_account if section == PICKER else names.pd_service_account
        name = about.get("name") or (usual if account.name == usual else account.name)
        automount = about.get("automount", account.automount)
        return Account(name, account.create, about.get("annotations") or account.annotations, automount)
