"""OpenID Connect over HTTP: the doors that applications use. What may pass them, ``vestibule.federation`` decides."""
