"""PyTorch's side of the kernel benchmark: a request a line on standard input, an answer a line.

A request is `work seconds key=value ...`; the answer `wall cpu` in microseconds for one step, or
`error` and a reason. `cpu` is the time of all of this process's threads.

    step      threads batch optimizer    784-256-128-10, ReLU, cross-entropy, rows fetched by index
    conv      threads batch layout       3x3, 1 to 16 to 32 channels on 28x28, forward and backward
    small     threads                    one network 64-64-10 on batches of 32
    together  threads trials             as many of them at once by batched products; for one of them
    device    trials graph               784-256-128-10 on batches of 128 on the GPU, all trials; graph=1
                                         replays a captured graph
"""
import sys
import time

import torch
from torch import nn
from torch.nn import functional as F

EXAMPLES = 8192


def measure(step, seconds):
    """Wall and CPU time of one call in microseconds, after a short warming."""
    until = time.perf_counter() + 0.3
    while time.perf_counter() < until:
        step()
    calls, wall, cpu = 0, time.perf_counter(), time.process_time()
    while True:
        for _ in range(5):
            step()
        calls += 5
        passed = time.perf_counter() - wall
        if passed >= seconds:
            return passed / calls * 1e6, (time.process_time() - cpu) / calls * 1e6


def training(widths, batch, optimizer):
    features = torch.rand(EXAMPLES, widths[0])
    labels = torch.randint(widths[-1], (EXAMPLES,))
    shuffled = torch.randperm(EXAMPLES)
    parts = []
    for fan_in, fan_out in zip(widths, widths[1:]):
        parts += [nn.Linear(fan_in, fan_out), nn.ReLU()]
    net = nn.Sequential(*parts[:-1])
    if optimizer == "adam":
        rule = torch.optim.Adam(net.parameters(), lr=1e-3, fused=True)
    else:
        rule = torch.optim.SGD(net.parameters(), lr=0.01, momentum=0.9, nesterov=True, fused=True)
    at = 0

    def step():
        nonlocal at
        rows = shuffled[at:at + batch]
        at = (at + batch) % EXAMPLES
        rule.zero_grad(set_to_none=True)
        F.cross_entropy(net(features[rows]), labels[rows]).backward()
        rule.step()

    return step


def convolutions(batch, layout):
    order = torch.channels_last if layout == "last" else torch.contiguous_format
    image = torch.rand(batch, 1, 28, 28).to(memory_format=order)
    delta = (torch.randn(batch, 32, 28, 28) * 0.01).to(memory_format=order)
    first = (torch.randn(16, 1, 3, 3) * 0.3).to(memory_format=order).requires_grad_()
    second = (torch.randn(32, 16, 3, 3) * 0.1).to(memory_format=order).requires_grad_()
    offsets = [torch.zeros(16, requires_grad=True), torch.zeros(32, requires_grad=True)]

    def step():
        hidden = F.relu(F.conv2d(image, first, offsets[0], padding=1))
        made = F.conv2d(hidden, second, offsets[1], padding=1)
        torch.autograd.grad(made, [first, second, *offsets], delta)

    return step


def population(trials, batch=32, widths=(64, 64, 10)):
    features = torch.rand(EXAMPLES, widths[0])
    labels = torch.randint(widths[-1], (EXAMPLES,))
    shuffled = torch.randperm(EXAMPLES)
    weights = [(torch.randn(trials, i, o) * i ** -0.5).requires_grad_()
               for i, o in zip(widths, widths[1:])]
    offsets = [torch.zeros(trials, 1, o, requires_grad=True) for o in widths[1:]]
    every = weights + offsets
    velocity = [torch.zeros_like(p) for p in every]
    rates = torch.linspace(0.001, 0.05, trials).view(trials, 1, 1)
    at = 0

    def step():
        nonlocal at
        rows = shuffled[at:at + batch]
        at = (at + batch) % EXAMPLES
        hidden = features[rows].expand(trials, batch, widths[0])
        hidden = F.relu(torch.baddbmm(offsets[0], hidden, weights[0]))
        logits = torch.baddbmm(offsets[1], hidden, weights[1])
        loss = F.cross_entropy(
            logits.flatten(0, 1), labels[rows].repeat(trials), reduction="sum") / batch
        gradients = torch.autograd.grad(loss, every)
        with torch.no_grad():
            for p, g, v in zip(every, gradients, velocity):
                v.mul_(0.9).add_(g)
                p.sub_(rates * (g + 0.9 * v))

    return step


def on_device(trials, graph, batch=128, widths=(784, 256, 128, 10)):
    """A step of a population on the GPU, in full float32, with the fused optimizer."""
    torch.backends.cuda.matmul.allow_tf32 = False
    features = torch.rand(EXAMPLES, widths[0], device="cuda")
    labels = torch.randint(widths[-1], (EXAMPLES,), device="cuda")
    rows = torch.randint(EXAMPLES, (16, trials, batch), device="cuda")
    now = rows[0].clone()
    weights = [(torch.randn(trials, i, o, device="cuda") * i ** -0.5).requires_grad_()
               for i, o in zip(widths, widths[1:])]
    offsets = [torch.zeros(trials, 1, o, device="cuda", requires_grad=True) for o in widths[1:]]
    optimizer = torch.optim.SGD(
        weights + offsets, lr=0.01, momentum=0.9, nesterov=True, fused=True)

    def train():
        values = features[now]
        for layer, (w, b) in enumerate(zip(weights, offsets)):
            values = torch.baddbmm(b, values, w)
            values = F.relu(values) if layer < len(weights) - 1 else values
        loss = F.cross_entropy(
            values.flatten(0, 1), labels[now].flatten(), reduction="sum") / batch
        optimizer.zero_grad(set_to_none=not graph)
        loss.backward()
        optimizer.step()

    run = train
    if graph:
        side = torch.cuda.Stream()
        side.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(side):
            for _ in range(3):
                train()
        torch.cuda.current_stream().wait_stream(side)
        captured = torch.cuda.CUDAGraph()
        with torch.cuda.graph(captured):
            train()
        run = captured.replay
    at = 0

    def step():
        nonlocal at
        for _ in range(16):
            at = (at + 1) % len(rows)
            now.copy_(rows[at])
            run()
        torch.cuda.synchronize()

    return step


def answer(line):
    work, seconds, *rest = line.split()
    options = dict(word.split("=") for word in rest)
    torch.set_num_threads(int(options.get("threads", 1)))
    batch = int(options.get("batch", 32))
    if work == "step":
        step, share = training([784, 256, 128, 10], batch, options["optimizer"]), 1
    elif work == "conv":
        step, share = convolutions(batch, options["layout"]), 1
    elif work == "small":
        step, share = training([64, 64, 10], 32, "nesterov"), 1
    elif work == "together":
        share = int(options["trials"])
        step = population(share)
    elif work == "device":
        step, share = on_device(int(options["trials"]), options["graph"] == "1"), 16
    else:
        raise ValueError("unknown work " + work)
    wall, cpu = measure(step, float(seconds))
    return f"{wall / share} {cpu / share}"


if sys.argv[1:] == ["once"]:
    training([784, 256, 128, 10], 128, "nesterov")()
    print("stepped", flush=True)
else:
    print("torch", torch.__version__, flush=True)
    for request in sys.stdin:
        try:
            print(answer(request), flush=True)
        except Exception as problem:  # sent to the benchmark, which reports it
            print("error", str(problem).replace("\n", " "), flush=True)
