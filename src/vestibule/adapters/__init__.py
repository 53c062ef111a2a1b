"""One file per vendor or channel; settings name them, nobody imports them."""
