"""What is done at the help desk: appointing staff, looking at stories."""

from vestibule.desk.actions.looks import look_at_organization, look_at_person
from vestibule.desk.actions.staff import appoint_staff

__all__ = ["appoint_staff", "look_at_organization", "look_at_person"]
