"""Rendered sets: one piece, three lights before and three after, new marks in two scenes of three.

    PYTHONPATH=../shared/render python benchmarks/render_sets.py OUT [--scenes 24] [--seed 5] [--width 760]

Runs where the renderer beside this repository runs (Mitsuba, an LLVM of 17 or newer), not in the environment of this package.
Writes a folder a scene as `benchmarks/sets.py` reads it: ``b0.jpg`` ..., ``a0_new.jpg`` with ``a0_mask.png`` where there are marks,
``a0_clean.jpg`` where there are none, and ``scene.json``. A scene that is there is skipped, so that a stopped run goes on.

Every photo has its own room, support, tilt, turn and exposure. The marks are those of the renderer, drawn wider and deeper: at
this size its own are finer than anything that a photo of the whole piece could show. Old scratches lie in all photos. In half of
the scenes each after photo has dust, a hair, smudges or fingerprints of its own, as if it had been handled between the photos.
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path
from typing import Any

import cv2
import families
import light
import make_set as renderer
import numpy as np

#: Pieces that align well at this size; of rings and bangles most pairs are refused (`benchmarks/README.md`), and tell nothing here.
FAMILIES, SPAN_MM = ("caseback", "plate"), {"caseback": 44, "plate": 40}
ROOMS = ("window_day", "desk_lamp", "office", "kitchen")
SUPPORTS = ("wood", "cloth", "paper", "pad", "tray")
DIRT = ("dust", "hair", "smudge", "fingerprint")
PHOTOS, TILT_DEG, TURN_DEG, FIELD_DEG, SHARE = 3, 8.0, 20.0, (26.0, 36.0), (0.72, 0.86)
#: New marks a scene, and how much wider and deeper than the renderer draws them.
MARKS, OLD_MARKS, WIDER, DEEPER = 4, 6, 2.0, 2.5
#: Samples a pixel of the piece, of its support; bounces.
renderer.SPP_OBJ, renderer.SPP_BG, BOUNCES = (16, 16), 4, 3

Rng = np.random.Generator
Shot = dict[str, Any]


def main() -> None:
    """Render the scenes that are not there yet."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("out", type=Path)
    parser.add_argument("--scenes", type=int, default=24)
    parser.add_argument("--seed", type=int, default=5)
    parser.add_argument("--width", type=int, default=760)
    args = parser.parse_args()
    for number in range(args.scenes):
        folder = args.out / f"s{number:02d}"
        if not (folder / "scene.json").exists():
            start = time.perf_counter()
            told = render_scene(np.random.default_rng([args.seed, number]), number, folder, args.width)
            print(folder.name, told, f"{time.perf_counter() - start:.0f} s", flush=True)


def render_scene(rng: Rng, number: int, folder: Path, width: int) -> dict[str, Any]:
    """Render one scene into a folder and return what is in it."""
    family = FAMILIES[number % len(FAMILIES)]
    piece = families.FAMILIES[family](rng, width * 0.8 / SPAN_MM[family])
    parts = piece["parts"]
    main_parts = piece.get("main") or [0]
    marked, handled = number % 3 != 2, rng.random() < 0.5
    shots = _shots(piece, main_parts, rng, (width, round(width * 0.75)))
    first, reference = shots[0], shots[PHOTOS]
    for shot in shots:
        _look(shot, parts)
    placer = renderer.Placer(first["grey"], first["camera"], first["cast"], None, main_parts)
    old = renderer.make_scratches(placer, rng, OLD_MARKS, new=False)
    for part, (height, alpha, _) in renderer.carve(parts, old, rng, ids=False).items():
        parts[part].height, parts[part].alpha = height, alpha
    after, ids = renderer.clone(parts), {}
    if marked:
        back = first["pose"] @ np.linalg.inv(reference["pose"])
        placer = renderer.Placer(
            reference["grey"],
            reference["camera"],
            reference["cast"],
            (first["grey"], first["camera"], back),
            main_parts,
        )
        marks = [_stronger(mark) for mark in renderer.make_scratches(placer, rng, MARKS)]
        for part, (height, alpha, own) in renderer.carve(parts, marks, rng).items():
            after[part].height, after[part].alpha, ids[part] = height, alpha, own
    folder.mkdir(parents=True, exist_ok=True)
    dirt = [_photograph(shot, n, parts, after, ids, handled, folder, rng) for n, shot in enumerate(shots)]
    told = {
        "family": family,
        "marks": len(marks) if marked else 0,
        "rooms": [shot["room"] for shot in shots],
        "dirt": dirt,
    }
    (folder / "scene.json").write_text(json.dumps(told) + "\n")
    return told


def _shots(piece: dict[str, Any], main_parts: list[int], rng: Rng, size: tuple[int, int]) -> list[Shot]:
    """Cameras, rooms and supports of every photo; each side has rooms of different kinds."""
    view = light.sph(rng.uniform(0, 360), rng.uniform(*piece["el"]))
    focus, field = np.array(piece["focus"][0], float), rng.uniform(*FIELD_DEG)
    shots = []
    for side in ("b", "a"):
        rooms = rng.permutation(ROOMS)
        for n in range(PHOTOS):
            turned = 0.0 if side == "b" else rng.uniform(-0.5, 0.5) * TURN_DEG
            shot: Shot = {
                "name": f"{side}{n}",
                "room": str(rooms[n]),
                "pose": renderer.rot([0, 0, 1], turned),
            }
            direction = _tilted(view, rng)
            shot["camera"] = _camera(piece, main_parts, shot["pose"], direction, focus, field, size, rng)
            room = int(rng.integers(1 << 30))
            shot["light"] = light.make_env(
                shot["room"],
                np.random.default_rng(room),
                direction,
                rng.uniform(0, 360),
                prng=np.random.default_rng(room + 1),
            )
            texture = families.support_texture(str(rng.choice(SUPPORTS)), rng)
            shot["support"] = (*texture, rng.uniform(0, 360), rng.uniform(0, 1, 2))
            shots.append(shot)
    return shots


