"""What conversations are remembered by: an index of them, and the checkpoints of each."""
