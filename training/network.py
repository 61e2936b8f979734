"""The mark network: two aligned pictures in, evidence of new and of old marks out, at half resolution.

A Siamese encoder of three octaves sees each picture alone; at every octave the after features, the before features
and their absolute difference are mixed and carried back up. About 0.3 M weights and 10 k multiplications a pixel,
so that a view of 1.5 MP takes half a second on two cores.
"""

from __future__ import annotations

import torch
from torch import nn

#: Channels of one picture; see `condition.marks.network.prepare`.
CHANNELS = 4


def block(inputs: int, outputs: int, stride: int = 1, kernel: int = 3, dilation: int = 1) -> nn.Sequential:
    """Convolution, batch norm, ReLU."""
    padding = (kernel // 2) * dilation
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, kernel, stride, padding, dilation, bias=False),
        nn.BatchNorm2d(outputs),
        nn.ReLU(inplace=True),
    )


class Mix(nn.Module):
    """After features, before features and their absolute difference -> `outputs` channels."""

    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__()
        self.mix = block(3 * inputs, outputs, kernel=1)

    def forward(self, after: torch.Tensor, before: torch.Tensor) -> torch.Tensor:
        """(n, c, h, w) twice -> (n, outputs, h, w)."""
        return self.mix(torch.cat([after, before, (after - before).abs()], 1))


class MarkNet(nn.Module):
    """(n, 8, h, w), after channels first -> (n, 2, h / 2, w / 2) logits: new, old. h and w multiples of 16."""

    def __init__(self, widths: tuple[int, int, int, int] = (16, 32, 48, 64)) -> None:
        super().__init__()
        a, b, c, d = widths
        self.stage2 = nn.Sequential(block(CHANNELS, a, 2, 5), block(a, a))
        self.stage4 = nn.Sequential(block(a, b, 2), block(b, b))
        self.stage8 = nn.Sequential(block(b, c, 2), block(c, c))
        self.stage16 = nn.Sequential(block(c, d, 2), block(d, d))
        self.mix = nn.ModuleList([Mix(a, a), Mix(b, b), Mix(c, c), Mix(d, d)])
        self.deep = nn.Sequential(block(d, d), block(d, c))
        self.up8 = nn.Sequential(block(2 * c, c), block(c, b))
        self.up4 = nn.Sequential(block(2 * b, b), block(b, a))
        self.up2 = nn.Sequential(block(2 * a, a), block(a, a))
        self.head = nn.Conv2d(a, 2, 1)
        nn.init.constant_(self.head.bias, -4.0)

    def forward(self, pair: torch.Tensor) -> torch.Tensor:
        """Logits of new and of old marks."""
        after, before = self.encode(pair)
        return self.decode(after, before)

    def encode(self, pair: torch.Tensor) -> tuple[list[torch.Tensor], list[torch.Tensor]]:
        """Features of the after and of the before picture at four octaves, by the same weights."""
        count = pair.shape[0]
        both = torch.cat([pair[:, :CHANNELS], pair[:, CHANNELS:]], 0)
        octaves = []
        for stage in (self.stage2, self.stage4, self.stage8, self.stage16):
            both = stage(both)
            octaves.append(both)
        return [f[:count] for f in octaves], [f[count:] for f in octaves]

    def decode(self, after: list[torch.Tensor], before: list[torch.Tensor]) -> torch.Tensor:
        """Logits of what `after` shows and `before` does not, and of what both show."""
        mixed = [mix(a, b) for mix, a, b in zip(self.mix, after, before, strict=True)]
        x = self.deep(mixed[3])
        for level, up in ((2, self.up8), (1, self.up4), (0, self.up2)):
            x = nn.functional.interpolate(x, scale_factor=2.0, mode="nearest")
            x = up(torch.cat([x, mixed[level]], 1))
        return self.head(x)


class BothWays(nn.Module):
    """What is exported: appeared, kept, vanished; encoded once, decoded in both directions."""

    def __init__(self, net: MarkNet) -> None:
        super().__init__()
        self.net = net

    def forward(self, pair: torch.Tensor) -> torch.Tensor:
        """(1, 8, h, w) -> (1, 3, h / 2, w / 2) logits."""
        after, before = self.net.encode(pair)
        return torch.cat([self.net.decode(after, before), self.net.decode(before, after)[:, :1]], 1)
