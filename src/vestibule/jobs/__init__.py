"""The queue in the database: work that a transaction leaves behind, done at least once by a worker.

Decides when and how often a job is tried; not what it does. A job holds ids and codes, never personal data.
"""
