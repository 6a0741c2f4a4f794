"""What everything stands on: the clock, errors, log lines, texts, closed schemas."""
