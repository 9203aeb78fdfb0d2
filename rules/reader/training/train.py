"""Trains the reader anew: one seeded command, CPU only, two runs side by side on two cores.

    python -m rules.reader.training [--out FOLDER] [--work FOLDER] [--leave-out FOLD …]

One run leaves a fold of the training posts out and is measured on it, the other learns from all and is shipped. Each has
four stages: the corpus with `extra.jsonl`, then with `second`, `third` and `fourth.jsonl`, posts written where the stages
before err. A run's weights are the mean of those of the later three. Outcomes, scores and thresholds are fitted on the
left-out fold, or on several, each left out by a run of its own.
The development posts are only measured on, at the end. A stage that is finished lies in the work folder, and a command
that was broken off goes on from there. Needs `packaging/requirements-train.txt`.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import platform
import sys
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass, replace
from multiprocessing import get_context
from pathlib import Path

import msgspec
import numpy as np
import onnx
import onnxruntime
import torch
from tokenizers import Tokenizer
from tokenizers import __version__ as tokenizers_version

from rules.reader.inputs import Inputs
from rules.reader.reader import FORMAT, MANIFEST, MODEL, TOKENIZER, WEIGHTS, Reader
from rules.reader.training.calibrate import Seen, answered, calibrate, crossed, seen
from rules.reader.training.data import Post, folds_of, load_posts
from rules.reader.training.evaluate import evaluate
from rules.reader.training.export import write
from rules.reader.training.fit import Plan, fit, mean_of, predict
from rules.reader.training.net import ReaderNet, base_files, from_base
from rules.reader.training.scoring import score, told

FOLDS, FOLD_SEED = 5, 7
WHOLE = -1
"""In place of a fold: none is left out."""
TESTS = Path("tests/corpus")
RUN = "run.pt"
STAGES = ("extra", "second", "third", "fourth")
"""What each stage learns from beside the corpus: the file's name, and that of the weights in the work folder."""
Figures = list[tuple[np.ndarray, np.ndarray]]


@dataclass(frozen=True)
class Posts:
    """What one run learns from, stage by stage, and what it is measured on."""

    stages: list[list[Post]]
    left_out: list[Post]


def main() -> None:
    here = Path(__file__)
    ap = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ap.add_argument(
        "--data", type=Path, nargs="*", default=[TESTS / "train.jsonl"], help="labelled posts, each left out once"
    )
    for name in STAGES:
        file = here.with_name(f"{name}.jsonl")
        ap.add_argument(f"--{name}", type=Path, default=file, help="more, for one stage")
    ap.add_argument("--dev", type=Path, default=TESTS / "dev.jsonl", help="labelled posts that are only measured on")
    ap.add_argument("--out", type=Path, default=WEIGHTS)
    ap.add_argument("--work", type=Path, default=Path("out/reader"), help="folder for what lies between")
    ap.add_argument("--seed", type=int, default=Plan.seed)
    ap.add_argument("--epochs", type=int, default=Plan.epochs)
    ap.add_argument("--leave-out", type=int, nargs="+", default=[0], choices=range(FOLDS), help="folds, a run for each")
    ap.add_argument("--figures-only", action="store_true", help="no weights, only the figures on the left-out folds")
    args = ap.parse_args()
    for folder in (args.out, args.work):
        folder.mkdir(parents=True, exist_ok=True)
    plan = Plan(seed=args.seed, epochs=args.epochs)
    rows, inputs = [], our_inputs()
    folds = args.leave_out if args.figures_only else [*args.leave_out, WHOLE]
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        runs = []
        for fold in folds:
            posts = posts_of(fold, args)
            runs.append(
                (fold, posts, pool.submit(run, posts, replace(plan, seed=seed_of(fold, plan)), place(fold, args)))
            )
        for fold, posts, job in runs:
            own = seen(posts.left_out, job.result(), inputs)
            if own:
                figures = score(posts.left_out, crossed(own))
                print(f"fold {fold}, calibrated crosswise within\n{told(figures)}\n", flush=True)
            rows += own
    figures = score([row.post for row in rows], crossed(rows))
    print(f"the left-out folds together, calibrated crosswise\n{told(figures)}\n", flush=True)
    (args.work / "held_out.jsonl").write_text(lines(crossed(rows, weak=True)), encoding="utf-8")
    if args.figures_only:
        return
    ship(args, plan, calibrate(rows), figures, rows)
    evaluate(args.out, args.dev if args.dev.exists() else None, None)


def seed_of(fold: int, plan: Plan) -> int:
    """The run that learns from all begins as the one without the first fold does; each other in its own way."""
    return plan.seed if fold == WHOLE else plan.seed + fold


def place(fold: int, args: argparse.Namespace) -> Path:
    """The folder of one run."""
    name = "whole" if fold == WHOLE else f"fold-{fold}"
    folder: Path = args.work / name
    return folder


def posts_of(fold: int, args: argparse.Namespace) -> Posts:
    """The posts of the run that leaves this fold out."""
    posts = load_posts(*args.data)
    folds = folds_of(posts, FOLDS, FOLD_SEED)
    rest = [post for post, own in zip(posts, folds, strict=True) if own != fold]
    left_out = [post for post, own in zip(posts, folds, strict=True) if own == fold]
    return Posts([rest + (load_posts(file) if file.exists() else []) for file in more_of(args)], left_out)


def more_of(args: argparse.Namespace) -> list[Path]:
    """The file of each stage."""
    return [getattr(args, name) for name in STAGES]


def our_inputs() -> Inputs:
    return Inputs(Tokenizer.from_str(base_files()["tokenizer.json"].decode()))


