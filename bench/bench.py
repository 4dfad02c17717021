"""What a run costs, as ratios taken within one run of this program, so that the machine's speed divides out.

    make bench                    # everything, about half a minute
    python bench/bench.py --runs 41 one_generate
    python bench/bench.py --strict   # exit status 1 when an aim is missed

Times are CPU times (user and system) of child processes; a figure is the median of several runs. Commands that are
compared take turns, so that a slow moment of the machine meets both.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

REPO = Path(__file__).resolve().parent.parent
PD = REPO / "samples" / "pd"
SIM = REPO / "samples" / "sim"
CHART = REPO / "charts" / "modelservice"
NOT_HERE = "not measured: {} is built by `make e2e`"
BASE = (sys.executable, "-c", "import yaml")
POST = (str(Path(sys.executable).with_name("msvc-post")),)
# An installed program has its bytecode compiled; without this a checkout would be compiled anew by every run.
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
GENERATE = (str(Path(sys.executable).with_name("msvc-helm")), "generate", "--epp-cluster-role", "endpoint-picker")

DEPLOYMENT = """\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web-{number}
spec:
  replicas: 2
  selector:
    matchLabels: {{app.kubernetes.io/name: web-{number}}}
  template:
    metadata:
      labels: {{app.kubernetes.io/name: web-{number}}}
    spec:
      containers:
      - name: web
        image: example.com/web:1.{number}
        env:
{settings}"""


@dataclass(frozen=True, slots=True)
class Cost:
    """One run of a command: CPU seconds, seconds on the clock, and the largest resident size in bytes."""

    seconds: float
    elapsed: float
    memory: int


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the report: what was measured, the figure, its unit, and the most it should be (None: no aim)."""

    name: str
    value: float
    unit: str
    aim: float | None = None

    @property
    def missed(self) -> bool:
        """Whether there is an aim and the figure is over it."""
        return self.aim is not None and self.value > self.aim

    def __str__(self) -> str:
        aim = "" if self.aim is None else f"at most {self.aim:g} {self.unit}{'   MISSED' if self.missed else ''}"
        return f"{self.name:<66} {self.value:>9.2f} {self.unit:<4} {aim}".rstrip()


def run(command: Sequence[str], stdin: Path | None = None) -> Cost:
    """Run a command to its end, its output thrown away; RuntimeError when it fails."""
    with tempfile.TemporaryFile() as errors, open(stdin or os.devnull, "rb") as source:
        started = time.perf_counter()
        process = subprocess.Popen(command, stdin=source, stdout=subprocess.DEVNULL, stderr=errors, env=ENVIRONMENT)
        _, status, usage = os.wait4(process.pid, 0)
        elapsed = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            errors.seek(0)
            raise RuntimeError(f"{' '.join(command)}: exit {process.returncode}: {errors.read().decode()[-500:]}")
    return Cost(usage.ru_utime + usage.ru_stime, elapsed, usage.ru_maxrss * 1024)


def alternate(runs: int, *commands: Sequence[str], stdin: Path | None = None, clock: bool = False) -> list[float]:
    """The median CPU seconds (`clock`: seconds on the clock) of each command, the commands taking turns.

    The first turn only fills the caches.
    """
    for command in commands:
        run(command, stdin)
    turns = [[run(command, stdin) for command in commands] for _ in range(runs)]
    return [
        statistics.median(cost.elapsed if clock else cost.seconds for cost in costs)
        for costs in zip(*turns, strict=True)
    ]


def copies(count: int, directory: Path) -> Path:
    """A file of `count` ModelServices like the sample's, each with a name and a model name of its own."""
    text = (PD / "modelservice.yaml").read_text(encoding="utf-8")
    names = ("  name: llama-70b\n", "    modelName: llama-3.3-70b\n")
    if any(text.count(name) != 1 for name in names):
        raise RuntimeError(f"{PD}/modelservice.yaml does not have these lines once each: {names}")
    path = directory / f"{count}.yaml"
    with open(path, "w", encoding="utf-8") as out:
        for number in range(count):
            one = text
            for name in names:
                one = one.replace(name, f"{name.rstrip()}-{number}\n")
            out.write(f"---\n{one}")
    return path


def one_generate(runs: int) -> Iterator[Row]:
    """One `generate` of samples/pd against starting Python and importing its YAML library."""
    command = (*GENERATE, "-m", str(PD / "modelservice.yaml"), "-b", str(PD / "baseconfig.yaml"))
    base, generate = alternate(runs, BASE, command)
    yield Row('python -c "import yaml"', base * 1000, "ms")
    yield Row("msvc-helm generate, samples/pd", generate * 1000, "ms")
    yield Row("msvc-helm generate / import yaml", generate / base, "x", aim=2.0)


