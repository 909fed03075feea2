"""Two plots as SVG, drawn without any library: throughput by number of rules, and by size of the document.

Both axes are logarithmic; a line is a list of (x, MB/s). The points come from the programs that the table runs, the
quickest of their passes.
"""
import math
import os

import inputs
from measure import Failed, cost, told

WIDTH, HEIGHT, LEFT, TOP, RIGHT, BOTTOM = 720, 400, 70, 50, 210, 60
COLOURS = ("#0b6e4f", "#c1440e", "#3d5a98", "#8a6d00", "#6b3fa0")
DASHES = ("", "7 4", "2 3", "9 3 2 3", "12 5")
SIZES = [1 << 10, 4 << 10, 16 << 10, 64 << 10, 256 << 10, 1 << 20, 4 << 20, 16 << 20, 64 << 20]


def label(value):
    for unit, name in ((1 << 20, "MB"), (1 << 10, "kB")):
        if value >= unit:
            return f"{value // unit} {name}"
    return str(value)


def ticks(low, high):
    """1, 2, 5, 10, 20 … that lie in a range."""
    steps = [m * 10 ** e for e in range(-1, 7) for m in (1, 2, 5)]
    return [s for s in steps if low <= s <= high]


def draw(title, x_name, x_label, lines):
    """The text of an SVG."""
    lines = [(name, points) for name, points in lines if points]
    xs = sorted({x for _, points in lines for x, _ in points})
    ys = [y for _, points in lines for _, y in points]
    low, high = min(ys) / 1.3, max(ys) * 1.3

    def px(x):
        return LEFT + (WIDTH - LEFT - RIGHT) * (math.log(x / xs[0]) / (math.log(xs[-1] / xs[0]) or 1))

    def py(y):
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * math.log(y / low) / math.log(high / low)

    out = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" font-size="13">',
           f"<title>{title}</title>", f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>',
           f'<text x="{LEFT}" y="26" font-size="16">{title}</text>']
    for y in ticks(low, high):
        out.append(f'<path d="M{LEFT} {py(y):.1f}H{WIDTH - RIGHT}" stroke="#dddddd"/>')
        out.append(f'<text x="{LEFT - 8}" y="{py(y) + 4:.1f}" text-anchor="end">{y:g}</text>')
    for x in xs:
        out.append(f'<path d="M{px(x):.1f} {HEIGHT - BOTTOM}v5" stroke="#333333"/>')
        out.append(f'<text x="{px(x):.1f}" y="{HEIGHT - BOTTOM + 20}" text-anchor="middle" font-size="11">{x_label(x)}</text>')
    out.append(f'<path d="M{LEFT} {TOP}V{HEIGHT - BOTTOM}H{WIDTH - RIGHT}" fill="none" stroke="#333333"/>')
    out.append(f'<text x="{(LEFT + WIDTH - RIGHT) / 2}" y="{HEIGHT - 16}" text-anchor="middle">{x_name}</text>')
    out.append(f'<text transform="translate(18 {(TOP + HEIGHT - BOTTOM) / 2}) rotate(-90)" text-anchor="middle">MB/s of text, one core</text>')
    # Names stand beside the ends of their lines, pushed apart where two would touch.
    ends = sorted((py(points[-1][1]), n) for n, (_, points) in enumerate(lines))
    at, places = -99.0, {}
    for y, n in ends:
        at = max(y, at + 16)
        places[n] = at
    for n, (name, points) in enumerate(lines):
        colour, dash = COLOURS[n % len(COLOURS)], DASHES[n % len(DASHES)]
        path = "M" + "L".join(f"{px(x):.1f} {py(y):.1f}" for x, y in points)
        out.append(f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="2" stroke-dasharray="{dash}"/>')
        out += [f'<circle cx="{px(x):.1f}" cy="{py(y):.1f}" r="3" fill="{colour}"><title>{y:.1f} MB/s</title></circle>' for x, y in points]
        out.append(f'<text x="{WIDTH - RIGHT + 12}" y="{places[n] + 4:.1f}" fill="{colour}">{name}</text>')
    return "\n".join(out + ["</svg>"]) + "\n"


def rate(size, seconds):
    return size / 1e6 / max(seconds, 1e-9)


def points(xs, speed):
    """Those that can be measured."""
    got = []
    for x in xs:
        try:
            got.append((x, speed(x)))
        except Failed:
            pass
    return got


def in_memory(bench, name, rules, size):
    told_ = bench.in_memory(name, rules, size)
    return rate(told_["bytes"], told_["ns"] / 1e9)


def by_rules(bench):
    text = bench.file("all.txt")
    size = os.path.getsize(text)

    def delete(n):
        return rate(size, bench.clean(text, "plot.txt", "--no-default-rules", "--rules", bench.rules[n]).cpu)

    def grep(n):
        command = f"LC_ALL=C exec grep -v -a -i -F -f '{bench.file(f'phrases_{n}.txt')}' '{text}' > '{bench.to('plot.txt')}'"
        return rate(size, cost(command).cpu)

    def library(name):
        program = bench.peers.get(name)
        return points(inputs.NUMBERS if program else [], lambda n: rate(size, told([program, bench.file(f"phrases_{n}.txt"), text])["ns"] / 1e9))

    return [
        ("unboil, in memory, three kinds", points(inputs.NUMBERS, lambda n: in_memory(bench, "all.txt", bench.kinds[n], 256 << 10))),
        ("unboil, in memory, contains", points(inputs.NUMBERS, lambda n: in_memory(bench, "all.txt", bench.rules[n], 256 << 10))),
        ("unboil, process, contains", points(inputs.NUMBERS, delete)),
        ("grep -v -i -F, process", points(inputs.NUMBERS if bench.peers["grep"] else [], grep)),
        ("Vectorscan, scan alone", library("vectorscan")),
    ]


def by_sizes(bench):
    sizes = [s for s in SIZES if s <= os.path.getsize(bench.file("all.txt")) * 1.1]
    return [
        ("pages, all packs", points(sizes, lambda s: in_memory(bench, "all.txt", "standard", s))),
        ("pages, no rules", points(sizes, lambda s: in_memory(bench, "all.txt", "none", s))),
        ("clean prose, all packs", points(sizes, lambda s: in_memory(bench, "clean.txt", "standard", s))),
    ]


def write(bench, folder):
    """Measures and draws both."""
    for name, text in (
        ("speed-rules.svg", draw("Throughput by number of rules", "phrases in the rules", lambda x: f"{x:,}", by_rules(bench))),
        ("speed-sizes.svg", draw("Throughput by size of the document, in memory", "size of a document", label, by_sizes(bench))),
    ):
        with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
            file.write(text)
