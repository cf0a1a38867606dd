"""Files of others: read within limits, shown before anything changes, taken whole or not at all."""
