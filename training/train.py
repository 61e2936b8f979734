"""Train the mark network from cached views; reproducible from its seed (on one machine and thread count).

    python training/train.py OUT.pt CACHE_DIR... [--steps N] [--exclude PREFIX,...] [--resume]
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import torch
from numpy.typing import NDArray

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parent.parent)]

from augment import IGNORE, NEW, crop_pair
from network import MarkNet

from condition.marks.prepare import prepare

SIZE, BATCH = 192, 8


class Crops(torch.utils.data.IterableDataset[tuple[torch.Tensor, ...]]):
    """An endless stream of augmented crops; every worker has its own seed."""

    def __init__(self, files: list[Path], seed: int) -> None:
        self.files, self.seed = files, seed

    def __iter__(self) -> Iterator[tuple[torch.Tensor, ...]]:
        """Yield (input (8, s, s), target (2, s/2, s/2), weight (2, s/2, s/2))."""
        cv2.setNumThreads(1)
        worker = torch.utils.data.get_worker_info()
        rng = np.random.default_rng([self.seed, worker.id if worker else 0])
        views = [dict(np.load(path)) for path in self.files]
        while True:
            crop = crop_pair(views[rng.integers(len(views))], SIZE, rng)
            if rng.random() < 0.15:  # the network must know "gone" from "new"
                crop["before"], crop["after"] = crop["after"], crop["before"]
                crop["new"][crop["new"] != 0] = 0
            yield _tensors(crop)


def _tensors(crop: dict[str, NDArray[Any]]) -> tuple[torch.Tensor, ...]:
    pair = np.concatenate([prepare(crop["after"]), prepare(crop["before"])])
    target, weight = [], []
    for name, background in (("new", 1.0), ("old", 0.25)):
        label = crop[name].reshape(SIZE // 2, 2, SIZE // 2, 2)
        wanted = (label == NEW).any(axis=(1, 3))
        ignored = (label == IGNORE).any(axis=(1, 3)) & ~wanted
        near = cv2.dilate(wanted.astype(np.uint8), np.ones((5, 5), np.uint8)) > 0
        target.append(wanted)
        weight.append(np.where(wanted, 1.0, np.where(ignored | near, 0.0, background)))
    return (
        torch.from_numpy(pair),
        torch.from_numpy(np.stack(target).astype(np.float32)),
        torch.from_numpy(np.stack(weight).astype(np.float32)),
    )


def loss_of(logits: torch.Tensor, target: torch.Tensor, weight: torch.Tensor) -> torch.Tensor:
    """Focal cross entropy (rare marks, much easy background), gamma 1.5, positives weighted 4."""
    raw = torch.nn.functional.binary_cross_entropy_with_logits(logits, target, reduction="none")
    chance = torch.exp(-raw)
    focal = (1 - chance) ** 1.5 * raw * (1 + 3 * target) * weight
    return focal.sum() / weight.sum() * 20


def main() -> None:
    """Train and save weights every 200 steps."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("cache", type=Path, nargs="+")
    parser.add_argument("--steps", type=int, default=12000)
    parser.add_argument("--exclude", default="", help="comma-separated prefixes of pair ids to leave out")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rate", type=float, default=2e-3)
    parser.add_argument("--start", type=Path, help="weights to start from")
    parser.add_argument("--threads", type=int, default=1)
    arguments = parser.parse_args()
    torch.manual_seed(arguments.seed)
    torch.set_num_threads(arguments.threads)
    skip = tuple(filter(None, arguments.exclude.split(",")))
    files = [f for folder in arguments.cache for f in sorted(folder.glob("*.npz")) if not (skip and f.stem.startswith(skip))]
    net = MarkNet()
    if arguments.start:
        net.load_state_dict(torch.load(arguments.start))
    print(len(files), "views,", sum(p.numel() for p in net.parameters()), "weights", flush=True)
    optimiser = torch.optim.AdamW(net.parameters(), arguments.rate, weight_decay=1e-3)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, arguments.rate, arguments.steps, pct_start=0.08)
    loader = iter(torch.utils.data.DataLoader(Crops(files, arguments.seed), BATCH, num_workers=1, prefetch_factor=4))
    mean, start = 0.0, time.time()
    for step in range(1, arguments.steps + 1):
        pair, target, weight = next(loader)
        loss = loss_of(net(pair), target, weight)
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), 2.0)
        optimiser.step()
        schedule.step()
        mean += (float(loss.detach()) - mean) * max(0.01, 1 / step)
        if step % 100 == 0:
            print(f"{step} loss {mean:.4f} {(time.time() - start) / step:.3f} s/step", flush=True)
            torch.save(net.state_dict(), arguments.out)


if __name__ == "__main__":
    main()
