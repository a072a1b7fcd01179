"""What is wrong, unwise or unusual in a procedure: rules by family, one signature, findings with places.

Pure: takes texts and gives findings; it must never read a file, and never look at a second copy of the YAML.
"""
