"""Rules of organizations, by subject: what particulars must look like, and how names are compared."""
