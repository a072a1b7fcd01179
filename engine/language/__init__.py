"""What an editor asks of a procedure text: what stands here, where a name is made and used, what may come next.

Pure: texts and places in, values out; it must never know a protocol, a file or an editor.
"""
