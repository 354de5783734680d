"""The checkpointers, one a kind of store. Each keeps the newest checkpoint of a thread when it is
told to prune, since resuming needs no other, and undoing goes by versions."""