def _tilted(view: np.ndarray, rng: Rng) -> np.ndarray:
    """A direction near another one, not too flat."""
    _, right, up = light.frame(view)
    round_, tilt = rng.uniform(0, 2 * np.pi), np.radians(rng.uniform(0, TILT_DEG))
    made = np.cos(tilt) * view + np.sin(tilt) * (np.cos(round_) * right + np.sin(round_) * up)
    return made if made[2] > np.sin(np.radians(18)) else view


def _camera(piece, main_parts, pose, direction, focus, field, size, rng):  # type: ignore[no-untyped-def]  # scene parts are plain dictionaries and tuples of the renderer
    """A camera that shows the whole piece; the renderer has no types."""
    roll, aim = rng.normal(0, 8) + rng.uniform(-TURN_DEG, TURN_DEG), focus @ pose[:3, :3].T + pose[:3, 3]
    distance, aim = renderer.fit(
        piece["parts"], main_parts, pose, direction, roll, field, rng.uniform(*SHARE), *size, aim, 0.12
    )
    camera = renderer.Cam(aim + direction * distance, aim, roll, field, *size, 0.12)
    camera.focus = distance
    return camera


def _look(shot: Shot, parts: list[Any]) -> None:
    """What every pixel of a photo shows, without any light."""
    grey = {k: renderer.mi.load_dict({"type": "diffuse"}) for k in [*range(len(parts)), "sup"]}
    world = renderer.World(parts, shot["support"], shot["light"][::16, ::16].copy(), shot["pose"], bsdfs=grey)
    camera = shot["camera"]
    shot["grey"] = world
    shot["cast"] = renderer.cast(
        world.scene, world.shapes, camera.sensor(), camera, renderer.full_grid(camera)
    )


def _stronger(mark: dict[str, Any]) -> dict[str, Any]:
    strokes = [
        (part, points, width * WIDER, slope * DEEPER, rough)
        for part, points, width, slope, rough in mark["strokes"]
    ]
    return {**mark, "strokes": strokes}


def _photograph(shot, number, parts, after, ids, handled, folder, rng):  # type: ignore[no-untyped-def]  # scene parts are plain dictionaries and tuples of the renderer
    """Render and develop one photo, and write it with the mask of its marks; returns the dirt on it."""
    is_after = shot["name"][0] == "a"
    shown, extra, dirt = (after if is_after else parts), [], ""
    if is_after and handled:
        dirt = str(rng.choice(DIRT))
        shown = renderer.clone(after)
        placer = renderer.Placer(shot["grey"], shot["camera"], shot["cast"])
        extra = renderer.distract(placer, shown, rng, [dirt])
    world = renderer.World(shown, shot["support"], shot["light"], shot["pose"], extra=extra)
    linear, _ = renderer.render_photo(world, shot["camera"], int(rng.integers(1 << 20)), BOUNCES)
    plan = renderer.plan_photo(rng, "dev")
    weight = np.clip(light.DZ, 0, 1) * light._sy
    colour = (np.minimum(shot["light"], 30) * weight[..., None]).sum((0, 1)) / weight.sum()
    plan |= {"illum": [float(value) for value in colour], "q": 90}
    name = shot["name"] + ("" if not is_after else "_new" if ids else "_clean")
    renderer.save_jpeg(
        str(folder / f"{name}.jpg"), renderer.develop(linear, plan, rng), plan, rng, int(is_after)
    )
    if is_after and ids:
        cv2.imwrite(str(folder / f"{shot['name']}_mask.png"), _mask(shot, ids))
    return dirt


def _mask(shot: Shot, ids: dict[int, np.ndarray]) -> np.ndarray:
    """Pixels of an after photo of which a quarter or more shows a mark, with the mark's number."""
    camera, world = shot["camera"], shot["grey"]
    pixels = renderer.full_grid(camera)
    shares = np.zeros((len(pixels), 1 + max(int(own.max()) for own in ids.values())), np.float32)
    for dx in (-1 / 3, 0, 1 / 3):
        for dy in (-1 / 3, 0, 1 / 3):
            hit = renderer.cast(
                world.scene, world.shapes, camera.sensor(), camera, pixels + np.array([dx, dy])
            )
            number = np.zeros(len(pixels), np.intp)
            for part, own in ids.items():
                on = hit["s"] == part
                at = (hit["uv"][on][:, ::-1] * own.shape).astype(int)
                number[on] = own[tuple(at.clip(0, np.array(own.shape) - 1).T)]
            shares[np.arange(len(pixels)), number] += 1 / 9
    best = shares[:, 1:].argmax(axis=1) + 1
    kept = np.where(shares[:, 1:].max(axis=1) >= 0.25, best, 0)
    return np.asarray(kept, np.uint8).reshape(camera.H, camera.W)


if __name__ == "__main__":
    main()
