"""What every HTTP request passes: assets, security headers, the origin guard, problem responses."""
