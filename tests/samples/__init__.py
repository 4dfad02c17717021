"""The samples after deployments of the field, compared with what public guides and charts render."""
