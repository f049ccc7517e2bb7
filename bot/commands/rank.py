"""`rank`: retrieval alone, for measuring."""

from __future__ import annotations

from pathlib import Path

import click

from knowledge.ranking import rank_file

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("rank")
@click.option("--corpus", type=_FILE, required=True, help='Lines of {"id", "title", "text"}.')
@click.option("--queries", type=_FILE, required=True, help='Lines of {"id", "text"}.')
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True, help="One line per query.")
@click.option("--limit", type=click.IntRange(1, 100), default=10, show_default=True, help="Hits per query.")
def command(corpus: Path, queries: Path, out: Path, limit: int) -> None:
    """Rank the sections of any collection for its queries."""
    report = rank_file(corpus, queries, out, limit=limit)
    click.echo(
        f"{report.sections} sections built in {report.build_s:.2f} s, peak memory {report.peak_mb:.0f} MB, "
        f"{report.questions} questions ranked"
    )
