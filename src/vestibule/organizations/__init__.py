"""Organizations that people work for: who they are, and how they are found.

Decides what an organization's particulars must look like, that each TIN and each submitter ID stands once, and which
organizations a name and a state find. Not who may do what in them: that is ``access``.
"""
