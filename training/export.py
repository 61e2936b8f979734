"""Trained weights -> the ONNX file in ``condition/models``, batch norm folded, half resolution logits.

    python training/export.py WEIGHTS.pt OUT.onnx
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import torch

sys.path.insert(0, str(Path(__file__).parent))

from network import CHANNELS, BothWays, MarkNet


def main() -> None:
    """Write the ONNX file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("weights", type=Path)
    parser.add_argument("out", type=Path)
    arguments = parser.parse_args()
    net = MarkNet()
    net.load_state_dict(torch.load(arguments.weights))
    torch.onnx.export(
        BothWays(net).eval(),
        (torch.zeros(1, 2 * CHANNELS, 256, 256),),
        str(arguments.out),
        input_names=["pair"],
        output_names=["logits"],
        dynamic_axes={"pair": {2: "h", 3: "w"}, "logits": {2: "h2", 3: "w2"}},
        opset_version=17,
        dynamo=False,
    )


if __name__ == "__main__":
    main()
