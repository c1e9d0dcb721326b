"""Lean Rasa: run Rasa's own command line without loading TensorFlow, which none of our components uses.

`rasa run` imports TensorFlow through three modules only: two helpers of its neural policies, and the validator in
the stored training schema. Neutral stand-ins save about 5 s of start and 400 MB of memory. Plain `rasa run` works
too; training uses it unchanged.
"""

from __future__ import annotations

import runpy
import sys
from types import ModuleType

from bot.settings import Settings
from matching.serving import serve_from

STAND_INS: dict[str, tuple[str, ...]] = {
    "rasa.utils.tensorflow.callback": ("RasaTrainingLogger", "RasaModelCheckpoint"),
    "rasa.utils.tensorflow.data_generator": ("RasaBatchDataGenerator",),
    "rasa.graph_components.validators.default_recipe_validator": ("DefaultV1RecipeValidator",),
}


def leave_out_what_nobody_uses() -> None:
    """Put the stand-ins where Python looks for the modules. Call this before anything imports Rasa."""
    for name, classes in STAND_INS.items():
        module = ModuleType(name)
        for class_name in classes:
            setattr(module, class_name, type(class_name, (), {}))
        sys.modules[name] = module
    # bm25s would load jax for a ranking that numpy does as well.
    sys.modules["jax"] = None  # type: ignore[assignment]


if __name__ == "__main__":
    leave_out_what_nobody_uses()
    serve_from(Settings.read().corpus_dir)
    sys.argv[0] = "rasa"
    runpy.run_module("rasa", run_name="__main__", alter_sys=True)
