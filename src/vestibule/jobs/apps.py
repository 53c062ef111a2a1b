from vestibule.storage.room import Room


class Jobs(Room):
    name = "vestibule.jobs"
    label = "jobs"
