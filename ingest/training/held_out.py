"""Agreement with the annotated test split, from which no weight was learned.

Run it to report, not to work on the extractor: whoever looks at its errors has used it up.
"""

from ingest.evaluation import render, score
from ingest.extract import extract
from ingest.records import to_record
from ingest.training.annotated import dispatches, releases


def main() -> None:
    """Print the scores of each set."""
    for annotated in (dispatches("test"), releases("test")):
        wanted = [record for one in annotated for record in one.records]
        found = [to_record(one.document, position) for one in annotated for position in extract(one.document)]
        print(f"{annotated[0].group}, {len(annotated)} documents\n{render(score(wanted, found))}")  # noqa: T201


if __name__ == "__main__":
    main()
