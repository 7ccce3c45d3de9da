"""What one fetch may cost at most. Tests pass smaller figures; these are the product's."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """Seconds to connect and in all, redirects in a row, bytes as they arrive and after decoding."""

    connect_seconds: float = 5.0
    total_seconds: float = 20.0
    redirects: int = 5
    wire_bytes: int = 2_000_000
    decoded_bytes: int = 5_000_000


LIMITS = Limits()
