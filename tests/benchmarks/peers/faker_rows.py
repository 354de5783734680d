"""The twelve columns as people make them with Faker: a call a value."""

import sys
import time

from faker import Faker


def main(rows: int) -> float:
    fake = Faker("en_US")
    fake.first_name(), fake.city(), fake.company()
    started = time.perf_counter()
    made = [
        (
            row,
            fake.random_int(1, 1_000),
            fake.first_name(),
            fake.last_name(),
            fake.email(),
            fake.city(),
            fake.company(),
            fake.random_element(("active", "dormant", "closed")),
            fake.pydecimal(left_digits=4, right_digits=2, positive=True),
            fake.pyfloat(min_value=0, max_value=1),
            fake.date_between("-80y", "-18y") if fake.random_int(0, 9) else None,
            fake.date_time_between("-5y", "now"),
        )
        for row in range(rows)
    ]
    seconds = time.perf_counter() - started
    assert len(made) == rows
    return seconds


if __name__ == "__main__":
    sys.stdout.write(f"{main(int(sys.argv[1]))}\n")
