"""Prompts to begin a conversation with."""

from __future__ import annotations

import streamlit as st

EXAMPLES = {
    "An online bookshop": (
        "An online bookshop with 5,000 customers in Germany over the last two years. Each customer "
        "has 1 to 20 orders, most have 2. Books cost 5 to 80 EUR, skewed low. 5% of orders are "
        "returned. Payments are 60% card, 30% PayPal and 10% bank transfer."
    ),
    "A clinic": (
        "A clinic with 2,000 patients and 40 doctors. Each patient has 1 to 12 appointments, "
        "4 on average, over the last three years. 8% of appointments are cancelled."
    ),
    "A bank": (
        "A retail bank with 3,000 customers. Each customer has 1 to 4 accounts and each account "
        "5 to 200 transactions over the last year. Unique e-mail addresses."
    ),
    "A subscription service": (
        "A streaming subscription service with 10k users, three plans split 50% basic, 35% "
        "standard and 15% premium, and monthly invoices. 3% of invoices are unpaid."
    ),
}


def chat_examples() -> str | None:
    """What to say, for somebody who has not begun; the prompt of the example that is pressed."""
    st.markdown(
        "#### What data do you need?\n"
        "Say what it is about, which things there are and how many, how they hang together, and "
        "what you know of the numbers. You see the schema before anything is saved."
    )
    chosen = None
    for place, (title, prompt) in enumerate(EXAMPLES.items()):
        if st.button(
            title,
            key=f"chat_example_{place}",
            icon=":material/lightbulb:",
            help=prompt,
            width="stretch",
        ):
            chosen = prompt
    return chosen
