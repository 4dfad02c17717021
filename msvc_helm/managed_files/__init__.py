"""Files in somebody's directory: written all or none, beside those of others, of which none is lost.

A directory that a command writes has a record (`record`): which command it was, and each file with its digest. Only
what the record names, unchanged, is overwritten or removed (`plan`); `change` does it, and undoes it where it cannot be
done whole. Outputs from before there were records are known by what is in them (`earlier`).
"""

from msvc_helm.managed_files.change import write_files
from msvc_helm.managed_files.earlier import MARK, Earlier, line, sealed_by
from msvc_helm.managed_files.plan import Plan, State, digest, digests, plan, summary, twice
from msvc_helm.managed_files.record import RECORD, regular
from msvc_helm.managed_files.signals import temporary_folder
from msvc_helm.managed_files.single import write_file

__all__ = [
    "MARK",
    "RECORD",
    "Earlier",
    "Plan",
    "State",
    "digest",
    "digests",
    "line",
    "plan",
    "regular",
    "sealed_by",
    "summary",
    "temporary_folder",
    "twice",
    "write_file",
    "write_files",
]
