from vestibule.storage.room import Room


class Organizations(Room):
    name = "vestibule.organizations"
    label = "organizations"
