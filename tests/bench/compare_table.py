# SPDX-License-Identifier: Apache-2.0
"""The rows of tests/bench/compare, what KC is to reach in each, and the table that says whether it did.

A target with × is KC's figure divided by the better peer's (or by that of the peer it names); others are absolute.
"""
import re
import statistics
from typing import NamedTuple


class Row(NamedTuple):
    key: str
    label: str
    layout: str
    better: object = None  # max or min; None is no contest
    target: str = ""


ROWS = [
    Row("delivery_per_second", "delivery, messages/s (16 sessions, 100 users, 8 KiB)", "{:,.0f}", max, "≥ 5 ×"),
    Row("delivery_p50_ms", "delivery, p50 ms", "{:.2f}", min),
    Row("delivery_p99_ms", "delivery, p99 ms", "{:.2f}", min, "≤ 25"),
    Row("delivery_cpu_ms", "server CPU per delivered message, ms", "{:.3f}", min, "≤ 0.2"),
    Row("delivery10_per_second", "delivery to 10 recipients, messages/s", "{:,.0f}", max, "≥ 10 ×"),
    Row("listing_first_ms", "listing of {listed:,} envelopes, first time, ms", "{:,.0f}", min, "≤ 0.5 ×"),
    Row("listing_restarted_ms", "the same after a restart, ms", "{:,.0f}", min, "≤ 0.5 ×"),
    Row("listing_warm_ms", "the same, warm, ms", "{:,.0f}", min, "≤ 0.5 ×"),
    Row("bodies_per_second", "whole bodies of {listed:,}, messages/s", "{:,.0f}", max, "≥ 1 ×"),
    Row("search_ms", "SEARCH SUBJECT in {listed:,}, ms", "{:,.1f}", min, "≤ 0.5 ×"),
    Row("store_ms", "STORE FLAGS on {listed:,}, ms", "{:,.0f}", min, "≤ 0.5 × cyrus"),
    Row("move_ms", "MOVE of 1,000, ms", "{:,.1f}", min, "≤ 0.5 ×"),
    Row("expunge_ms", "EXPUNGE of 1,000, ms", "{:,.1f}", min, "≤ 1 ×"),
    Row("append_per_second", "APPEND, messages/s (16 sessions, 8 KiB)", "{:,.0f}", max, "≥ 3 ×"),
    Row("idle_login_kb", "memory (PSS) a session of {sessions:,} logged in, KB", "{:,.1f}", min),
    Row("idle_selected_kb", "the same in IDLE on INBOX, KB", "{:,.1f}", min, "≤ 20"),
    Row("arrival_p50_ms", "message sent until an IDLE session hears of it, p50 ms", "{:,.2f}", min, "≤ 5"),
    Row("arrival_p99_ms", "the same, p99 ms", "{:,.2f}", min),
    Row("select_warm_ms", "SELECT of a mailbox of {large:,}, warm, ms", "{:,.2f}", min, "≤ 10"),
    Row("select_restarted_ms", "the same after a restart, ms", "{:,.2f}", min, "≤ 50"),
    Row("generator_cpu_ms", "load generator's CPU per message, ms", "{:.3f}"),
]
TARGET = re.compile(r"([≥≤]) ([\d.]+)( ×)?(?: (\w+))?")
KC = "kc"


def medians(rounds):
    """{key: median}; a key that only some rounds have (the mailbox of a million is made once) counts too."""
    keys = {key for figures in rounds for key in figures}
    return {key: statistics.median(f[key] for f in rounds if key in f) for key in keys}


def ratio(row, values, peer=None):
    """KC's figure by the better peer's, or by that peer's; nothing where there is none."""
    peers = [v for name, v in values.items() if name != KC and v is not None and peer in (None, name)]
    if row.better is None or values.get(KC) is None or not peers or not row.better(peers):
        return None
    return values[KC] / row.better(peers)


def verdict(row, values):
    """(ratio as text, "met", "missed" or "") of one row."""
    bound = TARGET.fullmatch(row.target)
    by = ratio(row, values, bound and bound[4])
    seen = by if bound and bound[3] else values.get(KC)
    said = ""
    if bound and seen is not None:
        said = "met" if (seen >= float(bound[2]) if bound[1] == "≥" else seen <= float(bound[2])) else "missed"
    return "" if by is None else f"{by:.2f}" if by >= 0.1 else f"{by:.1g}", said


def table(results, **sizes):
    """results: {server: [figures of each round]}; sizes are what the labels name."""
    values = {name: medians(rounds) for name, rounds in results.items()}
    lines = ["| | " + " | ".join([*values, "KC by the better peer", "target", ""]) + " |",
             "|---|" + "---:|" * (len(values) + 2) + "---|"]
    for row in ROWS:
        ours = {name: figures.get(row.key) for name, figures in values.items()}
        known = [value for value in ours.values() if value is not None]
        best = row.better(known) if row.better and len(known) > 1 else None
        cells = ["-" if v is None else row.layout.format(v) for v in ours.values()]
        cells = [f"**{c}**" if v is not None and v == best else c for c, v in zip(cells, ours.values())]
        lines.append(f"| {row.label.format(**sizes)} | " + " | ".join([*cells, verdict(row, ours)[0], row.target,
                                                                     verdict(row, ours)[1]]) + " |")
    return "\n".join(lines)
