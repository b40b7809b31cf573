"""Draws the table of peers: each ratio beside its goal, and each cost as it grows."""

import json
import sys

import matplotlib

matplotlib.use("svg")
import matplotlib.pyplot as plot

given, out = sys.argv[1:]
with open(given, encoding="utf-8") as file:
    run = json.load(file)
lines = [line for line in run["lines"] if line["goal"]][::-1]
grown = {}
for point in run["growth"]:
    grown.setdefault(point["work"], []).append((point["visits"], point["ms"]))

plot.rcParams.update({"font.family": "sans-serif", "font.size": 9, "svg.fonttype": "none", "svg.hashsalt": "peers"})
figure, (ratios, growth) = plot.subplots(1, 2, figsize=(16, 0.28 * len(lines) + 2), width_ratios=(3, 2), layout="constrained")
shares = [line["ratio"] / line["goal"] for line in lines]
ratios.barh(range(len(lines)), shares, color=["#3f6f4a" if share <= 1 else "#b4492f" for share in shares])
ratios.axvline(1, color="#333333", linewidth=1)
ratios.set_yticks(range(len(lines)), [f"{line['work']}  ÷  {line['peer']}" for line in lines])
ratios.set_xscale("log")
ratios.set_title("our cost ÷ goal (left of the line: met)")
for at, line in enumerate(lines):
    ratios.annotate(f" {line['ratio']:.2f}×", (shares[at], at), va="center")
for work, points in grown.items():
    growth.plot(*zip(*sorted(points)), marker="o", markersize=3, label=work)
growth.set(xscale="log", yscale="log", xlabel="visits", ylabel="ms", title="how each cost grows")
growth.legend(fontsize=7)
figure.suptitle(run["machine"])
figure.savefig(out, metadata={"Date": None})
