"""Trains the reader anew: one seeded command, CPU only, two runs side by side on two cores.

    python -m rules.reader.training [--data LABELLED.jsonl …] [--out FOLDER]

One run leaves a fold of the training posts out, and on that fold the outcomes, scores and thresholds are fitted; the other
learns from every post. Each has two stages: all posts, then two epochs of the corpus alone; its weights are the mean of both.
What is shipped, with that calibration, is the mean of the two runs: runs that begin alike differ by luck in which posts they
get right, and their mean less so. The development posts are only measured on, at the end. Needs
`packaging/requirements-train.txt`.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import pickle
import platform
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict
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
from rules.reader.training.calibrate import answered, calibrate, crossed, seen
from rules.reader.training.data import Post, folds_of, load_posts
from rules.reader.training.evaluate import evaluate
from rules.reader.training.export import write
from rules.reader.training.fit import Plan, fit, mean_of, predict
from rules.reader.training.net import base_files, from_base
from rules.reader.training.scoring import score, told

FOLDS, FOLD_SEED = 5, 7
TESTS = Path("tests/corpus")
NET = "net.pt"


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ap.add_argument(
        "--data", type=Path, nargs="*", default=[TESTS / "train.jsonl"], help="labelled posts to learn from"
    )
    ap.add_argument(
        "--extra", type=Path, default=Path(__file__).with_name("extra.jsonl"), help="more of them, never held out"
    )
    ap.add_argument("--dev", type=Path, default=TESTS / "dev.jsonl", help="labelled posts that are only measured on")
    ap.add_argument("--out", type=Path, default=WEIGHTS)
    ap.add_argument("--work", type=Path, help="folder for what lies between (weights in full, held-out figures)")
    ap.add_argument("--seed", type=int, default=Plan.seed)
    ap.add_argument("--epochs", type=int, default=Plan.epochs)
    ap.add_argument("--held-out-only", action="store_true", help="no weights, only the figures on the held-out fold")
    ap.add_argument("--fold", type=int, default=0)
    args = ap.parse_args()
    began = time.time()
    work = args.work or Path("out/reader")
    for folder in (args.out, work):
        folder.mkdir(parents=True, exist_ok=True)
    plan = Plan(seed=args.seed, epochs=args.epochs)
    posts = load_posts(*args.data)
    extra = load_posts(args.extra) if args.extra.exists() else []
    folds = folds_of(posts, FOLDS, FOLD_SEED)
    left_out = [post for post, fold in zip(posts, folds, strict=True) if fold == args.fold]
    rest = [post for post, fold in zip(posts, folds, strict=True) if fold != args.fold]
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as runs:
        part = runs.submit(run, rest, extra, plan, work / "part.pt", left_out)
        whole = None if args.held_out_only else runs.submit(run, posts, extra, plan, work / "whole.pt", [])
        rows = seen(left_out, part.result(), our_inputs())
        (work / "held_out.pkl").write_bytes(pickle.dumps(part.result()))
        figures = score(left_out, crossed(rows))
        print(f"held-out fold, calibrated crosswise\n{told(figures)}\n", flush=True)
        if whole is None:
            return
        whole.result()
    both = [torch.load(work / name, weights_only=True) for name in ("part.pt", "whole.pt")]
    torch.save(mean_of(*both), work / NET)
    calibration = calibrate(rows)
    (work / "held_out.jsonl").write_text(lines(crossed(rows, weak=True)), encoding="utf-8")
    ship(args, plan, work, calibration, figures, rows, time.time() - began)
    evaluate(args.out, args.dev if args.dev.exists() else None, None)


def our_inputs() -> Inputs:
    return Inputs(Tokenizer.from_str(base_files()["tokenizer.json"].decode()))


def run(
    posts: list[Post], extra: list[Post], plan: Plan, file: Path, left_out: list[Post]
) -> list[tuple[np.ndarray, np.ndarray]]:
    """One training run in a process of its own; its weights go to `file`, its figures for `left_out` come back."""
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    inputs = our_inputs()
    with file.with_suffix(".log").open("w", encoding="utf-8") as log:
        net = fit(posts + extra, inputs, plan, log)
        again = fit(posts, inputs, plan.again(), log, begin=net)
    net.load_state_dict(mean_of(net.state_dict(), again.state_dict()))
    torch.save(net.state_dict(), file)
    return predict(net, left_out, inputs)


def ship(args, plan: Plan, work: Path, calibration, figures: dict, rows: list, seconds: float) -> None:
    """Export, quantise, write the manifest, and hold the int8 graph against the full one."""
    net = from_base().eval()
    net.load_state_dict(torch.load(work / NET, weights_only=True))
    full, small = write(net, work)
    (args.out / MODEL).write_bytes(small.read_bytes())
    tokenizer = Tokenizer.from_str(base_files()["tokenizer.json"].decode())
    tokenizer.no_padding()
    tokenizer.no_truncation()
    (args.out / TOKENIZER).write_text(tokenizer.to_str(), encoding="utf-8")
    files = {name: hashlib.sha256((args.out / name).read_bytes()).hexdigest() for name in (MODEL, TOKENIZER)}
    manifest = {
        "format": FORMAT,
        "model_id": f"reader-{files[MODEL][:12]}",
        "files": files,
        "calibration": json.loads(msgspec.json.encode(calibration)),
        "plan": asdict(plan),
        "data": {f.name: hashlib.sha256(f.read_bytes()).hexdigest() for f in (*args.data, args.extra) if f.exists()},
        "held_out": {"fold": args.fold, "of": FOLDS, "seed": FOLD_SEED, "posts": len(rows), "figures": figures},
        "versions": {
            "python": platform.python_version(),
            "torch": torch.__version__,
            "onnx": onnx.__version__,
            "onnxruntime": onnxruntime.__version__,
            "tokenizers": tokenizers_version,
        },
        "minutes": round(seconds / 60, 1),
    }
    manifest["int8"] = parity(args.out, manifest, full, rows[:400])
    write_manifest(args.out, manifest)


def write_manifest(folder: Path, manifest: dict) -> None:
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def parity(folder: Path, manifest: dict, full: Path, rows: list) -> dict:
    """How far int8 answers stray from full ones on posts of the held-out fold (which half of what went into these weights has learnt)."""
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
