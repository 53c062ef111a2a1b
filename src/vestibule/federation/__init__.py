"""What an application sees of a person: claims, admission, OpenID Connect."""
