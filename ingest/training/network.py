"""The learned reader as a torch network: what `ingest.encoder` and `ingest.stances` compute, to be trained.

The base stays as it is; low-rank updates (LoRA, Hu et al. 2021), biases and norms are learned, and the
heads whole. `export` writes them as the runtime reads them.
"""

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 as everyone calls it

from ingest.encoder import LAYERS, base
from ingest.stances import MEASURES, STANCES
from ingest.training.examples import Asked, Example

WIDTH: Final = 384
_DEPTH: Final = 12
_HEADS: Final = 12
_RANK: Final = 32
_HEAD_WIDTH: Final = 256
_DROPOUT: Final = 0.1
_IGNORED: Final = -100
_WEIGHTS: Final = {"proposal": 0.15, "target": 0.25, "condition": 0.3}


class Updated(nn.Module):
    """A frozen matrix with a low-rank update, and a bias."""

    def __init__(self, matrix: Tensor, bias: Tensor) -> None:
        super().__init__()
        self.register_buffer("matrix", matrix.bfloat16(), persistent=False)
        self.bias = nn.Parameter(bias)
        self.down = nn.Parameter(torch.randn(_RANK, matrix.shape[1]) / math.sqrt(matrix.shape[1]))
        self.up = nn.Parameter(torch.zeros(matrix.shape[0], _RANK))

    def forward(self, x: Tensor) -> Tensor:
        """The product, in half precision."""
        return F.linear(x, self.matrix, self.bias) + F.linear(F.linear(x, self.down), self.up)


class Norm(nn.Module):
    """Layer normalisation in half precision."""

    def __init__(self, weight: Tensor, bias: Tensor) -> None:
        super().__init__()
        self.weight, self.bias = nn.Parameter(weight), nn.Parameter(bias)

    def forward(self, x: Tensor) -> Tensor:
        """The normalised vectors."""
        return F.layer_norm(x, (WIDTH,), self.weight.bfloat16(), self.bias.bfloat16(), 1e-12)


