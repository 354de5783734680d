"""The twelve columns by a mimesis Schema over its providers, created at once as its manual says."""

import sys
import time
from itertools import count

from mimesis import Generic, Locale
from mimesis.schema import Schema


def main(rows: int) -> float:
    made_by = Generic(Locale.EN)
    person, address, finance = made_by.person, made_by.address, made_by.finance
    numeric, choice, moment = made_by.numeric, made_by.choice, made_by.datetime
    number = count()

    def customer() -> dict[str, object]:
        return {
            "customer_id": next(number),
            "store_id": numeric.integer_number(1, 1_000),
            "first_name": person.first_name(),
            "last_name": person.last_name(),
            "email": person.email(),
            "city": address.city(),
            "company": finance.company(),
            "status": choice(("active", "dormant", "closed")),
            "balance": numeric.decimal_number(0, 9_999.99),
            "score": numeric.float_number(0, 1),
            "born_on": moment.date(1945, 2007) if numeric.integer_number(0, 9) else None,
            "registered_at": moment.datetime(2020, 2025),
        }

    customer()
    schema = Schema(customer, iterations=rows)
    started = time.perf_counter()
    made = schema.create()
    seconds = time.perf_counter() - started
    assert len(made) == rows
    return seconds


if __name__ == "__main__":
    sys.stdout.write(f"{main(int(sys.argv[1]))}\n")
