"""A run in the forms of others: a table for spreadsheets, XES and OCEL for process mining, PNML for the procedure.

Every form holds every entry, in the order of the log, with its index and leaf hash; text out, no file is touched here.
"""
