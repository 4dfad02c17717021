"""Every class of mutants: how many of those that would no longer serve are found, and why the others cannot be.

Each class is a function from a deployment to its mutants, one value changed in each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from msvc_helm.pipeline import Expansion
from tests.check.mutants import names, pickers, ports, settings
from tests.check.mutants.places import Change

Class = Callable[[Expansion], Iterator[Change]]
MODULES = (ports, names, settings, pickers)
CLASSES: dict[str, Class] = {
    name: made
    for module in MODULES
    for name, made in vars(module).items()
    if getattr(made, "__module__", "") == module.__name__ and not name.startswith("_") and name != "probes"
}
# Of each class that may be empty, or of which some mutants are not found: how many of a hundred are, and why not all.
PARTLY: dict[str, tuple[int, str]] = {
    "environment_map": (0, "no deployment has one"),
    "namespace_variable": (0, "no deployment has one without --pool-namespace"),
}
# What is not mutated at all, since no manifest shows what is right.
UNSEEN = {
    "a Secret, a claim or a Gateway by another name": "it is in the cluster already: needs-secret, needs-claim and"
    " needs-gateway tell that it must be",
    "the key of a Secret": "no manifest has what is in a Secret",
    "the number of replicas, but zero": "any number serves",
    "the size of a group whose ranks follow from it": "the script takes the number of ranks from the size",
    "memory, CPU and limits of time": "what a model needs is in no manifest",
    "the tag of an image": "another version may serve as well; its flags are checked against the version",
    "a configuration in a key that nobody reads": "it has no effect",
    "a port that is declared and that nobody asks by its name": "a declaration opens no port",
    "the metrics port of a Service": "nothing among these objects asks it",
    "settings that trade speed for quality, such as --max-num-seqs": "every value serves",
    "cache events of servers without a picker among the objects": "whoever follows them is elsewhere",
}
