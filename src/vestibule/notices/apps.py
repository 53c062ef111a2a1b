from vestibule.storage.room import Room


class Notices(Room):
    name = "vestibule.notices"
    label = "notices"
