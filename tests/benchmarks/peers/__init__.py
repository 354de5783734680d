"""What other generators make of the same twelve columns; each script runs in its own environment.

A script takes the number of rows, makes them in memory, and prints the seconds that it took.
"""
