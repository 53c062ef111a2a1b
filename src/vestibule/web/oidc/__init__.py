"""OpenID Connect over HTTP: the doors that applications use."""
