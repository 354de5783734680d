"""The twelve columns as a Snowfakery recipe, by its Python API, into a stream that drops them."""

import sys
import time
from io import StringIO

from snowfakery.data_generator import generate
from snowfakery.output_streams import OutputStream

RECIPE = """
- snowfakery_version: 3
- object: Customer
  count: {rows}
  fields:
    store_id: {{random_number: {{min: 1, max: 1000}}}}
    first_name: {{fake: FirstName}}
    last_name: {{fake: LastName}}
    email: {{fake: Email}}
    city: {{fake: City}}
    company: {{fake: Company}}
    status: {{random_choice: {{active: 70%, dormant: 20%, closed: 10%}}}}
    balance: {{fake.pydecimal: {{left_digits: 4, right_digits: 2, positive: true}}}}
    score: {{fake.pyfloat: {{min_value: 0, max_value: 1}}}}
    born_on:
      random_choice:
      - choice: {{probability: 10, pick: null}}
      - choice:
          probability: 90
          pick: {{date_between: {{start_date: 1945-01-01, end_date: 2007-12-31}}}}
    registered_at: {{datetime_between: {{start_date: 2020-01-01, end_date: 2025-12-31}}}}
"""


class Dropped(OutputStream):
    """Counts rows, with ``id`` as the twelfth column, and keeps nothing."""

    def __init__(self) -> None:
        self.rows = self.columns = 0

    def write_single_row(self, tablename: str, row: dict[str, object]) -> None:
        self.rows += 1
        self.columns = len(row)

    def close(self, **_: object) -> None:
        pass


def main(rows: int) -> float:
    generate(StringIO(RECIPE.format(rows=2)), output_stream=Dropped())
    dropped = Dropped()
    started = time.perf_counter()
    generate(StringIO(RECIPE.format(rows=rows)), output_stream=dropped)
    seconds = time.perf_counter() - started
    assert (dropped.rows, dropped.columns) == (rows, 12)
    return seconds


if __name__ == "__main__":
    sys.stdout.write(f"{main(int(sys.argv[1]))}\n")
