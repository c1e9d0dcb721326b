"""Runtime: a transformer exported to ONNX, run without torch."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnxruntime
from tokenizers import Encoding, Tokenizer  # type: ignore[import-untyped]

GRAPH, TOKENIZER = "model.onnx", "tokenizer.json"
Floats = npt.NDArray[np.float32]


class ExportedModel:
    """A tokenizer and a graph with one output row for each text (or pair of texts)."""

    def __init__(self, tokenizer: Tokenizer, session: onnxruntime.InferenceSession) -> None:
        self._tokenizer, self._session = tokenizer, session
        self._inputs = [node.name for node in session.get_inputs()]

    @classmethod
    def load(cls, folder: Path, *, threads: int) -> ExportedModel:
        """Open what an export left in `folder`; the tokenizer's file carries its own truncation and padding."""
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        session = onnxruntime.InferenceSession(
            str(folder / GRAPH), sess_options=options, providers=["CPUExecutionProvider"]
        )
        return cls(Tokenizer.from_file(str(folder / TOKENIZER)), session)

    def __call__(self, texts: Sequence[str] | Sequence[tuple[str, str]]) -> Floats:
        rows = self._tokenizer.encode_batch(list(texts))
        feeds = {name: _matrix(rows, name) for name in self._inputs}
        return np.asarray(self._session.run(None, feeds)[0], dtype=np.float32)


def _matrix(rows: list[Encoding], name: str) -> npt.NDArray[np.int64]:
    column = {"input_ids": "ids", "attention_mask": "attention_mask", "token_type_ids": "type_ids"}[name]
    return np.array([getattr(row, column) for row in rows], dtype=np.int64)
