"""The commands of the program ``vestibule``."""
