"""How models do in a cluster: read through kubectl, put together by model, and what is wrong in words."""
