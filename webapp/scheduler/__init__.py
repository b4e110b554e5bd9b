"""Gives waiting frames to idle workers: a fair queue, a dispatcher for each worker, live frames before offline ones."""
