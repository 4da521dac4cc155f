"""The table of results."""

import sys


class Table:
    """Rows are printed as they are measured: some take minutes."""

    WIDTHS = (52, 12, 12, 9)

    def __init__(self, output):
        self.output = output
        self.missed = []
        self.exceeded = []
        self._line("", "distmake", "peer", "ratio", "goal")

    def ratio(self, title, ours, peer, unit, goal):
        """One quantity on both sides; the goal is an upper bound of ours over the peer's."""
        ratio = ours / peer
        self._verdict(title, ratio <= goal)
        self._line(title, f"{ours:.2f} {unit}", f"{peer:.2f} {unit}", f"{ratio:.2f}x", f"<= {goal:.2f}x")

    def difference(self, title, ours, peer, unit, goal):
        """The goal is an upper bound of what ours takes more than the peer."""
        more = ours - peer
        self._verdict(title, more <= goal)
        self._line(title, f"{ours:.2f} {unit}", f"{peer:.2f} {unit}", f"+{more:.2f}", f"<= +{goal:.2f} {unit}")

    def at_most(self, title, ours, unit, goal):
        """A quantity with a goal of its own and no peer."""
        self._verdict(title, ours <= goal)
        self._line(title, f"{ours:.2f} {unit}", "", "", f"<= {goal:.0f} {unit}")

    def at_least(self, title, ours, unit, goal):
        """The same where more is better."""
        self._verdict(title, ours >= goal)
        self._line(title, f"{ours:.2f} {unit}", "", "", f">= {goal:.0f} {unit}")

    def fact(self, title, ours, peer, unit):
        """Two figures that have no goal."""
        self._line(title, f"{ours:.2f} {unit}", f"{peer:.2f} {unit}", f"{ours / peer:.2f}x", "")

    def budget(self, title, ours, golden, unit, tolerance):
        """A count that does not depend on the machine's load: more than `tolerance` beyond it fails the run."""
        if ours > golden * (1 + tolerance):
            self.exceeded.append(title)
        self._line(title, f"{ours} {unit}".strip(), f"({golden})", f"{ours / golden:.2f}x", f"<= {1 + tolerance:.2f}x")

    def end(self):
        if self.missed:
            print("\nmissed: " + "; ".join(self.missed), file=self.output)
        else:
            print("\nall goals met", file=self.output)
        if self.exceeded:
            sys.exit("over budget: " + "; ".join(self.exceeded))

    def _verdict(self, title, is_met):
        if not is_met:
            self.missed.append(title)

    def _line(self, title, *columns):
        cells = [title.ljust(self.WIDTHS[0])]
        cells += [text.rjust(width) for text, width in zip(columns, self.WIDTHS[1:])]
        print("".join(cells) + "  " + columns[-1], file=self.output, flush=True)
