"""The model tiers: each makes an outline of a prompt, and the embedded one needs no account."""
