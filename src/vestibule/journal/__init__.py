"""What happened: one action, one fact, one transaction; the entries, and what goes out to applications with them.

Decides that nothing happens unrecorded; not what may happen.
"""