def run(posts: Posts, plan: Plan, folder: Path) -> Figures:
    """One training run in a process of its own; its weights go to `folder`, its figures for the left-out posts come back."""
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    folder.mkdir(parents=True, exist_ok=True)
    inputs = our_inputs()
    nets: list[ReaderNet] = []
    with (folder / "log").open("a", encoding="utf-8") as log:
        for name, some, own in zip(STAGES, posts.stages, plan.stages(), strict=True):
            nets.append(stage(some, inputs, own, folder / f"{name}.pt", log, begin=nets[-1] if nets else None))
    mean = mean_of(*nets[1:])
    torch.save(mean.state_dict(), folder / RUN)
    return predict(mean, posts.left_out, inputs)


def stage(posts: list[Post], inputs: Inputs, plan: Plan, file: Path, log, begin: ReaderNet | None = None) -> ReaderNet:
    """Fit, or take what lies in `file` from the same posts, settings and beginning."""
    start = None if begin is None else begin.state_dict()
    of = digest(plan, posts, start)
    if file.exists() and (done := torch.load(file, weights_only=True))["of"] == of:
        net = from_base().eval()
        net.load_state_dict(done["weights"])
        return net
    net = fit(posts, inputs, plan, log, begin=begin)
    torch.save({"of": of, "weights": net.state_dict()}, file)
    return net


def digest(plan: Plan, posts: list[Post], start: dict[str, torch.Tensor] | None) -> str:
    """Names what a stage learns from, how, and where it begins."""
    seen_so_far = hashlib.sha256(repr((plan, posts)).encode())
    for name, values in (start or {}).items():
        seen_so_far.update(name.encode() + values.numpy().tobytes())
    return seen_so_far.hexdigest()


def ship(args: argparse.Namespace, plan: Plan, calibration, figures: dict, rows: list[Seen]) -> None:
    """Export, quantise, write the manifest, and hold the int8 graph against the full one."""
    net = from_base().eval()
    net.load_state_dict(torch.load(place(WHOLE, args) / RUN, weights_only=True))
    full, small = write(net, args.work)
    (args.out / MODEL).write_bytes(small.read_bytes())
    tokenizer = Tokenizer.from_str(base_files()["tokenizer.json"].decode())
    tokenizer.no_padding()
    tokenizer.no_truncation()
    (args.out / TOKENIZER).write_text(tokenizer.to_str(), encoding="utf-8")
    files = {name: hashlib.sha256((args.out / name).read_bytes()).hexdigest() for name in (MODEL, TOKENIZER)}
    data, left_out = (*args.data, *more_of(args)), list(args.leave_out)
    manifest = {
        "format": FORMAT,
        "model_id": f"reader-{files[MODEL][:12]}",
        "files": files,
        "calibration": json.loads(msgspec.json.encode(calibration)),
        "stages": [asdict(own) for own in plan.stages()],
        "data": {f.name: hashlib.sha256(f.read_bytes()).hexdigest() for f in data if f.exists()},
        "held_out": {"folds": left_out, "of": FOLDS, "seed": FOLD_SEED, "posts": len(rows), "figures": figures},
        "versions": {
            "python": platform.python_version(),
            "torch": torch.__version__,
            "onnx": onnx.__version__,
            "onnxruntime": onnxruntime.__version__,
            "tokenizers": tokenizers_version,
        },
    }
    manifest["int8"] = parity(args.out, manifest, full, rows[:: max(1, len(rows) // 400)][:400])
    write_manifest(args.out, manifest)


def write_manifest(folder: Path, manifest: dict) -> None:
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def parity(folder: Path, manifest: dict, full: Path, rows: list) -> dict:
    """How far int8 answers stray from full ones, on posts of the left-out folds, which the shipped run has learnt."""
    write_manifest(folder, manifest)
    reader, inputs = Reader.load(folder), our_inputs()
    session = onnxruntime.InferenceSession(str(full), providers=["CPUExecutionProvider"])
    posts = [row.post for row in rows]
    plain, quantised = [], []
    for post in posts:
        tokens = inputs.encode(post.text, post.identity, post.channel)
        for figures, use in ((plain, session), (quantised, reader._session)):
            mask = np.zeros(len(tokens.ids), np.float32)
            mask[tokens.prefix : -1] = 1
            feed = {"ids": np.array(tokens.ids), "kinds": np.array(tokens.kinds), "text": mask}
            marks, outcome = use.run(None, feed)
            figures.append((marks[tokens.prefix : -1], outcome))
    a, b = (answered(reader._calibration, seen(posts, f, inputs)) for f in (plain, quantised))
    same = sum(x["outcome"] == y["outcome"] for x, y in zip(a, b, strict=True)) / len(posts)
    drift = float(np.mean([np.abs(p[1] - q[1]).max() for p, q in zip(plain, quantised, strict=True)]))
    kept = (
        [{(f["concern"], f["start"]) for f in x["findings"]} for x in a],
        [{(f["concern"], f["start"]) for f in y["findings"]} for y in b],
    )
    common = sum(len(x & y) for x, y in zip(*kept, strict=True)) / max(
        1, sum(len(x | y) for x, y in zip(*kept, strict=True))
    )
    told_as = {
        "posts": len(posts),
        "same_outcome": round(same, 4),
        "same_spans": round(common, 4),
        "mean_outcome_logit_drift": round(drift, 4),
    }
    print(f"int8 beside fp32: {told_as}", file=sys.stderr)
    return told_as


def lines(rows: list[dict]) -> str:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
