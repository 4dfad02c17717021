"""What people are told: every `messages/NAME.yaml` is refused with exactly the text of `messages/NAME.txt`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from msvc_helm import api, goyaml
from msvc_helm.errors import InputError

FILES = sorted((Path(__file__).parent / "messages").glob("*.yaml"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_message(file: Path, golden: Callable[[Path, str], None]) -> None:
    root = goyaml.parse(file.read_bytes())
    assert root is not None
    with pytest.raises(InputError) as error:
        api.load(root, source=file.name)
    golden(file.with_suffix(".txt"), f"{error.value}\n")
