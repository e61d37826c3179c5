"""What the sandbox does when asked."""
