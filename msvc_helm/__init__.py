"""ModelService specs as Helm values: the expansion, the post-renderer and the tools around them."""

__version__ = "0.1.0"
