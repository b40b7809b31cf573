"""Shows what the bench measured.

show.py table peers.json             the table, as Markdown
show.py plot peers.json peers.svg    ratios beside their goals, and each cost as it grows
show.py readme peers.json README.md  puts the table between the README's marks
"""

import json
import sys

MARKS = ("<!-- peers -->\n", "<!-- /peers -->\n")


def figure(of):
    """Three figures that count."""
    return f"{of:,.0f}" if of >= 100 else f"{of:.1f}" if of >= 10 else f"{of:.2f}" if of >= 0.1 else f"{of:.3f}" if of >= 0.001 else f"{of:.1g}"


def each(cells):
    """One cell for all sizes; once where all are alike."""
    return cells[0] if len(set(cells)) == 1 else " · ".join(cells)


def met(line):
    return line["ratio"] <= line["goal"]


def table(run):
    """One row for each work and peer, the sizes beside one another."""
    rows = {}
    for line in run["lines"]:
        rows.setdefault((line["work"], line["peer"], line["unit"]), []).append(line)
    sizes = sorted({line["visits"] for line in run["lines"] if line["visits"]})
    said = " · ".join(f"{size:,}" for size in sizes)
    out = [f"{run['machine']}. Where three figures stand side by side they are of {said} visits.", ""]
    out += ["| work | ours | peer, same run | theirs | ours ÷ theirs | goal |", "|---|---|---|---|---|---|"]
    for (work, peer, unit), lines in rows.items():
        goals = [line for line in lines if line["goal"] is not None]
        goal = ""
        if goals:
            missed = [line for line in goals if not met(line)]
            where = "" if len(missed) == len(lines) else " at " + ", ".join(f"{line['visits']:,}" for line in missed)
            goal = f"{figure(goals[0]['goal'])}" + (f", **missed**{where}" if missed else "")
        cells = [each([figure(line[key]) for line in lines]) for key in ("ours", "theirs", "ratio")]
        out.append(f"| {work} | {cells[0]} {unit} | {peer} | {cells[1]} {unit} | {cells[2]} | {goal} |")
    return "\n".join(out) + "\n"


def plot(run, path):
    import matplotlib

    matplotlib.use("svg")
    import matplotlib.pyplot as plot

    # The largest station speaks for the smaller ones.
    largest = {}
    for line in run["lines"]:
        if line["goal"] is not None:
            largest[line["work"], line["peer"], line["unit"]] = line
    lines = list(largest.values())[::-1]
    grown = {}
    for point in run["growth"]:
        grown.setdefault((point["unit"], point["work"]), []).append((point["visits"], point["cost"]))
    plot.rcParams.update({"font.family": "sans-serif", "font.size": 9, "svg.fonttype": "none", "svg.hashsalt": "peers"})
    figure_, axes = plot.subplot_mosaic([["ratios", "ms"], ["ratios", "s"]], figsize=(16, 0.26 * len(lines) + 2), width_ratios=(3, 2), height_ratios=(3, 2), layout="constrained")
    ratios = axes["ratios"]
    shares = [line["ratio"] / line["goal"] for line in lines]
    ratios.barh(range(len(lines)), shares, color=["#3f6f4a" if met(line) else "#b4492f" for line in lines])
    ratios.axvline(1, color="#333333", linewidth=1)
    ratios.set_yticks(range(len(lines)), [f"{line['work']}  ÷  {line['peer']}" for line in lines], fontsize=8)
    ratios.set_xscale("log")
    ratios.set_ylim(-1, len(lines))
    ratios.set_title("our cost ÷ goal (left of the line: met)")
    for at, line in enumerate(lines):
        ratios.annotate(f" {figure(line['ratio'])}×", (shares[at], at), va="center", fontsize=8)
    for name, units in (("ms", ["ms"]), ("s", ["s", "CPU s"])):
        growth = axes[name]
        for (unit, work), points in grown.items():
            if unit in units:
                growth.plot(*zip(*sorted(points)), marker="o", markersize=3, label=work if unit == name else f"{work} ({unit})")
        growth.set(xscale="log", yscale="log", xlabel="visits", ylabel=name, title=f"how each cost grows, {name}")
        if growth.lines:
            growth.legend(fontsize=7, loc="center left", bbox_to_anchor=(1, 0.5))
    figure_.suptitle(run["machine"])
    figure_.savefig(path, metadata={"Date": None})


def readme(run, path):
    with open(path, encoding="utf-8") as file:
        text = file.read()
    before, rest = text.split(MARKS[0])
    _, after = rest.split(MARKS[1])
    with open(path, "w", encoding="utf-8") as file:
        file.write(before + MARKS[0] + table(run) + MARKS[1] + after)


def main():
    what, given, *where = sys.argv[1:]
    with open(given, encoding="utf-8") as file:
        run = json.load(file)
    match what:
        case "table":
            print(table(run))
        case "plot":
            plot(run, where[0])
        case "readme":
            readme(run, where[0])
        case other:
            sys.exit(f"show.py: {other}?")


main()
