"""Tests of webapp/rooms: no network, and time as an argument."""
