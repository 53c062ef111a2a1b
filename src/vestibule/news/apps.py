from vestibule.storage.room import Room


class News(Room):
    name = "vestibule.news"
    label = "news"
