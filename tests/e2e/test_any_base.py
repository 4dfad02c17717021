"""Base configs of any shape: the chart of one gives what `generate` gives, or is refused loudly."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from msvc_helm.bases import Candidate
from msvc_helm.errors import InputError
from msvc_helm.types.coercion import SERVER_SET
from tests.agreement.charts import Chart
from tests.e2e.test_any_value import EXAMPLES, both_helms
from tests.test_any_base_config import BASES, MODELS, document

# What a chart takes and `generate` does not: fields that only the API server sets, which both leave out, and text of a
# form that the API server asks for, too.
FIELDS = "|".join(sorted(SERVER_SET))
TAKEN = re.compile(rf"only generate refuses: .*(\.({FIELDS})\b|: status[.:]|expected base64 text|expected a time )")


@both_helms
def test_base_configs_of_any_shape(major: int, tmp_path: Path) -> None:
    @settings(EXAMPLES, max_examples=80)
    @given(texts=BASES, model=st.sampled_from(MODELS), gie=st.sampled_from(["v1", "v1alpha2"]), objective=st.booleans())
    def agree(texts: dict[str, Any], model: dict[str, Any], gie: str, objective: bool) -> None:
        data = {key: json.dumps(each) for key, each in texts.items()}
        base = document("base", {"kind": "ConfigMap", "metadata": {"name": "b"}, "data": data})
        shutil.rmtree(tmp_path / "acme", ignore_errors=True)
        try:
            chart = Chart(major, tmp_path, Candidate(base.parse()[0], base))
        except InputError:
            return  # with the line, when the chart is generated
        values = {**model, "gie": gie, "inferenceObjective": objective, "rbac": {"eppClusterRole": "e"}}
        found = chart.disagreement(values)
        assert not found or TAKEN.match(found)

    agree()
