"""Facts about the installation itself."""

from dataclasses import dataclass

from vestibule.kernel.facts import Code, Fact


@dataclass(frozen=True, kw_only=True)
class PolicyCameIntoForce(Fact, name="journal.policy_came_into_force", rules=("AUD-1",)):
    """The numbers of the rulebook changed; their digest proves later which were in force."""

    profile: Code
    digest: Code
