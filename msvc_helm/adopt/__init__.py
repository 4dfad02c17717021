"""Running models taken over from the operator: what there is, what is in the way, the steps, and their execution."""
