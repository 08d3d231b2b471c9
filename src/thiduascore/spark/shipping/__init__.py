"""What executors must have, sent to them: plugins as archives, and what unpacks them."""
