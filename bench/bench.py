"""What a run costs, as ratios taken within one run of this program, so that the machine's speed divides out.

    make bench                    # everything, about a minute
    python bench/bench.py --runs 41 one_generate
    python bench/bench.py --strict   # exit status 1 when an aim is missed

Times are CPU times (user and system) of child processes; a figure is the median of several runs. Commands that are
compared take turns, so that a slow moment of the machine meets both.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

if not __package__:  # run as a program, as `make bench` does
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.measure import NOT_HERE, Cost, Row, alternate, output, program, run

REPO = Path(__file__).resolve().parent.parent
PD = REPO / "samples" / "pd"
SIM = REPO / "samples" / "sim"
CHART = REPO / "charts" / "modelservice"
BASE = (sys.executable, "-c", "import yaml")
POST = (str(Path(sys.executable).with_name("msvc-post")),)
MSVC_HELM = str(Path(sys.executable).with_name("msvc-helm"))
GENERATE = (MSVC_HELM, "generate", "--epp-cluster-role", "endpoint-picker")

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


def generated_chart(runs: int) -> Iterator[Row | str]:
    """`helm template` of the chart generated for samples/pd, against one by hand with the same objects and values."""
    helm = program("helm3", "helm")
    if helm is None:
        yield NOT_HERE.format("Helm 3")
        return
    with tempfile.TemporaryDirectory() as directory:
        generated, by_hand = Path(directory, "generated"), Path(directory, "by-hand")
        run((MSVC_HELM, "chart", "-b", str(PD / "baseconfig.yaml"), "-o", str(generated)))
        values = Path(directory, "values.yaml")
        values.write_bytes(output((MSVC_HELM, "convert", str(PD / "modelservice.yaml"))))
        shutil.copytree(generated, by_hand)
        shutil.rmtree(by_hand / "templates")
        (by_hand / "facts.json").unlink()
        (by_hand / "templates").mkdir()
        render = (helm, "template", "m", "--values", str(values))
        for number, text in enumerate(output((*render, str(generated))).decode().split("---\n")[1:]):
            name = "{{ .Values.fullnameOverride | default .Release.Name }}"
            text = text.replace("llama-70b", name).replace("namespace: default", "namespace: {{ .Release.Namespace }}")
            (by_hand / "templates" / f"{number}.yaml").write_text(text, encoding="utf-8")
        hand, made = alternate(runs, (*render, str(by_hand)), (*render, str(generated)))
        sizes = [sum(len(p.read_bytes()) for p in d.rglob("*.*")) / 1000 for d in (by_hand, generated)]
    yield Row("the chart by hand", sizes[0], "kB")
    yield Row("the generated chart", sizes[1], "kB")
    yield Row("helm template of the chart by hand", hand * 1000, "ms")
    yield Row("helm template of the generated chart", made * 1000, "ms")
    yield Row("generated / by hand", made / hand, "x", aim=2.0)


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


MEASUREMENTS: tuple[Callable[[int], Iterator[Row | str]], ...] = (
    one_generate,
    many_generate,
    one_post,
    post_under_helm,
    generated_chart,
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
