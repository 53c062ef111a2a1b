"""The state of an organization. So far it is loaded by the operator, and then it is there."""

ACTIVE = "active"
