"""What an auditor asks of a step log once its bytes are trusted: was it legal, what stands out, how does it compare.

Pure: entries come in, values go out; nothing here may read a clock, a file or a store.
"""
