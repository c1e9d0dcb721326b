"""Libraries that warn while they are imported are imported here, before warnings count as errors."""

from __future__ import annotations

import warnings

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import matplotlib.figure
    import rasa.engine.graph
    import rasa.engine.recipes.default_recipe
    import rasa.shared.nlu.training_data.training_data
    import textstat

__all__ = ["matplotlib", "rasa", "textstat"]
