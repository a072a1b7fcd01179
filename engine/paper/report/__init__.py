"""The report of a run: one document for an auditor, as plain parts that HTML and PDF print alike.

Stands alone: no second file, no address outside, and every page says whether it was a drill and which record it is of.
"""
