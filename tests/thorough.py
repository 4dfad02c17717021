"""The tests that take long: `make thorough` runs them, `make test` leaves them out, CI runs both.

Of the others `make thorough` runs those again that are properties, with more examples (`tests/properties.py`).

Each entry begins the ids of the tests that it means; `tests/test_architecture.py` looks whether there are any.
"""

from __future__ import annotations

THOROUGH = {
    "tests/api/test_verdicts.py::test_matrix": "every kind of value in every field; one of each field is in make test",
    "tests/adopt/test_apply.py": "whole fleets, and a run killed at every step",
    "tests/agreement/": "both charts, by the template language, for every sample, preset and feature",
    "tests/modelservice_chart/": "the chart, likewise",
    "tests/chart/test_hostile.py::test_text_is_text": "any text, through a chart",
    "tests/chart/translate/": "generated charts, by the template language",
    "tests/chart/test_changes.py": "charts made again after each change",
    "tests/chart/test_command.py": "charts made again and again",
    "tests/chart/test_diff.py": "likewise",
    "tests/chart/test_example.py": "charts of every sample, through the linters and Helm",
    "tests/layers/test_patch.py": "any layers",
    "tests/layers/test_ways.py::test_both_kinds_of_chart_agree": "charts, by the template language",
    "tests/layers/test_shipped.py::test_charts_agree": "a chart for each pair of layers",
    "tests/check/mutants/": "thousands of mutants",
    "tests/check/test_command.py::test_generate_compares_across_processes": "starts processes",
    "tests/check/test_corpus.py": "the whole corpus, in both APIs",
    "tests/check/test_shell.py::test_a_script_does_not_make_much_of_little": "measures time",
    "tests/check/test_vocabulary.py::test_prefixes_mean_what_argparse_takes_them_for": "every flag",
    "tests/explain/test_complete.py": "the whole corpus, several times",
    "tests/gotemplate/go/test_fmt.py": "any format",
    "tests/gotemplate/test_limits.py": "runs into each bound",
    "tests/gotemplate/test_memory.py": "measures memory, function by function",
    "tests/gotemplate/test_properties.py": "any template",
    "tests/gotemplate/sprig/test_properties.py": "any arguments",
    "tests/gotemplate/sprig/test_limits.py": "runs into each bound",
    "tests/importer/test_any_objects.py": "any objects",
    "tests/importer/test_over.py": "any objects",
    "tests/importer/test_field.py": "the whole field",
    "tests/plan/test_against_kubernetes.py::test_a_server_says_what_the_plan_says": "some are in make test",
    "tests/plan/test_plan.py::test_the_whole_is_the_worst_of_its_objects": "any objects",
    "tests/api/test_load.py::test_any_document_is_loaded_or_refused": "any document",
    "tests/test_validation.py::test_the_verdict_is_a_real_api_servers": "the whole corpus",
    "tests/verify/test_command.py": "starts Helm",
    "tests/samples/test_field.py::test_a_generated_chart_makes_the_same": "charts, by the template language",
    "tests/test_any_base_config.py": "any base config",
    "tests/test_convert.py::test_base_configs_survive_exactly": "any text",
    "tests/test_docs.py::test_every_command_of_ours_runs_and_prints_what_the_page_shows": "every page's commands",
    "tests/test_generate.py::test_many_processes_print_the_same_bytes": "starts processes",
    "tests/test_growth.py": "tens of thousands of everything",
    "tests/test_lint.py": "starts Helm and linters",
    "tests/test_managed_files.py::test_no_byte_that_people_wrote_is_lost": "any sequence of writes",
    "tests/test_nothing_silent.py::test_templates_have_their_steps_together": "runs into the bounds",
    "tests/test_outputs.py": "starts processes, fills disks, sends signals",
    "tests/test_container.py::test_its_steps_make_the_programs": "builds and installs the wheel",
    "tests/test_site.py::test_every_page_is_built": "builds the site",
    "tests/test_site.py::test_the_search_finds_what_people_look_for": "builds the site",
    "tests/test_site.py::test_nothing_is_loaded_from_elsewhere_to_read_it": "builds the site",
    "tests/test_site.py::test_fences_and_diagrams_are_drawn": "builds the site",
    "tests/test_packaging.py": "builds the wheel and the source archive, twice",
    "tests/test_parity.py": "the whole corpus; a part of it is in tests/parity",
    "tests/test_presets.py::test_any_model_name_arrives_as_it_is": "any name",
    "tests/test_presets.py::test_the_wheel_has_them_and_works_from_anywhere": "builds and installs the wheel",
    "tests/test_robustness.py": "measures time and memory",
    "tests/test_roundtrip.py": "the whole corpus",
    "tests/test_special_files.py": "starts each command with each option",
}


def is_thorough(node: str) -> bool:
    """Whether a test takes long, by its id, or all tests of a file or folder do (`tests/x.py::`, `tests/x/`)."""
    return node.startswith(tuple(THOROUGH))


def has_thorough(node: str) -> bool:
    """Whether a file or folder has tests that take long."""
    return is_thorough(node) or any(start.startswith(node) for start in THOROUGH)
