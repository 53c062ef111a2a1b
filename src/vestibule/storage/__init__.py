"""What every table shares: the sealed field, conditional writes, and both databases' manners.

Decides nothing. It stands beside the kernel because the kernel must not know Django (decision 0002).
"""
