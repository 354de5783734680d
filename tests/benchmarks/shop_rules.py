"""What holds in the shop, as queries for the rows that break it."""

from __future__ import annotations

from assets.schema.dataset import Dataset

_OWN = {
    "an order's total and count are those of its lines": """
        SELECT * FROM orders LEFT JOIN (
            SELECT order_id, sum(line_total) AS sum, count(*) AS count FROM order_lines GROUP BY ALL
        ) AS own USING (order_id) WHERE total <> sum OR lines <> count OR sum IS NULL""",
    "a customer has spent the totals of the orders": """
        SELECT * FROM customers LEFT JOIN (
            SELECT customer_id, sum(total) AS sum, count(*) AS count FROM orders GROUP BY ALL
        ) AS own USING (customer_id)
        WHERE spent <> coalesce(sum, 0) OR orders_placed <> coalesce(count, 0)""",
    "a line costs the product's price": """
        SELECT * FROM order_lines JOIN products USING (product_id)
        WHERE unit_price <> price
        OR line_total <> CAST(quantity * price * (1 - discount) AS DECIMAL(10, 2))""",
    "an order is after its customer's registration": """
        SELECT * FROM orders JOIN customers USING (customer_id)
        WHERE ordered_at <= registered_at""",
    "orders of a customer follow one another": """
        SELECT * FROM (
            SELECT ordered_at, lag(ordered_at) OVER (PARTITION BY customer_id ORDER BY order_id)
                AS earlier FROM orders
        ) WHERE earlier >= ordered_at""",
    "a line has the day of its order": """
        SELECT * FROM order_lines JOIN orders USING (order_id)
        WHERE ordered_on <> CAST(ordered_at AS DATE)""",
    "an order is paid in full, and after it": """
        SELECT * FROM payments JOIN orders USING (order_id)
        WHERE amount <> total OR paid_at < ordered_at""",
    "a shipment leaves after the payment, and arrives later": """
        SELECT * FROM shipments JOIN payments USING (payment_id)
        WHERE shipped_at <= paid_at OR delivered_at < shipped_at
        OR shipments.order_id <> payments.order_id""",
    "a review is about the line's product, after the order": """
        SELECT * FROM reviews JOIN order_lines USING (order_id, line_no)
        WHERE reviews.product_id <> order_lines.product_id OR written_on <= ordered_on""",
    "a product is counted after its launch": """
        SELECT * FROM stock JOIN products USING (product_id) WHERE counted_on <= launched_on""",
    "a category lies below an earlier one": """
        SELECT * FROM categories WHERE (parent_id IS NULL) <> (category_id = 1)
        OR parent_id >= category_id""",
}


def rules(dataset: Dataset) -> dict[str, str]:
    """Each rule with the query for the rows that break it: the spec's keys, and the shop's own."""
    found: dict[str, str] = {}
    for table in dataset.tables:
        for names in table.unique_sets:
            listed = ", ".join(names)
            found[f"{table.name} ({listed}) is unique"] = (
                f"SELECT {listed} FROM {table.name} GROUP BY ALL HAVING count(*) > 1"
            )
        for column in table.columns:
            if not column.nullable:
                found[f"{table.name}.{column.name} is there"] = (
                    f"SELECT 1 FROM {table.name} WHERE {column.name} IS NULL"
                )
        for key in table.foreign_keys:
            pairs = zip(key.columns, key.references_columns, strict=True)
            same = " AND ".join(f"child.{own} = parent.{other}" for own, other in pairs)
            found[f"{table.name} ({', '.join(key.columns)}) refers to {key.references}"] = (
                f"SELECT 1 FROM {table.name} AS child ANTI JOIN {key.references} AS parent "
                f"ON {same} WHERE child.{key.columns[0]} IS NOT NULL"
            )
    return found | _OWN
