"""The server's side of scoring without a network: devices, packs, and what they bring back (docs/sync.md)."""
