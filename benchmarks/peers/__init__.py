"""What people would use instead, written as its documentation shows it: nothing tuned, nothing slowed."""
