"""The help desk's own state: who works there and in which tier, who has claimed which case, who looks at whose story.

Decides who is staff, who may take up a case, and that every look and deed of theirs is on record; what a decision on a
form, a request or an identity means, the rooms below decide. What waits is always theirs to say: nothing is copied.
"""