class Encoder(nn.Module):
    """BERT, with the weights of the base."""

    def __init__(self) -> None:
        super().__init__()
        graph = onnx.load_from_string(base()).graph
        kept = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}

        def table(name: str) -> Tensor:
            name = f"embeddings.{name}.weight"
            shifted = kept[f"{name}_quantized"].astype(np.float32) - float(kept[f"{name}_zero_point"])
            return torch.tensor(shifted * float(kept[f"{name}_scale"]))

        def norm(name: str) -> Norm:
            return Norm(
                *(torch.tensor(kept[f"{name}.LayerNorm.{part}"].copy()) for part in ("weight", "bias"))
            )

        self._word, self._position, self._kind = (
            table(name) for name in ("word_embeddings", "position_embeddings", "token_type_embeddings")
        )
        self.norm = norm("embeddings")
        matrices = {}
        for node in graph.node:
            if node.op_type == "MatMulInteger":
                name = node.input[1].removesuffix("_quantized")
                matrix = kept[f"{name}_quantized"].astype(np.float32) * kept[f"{name}_scale"]
                matrices[node.name.removeprefix("/").removesuffix("/MatMul_quant")] = torch.tensor(
                    matrix.T.copy()
                )
        self.layers = nn.ModuleList()
        for depth in range(_DEPTH):
            layer = nn.ModuleDict()
            for letter, name in LAYERS.items():
                place = f"encoder/layer.{depth}/{name}"
                bias = torch.tensor(kept[f"{place.replace('/', '.')}.bias"].copy())
                layer[letter] = Updated(matrices[place], bias)
            layer["attended"] = norm(f"encoder.layer.{depth}.attention.output")
            layer["put out"] = norm(f"encoder.layer.{depth}.output")
            self.layers.append(layer)

    def _drop(self, x: Tensor) -> Tensor:
        """Dropout with one mask for all pieces of a text (Gal and Ghahramani 2016)."""
        if not self.training:
            return x
        return x * (torch.rand(len(x), 1, WIDTH) >= _DROPOUT).to(x.dtype) / (1 - _DROPOUT)

    def forward(self, ids: Tensor, kinds: Tensor, mask: Tensor) -> Tensor:
        """Vectors (texts x pieces x width)."""
        rows, columns = ids.shape
        x = self._word[ids] + self._kind[kinds] + self._position[:columns]
        x = self._drop(self.norm(x.bfloat16()))
        hidden = ((~mask)[:, None, None, :] * -1e4).bfloat16()
        for layer in self.layers:
            query, key, value = (
                layer[letter](x).view(rows, columns, _HEADS, WIDTH // _HEADS).transpose(1, 2)
                for letter in "qkv"
            )
            scores = (query / math.sqrt(WIDTH // _HEADS)) @ key.transpose(-1, -2) + hidden
            attended = (scores.softmax(-1).bfloat16() @ value).transpose(1, 2).reshape(rows, columns, WIDTH)
            x = layer["attended"](x + self._drop(layer["o"](attended)))
            x = layer["put out"](x + self._drop(layer["d"](F.gelu(layer["i"](x)))))
        return x


class Network(nn.Module):
    """Encoder and heads; the names of the heads are those that `ingest.stances.judge` asks for."""

    def __init__(self) -> None:
        super().__init__()
        width = _HEAD_WIDTH
        self.encoder = Encoder()
        self.wa, self.wa2 = nn.Linear(WIDTH, width), nn.Linear(WIDTH, width)
        self.em = nn.Parameter(torch.randn(len(MEASURES), width) * 0.16)
        self.em2 = nn.Parameter(torch.randn(len(MEASURES), width) * 0.16)
        self.wk, self.wv = nn.Linear(WIDTH, width, bias=False), nn.Linear(WIDTH, width)
        self.nz, self.ws = nn.LayerNorm(width), nn.Linear(width, 1 + len(STANCES))
        self.bm = nn.Parameter(torch.zeros(len(MEASURES), 1 + len(STANCES)))
        self.wh = nn.Sequential(nn.Linear(WIDTH, width), nn.GELU("tanh"), nn.Linear(width, len(STANCES)))
        self.wm, self.wm2 = nn.Linear(WIDTH, len(MEASURES)), nn.Linear(WIDTH, len(MEASURES))
        self.wt, self.wkt = nn.Linear(width, width), nn.Linear(WIDTH, width, bias=False)
        self.wc = nn.Linear(WIDTH, 1)
        self._drop = nn.Dropout(_DROPOUT)
        with torch.no_grad():
            self.ws.bias[0] = 3.0

    def forward(self, batch: "Batch") -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Logits of stances; logs of attention to proposals and targets; logits of conditions.

        Candidates x measures x 6; told proposals x pieces of the passage; told targets x pieces of the
        window; windows x pieces.
        """
        states = self.encoder(batch.ids, batch.kinds, batch.mask).float()
        own = batch.pool @ states.flatten(0, 1)
        scale = math.sqrt(_HEAD_WIDTH)
        rows, columns = batch.pieces
        passages = states[rows[:, None], columns]
        query = self.wa(own)[:, None, :] + self.em
        scores = torch.einsum("nmd,ntd->nmt", query, self.wk(passages)[batch.passage]) / scale
        looked = scores.masked_fill(~batch.within[batch.passage][:, None, :], -1e4).softmax(-1)
        seen = torch.einsum("nmt,ntd->nmd", looked, self.wv(passages)[batch.passage])
        inner = self.nz(self.wa2(own)[:, None, :] + self.em2 + seen)
        found = self._drop(F.gelu(inner, approximate="tanh"))
        ends = states[rows, batch.ends]
        shared = self.wh(own)[:, None, :] + (self.wm(own) + self.wm2(ends)[batch.passage])[:, :, None]
        stances = self.ws(found) + self.bm + F.pad(shared, (1, 0))
        of, measure = batch.aiming
        aims = torch.einsum("kd,ktd->kt", self.wt(found[of, measure]), self.wkt(states)[batch.window[of]])
        aimed = (aims / scale).masked_fill(~batch.mask[batch.window[of]], -1e4).log_softmax(-1)
        of, measure = batch.proposing
        return stances, (looked[of, measure] + 1e-9).log(), aimed, self.wc(states)[..., 0]


class Batch:
    """Windows side by side, as tensors."""

    def __init__(self, examples: Sequence[Example]) -> None:
        size = (len(examples), max(len(example.window.ids) for example in examples))
        self.ids, self.kinds = torch.zeros(size, dtype=torch.long), torch.zeros(size, dtype=torch.long)
        self.mask, self.awaited = torch.zeros(size, dtype=torch.bool), torch.zeros(size)
        self.told = torch.zeros(size)
        """1 for pieces of passages whose conditions are known by their words."""
        asked = [(at, one) for at, example in enumerate(examples) for one in example.asked if one.asking]
        longest = max(len(one.where) for _, one in asked)
        columns = torch.zeros(len(asked), longest, dtype=torch.long)
        self.within = torch.zeros(len(asked), longest, dtype=torch.bool)
        self.pieces = (torch.tensor([at for at, _ in asked]), columns)
        self.ends = torch.tensor([one.where[-1] for _, one in asked])
        window: list[int] = []
        passage: list[int] = []
        pool, wanted = [], []
        proposing: list[tuple[int, int]] = []
        aiming: list[tuple[int, int]] = []
        proposals: list[Sequence[int]] = []
        targets: list[Sequence[int]] = []
        for at, example in enumerate(examples):
            length = len(example.window.ids)
            self.ids[at, :length] = torch.tensor(example.window.ids)
            self.kinds[at, :length] = torch.tensor(example.window.kinds)
            self.mask[at, :length] = True
        for number, (at, one) in enumerate(asked):
            columns[number, : len(one.where)] = torch.tensor(one.where)
            self.within[number, : len(one.where)] = True
            first = len(window)
            for where in one.asking:
                row = torch.zeros(size[0] * size[1])
                row[[at * size[1] + i for i in where]] = 1 / len(where)
                pool.append(row)
                window.append(at)
                passage.append(number)
            wanted.append(_wanted(one))
            waiting = [right for right in one.right if right.stance is STANCES[1]]
            if not waiting or any(right.condition for right in waiting):
                self.told[at, one.where.start : one.where.stop] = 1
            for right in one.right:
                column = MEASURES.index(right.measure)
                self.awaited[at, list(right.condition)] = 1
                for of in right.rows:
                    if right.proposal:
                        proposing.append((first + of, column))
                        proposals.append([i - one.where.start for i in right.proposal])
                    if right.target:
                        aiming.append((first + of, column))
                        targets.append(right.target)
        self.window, self.passage = torch.tensor(window), torch.tensor(passage)
        self.proposing, self.proposals = _pairs(proposing), _marked(proposals, longest)
        self.aiming, self.targets = _pairs(aiming), _marked(targets, size[1])
        self.pool, self.wanted = torch.stack(pool), torch.cat(wanted)


def _pairs(pairs: Sequence[tuple[int, int]]) -> Tensor:
    return torch.tensor(pairs, dtype=torch.long).reshape(-1, 2).T


def _marked(rows: Sequence[Sequence[int]], width: int) -> Tensor:
    marked = torch.zeros(len(rows), width, dtype=torch.bool)
    for row, where in zip(marked, rows, strict=True):
        row[list(where)] = True
    return marked


def _wanted(asked: Asked) -> Tensor:
    """The stance of each candidate on each measure; ignored where another word for the holder is marked."""
    wanted = torch.zeros(len(asked.asking), len(MEASURES), dtype=torch.long)
    for right in asked.right:
        column = MEASURES.index(right.measure)
        for row in right.rows:
            if wanted[row, column] <= 0:
                wanted[row, column] = 1 + STANCES.index(right.stance)
        holding = frozenset().union(*(asked.actors[row] for row in right.rows))
        for row, actors in enumerate(asked.actors):
            if row not in right.rows and not wanted[row, column] and holding & actors:
                wanted[row, column] = _IGNORED
    return wanted


def loss(network: Network, batch: Batch) -> Tensor:
    """Cross-entropy of stances a candidate, with the attention and the conditions at smaller weight."""
    with torch.autocast("cpu", torch.bfloat16):
        stances, looked, aimed, awaited = network(batch)
    every = F.cross_entropy(
        stances.float().flatten(0, 1), batch.wanted.flatten(), ignore_index=_IGNORED, reduction="sum"
    )
    total = every / len(batch.passage)
    for name, scores, right in (("proposal", looked, batch.proposals), ("target", aimed, batch.targets)):
        if len(right):
            missed = -scores.float().masked_fill(~right, -1e4).logsumexp(-1)
            total = total + _WEIGHTS[name] * missed.mean()
    entropy = F.binary_cross_entropy_with_logits(awaited.float(), batch.awaited, reduction="none")
    return total + _WEIGHTS["condition"] * (entropy * batch.told).sum() / (batch.told.sum() + 1)


def export(network: Network, folder: Path) -> None:
    """Write `encoder.npz` and `stances.npz`, in half precision."""
    folder.mkdir(parents=True, exist_ok=True)
    encoder: dict[str, Any] = {}
    heads: dict[str, Any] = {}
    for name, tensor in network.state_dict().items():
        array = tensor.float().numpy().astype(np.float16)
        match name.split("."):
            case ["encoder", "norm", part]:
                encoder[f"embeddings.LayerNorm.{part}"] = array
            case ["encoder", "layers", depth, "attended" | "put out" as which, part]:
                place = "attention.output" if which == "attended" else "output"
                encoder[f"encoder.layer.{depth}.{place}.LayerNorm.{part}"] = array
            case ["encoder", "layers", depth, letter, "bias"]:
                encoder[f"encoder.layer.{depth}.{LAYERS[letter].replace('/', '.')}.bias"] = array
            case ["encoder", "layers", depth, letter, update]:
                encoder[f"encoder/layer.{depth}/{LAYERS[letter]}/{update}"] = array
            case _:
                heads[name] = array
    np.savez_compressed(folder / "encoder.npz", **encoder)
    np.savez_compressed(folder / "stances.npz", **heads)
