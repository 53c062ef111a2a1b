"""News: what the help desk announces, and to whom it is shown.

The room decides what an announcement may say, when it is shown and whom it concerns. Who may write one, the help desk
judges; what people hold, the rooms below know.
"""
