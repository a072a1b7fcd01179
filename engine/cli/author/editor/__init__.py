"""The language server: what `engine.language` and `engine.lint` say, told to an editor over its protocol.

Needs the extra `lsp` (pygls); nothing else of Boldface may import this package.
"""
