"""Small language models that run on this machine: their files, and how they are asked."""
