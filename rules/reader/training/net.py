"""The network: a small BERT encoder with heads for concerns (piece by piece) and for the post's outcome.

Plain torch, so that training hangs on no model library: the base weights are read by the names they have in the base
package. Casing goes in by the segment embedding, of which the base uses only the first row.
"""

from __future__ import annotations

import importlib.resources
import io
import json
import zipfile

import torch
from safetensors.torch import load as load_tensors
from torch import Tensor, nn
from torch.nn import functional as F

CONCERNS, OUTCOMES, KINDS = 14, 4, 3
BASE_PACKAGE = "all_minilm_l6_v2"


class Layer(nn.Module):
    """One transformer layer, normalised after each half as BERT is."""

    def __init__(self, width: int, inner: int, heads: int, drop: float) -> None:
        super().__init__()
        self.heads = heads
        self.qkv = nn.Linear(width, 3 * width)
        self.out = nn.Linear(width, width)
        self.norm_1 = nn.LayerNorm(width, eps=1e-12)
        self.up = nn.Linear(width, inner)
        self.down = nn.Linear(inner, width)
        self.norm_2 = nn.LayerNorm(width, eps=1e-12)
        self.drop = nn.Dropout(drop)

    def forward(self, x: Tensor, mask: Tensor | None) -> Tensor:
        batch, length, width = x.shape
        q, k, v = self.qkv(x).view(batch, length, 3, self.heads, width // self.heads).permute(2, 0, 3, 1, 4)
        near = torch.matmul(q * (width // self.heads) ** -0.5, k.transpose(-1, -2))
        seen = torch.matmul(torch.softmax(near if mask is None else near + mask, dim=-1), v)
        x = self.norm_1(x + self.drop(self.out(seen.transpose(1, 2).reshape(batch, length, width))))
        return self.norm_2(x + self.drop(self.down(F.gelu(self.up(x)))))


class ReaderNet(nn.Module):
    """ids, kinds (batch × length) and mask (1 = a real piece) → per piece 14 inside and 14 start logits, 4 outcome logits.

    `text` marks the pieces that belong to the post itself (not prefix, separators or padding).
    """

    def __init__(
        self,
        vocabulary: int = 30522,
        width: int = 384,
        inner: int = 1536,
        layers: int = 6,
        heads: int = 12,
        positions: int = 512,
        drop: float = 0.1,
    ) -> None:
        super().__init__()
        self.words = nn.Embedding(vocabulary, width)
        self.places = nn.Embedding(positions, width)
        self.kinds = nn.Embedding(KINDS, width)
        self.norm = nn.LayerNorm(width, eps=1e-12)
        self.drop = nn.Dropout(drop)
        self.layers = nn.ModuleList(Layer(width, inner, heads, drop) for _ in range(layers))
        self.mark = nn.Linear(width, 2 * CONCERNS)
        self.attend = nn.Linear(width, 1)
        self.join = nn.Linear(3 * width + CONCERNS, width)
        self.judge = nn.Linear(width, OUTCOMES + CONCERNS)
        nn.init.constant_(self.mark.bias, -3.0)

    def encode(self, ids: Tensor, kinds: Tensor, mask: Tensor | None) -> Tensor:
        places = torch.arange(ids.shape[1], device=ids.device)
        x = self.drop(self.norm(self.words(ids) + self.places(places) + self.kinds(kinds)))
        wide = None if mask is None else ((1.0 - mask) * -1e4)[:, None, None, :].to(x.dtype)
        for layer in self.layers:
            x = layer(x, wide)
        return x

    def forward(self, ids: Tensor, kinds: Tensor, mask: Tensor, text: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """(marks: batch × length × 28, outcome logits: batch × 4, presence logits: batch × 14)."""
        x = self.encode(ids, kinds, mask)
        marks = self.mark(self.drop(x)).float()
        x = x.float()
        away = (1.0 - text)[..., None] * -1e4
        top = (marks[..., :CONCERNS] + away).amax(1)
        weights = torch.softmax(self.attend(x).float() + away, dim=1)
        mean = (x * text[..., None]).sum(1) / text.sum(1, keepdim=True).clamp(min=1.0)
        pooled = torch.cat([x[:, 0], mean, (weights * x).sum(1), top / 4], dim=1)
        judged = self.judge(self.drop(F.gelu(self.join(self.drop(pooled))))).float()
        return marks, judged[:, :OUTCOMES], judged[:, OUTCOMES:]


def base_files() -> dict[str, bytes]:
    """The base package's tokenizer and weights, from its archive."""
    archive = importlib.resources.files(BASE_PACKAGE).joinpath("model.zip").read_bytes()
    with zipfile.ZipFile(io.BytesIO(archive)) as folder:
        return {name: folder.read(name) for name in ("tokenizer.json", "model.safetensors", "config.json")}


def from_base(drop: float = 0.1) -> ReaderNet:
    """The network with the base encoder's weights; heads as they are initialised (seed torch first)."""
    files = base_files()
    config = json.loads(files["config.json"])
    base = {k.removeprefix("bert."): v.float() for k, v in load_tensors(files["model.safetensors"]).items()}
    net = ReaderNet(
        config["vocab_size"],
        config["hidden_size"],
        config["intermediate_size"],
        config["num_hidden_layers"],
        config["num_attention_heads"],
        config["max_position_embeddings"],
        drop,
    )
    with torch.no_grad():
        net.words.weight.copy_(base["embeddings.word_embeddings.weight"])
        net.places.weight.copy_(base["embeddings.position_embeddings.weight"])
        net.kinds.weight.copy_(base["embeddings.token_type_embeddings.weight"][0].expand(KINDS, -1))
        _copy(net.norm, base, "embeddings.LayerNorm")
        for number, layer in enumerate(net.layers):
            name = f"encoder.layer.{number}."
            parts = [
                base[f"{name}attention.self.{part}.{kind}"]
                for kind in ("weight", "bias")
                for part in ("query", "key", "value")
            ]
            layer.qkv.weight.copy_(torch.cat(parts[:3]))
            layer.qkv.bias.copy_(torch.cat(parts[3:]))
            _copy(layer.out, base, f"{name}attention.output.dense")
            _copy(layer.norm_1, base, f"{name}attention.output.LayerNorm")
            _copy(layer.up, base, f"{name}intermediate.dense")
            _copy(layer.down, base, f"{name}output.dense")
            _copy(layer.norm_2, base, f"{name}output.LayerNorm")
    return net


def _copy(module: nn.Linear | nn.LayerNorm, base: dict[str, Tensor], name: str) -> None:
    module.weight.copy_(base[f"{name}.weight"])
    module.bias.copy_(base[f"{name}.bias"])
