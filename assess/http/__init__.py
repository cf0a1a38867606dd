"""What pages and the API ask about a request: who makes it, what they may do, and in which language they read."""
