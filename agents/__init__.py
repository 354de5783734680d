"""From what people say to a spec: every proposal is a diff with its reasons, to accept or not."""