def many_generate(runs: int) -> Iterator[Row]:
    """The cost of each further ModelService in one process, and the memory it takes, as their number grows."""
    sizes = (1, 100, 1000)
    with tempfile.TemporaryDirectory() as directory:
        costs: dict[int, Cost] = {}
        for size in sizes:
            path = copies(size, Path(directory))
            command = (*GENERATE, "-m", str(path), "-b", str(PD / "baseconfig.yaml"))
            taken = [run(command) for _ in range(max(1, min(runs, 200 // size)))]
            costs[size] = Cost(statistics.median(c.seconds for c in taken), 0, max(c.memory for c in taken))
    first = costs[1]
    each: dict[int, float] = {}
    for size in sizes[1:]:
        each[size] = (costs[size].seconds - first.seconds) / (size - 1) * 1000
        yield Row(f"each ModelService of {size} in one process, start-up apart", each[size], "ms", aim=4.0)
    yield Row("growth: each of 1000 / each of 100", each[1000] / each[100], "x", aim=1.25)
    for size in sizes:
        yield Row(f"peak memory for {size}", costs[size].memory / 2**20, "MiB")
    yield Row("peak memory for 1000 / for 100", costs[1000].memory / costs[100].memory, "x", aim=1.25)


def one_post(runs: int) -> Iterator[Row]:
    """One `msvc-post` of a small stream (samples/sim) against starting Python and importing its YAML library."""
    with tempfile.TemporaryDirectory() as directory:
        stream = Path(directory) / "stream.yaml"
        parts = ((SIM / name).read_text(encoding="utf-8") for name in ("baseconfig.yaml", "modelservice.yaml"))
        stream.write_text("---\n".join(parts), encoding="utf-8")
        base, post = alternate(runs, BASE, POST, stdin=stream)
    yield Row("msvc-post, samples/sim", post * 1000, "ms")
    yield Row("msvc-post / import yaml", post / base, "x", aim=1.5)


def many_post(_runs: int) -> Iterator[Row]:
    """`msvc-post` on a stream of 1,000 ModelServices like samples/pd."""
    with tempfile.TemporaryDirectory() as directory:
        stream = copies(1000, Path(directory))
        cost = run((*POST, "--base-config", str(PD / "baseconfig.yaml")), stream)
    yield Row("msvc-post on 1000 ModelServices", cost.seconds, "s", aim=5.0)
    yield Row("the same by the clock, which other work on the machine lengthens", cost.elapsed, "s")
    yield Row("its peak memory", cost.memory / 2**20, "MiB", aim=300)


def post_under_helm(runs: int) -> Iterator[Row | str]:
    """`helm template` of the chart with and without `msvc-post`, by the clock: what a user waits for."""
    helm = program("helm3", "helm")
    if helm is None:
        yield NOT_HERE.format("Helm 3")
        return
    values = CHART / "ci" / "endpoint-picker-values.yaml"
    template = (helm, "template", "m", str(CHART), "--values", str(values))
    without, with_post = alternate(runs, template, (*template, f"--post-renderer={POST[0]}"), clock=True)
    yield Row("helm template, by the clock", without * 1000, "ms")
    yield Row("helm template --post-renderer msvc-post, by the clock", with_post * 1000, "ms")
    yield Row("what msvc-post adds / helm template by itself", (with_post - without) / without, "x", aim=1.0)


def stream_of_twenty(runs: int) -> Iterator[Row | str]:
    """`msvc-post` on 60 kB in 20 documents, one of them a ModelService, against `kustomize build` of the same."""
    kustomize = program("kustomize")
    if kustomize is None:
        yield NOT_HERE.format("kustomize")
        return
    with tempfile.TemporaryDirectory() as directory:
        stream = twenty(Path(directory))
        (stream.parent / "kustomization.yaml").write_text(f"resources: [{stream.name}]\n", encoding="utf-8")
        build, post = alternate(runs, (kustomize, "build", directory), POST, stdin=stream)
        yield Row("bytes of the stream", stream.stat().st_size / 1000, "kB")
    yield Row("kustomize build", build * 1000, "ms")
    yield Row("msvc-post", post * 1000, "ms")
    yield Row("msvc-post / kustomize build", post / build, "x", aim=1.5)


def twenty(directory: Path) -> Path:
    """A stream of 20 documents: samples/sim and 18 Deployments of 3 kB."""
    settings = "".join(f"        - name: SETTING_{n}\n          value: the value of setting {n}\n" for n in range(40))
    others = [DEPLOYMENT.format(number=number, settings=settings) for number in range(18)]
    ours = [(SIM / name).read_text(encoding="utf-8") for name in ("baseconfig.yaml", "modelservice.yaml")]
    path = directory / "stream.yaml"
    path.write_text("---\n".join([*others[:9], *ours, *others[9:]]), encoding="utf-8")
    return path


def program(tool: str, name: str = "") -> str | None:
    """The newest build of a tool that `make e2e` made."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "msvc-helm-e2e"
    built = Path(os.environ.get("MSVC_HELM_E2E_CACHE") or cache).glob(f"{tool}-*/{name or tool}")
    return max(map(str, built), default=None)


MEASUREMENTS: tuple[Callable[[int], Iterator[Row | str]], ...] = (
    one_generate,
    many_generate,
    one_post,
    post_under_helm,
    stream_of_twenty,
    many_post,
)


def main() -> int:
    """Run the measurements named on the command line, all of them by default."""
    known = {measurement.__name__: measurement for measurement in MEASUREMENTS}
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("names", nargs="*", metavar="name", help=", ".join(known))
    parser.add_argument("--runs", type=int, default=21, help="how often each command is run (default: %(default)s)")
    parser.add_argument("--strict", action="store_true", help="exit status 1 when an aim is missed")
    args = parser.parse_args()
    if unknown := set(args.names) - known.keys():
        parser.error(f"unknown: {', '.join(sorted(unknown))}; known: {', '.join(known)}")
    missed = False
    for name in args.names or known:
        print(f"\n{name}: {(known[name].__doc__ or '').strip()}")
        for row in known[name](args.runs):
            print(f"  {row}", flush=True)
            missed |= isinstance(row, Row) and row.missed
    return 1 if missed and args.strict else 0


if __name__ == "__main__":
    sys.exit(main())
