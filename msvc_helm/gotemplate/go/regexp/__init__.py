"""Go's package regexp, on RE2."""
