"""JupyterLab as ``python -m isoaudit.lab`` starts it: without a parser that takes longer to load than all of it."""

from isoaudit.imports import jsonschema_without_addresses

jsonschema_without_addresses()

from jupyterlab.labapp import main  # type: ignore[import-untyped]  # noqa: E402

main()
