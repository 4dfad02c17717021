"""Go's package time: instants, durations and zones; nothing here reads the clock."""
