"""`python -m models …`: hands over to `commands`, which stands above `concepts` in the house."""

import runpy

runpy.run_module("commands", run_name="__main__", alter_sys=True)
